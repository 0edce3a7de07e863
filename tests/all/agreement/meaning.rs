//! What a checked policy means, read off `docs/semantics.md` as plainly as possible: no index, no
//! preparation, no wire. Shares with the evaluator only what values mean (`admit::semantics`).

use std::cmp::Ordering;

use admit::check::Checked;
use admit::check::checked::{Condition, Part, Relation, Step, Subject, Test, Value};
use admit::format::{Family, Provenance};
use admit::semantics::date::{self, Moment};
use admit::semantics::domain::Host;
use admit::semantics::email::Email;
use admit::semantics::mimi::MimiUri;
use admit::semantics::text::fold_case;
use admit::semantics::uri::Uri;

use super::plain::{Plain, key};

/// What the holder says beside the claims.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    Nothing,
    /// Something that nobody has verified and that must not be read.
    Unverified,
    Claims(Plain),
}

/// The index of the role that a policy gives; 0 and nobody at all are both nothing.
pub fn role_of(policy: &Checked, family: Family, claims: &Plain, said: &Said) -> Option<u32> {
    let matches = |rule: &&admit::check::checked::Rule| {
        let about =
            rule.credential.map(|credential| policy.credentials[credential.0].format.family());
        about.is_none_or(|about| about == family)
            && rule.condition.as_ref().is_none_or(|it| World { family, said }.holds(it, claims))
    };
    let rule = policy.rules.iter().find(matches)?;
    Some(policy.roles[rule.role].role.index).filter(|index| *index != 0)
}

#[derive(Clone, Copy)]
struct World<'s> {
    family: Family,
    said: &'s Said,
}

impl World<'_> {
    fn holds(self, condition: &Condition, at: &Plain) -> bool {
        match condition {
            Condition::All(all) => all.iter().all(|one| self.holds(one, at)),
            Condition::Any(any, _) => any.iter().any(|one| self.holds(one, at)),
            Condition::Test(test) => self.test(test, at),
        }
    }

    fn test(self, test: &Test, at: &Plain) -> bool {
        let root = match (test.provenance, self.said) {
            (Provenance::Issuer, _) => Some(at.clone()),
            (Provenance::Holder, Said::Nothing) => None,
            (Provenance::Holder, Said::Unverified) => return false,
            (Provenance::Holder, Said::Claims(claims)) => Some(claims.clone()),
        };
        let follow = |root| test.pointer.iter().try_fold(root, |at, step| self.step(&at, step));
        let found = root.and_then(follow);
        match (&test.relation, found) {
            (Relation::Absent, found) => found.is_none(),
            (_, None) => false,
            (Relation::Exists, Some(_)) => true,
            (Relation::IsNull, Some(found)) => found == Plain::Null,
            (Relation::Has(value, subject), Some(Plain::List(items))) => {
                let relation = Relation::Equal(value.clone());
                items.iter().any(|item| {
                    self.compare(item, *subject, Part::Whole, &relation, test.ignoring_case)
                })
            }
            (Relation::Has(..), Some(_)) => false,
            (relation, Some(found)) => {
                self.compare(&found, test.subject, test.part, relation, test.ignoring_case)
            }
        }
    }

    fn step(self, at: &Plain, step: &Step) -> Option<Plain> {
        match (step, at) {
            (Step::Name(name), Plain::Map(members)) => {
                members.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
            }
            (Step::Cbor(wanted), Plain::Map(members)) => {
                members.iter().find(|(found, _)| key(found) == *wanted).map(|(_, it)| it.clone())
            }
            (Step::Position(position), Plain::List(items)) => {
                items.get(*position as usize).cloned()
            }
            (Step::Search(condition, _), Plain::List(items)) => {
                items.iter().find(|item| self.holds(condition, item)).cloned()
            }
            (Step::Tag(wanted), Plain::Tag(number, content)) if wanted == number => {
                Some(content.as_ref().clone())
            }
            (Step::Embedded, Plain::Wrapped(item)) => Some(item.as_ref().clone()),
            _ => None,
        }
    }

    fn compare(
        self,
        at: &Plain,
        subject: Subject,
        part: Part,
        relation: &Relation,
        fold: bool,
    ) -> bool {
        match (subject, relation) {
            (Subject::Any | Subject::List | Subject::Record, Relation::Equal(value)) => {
                self.same(at, value)
            }
            (Subject::Bool, Relation::Equal(value)) => match (at, value) {
                (Plain::Bool(at), Value::Bool(value)) => at == value,
                _ => false,
            },
            (Subject::Int | Subject::Number | Subject::Float, _) => {
                self.number(at, subject).is_some_and(|at| ordered(relation, |it| number_to(at, it)))
            }
            (Subject::Date | Subject::DateText, _) => self
                .moment(at, subject)
                .is_some_and(|at| ordered(relation, |it| moment_to(&at, it))),
            (Subject::Bytes, _) => bytes(at, part, relation),
            _ => match at {
                Plain::Text(text) => text_holds(text, subject, part, relation, fold),
                _ => false,
            },
        }
    }

    /// Equality of whole values.
    fn same(self, at: &Plain, value: &Value) -> bool {
        match (at, value) {
            (Plain::Null, Value::Null) => true,
            (Plain::Bool(at), Value::Bool(value)) => at == value,
            (Plain::Text(at), Value::Text(value)) => at == value,
            (Plain::Bytes(at), Value::Bytes(value)) => at == value,
            (Plain::Wrapped(at), Value::Bytes(value)) => at.cbor() == *value,
            (Plain::Int(at), Value::Int(value)) => at == value,
            (Plain::Int(at), Value::Float(value)) if self.family == Family::Jwt => {
                *at as f64 == *value
            }
            (Plain::Real(at), Value::Int(value)) if self.family == Family::Jwt => {
                at.parse::<f64>().unwrap() == *value as f64
            }
            (Plain::Real(at), Value::Float(value)) => at.parse::<f64>().unwrap() == *value,
            (Plain::List(items), Value::List(values)) => {
                items.len() == values.len()
                    && items.iter().zip(values).all(|(item, value)| self.same(item, value))
            }
            _ => false,
        }
    }

    fn number(self, at: &Plain, subject: Subject) -> Option<f64> {
        // Generated numbers are small, so binary64 holds every one of them exactly enough.
        let is_json = self.family == Family::Jwt;
        match at {
            Plain::Int(value) if subject != Subject::Float || is_json => Some(*value as f64),
            Plain::Real(text) => {
                let value: f64 = text.parse().unwrap();
                let whole = is_json && value.fract() == 0.0;
                (subject != Subject::Int || whole).then_some(value)
            }
            _ => None,
        }
    }

    fn moment(self, at: &Plain, subject: Subject) -> Option<Moment> {
        let bare = |at: &Plain| match at {
            Plain::Int(seconds) => Some(Moment::from_seconds(*seconds)),
            Plain::Real(text) if self.family == Family::Jwt => Moment::from_decimal(text),
            Plain::Real(text) => Moment::from_float(text.parse().unwrap()),
            _ => None,
        };
        match (self.family, at) {
            (Family::Jwt, Plain::Text(text)) if subject == Subject::DateText => {
                date::parse(text).map(Moment::from)
            }
            (Family::Cwt, Plain::Tag(0, content)) => match content.as_ref() {
                Plain::Text(text) => date::parse_date_time(text).map(Moment::from),
                _ => None,
            },
            (Family::Cwt, Plain::Tag(1, content)) => bare(content),
            (_, at) => bare(at),
        }
    }
}

