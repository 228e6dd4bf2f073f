//! Everything that is tested through the library, a file a room; one binary, one link.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

mod config;
mod correlation;
mod document;
mod drill;
mod engine;
mod feed;
mod ipc;
mod ipc_desk;
mod journal;
mod kpi;
mod language;
mod notify;
mod operations;
mod record;
mod recording;
mod registry;
mod rehearsal;
mod says;
mod screen;
mod terminal;
