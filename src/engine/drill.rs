//! What a desk that practises has in the place of feeds, sinks and a data directory.
//!
//! Decides: where a drill's stores stand, how its scenario reaches the desk thread, how it hears of the live desk.
//! Must not know: what a scenario says (room `drill`), how a screen shows it.
//!
//! Invariants:
//! - a drill's stores stand in a directory that was made for it, and no desk that serves opens it;
//! - nothing that a drill does reaches the live desk: it looks at it as a screen does, and asks for nothing.

pub mod beside;
pub mod check;
pub mod mask;
pub mod replay;
pub mod run;
pub mod script;
pub mod take_over;
pub mod tape;
pub mod team;
pub mod watch;

use crate::drill::scenario::Scenario;
use crate::engine::drill::tape::Tape;
use crate::engine::drill::team::Team;
use crate::engine::readers::Readers;
use crate::journal::draft::{self, Officers};
use crate::operations::fact::Fact;
use crate::operations::state::State;
use crate::units::EntryNumber;
use std::path::PathBuf;
use std::sync::Arc;

/// Reads the facts of a drill's journal, from its first entry on; what cannot be read is not told, and said in the log.
pub fn told(journal: &Readers, state: &State) -> Vec<Fact> {
    if state.drills.run().is_none() {
        return Vec::new();
    }
    let officers = Officers::of(state.reference());
    let facts = journal.look(|reader| {
        let rows = reader.rows(EntryNumber(1));
        rows.map_while(Result::ok).filter_map(|row| draft::fact(&row, &officers).ok()).collect()
    });
    facts.unwrap_or_else(|error| {
        tracing::error!("what the drill has come to cannot be read: {error}");
        Vec::new()
    })
}

/// What a drill hears.
#[derive(Debug)]
pub struct World {
    /// Its scenario.
    pub scenario: Arc<Scenario>,
    /// The recording whose frames are its feed, beside what the scenario brings.
    pub tape: Option<Tape>,
    /// Whether it stands still until its director lets it begin: the team is not at its screens yet.
    pub waits: bool,
    /// The socket of the live desk, whose real alarms break in.
    pub live: Option<PathBuf>,
    /// Whose lines are said where nobody sits at a screen: a rehearsal's.
    pub team: Option<Team>,
}
