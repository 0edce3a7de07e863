//! What `use` brings into a module's scope.

use super::{Alias, Entry, Found, Kind, Names, Scope};
use crate::check::modules::{Module, ModuleId, declared_name};
use crate::check::sink::{DidYouMean, diagnostic};
use crate::diagnostic::code;
use crate::syntax::ast::{ItemKind, Name, Path, UseItem, UseSource};

impl Names<'_> {
    pub(super) fn declare_used(&mut self, id: ModuleId, module: &Module) {
        for (at, item) in module.ast.items.iter().enumerate() {
            let ItemKind::Use(item) = &item.kind else { continue };
            let target = module.uses.get(&at).copied().flatten();
            let Some(mut scope) = self.scopes.get_mut(id.0).map(std::mem::take) else { return };
            self.declare_alias(&mut scope, item, target);
            for name in item.names.iter().flatten() {
                self.import(&mut scope, name, target);
            }
            if let Some(place) = self.scopes.get_mut(id.0) {
                *place = scope;
            }
        }
    }

    /// `as x` gives that name; without it and without braces the last segment does.
    fn declare_alias(&self, scope: &mut Scope, item: &UseItem, target: Option<ModuleId>) {
        let alias = match (&item.alias, &item.names, &item.source) {
            (Some(alias), ..) => alias.clone(),
            (None, Some(_), _) => return,
            (None, None, UseSource::Module(path)) => match path.segments.last() {
                Some(last) => last.clone(),
                None => return,
            },
            (None, None, UseSource::File(path)) => match file_stem(&path.node) {
                Some(stem) => Name::new(stem.to_owned(), path.span),
                None => {
                    let message = format!("`{}` gives the module no name", path.node);
                    let found = diagnostic(code::NO_MODULE_NAME, path.span, message);
                    self.sink.report(
                        found.help("give it one with `as`, or name what is used in braces"),
                    );
                    return;
                }
            },
        };
        let entry = Alias { target, span: alias.span };
        match scope.aliases.get(&alias.node) {
            Some(first) => self.sink.report(
                diagnostic(
                    code::GIVEN_TWICE,
                    alias.span,
                    format!("two modules are called `{}`", alias.node),
                )
                .label(first.span, "first here")
                .help("give one of them another name with `as`"),
            ),
            None => {
                scope.aliases.insert(alias.node, entry);
            }
        }
    }

    fn import(&self, scope: &mut Scope, name: &Name, target: Option<ModuleId>) {
        const ANY: [Kind; 6] =
            [Kind::Credential, Kind::Type, Kind::Enum, Kind::Role, Kind::Constant, Kind::Condition];
        let silent = Entry { what: None, span: name.span, imported: true };
        let Some(target) = target else { return self.enter(scope, name, silent) };
        let mut any = false;
        // A role and a condition may share a name; braces bring both.
        for kind in ANY {
            match self.member(target, &name.node, &[kind]) {
                Found::Item(def, kind) => {
                    any = true;
                    let path = Path { segments: vec![name.clone()], span: name.span };
                    self.used(target, &path, def);
                    self.enter(scope, name, Entry { what: Some((def, kind)), ..silent });
                }
                Found::Silent => {
                    self.enter(scope, name, silent);
                    return;
                }
                Found::Nothing => {}
            }
        }
        if !any {
            self.report_missing_import(name, target);
            self.enter(scope, name, silent);
        }
    }

    fn report_missing_import(&self, name: &Name, target: ModuleId) {
        let Some(module) = self.modules.get(target) else { return };
        let own = module.ast.items.iter().filter_map(|item| declared_name(&item.kind));
        let nearest = self.sink.nearest(&name.node, own.map(|name| name.node.as_str()));
        let message = format!("there is no `{}` in `{}`", name.node, module.name);
        let mut found =
            diagnostic(code::UNKNOWN_NAME, name.span, message).did_you_mean(name.span, nearest);
        if self.scope(target).is_some_and(|scope| scope.of_other_kind(&name.node).is_some()) {
            found = found.help("the module only uses it; name the module that declares it");
        }
        self.sink.report(found);
    }
}

/// `service` of `rooms/service.policy`, when that is a name.
fn file_stem(path: &str) -> Option<&str> {
    let last = path.rsplit(['/', '\\']).next()?;
    let stem = last.strip_suffix(".policy").unwrap_or(last);
    let plain = stem.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (plain && stem.starts_with(|c: char| !c.is_ascii_digit())).then_some(stem)
}
