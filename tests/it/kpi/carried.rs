//! What a span begins with, what was said and taken back, and what text each target is from: figures reckoned by hand.

use super::month::{Handled, Month, T0, alarm, at};
use super::reported;
use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::correlation::change::{Reason, ReasonCode, What};
use dutydesk::document::kpi::{Query, Report, Site, table};
use dutydesk::language::Lang;
use dutydesk::operations::call::Witness;
use dutydesk::operations::fact::Body;
use dutydesk::operations::incident::{self, Cause, Verdict};
use dutydesk::operations::kpi::{Edition, Settings};
use dutydesk::units::{IncidentId, RuleId, Severity, Span};

/// The first day, as days since 1970-01-01.
const DAY: i32 = 20_834;

fn days(from: i32, to: i32) -> Query {
    Query { from_day: Some(DAY + from), to_day: Some(DAY + to) }
}

fn usual(month: Month, query: Query) -> Report {
    reported(month, query, &Settings::default(), 1)
}

/// Three devices are stale from 06:00 of day 2 until 12:00 of day 4; five are shelved from day 1, of which three come back
/// at 09:00 of day 3, when one more is shelved.
///
/// | day | stale | shelved at its begin | the most at once | at its end |
/// |---|---|---|---|---|
/// | 1 | 0 | 0 | 5 | 5 |
/// | 2 | 3 | 5 | 5 | 5 |
/// | 3 | 3 | 5 | 5: three are back before one more goes | 3 |
/// | 4 | 3 | 3 | 3 | 3 |
/// | 5 | 0 | 3 | 3 | 3 |
fn standing() -> Month {
    let mut month = Month::default();
    month.ends(T0);
    let water = (HazardFamily::Water, Severity::Minor);
    let long = Handled {
        acknowledged: Some(10),
        quiet: Some(3 * 86_400 + 6 * 3_600),
        closed: Some(4 * 86_400),
        ..Handled::default()
    };
    for nth in 0..3 {
        let code = format!("Y-{nth}");
        let incident = month.open(at(1, 6, 0, 0), water, (nth, &code), "丰县水务 泵房", long);
        month.change(at(2, 6, 0, 0), What::Stale { incident, alarm: alarm(nth) }, &code, "");
    }
    (0..5).for_each(|nth| month.shelve(at(1, 8, 0, 0), 100 + nth));
    (0..3).for_each(|nth| month.unshelve(at(3, 9, 0, 0), 100 + nth));
    month.shelve(at(3, 9, 0, 1), 110);
    month.ends(at(5, 23, 59, 0));
    month
}

#[test]
fn what_stands_when_a_span_begins_counts_in_it() {
    for (day, stale, shelved_max, shelved) in
        [(1, 0, 5, 5), (2, 3, 5, 5), (3, 3, 5, 3), (4, 3, 3, 3), (5, 0, 3, 3)]
    {
        let it = usual(standing(), days(day, day)).span;
        assert_eq!(
            (it.stale_day_max, it.shelved_max, it.shelved),
            (stale, shelved_max, shelved),
            "day {day}"
        );
    }
    let it = usual(standing(), days(0, 5)).span;
    assert_eq!((it.stale_day_max, it.shelved_max, it.shelved), (3, 5, 3));
    // A shift that begins while they stand has them, though nothing happens in it.
    let mut quiet = Month::default();
    quiet.ends(T0);
    let water = (HazardFamily::Water, Severity::Minor);
    let incident = quiet.open(at(1, 6, 0, 0), water, (1, "Y-1"), "丰县水务 泵房", Handled::default());
    quiet.change(at(2, 6, 0, 0), What::Stale { incident, alarm: alarm(1) }, "Y-1", "");
    quiet.shelve(at(1, 8, 0, 0), 100);
    quiet.ends(at(3, 10, 0, 0));
    let shift = usual(quiet, Query::default()).shift.unwrap();
    assert_eq!((shift.from, shift.stale_day_max, shift.shelved_max), (at(3, 8, 0, 0), 1, 1));
}

fn verified(month: &mut Month, when: (i64, i64), incident: IncidentId, verdict: Verdict) {
    let fact = incident::Fact::Verified { incident, verdict, witness: Witness::Officer, place: None };
    month.say(at(when.0, when.1, 0, 0), Body::Incident(fact));
}

