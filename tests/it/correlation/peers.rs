//! Bugs of our peers, as scenario files: what was given, what happened, what must stand then.
//!
//! Each file of `peers/` names the program and the thread that reported it. A step does one thing, or says what stands.

use super::fixture::{
    Desk, GAS_A, GAS_CANTEEN, GATEWAY, HEAT_A, MANUAL_A, OTHER_A, SMOKE_A1, SMOKE_A2, SMOKE_B, T0, WATCHED_1,
    WATCHED_2, WATER_A, event, watched_reference,
};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, DeviceKind};
use dutydesk::correlation::change::{Change, Changes, ReasonCode, What};
use dutydesk::correlation::event::{Conditions, Event, EventKind, Marks};
use dutydesk::correlation::rules::{Inhibition, Kinds, Rules, Scope};
use dutydesk::correlation::{Capacity, Cover, Suppression};
use dutydesk::units::{DeviceId, IncidentId, InputNumber, Instant, RuleId, Severity, Span, SuppressionId};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

/// A file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    /// The program and its thread: what went wrong there.
    title: String,
    #[serde(default)]
    given: Given,
    step: Vec<Step>,
}

/// The rules that differ from a desk that sets none.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    quiet_gap_s: Option<i64>,
    off_delay_s: Option<i64>,
    realarm_s: Option<i64>,
    /// A gateway's fault explains the faults behind it.
    #[serde(default)]
    gateway_inhibits: bool,
}

/// One thing that happens at a time, or what stands then.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// Seconds after the beginning.
    at: i64,
    device: Option<String>,
    raise: Option<String>,
    clear: Option<String>,
    #[serde(default)]
    severity: Severity,
    /// The message says of itself that it is a test, and is trusted to know.
    #[serde(default)]
    test: bool,
    /// A person has the incident; what came after this input is not covered.
    acknowledge: Option<u32>,
    upto: Option<u64>,
    /// A person shelves the device's hazard until so many seconds after the beginning.
    shelve_until: Option<i64>,
    /// The desk ends and starts again from its checkpoint.
    #[serde(default)]
    restart: bool,
    then: Option<Then>,
}

/// What must stand.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Then {
    /// The open incidents.
    open: Option<BTreeSet<u32>>,
    /// The state of the step's device: of its hazard, or of the class that is named.
    state: Option<AlarmState>,
    class: Option<AlarmClass>,
    /// The incident whose figures follow.
    incident: Option<u32>,
    members: Option<usize>,
    active: Option<u32>,
    level: Option<u8>,
    acknowledged: Option<bool>,
    /// Why the step's alarm is kept from being announced.
    held: Option<String>,
    /// How often the step's alarm was raised in its occurrence.
    raises: Option<u32>,
    /// Changes of this kind since the last step that said what stands.
    said: Option<Vec<String>>,
    not_said: Option<Vec<String>>,
}

#[test]
fn no_bug_of_a_peer_is_ours() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/correlation/peers");
    let mut files: Vec<_> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 12, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let scenario: Scenario =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut night = Night::new(&scenario.given);
        for (at, step) in scenario.step.iter().enumerate() {
            let place = format!("{} step {}: {}", file.display(), at + 1, scenario.title);
            night.play(step, &place);
        }
    }
}

/// A desk, and how far what it said was looked at.
struct Night {
    desk: Desk,
    rules: Rules,
    looked: usize,
    suppressions: u32,
}

impl Night {
    fn new(given: &Given) -> Self {
        let mut rules = Rules::default();
        if let Some(gap) = given.quiet_gap_s {
            rules.quiet_gap = Span::seconds(gap);
        }
        if let Some(off) = given.off_delay_s {
            rules.delays.iter_mut().flatten().for_each(|delay| delay.off = Span::seconds(off));
        }
        if let Some(after) = given.realarm_s {
            rules.realarm_after = [Span::seconds(after); Severity::ALL.len()];
        }
        if given.gateway_inhibits {
            rules.inhibitions.push(Inhibition {
                source: Kinds::default().with(DeviceKind::Gateway),
                source_class: AlarmClass::Fault,
                target: Kinds::ALL,
                target_class: AlarmClass::Fault,
                scope: Scope::Gateway,
                rule: RuleId(1),
            });
        }
        let mut reference = watched_reference();
        reference.rules = rules.clone();
        let capacity = Capacity { devices: reference.devices.len() + 4, incidents: 64, warnings: 8 };
        Self { desk: Desk::with(&reference, capacity), rules, looked: 0, suppressions: 0 }
    }

    fn play(&mut self, step: &Step, place: &str) {
        let device = step.device.as_deref().map(|name| device(name, place));
        self.desk.advance(step.at);
        for (words, kind) in [(&step.raise, EventKind::Raise), (&step.clear, EventKind::Clear)] {
            if let (Some(words), Some(device)) = (words, device) {
                let marks = if step.test { Marks::TEST } else { Marks::NONE };
                let told = event(step.at, device, kind, conditions(words, place));
                self.desk.feed(Event { severity: step.severity, marks, ..told });
            }
        }
        if let Some(incident) = step.acknowledge {
            let upto = step.upto.map_or(InputNumber(self.desk.input), InputNumber);
            self.desk.core.acknowledge(Instant(T0 + step.at * 1_000), IncidentId(incident), upto);
        }
        if let (Some(until), Some(device)) = (step.shelve_until, device) {
            self.shelve(device, step.at, until, place);
        }
        if step.restart {
            let bytes = postcard::to_allocvec(&self.desk.core).unwrap();
            let mut reference = watched_reference();
            reference.rules = self.rules.clone();
            self.desk.core = postcard::from_bytes(&bytes).unwrap();
            self.desk.core.attach(&reference);
        }
        if let Some(then) = &step.then {
            self.check(then, device, place);
        }
    }

