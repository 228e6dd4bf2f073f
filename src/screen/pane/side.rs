//! What the panes below the list of incidents share: a title, and what found no room.

use crate::language::{Word, text};
use crate::screen::paint::{Brush, Pen};
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::Rect;
use std::fmt::Write;

/// Paints the title of a pane and how many rows it has.
pub(crate) fn title(brush: &mut Brush<'_>, area: Rect, word: Word, count: usize, line: &mut String) {
    let mut pen = Pen::new(area, 0).at(1);
    pen.put(brush, text(brush.lang, word), brush.style(Scope::Title));
    line.clear();
    let _ = write!(line, "  {count}");
    pen.put(brush, line, brush.style(Scope::Dim));
}

/// Says in the line above them how many rows found no room.
pub(crate) fn more(brush: &mut Brush<'_>, area: Rect, count: usize, room: usize, line: &mut String) {
    if count > room {
        line.clear();
        let _ = write!(line, "{} {}", text(brush.lang, Word::More), count - room);
        let right = cells(line) as u16 + 1;
        brush.put(area, (area.width.saturating_sub(right), 0), line, brush.style(Scope::Due));
    }
}
