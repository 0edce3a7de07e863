//! Every example compiles and decides as it says.
