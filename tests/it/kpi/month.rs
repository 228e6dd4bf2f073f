//! Writes a month of a desk's journal whose figures were reckoned by hand; what they are stands in `kpi.rs`.

use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, DeviceKind, HazardFamily, Occurrence};
use dutydesk::correlation::change::{Change, Reason, ReasonCode, RenewCause, What};
use dutydesk::journal::draft::Draft;
use dutydesk::journal::writer::Journal;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::call::{Agency, Callee, Outcome, Purpose, Reference, Witness};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident::fact::Named;
use dutydesk::operations::incident::{self, Cause, Disposition, Verdict};
use dutydesk::operations::{call, desk};
use dutydesk::text::bounded;
use dutydesk::units::{
    DeviceId, Digest, IncidentId, InputNumber, Instant, RuleId, Severity, Span, SuppressionId, ZoneId,
};
use std::borrow::Cow;
use std::path::Path;

/// Midnight of the first day, local time: 2027-01-16.
pub(crate) const T0: Instant = Instant(1_800_028_800_000);

/// Returns an instant of the month.
pub(crate) fn at(day: i64, hour: i64, minute: i64, second: i64) -> Instant {
    T0.after(Span::seconds(((day * 24 + hour) * 60 + minute) * 60 + second))
}

/// A journal that is being made up.
#[derive(Clone, Default)]
pub(crate) struct Month {
    drafts: Vec<Draft>,
    /// Incidents that stand already; the next one has the next number.
    pub(crate) incidents: u32,
}

/// How an incident is handled; seconds after its opening.
#[derive(Clone, Copy, Default)]
pub(crate) struct Handled {
    pub(crate) acknowledged: Option<i64>,
    pub(crate) reported: Option<i64>,
    pub(crate) is_false: Option<i64>,
    pub(crate) quiet: Option<i64>,
    pub(crate) closed: Option<i64>,
}

impl Month {
    /// Writes it, in the order of time.
    pub(crate) fn write(mut self, file: &Path) {
        self.drafts.sort_by_key(|draft| draft.at);
        let mut journal = Journal::open(file).unwrap();
        for part in self.drafts.chunks(10_000) {
            journal.commit(part, &[]).unwrap();
        }
    }

    pub(crate) fn say(&mut self, at: Instant, body: Body) {
        self.drafts.push(Draft::of(&Fact { at, actor: Actor::Desk, action: None, body }));
    }

    pub(crate) fn change(&mut self, at: Instant, what: What, device: &str, place: &str) {
        let named = Named { device: bounded(device), kind: DeviceKind::Other, place: bounded(place) };
        self.say(at, Body::Incident(incident::Fact::Alarm { change: Change { at, what }, named }));
    }

    /// An entry of a subject that this program's facts need not know.
    pub(crate) fn suppressed_by(&mut self, at: Instant, actor: &str) {
        self.drafts.push(Draft {
            at,
            kind: Cow::Borrowed("suppression.entered"),
            kind_version: 1,
            incident: None,
            actor: actor.to_owned(),
            action: None,
            body: "{}".to_owned(),
        });
    }

    pub(crate) fn ends(&mut self, at: Instant) {
        let fact = desk::Fact::Checkpointed { input: InputNumber(1), digest: Digest::default() };
        self.say(at, Body::Desk(fact));
    }

    /// Opens an incident with its first alarm.
    pub(crate) fn open(
        &mut self,
        at: Instant,
        (family, severity): (HazardFamily, Severity),
        (device, code): (u32, &str),
        place: &str,
        handled: Handled,
    ) -> IncidentId {
        self.incidents += 1;
        let incident = IncidentId(1_000 + self.incidents);
        self.change(at, What::Opened { incident, zone: ZoneId(3), family }, "", place);
        self.join(at, incident, (device, code));
        let (from, to) = (Severity::Unknown, severity);
        self.change(at, What::SeverityChanged { incident, from, to }, "", "");
        let after = |seconds: i64| at.after(Span::seconds(seconds));
        if let Some(seconds) = handled.acknowledged {
            let (upto, came_later) = (InputNumber(1), 0);
            let fact = incident::Fact::Acknowledged { incident, upto, came_later };
            self.say(after(seconds), Body::Incident(fact));
        }
        if let Some(seconds) = handled.reported {
            let fact = call::Fact::Ended {
                incident,
                callee: Callee::Agency(Agency::Fire),
                purpose: Purpose::Alarm,
                post: bounded("119"),
                outcome: Outcome::Answered,
                by: None,
                reference: Reference::default(),
            };
            self.say(after(seconds), Body::Call(fact));
        }
        if let Some(seconds) = handled.is_false {
            let verdict = Verdict::False { cause: Cause::Dust, restored: true };
            let witness = Witness::Officer;
            let fact = incident::Fact::Verified { incident, verdict, witness, place: None };
            self.say(after(seconds), Body::Incident(fact));
        }
        if let Some(seconds) = handled.quiet {
            self.change(after(seconds), What::Quieted { incident }, "", "");
        }
        if let Some(seconds) = handled.closed {
            let disposition = Disposition::Handled;
            let fact = incident::Fact::Closed { incident, disposition, reason: None };
            self.say(after(seconds), Body::Incident(fact));
        }
        incident
    }

    pub(crate) fn join(&mut self, at: Instant, incident: IncidentId, (device, code): (u32, &str)) {
        let what = What::Joined {
            incident,
            alarm: alarm(device),
            occurrence: Occurrence(1),
            occurred: at,
            value_milli: 0,
            reason: reason(ReasonCode::First),
        };
        self.change(at, what, code, "恒越电池 1号车间");
    }

