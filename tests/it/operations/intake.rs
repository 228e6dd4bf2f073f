//! What people tell: an incident from the first word on, and nothing of it lost.

use super::fixture::{Desk, TEXT, id, kinds, proved, registry};
use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::engine::driver::Driver;
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::command::{Body, Command, Seen};
use dutydesk::operations::fact::Fact;
use dutydesk::operations::intake::{self, Field, Place, candidates};
use dutydesk::operations::outcome;
use dutydesk::operations::state::Verdict;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, EntryNumber, EvidenceLevel, IncidentId, ZoneId};

fn zone_3() -> Place {
    let registry = registry();
    let at = registry.operations.zones.iter().position(|zone| zone.path.as_str() == "2号车间 1层 3区");
    let at = at.or_else(|| registry.operations.zones.iter().position(|zone| zone.name.as_str() == "3区"));
    Place::Zone(ZoneId(at.unwrap() as u32))
}

fn take(desk: &mut Desk, action: u128, at: Place, join: Option<IncidentId>) -> (Verdict, Vec<Fact>) {
    give(desk, action, intake::Command::Take { at, family: HazardFamily::Fire, join, place: None })
}

fn give(desk: &mut Desk, action: u128, command: intake::Command<PrivateText>) -> (Verdict, Vec<Fact>) {
    let (actor, seen) = (proved("D1"), Seen::default());
    let body = Body::Intake(command);
    desk.give(&Command { action: ActionId(action), actor, signed_by: None, seen, body })
}

/// Builds a desk up from what another one wrote.
fn folded(desk: &Desk) -> Driver {
    let mut folded = Driver::new(registry());
    for (number, fact) in (1..).zip(&desk.facts) {
        folded.state.fold(EntryNumber(number), fact);
    }
    folded
}

#[test]
fn a_caller_who_hangs_up_after_the_address_leaves_an_incident() {
    let mut desk = Desk::new();
    let (verdict, facts) = take(&mut desk, 900, Place::Site(bounded("hydc")), None);
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    assert_eq!(kinds(&facts)[..2], ["intake.taken", "incident.acknowledged"]);
    give(&mut desk, 901, intake::Command::End { intake: ActionId(900) });
    let snapshot = desk.snapshot();
    assert_eq!(snapshot.incidents.len(), 1);
    let row = &snapshot.incidents[0];
    assert_eq!((row.id, row.family, row.site.as_str()), (id(1), HazardFamily::Fire, "恒越电池"));
    assert_eq!(row.level, EvidenceLevel(1), "a caller whom nobody has called back");
    assert!(!desk.incident(1).is_unacknowledged(), "who takes the call has it");
    // Nobody does anything more: it comes back.
    let back = desk.tick(15 * 60_000 + 1_000);
    assert!(kinds(&back).contains(&"incident.renewed"), "{:?}", kinds(&back));
}

#[test]
fn two_intakes_are_open_at_once_and_each_keeps_its_own() {
    let mut desk = Desk::new();
    take(&mut desk, 900, Place::Site(bounded("HY")), None);
    take(&mut desk, 901, Place::Site(bounded("dfwl")), None);
    let fill = |intake, field| intake::Command::Fill { intake: ActionId(intake), field, text: TEXT };
    give(&mut desk, 902, fill(901, Field::Trend));
    give(&mut desk, 903, fill(900, Field::People));
    give(&mut desk, 904, intake::Command::End { intake: ActionId(900) });
    let (one, two) =
        (desk.driver.state.intakes.get(ActionId(900)), desk.driver.state.intakes.get(ActionId(901)));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!((one.incident, one.ended, two.incident, two.ended), (id(1), true, id(2), false));
    assert!(one.fields[Field::People as usize].is_some() && one.fields[Field::Trend as usize].is_none());
    assert!(two.fields[Field::Trend as usize].is_some() && two.fields[Field::People as usize].is_none());
    // A second end is told, and what comes later can still be filled in.
    let (verdict, _) = give(&mut desk, 905, intake::Command::End { intake: ActionId(900) });
    assert_eq!(verdict, Verdict::Refused(outcome::Refusal::Intake(intake::Refusal::AlreadyEnded(id(1)))));
    assert!(matches!(give(&mut desk, 906, fill(900, Field::What)).0, Verdict::Decided { .. }));
}

