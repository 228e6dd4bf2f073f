//! Where a warning holds: polygons, circles, divisions, and what stands for those that cannot be held.

use super::fixture::*;
use dutydesk::correlation::alarm::AlarmState;
use dutydesk::correlation::area::Flaw;
use dutydesk::correlation::change::{Changes, ReasonCode};
use dutydesk::correlation::event::Conditions;
use dutydesk::correlation::reference::{Reference, ZoneKind};
use dutydesk::correlation::{Area, Capacity, Context, Correlation, Cover, Shapes, Suppression};
use dutydesk::limits::{WARNING_CIRCLES_MAX, WARNING_OCTAGONS_MAX, WARNING_RINGS_MAX, WARNING_VERTICES_MAX};
use dutydesk::units::{Instant, Point, SuppressionId, WarningId, ZoneId};
use proptest::prelude::{prop_assert_eq, proptest};

type Corner = (i32, i32);

/// A point so many thousandths of a degree north and east of 34 N 116 E.
fn at((north, east): Corner) -> Point {
    Point::new(34_000_000 + north * 1_000, 116_000_000 + east * 1_000).unwrap()
}

fn ring(corners: &[Corner]) -> Shapes {
    let mut shapes = Shapes::default();
    shapes.add_ring(corners.iter().map(|corner| Some(at(*corner))));
    shapes
}

fn covers(shapes: &Shapes, place: Corner) -> bool {
    Area { adcodes: &[], shapes: Some(shapes) }.covers(ADCODE, Some(at(place)))
}

fn flaws(shapes: &Shapes) -> Vec<(Flaw, u8)> {
    shapes.flaws().collect()
}

#[test]
fn a_polygon_covers_what_is_inside_and_on_its_border() {
    const SQUARE: &[Corner] = &[(0, 0), (0, 10), (10, 10), (10, 0)];
    // A notch from the north, down to the middle.
    const CONCAVE: &[Corner] = &[(0, 0), (10, 0), (5, 5), (10, 10), (0, 10)];
    // Two triangles that touch in the middle: the ring crosses itself.
    const BOW: &[Corner] = &[(0, 0), (10, 10), (10, 0), (0, 10)];
    // A square, then an inner one by a bridge, drawn against it or along with it.
    const HOLE: &[Corner] =
        &[(0, 0), (0, 10), (10, 10), (10, 0), (0, 0), (4, 4), (6, 4), (6, 6), (4, 6), (4, 4)];
    const TWICE: &[Corner] =
        &[(0, 0), (0, 10), (10, 10), (10, 0), (0, 0), (4, 4), (4, 6), (6, 6), (6, 4), (4, 4)];
    for (name, corners, place, inside) in [
        ("inside", SQUARE, (5, 5), true),
        ("north of it", SQUARE, (11, 5), false),
        ("east of it", SQUARE, (5, 11), false),
        ("level with its corner", SQUARE, (10, 11), false),
        ("west of it, level with an edge", SQUARE, (0, -1), false),
        ("on an edge", SQUARE, (10, 5), true),
        ("on a vertex", SQUARE, (0, 10), true),
        ("in the notch", CONCAVE, (8, 5), false),
        ("under the notch", CONCAVE, (4, 5), true),
        ("at the notch", CONCAVE, (5, 5), true),
        ("beside the notch, level with its ground", CONCAVE, (5, 2), true),
        ("one half of a bow", BOW, (8, 5), true),
        ("the other half", BOW, (2, 5), true),
        ("beside the knot", BOW, (5, 8), false),
        ("a hole drawn against the ring", HOLE, (5, 5), false),
        ("beside that hole", HOLE, (7, 5), true),
        ("on the border of that hole", HOLE, (4, 5), true),
        ("a part that is covered twice", TWICE, (5, 5), true),
    ] {
        let closed: Vec<_> = corners.iter().chain(&corners[..1]).copied().collect();
        let back: Vec<_> = corners.iter().rev().copied().collect();
        let doubled: Vec<_> = corners.iter().flat_map(|corner| [*corner; 2]).collect();
        for drawn in [corners, &closed, &back, &doubled] {
            let shapes = ring(drawn);
            assert_eq!((covers(&shapes, place), flaws(&shapes)), (inside, vec![]), "{name}: {drawn:?}");
        }
    }
}

