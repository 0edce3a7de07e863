//! Tests: one credential each, and what is expected of it.

use std::collections::HashMap;

use crate::check::checked::{CredentialId, Expect, Given, Subject, TestCase};
use crate::check::context::Checker;
use crate::check::credentials::Shape;
use crate::check::given::Named;
use crate::check::modules::ModuleId;
use crate::check::names::{Found, Kind};
use crate::check::rules::{KnownRule, Room};
use crate::check::sink::{DidYouMean, diagnostic};
use crate::check::sorts::Sort;
use crate::check::values::Compared;
use crate::diagnostic::code;
use crate::format::Family;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Expectation, ExpectationKind, GivenField, ItemKind, Name, Path, TestClause, TestItem,
};

use std::rc::Rc;

/// A case whose credential has no number yet.
pub(crate) struct KnownCase {
    /// The credential that claims are given of; none for a file.
    shape: Option<Rc<Shape>>,
    case: TestCase,
}

impl KnownCase {
    /// The case, its credential numbered.
    pub(crate) fn numbered(self, number: impl FnOnce(&Shape) -> CredentialId) -> TestCase {
        let mut case = self.case;
        if let (Given::Claims { credential, .. }, Some(shape)) = (&mut case.given, &self.shape) {
            *credential = number(shape);
        }
        case
    }
}

/// What a test gives before any table.
enum Source<'a> {
    Claims(Option<(Rc<Shape>, Vec<Named>)>),
    File(&'a Spanned<String>),
}

/// The lines of a test by their kind.
#[derive(Default)]
struct Lines<'a> {
    given: Vec<(&'a TestClause, Span)>,
    room: Option<&'a Spanned<String>>,
    user: Option<&'a Spanned<String>>,
    expected: Vec<(&'a TestClause, Span)>,
    /// Whether a line could not be read, so that nothing is missed.
    is_damaged: bool,
}

/// What a test is checked against.
struct Against<'r, 'a> {
    rules: &'r [Option<KnownRule<'a>>],
    /// The names of all rules, those with a mistake too.
    names: HashMap<&'a str, Option<usize>>,
    room: &'r Room,
}

