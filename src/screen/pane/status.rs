//! The first line: whose desk, what waits, what is next, what time it is.

use crate::language::page::PageWord;
use crate::language::{Word, name, text, time};
use crate::operations::reference::Vacant;
use crate::operations::snapshot::{Mode, Status};
use crate::screen::paint::{Brush, Glyphs, Pen};
use crate::screen::pane::sources;
use crate::screen::request::Link;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::Rect;
use std::fmt::Write;

/// Below this many columns there is room for the count and the next incident only.
const NARROW: u16 = 60;

/// Below this many columns even the order changes: the fire, whose desk, the time.
const TINY: u16 = 40;

/// From here on the first line has names beside the numbers.
pub(crate) const WIDE: u16 = 120;

/// The cells of a count of fires and the next one's number: `!!12 n #10042 `.
const NEXT_CELLS: u16 = 15;

/// The cells of a short band and a scaled clock: `[DRILL] clock x2 `.
const BAND_CELLS: usize = 17;

/// Paints the status.
pub(crate) fn paint(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let first = Rect { height: 1, ..area };
    if screen.link == Link::Lost {
        brush.fill(first, brush.style(Scope::Lost));
    }
    let Some(snapshot) = &screen.snapshot else {
        let word = if screen.link == Link::Lost { Word::LinkLost } else { Word::Connecting };
        brush.put(first, (1, 0), text(brush.lang, word), brush.style(Scope::Strong));
        return;
    };
    let status = &snapshot.status;
    if area.width < TINY {
        paint_tiny(screen, brush, first, status, line);
        return;
    }
    line.clear();
    clock(screen, brush, line);
    let width = cells(line) as u16 + 1;
    let clock_scope = if screen.link == Link::Lost { Scope::Lost } else { Scope::Strong };
    brush.put(first, (area.width.saturating_sub(width), 0), line, brush.style(clock_scope));
    let mut pen = Pen::new(first, 0).at(1).less(width + 1);
    if screen.link == Link::Lost {
        line.clear();
        let _ = write!(line, "{} ", text(brush.lang, Word::LinkLost));
        time::age(brush.lang, screen.lost_for, line);
        line.push(' ');
        pen.put(brush, line, brush.style(Scope::Lost));
    }
    whose(screen, brush, status, &mut pen, line);
    far(screen, brush, status, &mut pen, line);
    counts(screen, brush, status, &mut pen, line);
    if area.height > 1 {
        sources::paint(screen, brush, Rect { y: area.y + 1, height: 1, ..area }, line);
    }
}

/// Paints `!!N` and what fits of the rest, for a terminal that is too small for anything.
fn paint_tiny(screen: &Screen, brush: &mut Brush<'_>, area: Rect, status: &Status, line: &mut String) {
    line.clear();
    let count = status.life_risk_unacknowledged;
    let _ = write!(line, "!!{count}");
    if let Some(next) = status.next {
        let _ = write!(line, " #{next}");
    }
    let scope = if count > 0 { Scope::LifeUnacknowledged } else { Scope::Text };
    let style = brush.style(scope);
    // Nothing is cut off here with a mark: the digits are worth more than it.
    let (head, _) = crate::text::clip(line, usize::from(area.width));
    let mut pen = Pen::new(area, 0);
    pen.put(brush, head, style);
    let lang = brush.lang;
    let lost = (screen.link == Link::Lost).then_some((Word::LinkLost, Scope::Lost));
    let band = match status.mode {
        Mode::Live => None,
        Mode::Sample => Some((Word::SampleShort, Scope::Band)),
        Mode::Drill => Some((Word::DrillShort, Scope::BandDrill)),
    };
    for (word, scope) in [lost, band].into_iter().flatten() {
        if usize::from(pen.room()) > cells(text(lang, word)) {
            pen.skip(1);
            pen.put(brush, text(lang, word), brush.style(scope));
        }
    }
    line.clear();
    time::clock(brush.now, brush.offset, line);
    if usize::from(pen.room()) > cells(line) {
        pen.skip(pen.room() - cells(line) as u16);
        pen.put(brush, line, brush.style(Scope::Dim));
    }
}

fn clock(screen: &Screen, brush: &Brush<'_>, out: &mut String) {
    if screen.link == Link::Lost {
        let _ = write!(out, "{} ", text(brush.lang, Word::FrozenAt));
    }
    time::clock(brush.now, brush.offset, out);
}

