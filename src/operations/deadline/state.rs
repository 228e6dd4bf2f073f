//! What the desk holds.
