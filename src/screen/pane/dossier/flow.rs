//! Lines that flow down a pane.

use crate::screen::paint::{Brush, Pen};
use crate::screen::theme::Scope;
use crate::text::{cells, clip};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Lines that flow down a pane; those above it are counted and not painted.
pub(crate) struct Flow {
    area: Rect,
    line: u16,
    skip: u16,
    label: u16,
}

impl Flow {
    /// Begins at the top of a pane, so many lines scrolled off.
    pub(crate) const fn new(area: Rect, skip: u16, label: u16) -> Self {
        Self { area, line: 0, skip, label }
    }

    /// Returns the lines so far.
    pub(crate) const fn lines(&self) -> u16 {
        self.line
    }

    /// Begins a line; none when it is scrolled off or below the pane.
    pub(crate) fn pen(&mut self) -> Option<Pen> {
        let at = self.line;
        self.line = self.line.saturating_add(1);
        let y = at.checked_sub(self.skip).filter(|y| *y < self.area.height)?;
        Some(Pen::new(self.area, y).at(1))
    }

    /// Leaves a line empty.
    pub(crate) const fn gap(&mut self) {
        self.line = self.line.saturating_add(1);
    }

    /// Begins a line behind a label, for texts of several styles.
    pub(crate) fn labelled(&mut self, brush: &mut Brush<'_>, label: &str) -> Option<Pen> {
        let mut pen = self.pen()?;
        pen.put(brush, label, brush.style(Scope::Title));
        pen.to(self.label + 1);
        Some(pen)
    }

    /// Writes a text behind a label, wrapped under itself.
    pub(crate) fn field(&mut self, brush: &mut Brush<'_>, label: &str, body: &str, style: Style) {
        let width = usize::from(self.area.width.saturating_sub(self.label + 2)).max(1);
        let (mut rest, mut first) = (body, true);
        while first || !rest.is_empty() {
            let (head, tail) = wrap(rest, width);
            if let Some(mut pen) = self.pen() {
                if first {
                    pen.put(brush, label, brush.style(Scope::Title));
                }
                pen.to(self.label + 1);
                pen.put(brush, head, style);
            }
            rest = tail;
            first = false;
        }
    }
}

impl Flow {
    /// Writes a text from the left edge, cut where the line ends: every character of it is there.
    pub(crate) fn wrapped(&mut self, brush: &mut Brush<'_>, body: &str, style: Style) {
        let width = usize::from(self.area.width.saturating_sub(2)).max(1);
        let (mut rest, mut first) = (body, true);
        while first || !rest.is_empty() {
            let (head, _) = clip(rest, width);
            let head = if head.is_empty() { rest } else { head };
            if let Some(mut pen) = self.pen() {
                pen.put(brush, head, style);
            }
            rest = &rest[head.len()..];
            first = false;
        }
    }
}

/// Returns how many lines a text takes.
pub(crate) fn lines_of(text: &str, width: usize) -> usize {
    let (mut lines, mut rest) = (1, wrap(text, width).1);
    while !rest.is_empty() {
        (lines, rest) = (lines + 1, wrap(rest, width).1);
    }
    lines
}

/// Cuts a text at a space near the width, or at the width when there is none; the rest is never longer than before.
pub(crate) fn wrap(text: &str, width: usize) -> (&str, &str) {
    let (mut head, _) = clip(text, width);
    if head.len() == text.len() {
        return (text, "");
    }
    if head.is_empty() {
        // A wide character in one cell: the brush marks the cut.
        return (text, "");
    }
    if let Some(at) = head.rfind(' ').filter(|at| *at > 0 && cells(&head[..*at]) * 2 > width) {
        head = &head[..at];
    }
    (head, text[head.len()..].trim_start_matches(' '))
}
