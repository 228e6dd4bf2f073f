//! The core against the naive model: the same random nights, compared after every act.

use super::naive::streams::{people::alarms, stream};
use super::naive::{Act, Held, Naive};
use dutydesk::correlation::alarm::{AlarmKey, AlarmState};
use dutydesk::correlation::change::{Changes, Reason, ReasonCode, What};
use dutydesk::correlation::reference::Reference;
use dutydesk::correlation::rules::Rules;
use dutydesk::correlation::{Area, Capacity, Correlation, Cover, Progress, Shapes, Suppression};
use dutydesk::units::{IncidentId, Instant, RuleId, Severity, Span, SuppressionId};
use std::collections::{BTreeMap, BTreeSet};

/// How many nights, and how many acts each has.
fn scale() -> (u64, usize) {
    let full = std::env::var("SCALE").is_ok_and(|scale| scale == "full");
    if full { (10_000, 2_000) } else { (500, 500) }
}

/// The core, driven as the desk drives it.
struct Desk {
    core: Correlation,
    ids: BTreeSet<IncidentId>,
}

/// What both must say of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    open: bool,
    family: dutydesk::correlation::alarm::HazardFamily,
    members: BTreeSet<AlarmKey>,
    active: usize,
    level: u8,
    severity: Severity,
    life_risk: bool,
    acknowledged: bool,
    first_out: Option<AlarmKey>,
    parent: Option<IncidentId>,
    merged_into: Option<IncidentId>,
    stale: usize,
}

/// What both must say of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Picture {
    alarms: BTreeMap<AlarmKey, (AlarmState, Option<IncidentId>, Option<Held>)>,
    incidents: BTreeMap<IncidentId, Seen>,
    proposals: BTreeSet<(IncidentId, IncidentId)>,
}

impl Desk {
    fn new(reference: &Reference, rules: &Rules) -> Self {
        let reference = Reference { rules: rules.clone(), ..reference.clone() };
        let capacity = Capacity { devices: reference.devices.len() + 4, incidents: 4_096, warnings: 8 };
        Self { core: Correlation::new(&reference, capacity), ids: BTreeSet::new() }
    }

    fn apply(&mut self, act: &Act) {
        match act {
            Act::Event(event) => {
                self.core.begin_input(event.input);
                self.advance(event.received);
                self.turn(|core, changes| core.step(event, changes));
            }
            Act::Advance(at) => self.advance(*at),
            Act::Acknowledge { at, incident, upto } => {
                self.advance(*at);
                if self.is_open(*incident) {
                    self.core.acknowledge(*at, *incident, *upto);
                }
            }
            Act::Close { at, incident } => {
                self.advance(*at);
                if self.is_open(*incident) {
                    self.core.close(*incident);
                }
            }
            Act::Reopen { at, incident } => {
                self.advance(*at);
                self.core.reopen(*incident);
            }
            Act::Tell { at, zone, family } => {
                self.advance(*at);
                let id = self.core.next_incident(*family).unwrap();
                self.ids.insert(id);
                self.core.open_told(*at, id, *zone, *family);
                self.turn(|core, changes| core.told(*zone, *at, changes));
            }
            Act::Shelve { at, id, alarm, until } => self.suppress(*at, *id, Cover::Shelf(*alarm), *until),
            Act::OpenWindow { at, id, zone, until } => self.suppress(*at, *id, Cover::Window(*zone), *until),
            Act::TakeOut { at, id, device, until } => self.suppress(*at, *id, Cover::Outage(*device), *until),
            Act::Lift { at, id } => {
                self.advance(*at);
                let id = SuppressionId(*id);
                if self.core.lift(id) {
                    self.turn(|core, changes| core.let_go(id, *at, changes));
                }
            }
            Act::Warn { at, warning, extent, context } => {
                self.advance(*at);
                let mut shapes = Shapes::default();
                if !extent.corners.is_empty() {
                    shapes.add_ring(extent.corners.iter().map(|corner| Some(*corner)));
                }
                let area = Area { adcodes: &extent.adcodes, shapes: Some(&shapes) };
                self.core.warn(*warning, area, *context);
                self.turn(|core, changes| core.warned(*warning, *at, changes));
            }
            Act::Unwarn { at, warning } => {
                self.advance(*at);
                self.core.unwarn(*warning);
            }
            Act::Touch { incident } => self.core.touch(*incident),
            Act::Merge { at, into, from } => {
                self.advance(*at);
                let reason =
                    Reason { code: ReasonCode::Operator, rule: RuleId(0), other: None, span: Span(0) };
                self.turn(|core, changes| core.merge(*into, *from, *at, reason, changes));
            }
            Act::Split { at, from, alarms } => {
                self.advance(*at);
                self.turn(|core, changes| {
                    core.split(*from, alarms, *at, changes);
                });
            }
            Act::Refuse { a, b } => self.core.keep_apart(*a, *b),
        }
    }

