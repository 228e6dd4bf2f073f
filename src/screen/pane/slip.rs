//! The call slip as it is painted: the number large, the words to say, a timer, what came of it.

use crate::language::{Word, course, text, time};
use crate::operations::call::Outcome;
use crate::screen::paint::Brush;
use crate::screen::pane::bar::typed;
use crate::screen::pane::dossier::Flow;
use crate::screen::slip::{Slip, Stage};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::{Position, Rect};
use std::fmt::Write;

const WIDTH_MAX: u16 = 96;
/// A box lower than this writes the number in one line.
const LARGE_ROWS: u16 = 12;

/// Paints a slip and returns where its cursor stands.
pub(crate) fn paint(
    screen: &Screen,
    slip: &Slip,
    brush: &mut Brush<'_>,
    room: Rect,
    line: &mut String,
) -> Option<Position> {
    let width = if room.width < WIDTH_MAX + 12 { room.width } else { WIDTH_MAX };
    let large = room.height >= LARGE_ROWS;
    let words = 1 + cells(&slip.words) as u16 / width.max(8).saturating_sub(4);
    let breaks = slip.words.lines().count() as u16;
    let height = room.height.min(4 + if large { 3 } else { 1 } + words + breaks + 2);
    if height == 0 || width < 4 {
        return None;
    }
    let sheet = Rect { x: room.x + (room.width - width) / 2, y: room.bottom() - height, width, height };
    brush.fill(sheet, brush.style(Scope::Box));
    line.clear();
    let _ = write!(line, "{}  ", text(brush.lang, Word::SlipTitle));
    slip.head(brush.lang, line);
    line.push_str("  ");
    time::age(brush.lang, brush.now.since(slip.opened), line);
    brush.put(sheet, (1, 0), line, brush.style(Scope::BoxTitle));
    let mut y = 1;
    let phone = slip.offer.contact.phone.as_str();
    if large && cells(phone) * 4 < usize::from(width) {
        for row in 0..3 {
            line.clear();
            for c in phone.chars() {
                line.push_str(segments(c)[row]);
                line.push(' ');
            }
            brush.put(sheet, (3, y), line, brush.style(Scope::Strong));
            y += 1;
        }
        brush.put(sheet, (5 + cells(phone) as u16 * 4, y - 1), phone, brush.style(Scope::Strong));
    } else {
        brush.put(sheet, (3, y), phone, brush.style(Scope::Strong));
        y += 1;
    }
    let foot = 3.min(height.saturating_sub(y));
    let body = Rect { x: sheet.x, y: sheet.y + y, width, height: height.saturating_sub(y + foot) };
    let mut flow = Flow::new(body, 0, 0);
    for sentence in slip.words.lines() {
        flow.field(brush, "", sentence, brush.style(Scope::Box));
    }
    let foot = Rect { x: sheet.x, y: sheet.bottom() - foot, width, height: foot };
    paint_foot(screen, slip, brush, foot, line)
}

fn paint_foot(
    screen: &Screen,
    slip: &Slip,
    brush: &mut Brush<'_>,
    area: Rect,
    line: &mut String,
) -> Option<Position> {
    line.clear();
    let mut cursor = None;
    match &slip.stage {
        Stage::Rings => {
            for (index, outcome) in Outcome::ALL.into_iter().enumerate() {
                let _ = write!(line, "{} {}  ", index + 1, course::outcome(brush.lang, outcome));
            }
            brush.put(area, (1, 0), line, brush.style(Scope::Strong));
            brush.put(area, (1, 1), text(brush.lang, Word::SlipRings), brush.style(Scope::Dim));
        }
        Stage::Answered(edit) => {
            brush.put(area, (1, 0), text(brush.lang, slip.wanted()), brush.style(Scope::Strong));
            let row = Rect { y: area.y + 1.min(area.height.saturating_sub(1)), height: 1, ..area };
            cursor = typed(brush, row, "> ", edit, line);
        }
        Stage::Ended(outcome) => {
            let _ = write!(line, "{}: {}", slip.offer.contact.post, course::outcome(brush.lang, *outcome));
            brush.put(area, (1, 0), line, brush.style(Scope::Refused));
            line.clear();
            let next = screen
                .dossier
                .as_ref()
                .and_then(|dossier| dossier.offers.iter().find(|offer| offer.callee != slip.offer.callee));
            if let Some(next) = next {
                let _ = write!(
                    line,
                    "{} {} {} {}",
                    text(brush.lang, Word::SlipNext),
                    next.contact.post,
                    next.contact.name,
                    next.contact.phone
                );
            }
            brush.put(area, (1, 1), line, brush.style(Scope::Strong));
        }
    }
    if let Some(remark) = slip.remark {
        brush.put(area, (1, 2), text(brush.lang, remark), brush.style(Scope::Refused));
    }
    cursor
}

/// Returns a character of a number as three rows of strokes.
const fn segments(c: char) -> [&'static str; 3] {
    match c {
        '0' => [" _ ", "| |", "|_|"],
        '1' => ["   ", "  |", "  |"],
        '2' => [" _ ", " _|", "|_ "],
        '3' => [" _ ", " _|", " _|"],
        '4' => ["   ", "|_|", "  |"],
        '5' => [" _ ", "|_ ", " _|"],
        '6' => [" _ ", "|_ ", "|_|"],
        '7' => [" _ ", "  |", "  |"],
        '8' => [" _ ", "|_|", "|_|"],
        '9' => [" _ ", "|_|", " _|"],
        '-' => ["   ", " - ", "   "],
        _ => ["   ", "   ", "   "],
    }
}
