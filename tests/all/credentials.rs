//! JSON and CBOR credentials: accepted, rejected and read as their vectors say.
