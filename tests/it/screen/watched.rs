//! The keys of a drill that reach everywhere: the live desk's while a real alarm stands, a recording's while it is watched.

use crate::screen::Seat;
use crate::screen::director::drafts;
use crate::screen::drill::{alarmed, drill, held, seat, view};
use dutydesk::language::{Lang, time};
use dutydesk::operations::command::Draft;
use dutydesk::operations::dossier::ZONE;
use dutydesk::operations::drill::view::Replay;
use dutydesk::operations::drill::{Command, View};
use dutydesk::operations::listing::{Rows, Window};
use dutydesk::operations::reference::Role;
use dutydesk::screen::request::Proof;
use dutydesk::screen::{Options, Request};
use dutydesk::terminal::key::{Code, Key};
use dutydesk::units::{InputNumber, Span};

fn gone(seat: &mut Seat) -> bool {
    seat.screen.take_requests().any(|it| it == Request::ToLiveDesk)
}

/// Opens something at a seat.
type Open = fn(&mut Seat);

/// Opens each box that has a field: the sign-on, its passphrase, the bar, the filter, a note, a call that comes in, the stop word.
fn fields() -> Vec<(&'static str, Open)> {
    let passphrase = |seat: &mut Seat| {
        seat.keys("PD1");
        seat.press(Code::Enter);
    };
    let refused = |seat: &mut Seat| {
        seat.keys(":burn");
        seat.press(Code::Enter);
    };
    vec![
        ("sign-on", |seat| seat.keys("P")),
        ("passphrase", passphrase),
        ("bar", |seat| seat.keys(":note ")),
        ("refused", refused),
        ("filter", |seat| seat.keys("/ab")),
        ("note", |seat| seat.keys("N")),
        ("intake", |seat| seat.keys("i")),
        ("call", |seat| seat.keys("c")),
        ("box", |seat| seat.keys("X")),
        ("help", |seat| seat.keys("?")),
    ]
}

#[test]
fn while_a_real_alarm_stands_one_key_goes_to_the_live_desk_from_everywhere() {
    for (what, open) in fields() {
        for typed in ['!', '！'] {
            let mut one = seat(Lang::Zh, (80, 24), view());
            one.screen.session("", Role::Observer, false);
            open(&mut one);
            one.screen.snapshot(drill(alarmed()), one.now);
            one.screen.take_requests().count();
            one.screen.key(Key::char(typed), one.now);
            assert!(gone(&mut one), "{what} {typed}:\n{}", one.text());
        }
    }
    // What was typed is there again when the live desk was not.
    let mut one = seat(Lang::Zh, (80, 24), alarmed());
    one.keys(":note 12人!");
    assert!(gone(&mut one));
    one.screen.live_desk_not_reached(true, one.now);
    one.keys("4");
    assert!(one.text().lines().last().unwrap().contains(":note 12人4"), "{}", one.text());
}

#[test]
fn without_one_the_key_is_typed() {
    for typed in ["!", "！"] {
        let mut one = seat(Lang::Zh, (80, 24), view());
        one.keys(":note ");
        one.keys(typed);
        assert!(!gone(&mut one) && one.text().lines().last().unwrap().contains(typed), "{}", one.text());
        one.press(Code::Escape);
        one.keys("P");
        one.keys(typed);
        assert!(!gone(&mut one) && one.text().contains(typed), "{}", one.text());
    }
}

fn replay() -> View {
    let replay = Some(Replay { input: InputNumber(48_210), ..Replay::default() });
    View { replay, told: None, milli: 1_000, held: None, ..view() }
}

fn watching(lang: Lang, size: (u16, u16), view: &View) -> Seat {
    let mut one = Seat::of(Options { lang, size, ..Options::default() });
    one.screen.session("段立", Role::Director, true);
    one.screen.snapshot(drill(*view), one.now);
    one.screen.take_requests().count();
    one
}

