//! The people's side of every open incident, and of those closed lately.

use crate::correlation::alarm::HazardFamily;
use crate::correlation::change::{Reason, What};
use crate::limits::{CLOSED_KEPT_MAX, INCIDENTS_MAX, PAIRS_MAX};
use crate::operations::actor::{Actor, Officer};
use crate::operations::incident::surge::Surge;
use crate::operations::incident::{Disposition, Fact, Phase, Verdict};
use crate::units::{EvidenceLevel, IncidentId, Instant, Revision, Span, ZoneId};
use serde::{Deserialize, Serialize};

/// How often the raises of an incident are written at most.
///
/// Source: design section 7.
pub const REPEATS_WRITTEN_EVERY: Span = Span::seconds(10);

/// Incidents that are kept: open ones, the overflow one of each family, closed ones and the one that makes them too many.
pub const KEPT_MAX: usize = INCIDENTS_MAX + (HazardFamily::Other as usize + 1) + CLOSED_KEPT_MAX + 1;

/// Every open incident and the last [`CLOSED_KEPT_MAX`] closed ones, by number.
///
/// Limits: [`KEPT_MAX`]; the core opens no more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    incidents: Vec<Incident>,
    closed: usize,
    surge: Surge,
    /// The merges that the desk proposes, the oldest first.
    proposals: Vec<Proposal>,
}

/// A merge that the desk proposes: a person acted on the younger, so a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The older incident.
    pub into: IncidentId,
    /// The younger one.
    pub from: IncidentId,
    /// Why.
    pub reason: Reason,
    /// Since when.
    pub at: Instant,
}

/// The people's side of one incident; its alarms stand in the core under the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its number.
    pub id: IncidentId,
    /// What a person decides by, counted.
    pub revision: Revision,
    /// Where it began.
    pub zone: ZoneId,
    /// What it is about.
    pub family: HazardFamily,
    /// When it began, by receipt.
    pub opened: Instant,
    /// Where it stands.
    pub standing: Standing,
    /// Raises of its alarms.
    pub raises: u32,
    /// What somebody who looked said last, and when.
    pub verdict: Option<(Verdict, Instant)>,
    /// The evidence that people's words give: 4 for somebody whom the desk knows, 1 for anybody else.
    pub word: EvidenceLevel,
    /// Where it stands in its course.
    pub phase: Phase,
    /// Steps of the escalation that have run since it was last unacknowledged.
    pub escalated: u8,
    /// When a person did anything for it last, after it was acknowledged.
    pub acted: Option<Instant>,
    /// Who has it by a handover, and since when; none: who acknowledged it.
    pub handed: Option<(Officer, Instant)>,
    raises_written_at: Instant,
}

/// Where an incident stands with people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// 未受理.
    Unacknowledged {
        /// Since the opening, or since something new came.
        since: Instant,
    },
    /// 受理.
    Acknowledged {
        /// By whom.
        by: Actor,
        /// When.
        at: Instant,
    },
    /// Closed.
    Closed {
        /// How.
        disposition: Disposition,
        /// When.
        at: Instant,
    },
}

impl Incident {
    /// Returns whether it is closed.
    pub const fn is_closed(&self) -> bool {
        matches!(self.standing, Standing::Closed { .. })
    }

    /// Returns whether nobody has it.
    pub const fn is_unacknowledged(&self) -> bool {
        matches!(self.standing, Standing::Unacknowledged { .. })
    }

    /// Returns who has it; none where nobody has, or nobody said who they are.
    pub fn owner(&self) -> Option<Officer> {
        let Standing::Acknowledged { by, .. } = &self.standing else { return None };
        self.handed.map(|(officer, _)| officer).or_else(|| by.officer().copied())
    }

    /// Returns whether it changes hands when an officer hands the desk over: what is theirs, and what nobody said is whose.
    pub fn passes(&self, from: Option<&Officer>) -> bool {
        let is_acknowledged = matches!(self.standing, Standing::Acknowledged { .. });
        is_acknowledged && self.owner().is_none_or(|owner| from.is_some_and(|from| from.code == owner.code))
    }
}

impl Default for State {
    fn default() -> Self {
        let proposals = Vec::with_capacity(PAIRS_MAX);
        Self { incidents: Vec::with_capacity(KEPT_MAX), closed: 0, surge: Surge::default(), proposals }
    }
}

impl State {
    /// Takes all the room that it will ever need.
    pub fn make_ready(&mut self) {
        self.incidents.reserve(KEPT_MAX.saturating_sub(self.incidents.len()));
        self.surge.make_ready();
        self.proposals.reserve(PAIRS_MAX.saturating_sub(self.proposals.len()));
    }

