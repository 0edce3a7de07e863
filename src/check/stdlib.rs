//! The standard library, embedded: every file of `stdlib/` under its module's name.

/// One line a file; the module's name is the path with dots.
macro_rules! library {
    ($($name:literal $path:literal)*) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../stdlib/", $path))),)*];
    };
}

library! {
    "std.capabilities" "capabilities.policy"
    "std.cwt" "cwt.policy"
    "std.cwt.oidc" "cwt/oidc.policy"
    "std.jwt" "jwt.policy"
    "std.jwt.oidc" "jwt/oidc.policy"
    "std.mimi" "mimi.policy"
    "std.roles.administered" "roles/administered.policy"
    "std.roles.cooperative" "roles/cooperative.policy"
    "std.roles.moderated" "roles/moderated.policy"
    "std.roles.multi_organization" "roles/multi_organization.policy"
    "std.vcard" "vcard.policy"
    "std.x509" "x509.policy"
}

/// The text of a module.
pub fn text(module: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == module).map(|(_, text)| *text)
}

/// The names of all modules, `std.jwt` and the like.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

/// The fields of the library's `Certificate`, with what follows their `at`.
pub(crate) fn certificate_fields() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = text("std.x509").unwrap_or_default();
    let inside = all.lines().skip_while(|line| !line.starts_with("credential Certificate"));
    let inside = inside.skip(1).take_while(|line| !line.starts_with('}'));
    inside.filter_map(|line| {
        let (name, rest) = line.split_once(" at ")?;
        let (place, _) = rest.split_once(" : ")?;
        (!name.contains("//")).then_some((name.trim(), place.trim()))
    })
}

/// What there is, for those who asked for a module that there is not: the module that the name
/// leads beyond, the modules below it or beside it, or all of them.
pub(crate) fn instead_of(missing: &str) -> String {
    let beyond = |name: &&str| missing.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    if let Some(name) = names().filter(beyond).max_by_key(|name| name.len()) {
        let alias = name.rsplit('.').next().unwrap_or(name);
        return format!(
            "the module is `{name}`: `use {name}` and then `{alias}.…`, or `use {name} {{ … }}`"
        );
    }
    let head: Vec<&str> = missing.split('.').take(2).collect();
    let head = head.join(".");
    let near = |name: &&str| head != "std" && name.split('.').take(2).eq(head.split('.'));
    let mut there: Vec<String> = names().filter(near).map(|name| format!("`{name}`")).collect();
    if there.is_empty() {
        there = names().map(|name| format!("`{name}`")).collect();
    }
    format!("there are {}", there.join(", "))
}