#[test]
fn what_is_no_polygon_is_passed_over_by_name_and_holds_everywhere_when_nothing_else_tells() {
    let point = |latitude, longitude| Point::new(latitude, longitude);
    let date_line =
        [point(10_000_000, 179_000_000), point(10_000_000, -179_000_000), point(12_000_000, 179_000_000)];
    let here = |north, east| Some(at((north, east)));
    for (name, corners, flaw) in [
        ("none", vec![], Flaw::NoArea),
        ("one", vec![here(0, 0)], Flaw::NoArea),
        ("two", vec![here(0, 0), here(1, 1), here(0, 0)], Flaw::NoArea),
        ("a line", vec![here(0, 0), here(1, 2), here(2, 4), here(3, 6)], Flaw::NoArea),
        ("three times one", vec![here(1, 1), here(1, 1), here(1, 1)], Flaw::NoArea),
        ("unreadable", vec![here(0, 0), None, here(1, 1), here(1, 0)], Flaw::Coordinates),
        ("across the 180th meridian", date_line.to_vec(), Flaw::Antimeridian),
    ] {
        let mut shapes = ring(&[(0, 0), (0, 1), (1, 1)]);
        let held = shapes.held();
        shapes.add_ring(corners);
        assert_eq!((shapes.held(), flaws(&shapes)), (held, vec![(flaw, 1)]), "{name}: nothing of it stays");
        // A division says how far it reaches; without one nobody knows.
        let mut named = shapes.clone();
        named.settle(true);
        assert!(!covers(&named, (50, 50)) && covers(&named, (1, 1)), "{name}");
        shapes.settle(false);
        assert!(covers(&shapes, (50, 50)) && shapes.is_everywhere(), "{name}");
        assert!(Area { adcodes: &[], shapes: Some(&shapes) }.covers(0, None), "{name}");
    }
    // A metre across is an area; a tenth of it is not.
    let tiny = |micro| {
        let mut shapes = Shapes::default();
        shapes.add_ring(
            [(0, 0), (0, micro), (micro, micro)].map(|(a, b)| point(34_000_000 + a, 116_000_000 + b)),
        );
        (flaws(&shapes), covers(&shapes, (0, 0)))
    };
    assert_eq!(tiny(10), (vec![], true));
    assert_eq!(tiny(1), (vec![], true));
    assert_eq!(tiny(0), (vec![(Flaw::NoArea, 1)], false));
    let mut point_only = Shapes::default();
    point_only.add_circle(at((0, 0)), 0);
    assert_eq!(flaws(&point_only), [(Flaw::NoArea, 1)]);
}