/// Paints the desk's name and its band: a sample or a drill is never taken for the live desk.
fn whose(screen: &Screen, brush: &mut Brush<'_>, status: &Status, pen: &mut Pen, line: &mut String) {
    let lang = brush.lang;
    let width = screen.size.0;
    let tail = usize::from(tail_width(screen, status, Wording::Full, line));
    let needed = cells(text(lang, Word::Desk)) + BAND_CELLS + tail;
    let named = width >= WIDE || !is_crowded(screen, status) || usize::from(pen.room()) >= needed;
    if width >= NARROW && screen.link != Link::Lost && named {
        pen.put(brush, text(lang, Word::Desk), brush.style(Scope::Title));
        pen.skip(1);
    }
    if width >= WIDE {
        pen.skip(1);
        pen.put(brush, &status.desk, brush.style(Scope::Text));
        pen.skip(2);
    }
    let band = match (status.mode, width >= WIDE, screen.options.glyphs) {
        (Mode::Live, _, _) => None,
        (Mode::Sample, true, Glyphs::Line) => Some((Word::SampleBand, Scope::Band)),
        (Mode::Sample, true, Glyphs::Plain) => Some((Word::SampleBandPlain, Scope::Band)),
        (Mode::Sample, false, _) => Some((Word::SampleShort, Scope::Band)),
        (Mode::Drill, true, _) => Some((Word::DrillBand, Scope::BandDrill)),
        (Mode::Drill, false, _) => Some((Word::DrillShort, Scope::BandDrill)),
    };
    if let Some((word, scope)) = band {
        line.clear();
        let _ = write!(line, "[{}]", text(lang, word));
        pen.put(brush, line, brush.style(scope));
        pen.skip(1);
    }
    // A drill says in its band how fast it runs, and whether it does.
    if status.clock_milli != 1_000 && status.mode != Mode::Drill && width >= NARROW {
        line.clear();
        let _ = write!(line, "{} x{}", text(lang, Word::ClockScale), status.clock_milli / 1_000);
        if !status.clock_milli.is_multiple_of(1_000) {
            let _ = write!(line, ".{:03}", status.clock_milli % 1_000);
        }
        pen.put(brush, line, brush.style(Scope::Band));
        pen.skip(1);
    }
}

/// Returns whether a narrow line has more to say than its counts: what the program is called gives way first.
fn is_crowded(screen: &Screen, status: &Status) -> bool {
    status.missing > 0
        || status.vacant != Vacant::Nobody
        || status.surge
        || status.turned_away > 0
        || screen.unheard
}

/// Paints who sits far away, and how long a frame takes to them: only while nothing burns that nobody has, and only
/// what the counts leave room for.
fn far(screen: &Screen, brush: &mut Brush<'_>, status: &Status, pen: &mut Pen, line: &mut String) {
    let lang = brush.lang;
    let calm = status.life_risk_unacknowledged == 0 && screen.link == Link::Up && screen.size.0 >= NARROW;
    let Some(delay) = screen.lists.delay.filter(|_| calm) else { return };
    let room = usize::from(pen.room().saturating_sub(tail_width(screen, status, Wording::Full, line)));
    let tenths = (delay.0 + 50) / 100;
    for words in [Far::Long, Far::Short] {
        line.clear();
        if words == Far::Long {
            let _ = write!(line, "{} {} ", name::role(lang, screen.session.role), screen.session.name);
        }
        let _ = write!(line, "{} ", PageWord::Remote.text(lang));
        if words == Far::Long {
            line.push_str(PageWord::Delay.text(lang));
        }
        let _ = write!(line, "{}.{}{} ", tenths / 10, tenths % 10, lang.pick("秒", "s"));
        if cells(line) <= room {
            return pen.put(brush, line, brush.style(Scope::Dim));
        }
    }
}

/// How much is said of a screen far away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Far {
    /// Who sits there, too.
    Long,
    /// Only how long a frame takes.
    Short,
}

/// Paints what burns and what waits: the count of unacknowledged life-risk and the next one before all else.
fn counts(screen: &Screen, brush: &mut Brush<'_>, status: &Status, pen: &mut Pen, line: &mut String) {
    let lang = brush.lang;
    let wording = wording(screen, status, pen.room(), line);
    let tail = if screen.size.0 >= NARROW { tail_width(screen, status, wording, line) } else { 0 };
    if status.life_risk_unacknowledged > 0 {
        line.clear();
        let _ = write!(line, " !!{}", status.life_risk_unacknowledged);
        if let Some(next) = status.next {
            let _ = write!(line, " n #{next}");
            let room = usize::from(pen.room().saturating_sub(tail + 1));
            if let Some(view) = screen.view(next) {
                for part in [name::family(lang, view.family), view.site.as_str(), view.place.as_str()] {
                    if cells(line) + 1 + cells(part) > room {
                        break;
                    }
                    let _ = write!(line, " {part}");
                }
            }
        }
        line.push(' ');
        pen.put(brush, line, brush.style(Scope::LifeUnacknowledged));
    }
    pen.skip(if tail > 0 { pen.room().saturating_sub(tail) } else { 1 });
    for item in TAIL {
        line.clear();
        let scope = live(screen, tail_item(screen, status, (item, wording), line));
        if cells(line) > usize::from(pen.room()) {
            break;
        }
        pen.put(brush, line, brush.style(scope));
    }
}

