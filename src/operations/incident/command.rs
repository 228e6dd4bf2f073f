//! What a person asks of an incident.

use crate::operations::call::{Party, Witness};
use crate::text::Text;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// What a device is called in a command.
pub type DeviceCode = Text<32>;

/// A command on one incident; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// "I have it" (受理): covers the alarms up to what the screen had seen.
    Acknowledge {
        /// The incident.
        incident: IncidentId,
    },
    /// A note.
    Note {
        /// The incident; none for the desk's log.
        incident: Option<IncidentId>,
        /// What is noted.
        text: T,
    },
    /// What is there, as somebody who looked says (核实).
    Verify {
        /// The incident.
        incident: IncidentId,
        /// What they say.
        verdict: Verdict,
        /// Who looked.
        witness: Witness<T, Party>,
        /// Where they looked; wanted for a false alarm.
        place: Option<T>,
    },
    /// The phase that the incident is in.
    SetPhase {
        /// The incident.
        incident: IncidentId,
        /// The phase.
        phase: Phase,
    },
    /// The end of an incident.
    Close {
        /// The incident.
        incident: IncidentId,
        /// How it ended.
        disposition: Disposition,
        /// Why, in words.
        reason: Option<T>,
        /// The incident's number, typed again.
        repeated: IncidentId,
    },
    /// A closed incident goes on.
    Reopen {
        /// The incident.
        incident: IncidentId,
        /// Why; it is refused without.
        reason: Option<T>,
    },
    /// Another incident is the same one (合并): it goes on under this number.
    Merge {
        /// The incident that goes on.
        into: IncidentId,
        /// The one that is no more.
        from: IncidentId,
    },
    /// Alarms are another incident (拆分).
    Split {
        /// The incident that they leave.
        incident: IncidentId,
        /// Their devices. Limits: [`crate::limits::SPLIT_MAX`].
        devices: Vec<DeviceCode>,
    },
    /// Two incidents are two (不合并): the desk neither merges nor proposes them again.
    KeepApart {
        /// The one.
        incident: IncidentId,
        /// The other.
        other: IncidentId,
    },
}

impl<T> Command<T> {
    /// Returns the incident that it names; none for a note in the desk's log.
    pub const fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Acknowledge { incident }
            | Self::Verify { incident, .. }
            | Self::SetPhase { incident, .. }
            | Self::Close { incident, .. }
            | Self::Reopen { incident, .. }
            | Self::Merge { into: incident, .. }
            | Self::Split { incident, .. }
            | Self::KeepApart { incident, .. } => Some(*incident),
            Self::Note { incident, .. } => *incident,
        }
    }

    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        Ok(match self {
            Self::Acknowledge { incident } => Command::Acknowledge { incident },
            Self::Note { incident, text } => Command::Note { incident, text: form(text)? },
            Self::Verify { incident, verdict, witness, place } => {
                let witness = witness.try_map(form)?;
                Command::Verify { incident, verdict, witness, place: place.map(form).transpose()? }
            }
            Self::SetPhase { incident, phase } => Command::SetPhase { incident, phase },
            Self::Close { incident, disposition, reason, repeated } => {
                Command::Close { incident, disposition, reason: reason.map(form).transpose()?, repeated }
            }
            Self::Reopen { incident, reason } => {
                Command::Reopen { incident, reason: reason.map(form).transpose()? }
            }
            Self::Merge { into, from } => Command::Merge { into, from },
            Self::Split { incident, devices } => Command::Split { incident, devices },
            Self::KeepApart { incident, other } => Command::KeepApart { incident, other },
        })
    }
}

/// What somebody who looked says of an incident (核实).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// 属实.
    Real,
    /// 误报.
    False {
        /// What set it off.
        cause: Cause,
        /// Whether the devices were restored.
        restored: bool,
    },
    /// 待查: nobody can say yet; it is asked again.
    Open,
}

/// What set a false alarm off.
///
/// Source: GB 25201-2010 5.3: a false alarm has a cause on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// 水汽油烟.
    Steam,
    /// 粉尘.
    Dust,
    /// 吸烟.
    Smoking,
    /// 施工动火.
    Works,
    /// 设备故障.
    Defect,
    /// 误动误碰.
    Touched,
    /// 测试维保.
    Test,
    /// 虫扰.
    Insects,
    /// 其他.
    Other,
}

impl Cause {
    /// Every one, in the order of its digits.
    pub const ALL: [Self; 9] = [
        Self::Steam,
        Self::Dust,
        Self::Smoking,
        Self::Works,
        Self::Defect,
        Self::Touched,
        Self::Test,
        Self::Insects,
        Self::Other,
    ];
}

/// The phase of an incident (阶段); the response level is a field of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// 0 接警核实: until a person says that it is real.
    #[default]
    Verification,
    /// 1 启动响应.
    Activation,
    /// 2 综合救援: a team is on the scene.
    Rescue,
    /// 3 灾后安置.
    Recovery,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Self; 4] = [Self::Verification, Self::Activation, Self::Rescue, Self::Recovery];

    /// Returns its number.
    pub const fn number(self) -> u8 {
        self as u8
    }
}

/// How an incident was closed (处置结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Disposition {
    /// 已处置.
    Handled,
    /// 误报.
    False,
    /// 测试.
    Test,
    /// 重复: the incident that it doubles.
    Duplicate(IncidentId),
    /// 未核实: nobody could say; never a false alarm by silence.
    Unverified,
}
