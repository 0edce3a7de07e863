//! Rules, and the room that they are for: from a whole tree to a checked policy.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::check::checked::{
    Checked, Condition, Credential, CredentialId, Disclosed, Disclosure, RoleDefinition, Rule, Wire,
};
use crate::check::claims::Env;
use crate::check::context::Checker;
use crate::check::credentials::Shape;
use crate::check::disclosure::Disclosures;
use crate::check::expectations::KnownCase;
use crate::check::modules::{ModuleId, dotted};
use crate::check::moves::Standing;
use crate::check::names::{Def, Found, Kind};
use crate::check::roles::RoleInfo;
use crate::check::sink::{DidYouMean, diagnostic};
use crate::diagnostic::code;
use crate::source::Span;
use crate::syntax::ast::{ItemKind, Path, RuleItem, RuleOutcome, RuleSubject};

/// The roles of a room, ascending by index.
pub(crate) struct Room {
    /// The roles.
    pub(crate) roles: Vec<Rc<RoleInfo>>,
    /// By index, where the policy's file declares the role or brings it in.
    pub(crate) places: HashMap<u32, Span>,
}

impl Room {
    /// The place of the role with an index.
    pub(crate) fn position(&self, index: u32) -> Option<usize> {
        self.roles.binary_search_by_key(&index, |role| role.index).ok()
    }
}

/// A rule whose parts are known.
pub(crate) struct KnownRule<'a> {
    /// As written.
    pub(crate) item: &'a RuleItem,
    /// All of it.
    pub(crate) span: Span,
    /// Whom it is about; `None` is anyone.
    pub(crate) shape: Option<Rc<Shape>>,
    /// What it gives, and where that is named; `None` refuses.
    pub(crate) role: Option<(Rc<RoleInfo>, Span)>,
    condition: Option<Condition>,
}

impl KnownRule<'_> {
    /// `where …`
    pub(crate) const fn condition(&self) -> Option<&Condition> {
        self.condition.as_ref()
    }
}

