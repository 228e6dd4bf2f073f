//! A drill at 80x24 in both languages: no word of ours is cut on its pages, in its boxes, in what it says.
//!
//! What is the scenario's, the registry's or typed may be cut, with the mark that says so.

use crate::operations::drills::{direct, script, snapshot, words};
use crate::operations::fixture::{Desk, proved};
use crate::screen::drill::{self, alarmed, calm, held, view};
use crate::screen::{Seat, director, night};
use dutydesk::language::{Lang, Word, answer, text};
use dutydesk::operations::actor::PrivateText;
use dutydesk::operations::drill::script::Script;
use dutydesk::operations::drill::view::{Replay, Told};
use dutydesk::operations::drill::{About, Command, Rating, Refusal, View};
use dutydesk::operations::incident::Phase;
use dutydesk::operations::outcome;
use dutydesk::operations::reference::Role;
use dutydesk::operations::snapshot::JournalStatus;
use dutydesk::screen::Options;
use dutydesk::terminal::key::Code;
use dutydesk::text::{bounded, cells};
use dutydesk::units::{Digest, EntryNumber, InputNumber};
use std::sync::OnceLock;

const SIZE: (u16, u16) = (80, 24);
const TYPED: &str =
    "the third radio was never tried, and nobody had asked for its batteries since the spring";

/// What was shown, and of what.
type Frames = Vec<(String, String)>;

/// What nothing of ours has a letter of.
const LONG: &str = "词";

fn long_told() -> Told {
    Told { zh: bounded(&"烟".repeat(50)), en: bounded(&"smoke ".repeat(26)), ..view().told.unwrap() }
}

/// An hour and more into the drill, with a row of every kind in every state.
fn late(script: Script) -> Desk {
    let mut desk = director::desk_of(script);
    let text = PrivateText { token: 7, digest: Digest([7; 32]) };
    desk.tick(7_500_000);
    direct(&mut desk, Command::Give { inject: bounded("J3") });
    direct(&mut desk, Command::Leave { inject: bounded("J2") });
    direct(&mut desk, Command::Enter { phase: Phase::Activation, reason: None });
    desk.tick(4_000_000);
    direct(&mut desk, Command::Enter { phase: Phase::Recovery, reason: Some(text) });
    for (about, rating) in [
        (About::Whole, Rating::Good),
        (About::Inject(bounded("J3")), Rating::Fair),
        (About::Who(bounded("T4")), Rating::Unable),
    ] {
        direct(&mut desk, Command::Observe { about, rating, text });
    }
    direct(&mut desk, Command::Improve { owner: bounded("T4"), due_day: 20_900, text });
    direct(&mut desk, Command::Pace { milli: 4_500 });
    desk
}

fn director(desk: &Desk, lang: Lang) -> Seat {
    let options = Options { lang, size: SIZE, ..Options::default() };
    let mut seat = director::seat_of(desk, options, proved("X1"));
    let mut on_disk = snapshot(desk, Some(calm()));
    on_disk.status.journal = JournalStatus::Saved(desk.driver.state.entry);
    seat.screen.snapshot(on_disk, seat.now);
    let entries = (1..=desk.driver.state.entry.0).map(EntryNumber);
    seat.screen.texts(entries.map(|entry| (entry, Some(TYPED.to_owned()))).collect());
    seat
}

/// Every row of the page under the cursor, short and open.
fn rows(name: &str, desk: &Desk, lang: Lang, frames: &mut Frames) {
    let mut seat = director(desk, lang);
    for open in [false, true] {
        seat.keys("g");
        for row in 0..16 {
            frames.push((format!("{name} row {row} open {open}"), seat.text()));
            seat.keys("j");
        }
        seat.press(Code::Enter);
    }
}

/// Every box that a key of the page opens, on every row.
fn boxes(name: &str, desk: &Desk, lang: Lang, frames: &mut Frames) {
    for key in ["i", "x", "N", "l", "e", "o", "X", "!", "I", "'", "K", "?"] {
        for row in [0, 9] {
            let mut seat = director(desk, lang);
            seat.keys("g");
            for _ in 0..row {
                seat.keys("j");
            }
            seat.keys(key);
            frames.push((format!("{name} {key} on row {row}"), seat.text()));
            if key == "N" {
                seat.keys("4");
                frames.push((format!("{name} {key} 4 on row {row}"), seat.text()));
            }
        }
    }
}

