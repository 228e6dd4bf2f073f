//! The headings of a shift's log, and which entries stand under which.

use crate::correlation::alarm::HazardFamily;
use crate::correlation::change::What;
use crate::language::Lang;
use crate::operations::fact::Body;
use crate::operations::{call, deadline, desk, drill, feed, incident};

/// A heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// 天气与预警.
    Weather,
    /// 接报接警.
    Intake,
    /// 处置经过.
    Handling,
    /// 报告.
    Reports,
    /// 领导指示.
    Orders,
    /// 资金与理赔.
    Money,
    /// 设备与来源.
    Faults,
    /// 交接与登录.
    Handover,
}

impl Section {
    /// Every heading, in the order of the log.
    pub const ALL: [Self; 8] = [
        Self::Weather,
        Self::Intake,
        Self::Handling,
        Self::Reports,
        Self::Orders,
        Self::Money,
        Self::Faults,
        Self::Handover,
    ];

    /// Returns how it reads.
    pub const fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Weather => ("天气与预警", "weather and warnings"),
            Self::Intake => ("接报接警", "alarms and calls that came in"),
            Self::Handling => ("处置经过", "what was done"),
            Self::Reports => ("报告", "reports"),
            Self::Orders => ("领导指示与响应级别", "orders and response levels"),
            Self::Money => ("资金与理赔", "money and claims"),
            Self::Faults => ("设备与来源", "devices and feeds"),
            Self::Handover => ("交接与登录", "handover and sign-on"),
        };
        lang.pick(zh, en)
    }
}

/// Returns where an entry stands; none for what a person has no use of in a log: counts, levels, deadlines that ran well.
pub(super) fn of(body: &Body) -> Option<Section> {
    match body {
        Body::Incident(fact) => of_incident(fact),
        Body::Call(call::Fact::Opened { .. }) => None,
        Body::Call(call::Fact::Ended { .. })
        | Body::Finding(_)
        | Body::Dispatch(_)
        | Body::Plan(_)
        | Body::Delivery(_) => Some(Section::Handling),
        Body::Intake(_) => Some(Section::Intake),
        Body::Report(_) => Some(Section::Reports),
        Body::Order(_) => Some(Section::Orders),
        Body::Claim(_) | Body::Pool(_) => Some(Section::Money),
        Body::Suppression(_) => Some(Section::Faults),
        Body::Deadline(fact) => match fact {
            deadline::Fact::Passed { .. } => Some(Section::Handling),
            deadline::Fact::Started { .. } | deadline::Fact::Met { .. } | deadline::Fact::Dropped { .. } => {
                None
            }
        },
        Body::Warning(_) => Some(Section::Weather),
        Body::Feed(fact) => of_feed(fact),
        Body::Handover(_) => Some(Section::Handover),
        Body::Drill(fact) => of_drill(fact),
        Body::Desk(fact) => of_desk(fact),
    }
}

fn of_incident(fact: &incident::Fact) -> Option<Section> {
    match fact {
        incident::Fact::Alarm { change, .. } => match change.what {
            What::Opened { family: HazardFamily::Fault, .. }
            | What::Stale { .. }
            | What::SuppressionEnded { .. }
            | What::TableFull { .. } => Some(Section::Faults),
            What::Opened { .. } => Some(Section::Intake),
            What::Renewed { .. } | What::Merged { .. } => Some(Section::Handling),
            What::Joined { .. }
            | What::Repeated { .. }
            | What::Ended { .. }
            | What::LevelChanged { .. }
            | What::SeverityChanged { .. }
            | What::LifeRiskChanged { .. }
            | What::Quieted { .. }
            | What::FirstOutChanged { .. }
            | What::MergeProposed { .. }
            | What::Follows { .. }
            | What::Split { .. }
            | What::Suppressed { .. }
            | What::Unsuppressed { .. } => None,
        },
        incident::Fact::Repeats { .. } => None,
        incident::Fact::Acknowledged { .. }
        | incident::Fact::Renewed { .. }
        | incident::Fact::Noted { .. }
        | incident::Fact::Verified { .. }
        | incident::Fact::PhaseChanged { .. }
        | incident::Fact::Escalated { .. }
        | incident::Fact::Closed { .. }
        | incident::Fact::Reopened { .. }
        | incident::Fact::MergeAsked { .. }
        | incident::Fact::SplitAsked { .. }
        | incident::Fact::KeptApart { .. } => Some(Section::Handling),
    }
}

/// What a feed brings in and what it could not read is its page's; that it was not heard is the shift's.
fn of_feed(fact: &feed::Fact) -> Option<Section> {
    let kind = fact.kind();
    let is_heard = matches!(
        kind,
        "feed.down" | "feed.up" | "feed.silent" | "feed.speaks" | "feed.broken" | "feed.unread"
    );
    let is_told = matches!(kind, "feed.gap" | "feed.known" | "feed.counts-anew" | "device.admitted");
    (is_heard || is_told).then_some(Section::Faults)
}

const fn of_drill(fact: &drill::Fact) -> Option<Section> {
    match fact {
        drill::Fact::Began { .. }
        | drill::Fact::Ended { .. }
        | drill::Fact::Held { .. }
        | drill::Fact::Resumed => Some(Section::Handover),
        drill::Fact::Given { .. }
        | drill::Fact::Left { .. }
        | drill::Fact::Entered { .. }
        | drill::Fact::Observed { .. }
        | drill::Fact::ToImprove { .. }
        | drill::Fact::Improved { .. }
        | drill::Fact::Rehearsed { .. } => Some(Section::Handling),
        drill::Fact::Ready { .. } | drill::Fact::Checked { .. } | drill::Fact::Paced { .. } => None,
    }
}

const fn of_desk(fact: &desk::Fact) -> Option<Section> {
    match fact {
        desk::Fact::Started { .. }
        | desk::Fact::Stopped
        | desk::Fact::SignedOn
        | desk::Fact::SignedOff
        | desk::Fact::PassphraseWrong { .. }
        | desk::Fact::RegistryLoaded { .. }
        | desk::Fact::RulesRead { .. }
        // That the texts are gone is the machine's word on somebody's act.
        | desk::Fact::Purged { .. } => Some(Section::Handover),
        desk::Fact::RulesWrong { .. }
        | desk::Fact::TurnedAway { .. }
        | desk::Fact::Room { .. }
        | desk::Fact::ClockStepped { .. } => Some(Section::Faults),
        desk::Fact::SurgeBegan { .. } | desk::Fact::SurgeEnded { .. } => Some(Section::Handling),
        desk::Fact::Checkpointed { .. } | desk::Fact::PurgeEnded { .. } => None,
    }
}
