//! `mimi:` URIs (draft-mahy-mimi-identity section 4): users, devices, rooms.

use std::borrow::Cow;

use super::domain::Host;
use super::percent;
use super::uri::Uri;

/// A `mimi:` URI.
#[derive(Debug, Clone)]
pub struct MimiUri<'a> {
    uri: Uri<'a>,
    form: Form<'a>,
}

/// What a `mimi:` URI names; the segments are as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form<'a> {
    /// `mimi://host`
    Provider,
    /// `/u/USER` or `/p/PSEUDONYM`
    User(&'a str),
    /// `/d/DEVICE` or `/d/USER/DEVICE`
    Device { user: Option<&'a str>, device: &'a str },
    /// `/r/ROOM`
    Room(&'a str),
    /// `/g/GROUP` or `/t/TEAM`
    Other,
}

impl<'a> MimiUri<'a> {
    /// Parses one: `mimi://` host, then nothing or exactly two segments, the first out of
    /// u, p, d, r, g, t (after d: one or two more); no empty segment, userinfo, port, query,
    /// fragment or dot segments.
    pub fn parse(text: &'a str) -> Option<MimiUri<'a>> {
        MimiUri::from_uri(Uri::parse(text)?)
    }

    /// The same of a URI that is parsed already.
    pub fn from_uri(uri: Uri<'a>) -> Option<MimiUri<'a>> {
        let foreign =
            uri.userinfo().is_some() || uri.has_port() || uri.has_query() || uri.has_fragment();
        if foreign || !uri.has_scheme("mimi") || !uri.has_host() {
            return None;
        }
        let form = Form::parse(uri.raw_path())?;
        Some(MimiUri { uri, form })
    }

    /// It as a URI.
    pub const fn uri(&self) -> &Uri<'a> {
        &self.uri
    }

    /// Its host.
    pub fn host(&self) -> Option<Host> {
        self.uri.host()
    }

    /// The user, percent-decoded: after `/u/` or `/p/`, and USER of `/d/USER/DEVICE`. `None` too
    /// when the octets are not UTF-8, as with the other parts.
    pub fn user_id(&self) -> Option<String> {
        match self.form {
            Form::User(user) | Form::Device { user: Some(user), .. } => decoded(user),
            _ => None,
        }
    }

    /// The handle: the same as [`MimiUri::user_id`].
    pub fn handle(&self) -> Option<String> {
        self.user_id()
    }

    /// The device, percent-decoded: the last segment of `/d/DEVICE` or `/d/USER/DEVICE`.
    pub fn device_id(&self) -> Option<String> {
        match self.form {
            Form::Device { device, .. } => decoded(device),
            _ => None,
        }
    }

    /// The room, percent-decoded: after `/r/`.
    pub fn room_id(&self) -> Option<String> {
        match self.form {
            Form::Room(room) => decoded(room),
            _ => None,
        }
    }
}

impl<'a> Form<'a> {
    fn parse(path: &'a str) -> Option<Form<'a>> {
        if path.is_empty() {
            return Some(Form::Provider);
        }
        let mut segments = path.strip_prefix('/')?.split('/');
        let kind = percent::decode(segments.next()?)?;
        let second = ordinary(segments.next()?)?;
        let third = match segments.next() {
            Some(segment) => Some(ordinary(segment)?),
            None => None,
        };
        if segments.next().is_some() {
            return None;
        }
        match (kind.as_ref(), third) {
            ("u" | "p", None) => Some(Form::User(second)),
            ("d", None) => Some(Form::Device { user: None, device: second }),
            ("d", Some(third)) => Some(Form::Device { user: Some(second), device: third }),
            ("r", None) => Some(Form::Room(second)),
            ("g" | "t", None) => Some(Form::Other),
            _ => None,
        }
    }
}

/// A segment that is neither empty nor a dot segment, not even a percent-encoded one.
fn ordinary(segment: &str) -> Option<&str> {
    let mut normal = String::new();
    percent::normalize_into(&mut normal, segment);
    (!matches!(normal.as_str(), "" | "." | "..")).then_some(segment)
}

fn decoded(segment: &str) -> Option<String> {
    percent::decode(segment).map(Cow::into_owned)
}

#[cfg(test)]
mod tests;
