//! A desk that nobody hears, and one that nobody would be woken from, say so where everybody looks.

use crate::screen::Seat;
use crate::screen::night;
use crate::screen::pages::leader;
use dutydesk::language::Lang;
use dutydesk::operations::incident::view::Standing;
use dutydesk::operations::reference::{Role, Vacant};
use dutydesk::screen::{Proof, Request};
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;

/// A seat where nothing sounds, and whose officer has not proved who they are.
fn quiet(columns: u16, rows: u16) -> Seat {
    let mut seat = Seat::new(Lang::Zh, columns, rows);
    seat.screen.session("王强", Role::Officer, false);
    let mut fire = night::fire(1_042, 12);
    fire.standing = Standing::Acknowledged { by: bounded("王强"), proved: true, at: night::ago(5) };
    seat.screen.snapshot(night::snapshot(&[fire]), seat.now);
    seat.screen.take_requests().for_each(drop);
    seat
}

fn sign_on(seat: &mut Seat) -> usize {
    seat.keys("PD1");
    seat.press(Code::Enter);
    seat.keys("pw");
    seat.press(Code::Enter);
    let role = if seat.text().contains("待我办") { Role::Leader } else { Role::Officer };
    seat.screen.proof(Proof::Accepted { name: "王强".to_owned(), role }, seat.now);
    seat.screen.take_requests().filter(|request| *request == Request::Bell(1)).count()
}

#[test]
fn a_bell_that_was_not_heard_leaves_a_mark_until_it_is() {
    for (columns, rows) in [(80, 24), (160, 48)] {
        let mut seat = quiet(columns, rows);
        assert_eq!(sign_on(&mut seat), 1, "it rings once");
        assert!(seat.text().contains("听到吗"), "{}", seat.text());
        seat.keys("2");
        assert!(!seat.text().contains("听到吗"));
        seat.wait(60_000);
        let text = seat.text();
        assert!(text.lines().next().unwrap().contains("铃无声"), "it stands:\n{text}");
        seat.keys("21");
        assert!(seat.text().lines().next().unwrap().contains("铃无声"), "on every page");

        assert_eq!(sign_on(&mut seat), 1);
        seat.keys("1");
        seat.wait(60_000);
        assert!(!seat.text().contains("铃无声"), "{}", seat.text());
    }
}

#[test]
fn the_question_stands_in_nobodys_way() {
    let mut seat = quiet(160, 48);
    sign_on(&mut seat);
    seat.keys("?");
    let text = seat.text();
    assert!(text.contains("现在可用的键") && !text.contains("听到吗"), "the key did what it does:\n{text}");
    seat.press(Code::Escape);

    sign_on(&mut seat);
    seat.screen.snapshot(night::night(), seat.now);
    assert!(!seat.text().contains("听到吗"), "an alarm that sounds takes it away:\n{}", seat.text());
    sign_on(&mut seat);
    assert!(!seat.text().contains("听到吗"), "no test while the bell rings for a fire");
}

#[test]
fn the_question_waits_for_what_is_typed_while_the_passphrase_is_checked() {
    let mut seat = quiet(160, 48);
    seat.keys("PD1");
    seat.press(Code::Enter);
    seat.keys("pw");
    seat.press(Code::Enter);
    seat.keys("N");
    seat.keys("two");
    seat.screen.proof(Proof::Accepted { name: "王强".to_owned(), role: Role::Officer }, seat.now);
    let text = seat.text();
    assert!(text.contains("> two") && !text.contains("听到吗"), "{text}");
    seat.press(Code::Escape);
    seat.wait(300);
    assert!(seat.text().contains("听到吗"), "{}", seat.text());
}

#[test]
fn a_leader_far_away_is_not_asked() {
    let mut seat = leader(Lang::Zh, 80, 24);
    seat.screen.take_requests().for_each(drop);
    assert_eq!(sign_on(&mut seat), 0);
    assert!(!seat.text().contains("听到吗"), "{}", seat.text());
}

#[test]
fn a_post_that_stands_empty_is_named_at_every_size() {
    let words = [
        (Vacant::Officer, "无人值守", "NOBODY ON CALL"),
        (Vacant::Second, "第二值班员 无人", "no second officer"),
        (Vacant::Leader, "带班领导 无人", "no leader on call"),
        (Vacant::SecondAndLeader, "第二值班员、带班领导 无人", "no second officer, no leader on call"),
    ];
    for (vacant, zh, en) in words {
        for (lang, (columns, rows)) in Lang::ALL.into_iter().flat_map(|it| [(it, (80, 24)), (it, (160, 48))])
        {
            let mut seat = Seat::new(lang, columns, rows);
            let mut snapshot = night::night();
            snapshot.status.vacant = vacant;
            seat.screen.snapshot(snapshot, seat.now);
            let text = seat.text();
            let first = text.lines().next().unwrap();
            assert!(first.contains(lang.pick(zh, en)), "{columns}x{rows}\n{text}");
            assert!(first.contains("!!2"), "the fire stays:\n{text}");
            let is_said = ["无人值守", "NOBODY ON CALL"].iter().any(|word| first.contains(word));
            assert_eq!(is_said, vacant == Vacant::Officer, "{text}");
        }
    }
}
