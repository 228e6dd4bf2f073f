//! A polygon: one ring of vertices, its edges straight lines in latitude and longitude.
//!
//! Decides: which rings are polygons; what is inside one.
//!
//! Invariants:
//! - a ring need not be closed, nor have a direction; what is on an edge or a vertex is inside;
//! - a point is inside when the ring winds around it at all (the non-zero rule): where a ring crosses or covers itself, both
//!   parts are inside; a hole is one only when it is drawn against the ring's own direction;
//! - no ring crosses the 180th meridian: an edge of half a turn or more has two readings, and neither is guessed.

use crate::correlation::area::Flaw;
use crate::correlation::area::octagon::Octagon;
use crate::units::Point;
use arrayvec::ArrayVec;

/// Longitudes of two neighbours that are further apart are meant the other way around the earth.
const HALF_TURN: i64 = 180_000_000;

/// Appends a ring's corners to those that stand; when they find no place, none of them stays and the octagon around all of them
/// stands for the ring.
pub(super) fn take<const N: usize>(
    points: impl IntoIterator<Item = Option<Point>>,
    vertices: &mut ArrayVec<Point, N>,
) -> Result<Octagon, Flaw> {
    let start = vertices.len();
    let (mut first, mut last, mut around) = (None, None, None::<Octagon>);
    let (mut corners, mut fits) = (0_usize, true);
    for point in points {
        let point = point.ok_or(Flaw::Coordinates)?;
        if last == Some(point) {
            continue;
        }
        if last.is_some_and(|last| is_far(last, point)) {
            return Err(Flaw::Antimeridian);
        }
        first = first.or(last);
        corners += 1;
        last = Some(point);
        match &mut around {
            Some(around) => around.take(point),
            None => around = Some(Octagon::at(point)),
        }
        fits = fits && vertices.try_push(point).is_ok();
    }
    let (Some(first), Some(last), Some(around)) = (first, last, around) else { return Err(Flaw::NoArea) };
    if is_far(last, first) {
        return Err(Flaw::Antimeridian);
    }
    if first == last {
        corners -= 1;
        if fits {
            vertices.pop();
        }
    }
    if corners < 3 || around.is_flat() || (fits && is_line(&vertices[start..])) {
        return Err(Flaw::NoArea);
    }
    if !fits {
        vertices.truncate(start);
    }
    Ok(around)
}

/// Returns whether a point lies in a ring, on its border, or at most so many metres beside it.
pub(super) fn covers(ring: &[Point], at: Point, margin_m: u16) -> bool {
    let mut winding = 0;
    let Some(mut from) = ring.last().copied() else { return false };
    for to in ring.iter().copied() {
        let side = cross(from, to, at);
        if side == 0 && is_between(from, to, at) || margin_m > 0 && is_near(from, to, at, margin_m) {
            return true;
        }
        let begins_below = from.latitude_micro() <= at.latitude_micro();
        let ends_below = to.latitude_micro() <= at.latitude_micro();
        match (begins_below, ends_below) {
            (true, false) if side > 0 => winding += 1,
            (false, true) if side < 0 => winding -= 1,
            (true | false, true | false) => {}
        }
        from = to;
    }
    winding != 0
}

/// Returns on which side of the line a point lies; zero: on it.
///
/// Differences are below 2^29, their products below 2^58.
fn cross(from: Point, to: Point, at: Point) -> i64 {
    let (north, east) = minus(to, from);
    let (north_at, east_at) = minus(at, from);
    east * north_at - east_at * north
}

/// Returns whether a point of the line through both lies between them.
fn is_between(from: Point, to: Point, at: Point) -> bool {
    let within = |a: i32, b: i32, x: i32| a.min(b) <= x && x <= a.max(b);
    within(from.latitude_micro(), to.latitude_micro(), at.latitude_micro())
        && within(from.longitude_micro(), to.longitude_micro(), at.longitude_micro())
}

/// Returns whether a point lies at most so many metres beside an edge.
///
/// A degree of longitude is taken as long as one of latitude: what lies east or west of an edge counts as near up to a
/// margin that is shorter on the ground by the cosine of the latitude, so the margin is doubled (the cosine of 60 degrees).
fn is_near(from: Point, to: Point, at: Point, margin_m: u16) -> bool {
    let reach = i128::from(micro(margin_m)) * 2;
    let (north, east) = minus(to, from);
    let (north_at, east_at) = minus(at, from);
    let along = north * north_at + east * east_at;
    let length = north * north + east * east;
    if along <= 0 {
        squared(north_at, east_at) <= reach * reach
    } else if along >= length {
        let (north_to, east_to) = minus(at, to);
        squared(north_to, east_to) <= reach * reach
    } else {
        let beside = i128::from(cross(from, to, at));
        beside * beside <= reach * reach * i128::from(length)
    }
}

/// Returns at least how many millionths of a degree of latitude so many metres are: one is 0.111 m.
pub(super) const fn micro(metres: u16) -> i64 {
    metres as i64 * 9 + 9
}

fn squared(north: i64, east: i64) -> i128 {
    i128::from(north) * i128::from(north) + i128::from(east) * i128::from(east)
}

fn minus(a: Point, b: Point) -> (i64, i64) {
    (
        i64::from(a.latitude_micro()) - i64::from(b.latitude_micro()),
        i64::from(a.longitude_micro()) - i64::from(b.longitude_micro()),
    )
}

fn is_far(a: Point, b: Point) -> bool {
    minus(a, b).1.abs() >= HALF_TURN
}

/// Returns whether all corners lie on one line: such a ring has no inside.
fn is_line(ring: &[Point]) -> bool {
    let [first, rest @ ..] = ring else { return true };
    let Some(second) = rest.iter().find(|point| *point != first) else { return true };
    rest.iter().all(|point| cross(*first, *second, *point) == 0)
}
