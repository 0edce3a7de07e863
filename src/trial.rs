//! Trials: the tests of a policy on its compiled octets, what they cover, and which changes of the
//! policy they do not notice.
//!
//! ```
//! use admit::{compile, limits::Limits, rule, source::NoFiles, trial};
//! let text = r#"
//!     policy "staff"
//!     credential Badge: jwt { department: string }
//!     role staff = 2 { can join_if_preauthorized }
//!     rule sales: admit Badge as staff where department == "Sales"
//!     test "sales" {
//!         for each {
//!             { department: "Sales" } expect staff by sales
//!             { }                     expect none
//!         }
//!         given Badge { }
//!     }
//! "#;
//! let checkup = compile::check("staff.policy", text, &NoFiles, &Limits::default());
//! let policy = checkup.policy.unwrap();
//! let options = rule::Options::default();
//! let trial = trial::Trial::new(&policy, &options, "staff.policy", &trial::NoFiles).unwrap();
//! assert!(trial.run().iter().all(|result| result.passed));
//! assert!(trial.coverage().points.iter().all(|point| point.is_complete()));
//! assert_eq!(trial.mutations().survivors, []);
//! ```

mod bench;
mod certificate;
pub mod coverage;
mod held;
pub mod mutation;
mod octets;
mod parallel;
mod parts;
mod room;
mod sample;
mod shape;

pub use bench::{Claim, Ruling, Walked};
pub use coverage::Coverage;
pub use held::{Files, NoFiles};
pub use mutation::Mutations;
pub use sample::{Sample, samples};

use crate::check::Checked;
use crate::check::checked::{Expect, TestCase};
use crate::room::{Reason, Room};
use crate::rule::Options;

use bench::Bench;
use held::{Held, Presented};

/// The claims of one case, or why there are none.
type Said<'h> = Result<Vec<Presented<'h>>, String>;

/// A policy and its tests, ready to run.
#[derive(Debug)]
pub struct Trial<'c> {
    checked: &'c Checked,
    options: &'c Options,
    /// The policy without its rules and tests, for changed policies and parts of this one.
    frame: Checked,
    bench: Bench,
    held: Vec<Result<Held<'c>, String>>,
    rooms: Vec<Option<Result<Room, String>>>,
}

/// How one case went.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// What came out.
    pub actual: Actual,
    /// Whether that is what was expected.
    pub passed: bool,
}

/// What came out of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Actual {
    /// What the rules say, where no room was given or the room allows it.
    Ruled(Ruling),
    /// A rule gives a role, and the room does not allow it.
    Forbidden {
        /// What the rules say.
        ruling: Ruling,
        /// Why not.
        reason: Reason,
        /// The section of [`crate::room::DRAFT`] that says so.
        section: &'static str,
    },
    /// The rules let nobody in, or the room does not allow what they give; and role 0 lets anybody
    /// in beside them.
    Open {
        /// What the rules say.
        ruling: Ruling,
        /// The roles to choose from, by index.
        roles: Vec<u32>,
    },
    /// There was nothing to decide on: why, in words.
    Failed(String),
}

/// Why a case went as it did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Explanation {
    /// The entry that decided, with all of its claims satisfied.
    pub decided: Option<Walked>,
    /// The entries of the rules that were expected to decide.
    pub expected: Vec<Walked>,
}

