//! What may not be kept silent is refused by name, and the desk stays as it is: a second one of the same, one that is too
//! long, one without a time to come, and the end of one that has ended.

use super::super::fixture::{Desk, T0, TEXT, id, proved, registry};
use super::{Refusal, desk_zone, done, hazard, lift, refused, shelve, state, take_out, window};
use dutydesk::correlation::alarm::{AlarmClass, AlarmState};
use dutydesk::correlation::rules::Rules;
use dutydesk::engine::input::Input;
use dutydesk::language::{Lang, answer};
use dutydesk::limits::{OUTAGE_MINUTES_MAX, WINDOW_MINUTES_MAX};
use dutydesk::operations::actor::PrivateText;
use dutydesk::operations::command::Body;
use dutydesk::operations::desk::RuleBook;
use dutydesk::operations::intake::Place;
use dutydesk::operations::outcome;
use dutydesk::operations::suppression::Command;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, Span, SuppressionId};

const MINUTE: i64 = 60_000;

fn number(id: u32) -> SuppressionId {
    SuppressionId(id)
}

/// What the desk answers when the first one runs from `T0` for so many minutes.
fn runs(minutes: i64) -> Refusal {
    Refusal::Runs { suppression: number(1), until: T0.after(Span::minutes(minutes)) }
}

fn shelve_class(device: &str, class: AlarmClass, minutes: u32) -> Body<PrivateText> {
    let (device, class) = (bounded(device), Some(class));
    Body::Suppression(Command::Shelve { device, class, minutes, reason: TEXT, repeated: None })
}

fn window_at(place: Place, minutes: u32) -> Body<PrivateText> {
    Body::Suppression(Command::OpenWindow { place, minutes, who: TEXT, reason: TEXT })
}

fn zone(code: &str) -> Place {
    Place::Zone(registry().operations.zone(code).unwrap())
}

#[test]
fn a_second_one_of_the_same_is_refused_and_another_is_not() {
    let shelf = || shelve("S-2031", 30, None);
    let out = || take_out("S-2031", 600);
    let site = || window("HY", 120);
    let cases = [
        ("the shelf again", shelf(), shelf(), Some(runs(30))),
        ("for longer", shelf(), shelve("S-2031", 60, None), Some(runs(30))),
        ("by its class", shelf(), shelve_class("S-2031", AlarmClass::Hazard, 5), Some(runs(30))),
        ("another class", shelf(), shelve_class("S-2031", AlarmClass::Fault, 5), None),
        ("another device", shelf(), shelve("S-2032", 30, None), None),
        ("the outage again", out(), out(), Some(runs(600))),
        ("shorter", out(), take_out("S-2031", 1), Some(runs(600))),
        ("another device out", out(), take_out("S-2032", 600), None),
        ("a shelf is no outage", shelf(), out(), None),
        ("the window again", site(), site(), Some(runs(120))),
        ("by its short name", site(), window("恒越电池", 60), Some(runs(120))),
        ("by its letters", site(), window("hydc", 60), Some(runs(120))),
        ("by its node", site(), window_at(zone("HY"), 60), Some(runs(120))),
        ("a node below", site(), window("HY-2C-3Q", 60), None),
        ("a node above", window("HY-2C-3Q", 60), site(), None),
    ];
    for (name, first, second, wanted) in cases {
        let mut desk = Desk::new();
        done(&mut desk, first);
        let before = postcard::to_allocvec(&desk.driver.state.suppressions).unwrap();
        desk.now = T0.after(Span(MINUTE));
        match wanted {
            None => assert!(!done(&mut desk, second).is_empty(), "{name}"),
            Some(wanted) => {
                assert_eq!(refused(&mut desk, second), wanted, "{name}");
                let after = postcard::to_allocvec(&desk.driver.state.suppressions).unwrap();
                assert!(before == after, "{name}: a refusal changes nothing");
                // When the first is lifted, as the refusal says, there is room.
                done(&mut desk, lift(number(1)));
            }
        }
    }
}

#[test]
fn a_shelf_goes_by_the_rules_that_are_in_force() {
    let mut desk = Desk::new();
    let max = registry().correlation.rules.shelf_max;
    let most = u32::try_from(max.whole_seconds() / 60).unwrap();
    assert_eq!(refused(&mut desk, shelve("S-2031", most + 1, None)), Refusal::TooLong { max });
    done(&mut desk, shelve("S-2031", most, None));
    // A shift that wants shorter shelves: what runs goes on, the next one is bound.
    let max = Span::minutes(45);
    let stricter = Rules { shelf_max: max, ..registry().rules.rules.clone() };
    let book = Box::new(RuleBook { rules: stricter, ..RuleBook::clone(&registry().rules) });
    desk.take(&Input::Rules { actor: proved("D1"), action: Some(ActionId(901)), book });
    assert_eq!(state(&desk, hazard("S-2031")), AlarmState::Shelved);
    assert_eq!(refused(&mut desk, shelve("S-2032", 46, None)), Refusal::TooLong { max });
    done(&mut desk, shelve("S-2032", 45, None));
}

