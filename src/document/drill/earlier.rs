//! What earlier drills left to be done (整改), from their journals.
//!
//! Decides: what is still open. Must not know: where the runs lie: their journals are given.
//!
//! A thing that is to be done is an entry of the run that showed it; that it is done is an entry of any run, which names the first.

use crate::journal::reader::Reader;
use crate::operations::drill::Fact;
use crate::operations::drill::script::OpenAction;
use crate::operations::fact::Body;
use crate::operations::reference::Line;
use crate::text::bounded;
use crate::units::Instant;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What is still open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenActions {
    /// Oldest first.
    pub actions: Vec<OpenAction>,
    /// The journals that could not be read, and why: what they left is not known.
    pub unread: Vec<(PathBuf, String)>,
}

/// What one run left, and what it was told is done.
#[derive(Debug)]
struct Left {
    began: Instant,
    run: Line,
    actions: BTreeMap<u16, OpenAction>,
    improved: BTreeSet<(Line, u16)>,
}

/// Reads what is open after runs that began before an instant; none: after all of them.
///
/// A run is the name of its directory and its journal. A run counts by its beginning: the clock of a drill may run faster than
/// that of the next one.
///
/// Cost: O(entries of all runs).
pub fn open_actions(runs: &[(String, PathBuf)], before: Option<Instant>) -> OpenActions {
    let mut open = OpenActions::default();
    let mut all = Vec::new();
    for (run, journal) in runs {
        match left(run, journal, before) {
            Ok(left) => all.extend(left),
            Err(error) => open.unread.push((journal.clone(), error)),
        }
    }
    all.sort_by(|one, other| (one.began, &one.run).cmp(&(other.began, &other.run)));
    let improved: BTreeSet<(Line, u16)> = all.iter().flat_map(|left| left.improved.iter().copied()).collect();
    let actions = all.into_iter().flat_map(|left| left.actions.into_values());
    open.actions = actions.filter(|action| !improved.contains(&(action.run, action.number))).collect();
    open
}

/// Reads one run; none when no drill began in it in time.
fn left(run: &str, journal: &Path, before: Option<Instant>) -> Result<Option<Left>, String> {
    let reader = Reader::open(journal).map_err(|error| error.to_string())?;
    let mut began = None;
    let mut facts = Vec::new();
    let walked = reader.walk(Instant(i64::MAX), |seen| {
        if !seen.kind.starts_with("drill.") {
            return;
        }
        match serde_json::from_str(seen.body) {
            Ok(Body::Drill(Fact::Began { .. })) => {
                began.get_or_insert(seen.at);
            }
            Ok(Body::Drill(fact)) => facts.push(fact),
            Ok(_) | Err(_) => {}
        }
    });
    walked.map_err(|error| error.to_string())?;
    let is_earlier = |began: &Instant| before.is_none_or(|before| *began < before);
    let Some(began) = began.filter(is_earlier) else { return Ok(None) };
    let run: Line = bounded(run);
    let mut left = Left { began, run, actions: BTreeMap::new(), improved: BTreeSet::new() };
    for fact in facts {
        match fact {
            Fact::ToImprove { number, owner, due_day, text } => {
                let text = reader.text(text.token).map_err(|error| error.to_string())?;
                let text = text.unwrap_or_default();
                left.actions.insert(number, OpenAction { run, number, owner, due_day, text });
            }
            Fact::Improved { run, number } => {
                left.improved.insert((run, number));
            }
            Fact::Began { .. }
            | Fact::Given { .. }
            | Fact::Left { .. }
            | Fact::Entered { .. }
            | Fact::Ready { .. }
            | Fact::Checked { .. }
            | Fact::Observed { .. }
            | Fact::Held { .. }
            | Fact::Resumed
            | Fact::Paced { .. }
            | Fact::Ended { .. } => {}
        }
    }
    Ok(Some(left))
}
