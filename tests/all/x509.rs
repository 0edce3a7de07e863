//! Certificates: accepted, rejected and read as their vectors say.