fn ordered(relation: &Relation, order: impl Fn(&Value) -> Option<Ordering>) -> bool {
    let is = |value, wanted: fn(Ordering) -> bool| order(value).is_some_and(wanted);
    match relation {
        Relation::Equal(value) => is(value, Ordering::is_eq),
        Relation::Less(value) => is(value, Ordering::is_lt),
        Relation::LessOrEqual(value) => is(value, Ordering::is_le),
        Relation::Greater(value) => is(value, Ordering::is_gt),
        Relation::GreaterOrEqual(value) => is(value, Ordering::is_ge),
        other => panic!("no order: {other:?}"),
    }
}

fn number_to(at: f64, value: &Value) -> Option<Ordering> {
    match value {
        Value::Int(value) => at.partial_cmp(&(*value as f64)),
        Value::Float(value) => at.partial_cmp(value),
        other => panic!("no number: {other:?}"),
    }
}

fn moment_to(at: &Moment, value: &Value) -> Option<Ordering> {
    let Value::Date { text, .. } = value else { panic!("no date: {value:?}") };
    Some(at.cmp(&Moment::from(date::parse(text).expect("a checked date"))))
}

fn bytes(at: &Plain, part: Part, relation: &Relation) -> bool {
    let octets = match at {
        Plain::Bytes(octets) => octets.clone(),
        Plain::Wrapped(item) => item.cbor(),
        _ => return false,
    };
    let octets = match part {
        Part::LengthBytes => {
            return ordered(relation, |value| number_to(octets.len() as f64, value));
        }
        Part::Slice { start, length } => {
            let end = length.map_or(octets.len(), |length| (start + length) as usize);
            match octets.get(start as usize..end) {
                Some(piece) => piece.to_vec(),
                None => return false,
            }
        }
        _ => octets,
    };
    match relation {
        Relation::Equal(Value::Bytes(value)) => octets == *value,
        Relation::StartsWith(Value::Bytes(value)) => octets.starts_with(value),
        Relation::EndsWith(Value::Bytes(value)) => octets.ends_with(value),
        Relation::Contains(Value::Bytes(value)) => {
            value.is_empty() || octets.windows(value.len()).any(|window| window == *value)
        }
        other => panic!("nothing for bytes: {other:?}"),
    }
}

