//! What a person found.

use crate::operations::call::{Party, Witness};
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// A command on the findings; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// Something was found.
    Find {
        /// The incident.
        incident: IncidentId,
        /// What.
        found: Found,
        /// Who says so.
        witness: Witness<T, Party>,
        /// How far it is to be relied on.
        reliability: Reliability,
    },
}

impl<T> Command<T> {
    /// Returns the incident that it names.
    pub const fn incident(&self) -> IncidentId {
        let Self::Find { incident, .. } = self;
        *incident
    }

    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        let Self::Find { incident, found, witness, reliability } = self;
        Ok(Command::Find { incident, found, witness: witness.try_map(form)?, reliability })
    }
}

/// What can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// People.
    People(People),
    /// Fire, leak, spread.
    Scene(Scene),
}

/// People, as far as they are known; a number that is not stated is not zero (待核).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// 应到.
    pub expected: Option<u16>,
    /// 清点.
    pub counted: Option<u16>,
    /// 失联.
    pub missing: Option<u16>,
    /// 被困.
    pub trapped: Option<u16>,
    /// 受伤.
    pub hurt: Option<u16>,
    /// 死亡.
    pub dead: Option<u16>,
}

impl People {
    /// Returns what stands when this is found after `before`: what is stated replaces, the rest stays.
    ///
    /// Where it is not stated who is missing, those are who were expected and not counted; as long as it is not known how
    /// many those are, who was said to be missing is.
    #[must_use]
    pub fn after(self, before: Self) -> Self {
        let (expected, counted) = (self.expected.or(before.expected), self.counted.or(before.counted));
        let is_recount = self.expected.is_some() || self.counted.is_some();
        let gap = expected.zip(counted).map(|(expected, counted)| expected.saturating_sub(counted));
        let missing = self.missing.or(gap.filter(|_| is_recount)).or(before.missing);
        Self {
            expected,
            counted,
            missing,
            trapped: self.trapped.or(before.trapped),
            hurt: self.hurt.or(before.hurt),
            dead: self.dead.or(before.dead),
        }
    }

    /// Returns whether anyone is missing, trapped or hurt: that is life-risk.
    pub fn at_risk(&self) -> bool {
        [self.missing, self.trapped, self.hurt].into_iter().flatten().any(|count| count > 0)
    }

    /// Returns whether anyone is missing, trapped, hurt or dead: that starts the first report.
    ///
    /// Source: desk.md 2.1: the missing count as casualties.
    pub fn are_casualties(&self) -> bool {
        self.at_risk() || self.dead.is_some_and(|dead| dead > 0)
    }
}

/// Fire, leak and spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scene {
    /// 未见火烟.
    Nothing,
    /// 冒烟.
    Smoke,
    /// 明火.
    Flame,
    /// 蔓延.
    Spreading,
    /// 受控.
    Controlled,
    /// 扑灭.
    Out,
    /// 泄漏.
    Leaking,
    /// 泄漏止住.
    LeakStopped,
    /// 现场解除: adjusters may go in.
    Cleared,
}

impl Scene {
    /// Returns whether something burns, smokes or leaks.
    pub const fn is_danger(self) -> bool {
        match self {
            Self::Smoke | Self::Flame | Self::Spreading | Self::Leaking => true,
            Self::Nothing | Self::Controlled | Self::Out | Self::LeakStopped | Self::Cleared => false,
        }
    }

    /// Every one, in the order of its digits.
    pub const ALL: [Self; 9] = [
        Self::Smoke,
        Self::Flame,
        Self::Spreading,
        Self::Controlled,
        Self::Out,
        Self::Leaking,
        Self::LeakStopped,
        Self::Cleared,
        Self::Nothing,
    ];
}

/// How far a finding is to be relied on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reliability {
    /// 存疑.
    Doubtful,
    /// 报称: told by someone whom the desk knows.
    #[default]
    Reported,
    /// 证实: seen on the spot.
    Confirmed,
}

impl Reliability {
    /// Returns how far a finding is to be relied on where nobody says otherwise: by who says it.
    pub const fn of<T, C>(witness: &Witness<T, C>) -> Self {
        match witness {
            Witness::Callee(_) => Self::Reported,
            Witness::Officer => Self::Confirmed,
            Witness::Other(_) => Self::Doubtful,
        }
    }
}
