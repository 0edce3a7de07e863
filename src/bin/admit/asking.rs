//! What `join` and `change-role` share: a room, a credential, whose it is, and the answer.

use std::fmt::Write as _;

use admit::credential::{Envelope, Error};
use admit::eval::Decision;
use admit::limits::Limits;
use admit::report;
use admit::room::{By, User, Verdict};
use serde_json::{Value, json};

use crate::exit::{Exit, Failure};
use crate::files;
use crate::governing::{Governing, Reading};
use crate::judge::{self, Judge, Judged, Unusable};
use crate::messages;
use crate::room_args::AskArgs;
use crate::style::Streams;
use crate::trust;

/// What a room is asked, and in which words it answers.
pub struct Question<'q> {
    /// The section that allows it by an entry.
    pub section: &'static str,
    /// What the answer begins with when it is yes, and no.
    pub yes: &'static str,
    pub no: &'static str,
    /// Whether the answer is about proposals, so that the role's capabilities matter.
    pub is_of_proposals: bool,
    /// The question itself.
    pub ask: AskRoom<'q>,
}

/// Puts the question to a room.
pub type AskRoom<'q> =
    Box<dyn for<'r> Fn(&'r Governing, Decision<'_>, &User) -> Result<Verdict<'r>, Failure> + 'q>;

/// Who asks, and how that is known.
struct Requester {
    user: User,
    /// Whether the credential says so.
    is_by_credential: bool,
    /// The user of the credential, when it is another one.
    other: Option<User>,
}

/// Asks, and shows the answer.
pub fn run(args: &AskArgs, question: &Question<'_>, streams: Streams) -> Result<Exit, Failure> {
    only_one_from_standard_input(args)?;
    let limits = Limits::default();
    let verifier = trust::load(&args.trust, &limits)?;
    let Some(governing) = load(args, &limits, streams)? else { return Ok(Exit::Policy) };
    let octets = files::read(&args.credential, limits.credential_bytes)?;
    let policy = governing.room.policy(&limits);
    let opened = args.opening.open(&octets, &limits).map_err(Unusable::from);
    let judged = opened.and_then(|envelope| {
        let disclosure = governing.disclosure.as_ref();
        let judge = Judge { policy: &policy, disclosure, limits: &limits };
        let judged = judge.judge(&envelope, verifier.as_ref())?;
        Ok((judged, users(&envelope, &limits)?))
    });
    let (judged, users) = match judged {
        Ok(judged) => judged,
        Err(unusable) => return judge::refuse(args.json, &unusable, streams),
    };
    let Some(deciding) = judge::deciding(&judged, |_| ()) else {
        return Err(Failure::usage("the presentation holds no credential"));
    };
    let requester = requester(args.user.as_deref(), &users)?;
    let decision = deciding.trace.decision;
    let verdict = match &requester.other {
        Some(holder) => Verdict::of_other_user(decision, holder),
        None => (question.ask)(&governing, decision, &requester.user)?,
    };
    let answer =
        Answer { governing: &governing, deciding: &deciding, requester: &requester, verdict };
    let shown = if args.json {
        format!("{:#}\n", answer.json(question, judged.len()))
    } else {
        answer.text(question)
    };
    files::print(shown.as_bytes())?;
    Ok(if answer.is_allowed() { Exit::Fine } else { Exit::NotAdmitted })
}

fn only_one_from_standard_input(args: &AskArgs) -> Result<(), Failure> {
    let named = [Some(&args.room), args.policy.as_ref(), Some(&args.credential)];
    let standard = named.into_iter().flatten().filter(|path| files::is_standard_input(path));
    if standard.count() > 1 {
        return Err(Failure::usage("only one of the files can be `-`"));
    }
    Ok(())
}

/// The room, under another policy when one is named.
fn load(args: &AskArgs, limits: &Limits, streams: Streams) -> Result<Option<Governing>, Failure> {
    let (lowering, levels) = (&args.lowering, messages::levels(&args.levels)?);
    let reading = Reading { lowering, levels, limits, streams, as_json: args.json };
    let Some(room) = reading.state(&args.room)? else { return Ok(None) };
    let Some(path) = &args.policy else { return Ok(Some(room)) };
    let Some(policy) = reading.any(path)? else { return Ok(None) };
    room.under(policy, limits).map(Some)
}

/// Whom each of the credentials names. The claims are those that were judged.
fn users(envelope: &Envelope<'_>, limits: &Limits) -> Result<Vec<User>, Error> {
    let of = |one: &Envelope<'_>| Ok(User::of_unverified_claims(&one.claims(limits)?));
    let users: Vec<Option<User>> = match envelope.embedded(limits)? {
        None => vec![of(envelope)?],
        Some(credentials) => credentials.iter().map(of).collect::<Result<_, Error>>()?,
    };
    Ok(users.into_iter().flatten().collect())
}

/// The user that the credentials name; the one that is named in the call counts where they name
/// none, and has to be the same where they do.
fn requester(named: Option<&str>, users: &[User]) -> Result<Requester, Failure> {
    let named = named.map(|text| {
        User::parse(text).ok_or_else(|| {
            Failure::usage(format!("`{text}` names no user"))
                .help("a user is a URI such as `mimi://example.com/u/ann`")
        })
    });
    let named = named.transpose()?;
    let is_by_credential = !users.is_empty();
    let Some(user) = named.or_else(|| users.first().cloned()) else {
        return Err(Failure::usage("the credential does not say whose it is")
            .help("name the requester with `--user mimi://…`"));
    };
    let other = users.iter().find(|other| **other != user).cloned();
    Ok(Requester { user, is_by_credential, other })
}

