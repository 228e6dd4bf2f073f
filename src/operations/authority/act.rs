//! Every act that a person can ask for, by name: the rows of the table.

use crate::operations::command::Body;
use crate::operations::{
    call, claim, delivery, desk, dispatch, drill, feed, finding, handover, incident, intake, order, plan,
    pool, report, suppression,
};

/// Makes the acts with their names: a list that is written once cannot forget one.
macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// An act, whatever it is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Act {
            $($(#[$doc])* $name,)+
        }

        impl Act {
            /// Every act, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Returns its name in the table.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

acts! {
    /// 受理.
    Acknowledge = "incident acknowledge",
    /// 记录.
    Note = "incident note",
    /// 核实.
    Verify = "incident verify",
    /// 阶段.
    SetPhase = "incident phase",
    /// 结束.
    Close = "incident close",
    /// 重开.
    Reopen = "incident reopen",
    /// 合并.
    Merge = "incident merge",
    /// 拆分.
    Split = "incident split",
    /// 不合并.
    KeepApart = "incident keep apart",
    /// 通话开始.
    CallOpen = "call open",
    /// 通话结束.
    CallEnd = "call end",
    /// 接报.
    IntakeTake = "intake take",
    /// 接报内容.
    IntakeFill = "intake fill",
    /// 接报归入事件.
    IntakeJoin = "intake join",
    /// 接报结束.
    IntakeEnd = "intake end",
    /// 情况.
    Finding = "finding",
    /// 调派.
    DispatchOrder = "dispatch order",
    /// 改派.
    DispatchReplace = "dispatch replace",
    /// 无队可派.
    DispatchWaive = "dispatch waive",
    /// 队伍回报.
    DispatchReport = "dispatch report",
    /// 归队.
    DispatchStandDown = "dispatch stand down",
    /// 紧急撤离.
    Evacuate = "dispatch evacuate",
    /// 预案步骤.
    PlanStep = "plan step",
    /// 报告呈签.
    ReportSubmit = "report submit",
    /// 退回.
    ReportReturn = "report return",
    /// 签发.
    ReportSign = "report sign",
    /// 上报.
    ReportSend = "report send",
    /// 单位已报.
    UnitReported = "report unit reported",
    /// 指示.
    OrderGive = "order give",
    /// 指示办结.
    OrderDone = "order done",
    /// 建议级别.
    LevelPropose = "level propose",
    /// 定级别.
    LevelDecide = "level decide",
    /// 报案.
    ClaimOpen = "claim open",
    /// 单证.
    ClaimPapers = "claim papers",
    /// 核定.
    ClaimAgree = "claim agree",
    /// 拒赔.
    ClaimRefuse = "claim refuse",
    /// 拒赔通知.
    ClaimNoticed = "claim refusal noticed",
    /// 预留.
    MoneyReserve = "money reserve",
    /// 拨付.
    MoneyPost = "money post",
    /// 电话同意.
    MoneyConsent = "money consent by telephone",
    /// 补签.
    MoneyCountersign = "money countersign",
    /// 紧急拨付.
    MoneyOverride = "money override",
    /// 复核紧急拨付.
    MoneyReview = "money review",
    /// 撤销.
    MoneyVoid = "money void",
    /// 已付.
    MoneyPaid = "money paid",
    /// 到账.
    MoneyArrived = "money arrived",
    /// 补充.
    MoneyRefill = "money refill",
    /// 追偿.
    MoneyRecover = "money recover",
    /// 出资.
    MoneyContribute = "money contribute",
    /// 日结.
    MoneyCloseDay = "money close day",
    /// 转发.
    Relay = "delivery relay",
    /// 送达.
    DeliveryConfirm = "delivery confirm",
    /// 搁置.
    Shelve = "suppression shelve",
    /// 停用.
    TakeOut = "suppression take out",
    /// 维保窗口.
    OpenWindow = "suppression window",
    /// 解除.
    Lift = "suppression lift",
    /// 来源报警受理.
    FeedAcknowledge = "feed acknowledge",
    /// 交班.
    HandoverOffer = "handover offer",
    /// 接班.
    HandoverTake = "handover take",
    /// 交班补签.
    HandoverSign = "handover sign",
    /// 收回交班.
    HandoverWithdraw = "handover withdraw",
    /// 规则.
    ReadRules = "rules read",
    /// 销毁文字.
    Purge = "purge",
    /// 注入, 略过.
    DrillInject = "drill inject",
    /// 演练阶段, 勾选.
    DrillPhase = "drill phase",
    /// 观察.
    DrillObserve = "drill observe",
    /// 整改.
    DrillImprove = "drill improve",
    /// 演练暂停, 继续, 倍速.
    DrillClock = "drill clock",
    /// 结束演练.
    DrillEnd = "drill end",
    /// 真实情况.
    DrillReal = "drill real situation",
    /// 停止值班台.
    Stop = "stop",
}

impl Act {
    /// Returns which act a command is; closed and exhaustive.
    pub const fn of<T>(body: &Body<T>) -> Self {
        match body {
            Body::Incident(command) => incident(command),
            Body::Call(call::Command::Open { .. }) => Self::CallOpen,
            Body::Call(call::Command::End { .. }) => Self::CallEnd,
            Body::Intake(intake::Command::Take { .. }) => Self::IntakeTake,
            Body::Intake(intake::Command::Fill { .. }) => Self::IntakeFill,
            Body::Intake(intake::Command::Join { .. }) => Self::IntakeJoin,
            Body::Intake(intake::Command::End { .. }) => Self::IntakeEnd,
            Body::Finding(finding::Command::Find { .. }) => Self::Finding,
            Body::Dispatch(command) => dispatch(command),
            Body::Plan(plan::Command::Step { .. }) => Self::PlanStep,
            Body::Report(report::Command::Submit { .. }) => Self::ReportSubmit,
            Body::Report(report::Command::Return { .. }) => Self::ReportReturn,
            Body::Report(report::Command::Sign { .. }) => Self::ReportSign,
            Body::Report(report::Command::Send { .. }) => Self::ReportSend,
            Body::Report(report::Command::UnitReported { .. }) => Self::UnitReported,
            Body::Order(order::Command::Give { .. }) => Self::OrderGive,
            Body::Order(order::Command::Done { .. }) => Self::OrderDone,
            Body::Order(order::Command::Propose { .. }) => Self::LevelPropose,
            Body::Order(order::Command::Decide { .. }) => Self::LevelDecide,
            Body::Claim(claim::Command::Open { .. }) => Self::ClaimOpen,
            Body::Claim(claim::Command::Papers { .. }) => Self::ClaimPapers,
            Body::Claim(claim::Command::Agree { .. }) => Self::ClaimAgree,
            Body::Claim(claim::Command::Refuse { .. }) => Self::ClaimRefuse,
            Body::Claim(claim::Command::RefusalNoticed { .. }) => Self::ClaimNoticed,
            Body::Pool(command) => money(command),
            Body::Delivery(delivery::Command::Relay { .. }) => Self::Relay,
            Body::Delivery(delivery::Command::Confirm { .. }) => Self::DeliveryConfirm,
            Body::Suppression(suppression::Command::Shelve { .. }) => Self::Shelve,
            Body::Suppression(suppression::Command::TakeOut { .. }) => Self::TakeOut,
            Body::Suppression(suppression::Command::OpenWindow { .. }) => Self::OpenWindow,
            Body::Suppression(suppression::Command::Lift { .. }) => Self::Lift,
            Body::Feed(feed::Command::Acknowledge { .. }) => Self::FeedAcknowledge,
            Body::Handover(handover::Command::Offer { .. }) => Self::HandoverOffer,
            Body::Handover(handover::Command::Take { .. }) => Self::HandoverTake,
            Body::Handover(handover::Command::Sign { .. }) => Self::HandoverSign,
            Body::Handover(handover::Command::Withdraw) => Self::HandoverWithdraw,
            Body::Drill(command) => of_drill(command),
            Body::Desk(desk::Command::ReadRules) => Self::ReadRules,
            Body::Desk(desk::Command::Purge(_)) => Self::Purge,
            Body::Desk(desk::Command::Stop) => Self::Stop,
        }
    }
}

const fn incident<T>(command: &incident::Command<T>) -> Act {
    match command {
        incident::Command::Acknowledge { .. } => Act::Acknowledge,
        incident::Command::Note { .. } => Act::Note,
        incident::Command::Verify { .. } => Act::Verify,
        incident::Command::SetPhase { .. } => Act::SetPhase,
        incident::Command::Close { .. } => Act::Close,
        incident::Command::Reopen { .. } => Act::Reopen,
        incident::Command::Merge { .. } => Act::Merge,
        incident::Command::Split { .. } => Act::Split,
        incident::Command::KeepApart { .. } => Act::KeepApart,
    }
}

const fn dispatch<T>(command: &dispatch::Command<T>) -> Act {
    match command {
        dispatch::Command::Order { .. } => Act::DispatchOrder,
        dispatch::Command::Replace { .. } => Act::DispatchReplace,
        dispatch::Command::Waive { .. } => Act::DispatchWaive,
        dispatch::Command::Report { .. } => Act::DispatchReport,
        dispatch::Command::StandDown { .. } => Act::DispatchStandDown,
        dispatch::Command::Evacuate { .. } => Act::Evacuate,
    }
}

const fn of_drill<T>(command: &drill::Command<T>) -> Act {
    match command {
        drill::Command::Give { .. } | drill::Command::Leave { .. } => Act::DrillInject,
        drill::Command::Enter { .. } | drill::Command::Check { .. } => Act::DrillPhase,
        drill::Command::Observe { .. } => Act::DrillObserve,
        drill::Command::Improve { .. } | drill::Command::Improved { .. } => Act::DrillImprove,
        drill::Command::Hold
        | drill::Command::Resume
        | drill::Command::Pace { .. }
        | drill::Command::Step
        | drill::Command::Seek(_)
        | drill::Command::Bookmark { .. }
        | drill::Command::TakeOver => Act::DrillClock,
        drill::Command::End => Act::DrillEnd,
        drill::Command::RealSituation => Act::DrillReal,
    }
}

const fn money<T>(command: &pool::Command<T>) -> Act {
    match command {
        pool::Command::Reserve { .. } => Act::MoneyReserve,
        pool::Command::Post { .. } => Act::MoneyPost,
        pool::Command::Consent { .. } => Act::MoneyConsent,
        pool::Command::Countersign { .. } => Act::MoneyCountersign,
        pool::Command::Override { .. } => Act::MoneyOverride,
        pool::Command::Review { .. } => Act::MoneyReview,
        pool::Command::Void { .. } => Act::MoneyVoid,
        pool::Command::Paid { .. } => Act::MoneyPaid,
        pool::Command::Arrived { .. } => Act::MoneyArrived,
        pool::Command::Refill { .. } => Act::MoneyRefill,
        pool::Command::Recover { .. } => Act::MoneyRecover,
        pool::Command::Contribute { .. } => Act::MoneyContribute,
        pool::Command::CloseDay { .. } => Act::MoneyCloseDay,
    }
}
