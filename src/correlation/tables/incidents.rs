//! The incident table: open incidents and those closed lately.
//!
//! Decides: which number an incident gets, which row, which closed one gives way, when the table is full.
//! Must not know: rules and devices.
//!
//! Invariants:
//! - numbers count up from 1001 and are never given twice;
//! - an eighth of the rows is kept for life-risk families, which give way last;
//! - behind the rows stands one overflow row a family, so that no alarm is without an incident.

use crate::correlation::alarm::{AlarmClass, AlarmKey, DeviceKind, HazardFamily};
use crate::correlation::grouping::evidence::Hazards;
use crate::correlation::tables::members::Chain;
use crate::correlation::tables::{NONE, rows};
use crate::units::{EvidenceLevel, FeedId, IncidentId, InputNumber, Instant, Severity, ZoneId};
use serde::{Deserialize, Serialize};

/// The number before the first incident's.
pub const BEFORE_FIRST: IncidentId = IncidentId(1_000);

/// Orders alarms by when they were, those of the same instant by feed and sequence, which no delay changes.
pub(crate) type FirstKey = (Instant, FeedId, u64);

/// Hazard families, an overflow row each.
pub(crate) const FAMILIES: usize = HazardFamily::Other as usize + 1;

/// Where an incident is in its life, as far as alarms are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Course {
    /// The row is free.
    Free,
    /// It takes alarms.
    Open,
    /// A person closed it; alarms that still stand stay attached.
    Closed,
}

/// One incident, as far as alarms are concerned.
///
/// What a repeat reads and writes comes first and is one cache line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[repr(C, align(64))]
pub struct Incident {
    /// Its number.
    pub id: IncidentId,
    /// What it is about.
    pub family: HazardFamily,
    /// Whether it is open.
    pub course: Course,
    /// How well its alarms evidence it: 0 to 3. Level 4 is a person's, and not kept here.
    pub level: EvidenceLevel,
    /// How bad its worst alarm is.
    pub severity: Severity,
    /// Whether an active alarm of it endangers life.
    pub life_risk: bool,
    /// Whether a person has it, and nothing came since that this does not cover.
    pub acknowledged: bool,
    /// Whether a person acted on it.
    pub(crate) handled: bool,
    /// Whether a person told of it: it is present in its own zone, whether or not an alarm of it is.
    pub(crate) told: bool,
    /// Alarms in it.
    pub members: u32,
    /// Alarms in it whose condition stands.
    pub active: u32,
    /// Raises of its alarms in all.
    pub raises: u32,
    /// The member that the last change touched: the one that a renewal is about.
    pub(crate) touched: u32,
    pub(crate) chain: Chain,
    /// When its last alarm was received, repeats counted.
    pub last: Instant,
    /// The window's edges, desk time for late alarms and device time for all others.
    pub(crate) began: Instant,
    /// The latest of them.
    pub(crate) news: Instant,
    /// When its first alarm was received.
    pub opened: Instant,
    /// Where its first alarm was received from.
    pub zone: ZoneId,
    /// The first-out alarm; none only before the first member.
    pub first_out: Option<AlarmKey>,
    /// What the first-out alarm is the first by: when, and for the same instant feed and sequence.
    pub(crate) first_key: FirstKey,
    /// When the first-out alarm happened, by its device.
    pub occurred: Instant,
    /// Its hazard alarms, by what they measure.
    pub(crate) hazards: Hazards,
    /// Alarms in it by kind of device, in the order of [`DeviceKind::ALL`].
    pub kinds: [u32; DeviceKind::ALL.len()],
    /// The sites that it may be present in, a bit for every sixty-fourth.
    pub(crate) sites: u64,
    /// The input by which level or severity rose last.
    pub(crate) risen: InputNumber,
    /// When a person last took it.
    pub(crate) acknowledged_at: Instant,
    /// The incident that it follows: the fire that cut the power.
    pub parent: Option<IncidentId>,
    /// Whether another one follows it, or followed what was merged into it.
    pub(crate) followed: bool,
    /// The incident that it was merged into.
    pub merged_into: Option<IncidentId>,
    /// Neighbours among the free or the closed.
    next: u32,
    previous: u32,
}

const _: () =
    assert!(std::mem::offset_of!(Incident, opened) <= 64, "a repeat touches one cache line of an incident");