struct Answer<'a> {
    governing: &'a Governing,
    deciding: &'a Judged<'a>,
    requester: &'a Requester,
    verdict: Verdict<'a>,
}

impl Answer<'_> {
    /// Whoever breaks the disclosure policy does not get in, whatever the room says.
    fn is_allowed(&self) -> bool {
        self.verdict.is_allowed() && self.deciding.violations.is_empty()
    }

    fn text(&self, question: &Question<'_>) -> String {
        let mut out = self.first_line(question);
        out.push_str(&judge::violation_words(self.deciding));
        out.push_str(&judge::verified_words(self.deciding));
        let user = report::trace::printable(self.requester.user.as_str());
        let source = match self.requester.is_by_credential {
            true => "as the credential says",
            false => "as `--user` says; the credential does not say whose it is",
        };
        let _ = writeln!(out, "the requester is `{user}`, {source}");
        if let Some(way) = self.verdict.way().filter(|_| question.is_of_proposals) {
            let capabilities = report::room::capability_names(&way.role.capabilities);
            let _ = writeln!(out, "its role holds: {capabilities}");
            out.push_str("the state does not say whether the group lists it in external_senders\n");
        }
        let room = &self.governing.room;
        for way in self.verdict.ways.iter().skip(1) {
            let _ = writeln!(out, "also open: {}", self.way_words(way.role.index, way.by));
        }
        let told = usize::from(!self.verdict.is_allowed());
        for closed in self.verdict.closed.iter().skip(told) {
            let reason = report::room::reason(room, &closed.reason);
            let source = report::room::source(closed.section);
            let what = match (closed.by, closed.role) {
                (Some(by), Some(role)) => self.way_words(role, by),
                (Some(By::Entry(entry)), None) => self.governing.entry_name(entry),
                (Some(By::OpenJoin), None) => "open join".into(),
                (None, _) => "preauthorization".into(),
            };
            let _ = writeln!(out, "closed: {what}: {reason} ({source})");
        }
        out
    }

    fn first_line(&self, question: &Question<'_>) -> String {
        let room = &self.governing.room;
        match (self.verdict.way(), self.verdict.refused_way()) {
            (Some(_), _) if !self.is_allowed() => {
                format!("{}: what is disclosed breaks the room's policy\n", question.no)
            }
            (Some(way), _) => {
                let section = match way.by {
                    By::Entry(_) => question.section,
                    By::OpenJoin => "8.1.1",
                };
                let words = self.way_words(way.role.index, way.by);
                format!("{} {words} ({})\n", question.yes, report::room::source(section))
            }
            (None, Some(closed)) => {
                let words = report::room::reason(room, &closed.reason);
                format!("{}: {words} ({})\n", question.no, report::room::source(closed.section))
            }
            (None, None) => format!("{}\n", question.no),
        }
    }

    fn way_words(&self, role: u32, by: By) -> String {
        let role = report::room::role_name(&self.governing.room, role);
        match by {
            By::Entry(entry) => format!("{role} by {}", self.governing.entry_name(entry)),
            By::OpenJoin => format!("{role} by open join of role 0"),
        }
    }

    fn json(&self, question: &Question<'_>, credentials: usize) -> Value {
        let room = &self.governing.room;
        let way = self.verdict.way().filter(|_| self.is_allowed());
        let decision = if self.is_allowed() {
            "admitted"
        } else if self.verdict.is_forbidden() {
            "forbidden"
        } else {
            self.deciding.final_decision().word()
        };
        let entry = match way.map(|way| way.by) {
            Some(By::Entry(entry)) => Some(entry),
            _ => None,
        };
        let section = way.map(|way| match way.by {
            By::Entry(_) => question.section,
            By::OpenJoin => "8.1.1",
        });
        let by_rules = self.deciding.trace.decision;
        json!({
            "decision": decision,
            "role": way.map(|way| report::room::role_json(way.role)),
            "by": way.map(|way| way.by.word()),
            "entry": entry,
            "rule": entry.and_then(|entry| self.governing.rule_name(entry)),
            "section": section,
            "reason": self.verdict.refused_way().map(|closed| report::room::reason_json(room, closed)),
            "disclosure": self.governing.disclosure.as_ref()
                .map(|_| report::disclosure::json(&self.deciding.violations)),
            "verdict": report::room::verdict_json(room, &self.verdict),
            "rules": {
                "decision": by_rules.word(),
                "role": by_rules.role().map(report::room::role_json),
                "entry": by_rules.entry(),
                "rule": by_rules.entry().and_then(|entry| self.governing.rule_name(entry)),
            },
            "requester": {
                "user": self.requester.user.as_str(),
                "named_by": if self.requester.is_by_credential { "credential" } else { "call" },
            },
            "verified": self.deciding.verification.is_some(),
            "verification":
                self.deciding.verification.as_ref().map(report::json::verification),
            "holder_verification":
                self.deciding.holder.as_ref().map(report::json::verification),
            "credential": {
                "format": self.deciding.format.word(),
                "family": self.deciding.format.family().word(),
                "credential_type": self.deciding.credential_type,
                "presented": credentials,
            },
        })
    }
}