impl<'a> Checker<'a> {
    /// The rules of the root, each reported on its own. `None` for a rule with a mistake.
    pub(crate) fn rules(&self) -> Vec<Option<KnownRule<'a>>> {
        let mut names: HashMap<&str, Span> = HashMap::new();
        let mut rules = Vec::new();
        for (_, item) in self.items(ModuleId::ROOT) {
            let ItemKind::Rule(rule) = &item.kind else { continue };
            if let Some(name) = &rule.name {
                match names.get(name.node.as_str()) {
                    Some(first) => {
                        let message = format!("two rules are called `{}`", name.node);
                        let found = diagnostic(code::GIVEN_TWICE, name.span, message);
                        self.report(found.label(*first, "first here"));
                    }
                    None => {
                        names.insert(&name.node, name.span);
                    }
                }
            }
            rules.push(self.rule(rule, item.span));
        }
        rules
    }

    fn rule(&self, item: &'a RuleItem, span: Span) -> Option<KnownRule<'a>> {
        // All three parts are looked at, whatever is wrong with one of them.
        let role = self.outcome(item, span);
        let shape = match &item.subject {
            RuleSubject::Anyone(_) => Some(None),
            RuleSubject::Credential(path) => self.tested_credential(path).map(Some),
        };
        let condition = self.where_clause(item, shape.as_ref()?.as_ref());
        Some(KnownRule { item, span, shape: shape?, role: role?, condition: condition? })
    }

    fn tested_credential(&self, path: &Path) -> Option<Rc<Shape>> {
        const ANYONE: [&str; 6] = ["all", "any", "everyone", "everybody", "anybody", "public"];
        if let [name] = path.segments.as_slice()
            && ANYONE.contains(&name.node.as_str())
            && matches!(self.names.find(ModuleId::ROOT, path, &[Kind::Credential]), Found::Nothing)
        {
            let message = format!("there is no credential `{}`", name.node);
            let found = diagnostic(code::UNKNOWN_NAME, name.span, message);
            return self.sink.fail(found.did_you_mean(name.span, Some("anyone")));
        }
        let (def, _) = self.names.expect(ModuleId::ROOT, path, &[Kind::Credential])?;
        self.shape(def, path.span)
    }

    /// The role that a rule gives; inside, `None` refuses.
    #[allow(clippy::option_option, reason = "a mistake and a refusal are two things")]
    fn outcome(&self, item: &RuleItem, span: Span) -> Option<Option<(Rc<RoleInfo>, Span)>> {
        match &item.outcome {
            RuleOutcome::Refuse { keyword } => {
                let found = match (&item.subject, &item.condition) {
                    (RuleSubject::Anyone(_), _) => diagnostic(
                        code::REFUSE_WITHOUT_WHERE,
                        span,
                        "`refuse anyone` refuses nobody in particular",
                    )
                    .help("whoever matches no rule gets no role; leave it out"),
                    (RuleSubject::Credential(path), None) => {
                        let message =
                            format!("this would refuse whoever holds a `{}`", dotted(path));
                        diagnostic(code::REFUSE_WITHOUT_WHERE, *keyword, message)
                            .help("say who is refused: `where …`; whoever matches no rule gets no role anyway")
                    }
                    (_, Some(_)) => return Some(None),
                };
                self.sink.fail(found)
            }
            RuleOutcome::Admit { role, .. } => {
                let info = self.role_called(ModuleId::ROOT, role)?;
                if info.index > 1 {
                    return Some(Some((info, role.span)));
                }
                let help = if info.index == 0 {
                    "to keep somebody out before later rules are read, write `refuse … where …`"
                } else {
                    "a ban is made in the room, not by a preauthorization; to keep somebody out, write `refuse … where …`"
                };
                let message = format!("no rule can give the role `{}`", info.name);
                self.sink.fail(diagnostic(code::RESERVED_TARGET, role.span, message).help(help))
            }
        }
    }

    #[allow(clippy::option_option, reason = "a mistake and no condition are two things")]
    fn where_clause(
        &self,
        item: &RuleItem,
        shape: Option<&Rc<Shape>>,
    ) -> Option<Option<Condition>> {
        let Some(condition) = &item.condition else { return Some(None) };
        match shape {
            Some(shape) => {
                let env = Env::root(shape, ModuleId::ROOT);
                self.condition(&env, condition).map(|built| Some(built.condition))
            }
            // That nobody refuses anyone was said already.
            None if matches!(item.outcome, RuleOutcome::Refuse { .. }) => None,
            None => {
                let message = "anyone has no claims to test";
                let found = diagnostic(code::ANYONE_HAS_NO_CLAIMS, condition.span, message);
                self.sink.fail(found.help(
                    "name the credential whose claims are tested: `admit Badge as … where …`",
                ))
            }
        }
    }

    /// The roles that the root declares, those that braces bring, and those that rules name.
    pub(crate) fn room(&self, rules: &[Option<KnownRule<'_>>]) -> Room {
        let mut all: Vec<(Rc<RoleInfo>, Span)> = Vec::new();
        for (def, item) in self.items(ModuleId::ROOT) {
            if let ItemKind::Role(role) = &item.kind {
                all.extend(self.role(def, role.name.span).map(|info| (info, role.name.span)));
            }
        }
        let imported =
            self.names.scope(ModuleId::ROOT).into_iter().flat_map(|scope| scope.imported());
        let mut imported: Vec<_> = imported.filter(|(_, kind, _)| *kind == Kind::Role).collect();
        imported.sort_by_key(|(_, _, span)| span.start);
        for (def, _, span) in imported {
            all.extend(self.role(def, span).map(|info| (info, span)));
        }
        let given = rules.iter().flatten().filter_map(|rule| rule.role.as_ref());
        all.extend(given.map(|(info, span)| (Rc::clone(info), *span)));
        for index in [0, 1] {
            let absent = all.iter().all(|(info, _)| info.index != index);
            all.extend(
                RoleInfo::reserved(index)
                    .filter(|_| absent)
                    .map(|info| (Rc::new(info), Span::default())),
            );
        }
        self.one_each(all)
    }

    fn one_each(&self, all: Vec<(Rc<RoleInfo>, Span)>) -> Room {
        let mut by_index: HashMap<u32, (Rc<RoleInfo>, Span)> = HashMap::new();
        let mut seen: HashSet<*const RoleInfo> = HashSet::new();
        for (info, span) in all {
            if !seen.insert(Rc::as_ptr(&info)) {
                continue;
            }
            match by_index.get(&info.index) {
                None => {
                    by_index.insert(info.index, (info, span));
                }
                Some((first, place)) => {
                    let message = format!(
                        "`{}` and `{}` both have the index {}",
                        first.name, info.name, info.index,
                    );
                    self.report(
                        diagnostic(code::INDEX_TWICE, span, message)
                            .label(*place, format!("`{}` comes from here", first.name))
                            .help("give one of them another index: a room has one role for each"),
                    );
                }
            }
        }
        let places = by_index.iter().map(|(index, (_, span))| (*index, *span)).collect();
        let mut standing = Standing::default();
        by_index.values().for_each(|(info, _)| info.stand(&mut standing));
        let settled = by_index.into_values().map(|(info, _)| Rc::new(info.settled(&standing)));
        let mut roles: Vec<_> = settled.collect();
        roles.sort_by_key(|role| role.index);
        Room { roles, places }
    }

    /// Puts everything together. Only called when nothing is wrong.
    pub(crate) fn assemble(
        &self,
        wire: Wire,
        rules: Vec<KnownRule<'_>>,
        room: &Room,
        disclosures: Disclosures,
        cases: Vec<KnownCase>,
    ) -> Option<Checked> {
        let (name, description) = self.policy_texts()?;
        let mut credentials = Credentials::default();
        for (def, item) in self.items(ModuleId::ROOT) {
            if let ItemKind::Credential(credential) = &item.kind {
                credentials.id(self.shape(def, credential.name.span)?.as_ref());
            }
        }
        let mut checked = Vec::with_capacity(rules.len());
        for rule in rules {
            let credential = rule.shape.map(|shape| credentials.id(&shape));
            checked.push(Rule {
                name: rule.item.name.as_ref().map(|name| name.node.clone()),
                credential,
                role: room.position(rule.role.map_or(0, |(role, _)| role.index))?,
                condition: rule.condition,
                span: rule.span,
            });
        }
        let disclosed = disclosures.blocks.into_iter().map(|block| Disclosed {
            credential: credentials.id(&block.shape),
            claims: block.claims,
        });
        let disclosure =
            Disclosure { pseudonyms: disclosures.pseudonyms, credentials: disclosed.collect() };
        let tests = cases.into_iter().map(|case| case.numbered(|shape| credentials.id(shape)));
        let tests = tests.collect();
        Some(Checked {
            name,
            description,
            wire,
            credentials: credentials.list,
            roles: room.roles.iter().map(|role| definition(role)).collect(),
            rules: checked,
            disclosure,
            tests,
            _made_by_checker: (),
        })
    }
}

/// The credentials of a policy, each once.
#[derive(Default)]
struct Credentials {
    list: Vec<Credential>,
    known: HashMap<Def, CredentialId>,
}

impl Credentials {
    fn id(&mut self, shape: &Shape) -> CredentialId {
        let Credentials { list, known } = self;
        *known.entry(shape.def).or_insert_with(|| {
            list.push(Credential {
                name: shape.name.clone(),
                format: shape.format,
                credential_type: shape.credential_type,
                span: shape.span,
            });
            CredentialId(list.len() - 1)
        })
    }
}

fn definition(role: &RoleInfo) -> RoleDefinition {
    RoleDefinition { name: role.name.clone(), role: role.on_wire(), span: role.span }
}
