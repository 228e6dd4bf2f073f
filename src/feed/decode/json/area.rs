//! The area of a warning as CAP 1.2 writes it: `"latitude,longitude latitude,longitude ..."` a polygon,
//! `"latitude,longitude kilometres"` a circle.
//!
//! Decides: how coordinates are read, when the two stand in the wrong order, how far another datum strays.
//! Must not know: what is inside.
//!
//! Invariant: read an element at a time into what holds it; the one allocation is the box, and only where an area stands.
//!
//! Source: CAP 1.2 section 3.2.4; WGS-84 and latitude first, unlike `GeoJSON`.

use crate::correlation::area::{Flaw, Shapes};
use crate::feed::decode::json::list::Each;
use crate::feed::decode::json::value::Passed;
use crate::feed::decode::json::{Divisions, Scalar};
use crate::units::{Point, read_degrees};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The field `area` of a warning: none when it does not stand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AreaField(pub Option<Box<Drawn>>);

/// What an area says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// The divisions.
    pub divisions: Divisions,
    /// The polygons and circles.
    pub shapes: Shapes,
    /// Whether an area that names no division has a shape that cannot be read: its extent is lost.
    pub loses: bool,
}

/// GCJ-02, the datum of Chinese maps, lies up to 700 m beside WGS-84.
const GCJ02_M: u16 = 800;
/// BD-09 lies up to as much again beside GCJ-02; what nobody knows is taken for the worst.
const FARTHEST_M: u16 = 1_600;

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    #[serde(alias = "adcode")]
    Adcodes,
    #[serde(alias = "polygon")]
    Polygons,
    #[serde(alias = "circle")]
    Circles,
    Crs,
    #[serde(other)]
    Unknown,
}

impl<'de> Deserialize<'de> for AreaField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut field = Self::default();
        deserializer.deserialize_any(AreaVisitor(&mut field))?;
        Ok(field)
    }
}

/// Fills one area from an object, or from a list of them as CAP has it.
struct AreaVisitor<'a>(&'a mut AreaField);

impl AreaVisitor<'_> {
    fn drawn(&mut self) -> &mut Drawn {
        self.0.0.get_or_insert_default()
    }

    /// It stands, and nobody can read it.
    fn unreadable(mut self) {
        self.drawn().shapes.note(Flaw::Coordinates);
    }
}

/// Declares what is neither an object nor a list.
macro_rules! unreadable {
    ($($visit:ident: $type:ty),*) => { $(
        fn $visit<E>(self, _: $type) -> Result<(), E> {
            self.unreadable();
            Ok(())
        }
    )* };
}

impl<'de> Visitor<'de> for AreaVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let drawn = self.drawn();
        let (losses, mut names) = (drawn.shapes.losses(), false);
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::Adcodes => {
                    let divisions: Divisions = map.next_value()?;
                    names |= !divisions.codes.is_empty();
                    drawn.divisions.join(&divisions);
                }
                Key::Polygons => map.next_value_seed(Shaped { shapes: &mut drawn.shapes, take: polygon })?,
                Key::Circles => map.next_value_seed(Shaped { shapes: &mut drawn.shapes, take: circle })?,
                Key::Crs => datum(&map.next_value()?, &mut drawn.shapes),
                Key::Unknown => {
                    map.next_value::<Passed>()?;
                }
            }
        }
        drawn.loses |= !names && drawn.shapes.losses() > losses;
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(AreaVisitor(&mut *self.0))?.is_some() {}
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    unreadable!(visit_bool: bool, visit_u64: u64, visit_i64: i64, visit_f64: f64, visit_str: &str);
}

impl<'de> serde::de::DeserializeSeed<'de> for AreaVisitor<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Reads a list of shapes, or one.
struct Shaped<'a> {
    shapes: &'a mut Shapes,
    take: fn(&str, &mut Shapes),
}

impl<'de> serde::de::DeserializeSeed<'de> for Shaped<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { shapes, take } = self;
        deserializer.deserialize_any(Each(|element: Scalar<'de>| match element {
            Scalar::Text(text) => take(&text, shapes),
            Scalar::Absent => {}
            Scalar::Bool(_) | Scalar::Unsigned(_) | Scalar::Float(_) | Scalar::Other => {
                shapes.note(Flaw::Coordinates);
            }
        }))?;
        Ok(())
    }
}

/// Takes a polygon as CAP writes it.
pub fn polygon(text: &str, shapes: &mut Shapes) {
    let pairs = || text.split_whitespace().map(pair);
    let swapped = pairs().next().is_some() && are_swapped(pairs());
    if swapped {
        shapes.note(Flaw::Swapped);
    }
    shapes.add_ring(pairs().map(|pair| point(pair, swapped)));
}

/// Takes a circle as CAP writes it; its radius is in kilometres, and rounded up.
pub fn circle(text: &str, shapes: &mut Shapes) {
    let mut words = text.split_whitespace();
    let (center, radius) = (words.next().and_then(pair), words.next().and_then(metres));
    let swapped = are_swapped(std::iter::once(center));
    match (point(center, swapped), radius, words.next()) {
        (Some(center), Some(radius), None) => {
            if swapped {
                shapes.note(Flaw::Swapped);
            }
            shapes.add_circle(center, radius);
        }
        _ => shapes.note(Flaw::Coordinates),
    }
}

/// Reads two numbers, whatever they stand for.
fn pair(text: &str) -> Option<(i32, i32)> {
    let (first, second) = text.split_once(',')?;
    Some((read_degrees(first)?, read_degrees(second)?))
}

fn point(pair: Option<(i32, i32)>, swapped: bool) -> Option<Point> {
    let (first, second) = pair?;
    if swapped { Point::new(second, first) } else { Point::new(first, second) }
}

/// Returns whether a shape names its longitudes first.
///
/// China lies between 3 and 54 degrees north and 73 and 136 east: no number can be both. A shape of which every point lies there
/// when its numbers change places was written the other way around.
fn are_swapped(mut pairs: impl Iterator<Item = Option<(i32, i32)>>) -> bool {
    let in_china = |(longitude, latitude): (i32, i32)| {
        (3_000_000..=54_000_000).contains(&latitude) && (73_000_000..=136_000_000).contains(&longitude)
    };
    pairs.all(|pair| pair.is_some_and(in_china))
}

/// Reads kilometres as whole metres, rounded up: what is at the edge is inside.
fn metres(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 5 || !digits(whole) || !digits(part) {
        return None;
    }
    let mut metres: u32 = whole.parse().ok()?;
    for place in 0..3 {
        metres = metres * 10 + part.as_bytes().get(place).map_or(0, |digit| u32::from(digit - b'0'));
    }
    Some(metres + u32::from(part.bytes().skip(3).any(|digit| digit != b'0')))
}

/// Notes in which datum the coordinates are; CGCS2000 lies within centimetres of WGS-84.
fn datum(value: &Scalar<'_>, shapes: &mut Shapes) {
    match value {
        Scalar::Absent => {}
        Scalar::Text(name) => {
            let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(name));
            if is(&["gcj02", "gcj-02"]) {
                shapes.stray(GCJ02_M);
            } else if !is(&["wgs84", "wgs-84", "epsg:4326", "cgcs2000", "epsg:4490"]) {
                shapes.stray(FARTHEST_M);
            }
        }
        Scalar::Bool(_) | Scalar::Unsigned(_) | Scalar::Float(_) | Scalar::Other => shapes.stray(FARTHEST_M),
    }
}