    fn shelve(&mut self, device: DeviceId, at: i64, until: i64, place: &str) {
        self.suppressions += 1;
        let id = SuppressionId(self.suppressions);
        let instant = |seconds: i64| Instant(T0 + seconds * 1_000);
        let cover = Cover::Shelf(AlarmKey { device, class: AlarmClass::Hazard });
        let new = Suppression { id, cover, begun: instant(at), until: instant(until) };
        assert!(self.desk.core.suppress(new), "{place}");
        let mut changes = Changes::new();
        self.desk.core.enforce(id, instant(at), &mut changes);
        self.desk.said.extend(changes);
    }

    fn check(&mut self, then: &Then, device: Option<DeviceId>, place: &str) {
        let core = &self.desk.core;
        if let Some(open) = &then.open {
            let found: BTreeSet<u32> = core.open().map(|row| row.id.0).collect();
            assert_eq!(&found, open, "{place}");
        }
        if let Some(device) = device {
            let alarm = AlarmKey { device, class: then.class.unwrap_or(AlarmClass::Hazard) };
            if let Some(state) = then.state {
                assert_eq!(core.alarm(alarm).state, state, "{place}");
            }
            if let Some(held) = &then.held {
                assert_eq!(
                    core.held_because(alarm).map(|reason| held_name(reason.code)),
                    Some(held.as_str()),
                    "{place}"
                );
            }
            if let Some(raises) = then.raises {
                let incident =
                    core.alarm(alarm).incident.unwrap_or_else(|| panic!("{place}: in no incident"));
                let member = core.members(incident).find(|member| member.alarm == alarm).unwrap();
                assert_eq!(member.raises, raises, "{place}");
            }
        }
        if let Some(id) = then.incident {
            let row = core.incident(IncidentId(id)).unwrap_or_else(|| panic!("{place}: no incident {id}"));
            let told = (row.members as usize, row.active, row.level.0, row.acknowledged);
            assert_eq!(then.members.unwrap_or(told.0), told.0, "{place}: members");
            assert_eq!(core.members(IncidentId(id)).count(), told.0, "{place}: members that are listed");
            assert_eq!(then.active.unwrap_or(told.1), told.1, "{place}: active");
            assert_eq!(then.level.unwrap_or(told.2), told.2, "{place}: level");
            assert_eq!(then.acknowledged.unwrap_or(told.3), told.3, "{place}: acknowledged");
        }
        // Of a step with a device, what is said of other devices' alarms does not count.
        let is_meant = |alarm: Option<AlarmKey>| {
            device.is_none_or(|device| alarm.is_none_or(|alarm| alarm.device == device))
        };
        let news = self.desk.said[self.looked..].iter().filter(|change| is_meant(change.alarm()));
        let said: Vec<_> = news.map(Change::kind).collect();
        self.looked = self.desk.said.len();
        for kind in then.said.iter().flatten() {
            assert!(said.contains(&kind.as_str()), "{place}: {kind} among {said:?}");
        }
        for kind in then.not_said.iter().flatten() {
            assert!(!said.contains(&kind.as_str()), "{place}: {kind} among {said:?}");
        }
        let lost = self.desk.said.iter().any(|change| matches!(change.what, What::TableFull { .. }));
        assert!(!lost, "{place}: a table was full");
    }
}

fn device(name: &str, place: &str) -> DeviceId {
    match name {
        "smoke-1" => SMOKE_A1,
        "smoke-2" => SMOKE_A2,
        "heat" => HEAT_A,
        "call-point" => MANUAL_A,
        "smoke-next-zone" => SMOKE_B,
        "gas" => GAS_A,
        "gas-canteen" => GAS_CANTEEN,
        "water" => WATER_A,
        "other" => OTHER_A,
        "gateway" => GATEWAY,
        "behind-1" => WATCHED_1,
        "behind-2" => WATCHED_2,
        _ => panic!("{place}: no device {name}"),
    }
}

fn conditions(words: &str, place: &str) -> Conditions {
    words.split(' ').fold(Conditions::NONE, |all, word| {
        all.with(match word {
            "fire" => Conditions::FIRE,
            "over-limit" => Conditions::OVER_LIMIT,
            "fault" => Conditions::FAULT,
            "line" => Conditions::LINE,
            _ => panic!("{place}: no condition {word}"),
        })
    })
}

fn held_name(code: ReasonCode) -> &'static str {
    match code {
        ReasonCode::Test => "test",
        ReasonCode::Shelved(_) => "shelved",
        ReasonCode::Inhibited => "inhibited",
        ReasonCode::Window(_) => "window",
        ReasonCode::Isolated => "isolated",
        other => panic!("{other:?} holds nothing here"),
    }
}
