//! What `journal` promises.
