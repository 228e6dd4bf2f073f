//! What `engine` promises.
