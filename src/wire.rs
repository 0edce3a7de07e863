//! Wire formats: the octets of `PreAuthData`, of roles, and of every container around them.