    /// Returns the incident of a number, open or closed lately.
    ///
    /// Cost: O(log incidents).
    pub fn get(&self, id: IncidentId) -> Option<&Incident> {
        self.position(id).map(|at| &self.incidents[at])
    }

    /// Returns every incident by number, the closed ones among them.
    pub fn all(&self) -> impl Iterator<Item = &Incident> {
        self.incidents.iter()
    }

    /// Returns the open ones by number.
    pub fn open(&self) -> impl Iterator<Item = &Incident> {
        self.incidents.iter().filter(|incident| !incident.is_closed())
    }

    /// Returns what was announced lately, and whether that is a surge.
    pub const fn surge(&self) -> &Surge {
        &self.surge
    }

    /// Notes that what begins and ends a surge is another from an instant on.
    pub fn limit_surge(&mut self, at: Instant) {
        self.surge.limit(at);
    }

    /// Notes that a surge began at an instant, or that it is over.
    pub fn note_surge(&mut self, since: Option<Instant>) {
        match since {
            Some(at) => self.surge.begin(at),
            None => self.surge.end(),
        }
    }

    /// Returns the merges that are proposed of an incident.
    pub fn proposals(&self, id: IncidentId) -> impl Iterator<Item = &Proposal> {
        self.proposals.iter().filter(move |it| it.into == id || it.from == id)
    }

    /// Counts a raise that the journal need not hold by itself; returns the entry that is due, if any.
    ///
    /// Source: design section 7: at most one such entry an incident in ten seconds.
    pub fn count_raise(&mut self, id: IncidentId, at: Instant) -> Option<Fact> {
        let incident = self.get_mut(id)?;
        incident.raises = incident.raises.saturating_add(1);
        let is_due = at.since(incident.raises_written_at) >= REPEATS_WRITTEN_EVERY;
        is_due.then_some(Fact::Repeats { incident: id, raises: incident.raises })
    }

    /// Notes that a person did something for an incident.
    pub fn note_act(&mut self, id: IncidentId, at: Instant) {
        self.with(id, |it| {
            if matches!(it.standing, Standing::Acknowledged { .. }) {
                it.acted = Some(at);
            }
        });
    }

    /// Notes what people's words prove of an incident; what was proved stays proved.
    pub fn lift(&mut self, id: IncidentId, word: EvidenceLevel) {
        self.with(id, |it| it.word = it.word.max(word));
    }

    /// Counts a change that a person decides by: an owner, a dispatch, a reservation.
    pub fn bump(&mut self, id: IncidentId) {
        self.with(id, |it| it.revision.bump());
    }

    /// Gives what an officer has to the next one.
    pub fn hand_over(&mut self, from: Option<&Officer>, to: Officer, at: Instant) {
        for row in self.incidents.iter_mut().filter(|row| row.passes(from)) {
            row.handed = Some((to, at));
            row.revision.bump();
        }
    }

    /// Applies a fact; never refuses.
    ///
    /// Returns the closed incident that had to make room, if one had.
    pub fn apply(&mut self, fact: &Fact, actor: Actor, at: Instant) -> Option<IncidentId> {
        match *fact {
            Fact::Alarm { change, .. } => {
                self.apply_change(&change.what, at);
                if let What::Merged { .. } = change.what {
                    return self.make_room();
                }
            }
            Fact::Repeats { incident, raises } => self.with(incident, |it| {
                it.raises = raises;
                it.raises_written_at = at;
            }),
            Fact::Acknowledged { incident, .. } => self.with(incident, |it| {
                if it.is_unacknowledged() {
                    it.standing = Standing::Acknowledged { by: actor, at };
                    (it.acted, it.handed) = (None, None);
                    it.revision.bump();
                }
            }),
            Fact::Renewed { incident, .. } => {
                self.surge.announce(at);
                self.with(incident, |it| {
                    it.standing = Standing::Unacknowledged { since: at };
                    (it.escalated, it.handed) = (0, None);
                });
            }
            Fact::Verified { incident, verdict, witness, .. } => self.with(incident, |it| {
                it.verdict = Some((verdict, at));
                let word = EvidenceLevel(if witness.is_known() { 4 } else { 1 });
                match verdict {
                    Verdict::Real => it.word = it.word.max(word),
                    // What was said before is taken back: the alarms alone count.
                    Verdict::False { .. } => it.word = EvidenceLevel(0),
                    Verdict::Open => {}
                }
                it.revision.bump();
            }),
            Fact::PhaseChanged { incident, to, .. } => self.with(incident, |it| {
                it.phase = to;
                it.revision.bump();
            }),
            Fact::Escalated { incident, step, .. } => self.with(incident, |it| it.escalated = step),
            Fact::Closed { incident, disposition, .. } => {
                self.with(incident, |it| {
                    it.standing = Standing::Closed { disposition, at };
                    it.revision.bump();
                });
                self.closed += 1;
                self.proposals.retain(|it| it.into != incident && it.from != incident);
                return self.make_room();
            }
            Fact::Reopened { incident, .. } => {
                self.closed = self.closed.saturating_sub(1);
                self.with(incident, |it| {
                    it.standing = Standing::Acknowledged { by: actor, at };
                    it.handed = None;
                    it.revision.bump();
                });
            }
            Fact::KeptApart { incident, other } => self.withdraw(incident, other),
            Fact::Noted { .. } | Fact::MergeAsked { .. } | Fact::SplitAsked { .. } => {}
        }
        None
    }

