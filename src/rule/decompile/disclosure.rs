//! A disclosure policy, written in the language again.

use crate::format::{Format, Provenance};
use crate::model::disclosure::{CredentialDisclosure, DisclosurePolicy, Duty, Pseudonyms};
use crate::rule::decompile::claims::{self, Leaf, Tested};
use crate::rule::decompile::shape::Shape;
use crate::spell::name::{self, Taken};

/// The items that say what a disclosure policy says: `pseudonyms`, and for each kind of credential a
/// declaration and a `disclose` block. What has no words stands as a comment.
pub fn disclosure(policy: &DisclosurePolicy) -> String {
    let mut text = String::new();
    if policy.pseudonyms != Pseudonyms::Unsaid {
        text.push_str(&format!("pseudonyms {}\n", policy.pseudonyms.word()));
    }
    let mut titles = Taken::default();
    for credential in &policy.credentials {
        let base = format!("Disclosed{}", name::of_format(credential.format));
        let title = titles.unique(&base).replace('_', "");
        block(&mut text, credential, &title);
    }
    text
}

fn block(text: &mut String, credential: &CredentialDisclosure, title: &str) {
    let format = credential.format;
    let mut shape = Shape::new(format.family());
    let mut said: Vec<(Duty, String)> = Vec::new();
    let mut unsaid = String::new();
    for claim in &credential.claims {
        let way: Result<_, _> =
            claim.pointer.iter().map(|item| claims::step(item, format.family())).collect();
        let words = way.and_then(|way| {
            let provenance = Provenance::Issuer;
            let tested = Tested { provenance, way, leaf: Leaf::presence("exists") };
            shape.say_all([&tested].into_iter())
        });
        match words.map(|words| words.into_iter().next()) {
            Ok(Some(words)) => said.push((claim.duty, words.claim)),
            Ok(None) => {}
            Err(reason) => {
                unsaid.push_str(&format!("    // a claim to {}: {reason}\n", claim.duty.word()));
            }
        }
    }
    text.push_str(&format!("\ncredential {title}: {}{} ", format.word(), number(credential)));
    shape.write(text);
    text.push_str(&format!("\n\ndisclose {title} {{\n{unsaid}"));
    for duty in Duty::ALL {
        let claims: Vec<&str> =
            said.iter().filter(|(of, _)| of == duty).map(|(_, claim)| claim.as_str()).collect();
        if !claims.is_empty() {
            text.push_str(&format!("    {} {}\n", duty.word(), claims.join(", ")));
        }
    }
    text.push_str("}\n");
}

fn number(credential: &CredentialDisclosure) -> String {
    let number = credential.credential_type;
    let is_usual = |format: Format| format.default_credential_type() == number;
    if is_usual(credential.format) { String::new() } else { format!(" type 0x{number:04X}") }
}
