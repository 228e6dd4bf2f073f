//! What was told is read again, and what is over is acted on no more.

use super::{drill, held, seat, view};
use crate::screen::Seat;
use crate::screen::night::ago;
use dutydesk::language::Lang;
use dutydesk::operations::drill::View;
use dutydesk::operations::drill::view::{Replay, Told};
use dutydesk::operations::reference::Role;
use dutydesk::screen::Request;
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;

#[test]
fn everything_that_was_told_is_read_again_and_who_comes_later_reads_it_too() {
    let told = |code: &str, seconds: i64, zh: &str, en: &str| Told {
        code: bounded(code),
        at: ago(seconds),
        zh: bounded(zh),
        en: bounded(en),
    };
    let two = || {
        let mut snapshot = drill(view());
        snapshot.told.clear();
        snapshot.told.extend([
            told("J2", 3, "一人被困在西门内", "one is trapped inside the west door"),
            told("J1", 3, "两人失联", "two are missing"),
            told("J0", 700, "夜班在岗14人", "14 on the night shift"),
        ]);
        snapshot
    };
    for (lang, told_of, all) in [
        (Lang::Zh, "另有 1 条: 按 I", ["一人被困在西门内", "两人失联", "夜班在岗14人"]),
        (Lang::En, "1 more: I", ["trapped inside", "two are missing", "14 on the night shift"]),
    ] {
        let mut seat = seat(lang, (80, 24), view());
        let mut before = two();
        before.told.drain(..2);
        seat.screen.snapshot(before, seat.now);
        seat.screen.snapshot(two(), seat.now);
        let last = seat.text().lines().last().unwrap().to_owned();
        assert!(last.contains(all[0]) && last.contains(told_of), "{last}");
        // Who has just come reads the same.
        let mut late = Seat::new(lang, 80, 24);
        late.screen.session("李建国", Role::Leader, true);
        late.screen.snapshot(two(), late.now);
        for seat in [&mut seat, &mut late] {
            seat.keys("I");
            let text = seat.text();
            let at = all.map(|words| text.find(words).unwrap_or_else(|| panic!("no {words}:\n{text}")));
            assert!(at.is_sorted(), "newest first:\n{text}");
            assert!(text.contains("21:04:04") && text.contains("20:52:27"), "when:\n{text}");
        }
        // On a small screen it scrolls.
        let mut small = Seat::new(lang, 40, 8);
        small.screen.snapshot(two(), small.now);
        small.keys("I");
        assert!(!small.text().contains(all[2]), "{}", small.text());
        small.press(Code::End);
        assert!(small.text().contains(all[2]), "{}", small.text());
    }
}

#[test]
fn once_it_is_over_no_key_acts_and_none_is_offered() {
    for (lang, wanted) in [(Lang::Zh, "真实台按 !"), (Lang::En, "! for the live desk")] {
        let mut seat = seat(lang, (160, 48), view());
        let hints = |seat: &mut Seat| seat.text().lines().last().unwrap().to_owned();
        let (call, verify) = (lang.pick("通话", "call"), lang.pick("核实", "verify"));
        seat.screen.snapshot(drill(View { ended: Some(false), ..held() }), seat.now);
        seat.screen.take_requests().for_each(drop);
        for key in ["c", "v", "p", "f", "d", "N", "i", "a", "x", "b", "r", "l", "o", "C", "X"] {
            seat.keys(key);
            assert!(seat.text().contains(wanted), "{key}:\n{}", seat.text());
        }
        let sent = seat.screen.take_requests().any(|it| matches!(it, Request::Act { .. }));
        assert!(!sent, "no act leaves the screen");
        seat.press(Code::Escape);
        seat.wait(60_000);
        let rings = seat.screen.take_requests().any(|it| matches!(it, Request::Bell(_)));
        assert!(!rings, "what nobody can acknowledge calls nobody");
        seat.keys("g");
        let line = hints(&mut seat);
        assert!(!line.contains(call) && !line.contains(verify), "{line}");
        // The line of the bar still goes to the desk, which refuses it in its own words.
        seat.keys("I");
        assert!(seat.text().contains("J3"), "what was told is still read:\n{}", seat.text());
    }
    // Of a recording that is watched nothing is refused here.
    let watched = View { ended: Some(false), replay: Some(Replay::default()), ..held() };
    let mut seat = seat(Lang::Zh, (160, 48), watched);
    seat.keys("v");
    assert!(!seat.text().contains("真实台按 !"), "{}", seat.text());
}