impl<'c> Trial<'c> {
    /// Compiles a policy and reads the credentials of its tests. `from` is the policy's file, from
    /// which the paths in it lead. The files that the tests name are read here and nowhere else.
    ///
    /// # Errors
    /// In words, when the policy cannot be lowered or written.
    pub fn new(
        checked: &'c Checked,
        options: &'c Options,
        from: &str,
        files: &dyn Files,
    ) -> Result<Trial<'c>, String> {
        let bench = Bench::new(checked, options)?;
        let held = parallel::map(checked.tests.len(), |at| match checked.tests.get(at) {
            Some(case) => Held::of(case, checked, from, files, &options.limits),
            None => Err("there is no such case".into()),
        });
        let rooms = parallel::map(checked.tests.len(), |at| {
            let state = checked.tests.get(at)?.room.as_ref()?;
            let octets = files.read(&state.node, from);
            Some(octets.and_then(|octets| room::read(&octets, &bench, &options.limits)))
        });
        Ok(Trial { checked, options, frame: parts::frame(checked), bench, held, rooms })
    }

    /// The cases, in the order of the source.
    pub fn cases(&self) -> &'c [TestCase] {
        &self.checked.tests
    }

    /// Runs every case; the results are in the order of [`Trial::cases`].
    pub fn run(&self) -> Vec<CaseResult> {
        let claims = self.claims();
        parallel::map(self.held.len(), |at| {
            let actual = self.actual(&self.bench, at, &claims);
            let passed = self.is_met(at, &actual, &Numbering::same());
            CaseResult { actual, passed }
        })
    }

    /// Why a case went as it did: the entry that decided, and how the claims fare with the rules
    /// that were expected to decide.
    pub fn explain(&self, at: usize) -> Explanation {
        let (Some(case), Some(Ok(held))) = (self.checked.tests.get(at), self.held.get(at)) else {
            return Explanation::default();
        };
        let limits = &self.options.limits;
        let Ok(claims) = held.presented(limits) else { return Explanation::default() };
        let Some(first) = claims.first() else { return Explanation::default() };
        let decided = self.bench.ruling(&claims).rule;
        let walked = self.bench.explain(first, limits);
        let decided = decided.and_then(|rule| walked.into_iter().rfind(|it| it.rule == rule));
        let expected = self.expected_rules(case).into_iter().filter_map(|rule| {
            let alone = vec![self.checked.rules.get(rule)?.clone()];
            let alone = Bench::new(&parts::with_rules(&self.frame, alone), self.options).ok()?;
            let walked = alone.explain(first, limits).into_iter();
            Some(walked.map(|entry| Walked { rule, ..entry }).collect::<Vec<_>>())
        });
        Explanation { decided, expected: expected.flatten().collect() }
    }

    /// The rules that could have met the expectation.
    fn expected_rules(&self, case: &TestCase) -> Vec<usize> {
        let gives = |wanted: &dyn Fn(u32) -> bool| {
            let rules = self.checked.rules.iter().enumerate().filter(|(_, rule)| {
                let role = self.checked.roles.get(rule.role);
                role.is_some_and(|role| wanted(role.role.index))
            });
            rules.map(|(number, _)| number).collect()
        };
        match case.expect {
            Expect::Role { rule: Some(rule), .. } | Expect::Refused { rule: Some(rule) } => {
                vec![rule]
            }
            Expect::Role { role, rule: None } => {
                let wanted = self.checked.roles.get(role).map(|role| role.role.index);
                gives(&|index| Some(index) == wanted)
            }
            Expect::Refused { rule: None } => gives(&|index| index == 0),
            Expect::Forbidden => gives(&|index| index != 0),
            Expect::None => Vec::new(),
        }
    }

    /// The claims of every case.
    fn claims(&self) -> Vec<Said<'_>> {
        let limits = &self.options.limits;
        let said = self.held.iter().map(|held| match held {
            Ok(held) => held.presented(limits),
            Err(reason) => Err(reason.clone()),
        });
        said.collect()
    }

    fn actual(&self, bench: &Bench, at: usize, claims: &[Said<'_>]) -> Actual {
        let said = match claims.get(at) {
            Some(Ok(said)) => said,
            Some(Err(reason)) => return Actual::Failed(reason.clone()),
            None => return Actual::Failed("there is no such case".into()),
        };
        let room = match self.rooms.get(at) {
            Some(Some(Ok(room))) => room,
            Some(Some(Err(reason))) => return Actual::Failed(reason.clone()),
            Some(None) | None => return Actual::Ruled(bench.ruling(said)),
        };
        let user = self.checked.tests.get(at).and_then(|case| case.user.as_ref());
        let user = user.map(|user| user.node.as_str());
        room::judge(room, user, said, bench).unwrap_or_else(Actual::Failed)
    }

    /// Whether a role that no rule gives is expected of no rule.
    fn is_one_of(&self, roles: &[u32], expect: Expect) -> bool {
        let Expect::Role { role, rule: None } = expect else { return false };
        self.checked.roles.get(role).is_some_and(|role| roles.contains(&role.role.index))
    }

    /// Whether what came out is what the case expects.
    fn is_met(&self, at: usize, actual: &Actual, numbering: &Numbering) -> bool {
        let Some(case) = self.checked.tests.get(at) else { return false };
        let ruling = match actual {
            Actual::Ruled(ruling) => ruling,
            Actual::Forbidden { .. } => return case.expect == Expect::Forbidden,
            Actual::Open { roles, .. } => return self.is_one_of(roles, case.expect),
            Actual::Failed(_) => return false,
        };
        let by = ruling.rule.and_then(|rule| numbering.original(rule));
        let is_by = |wanted: Option<usize>| wanted.is_none() || wanted == by;
        match case.expect {
            Expect::Role { role, rule } => {
                let wanted = self.checked.roles.get(role).map(|role| role.role.index);
                ruling.role.is_some() && ruling.role == wanted && is_by(rule)
            }
            Expect::None => ruling.rule.is_none(),
            Expect::Refused { rule } => {
                ruling.rule.is_some() && ruling.role.is_none() && is_by(rule)
            }
            Expect::Forbidden => false,
        }
    }
}

/// Which rule of the policy a rule of a changed policy was.
#[derive(Debug, Clone)]
struct Numbering(Option<Vec<usize>>);

impl Numbering {
    const fn same() -> Numbering {
        Numbering(None)
    }

    const fn of(originals: Vec<usize>) -> Numbering {
        Numbering(Some(originals))
    }

    fn original(&self, rule: usize) -> Option<usize> {
        match &self.0 {
            None => Some(rule),
            Some(originals) => originals.get(rule).copied(),
        }
    }
}