/// What stands at the right of the first line.
#[derive(Clone, Copy)]
enum Tail {
    Missing,
    Vacant,
    SoundOff,
    Unacknowledged,
    Unverified,
    InHand,
    Surge,
    TurnedAway,
    Handover,
    Duty,
}

const TAIL: [Tail; 10] = [
    Tail::Missing,
    Tail::Vacant,
    Tail::SoundOff,
    Tail::Unacknowledged,
    Tail::Unverified,
    Tail::InHand,
    Tail::Surge,
    Tail::TurnedAway,
    Tail::Handover,
    Tail::Duty,
];

/// Returns the colour of a figure: none is fresh while the desk is not heard.
fn live(screen: &Screen, scope: Scope) -> Scope {
    if screen.link == Link::Lost { Scope::Lost } else { scope }
}

/// How much the counts say of what they count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wording {
    /// In full.
    Full,
    /// Cut to what is known by heart: where lines are narrow and much is wrong at once.
    Short,
}

/// Returns the wording with which every count has its place beside the next fire.
fn wording(screen: &Screen, status: &Status, room: u16, line: &mut String) -> Wording {
    let full = tail_width(screen, status, Wording::Full, line);
    if full + NEXT_CELLS <= room { Wording::Full } else { Wording::Short }
}

fn tail_width(screen: &Screen, status: &Status, wording: Wording, line: &mut String) -> u16 {
    let mut width = 0;
    for item in TAIL {
        line.clear();
        tail_item(screen, status, (item, wording), line);
        width += cells(line) as u16;
    }
    width
}

fn tail_item(screen: &Screen, status: &Status, (item, wording): (Tail, Wording), out: &mut String) -> Scope {
    let (lang, width) = (screen.lang, screen.size.0);
    let count = |(full, short), number: u32, out: &mut String| {
        let _ = match wording {
            Wording::Full => write!(out, "{} {number}  ", text(lang, full)),
            Wording::Short => write!(out, "{} {number} ", text(lang, short)),
        };
        if number > 0 { Scope::Strong } else { Scope::Dim }
    };
    match item {
        Tail::Missing if status.missing > 0 => {
            let _ = write!(out, "{} {}  ", PageWord::Missing.text(lang), status.missing);
            Scope::DuePassed
        }
        Tail::Vacant if status.vacant != Vacant::Nobody => {
            let _ = write!(out, "{}  ", name::vacant(status.vacant).map_or("", |word| text(lang, word)));
            Scope::DuePassed
        }
        Tail::SoundOff if screen.unheard => {
            let _ = write!(out, "{}  ", text(lang, Word::SoundOff));
            Scope::Fault
        }
        Tail::Unacknowledged => {
            let scope = count((Word::Unacknowledged, Word::UnacknowledgedShort), status.unacknowledged, out);
            if status.unacknowledged > 0 { Scope::Due } else { scope }
        }
        Tail::Unverified => count((Word::Unverified, Word::UnverifiedShort), status.unverified, out),
        Tail::InHand => count((Word::InHand, Word::InHandShort), status.in_hand, out),
        Tail::Surge if status.surge => {
            let _ = write!(out, "{}  ", text(lang, Word::SurgeYes));
            Scope::DuePassed
        }
        Tail::TurnedAway if status.turned_away > 0 => {
            let _ = write!(out, "{} {}  ", text(lang, Word::TurnedAway), status.turned_away);
            Scope::DuePassed
        }
        Tail::Handover if status.handover.offered.is_some() || status.handover.unsigned > 0 => {
            if let Some((to, _)) = &status.handover.offered {
                let _ = write!(out, "{} {to}  ", PageWord::HandoverOffered.text(lang));
            }
            if status.handover.unsigned > 0 {
                let word = PageWord::HandoverUnsigned.text(lang);
                let _ = write!(out, "{word} {}  ", status.handover.unsigned);
            }
            Scope::Due
        }
        Tail::Duty if width >= WIDE => {
            if !status.officer.is_empty() {
                let _ = write!(out, "{} {}  ", text(lang, Word::Duty), status.officer);
            }
            if !status.leader.is_empty() {
                let _ = write!(out, "{} {}  ", text(lang, Word::Leader), status.leader);
            }
            Scope::Text
        }
        Tail::Missing
        | Tail::Vacant
        | Tail::SoundOff
        | Tail::Surge
        | Tail::TurnedAway
        | Tail::Handover
        | Tail::Duty => Scope::Dim,
    }
}
