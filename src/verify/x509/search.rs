//! The search for a path from the leaf to a trust anchor: depth first, and bounded by the number of
//! signatures it may check.

use super::Anchor;
use super::certificate::Certificate;
use super::path;
use crate::limits::Limits;
use crate::verify::Terms;
use crate::verify::algorithm::Algorithm;
use crate::verify::error::{Error, ErrorKind, PathFault, Place};

/// The search, and what it has learnt.
pub(super) struct Search<'s> {
    chain: &'s [Certificate<'s>],
    anchors: &'s [Anchor],
    terms: &'s Terms,
    limits: &'s Limits,
    signatures: usize,
    /// Why the path that came furthest is none.
    obstacle: Option<(Progress, Error)>,
}

/// What was found.
pub(super) struct Found<'s> {
    /// The trust anchor's DER.
    pub(super) anchor: &'s [u8],
    /// The trust anchor's subject, for people.
    pub(super) subject: String,
    /// The algorithm of the leaf's signature, when there was one to check.
    pub(super) algorithm: Option<Algorithm>,
    /// The earliest `notAfter` of the path.
    pub(super) not_after: i64,
    /// Certificates of the chain on the path.
    pub(super) path: usize,
}

/// How far a path came before something stood in its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Progress {
    /// Nobody has the issuer's name.
    NoIssuer(usize),
    /// Somebody has the name, but did not sign.
    NotSigned(usize),
    /// Somebody may have signed, but must not.
    NotAllowed(usize),
    /// The path reached a trust anchor.
    Anchored(usize),
}

impl<'s> Search<'s> {
    pub(super) const fn new(
        chain: &'s [Certificate<'s>],
        anchors: &'s [Anchor],
        terms: &'s Terms,
        limits: &'s Limits,
    ) -> Self {
        Search { chain, anchors, terms, limits, signatures: 0, obstacle: None }
    }

    /// Searches, beginning with the first certificate.
    pub(super) fn run(mut self) -> Result<Found<'s>, Error> {
        if let Some(found) = self.leaf_is_anchor() {
            return Ok(found);
        }
        if let Some(found) = self.climb(&mut vec![0], None)? {
            return Ok(found);
        }
        let unknown = || Error::from(PathFault::UnknownIssuer).at(Place::Certificate(0));
        Err(self.obstacle.map_or_else(unknown, |(_, error)| error))
    }

    fn leaf_is_anchor(&self) -> Option<Found<'s>> {
        let leaf = self.chain.first()?;
        let anchor = self.anchors.iter().find(|anchor| anchor.der() == leaf.der)?;
        Some(Found {
            anchor: anchor.der(),
            subject: leaf.label.clone(),
            algorithm: None,
            not_after: leaf.not_after,
            path: 0,
        })
    }

    /// Goes on from the last certificate of a path; `algorithm` is that of the leaf's signature, as
    /// soon as it is known.
    fn climb(
        &mut self,
        path: &mut Vec<usize>,
        algorithm: Option<Algorithm>,
    ) -> Result<Option<Found<'s>>, Error> {
        let chain = self.chain;
        let Some((last, child)) = path.last().and_then(|&at| Some((at, chain.get(at)?))) else {
            return Ok(None);
        };
        let mut nobody = true;
        for (at, anchor) in self.anchors.iter().enumerate() {
            if anchor.subject == child.issuer {
                nobody = false;
                if let Some(found) = self.end(path, at, algorithm)? {
                    return Ok(Some(found));
                }
            }
        }
        for (at, issuer) in chain.iter().enumerate() {
            let used = || path.iter().any(|&on| chain.get(on).is_some_and(|c| c.der == issuer.der));
            if issuer.subject != child.issuer || used() {
                continue;
            }
            nobody = false;
            if let Some(by) = self.link(child, issuer, path.len(), Place::Certificate(at))? {
                path.push(at);
                if let Some(found) = self.climb(path, algorithm.or(Some(by)))? {
                    return Ok(Some(found));
                }
                path.pop();
            }
        }
        if nobody {
            let error = Error::from(PathFault::UnknownIssuer).at(Place::Certificate(last));
            self.stopped(Progress::NoIssuer(path.len()), error);
        }
        Ok(None)
    }

    /// Ends a path at a trust anchor.
    fn end(
        &mut self,
        path: &[usize],
        at: usize,
        algorithm: Option<Algorithm>,
    ) -> Result<Option<Found<'s>>, Error> {
        let chain = self.chain;
        let (Some(anchor), Some(child)) =
            (self.anchors.get(at), path.last().and_then(|&last| chain.get(last)))
        else {
            return Ok(None);
        };
        let certificate = Certificate::read(anchor.der(), self.limits)?;
        let Some(by) = self.link(child, &certificate, path.len(), Place::Anchor(at))? else {
            return Ok(None);
        };
        let on_path = path.iter().rev().filter_map(|&on| chain.get(on));
        let whole: Vec<_> = std::iter::once(&certificate).chain(on_path).collect();
        if let Err((before_leaf, fault)) = path::check(&whole, self.limits) {
            let place = Place::Certificate(path.get(before_leaf).copied().unwrap_or_default());
            self.stopped(Progress::Anchored(path.len()), Error::from(fault).at(place));
            return Ok(None);
        }
        let not_after = whole.iter().map(|certificate| certificate.not_after).min();
        Ok(Some(Found {
            anchor: anchor.der(),
            algorithm: algorithm.or(Some(by)),
            not_after: not_after.unwrap_or(certificate.not_after),
            subject: certificate.label,
            path: path.len(),
        }))
    }

    /// Whether an issuer may and did sign: the algorithm, or nothing, and an obstacle remembered.
    ///
    /// # Errors
    /// `TooLong`, `TooManySignatures`: the search is over.
    fn link(
        &mut self,
        child: &Certificate<'_>,
        issuer: &Certificate<'_>,
        length: usize,
        place: Place,
    ) -> Result<Option<Algorithm>, Error> {
        if length >= self.limits.path_certificates {
            return Err(PathFault::TooLong { limit: self.limits.path_certificates }.into());
        }
        if let Err(fault) = issuer.check_as_issuer(&self.terms.at) {
            self.stopped(Progress::NotAllowed(length), Error::from(fault).at(place));
            return Ok(None);
        }
        if self.signatures >= self.limits.signatures {
            return Err(ErrorKind::TooManySignatures { limit: self.limits.signatures }.into());
        }
        self.signatures += 1;
        match issuer.check_signed(child) {
            Ok(algorithm) => Ok(Some(algorithm)),
            Err(fault) => {
                let at = || self.chain.iter().position(|those| those.der == child.der);
                let place = match fault {
                    PathFault::Key(_) => place,
                    _ => Place::Certificate(at().unwrap_or_default()),
                };
                self.stopped(Progress::NotSigned(length), Error::from(fault).at(place));
                Ok(None)
            }
        }
    }

    /// Remembers what stood in the way, when no path came further before.
    fn stopped(&mut self, progress: Progress, error: Error) {
        if self.obstacle.as_ref().is_none_or(|(before, _)| *before < progress) {
            self.obstacle = Some((progress, error));
        }
    }
}
