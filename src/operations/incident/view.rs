//! An incident as a screen sees it: numbers and names, no sentences.

use crate::correlation::alarm::{AlarmClass, AlarmState, DeviceKind, HazardFamily};
use crate::correlation::change::Reason;
use crate::correlation::event::Unit;
use crate::operations::desk::RuleName;
use crate::operations::finding::{People, Scene};
use crate::operations::incident::{Disposition, Phase, Verdict};
use crate::operations::next::Next;
use crate::operations::order::ResponseLevel;
use crate::operations::reference::Risk;
use crate::text::Text;
use crate::units::{EvidenceLevel, IncidentId, InputNumber, Instant, Revision, Severity, ZoneId};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// One row of the incident list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number.
    pub id: IncidentId,
    /// What a person decides by, counted.
    pub revision: Revision,
    /// What it is about.
    pub family: HazardFamily,
    /// How bad its worst alarm is.
    pub severity: Severity,
    /// How well it is evidenced.
    pub level: EvidenceLevel,
    /// Whether it is life-risk now.
    pub life_risk: bool,
    /// Whether any alarm of it is active now.
    pub active: bool,
    /// Whether one of its first alarms stands and is held: then it has not recovered, though none is active.
    pub held: bool,
    /// Where it stands in its course.
    pub phase: Phase,
    /// What somebody who looked said last.
    pub verdict: Option<Verdict>,
    /// The fire or leak that it follows.
    pub parent: Option<IncidentId>,
    /// Whether a merge of it is proposed.
    pub proposed: bool,
    /// What is wanted next.
    pub next: Next,
    /// People, as far as they are known.
    pub people: People,
    /// Fire and leak, as they stand.
    pub scene: Option<Scene>,
    /// The response level that a leader has set.
    pub response: Option<ResponseLevel>,
    /// Teams that are bound to it.
    pub teams: u8,
    /// The site's short name; the feed's for an unregistered device.
    pub site: Text<48>,
    /// The path below the site: `2号车间 3区`.
    pub place: Text<96>,
    /// The site's risk colour.
    pub risk: Risk,
    /// Its members by kind, most frequent first.
    pub kinds: ArrayVec<KindCount, 6>,
    /// Members in all.
    pub members: u32,
    /// Raises of its alarms in all.
    pub raises: u32,
    /// The latest reading that came with a member.
    pub reading: Option<Reading>,
    /// When the first alarm was received.
    pub opened: Instant,
    /// When the last alarm was received.
    pub last: Instant,
    /// Where it stands with people.
    pub standing: Standing,
    /// Since when who has it has it by a handover; none: they acknowledged it.
    pub handed: Option<Instant>,
    /// When acknowledging is, or was, due.
    pub acknowledge_due: Instant,
    /// The place among [`Snapshot::folds`](crate::operations::snapshot::Snapshot::folds) under which a surge folds it.
    pub fold: Option<u8>,
}

/// Incidents of one place that a surge shows as one row (另有 N 起).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fold {
    /// The site's zone, or the zone of one without; none stands for every place that has no row of its own.
    pub place: Option<ZoneId>,
    /// What it is called.
    pub name: Text<48>,
    /// Incidents.
    pub count: u32,
    /// Those that nobody has.
    pub unacknowledged: u32,
    /// How bad the worst of them is.
    pub severity: Severity,
}

/// Where an incident stands with people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// 未受理: since when.
    Unacknowledged {
        /// Since the opening, or since something new came.
        since: Instant,
    },
    /// 受理: by whom, when.
    Acknowledged {
        /// The officer's name; empty for a session that says nothing.
        by: Text<48>,
        /// Whether the session had proved it.
        proved: bool,
        /// When.
        at: Instant,
    },
    /// Closed, and still shown for a while.
    Closed {
        /// How.
        disposition: Disposition,
        /// When.
        at: Instant,
    },
}

/// How many members of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// The kind.
    pub kind: DeviceKind,
    /// Of which class; a fault is not a fire.
    pub class: AlarmClass,
    /// How many.
    pub count: u32,
}

/// A reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// In thousandths of the unit.
    pub value_milli: i32,
    /// The unit.
    pub unit: Unit,
    /// Whether it rose against the one before.
    pub rising: bool,
}

/// One member of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The device's code: `S-2031`.
    pub device: Text<32>,
    /// Where it stands: `3区东`.
    pub place: Text<96>,
    /// What it is.
    pub kind: DeviceKind,
    /// Which of its alarms.
    pub class: AlarmClass,
    /// The alarm's state.
    pub state: AlarmState,
    /// Whether it was first.
    pub first_out: bool,
    /// When it joined, by receipt.
    pub joined: Instant,
    /// When the device says it happened; unstated when it does not.
    pub occurred: Instant,
    /// The input that brought it.
    pub input: InputNumber,
    /// How often it was raised.
    pub raises: u32,
    /// Its reading.
    pub reading: Option<Reading>,
    /// Why it is a member.
    pub reason: Reason,
    /// What the rule that the reason names is called; none for a built-in one, and for one that is in force no more.
    pub rule: Option<Box<RuleName>>,
    /// The code of the device that [`Reason::other`] names.
    pub other: Text<32>,
}
