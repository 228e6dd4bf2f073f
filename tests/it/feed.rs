//! What `feed` promises.
