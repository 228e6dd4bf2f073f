//! The band of a drill: the first line of every screen of it, and the real alarm in its place.
//!
//! What gives way on a narrow line, last first: what was told, the pace, the time, the phase, how the live desk is called in
//! full. The mark, that the drill is held or over, and the live desk's count stay.

use crate::language::{Word, name, text, time};
use crate::operations::drill::view::LiveDesk;
use crate::operations::drill::{Halt, View};
use crate::screen::drill::{real_words, told_words};
use crate::screen::paint::{Brush, Pen};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::Rect;
use std::fmt::Write;

/// The count and the number of the next fire, which stand beside the mark where the band has no row of its own.
const COUNT_CELLS: u16 = 6;

/// Paints the band over the first row; nothing on a desk that is no drill.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, line: &mut String) {
    let row = Rect::new(0, 0, screen.size.0, 1);
    if let Some(live) = screen.real_alarm() {
        return real(screen, live, brush, row, line);
    }
    if screen.band_rows() == 0 {
        return;
    }
    brush.fill(row, brush.style(Scope::BandDrill));
    match screen.drill() {
        Some(view) => drill(screen, view, brush, row, line),
        None => drop(brush.put(row, (1, 0), mark(brush, row.width), brush.style(Scope::BandDrill))),
    }
}

/// Paints the mark at the left of the status line, where the band has no row of its own; returns what is left of the line.
pub(crate) fn beside(screen: &Screen, brush: &mut Brush<'_>, area: Rect) -> Rect {
    if !screen.is_drill() || screen.band_rows() > 0 {
        return area;
    }
    let style = brush.style(Scope::BandDrill);
    let mark = text(brush.lang, Word::DrillShort);
    let width = cells(mark) as u16;
    if area.width < width + COUNT_CELLS {
        // What burns is worth more than the word: the colour says it.
        brush.tint(Rect { height: 1, ..area }, style);
        return area;
    }
    brush.put(area, (0, 0), mark, style);
    Rect { x: area.x + width + 1, width: area.width - width - 1, ..area }
}

