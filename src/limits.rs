//! Every bound on untrusted input, in one struct. The limit itself passes; one more fails.

/// Bounds that keep any input from exhausting time, stack or memory.
///
/// ```
/// let strict = admit::limits::Limits { credential_bytes: 64 * 1024, ..Default::default() };
/// assert_eq!(strict.credential_depth, 64);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Octets of one source file.
    pub source_bytes: usize,
    /// Nesting of brackets, braces and parentheses in source.
    pub source_nesting: usize,
    /// Mistakes of syntax that are told of one source file.
    pub mistakes: usize,
    /// Source files that one policy may load, itself included.
    pub source_files: usize,
    /// Entries that one policy may lower to.
    pub entries: usize,
    /// Octets of an encoded `PreAuthData`, and of any container around it.
    pub preauth_bytes: usize,
    /// Roles of one room whose state is read.
    pub roles: usize,
    /// Capabilities of one role of such a room.
    pub role_capabilities: usize,
    /// Steps that the search for escalations in one room may take.
    pub room_steps: usize,
    /// `array_search` inside `array_search`.
    pub search_depth: usize,
    /// Items of one claim pointer.
    pub pointer_items: usize,
    /// Claims of one claimset, and matchers of one `nested_matches`.
    pub claims: usize,
    /// Octets of one credential, before and after decoding.
    pub credential_bytes: usize,
    /// Nesting of a credential's claims: maps, arrays and tags; the root has depth 1. More than
    /// 512 counts as 512.
    pub credential_depth: usize,
    /// Disclosures of one credential.
    pub disclosures: usize,
    /// Octets of one piece of trust material: a key set, a bundle of trust anchors.
    pub trust_bytes: usize,
    /// Keys of one set, and certificates of one bundle of trust anchors.
    pub trust_items: usize,
    /// Certificates of one path, the trust anchor included, and of the chain it is built from.
    pub path_certificates: usize,
    /// Signatures that are checked for one credential, over all keys and paths that are tried.
    pub signatures: usize,
    /// Comparisons of names in certificates with name constraints, for one path.
    pub name_comparisons: usize,
    /// Absolute value of a decimal or binary exponent in a credential's numbers.
    pub exponent: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            source_bytes: 4 << 20,
            source_nesting: 64,
            mistakes: 200,
            source_files: 256,
            entries: 4096,
            preauth_bytes: 16 << 20,
            roles: 4096,
            role_capabilities: 1024,
            room_steps: 4_000_000,
            search_depth: 8,
            pointer_items: 32,
            claims: 256,
            credential_bytes: 1 << 20,
            credential_depth: 64,
            disclosures: 4096,
            trust_bytes: 4 << 20,
            trust_items: 1024,
            path_certificates: 16,
            signatures: 64,
            name_comparisons: 250_000,
            exponent: 6144,
        }
    }
}
