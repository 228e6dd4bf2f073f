//! Who gives an act: what is known of them, where, today.

use crate::correlation::Cover;
use crate::operations::actor::{Actor, Officer};
use crate::operations::command::{Body, Command};
use crate::operations::dossier::day_of;
use crate::operations::reference::{Person, Role};
use crate::operations::state::State;
use crate::operations::{claim, intake, pool, suppression};
use crate::units::{IncidentId, InsurerId, ZoneId};

/// Who gives an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// The desk itself.
    Desk,
    /// Nobody says who, or somebody whom the registry does not know.
    Nobody,
    /// Somebody who says that they are an officer of this role.
    Says(Role),
    /// Somebody of an insurer, proved or not, at another insurer's claim.
    OtherInsurer,
    /// An officer who has proved it.
    Proved {
        /// Their role.
        role: Role,
        /// Whether by a passphrase for this one act.
        signed: bool,
        /// Whether the role holds here and today.
        tenure: Tenure,
    },
}

/// Whether a role holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenure {
    /// It does.
    Here,
    /// Its last day is over.
    Ended,
    /// It is for other sites, or another insurer.
    Elsewhere,
}

/// What an act is about, as far as a scope can name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// Something on this node of the zone tree.
    Zone(ZoneId),
    /// A claim on this insurer, for something there.
    Claim(InsurerId, Option<ZoneId>),
    /// The desk as a whole, or something that it holds no more.
    Whole,
}

/// Returns who gives a command: who signed it, else whose session it is.
pub fn of(desk: &State, command: &Command) -> Hand {
    let proved = match command.actor {
        Actor::Proved(officer) => Some(officer),
        Actor::Desk | Actor::Unclaimed | Actor::Claimed(_) => None,
    };
    if let Some(officer) = command.signed_by.or(proved) {
        let Some(person) = person(desk, &officer) else { return Hand::Nobody };
        if is_other_insurers(desk, person, &command.body) {
            return Hand::OtherInsurer;
        }
        let tenure = tenure(desk, person, &command.body);
        return Hand::Proved { role: person.role, signed: command.signed_by.is_some(), tenure };
    }
    match command.actor {
        Actor::Desk => Hand::Desk,
        Actor::Unclaimed | Actor::Proved(_) => Hand::Nobody,
        Actor::Claimed(officer) => match person(desk, &officer) {
            Some(person) if is_other_insurers(desk, person, &command.body) => Hand::OtherInsurer,
            Some(person) => Hand::Says(person.role),
            None => Hand::Nobody,
        },
    }
}

/// Looks an officer up by code: a place in the registry may be another's after a reload.
pub fn person<'a>(desk: &'a State, officer: &Officer) -> Option<&'a Person> {
    desk.reference().person(&officer.code).map(|(_, person)| person)
}

/// Returns an officer's role, while it holds today for something on an incident.
pub fn role_today(desk: &State, officer: &Officer, incident: IncidentId) -> Option<Role> {
    let person = person(desk, officer).filter(|person| person.holds_on(day_of(desk.now)))?;
    let zone = desk.incidents.get(incident).map(|row| row.zone);
    covers_zone(desk, person, zone).then_some(person.role)
}

fn tenure<T>(desk: &State, person: &Person, body: &Body<T>) -> Tenure {
    if !person.holds_on(day_of(desk.now)) {
        return Tenure::Ended;
    }
    let covers = match about(desk, body) {
        About::Zone(zone) => covers_zone(desk, person, Some(zone)),
        About::Claim(insurer, zone) => covers_insurer(person, insurer) && covers_zone(desk, person, zone),
        About::Whole => covers_zone(desk, person, None),
    };
    if covers { Tenure::Here } else { Tenure::Elsewhere }
}

/// Who is of no site is of all; of something that is nowhere, only they are.
fn covers_zone(desk: &State, person: &Person, zone: Option<ZoneId>) -> bool {
    let zones = &person.scope.zones;
    zones.is_empty()
        || zone.is_some_and(|zone| {
            std::iter::successors(Some(zone), |node| desk.parent_of(*node)).any(|node| zones.contains(&node))
        })
}

