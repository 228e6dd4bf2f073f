//! The page of the handover and its box: read on the screen, signed at the screen.
//! The frames stand beside this file, to be read in a review.

use crate::operations::fixture::{Desk, T0, TEXT, acknowledge, id, officer, proved, says};
use crate::screen::{Seat, as_it_was_read};
use dutydesk::correlation::event::Conditions;
use dutydesk::feed::decode::words::Type;
use dutydesk::language::Lang;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::call::Witness;
use dutydesk::operations::command::{Body as Command, Draft};
use dutydesk::operations::finding::{self, Found, People, Reliability};
use dutydesk::operations::handover::{self, Keys, sheet};
use dutydesk::operations::listing::gather;
use dutydesk::operations::reference::Role;
use dutydesk::operations::suppression;
use dutydesk::operations::{incident, order};
use dutydesk::screen::Request;
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;
use dutydesk::units::Span;

/// A desk with something of everything.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.fire(1_000, "S-2031");
    desk.hear(1_100, &says("G-6001", Type::Alarm, Conditions::FIRE));
    desk.now = T0.after(Span(2_000));
    desk.acknowledge(1);
    desk.act(
        proved("D1"),
        Command::Order(order::Command::Give {
            incident: id(1),
            text: TEXT,
            from: Some(bounded("L1")),
            carrier: None,
            within: Span::minutes(10),
        }),
    );
    desk.act(
        Actor::Claimed(officer("D2")),
        Command::Incident(incident::Command::Note { incident: Some(id(1)), text: TEXT }),
    );
    desk.act(Actor::Unclaimed, acknowledge(2));
    desk.act(
        proved("D1"),
        Command::Suppression(suppression::Command::TakeOut {
            device: bounded("S-2041"),
            minutes: 60,
            reason: TEXT,
        }),
    );
    desk
}

fn offered(desk: &mut Desk) {
    desk.now = T0.after(Span(60_000));
    let offer = handover::Command::Offer { to: bounded("D3"), keys: Keys::Complete, note: None };
    desk.act(proved("D1"), Command::Handover(offer));
    desk.hear(61_000, &says("G-5001", Type::Alarm, Conditions::FIRE));
    desk.tick(65_000);
}

fn seat(desk: &Desk, lang: Lang, (columns, rows): (u16, u16)) -> Seat {
    let mut seat = Seat::new(lang, columns, rows);
    seat.screen.snapshot(desk.snapshot(), seat.now);
    seat.screen.session("王强", Role::Officer, true);
    seat.screen.officer("D1");
    seat.keys("J");
    answer(desk, &mut seat);
    seat
}

/// Answers the last look of a seat.
fn answer(desk: &Desk, seat: &mut Seat) -> Vec<Request> {
    let requests: Vec<Request> = seat.screen.take_requests().collect();
    let look = |request: &Request| if let Request::Look(look) = request { look.page } else { None };
    if let Some(look) = requests.iter().filter_map(look).next_back() {
        seat.screen.listed(Box::new(gather(&desk.driver.state, look)));
    }
    requests
}

#[test]
fn the_sheet_is_as_it_was_read() {
    let calm = desk();
    let mut handed = desk();
    offered(&mut handed);
    let mut unsigned = desk();
    let read = sheet::sums(&unsigned.driver.state).code;
    unsigned.act(proved("D3"), Command::Handover(handover::Command::Take { sheet: read }));
    for lang in Lang::ALL {
        for (columns, rows) in [(80, 24), (160, 48)] {
            let name = |what: &str| format!("handover/{what}-{lang:?}-{columns}x{rows}").to_lowercase();
            let mut one = seat(&calm, lang, (columns, rows));
            as_it_was_read(&name("sheet"), &one.text());
            one.keys("S");
            as_it_was_read(&name("menu"), &one.text());
            one.keys("1");
            one.keys("2");
            as_it_was_read(&name("offer"), &one.text());
            let mut one = seat(&handed, lang, (columns, rows));
            as_it_was_read(&name("offered"), &one.text());
            one.keys("S");
            one.keys("1");
            as_it_was_read(&name("take"), &one.text());
            let mut one = seat(&unsigned, lang, (columns, rows));
            as_it_was_read(&name("unsigned"), &one.text());
        }
    }
}