#[test]
fn a_recording_that_is_watched_opens_where_the_night_is_seen() {
    let mut one = watching(Lang::Zh, (80, 24), &replay());
    assert!(!one.text().contains("O 导调"), "{}", one.text());
    one.screen.proof(Proof::Accepted { name: "段立".to_owned(), role: Role::Director }, one.now);
    one.press(Code::Escape);
    assert!(!one.text().contains("O 导调"), "{}", one.text());
    // The page says what can be done.
    for (lang, all) in [
        (Lang::Zh, ["单步", "定位", "书签", "接手", "暂停", "放慢", "加快"]),
        (
            Lang::En,
            ["one input on", "look for a place", "mark this place", "takes over", "hold", "slower", "faster"],
        ),
    ] {
        let mut one = watching(lang, (80, 24), &replay());
        one.keys("O");
        let asked = one.screen.take_requests().filter_map(|it| match it {
            Request::Look(look) => look.page,
            _ => None,
        });
        let look = asked.reduce(|_, newest| newest).unwrap();
        let rows = Rows::Drill(Vec::new());
        one.screen.listed(Box::new(Window { look, total: 0, at: None, partial: false, rows }));
        let text = one.text();
        for words in all {
            assert!(text.contains(words), "{words}:\n{text}");
        }
    }
}

#[test]
fn the_keys_of_a_recording_work_on_every_page_while_it_is_watched() {
    for page in ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "J", "O"] {
        let mut one = watching(Lang::Zh, (80, 24), &replay());
        one.keys(page);
        for (key, command) in [
            (".", Command::Step),
            ("H", Command::Hold),
            ("-", Command::Pace { milli: 500 }),
            ("+", Command::Pace { milli: 2_000 }),
        ] {
            one.screen.take_requests().count();
            one.keys(key);
            assert_eq!(drafts(&mut one), [Draft::Drill(command)], "{page} {key}:\n{}", one.text());
        }
        for (key, line) in [("'", ":定位"), ("B", ":书签")] {
            one.keys(key);
            assert!(one.text().lines().last().unwrap().contains(line), "{page} {key}:\n{}", one.text());
            one.press(Code::Escape);
        }
        one.keys("K");
        one.press(Code::Enter);
        assert_eq!(drafts(&mut one), [Draft::Drill(Command::TakeOver)], "{page}");
        one.screen.snapshot(drill(View { replay: replay().replay, ..held() }), one.now);
        one.keys("H");
        assert_eq!(drafts(&mut one), [Draft::Drill(Command::Resume)], "{page}");
    }
    // The team has taken over: the page's own keys are its own again.
    let mut one = watching(Lang::Zh, (80, 24), &View { replay: None, ..replay() });
    one.keys("6");
    one.screen.take_requests().count();
    one.keys("H");
    assert!(drafts(&mut one).is_empty() && one.text().contains("抑制"), "{}", one.text());
}

#[test]
fn the_last_line_and_the_help_show_the_keys_of_a_recording() {
    let mut one = watching(Lang::En, (160, 48), &replay());
    let text = one.text();
    let last = text.lines().last().unwrap();
    for hint in [". step", "' seek", "B mark", "K take over", "H hold"] {
        assert!(last.contains(hint), "{hint}: {last}");
    }
    assert!(!last.contains("a ack"), "nobody decides while a recording is watched: {last}");
    let mut tall = watching(Lang::En, (120, 200), &replay());
    tall.keys("?");
    let text = tall.text();
    let (now, later) = text.split_once("not available now").unwrap_or_else(|| panic!("{text}"));
    for words in
        ["one input on", "look for a place", "mark this place", "the team takes over", "hold the drill"]
    {
        assert!(now.contains(words) && !later.contains(words), "{words}:\n{text}");
    }
    assert!(!now.contains("keep apart"), "its key takes over:\n{text}");
}

