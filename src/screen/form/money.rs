//! The boxes of money and claims: set aside, give up, paid, arrived; papers, agreed, refused, refilled.
//!
//! Money never stands before life: the key says why while 119 and the teams are still to be told.

use crate::language::{Lang, Word};
use crate::operations::call::{Agency, Callee, Outcome};
use crate::operations::claim::{self, Stage as ClaimStage};
use crate::operations::command::Draft;
use crate::operations::dispatch::Status;
use crate::operations::incident::Verdict;
use crate::operations::incident::view::Standing;
use crate::operations::line::amount;
use crate::operations::pool::{self, Stage};
use crate::operations::reference::StepAct;
use crate::operations::snapshot::Dossier;
use crate::screen::edit::Edit;
use crate::screen::form::{Act, Field, Finished, Form, Reads, release};
use crate::screen::state::Screen;
use crate::text::bounded;
use crate::units::{ClaimId, IncidentId, ReservationId};

/// One thing that can be done with money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// 预留.
    Reserve,
    /// 撤销.
    Void(ReservationId),
    /// 已付.
    Paid(ReservationId),
    /// 已到账.
    Arrived(ReservationId),
    /// 单证齐全.
    Papers(ClaimId),
    /// 核定.
    Agree(ClaimId),
    /// 补充.
    Refill(ClaimId),
    /// 拒赔.
    Refuse(ClaimId),
    /// 拒赔通知到.
    Noticed(ClaimId),
    /// It goes out, or is answered for.
    Release(release::What),
}

/// What money is set aside for, by a digit.
const PURPOSES: [(&str, &str); 6] = [
    ("应急救援队伍补助", "allowance of the rescue teams"),
    ("灭火药剂和器材", "extinguishing agent and gear"),
    ("伤员先行救治", "treatment of the injured"),
    ("受影响人员安置", "shelter for those affected"),
    ("危险物处置", "disposal of hazardous matter"),
    ("抢险机械租用", "hire of machines"),
];

/// Returns whether 119 and the teams are done with, or not needed: only then is there time for money.
pub(crate) fn has_its_time(dossier: &Dossier) -> bool {
    let view = &dossier.incident;
    let over = matches!(view.standing, Standing::Closed { .. })
        || matches!(view.verdict, Some(Verdict::False { .. }));
    if over || !view.life_risk {
        return true;
    }
    let step = |wanted: StepAct| {
        let steps = dossier.plan.iter().flat_map(|plan| &plan.steps);
        steps.into_iter().any(|step| step.step.act == Some(wanted) && step.done.is_some())
    };
    let told = dossier.calls.iter().any(|call| {
        call.callee == Callee::Agency(Agency::Fire)
            && call.ended.is_some_and(|ended| ended.outcome == Outcome::Answered)
    });
    let went = dossier
        .dispatches
        .iter()
        .any(|order| order.status.is_confirmed() || matches!(order.status, Status::Released | Status::Back));
    (told || step(StepAct::Call(Agency::Fire))) && (went || step(StepAct::Dispatch))
}

/// Opens the box for the selected incident; where there is more than setting aside, it asks what.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    if !has_its_time(dossier) {
        return Err(Word::MoneyLater);
    }
    let lang = screen.lang;
    let all = all(dossier);
    if all.len() == 1 {
        return Ok(of(lang, dossier, What::Reserve));
    }
    let options: Vec<String> = all.iter().map(|what| named(lang, dossier, *what)).collect();
    let fields = vec![Field::choice(lang.pick("办哪一件", "which one"), options)];
    Ok(Form::new(Act::MoneyMenu(all), Some(dossier.incident.id), title(lang), fields))
}

