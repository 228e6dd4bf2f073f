//! A drill on the screens of its players: never taken for the live desk, and a real alarm never for the drill's.
//! The frames stand beside this file, to be read in a review.

#![allow(clippy::large_types_passed_by_value, reason = "a view is made where it is shown, and shown once")]

mod again;

use crate::screen::night::{self, NOW, ago};
use crate::screen::{Seat, frames::check_cells};
use dutydesk::language::Lang;
use dutydesk::operations::call::{Callee, Offer, Purpose};
use dutydesk::operations::command::Draft;
use dutydesk::operations::drill::view::{LiveDesk, Replay, Told};
use dutydesk::operations::drill::{Command, Halt, View};
use dutydesk::operations::incident::Phase;
use dutydesk::operations::outcome::Outcome;
use dutydesk::operations::reference::{Contact, Role};
use dutydesk::operations::report;
use dutydesk::operations::snapshot::{Form, Mode, Snapshot};
use dutydesk::screen::layout::REMOTE;
use dutydesk::screen::sound::AGAIN_AFTER;
use dutydesk::screen::theme::{Scope, THEMES, Theme};
use dutydesk::screen::{Options, Request};
use dutydesk::terminal::key::Code;
use dutydesk::text::{bounded, cells};
use dutydesk::units::{Digest, EntryNumber, IncidentId, InputNumber};
use std::fs;
use std::path::Path;

/// A live desk where nothing endangers life.
pub(crate) fn calm() -> LiveDesk {
    LiveDesk { is_heard: true, unacknowledged: 2, ..LiveDesk::default() }
}

/// A fire at the live desk that nobody has.
pub(crate) fn burning(incident: u32, life_risk: u32) -> LiveDesk {
    LiveDesk {
        unacknowledged: life_risk + 1,
        life_risk,
        next: Some(IncidentId(incident)),
        place: bounded("恒越电池 2号车间"),
        ..calm()
    }
}

/// Twelve minutes into a drill, at four times real time, with something told a while ago.
pub(crate) fn view() -> View {
    View {
        began: ago(754),
        phase: Phase::Activation,
        milli: 4_000,
        held: None,
        ended: None,
        told: Some(Told {
            code: bounded("J3"),
            at: ago(12),
            zh: bounded("家属来电: 我丈夫在2号车间上夜班, 电话打不通"),
            en: bounded("a relative rings: my husband is on the night shift in hall 2 and does not answer"),
        }),
        live: Some(calm()),
        replay: None,
    }
}

pub(crate) fn held() -> View {
    View { held: Some(Halt::Director), milli: 1_000, ..view() }
}

pub(crate) fn alarmed() -> View {
    let incident = IncidentId(2_007);
    View { held: Some(Halt::RealAlarm { incident }), live: Some(burning(2_007, 1)), ..view() }
}

/// The night as a drill.
pub(crate) fn drill(view: View) -> Box<Snapshot> {
    let mut snapshot = night::night();
    snapshot.status.mode = Mode::Drill;
    snapshot.status.clock_milli = if view.held.is_some() || view.ended.is_some() { 0 } else { view.milli };
    snapshot.status.drill = Some(view);
    snapshot.told.extend(view.told);
    snapshot
}

fn seat_of(options: Options, view: View) -> Seat {
    let mut seat = Seat::of(options);
    let snapshot = drill(view);
    let first = snapshot.incidents[0].clone();
    seat.screen.session("王强", Role::Officer, true);
    seat.screen.snapshot(snapshot, seat.now);
    seat.screen.dossier(Some(night::dossier(first)));
    seat
}

pub(crate) fn seat(lang: Lang, size: (u16, u16), view: View) -> Seat {
    seat_of(Options { lang, size, ..Options::default() }, view)
}

pub(crate) fn keep(name: &str, text: &str) {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/screen/drill/{name}.txt"));
    if std::env::var_os("UPDATE_FRAMES").is_some() {
        fs::create_dir_all(kept.parent().unwrap()).unwrap();
        fs::write(&kept, text).unwrap();
    }
    let before = fs::read_to_string(&kept).unwrap_or_default();
    assert_eq!(text, before, "UPDATE_FRAMES=1 keeps the new frame:\n{text}");
}