    fn apply_change(&mut self, what: &What, at: Instant) {
        match *what {
            What::Opened { incident, zone, family } => self.insert(Incident {
                id: incident,
                revision: Revision(1),
                zone,
                family,
                opened: at,
                standing: Standing::Unacknowledged { since: at },
                raises: 0,
                verdict: None,
                word: EvidenceLevel(0),
                phase: Phase::Verification,
                escalated: 0,
                acted: None,
                handed: None,
                raises_written_at: at,
            }),
            What::Joined { incident, .. } | What::Split { incident, .. } => {
                self.with(incident, |it| it.raises += 1);
            }
            What::Merged { incident, from, .. } => {
                let Some(gone) = self.get(from).copied().filter(|it| !it.is_closed()) else { return };
                self.with(incident, |it| {
                    it.raises += gone.raises;
                    it.word = it.word.max(gone.word);
                    if matches!(gone.verdict, Some((Verdict::Real, _)))
                        && !matches!(it.verdict, Some((Verdict::Real, _)))
                    {
                        it.verdict = gone.verdict;
                        it.phase = it.phase.max(gone.phase);
                    }
                    it.revision.bump();
                });
                self.closed += 1;
                self.proposals.retain(|it| it.into != from && it.from != from);
                self.with(from, |it| {
                    it.standing = Standing::Closed { disposition: Disposition::Duplicate(incident), at };
                    it.revision.bump();
                });
            }
            What::LevelChanged { incident, .. } | What::LifeRiskChanged { incident, .. } => {
                self.with(incident, |it| it.revision.bump());
            }
            What::SeverityChanged { incident, from, to } => self.with(incident, |it| {
                if to > from {
                    it.revision.bump();
                }
            }),
            What::Follows { incident, .. } => self.surge.follow(incident),
            What::MergeProposed { incident, from, reason } => {
                self.withdraw(incident, from);
                if self.proposals.len() >= PAIRS_MAX {
                    self.proposals.remove(0);
                }
                self.proposals.push(Proposal { into: incident, from, reason, at });
            }
            What::Repeated { .. }
            | What::Ended { .. }
            | What::Renewed { .. }
            | What::Quieted { .. }
            | What::FirstOutChanged { .. }
            | What::Suppressed { .. }
            | What::Unsuppressed { .. }
            | What::SuppressionEnded { .. }
            | What::Stale { .. }
            | What::TableFull { .. } => {}
        }
    }

    fn withdraw(&mut self, one: IncidentId, other: IncidentId) {
        self.proposals.retain(|it| (it.into, it.from) != (one, other) && (it.into, it.from) != (other, one));
    }

    fn insert(&mut self, incident: Incident) {
        self.surge.open(incident.id, incident.opened);
        let at = self.incidents.partition_point(|it| it.id < incident.id);
        self.incidents.insert(at, incident);
    }

    fn make_room(&mut self) -> Option<IncidentId> {
        if self.closed <= CLOSED_KEPT_MAX {
            return None;
        }
        let closed_at = |it: &Incident| match it.standing {
            Standing::Closed { at, .. } => Some((at, it.id)),
            Standing::Unacknowledged { .. } | Standing::Acknowledged { .. } => None,
        };
        let (_, oldest) = self.incidents.iter().filter_map(closed_at).min()?;
        let at = self.position(oldest)?;
        self.incidents.remove(at);
        self.closed -= 1;
        Some(oldest)
    }

    fn with(&mut self, id: IncidentId, change: impl FnOnce(&mut Incident)) {
        if let Some(incident) = self.get_mut(id) {
            change(incident);
        }
    }

    fn get_mut(&mut self, id: IncidentId) -> Option<&mut Incident> {
        self.position(id).map(|at| &mut self.incidents[at])
    }

    fn position(&self, id: IncidentId) -> Option<usize> {
        self.incidents.binary_search_by_key(&id, |incident| incident.id).ok()
    }
}
