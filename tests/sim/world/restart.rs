//! The same night again: looked at more or less often, from checkpoints, from the facts alone.

use crate::world::checks::{Checks, Found};
use crate::world::desk::{FEEDS, STRIDE, T0, Told, What};
use crate::world::ledger::{Ledger, Said};
use crate::world::life::says;
use crate::world::night::{Night, account};
use dutydesk::correlation::alarm::AlarmKey;
use dutydesk::correlation::event::Conditions;
use dutydesk::engine::driver::Driver;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::{self, Body, Envelope, SensorBody};
use dutydesk::operations::deadline::Deadline;
use dutydesk::operations::fact::{Body as FactBody, Fact};
use dutydesk::operations::feed::{self, Health};
use dutydesk::operations::incident::state::Standing;
use dutydesk::operations::publish::{Frame, Publisher};
use dutydesk::operations::snapshot::Snapshot;
use dutydesk::operations::state::State;
use dutydesk::operations::warning::Warning;
use dutydesk::text::bounded;
use dutydesk::units::{EntryNumber, EvidenceLevel, FeedId, IncidentId, InputNumber, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Restarts of one world from a checkpoint.
const RESTARTS: u64 = 4;
/// Folds of one world.
const FOLDS: u64 = 2;
/// Inputs that a folded desk goes on for.
const GO_ON: usize = 120;

/// Returns a desk as a checkpoint holds it.
pub(crate) fn bytes(driver: &Driver) -> Vec<u8> {
    postcard::to_allocvec(&driver.state).unwrap()
}

/// An incident as people see it, whatever the journal does not hold.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    standing: Standing,
    revision: u32,
    level: EvidenceLevel,
    severity: Severity,
    life_risk: bool,
    members: BTreeSet<AlarmKey>,
}

/// What must not depend on how the desk came to be.
#[derive(Clone, Debug, PartialEq)]
struct Picture {
    open: BTreeMap<IncidentId, Shown>,
    deadlines: Vec<Deadline>,
    warnings: Vec<Warning>,
    unregistered: u32,
    surge: bool,
}

fn picture(state: &State) -> Picture {
    let open = state.incidents.open().map(|incident| {
        let alarms = state.correlation.incident(incident.id);
        let row = Shown {
            standing: incident.standing,
            revision: incident.revision.0,
            level: alarms.map(|it| it.level).unwrap_or_default(),
            severity: alarms.map(|it| it.severity).unwrap_or_default(),
            life_risk: alarms.is_some_and(|it| it.life_risk),
            members: state.correlation.members(incident.id).map(|member| member.alarm).collect(),
        };
        (incident.id, row)
    });
    Picture {
        open: open.collect(),
        deadlines: state.deadlines.running().to_vec(),
        // That a list shows one still is no entry: a folded desk knows it from the next list.
        warnings: state
            .warnings
            .standing()
            .iter()
            .map(|it| Warning { heard: it.message.received, ..it.clone() })
            .collect(),
        unregistered: state.unregistered_count(),
        surge: state.incidents.surge().since().is_some(),
    }
}

fn same(what: &str, one: &Picture, other: &Picture) -> Found {
    if one == other {
        return Ok(());
    }
    let ids: BTreeSet<_> = one.open.keys().chain(other.open.keys()).collect();
    for id in ids {
        let (a, b) = (one.open.get(id), other.open.get(id));
        if a != b {
            return Err(format!("{what}: {id} is\n{a:?}\nand was\n{b:?}"));
        }
    }
    let deadlines = (&one.deadlines, &other.deadlines);
    if deadlines.0 != deadlines.1 {
        return Err(format!("{what}: deadlines are\n{:?}\nand were\n{:?}", deadlines.0, deadlines.1));
    }
    Err(format!(
        "{what}: warnings, strangers or surge: {:?}\n{:?}",
        (&one.warnings, one.unregistered, one.surge),
        (&other.warnings, other.unregistered, other.surge)
    ))
}

