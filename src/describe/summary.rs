//! Issuer, subject and validity, wherever the format keeps them.

use crate::credential::tree::{Array, Claims, Node, Value};
use crate::credential::{Error, Validity};
use crate::describe::members::follow;
use crate::eval::when;
use crate::format::{Family, Format};
use crate::semantics::date::Moment;
use crate::spell::key::Key;

/// Whom a credential is from and about, and when it is valid: what it says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// The issuer; of a certificate, the attributes of its name.
    pub issuer: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// When it was issued.
    pub issued: Option<Moment>,
    /// Not valid before.
    pub from: Option<Moment>,
    /// Not valid after.
    pub until: Option<Moment>,
}

impl Summary {
    /// # Errors
    /// When a W3C credential's dates are none.
    pub(super) fn of(claims: &Claims<'_>) -> Result<Summary, Error> {
        let root = &claims.root;
        Ok(match claims.family() {
            Family::Jwt => {
                let name = |name: &str| follow(root, &[Key::Name(name.into())], Family::Jwt);
                let own = Summary {
                    issuer: name("iss").and_then(text),
                    subject: name("sub").and_then(text),
                    ..Summary::times(claims, [name("iat"), name("nbf"), name("exp")])
                };
                if claims.format == Format::Vc { own.of_w3c(claims)? } else { own }
            }
            Family::Cwt => {
                let key = |number: u8| follow(root, &[Key::Cbor(vec![number])], Family::Cwt);
                Summary {
                    issuer: key(1).and_then(text),
                    subject: key(2).and_then(text),
                    ..Summary::times(claims, [key(6), key(5), key(4)])
                }
            }
            Family::X509 => {
                let at = |steps: &[u32]| {
                    let steps: Vec<Key> = steps.iter().copied().map(Key::Position).collect();
                    follow(root, &steps, Family::X509)
                };
                Summary {
                    issuer: at(&[3]).and_then(distinguished),
                    subject: at(&[5]).and_then(distinguished),
                    ..Summary::times(claims, [None, at(&[4, 0]), at(&[4, 1])])
                }
            }
        })
    }

    fn times(claims: &Claims<'_>, nodes: [Option<&Node<'_>>; 3]) -> Summary {
        let [issued, from, until] = nodes.map(|node| when::moment(node?, claims.family(), false));
        Summary { issued, from, until, ..Summary::default() }
    }

    /// What a W3C credential says inside counts where the token does not say it, and the narrower
    /// of two validities.
    fn of_w3c(mut self, claims: &Claims<'_>) -> Result<Summary, Error> {
        let Validity { from, until } = Validity::of(claims)?;
        self.from = self.from.into_iter().chain(from).max();
        self.until = self.until.into_iter().chain(until).min();
        let inside = |names: &[&str]| {
            let steps: Vec<Key> = names.iter().map(|name| Key::Name((*name).into())).collect();
            let below = [&[Key::Name("vc".into())], steps.as_slice()].concat();
            let found = [below.as_slice(), &steps];
            let mut found = found.iter().filter_map(|s| follow(&claims.root, s, Family::Jwt));
            found.find_map(text)
        };
        let issuer = || inside(&["issuer"]).or_else(|| inside(&["issuer", "id"]));
        self.issuer = self.issuer.or_else(issuer);
        self.subject = self.subject.or_else(|| inside(&["credentialSubject", "id"]));
        Ok(self)
    }
}

fn text(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.clone().into_owned()),
        _ => None,
    }
}

/// A Name as `common_name=Ann, organization=Example`; `None` for an empty one.
fn distinguished(name: &Node<'_>) -> Option<String> {
    let Value::Array(Array { items, .. }) = &name.value else { return None };
    let attributes = items.iter().flat_map(elements).filter_map(|attribute| {
        let [Node { value: Value::Oid(oid), .. }, value, ..] = elements(attribute) else {
            return None;
        };
        let kind = Key::Oid(oid.to_vec()).name(Family::X509, false)?;
        let value = text(value).unwrap_or_else(|| "?".into());
        Some(format!("{}={value}", kind.trim_matches('`')))
    });
    let attributes: Vec<String> = attributes.collect();
    (!attributes.is_empty()).then(|| attributes.join(", "))
}

fn elements<'n>(node: &'n Node<'n>) -> &'n [Node<'n>] {
    match &node.value {
        Value::Array(Array { items, .. }) => items,
        _ => &[],
    }
}
