//! What must be so after every step. Each is a promise of design section 3 or of the rules; each names what broke.

use crate::world::desk::Setup;
use crate::world::ledger::{Ledger, Row};
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, AlarmView, HazardFamily};
use dutydesk::correlation::change::{ReasonCode, What};
use dutydesk::correlation::event::Conditions;
use dutydesk::limits::{SNAPSHOT_BYTES_MAX, SNAPSHOT_INCIDENTS_MAX};
use dutydesk::operations::deadline::Subject;
use dutydesk::operations::dossier;
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident;
use dutydesk::operations::incident::view::Standing;
use dutydesk::operations::publish::{Frame, Publisher};
use dutydesk::operations::snapshot::{Look, Snapshot};
use dutydesk::operations::state::State;
use dutydesk::units::{EvidenceLevel, IncidentId, Instant, Span};
use std::collections::{BTreeMap, BTreeSet};

/// What a check found.
pub(crate) type Found = Result<(), String>;

macro_rules! must {
    ($holds:expr, $($what:tt)*) => { if !$holds { return Err(format!($($what)*)); } };
}

/// What the checks remember from step to step.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    now: Instant,
    /// Facts that were looked at.
    facts: usize,
    /// The entry before the first of them.
    first: u64,
    fact_at: Instant,
    last_opened: IncidentId,
    levels: BTreeMap<IncidentId, EvidenceLevel>,
    closed: BTreeSet<IncidentId>,
    last_incident: BTreeMap<AlarmKey, IncidentId>,
    /// Fire raises of an alarm when its incident was closed over it.
    covered: BTreeMap<AlarmKey, u64>,
    overflowed: u64,
    publisher: Publisher,
    snapshot: Box<Snapshot>,
    looks: u64,
}

impl Checks {
    /// Begins with a desk that was built up otherwise: its facts so far were looked at.
    pub(crate) fn resume(state: &State, facts: &[Fact]) -> Self {
        let mut checks = Self { first: state.entry.0, ..Self::default() };
        for fact in facts {
            checks.note(fact);
        }
        (checks.facts, checks.now) = (0, state.now);
        checks.levels = state.correlation.open().map(|it| (it.id, it.level)).collect();
        checks
    }

    /// Checks everything after a step.
    pub(crate) fn run(&mut self, setup: &Setup, state: &State, facts: &[Fact], ledger: &Ledger) -> Found {
        self.time(state, facts)?;
        self.nothing_lost(setup, state, ledger)?;
        self.incidents(state)?;
        partition(state, ledger)?;
        feeds(state, ledger)?;
        self.counts(state, ledger)?;
        deadlines(state)?;
        self.publishes(state)
    }

    /// Desk time and entries only grow, and new incidents have new numbers.
    fn time(&mut self, state: &State, facts: &[Fact]) -> Found {
        must!(state.now >= self.now, "desk time went back from {:?} to {:?}", self.now, state.now);
        self.now = state.now;
        let entries = self.first + facts.len() as u64;
        must!(state.entry.0 == entries, "{entries} facts, but the desk stands at entry {}", state.entry);
        for fact in &facts[self.facts..] {
            must!(
                fact.at >= self.fact_at,
                "the time of entries goes back at {fact:?}, after {:?}",
                self.fact_at
            );
            must!(fact.at <= state.now, "an entry of the future: {fact:?}");
            if let Some((id, from)) = opened(fact) {
                must!(id > self.last_opened, "{id} was opened after {} ({from})", self.last_opened);
            }
            self.note(fact);
        }
        self.facts = facts.len();
        Ok(())
    }

