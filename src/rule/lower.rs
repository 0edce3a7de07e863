//! Lowering: conditions become entries, in the profile that the policy chose.
