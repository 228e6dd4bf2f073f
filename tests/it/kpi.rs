//! What the alarm figures promise: a month whose figures were reckoned by hand comes out as reckoned.
//!
//! The month (30 days of 24 h = 720 h = 4,320 periods of ten minutes; one officer):
//!
//! | what | incidents | announcements | alarms joined | acknowledged after | 119 after | verified after |
//! |---|---|---|---|---|---|---|
//! | A water, 6 a day, devices W-0..W-5 | 180 | 180 | 30 a device = 180 | 10 s | - | - |
//! | B fire, 1 a day, S-0001, false | 30 | 30 | 30 | 15 x 12 s, 15 x 20 s | 15 x 50 s, 15 x 70 s | 15 x 80 s, 15 x 100 s |
//! | C flood of day 10, Z-00..Z-39 | 40 | 40 | 1 a device = 40 | 30 s | - | - |
//! | D fire, 6 on day 12 at one site, S-0002, false | 6 | 6 | 6 | 10 s | - | 30 s |
//! | E an A incident renewed three times | - | 3 | - | - | - | - |
//! | F chatter, C-0001, 5 alarms in 40 s | 1 | 1 | 5 | 10 s | - | - |
//! | G stale, Y-0..Y-5 of day 19 | 6 | 6 | 6 | 10 s | - | - |
//! | H a child of day 7 | 1 | 0 | 1 | never | - | - |
//! | sum | 264 | 266 | 268 | 263 | 30 | 36 |

mod carried;
mod month;

use dutydesk::document::kpi::{self, Device, Figures, Query, Report, Site, Steady, Times, Upset, table};
use dutydesk::journal::reader::Reader;
use dutydesk::language::Lang;
use dutydesk::operations::kpi::{Edition, Settings};
use dutydesk::units::{Instant, Span};
use month::{Handled, Month, T0, at, month};
use std::path::PathBuf;

fn written(month: Month) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("journal.db");
    month.write(&file);
    (dir, file)
}

fn reported(month: Month, query: Query, settings: &Settings, officers: u16) -> Report {
    let (_dir, file) = written(month);
    kpi::report(&Reader::open(&file).unwrap(), query, settings, officers).unwrap().unwrap()
}

/// The month's report, for whoever shows it.
pub(crate) fn report_of_month() -> Report {
    reported(month(), Query::default(), &Settings::default(), 1)
}

fn device(code: &str, alarms: u64) -> Device {
    Device { code: dutydesk::text::bounded(code), alarms }
}

#[test]
fn a_month_comes_out_as_it_was_reckoned_by_hand() {
    let report = reported(month(), Query::default(), &Settings::default(), 1);
    // 266 / 4,320 = 0.06157; 266 / 720 = 0.36944; 266 / 30 = 8.86667.
    let wanted = Figures {
        from: T0,
        to: at(30, 0, 0, 0),
        officers: 1,
        announced: 266,
        per_ten_minutes_milli: 62,
        per_hour_milli: 369,
        per_day_milli: 8_867,
        steady: Steady::Acceptable,
        periods: 4_320,
        // 10:00 to 10:10 of day 10 has all forty; no other period has more than three.
        periods_over: 1,
        hours: 720,
        hours_over: 1,
        max_ten_minutes: 40,
        surges: 1,
        // From 10:01:40, the eleventh, to 10:15:50: when the 36th is ten minutes old, four are left.
        surge: Span::seconds(850),
        upset_max: Some(40),
        upset: Some(Upset::Hard),
        alarms: 268,
        // Seven of 30, one of 6, one of 5, one of 1.
        worst_alarms: 222,
        worst: [
            ("S-0001", 30),
            ("W-0", 30),
            ("W-1", 30),
            ("W-2", 30),
            ("W-3", 30),
            ("W-4", 30),
            ("W-5", 30),
            ("S-0002", 6),
            ("C-0001", 5),
            ("P-0001", 1),
        ]
        .map(|(code, alarms)| device(code, alarms))
        .into(),
        chattering: 1,
        // Six become stale on day 20 and are quiet at 01:00 of day 21: six on either.
        stale_day_max: 6,
        // A 180, C 40, F 1, G 6 are minor; B 30, D 6 severe; the child is no announcement.
        priorities: [227, 0, 36, 0],
        unproved: 2,
        // The child: nothing said that it was quiet.
        standing: 1,
        shelved: 3,
        shelved_max: 4,
        false_alarms: 36,
        sites: vec![
            Site {
                name: "金洋酒店".into(), alarms: 6, worst_day: 20_833 + 1 + 12, worst: 6, days_over: 1
            },
            Site { name: "恒越电池".into(), alarms: 30, worst_day: 20_834, worst: 1, days_over: 0 },
        ],
        // In order: 193 x 10 s, 15 x 12, 15 x 20, 40 x 30. The 132nd is 10, the 237th 30; over 15 s: 15 + 40.
        acknowledged: Times { count: 263, median_s: Some(10), p90_s: Some(30), over: 55 },
        never_acknowledged: 1,
        // 15 x 50 s, 15 x 70: the 15th is 50, the 27th 70; over 60 s: 15.
        reported: Times { count: 30, median_s: Some(50), p90_s: Some(70), over: 15 },
        // 6 x 30 s, 15 x 80, 15 x 100: the 18th is 80, the 33rd 100; over 90 s: 15.
        verified: Times { count: 36, median_s: Some(80), p90_s: Some(100), over: 15 },
    };
    assert_eq!(report.span, wanted);
    assert_eq!(report.unread, 0);
    // The shift began at 20:00 of the last day: one of A, at 20:05.
    let shift = report.shift.unwrap();
    assert_eq!((shift.from, shift.announced, shift.alarms), (at(29, 20, 0, 0), 1, 1));
    assert_eq!((shift.standing, shift.shelved, shift.surge, shift.hours), (1, 3, Span(0), 4));
}

