//! The written invariants of ARCHITECTURE.md, held by a test.
