//! Roles: what a role holds, with what it takes over from another.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use crate::capability;
use crate::check::capabilities::OPEN_JOIN;
use crate::check::context::{Checker, State, done};
use crate::check::modules::ModuleId;
use crate::check::moves::{Declared, Layers, Moved, Settled, Standing, taken_over};
use crate::check::names::{Def, Found, Kind};
use crate::check::sink::diagnostic;
use crate::check::values::quote;
use crate::diagnostic::{Applicability, code};
use crate::model;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{ItemKind, Literal, Path, Range, RoleItem, RoleRef, RoleSetting};

/// Roles that were worked out, by their declaration.
#[derive(Debug, Default)]
pub(crate) struct RoleMemo(RefCell<HashMap<Def, State<Option<Rc<RoleInfo>>>>>);

impl RoleMemo {
    /// What was worked out.
    pub(crate) fn into_done(self) -> HashMap<Def, Rc<RoleInfo>> {
        done(self.0.into_inner())
    }
}

/// The two roles that every room has: the language's name, the name on the wire (that of the
/// examples of draft-ietf-mimi-room-policy-03; "banned" is demanded by its section on bans).
const RESERVED: [(&str, &str); 2] = [("none", "no_role"), ("banned", "banned")];

/// A role with everything that it takes over.
#[derive(Debug, Clone, Default)]
pub(crate) struct RoleInfo {
    /// Its name in the policy.
    pub(crate) name: String,
    /// The name's place; `None` for a reserved role that is not declared.
    pub(crate) span: Option<Span>,
    /// `role_index`
    pub(crate) index: u32,
    wire_name: Option<String>,
    description: Option<String>,
    capabilities: BTreeSet<u16>,
    participants: Count,
    active: Count,
    moves: Layers,
    settled: Settled,
    /// What it stands for in a room: itself, and the role of another module that it extends.
    stands_for: Vec<Def>,
    /// Roles that its own `may move` names by a number, with their places.
    pub(crate) mentions: Vec<(u32, Span)>,
}

/// How many there may be.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    min: u32,
    max: Option<u32>,
}

impl RoleInfo {
    /// A role that every room has, as it is when the policy says nothing of it: without
    /// capabilities, and without clients in the group.
    pub(crate) fn reserved(index: u32) -> Option<RoleInfo> {
        let (name, _) = RESERVED.get(usize::try_from(index).ok()?)?;
        let active = Count { min: 0, max: Some(0) };
        Some(RoleInfo { name: (*name).to_owned(), index, active, ..RoleInfo::default() })
    }

    /// Whether its holders may do this.
    pub(crate) fn can(&self, capability: u16) -> bool {
        self.capabilities.contains(&capability)
    }

    /// At most how many of its holders may have clients in the group.
    pub(crate) const fn max_active(&self) -> Option<u32> {
        self.active.max
    }

    /// The roles to which its holders may move somebody.
    pub(crate) fn gives(&self) -> impl Iterator<Item = u32> {
        self.settled.values().flatten().copied()
    }

    /// Lets it stand for what it is in a room.
    pub(crate) fn stand(&self, standing: &mut Standing) {
        standing.add(self.index, &self.stands_for);
    }

    /// The same role in a room.
    pub(crate) fn settled(&self, standing: &Standing) -> RoleInfo {
        RoleInfo { settled: standing.settle(&self.moves), ..self.clone() }
    }

    /// What goes on the wire.
    pub(crate) fn on_wire(&self) -> model::Role {
        let reserved = usize::try_from(self.index).ok().and_then(|index| RESERVED.get(index));
        let default_name = reserved.map_or(self.name.as_str(), |(_, wire)| wire);
        model::Role {
            index: self.index,
            name: self.wire_name.clone().unwrap_or_else(|| default_name.to_owned()),
            description: self.description.clone().unwrap_or_default(),
            capabilities: self.capabilities.iter().copied().collect(),
            min_participants: self.participants.min,
            max_participants: self.participants.max,
            min_active: self.active.min,
            max_active: self.active.max,
            changes: self
                .settled
                .iter()
                .map(|(from, targets)| model::RoleChange {
                    from: *from,
                    targets: targets.iter().copied().collect(),
                })
                .collect(),
        }
    }

