//! `mimi:` URIs (draft-mahy-mimi-identity section 4): users, devices, rooms.

use super::domain::Host;
use super::uri::Uri;

/// A `mimi:` URI.
#[derive(Debug, Clone)]
pub struct MimiUri<'a> {
    uri: Uri<'a>,
}

impl<'a> MimiUri<'a> {
    /// Parses one: `mimi://` host, then nothing or exactly two segments, the first out of
    /// u, p, d, r, g, t (after d: one or two more); no empty segment, userinfo, port, query,
    /// fragment or dot segments.
    pub fn parse(text: &'a str) -> Option<MimiUri<'a>> {
        let _ = text;
        todo!()
    }

    /// It as a URI.
    pub const fn uri(&self) -> &Uri<'a> {
        &self.uri
    }

    /// Its host.
    pub fn host(&self) -> Option<Host> {
        self.uri.host()
    }

    /// The user, percent-decoded: after `/u/` or `/p/`, and USER of `/d/USER/DEVICE`.
    pub fn user_id(&self) -> Option<String> {
        todo!()
    }

    /// The handle: the same as [`MimiUri::user_id`].
    pub fn handle(&self) -> Option<String> {
        self.user_id()
    }

    /// The device, percent-decoded: the last segment of `/d/DEVICE` or `/d/USER/DEVICE`.
    pub fn device_id(&self) -> Option<String> {
        todo!()
    }

    /// The room, percent-decoded: after `/r/`.
    pub fn room_id(&self) -> Option<String> {
        todo!()
    }
}
