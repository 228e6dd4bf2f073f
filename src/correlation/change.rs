//! What the core says: small, plain changes that the desk turns into facts.

use crate::correlation::alarm::{AlarmKey, HazardFamily, Occurrence};
use crate::limits::CHANGES_MAX;
use crate::units::{
    EvidenceLevel, IncidentId, Instant, RuleId, Severity, Span, SuppressionId, WarningId, ZoneId,
};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// The changes of one event or of one turn of the timers, in order.
///
/// Limits: [`CHANGES_MAX`]; whoever fills it stops early and says so.
pub type Changes = ArrayVec<Change, CHANGES_MAX>;

/// One thing that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The desk time of the cause: the event's receipt, or the instant that a timer was due.
    pub at: Instant,
    /// What changed.
    pub what: What,
}

/// The kinds of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// An incident began with its first alarm.
    Opened {
        /// Its number.
        incident: IncidentId,
        /// Where.
        zone: ZoneId,
        /// What it is about.
        family: HazardFamily,
    },
    /// An occurrence of an alarm became a member; the first one follows its `Opened`.
    Joined {
        /// The incident.
        incident: IncidentId,
        /// The alarm.
        alarm: AlarmKey,
        /// Its occurrence.
        occurrence: Occurrence,
        /// When the device says it happened, or when it was received.
        occurred: Instant,
        /// The reading with it, in thousandths.
        value_milli: i32,
        /// Why it is a member.
        reason: Reason,
    },
    /// A standing alarm was raised again.
    Repeated {
        /// The incident.
        incident: IncidentId,
        /// The alarm.
        alarm: AlarmKey,
        /// How often this occurrence was raised.
        count: u32,
    },
    /// An alarm returned to normal.
    Ended {
        /// The incident.
        incident: IncidentId,
        /// The alarm.
        alarm: AlarmKey,
        /// The occurrence that ended.
        occurrence: Occurrence,
    },
    /// The evidence level is another.
    LevelChanged {
        /// The incident.
        incident: IncidentId,
        /// Before.
        from: EvidenceLevel,
        /// Now.
        to: EvidenceLevel,
        /// Why.
        reason: Reason,
    },
    /// The severity is another.
    SeverityChanged {
        /// The incident.
        incident: IncidentId,
        /// Before.
        from: Severity,
        /// Now.
        to: Severity,
    },
    /// The incident became, or stopped being, life-risk.
    LifeRiskChanged {
        /// The incident.
        incident: IncidentId,
        /// Whether it is now.
        life_risk: bool,
    },
    /// Something that an acknowledgement does not cover: the incident goes back to unacknowledged.
    Renewed {
        /// The incident.
        incident: IncidentId,
        /// What was new.
        cause: RenewCause,
    },
    /// No alarm of the incident is active any more.
    Quieted {
        /// The incident.
        incident: IncidentId,
    },
    /// An earlier-occurred alarm took the first place.
    FirstOutChanged {
        /// The incident.
        incident: IncidentId,
        /// The alarm that was first.
        alarm: AlarmKey,
    },
    /// An alarm is kept from being announced.
    Suppressed {
        /// The alarm.
        alarm: AlarmKey,
        /// Why.
        reason: Reason,
    },
    /// It is announced again.
    Unsuppressed {
        /// The alarm.
        alarm: AlarmKey,
        /// Why.
        reason: Reason,
    },
    /// A shelf, an outage or a window ended by itself: its time was over, or it broke.
    SuppressionEnded {
        /// Its number.
        suppression: SuppressionId,
        /// Why.
        reason: Reason,
    },
    /// Another incident was merged into one; it goes on under this number.
    Merged {
        /// The incident.
        incident: IncidentId,
        /// The one that is no more.
        from: IncidentId,
        /// Why.
        reason: Reason,
    },
    /// Two incidents look like one; a person has acted on the younger, so a person decides.
    MergeProposed {
        /// The older incident.
        incident: IncidentId,
        /// The younger one.
        from: IncidentId,
        /// Why.
        reason: Reason,
    },
    /// A person split an alarm off into an incident of its own.
    Split {
        /// The incident that it is in now.
        incident: IncidentId,
        /// The one that it was in.
        from: IncidentId,
        /// The alarm.
        alarm: AlarmKey,
    },
    /// An incident follows a fire or a gas leak of its site.
    Follows {
        /// The incident.
        incident: IncidentId,
        /// What it follows.
        parent: IncidentId,
    },
    /// An alarm is active too long (rule 8).
    Stale {
        /// The incident.
        incident: IncidentId,
        /// The alarm.
        alarm: AlarmKey,
    },
    /// A table is full; what could not be held is counted here and in the status.
    TableFull {
        /// Which.
        table: Table,
        /// How many found no place so far.
        turned_away: u64,
    },
}

