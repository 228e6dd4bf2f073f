//! The insurers of the joint desk: whom to ring, which claims run, what is insured.

use crate::limits::CONTACTS_LISTED_MAX;
use crate::operations::claim::{self, Claim};
use crate::operations::dossier::day_of;
use crate::operations::dossier::views::claim_view;
use crate::operations::listing::filter::Filter;
use crate::operations::listing::{Cut, RowId};
use crate::operations::publish::deadline_view;
use crate::operations::reference::{Channel, Code, Contact, Insurer, Name, Policy};
use crate::operations::state::State;
use crate::operations::{deadline, deadline::Subject};
use crate::text::Text;
use crate::units::{ClaimId, Fen, InsurerId};
use serde::{Deserialize, Serialize};

/// A line of the insurers' page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Row {
    /// An insurer.
    Insurer(Box<Card>),
    /// A claim with it.
    Claim(Box<ClaimRow>),
    /// A policy of it.
    Policy(Box<PolicyRow>),
}

/// An insurer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its place in the registry.
    pub id: InsurerId,
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub short: Name,
    /// Its numbers. Limits: [`CONTACTS_LISTED_MAX`].
    pub contacts: Vec<Contact>,
    /// Whether a machine reaches it.
    pub by_machine: bool,
    /// Its policies.
    pub policies: u32,
    /// Its claims that run.
    pub claims: u32,
}

/// A claim and its clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRow {
    /// The claim.
    pub view: claim::View,
    /// Where it happened.
    pub place: Text<160>,
    /// What the insurer owes, the next to run out first.
    pub clocks: Vec<deadline::View>,
}

/// A policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRow {
    /// Its place in the registry.
    pub id: u32,
    /// The insurer's short name.
    pub insurer: Name,
    /// The site's short name.
    pub site: Name,
    /// What is covered.
    pub cover: Name,
    /// Its number.
    pub number: Text<48>,
    /// Its first day: days since 1970-01-01.
    pub from_day: i32,
    /// Its last day.
    pub until_day: i32,
    /// Whether it is in force today.
    pub in_force: bool,
    /// The limit a person.
    pub per_person: Fen,
    /// The limit in all.
    pub limit: Fen,
}

impl Row {
    /// Returns what the row is.
    pub const fn id(&self) -> RowId {
        match self {
            Self::Insurer(card) => RowId::Insurer(card.id),
            Self::Claim(row) => RowId::Claim(row.view.id),
            Self::Policy(row) => RowId::Policy(row.id),
        }
    }
}

pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Row>) {
    let reference = state.reference();
    for (at, insurer) in reference.insurers.iter().enumerate() {
        let id = InsurerId(at as u32);
        let own = filter.finds(&[&insurer.code, &insurer.name, &insurer.short]);
        if own {
            cut.take(RowId::Insurer(id), || Row::Insurer(Box::new(card(state, id, insurer))));
        }
        for claim in state.claims.all().iter().filter(|claim| claim.insurer == id) {
            if own || filter.finds(&[&insurer.short, &claim.number, &claim.policy]) {
                cut.take(RowId::Claim(claim.id), || Row::Claim(Box::new(claim_row(state, claim))));
            }
        }
        for (at, policy) in (0..).zip(&reference.policies).filter(|(_, policy)| policy.insurer == id) {
            let site = reference.sites.get(policy.site.index());
            let named = site.map_or(["", "", ""], |it| [&it.short, &it.initials, &it.code]);
            let [short, initials, code] = named;
            if own || filter.finds(&[&insurer.short, &policy.number, &policy.cover, short, initials, code]) {
                cut.take(RowId::Policy(at), || Row::Policy(Box::new(policy_row(state, at, insurer, policy))));
            }
        }
    }
}

fn card(state: &State, id: InsurerId, insurer: &Insurer) -> Card {
    Card {
        id,
        code: insurer.code,
        name: insurer.name,
        short: insurer.short,
        contacts: insurer.contacts.iter().take(CONTACTS_LISTED_MAX).copied().collect(),
        by_machine: matches!(insurer.channel, Channel::Webhook(_)),
        policies: state.reference().policies.iter().filter(|policy| policy.insurer == id).count() as u32,
        claims: state.claims.all().iter().filter(|claim| claim.insurer == id).count() as u32,
    }
}

fn claim_row(state: &State, claim: &Claim) -> ClaimRow {
    let place = state.incidents.get(claim.incident).map(|incident| state.place_of(incident.zone));
    ClaimRow {
        view: claim_view(state, claim),
        place: place.unwrap_or_default(),
        clocks: clocks(state, claim.id),
    }
}

/// Returns the clocks of a claim.
pub(super) fn clocks(state: &State, claim: ClaimId) -> Vec<deadline::View> {
    let own = |subject: Subject| {
        matches!(subject, Subject::ClaimDecision(_, id) | Subject::ClaimAdvance(_, id)
            | Subject::ClaimPayment(_, id) | Subject::ClaimRefusal(_, id) if id == claim)
    };
    let running = state.deadlines.running().iter().filter(|it| own(it.subject));
    running.map(|it| deadline_view(state, it)).collect()
}

fn policy_row(state: &State, id: u32, insurer: &Insurer, policy: &Policy) -> PolicyRow {
    let site = state.reference().sites.get(policy.site.index());
    PolicyRow {
        id,
        insurer: insurer.short,
        site: site.map(|site| site.short).unwrap_or_default(),
        cover: policy.cover,
        number: policy.number,
        from_day: policy.from_day,
        until_day: policy.until_day,
        in_force: (policy.from_day..=policy.until_day).contains(&day_of(state.now)),
        per_person: policy.per_person,
        limit: policy.limit,
    }
}
