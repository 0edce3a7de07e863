//! Items: what each is made of.

use crate::source::Spanned;
use crate::syntax::ast::{
    CapabilityRef, Constant, CredentialItem, DiscloseClause, DiscloseItem, EnumItem, EnumMember,
    ItemKind, Name, Operand, PolicyItem, PolicySetting, RoleItem, RoleRef, RoleSetting, RuleItem,
    RuleOutcome, RuleSubject, UseItem, UseSource,
};
use crate::syntax::grammar::Rule;

use super::{Builder, Node, all, child, children};

impl Builder<'_, '_> {
    /// What an item's node is.
    pub(super) fn item_kind(&mut self, node: Node<'_>) -> Option<ItemKind> {
        Some(match node.as_rule() {
            Rule::policy_item => ItemKind::Policy(self.policy(&node)?),
            Rule::use_item => ItemKind::Use(self.use_item(&node)?),
            Rule::type_item => ItemKind::Type {
                name: self.new_name(&node)?,
                ty: self.any_type(&child(&node, Rule::any_type)?, 0),
            },
            Rule::enum_item => ItemKind::Enum(self.enum_item(&node)?),
            Rule::credential_item => ItemKind::Credential(self.credential(&node)?),
            Rule::role_item => ItemKind::Role(self.role(&node)?),
            Rule::let_item => {
                ItemKind::Let { name: self.new_name(&node)?, value: self.constant(&node)? }
            }
            Rule::condition_item => ItemKind::Condition {
                name: self.new_name(&node)?,
                credential: self.path(&child(&node, Rule::credential_path)?)?,
                body: self.condition(&child(&node, Rule::condition)?),
            },
            Rule::rule_item => ItemKind::Rule(self.rule(&node)?),
            Rule::pseudonyms_item => {
                ItemKind::Pseudonyms { choice: self.name(&child(&node, Rule::pseudonym_choice)?)? }
            }
            Rule::disclose_item => ItemKind::Disclose(self.disclose(&node)?),
            Rule::test_item => ItemKind::Test(self.test_item(&node)?),
            _ => return None,
        })
    }

    fn new_name(&self, node: &Node<'_>) -> Option<Name> {
        self.name(&child(node, Rule::new_name)?)
    }

    fn policy(&self, node: &Node<'_>) -> Option<PolicyItem> {
        let name = self.text(&child(node, Rule::text)?)?;
        let settings = child(node, Rule::policy_settings).into_iter();
        let settings =
            settings.flat_map(|block| all(&block, Rule::policy_setting).collect::<Vec<_>>());
        let settings = settings.filter_map(|setting| {
            let setting = children(&setting).next()?;
            Some(Spanned::new(self.policy_setting(&setting)?, self.span(&setting)))
        });
        Some(PolicyItem { name, settings: settings.collect() })
    }

    fn policy_setting(&self, node: &Node<'_>) -> Option<PolicySetting> {
        match node.as_rule() {
            Rule::wire => Some(PolicySetting::Wire {
                profile: self.name(&child(node, Rule::wire_profile)?)?,
                dialect: child(node, Rule::wire_dialect)
                    .map(|dialect| Name::new(dialect.as_str().to_owned(), self.span(&dialect))),
            }),
            Rule::component => {
                Some(PolicySetting::Component(self.literal(&child(node, Rule::whole_number)?)?))
            }
            Rule::description => {
                Some(PolicySetting::Description(self.text(&child(node, Rule::text)?)?))
            }
            Rule::level => self.level(node),
            _ => None,
        }
    }

    fn level(&self, node: &Node<'_>) -> Option<PolicySetting> {
        let codes = child(node, Rule::level_codes)?;
        let names = children(&codes)
            .filter(|code| matches!(code.as_rule(), Rule::level_code | Rule::kw_warnings));
        Some(PolicySetting::Level {
            level: self.name(&children(node).next()?)?,
            codes: names.map(|code| self.name(&code)).collect::<Option<_>>()?,
            reason: Some(self.text(&child(node, Rule::reason)?)?),
        })
    }

    fn disclose(&self, node: &Node<'_>) -> Option<DiscloseItem> {
        let clauses = child(node, Rule::disclose_clauses)?;
        let clauses = all(&clauses, Rule::disclose_clause).map(|clause| {
            let claims = all(&clause, Rule::disclosed).map(|claim| self.path(&claim));
            let duty = self.name(&children(&clause).next()?)?;
            let read = DiscloseClause { duty, claims: claims.collect::<Option<_>>()? };
            Some(Spanned::new(read, self.span(&clause)))
        });
        Some(DiscloseItem {
            credential: self.path(&child(node, Rule::credential_path)?)?,
            clauses: clauses.collect::<Option<_>>()?,
        })
    }

    fn use_item(&self, node: &Node<'_>) -> Option<UseItem> {
        let source = match child(node, Rule::file_path) {
            Some(file) => UseSource::File(self.text(&file)?),
            None => UseSource::Module(self.path(&child(node, Rule::module_path)?)?),
        };
        let alias = match child(node, Rule::alias) {
            Some(alias) => Some(self.new_name(&alias)?),
            None => None,
        };
        let names = match child(node, Rule::used_names) {
            Some(names) => Some(
                all(&names, Rule::used_name).map(|name| self.name(&name)).collect::<Option<_>>()?,
            ),
            None => None,
        };
        Some(UseItem { source, alias, names })
    }

