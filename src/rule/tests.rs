//! Tests of the room: hand-made policies, and the property that lowering changes no meaning.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::type_complexity)]

mod build;
mod entries;
mod meaning;
mod narrow;
mod reduction;
