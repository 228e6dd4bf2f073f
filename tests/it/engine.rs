//! What `engine` promises: the same inputs are the same night, live, after a restart and in the fold.

mod ended;
mod rules;
mod scenario;

use crate::operations::fixture::registry;
use dutydesk::correlation::alarm::{AlarmKey, Occurrence};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::journal::draft::{self, Draft, Officers};
use dutydesk::journal::row::Row;
use dutydesk::journal::{Head, chain};
use dutydesk::operations::deadline::Deadline;
use dutydesk::operations::dossier;
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident;
use dutydesk::operations::incident::state::Standing;
use dutydesk::operations::publish::{Frame, Publisher};
use dutydesk::operations::snapshot::{Look, Snapshot};
use dutydesk::operations::state::State;
use dutydesk::operations::warning::Warning;
use dutydesk::units::{EvidenceLevel, IncidentId, InputNumber, Instant, Severity, Span};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use scenario::{Told, night};
use std::collections::{BTreeMap, BTreeSet};

/// The numbers that ticks may take between two told inputs.
const STRIDE: u64 = 100;

fn number(index: usize) -> InputNumber {
    InputNumber(STRIDE * (index as u64 + 1))
}

/// How often somebody looks at timers and screen.
#[derive(Clone, Copy, Debug)]
enum Looks {
    Never,
    /// Before each group of so many inputs, as a desk that drains so many at once.
    Every(usize),
}

/// Plays a night from one of its inputs on; the desk looks twice between groups, as it does when nothing comes.
fn play(driver: &mut Driver, told: &[Told], from: usize, looks: Looks) -> Vec<Fact> {
    let mut facts = Vec::new();
    let (mut publisher, mut snapshot) = (Publisher::default(), Box::<Snapshot>::default());
    for (index, told) in told.iter().enumerate().skip(from) {
        if let Looks::Every(group) = looks
            // A desk watches its devices from its first input on: that one is the same for all.
            && index > 0
            && index % group == 0
        {
            let before = driver.state.now.max(Instant(told.at.0.saturating_sub(told.pause)));
            for look in 1..=2_i64 {
                let at = before.after(Span(told.pause * look / 3)).min(told.at);
                driver.take(
                    InputNumber(number(index).0 - STRIDE + look as u64),
                    at,
                    &Input::Tick,
                    &mut facts,
                );
                publisher.fill(&driver.state, Frame::default(), &mut snapshot);
                let selected = snapshot.incidents.first().map(|view| view.id);
                dossier::gather(&driver.state, Look { selected, ..Look::default() });
            }
        }
        driver.take(number(index), told.at, &told.input(), &mut facts);
    }
    facts
}

fn head(facts: &[Fact]) -> Head {
    facts.iter().fold(Head::default(), |head, fact| chain::next(head, &Draft::of(fact)))
}

/// An incident as people see it, whatever the journal does not hold.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    standing: Standing,
    revision: u32,
    level: EvidenceLevel,
    severity: Severity,
    life_risk: bool,
    members: BTreeSet<(AlarmKey, Occurrence)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Picture {
    incidents: BTreeMap<IncidentId, Shown>,
    deadlines: Vec<Deadline>,
    warnings: Vec<Warning>,
    unregistered: u32,
    surge: bool,
}

fn picture(state: &State) -> Picture {
    let incidents = state.incidents.all().map(|incident| {
        let alarms = state.correlation.incident(incident.id);
        let members = state.correlation.members(incident.id).map(|member| (member.alarm, member.occurrence));
        let row = Shown {
            standing: incident.standing,
            revision: incident.revision.0,
            level: alarms.map(|it| it.level).unwrap_or_default(),
            severity: alarms.map(|it| it.severity).unwrap_or_default(),
            life_risk: alarms.is_some_and(|it| it.life_risk),
            members: members.collect(),
        };
        (incident.id, row)
    });
    Picture {
        incidents: incidents.collect(),
        deadlines: state.deadlines.running().to_vec(),
        warnings: state.warnings.standing().to_vec(),
        unregistered: state.unregistered_count(),
        surge: state.incidents.surge().since().is_some(),
    }
}

