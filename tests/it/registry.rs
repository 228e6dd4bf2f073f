//! What `registry` promises.