/// What players see: the band in every state, what was told, the boxes that are for everybody.
fn players(lang: Lang, frames: &mut Frames) {
    let watched = |at_end| Replay { input: InputNumber(4_821_000), at_end, seeks: !at_end, bookmarks: 3 };
    let over = |real| View { ended: Some(real), ..held() };
    for (name, view) in [
        ("runs", view()),
        ("long", View { told: Some(long_told()), milli: 16_250, ..view() }),
        ("held", held()),
        ("over", over(false)),
        ("alarm", alarmed()),
        ("was alarmed", View { live: Some(calm()), ..alarmed() }),
        ("deaf", View { live: None, told: None, ..view() }),
        ("watched", View { replay: Some(watched(false)), told: None, ..held() }),
        ("watched to its end", View { replay: Some(watched(true)), told: None, ..held() }),
        ("late", View { began: night::ago(12_345), phase: Phase::Recovery, ..view() }),
    ] {
        for key in ["", "I", "X", "!", "O"] {
            let mut seat = drill::seat(lang, SIZE, view);
            seat.keys(key);
            frames.push((format!("player {name} {key}"), seat.text()));
        }
        let mut seat = drill::seat(lang, SIZE, view);
        seat.screen.session("", Role::Director, false);
        seat.keys("O");
        frames.push((format!("unproved director {name}"), seat.text()));
    }
    let mut seat = drill::seat(lang, SIZE, view());
    seat.screen.snapshot(drill::drill(over(true)), seat.now);
    frames.push(("really over".to_owned(), seat.text()));
}

/// Every scene of a drill, with names as short as they are in the fixture, and as long as a file may have them.
fn scenes(lang: Lang) -> &'static [Frames; 2] {
    static SCENES: [OnceLock<[Frames; 2]>; 2] = [OnceLock::new(), OnceLock::new()];
    SCENES[lang as usize].get_or_init(|| [played(lang, &script()), played(lang, &long())])
}

fn played(lang: Lang, script: &Script) -> Frames {
    let mut frames = Vec::new();
    let mut of = |name: &str, desk: Desk| {
        rows(name, &desk, lang, &mut frames);
        boxes(name, &desk, lang, &mut frames);
    };
    of("begun", director::desk_of(script.clone()));
    of("late", late(script.clone()));
    players(lang, &mut frames);
    frames
}

/// A script whose every name fills its place.
fn long() -> Script {
    let long = || words(&LONG.repeat(53), &LONG.repeat(53));
    let mut script = script();
    script.name = long();
    script.objectives.iter_mut().for_each(|it| *it = long());
    for phase in &mut script.phases {
        phase.entry.iter_mut().chain(&mut phase.exit).for_each(|it| *it = long());
    }
    for inject in &mut script.injects {
        inject.title = long();
        inject.told = if inject.told.is_empty() { inject.told } else { long() };
    }
    script.open_actions.iter_mut().for_each(|it| it.text = LONG.repeat(300));
    script
}

/// Returns whether what is cut in a line is not ours: it is what the scenario calls something, or what somebody typed.
fn may_be_cut(line: &str, names: &[String]) -> bool {
    // The list of incidents is every desk's.
    if line.contains(" #10") {
        return true;
    }
    line.match_indices('~').all(|(at, _)| {
        let before = &line[..at];
        let begins = before.match_indices("  ").map(|(at, gap)| at + gap.len()).chain([0, 1]);
        let cut = begins.filter_map(|begin| before.get(begin..)).map(str::trim_start);
        let mut cut = cut.filter(|it| !it.is_empty());
        cut.any(|cut| names.iter().any(|name| name.starts_with(cut)))
    })
}

