//! Arguments and TOML become one validated configuration.
//!
//! Decides: what the program was asked to do and with which values.
//! Must not know: what is in the registry files that it names.
