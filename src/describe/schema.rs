//! A declaration of the language from an example credential.

use crate::credential::tree::{Claims, HolderClaims, Map, Value};
use crate::credential::{Envelope, Error, Unverified};
use crate::describe::infer::{Record, Ty};
use crate::describe::{naming, record};
use crate::format::{Family, Format, Provenance};
use crate::limits::Limits;
use crate::spell::name::{self, Taken};
use crate::syntax::vocabulary;

/// A text of the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The text: a module with one declaration for each credential.
    pub text: String,
    /// Claims for which there was no place, and those whose keys the language cannot write.
    pub left_out: usize,
}

/// Fields of one schema.
const MOST_FIELDS: usize = 2000;

/// The name that a credential of a format has unless it is given one.
pub const fn usual_name(format: Format) -> &'static str {
    name::of_format(format)
}

/// Whether a text can be the name of a credential.
pub fn is_a_name(text: &str) -> bool {
    name::is_plain(text) && !vocabulary::is_reserved(text)
}

/// Declares a credential, or those that a presentation holds, from what it says; nobody has
/// verified it.
///
/// # Errors
/// When the credential, or one inside of a presentation, is malformed.
pub fn schema_of_unverified(
    envelope: &Envelope<'_>,
    name: Option<&str>,
    limits: &Limits,
) -> Result<Schema, Error> {
    let mut writer = Writer {
        text: "//! Written after one example: check the types, and leave out what no rule needs.\n"
            .to_owned(),
        family: envelope.format().family(),
        left: MOST_FIELDS,
        left_out: 0,
    };
    let holder = envelope.holder_claims(limits)?;
    let holder = holder.as_ref().map(Unverified::unverified);
    for (at, credential) in envelope.credentials(limits)?.iter().enumerate() {
        let name = name.unwrap_or(usual_name(credential.format()));
        let name = if at == 0 { name.to_owned() } else { format!("{name}{}", at + 1) };
        let claims = credential.claims(limits)?;
        writer.credential(claims.unverified(), holder, &name, limits);
    }
    Ok(Schema { text: writer.text, left_out: writer.left_out })
}

struct Writer {
    text: String,
    family: Family,
    left: usize,
    left_out: usize,
}

impl Writer {
    fn credential(
        &mut self,
        claims: &Claims<'_>,
        holder: Option<&HolderClaims<'_>>,
        name: &str,
        limits: &Limits,
    ) {
        let mut taken = Taken::default();
        let record = record(&claims.root, self.family, limits, &mut taken);
        self.text.push_str(&format!("\ncredential {name}: {}", claims.format.word()));
        if claims.credential_type != claims.format.default_credential_type() {
            self.text.push_str(&format!(" type 0x{:04X}", claims.credential_type));
        }
        self.text.push_str(" {\n");
        self.fields(&record, 1, Some(Provenance::Issuer));
        if let Value::Map(Map { withheld: withheld @ 1.., .. }) = claims.root.value {
            self.line(1, &format!("// {withheld} more may be withheld here."));
        }
        if let Some(holder) = holder.filter(|_| claims.format.has_holder_claims()) {
            self.line(1, "// What the holder says of itself; no issuer stands for it.");
            let record = super::record(&holder.root, self.family, limits, &mut taken);
            self.fields(&record, 1, Some(Provenance::Holder));
        }
        self.text.push_str("}\n");
    }

    /// The fields of somebody's claims, or, inside of one, of nobody's in particular.
    fn fields(&mut self, record: &Record, indent: usize, of: Option<Provenance>) {
        let (at_root, provenance) = (of.is_some(), of.unwrap_or(Provenance::Issuer));
        let mut left_out = 0usize;
        for (steps, field) in record {
            for (name, ty) in &field.types {
                if name.is_empty() || self.left == 0 {
                    left_out += 1;
                    continue;
                }
                self.left -= 1;
                self.text.push_str(&"    ".repeat(indent));
                self.text.push_str(name);
                if let Some(at) = naming::at(steps, name, self.family, provenance, at_root) {
                    self.text.push_str(" at ");
                    self.text.push_str(&at);
                }
                self.text.push_str(" : ");
                self.ty(ty, indent);
                self.text.push('\n');
            }
        }
        if left_out > 0 {
            self.line(indent, &format!("// {left_out} more are left out."));
            self.left_out = self.left_out.saturating_add(left_out);
        }
    }

    fn ty(&mut self, ty: &Ty, indent: usize) {
        match ty {
            Ty::Open => self.text.push_str("any"),
            Ty::Scalar(word) => self.text.push_str(word),
            Ty::Record(record) if record.is_empty() => self.text.push_str("any"),
            Ty::Record(record) => {
                self.text.push_str("{\n");
                self.fields(record, indent + 1, None);
                self.text.push_str(&"    ".repeat(indent));
                self.text.push('}');
            }
            Ty::List(element) => {
                self.text.push('[');
                self.ty(element, indent);
                self.text.push(']');
            }
            Ty::Tag(number, inner) => {
                self.text.push_str(&format!("tag {number} "));
                self.ty(inner, indent);
            }
            Ty::Embedded(inner) => {
                self.text.push_str("embedded ");
                self.ty(inner, indent);
            }
        }
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.text.push_str(&"    ".repeat(indent));
        self.text.push_str(text);
        self.text.push('\n');
    }
}
