//! The wire vectors' credentials get the roles, and each claim the outcome, that they should.
