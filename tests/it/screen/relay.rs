//! A warning reaches the insurers inside it: by one key and one Enter, then by a slip for each that is rung.

use super::pages::{answer, park};
use crate::operations::fixture::{Desk, proved};
use crate::screen::Seat;
use dutydesk::language::Lang;
use dutydesk::operations::call::Outcome as Call;
use dutydesk::operations::command::{Body, Draft};
use dutydesk::operations::delivery::{Command, Outcome};
use dutydesk::screen::Request;
use dutydesk::terminal::key::{Code, Key};
use dutydesk::units::{DeliveryId, WarningId};

/// Gives the desk what the seat asks for, and the seat what the desk's page says then.
fn serve(seat: &mut Seat, desk: &mut Desk) -> Vec<Command> {
    let mut asked = Vec::new();
    for request in seat.screen.take_requests() {
        if let Request::Act { draft: Draft::Delivery(command), .. } = request {
            asked.push(command);
        }
    }
    for command in &asked {
        desk.act(proved("D1"), Body::Delivery(*command));
    }
    // The session sends the page again whenever it has changed: turning away and back asks for it here.
    seat.keys("32");
    answer(seat, desk);
    asked
}

fn at_the_warnings(desk: &Desk) -> Seat {
    let mut seat = Seat::at_night(Lang::Zh, 160, 48);
    seat.keys("2");
    answer(&mut seat, desk);
    seat
}

#[test]
fn one_enter_relays_and_a_digit_each_says_what_came_of_the_calls() {
    let mut desk = park();
    let mut seat = at_the_warnings(&desk);
    seat.keys("y");
    let text = seat.text();
    for words in ["转发预警", "暴雨", "人保", "平安", "人工", "0000-"] {
        assert!(text.contains(words), "lacks {words}:\n{text}");
    }
    // The key that opened it bounces into Enter: too soon.
    seat.screen.key(Key::plain(Code::Enter), seat.now);
    seat.press(Code::Enter);
    assert_eq!(serve(&mut seat, &mut desk), [Command::Relay { warning: WarningId(1) }]);
    let waiting: Vec<DeliveryId> = desk.driver.state.deliveries.all().iter().map(|it| it.id).collect();
    assert!(waiting.len() > 1, "more than one insurer inside");
    assert!(seat.text().contains("待发"), "{}", seat.text());

    // The first one is read the official text; the second does not answer and stays to be rung.
    seat.keys("y");
    assert!(seat.text().contains("打给哪家"), "{}", seat.text());
    seat.keys("1");
    let text = seat.text();
    for words in ["通话单", "0000-", "原文", "1  接通", "2  无人接听", "5  号码有误"] {
        assert!(text.contains(words), "lacks {words}:\n{text}");
    }
    seat.keys("1");
    let told = Command::Confirm { delivery: waiting[0], outcome: Outcome::Delivered };
    assert_eq!(serve(&mut seat, &mut desk), [told]);
    assert!(seat.text().contains("已达"), "{}", seat.text());
    seat.keys("y1");
    assert!(!seat.text().contains("结果\n1"), "{}", seat.text());
    seat.keys("2");
    let unheard = Command::Confirm { delivery: waiting[1], outcome: Outcome::Undelivered };
    assert_eq!(serve(&mut seat, &mut desk), [unheard]);
    let text = seat.text();
    assert!(text.contains("未达") && text.contains("已达"), "each insurer's state:\n{text}");
    seat.keys("y");
    assert!(seat.text().contains("未达"), "who was not reached is rung again:\n{}", seat.text());
}

#[test]
fn every_outcome_of_a_call_is_one_of_a_delivery() {
    for (digit, wanted) in ['1', '2', '3', '4', '5'].into_iter().zip([
        Outcome::Delivered,
        Outcome::Undelivered,
        Outcome::Undelivered,
        Outcome::Refused,
        Outcome::Undelivered,
    ]) {
        let mut desk = park();
        desk.act(proved("D1"), Body::Delivery(Command::Relay { warning: WarningId(1) }));
        let first = desk.driver.state.deliveries.all()[0].id;
        let mut seat = at_the_warnings(&desk);
        seat.keys("y1");
        seat.keys(&digit.to_string());
        let asked = serve(&mut seat, &mut desk);
        assert_eq!(asked, [Command::Confirm { delivery: first, outcome: wanted }], "{digit}");
    }
    assert_eq!(Call::ALL.len(), 5);
}

#[test]
fn the_key_says_where_warnings_are_and_who_is_not_inside() {
    let mut seat = Seat::at_night(Lang::Zh, 160, 48);
    seat.keys("y");
    assert!(seat.text().contains("先到预警页"), "{}", seat.text());
}