impl<'a> Checker<'a> {
    /// The cases of all tests of the root, each reported on its own.
    pub(crate) fn cases(&self, rules: &[Option<KnownRule<'a>>], room: &Room) -> Vec<KnownCase> {
        let mut names = HashMap::new();
        let mut number = 0;
        for (_, item) in self.items(ModuleId::ROOT) {
            let ItemKind::Rule(rule) = &item.kind else { continue };
            if let Some(name) = &rule.name {
                let known = rules.get(number).is_some_and(Option::is_some);
                names.entry(name.node.as_str()).or_insert(known.then_some(number));
            }
            number += 1;
        }
        for (_, item) in self.items(ModuleId::ROOT) {
            // A rule that could not be read may have any of these names.
            if let ItemKind::Broken { names: broken, .. } = &item.kind {
                names.extend(broken.iter().map(|name| (name.node.as_str(), None)));
            }
        }
        let against = Against { rules, names, room };
        let mut titles: HashMap<&str, Span> = HashMap::new();
        let mut cases = Vec::new();
        for (_, item) in self.items(ModuleId::ROOT) {
            let ItemKind::Test(test) = &item.kind else { continue };
            if let Some(first) = titles.insert(&test.name.node, test.name.span) {
                let message = "two tests have this name";
                let found = diagnostic(code::GIVEN_TWICE, test.name.span, message);
                self.report(found.label(first, "first here"));
            }
            self.test_item(&against, test, item.span, &mut cases);
        }
        cases
    }

    /// Tests belong to a policy; a module has no rules that they could be about.
    pub(crate) fn no_tests_in_module(&self, module: ModuleId) {
        let is_policy =
            self.items(module).any(|(_, item)| matches!(item.kind, ItemKind::Policy(_)));
        let is_damaged = self.modules.get(module).is_some_and(|module| module.is_damaged);
        let test = self.items(module).find_map(|(_, item)| match &item.kind {
            ItemKind::Test(test) => Some(test),
            _ => None,
        });
        if let Some(test) = test.filter(|_| !is_policy && !is_damaged) {
            let message = "a test is about the rules of a policy, and this file is none";
            self.report(
                diagnostic(code::TEST_IN_MODULE, test.name.span, message)
                    .help("move the test into the policy that uses the module"),
            );
        }
    }

    fn test_item(
        &self,
        against: &Against<'_, 'a>,
        test: &'a TestItem,
        span: Span,
        cases: &mut Vec<KnownCase>,
    ) {
        let lines = self.lines(test);
        let source = self.source(test, &lines);
        self.room_lines(&lines);
        let Some((what, place)) = self.expected_line(test, &lines) else { return };
        let mut add = |number, fields: &'a [GivenField], expect: &'a Expectation, span| {
            let expected = self.expectation(against, expect, lines.room.is_some());
            let given = source.as_ref().and_then(|source| self.laid_over(source, fields, place));
            let (Some(expected), Some((shape, given))) = (expected, given) else { return };
            let case = TestCase {
                name: test.name.node.clone(),
                number,
                given,
                room: lines.room.cloned(),
                user: lines.user.cloned(),
                expect: expected,
                expect_span: expect.span,
                span,
            };
            cases.push(KnownCase { shape, case });
        };
        match what {
            TestClause::Expect(expect) => add(None, &[], expect, span),
            TestClause::ForEach(table) => {
                for (at, case) in table.iter().enumerate() {
                    add(Some(at + 1), &case.claims, &case.expect, case.span);
                }
            }
            _ => {}
        }
    }

    fn lines(&self, test: &'a TestItem) -> Lines<'a> {
        let mut lines = Lines::default();
        let twice = |what: &str, span: Span, first: Span| {
            let found = diagnostic(code::GIVEN_TWICE, span, format!("{what} is given twice"));
            self.report(found.label(first, "first here"));
        };
        for clause in &test.clauses {
            match &clause.node {
                TestClause::Given { .. } | TestClause::File(_) => {
                    lines.given.push((&clause.node, clause.span));
                }
                TestClause::Room(room) => match lines.room {
                    Some(first) => twice("the room", room.span, first.span),
                    None => lines.room = Some(room),
                },
                TestClause::User(user) => match lines.user {
                    Some(first) => twice("the user", user.span, first.span),
                    None => lines.user = Some(user),
                },
                TestClause::Expect(_) | TestClause::ForEach(_) => {
                    lines.expected.push((&clause.node, clause.span));
                }
                TestClause::Error => lines.is_damaged = true,
            }
        }
        lines
    }

    /// The one credential that a test gives.
    fn source(&self, test: &TestItem, lines: &Lines<'a>) -> Option<Source<'a>> {
        let Some(((first, place), more)) = lines.given.split_first() else {
            if !lines.is_damaged {
                let message = "the test gives no credential";
                let help = "give its claims, `given Badge { … }`, or a file, `given file \"…\"`";
                self.report(diagnostic(code::NOTHING_GIVEN, test.name.span, message).help(help));
            }
            return None;
        };
        for (_, span) in more {
            let message = "a test gives one credential";
            let found = diagnostic(code::GIVEN_TWICE, *span, message).label(*place, "first here");
            self.report(found.help("several cases in one test are a table: `for each { … }`"));
        }
        Some(match first {
            TestClause::File(file) => Source::File(file),
            TestClause::Given { credential, claims } => {
                Source::Claims(self.given_credential(credential, claims))
            }
            _ => return None,
        })
    }

    fn given_credential(
        &self,
        path: &Path,
        fields: &[GivenField],
    ) -> Option<(Rc<Shape>, Vec<Named>)> {
        let (def, _) = self.names.expect(ModuleId::ROOT, path, &[Kind::Credential])?;
        let shape = self.shape(def, path.span)?;
        let claims = self.given(&shape, fields)?;
        Some((shape, claims))
    }

    /// What is given once the claims of a case have taken the place of others.
    fn laid_over(
        &self,
        source: &Source<'a>,
        fields: &[GivenField],
        table: Span,
    ) -> Option<(Option<Rc<Shape>>, Given)> {
        match source {
            Source::File(file) if fields.is_empty() => Some((None, Given::File((*file).clone()))),
            Source::File(file) => {
                let span = fields.first().map_or(table, |field| field.span);
                let message = "the claims of a credential in a file stay as they are";
                self.sink.fail(
                    diagnostic(code::CLAIMS_OVER_FILE, span, message)
                        .label(file.span, "the credential comes from here")
                        .help("give the credential by its claims: `given Badge { … }`"),
                )
            }
            Source::Claims(base) => {
                let (shape, base) = base.as_ref()?;
                self.charge(base.len(), table)?;
                let mut claims = base.clone();
                for (name, claim) in self.given(shape, fields)? {
                    match claims.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, place)) => *place = claim,
                        None => claims.push((name, claim)),
                    }
                }
                let claims = claims.into_iter().map(|(_, claim)| claim).collect();
                let given = Given::Claims { credential: CredentialId(0), claims };
                Some((Some(Rc::clone(shape)), given))
            }
        }
    }

