//! Tests of the room: hand-made policies, and the property that lowering changes no meaning.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod build;
mod entries;
mod meaning;
mod reduction;