impl Default for Incident {
    fn default() -> Self {
        Self {
            id: IncidentId(0),
            family: HazardFamily::Other,
            zone: ZoneId(0),
            opened: Instant::UNSTATED,
            last: Instant::UNSTATED,
            first_out: None,
            occurred: Instant::UNSTATED,
            level: EvidenceLevel(0),
            severity: Severity::Unknown,
            life_risk: false,
            acknowledged: false,
            acknowledged_at: Instant::UNSTATED,
            parent: None,
            followed: false,
            merged_into: None,
            handled: false,
            course: Course::Free,
            members: 0,
            active: 0,
            raises: 0,
            kinds: [0; DeviceKind::ALL.len()],
            sites: 0,
            told: false,
            hazards: Hazards::default(),
            began: Instant::UNSTATED,
            news: Instant::UNSTATED,
            first_key: (Instant::UNSTATED, FeedId(0), 0),
            risen: InputNumber(0),
            chain: Chain::EMPTY,
            touched: NONE,
            next: NONE,
            previous: NONE,
        }
    }
}

impl Incident {
    /// Returns whether it takes alarms.
    pub fn is_open(&self) -> bool {
        self.course == Course::Open
    }

    /// Counts an alarm that became a member.
    pub(crate) fn count_member(&mut self, kind: DeviceKind, class: AlarmClass) {
        self.members += 1;
        self.kinds[kind as usize] += 1;
        if class == AlarmClass::Hazard {
            self.hazards.add(kind);
        }
    }

    /// Counts an alarm that is a member no more; the level that it proved stands.
    pub(crate) fn discount_member(&mut self, kind: DeviceKind, class: AlarmClass) {
        self.members -= 1;
        self.kinds[kind as usize] = self.kinds[kind as usize].saturating_sub(1);
        if class == AlarmClass::Hazard {
            self.hazards.remove(kind);
        }
    }
}

impl HazardFamily {
    /// Returns whether an active alarm of the family endangers life.
    ///
    /// Every kind that is life-risk is of these two families, and a fire bit is about fire whatever sends it.
    ///
    /// Source: design section 2, life-risk.
    pub const fn is_life_risk(self) -> bool {
        matches!(self, Self::Fire | Self::Gas)
    }
}

/// An incident in the order of the numbers: what is asked of all of them, close together.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) id: IncidentId,
    pub(crate) slot: u32,
    pub(crate) family: HazardFamily,
    /// The sites that it may be present in, a bit for every sixty-fourth.
    pub(crate) sites: u64,
}

/// All incidents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Incidents {
    rows: Box<[Incident]>,
    ledger: Box<[Listed]>,
    listed: u32,
    last_id: IncidentId,
    free: u32,
    vacant: u32,
    closed_first: u32,
    closed_last: u32,
    pub(crate) open: u32,
    pub(crate) turned_away: u64,
}

impl Incidents {
    /// Makes the table.
    pub(crate) fn new(capacity: usize) -> Self {
        let mut table: Box<[Incident]> = rows(capacity + FAMILIES);
        for (row, next) in table.iter_mut().take(capacity.saturating_sub(1)).zip(1..) {
            row.next = next;
        }
        let free = if capacity == 0 { NONE } else { 0 };
        Self {
            ledger: rows(table.len()),
            rows: table,
            listed: 0,
            last_id: BEFORE_FIRST,
            free,
            vacant: capacity as u32,
            closed_first: NONE,
            closed_last: NONE,
            open: 0,
            turned_away: 0,
        }
    }

    /// Returns the bytes that the table takes.
    pub(crate) const fn bytes(&self) -> usize {
        self.rows.len() * size_of::<Incident>() + self.ledger.len() * size_of::<Listed>()
    }

    /// Returns how many rows are not overflow rows.
    const fn capacity(&self) -> usize {
        self.rows.len() - FAMILIES
    }

    /// Returns the row of a slot.
    pub(crate) fn get(&self, slot: u32) -> Option<&Incident> {
        self.rows.get(slot as usize)
    }

    /// Returns the row of a slot.
    pub(crate) fn get_mut(&mut self, slot: u32) -> Option<&mut Incident> {
        self.rows.get_mut(slot as usize)
    }

    /// Returns the slot of a number.
    ///
    /// Cost: O(log incidents).
    pub(crate) fn find(&self, id: IncidentId) -> Option<u32> {
        let listed = self.listed();
        listed.binary_search_by_key(&id, |entry| entry.id).ok().map(|at| listed[at].slot)
    }

    /// Notes that an incident may be present in the sites of the bits.
    pub(crate) fn mark(&mut self, slot: u32, sites: u64) {
        let Some(row) = self.rows.get_mut(slot as usize).filter(|row| row.sites & sites != sites) else {
            return;
        };
        row.sites |= sites;
        let (id, sites) = (row.id, row.sites);
        if let Ok(at) = self.listed().binary_search_by_key(&id, |entry| entry.id) {
            self.ledger[at].sites = sites;
        }
    }

