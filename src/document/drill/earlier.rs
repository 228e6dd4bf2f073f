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
#[derive(Debug, Default)]
struct Left {
    actions: BTreeMap<u16, OpenAction>,
    improved: BTreeSet<(Line, u16)>,
}

/// Reads what is open after these runs: their names and journals, oldest first.
///
/// Cost: O(entries of all runs).
pub fn open_actions(runs: &[(String, PathBuf)]) -> OpenActions {
    let mut unread = Vec::new();
    let all = read(runs, &mut unread);
    let improved: BTreeSet<(Line, u16)> = all.iter().flat_map(|left| left.improved.iter().copied()).collect();
    let actions = all.into_iter().flat_map(|left| left.actions.into_values());
    let actions = actions.filter(|action| !improved.contains(&(action.run, action.number))).collect();
    OpenActions { actions, unread }
}

/// Gives what was open its texts again; one whose run is gone, or whose text was destroyed, has none.
///
/// Cost: O(entries of the runs that are named).
pub fn with_texts(open: &[OpenAction], runs: &[(String, PathBuf)]) -> OpenActions {
    let named: BTreeSet<Line> = open.iter().map(|action| action.run).collect();
    let named: Vec<(String, PathBuf)> =
        runs.iter().filter(|(run, _)| named.contains(&bounded(run))).cloned().collect();
    let mut unread = Vec::new();
    let known: BTreeMap<(Line, u16), String> = read(&named, &mut unread)
        .into_iter()
        .flat_map(|left| left.actions.into_values())
        .map(|action| ((action.run, action.number), action.text))
        .collect();
    let text = |action: &OpenAction| known.get(&(action.run, action.number)).cloned().unwrap_or_default();
    let actions = open.iter().map(|action| OpenAction { text: text(action), ..*action }).collect();
    OpenActions { actions, unread }
}

fn read(runs: &[(String, PathBuf)], unread: &mut Vec<(PathBuf, String)>) -> Vec<Left> {
    let mut all = Vec::new();
    for (run, journal) in runs {
        match left(run, journal) {
            Ok(left) => all.push(left),
            Err(error) => unread.push((journal.clone(), error)),
        }
    }
    all
}

fn left(run: &str, journal: &Path) -> Result<Left, String> {
    let reader = Reader::open(journal).map_err(|error| error.to_string())?;
    let mut facts = Vec::new();
    let walked = reader.walk(Instant(i64::MAX), |seen| {
        if !seen.kind.starts_with("drill.") {
            return;
        }
        if let Ok(Body::Drill(fact)) = serde_json::from_str(seen.body) {
            facts.push(fact);
        }
    });
    walked.map_err(|error| error.to_string())?;
    let run: Line = bounded(run);
    let mut left = Left::default();
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
            | Fact::Ended { .. }
            | Fact::Rehearsed { .. } => {}
        }
    }
    Ok(left)
}
