//! What `config` promises.