#[test]
fn nothing_ends_in_the_past_or_beyond_its_bound() {
    let place = || Place::Site(bounded("HY"));
    let bound = |minutes: u32| Span::minutes(i64::from(minutes));
    let cases = [
        ("a shelf", shelve("S-2031", 0, None), Refusal::NoTime),
        ("an outage", take_out("S-2031", 0), Refusal::NoTime),
        ("a window", window_at(place(), 0), Refusal::NoTime),
        (
            "a long outage",
            take_out("S-2031", OUTAGE_MINUTES_MAX + 1),
            Refusal::TooLong { max: bound(OUTAGE_MINUTES_MAX) },
        ),
        (
            "a long window",
            window_at(place(), WINDOW_MINUTES_MAX + 1),
            Refusal::TooLong { max: bound(WINDOW_MINUTES_MAX) },
        ),
        ("no end at all", take_out("S-2031", u32::MAX), Refusal::TooLong { max: bound(OUTAGE_MINUTES_MAX) }),
    ];
    for (name, asked, wanted) in cases {
        let mut desk = Desk::new();
        assert_eq!(refused(&mut desk, asked), wanted, "{name}");
        assert!(desk.driver.state.suppressions.running().is_empty(), "{name}");
    }
    // The bounds themselves are granted, and each ends after the desk's time, however late that is.
    let mut desk = Desk::new();
    desk.now = T0.after(Span::minutes(90 * 24 * 60));
    done(&mut desk, shelve("S-2031", 1, None));
    done(&mut desk, take_out("S-2032", OUTAGE_MINUTES_MAX));
    done(&mut desk, window_at(place(), WINDOW_MINUTES_MAX));
    for row in desk.driver.state.suppressions.running() {
        assert!(row.suppression.begun >= desk.now && row.suppression.until > row.suppression.begun);
    }
}

#[test]
fn what_runs_no_more_is_not_lifted_and_says_which_it_is() {
    let mut desk = Desk::new();
    desk.fire(1_000, "S-2031");
    desk.acknowledge(1);
    for unknown in [0, 1, 2, u32::MAX] {
        assert_eq!(refused(&mut desk, lift(number(unknown))), Refusal::NotRunning(number(unknown)));
    }
    // One that a person ends, one that runs out, one that breaks.
    done(&mut desk, shelve("S-2031", 30, Some(id(1))));
    done(&mut desk, lift(number(1)));
    done(&mut desk, take_out("S-2001", 5));
    done(&mut desk, shelve("S-2031", 60, Some(id(1))));
    for (ended, how) in [(1, "lifted"), (2, "out of time"), (3, "broken")] {
        match ended {
            2 => drop(desk.tick(6 * MINUTE)),
            3 => drop(desk.fire(7 * MINUTE, "M-2005")),
            _ => {}
        }
        assert_eq!(refused(&mut desk, lift(number(ended))), Refusal::Ended(number(ended)), "{how}");
    }
    assert_eq!(refused(&mut desk, lift(number(4))), Refusal::NotRunning(number(4)));
}

#[test]
fn a_refusal_names_the_end_and_what_to_type() {
    let said = |lang, refusal| {
        let mut said = String::new();
        answer::refusal(lang, &outcome::Refusal::Suppression(refusal), &mut said);
        said
    };
    // T0 is 16:00 of 2027-01-15, local time.
    for (refusal, zh, en) in [
        (
            runs(30),
            "第 1 号已在抑制它, 到 2027-01-15 16:30. 要改时间先 :解除 1",
            "until 2027-01-15 16:30. To change its end, lift 1 first",
        ),
        (runs(24 * 60), "2027-01-16 16:00", "2027-01-16 16:00"),
        (Refusal::Ended(number(3)), "第 3 号抑制已经结束", "suppression 3 has ended"),
        (Refusal::NotRunning(number(3)), "没有第 3 号抑制", "there is no suppression 3"),
        (Refusal::NoSuchPlace(Place::Zone(desk_zone("S-2031"))), "这个单位或区域", "site or zone"),
    ] {
        assert!(said(Lang::Zh, refusal).contains(zh), "{}", said(Lang::Zh, refusal));
        assert!(said(Lang::En, refusal).contains(en), "{}", said(Lang::En, refusal));
        for lang in Lang::ALL {
            assert!(!said(lang, refusal).contains("  "), "{}", said(lang, refusal));
        }
    }
}