fn text_holds(text: &str, subject: Subject, part: Part, relation: &Relation, fold: bool) -> bool {
    // First what the text must be, then which part of it, then the comparison.
    match subject {
        Subject::String => string_holds(text, part, relation, fold),
        Subject::Domain => Host::parse_domain(text).is_some_and(|host| host_holds(&host, relation)),
        Subject::Email => Email::parse(text).is_some_and(|email| match part {
            Part::Host => host_holds(&email.host, relation),
            Part::User => plain_holds(email.local, relation, fold),
            _ => equals(relation, |value| {
                Email::parse(value).is_some_and(|it| it.normalized() == email.normalized())
            }),
        }),
        Subject::Uri | Subject::HttpsUri | Subject::MimiUri => {
            let Some(uri) = Uri::parse(text) else { return false };
            let fits = match subject {
                Subject::HttpsUri => uri.is_https(),
                Subject::MimiUri => MimiUri::parse(text).is_some(),
                _ => true,
            };
            fits && uri_holds(&uri, part, relation, fold)
        }
        other => panic!("no text: {other:?}"),
    }
}

fn string_holds(text: &str, part: Part, relation: &Relation, fold: bool) -> bool {
    match part {
        Part::LengthChars => {
            ordered(relation, |value| number_to(text.chars().count() as f64, value))
        }
        Part::LengthBytes => ordered(relation, |value| number_to(text.len() as f64, value)),
        Part::Slice { start, length } => {
            slice(text, start, length).is_some_and(|piece| plain_holds(&piece, relation, fold))
        }
        _ => plain_holds(text, relation, fold),
    }
}

fn uri_holds(uri: &Uri<'_>, part: Part, relation: &Relation, fold: bool) -> bool {
    let mimi = MimiUri::from_uri(uri.clone());
    let mimi = mimi.as_ref();
    let text = |text: Option<String>| text.is_some_and(|it| plain_holds(&it, relation, fold));
    match part {
        Part::Host => uri.host().is_some_and(|host| host_holds(&host, relation)),
        Part::User => text(uri.userinfo().map(str::to_owned)),
        Part::Path => text(Some(uri.path())),
        Part::PathSlice { start, length } => text(slice(&uri.path(), start, length)),
        Part::PathSegment(index) => text(uri.path_segment(index)),
        Part::UserId | Part::Handle => text(mimi.and_then(MimiUri::user_id)),
        Part::DeviceId => text(mimi.and_then(MimiUri::device_id)),
        Part::RoomId => text(mimi.and_then(MimiUri::room_id)),
        _ => match relation {
            Relation::Equal(Value::Text(value)) => {
                Uri::parse(value).is_some_and(|value| value.normalized() == uri.normalized())
            }
            _ => plain_holds(&uri.normalized(), relation, fold),
        },
    }
}

fn host_holds(host: &Host, relation: &Relation) -> bool {
    match relation {
        Relation::Equal(Value::Text(value)) => Host::parse(value).as_ref() == Some(host),
        Relation::Under(value) => Host::parse(value).is_some_and(|parent| host.is_under(&parent)),
        relation => host.name().is_some_and(|name| plain_holds(name, relation, false)),
    }
}

fn plain_holds(text: &str, relation: &Relation, fold: bool) -> bool {
    let folded = |text: &str| if fold { fold_case(text).into_owned() } else { text.to_owned() };
    let text = folded(text);
    match relation {
        Relation::Equal(Value::Text(value)) => text == folded(value),
        Relation::Contains(Value::Text(value)) => text.contains(&folded(value)),
        Relation::StartsWith(Value::Text(value)) => text.starts_with(&folded(value)),
        Relation::EndsWith(Value::Text(value)) => text.ends_with(&folded(value)),
        other => panic!("nothing for text: {other:?}"),
    }
}

fn equals(relation: &Relation, is: impl Fn(&str) -> bool) -> bool {
    match relation {
        Relation::Equal(Value::Text(value)) => is(value),
        other => panic!("only equality: {other:?}"),
    }
}

fn slice(text: &str, start: u32, length: Option<u32>) -> Option<String> {
    let characters: Vec<char> = text.chars().collect();
    let end = length.map_or(characters.len(), |length| (start + length) as usize);
    Some(characters.get(start as usize..end)?.iter().collect())
}
