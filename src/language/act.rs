//! The names of what is wanted next, and of how far papers are.

use crate::language::Lang;
use crate::operations::call::{Agency, Callee, Purpose};
use crate::operations::claim;
use crate::operations::next::Act;
use crate::operations::reference::StepAct;
use crate::operations::report::{Kind, Stage};

/// Returns what is wanted next.
pub const fn act(lang: Lang, act: Act) -> &'static str {
    let (zh, en) = match act {
        Act::Wait => ("等待", "wait"),
        Act::Acknowledge => ("受理", "acknowledge"),
        Act::Call { callee, purpose } => return call(lang, callee, purpose),
        Act::Ask { .. } => ("催问队伍", "ask the team"),
        Act::Verify => ("核实", "verify"),
        Act::Dispatch => ("调派", "dispatch"),
        Act::Count => ("清点人员", "count people"),
        Act::Report(Kind::First) => ("首报", "first report"),
        Act::Report(Kind::FollowUp) => ("续报", "follow-up report"),
        Act::Report(Kind::Final) => ("终报", "final report"),
        Act::Sign(_) => ("待领导签发", "leader signs"),
        Act::Send(_) => ("上报", "send upward"),
        Act::Reserve => ("资金预留", "set money aside"),
        Act::Step(_) => ("预案步骤", "plan step"),
        Act::Close => ("结束", "close"),
    };
    lang.pick(zh, en)
}

/// Returns the act that proves a step of a plan done, in few words.
pub const fn step(lang: Lang, act: StepAct) -> &'static str {
    let (zh, en) = match act {
        StepAct::Call(agency) => return crate::language::course::agency(lang, agency),
        StepAct::ControlRoom => ("消控室", "control room"),
        StepAct::Dispatch => ("调派", "dispatch"),
        StepAct::Brief => ("报告领导", "brief"),
        StepAct::FirstReport => ("首报", "first report"),
        StepAct::Notice => ("报案", "notice of loss"),
        StepAct::Reserve => ("预留", "reserve"),
    };
    lang.pick(zh, en)
}

/// Returns how far a report is.
pub const fn report_stage(lang: Lang, stage: Stage) -> &'static str {
    let (zh, en) = match stage {
        Stage::Submitted => ("待签发", "waits for signature"),
        Stage::Returned(_) => ("退回", "returned"),
        Stage::Signed(_) => ("已签发", "signed"),
    };
    lang.pick(zh, en)
}

/// Returns how far a claim is.
pub const fn claim_stage(lang: Lang, stage: claim::Stage) -> &'static str {
    let (zh, en) = match stage {
        claim::Stage::Open => ("待核定", "open"),
        claim::Stage::Agreed { .. } => ("已核定", "agreed"),
        claim::Stage::Refused { .. } => ("拒赔", "refused"),
    };
    lang.pick(zh, en)
}

const fn call(lang: Lang, callee: Callee, purpose: Purpose) -> &'static str {
    let (zh, en) = match (purpose, callee) {
        (Purpose::Alarm, Callee::Agency(Agency::Fire)) => ("报119", "call 119"),
        (Purpose::Alarm, Callee::Agency(Agency::Medical)) => ("报120", "call 120"),
        (Purpose::Alarm, Callee::Agency(Agency::Police)) => ("报110", "call 110"),
        (Purpose::Alarm, Callee::Agency(Agency::Power)) => ("通知供电", "call power"),
        (Purpose::Alarm, Callee::Agency(Agency::Gas)) => ("通知燃气", "call gas"),
        (Purpose::Alarm, _) => ("报警", "raise alarm"),
        (Purpose::Update, Callee::Agency(Agency::Fire)) => ("更新119", "update 119"),
        (Purpose::Update, Callee::Agency(Agency::Medical)) => ("更新120", "update 120"),
        (Purpose::Update, _) => ("更新情况", "update"),
        (Purpose::Verify, _) => ("电话核实", "verify by phone"),
        (Purpose::Task(_), _) => ("通知队伍", "tell the team"),
        (Purpose::Evacuate(_), _) => ("通知撤离", "tell: GET OUT"),
        (Purpose::Brief, _) => ("报告带班领导", "brief the leader"),
        (Purpose::UnitHead, _) => ("告知单位负责人", "tell the unit's head"),
        (Purpose::Report(_), _) => ("电话上报", "report by phone"),
        (Purpose::Notice, _) => ("报案", "notice of loss"),
        (Purpose::Other, _) => ("通话", "call"),
    };
    lang.pick(zh, en)
}
