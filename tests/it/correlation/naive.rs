//! A second reading of `src/correlation/rules.md`, as simple as it can be: the core is compared with it.
//!
//! Everything is found by scanning and computed again whenever it is asked for. What is kept is only what the rules say
//! is remembered: bits, timers, the joinings of an incident, what persons did.
//!
//! # AMBIGUITIES
//!
//! Where the rules leave a choice, the reading is one that loses no alarm and puts life first.
//!
//! - A1 (1.3) Timers that are due at one instant: ends, beginnings, silences (gateways first, so that the devices fold
//!   into their loss), then the ends of shelves, windows and outages, then re-alarms; in each by device and class.
//! - A6 (2.3) A device that was never heard is measured from the first instant that the desk knows.
//! - A9 (3.1) The fire bit passes the on-delay; off-delay and chatter put its end off like any other.
//! - A10 (3.4) Raises before the end of a chatter still count in the window.
//! - A14 (4) What is a member already stays one when a window begins. A shelf and an outage are acts on the alarm itself: they
//!   take a member out at once, covered.
//! - A18 (4.4) A longer shelf than `shelf_max` is cut to it; a second one of the same alarm is refused by who takes the command.
//! - A27 (5.4) What a person opened by telling or splitting is nobody's child.
//! - A36 (7) Severity is the highest that was ever told of a member: it never falls.
//! - A39 (5.6) An act on an incident that is closed or merged does nothing (but a reopening of a closed one).

mod acknowledge;
mod condition;
mod evidence;
mod examples;
mod hold;
mod incident;
mod people;
mod place;
pub(crate) mod streams;
mod surge;
mod time;
mod view;

use dutydesk::correlation::Context;
use dutydesk::correlation::alarm::{AlarmKey, HazardFamily};
use dutydesk::correlation::event::{Conditions, Event, Unit};
use dutydesk::correlation::reference::Reference;
use dutydesk::correlation::rules::Rules;
use dutydesk::units::{
    DeviceId, FeedId, IncidentId, InputNumber, Instant, Point, Severity, Span, WarningId, ZoneId,
};
use std::collections::{BTreeMap, BTreeSet};

/// The number of the first incident.
const FIRST_INCIDENT: u32 = 1_001;

/// One thing that happens to the desk.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// A device speaks.
    Event(Event),
    /// Time passes.
    Advance(Instant),
    /// "I have it".
    Acknowledge { at: Instant, incident: IncidentId, upto: InputNumber },
    /// An incident ends.
    Close { at: Instant, incident: IncidentId },
    /// It goes on.
    Reopen { at: Instant, incident: IncidentId },
    /// A person told of a zone.
    Tell { at: Instant, zone: ZoneId, family: HazardFamily },
    /// A person shelves an alarm.
    Shelve { at: Instant, id: u32, alarm: AlarmKey, until: Instant },
    /// A person opens a maintenance window.
    OpenWindow { at: Instant, id: u32, zone: ZoneId, until: Instant },
    /// A person takes a device out of service.
    TakeOut { at: Instant, id: u32, device: DeviceId, until: Instant },
    /// A person ends one of the three.
    Lift { at: Instant, id: u32 },
    /// A warning is issued or changed.
    Warn { at: Instant, warning: WarningId, extent: Extent, context: Option<Context> },
    /// It is over.
    Unwarn { at: Instant, warning: WarningId },
    /// A person acted on an incident (rule 5.5).
    Touch { incident: IncidentId },
    /// A person makes one of two.
    Merge { at: Instant, into: IncidentId, from: IncidentId },
    /// A person makes two of one.
    Split { at: Instant, from: IncidentId, alarms: Vec<AlarmKey> },
    /// A person refuses a proposal.
    Refuse { a: IncidentId, b: IncidentId },
}

/// Where a warning holds: its divisions, and the corners of its polygon, if it draws one (rule 5.9).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) adcodes: Vec<u32>,
    pub(crate) corners: Vec<Point>,
}

/// Why an alarm that stands is no member, in the order of rule 4.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Held {
    /// A person shelved it.
    Shelved,
    /// A person took its device out of service.
    OutOfService,
    /// A told test, or a maintenance window.
    Test,
    /// The field isolated its device.
    Isolated,
    /// Another alarm explains it.
    Inhibited,
}

