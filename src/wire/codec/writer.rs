//! A writer that puts lengths before vectors and knows where it is.

use tls_codec::Serialize;

use super::length_prefix;
use crate::limits::Limits;
use crate::wire::error::{Error, ErrorKind};
use crate::wire::path::{Path, Step};

type Result<T> = std::result::Result<T, Error>;

/// Writes one structure.
pub(in crate::wire) struct Writer<'a> {
    out: Vec<u8>,
    path: Path,
    /// The bounds, the same as of reading, so that what was written can be read.
    pub(in crate::wire) limits: &'a Limits,
}

impl<'a> Writer<'a> {
    /// Writes a structure called `name` and gives its octets.
    pub(in crate::wire) fn whole(
        name: &'static str,
        limits: &'a Limits,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<Vec<u8>> {
        let mut writer = Writer { out: Vec::new(), path: Path::default(), limits };
        write(&mut writer)?;
        let limit = limits.preauth_bytes;
        if writer.out.len() > limit {
            writer.path.push(Step::Field(name));
            return Err(writer.error(ErrorKind::Limit { limit }));
        }
        Ok(writer.out)
    }

    /// An error in the field that is being written.
    pub(in crate::wire) fn error(&self, kind: ErrorKind) -> Error {
        Error { kind, offset: self.out.len(), path: self.path.to_string() }
    }

    /// Writes a field; errors inside have its name.
    pub(in crate::wire) fn field(
        &mut self,
        name: &'static str,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.step(Step::Field(name), write)
    }

    /// An unsigned integer of its own width, big-endian.
    pub(in crate::wire) fn integer(&mut self, value: impl Serialize) -> Result<()> {
        // Memory takes all that is written to it, but the trait speaks of any sink.
        let length = self.out.len();
        match value.tls_serialize(&mut self.out) {
            Ok(_) => Ok(()),
            Err(_) => Err(self.error(ErrorKind::TooLong { length })),
        }
    }

    /// `bool`.
    pub(in crate::wire) fn flag(&mut self, value: bool) -> Result<()> {
        self.integer(u8::from(value))
    }

    /// `optional<T>`.
    pub(in crate::wire) fn optional<T>(
        &mut self,
        value: Option<T>,
        write: impl FnOnce(&mut Self, T) -> Result<()>,
    ) -> Result<()> {
        self.flag(value.is_some())?;
        value.map_or(Ok(()), |value| write(self, value))
    }

    /// `T x<V>`, at most `max` elements.
    pub(in crate::wire) fn list<T>(
        &mut self,
        items: &[T],
        max: usize,
        mut write: impl FnMut(&mut Self, &T) -> Result<()>,
    ) -> Result<()> {
        self.block(|writer| {
            for (index, item) in items.iter().enumerate() {
                writer.step(Step::Index(index), |writer| {
                    if index >= max {
                        return Err(writer.error(ErrorKind::Limit { limit: max }));
                    }
                    write(writer, item)
                })?;
            }
            Ok(())
        })
    }

    /// `opaque x<V>` whose content is written by `write`.
    pub(in crate::wire) fn block(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let start = self.out.len();
        write(self)?;
        let prefix = length_prefix(self.out.len() - start).map_err(|kind| self.error(kind))?;
        self.out.splice(start..start, prefix);
        Ok(())
    }

    /// `opaque x<V>`.
    pub(in crate::wire) fn opaque(&mut self, octets: &[u8]) -> Result<()> {
        let prefix = length_prefix(octets.len()).map_err(|kind| self.error(kind))?;
        self.out.extend_from_slice(&prefix);
        self.out.extend_from_slice(octets);
        Ok(())
    }

    /// `opaque x<V>` that must satisfy a condition.
    pub(in crate::wire) fn opaque_where(
        &mut self,
        octets: &[u8],
        holds: impl FnOnce(&[u8]) -> bool,
        kind: ErrorKind,
    ) -> Result<()> {
        if holds(octets) { self.opaque(octets) } else { Err(self.error(kind)) }
    }

    fn step(&mut self, step: Step, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.path.push(step);
        write(self)?;
        self.path.pop();
        Ok(())
    }
}