#[test]
fn no_word_of_ours_is_cut() {
    let mut names: Vec<String> = vec![TYPED.to_owned(), LONG.repeat(300)];
    let told = |told: Told| [told.zh, told.en].map(|it| format!("{} {it}", told.code));
    names.extend(told(view().told.unwrap()).into_iter().chain(told(long_told())));
    for code in ["J1", "J2", "J3"] {
        names.push(format!("{code} {}", LONG.repeat(53)));
    }
    for inject in &script().injects {
        names.extend([inject.title, inject.told].map(|it| format!("{} {}", inject.code, it.zh)));
        names.extend([inject.title, inject.told].map(|it| format!("{} {}", inject.code, it.en)));
    }
    names.extend([script().name.zh, script().name.en].map(|it| it.to_string()));
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        for (name, text) in scenes(lang).iter().flatten() {
            let cut = text.lines().filter(|line| !may_be_cut(line, &names));
            wrong.extend(cut.map(|line| format!("{lang:?} {name}: {line}")));
        }
    }
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_long_name_takes_no_word_of_a_box_with_it() {
    for lang in Lang::ALL {
        let ours = match lang {
            Lang::Zh => ["Esc 取消", "Enter 确定", "看到什么", "评定"],
            Lang::En => ["Esc cancels", "Enter confirms", "what was seen", "rating"],
        };
        let [short, long] = scenes(lang);
        for ((name, short), (_, long)) in short.iter().zip(long) {
            for words in ours {
                assert!(!short.contains(words) || long.contains(words), "{name}: {words}:\n{short}\n{long}");
            }
        }
    }
}

/// What a line is, its code, how far it is, its words: each begins where it does in the line above.
#[test]
fn the_columns_of_the_script_stand() {
    for lang in Lang::ALL {
        for row in [0, 15] {
            let mut seat = director(&late(script()), lang);
            (0..row).for_each(|_| seat.keys("j"));
            let text = seat.text();
            let list = text.lines().skip(3).take_while(|line| !line.starts_with("---"));
            for line in list.filter(|line| !line.is_empty()) {
                for at in [11, 17, 41] {
                    let mut before = 0;
                    let there = line.chars().find(|c| {
                        before += cells(&c.to_string());
                        before > at
                    });
                    assert!(there.is_none_or(|c| c == ' '), "{at}: {line}:\n{text}");
                }
            }
        }
    }
}

#[test]
fn lines_that_have_no_room_are_counted() {
    let mut script = script();
    script.objectives = vec![words("目标", "an objective"); 14].into();
    for lang in Lang::ALL {
        let mut seat = director(&director::desk_of(script.clone()), lang);
        assert!(seat.text().contains(" +9 Enter "), "{}", seat.text());
        seat.press(Code::Enter);
        let text = seat.text();
        assert!(text.contains(" +7 ") && !text.contains("+7 Enter"), "{text}");
    }
}

/// A table: every refusal and every message of a drill stands whole in the last line.
#[test]
fn what_is_said_fits_its_line() {
    let (code, phase) = (bounded("J12"), Phase::Verification);
    let refusals = [
        Refusal::NoDrill,
        Refusal::Over,
        Refusal::NoSuchInject(code),
        Refusal::AlreadyGiven(code),
        Refusal::AlreadyLeft(code),
        Refusal::AlreadyIn(phase),
        Refusal::Backwards(phase),
        Refusal::ReasonMissing(phase),
        Refusal::NoSuchItem { items: 16 },
        Refusal::AlreadyChecked,
        Refusal::NoSuchOne(code),
        Refusal::NoSuchAction(64),
        Refusal::ActionsFull,
        Refusal::AlreadyHeld,
        Refusal::NotHeld,
        Refusal::Watching,
        Refusal::NotWatching,
        Refusal::NoSuchPlace,
        Refusal::AtEnd,
        Refusal::PaceOutOfRange,
    ];
    let said = [
        Word::AfterTheDrill,
        Word::DrillToldNothing,
        Word::RealOver,
        Word::RealGo,
        Word::LiveDeskNone,
        Word::LiveDeskGone,
        Word::DirectorOnly,
        Word::DirectorWatches,
        Word::DirectorChooseInject,
        Word::DirectorChooseItem,
        Word::DirectorLastPhase,
        Word::DirectorNotOpen,
        Word::DirectorSlowest,
        Word::DirectorFastest,
    ];
    for lang in Lang::ALL {
        let refused = refusals.iter().map(|refused| {
            let mut out = String::new();
            answer::refusal(lang, &outcome::Refusal::Drill(*refused), &mut out);
            out
        });
        let said = said.iter().map(|word| text(lang, *word).to_owned());
        for line in refused.chain(said) {
            assert!(cells(&line) < usize::from(SIZE.0) - 1, "{} cells: {line}", cells(&line));
        }
    }
}
