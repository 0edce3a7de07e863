//! The style of names: `snake_case` and `CamelCase`.

use crate::check::context::Checker;
use crate::check::sink::diagnostic;
use crate::check::types::is_built_in;
use crate::diagnostic::{Applicability, code};
use crate::format::Format;
use crate::spell::name::snake_case;
use crate::syntax::ast::{Field, ItemKind, Name, Type, TypeKind};

impl Checker<'_> {
    /// Looks at the names that the user's own files give.
    pub(crate) fn lint_names(&self) {
        for (_, module) in self.modules.iter().filter(|(_, module)| !module.is_std) {
            for item in &module.ast.items {
                self.lint_item(&item.kind);
            }
        }
    }

    fn lint_item(&self, item: &ItemKind) {
        match item {
            ItemKind::Type { name, ty } => {
                self.camel(name, "type");
                self.lint_type(ty);
            }
            ItemKind::Enum(item) => self.camel(&item.name, "enum"),
            ItemKind::Credential(item) => {
                self.camel(&item.name, "credential");
                // In a certificate a name is no key: a field without a place is an error of its own.
                let named = item.format.node != Format::X509.word();
                self.lint_fields(item.fields.iter().filter(|field| named || !field.at.is_empty()));
            }
            ItemKind::Role(item) => self.snake(&item.name, "role"),
            ItemKind::Let { name, .. } => self.snake(name, "constant"),
            ItemKind::Condition { name, .. } => self.snake(name, "condition"),
            ItemKind::Rule(item) => {
                if let Some(name) = &item.name {
                    self.snake(name, "rule");
                }
            }
            ItemKind::Policy(_)
            | ItemKind::Use(_)
            | ItemKind::Pseudonyms { .. }
            | ItemKind::Disclose(_)
            | ItemKind::Test(_)
            | ItemKind::Broken { .. } => {}
        }
    }

    fn lint_type(&self, ty: &Type) {
        match &ty.kind {
            TypeKind::Record(fields) => self.lint_fields(fields.iter()),
            TypeKind::List(inner) | TypeKind::Tag(_, inner) | TypeKind::Embedded(inner) => {
                self.lint_type(inner);
            }
            TypeKind::Named(_) | TypeKind::Union(_) | TypeKind::Error => {}
        }
    }

    /// A claim keeps its key in the credential, whatever the policy calls it.
    fn lint_fields<'f>(&self, fields: impl Iterator<Item = &'f Field>) {
        for field in fields {
            let key = field.at.is_empty().then_some(field.name.node.as_str());
            self.lint(&field.name, "claim", "snake_case", snake_case, key);
            self.lint_type(&field.ty);
        }
    }

    fn snake(&self, name: &Name, what: &str) {
        self.lint(name, what, "snake_case", snake_case, None);
    }

    fn camel(&self, name: &Name, what: &str) {
        self.lint(name, what, "CamelCase", camel_case, None);
    }

    fn lint(
        &self,
        name: &Name,
        what: &str,
        style: &str,
        styled: fn(&str) -> String,
        key: Option<&str>,
    ) {
        // A name in back quotes that no style could give is somebody else's.
        let ours = name.node.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let better = styled(&name.node);
        if !ours || better == name.node || better.is_empty() || is_built_in(&name.node) {
            return;
        }
        let found = diagnostic(
            code::NAME_STYLE,
            name.span,
            format!("the name of a {what} is written in {style}: `{better}`"),
        );
        let (replacement, message) = match key {
            Some(key) => (format!("{better} at \"{key}\""), "call it so, and keep its key"),
            None => (better, "call it so, here and wherever it is used"),
        };
        self.report(found.suggest(name.span, replacement, message, Applicability::Maybe));
    }
}

/// `work_badge` and `workBadge` as `WorkBadge`; capitals inside stay.
fn camel_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split('_') {
        let mut chars = word.chars();
        out.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        out.extend(chars);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles() {
        for (written, snake, camel) in [
            ("user_id", "user_id", "UserId"),
            ("userId", "user_id", "UserId"),
            ("UserID", "user_id", "UserID"),
            ("HTTPHost", "http_host", "HTTPHost"),
            ("level2Name", "level2_name", "Level2Name"),
            ("x", "x", "X"),
            ("_claim_names", "_claim_names", "ClaimNames"),
        ] {
            assert_eq!(snake_case(written), snake);
            assert_eq!(camel_case(written), camel);
        }
    }
}
