//! The members of an incident: what reported, since when, how it stands.

use crate::language::{Word, name, text, time};
use crate::operations::incident::view::Member;
use crate::operations::snapshot::Dossier;
use crate::screen::paint::Brush;
use crate::screen::pane::dossier::Flow;
use crate::screen::theme::Scope;
use std::fmt::Write;

/// How much room there is for the members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Members {
    /// The first and the last.
    Ends,
    /// The whole window.
    All,
}

/// Paints the members that the desk sent, from the window's first row.
pub(super) fn members(
    brush: &mut Brush<'_>,
    flow: &mut Flow,
    first_row: u32,
    dossier: &Dossier,
    which: Members,
    line: &mut String,
) {
    let lang = brush.lang;
    if which == Members::All {
        line.clear();
        let total = dossier.members_count;
        let _ = write!(line, "{total}");
        if total as usize > dossier.members.len() {
            let last = first_row as usize + dossier.members.len();
            let _ = write!(line, "   {} {}-{last}", text(lang, Word::Shown), first_row + 1);
        }
        flow.field(brush, text(lang, Word::Members), line, brush.style(Scope::Dim));
    }
    if which == Members::All {
        for one in &dossier.members {
            member(brush, flow, one, 0, line);
        }
        return;
    }
    // The first one tells where it began, the last one what came of it.
    let last = dossier.members.len().checked_sub(1).filter(|last| *last > 0);
    let hidden = (dossier.members_count as usize).saturating_sub(1 + usize::from(last.is_some()));
    for (index, more) in [(Some(0), 0), (last, hidden)] {
        if let Some(one) = index.and_then(|index| dossier.members.get(index)) {
            member(brush, flow, one, more, line);
        }
    }
}

fn member(brush: &mut Brush<'_>, flow: &mut Flow, one: &Member, more: usize, line: &mut String) {
    let lang = brush.lang;
    let Some(mut pen) = flow.pen() else { return };
    line.clear();
    time::clock(one.joined, brush.offset, line);
    let _ = write!(
        line,
        "  {} {}{}",
        one.device,
        name::device_kind(lang, one.kind),
        name::class(lang, one.class)
    );
    pen.put(brush, line, brush.style(Scope::Text));
    pen.to(32);
    line.clear();
    let _ = write!(line, "{}  {}", one.place, name::alarm_state(lang, one.state));
    if let Some(reading) = one.reading {
        line.push_str("  ");
        time::reading(reading, line);
        if reading.rising {
            let _ = write!(line, " {}", text(lang, Word::Rising));
        }
    }
    if one.raises > 1 {
        let _ = write!(line, "  x{}", one.raises);
    }
    if one.first_out {
        let _ = write!(line, "  {}", text(lang, Word::FirstOut));
    }
    if more > 0 {
        let _ = write!(line, "   {} {more}", text(lang, Word::More));
    }
    pen.put(brush, line, brush.style(if one.first_out { Scope::Strong } else { Scope::Text }));
}
