//! More warnings than the desk lists: those of other counties give way, are counted, and come back.

use super::fixture::{Desk, T0, kinds, rainstorm, registry};
use dutydesk::engine::driver::Driver;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::WarningBody;
use dutydesk::limits::{SNAPSHOT_WARNINGS_MAX, WARNINGS_MAX};
use dutydesk::operations::fact::Body;
use dutydesk::operations::warning::{Colour, Fact, Tally};
use dutydesk::registry::{Registry, sample};
use dutydesk::units::{EntryNumber, Span};
use std::sync::Arc;

/// A warning of a county far away.
fn far(id: &str, colour: Colour) -> WarningBody {
    WarningBody { adcodes: vec![654_003], colour, ..rainstorm(Type::Issue, id, &[]) }
}

fn near(id: &str, colour: Colour) -> WarningBody {
    WarningBody { adcodes: vec![320_321], colour, ..rainstorm(Type::Issue, id, &[]) }
}

/// A desk whose list is full of warnings from far away: the first half yellow, the second red.
fn crowded() -> Desk {
    let mut desk = Desk::new();
    for number in 0..WARNINGS_MAX {
        let colour = if number < WARNINGS_MAX / 2 { Colour::Yellow } else { Colour::Red };
        desk.warned(number as i64, &far(&format!("far-{number}"), colour));
    }
    desk
}

fn gave_way(desk: &Desk) -> usize {
    desk.facts.iter().filter(|fact| matches!(fact.body, Body::Warning(Fact::GaveWay { .. }))).count()
}

#[test]
fn what_touches_a_site_takes_the_place_of_the_least_of_what_does_not() {
    let mut desk = crowded();
    let facts = desk.warned(1_000, &near("here", Colour::Blue));
    assert_eq!(kinds(&facts), ["warning.gave-way", "warning.taken"]);
    let ids: Vec<String> =
        desk.driver.state.warnings.standing().iter().map(|it| it.message.native_id.to_string()).collect();
    assert!(!ids.contains(&"far-0".to_owned()), "the oldest of the lesser colour went");
    assert!(ids.contains(&"far-1".to_owned()) && ids.contains(&"here".to_owned()));
    let snapshot = desk.snapshot();
    assert_eq!(snapshot.status.turned_away, 0, "no alarm for it");
    let first = &snapshot.warnings[0];
    assert_eq!(
        (first.colour, first.sites > 0),
        (Colour::Blue, true),
        "ours stands before red ones elsewhere"
    );
    let wanted = Tally { standing: 128, elsewhere: 127, unlisted_here: 0, unlisted_elsewhere: 1 };
    assert_eq!(snapshot.status.warnings, wanted);
    assert_eq!(snapshot.warnings.len(), SNAPSHOT_WARNINGS_MAX);
}

#[test]
fn a_list_of_a_whole_country_polled_all_night_writes_nothing_more() {
    let mut desk = Desk::new();
    let all: Vec<WarningBody> = (0..400)
        .map(|number| {
            let colour = [Colour::Blue, Colour::Yellow, Colour::Orange][number % 3];
            if number % 40 == 0 {
                near(&format!("w-{number}"), colour)
            } else {
                far(&format!("w-{number}"), colour)
            }
        })
        .collect();
    let mut entries = Vec::new();
    for poll in 0..4 {
        let before = desk.facts.len();
        for (number, body) in all.iter().enumerate() {
            desk.warned_as_of(60_000 * poll + number as i64, number as i64, body);
        }
        entries.push(desk.facts.len() - before);
    }
    assert_eq!(entries[1..], [0, 0, 0], "nobody takes turns");
    let tally = desk.snapshot().status.warnings;
    let wanted = Tally { standing: 128, elsewhere: 118, unlisted_here: 0, unlisted_elsewhere: 272 };
    assert_eq!(tally, wanted, "all that is not listed is counted");
    assert!(
        desk.driver
            .state
            .warnings
            .standing()
            .iter()
            .all(|it| it.message.colour >= Colour::Orange || it.touch.sites > 0)
    );
    assert_eq!(desk.snapshot().status.turned_away, 0);
    // One that is lifted without ever having had a place is counted no more.
    let unlisted = all.iter().find(|it| {
        !desk
            .driver
            .state
            .warnings
            .standing()
            .iter()
            .any(|row| row.message.native_id.as_str() == it.identifier)
    });
    desk.warned(300_000, &rainstorm(Type::Cancel, "over", &[&unlisted.unwrap().identifier]));
    assert_eq!(desk.snapshot().status.warnings.unlisted_elsewhere, 271);
    // What gave way stands again as soon as there is room for it.
    let listed = desk.driver.state.warnings.standing()[127].message.native_id.to_string();
    desk.warned(301_000, &rainstorm(Type::Cancel, "over 2", &[&listed]));
    let before = desk.driver.state.warnings.standing().len();
    for (number, body) in all.iter().enumerate() {
        desk.warned_as_of(360_000, number as i64, body);
    }
    assert_eq!((before, desk.driver.state.warnings.standing().len()), (127, 128));
}