/// Returns whether somebody of an insurer would speak for another one: no life waits for that.
fn is_other_insurers<T>(desk: &State, person: &Person, body: &Body<T>) -> bool {
    let About::Claim(insurer, _) = about(desk, body) else { return false };
    person.role == Role::Insurer && !covers_insurer(person, insurer)
}

/// An insurer's person is of the insurers that the registry names and of no other: default deny.
fn covers_insurer(person: &Person, insurer: InsurerId) -> bool {
    let insurers = &person.scope.insurers;
    match person.role {
        Role::Insurer => insurers.contains(&insurer),
        Role::Officer
        | Role::Leader
        | Role::Finance
        | Role::Expert
        | Role::Responder
        | Role::Observer
        | Role::Director => insurers.is_empty() || insurers.contains(&insurer),
    }
}

/// Returns what a command is about, by the thing that it names, never by a number that was only typed again.
fn about<T>(desk: &State, body: &Body<T>) -> About {
    match body {
        Body::Claim(command) => about_claim(desk, command),
        Body::Pool(command) => about_money(desk, command),
        Body::Suppression(command) => suppressed(desk, command).map_or(About::Whole, About::Zone),
        Body::Incident(_)
        | Body::Call(_)
        | Body::Intake(_)
        | Body::Finding(_)
        | Body::Dispatch(_)
        | Body::Plan(_)
        | Body::Report(_)
        | Body::Order(_)
        | Body::Delivery(_)
        | Body::Desk(_)
        | Body::Handover(_)
        | Body::Drill(_)
        | Body::Feed(_) => zone_of(desk, body.incident()).map_or(About::Whole, About::Zone),
    }
}

fn about_claim<T>(desk: &State, command: &claim::Command<T>) -> About {
    match command {
        claim::Command::Open { incident, insurer, .. } => {
            let zone = zone_of(desk, Some(*incident));
            let named = desk.reference().insurer(insurer).map(|(insurer, _)| insurer);
            named.map_or(About::Whole, |insurer| About::Claim(insurer, zone))
        }
        claim::Command::Papers { claim }
        | claim::Command::Agree { claim, .. }
        | claim::Command::Refuse { claim, .. }
        | claim::Command::RefusalNoticed { claim } => match desk.claims.get(*claim) {
            Some(row) => About::Claim(row.insurer, zone_of(desk, Some(row.incident))),
            None => About::Whole,
        },
    }
}

fn about_money<T>(desk: &State, command: &pool::Command<T>) -> About {
    let incident = match command {
        pool::Command::Reserve { incident, .. } | pool::Command::Recover { incident, .. } => Some(*incident),
        pool::Command::Post { reservation, .. }
        | pool::Command::Consent { reservation, .. }
        | pool::Command::Countersign { reservation }
        | pool::Command::Override { reservation, .. }
        | pool::Command::Review { reservation, .. }
        | pool::Command::Void { reservation, .. }
        | pool::Command::Paid { reservation, .. }
        | pool::Command::Arrived { reservation } => desk.pool.get(*reservation).map(|row| row.incident),
        pool::Command::Refill { claim, .. } => desk.claims.get(*claim).map(|row| row.incident),
        pool::Command::Contribute { .. } | pool::Command::CloseDay { .. } => None,
    };
    zone_of(desk, incident).map_or(About::Whole, About::Zone)
}

fn suppressed<T>(desk: &State, command: &suppression::Command<T>) -> Option<ZoneId> {
    match command {
        suppression::Command::Shelve { device, .. } | suppression::Command::TakeOut { device, .. } => {
            desk.zone_of(desk.device(device)?)
        }
        suppression::Command::OpenWindow { place, .. } => intake::zone_of(desk, *place),
        suppression::Command::Lift { suppression } => {
            match desk.suppressions.get(*suppression)?.suppression.cover {
                Cover::Shelf(alarm) => desk.zone_of(alarm.device),
                Cover::Outage(device) => desk.zone_of(device),
                Cover::Window(zone) => Some(zone),
            }
        }
    }
}

fn zone_of(desk: &State, incident: Option<IncidentId>) -> Option<ZoneId> {
    incident.and_then(|id| desk.incidents.get(id)).map(|row| row.zone)
}
