//! The team of a rehearsal: lines that a file says, given to the desk at their times.
//!
//! Decides: which line is due, when the rehearsal is over.
//! Must not know: what a line means, whether the desk takes it.

use crate::feed::scenario::Line;
use crate::operations::command::Draft;
use crate::operations::line;
use crate::operations::outcome::Outcome;
use crate::units::Instant;
use std::collections::VecDeque;

/// The line that ends a drill.
const LAST: &str = "end-drill";

/// Who plays where nobody sits at a screen.
#[derive(Debug)]
pub struct Team {
    lines: VecDeque<Said>,
    began: Option<Instant>,
    refused: Vec<Refused>,
}

/// What somebody of the team says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The line, who says it and who signs it.
    pub line: Line,
    /// What it asks.
    pub draft: Draft,
}

/// A line that the desk did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The line.
    pub said: Said,
    /// What the desk answered.
    pub why: Outcome,
}

impl Team {
    /// Returns the team of these lines, which are in the order of their times; `director` ends the drill after the last
    /// one, unless they end it themselves.
    ///
    /// # Errors
    /// A line is none of the command bar.
    pub fn of(mut lines: Vec<Line>, director: &str) -> Result<Self, line::Error> {
        if lines.iter().all(|line| line.text != LAST) {
            let at = lines.last().map(|line| line.at).unwrap_or_default();
            lines.push(Line { at, officer: director.to_owned(), signed_by: None, text: LAST.to_owned() });
        }
        let said = |line: Line| Ok(Said { draft: line::parse(&line.text, None)?, line });
        let lines = lines.into_iter().map(said).collect::<Result<_, _>>()?;
        Ok(Self { lines, began: None, refused: Vec::new() })
    }

    /// Returns how many lines are left to say.
    pub fn lines(&self) -> u16 {
        u16::try_from(self.lines.len()).unwrap_or(u16::MAX)
    }

    /// Hears when the drill began: the times of lines count from there.
    pub const fn begin(&mut self, at: Instant) {
        self.began = Some(at);
    }

    /// Returns when a line is due next.
    pub fn due(&self) -> Option<Instant> {
        Some(self.began?.after(self.lines.front()?.line.at))
    }

    /// Takes the line that is due by now.
    pub fn next(&mut self, now: Instant) -> Option<(Instant, Said)> {
        let due = self.due().filter(|due| *due <= now)?;
        Some((due, self.lines.pop_front()?))
    }

    /// Keeps a line that was refused.
    pub fn refused(&mut self, said: Said, why: Outcome) {
        self.refused.push(Refused { said, why });
    }

    /// Returns whether everything was said.
    pub fn is_over(&self) -> bool {
        self.lines.is_empty()
    }

    /// Returns the lines that were refused, in their order.
    pub fn into_refused(self) -> Vec<Refused> {
        self.refused
    }
}