#[test]
fn what_touches_a_site_is_refused_only_by_what_touches_one() {
    let mut desk = crowded();
    for number in 0..WARNINGS_MAX {
        let facts = desk.warned(1_000 + number as i64, &near(&format!("near-{number}"), Colour::Yellow));
        assert_eq!(kinds(&facts), ["warning.gave-way", "warning.taken"], "{number}");
    }
    assert_eq!((gave_way(&desk), desk.snapshot().status.turned_away), (WARNINGS_MAX, 0));
    // A further one as bad is refused, said and counted once; a worse one takes the place of the oldest.
    for poll in 0..3 {
        desk.warned_as_of(5_000 + poll, 900, &near("no room", Colour::Yellow));
    }
    assert_eq!(desk.snapshot().status.turned_away, 1);
    assert_eq!(desk.snapshot().status.warnings.unlisted_here, 1);
    let facts = desk.warned(6_000, &near("worse", Colour::Red));
    assert_eq!(kinds(&facts), ["warning.gave-way", "warning.taken"]);
    assert_eq!(desk.snapshot().warnings[0].colour, Colour::Red);
    assert_eq!(desk.snapshot().status.warnings.unlisted_here, 2);
    assert!(
        desk.warned(7_000, &far("far again", Colour::Red)).is_empty(),
        "what is elsewhere takes nobody's place"
    );
}

#[test]
fn the_journal_alone_leads_to_the_same_list() {
    let mut desk = crowded();
    desk.warned(1_000, &near("here", Colour::Red));
    let mut folded = Driver::new(registry());
    for (index, fact) in desk.facts.iter().enumerate() {
        folded.state.fold(EntryNumber(index as u64 + 1), fact);
    }
    assert_eq!(folded.state.warnings.standing(), desk.driver.state.warnings.standing());
    assert_eq!(folded.state.warnings.tally(T0), desk.driver.state.warnings.tally(T0));
}

#[test]
fn a_warning_becomes_ours_when_the_registry_gains_a_site_there() {
    let mut desk = Desk::new();
    desk.warned(0, &WarningBody { adcodes: vec![320_322], ..rainstorm(Type::Issue, "next county", &[]) });
    assert_eq!(desk.driver.state.warnings.standing()[0].touch.sites, 0);
    // The same park, whose sites are in the next county now.
    let mut moved = Registry::load(&sample::source(), &[super::fixture::feed()]).unwrap();
    let mut world = moved.correlation.as_ref().clone();
    for zone in &mut world.zones {
        zone.adcode = 320_322;
    }
    moved.correlation = Arc::new(world);
    let mut folded = Driver::new(Arc::new(moved));
    for (index, fact) in desk.facts.iter().enumerate() {
        folded.state.fold(EntryNumber(index as u64 + 1), fact);
    }
    let touch = &folded.state.warnings.standing()[0].touch;
    assert!(touch.sites > 3 && touch.sum().0 > 0 && touch.people_day > 0, "{touch:?}");
}

#[test]
fn whom_it_touches_is_counted_with_the_policies_of_its_days() {
    let mut desk = Desk::new();
    desk.warned(0, &rainstorm(Type::Issue, "a", &[]));
    let state = &desk.driver.state;
    let day = dutydesk::operations::dossier::day_of(T0);
    let sum: i64 = state
        .reference()
        .policies
        .iter()
        .filter(|policy| (policy.from_day..=policy.until_day).contains(&day))
        .map(|policy| policy.limit.0)
        .sum();
    let people: u32 = state.reference().sites.iter().map(|site| u32::from(site.people_night)).sum();
    let snapshot = desk.snapshot();
    let view = &snapshot.warnings[0];
    assert!(sum > 0 && people > 0);
    assert_eq!((view.insured.0, view.insurers.iter().map(|it| it.sum.0).sum::<i64>()), (sum, sum));
    assert!(view.insurers.len() > 1, "by insurer");
    // What `status --json` prints.
    let json = serde_json::to_value(&*snapshot).unwrap();
    let said = &json["warnings"][0];
    assert_eq!((said["sites"].as_u64(), said["insured"].as_i64()), (Some(u64::from(view.sites)), Some(sum)));
    assert!(said["people"].as_u64() > Some(0) && said["insurers"][0]["insurer"].is_string(), "{said:#}");
    assert_eq!(json["status"]["warnings"]["standing"], 1);
    let night = dutydesk::operations::dossier::is_night(T0);
    let by_day: u32 = state.reference().sites.iter().map(|site| u32::from(site.people_day)).sum();
    assert_eq!(view.people, if night { people } else { by_day });
    // Twelve hours later the other shift is there.
    desk.tick(Span::minutes(12 * 60).0);
    assert_eq!(desk.snapshot().warnings[0].people, if night { by_day } else { people });
    // Years later no policy is in force but those of the days that the warning has stood.
    desk.tick(Span::minutes(10 * 366 * 24 * 60).0);
    desk.warned(Span::minutes(10 * 366 * 24 * 60).0 + 1, &rainstorm(Type::Issue, "b", &[]));
    let touched: Vec<i64> = desk.driver.state.warnings.standing().iter().map(|it| it.touch.sum().0).collect();
    assert!(touched[0] >= sum && touched[1] == 0, "{touched:?}");
}
