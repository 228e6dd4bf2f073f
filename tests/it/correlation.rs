//! What `correlation` promises.
