//! The list where there is room for a few rows and for nothing above them: what endangers life stays in sight.

use crate::operations::incident::View;
use crate::operations::incident::view::Standing;
use crate::operations::snapshot::Snapshot;
use crate::screen::layout::Pane;
use crate::screen::paint::Brush;
use crate::screen::pane::incidents::{burns, endangers, paint_row};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use crate::units::IncidentId;
use ratatui::layout::Rect;
use std::fmt::Write;

/// Returns whether nothing above the list says what is hidden there.
pub(super) fn is_bare(screen: &Screen, title: u16) -> bool {
    title == 0 && screen.areas.get(Pane::Rule).is_none()
}

/// Returns the worst incident that endangers life and is scrolled off a bare list, and the line that it takes.
///
/// A list without a line above it has nowhere else to say so; what is selected, and what endangers life, keeps its line.
pub(super) fn pinned(screen: &Screen, title: u16) -> Option<(usize, IncidentId)> {
    let list = &screen.list;
    let endangers = |id: &IncidentId| screen.view(*id).is_some_and(endangers);
    let worst =
        list.rows.iter().take(list.offset).copied().find(endangers).filter(|_| is_bare(screen, title))?;
    let mut shown = list.rows.iter().skip(list.offset).take(list.visible);
    let line = shown.position(|id| list.selected != Some(*id) && !endangers(id))?;
    Some((line, worst))
}

/// Paints the one row that there is room for: what burns and nobody has, else what is selected; and how many others burn.
pub(super) fn paint_only(
    screen: &Screen,
    snapshot: &Snapshot,
    brush: &mut Brush<'_>,
    area: Rect,
    line: &mut String,
) {
    let rows =
        || screen.list.rows.iter().filter_map(|id| snapshot.incidents.iter().find(|view| view.id == *id));
    let waits = |view: &&View| matches!(view.standing, Standing::Unacknowledged { .. });
    let worst = rows().find(|view| burns(view)).or_else(|| rows().find(waits));
    let selected = rows().find(|view| screen.list.selected == Some(view.id));
    let Some(view) = worst.or(selected).or_else(|| rows().next()) else { return };
    let others = rows().filter(|it| it.id != view.id && endangers(it)).count();
    let row = Rect { height: 1, ..area }.intersection(area);
    let mut room = row;
    if others > 0 {
        line.clear();
        let _ = write!(line, " +!!{others}");
        let width = (cells(line) as u16).min(row.width);
        room.width -= width;
        let corner = Rect { x: room.right(), width, ..row };
        brush.put(corner, (0, 0), line, brush.style(Scope::LifeUnacknowledged));
    }
    if screen.list.selected == Some(view.id) {
        brush.tint(room, brush.style(Scope::Selected));
        brush.put(room, (0, 0), ">", brush.style(Scope::Key));
    }
    paint_row(brush, room, view, line);
}

/// Says at a bare list's last line how many rows are hidden on either side, and how many of them endanger life.
pub(super) fn hidden(
    screen: &Screen,
    pinned: Option<(usize, IncidentId)>,
    brush: &mut Brush<'_>,
    (area, line): (Rect, &mut String),
) {
    line.clear();
    let list = &screen.list;
    let shown = list.offset..list.offset + list.visible;
    let out = || list.rows.iter().enumerate().filter(|(at, _)| !shown.contains(at)).map(|(_, id)| *id);
    let burns = |id: &IncidentId| screen.view(*id).is_some_and(endangers);
    let burning = out().filter(burns).filter(|id| pinned.is_none_or(|(_, shown)| shown != *id)).count();
    let _ = write!(line, " {} {}", brush.lang.pick("另有", "hidden"), out().count());
    if burning > 0 {
        let _ = write!(line, " (!!{burning})");
    }
    let scope = if burning > 0 { Scope::LifeUnacknowledged } else { Scope::Dim };
    brush.put(area, (0, 0), line, brush.style(scope));
}