/// Site A on day 1: seven false alarms, of which one is corrected to real the same day and one on day 2: five are left.
/// On day 2 one that was open, then false, then real, then false again: one. Site B: one that was taken back: none.
#[test]
fn a_false_alarm_that_was_none_is_taken_back() {
    let mut month = Month::default();
    month.ends(T0);
    let fire = (HazardFamily::Fire, Severity::Severe);
    let is_false = Verdict::False { cause: Cause::Dust, restored: true };
    let said = [Handled { acknowledged: Some(10), ..Handled::default() }; 9];
    let opened: Vec<_> = said
        .into_iter()
        .zip(0..)
        .map(|(handled, nth)| {
            let place = if nth == 8 { "乙厂 门厅" } else { "甲厂 车间" };
            let code = format!("S-{nth}");
            month.open(at(1, 1 + i64::from(nth), 0, 0), fire, (nth, &code), place, handled)
        })
        .collect();
    for incident in &opened[..7] {
        verified(&mut month, (1, 12), *incident, is_false);
    }
    verified(&mut month, (1, 13), opened[0], Verdict::Real);
    verified(&mut month, (2, 3), opened[1], Verdict::Real);
    for (hour, verdict) in [(4, Verdict::Open), (5, is_false), (6, Verdict::Real), (7, is_false)] {
        verified(&mut month, (2, hour), opened[7], verdict);
    }
    verified(&mut month, (2, 8), opened[8], is_false);
    verified(&mut month, (2, 9), opened[8], Verdict::Real);
    month.ends(at(3, 0, 0, 0));
    let it = usual(month, days(0, 2)).span;
    assert_eq!(it.false_alarms, 6);
    let site = Site { name: "甲厂".into(), alarms: 6, worst_day: DAY + 1, worst: 5, days_over: 0 };
    assert_eq!(it.sites, [site], "five a day are put up with, and the other site had none");
    assert_eq!(it.verified.count, 9, "each was verified once");
}

#[test]
fn each_target_says_the_text_that_it_is_from() {
    let sources = |settings: Settings, lang| {
        let report = reported(standing(), days(0, 5), &settings, 1);
        table::rows(lang, &report)
            .into_iter()
            .map(|row| (row.name, row.target, row.source))
            .collect::<Vec<_>>()
    };
    let iec = Settings::default();
    let cases = [
        (iec, "超限10分钟", "< 1% (> 10)", "IEC 62682"),
        (Edition::Isa182.settings(), "超限10分钟", "< 1% (> 5)", "ISA-18.2"),
        (Edition::Isa182.settings(), "每人每天", "<= 150.00 / 300.00", "ISA-18.2"),
        // One target of the other edition, the rest as they were.
        (Settings { period_max: 5, ..iec }, "超限10分钟", "< 1% (> 5)", "ISA-18.2"),
        (Settings { period_max: 5, ..iec }, "每人每天", "<= 144.00 / 288.00", "IEC 62682"),
        // What no text says is not said to be from one.
        (Settings { period_max: 7, ..iec }, "任意10分钟最多", "<= 7", "本台设定"),
        (Settings { day_manageable: 290, ..iec }, "每人每天", "<= 144.00 / 290.00", "本台设定"),
        (Settings { hour_max: 20, ..iec }, "超限小时", "< 1% (> 20)", "本台设定"),
        (Settings { false_day_max: 3, ..iec }, "误报", "每单位每天 <= 3", "本台设定"),
        (Settings { acknowledge_within: Span::seconds(20), ..iec }, "接警到受理", "<= 20秒", "本台设定"),
        (iec, "接警到受理", "<= 15秒", "NENA"),
        (iec, "误报", "每单位每天 <= 5", "GB 50440 实务"),
    ];
    for (settings, name, target, source) in cases {
        let rows = sources(settings, Lang::Zh);
        let row = rows.iter().find(|row| row.0 == name).unwrap();
        assert_eq!((row.1.as_str(), row.2), (target, source), "{name}");
    }
    let own = Settings { hour_max: 20, ..iec };
    assert!(sources(own, Lang::En).iter().any(|row| row.2 == "desk.toml"));
}

/// Judged false, closed, and opened again to be judged real: no false alarm is left. What stood stale in an incident counts on
/// in the one that took it in, until that one is quiet or closed.
#[test]
fn what_is_opened_again_or_taken_in_is_counted_where_it_is_now() {
    let fire = (HazardFamily::Fire, Severity::Severe);
    let mut month = Month::default();
    let handled = Handled { is_false: Some(60), closed: Some(90), ..Handled::default() };
    let incident = month.open(at(1, 6, 0, 0), fire, (1, "S-1"), "恒越电池 1号", handled);
    month.say(
        at(1, 7, 0, 0),
        Body::Incident(incident::Fact::Reopened { incident, reason: crate::operations::fixture::TEXT }),
    );
    verified(&mut month, (1, 8), incident, Verdict::Real);
    month.ends(at(2, 0, 0, 0));
    assert_eq!(usual(month, Query::default()).span.false_alarms, 0);

    let water = (HazardFamily::Water, Severity::Minor);
    let reason = Reason { code: ReasonCode::Operator, rule: RuleId(0), other: None, span: Span(0) };
    let mut month = Month::default();
    month.ends(T0);
    let into = month.open(at(1, 6, 0, 0), water, (1, "Y-1"), "丰县水务 泵房", Handled::default());
    let from = month.open(at(1, 6, 1, 0), water, (2, "Y-2"), "丰县水务 泵房", Handled::default());
    month.change(at(2, 6, 0, 0), What::Stale { incident: from, alarm: alarm(2) }, "Y-2", "");
    month.change(at(2, 7, 0, 0), What::Merged { incident: into, from, reason }, "", "");
    month.change(at(2, 8, 0, 0), What::Quieted { incident: into }, "", "");
    month.ends(at(4, 0, 0, 0));
    let stale = |day| usual(month.clone(), days(day, day)).span.stale_day_max;
    assert_eq!([stale(2), stale(3)], [1, 0], "it ended with the incident that took it in");
    let never = usual(month, Query::default()).span.never_acknowledged;
    assert_eq!(never, 1, "one incident is one, and what was merged into it is no other");
}
