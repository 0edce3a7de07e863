//! Names in tests and disclosures, written down for editors. Whether they are right is said where
//! tests and disclosures are checked; nothing is reported here.

use std::collections::HashMap;
use std::rc::Rc;

use crate::check::choices::Choice;
use crate::check::claims::record_of;
use crate::check::context::Checker;
use crate::check::modules::ModuleId;
use crate::check::names::{Found, Kind};
use crate::check::types::{Record, Ty};
use crate::source::Span;
use crate::syntax::ast::{
    DiscloseItem, Expectation, ExpectationKind, Given, GivenField, GivenKind, ItemKind, Name, Path,
    TestClause, TestItem,
};

impl Checker<'_> {
    /// Writes down what the names in tests and disclosures mean.
    pub(crate) fn mentions(&self) {
        if !self.record.is_on() {
            return;
        }
        let rules = self.rule_names();
        for (module, _) in self.modules.iter() {
            for (_, item) in self.items(module) {
                match &item.kind {
                    ItemKind::Disclose(disclose) => self.mentioned_in_disclosure(module, disclose),
                    ItemKind::Test(test) => self.mentioned_in_test(module, test, &rules),
                    _ => {}
                }
            }
        }
    }

    fn rule_names(&self) -> HashMap<&str, Span> {
        let rules = self.items(ModuleId::ROOT).filter_map(|(_, item)| match &item.kind {
            ItemKind::Rule(rule) => rule.name.as_ref(),
            _ => None,
        });
        rules.map(|name| (name.node.as_str(), name.span)).collect()
    }

    fn mentioned_in_disclosure(&self, module: ModuleId, item: &DiscloseItem) {
        let Some(claims) = self.mentioned_credential(module, &item.credential) else { return };
        for path in item.clauses.iter().flat_map(|clause| &clause.node.claims) {
            let mut record = Some(Rc::clone(&claims));
            for name in &path.segments {
                let ty = record.and_then(|record| self.mentioned_claim(&record, name));
                record = ty.as_deref().and_then(record_of).cloned();
            }
        }
    }

    fn mentioned_in_test(&self, module: ModuleId, test: &TestItem, rules: &HashMap<&str, Span>) {
        let mut given = None;
        for clause in &test.clauses {
            match &clause.node {
                TestClause::Given { credential, claims } => {
                    given = self.mentioned_credential(module, credential);
                    self.mentioned_values(module, given.as_ref(), claims);
                }
                TestClause::Expect(expected) => self.mentioned_outcome(module, expected, rules),
                TestClause::ForEach(cases) => {
                    for case in cases {
                        self.mentioned_values(module, given.as_ref(), &case.claims);
                        self.mentioned_outcome(module, &case.expect, rules);
                    }
                }
                TestClause::File(_)
                | TestClause::Room(_)
                | TestClause::User(_)
                | TestClause::Error => {}
            }
        }
    }

    fn mentioned_outcome(
        &self,
        module: ModuleId,
        expected: &Expectation,
        rules: &HashMap<&str, Span>,
    ) {
        let rule = match &expected.kind {
            ExpectationKind::Role { role, rule } => {
                self.mentioned(module, role, Kind::Role);
                rule
            }
            ExpectationKind::Refused { rule } => rule,
            ExpectationKind::None | ExpectationKind::Forbidden => return,
        };
        if let Some(name) = rule
            && let Some(span) = rules.get(name.node.as_str())
        {
            self.record.used(name.span, *span);
        }
    }

    fn mentioned(&self, module: ModuleId, path: &Path, kind: Kind) -> bool {
        let Found::Item(def, _) = self.names.find(module, path, &[kind]) else { return false };
        self.names.used(module, path, def);
        true
    }

    fn mentioned_credential(&self, module: ModuleId, path: &Path) -> Option<Rc<Record>> {
        let Found::Item(def, _) = self.names.find(module, path, &[Kind::Credential]) else {
            return None;
        };
        self.names.used(module, path, def);
        let (shape, _) = self.sink.capture(|| self.shape(def, path.span));
        Some(Rc::clone(&shape?.claims))
    }

    fn mentioned_claim(&self, record: &Record, name: &Name) -> Option<Rc<Ty>> {
        let field = record.field(&name.node)?;
        self.record.used(name.span, field.name.span);
        Some(Rc::clone(&field.ty))
    }

    fn mentioned_values(
        &self,
        module: ModuleId,
        record: Option<&Rc<Record>>,
        fields: &[GivenField],
    ) {
        for field in fields {
            let ty = record.and_then(|record| self.mentioned_claim(record, &field.name));
            self.mentioned_value(module, ty.as_deref(), &field.value);
        }
    }

    fn mentioned_value(&self, module: ModuleId, ty: Option<&Ty>, given: &Given) {
        let ty = ty.map(unwrapped);
        match &given.kind {
            GivenKind::Named(path) => self.mentioned_constant(module, ty, path),
            GivenKind::List(items) => {
                let element = match ty {
                    Some(Ty::List(element)) => Some(element.as_ref()),
                    _ => None,
                };
                items.iter().for_each(|item| self.mentioned_value(module, element, item));
            }
            GivenKind::Record(fields) => {
                self.mentioned_values(module, ty.and_then(record_of), fields);
            }
            GivenKind::Literal(_) | GivenKind::Error => {}
        }
    }

    fn mentioned_constant(&self, module: ModuleId, ty: Option<&Ty>, path: &Path) {
        if let (Some(Ty::Choice(choice)), [name]) = (ty, path.segments.as_slice())
            && choice.member(&name.node).is_some()
        {
            return self.member_used(choice, name);
        }
        if self.mentioned(module, path, Kind::Constant) {
            return;
        }
        let Some((member, [owner])) = path.segments.split_last() else { return };
        let owner = Path { segments: vec![owner.clone()], span: owner.span };
        if let Found::Item(def, _) = self.names.find(module, &owner, &[Kind::Enum]) {
            self.names.used(module, &owner, def);
            let choice: Option<Rc<Choice>> = self.enum_choice(def);
            choice.iter().for_each(|choice| self.member_used(choice, member));
        }
    }
}

/// The type of the value in tags and byte strings, which the compiler wraps itself.
fn unwrapped(ty: &Ty) -> &Ty {
    match ty {
        Ty::Tag(_, inner) | Ty::Embedded(inner) => unwrapped(inner),
        _ => ty,
    }
}