    /// What an extending role takes over.
    fn taken_over_by(&self, base: Def, by: Def, index: u32) -> RoleInfo {
        let moves = taken_over(&self.moves, (base, self.index), (by, index));
        let foreign = base.module != by.module;
        let beyond = self.stands_for.iter().filter(|_| foreign);
        let stands_for = std::iter::once(by).chain(beyond.copied()).collect();
        RoleInfo { index, moves, stands_for, mentions: Vec::new(), ..self.clone() }
    }
}

impl Checker<'_> {
    /// A declared role; `None` when it was reported.
    pub(crate) fn role(&self, def: Def, used: Span) -> Option<Rc<RoleInfo>> {
        let ItemKind::Role(item) = self.kind(def)? else { return None };
        let known = self.roles.0.borrow().get(&def).cloned();
        match known {
            Some(State::Done(role)) => return role,
            Some(State::InProgress) => {
                let message = format!("the role `{}` extends itself", item.name.node);
                let found = diagnostic(code::DEFINED_BY_ITSELF, used, message);
                return self.sink.fail(found.label(item.name.span, "it is declared here"));
            }
            None => {}
        }
        self.roles.0.borrow_mut().insert(def, State::InProgress);
        let role = self.deeper(used, || self.new_role(def, item)).map(Rc::new);
        self.roles.0.borrow_mut().insert(def, State::Done(role.clone()));
        role
    }

    fn new_role(&self, def: Def, item: &RoleItem) -> Option<RoleInfo> {
        let index = self.role_index(def.module, item);
        let base = match &item.extends {
            Some(path) => {
                let base = self.role_called(def.module, path)?;
                self.charge(
                    base.moves.iter().flat_map(Declared::values).map(BTreeSet::len).sum(),
                    path.span,
                )?;
                self.no_open_join_by(&base, index?, path)?;
                // A reserved role without a declaration has no moves that could name it.
                let base_def = base.stands_for.first().copied().unwrap_or(def);
                let mut taken = base.taken_over_by(base_def, def, index?);
                // Under another name it is another role; `attendee` on the wire would mislead.
                taken.wire_name = taken.wire_name.filter(|_| base.name == item.name.node);
                taken
            }
            None => {
                RoleInfo { stands_for: vec![def], ..RoleInfo::reserved(index?).unwrap_or_default() }
            }
        };
        let mut role = RoleInfo {
            name: item.name.node.clone(),
            span: Some(item.name.span),
            index: index?,
            ..base
        };
        let written = Written { item, inherited: role.capabilities.clone() };
        self.read_capabilities(def.module, &written, &mut role);
        self.read_settings(def.module, item, &mut role);
        Some(role)
    }

    fn role_index(&self, module: ModuleId, item: &RoleItem) -> Option<u32> {
        let index: u32 = self.number(&item.index, "a role")?;
        let name = item.name.node.as_str();
        let by_name = RESERVED.iter().position(|(reserved, _)| *reserved == name);
        let by_index = usize::try_from(index).ok().and_then(|index| RESERVED.get(index));
        match (by_name, by_index) {
            (Some(own), _) if u32::try_from(own) != Ok(index) => {
                let message = format!("the role `{name}` has the index {own}");
                self.sink.fail(diagnostic(code::RESERVED_ROLE, item.index.span, message).suggest(
                    item.index.span,
                    own.to_string(),
                    "use its index",
                    Applicability::Maybe,
                ))
            }
            (None, Some((reserved, _))) => {
                let message = format!("the index {index} belongs to the role `{reserved}`");
                let whom =
                    if index == 0 { "whoever is not in the room" } else { "whoever was banned" };
                let free = self.free_index(module);
                self.sink.fail(
                    diagnostic(code::RESERVED_ROLE, item.index.span, message)
                        .label(item.name.span, "another name")
                        .help(format!("it stands for {whom}; the first free index is {free}"))
                        .suggest(
                            item.index.span,
                            free.to_string(),
                            "use a free index",
                            Applicability::Maybe,
                        ),
                )
            }
            _ => Some(index),
        }
    }

    /// The smallest index that no role of the module has.
    fn free_index(&self, module: ModuleId) -> u32 {
        let taken: BTreeSet<i128> = self
            .items(module)
            .filter_map(|(_, item)| match &item.kind {
                ItemKind::Role(RoleItem {
                    index: Spanned { node: Literal::Int(index), .. },
                    ..
                }) => Some(*index),
                _ => None,
            })
            .collect();
        (2..=u32::MAX).find(|index| !taken.contains(&i128::from(*index))).unwrap_or(u32::MAX)
    }

    /// A role by its name; `none` and `banned` are known without a declaration.
    pub(crate) fn role_called(&self, module: ModuleId, path: &Path) -> Option<Rc<RoleInfo>> {
        if let Some(reserved) = self.undeclared(module, path) {
            return Some(Rc::new(reserved));
        }
        let (def, _) = self.expect_role(module, path)?;
        self.role(def, path.span)
    }

    /// Looks a role up by its name.
    pub(crate) fn expect_role(&self, module: ModuleId, path: &Path) -> Option<(Def, Kind)> {
        match self.names.find(module, path, &[Kind::Role]) {
            Found::Item(def, kind) => {
                self.names.used(module, path, def);
                Some((def, kind))
            }
            Found::Silent => None,
            Found::Nothing if self.names.path_was_lost(module, path, &[Kind::Role]) => None,
            Found::Nothing => {
                let reserved = RESERVED.map(|(name, _)| name);
                let more = if path.segments.len() == 1 { &reserved[..] } else { &[] };
                self.sink.fail(self.names.unknown(module, path, &[Kind::Role], more))
            }
        }
    }

    /// A reserved role that the module does not declare.
    fn undeclared(&self, module: ModuleId, path: &Path) -> Option<RoleInfo> {
        let [name] = path.segments.as_slice() else { return None };
        let index = RESERVED.iter().position(|(reserved, _)| *reserved == name.node)?;
        match self.names.find(module, path, &[Kind::Role]) {
            Found::Nothing => RoleInfo::reserved(u32::try_from(index).ok()?),
            Found::Item(..) | Found::Silent => None,
        }
    }

    /// The draft's section on adding: "canOpenJoin MUST NOT appear in any non-zero role".
    fn no_open_join_by(&self, base: &RoleInfo, index: u32, path: &Path) -> Option<()> {
        if index == 0 || !base.can(OPEN_JOIN) {
            return Some(());
        }
        let message = format!("`{}` brings `open_join`, which only `none` can hold", base.name);
        self.fail(code::OPEN_JOIN, path.span, message)
    }

    fn read_capabilities(&self, module: ModuleId, written: &Written<'_>, role: &mut RoleInfo) {
        let mut given: BTreeMap<u16, Span> = BTreeMap::new();
        for setting in &written.item.settings {
            let RoleSetting::Can(capabilities) = &setting.node else { continue };
            for (number, span) in self.capabilities(module, capabilities) {
                if number == OPEN_JOIN && role.index != 0 {
                    self.report(
                        diagnostic(code::OPEN_JOIN, span, "only the role `none` can hold `open_join`")
                            .note("it lets whoever is not in the room join, so it belongs to the role of those outside")
                            .help("for those whom a rule admits, it is `join_if_preauthorized`"),
                    );
                }
                given.insert(number, span);
            }
        }
        role.capabilities.extend(given.keys());
        for setting in &written.item.settings {
            let RoleSetting::Cannot(capabilities) = &setting.node else { continue };
            for (number, span) in self.capabilities(module, capabilities) {
                self.take(number, span, &given, &written.inherited);
                role.capabilities.remove(&number);
            }
        }
    }

    fn take(
        &self,
        number: u16,
        span: Span,
        given: &BTreeMap<u16, Span>,
        inherited: &BTreeSet<u16>,
    ) {
        let name = capability::by_number(number)
            .map_or_else(|| format!("{number:#06x}"), |known| known.name.to_owned());
        if let Some(first) = given.get(&number) {
            let message = format!("`{name}` is given and taken away by one role");
            self.report(
                diagnostic(code::CAN_AND_CANNOT, span, message).label(*first, "given here"),
            );
        } else if !inherited.contains(&number) {
            let message = format!("`{name}` is not there to be taken away");
            let help =
                "`cannot` takes away what the extended role has; nobody has what is not given";
            self.report(diagnostic(code::NOTHING_TO_TAKE, span, message).help(help));
        }
    }

    fn read_settings(&self, module: ModuleId, item: &RoleItem, role: &mut RoleInfo) {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut own_moves = Declared::new();
        let mut counts_at = item.name.span;
        for setting in &item.settings {
            if !self.is_first(&mut seen, setting) {
                continue;
            }
            match &setting.node {
                RoleSetting::Name(name) => {
                    self.name_of_banned(role.index, name);
                    role.wire_name = Some(name.node.clone());
                }
                RoleSetting::Description(text) => role.description = Some(text.node.clone()),
                RoleSetting::Participants(range) => {
                    counts_at = range.span;
                    role.participants = self.count(range).unwrap_or(role.participants);
                }
                RoleSetting::Active(range) => {
                    counts_at = range.span;
                    role.active = self.count(range).unwrap_or(role.active);
                }
                RoleSetting::MayMove { from, to } => {
                    let from = self.moved(module, from, role);
                    let to: Vec<_> =
                        to.iter().filter_map(|to| self.moved(module, to, role)).collect();
                    if let Some(from) = from {
                        own_moves.entry(from).or_default().extend(to);
                    }
                }
                RoleSetting::Can(_) | RoleSetting::Cannot(_) => {}
            }
        }
        role.moves.push(own_moves);
        if role.participants.max.is_some_and(|max| role.active.min > max) {
            let message = "more have to be active than may take part";
            let help = "raise the maximum of `participants`, or lower the minimum of `active`";
            self.report(diagnostic(code::IMPOSSIBLE_COUNT, counts_at, message).help(help));
        }
    }

    fn is_first<'s>(
        &self,
        seen: &mut HashMap<&'s str, Span>,
        setting: &'s Spanned<RoleSetting>,
    ) -> bool {
        let word = match &setting.node {
            RoleSetting::Name(_) => "name",
            RoleSetting::Description(_) => "description",
            RoleSetting::Participants(_) => "participants",
            RoleSetting::Active(_) => "active",
            RoleSetting::Can(_) | RoleSetting::Cannot(_) | RoleSetting::MayMove { .. } => {
                return true;
            }
        };
        let first = seen.insert(word, setting.span);
        if let Some(first) = first {
            let found =
                diagnostic(code::GIVEN_TWICE, setting.span, format!("`{word}` is given twice"));
            self.report(found.label(first, "first here"));
        }
        first.is_none()
    }

    fn name_of_banned(&self, index: u32, name: &Spanned<String>) {
        if index != 1 || name.node == "banned" {
            return;
        }
        let message = format!(
            "on the wire the role of the banned is called \"banned\", not {}",
            quote(&name.node)
        );
        self.report(
            diagnostic(code::NAME_OF_BANNED, name.span, message)
                .note("`ban` and `unban` work on a role with exactly this name and index 1")
                .suggest(name.span, "\"banned\"", "use its name", Applicability::Certain),
        );
    }

    fn count(&self, range: &Range) -> Option<Count> {
        let what = "participants";
        let min = range.from.as_ref().map_or(Some(0), |from| self.number(from, what))?;
        let max = match &range.to {
            Some(to) => Some(self.number(to, what)?),
            None => None,
        };
        if max.is_some_and(|max| min > max) {
            let message = "the minimum is above the maximum";
            return self.fail(code::IMPOSSIBLE_COUNT, range.span, message);
        }
        Some(Count { min, max })
    }

    /// A role that `may move` names. Only its declaration's head is looked at, so that roles may
    /// name each other.
    fn moved(&self, module: ModuleId, named: &RoleRef, role: &mut RoleInfo) -> Option<Moved> {
        match named {
            RoleRef::Number(number) => {
                let index = self.number(number, "a role")?;
                role.mentions.push((index, number.span));
                Some(Moved::Index(index))
            }
            RoleRef::Named(path) => match self.undeclared(module, path) {
                Some(reserved) => Some(Moved::Index(reserved.index)),
                None => {
                    let (def, _) = self.expect_role(module, path)?;
                    let ItemKind::Role(item) = self.kind(def)? else { return None };
                    // A bad index was reported where it stands.
                    let index = self.sink.capture(|| self.number(&item.index, "a role")).0?;
                    Some(if index <= 1 { Moved::Index(index) } else { Moved::Role(def, index) })
                }
            },
        }
    }
}

/// A role's declaration and what it starts from.
struct Written<'w> {
    item: &'w RoleItem,
    inherited: BTreeSet<u16>,
}
