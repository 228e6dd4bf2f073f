//! What `ipc` promises.
