//! The idle lock: it hides nothing and holds up no act that serves life; the rest is asked with the passphrase again.

use crate::screen::Seat;
use crate::screen::night;
use dutydesk::language::Lang;
use dutydesk::operations::authority::Proof as Asked;
use dutydesk::operations::command::Draft;
use dutydesk::operations::reference::Role;
use dutydesk::screen::options::Options;
use dutydesk::screen::state::Screen;
use dutydesk::screen::{Proof, Request};
use dutydesk::terminal::key::Code;
use std::time::Duration;

const AFTER: u64 = 10 * 60 * 1_000;

fn seat(lang: Lang) -> Seat {
    let mut seat = Seat::new(lang, 160, 48);
    let options = Options {
        lang,
        size: (160, 48),
        officer: "D1".to_owned(),
        lock_after: Duration::from_millis(AFTER),
        ..Options::default()
    };
    seat.screen = Screen::new(options).unwrap();
    let snapshot = night::night();
    let first = snapshot.incidents[0].clone();
    seat.screen.session("王强", Role::Officer, true);
    seat.screen.snapshot(snapshot, seat.now);
    seat.screen.dossier(Some(night::dossier(first)));
    seat.wait(0);
    seat.screen.take_requests().for_each(drop);
    seat
}

fn locks(seat: &mut Seat) -> usize {
    seat.screen.take_requests().filter(|request| matches!(request, Request::Lock)).count()
}

fn drafts(seat: &mut Seat) -> Vec<Draft> {
    let draft = |request| match request {
        Request::Act { draft, .. } => Some(draft),
        _ => None,
    };
    seat.screen.take_requests().filter_map(draft).collect()
}

fn locked(lang: Lang) -> Seat {
    let mut seat = seat(lang);
    seat.wait(AFTER);
    assert_eq!(locks(&mut seat), 1);
    seat
}

#[test]
fn it_locks_once_after_the_time_and_only_when_nobody_touched_it() {
    let mut seat = seat(Lang::Zh);
    seat.wait(AFTER - 1_000);
    assert_eq!(locks(&mut seat), 0);
    seat.press(Code::Down);
    seat.wait(AFTER - 1_000);
    assert_eq!(locks(&mut seat), 0, "a key begins the time anew");
    seat.wait(1_000);
    assert_eq!(locks(&mut seat), 1);
    seat.wait(AFTER * 3);
    assert_eq!(locks(&mut seat), 0, "what is locked is not locked again");
}

#[test]
fn it_hides_nothing() {
    for lang in [Lang::Zh, Lang::En] {
        let (mut open, mut locked) = (seat(lang), locked(lang));
        let shown = locked.text();
        let word = if lang == Lang::Zh { "已锁" } else { "locked" };
        assert!(shown.contains(word), "{shown}");
        for row in ["#1042", "1042"] {
            assert_eq!(open.text().matches(row).count(), shown.matches(row).count(), "{row}\n{shown}");
        }
        // Every row of the list stands where it stood; only clocks and the line of messages read otherwise.
        let rows = |text: &str| text.lines().filter(|line| line.contains("10")).count();
        assert_eq!(rows(&open.text()), rows(&shown));
    }
}

#[test]
fn life_goes_on_and_the_rest_asks_for_the_passphrase() {
    let mut seat = locked(Lang::Zh);
    seat.keys(":ack 1042");
    seat.press(Code::Enter);
    seat.keys(":called 1042 119 alarm answered");
    seat.press(Code::Enter);
    seat.keys(":dispatch 1042 T1 guide");
    seat.press(Code::Enter);
    seat.keys(":evac 1042");
    seat.press(Code::Enter);
    let sent = drafts(&mut seat);
    let boxed = seat.text();
    assert!(sent.iter().all(|draft| draft.proof() == Asked::None), "{sent:?}");
    assert!(sent.len() >= 2 && !boxed.contains("署名后接着办"), "{sent:?}\n{boxed}");
    let mut seat = locked(Lang::Zh);
    seat.keys(":phase 1042 2");
    seat.press(Code::Enter);
    assert!(drafts(&mut seat).is_empty());
    assert!(seat.text().contains("署名后接着办"), "{}", seat.text());
    seat.keys("D1");
    seat.press(Code::Enter);
    seat.keys("good");
    seat.press(Code::Enter);
    seat.screen.take_requests().for_each(drop);
    seat.screen.proof(Proof::Accepted { name: "王强".into(), role: Role::Officer }, seat.now);
    assert_eq!(drafts(&mut seat).len(), 1, "what waited goes on");
}

#[test]
fn a_passphrase_that_stood_half_typed_is_gone() {
    let mut seat = seat(Lang::Zh);
    seat.keys("l3L1");
    seat.press(Code::Enter);
    seat.keys("secr");
    seat.wait(AFTER);
    assert!(!format!("{:?}", seat.screen).contains("secr") && !seat.text().contains("****"));
}

/// A desk that is heard anew knows the Unix user: that ends no lock.
#[test]
fn only_a_passphrase_ends_it() {
    let mut seat = locked(Lang::Zh);
    seat.screen.session("王强", Role::Officer, true);
    assert_eq!(locks(&mut seat), 1, "the desk is told again");
    seat.keys(":phase 1042 2");
    seat.press(Code::Enter);
    assert!(drafts(&mut seat).is_empty());
    seat.press(Code::Escape);
    seat.screen.proof(Proof::Accepted { name: "王强".into(), role: Role::Officer }, seat.now);
    seat.screen.session("王强", Role::Officer, true);
    assert_eq!(locks(&mut seat), 0);
    seat.keys(":phase 1042 2");
    seat.press(Code::Enter);
    assert_eq!(drafts(&mut seat).len(), 1);
}
