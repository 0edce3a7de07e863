//! What a policy lowers to, and that decompiling it gives the same bytes.