/// Returns the mark: in full where it leaves room for the count of the live desk.
fn mark(brush: &Brush<'_>, width: u16) -> &'static str {
    let full = text(brush.lang, Word::DrillMark);
    if usize::from(width) >= cells(full) + 8 { full } else { text(brush.lang, Word::DrillShort) }
}

fn drill(screen: &Screen, view: &View, brush: &mut Brush<'_>, row: Rect, line: &mut String) {
    let style = brush.style(Scope::BandDrill);
    let mut state = String::new();
    stands(brush, view, &mut state);
    let taken = if state.is_empty() { 0 } else { cells(&state) + 1 };
    let mark = mark(brush, row.width.saturating_sub(taken as u16));
    let mut pen = Pen::new(row, 0);
    pen.put(brush, mark, style);
    pen.skip(1);
    pen.put(brush, &state, style);
    // The live desk stands at the right end, as long as its words leave half of the line.
    for (wide, word) in [(true, Word::LiveDesk), (false, Word::LiveDeskShort)] {
        line.clear();
        live(brush, view.live.as_ref(), (word, wide), line);
        let width = cells(line) as u16;
        let fits = pen.room() > width && (!wide || row.width >= pen.x() + width * 2);
        if fits {
            brush.put(row, (row.width - width, 0), line, style);
            pen = pen.less(width + 1);
            break;
        }
    }
    if !state.is_empty() {
        pen.skip(2);
    }
    for piece in [phase, elapsed, pace] {
        line.clear();
        piece(screen, brush, view, line);
        if !line.is_empty() && usize::from(pen.room()) > cells(line) {
            pen.put(brush, line, style);
            pen.skip(2);
        }
    }
    if let Some(told) = view.told.filter(|_| pen.room() > 8) {
        line.clear();
        told_words(brush.lang, &told, line);
        pen.put(brush, line, style);
    }
}

/// Writes whether the drill is held or over, and of a recording that it is one.
fn stands(brush: &Brush<'_>, view: &View, out: &mut String) {
    let lang = brush.lang;
    let word = match (view.ended, view.replay, view.held) {
        (Some(true), ..) => Word::RealSituation,
        (Some(false), ..) => Word::DrillOver,
        (None, Some(replay), _) if replay.at_end => Word::DrillReplayEnd,
        (None, replay, held) => {
            if replay.is_some() {
                out.push_str(text(lang, Word::DrillReplay));
                out.push_str(if held.is_some() { " " } else { "" });
            }
            match held {
                Some(Halt::Director) => Word::DrillHeld,
                Some(Halt::RealAlarm { incident }) => {
                    let _ = write!(
                        out,
                        "{} {} #{incident}",
                        text(lang, Word::DrillHeld),
                        text(lang, Word::RealAlarm)
                    );
                    return;
                }
                None => return,
            }
        }
    };
    out.push_str(text(lang, word));
}

/// Writes how the live desk stands; in figures alone where the line is narrow.
fn live(brush: &Brush<'_>, live: Option<&LiveDesk>, (word, wide): (Word, bool), out: &mut String) {
    let lang = brush.lang;
    let gap = if wide { " " } else { lang.pick("", " ") };
    let _ = write!(out, "{}{gap}", text(lang, word));
    let _ = match live.filter(|live| live.is_heard) {
        Some(live) if wide => {
            write!(out, "{} {}", text(lang, Word::Unacknowledged), live.unacknowledged)
        }
        Some(live) => write!(out, "{}", live.unacknowledged),
        None if wide => write!(out, "{}", text(lang, Word::LiveDeskDeaf)),
        None => write!(out, "--"),
    };
}

fn phase(_: &Screen, brush: &Brush<'_>, view: &View, out: &mut String) {
    // A recording that is watched has no scenario, and a drill that is over no phase to be in.
    if let Some(replay) = &view.replay {
        let _ = write!(out, "{} {}", brush.lang.pick("输入", "input"), replay.input);
        return;
    }
    let lang = brush.lang;
    match view.ended {
        None => {
            let (word, number) = (text(lang, Word::Phase), view.phase.number());
            let _ = write!(out, "{word} {number} {}", name::phase(lang, view.phase));
        }
        Some(true) => out.push_str(text(lang, Word::DrillOver)),
        Some(false) => {}
    }
}

fn elapsed(screen: &Screen, brush: &Brush<'_>, view: &View, out: &mut String) {
    time::age(brush.lang, screen.now.since(view.began), out);
}

fn pace(_: &Screen, _: &Brush<'_>, view: &View, out: &mut String) {
    if matches!(view.milli, 0 | 1_000) || view.ended.is_some() {
        return;
    }
    let _ = write!(out, "x{}", view.milli / 1_000);
    if !view.milli.is_multiple_of(1_000) {
        let part = format!("{:03}", view.milli % 1_000);
        let _ = write!(out, ".{}", part.trim_end_matches('0'));
    }
}

/// Paints the real alarm: nothing on the screen is louder, and nothing of the drill stands beside it.
fn real(screen: &Screen, live: &LiveDesk, brush: &mut Brush<'_>, row: Rect, line: &mut String) {
    let style = brush.style(Scope::BandReal);
    brush.fill(row, style);
    let mut pen = Pen::new(row, 0);
    line.clear();
    let _ = write!(line, "!! {} ", text(brush.lang, Word::RealAlarm));
    pen.put(brush, line, style);
    let hint = screen.live_hint();
    let mut words = String::new();
    real_words(brush.lang, live, &mut words);
    // The number goes before the key, the key before the place.
    let (number, place) = words.split_once(' ').unwrap_or((words.as_str(), ""));
    pen.put(brush, number, style);
    pen.skip(1);
    let width = cells(&hint);
    let hinted = usize::from(pen.room()) > width;
    let mut rest = if hinted { pen.less(width as u16 + 2) } else { pen };
    if rest.room() > 2 {
        rest.put_words(brush, place, style);
    }
    if hinted {
        let mut end = pen;
        let x = rest.x() + 2;
        end.to(if row.width >= x + width as u16 { x } else { row.width - width as u16 });
        end.put(brush, &hint, style);
    }
}