#[test]
fn what_is_too_large_covers_more_and_is_counted() {
    // A round ring of a thousand corners and more: the octagon around it holds every one of them.
    let corners: Vec<_> = (0..2_000)
        .map(|step| {
            let turn = f64::from(step) * std::f64::consts::TAU / 2_000.0;
            ((turn.sin() * 5_000.0) as i32, (turn.cos() * 5_000.0) as i32)
        })
        .collect();
    let shapes = ring(&corners);
    assert_eq!((shapes.held(), flaws(&shapes)), ((0, 0), vec![(Flaw::Widened, 1)]));
    assert!(corners.iter().all(|corner| covers(&shapes, *corner)) && covers(&shapes, (0, 0)));
    assert!(!covers(&shapes, (5_001, 0)) && !covers(&shapes, (4_000, 4_000)), "an octagon, no box");
    // More rings than are held, far apart: each is still covered, and what lies nowhere near is not.
    let mut shapes = Shapes::default();
    let rings = WARNING_RINGS_MAX + WARNING_OCTAGONS_MAX + 5;
    let square = |ring: i32| [(0, 0), (0, 2), (2, 2), (2, 0)].map(|(north, east)| (north, ring * 10 + east));
    for ring in 0..rings as i32 {
        shapes.add_ring(square(ring).map(|corner| Some(at(corner))));
    }
    assert_eq!(shapes.held().0, WARNING_RINGS_MAX);
    assert_eq!(flaws(&shapes), [(Flaw::Widened, (WARNING_OCTAGONS_MAX + 5) as u8)]);
    for ring in 0..rings as i32 {
        assert!(covers(&shapes, (1, ring * 10 + 1)), "{ring}");
    }
    assert!(!covers(&shapes, (1, 5)) && !covers(&shapes, (3, 1)));
    // The pool is shared: a ring that does not fit beside the others leaves them as they are.
    let mut shapes = ring(&[(0, 0), (0, 1), (1, 1)]);
    let large = (0..WARNING_VERTICES_MAX as i32).map(|step| Some(at((100 + step % 2, 100 + step))));
    shapes.add_ring(large);
    shapes.add_ring([(0, 50), (0, 51), (1, 51)].map(|corner| Some(at(corner))));
    assert_eq!((shapes.held().0, flaws(&shapes)), (2, vec![(Flaw::Widened, 1)]));
    assert!(covers(&shapes, (0, 0)) && covers(&shapes, (0, 51)) && covers(&shapes, (101, 101)));
    // Circles as well.
    let mut shapes = Shapes::default();
    for circle in 0..=WARNING_CIRCLES_MAX as i32 {
        shapes.add_circle(at((0, circle * 1_000)), 5_000);
    }
    assert_eq!((shapes.held().1, flaws(&shapes)), (WARNING_CIRCLES_MAX, vec![(Flaw::Widened, 1)]));
    assert!(covers(&shapes, (44, WARNING_CIRCLES_MAX as i32 * 1_000)));
    assert!(!covers(&shapes, (200, WARNING_CIRCLES_MAX as i32 * 1_000)));
    shapes.add_circle(at((0, 0)), u32::MAX);
    assert!(shapes.is_everywhere());
}

#[test]
fn a_circle_covers_what_is_on_its_border_and_another_datum_widens_all() {
    let mut shapes = Shapes::default();
    shapes.add_circle(at((0, 0)), 5_000);
    // A minute of latitude is a sea mile: 45 thousandths are 5,004 m, and at 34 N 54 of longitude are 4,978 m.
    for (place, inside) in [
        ((0, 0), true),
        ((44, 0), true),
        ((45, 0), true),
        ((46, 0), false),
        ((0, 54), true),
        ((0, 55), false),
    ] {
        assert_eq!(covers(&shapes, place), inside, "{place:?}");
    }
    // Coordinates of Chinese maps lie up to 700 m aside: the same area is 800 m wider, whatever its shape.
    for mut shapes in [ring(&[(0, 0), (0, 10), (10, 10), (10, 0)]), shapes] {
        let edge = if shapes.held().0 == 1 { 10 } else { 45 };
        assert!(!covers(&shapes, (edge + 6, 5)));
        shapes.stray(800);
        assert!(covers(&shapes, (edge + 6, 5)) && covers(&shapes, (-6, 5)));
        assert!(!covers(&shapes, (edge + 20, 5)));
        assert_eq!(flaws(&shapes), [(Flaw::Datum, 1)]);
    }
}

