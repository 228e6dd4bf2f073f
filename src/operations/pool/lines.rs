//! The claim lines and the recovery lines of every rescue, and what each payer has put in.
//!
//! Every post opens both lines of its incident: what claims have brought back, what the responsible unit has, and what
//! is still outstanding. Must not know: how a line is painted.

use crate::operations::claim;
use crate::operations::pool::state::Rescue;
use crate::operations::pool::{Account, Payer};
use crate::operations::reference::Name;
use crate::operations::state::State;
use crate::units::{ClaimId, Fen, IncidentId, Instant};
use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What stands behind the pool's figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// The rescues that money was posted for, by incident.
    pub rescues: Vec<Line>,
    /// What each payer has put in, insurers first.
    pub contributions: Vec<Contribution>,
}

/// What a rescue has cost, and what came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The incident; it may be closed and left to the journal long since.
    pub incident: IncidentId,
    /// What was posted for it.
    pub posted: Fen,
    /// What claims have brought back: the claim line.
    pub refilled: Fen,
    /// What the responsible unit has paid back: the recovery line.
    pub recovered: Fen,
    /// What nobody has given back yet.
    pub outstanding: Fen,
    /// When the first of it was posted.
    pub since: Instant,
    /// Whole days since then.
    pub age_days: u32,
    /// Its claims, by number.
    pub claims: Vec<ClaimLine>,
}

/// What one claim has brought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimLine {
    /// The claim.
    pub claim: ClaimId,
    /// The insurer's short name.
    pub insurer: Name,
    /// How far it is.
    pub stage: claim::Stage,
    /// What it has brought back.
    pub refilled: Fen,
    /// Whole days since it was opened.
    pub age_days: u32,
}

/// What a payer has put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// Who.
    pub payer: Payer,
    /// What people call them; empty when the registry has them no more.
    pub name: Name,
    /// How much in all.
    pub amount: Fen,
}

/// Gathers the lines.
///
/// Cost: O(rescues x claims); allocates: a screen asked for it.
pub fn lines(desk: &State) -> Lines {
    let rescues = desk.pool.rescues().map(|(incident, rescue)| line(desk, incident, &rescue)).collect();
    let contributions = desk.pool.accounts.all().filter_map(|(account, sums)| match account {
        Account::Contribution(payer) => {
            Some(Contribution { payer, name: name_of(desk, payer), amount: sums.credits })
        }
        Account::Pool | Account::Opening | Account::Rescue(_) => None,
    });
    Lines { rescues, contributions: contributions.collect() }
}

/// Returns what people call a payer; empty when the registry has them no more.
pub fn name_of(desk: &State, payer: Payer) -> Name {
    let reference = desk.reference();
    match payer {
        Payer::Insurer(insurer) => reference.insurers.get(insurer.index()).map(|it| it.short),
        Payer::Site(site) => reference.sites.get(site.index()).map(|it| it.short),
    }
    .unwrap_or_default()
}

fn line(desk: &State, incident: IncidentId, rescue: &Rescue) -> Line {
    let claim = |it: &claim::Claim| ClaimLine {
        claim: it.id,
        insurer: name_of(desk, Payer::Insurer(it.insurer)),
        stage: it.stage,
        refilled: desk.pool.refilled(it.id),
        age_days: days(it.opened, desk.now),
    };
    Line {
        incident,
        posted: desk.pool.accounts.of(Account::Rescue(incident)).debits,
        refilled: rescue.refilled,
        recovered: rescue.recovered,
        outstanding: desk.pool.outstanding(incident),
        since: rescue.since,
        age_days: days(rescue.since, desk.now),
        claims: desk.claims.of(incident).map(claim).collect(),
    }
}

const fn days(from: Instant, now: Instant) -> u32 {
    (now.since(from).0 / DAY_MS) as u32
}
