//! Everything that is tested through the library, a file a room; one binary, one link.

mod config;
mod correlation;
mod engine;
mod feed;
mod ipc;
mod journal;
mod recording;
mod registry;
mod screen;
mod terminal;