    fn note(&mut self, fact: &Fact) {
        self.fact_at = self.fact_at.max(fact.at);
        if let Some((id, _)) = opened(fact) {
            self.last_opened = id;
        }
        match &fact.body {
            Body::Incident(incident::Fact::Closed { incident, .. }) => {
                self.closed.insert(*incident);
            }
            Body::Incident(incident::Fact::Reopened { incident, .. }) => {
                self.closed.remove(incident);
                self.levels.remove(incident);
            }
            Body::Incident(incident::Fact::Alarm { change, .. }) => match change.what {
                What::Joined { incident, alarm, reason, .. } => {
                    self.last_incident.insert(alarm, incident);
                    self.overflowed += u64::from(reason.code == ReasonCode::Overflow);
                }
                What::Merged { incident, from, .. } => {
                    self.closed.insert(from);
                    let level = self.levels.remove(&from).unwrap_or_default();
                    let kept = self.levels.entry(incident).or_default();
                    *kept = level.max(*kept);
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// Open incidents are open on both sides, life-risk by the rule, and no less evident than they were.
    fn incidents(&mut self, state: &State) -> Found {
        let core: Vec<IncidentId> = state.correlation.open().map(|it| it.id).collect();
        let people: Vec<IncidentId> = state.incidents.open().map(|it| it.id).collect();
        must!(core == people, "the core has {core:?} open, the people's side {people:?}");
        must!(state.correlation.counts().open as usize == core.len(), "the count of open incidents is wrong");
        for row in state.correlation.open() {
            let before = self.levels.insert(row.id, row.level).unwrap_or_default();
            must!(row.level >= before, "{}: evidence fell from {before:?} to {:?}", row.id, row.level);
            must!(row.level.0 <= 3, "{}: evidence {:?}", row.id, row.level);
            let is_danger = matches!(row.family, HazardFamily::Fire | HazardFamily::Gas);
            let endangers = |alarm: AlarmKey| {
                let view = state.correlation.alarm(alarm);
                let kind = state.kind_of(alarm.device);
                let danger = kind.is_life_risk() || is_danger || view.conditions.any(Conditions::FIRE);
                alarm.class == AlarmClass::Hazard && is_active(&view) && danger
            };
            let wanted = state.correlation.members(row.id).any(|it| endangers(it.alarm));
            must!(
                row.life_risk == wanted,
                "{}: life-risk is {}, by the rule {wanted}",
                row.id,
                row.life_risk
            );
        }
        Ok(())
    }

    /// Every condition that was told is announced in an incident, or held with a reason; an end is never swallowed.
    fn nothing_lost(&mut self, setup: &Setup, state: &State, ledger: &Ledger) -> Found {
        for (alarm, conditions, row) in ledger.classes() {
            let view = state.correlation.alarm(alarm);
            must!(
                view.conditions == conditions,
                "{alarm:?} {}: told {conditions:?}, the desk has {:?}",
                state.device_code(alarm.device),
                view.conditions
            );
            let delay = setup.rules().delay(row.kind, alarm.class);
            let stood = ledger.now.since(row.turned[alarm.class as usize]);
            let held = state.correlation.held_because(alarm);
            if conditions.is_none() {
                // A recovery may be put off, announced or held, but not for ever.
                let fades = stood <= delay.off.max(setup.rules().off_delay_max);
                must!(
                    fades || !is_active(&view) && held.is_none(),
                    "{alarm:?} is gone since {stood:?}, and still {:?}, held {held:?}",
                    view.state
                );
                continue;
            }
            let fire = conditions.any(Conditions::FIRE);
            let rises = alarm.class == AlarmClass::Hazard && fire;
            let rises = !rises && stood < delay.on && held.is_none() && !is_active(&view);
            if rises {
                continue;
            }
            if let Some(reason) = held {
                must!(!is_active(&view), "{alarm:?} is held ({reason:?}) and announced");
                Self::may_hold(state, alarm, row, fire, reason.code)?;
            } else {
                must!(
                    is_active(&view),
                    "{alarm:?} stands ({conditions:?}), not held, and is {:?}",
                    view.state
                );
                self.is_answered(state, alarm, row, fire, &view)?;
            }
        }
        Ok(())
    }

    /// A fire bit is silent by a trusted test, a window or a shelf only.
    fn may_hold(state: &State, alarm: AlarmKey, row: &Row, fire: bool, code: ReasonCode) -> Found {
        let runs = |id| state.correlation.suppressions().any(|it| it.id == id);
        match code {
            ReasonCode::Shelved(id) | ReasonCode::Window(id) => {
                must!(runs(id), "{alarm:?} is held by {id}, which runs no more");
            }
            ReasonCode::Test => {
                let is_test = alarm.class != AlarmClass::Hazard || row.hazard_is_test;
                must!(is_test, "{alarm:?} is in the test lane, and its latest word was no test");
            }
            ReasonCode::Outage(id) => {
                must!(
                    runs(id) && !(fire && alarm.class == AlarmClass::Hazard),
                    "{alarm:?}: a fire bit out of service"
                );
            }
            ReasonCode::Isolated => {
                must!(!fire && !row.kind.is_life_risk(), "{alarm:?}: danger to life isolated");
            }
            ReasonCode::Inhibited => {
                must!(alarm.class != AlarmClass::Hazard, "{alarm:?}: a hazard inhibited");
            }
            other => return Err(format!("{alarm:?} is held because of {other:?}")),
        }
        Ok(())
    }

    /// An announced alarm is in an open incident, or a person closed it over the alarm and no fire was told since.
    fn is_answered(
        &mut self,
        state: &State,
        alarm: AlarmKey,
        row: &Row,
        fire: bool,
        view: &AlarmView,
    ) -> Found {
        let incident = view.incident.or_else(|| self.last_incident.get(&alarm).copied());
        let Some(incident) = incident else {
            return Err(format!("{alarm:?} is {:?} in no incident", view.state));
        };
        if state.incidents.get(incident).is_some_and(|it| !it.is_closed()) && view.incident.is_some() {
            self.covered.remove(&alarm);
            return Ok(());
        }
        must!(
            self.closed.contains(&incident),
            "{alarm:?} stands in {incident}, which is not open, and nobody closed it"
        );
        let fires = *self.covered.entry(alarm).or_insert(row.fires);
        let silent = fire && alarm.class == AlarmClass::Hazard && row.fires > fires;
        must!(!silent, "{alarm:?}: a fire was told after {incident} was closed, and nobody hears it");
        Ok(())
    }

    /// Nothing is dropped without a count.
    fn counts(&self, state: &State, ledger: &Ledger) -> Found {
        let counts = state.correlation.counts();
        must!(counts.changes_lost == 0, "{} changes lost", counts.changes_lost);
        let admitted = ledger.admitted() as u32;
        must!(counts.unregistered == admitted, "{admitted} strangers, the core has {}", counts.unregistered);
        must!(
            state.unregistered_count() == admitted,
            "{admitted} strangers, the desk has {}",
            state.unregistered_count()
        );
        let refused = ledger.refused;
        must!(state.turned_away >= refused, "{refused} strangers refused, {} counted", state.turned_away);
        if self.first == 0 {
            let all = refused + self.overflowed;
            must!(
                state.turned_away == all,
                "{refused} strangers and {} alarms found no place, {} counted",
                self.overflowed,
                state.turned_away
            );
        }
        let held = state.correlation.held().count();
        let lanes = counts.test + counts.isolated + counts.shelved + counts.inhibited;
        must!(held == lanes as usize, "{held} alarms are held, {lanes} counted");
        Ok(())
    }

    /// A snapshot says what the desk has.
    fn publishes(&mut self, state: &State) -> Found {
        let Self { publisher, snapshot, .. } = self;
        publisher.fill(state, Frame::default(), snapshot);
        self.looks += 1;
        shows(state, &self.snapshot)?;
        if self.looks % 16 == 1 {
            let bytes = postcard::to_allocvec(&*self.snapshot).map_err(|error| error.to_string())?;
            must!(bytes.len() <= SNAPSHOT_BYTES_MAX, "a snapshot of {} bytes", bytes.len());
            let selected = self.snapshot.incidents.first().map(|view| view.id);
            let dossier = dossier::gather(state, Look { selected, ..Look::default() });
            must!(dossier.is_some() == selected.is_some(), "{selected:?} is shown, and has no dossier");
        }
        Ok(())
    }
}

/// Checks what a snapshot shows.
pub(crate) fn shows(state: &State, snapshot: &Snapshot) -> Found {
    let open: Vec<_> = state.incidents.open().collect();
    let status = &snapshot.status;
    let waits = |life: bool| {
        open.iter().filter(|it| it.is_unacknowledged() && (!life || state.life_risk(it.id))).count()
    };
    must!(status.open as usize == open.len(), "{} open, {} shown", open.len(), status.open);
    must!(status.unacknowledged as usize == waits(false), "unacknowledged: {} shown", status.unacknowledged);
    let dangers = waits(true);
    must!(
        status.life_risk_unacknowledged as usize == dangers,
        "{dangers} in danger wait, {} shown",
        status.life_risk_unacknowledged
    );
    must!(status.input == state.input && status.entry == state.entry, "a snapshot of another input");
    let rows = &snapshot.incidents;
    must!(rows.len() == open.len().min(SNAPSHOT_INCIDENTS_MAX), "{} rows of {}", rows.len(), open.len());
    let ids: BTreeSet<IncidentId> = rows.iter().map(|row| row.id).collect();
    must!(
        ids.len() == rows.len() && ids.iter().all(|id| open.iter().any(|it| it.id == *id)),
        "rows twice or not open: {ids:?}"
    );
    let first = rows
        .iter()
        .position(|row| !(row.life_risk && matches!(row.standing, Standing::Unacknowledged { .. })));
    let first = first.unwrap_or(rows.len());
    must!(first >= dangers.min(rows.len()), "an unacknowledged danger stands below row {first} of {dangers}");
    for row in rows {
        let alarms = state.correlation.incident(row.id);
        must!(alarms.is_some_and(|it| it.members == row.members), "{}: members differ", row.id);
    }
    Ok(())
}

fn opened(fact: &Fact) -> Option<(IncidentId, &'static str)> {
    match &fact.body {
        Body::Incident(incident::Fact::Alarm { change, .. }) => match change.what {
            What::Opened { incident, .. } => Some((incident, "by alarm")),
            _ => None,
        },
        _ => None,
    }
}

fn is_active(view: &AlarmView) -> bool {
    matches!(view.state, AlarmState::Unacknowledged | AlarmState::Acknowledged)
}

/// Every alarm is in one incident or held, not both, and the counts are those of the lists.
fn partition(state: &State, ledger: &Ledger) -> Found {
    let mut home: BTreeMap<AlarmKey, IncidentId> = BTreeMap::new();
    for incident in state.incidents.all() {
        let Some(row) = state.correlation.incident(incident.id) else { continue };
        let (mut members, mut active) = (0, 0);
        for member in state.correlation.members(row.id) {
            members += 1;
            active += u32::from(is_active(&state.correlation.alarm(member.alarm)));
            let other = home.insert(member.alarm, row.id);
            must!(other.is_none(), "{:?} is in {other:?} and in {}", member.alarm, row.id);
        }
        must!(members == row.members, "{}: {members} members, {} counted", row.id, row.members);
        let told = || {
            let rows =
                state.correlation.members(row.id).filter(|it| !is_active(&state.correlation.alarm(it.alarm)));
            let said = |alarm| (alarm, state.correlation.alarm(alarm), state.correlation.held_because(alarm));
            rows.map(|it| said(it.alarm)).collect::<Vec<_>>()
        };
        must!(
            active == row.active,
            "{}: {active} active, {} counted; the others: {:?}",
            row.id,
            row.active,
            told()
        );
        let kinds: u32 = row.kinds.iter().sum();
        must!(
            kinds == members || row.merged_into.is_some(),
            "{}: {members} members of {kinds} kinds",
            row.id
        );
        must!(members == 0 || row.first_out.is_some(), "{}: no first-out", row.id);
    }
    for (alarm, _, _) in ledger.classes() {
        let (here, there) = (state.correlation.alarm(alarm).incident, home.get(&alarm).copied());
        // What a closed incident covered that was forgotten since, names it still.
        let forgotten = here.is_some_and(|id| state.correlation.incident(id).is_none());
        must!(here == there || forgotten, "{alarm:?} says {here:?} and is listed in {there:?}");
    }
    let mut seen = BTreeSet::new();
    for (alarm, reason, since) in state.correlation.held() {
        must!(seen.insert(alarm), "{alarm:?} is held twice");
        must!(since <= state.now, "{alarm:?} is held since the future");
        must!(state.correlation.held_because(alarm) == Some(reason), "{alarm:?} is held for two reasons");
    }
    Ok(())
}

/// The numbers of every feed are counted as they came.
fn feeds(state: &State, ledger: &Ledger) -> Found {
    for ((id, feed), wanted) in state.feeds.all().zip(&ledger.feeds) {
        let found = (feed.events, feed.duplicates, feed.rejects, feed.missing, feed.ignored);
        let wanted = (wanted.events, wanted.duplicates, wanted.rejects, wanted.missing, wanted.ignored);
        must!(
            found == wanted,
            "feed {id}: events, repeats, rejects, missing, ignored {found:?}, told {wanted:?}"
        );
    }
    Ok(())
}

/// Who waits for an acknowledgement has a deadline, and nobody else.
fn deadlines(state: &State) -> Found {
    for incident in state.incidents.all() {
        let due = state.deadlines.of(Subject::Acknowledge(incident.id));
        let wanted = incident.is_unacknowledged() && !incident.is_closed();
        must!(
            due.is_some() == wanted,
            "{}: {:?}, and its deadline is {due:?}",
            incident.id,
            incident.standing
        );
        let late = due.is_some_and(|it| !it.passed && it.due < state.now);
        must!(!late, "{}: its deadline passed unsaid", incident.id);
    }
    let running = state.deadlines.running();
    must!(running.is_sorted_by_key(|it| (!it.passed, it.due)), "deadlines out of order");
    must!(
        running.iter().all(|it| it.passed || it.due >= state.now.after(Span(0))),
        "a deadline passed unsaid"
    );
    Ok(())
}