impl Change {
    /// Returns the incident that it is about; a suppression and a full table are about none.
    pub const fn incident(&self) -> Option<IncidentId> {
        match self.what {
            What::Opened { incident, .. }
            | What::Joined { incident, .. }
            | What::Repeated { incident, .. }
            | What::Ended { incident, .. }
            | What::LevelChanged { incident, .. }
            | What::SeverityChanged { incident, .. }
            | What::LifeRiskChanged { incident, .. }
            | What::Renewed { incident, .. }
            | What::Quieted { incident }
            | What::FirstOutChanged { incident, .. }
            | What::Merged { incident, .. }
            | What::MergeProposed { incident, .. }
            | What::Split { incident, .. }
            | What::Follows { incident, .. }
            | What::Stale { incident, .. } => Some(incident),
            What::Suppressed { .. }
            | What::Unsuppressed { .. }
            | What::SuppressionEnded { .. }
            | What::TableFull { .. } => None,
        }
    }

    /// Returns the alarm that it is about.
    pub const fn alarm(&self) -> Option<AlarmKey> {
        match self.what {
            What::Joined { alarm, .. }
            | What::Repeated { alarm, .. }
            | What::Ended { alarm, .. }
            | What::FirstOutChanged { alarm, .. }
            | What::Suppressed { alarm, .. }
            | What::Unsuppressed { alarm, .. }
            | What::Split { alarm, .. }
            | What::Stale { alarm, .. } => Some(alarm),
            What::Opened { .. }
            | What::LevelChanged { .. }
            | What::SeverityChanged { .. }
            | What::LifeRiskChanged { .. }
            | What::Renewed { .. }
            | What::Quieted { .. }
            | What::SuppressionEnded { .. }
            | What::Merged { .. }
            | What::MergeProposed { .. }
            | What::Follows { .. }
            | What::TableFull { .. } => None,
        }
    }

    /// Returns the journal's word for it.
    pub const fn kind(&self) -> &'static str {
        match self.what {
            What::Opened { .. } => "incident.opened",
            What::Joined { .. } => "alarm.joined",
            What::Repeated { .. } => "alarm.repeated",
            What::Ended { .. } => "alarm.ended",
            What::LevelChanged { .. } => "incident.level",
            What::SeverityChanged { .. } => "incident.severity",
            What::LifeRiskChanged { .. } => "incident.life-risk",
            What::Renewed { .. } => "alarm.renewed",
            What::Quieted { .. } => "incident.quieted",
            What::FirstOutChanged { .. } => "incident.first-out",
            What::Suppressed { .. } => "alarm.suppressed",
            What::Unsuppressed { .. } => "alarm.unsuppressed",
            What::SuppressionEnded { .. } => "suppression.ended",
            What::Merged { .. } => "incident.merged",
            What::MergeProposed { .. } => "incident.merge-proposed",
            What::Split { .. } => "alarm.split",
            What::Follows { .. } => "incident.follows",
            What::Stale { .. } => "alarm.stale",
            What::TableFull { .. } => "table.full",
        }
    }
}

/// What an acknowledgement did not cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RenewCause {
    /// A kind of device that was not yet in it.
    NewKind,
    /// A zone that was not yet in it.
    NewZone,
    /// A higher evidence level.
    HigherLevel,
    /// A higher severity.
    HigherSeverity,
    /// An alarm began again after all were quiet.
    AfterQuiet,
    /// The re-alarm timer.
    ReAlarm,
    /// Another incident that nobody had was merged into it.
    Merged,
    /// Somebody had it, and did nothing more in time.
    Neglected,
}

/// A table of the core that can be full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Table {
    /// Open incidents.
    Incidents,
    /// Unregistered devices.
    Unregistered,
    /// Warning contexts.
    Warnings,
    /// Members of incidents that are not hazard alarms; a hazard alarm always finds a place.
    Members,
}

/// Why the core did what it did: enough to say it as a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What was found.
    pub code: ReasonCode,
    /// The rule that found it; zero is built in.
    pub rule: RuleId,
    /// The alarm that it was found with.
    pub other: Option<AlarmKey>,
    /// The span between the two, or that the rule allows.
    pub span: Span,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReasonCode {
    /// The first alarm of its family in its place.
    First,
    /// The same device again.
    SameDevice,
    /// A device of the same kind in the same zone.
    SameZoneSameKind,
    /// Another physical quantity in the same zone.
    SameZoneOtherQuantity,
    /// The same floor or building.
    Nearby,
    /// A manual call point with any sensor.
    ManualCallPoint,
    /// Inside an active warning of its kind.
    InWarning(WarningId),
    /// Its gateway is silent.
    GatewayLost,
    /// The incident table is full: the overflow incident of its site.
    Overflow,
    /// The device is unregistered.
    Unregistered,
    /// A trusted test or a maintenance window.
    Test,
    /// The field isolated it.
    Isolated,
    /// A person moved it.
    Operator,
    /// An alarm returned to normal.
    Ended,
    /// A person told of its zone before any alarm did.
    Told,
    /// A person shelved it.
    Shelved(SuppressionId),
    /// It lies in a maintenance window.
    Window(SuppressionId),
    /// A person took its device out of service.
    Outage(SuppressionId),
    /// Another alarm explains it.
    Inhibited,
    /// The last alarm that explained it ended.
    SourceEnded,
    /// An alarm belongs to both incidents.
    Bridged,
    /// What held it had its time.
    Expired,
    /// It was told worse than it was held at.
    HigherSeverity,
}
