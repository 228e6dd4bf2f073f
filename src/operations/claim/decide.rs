//! What a claim allows, and what follows.

use crate::limits::{CLAIMS_MAX, MONEY_FEN_MAX};
use crate::operations::actor::PrivateText;
use crate::operations::call::Reference;
use crate::operations::claim::{Claim, Command, Fact, Stage};
use crate::operations::decision::{Acting, Decision};
use crate::operations::dossier::day_of;
use crate::operations::fact::Body;
use crate::operations::outcome;
use crate::operations::plan;
use crate::operations::reference::{Code, Policy, StepAct};
use crate::operations::state::State;
use crate::text::Text;
use crate::units::{ClaimId, Fen, IncidentId, Instant, InsurerId, ZoneId};
use serde::{Deserialize, Serialize};

/// Why a claim refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no such claim.
    NoSuchClaim(ClaimId),
    /// There is no such incident on the desk.
    NoSuchIncident(IncidentId),
    /// The registry has no such insurer.
    NoSuchInsurer(Code),
    /// The insurer has given no number.
    NumberMissing(Code),
    /// That number stands already.
    SameNumber(ClaimId),
    /// Its papers are not complete.
    PapersMissing(ClaimId),
    /// Its papers are complete already.
    PapersComplete(ClaimId),
    /// It is decided already.
    Decided(ClaimId),
    /// What was agreed is not paid yet: nothing more is agreed before it is.
    Unpaid(ClaimId),
    /// It was not refused.
    NotRefused(ClaimId),
    /// Its written refusal came already.
    Noticed(ClaimId),
    /// The amount is zero or less, or beyond any sum.
    NoAmount(ClaimId),
    /// The desk holds as many claims as it can.
    Full,
}

/// Decides a command. Changes nothing.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    follow(desk, command, by).map_err(outcome::Refusal::Claim)
}

/// Returns the fact that opens a claim: by the number that the insurer gave, under the policy that was in force when the
/// incident occurred.
///
/// A claim can be opened for an incident that is closed: insurers are told late.
///
/// # Errors
/// There is no such incident or insurer, no number was given, or that number stands already.
pub fn opened(
    desk: &State,
    incident: IncidentId,
    insurer: InsurerId,
    number: Reference,
) -> Result<Fact, Refusal> {
    let row = desk.incidents.get(incident).ok_or(Refusal::NoSuchIncident(incident))?;
    let known = desk.reference().insurers.get(insurer.index());
    let code = known.map(|insurer| insurer.code).ok_or(Refusal::NoSuchInsurer(Code::new()))?;
    if number.as_str().trim().is_empty() {
        return Err(Refusal::NumberMissing(code));
    }
    let same = |it: &&Claim| it.insurer == insurer && it.number.eq_ignore_ascii_case(&number);
    if let Some(standing) = desk.claims.all().iter().find(same) {
        return Err(Refusal::SameNumber(standing.id));
    }
    if desk.claims.all().len() >= CLAIMS_MAX {
        return Err(Refusal::Full);
    }
    let policy = policy(desk, incident, row.zone, insurer);
    Ok(Fact::Opened { claim: desk.claims.next_id(), incident, insurer, code, number, policy })
}

/// Returns when an incident occurred: when its first alarm says it did, else when it was opened.
pub fn occurred(desk: &State, incident: IncidentId) -> Option<Instant> {
    let opened = desk.incidents.get(incident)?.opened;
    let stated = desk.correlation.incident(incident).map(|it| it.occurred).filter(|it| it.is_stated());
    Some(stated.unwrap_or(opened))
}

