//! Normal form: the smallest ordered list of alternatives with the same meaning.