/// Batches of any size, with looks at timers and screen between them, give the same facts.
pub(crate) fn however_often_somebody_looks(night: &mut Night) -> Found {
    let told: Vec<&Told> = night.told.iter().filter(|told| !matches!(told.what, What::Tick)).collect();
    for group in [1, 7, 64, usize::MAX] {
        let mut driver = night.setup.desk();
        let (mut facts, mut now) = (Vec::new(), told[0].at);
        let (mut publisher, mut snapshot) = (Publisher::default(), Box::<Snapshot>::default());
        for (at, told) in told.iter().enumerate() {
            if at > 0 && at % group == 0 {
                for look in 1..=2 {
                    let between = now.after(dutydesk::units::Span(told.at.since(now).0 * look / 3));
                    let number = InputNumber(told.number.0 - STRIDE + 10 + look as u64);
                    Told { number, at: between.max(now), what: What::Tick }.give(&mut driver, &mut facts);
                }
                publisher.fill(&driver.state, Frame::default(), &mut snapshot);
            }
            told.give(&mut driver, &mut facts);
            now = driver.state.now;
        }
        // The night may have ended with a look of its own.
        let last = night.told.last().unwrap();
        let what = What::Tick;
        Told { number: last.number, at: night.driver.state.now, what }.give(&mut driver, &mut facts);
        parted(&format!("batches of {group}"), &facts, &night.facts)?;
        same(&format!("batches of {group}"), &picture(&driver.state), &picture(&night.driver.state))?;
    }
    Ok(())
}

fn parted(what: &str, facts: &[Fact], wanted: &[Fact]) -> Found {
    if let Some(at) = facts.iter().zip(wanted).position(|(one, other)| one != other) {
        let line = |fact: &Fact| format!("{} ms {:?}", fact.at.since(T0).0, fact.body);
        let before: Vec<String> = wanted[at.saturating_sub(3)..at].iter().map(line).collect();
        let (one, other) = (line(&facts[at]), line(&wanted[at]));
        return Err(format!(
            "{what}: entry {} is\n{one}\nand was\n{other}\nafter\n{}",
            at + 1,
            before.join("\n")
        ));
    }
    let (one, other) = (facts.len(), wanted.len());
    if one == other { Ok(()) } else { Err(format!("{what}: {one} facts, and there were {other}")) }
}

/// Restarts at random inputs, from a checkpoint some inputs older: the same facts, the same bytes.
pub(crate) fn from_checkpoints(night: &mut Night) -> Result<u64, String> {
    let inputs = night.told.len() as u64;
    let mut crashes: Vec<usize> = (0..RESTARTS).map(|_| 1 + night.dice.below(inputs - 1) as usize).collect();
    crashes.sort_unstable();
    let mut driver = night.setup.desk();
    let (mut facts, mut at, mut restarts) = (Vec::new(), 0, 0);
    for crash in crashes {
        let back = night.dice.below(80).min(crash.saturating_sub(at) as u64) as usize;
        for told in &night.told[at..crash - back] {
            told.give(&mut driver, &mut facts);
        }
        let (checkpoint, known, standing) = (bytes(&driver), facts.len(), driver.state.clone());
        for told in &night.told[crash - back..crash] {
            told.give(&mut driver, &mut facts);
        }
        let state = postcard::from_bytes(&checkpoint).map_err(|error| error.to_string())?;
        let mut resumed = Driver::resume(state, Arc::clone(&night.setup.registry));
        restarts += 1;
        if bytes(&resumed) != checkpoint {
            let number = night.told[crash - back].number;
            return Err(format!(
                "a restart before input {number} changes the state{}",
                differs(&resumed.state, &standing)
            ));
        }
        let mut tail = Vec::new();
        for told in &night.told[crash - back..crash] {
            told.give(&mut resumed, &mut tail);
        }
        parted("after a checkpoint", &tail, &facts[known..])?;
        (driver, at) = (resumed, crash);
    }
    for told in &night.told[at..] {
        told.give(&mut driver, &mut facts);
    }
    parted("with restarts", &facts, &night.facts)?;
    same("with restarts", &picture(&driver.state), &picture(&night.driver.state))?;
    if bytes(&driver) == bytes(&night.driver) {
        Ok(restarts)
    } else {
        Err("with restarts the state is another".to_owned())
    }
}

/// Builds the desk up from its facts at random inputs; the feeds tell it how things stand, and it goes on, checked.
pub(crate) fn by_folding(night: &mut Night) -> Result<u64, String> {
    for _ in 0..FOLDS {
        let cut = 1 + night.dice.below(night.told.len() as u64 - 1) as usize;
        fold_at(night, cut)
            .map_err(|why| format!("folded after input {}: {why}", night.told[cut - 1].number))?;
    }
    Ok(FOLDS)
}

fn fold_at(night: &Night, cut: usize) -> Found {
    let setup = &night.setup;
    let (mut live, mut facts) = (setup.desk(), Vec::new());
    let (mut folded, mut done) = (setup.desk(), 0);
    for told in &night.told[..cut] {
        told.give(&mut live, &mut facts);
        for fact in &facts[done..] {
            done += 1;
            folded.state.fold(EntryNumber(done as u64), fact);
        }
        if let What::Suppress(new) = told.what {
            folded.state.correlation.suppress(new);
        }
    }
    folded.state.begin(InputNumber(0), live.state.now);
    if folded.state.entry != live.state.entry {
        return Err(format!("entry {} and {}", folded.state.entry, live.state.entry));
    }
    same("the fold", &picture(&folded.state), &picture(&live.state))?;
    go_on(night, cut, folded, &facts)
}

