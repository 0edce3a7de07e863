//! Decisions: a decoded policy, prepared once, and the role that it gives to a credential.