    fn suppress(&mut self, at: Instant, id: u32, cover: Cover, until: Instant) {
        self.advance(at);
        let id = SuppressionId(id);
        assert!(self.core.suppress(Suppression { id, cover, begun: at, until }));
        self.turn(|core, changes| core.enforce(id, at, changes));
    }

    fn advance(&mut self, now: Instant) {
        let mut is_done = false;
        while !is_done {
            self.turn(|core, changes| is_done = core.advance(now, changes) == Progress::Done);
        }
    }

    fn turn(&mut self, work: impl FnOnce(&mut Correlation, &mut Changes)) {
        let mut changes = Changes::new();
        work(&mut self.core, &mut changes);
        for change in &changes {
            if let What::Opened { incident, .. } = change.what {
                self.ids.insert(incident);
            }
        }
    }

    fn is_open(&self, id: IncidentId) -> bool {
        self.core.incident(id).is_some_and(dutydesk::correlation::Incident::is_open)
    }

    fn picture(&self) -> Picture {
        let seen = |id: IncidentId| {
            let row = self.core.incident(id).unwrap();
            let members =
                self.core.members(id).filter(|member| self.core.held_because(member.alarm).is_none());
            let members: Vec<_> = members.collect();
            Seen {
                open: row.is_open(),
                family: row.family,
                members: members.iter().map(|member| member.alarm).collect(),
                active: row.active as usize,
                level: row.level.0,
                severity: row.severity,
                life_risk: row.life_risk,
                acknowledged: row.is_open() && row.acknowledged,
                first_out: row.first_out,
                parent: row.parent,
                merged_into: row.merged_into,
                stale: members.iter().filter(|member| member.stale).count(),
            }
        };
        let alarm = |key: AlarmKey| {
            let (view, held) = (self.core.alarm(key), self.core.held_because(key).map(|it| held_by(it.code)));
            (key, (view.state, view.incident.filter(|_| held.is_none()), held))
        };
        Picture {
            alarms: alarms().map(alarm).collect(),
            incidents: self.ids.iter().map(|id| (*id, seen(*id))).collect(),
            proposals: self.core.proposals().map(|(a, b)| (a.min(b), a.max(b))).collect(),
        }
    }
}

fn held_by(code: ReasonCode) -> Held {
    match code {
        ReasonCode::Shelved(_) => Held::Shelved,
        ReasonCode::Outage(_) => Held::OutOfService,
        ReasonCode::Test | ReasonCode::Window(_) => Held::Test,
        ReasonCode::Isolated => Held::Isolated,
        ReasonCode::Inhibited => Held::Inhibited,
        other => panic!("{other:?} holds nothing"),
    }
}

