//! The people's side: what officers decide about incidents, and everything that follows.
//!
//! Decides: which command is allowed, which facts follow from it and from the core's changes, what a screen sees.
//! Must not know: clocks, files, sockets, languages, terminals.
//!
//! A subject is a folder with `Command`, `Fact`, `State` and `View`. `decide(&State, Command)` changes nothing;
//! `apply(&mut State, &Fact)` cannot refuse; only `apply` changes state, and a [`fact::Fact`] is what is journaled.
//!
//! Invariants:
//! - time is an input: nothing here reads a clock, and a fact carries the time of its cause;
//! - text that people type is a token here ([`actor::PrivateText`]);
//! - full is a designed state: what finds no place is counted.

pub mod actor;
pub mod authority;
pub mod call;
pub mod claim;
pub mod command;
pub mod deadline;
pub mod decision;
pub mod degradation;
pub mod delivery;
pub mod desk;
pub mod dispatch;
pub mod dossier;
pub mod drill;
pub mod fact;
pub mod feed;
pub mod finding;
pub mod handover;
pub mod incident;
pub mod intake;
pub mod kpi;
pub mod line;
pub mod listing;
pub mod next;
pub mod order;
pub mod outcome;
pub mod plan;
pub mod pool;
pub mod publish;
pub mod reference;
pub mod report;
pub mod snapshot;
pub mod state;
pub mod storage;
pub mod suppression;
pub mod warning;