    /// An enum without one of its members would say of every use of it that it does not exist.
    fn enum_item(&self, node: &Node<'_>) -> Option<EnumItem> {
        if self.item.iter().any(|lexeme| lexeme.is_left_out()) {
            return None;
        }
        let members = all(node, Rule::enum_member).map(|member| {
            Some(EnumMember {
                docs: self.docs(&member),
                name: self.name(&child(&member, Rule::member_name)?)?,
                value: self.literal(&child(&member, Rule::literal)?)?,
            })
        });
        Some(EnumItem {
            name: self.new_name(node)?,
            base: self.name(&child(node, Rule::enum_base)?)?,
            members: members.collect::<Option<_>>()?,
        })
    }

    fn credential(&mut self, node: &Node<'_>) -> Option<CredentialItem> {
        let extends = match child(node, Rule::extends_credential) {
            Some(extends) => Some(self.path(&child(&extends, Rule::credential_path)?)?),
            None => None,
        };
        let credential_type = match child(node, Rule::credential_type) {
            Some(number) => Some(self.literal(&child(&number, Rule::whole_number)?)?),
            None => None,
        };
        Some(CredentialItem {
            name: self.new_name(node)?,
            format: self.name(&child(node, Rule::format_name)?)?,
            extends,
            credential_type,
            fields: self.record(&child(node, Rule::record)?, 1),
        })
    }

    fn role(&self, node: &Node<'_>) -> Option<RoleItem> {
        let extends = match child(node, Rule::extends_role) {
            Some(extends) => Some(self.path(&child(&extends, Rule::role_path)?)?),
            None => None,
        };
        let settings = child(node, Rule::role_settings).into_iter();
        let settings =
            settings.flat_map(|block| all(&block, Rule::role_setting).collect::<Vec<_>>());
        let settings = settings.filter_map(|setting| {
            let setting = children(&setting).next()?;
            Some(Spanned::new(self.role_setting(&setting)?, self.span(&setting)))
        });
        Some(RoleItem {
            name: self.new_name(node)?,
            index: self.literal(&child(node, Rule::whole_number)?)?,
            extends,
            settings: settings.collect(),
        })
    }

    fn role_setting(&self, node: &Node<'_>) -> Option<RoleSetting> {
        let text = || self.text(&child(node, Rule::text)?);
        let range = || self.range(&child(node, Rule::range)?);
        Some(match node.as_rule() {
            Rule::role_title => RoleSetting::Name(text()?),
            Rule::description => RoleSetting::Description(text()?),
            Rule::can => RoleSetting::Can(self.capabilities(node)?),
            Rule::cannot => RoleSetting::Cannot(self.capabilities(node)?),
            Rule::participants => RoleSetting::Participants(range()?),
            Rule::active => RoleSetting::Active(range()?),
            Rule::may_move => {
                let mut roles = all(node, Rule::moved_role).map(|role| self.moved_role(&role));
                RoleSetting::MayMove { from: roles.next()??, to: roles.collect::<Option<_>>()? }
            }
            _ => return None,
        })
    }

    fn capabilities(&self, node: &Node<'_>) -> Option<Vec<CapabilityRef>> {
        let capability = |node: Node<'_>| match child(&node, Rule::whole_number) {
            Some(number) => self.literal(&number).map(CapabilityRef::Number),
            None => self.path(&node).map(CapabilityRef::Named),
        };
        all(node, Rule::capability).map(capability).collect()
    }

    fn moved_role(&self, node: &Node<'_>) -> Option<RoleRef> {
        match child(node, Rule::whole_number) {
            Some(number) => self.literal(&number).map(RoleRef::Number),
            None => self.path(node).map(RoleRef::Named),
        }
    }

    fn constant(&self, node: &Node<'_>) -> Option<Constant> {
        Some(match self.operand(&child(node, Rule::operand)?)? {
            Operand::List(list, span) => Constant::List(list, span),
            one => Constant::One(one),
        })
    }

    fn rule(&self, node: &Node<'_>) -> Option<RuleItem> {
        let name = match child(node, Rule::rule_name) {
            Some(name) => Some(self.new_name(&name)?),
            None => None,
        };
        let body =
            children(node).find(|part| matches!(part.as_rule(), Rule::admit | Rule::refuse))?;
        let keyword = self.first(&body)?.span;
        let outcome = match body.as_rule() {
            Rule::admit => {
                RuleOutcome::Admit { keyword, role: self.path(&child(&body, Rule::role_path)?)? }
            }
            _ => RuleOutcome::Refuse { keyword },
        };
        let subject = child(&body, Rule::subject)?;
        let subject = match child(&subject, Rule::credential_path) {
            Some(path) => RuleSubject::Credential(self.path(&path)?),
            None => RuleSubject::Anyone(self.span(&subject)),
        };
        let condition =
            child(&body, Rule::where_clause).and_then(|clause| child(&clause, Rule::condition));
        Some(RuleItem {
            name,
            subject,
            outcome,
            condition: condition.map(|it| self.condition(&it)),
        })
    }
}
