//! What `recording` promises.
