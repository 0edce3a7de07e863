//! Properties of tokens and parser.
