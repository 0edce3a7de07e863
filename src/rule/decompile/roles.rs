//! Roles of the wire as declarations.

use std::collections::BTreeMap;

use crate::capability;
use crate::model::{Role, RoleChange};
use crate::spell::literal;
use crate::spell::name::{self, Taken};

/// The room's roles, each with its name in the policy.
#[derive(Debug, Clone, Default)]
pub(super) struct Roles {
    by_index: BTreeMap<u32, (String, Role)>,
}

impl Roles {
    /// The first role of each index.
    pub(super) fn of<'a>(roles: impl Iterator<Item = &'a Role>) -> Roles {
        let mut all = Roles::default();
        let mut taken = Taken::default();
        for reserved in ["none", "banned"] {
            taken.unique(reserved);
        }
        for role in roles {
            if all.by_index.contains_key(&role.index) {
                continue;
            }
            let name = match role.index {
                0 => "none".into(),
                1 => "banned".into(),
                index => taken.unique(&name::slug(&role.name, &format!("role_{index}"))),
            };
            all.by_index.insert(role.index, (name, role.clone()));
        }
        all
    }

    /// The name of a role in the policy.
    pub(super) fn name(&self, index: u32) -> Option<&str> {
        self.by_index.get(&index).map(|(name, _)| name.as_str())
    }

    /// Why a role cannot be given as it is, if it cannot.
    pub(super) fn objection(&self, role: &Role) -> Option<String> {
        let (_, known) = self.by_index.get(&role.index)?;
        if known != role {
            return Some(format!("role {} is described in another way elsewhere", role.index));
        }
        (canonical(role) != *role).then(|| {
            "the role's capabilities and changes are written in ascending order, each once".into()
        })
    }

    /// The declarations, each with its index. Roles 0 and 1 exist without one.
    pub(super) fn write(&self) -> BTreeMap<u32, String> {
        let declared =
            self.by_index.values().filter(|(_, role)| reserved(role.index).as_ref() != Some(role));
        declared.map(|(name, role)| (role.index, declaration(name, &canonical(role)))).collect()
    }
}

/// At least so many, and at most.
type Count = (u32, Option<u32>);

/// What roles 0 and 1 are when nothing is said of them; others begin with nothing.
fn reserved(index: u32) -> Option<Role> {
    let name = match index {
        0 => "no_role",
        1 => "banned",
        _ => return None,
    };
    Some(Role { index, name: name.into(), max_active: Some(0), ..Role::default() })
}

/// The one order that the compiler writes.
fn canonical(role: &Role) -> Role {
    let ascending = |numbers: &[u32]| {
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    };
    let mut changes: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for change in &role.changes {
        changes.entry(change.from).or_default().extend(&change.targets);
    }
    let changes = changes
        .into_iter()
        .map(|(from, targets)| RoleChange { from, targets: ascending(&targets) });
    let mut capabilities = role.capabilities.clone();
    capabilities.sort_unstable();
    capabilities.dedup();
    Role { capabilities, changes: changes.collect(), ..role.clone() }
}

fn declaration(name: &str, role: &Role) -> String {
    let base = reserved(role.index);
    let own_name = base.as_ref().map_or(name.trim_matches('`'), |base| base.name.as_str());
    let mut lines = Vec::new();
    if role.name != own_name {
        lines.push(format!("name {}", literal::text(&role.name)));
    }
    if !role.description.is_empty() {
        lines.push(format!("description {}", literal::text(&role.description)));
    }
    if !role.capabilities.is_empty() {
        let capabilities = role.capabilities.iter().map(|number| capability(*number));
        lines.push(format!("can {}", capabilities.collect::<Vec<_>>().join(", ")));
    }
    let base = base.unwrap_or_default();
    let own = (role.min_participants, role.max_participants);
    lines.extend(range("participants", own, (base.min_participants, base.max_participants)));
    let own = (role.min_active, role.max_active);
    lines.extend(range("active", own, (base.min_active, base.max_active)));
    for change in role.changes.iter().filter(|change| !change.targets.is_empty()) {
        let targets: Vec<String> = change.targets.iter().map(u32::to_string).collect();
        lines.push(format!("may move {} -> {}", change.from, targets.join(", ")));
    }
    if lines.is_empty() {
        return format!("role {name} = {}\n", role.index);
    }
    let lines: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!("role {name} = {} {{\n{lines}}}\n", role.index)
}

fn capability(number: u16) -> String {
    match capability::by_number(number) {
        Some(capability) => capability.name.to_owned(),
        None => format!("0x{number:04X}"),
    }
}

fn range(word: &str, own: Count, base: Count) -> Option<String> {
    match own {
        _ if own == base => None,
        (from, None) => Some(format!("{word} {from}..")),
        (from, Some(to)) => Some(format!("{word} {from}..{to}")),
    }
}
