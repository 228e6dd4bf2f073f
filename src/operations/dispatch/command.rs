//! What a person asks of the teams.

use crate::limits::ORDERED_AT_ONCE_MAX;
use crate::operations::reference::Code;
use crate::units::IncidentId;
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// A command to teams; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// Teams go.
    Order {
        /// The incident.
        incident: IncidentId,
        /// Who goes on what.
        orders: ArrayVec<Order, ORDERED_AT_ONCE_MAX>,
        /// Where they gather; none: the site's own staging point.
        staging: Option<T>,
        /// Why a warning (papers, cover, rest) was passed over; none when there was none.
        despite: Option<T>,
    },
    /// Another team goes in the place of one that refused or does not answer.
    Replace {
        /// The incident.
        incident: IncidentId,
        /// The team that does not go.
        team: Code,
        /// Who goes instead.
        by: Order,
        /// Why a warning was passed over; none when there was none.
        despite: Option<T>,
    },
    /// Nobody goes in the place of one that refused or does not answer (不另派).
    Waive {
        /// The incident.
        incident: IncidentId,
        /// The team that does not go.
        team: Code,
    },
    /// What a team says of itself.
    Report {
        /// The incident.
        incident: IncidentId,
        /// The team.
        team: Code,
        /// What it says.
        status: Status,
        /// Minutes until it arrives, when it says so.
        eta_minutes: Option<u16>,
    },
    /// A team is released (归队).
    StandDown {
        /// The incident.
        incident: IncidentId,
        /// The team.
        team: Code,
        /// The incident's number again, typed by hand: wanted where the team has not answered.
        repeated: Option<IncidentId>,
    },
    /// Every team gets out now (紧急撤离).
    ///
    /// Source: 令708 Art 22.
    Evacuate {
        /// The incident.
        incident: IncidentId,
    },
}

impl<T> Command<T> {
    /// Returns the incident that it names.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Order { incident, .. }
            | Self::Replace { incident, .. }
            | Self::Waive { incident, .. }
            | Self::Report { incident, .. }
            | Self::StandDown { incident, .. }
            | Self::Evacuate { incident } => *incident,
        }
    }

    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        Ok(match self {
            Self::Order { incident, orders, staging, despite } => {
                let staging = staging.map(&mut *form).transpose()?;
                Command::Order { incident, orders, staging, despite: despite.map(form).transpose()? }
            }
            Self::Replace { incident, team, by, despite } => {
                Command::Replace { incident, team, by, despite: despite.map(form).transpose()? }
            }
            Self::Waive { incident, team } => Command::Waive { incident, team },
            Self::Report { incident, team, status, eta_minutes } => {
                Command::Report { incident, team, status, eta_minutes }
            }
            Self::StandDown { incident, team, repeated } => Command::StandDown { incident, team, repeated },
            Self::Evacuate { incident } => Command::Evacuate { incident },
        })
    }
}

/// One team on one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Who goes.
    pub team: Code,
    /// What for.
    pub task: Task,
}

/// What a team is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// 疏散引导.
    Guide,
    /// 警戒.
    Cordon,
    /// 外围: the outer cordon, where volunteers stand.
    Outer,
    /// 灭火内攻.
    Attack,
    /// 堵漏.
    Plug,
    /// 水域.
    Water,
    /// 医疗.
    Medical,
    /// 供电.
    Power,
    /// 查勘.
    Survey,
    /// 查看: a patrol looks what is there.
    Look,
}

impl Task {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::Guide,
        Self::Cordon,
        Self::Outer,
        Self::Attack,
        Self::Plug,
        Self::Water,
        Self::Medical,
        Self::Power,
        Self::Survey,
        Self::Look,
    ];
}

/// Where a team is with its task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// 已下令·未通知: the desk has decided, nobody has confirmed.
    Ordered,
    /// 无人接听.
    Unanswered,
    /// 拒绝.
    Refused,
    /// 已接令.
    Accepted,
    /// 在途.
    EnRoute,
    /// 在场.
    OnScene,
    /// 归队令: released, and not back yet.
    Released,
    /// 已归队.
    Back,
    /// 改派: another team goes.
    Replaced,
}

impl Status {
    /// Returns whether the team still has something to do with the incident.
    pub const fn is_bound(self) -> bool {
        match self {
            Self::Ordered
            | Self::Unanswered
            | Self::Accepted
            | Self::EnRoute
            | Self::OnScene
            | Self::Released => true,
            Self::Refused | Self::Back | Self::Replaced => false,
        }
    }

    /// Returns whether the team has confirmed that it goes.
    pub const fn is_confirmed(self) -> bool {
        matches!(self, Self::Accepted | Self::EnRoute | Self::OnScene)
    }
}