/// How often a ring winds around a point, by the angles that its corners are seen under; none on its border.
fn winding(ring: &[Corner], (north, east): Corner) -> Option<i32> {
    let mut turn = 0.0;
    for (index, from) in ring.iter().enumerate() {
        let to = ring[(index + 1) % ring.len()];
        let (a, b) = (
            (f64::from(from.1 - east), f64::from(from.0 - north)),
            (f64::from(to.1 - east), f64::from(to.0 - north)),
        );
        let (cross, dot) = (a.0 * b.1 - a.1 * b.0, a.0 * b.0 + a.1 * b.1);
        if cross == 0.0 && dot <= 0.0 {
            return None;
        }
        turn += cross.atan2(dot);
    }
    Some((turn / std::f64::consts::TAU).round() as i32)
}

proptest! {
    #[test]
    fn a_polygon_covers_what_it_winds_around(
        corners in proptest::collection::vec((-6..6, -6..6_i32), 3..12),
        place in (-7..7, -7..7_i32),
    ) {
        let shapes = ring(&corners);
        if shapes.held().0 == 1 {
            prop_assert_eq!(covers(&shapes, place), winding(&corners, place).is_none_or(|turns| turns != 0));
        } else {
            let first = corners[0];
            let is_line = |second: &Corner| corners.iter().all(|it| {
                (second.0 - first.0) * (it.1 - first.1) == (second.1 - first.1) * (it.0 - first.0)
            });
            let second = corners.iter().find(|it| **it != first);
            prop_assert_eq!((second.is_none_or(is_line), flaws(&shapes)), (true, vec![(Flaw::NoArea, 1)]));
        }
    }

    /// What stands for a ring that is not held covers all that the ring does.
    #[test]
    fn an_octagon_covers_all_that_its_ring_does(
        corners in proptest::collection::vec((-6..6, -6..6_i32), 3..12),
        place in (-7..7, -7..7_i32),
    ) {
        let exact = ring(&corners);
        let mut wide = Shapes::default();
        // Walked around until no pool holds it.
        let rounds = corners.iter().cycle().take(corners.len() * (WARNING_VERTICES_MAX + 1));
        wide.add_ring(rounds.map(|corner| Some(at(*corner))));
        if exact.held().0 == 1 {
            prop_assert_eq!(wide.held().0, 0);
            proptest::prop_assert!(!covers(&exact, place) || covers(&wide, place), "{:?}", place);
        }
    }
}

/// The park, whose first site stands at the origin of the polygons and whose second far from it.
fn located() -> Reference {
    let mut reference = reference();
    let mut sites = reference.zones.iter_mut().filter(|zone| zone.kind == ZoneKind::Site);
    sites.next().unwrap().at = Some(at((5, 5)));
    sites.next().unwrap().at = Some(at((500, 500)));
    reference
}

fn capacity() -> Capacity {
    Capacity { devices: REGISTERED as usize + 4, incidents: 64, warnings: 8 }
}

const WARNING: WarningId = WarningId(3);
const AROUND: &[Corner] = &[(0, 0), (0, 10), (10, 10), (10, 0)];
const BESIDE: &[Corner] = &[(0, 20), (0, 30), (10, 30), (10, 20)];

#[test]
fn water_inside_a_polygon_joins_under_the_warning_and_smoke_never_does() {
    for (corners, adcodes, joins) in
        [(AROUND, &[][..], true), (BESIDE, &[], false), (BESIDE, &[ADCODE], true), (AROUND, &[330_000], true)]
    {
        let mut desk = Desk::with(&located(), capacity());
        let shapes = ring(corners);
        assert!(desk.core.warn(WARNING, Area { adcodes, shapes: Some(&shapes) }, Some(Context::Water)));
        desk.raise(1, WATER_A, Conditions::OVER_LIMIT);
        let expected =
            if joins { (1_001, ReasonCode::InWarning(WARNING)) } else { (1_002, ReasonCode::First) };
        assert_eq!(joined(&desk.raise(2, WATER_CANTEEN, Conditions::OVER_LIMIT)), expected, "{corners:?}");
        for (second, alarm) in [(3, SMOKE_A1), (4, SMOKE_OTHER_SITE)] {
            assert_eq!(joined(&desk.fire(second, alarm)).1, ReasonCode::First);
        }
        // The other site stands outside, unless its division is named.
        let named = adcodes.contains(&ADCODE);
        assert_eq!(desk.core.is_warned(WARNING, ZONE_OTHER_SITE), named);
        assert_eq!(desk.core.is_warned(WARNING, ZONE_UNREGISTERED), named, "it has no coordinates");
        assert_eq!(desk.core.is_warned(WARNING, ZONE_CANTEEN), joins, "a zone lies where its site does");
    }
}

