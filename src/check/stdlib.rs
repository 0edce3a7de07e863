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
