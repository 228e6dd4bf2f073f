//! Each check fails when what it watches is broken: a desk is harmed behind its back, and the check must say so.

use crate::world::checks::shows;
use crate::world::desk::T0;
use crate::world::night::Night;
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, AlarmState};
use dutydesk::correlation::change::{Change, Reason, ReasonCode, What};
use dutydesk::correlation::event::Conditions;
use dutydesk::correlation::{Cover, Suppression};
use dutydesk::operations::deadline;
use dutydesk::operations::fact::Fact;
use dutydesk::operations::publish::{Frame, Publisher};
use dutydesk::operations::snapshot::Snapshot;
use dutydesk::units::{EvidenceLevel, IncidentId, Instant, RuleId, Span, SuppressionId};

/// Returns a world in which something stands, or none in which the harm means nothing.
fn lively(seed: u64, wanted: impl Fn(&Night) -> bool) -> Option<Night> {
    let mut night = Night::new(seed);
    for _ in 0..120 {
        night.step(true).ok()?;
        if wanted(&night) {
            return Some(night);
        }
    }
    None
}

/// Harms a world of some seed; the checks must say so with these words.
fn caught(words: &str, wanted: impl Fn(&Night) -> bool, harm: impl Fn(&mut Night)) {
    let mut night = (1..60).find_map(|seed| lively(seed, &wanted)).expect("a world to harm");
    night.check().expect("whole before the harm");
    harm(&mut night);
    let said = night.check().expect_err(words);
    assert!(said.contains(words), "wanted {words:?}, and was told {said:?}");
    eprintln!("world: harmed, and told: {}", said.chars().take(110).collect::<String>());
}

fn change(night: &mut Night, what: What) {
    let at = night.driver.state.now;
    night.driver.state.correlation.restore(&Change { at, what });
}

const fn reason(code: ReasonCode) -> Reason {
    Reason { code, rule: RuleId(0), other: None, span: Span(0) }
}

fn dangerous(night: &Night) -> Option<IncidentId> {
    night.driver.state.correlation.open().find(|it| it.life_risk && it.level.0 > 0).map(|it| it.id)
}

/// Returns an announced fire and its incident.
fn fire(night: &Night) -> Option<(AlarmKey, IncidentId)> {
    let correlation = &night.driver.state.correlation;
    let mut fires = night.ledger.classes().filter(|(alarm, conditions, row)| {
        alarm.class == AlarmClass::Hazard && conditions.any(Conditions::FIRE) && !row.hazard_is_test
    });
    fires.find_map(|(alarm, _, _)| {
        let id = correlation.alarm(alarm).incident?;
        correlation.incident(id)?.is_open().then_some((alarm, id))
    })
}

/// Returns an alarm that is held as a test.
fn test(night: &Night) -> Option<AlarmKey> {
    let mut held = night.driver.state.correlation.held();
    let is_test = |alarm: AlarmKey| alarm.class == AlarmClass::Hazard;
    held.find(|(alarm, reason, _)| {
        is_test(*alarm) && reason.code == ReasonCode::Test && stands(night, *alarm)
    })
    .map(|it| it.0)
}

/// Returns an announced alarm that is no hazard, and no silence.
fn fault(night: &Night) -> Option<AlarmKey> {
    let announced = |alarm| night.driver.state.correlation.alarm(alarm).state == AlarmState::Unacknowledged;
    let mut all = night.ledger.classes().map(|it| it.0);
    all.find(|alarm| alarm.class == AlarmClass::Supervisory && announced(*alarm) && stands(night, *alarm))
}

fn stands(night: &Night, alarm: AlarmKey) -> bool {
    !night.driver.state.correlation.alarm(alarm).conditions.is_none()
}

