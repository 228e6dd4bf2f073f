//! The area of a warning: divisions, polygons, circles; and whether a place lies in it.
//!
//! Decides: which shapes can be held, what stands for one that cannot, what is inside.
//! Must not know: how a source writes a shape, in which order it names its coordinates.
//!
//! Invariants:
//! - what cannot be held as it is covers more, never less, and is counted by name: to tell a site of a warning that is not its
//!   own costs a look, to lose one costs the cellar;
//! - a place is in an area when its division or any one shape says so; a place without coordinates, by its division alone;
//! - nothing allocates, and nothing is a float.
//!
//! Read on: `ring` polygons, `octagon` what stands for what is too large.

mod octagon;
mod ring;

use crate::correlation::area::octagon::Octagon;
use crate::limits::{
    WARNING_CIRCLES_MAX, WARNING_DIVISIONS_MAX, WARNING_OCTAGONS_MAX, WARNING_RINGS_MAX, WARNING_VERTICES_MAX,
};
use crate::units::Point;
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// Divisions, six digits each.
pub type Divisions = ArrayVec<u32, WARNING_DIVISIONS_MAX>;

/// A distance beyond which a circle is the whole earth: half its circumference.
const RADIUS_M_MAX: u32 = 20_016_000;

/// Where a warning holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Area<'a> {
    /// The divisions that it names (GB/T 2260); one that ends in zeros is the whole city or province.
    pub adcodes: &'a [u32],
    /// What it draws.
    pub shapes: Option<&'a Shapes>,
}

impl<'a> Area<'a> {
    /// Makes an area of divisions alone.
    pub const fn of(adcodes: &'a [u32]) -> Self {
        Self { adcodes, shapes: None }
    }

    /// Returns whether a place lies in it: by its division, or by a shape.
    ///
    /// Cost: O(vertices).
    pub fn covers(&self, adcode: u32, at: Option<Point>) -> bool {
        self.names(adcode) || self.draws(at)
    }

    /// Returns whether one of its divisions is, or holds, the one named.
    pub fn names(&self, adcode: u32) -> bool {
        self.adcodes.iter().any(|warned| is_part_of(adcode, *warned))
    }

    /// Returns whether one of its shapes covers a point; for a place without one, whether it holds everywhere.
    pub fn draws(&self, at: Option<Point>) -> bool {
        self.shapes.is_some_and(|shapes| shapes.everywhere || at.is_some_and(|at| shapes.cover(at)))
    }
}

/// What a warning draws on the map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shapes {
    /// The vertices of all rings, one ring after the other.
    vertices: ArrayVec<Point, WARNING_VERTICES_MAX>,
    /// Where each ring ends among them.
    rings: ArrayVec<u16, WARNING_RINGS_MAX>,
    circles: ArrayVec<Circle, WARNING_CIRCLES_MAX>,
    octagons: ArrayVec<Octagon, WARNING_OCTAGONS_MAX>,
    /// How far the source's coordinates may lie beside WGS-84, in metres.
    margin_m: u16,
    /// Nothing readable says where it holds: then it holds everywhere.
    everywhere: bool,
    flaws: [u8; Flaw::ALL.len()],
}

/// A point and all that lies at most so far from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Circle {
    center: Point,
    radius_m: u32,
}

/// What was not as it should be in an area, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// A shape whose longitude stood before its latitude: read as it was meant.
    Swapped,
    /// A shape with more vertices, or one more shape, than is held: the octagon around it stands for it.
    Widened,
    /// Coordinates that are not WGS-84: every shape is wider by as much as they may stray.
    Datum,
    /// A division that is no six digits: passed over.
    Division,
    /// A shape whose coordinates cannot be read: passed over.
    Coordinates,
    /// A polygon with fewer than three corners, or without an inside; a circle without a radius: passed over.
    NoArea,
    /// A polygon across the 180th meridian: passed over.
    Antimeridian,
}

impl Flaw {
    /// Every flaw.
    pub const ALL: [Self; 7] = [
        Self::Swapped,
        Self::Widened,
        Self::Datum,
        Self::Division,
        Self::Coordinates,
        Self::NoArea,
        Self::Antimeridian,
    ];

    /// Returns the flaw as reports spell it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Swapped => "swapped",
            Self::Widened => "widened",
            Self::Datum => "datum",
            Self::Division => "division",
            Self::Coordinates => "coordinates",
            Self::NoArea => "no-area",
            Self::Antimeridian => "antimeridian",
        }
    }

    /// Returns whether something was passed over for it, so that nobody knows how far the area reaches.
    const fn loses(self) -> bool {
        match self {
            Self::Swapped | Self::Widened | Self::Datum => false,
            Self::Division | Self::Coordinates | Self::NoArea | Self::Antimeridian => true,
        }
    }
}

impl Shapes {
    /// Adds a polygon, closed or not; one that is no polygon is passed over, by name.
    ///
    /// A coordinate that could not be read is none.
    pub fn add_ring(&mut self, points: impl IntoIterator<Item = Option<Point>>) {
        let start = self.vertices.len();
        match ring::take(points, &mut self.vertices) {
            Ok(_) if self.vertices.len() > start && !self.rings.is_full() => {
                self.rings.push(self.vertices.len() as u16);
            }
            Ok(around) => {
                self.vertices.truncate(start);
                self.add_octagon(around);
            }
            Err(flaw) => {
                self.vertices.truncate(start);
                self.note(flaw);
            }
        }
    }

