//! The capabilities of draft-ietf-mimi-room-policy-03 section 12.2, by name and number.