/// Finds the insurer's policy of the incident's site on the day when it occurred.
///
/// Where a site has several of one insurer, each claim takes the next that no claim of the incident stands on.
fn policy(desk: &State, incident: IncidentId, zone: ZoneId, insurer: InsurerId) -> Text<48> {
    let Some((site, at)) = desk.site_of(zone).zip(occurred(desk, incident)) else { return Text::new() };
    let day = day_of(at);
    let in_force = |policy: &&Policy| {
        (policy.site, policy.insurer) == (site, insurer)
            && (policy.from_day..=policy.until_day).contains(&day)
    };
    let taken = |number: &Text<48>| desk.claims.of(incident).any(|claim| claim.policy == *number);
    let policies = || desk.reference().policies.iter().filter(in_force).map(|policy| policy.number);
    policies().find(|number| !taken(number)).or_else(|| policies().next()).unwrap_or_default()
}

fn follow(desk: &State, command: &Command<PrivateText>, by: &Acting) -> Result<Decision, Refusal> {
    let known = |id: ClaimId| desk.claims.get(id).ok_or(Refusal::NoSuchClaim(id));
    let fact = match *command {
        Command::Open { incident, insurer, number } => return open(desk, incident, insurer, number, by),
        Command::Papers { claim } => papers(known(claim)?)?,
        Command::Agree { claim, amount } => agree(desk, known(claim)?, amount)?,
        Command::Refuse { claim, reason } => refuse(known(claim)?, reason)?,
        Command::RefusalNoticed { claim } => notice(known(claim)?)?,
    };
    Ok(Decision::one(Body::Claim(fact), by))
}

fn open(
    desk: &State,
    incident: IncidentId,
    insurer: Code,
    number: Reference,
    by: &Acting,
) -> Result<Decision, Refusal> {
    let (insurer, _) = desk.reference().insurer(&insurer).ok_or(Refusal::NoSuchInsurer(insurer))?;
    let fact = opened(desk, incident, insurer, number)?;
    let mut decision = Decision::one(Body::Claim(fact), by);
    // Who has a claim number has told the insurer.
    decision.facts.extend(plan::done_by(desk, incident, StepAct::Notice));
    Ok(decision)
}

fn papers(row: &Claim) -> Result<Fact, Refusal> {
    match row.stage {
        Stage::Open if row.papers.is_some() => Err(Refusal::PapersComplete(row.id)),
        Stage::Open => Ok(Fact::PapersComplete { claim: row.id, incident: row.incident }),
        Stage::Agreed { .. } | Stage::Refused { .. } => Err(Refusal::Decided(row.id)),
    }
}

/// What can be determined is agreed and paid first, the rest later: a higher sum may follow once the first is paid.
///
/// Source: 保险法 Art 23, 25.
fn agree(desk: &State, row: &Claim, amount: Fen) -> Result<Fact, Refusal> {
    let (claim, incident) = (row.id, row.incident);
    if amount.0 <= 0 || amount.0 > MONEY_FEN_MAX {
        return Err(Refusal::NoAmount(claim));
    }
    match row.stage {
        Stage::Open if row.papers.is_none() => Err(Refusal::PapersMissing(claim)),
        Stage::Agreed { amount: earlier, .. } if amount <= earlier => Err(Refusal::Decided(claim)),
        Stage::Agreed { amount: earlier, .. } if desk.pool.refilled(claim) < earlier => {
            Err(Refusal::Unpaid(claim))
        }
        Stage::Open | Stage::Agreed { .. } => Ok(Fact::Agreed { claim, incident, amount }),
        Stage::Refused { .. } => Err(Refusal::Decided(claim)),
    }
}

fn refuse(row: &Claim, reason: PrivateText) -> Result<Fact, Refusal> {
    match row.stage {
        Stage::Open => Ok(Fact::Refused { claim: row.id, incident: row.incident, reason }),
        Stage::Agreed { .. } | Stage::Refused { .. } => Err(Refusal::Decided(row.id)),
    }
}

fn notice(row: &Claim) -> Result<Fact, Refusal> {
    match row.stage {
        Stage::Refused { noticed: None, .. } => {
            Ok(Fact::RefusalNoticed { claim: row.id, incident: row.incident })
        }
        Stage::Refused { noticed: Some(_), .. } => Err(Refusal::Noticed(row.id)),
        Stage::Open | Stage::Agreed { .. } => Err(Refusal::NotRefused(row.id)),
    }
}