fn naive_picture(model: &Naive) -> Picture {
    let seen = |(id, view): (IncidentId, super::naive::View)| {
        let merged = view.merged_into.is_some();
        let seen = Seen {
            open: view.open,
            family: view.family,
            members: view.members,
            active: view.active,
            level: view.level,
            severity: view.severity,
            life_risk: view.life_risk,
            acknowledged: view.open && view.acknowledged,
            first_out: view.first_out,
            parent: view.parent,
            merged_into: view.merged_into,
            stale: if merged { 0 } else { view.stale },
        };
        (id, seen)
    };
    Picture {
        alarms: alarms().map(|key| (key, model.alarm(key))).collect(),
        incidents: model.incidents().into_iter().map(seen).collect(),
        proposals: model.proposals(),
    }
}

/// What differs, a line each; nothing where both agree.
fn differences(model: &Naive, desk: &Desk) -> Vec<String> {
    let (naive, core) = (naive_picture(model), desk.picture());
    if naive == core {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for (key, naive) in &naive.alarms {
        let core = &core.alarms[key];
        if naive != core {
            lines.push(format!("{key:?}\n  naive {naive:?}\n  core  {core:?}"));
        }
    }
    let ids: BTreeSet<_> = naive.incidents.keys().chain(core.incidents.keys()).collect();
    for id in ids {
        let (naive, core) = (naive.incidents.get(id), core.incidents.get(id));
        if naive != core {
            lines.push(format!("{id}\n  naive {naive:?}\n  core  {core:?}"));
        }
    }
    if naive.proposals != core.proposals {
        lines.push(format!("proposals\n  naive {:?}\n  core  {:?}", naive.proposals, core.proposals));
    }
    lines
}

/// Plays acts on both; returns after how many they differ, and in what.
fn play(reference: &Reference, rules: &Rules, acts: &[Act]) -> Option<(usize, Vec<String>)> {
    let (mut model, mut desk) = (Naive::new(reference, rules.clone()), Desk::new(reference, rules));
    for (count, act) in (1..).zip(acts) {
        model.apply(act);
        desk.apply(act);
        let found = differences(&model, &desk);
        if !found.is_empty() {
            return Some((count, found));
        }
    }
    assert_eq!(desk.core.counts().changes_lost, 0);
    None
}

/// The shortest prefix that differs, with every act dropped that it does not need.
fn shrink(reference: &Reference, rules: &Rules, acts: &[Act], length: usize) -> (Vec<Act>, Vec<String>) {
    let mut kept = acts[..length].to_vec();
    let mut found = Vec::new();
    let mut step = kept.len().div_ceil(2);
    loop {
        let mut at = 0;
        while at < kept.len() {
            let mut fewer = kept.clone();
            fewer.drain(at..(at + step).min(kept.len()));
            match replay(reference, rules, &fewer) {
                Some((length, lines)) => {
                    (kept, found) = (fewer, lines);
                    kept.truncate(length);
                }
                None => at += step,
            }
        }
        if step == 1 {
            return (kept, found);
        }
        step = step.div_ceil(2);
    }
}

/// Plays what is left of a night; acts on what is no longer there make it another night, which does not count.
fn replay(reference: &Reference, rules: &Rules, acts: &[Act]) -> Option<(usize, Vec<String>)> {
    std::panic::catch_unwind(|| play(reference, rules, acts)).unwrap_or(None)
}

#[test]
fn the_core_and_the_naive_model_agree_after_every_act() {
    let (nights, length) = scale();
    let from = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let seeds = if from > 0 { from..from + 1 } else { 0..nights };
    let mut agreed = 0;
    for seed in seeds {
        let (reference, rules, acts) = stream(seed, length);
        if let Some((count, found)) = play(&reference, &rules, &acts) {
            let (kept, shrunk) = shrink(&reference, &rules, &acts, count);
            let kept: Vec<_> = kept.iter().map(|act| format!("{act:?}")).collect();
            let found = if shrunk.is_empty() { found } else { shrunk };
            panic!("seed {seed}, act {count}; {agreed} agree\n{}\n{}", kept.join("\n"), found.join("\n"));
        }
        agreed += 1;
    }
    eprintln!("{agreed} nights of {length} acts agree");
}