#[test]
fn joining_keeps_both_records() {
    let mut desk = Desk::new();
    desk.fire(0, "S-2031");
    take(&mut desk, 900, Place::Site(bounded("HY")), None);
    let join = intake::Command::Join { intake: ActionId(900), incident: id(1) };
    let (verdict, _) = give(&mut desk, 901, join);
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    let state = &desk.driver.state;
    assert_eq!(state.intakes.get(ActionId(900)).unwrap().incident, id(1));
    assert_eq!(state.incidents.open().count(), 2, "only a person closes the one that it had opened");
    assert!(desk.incident(1).is_unacknowledged(), "its alarms are looked at by themselves");
    let again = Verdict::Refused(outcome::Refusal::Intake(intake::Refusal::AlreadyThere(id(1))));
    assert_eq!(give(&mut desk, 902, join).0, again);
    // An intake that joins at once opens nothing.
    let (_, facts) = take(&mut desk, 903, Place::Site(bounded("HY")), Some(id(1)));
    assert_eq!(kinds(&facts)[0], "intake.taken");
    assert_eq!(desk.driver.state.incidents.open().count(), 2);
}

#[test]
fn alarms_of_its_zone_join_what_a_person_told_of_live_and_folded() {
    for (device, name) in [("S-2031", "the same zone"), ("S-2041", "near it or elsewhere")] {
        let mut desk = Desk::new();
        take(&mut desk, 900, zone_3(), None);
        let mut again = folded(&desk);
        desk.fire(5_000, device);
        let members = |driver: &Driver| driver.state.correlation.members(id(1)).count();
        if device == "S-2031" {
            assert_eq!(members(&desk.driver), 1, "{name}");
            assert_eq!(desk.driver.state.incidents.open().count(), 1);
            assert!(desk.incident(1).is_unacknowledged(), "a sensor agrees: that is new");
        }
        // The same frame finds the same incident on a desk that was folded from the journal.
        std::mem::swap(&mut desk.driver, &mut again);
        let mut late = desk;
        late.fire(5_000, device);
        assert_eq!(members(&late.driver), members(&again), "{name}");
    }
}

#[test]
fn an_incident_that_was_closed_takes_no_alarms_any_more() {
    let mut desk = Desk::new();
    take(&mut desk, 900, zone_3(), None);
    let close = dutydesk::operations::incident::Command::Close {
        incident: id(1),
        disposition: dutydesk::operations::incident::Disposition::Handled,
        reason: None,
        repeated: id(1),
    };
    let (verdict, _) = desk.act(proved("D1"), Body::Incident(close));
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    desk.fire(5_000, "S-2031");
    assert!(desk.incident(2).is_unacknowledged(), "an incident of its own");
}

#[test]
fn a_folded_desk_holds_what_people_told() {
    let mut desk = Desk::new();
    take(&mut desk, 900, zone_3(), None);
    take(&mut desk, 901, Place::Site(bounded("HY")), None);
    give(&mut desk, 902, intake::Command::Fill { intake: ActionId(901), field: Field::What, text: TEXT });
    give(&mut desk, 903, intake::Command::Join { intake: ActionId(901), incident: id(1) });
    give(&mut desk, 904, intake::Command::End { intake: ActionId(900) });
    let again = folded(&desk);
    let bytes = |driver: &Driver| {
        let state = &driver.state;
        let alarms: Vec<_> = state.correlation.open().collect();
        postcard::to_allocvec(&(&state.intakes, &state.incidents, &state.deadlines, alarms)).unwrap()
    };
    assert_eq!(bytes(&desk.driver), bytes(&again));
}

#[test]
fn the_open_incidents_of_the_place_are_offered_first() {
    let mut desk = Desk::new();
    desk.fire(0, "S-2031");
    take(&mut desk, 900, Place::Site(bounded("dfwl")), None);
    take(&mut desk, 901, Place::Site(bounded("HY")), None);
    let of = |place, family| candidates(&desk.driver.state, place, family);
    assert_eq!(of(zone_3(), HazardFamily::Fire), [id(1), id(3)]);
    assert_eq!(of(Place::Site(bounded("HY")), HazardFamily::Fire), [id(3), id(1)]);
    assert_eq!(of(Place::Site(bounded("dfwl")), HazardFamily::Fire), [id(2)]);
    // Another kind at the same place is another incident.
    assert_eq!(of(Place::Site(bounded("dfwl")), HazardFamily::Gas), []);
    assert_eq!(of(Place::Site(bounded("nowhere")), HazardFamily::Fire), []);
}

#[test]
fn a_place_that_nobody_knows_is_refused_and_life_needs_no_proof() {
    let mut desk = Desk::new();
    let nowhere = Place::Site(bounded("nowhere"));
    let refused = outcome::Refusal::Intake(intake::Refusal::NoSuchPlace(nowhere));
    assert_eq!(take(&mut desk, 900, nowhere, None).0, Verdict::Refused(refused));
    let at = Place::Site(bounded("HY"));
    let command = intake::Command::Take { at, family: HazardFamily::Fire, join: None, place: Some(TEXT) };
    let (verdict, _) = desk.act(Actor::Unclaimed, Body::Intake(command));
    let unproved = Some(outcome::Remark::Unproved);
    assert!(matches!(verdict, Verdict::Decided { remark, .. } if remark == unproved), "{verdict:?}");
}
