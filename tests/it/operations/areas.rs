//! Warnings that draw where they hold: the desk, its page and the journal's fold know the same sites.

use super::fixture::{Desk, kinds, rainstorm, says};
use super::suppression::stands_after_a_restart;
use dutydesk::correlation::change::{ReasonCode, What};
use dutydesk::correlation::event::Conditions;
use dutydesk::correlation::reference::ZoneKind;
use dutydesk::engine::driver::Driver;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::WarningBody;
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::listing::{Listing, PageLook, Rows, gather};
use dutydesk::operations::{incident, state::State};
use dutydesk::text::bounded;
use dutydesk::units::{EntryNumber, WarningId};

/// Around 园区人才公寓 alone; 车配城商业街 stands 436 m from there.
const FLATS: &str = "34.713,116.612 34.7155,116.612 34.7155,116.615 34.713,116.615";

fn drawn(polygons: &[&str], circles: &[&str]) -> WarningBody {
    WarningBody {
        adcodes: Vec::new(),
        polygons: polygons.iter().map(|text| (*text).to_owned()).collect(),
        circles: circles.iter().map(|text| (*text).to_owned()).collect(),
        ..rainstorm(Type::Issue, "w1", &[])
    }
}

fn reasons(facts: &[Fact]) -> Vec<ReasonCode> {
    let joined = facts.iter().filter_map(|fact| match &fact.body {
        Body::Incident(incident::Fact::Alarm { change, .. }) => match change.what {
            What::Joined { reason, .. } => Some(reason.code),
            _ => None,
        },
        _ => None,
    });
    joined.collect()
}

fn sites(state: &State) -> Vec<String> {
    let inside = state.sites_within(WarningId(1));
    let mut sites: Vec<_> =
        inside.map(|site| state.reference().sites[site.index()].short.to_string()).collect();
    sites.sort_unstable();
    sites
}

#[test]
fn the_page_counts_the_sites_that_the_core_covers() {
    let all = super::fixture::registry()
        .correlation
        .zones
        .iter()
        .filter(|zone| zone.kind == ZoneKind::Site)
        .count();
    for (body, inside) in [
        (drawn(&[FLATS], &[]), &["人才公寓"][..]),
        (drawn(&[], &["34.7142,116.6135 0.1"]), &["人才公寓"]),
        (drawn(&[], &["34.7142,116.6135 0.45"]), &["人才公寓", "车配城"]),
        (drawn(&["34.0,116.0 34.1,116.0 34.1,116.1"], &[]), &[]),
    ] {
        let mut desk = Desk::new();
        desk.warned(0, &body);
        let state = &desk.driver.state;
        assert_eq!(sites(state), inside, "{body:?}");
        assert_eq!(usize::from(desk.snapshot().warnings[0].sites), inside.len());
        let look = PageLook {
            page: Listing::Warnings,
            filter: bounded(""),
            first_row: 0,
            rows: 9,
            selected: None,
            incident: None,
        };
        let Rows::Warnings(rows) = gather(state, look).rows else { panic!("the warnings") };
        assert_eq!(rows[0].sites_count as usize, inside.len());
        assert!(!inside.is_empty() || rows[0].insured.0 == 0, "nobody is insured where nobody is");
        assert_eq!(rows[0].extent.polygons + rows[0].extent.circles, 1);
    }
    // What nobody can read covers every site, and the page says why.
    let mut desk = Desk::new();
    desk.warned(0, &drawn(&["丰县北部"], &[]));
    let view = &desk.snapshot().warnings[0];
    assert_eq!((usize::from(view.sites), view.extent.everywhere), (all, true));
    assert_eq!(view.extent.flaws().count(), 1);
}

#[test]
fn water_in_two_buildings_is_one_incident_inside_the_polygon_and_two_beside_it() {
    for (polygon, expected) in [
        (FLATS, ReasonCode::InWarning(WarningId(1))),
        ("34.0,116.0 34.1,116.0 34.1,116.1", ReasonCode::First),
    ] {
        let mut desk = Desk::new();
        desk.warned(0, &drawn(&[polygon], &[]));
        let water = |device| says(device, Type::Alarm, Conditions::OVER_LIMIT);
        assert_eq!(reasons(&desk.hear(1_000, &water("W-8001"))), [expected], "{polygon}");
        assert_eq!(reasons(&desk.hear(2_000, &water("W-8002"))), [expected], "{polygon}");
        assert_eq!(reasons(&desk.fire(3_000, "S-8001")), [ReasonCode::First]);
        stands_after_a_restart(&desk);
        folds_to_the_same_sites(&desk);
    }
}

#[test]
fn a_warning_that_draws_itself_wider_takes_in_more_and_ends_whole() {
    let mut desk = Desk::new();
    desk.warned(0, &drawn(&[FLATS], &[]));
    assert!(desk.warned_as_of(1_000, 0, &drawn(&[FLATS], &[])).is_empty(), "the same again");
    let wider = WarningBody { kind: Type::Update, ..drawn(&[FLATS], &["34.7142,116.6135 0.45"]) };
    assert_eq!(kinds(&desk.warned(2_000, &wider)), ["warning.taken"]);
    assert_eq!(sites(&desk.driver.state), ["人才公寓", "车配城"]);
    folds_to_the_same_sites(&desk);
    let end = WarningBody { kind: Type::Cancel, ..drawn(&[], &[]) };
    assert_eq!(kinds(&desk.warned(3_000, &end)), ["warning.taken"]);
    assert!(sites(&desk.driver.state).is_empty());
    folds_to_the_same_sites(&desk);
}

#[test]
fn a_shelf_in_a_polygon_breaks_and_one_beside_it_stays() {
    for (circle, stays) in [("34.7050,116.6210 0.2", false), ("34.7142,116.6135 0.2", true)] {
        let mut desk = super::suppression::shelved();
        let facts = desk.warned(60_000, &drawn(&[], &[circle]));
        let broke = kinds(&facts).contains(&"alarm.unsuppressed");
        assert_eq!(broke, !stays, "{circle}: {:?}", kinds(&facts));
        assert_eq!(desk.driver.state.suppressions.running().is_empty(), broke);
        stands_after_a_restart(&desk);
    }
}

/// Holds that the journal alone, and a checkpoint, cover the same sites.
fn folds_to_the_same_sites(desk: &Desk) {
    let registry = super::fixture::registry();
    let mut folded = Driver::new(registry.clone());
    for (index, fact) in desk.facts.iter().enumerate() {
        folded.state.fold(EntryNumber(index as u64 + 1), fact);
    }
    assert_eq!(sites(&folded.state), sites(&desk.driver.state));
    let counted =
        |state: &State| state.warnings.standing().iter().map(|it| it.touch.sites).collect::<Vec<_>>();
    assert_eq!(counted(&folded.state), counted(&desk.driver.state));
    let bytes = postcard::to_allocvec(&desk.driver.state).unwrap();
    let resumed = Driver::resume(postcard::from_bytes(&bytes).unwrap(), registry);
    assert_eq!(sites(&resumed.state), sites(&desk.driver.state));
    assert_eq!(counted(&resumed.state), counted(&desk.driver.state));
}
