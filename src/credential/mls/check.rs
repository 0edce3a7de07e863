//! What RFC 9420 wants of a structure beyond its encoding, as far as it needs no group.

use super::{Carried, MlsFault};

/// Extension types that every client understands (RFC 9420 section 7.2).
const DEFAULT_EXTENSIONS: std::ops::RangeInclusive<u16> = 1..=5;

impl Carried<'_> {
    /// Checks that the leaf node lists its credential type and its extensions among its
    /// capabilities (sections 7.2 and 7.3), and that no key serves twice (section 10.1).
    ///
    /// # Errors
    /// The first of these that is not so.
    pub fn check(&self) -> Result<(), MlsFault> {
        let Some(leaf) = &self.leaf_node else { return Ok(()) };
        let credential_type = self.credential.credential_type;
        if !leaf.capabilities.credentials.contains(&credential_type) {
            return Err(MlsFault::CredentialTypeNotListed(credential_type));
        }
        let known = |number: &u16| {
            DEFAULT_EXTENSIONS.contains(number) || leaf.capabilities.extensions.contains(number)
        };
        let mut extensions = leaf.extensions.iter().map(|extension| extension.extension_type);
        if let Some(number) = extensions.find(|number| !known(number)) {
            return Err(MlsFault::ExtensionNotListed(number));
        }
        match &self.key_package {
            Some(package) if package.init_key == leaf.encryption_key => Err(MlsFault::SameKeys),
            _ => Ok(()),
        }
    }
}
