//! Annotated language tests under tests/language.
