//! Whom a fact of the journal means today: it was numbered by the registry of its night, and a line put into a file since has
//! moved all numbers behind it.
//!
//! Decides: which number stands today for what a fact calls by its code or its name. Must not know: why the journal is folded.
//!
//! Invariants:
//! - who stands in a fact with a code is found by that alone; one whom the registry has no more is nobody, never somebody else;
//! - a place, and a number that was rung, stay as they are while they are called the same, and where nothing is called so.

use crate::correlation::change::What;
use crate::correlation::{Cover, Suppression};
use crate::operations::call::{Callee, decide::post_of};
use crate::operations::delivery::{About, Target};
use crate::operations::fact::{Body, Fact};
use crate::operations::pool::Payer;
use crate::operations::state::State;
use crate::operations::{call, claim, delivery, dispatch, incident, intake, order, pool, suppression};
use crate::units::{InsurerId, PersonId, SiteId, TeamId, ZoneId};
use std::borrow::Cow;

/// The number of who is in the registry no more: no registry is so long.
const GONE: u32 = u32::MAX;

impl State {
    /// Returns a fact of the journal with the numbers that the registry has today.
    ///
    /// Cost: O(zones) for an incident, a told place and a window whose zone has moved, O(teams + insurers + people) for who is
    /// named; none for any other.
    pub(super) fn meant<'a>(&self, fact: &'a Fact) -> Cow<'a, Fact> {
        let body = match &fact.body {
            Body::Incident(body) => self.incident_meant(*body).map(Body::Incident),
            Body::Call(body) => Some(Body::Call(self.call_meant(*body))),
            Body::Intake(body) => self.intake_meant(*body).map(Body::Intake),
            Body::Dispatch(body) => self.order_meant(*body).map(Body::Dispatch),
            Body::Order(body) => self.word_meant(*body).map(Body::Order),
            Body::Claim(body) => self.claim_meant(*body).map(Body::Claim),
            Body::Pool(body) => self.money_meant(*body).map(Body::Pool),
            Body::Delivery(body) => self.delivery_meant(*body).map(Body::Delivery),
            Body::Suppression(body) => self.window_meant(*body).map(Body::Suppression),
            Body::Finding(_)
            | Body::Plan(_)
            | Body::Report(_)
            | Body::Deadline(_)
            | Body::Warning(_)
            | Body::Feed(_)
            | Body::Handover(_)
            | Body::Drill(_)
            | Body::Desk(_) => None,
        };
        match body {
            Some(body) => Cow::Owned(Fact { at: fact.at, actor: fact.actor, action: fact.action, body }),
            None => Cow::Borrowed(fact),
        }
    }

    fn incident_meant(&self, mut fact: incident::Fact) -> Option<incident::Fact> {
        let incident::Fact::Alarm { change, named } = &mut fact else { return None };
        let What::Opened { zone, .. } = &mut change.what else { return None };
        *zone = self.zone_called(*zone, &named.place);
        Some(fact)
    }

    fn call_meant(&self, mut fact: call::Fact) -> call::Fact {
        let (call::Fact::Opened { callee, post, .. } | call::Fact::Ended { callee, post, .. }) = &mut fact;
        let reference = self.reference();
        let is_called = |callee| post_of(reference, callee) == *post;
        let now = match *callee {
            _ if is_called(*callee) => None,
            Callee::Team(_) => teams(reference.teams.len()).map(Callee::Team).find(|it| is_called(*it)),
            Callee::Person(_) => people(reference.people.len()).map(Callee::Person).find(|it| is_called(*it)),
            Callee::Insurer { contact, .. } => insurers(reference.insurers.len())
                .map(|insurer| Callee::Insurer { insurer, contact })
                .find(|it| is_called(*it)),
            // Every site has a control room: what it is called says nothing of whose it is.
            Callee::Agency(_) | Callee::Site { .. } => None,
        };
        *callee = now.unwrap_or(*callee);
        fact
    }

    fn intake_meant(&self, mut fact: intake::Fact) -> Option<intake::Fact> {
        let intake::Fact::Taken { zone, place, .. } = &mut fact else { return None };
        *zone = self.zone_called(*zone, place);
        Some(fact)
    }

    fn order_meant(&self, mut fact: dispatch::Fact) -> Option<dispatch::Fact> {
        let dispatch::Fact::Ordered { team, code, .. } = &mut fact else { return None };
        *team = self.reference().team(code).map_or(TeamId(GONE), |(team, _)| team);
        Some(fact)
    }

    fn word_meant(&self, mut fact: order::Fact) -> Option<order::Fact> {
        let order::Fact::Given { carrier, code, .. } = &mut fact else { return None };
        *carrier = self.person_coded(code);
        Some(fact)
    }

    fn claim_meant(&self, mut fact: claim::Fact) -> Option<claim::Fact> {
        let claim::Fact::Opened { insurer, code, .. } = &mut fact else { return None };
        *insurer = self.insurer_coded(code);
        Some(fact)
    }

    fn money_meant(&self, mut fact: pool::Fact) -> Option<pool::Fact> {
        let pool::Fact::Contributed { payer, code, .. } = &mut fact else { return None };
        *payer = match *payer {
            Payer::Insurer(_) => Payer::Insurer(self.insurer_coded(code)),
            Payer::Site(_) => {
                let mut sites = self.reference().sites.iter();
                let at = sites.position(|it| it.code.eq_ignore_ascii_case(code));
                Payer::Site(SiteId(at.map_or(GONE, |at| at as u32)))
            }
        };
        Some(fact)
    }

    /// What an order's message goes to is the order's team; other receivers are called by their code or their short name.
    fn delivery_meant(&self, mut fact: delivery::Fact) -> Option<delivery::Fact> {
        let delivery::Fact::Recorded { target, post, about, .. } = &mut fact else { return None };
        *target = match (*target, *about) {
            (Target::Team(_), About::Dispatch(order) | About::Evacuation(order)) => {
                Target::Team(self.dispatches.get(order).map_or(TeamId(GONE), |order| order.team))
            }
            (Target::Insurer(_), _) => {
                let mut all = self.reference().insurers.iter();
                let at = all.position(|it| it.short == *post);
                Target::Insurer(InsurerId(at.map_or(GONE, |at| at as u32)))
            }
            (Target::Person(_), _) => Target::Person(self.person_coded(post)),
            (Target::Team(_), About::Relay(_) | About::Escalation(..)) | (Target::Upward, _) => *target,
        };
        Some(fact)
    }

    fn window_meant(&self, mut fact: suppression::Fact) -> Option<suppression::Fact> {
        let suppression::Fact::Begun { suppression: Suppression { cover, .. }, named, .. } = &mut fact else {
            return None;
        };
        let Cover::Window(zone) = cover else { return None };
        *zone = self.zone_called(*zone, &named.place);
        Some(fact)
    }

    fn person_coded(&self, code: &str) -> PersonId {
        self.reference().person(code).map_or(PersonId(GONE), |(person, _)| person)
    }

    fn insurer_coded(&self, code: &str) -> InsurerId {
        let at = self.reference().insurers.iter().position(|it| it.code.eq_ignore_ascii_case(code));
        InsurerId(at.map_or(GONE, |at| at as u32))
    }

    /// Returns the zone that a place is called by, where one alone is.
    fn zone_called(&self, zone: ZoneId, place: &str) -> ZoneId {
        let is_called = |zone: &ZoneId| self.place_of(*zone).as_str() == place;
        if place.is_empty() || is_called(&zone) {
            return zone;
        }
        let mut called = (0..self.world.zones.len() as u32).map(ZoneId).filter(is_called);
        called.next().filter(|_| called.next().is_none()).unwrap_or(zone)
    }
}

fn teams(count: usize) -> impl Iterator<Item = TeamId> {
    (0..count as u32).map(TeamId)
}

fn people(count: usize) -> impl Iterator<Item = PersonId> {
    (0..count as u32).map(PersonId)
}

fn insurers(count: usize) -> impl Iterator<Item = InsurerId> {
    (0..count as u32).map(InsurerId)
}