#[test]
fn every_size_paints_the_sheet_and_its_boxes() {
    let mut desk = desk();
    offered(&mut desk);
    for size in [(1, 1), (9, 3), (30, 8), (60, 16), (80, 24), (120, 30), (200, 60), (500, 200)] {
        for lang in Lang::ALL {
            let mut seat = seat(&desk, lang, size);
            seat.text();
            seat.keys("jjjjjjjjjjjj");
            answer(&desk, &mut seat);
            seat.text();
            seat.keys("S");
            seat.text();
            seat.keys("1");
            seat.text();
        }
    }
}

#[test]
fn the_outgoing_officer_offers_and_the_incoming_one_signs_at_the_same_screen() {
    let mut desk = desk();
    let mut seat = seat(&desk, Lang::Zh, (80, 24));
    seat.keys("S1");
    seat.keys("2");
    seat.keys("1");
    seat.keys("2");
    seat.wait(500);
    seat.press(Code::Enter);
    seat.wait(500);
    seat.press(Code::Enter);
    let drafts: Vec<Draft> = answer(&desk, &mut seat)
        .into_iter()
        .filter_map(|request| if let Request::Act { draft, .. } = request { Some(draft) } else { None })
        .collect();
    let note = Some("未办结事项已当面说明".to_owned());
    let wanted = handover::Command::Offer { to: bounded("D3"), keys: Keys::Complete, note };
    assert_eq!(drafts, [Draft::Handover(wanted)], "{}", seat.text());
    offered(&mut desk);
    seat.screen.snapshot(desk.snapshot(), seat.now);
    assert!(seat.text().contains("待接班 孙磊"), "every page says it:\n{}", seat.text());
    // The desk sends the window again; the incoming officer gives code and passphrase here.
    let mut seat = self::seat(&desk, Lang::Zh, (80, 24));
    seat.keys("S1");
    seat.wait(500);
    seat.press(Code::Enter);
    seat.keys("secret words");
    seat.wait(500);
    seat.press(Code::Enter);
    let signed: Vec<(String, Draft)> = answer(&desk, &mut seat)
        .into_iter()
        .filter_map(
            |it| if let Request::Sign { officer, draft, .. } = it { Some((officer, draft)) } else { None },
        )
        .collect();
    let read = sheet::sums(&desk.driver.state).code;
    let wanted = Draft::Handover(handover::Command::Take { sheet: read });
    assert_eq!(signed, [("D3".to_owned(), wanted)], "{}", seat.text());
}

/// Says how many people are missing at the first fire.
fn count(desk: &mut Desk, missing: u16) {
    let people = People { missing: Some(missing), ..People::default() };
    desk.act(
        proved("D1"),
        Command::Finding(finding::Command::Find {
            incident: id(1),
            found: Found::People(people),
            witness: Witness::Officer,
            reliability: Reliability::Reported,
        }),
    );
}

#[test]
fn who_is_missing_comes_first_on_the_sheet_and_in_the_box_that_is_signed() {
    let mut desk = desk();
    count(&mut desk, 2);
    offered(&mut desk);
    for lang in Lang::ALL {
        let missing = lang.pick("失联 2", "missing 2");
        for size in [(80, 24), (160, 48)] {
            let mut seat = seat(&desk, lang, size);
            let row = seat.text().lines().find(|line| line.contains("!! #1001")).unwrap().to_owned();
            let wanted = format!("{} {missing} !! #1001", lang.pick("事件   ", "incident"));
            assert!(row.trim_start().starts_with(&wanted), "{}", seat.text());
            seat.keys("S");
            seat.keys("1");
            let text = seat.text();
            assert!(text.lines().any(|line| line.trim_start().starts_with(missing)), "{text}");
        }
    }
    // Nobody is missing any more: nothing is said of it.
    count(&mut desk, 0);
    let mut seat = seat(&desk, Lang::Zh, (160, 48));
    assert!(!seat.text().contains("失联"), "{}", seat.text());
}
