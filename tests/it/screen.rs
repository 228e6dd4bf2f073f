//! What `screen` promises.