/// An incident as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    /// What it is about.
    pub(crate) family: HazardFamily,
    /// Where it began.
    pub(crate) zone: ZoneId,
    /// Whether it is neither closed nor merged away.
    pub(crate) open: bool,
    /// Its evidence level.
    pub(crate) level: u8,
    /// The highest severity that was told of it.
    pub(crate) severity: Severity,
    /// Whether it is open with an active life-risk alarm.
    pub(crate) life_risk: bool,
    /// Whether a person has it.
    pub(crate) acknowledged: bool,
    /// The alarms that belong to it and are not held, active or ended.
    pub(crate) members: BTreeSet<AlarmKey>,
    /// How many of them are active.
    pub(crate) active: usize,
    /// The first of them.
    pub(crate) first_out: Option<AlarmKey>,
    /// The incident that it follows.
    pub(crate) parent: Option<IncidentId>,
    /// The incident that it was merged into.
    pub(crate) merged_into: Option<IncidentId>,
    /// How many members are stale.
    pub(crate) stale: usize,
}

/// What is known of one telling.
#[derive(Clone, Copy, Debug)]
struct Stamp {
    /// As far as it is believed.
    occurred: Instant,
    when: Instant,
    received: Instant,
    feed: FeedId,
    sequence: u64,
    input: InputNumber,
    severity: Severity,
    value_milli: i32,
    unit: Unit,
    test: bool,
}

/// One class of a device's conditions.
#[derive(Clone, Debug, Default)]
struct Alarm {
    raw: Conditions,
    /// The latest raw condition that was not empty.
    bits: Conditions,
    stands: bool,
    /// When the on-delay is over.
    begins: Option<Instant>,
    /// When the off-delay is over.
    ends: Option<Instant>,
    /// The latest telling.
    told: Option<Stamp>,
    /// The highest of this occurrence.
    severity: Severity,
    held: Option<Held>,
    /// Which one it was in the order of holding.
    held_order: u64,
    /// Its latest telling was a test, and it was not raised since.
    is_test: bool,
    /// How it began.
    began: Option<Stamp>,
    /// The latest reading of it.
    reading: Option<(Unit, i32)>,
    /// How bad the member was told at worst.
    member_severity: Severity,
    /// When a member was told last, its raise included.
    told_when: Option<Instant>,
    raises: Vec<Instant>,
    /// The off-delay of a chattering alarm.
    chatter: Option<Span>,
    fleeting: u32,
    incident: Option<IncidentId>,
}

/// An alarm joins an incident; every raise is a joining.
#[derive(Clone, Debug)]
struct Join {
    order: u64,
    alarm: AlarmKey,
    stamp: Stamp,
    is_covered: bool,
    /// By its gateway's loss.
    is_by_loss: bool,
}

/// What orders alarms by when they were.
type First = (Instant, FeedId, u64);

/// An incident.
#[derive(Clone, Debug)]
struct Incident {
    family: HazardFamily,
    zone: ZoneId,
    is_open: bool,
    opened: Instant,
    joins: Vec<Join>,
    /// A person told of its zone.
    is_told: bool,
    /// The first and the latest *when* (rule 5.2).
    window: Option<(Instant, Instant)>,
    first: First,
    first_out: Option<AlarmKey>,
    /// The highest so far.
    level: u8,
    severity: Severity,
    /// The input by which one of both rose last.
    risen: InputNumber,
    acknowledged: Option<Instant>,
    /// The re-alarm timer of this acknowledgement had its turn.
    is_asked: bool,
    is_acted_on: bool,
    parent: Option<IncidentId>,
    merged_into: Option<IncidentId>,
}

/// A warning that is active.
#[derive(Clone, Debug)]
struct Warning {
    extent: Extent,
    context: Option<Context>,
}

/// The whole model.
pub(crate) struct Naive {
    reference: Reference,
    rules: Rules,
    now: Instant,
    has_begun: bool,
    input: InputNumber,
    order: u64,
    alarms: BTreeMap<AlarmKey, Alarm>,
    /// An alarm of which nothing was told.
    nothing: Alarm,
    /// The conditions of no class.
    others: BTreeMap<DeviceId, Conditions>,
    heard: BTreeMap<DeviceId, Instant>,
    incidents: BTreeMap<IncidentId, Incident>,
    shelves: BTreeMap<u32, (AlarmKey, Instant)>,
    windows: BTreeMap<u32, (ZoneId, Instant)>,
    outages: BTreeMap<u32, (DeviceId, Instant)>,
    warnings: BTreeMap<WarningId, Warning>,
    /// Pairs that a person split or refused, the lower number first.
    barred: BTreeSet<(IncidentId, IncidentId)>,
    proposed: BTreeSet<(IncidentId, IncidentId)>,
    announcements: Vec<Instant>,
}

/// Returns two incidents as a pair, the lower number first.
fn pair(a: IncidentId, b: IncidentId) -> (IncidentId, IncidentId) {
    (a.min(b), a.max(b))
}
