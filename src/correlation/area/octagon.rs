//! The octagon around a shape: eight straight sides that touch it from outside, whatever its size.
//!
//! Decides: what stands for a shape that finds no place. It holds the whole shape and always more: 6 % for a polygon that
//! is nearly round; for a circle it is the box around it, with degrees of longitude reckoned as for 60 degrees north: at the
//! equator twice as wide as need be, at 35 degrees by two thirds. It errs to the side of warning.

use crate::correlation::area::ring;
use crate::units::Point;
use serde::{Deserialize, Serialize};

/// The least and the most of latitude, longitude, their sum and their difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Octagon {
    least: [i32; 4],
    most: [i32; 4],
}

/// Up to here a metre is at most twice as many degrees of longitude as of latitude.
const HIGH_MICRO: i64 = 60_000_000;
/// Up to here at most twelve times as many.
const POLAR_MICRO: i64 = 85_000_000;

impl Octagon {
    /// Makes the octagon of one point.
    pub(super) const fn at(point: Point) -> Self {
        let sides = sides(point);
        Self { least: sides, most: sides }
    }

    /// Makes one around a circle; none where it touches a pole or the 180th meridian.
    pub(super) fn around(center: Point, radius_m: u32) -> Option<Self> {
        // 0.6 % for the ellipsoid, as a circle has them itself, and more by the rounding of 8.993 to ten.
        let north = i64::from(radius_m) * 10 + 10;
        let latitude = i64::from(center.latitude_micro());
        let reach = latitude.abs() + north;
        if reach > POLAR_MICRO {
            return None;
        }
        let east = north * if reach > HIGH_MICRO { 12 } else { 2 };
        let longitude = i64::from(center.longitude_micro());
        let corner = |north: i64, east: i64| {
            let (latitude, longitude) = (i32::try_from(latitude + north), i32::try_from(longitude + east));
            Point::new(latitude.ok()?, longitude.ok()?)
        };
        let mut around = Self::at(corner(north, east)?);
        for (north, east) in [(north, -east), (-north, east), (-north, -east)] {
            around.take(corner(north, east)?);
        }
        Some(around)
    }

    /// Widens it to hold a point.
    pub(super) fn take(&mut self, point: Point) {
        self.join(Self::at(point));
    }

    /// Widens it to hold another one.
    pub(super) fn join(&mut self, other: Self) {
        for side in 0..4 {
            self.least[side] = self.least[side].min(other.least[side]);
            self.most[side] = self.most[side].max(other.most[side]);
        }
    }

    /// Returns whether a point lies in it, on its border, or at most so many metres beside it.
    pub(super) fn covers(&self, at: Point, margin_m: u16) -> bool {
        // A metre is up to twice as many degrees of longitude as of latitude, and a sum has both.
        let reach = if margin_m == 0 { 0 } else { ring::micro(margin_m) * 3 };
        sides(at).into_iter().zip(self.least.into_iter().zip(self.most)).all(|(value, (least, most))| {
            i64::from(value) >= i64::from(least) - reach && i64::from(value) <= i64::from(most) + reach
        })
    }

    /// Returns whether it has no inside.
    pub(super) fn is_flat(&self) -> bool {
        self.least.iter().zip(self.most).any(|(least, most)| *least == most)
    }
}

/// Latitude, longitude, their sum and their difference; at most 270 million either way.
const fn sides(point: Point) -> [i32; 4] {
    let (north, east) = (point.latitude_micro(), point.longitude_micro());
    [north, east, north + east, north - east]
}