    pub(crate) fn renew(&mut self, at: Instant, incident: IncidentId) {
        let cause = RenewCause::NewKind;
        self.say(at, Body::Incident(incident::Fact::Renewed { incident, cause }));
    }

    pub(crate) fn shelve(&mut self, at: Instant, device: u32) {
        let reason = reason(ReasonCode::Shelved(SuppressionId(device)));
        self.change(at, What::Suppressed { alarm: alarm(device), reason }, "W-1", "");
    }

    pub(crate) fn unshelve(&mut self, at: Instant, device: u32) {
        let reason = reason(ReasonCode::Expired);
        self.change(at, What::Unsuppressed { alarm: alarm(device), reason }, "W-1", "");
    }
}

pub(crate) const fn alarm(device: u32) -> AlarmKey {
    AlarmKey { device: DeviceId(device), class: AlarmClass::Hazard }
}

const fn reason(code: ReasonCode) -> Reason {
    Reason { code, rule: RuleId(0), other: None, span: Span(0) }
}

/// The month of the table in `kpi.rs`, kind by kind.
pub(crate) fn month() -> Month {
    let mut month = Month::default();
    month.ends(T0);
    water(&mut month);
    false_alarms(&mut month);
    flood(&mut month);
    odd_days(&mut month);
    month.ends(Instant(at(30, 0, 0, 0).0 - 1));
    month
}

/// A: six a day, 00:05, 04:05 ... 20:05.
fn water(month: &mut Month) {
    let handled =
        Handled { acknowledged: Some(10), quiet: Some(3_600), closed: Some(7_200), ..Handled::default() };
    for day in 0..30 {
        for nth in 0..6 {
            let code = format!("W-{nth}");
            let what = (HazardFamily::Water, Severity::Minor);
            let place = "丰县水务 泵房";
            let id = month.open(at(day, nth * 4, 5, 0), what, (100 + nth as u32, &code), place, handled);
            if (day, nth) == (5, 0) {
                // E: back to unacknowledged three times.
                (20..23).for_each(|minute| month.renew(at(5, 0, minute, 0), id));
            }
        }
    }
}

/// B: one a day at 02:00; D: six on day 12.
fn false_alarms(month: &mut Month) {
    let fire = (HazardFamily::Fire, Severity::Severe);
    for day in 0..30 {
        let (acknowledged, reported, is_false) = if day % 2 == 0 { (12, 50, 80) } else { (20, 70, 100) };
        let handled = Handled {
            acknowledged: Some(acknowledged),
            reported: Some(reported),
            is_false: Some(is_false),
            quiet: Some(200),
            closed: Some(300),
        };
        month.open(at(day, 2, 0, 0), fire, (1, "S-0001"), "恒越电池 1号车间", handled);
    }
    for hour in 13..19 {
        let handled = Handled {
            acknowledged: Some(10),
            reported: None,
            is_false: Some(30),
            quiet: Some(40),
            closed: Some(60),
        };
        month.open(at(12, hour, 30, 0), fire, (2, "S-0002"), "金洋酒店 大堂", handled);
    }
}

/// C: forty on day 10, ten seconds apart.
fn flood(month: &mut Month) {
    let handled =
        Handled { acknowledged: Some(30), quiet: Some(900), closed: Some(1_000), ..Handled::default() };
    for nth in 0..40 {
        let code = format!("Z-{nth:02}");
        let what = (HazardFamily::Water, Severity::Minor);
        month.open(at(10, 10, 0, nth * 10), what, (200 + nth as u32, &code), "丰县水务 泵房", handled);
        if nth == 10 {
            let fact = desk::Fact::SurgeBegan { announced: 11, officers: 1 };
            month.say(at(10, 10, 1, 40), Body::Desk(fact));
        }
    }
    month.say(at(10, 10, 15, 50), Body::Desk(desk::Fact::SurgeEnded { announced: 4, officers: 1 }));
}

/// F to J: chatter, stale, a child, shelves, suppressions.
fn odd_days(month: &mut Month) {
    let short = Handled { acknowledged: Some(10), quiet: Some(600), closed: Some(700), ..Handled::default() };
    let water = (HazardFamily::Water, Severity::Minor);
    let chatter = month.open(at(3, 12, 10, 0), water, (3, "C-0001"), "丰县水务 泵房", short);
    (1..5).for_each(|nth| month.join(at(3, 12, 10, nth * 10), chatter, (3, "C-0001")));

    let day = 24 * 3_600;
    let long = Handled {
        acknowledged: Some(10),
        quiet: Some(day + 18 * 3_600 + 1_800),
        closed: Some(2 * day),
        ..Handled::default()
    };
    for nth in 0..6 {
        let began = at(19, 6, 30, nth);
        let code = format!("Y-{nth}");
        let incident = month.open(began, water, (300 + nth as u32, &code), "丰县水务 泵房", long);
        let what = What::Stale { incident, alarm: alarm(300 + nth as u32) };
        month.change(began.after(Span::seconds(day)), what, &code, "");
    }

    let power = (HazardFamily::Power, Severity::Extreme);
    let child = month.open(at(7, 2, 0, 0), power, (4, "P-0001"), "恒越电池 配电房", Handled::default());
    month.change(at(7, 2, 0, 0), What::Follows { incident: child, parent: IncidentId(1_001) }, "", "");

    (0..4).for_each(|nth| month.shelve(at(15, 9, nth, 0), 100 + nth as u32));
    month.unshelve(at(16, 9, 0, 0), 101);
    for actor in ["D1", "D1?", "D2", "unclaimed", "D1"] {
        month.suppressed_by(at(15, 9, 0, 0), actor);
    }
}