fn first_line(seat: &mut Seat) -> String {
    seat.text().lines().next().unwrap_or_default().to_owned()
}

#[test]
fn the_band_is_as_it_was_read() {
    let over = |real| View { ended: Some(real), ..held() };
    let watched = Replay { input: InputNumber(48_210), ..Replay::default() };
    for lang in Lang::ALL {
        for (columns, rows) in [(160, 48), (80, 24), (20, 5)] {
            for (what, view) in [
                ("runs", view()),
                ("held", held()),
                ("over", over(false)),
                ("alarm", alarmed()),
                ("deaf", View { live: None, told: None, ..view() }),
                ("watched", View { replay: Some(watched), told: None, ..held() }),
            ] {
                let mut seat = seat(lang, (columns, rows), view);
                keep(&format!("{what}-{lang:?}-{columns}x{rows}").to_lowercase(), &seat.text());
            }
            let mut seat = seat(lang, (columns, rows), view());
            seat.screen.snapshot(drill(over(true)), seat.now);
            keep(&format!("real-{lang:?}-{columns}x{rows}").to_lowercase(), &seat.text());
        }
    }
}

#[test]
fn every_size_layout_language_and_theme_says_drill_in_its_first_line_and_keeps_the_count() {
    for (lang, mark) in [(Lang::Zh, "演练"), (Lang::En, "DRILL")] {
        for layout in [None, Some(REMOTE.to_owned())] {
            for columns in [1, 4, 9, 14, 20, 33, 40, 60, 80, 119, 120, 200] {
                for rows in [1, 2, 3, 4, 5, 12, 16, 17, 24, 41, 60] {
                    let options =
                        Options { lang, size: (columns, rows), layout: layout.clone(), ..Options::default() };
                    let mut seat = seat_of(options, view());
                    let text = seat.text();
                    check_cells(&seat.buffer);
                    let first = text.lines().next().unwrap();
                    assert!(columns < 14 || first.contains(mark), "{lang:?} {columns}x{rows}: {first}");
                    let counted = text.lines().take(2).any(|line| line.contains("!!2"));
                    assert!(columns < 4 || counted, "{lang:?} {columns}x{rows}:\n{text}");
                    seat.screen.snapshot(drill(alarmed()), seat.now);
                    let text = seat.text();
                    check_cells(&seat.buffer);
                    let first = text.lines().next().unwrap();
                    let said = if columns < 20 { "!!" } else { "#2007" };
                    assert!(columns < 4 || first.contains(said), "{lang:?} {columns}x{rows}: {first}");
                    assert!(!first.contains(mark), "nothing of the drill beside a real alarm: {first}");
                }
            }
        }
    }
}

/// A table: the first line of a drill, of a real alarm, and of the live desk, in each theme.
#[test]
fn no_theme_makes_a_drill_look_like_the_live_desk_or_like_a_real_alarm() {
    let row = |seat: &mut Seat| {
        seat.text();
        (0..seat.buffer.area.width).map(|x| seat.buffer[(x, 0)].style()).collect::<Vec<_>>()
    };
    for (name, source) in THEMES {
        let theme = Theme::parse(source).unwrap();
        let plain = [Scope::Text, Scope::Strong, Scope::Dim, Scope::Band, Scope::LifeUnacknowledged];
        for scope in [Scope::BandDrill, Scope::BandReal] {
            assert!(plain.iter().all(|it| theme.style(*it) != theme.style(scope)), "{name} {scope:?}");
        }
        assert_ne!(theme.style(Scope::BandDrill), theme.style(Scope::BandReal), "{name}");
        for size in [(160, 48), (80, 24), (20, 5)] {
            let options = || Options { size, theme: name.to_owned(), ..Options::default() };
            let practised = row(&mut seat_of(options(), view()));
            let real = row(&mut seat_of(options(), alarmed()));
            let mut live = Seat::of(options());
            let mut snapshot = night::night();
            snapshot.status.mode = Mode::Live;
            live.screen.snapshot(snapshot, live.now);
            let live = row(&mut live);
            for (x, ((practised, real), live)) in practised.iter().zip(&real).zip(&live).enumerate() {
                assert_eq!(practised, &practised_style(&theme, *practised), "{name} {size:?} {x}");
                let differ = practised != live && real != live && practised != real;
                assert!(differ, "{name} {size:?} {x}: {practised:?} {real:?} {live:?}");
            }
        }
    }
}

