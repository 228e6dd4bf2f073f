//! An earthquake as a warning: what the desk asks its sites about.
//!
//! Decides: how far a quake is asked about, for how long, and when it is over before it arrives.
//! Must not know: how a service calls its fields.
//!
//! The rule, by magnitude. It is no forecast of shaking: it is the circle in which somebody looks after people and tanks.
//!
//! | magnitude | circle | asked about for | colour |
//! |---|---|---|---|
//! | below 4 | 30 km | 2 h | white |
//! | below 5 | 100 km | 6 h | blue |
//! | below 6 | 200 km | 24 h | yellow |
//! | below 7 | 400 km | 24 h | orange |
//! | 7 and above | 800 km | 24 h | red |
//! | unknown | 800 km | 24 h | unknown |
//!
//! Colours are the classes of the national earthquake plan (IV from 4, III from 5, II from 6, I from 7). An early warning is
//! asked about for an hour, and one that comes 15 minutes after its quake is none any more. A
//! first report that knows no place gives way to those that do, after an hour too. A cancel is never too late.
//!
//! Invariants:
//! - a quake without a place holds everywhere, or on the coasts that its service is for;
//! - what is over when it arrives never stands: weeks-old quakes are revised every day.

use crate::correlation::area::{Flaw, Shapes};
use crate::feed::decode::bulletin::stamp::Stamp;
use crate::feed::decode::bulletin::weather::{blank, kept};
use crate::feed::decode::bulletin::{Refusal, ignored, is_past};
use crate::feed::decode::identity::identity;
use crate::feed::decode::{Context, Decoded, Reject};
use crate::operations::warning::{Colour, Defect, Defects, Message, MessageKind, Status};
use crate::units::{Instant, Point, Span};
use std::borrow::Cow;
use std::fmt::Write;

/// What a service says of a quake.
#[derive(Debug)]
pub(crate) struct Quake<'a> {
    /// The service's identity of the quake, the same for all its revisions.
    pub(crate) identity: Cow<'a, str>,
    /// A report or an early warning.
    pub(crate) nature: Nature,
    /// Issue, update or cancel.
    pub(crate) kind: MessageKind,
    /// Whether it is meant.
    pub(crate) status: Status,
    /// What the headline begins with: `地震预警第2报`.
    pub(crate) title: String,
    /// The source's language.
    pub(crate) tongue: Tongue,
    /// The region of the epicentre by name.
    pub(crate) place: Cow<'a, str>,
    /// What else the headline says.
    pub(crate) rest: String,
    /// Who issued it.
    pub(crate) sender: Cow<'a, str>,
    /// The magnitude.
    pub(crate) magnitude: Option<f64>,
    /// Kilometres below the surface.
    pub(crate) depth_km: Option<f64>,
    /// The epicentre.
    pub(crate) at: Option<Point>,
    /// Where it holds without one.
    pub(crate) extent: Extent,
    /// When it happened.
    pub(crate) origin: Stamp,
    /// When this was issued.
    pub(crate) issued: Stamp,
    /// The colour that it has at least.
    pub(crate) colour_least: Colour,
}

/// Whether a quake is told after it, or before its waves arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// After it.
    Report,
    /// After it, before its place is known: a report with one follows within minutes.
    Prompt,
    /// Before they arrive.
    Early,
    /// The sea may follow.
    Tsunami,
}

/// The language of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tongue {
    /// Chinese.
    Chinese,
    /// Japanese.
    Japanese,
    /// English.
    English,
}

/// Where a quake holds that has no epicentre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Anywhere.
    Earth,
    /// Japan and the seas around it.
    Japan,
}

/// How late an early warning may be (feeds of public clients: 10 to 15 minutes).
const EARLY_LATE_MAX: Span = Span::minutes(15);
/// How long an early warning is asked about.
const EARLY_STANDS: Span = Span::minutes(60);
/// How long a report without a place is asked about.
const PROMPT_STANDS: Span = Span::minutes(60);
/// How late a tsunami warning may be; one that stands is renewed within a day, and ends only by its cancel.
const TSUNAMI_LATE_MAX: Span = Span::minutes(24 * 60);

/// Below which magnitude (in tenths) how far, for how long, and which colour.
const RULE: [(i32, u32, Span, Colour); 4] = [
    (40, 30_000, Span::minutes(2 * 60), Colour::White),
    (50, 100_000, Span::minutes(6 * 60), Colour::Blue),
    (60, 200_000, DAY, Colour::Yellow),
    (70, 400_000, DAY, Colour::Orange),
];
const DAY: Span = Span::minutes(24 * 60);
const RADIUS_M_MOST: u32 = 800_000;

/// Japan, its islands and the waters between them, in thousandths of a degree: latitude, longitude.
const JAPAN: [(i32, i32); 6] = [
    (20_000, 122_000),
    (20_000, 155_000),
    (46_000, 155_000),
    (46_000, 138_500),
    (36_000, 128_500),
    (30_000, 122_000),
];

