//! The standing warnings: whom they touch, what is insured there, who was told.

use crate::limits::WARNING_SITES_NAMED_MAX;
use crate::operations::delivery::{About, Stage, Target};
use crate::operations::dossier::is_night;
use crate::operations::listing::filter::Filter;
use crate::operations::listing::{Cut, RowId};
use crate::operations::publish::order;
use crate::operations::reference::{Channel, Insurer, Name, Phone, Risk};
use crate::operations::state::State;
use crate::operations::warning::{Colour, Extent, Status, Warning};
use crate::text::Text;
use crate::units::{DeliveryId, Fen, Instant, WarningId};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number on this desk.
    pub id: WarningId,
    /// Its colour.
    pub colour: Colour,
    /// Whether it is meant.
    pub status: Status,
    /// What it warns of.
    pub event: Text<48>,
    /// Who issued it.
    pub sender: Text<96>,
    /// The official text, as it came.
    pub headline: Text<256>,
    /// When it was issued.
    pub issued: Instant,
    /// When it ends by itself; unstated when the issuer does not say.
    pub expires: Instant,
    /// Whether nobody can say if it still holds.
    pub stale: bool,
    /// Whether a lifting came that may have meant it and may have meant another.
    pub doubted: bool,
    /// The feeds that tell it.
    pub sources: Vec<Name>,
    /// The sites inside it, worst risk first. Limits: [`WARNING_SITES_NAMED_MAX`].
    pub sites: Vec<Touched>,
    /// How many there are in all.
    pub sites_count: u32,
    /// People expected there at this hour.
    pub people: u32,
    /// Sites of which the registry does not say how many people are there.
    pub people_unknown: u16,
    /// By what it says where it holds.
    pub extent: Extent,
    /// What the policies in force insure inside it, in all.
    pub insured: Fen,
    /// The insurers that have a policy in force inside it: whom it can be relayed to.
    pub inside: Vec<Inside>,
    /// Whom it was relayed to, and how far that is.
    pub relays: Vec<Relay>,
}

/// An insurer inside a warning, and how it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    /// Who.
    pub to: Name,
    /// What its policies in force insure there.
    pub insured: Fen,
    /// Whether a machine reaches it; else a person rings.
    pub by_machine: bool,
    /// What is rung.
    pub phone: Phone,
}

/// A site inside a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    /// Its short name.
    pub name: Name,
    /// Its risk colour.
    pub risk: Risk,
}

/// A relay to an insurer or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// The delivery: what came of it is said of this one.
    pub delivery: DeliveryId,
    /// Who.
    pub to: Name,
    /// What is rung.
    pub phone: Phone,
    /// Whether a machine sends it; else a person rings.
    pub by_machine: bool,
    /// How far it is.
    pub stage: Stage,
    /// Since when.
    pub since: Instant,
}

pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Row>) {
    let mut worst: Vec<&Warning> = state.warnings.standing().iter().collect();
    worst.sort_unstable_by_key(|it| order(it));
    for warning in worst {
        let said = &warning.message;
        if filter.finds(&[&said.event, &said.sender, &said.headline]) {
            cut.take(RowId::Warning(warning.id), || row(state, warning));
        }
    }
}

fn row(state: &State, warning: &Warning) -> Row {
    let reference = state.reference();
    let inside = warning.touch.insured.iter().filter_map(|(id, sum)| {
        let insurer = reference.insurers.get(id.index())?;
        let by_machine = matches!(insurer.channel, Channel::Webhook(_));
        Some(Inside { to: insurer.short, insured: *sum, by_machine, phone: first_phone(insurer) })
    });
    let mut sites: Vec<Touched> = state
        .sites_within(warning.id)
        .filter_map(|site| reference.sites.get(site.index()))
        .map(|site| Touched { name: site.short, risk: site.risk })
        .collect();
    let sites_count = sites.len() as u32;
    sites.sort_by_key(|site| Reverse(site.risk as u8));
    sites.truncate(WARNING_SITES_NAMED_MAX);
    let sources = warning.sources.iter().filter_map(|feed| reference.feeds.get(feed.index()));
    Row {
        id: warning.id,
        colour: warning.message.colour,
        status: warning.message.status,
        event: warning.message.event,
        sender: warning.message.sender,
        headline: warning.message.headline,
        issued: warning.message.issued,
        expires: warning.message.expires,
        stale: warning.is_stale(state.now),
        doubted: warning.is_doubted(),
        sources: sources.map(|feed| feed.name).collect(),
        sites,
        sites_count,
        people: warning.touch.people(is_night(state.now)),
        people_unknown: warning.touch.people_unknown,
        extent: Extent::of(&warning.message),
        insured: warning.touch.sum(),
        inside: inside.collect(),
        relays: relays(state, warning.id),
    }
}

/// Returns whom a warning was relayed to; of several tries the last one counts.
fn relays(state: &State, warning: WarningId) -> Vec<Relay> {
    let mut rows: Vec<(Target, Relay)> = Vec::new();
    for it in state.deliveries.all().iter().filter(|it| it.about == About::Relay(warning)) {
        let relay = Relay {
            delivery: it.id,
            to: called(state, it.target, it.post),
            phone: phone_of(state, it.target),
            by_machine: it.by_machine,
            stage: it.stage,
            since: it.since,
        };
        match rows.iter_mut().find(|(target, _)| *target == it.target) {
            Some((_, known)) => *known = relay,
            None => rows.push((it.target, relay)),
        }
    }
    rows.into_iter().map(|(_, relay)| relay).collect()
}

fn first_phone(insurer: &Insurer) -> Phone {
    insurer.contacts.first().map(|contact| contact.phone).unwrap_or_default()
}

/// Returns what is rung when a relay is told by telephone; a relay goes to insurers only.
fn phone_of(state: &State, target: Target) -> Phone {
    match target {
        Target::Insurer(id) => {
            state.reference().insurers.get(id.index()).map(first_phone).unwrap_or_default()
        }
        Target::Person(_) | Target::Team(_) | Target::Upward => Phone::default(),
    }
}

/// Returns what the receiver of a relay is called in a line.
pub(in crate::operations) fn called(state: &State, target: Target, post: Name) -> Name {
    let reference = state.reference();
    let name = match target {
        Target::Insurer(insurer) => reference.insurers.get(insurer.index()).map(|it| it.short),
        Target::Person(person) => reference.people.get(person.index()).map(|it| it.name),
        Target::Team(team) => reference.teams.get(team.index()).map(|it| it.name),
        Target::Upward => None,
    };
    name.unwrap_or(post)
}