/// The style of the drill's band laid over another: a band has no hole.
fn practised_style(theme: &Theme, under: ratatui::style::Style) -> ratatui::style::Style {
    under.patch(theme.style(Scope::BandDrill))
}

#[test]
fn a_drill_that_is_held_has_no_pace_and_its_clock_stands() {
    let mut seat = seat(Lang::Zh, (160, 48), held());
    let before = seat.text();
    assert!(before.contains("暂停") && !before.contains("x0") && before.contains("12:34"), "{before}");
    seat.wait(30_000);
    assert_eq!(first_line(&mut seat), before.lines().next().unwrap(), "nothing counts on");
    seat.screen.snapshot(drill(view()), seat.now);
    assert!(first_line(&mut seat).contains("x4") && !seat.text().contains("时钟 x4"));
    seat.wait(2_000);
    assert!(first_line(&mut seat).contains("12:42"), "four times real time: {}", first_line(&mut seat));
}

#[test]
fn what_players_are_told_stands_in_the_message_line_until_something_else_is_said() {
    let mut seat = seat(Lang::Zh, (80, 24), View { told: None, ..view() });
    assert!(!seat.text().contains("家属来电"));
    seat.keys("I");
    assert!(seat.text().contains("还没有告知"), "{}", seat.text());
    seat.screen.take_requests().count();
    seat.screen.snapshot(drill(view()), seat.now);
    assert!(seat.screen.take_requests().any(|it| matches!(it, Request::Bell(1))));
    seat.wait(60_000);
    let text = seat.text();
    let last = text.lines().last().unwrap();
    assert!(last.contains("J3 家属来电: 我丈夫在2号车间上夜班, 电话打不通"), "{text}");
    // The same words again are no news.
    seat.keys("s");
    seat.screen.snapshot(drill(view()), seat.now);
    assert!(!seat.text().lines().last().unwrap().contains("家属来电"), "{}", seat.text());
    // In full, whatever the width.
    let mut narrow = crate::screen::drill::seat(Lang::En, (40, 12), view());
    narrow.keys("I");
    let text = narrow.text().replace('\n', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("is on the night shift in hall 2 and does not answer"), "{text}");
}

#[test]
fn what_players_are_told_waits_behind_the_answer_to_an_act() {
    let mut seat = seat(Lang::Zh, (80, 24), View { told: None, ..view() });
    seat.keys("X");
    seat.press(Code::Enter);
    let action = seat.screen.pending().next().unwrap();
    let outcome = Outcome::Recorded { entry: EntryNumber(77), digest: Digest([7; 32]), remark: None };
    seat.screen.answer(action, &outcome, seat.now);
    seat.screen.snapshot(drill(view()), seat.now);
    let last = |seat: &mut Seat| seat.text().lines().last().unwrap().to_owned();
    assert!(last(&mut seat).contains("已存 #77"), "{}", last(&mut seat));
    seat.wait(3_000);
    assert!(last(&mut seat).contains("家属来电"), "{}", last(&mut seat));
}

