//! The wire vectors' bytes: decoded, encoded, rejected where they should be.
