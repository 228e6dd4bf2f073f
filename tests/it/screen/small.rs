//! 80x24 in English: every page whole, no figure cut. The frames stand beside this file, to be read in a review.

use crate::screen::pages::{answer, park};
use crate::screen::{Seat, as_it_was_read, night};
use dutydesk::language::Lang;
use dutydesk::screen::{Link, request};

fn page(key: char) -> String {
    let mut seat = Seat::at_night(Lang::En, 80, 24);
    seat.screen.take_requests().count();
    if key != '1' {
        seat.keys(&key.to_string());
    }
    if key == '8' {
        let entries = [(1_043, "incident.acknowledged"), (1_042, "incident.opened")].map(|(entry, kind)| {
            request::Entry {
                entry: dutydesk::units::EntryNumber(entry),
                at: night::ago(60),
                kind: kind.to_owned(),
                actor: "D1".to_owned(),
                ..request::Entry::default()
            }
        });
        seat.screen.entries(request::Page {
            incident: None,
            before: None,
            entries: entries.into(),
            ..Default::default()
        });
    } else {
        answer(&mut seat, &park());
    }
    seat.text()
}

#[test]
fn a_verified_fire_and_a_leaders_screen_lose_no_figure_either() {
    let mut real = night::fire(1_042, 12);
    real.verdict = Some(dutydesk::operations::incident::Verdict::Real);
    real.phase = dutydesk::operations::incident::Phase::Activation;
    let mut seat = Seat::new(Lang::En, 80, 24);
    seat.screen.snapshot(night::snapshot(std::slice::from_ref(&real)), seat.now);
    seat.screen.dossier(Some(night::dossier(real)));
    let text = seat.text();
    assert!(text.contains("phase 1  level 3"), "{text}");
    let mut far = crate::screen::pages::leader(Lang::En, 80, 24);
    let text = far.text();
    println!("{text}");
    for words in ["expected 14 counted 12 missing 2", "0317", "available 1,284,000.00", "phase0"] {
        assert!(text.contains(words), "lacks {words}:\n{text}");
    }
    assert!(cut(&text).iter().all(|word| !word.contains(|c: char| c.is_ascii_digit())), "{text}");
}

/// Returns the words that were cut, with the page's own.
fn cut(text: &str) -> Vec<&str> {
    text.split_whitespace().filter(|word| word.len() > 1 && word.ends_with('~')).collect()
}

#[test]
fn every_page_in_english_on_the_smallest_desk_is_as_it_was_read() {
    for key in '1'..='8' {
        as_it_was_read(&format!("small/page{key}"), &page(key));
    }
}

#[test]
fn no_figure_is_cut_and_the_counts_stand_in_the_first_line() {
    for key in '1'..='8' {
        let text = page(key);
        for word in cut(&text) {
            let figure = word.trim_end_matches('~').ends_with(|c: char| c.is_ascii_digit());
            assert!(!figure, "page {key} cuts {word}:\n{text}");
        }
        let first = text.lines().next().unwrap();
        for words in ["!!2 n #1042", "unacked 2", "verif", "hand 3", "21:04:07"] {
            assert!(first.contains(words), "page {key} lacks {words}: {first}");
        }
        assert!(text.lines().all(|line| dutydesk::text::cells(line) <= 80), "{text}");
    }
    let home = page('1');
    for words in ["phase 0  level 3", "journal #10482", "up"] {
        assert!(home.contains(words), "lacks {words}:\n{home}");
    }
}

#[test]
fn a_lost_desk_leaves_nothing_that_looks_live_and_says_how_it_is_started_again() {
    let cases = [
        (
            Lang::Zh,
            ["断线 00:07", "传感未知", "地震未知", "截至 21:04:07", "重新启动值班台: dutydesk serve"],
            "正常",
        ),
        (
            Lang::En,
            [
                "LINK LOST 00:07",
                "传感 unknown",
                "地震 unknown",
                "as of 21:04:07",
                "start the desk again, in the duty room: dutydesk serve",
            ],
            "up",
        ),
    ];
    for (columns, rows) in [(80, 24), (160, 48)] {
        for (lang, wanted, live) in &cases {
            for key in ['1', '2', '8'] {
                let mut seat = Seat::at_night(*lang, columns, rows);
                seat.keys(&key.to_string());
                seat.screen.link(Link::Lost, seat.now);
                seat.wait(7_000);
                let text = seat.text();
                let flat = text.replace("传感 未知", "传感未知").replace("地震 未知", "地震未知");
                for words in wanted {
                    assert!(flat.contains(words), "{columns}x{rows} page {key} lacks {words}:\n{text}");
                }
                let feeds = text.lines().filter(|line| line.contains("传感"));
                for line in feeds {
                    let words = line.split_whitespace().any(|word| word == *live);
                    assert!(!words && !line.contains("正常"), "{line}");
                }
                seat.screen.snapshot(night::night(), seat.now);
                let text = seat.text();
                assert!(!text.contains("dutydesk serve") && !text.contains(wanted[0]), "{text}");
            }
        }
    }
}