/// Makes the warning, or says why there is none any more.
pub(crate) fn decode(quake: &Quake<'_>, context: &Context) -> Result<Decoded<'static>, Reject> {
    let tenths = quake.magnitude.filter(|it| (-3.0..=10.0).contains(it)).map(|it| (it * 10.0).round() as i32);
    let (radius_m, lasts, colour) = rule(tenths);
    let happened = quake.origin.or(quake.issued).instant();
    let (late_max, stands, name) = match quake.nature {
        Nature::Report => (lasts, Some(lasts), "earthquake-past"),
        Nature::Prompt => (PROMPT_STANDS, Some(PROMPT_STANDS), "earthquake-past"),
        Nature::Early => (EARLY_LATE_MAX, Some(EARLY_STANDS), "earthquake-warning-late"),
        Nature::Tsunami => (TSUNAMI_LATE_MAX, None, "tsunami-past"),
    };
    if quake.kind != MessageKind::Cancel && is_past(happened, late_max, context) {
        return Ok(ignored(name));
    }
    let mut defects = Defects::default();
    let native_id = if quake.identity.is_empty() {
        // A quake is not lost for it: its time and its place tell it, though not over revisions.
        defects.note(Defect::Missing);
        identity(&format!("{} {}", happened.ok_or(Refusal::NoIdentity)?.0, quake.place))
    } else {
        identity(&quake.identity)
    };
    let issued = quake.issued.issued(context, &mut defects);
    let origin = match quake.nature {
        Nature::Report | Nature::Prompt | Nature::Early => quake.origin.issued(context, &mut defects),
        Nature::Tsunami => Instant::UNSTATED,
    };
    let began = if origin.is_stated() { origin } else { issued };
    let expires = stands.filter(|_| began.is_stated()).map_or(Instant::UNSTATED, |span| began.after(span));
    if !expires.is_stated() {
        defects.note(Defect::NoExpires);
    }
    let mut message = Box::new(Message {
        kind: quake.kind,
        status: quake.status,
        event: kept(event(quake.nature), &mut defects),
        colour: colour.max(quake.colour_least),
        sender: kept(&quake.sender, &mut defects),
        headline: kept(&headline(quake, tenths), &mut defects),
        issued,
        expires,
        ..blank(native_id, context)
    });
    area(&mut message.shapes, quake, radius_m);
    message.defects = defects;
    Ok(Decoded::Warning { sequence: 0, message })
}

fn rule(tenths: Option<i32>) -> (u32, Span, Colour) {
    let Some(tenths) = tenths else { return (RADIUS_M_MOST, DAY, Colour::Unknown) };
    let row = RULE.iter().find(|row| tenths < row.0);
    row.map_or((RADIUS_M_MOST, DAY, Colour::Red), |row| (row.1, row.2, row.3))
}

const fn event(nature: Nature) -> &'static str {
    match nature {
        Nature::Report | Nature::Prompt => "地震",
        Nature::Early => "地震预警",
        Nature::Tsunami => "海啸",
    }
}

/// Draws where it holds; a cancel needs no place.
fn area(shapes: &mut Shapes, quake: &Quake<'_>, radius_m: u32) {
    match (quake.at, quake.extent) {
        (Some(at), _) => shapes.add_circle(at, radius_m),
        (None, _) if quake.kind == MessageKind::Cancel => {}
        (None, Extent::Japan) => {
            shapes.add_ring(JAPAN.map(|(north, east)| Point::new(north * 1_000, east * 1_000)));
        }
        (None, Extent::Earth) => shapes.note(Flaw::Coordinates),
    }
    shapes.settle(false);
}

/// Says it in the source's language: `地震预警第2报: 四川宜宾市高县 M5.1 深度10km`.
fn headline(quake: &Quake<'_>, tenths: Option<i32>) -> String {
    let mut line = quake.title.clone();
    if !quake.place.is_empty() {
        let _ = write!(line, ": {}", quake.place);
    }
    if let Some(tenths) = tenths {
        let _ = write!(line, " M{:.1}", f64::from(tenths) / 10.0);
    }
    if let Some(depth) = quake.depth_km.filter(|depth| (0.0..1_000.0).contains(depth)) {
        let word = match quake.tongue {
            Tongue::Chinese => " 深度",
            Tongue::Japanese => " 深さ",
            Tongue::English => " depth ",
        };
        let _ = write!(line, "{word}{depth}km");
    }
    if !quake.rest.is_empty() {
        let _ = write!(line, " {}", quake.rest);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::rule;
    use crate::operations::warning::Colour;

    #[test]
    fn the_rule_has_no_hole() {
        for (tenths, radius_km, hours, colour) in [
            (Some(-30), 30, 2, Colour::White),
            (Some(39), 30, 2, Colour::White),
            (Some(40), 100, 6, Colour::Blue),
            (Some(49), 100, 6, Colour::Blue),
            (Some(50), 200, 24, Colour::Yellow),
            (Some(60), 400, 24, Colour::Orange),
            (Some(70), 800, 24, Colour::Red),
            (Some(100), 800, 24, Colour::Red),
            (None, 800, 24, Colour::Unknown),
        ] {
            let (radius_m, span, told) = rule(tenths);
            assert_eq!(
                (radius_m / 1_000, span.whole_seconds() / 3_600, told),
                (radius_km, hours, colour),
                "{tenths:?}"
            );
        }
    }
}