    /// Returns the incidents, the lowest number first.
    pub(crate) fn listed(&self) -> &[Listed] {
        &self.ledger[..self.listed as usize]
    }

    /// Returns the number that the next incident gets.
    pub(crate) const fn next_id(&self) -> IncidentId {
        IncidentId(self.last_id.0 + 1)
    }

    /// Returns whether the slot is an overflow row.
    pub(crate) const fn is_overflow(&self, slot: u32) -> bool {
        slot as usize >= self.capacity()
    }

    /// Returns the slot for a new incident, and whether a closed one must be forgotten to have it.
    ///
    /// The oldest closed one gives way first; then, when only the reserve is left, every family that is not life-risk
    /// goes to its overflow row; then the life-risk ones do.
    pub(crate) fn vacancy(&self, family: HazardFamily) -> Vacancy {
        let reserve = if family.is_life_risk() { 0 } else { self.capacity().div_ceil(8) as u32 };
        if self.vacant > reserve {
            return Vacancy::Row(if self.free == NONE { self.closed_first } else { self.free });
        }
        Vacancy::Overflow((self.capacity() + family as usize) as u32)
    }

    /// Begins an incident in a slot that is free.
    pub(crate) fn begin(&mut self, slot: u32, id: IncidentId, family: HazardFamily) {
        let overflow = self.is_overflow(slot);
        let Some(row) = self.rows.get_mut(slot as usize) else { return };
        if !overflow {
            self.free = row.next;
            self.vacant -= 1;
        }
        *row = Incident { id, family, course: Course::Open, ..Incident::default() };
        self.open += 1;
        self.last_id = self.last_id.max(id);
        let at = self.listed().partition_point(|entry| entry.id < id);
        self.ledger.copy_within(at..self.listed as usize, at + 1);
        self.ledger[at] = Listed { id, slot, family, sites: 0 };
        self.listed += 1;
    }

    /// Takes an open incident among the closed.
    pub(crate) fn close(&mut self, slot: u32) {
        let (overflow, last) = (self.is_overflow(slot), self.closed_last);
        let Some(row) = self.rows.get_mut(slot as usize).filter(|row| row.is_open()) else { return };
        row.course = Course::Closed;
        self.open -= 1;
        if overflow {
            return;
        }
        (row.previous, row.next) = (last, NONE);
        self.vacant += 1;
        self.closed_last = slot;
        match self.rows.get_mut(last as usize) {
            Some(before) => before.next = slot,
            None => self.closed_first = slot,
        }
    }

    /// Takes a closed incident among the open.
    pub(crate) fn reopen(&mut self, slot: u32) {
        if self.get(slot).is_some_and(|row| row.course == Course::Closed) {
            self.unchain(slot);
            self.rows[slot as usize].course = Course::Open;
            self.open += 1;
        }
    }

    /// Forgets an incident that has no members any more.
    pub(crate) fn forget(&mut self, slot: u32) {
        let overflow = self.is_overflow(slot);
        let Some(course) = self.get(slot).map(|row| row.course) else { return };
        match course {
            Course::Free => return,
            Course::Open => {
                self.open -= 1;
                self.vacant += u32::from(!overflow);
            }
            Course::Closed => {
                self.unchain(slot);
                self.vacant += u32::from(!overflow);
            }
        }
        let row = &mut self.rows[slot as usize];
        let id = std::mem::take(row).id;
        if !overflow {
            self.rows[slot as usize].next = self.free;
            self.free = slot;
        }
        if let Ok(at) = self.listed().binary_search_by_key(&id, |entry| entry.id) {
            self.ledger.copy_within(at + 1..self.listed as usize, at);
            self.listed -= 1;
        }
    }

    /// Takes a row out of the chain of the closed; it no longer counts as vacant.
    fn unchain(&mut self, slot: u32) {
        if self.is_overflow(slot) {
            return;
        }
        let (previous, next) = (self.rows[slot as usize].previous, self.rows[slot as usize].next);
        match self.rows.get_mut(previous as usize) {
            Some(row) => row.next = next,
            None => self.closed_first = next,
        }
        match self.rows.get_mut(next as usize) {
            Some(row) => row.previous = previous,
            None => self.closed_last = previous,
        }
        self.vacant -= 1;
    }
}

/// Where a new incident would lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vacancy {
    /// A row of its own; a closed incident there is forgotten first.
    Row(u32),
    /// The overflow row of its family.
    Overflow(u32),
}
