//! dutydesk 值班台: the emergency duty desk of a Chinese city, county or industrial park, in a terminal.
//!
//! The rooms in reading order; a room imports only rooms above it (`tests/tidy.rs` checks).
#![forbid(unsafe_code)]

pub mod units;

pub mod limits;

pub mod text;

pub mod correlation;

pub mod operations;

pub mod language;

pub mod config;

pub mod registry;

pub mod recording;

pub mod journal;

pub mod feed;

pub mod notify;

pub mod drill;

pub mod document;

pub mod terminal;

pub mod screen;

pub mod ipc;

pub mod engine;

pub mod cli;
