//! Where an alert holds: our divisions, and what it draws.
//!
//! Invariant: what cannot be read covers more, never less; an area that tells no extent which this desk can read holds everywhere.

use crate::correlation::area::{Divisions, Flaw, Shapes, add_division};
use crate::feed::decode::cap::document::{Area, Drawn};
use crate::feed::decode::json;

/// Points of one alert; what has more holds everywhere.
const POINTS_MAX: usize = 50_000;

/// Returns where areas hold, all of them together.
pub(super) fn of<'a>(areas: impl Iterator<Item = &'a Area>) -> (Divisions, Shapes) {
    let (mut divisions, mut shapes) = (Divisions::new(), Shapes::default());
    let mut points = 0;
    for area in areas {
        let (losses, mut names) = (shapes.losses(), false);
        for code in &area.codes {
            match division(code) {
                Some(code) => {
                    names = true;
                    if !add_division(&mut divisions, code) {
                        shapes.note(Flaw::Widened);
                        shapes.hold_everywhere();
                    }
                }
                None => shapes.note(Flaw::Division),
            }
        }
        for drawn in &area.shapes {
            points += drawn.points();
            if points > POINTS_MAX {
                shapes.note(Flaw::Widened);
                shapes.hold_everywhere();
                return (divisions, shapes);
            }
            draw(drawn, &mut shapes);
        }
        if area.has_hole {
            shapes.note(Flaw::Widened);
        }
        if area.codes.is_empty() && area.shapes.is_empty() {
            // It is told in words alone, or by codes of another country.
            shapes.note(Flaw::Division);
        } else if !names && shapes.losses() > losses {
            shapes.hold_everywhere();
        }
    }
    shapes.settle(!divisions.is_empty());
    (divisions, shapes)
}

/// Reads a division: six digits, or the twelve of CPEAS, whose last six tell a town that this desk does not tell apart.
pub(super) fn division(code: &str) -> Option<u32> {
    let head = match code.len() {
        6 | 12 if code.bytes().all(|digit| digit.is_ascii_digit()) => code.get(..6)?,
        _ => return None,
    };
    head.parse().ok().filter(|code| (100_000..=999_999).contains(code))
}

fn draw(drawn: &Drawn, shapes: &mut Shapes) {
    match drawn {
        Drawn::Polygon(text) => json::polygon(&plain(text), shapes),
        Drawn::Circle(text) => json::circle(text, shapes),
        Drawn::Ring(points) => shapes.add_ring(points.iter().copied()),
        Drawn::Unreadable => shapes.note(Flaw::Coordinates),
    }
}

/// Returns a polygon without what hangs on its pairs: a bracket or a comma too many, as published ones have it.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for pair in text.split_whitespace() {
        let pair = pair.trim_matches(|it| matches!(it, '(' | ')' | ',' | ';'));
        if !pair.is_empty() {
            plain.push_str(pair);
            plain.push(' ');
        }
    }
    plain
}

impl Drawn {
    fn points(&self) -> usize {
        match self {
            Self::Polygon(text) => text.split_whitespace().count(),
            Self::Ring(points) => points.len(),
            Self::Circle(_) | Self::Unreadable => 1,
        }
    }
}
