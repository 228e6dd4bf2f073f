//! The whole desk.