#[test]
fn a_changed_polygon_a_changed_registry_and_a_checkpoint_resolve_alike() {
    let mut desk = Desk::with(&located(), capacity());
    let warned =
        |core: &Correlation| (0..13).map(|zone| core.is_warned(WARNING, ZoneId(zone))).collect::<Vec<_>>();
    let around = ring(AROUND);
    desk.core.warn(WARNING, Area { adcodes: &[], shapes: Some(&around) }, Some(Context::Water));
    let first_site: Vec<_> = (0..13).map(|zone| (1..10).contains(&zone)).collect();
    assert_eq!(warned(&desk.core), first_site);
    // Read from a checkpoint, it has the shapes and no registry.
    let bytes = postcard::to_allocvec(&desk.core).unwrap();
    let mut resumed: Correlation = postcard::from_bytes(&bytes).unwrap();
    resumed.attach(&located());
    assert_eq!(warned(&resumed), first_site);
    // The registry moves the site out of it.
    let mut moved = located();
    for zone in &mut moved.zones {
        zone.at = zone.at.map(|_| at((5, 25)));
    }
    resumed.attach(&moved);
    assert!(warned(&resumed).iter().all(|covered| !covered));
    // The warning follows: both sites stand there now.
    let beside = ring(BESIDE);
    resumed.warn(WARNING, Area { adcodes: &[], shapes: Some(&beside) }, Some(Context::Water));
    assert_eq!(warned(&resumed), (0..13).map(|zone| (1..12).contains(&zone)).collect::<Vec<_>>());
    resumed.unwarn(WARNING);
    assert!(warned(&resumed).iter().all(|covered| !covered));
    // A site without coordinates is covered by its division alone.
    resumed.attach(&reference());
    resumed.warn(WARNING, Area { adcodes: &[], shapes: Some(&beside) }, Some(Context::Water));
    assert!(warned(&resumed).iter().all(|covered| !covered));
    resumed.warn(WARNING, Area { adcodes: &[ADCODE], shapes: Some(&beside) }, Some(Context::Water));
    assert!(warned(&resumed).iter().all(|covered| *covered));
}

/// Rule 4.6: by any warning, also one that explains no alarm.
#[test]
fn a_shelf_breaks_when_a_polygon_comes_to_cover_it() {
    for context in [Some(Context::Water), None] {
        let mut desk = Desk::with(&located(), capacity());
        desk.fire(1, SMOKE_A1);
        let until = Instant(T0 + 1_800_000);
        let (id, cover) = (SuppressionId(1), Cover::Shelf(hazard(SMOKE_A1)));
        let shelf = Suppression { id, cover, begun: Instant(T0 + 2_000), until };
        let mut changes = Changes::new();
        desk.core.suppress(shelf);
        desk.core.enforce(id, shelf.begun, &mut changes);
        assert_eq!(desk.state(hazard(SMOKE_A1)), AlarmState::Shelved);
        for (second, corners, state) in
            [(3, BESIDE, AlarmState::Shelved), (4, AROUND, AlarmState::Unacknowledged)]
        {
            let shapes = ring(corners);
            desk.core.warn(WARNING, Area { adcodes: &[], shapes: Some(&shapes) }, context);
            changes.clear();
            desk.core.warned(WARNING, Instant(T0 + second * 1_000), &mut changes);
            assert_eq!(desk.state(hazard(SMOKE_A1)), state, "{corners:?} {context:?}");
        }
    }
}
