//! Reading a value as a test asks for it: semantics and match_as in, a comparable reading out
//! (`docs/semantics.md` section 4).

use std::borrow::Cow;

use crate::credential::tree::{Node, Value};
use crate::format::Family;
use crate::model::{MatchAs, Semantics};
use crate::semantics::date::Moment;
use crate::semantics::domain::Host;
use crate::semantics::email::Email;
use crate::semantics::encoding;
use crate::semantics::mimi::MimiUri;
use crate::semantics::uri::Uri;

use super::trace::Expected;
use super::{canonical, cut, number, part, when};

/// What is read from a value, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Read {
    /// What the value must be.
    pub semantics: Semantics,
    /// Which form or part of it is compared.
    pub form: Form,
    /// Which piece of that.
    pub cut: Cut,
    /// Whether the value is a list of which each element is read (`match_any_in_list`).
    pub each: bool,
}

/// Which form or part of a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// The code points of the text: semantics `string`, match_as `utf8`, nothing cut. What most
    /// tests read.
    Text,
    /// As profile `matcher` says.
    As(MatchAs),
    /// The canonical encoding of its family: profile `exact`.
    Canonical,
    /// The same of anything but text: semantics `bytes` of profile `pointer`.
    CanonicalButText,
}

/// Which piece of a text or of octets is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Cut {
    /// All of it.
    Whole,
    /// `substring`: from a unit, some units or to the end.
    Units(u32, Option<u32>),
    /// `path_slice`: one segment of a path.
    Segment(u32),
}

/// What was read, normalized: two readings by the same [`Read`] are equal when the values are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Reading<'a> {
    /// A truth value.
    Bool(bool),
    /// An integer or a length.
    Int(number::Integer),
    /// A number.
    Number(number::Stand),
    /// A float, -0 as 0; never NaN.
    Float(number::Float),
    /// A point in time, which is seldom read and large.
    Moment(Box<Moment>),
    /// Octets.
    Octets(Cow<'a, [u8]>),
    /// Text.
    Text(Cow<'a, str>),
    /// A host.
    Host(Host),
}

/// Why there is no reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The value is not what the semantics say.
    WrongType,
    /// It is, and lacks the part that is asked for.
    NoSuchPart,
}

/// A reading, or why there is none.
pub(super) type Readout<'a> = Result<Reading<'a>, Fault>;

/// Everything that a [`Read`] reads from a value.
#[derive(Debug)]
pub(super) enum Readouts<'a> {
    /// The value itself.
    One(Readout<'a>),
    /// Each element of a list.
    Each(Vec<Readout<'a>>),
    /// Elements were asked for, and the value is no list.
    NoList,
}

impl Reading<'_> {
    /// A point in time.
    pub(super) fn moment(moment: Moment) -> Self {
        Reading::Moment(Box::new(moment))
    }

    /// A length.
    pub(super) fn length(length: usize) -> Self {
        Reading::Int(u64::try_from(length).unwrap_or(u64::MAX).into())
    }
}

impl Read {
    /// What semantics and match_as read, with a piece cut out.
    pub(super) const fn new(semantics: Semantics, match_as: MatchAs, cut: Cut) -> Read {
        let form = match (semantics, match_as, cut) {
            (Semantics::String, MatchAs::Utf8, Cut::Whole) => Form::Text,
            _ => Form::As(match_as),
        };
        Read { semantics, form, cut, each: false }
    }

    /// Whether reading costs more than looking: such readings are kept for the next test.
    pub(super) const fn is_costly(&self) -> bool {
        let looks = match self.form {
            Form::Text => true,
            Form::As(
                MatchAs::Bool | MatchAs::Int | MatchAs::Uint | MatchAs::Bytes | MatchAs::Der,
            ) => true,
            Form::As(MatchAs::LengthBytes) => matches!(self.semantics, Semantics::Bytes),
            _ => false,
        };
        self.each || !looks
    }

    /// Reads a value, or each element of a list.
    #[inline]
    pub(super) fn all<'a>(&self, node: &'a Node<'a>, family: Family) -> Readouts<'a> {
        if self.each { self.elements(node, family) } else { Readouts::One(self.one(node, family)) }
    }