#[expect(clippy::too_many_lines, reason = "a line a check")]
#[test]
fn each_check_fails_when_its_promise_is_broken() {
    let has_fire = |night: &Night| fire(night).is_some();
    let has_danger = |night: &Night| dangerous(night).is_some();
    caught("told", has_fire, |night| {
        // A fire that the desk never heard of.
        let (fire, _) = fire(night).unwrap();
        let row =
            night.ledger.rows.iter_mut().find(|row| row.id != Some(fire.device) && row.conditions.is_none());
        row.unwrap().conditions = Conditions::FIRE;
    });
    caught("and is Shelved", has_fire, |night| {
        // A shelf that takes the alarm's state and holds nothing.
        let ((alarm, _), now) = (fire(night).unwrap(), night.driver.state.now);
        let (id, until) = (SuppressionId(900), now.after(Span::minutes(5)));
        night.driver.state.correlation.suppress(Suppression {
            id,
            cover: Cover::Shelf(alarm),
            begun: now,
            until,
        });
    });
    caught(
        "latest word was no test",
        |night| test(night).is_some(),
        |night| {
            let alarm = test(night).unwrap();
            let row = night.ledger.rows.iter_mut().find(|row| row.id == Some(alarm.device)).unwrap();
            row.hazard_is_test = false;
        },
    );
    caught(
        "held because of",
        |night| fault(night).is_some(),
        |night| {
            let alarm = fault(night).unwrap();
            let kept = night.ledger.rows.iter().find(|row| row.id == Some(alarm.device)).unwrap().conditions;
            change(night, What::Suppressed { alarm, reason: reason(ReasonCode::First) });
            let bits = alarm.class.conditions();
            let now = night.driver.state.correlation.alarm(alarm).conditions;
            let row = night.ledger.rows.iter_mut().find(|row| row.id == Some(alarm.device)).unwrap();
            row.conditions = kept.without(bits).with(now);
        },
    );
    caught("open, the people's side", has_fire, |night| {
        let (_, incident) = fire(night).unwrap();
        night.driver.state.correlation.close(incident);
    });
    caught("evidence fell", has_danger, |night| {
        let (incident, reason) = (dangerous(night).unwrap(), reason(ReasonCode::First));
        let (from, to) = (EvidenceLevel(1), EvidenceLevel(0));
        change(night, What::LevelChanged { incident, from, to, reason });
    });
    caught("life-risk is", has_danger, |night| {
        let incident = dangerous(night).unwrap();
        change(night, What::LifeRiskChanged { incident, life_risk: false });
    });
    caught("strangers and", has_fire, |night| night.driver.state.turned_away += 1);
    caught(
        "its deadline is",
        |night| {
            night
                .driver
                .state
                .incidents
                .open()
                .any(dutydesk::operations::incident::Incident::is_unacknowledged)
        },
        |night| {
            let state = &mut night.driver.state;
            let id = state.incidents.open().find(|it| it.is_unacknowledged()).unwrap().id;
            let fact = deadline::Fact::Dropped { subject: deadline::Subject::Acknowledge(id) };
            state.deadlines.apply(&fact, state.now);
        },
    );
    caught("desk time went back", has_fire, |night| night.driver.state.now = T0.after(Span(-1)));
    caught("facts, but", has_fire, |night| night.driver.state.entry.0 += 1);
    caught("goes back", has_fire, |night| {
        let old = Fact { at: Instant(T0.0 - 1), ..night.facts[0].clone() };
        night.facts.push(old);
        night.driver.state.entry.0 += 1;
    });
    caught("was opened after", has_fire, |night| {
        let opened = night.facts.iter().find(|fact| fact.body.kind() == "incident.opened").cloned().unwrap();
        night.facts.push(Fact { at: night.driver.state.now, ..opened });
        night.driver.state.entry.0 += 1;
    });
    caught("events, repeats", has_fire, |night| night.ledger.feeds[0].events += 1);
    snapshots_are_checked(has_fire);
}

/// A snapshot that leaves out an incident, or counts wrong, is told.
fn snapshots_are_checked(wanted: impl Fn(&Night) -> bool) {
    let night = (1..60).find_map(|seed| lively(seed, &wanted)).expect("a world to look at");
    let state = &night.driver.state;
    let mut snapshot = Box::<Snapshot>::default();
    Publisher::default().fill(state, Frame::default(), &mut snapshot);
    shows(state, &snapshot).expect("a snapshot as it is");
    let spoils: [fn(&mut Snapshot); 4] = [
        |it| drop(it.incidents.pop()),
        |it| it.status.open += 1,
        |it| it.status.unacknowledged += 1,
        |it| it.incidents[0].members += 1,
    ];
    for spoil in spoils {
        let mut spoilt = snapshot.clone();
        spoil(&mut spoilt);
        assert!(shows(state, &spoilt).is_err(), "a spoilt snapshot went through");
    }
}
