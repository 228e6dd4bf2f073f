//! The box that asks before an act.

use crate::language::page::PageWord;
use crate::language::refusal::obstacle;
use crate::language::word::PHRASES;
use crate::language::{Word, name, text};
use crate::operations::incident::Obstacles;
use crate::screen::challenge::{Ask, Awaits, Challenge, CloseStep};
use crate::screen::paint::Brush;
use crate::screen::pane::bar::{cancel, hidden, typed};
use crate::screen::pane::dossier::Flow;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::units::IncidentId;
use ratatui::layout::{Position, Rect};
use std::fmt::Write;

const WIDTH_MAX: u16 = 76;

/// Lines above the field: title, target, what is asked.
const HEAD_ROWS: u16 = 3;

/// Paints a box and returns where its cursor stands.
pub(crate) fn paint(
    screen: &Screen,
    challenge: &Challenge,
    brush: &mut Brush<'_>,
    room: Rect,
    line: &mut String,
) -> Option<Position> {
    let phrases = matches!(challenge.ask, Ask::Note { .. }) && challenge.edit.text().is_empty();
    let obstacles = in_the_way(screen, &challenge.ask);
    let listed = obstacles.each().count() as u16;
    let head_rows = HEAD_ROWS + if listed > 0 { listed + 1 } else { 0 };
    let wanted = head_rows + 3 + if phrases { PHRASES.len() as u16 } else { 0 };
    // Slivers of what lies below would be read as a part of the box.
    let width = if room.width < WIDTH_MAX + 12 { room.width } else { WIDTH_MAX };
    let height = room.height.min(wanted);
    if height == 0 || width == 0 {
        return None;
    }
    let sheet = Rect { x: room.x + (room.width - width) / 2, y: room.bottom() - height, width, height };
    brush.fill(sheet, brush.style(Scope::Box));
    let (title, target) = head(&challenge.ask);
    line.clear();
    let _ = write!(line, "{}   {}", text(brush.lang, title), cancel(brush));
    brush.put(sheet, (1, 0), line, brush.style(Scope::BoxTitle));
    line.clear();
    if let Ask::Officer { then: Some(then) } | Ask::Passphrase { then: Some(then), .. } = &challenge.ask {
        awaited(then, brush, line);
    }
    about(screen, brush, target, line);
    // A box of a few lines keeps the field; the target stands in front of it then.
    let field_y = head_rows.min(height - 1);
    if field_y > 1 {
        brush.put(sheet, (1, 1), line, brush.style(Scope::BoxTitle));
    }
    if listed > 0 {
        let above = Rect { y: sheet.y + 2, height: field_y.saturating_sub(3), ..sheet };
        paint_obstacles(brush, above, &obstacles, line);
    }
    line.clear();
    asked(screen, challenge, brush, line);
    if field_y > 2 {
        brush.put(sheet, (1, field_y - 1), line, brush.style(Scope::Box));
    }
    let field = Rect { y: sheet.y + field_y, height: 1, ..sheet };
    let cursor = match &challenge.ask {
        Ask::Quit | Ask::Close { step: CloseStep::How, .. } => None,
        Ask::Passphrase { .. } => typed(brush, field, "> ", &hidden(&challenge.edit), line),
        Ask::Note { .. } | Ask::Close { .. } | Ask::Reopen { .. } | Ask::Officer { .. } => {
            typed(brush, field, "> ", &challenge.edit, line)
        }
    };
    let mut flow = Flow::new(Rect { y: field.y + 1, height: sheet.bottom() - field.bottom(), ..sheet }, 0, 0);
    if let Some(remark) = challenge.remark {
        flow.field(brush, "", text(brush.lang, remark), brush.style(Scope::Refused));
    }
    if phrases {
        for (index, (zh, en)) in PHRASES.iter().enumerate() {
            line.clear();
            let _ = write!(line, "{}  {}", index + 1, brush.lang.pick(zh, en));
            flow.field(brush, "", line, brush.style(Scope::Box));
        }
    }
    cursor
}

/// Returns what keeps the incident open that a box is to close, before it asks how.
fn in_the_way(screen: &Screen, ask: &Ask) -> Obstacles {
    let target = match ask {
        Ask::Close { incident, step: CloseStep::How }
        | Ask::Officer { then: Some(Awaits::Close(incident)) }
        | Ask::Passphrase { then: Some(Awaits::Close(incident)), .. } => Some(*incident),
        Ask::Officer { .. }
        | Ask::Passphrase { .. }
        | Ask::Close { .. }
        | Ask::Note { .. }
        | Ask::Reopen { .. }
        | Ask::Quit => None,
    };
    let dossier = screen.dossier.as_deref().filter(|dossier| Some(dossier.incident.id) == target);
    dossier.map(|dossier| dossier.obstacles).unwrap_or_default()
}

