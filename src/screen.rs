//! What an officer sees and presses: from snapshots and keys to cells and requests.
//!
//! ```text
//! +--------------------------------------------------------------+
//! | status                                                       |
//! +----------------------+---------------------------------------+
//! | incidents            | dossier: next act, why, people, ...   |
//! | warnings             |                                       |
//! | teams                |                                       |
//! +----------------------+---------------------------------------+
//! | bar: messages, the command line, keys                        |
//! +--------------------------------------------------------------+
//! ```
//!
//! Decides: which pane stands where, what a key does here, what is asked before an act, when the bell rings.
//! Must not know: sockets, files, clocks: what the desk says comes in, requests go out, and time is given.
//!
//! Invariants:
//! - a refresh never moves the selected row, and never changes what a key is about to act on;
//! - a box that is open keeps its target;
//! - the count of unacknowledged life-risk incidents and the next one stand on every page at every size;
//! - a clock of a lost link stands still and says so;
//! - a drill is never taken for the live desk, and a real alarm never for the drill's (`drill`).
//!
//! Read on: [`state`] for the screen itself, [`deed`] for what keys do, [`pane`] for what is painted.

mod act;
pub mod bar;
pub mod challenge;
pub mod deed;
pub(crate) mod drill;
pub mod edit;
pub mod form;
pub mod initials;
pub mod keymap;
pub mod layout;
pub mod listing;
mod lock;
mod log;
pub mod notice;
pub mod options;
pub mod paint;
pub mod pane;
pub mod request;
pub mod slip;
pub mod sound;
pub mod state;
pub mod theme;
pub mod waiting;

pub use options::Options;
pub use paint::Glyphs;
pub use request::{Entry, Link, Proof, Request, Secret};
pub use state::Screen;