#[test]
fn a_real_alarm_rings_until_the_live_desk_has_it() {
    let mut seat = seat(Lang::Zh, (80, 24), view());
    seat.keys("s");
    seat.screen.take_requests().count();
    seat.screen.snapshot(drill(alarmed()), seat.now);
    let requests: Vec<Request> = seat.screen.take_requests().collect();
    assert!(requests.iter().any(|it| matches!(it, Request::Bell(_))), "{requests:?}");
    let notice = requests.iter().find_map(|it| match it {
        Request::Notice { title, body } => Some(format!("{title} {body}")),
        _ => None,
    });
    let notice = notice.unwrap();
    assert!(notice.contains("真实警情 #2007 恒越电池") && !notice.contains("演练"), "{notice}");
    let first = first_line(&mut seat);
    assert_eq!(first, "!! 真实警情 #2007 恒越电池 2号车间  按 ! 转到真实台");
    assert!(seat.text().lines().last().unwrap().contains("按 ! 转到真实台"), "{}", seat.text());
    let rings = |seat: &mut Seat| {
        seat.wait(AGAIN_AFTER.as_millis() as u64);
        seat.screen.take_requests().any(|it| matches!(it, Request::Bell(_)))
    };
    assert!(rings(&mut seat) && rings(&mut seat));
    // Silenced, it stands; one more sounds again; a live desk that is not heard has not said that somebody has it.
    seat.keys("s");
    seat.screen.take_requests().count();
    assert!(!rings(&mut seat) && first_line(&mut seat).contains("#2007"));
    let more = View { live: Some(burning(2_007, 2)), ..alarmed() };
    seat.screen.snapshot(drill(more), seat.now);
    assert!(seat.screen.take_requests().any(|it| matches!(it, Request::Bell(_))));
    assert!(first_line(&mut seat).contains("共 2 起"), "{}", first_line(&mut seat));
    seat.screen.snapshot(drill(View { live: Some(LiveDesk::default()), ..alarmed() }), seat.now);
    assert!(first_line(&mut seat).contains("#2007"), "{}", first_line(&mut seat));
    seat.screen.snapshot(drill(View { live: Some(calm()), ..alarmed() }), seat.now);
    let first = first_line(&mut seat);
    assert!(first.starts_with("演练") && first.contains("暂停 真实警情 #2007"), "{first}");
    assert!(!rings(&mut seat), "the live desk has it, and the drill's own were silenced");
}

#[test]
fn one_key_goes_to_the_live_desk() {
    let mut seat = seat(Lang::Zh, (80, 24), alarmed());
    let gone = |seat: &mut Seat| seat.screen.take_requests().any(|it| it == Request::ToLiveDesk);
    seat.keys("!");
    assert!(gone(&mut seat), "a real alarm asks nothing");
    for key in ["?", "w"] {
        seat.keys(key);
        seat.keys("!");
        assert!(gone(&mut seat), "nor does it wait for what lies over the panes: {key}");
    }
    // Without one a stray key does not take anybody out of a drill.
    seat.screen.snapshot(drill(view()), seat.now);
    seat.keys("!");
    assert!(!gone(&mut seat) && seat.text().contains("离开演练的屏幕"), "{}", seat.text());
    seat.press(Code::Enter);
    assert!(gone(&mut seat));
    seat.screen.live_desk_not_reached(true, seat.now);
    assert!(seat.text().contains("真实台没有在运行"), "{}", seat.text());
    seat.screen.snapshot(drill(View { live: None, ..view() }), seat.now);
    seat.keys("!");
    assert!(!gone(&mut seat) && seat.text().contains("没有真实台"), "{}", seat.text());
}

#[test]
fn anybody_stops_a_drill_for_something_real_and_every_screen_says_so_until_it_is_left() {
    // Nobody has signed on here: the stop word needs no proof.
    let mut seat = seat(Lang::Zh, (80, 24), view());
    seat.screen.session("", Role::Observer, false);
    seat.screen.take_requests().count();
    seat.keys("X");
    assert!(seat.text().contains("人人可以喊停"), "{}", seat.text());
    seat.press(Code::Enter);
    let drafts = seat.screen.take_requests().filter_map(|it| match it {
        Request::Act { draft, .. } => Some(draft),
        _ => None,
    });
    assert_eq!(drafts.collect::<Vec<_>>(), [Draft::Drill(Command::RealSituation)]);
    let over = View { ended: Some(true), ..held() };
    seat.screen.snapshot(drill(over), seat.now);
    assert!(seat.screen.take_requests().any(|it| it == Request::Bell(3)));
    for key in ["1", "3", "8", "J", "?", "\u{1b}"] {
        seat.keys(key);
        seat.press(Code::Escape);
        let text = seat.text();
        assert!(text.matches("真实情况").count() > 5 && text.contains("演练已结束"), "{key}:\n{text}");
        assert!(text.contains("按 ! 转到真实台") && !text.contains("恒越电池 2号车间 3区"), "{key}:\n{text}");
    }
    seat.keys("!");
    assert!(seat.screen.take_requests().any(|it| it == Request::ToLiveDesk));
    // Who comes later, to write down what was seen, has the band and the panes.
    let mut later = crate::screen::drill::seat(Lang::Zh, (80, 24), over);
    let text = later.text();
    assert!(text.lines().next().unwrap().contains("真实情况  演练结束"), "{text}");
    assert!(text.contains("恒越电池"), "{text}");
}

