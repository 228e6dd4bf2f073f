//! What a screen says while the desk is not heard: that all below is of a past moment, and how the desk is started again.
//!
//! The panes stay as they were: what burnt a minute ago is the best that anybody knows.

use crate::language::{Word, text, time};
use crate::screen::layout::Pane;
use crate::screen::paint::Brush;
use crate::screen::pane::dossier::Flow;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::Rect;
use std::fmt::Write;

/// Lines that the command may take: a long path goes on below itself and is never cut.
const LINES_MAX: u16 = 5;

/// Below this many rows the panes need every line.
const ROWS_MIN: u16 = 8;

/// Paints both: the moment at the right of the line above the panes, the command above the last lines.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, line: &mut String) {
    if screen.snapshot.is_some()
        && let Some(rule) = screen.areas.get(Pane::Rule)
    {
        line.clear();
        let _ = write!(line, " {} ", text(brush.lang, Word::LinkLostBelow));
        time::clock(brush.now, brush.offset, line);
        line.push(' ');
        let width = cells(line) as u16;
        let x = rule.width.saturating_sub(width);
        brush.put(rule, (x, 0), line, brush.style(Scope::Lost));
    }
    if screen.size.1 < ROWS_MIN {
        return;
    }
    // The line above the last ones gives way, or the last line of a pane.
    let below = [Pane::Rule2, Pane::Foot, Pane::Bar].into_iter().filter_map(|pane| screen.areas.get(pane));
    let bar = screen.areas.get(Pane::Bar).map_or(screen.size.1, |bar| bar.y);
    let end = below.filter(|area| area.y + 2 >= bar).map(|area| area.y).min().unwrap_or(bar);
    let end = if screen.areas.get(Pane::Rule2).is_some_and(|rule| rule.y == end) { end + 1 } else { end };
    line.clear();
    let _ = write!(line, "{} {}", text(brush.lang, Word::StartAgain), screen.options.restart);
    let whole = Rect::new(0, 0, screen.size.0, end);
    let mut measured = Flow::new(Rect { height: 0, ..whole }, 0, 0);
    measured.field(brush, "", line, brush.style(Scope::Lost));
    let height = measured.lines().min(LINES_MAX).min(end);
    let band = Rect { y: end - height, height, ..whole };
    brush.fill(band, brush.style(Scope::Lost));
    Flow::new(band, 0, 0).field(brush, "", line, brush.style(Scope::Lost));
}