/// Makes a draft of it.
pub(crate) fn finish(screen: &Screen, mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Some(incident) = form.target else { return Err(form) };
    let what = match &form.act {
        Act::MoneyMenu(all) => {
            let what = form.choice(0).and_then(|at| all.get(at)).copied();
            let dossier = screen.dossier.as_deref().filter(|it| it.incident.id == incident);
            return match (what, dossier) {
                (Some(What::Release(what)), Some(dossier)) => match release::of(screen, dossier, what) {
                    Ok(next) => Ok(Finished::Next(Box::new(next))),
                    Err(word) => {
                        form.refuse(0, word);
                        Err(form)
                    }
                },
                (Some(what), Some(dossier)) => Ok(Finished::Next(Box::new(of(screen.lang, dossier, what)))),
                _ => Err(form),
            };
        }
        Act::Money(what) => *what,
        _ => return Err(form),
    };
    match draft(&form, incident, what) {
        Ok(draft) => Ok(Finished::Act(draft)),
        Err(at) => {
            form.refuse(at, Word::FormAmount);
            Err(form)
        }
    }
}

/// Makes the draft; else says which field holds no amount.
fn draft(form: &Form, incident: IncidentId, what: What) -> Result<Draft, usize> {
    let sum = |at: usize| amount(form.text(at)).ok_or(at);
    let words = |at: usize| form.text(at).to_owned();
    Ok(match what {
        // It has a box of its own, with a signature.
        What::Release(_) => return Err(0),
        What::Reserve => Draft::Pool(pool::Command::Reserve {
            incident,
            amount: sum(0)?,
            payee: words(1),
            purpose: words(2),
            evidence: words(3),
        }),
        What::Void(reservation) => Draft::Pool(pool::Command::Void { reservation, reason: words(0) }),
        What::Paid(reservation) => {
            Draft::Pool(pool::Command::Paid { reservation, receipt: bounded(form.text(0)) })
        }
        What::Arrived(reservation) => Draft::Pool(pool::Command::Arrived { reservation }),
        What::Papers(claim) => Draft::Claim(claim::Command::Papers { claim }),
        What::Agree(claim) => Draft::Claim(claim::Command::Agree { claim, amount: sum(0)? }),
        What::Refuse(claim) => Draft::Claim(claim::Command::Refuse { claim, reason: words(0) }),
        What::Noticed(claim) => Draft::Claim(claim::Command::RefusalNoticed { claim }),
        What::Refill(claim) => {
            Draft::Pool(pool::Command::Refill { claim, amount: sum(0)?, receipt: bounded(form.text(1)) })
        }
    })
}

/// Returns what can be done now, setting aside first.
fn all(dossier: &Dossier) -> Vec<What> {
    let mut all = vec![What::Reserve];
    for row in &dossier.reservations {
        match row.stage {
            Stage::Reserved => all.push(What::Void(row.id)),
            Stage::Authorised => all.push(What::Paid(row.id)),
            Stage::Paid => all.push(What::Arrived(row.id)),
            Stage::Arrived | Stage::Voided | Stage::Expired => {}
        }
        all.extend(release::of_row(row, dossier.incident.life_risk).into_iter().map(What::Release));
    }
    for claim in &dossier.claims {
        match claim.stage {
            ClaimStage::Open => {
                all.extend(claim.papers.is_none().then_some(What::Papers(claim.id)));
                all.extend([What::Agree(claim.id), What::Refuse(claim.id)]);
            }
            ClaimStage::Agreed { amount, .. } if claim.refilled < amount => all.push(What::Refill(claim.id)),
            ClaimStage::Refused { noticed: None, .. } => all.push(What::Noticed(claim.id)),
            ClaimStage::Agreed { .. } | ClaimStage::Refused { .. } => {}
        }
    }
    all
}

fn title(lang: Lang) -> String {
    lang.pick("资金", "money").to_owned()
}

