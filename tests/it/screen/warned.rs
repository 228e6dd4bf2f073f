//! The warnings' page: whom each touches, what is insured there and by whom, who tells it, what is in doubt, what found no place.

use super::Seat;
use super::pages::answer;
use crate::operations::fixture::{Desk, rainstorm};
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::WarningBody;
use dutydesk::language::Lang;
use dutydesk::limits::WARNINGS_MAX;
use dutydesk::operations::warning::Colour;

/// A desk with more warnings than it lists, two of its own county, and a lifting that may mean either.
fn night() -> Desk {
    let mut desk = Desk::new();
    let of = |colour, adcode, id: &str| WarningBody {
        colour,
        adcodes: vec![adcode],
        ..rainstorm(Type::Issue, id, &[])
    };
    for number in 0..WARNINGS_MAX {
        desk.warned(number as i64, &of(Colour::Red, 654_003, &format!("far-{number}")));
    }
    desk.warned(1_000, &of(Colour::Yellow, 320_321, "a"));
    desk.warned(2_000, &of(Colour::Yellow, 320_321, "b"));
    desk.warned(3_000, &WarningBody { kind: Type::Cancel, ..of(Colour::Yellow, 320_321, "lifting") });
    desk
}

#[test]
fn the_page_says_whom_a_warning_touches_and_what_found_no_place() {
    let desk = night();
    for (columns, rows) in [(80, 24), (160, 48)] {
        for (lang, words) in [
            (
                Lang::Zh,
                vec!["或已解除", "合计 210,000,000.00", "人保", "4000万", "人员", "不涉及单位 126", "未列 2"],
            ),
            (
                Lang::En,
                vec![
                    "LIFTED?",
                    "in all 210,000,000.00",
                    "人保 40m",
                    "people",
                    "touch no site 126",
                    "not listed 2",
                ],
            ),
        ] {
            let mut seat = Seat::at_night(lang, columns, rows);
            seat.screen.snapshot(desk.snapshot(), seat.now);
            seat.keys("2");
            answer(&mut seat, &desk);
            let text = seat.text();
            println!("{text}");
            for word in words {
                assert!(text.contains(word), "{columns}x{rows} lacks {word}:\n{text}");
            }
            // Where there is room, on the line itself.
            let at_once =
                lang.pick("涉及 14  人员 1663  保额 21000万", "sites 14  people 1663  insured 210m");
            assert_eq!(text.contains(at_once), columns == 160, "{text}");
            let first = text.lines().find(|line| line.trim_start().starts_with('>')).unwrap_or_default();
            assert!(first.contains(lang.pick("黄", "yellow")), "ours stands first:\n{text}");
            // In full: who tells it, and why it is in doubt.
            seat.press(dutydesk::terminal::key::Code::Enter);
            answer(&mut seat, &desk);
            let text = seat.text();
            println!("{text}");
            for word in [lang.pick("来源", "feeds"), lang.pick("有解除未指明哪一条", "does not say which")]
            {
                assert!(text.contains(word), "{columns}x{rows} lacks {word}:\n{text}");
            }
        }
    }
}

#[test]
fn the_home_screen_counts_what_is_elsewhere() {
    let desk = night();
    let mut seat = Seat::at_night(Lang::Zh, 160, 48);
    seat.screen.snapshot(desk.snapshot(), seat.now);
    let text = seat.text();
    println!("{text}");
    for word in ["预警  128", "不涉及单位 126", "未列 2", "保额 21000万"] {
        assert!(text.contains(word), "lacks {word}:\n{text}");
    }
}