#[test]
fn editions_officers_and_spans_are_taken_as_given() {
    let isa = Edition::Isa182.settings();
    // Days 10 and 12 alone; two officers: twice as much is a limit, half as much an average.
    let day = 20_834;
    let query = Query { from_day: Some(day + 10), to_day: Some(day + 12) };
    let report = reported(month(), query, &isa, 2);
    let it = &report.span;
    assert_eq!((it.from, it.to, &report.shift), (at(10, 0, 0, 0), at(13, 0, 0, 0), &None));
    // 3 x 7 of A and B, 40 of C, 6 of D; over three days and two officers.
    assert_eq!((it.announced, it.per_day_milli), (67, 11_167));
    assert_eq!((it.periods_over, it.hours_over), (1, 0), "40 in the hour are no more than 2 x 30");
    assert_eq!((it.false_alarms, it.surge), (9, Span::seconds(850)));
    // A span inside the surge: it began before, and ends after.
    let mut inside = month::Month::default();
    inside.ends(at(0, 0, 0, 0));
    let began = dutydesk::operations::desk::Fact::SurgeBegan { announced: 11, officers: 1 };
    inside.say(at(0, 23, 0, 0), dutydesk::operations::fact::Body::Desk(began));
    inside.ends(at(2, 12, 0, 0));
    let query = Query { from_day: Some(day + 1), to_day: Some(day + 1) };
    let it = reported(inside, query, &isa, 1).span;
    assert_eq!((it.surge, it.surges, it.hours), (Span::minutes(24 * 60), 0, 24));
}

#[test]
fn an_empty_journal_and_an_empty_span_are_no_division_by_zero() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("journal.db");
    drop(dutydesk::journal::writer::Journal::open(&file).unwrap());
    let reader = Reader::open(&file).unwrap();
    assert_eq!(kpi::report(&reader, Query::default(), &Settings::default(), 1).unwrap(), None);
    let mut month = Month::default();
    month.ends(T0);
    let query = Query { from_day: Some(30_000), to_day: Some(29_000) };
    let report = reported(month, query, &Settings::default(), 0);
    assert_eq!((report.span.announced, report.span.officers), (0, 1));
    for lang in Lang::ALL {
        assert!(table::text(lang, &report).lines().count() > 10);
    }
}

#[test]
fn the_table_says_figures_targets_sources_and_what_is_not_known() {
    let report = reported(month(), Query::default(), &Settings::default(), 1);
    let zh = table::text(Lang::Zh, &report);
    let en = table::text(Lang::En, &report);
    if std::env::var_os("SHOW").is_some() {
        println!("{zh}\n{en}");
    }
    for words in [
        "2027-01-16 00:00 - 2027-02-14 23:59, 在岗 1 人",
        "8.87",
        "<= 144.00 / 288.00",
        "IEC 62682",
        "1 次 14:10 (0.03%)",
        "222/268 (82.83%)",
        "86.3/0.0/13.7/0.0%",
        "10/30秒/55 (263)",
        "40 难应付",
        "NFPA 1225 18.2",
        "日志不能说",
        "金洋酒店 误报 6 起, 最多一天 6 起 (2027-01-28), 超限 1 天",
    ] {
        assert!(zh.contains(words), "lacks {words}:\n{zh}");
    }
    for words in [
        "0.06",
        "time in surge",
        "1 x 14:10",
        "40 hard",
        "cannot tell",
        "GB 50440 practice",
        "50/70s/15 (30)",
    ] {
        assert!(en.contains(words), "lacks {words}:\n{en}");
    }
    // What missed its target says so without colour.
    let missed = |words: &str| zh.lines().any(|line| line.starts_with("! ") && line.contains(words));
    assert!(missed("任意10分钟最多") && missed("前十设备占比") && !missed("每人每天"), "{zh}");
    assert!(!en.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) && !zh.contains(c)), "{en}");
}

/// How long this thread has worked: what others do at the same time does not count.
fn worked() -> std::time::Duration {
    let worked = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    worked.try_into().unwrap()
}

#[test]
fn many_entries_are_walked_in_seconds_and_a_foreign_body_is_counted() {
    let full = std::env::var("SCALE").is_ok_and(|scale| scale == "full");
    let incidents: u32 = if full { 142_858 } else { 3_000 };
    let mut month = Month::default();
    let handled = Handled {
        acknowledged: Some(10),
        reported: Some(30),
        is_false: Some(60),
        quiet: Some(80),
        closed: Some(90),
    };
    let what = (dutydesk::correlation::alarm::HazardFamily::Fire, dutydesk::units::Severity::Severe);
    let step = Span(30 * 86_400_000 / i64::from(incidents));
    for nth in 0..incidents {
        let (device, code) = (nth % 20_000, format!("S-{}", nth % 20_000));
        month.open(Instant(T0.0 + step.0 * i64::from(nth)), what, (device, &code), "恒越电池 1号", handled);
    }
    let (_dir, file) = written(month);
    let reader = Reader::open(&file).unwrap();
    let begin = worked();
    let report = kpi::report(&reader, Query::default(), &Settings::default(), 1).unwrap().unwrap();
    let took = worked().saturating_sub(begin);
    eprintln!("figures of {} entries: {took:?}", incidents * 8);
    assert_eq!((report.span.announced, report.unread), (u64::from(incidents), 0));
    assert_eq!(report.span.false_alarms, u64::from(incidents));
    // An unoptimized build is some twenty times slower than the program.
    let each = took / (incidents * 8);
    assert!(each < std::time::Duration::from_micros(100), "an entry took {each:?}");
}