/// A folded desk asks its feeds for how things stand, and takes what comes after.
fn go_on(night: &Night, cut: usize, mut driver: Driver, before: &[Fact]) -> Found {
    let setup = &night.setup;
    let mut ledger = Ledger::new(setup, driver.state.now);
    for ((_, feed), told) in driver.state.feeds.all().zip(&mut ledger.feeds) {
        (told.events, told.duplicates, told.rejects, told.missing, told.ignored) =
            (feed.events, feed.duplicates, feed.rejects, feed.missing, feed.ignored);
    }
    let mut facts = Vec::new();
    let mut checks = Checks::resume(&driver.state, before);
    let mut number = night.told[cut - 1].number.0 / STRIDE * STRIDE + STRIDE;
    let mut give = |driver: &mut Driver, ledger: &mut Ledger, what: What, meant: Option<(u64, Said)>| {
        let told = Told { number: InputNumber(number), at: driver.state.now, what };
        number += STRIDE;
        account(ledger, setup, &told, meant.as_ref());
        told.give(driver, &mut facts);
    };
    for feed in 0..FEEDS {
        let health = Health::Started { stream: bounded("again"), from: 1, resumed: false };
        give(&mut driver, &mut ledger, What::Health(FeedId(feed), health), None);
    }
    let codes = setup.registry.operations.devices.iter().map(|device| (FeedId(0), device.code.to_string()));
    for (at, (feed, code)) in codes.chain(strangers(before)).enumerate() {
        let state = SensorBody { state: Some(1), ..says(&code, Type::State, Conditions::NONE) };
        let kind = setup.registry.correlation.devices.get(at).map(|device| device.kind);
        let limit = setup.rules().limits.iter().find(|limit| Some(limit.kind) == kind);
        // What is over its limit only a reading ends: the desk measures that itself.
        let reading = limit.map(|limit| SensorBody {
            value: Some(0.0),
            unit: limit.unit,
            ..says(&code, Type::Reading, Conditions::NONE)
        });
        for (part, body) in (0..).zip([Some(state), reading].into_iter().flatten()) {
            let (sequence, time) = (1_000_000 + 2 * at as u64 + part, driver.state.now);
            let envelope = Envelope { stream: "again", sequence, id: "e", source: "/gw", time };
            let bytes = encode::event(&envelope, &Body::Sensor(body.clone())).into_bytes();
            give(&mut driver, &mut ledger, What::Frame(feed, bytes), Some((sequence, Said::Sensor(body))));
        }
    }
    ledger.name_strangers(before);
    let rest = &night.told[cut..];
    for (at, told) in rest.iter().take(GO_ON).enumerate() {
        let mut told = told.clone();
        told.number = InputNumber(number + at as u64 * STRIDE);
        account(&mut ledger, setup, &told, night.meant[cut + at].as_ref());
        told.give(&mut driver, &mut facts);
        if at % 5 == 0 || at + 1 == GO_ON {
            ledger.pass(driver.state.now);
            ledger.name_strangers(&facts);
            checks
                .run(setup, &driver.state, &facts, &ledger)
                .map_err(|why| format!("then at {}: {why}", told.line()))?;
        }
    }
    Ok(())
}

/// Shows where two states part.
fn differs(one: &State, other: &State) -> String {
    // What a checkpoint leaves out is found again at the next look.
    let plain = |state: &State| {
        let text = format!("{state:?}");
        let mut parts = text.split("quiet_until: ");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| all + part.trim_start_matches(|digit: char| digit.is_ascii_digit()))
    };
    let (one, other) = (plain(one), plain(other));
    let at = one.bytes().zip(other.bytes()).position(|(a, b)| a != b).unwrap_or(one.len().min(other.len()));
    let show = |text: &str| {
        String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(300)..(at + 60).min(text.len())])
            .into_owned()
    };
    format!("\n{}\n{}", show(&one), show(&other))
}

/// Returns the strangers that entries name.
fn strangers(facts: &[Fact]) -> impl Iterator<Item = (FeedId, String)> {
    facts.iter().filter_map(|fact| match fact.body {
        FactBody::Feed(feed::Fact::Admitted { feed, code, .. }) => Some((feed, code.to_string())),
        _ => None,
    })
}