fn paint_obstacles(brush: &mut Brush<'_>, area: Rect, obstacles: &Obstacles, line: &mut String) {
    let mut flow = Flow::new(area, 0, 0);
    line.clear();
    let count = obstacles.each().count();
    let _ = write!(line, "{}: {count}", brush.lang.pick("还不能结束, 先办", "not yet: first settle"));
    flow.field(brush, "", line, brush.style(Scope::Refused));
    for (at, one) in obstacles.each().enumerate() {
        line.clear();
        let _ = write!(line, "{}  ", at + 1);
        obstacle::obstacle(brush.lang, one, line);
        flow.field(brush, "", line, brush.style(Scope::Box));
    }
}

fn head(ask: &Ask) -> (Word, Option<IncidentId>) {
    match ask {
        Ask::Note { incident: Some(incident) } => (Word::BoxNote, Some(*incident)),
        Ask::Note { incident: None } => (Word::BoxNoteDesk, None),
        Ask::Close { incident, .. } => (Word::BoxClose, Some(*incident)),
        Ask::Reopen { incident } => (Word::BoxReopen, Some(*incident)),
        Ask::Officer { then } | Ask::Passphrase { then, .. } => {
            (Word::BoxPassphrase, then.as_ref().and_then(Awaits::incident))
        }
        Ask::Quit => (Word::BoxQuit, None),
    }
}

/// Writes what waits for the sign-on, and that it goes on after it.
fn awaited(then: &Awaits, brush: &Brush<'_>, out: &mut String) {
    out.push_str(match then {
        Awaits::Close(_) => text(brush.lang, Word::BoxClose),
        Awaits::Reopen(_) => text(brush.lang, Word::BoxReopen),
        Awaits::Money(_) => brush.lang.pick("办资金", "money"),
        Awaits::Act { draft, .. } => name::command(brush.lang, draft),
    });
    let _ = write!(out, " {}  ", text(brush.lang, Word::WaitsForSignOn));
}

/// Writes the target: number, family, site and place.
fn about(screen: &Screen, brush: &Brush<'_>, target: Option<IncidentId>, out: &mut String) {
    let Some(id) = target else { return };
    let _ = write!(out, "#{id}");
    if let Some(view) = screen.view(id) {
        let _ = write!(out, "  {}  {} {}", name::family(brush.lang, view.family), view.site, view.place);
    }
}

fn asked(screen: &Screen, challenge: &Challenge, brush: &Brush<'_>, out: &mut String) {
    let word = match &challenge.ask {
        Ask::Note { .. } if challenge.edit.is_phrase() => Word::PhraseStands,
        Ask::Note { .. } => Word::BoxPhrases,
        Ask::Close { step: CloseStep::How, .. } => Word::BoxCloseHow,
        Ask::Close { step: CloseStep::Duplicate, .. } => Word::BoxCloseDuplicate,
        Ask::Close { step: CloseStep::Reason(disposition), .. } => {
            let _ = write!(out, "{}: ", name::disposition(brush.lang, *disposition));
            Word::BoxCloseReason
        }
        Ask::Close { step: CloseStep::Repeat(disposition, _), .. } => {
            let _ = write!(out, "{}: ", name::disposition(brush.lang, *disposition));
            Word::BoxCloseRepeat
        }
        Ask::Reopen { .. } => Word::BoxReopenWhy,
        Ask::Officer { .. } => Word::BoxOfficer,
        Ask::Passphrase { officer, .. } => {
            let _ = write!(out, "{officer}: ");
            Word::BoxSecret
        }
        Ask::Quit => {
            let (mine, others) = (screen.waiting().count(), screen.unfinished());
            if mine > 0 {
                let _ = write!(out, "{mine} {}", PageWord::WaitingLeft.text(brush.lang));
            }
            if others == 0 {
                out.push_str(PageWord::LeaveAnyway.text(brush.lang));
                return;
            }
            let _ = write!(out, "{}{others} ", if mine > 0 { "; " } else { "" });
            Word::BoxQuitUnfinished
        }
    };
    out.push_str(text(brush.lang, word));
}