    /// Adds a circle; one without a radius is passed over, by name.
    pub fn add_circle(&mut self, center: Point, radius_m: u32) {
        let circle = Circle { center, radius_m };
        if radius_m == 0 {
            self.note(Flaw::NoArea);
        } else if radius_m >= RADIUS_M_MAX {
            self.everywhere = true;
        } else if self.circles.try_push(circle).is_err() {
            match Octagon::around(center, radius_m) {
                Some(around) => self.add_octagon(around),
                None => self.everywhere = true,
            }
        }
    }

    /// States how far the source's coordinates may lie beside WGS-84; every shape is wider by that.
    pub fn stray(&mut self, margin_m: u16) {
        self.margin_m = self.margin_m.max(margin_m);
        self.note(Flaw::Datum);
    }

    /// States that nothing can say where it ends.
    pub const fn hold_everywhere(&mut self) {
        self.everywhere = true;
    }

    /// Counts a flaw.
    pub fn note(&mut self, flaw: Flaw) {
        let count = &mut self.flaws[flaw as usize];
        *count = count.saturating_add(1);
    }

    /// Ends the reading of an area.
    ///
    /// Where something was passed over and no division tells the extent beside it, nobody knows how far the warning reaches: it
    /// holds everywhere, and says why. So it does where a division cannot be read: no other one tells its extent.
    pub fn settle(&mut self, names_divisions: bool) {
        let lost_division = self.flaws[Flaw::Division as usize] > 0;
        self.everywhere |= lost_division || !names_divisions && self.losses() > 0;
    }

    /// Returns how often something was passed over that would have told an extent.
    pub fn losses(&self) -> u32 {
        self.flaws().filter(|(flaw, _)| flaw.loses()).map(|(_, count)| u32::from(count)).sum()
    }

    /// Returns whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns whether it holds everywhere, since nothing readable says where it ends.
    pub const fn is_everywhere(&self) -> bool {
        self.everywhere
    }

    /// Returns how many polygons and circles are held as they were drawn.
    pub const fn held(&self) -> (usize, usize) {
        (self.rings.len(), self.circles.len())
    }

    /// Returns what was not as it should be, and how often.
    pub fn flaws(&self) -> impl Iterator<Item = (Flaw, u8)> {
        Flaw::ALL.into_iter().map(|flaw| (flaw, self.flaws[flaw as usize])).filter(|(_, count)| *count > 0)
    }

    /// Returns whether a point lies in a shape or on its border.
    fn cover(&self, at: Point) -> bool {
        let mut start = 0;
        let in_ring = self.rings.iter().any(|end| {
            let ring = self.vertices.get(start..usize::from(*end));
            start = usize::from(*end);
            ring.is_some_and(|ring| ring::covers(ring, at, self.margin_m))
        });
        let margin = u32::from(self.margin_m);
        in_ring
            || self.circles.iter().any(|it| it.center.is_within(it.radius_m.saturating_add(margin), at))
            || self.octagons.iter().any(|it| it.covers(at, self.margin_m))
    }

    /// Holds the octagon around what finds no place; when there is none for it either, the last one grows.
    fn add_octagon(&mut self, around: Octagon) {
        self.note(Flaw::Widened);
        if self.octagons.is_full() {
            if let Some(last) = self.octagons.last_mut() {
                last.join(around);
            }
        } else {
            self.octagons.push(around);
        }
    }
}

/// Adds a division; when all places are taken, they become the divisions above them. Returns whether it is covered now: not
/// when even provinces find no place.
pub fn add_division(divisions: &mut Divisions, code: u32) -> bool {
    let is_named = |divisions: &Divisions| divisions.iter().any(|wide| is_part_of(code, *wide));
    for scale in [1, 100, 10_000] {
        if divisions.is_full() {
            for code in std::mem::take(divisions) {
                let wide = code / scale * scale;
                if !divisions.contains(&wide) {
                    divisions.push(wide);
                }
            }
        }
        if is_named(divisions) || divisions.try_push(code).is_ok() {
            return true;
        }
    }
    false
}

/// Returns whether a division is, or lies in, another: six digits, two each for province, city and county; `00` is all of them.
///
/// Source: GB/T 2260.
const fn is_part_of(adcode: u32, warned: u32) -> bool {
    if warned == 0 || adcode == 0 {
        return false;
    }
    let width = if warned.is_multiple_of(10_000) {
        10_000
    } else if warned.is_multiple_of(100) {
        100
    } else {
        1
    };
    warned / width == adcode / width
}

#[cfg(test)]
mod tests {
    use super::{Divisions, add_division, is_part_of};

    #[test]
    fn a_division_covers_what_begins_like_it() {
        for (warned, zone, expected) in [
            (320_000, 320_321, true),
            (320_300, 320_321, true),
            (320_321, 320_321, true),
            (320_322, 320_321, false),
            (320_400, 320_321, false),
            (330_000, 320_321, false),
            (0, 320_321, false),
            (320_000, 0, false),
        ] {
            assert_eq!(is_part_of(zone, warned), expected, "{warned} {zone}");
        }
    }

    #[test]
    fn more_divisions_than_fit_are_widened_and_never_dropped() {
        let mut divisions = Divisions::new();
        let named: Vec<u32> =
            (1..=15).flat_map(|city| [city * 100 + 320_001, city * 100 + 320_002]).collect();
        for code in &named {
            assert!(add_division(&mut divisions, *code));
            assert!(divisions.iter().any(|wide| is_part_of(*code, *wide)));
        }
        assert!(named.iter().all(|code| divisions.iter().any(|wide| is_part_of(*code, *wide))));
        // Sixteen provinces are held; a seventeenth is not, and who asked is told.
        let mut divisions = Divisions::new();
        for province in 11..=26 {
            assert!(add_division(&mut divisions, province * 10_000));
        }
        assert!(!add_division(&mut divisions, 270_101));
        assert!(add_division(&mut divisions, 110_101));
    }
}
