//! A writer that puts lengths before vectors and knows where it is.

use std::marker::PhantomData;

use tls_codec::Serialize;

use super::error::{Error, Fault, Kind};
use super::length_prefix;
use super::path::{Path, Step};
use crate::limits::Limits;

type Result<T, K> = std::result::Result<T, Error<K>>;

/// Writes one structure.
pub(crate) struct Writer<'a, K> {
    out: Vec<u8>,
    path: Path,
    /// The bounds, the same as of reading, so that what was written can be read.
    pub(crate) limits: &'a Limits,
    kind: PhantomData<K>,
}

impl<'a, K: Kind> Writer<'a, K> {
    /// Writes a structure called `name` and gives its octets, `limit` of them at most.
    pub(crate) fn whole(
        name: &'static str,
        limits: &'a Limits,
        limit: usize,
        write: impl FnOnce(&mut Self) -> Result<(), K>,
    ) -> Result<Vec<u8>, K> {
        let (out, path) = (Vec::new(), Path::default());
        let mut writer = Writer { out, path, limits, kind: PhantomData };
        write(&mut writer)?;
        if writer.out.len() > limit {
            writer.path.push(Step::Field(name));
            return Err(writer.error(Fault::Limit { limit }));
        }
        Ok(writer.out)
    }

    /// An error in the field that is being written.
    pub(crate) fn error(&self, kind: impl Into<K>) -> Error<K> {
        Error { kind: kind.into(), offset: self.out.len(), path: self.path.to_string() }
    }

    /// Writes a field; errors inside have its name.
    pub(crate) fn field(
        &mut self,
        name: &'static str,
        write: impl FnOnce(&mut Self) -> Result<(), K>,
    ) -> Result<(), K> {
        self.step(Step::Field(name), write)
    }

    /// An unsigned integer of its own width, big-endian.
    pub(crate) fn integer(&mut self, value: impl Serialize) -> Result<(), K> {
        // Memory takes all that is written to it, but the trait speaks of any sink.
        let length = self.out.len();
        match value.tls_serialize(&mut self.out) {
            Ok(_) => Ok(()),
            Err(_) => Err(self.error(Fault::TooLong { length })),
        }
    }

    /// `bool`.
    pub(crate) fn flag(&mut self, value: bool) -> Result<(), K> {
        self.integer(u8::from(value))
    }

    /// `optional<T>`.
    pub(crate) fn optional<T>(
        &mut self,
        value: Option<T>,
        write: impl FnOnce(&mut Self, T) -> Result<(), K>,
    ) -> Result<(), K> {
        self.flag(value.is_some())?;
        value.map_or(Ok(()), |value| write(self, value))
    }

    /// `T x<V>`, at most `max` elements.
    pub(crate) fn list<T>(
        &mut self,
        items: &[T],
        max: usize,
        mut write: impl FnMut(&mut Self, &T) -> Result<(), K>,
    ) -> Result<(), K> {
        self.block(|writer| {
            for (index, item) in items.iter().enumerate() {
                writer.step(Step::Index(index), |writer| {
                    if index >= max {
                        return Err(writer.error(Fault::Limit { limit: max }));
                    }
                    write(writer, item)
                })?;
            }
            Ok(())
        })
    }

    /// `opaque x<V>` whose content is written by `write`.
    pub(crate) fn block(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<(), K>,
    ) -> Result<(), K> {
        let start = self.out.len();
        write(self)?;
        let prefix = length_prefix(self.out.len() - start).map_err(|kind| self.error(kind))?;
        self.out.splice(start..start, prefix);
        Ok(())
    }

    /// `opaque x<V>`.
    pub(crate) fn opaque(&mut self, octets: &[u8]) -> Result<(), K> {
        let prefix = length_prefix(octets.len()).map_err(|kind| self.error(kind))?;
        self.out.extend_from_slice(&prefix);
        self.out.extend_from_slice(octets);
        Ok(())
    }

    /// `opaque x<V>` that must satisfy a condition.
    pub(crate) fn opaque_where(
        &mut self,
        octets: &[u8],
        holds: impl FnOnce(&[u8]) -> bool,
        kind: impl Into<K>,
    ) -> Result<(), K> {
        if holds(octets) { self.opaque(octets) } else { Err(self.error(kind)) }
    }

    fn step(
        &mut self,
        step: Step,
        write: impl FnOnce(&mut Self) -> Result<(), K>,
    ) -> Result<(), K> {
        self.path.push(step);
        write(self)?;
        self.path.pop();
        Ok(())
    }
}
