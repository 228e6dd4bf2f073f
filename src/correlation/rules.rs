//! The values and tables that the rules work with, compiled from `rules.toml`.
//!
//! Decides: what may be set, how it is looked up without a search.
//! Must not know: files, names, languages; how a rule is applied.
//!
//! Invariant: no setting delays or holds the fire bit (rule 3.1, 4.3).

use crate::correlation::alarm::{AlarmClass, DeviceKind};
use crate::correlation::event::Unit;
use crate::limits::{INHIBITIONS_MAX, LIMITS_MAX};
use crate::units::{RuleId, Severity, Span};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// All rules of a desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// How far an earlier-occurred event may still take its place (rule 1.2).
    pub reorder_max: Span,
    /// An incident without news for this long takes no further member (rule 5.2).
    pub quiet_gap: Span,
    /// An incident takes no further member this long after it began (rule 5.2).
    pub span_max: Span,
    /// A device that raises again within this span is repeating (rule 6).
    pub repeat_window: Span,
    /// The window in which three beginnings make an alarm chatter (rule 3.4).
    pub chatter_window: Span,
    /// How long a chattering alarm is held after its condition is gone.
    pub chatter_hold: Span,
    /// The longest that an end is put off (rule 3.4).
    pub off_delay_max: Span,
    /// The longest that an alarm may be shelved (rule 4.4).
    pub shelf_max: Span,
    /// Active longer than this is stale (rule 8).
    pub stale_after: Span,
    /// When an acknowledged incident is asked about again, by its severity; zero: never (rule 7).
    pub realarm_after: [Span; Severity::ALL.len()],
    /// The delays, by kind of device and class of alarm.
    pub delays: [[Delay; AlarmClass::ALL.len()]; DeviceKind::ALL.len()],
    /// The limits of readings (rule 2.4).
    pub limits: ArrayVec<Limit, LIMITS_MAX>,
    /// The inhibitions (rule 4.2).
    pub inhibitions: ArrayVec<Inhibition, INHIBITIONS_MAX>,
    /// The announcements in ten minutes above which a surge begins, for each officer on duty (rule 9).
    pub surge_begins: u16,
    /// The announcements below which it ends.
    pub surge_ends: u16,
    /// The kinds of device whose alarms a surge never folds.
    pub announced_always: Kinds,
}

/// How long a condition must stand, and be gone, before it counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delay {
    /// Before it is an alarm; the fire bit passes at once.
    pub on: Span,
    /// Before the alarm ends.
    pub off: Span,
    /// The rule that says so; zero: none.
    pub rule: RuleId,
}

/// A limit of a reading, with its deadband.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The kind of device.
    pub kind: DeviceKind,
    /// Its unit; a reading in another unit has no limit here.
    pub unit: Unit,
    /// From this on it is over its limit, in thousandths.
    pub at_milli: i32,
    /// How far below it must fall to be within it again, in thousandths.
    pub deadband_milli: i32,
    /// The rule that says so.
    pub rule: RuleId,
}

/// One alarm that explains others, so that they are not announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inhibition {
    /// The kinds whose alarm explains.
    pub source: Kinds,
    /// Its class.
    pub source_class: AlarmClass,
    /// The kinds whose alarm is explained.
    pub target: Kinds,
    /// Its class; never hazard.
    pub target_class: AlarmClass,
    /// How far apart both may be.
    pub scope: Scope,
    /// The rule that says so.
    pub rule: RuleId,
}

/// How far a rule reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The same zone.
    Zone,
    /// The same floor.
    Floor,
    /// The same building.
    Building,
    /// The same site.
    Site,
    /// The devices behind the source, which is their gateway.
    Gateway,
}

/// A set of kinds of device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinds(u16);

const _: () = assert!(DeviceKind::ALL.len() <= u16::BITS as usize, "a bit a kind");

impl Kinds {
    /// Every kind.
    pub const ALL: Self = Self((1 << DeviceKind::ALL.len()) - 1);

    /// Returns the set with `kind` in it.
    #[must_use]
    pub const fn with(self, kind: DeviceKind) -> Self {
        Self(self.0 | 1 << kind as u16)
    }

    /// Returns whether `kind` is in it.
    pub const fn has(self, kind: DeviceKind) -> bool {
        self.0 & 1 << kind as u16 != 0
    }

    /// Returns whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<DeviceKind> for Kinds {
    fn from_iter<I: IntoIterator<Item = DeviceKind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::default(), Self::with)
    }
}

impl Rules {
    /// Returns the delays of an alarm.
    pub const fn delay(&self, kind: DeviceKind, class: AlarmClass) -> Delay {
        self.delays[kind as usize][class as usize]
    }

    /// Returns the limit of a kind's readings in a unit.
    pub fn limit(&self, kind: DeviceKind, unit: Unit) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.kind == kind && limit.unit == unit)
    }

    /// Returns whether the desk measures a kind by a limit.
    pub fn measures(&self, kind: DeviceKind) -> bool {
        self.limits.iter().any(|limit| limit.kind == kind)
    }

    /// Returns when an acknowledged incident of the severity is asked about again.
    pub fn realarm(&self, severity: Severity) -> Option<Span> {
        Some(self.realarm_after[severity as usize]).filter(|after| *after > Span(0))
    }
}

impl Default for Rules {
    /// Returns the rules of a desk that sets none: no delay, no limit, no inhibition.
    ///
    /// Source: ISA-18.2 (chatter, stale, flood), design section 5.
    fn default() -> Self {
        Self {
            reorder_max: Span::seconds(3),
            quiet_gap: Span::minutes(30),
            span_max: Span::minutes(6 * 60),
            repeat_window: Span::seconds(60),
            chatter_window: Span::seconds(60),
            chatter_hold: Span::seconds(60),
            off_delay_max: Span::minutes(10),
            shelf_max: Span::minutes(8 * 60),
            stale_after: Span::minutes(24 * 60),
            realarm_after: [Span(0); Severity::ALL.len()],
            delays: [[Delay::default(); AlarmClass::ALL.len()]; DeviceKind::ALL.len()],
            limits: ArrayVec::new(),
            inhibitions: ArrayVec::new(),
            surge_begins: 10,
            surge_ends: 5,
            announced_always: [
                DeviceKind::Smoke,
                DeviceKind::Heat,
                DeviceKind::Flame,
                DeviceKind::Gas,
                DeviceKind::ManualCallPoint,
            ]
            .into_iter()
            .collect(),
        }
    }
}