    /// A user is a MIMI URI, and only a room asks for one.
    fn room_lines(&self, lines: &Lines<'_>) {
        let Some(user) = lines.user else { return };
        let compared = Compared {
            claim: "user".into(),
            sort: Sort::Scalar(Subject::MimiUri),
            family: Family::Jwt,
            fold: false,
            whole: true,
        };
        if let Err(found) = self.text_value(&compared, &user.node, user.span) {
            self.report(found);
        }
        if lines.room.is_none() && !lines.is_damaged {
            let message = "who joins makes no difference without a room";
            self.report(
                diagnostic(code::USER_WITHOUT_ROOM, user.span, message)
                    .help("give the room's state too: `given room \"…\"`, or leave the user out"),
            );
        }
    }

    /// The one line that says what is expected.
    fn expected_line(
        &self,
        test: &'a TestItem,
        lines: &Lines<'a>,
    ) -> Option<(&'a TestClause, Span)> {
        let nothing = |span: Span| {
            let message = "the test expects nothing";
            let help = "say what follows: `expect ROLE by RULE`, `expect none`, `expect refused`";
            self.report(diagnostic(code::NOTHING_EXPECTED, span, message).help(help));
        };
        let Some((first, more)) = lines.expected.split_first() else {
            if !lines.is_damaged {
                nothing(test.name.span);
            }
            return None;
        };
        // Where a line could not be read, they may have been the cases of a table.
        if let (Some((_, span)), false) = (more.first(), lines.is_damaged) {
            let found = diagnostic(code::GIVEN_TWICE, *span, "a test expects one thing")
                .label(first.1, "first here");
            self.report(found.help("several cases in one test are a table: `for each { … }`"));
        }
        if let (TestClause::ForEach(table), span) = first
            && table.is_empty()
            && !lines.is_damaged
        {
            nothing(*span);
        }
        Some(*first)
    }

    fn expectation(
        &self,
        against: &Against<'_, 'a>,
        expect: &Expectation,
        has_room: bool,
    ) -> Option<Expect> {
        let impossible = |span, message: String, help: &str| {
            self.sink.fail(diagnostic(code::CANNOT_COME_TRUE, span, message).help(help))
        };
        match &expect.kind {
            ExpectationKind::None => Some(Expect::None),
            ExpectationKind::Forbidden if has_room => Some(Expect::Forbidden),
            ExpectationKind::Forbidden => impossible(
                expect.span,
                "only a room's state forbids, and the test gives none".into(),
                "give it, `given room \"…\"`, or write `expect none` or `expect refused`",
            ),
            ExpectationKind::Refused { rule } => {
                let number = self.expected_rule(against, rule.as_ref())?;
                if let (Some(number), Some(name)) = (number, rule)
                    && let Some((role, _)) = &against.rules.get(number)?.as_ref()?.role
                {
                    let message =
                        format!("`{}` gives `{}`, it does not refuse", name.node, role.name);
                    let help = format!("write `expect {} by {}`", role.name, name.node);
                    return impossible(name.span, message, &help);
                }
                Some(Expect::Refused { rule: number })
            }
            ExpectationKind::Role { role, rule } => {
                self.expected_role(against, role, rule.as_ref())
            }
        }
    }

