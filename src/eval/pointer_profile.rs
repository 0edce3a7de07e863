//! Claims of profile `pointer`, in the words of profile `matcher` (`docs/wire.md` section 4.2).

use std::borrow::Cow;

use crate::model::{
    CwtToken, JwtToken, MatchAs, MatchOn, PointerClaim, PointerRoot, PointerSemantics, Semantics,
};

use super::check::{Check, Relation};
use super::expect;
use super::pointer::Step;
use super::read::{Cut, Form, Read, Reading};

/// The steps to the value of a claim.
pub(super) fn steps(root: &PointerRoot) -> Vec<Step> {
    match root {
        PointerRoot::X509(oid) => vec![Step::Key(oid.as_slice().into())],
        PointerRoot::Jwt(tokens) => tokens.iter().map(jwt_step).collect(),
        PointerRoot::Cwt(tokens) => tokens.iter().map(cwt_step).collect(),
    }
}

fn jwt_step(token: &JwtToken) -> Step {
    match token {
        JwtToken::Name(name) => Step::Key(name.as_bytes().into()),
        JwtToken::Index(index) => Step::Position(*index),
    }
}

fn cwt_step(token: &CwtToken) -> Step {
    match token {
        CwtToken::Key(key) => Step::Key(key.as_slice().into()),
        CwtToken::Index(index) => Step::Position(*index),
        CwtToken::TaggedValue => Step::AnyTag,
        CwtToken::BstrEncoded => Step::Embedded,
    }
}

/// The check of a claim; the comparison is always equality.
pub(super) fn check(claim: &PointerClaim) -> Check {
    let each = claim.any_in_list;
    let semantics = match claim.semantics {
        PointerSemantics::Bytes => Semantics::Bytes,
        PointerSemantics::String => Semantics::String,
        PointerSemantics::Domain => Semantics::Domain,
        PointerSemantics::Uri => Semantics::Uri,
        PointerSemantics::Email => Semantics::Email,
    };
    let match_as = match claim.match_on {
        MatchOn::Bytes if semantics == Semantics::Bytes => {
            let read = Read { semantics, form: Form::CanonicalButText, cut: Cut::Whole, each };
            let target = Reading::Octets(Cow::Owned(claim.target.clone()));
            return Check::Compare(read, Relation::Equal, target);
        }
        MatchOn::Bytes => return Check::Nonsense,
        MatchOn::Utf8 => MatchAs::Utf8,
        MatchOn::Domain => MatchAs::Domain,
        MatchOn::UserId | MatchOn::Handle => MatchAs::UserId,
        MatchOn::DeviceId => MatchAs::DeviceId,
        MatchOn::Userpart => MatchAs::Userpart,
        MatchOn::Hostpart => MatchAs::Hostpart,
        MatchOn::UriPath => MatchAs::UriPath,
    };
    match expect::check(semantics, match_as, None, &claim.target) {
        Check::Compare(read, relation, expected) => {
            Check::Compare(Read { each, ..read }, relation, expected)
        }
        Check::Never(read) => Check::Never(Read { each, ..read }),
        other => other,
    }
}