#[test]
fn what_is_real_offers_only_the_ways_out() {
    for (lang, size, keys) in [
        (Lang::En, (160, 48), ["! LIVE DESK", "q leave"]),
        (Lang::Zh, (160, 48), ["! 真实台", "q 离开"]),
        (Lang::En, (80, 24), ["! to the live desk", "q leave"]),
    ] {
        let mut one = seat(lang, size, view());
        one.screen.snapshot(drill(View { ended: Some(true), ..held() }), one.now);
        let text = one.text();
        assert!(keys.iter().all(|it| text.contains(it)), "{text}");
        let last = text.lines().last().unwrap();
        for other in ["c call", "v verify", "d send", "a ack", "n next", "c 通话", "v 核实"] {
            assert!(!last.contains(other), "{other}: {last}");
        }
    }
}

#[test]
fn while_a_line_is_typed_no_message_stands_in_it_and_its_shape_does() {
    let mut one = seat(Lang::En, (80, 24), view());
    assert!(one.text().lines().last().unwrap().contains("J3"), "{}", one.text());
    one.keys(":improve ");
    let text = one.text();
    let last = text.lines().last().unwrap();
    assert!(!last.contains("J3") && last.contains(":improve   CODE YYYY-MM-DD TEXT"), "{text}");
    assert!(text.lines().nth(21).unwrap().contains("J3"), "it goes above the line:\n{text}");
    one.press(Code::Escape);
    assert!(one.text().lines().last().unwrap().contains("J3"), "{}", one.text());
}

#[test]
fn a_refused_line_stays_and_only_an_edit_goes_on_with_it() {
    let last = |seat: &mut Seat| seat.text().lines().last().unwrap().trim_end().to_owned();
    let refused = || {
        let mut one = watching(Lang::En, (80, 24), &replay());
        one.keys("'99:99");
        one.press(Code::Enter);
        let text = one.text();
        assert!(text.contains("does not fit") && last(&mut one).starts_with(" :seek 99:99"), "{text}");
        one
    };
    // A key that edits goes on with the line, and what was said of it is gone.
    let mut one = refused();
    one.press(Code::Backspace);
    one.keys("0");
    assert!(
        last(&mut one).starts_with(" :seek 99:90") && !one.text().contains("does not fit"),
        "{}",
        one.text()
    );
    // A word more is what most of them lack.
    let mut one = refused();
    one.keys(" x");
    assert!(last(&mut one).starts_with(" :seek 99:99 x"), "{}", one.text());
    // Anything else begins a line of its own, and the old one is a key away.
    let mut one = refused();
    one.keys("hold");
    assert!(last(&mut one).starts_with(" :hold"), "{}", one.text());
    one.press(Code::Up);
    assert!(last(&mut one).starts_with(" :seek 99:99"), "{}", one.text());
    // What no line begins with is a key of the screen again: who thinks that the line is gone is right.
    let mut one = refused();
    one.keys("'02:00");
    assert!(last(&mut one).starts_with(" :seek 02:00"), "{}", one.text());
    // Refused twice, it is said twice; Esc throws it away.
    let mut one = refused();
    one.press(Code::Enter);
    assert!(one.text().contains("does not fit"), "{}", one.text());
    one.press(Code::Escape);
    assert!(!one.text().contains("99:99") && !one.text().contains("does not fit"), "{}", one.text());
}

/// A clock that stands catches up with nothing: half a second too late would stay so.
#[test]
fn a_recording_that_goes_back_by_a_moment_shows_the_time_where_it_stands() {
    let mut one = watching(Lang::Zh, (80, 24), &View { held: held().held, ..replay() });
    let at = |one: &mut Seat, back: i64| {
        let mut snapshot = drill(View { held: held().held, ..replay() });
        snapshot.status.clock_milli = 0;
        snapshot.status.now = snapshot.status.now.after(Span(-back));
        let mut wanted = String::new();
        time::clock(snapshot.status.now, ZONE, &mut wanted);
        one.screen.snapshot(snapshot, one.now);
        let text = one.text();
        assert!(text.contains(&wanted), "{wanted}:\n{text}");
    };
    at(&mut one, 0);
    at(&mut one, 1_500);
    at(&mut one, 400_000);
}