    fn expected_role(
        &self,
        against: &Against<'_, 'a>,
        path: &Path,
        rule: Option<&Name>,
    ) -> Option<Expect> {
        let number = self.expected_rule(against, rule);
        const NOBODY: [&str; 5] = ["nobody", "no", "noone", "nothing", "denied"];
        if let [name] = path.segments.as_slice()
            && NOBODY.contains(&name.node.as_str())
            && matches!(self.names.find(ModuleId::ROOT, path, &[Kind::Role]), Found::Nothing)
        {
            let message = format!("there is no role `{}`", name.node);
            let found = diagnostic(code::UNKNOWN_NAME, name.span, message);
            return self.sink.fail(found.did_you_mean(name.span, Some("none")));
        }
        let role = self.role_called(ModuleId::ROOT, path)?;
        if role.index < 2 {
            let message = format!("no rule can give the role `{}`", role.name);
            let help = "whoever gets no role: `expect none`; whoever is refused: `expect refused`";
            return self
                .sink
                .fail(diagnostic(code::RESERVED_TARGET, path.span, message).help(help));
        }
        let known = against.room.position(role.index);
        let same = |at: &usize| against.room.roles.get(*at).is_some_and(|it| it.span == role.span);
        let Some(at) = known.filter(same) else {
            let message = format!("`{}` is no role of this room", role.name);
            let names = against.room.roles.iter().map(|role| role.name.as_str());
            let nearest = self.sink.nearest(&role.name, names);
            return self.sink.fail(
                diagnostic(code::CANNOT_COME_TRUE, path.span, message)
                    .did_you_mean(path.span, nearest)
                    .note("a room has the roles that the policy declares, brings in by name, or gives"),
            );
        };
        let number = number?;
        if let (Some(number), Some(name)) = (number, rule) {
            let given = &against.rules.get(number)?.as_ref()?.role;
            match given {
                Some((given, _)) if given.index == role.index => {}
                given => {
                    let does = given
                        .as_ref()
                        .map_or("refuses".to_owned(), |(it, _)| format!("gives `{}`", it.name));
                    let message =
                        format!("`{}` {does}, it does not give `{}`", name.node, role.name);
                    return self.fail(code::CANNOT_COME_TRUE, name.span, message);
                }
            }
        }
        Some(Expect::Role { role: at, rule: number })
    }

    /// The rule behind `by`; inside, `None` when none is named. `None` when it was reported.
    #[allow(clippy::option_option, reason = "a mistake and no name are two things")]
    fn expected_rule(
        &self,
        against: &Against<'_, 'a>,
        name: Option<&Name>,
    ) -> Option<Option<usize>> {
        let Some(name) = name else { return Some(None) };
        match against.names.get(name.node.as_str()) {
            Some(Some(number)) => Some(Some(*number)),
            Some(None) => None,
            None => {
                let mut known: Vec<&str> = against.names.keys().copied().collect();
                known.sort_unstable();
                let nearest = self.sink.nearest(&name.node, known);
                let message = format!("there is no rule `{}`", name.node);
                let found = diagnostic(code::UNKNOWN_NAME, name.span, message);
                self.sink.fail(match nearest {
                    Some(_) => found.did_you_mean(name.span, nearest),
                    None => found.help("a rule has a name when it begins with `rule NAME:`"),
                })
            }
        }
    }
}