/// Writes facts as entries and reads them back.
fn through_the_journal(facts: &[Fact]) -> Vec<Row> {
    let mut head = Head::default();
    let rows = facts.iter().map(|fact| {
        let draft = Draft::of(fact);
        let previous = head.digest;
        head = chain::next(head, &draft);
        Row { entry: head.entry, draft, previous, digest: head.digest }
    });
    rows.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_often_somebody_looks_the_facts_are_the_same(told in night()) {
        let mut live = Driver::new(registry());
        let wanted = play(&mut live, &told, 0, Looks::Never);
        prop_assert_eq!(live.state.entry.0, wanted.len() as u64);
        for group in [1, 7, 64] {
            let mut other = Driver::new(registry());
            let facts = play(&mut other, &told, 0, Looks::Every(group));
            for (one, another) in wanted.iter().zip(&facts) {
                prop_assert_eq!(one, another, "groups of {}", group);
            }
            prop_assert_eq!(head(&facts), head(&wanted), "groups of {}", group);
            prop_assert_eq!(picture(&other.state), picture(&live.state));
        }
    }

    #[test]
    fn a_checkpoint_at_any_input_goes_on_the_same(told in night(), cut in any::<prop::sample::Index>()) {
        let cut = cut.index(told.len());
        let mut live = Driver::new(registry());
        play(&mut live, &told[..cut], 0, Looks::Never);
        let bytes = postcard::to_allocvec(&live.state).unwrap();
        let mut resumed = Driver::resume(postcard::from_bytes(&bytes).unwrap(), registry());
        prop_assert!(postcard::to_allocvec(&resumed.state).unwrap() == bytes, "a restart changes the state");
        let facts = play(&mut live, &told, cut, Looks::Never);
        prop_assert_eq!(play(&mut resumed, &told, cut, Looks::Never), facts);
        let state = |driver: &Driver| postcard::to_allocvec(&driver.state).unwrap();
        if state(&resumed) != state(&live) {
            let (one, other) = (format!("{:?}", live.state), format!("{:?}", resumed.state));
            let at = one.bytes().zip(other.bytes()).position(|(a, b)| a != b).unwrap_or(one.len().min(other.len()));
            let show = |text: &str| text.as_bytes()[at.saturating_sub(300)..(at + 60).min(text.len())].to_vec();
            prop_assert!(false, "the states part:\n{}\n{}",
                String::from_utf8_lossy(&show(&one)), String::from_utf8_lossy(&show(&other)));
        }
    }

    #[test]
    fn the_fold_of_the_journal_is_the_desk(told in night()) {
        let registry = registry();
        let mut live = Driver::new(registry.clone());
        let facts = play(&mut live, &told, 0, Looks::Never);
        let officers = Officers::of(&registry.operations);
        let mut folded = Driver::new(registry);
        for row in through_the_journal(&facts) {
            folded.state.fold(row.entry, &draft::fact(&row, &officers).unwrap());
        }
        prop_assert_eq!(folded.state.entry, live.state.entry);
        // Desk time stands at the last entry until the next input comes.
        folded.state.begin(InputNumber(0), live.state.now);
        let (mut wanted, mut found) = (picture(&live.state), picture(&folded.state));
        // The journal holds no ends: which alarms a closed incident had left by then is not in it.
        for fact in &facts {
            if let Body::Incident(incident::Fact::Closed { incident, .. }) = fact.body {
                for picture in [&mut wanted, &mut found] {
                    picture.incidents.entry(incident).and_modify(|row| row.members.clear());
                }
            }
        }
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn an_input_is_recorded_as_it_is(told in night()) {
        for told in &told {
            let input = told.input();
            let (kind, source) = input.header();
            let mut bytes = Vec::new();
            input.write(&mut bytes);
            prop_assert_eq!(Input::read(kind, source, &bytes).unwrap(), input);
        }
    }
}

#[test]
fn the_nights_of_these_properties_are_worth_their_name() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..40 {
        let told = night().new_tree(&mut runner).unwrap().current();
        for fact in play(&mut Driver::new(registry()), &told, 0, Looks::Never) {
            *seen.entry(fact.body.kind()).or_default() += 1;
        }
    }
    for kind in [
        "incident.opened",
        "alarm.joined",
        "incident.level",
        "incident.severity",
        "incident.life-risk",
        "incident.quieted",
        "incident.acknowledged",
        "incident.renewed",
        "incident.closed",
        "incident.reopened",
        "incident.noted",
        "incident.repeats",
        "alarm.suppressed",
        "deadline.started",
        "deadline.met",
        "deadline.passed",
        "warning.taken",
        "warning.expired",
        "warning.dangling",
        "feed.up",
        "feed.down",
        "feed.gap",
        "feed.rejected",
        "device.admitted",
    ] {
        assert!(seen.contains_key(kind), "no {kind} in forty nights: {seen:?}");
    }
}