fn named(lang: Lang, dossier: &Dossier, what: What) -> String {
    let money = |id: ReservationId, word: &str| {
        let row = dossier.reservations.iter().find(|row| row.id == id);
        let sum = row.map(|row| row.amount.to_string()).unwrap_or_default();
        format!("{word} {id}  {sum}")
    };
    let claim = |id: ClaimId, word: &str| {
        let row = dossier.claims.iter().find(|claim| claim.id == id);
        let (insurer, number) = row.map(|row| (row.insurer, row.number)).unwrap_or_default();
        format!("{word} {insurer} {number}")
    };
    match what {
        What::Reserve => lang.pick("预留一笔", "set money aside").to_owned(),
        What::Void(id) => money(id, lang.pick("撤销预留", "give up reservation")),
        What::Paid(id) => money(id, lang.pick("银行已付, 记回单", "the bank has paid: receipt")),
        What::Arrived(id) => money(id, lang.pick("已到账", "the payee has it")),
        What::Papers(id) => claim(id, lang.pick("单证齐全", "papers complete")),
        What::Agree(id) => claim(id, lang.pick("核定金额", "amount agreed")),
        What::Refuse(id) => claim(id, lang.pick("拒赔", "refused by")),
        What::Noticed(id) => claim(id, lang.pick("拒赔通知书已到", "written refusal came")),
        What::Refill(id) => claim(id, lang.pick("赔款到账, 补充资金池", "paid into the pool")),
        What::Release(what) => release::named(lang, Some(dossier), what),
    }
}

/// Opens the box of one thing.
fn of(lang: Lang, dossier: &Dossier, what: What) -> Form {
    let yuan = |label: &'static str| Field::digits(label, Reads::Yuan, "");
    let sum = lang.pick("金额 (元)", "amount (yuan)");
    let receipt = || Field::text(lang.pick("银行回单号", "the bank's receipt"), "", &[], lang);
    let why = |phrases: &[(&str, &str)]| Field::text(lang.pick("原因", "why"), "", phrases, lang);
    let fields = match what {
        What::Reserve => vec![
            yuan(sum),
            payee(lang, dossier),
            Field::text(lang.pick("用途", "purpose"), "", &PURPOSES, lang),
            evidence(lang, dossier),
        ],
        What::Void(_) => {
            vec![why(&[("不再需要", "no longer needed"), ("金额有误, 另行预留", "wrong amount")])]
        }
        What::Paid(_) => vec![receipt()],
        What::Arrived(_) | What::Papers(_) | What::Noticed(_) => vec![Field::Confirm],
        What::Agree(_) => vec![yuan(sum)],
        What::Refuse(_) => {
            vec![why(&[("不属保险责任", "not covered"), ("保单已失效", "policy not in force")])]
        }
        What::Refill(_) => vec![yuan(sum), receipt()],
        What::Release(_) => Vec::new(),
    };
    let mut form = Form::new(Act::Money(what), Some(dossier.incident.id), title(lang), fields);
    form.lines.push(named(lang, dossier, what));
    form
}

/// Asks who gets it; the teams that went are a digit each.
fn payee(lang: Lang, dossier: &Dossier) -> Field {
    let teams = dossier.dispatches.iter().map(|order| format!("{} {}", order.code, order.name));
    let mut phrases: Vec<String> = Vec::new();
    for team in teams.take(9) {
        if !phrases.contains(&team) {
            phrases.push(team);
        }
    }
    let label = lang.pick("收款人", "payee").to_owned();
    Field::Text { label, edit: Edit::default(), phrases, optional: false }
}

/// Asks what proves it; calls with a reference are a digit each.
fn evidence(lang: Lang, dossier: &Dossier) -> Field {
    let ended = dossier.calls.iter().filter_map(|call| call.ended.map(|ended| (call, ended)));
    // What a team gave is minutes, not a number that proves anything.
    let given = ended.filter(|(call, ended)| {
        !ended.reference.is_empty() && !matches!(call.callee, crate::operations::call::Callee::Team(_))
    });
    let mut phrases = vec![lang.pick("本事件调派记录", "the orders of this incident").to_owned()];
    phrases.extend(given.map(|(call, ended)| format!("{} {}", call.contact.post, ended.reference)).take(8));
    let label = lang.pick("依据", "evidence").to_owned();
    Field::Text { label, edit: Edit::default(), phrases, optional: false }
}