    /// Reads a value.
    #[inline]
    pub(super) fn one<'a>(&self, node: &'a Node<'a>, family: Family) -> Readout<'a> {
        match self.form {
            Form::Text => text_of(node).map(|text| Reading::Text(Cow::Borrowed(text))),
            _ => self.other(node, family),
        }
    }

    fn elements<'a>(&self, node: &'a Node<'a>, family: Family) -> Readouts<'a> {
        let Value::Array(array) = &node.value else { return Readouts::NoList };
        let one = |item| match family {
            Family::X509 => self.one(self.choice(item)?, family),
            Family::Jwt | Family::Cwt => self.one(item, family),
        };
        Readouts::Each(array.items.iter().map(one).collect())
    }

    fn other<'a>(&self, node: &'a Node<'a>, family: Family) -> Readout<'a> {
        match self.form {
            Form::Text => self.text(MatchAs::Utf8, text_of(node)?),
            Form::As(match_as) => self.read_as(match_as, node, family),
            Form::CanonicalButText if matches!(node.value, Value::Text(_)) => Err(Fault::WrongType),
            Form::Canonical | Form::CanonicalButText => self.encoding(node, family),
        }
    }

    /// Profile `pointer`: an element of GeneralNames is read as its content where its choice fits
    /// the semantics (RFC 5280 section 4.2.1.6: rfc822Name 1, dNSName 2, URI 6).
    fn choice<'a>(&self, node: &'a Node<'a>) -> Result<&'a Node<'a>, Fault> {
        let Value::Tag(number, content) = &node.value else { return Ok(node) };
        let fits = match self.semantics {
            Semantics::Bytes => return Ok(node),
            Semantics::Email => *number == 1,
            Semantics::Domain => *number == 2,
            Semantics::Uri => *number == 6,
            Semantics::String => matches!(number, 1 | 2 | 6),
            _ => false,
        };
        if fits { Ok(content) } else { Err(Fault::WrongType) }
    }

    fn read_as<'a>(&self, match_as: MatchAs, node: &'a Node<'a>, family: Family) -> Readout<'a> {
        match match_as {
            MatchAs::Bool => match node.value {
                Value::Bool(value) => Ok(Reading::Bool(value)),
                _ => Err(Fault::WrongType),
            },
            MatchAs::Int => wanted(number::integer(&node.value)).map(Reading::Int),
            MatchAs::Uint => {
                wanted(number::integer(&node.value).filter(|value| !value.is_negative()))
                    .map(Reading::Int)
            }
            MatchAs::Number => wanted(number::number(node, family)).map(Reading::Number),
            MatchAs::Float => wanted(number::float(&node.value, family)).map(Reading::Float),
            MatchAs::FiniteFloat => {
                wanted(number::float(&node.value, family).filter(|value| value.is_finite()))
                    .map(Reading::Float)
            }
            MatchAs::SecsSinceEpoch => {
                wanted(when::moment(node, family, false)).map(Reading::moment)
            }
            MatchAs::Iso8601 => wanted(when::moment(node, family, true)).map(Reading::moment),
            MatchAs::Bytes | MatchAs::Hex | MatchAs::Base64 | MatchAs::Base64url | MatchAs::Pem => {
                self.octets(match_as, node, family)
            }
            MatchAs::Ipv4 | MatchAs::Ipv6 => self.address(match_as, node),
            MatchAs::Der => self.encoding_of(Family::X509, node, family),
            MatchAs::DeterministicCbor => self.encoding_of(Family::Cwt, node, family),
            MatchAs::CanonicalJson => self.encoding_of(Family::Jwt, node, family),
            MatchAs::LengthBytes if self.semantics == Semantics::Bytes => {
                Ok(Reading::length(bytes_of(node)?.len()))
            }
            // `exists` is no comparison; a test never reads for it.
            MatchAs::Exists => Err(Fault::WrongType),
            _ => self.text(match_as, text_of(node)?),
        }
    }

    /// What is asked for, for a trace.
    pub(super) const fn expected(&self) -> Expected {
        match self.form {
            Form::Text if self.each => Expected::ListOf(self.semantics, MatchAs::Utf8),
            Form::Text => Expected::Value(self.semantics, MatchAs::Utf8),
            Form::As(match_as) if self.each => Expected::ListOf(self.semantics, match_as),
            Form::As(match_as) => Expected::Value(self.semantics, match_as),
            Form::Canonical | Form::CanonicalButText if self.each => {
                Expected::ListOf(self.semantics, MatchAs::Bytes)
            }
            Form::Canonical | Form::CanonicalButText => Expected::NotText,
        }
    }

    /// Octets; in JSON, which has none, also text that encodes some.
    fn octets<'a>(&self, match_as: MatchAs, node: &'a Node<'a>, family: Family) -> Readout<'a> {
        let octets = match &node.value {
            Value::Bytes(octets) => Cow::Borrowed(octets.as_ref()),
            Value::Text(text) if family == Family::Jwt => Cow::Owned(wanted(match match_as {
                MatchAs::Hex => encoding::hex(text),
                MatchAs::Base64 => encoding::base64(text),
                MatchAs::Base64url => encoding::base64url(text),
                MatchAs::Pem => encoding::pem(text),
                _ => None,
            })?),
            _ => return Err(Fault::WrongType),
        };
        cut::octets(octets, self.cut).map(Reading::Octets).ok_or(Fault::NoSuchPart)
    }

    fn address<'a>(&self, match_as: MatchAs, node: &'a Node<'a>) -> Readout<'a> {
        if self.semantics == Semantics::String {
            let octets = part::address(match_as, text_of(node)?);
            return wanted(octets).map(|octets| Reading::Octets(Cow::Owned(octets)));
        }
        let octets = bytes_of(node)?;
        let length = if match_as == MatchAs::Ipv4 { 4 } else { 16 };
        wanted((octets.len() == length).then_some(Reading::Octets(Cow::Borrowed(octets))))
    }

    fn encoding_of<'a>(&self, of: Family, node: &'a Node<'a>, family: Family) -> Readout<'a> {
        if of == family { self.encoding(node, family) } else { Err(Fault::WrongType) }
    }

    fn encoding<'a>(&self, node: &'a Node<'a>, family: Family) -> Readout<'a> {
        canonical::encoding(node, family).map(Reading::Octets).ok_or(Fault::NoSuchPart)
    }

    /// Reads text that must be what the semantics say, and then the part that match_as names.
    fn text<'a>(&self, match_as: MatchAs, text: &'a str) -> Readout<'a> {
        match self.semantics {
            Semantics::String => part::of_text(match_as, text, self.cut),
            Semantics::Domain => {
                let host = wanted(Host::parse_domain(text))?;
                match match_as {
                    MatchAs::Domain | MatchAs::Punycode => part::of_host(host, self.cut),
                    _ => part::of_text(match_as, text, self.cut),
                }
            }
            Semantics::Email => {
                let email = wanted(Email::parse(text))?;
                part::of_email(match_as, email, text, self.cut)
            }
            Semantics::MimiUri => {
                let uri = wanted(MimiUri::parse(text))?;
                part::of_mimi(match_as, &uri, text, self.cut)
            }
            Semantics::Uri | Semantics::HttpsUri => {
                let uri = wanted(Uri::parse(text))?;
                if self.semantics == Semantics::HttpsUri && !uri.is_https() {
                    return Err(Fault::WrongType);
                }
                part::of_uri(match_as, &uri, text, self.cut)
            }
            _ => Err(Fault::WrongType),
        }
    }
}

fn text_of<'a>(node: &'a Node<'a>) -> Result<&'a str, Fault> {
    match &node.value {
        Value::Text(text) => Ok(text),
        _ => Err(Fault::WrongType),
    }
}

fn bytes_of<'a>(node: &'a Node<'a>) -> Result<&'a [u8], Fault> {
    match &node.value {
        Value::Bytes(octets) => Ok(octets),
        _ => Err(Fault::WrongType),
    }
}

fn wanted<T>(value: Option<T>) -> Result<T, Fault> {
    value.ok_or(Fault::WrongType)
}