#[test]
fn every_call_every_notice_and_every_report_of_a_drill_says_that_it_is_one() {
    for (lang, spoken, short) in
        [(Lang::Zh, "演练演练演练.", "演练"), (Lang::En, "EXERCISE EXERCISE EXERCISE.", "DRILL")]
    {
        let mut seat = Seat::new(lang, 160, 48);
        let snapshot = drill(View { told: None, ..view() });
        let first = snapshot.incidents[0].clone();
        seat.screen.session("王强", Role::Officer, true);
        seat.screen.snapshot(snapshot, seat.now);
        let notice = |it| if let Request::Notice { title, body } = it { Some((title, body)) } else { None };
        let notices: Vec<(String, String)> = seat.screen.take_requests().filter_map(notice).collect();
        let marked = |(title, body): &(String, String)| title.contains(short) && body.contains(short);
        assert!(!notices.is_empty() && notices.iter().all(marked), "{notices:?}");
        let mut dossier = night::dossier(first);
        for purpose in [Purpose::Alarm, Purpose::Verify, Purpose::Brief, Purpose::UnitHead, Purpose::Notice] {
            let callee = Callee::Agency(dutydesk::operations::call::Agency::Fire);
            dossier.offers = vec![Offer { callee, purpose, contact: Contact::default() }];
            seat.screen.dossier(Some(dossier.clone()));
            seat.keys("c");
            let text = seat.text();
            let slip = text.lines().skip_while(|line| !line.contains("#1042  ")).collect::<Vec<_>>();
            assert!(slip.iter().any(|line| line.contains(spoken)), "{purpose:?}:\n{text}");
            seat.press(Code::Escape);
        }
        let lines = vec!["一、地点: {place}".to_owned()];
        dossier.form = Some(Form { kind: report::Kind::First, number: 1, lines, since: None });
        seat.screen.dossier(Some(dossier));
        seat.screen.take_requests().count();
        seat.keys("r");
        // A report is in the language of its form.
        assert!(seat.text().contains("演练演练演练"), "{}", seat.text());
        seat.press(Code::Enter);
        let submitted = seat.screen.take_requests().find_map(|it| match it {
            Request::Act { draft: Draft::Report(report::Command::Submit { text, .. }), .. } => Some(text),
            _ => None,
        });
        assert!(submitted.unwrap().starts_with("演练演练演练  一、"), "the mark is in the text itself");
    }
    let mut seat = Seat::at_night(Lang::Zh, 160, 48);
    seat.keys("c");
    assert!(!seat.text().contains("演练"), "{}", seat.text());
}

#[test]
fn on_a_desk_that_is_no_drill_its_keys_say_so_and_the_help_has_none_of_them() {
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    for key in ["O", "X", "!", "I"] {
        seat.screen.take_requests().count();
        seat.keys(key);
        assert!(seat.text().contains("本台不是演练"), "{key}:\n{}", seat.text());
        let done = |it: &Request| matches!(it, Request::Act { .. } | Request::ToLiveDesk | Request::Look(_));
        assert!(!seat.screen.take_requests().any(|it| done(&it)), "{key}");
    }
    let mut tall = Seat::at_night(Lang::Zh, 100, 200);
    tall.keys("?");
    assert!(!tall.text().contains("导调页") && !tall.text().contains("转到真实台"), "{}", tall.text());
    let mut drill = crate::screen::drill::seat(Lang::Zh, (100, 200), view());
    drill.keys("?");
    let text = drill.text();
    for words in ["导调页", "转到真实台", "演练立即结束", "告知全文"] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
}

#[test]
fn a_narrow_band_cuts_no_count() {
    for columns in 14..=200 {
        for (view, wanted) in [(view(), "2"), (View { live: None, ..view() }, "")] {
            let mut seat = seat(Lang::Zh, (columns, 24), view);
            let line = first_line(&mut seat);
            assert!(line.ends_with(wanted) && cells(&line) <= usize::from(columns), "{columns}: {line}");
        }
    }
    assert!(NOW > ago(1));
}
