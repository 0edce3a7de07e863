//! The standard library, embedded: every file of `stdlib/` under its module's name.

/// One line a file; the module's name is the path with dots.
macro_rules! library {
    ($($name:literal $path:literal)*) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../stdlib/", $path))),)*];
    };
}

library! {}

/// The text of a module.
pub fn text(module: &str) -> Option<&'static str> {
    FILES.iter().find(|(name, _)| *name == module).map(|(_, text)| *text)
}

/// The names of all modules, `std.jwt` and the like.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}
