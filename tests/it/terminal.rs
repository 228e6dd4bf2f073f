//! What `terminal` promises.
