//! What every screen of a drill shows when something real has ended it (真实情况): over all panes, until the screen is left.

use crate::language::{Word, text};
use crate::screen::keymap::Deed;
use crate::screen::paint::Brush;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::Rect;
use std::fmt::Write;

/// From so many rows on the words stand within a frame of themselves.
const FRAMED_ROWS: u16 = 8;

/// Paints it over a room.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, room: Rect, line: &mut String) {
    let style = brush.style(Scope::BandReal);
    brush.fill(room, style);
    let lang = brush.lang;
    let title = text(lang, Word::RealSituation);
    let mut lines = vec![format!("!!  {title}  !!"), text(lang, Word::RealOver).to_owned()];
    if screen.drill().is_some_and(|view| view.live.is_some()) {
        lines.push(text(lang, Word::RealGo).to_owned());
        lines.push(screen.live_hint());
    }
    if let Some(row) = screen.keymap.row(Deed::Quit) {
        lines.push(format!("{} {}", row.first, text(lang, Word::Leaves)));
    }
    let framed = room.height >= FRAMED_ROWS;
    if framed {
        line.clear();
        while cells(line) < usize::from(room.width) {
            let _ = write!(line, "{title}  ");
        }
        for y in [0, room.height - 1] {
            let row = Rect { y: room.y + y, height: 1, ..room };
            let (head, _) = crate::text::clip(line, usize::from(row.width));
            brush.put(row, (0, 0), head, style);
        }
    }
    // A line between two, as long as there is room for that.
    let wanted = lines.len() as u16;
    let step = if room.height >= wanted * 2 + 4 { 2 } else { 1 };
    let top = room.height.saturating_sub(wanted * step) / 2;
    for (y, said) in (0..).zip(&lines) {
        let at = top + y * step;
        if at >= room.height {
            return;
        }
        let x = (usize::from(room.width).saturating_sub(cells(said)) / 2) as u16;
        brush.put(room, (x, at), said, style);
    }
}
