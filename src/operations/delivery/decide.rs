//! What a delivery allows, and what follows.

use crate::operations::decision::{Acting, Decision};
use crate::operations::delivery::{About, Command, Delivery, Fact, Outcome, Stage, Target};
use crate::operations::dispatch;
use crate::operations::fact::Body;
use crate::operations::outcome;
use crate::operations::reference::{Channel, Name};
use crate::operations::state::State;
use crate::operations::warning::Warning;
use crate::text::bounded;
use crate::units::{ActionId, DeliveryId, DispatchId, IncidentId, Instant, InsurerId, PersonId, WarningId};
use serde::{Deserialize, Serialize};

/// Why a delivery refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no such delivery.
    NoSuchDelivery(DeliveryId),
    /// There is no such warning.
    NoSuchWarning(WarningId),
    /// No insurer has a policy inside the warning.
    NobodyInside(WarningId),
    /// The warning is an exercise, a test or a draft: it goes to nobody.
    NotMeant(WarningId),
    /// This message of the warning was relayed already.
    AlreadyRelayed(WarningId),
    /// It has arrived or was refused: nothing changes that.
    Finished(DeliveryId),
    /// Sent and unknown are a machine's words: a person says what they heard.
    NotHeard(DeliveryId),
}

/// What a delivery is made of, before it has a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intent {
    /// The incident; none for a relay.
    pub incident: Option<IncidentId>,
    /// To whom.
    pub target: Target,
    /// What about.
    pub about: About,
    /// The act that asks for it; with the delivery's number it is the key of every try.
    pub key: ActionId,
}

/// Decides a command. Changes nothing.
pub fn decide(desk: &State, command: &Command, by: &Acting) -> Result<Decision, outcome::Refusal> {
    let facts = match *command {
        Command::Relay { warning } => relay(desk, warning, by),
        Command::Confirm { delivery, outcome } => confirm(desk, delivery, outcome),
    };
    let facts = facts.map_err(outcome::Refusal::Delivery)?;
    Ok(Decision { facts, remark: by.unproved() })
}

/// Returns the facts that record deliveries, numbered on from the last one: a machine's where the receiver has a
/// webhook, else a person's to ring.
///
/// Whoever orders a team puts them behind the order's own fact, in the same decision.
pub fn record(desk: &State, intents: &[Intent]) -> Vec<Body> {
    let first = desk.deliveries.next_id();
    let numbers = (first.0..).map(DeliveryId);
    let fact = |(delivery, intent): (DeliveryId, &Intent)| {
        let (post, by_machine) = match receiver(desk, intent.target) {
            Some((post, channel)) => (post, matches!(channel, Channel::Webhook(_))),
            None => (Name::new(), false),
        };
        let Intent { incident, target, about, key } = *intent;
        Body::Delivery(Fact::Recorded { delivery, incident, target, post, about, key, by_machine })
    };
    numbers.zip(intents).map(fact).collect()
}

/// Returns what a receiver is called and how messages reach it; none where the registry has lost it.
///
/// A person is called by their code: names stay in the registry.
pub fn receiver(desk: &State, target: Target) -> Option<(Name, &Channel)> {
    let reference = desk.reference();
    match target {
        Target::Team(id) => reference.teams.get(id.index()).map(|team| (team.name, &team.channel)),
        Target::Insurer(id) => reference.insurers.get(id.index()).map(|it| (it.short, &it.channel)),
        Target::Person(id) => reference.people.get(id.index()).map(|it| (bounded(&it.code), &it.channel)),
        Target::Upward => {
            let office = &reference.agencies[crate::operations::call::Agency::Upward as usize];
            Some((office.contact.post, &office.channel))
        }
    }
}

/// Returns the delivery that wakes a person of the escalation by machine; none when they are rung.
///
/// Its key is made of what it is about: the desk asks for it itself, and nobody made an action id.
pub fn wake(desk: &State, incident: IncidentId, step: u8, person: PersonId, at: Instant) -> Option<Body> {
    let target = Target::Person(person);
    let (_, channel) = receiver(desk, target)?;
    if !matches!(channel, Channel::Webhook(_)) {
        return None;
    }
    let about = About::Escalation(incident, step);
    let key = own_key(&desk.reference().desk, incident, step, at);
    record(desk, &[Intent { incident: Some(incident), target, about, key }]).pop()
}

/// Returns what follows from what a machine says came of a delivery; nothing where that is known already.
///
/// - A final stage is never changed by a later answer: one that comes twice takes effect once.
/// - After "unknown" anything may follow, but the same again is no news.
pub fn came(desk: &State, delivery: DeliveryId, outcome: Outcome) -> Vec<Body> {
    let Some(row) = desk.deliveries.get(delivery) else { return Vec::new() };
    if row.stage.is_final() || row.stage == Stage::Came(outcome) {
        return Vec::new();
    }
    follows(desk, row, outcome)
}

/// Returns what follows for the message of an order that is taken back before anybody knows what came of it: it is not tried
/// again, and may have arrived.
pub fn taken_back(desk: &State, order: DispatchId) -> impl Iterator<Item = Body> {
    let waits = move |row: &&Delivery| row.about == About::Dispatch(order) && row.stage == Stage::Recorded;
    desk.deliveries.unfinished().filter(waits).map(|row| {
        let outcome = Outcome::Unknown;
        Body::Delivery(Fact::Came { delivery: row.id, incident: row.incident, outcome })
    })
}

fn confirm(desk: &State, delivery: DeliveryId, outcome: Outcome) -> Result<Vec<Body>, Refusal> {
    let row = desk.deliveries.get(delivery).ok_or(Refusal::NoSuchDelivery(delivery))?;
    match (row.stage, outcome) {
        (_, Outcome::Sent | Outcome::Unknown) => Err(Refusal::NotHeard(delivery)),
        (Stage::Came(Outcome::Delivered | Outcome::Accepted { .. } | Outcome::Refused), _) => {
            Err(Refusal::Finished(delivery))
        }
        // What a machine sent, or could not send, is known only when somebody has rung.
        (Stage::Recorded | Stage::Came(Outcome::Sent | Outcome::Unknown | Outcome::Undelivered), _) => {
            Ok(follows(desk, row, outcome))
        }
    }
}

fn follows(desk: &State, row: &Delivery, outcome: Outcome) -> Vec<Body> {
    let came = Fact::Came { delivery: row.id, incident: row.incident, outcome };
    let mut facts = vec![Body::Delivery(came)];
    match (row.about, outcome) {
        (About::Dispatch(dispatch), Outcome::Accepted { eta_minutes }) => {
            facts.extend(dispatch::accepted(desk, dispatch, eta_minutes));
        }
        (About::Dispatch(dispatch), Outcome::Refused) => {
            facts.extend(dispatch::refused(desk, dispatch));
        }
        (About::Evacuation(dispatch), Outcome::Accepted { .. }) => {
            // Everybody may be ordered out again: who answers the order before has not heard the one that stands.
            let ordered = desk.dispatches.get(dispatch).and_then(|order| order.evacuate);
            if ordered.is_some_and(|at| row.recorded >= at) {
                facts.extend(dispatch::heard(desk, dispatch));
            }
        }
        // 已下令·未通知 stands until the team itself says that it goes; nobody did.
        (
            About::Dispatch(_) | About::Evacuation(_),
            Outcome::Sent | Outcome::Delivered | Outcome::Refused | Outcome::Unknown | Outcome::Undelivered,
        )
        | (About::Relay(_) | About::Escalation(..), _) => {}
    }
    facts
}

fn relay(desk: &State, id: WarningId, by: &Acting) -> Result<Vec<Body>, Refusal> {
    let warning = desk.warnings.standing().iter().find(|it| it.id == id).ok_or(Refusal::NoSuchWarning(id))?;
    if !warning.message.is_meant() {
        return Err(Refusal::NotMeant(id));
    }
    // An update is another message, and goes out again.
    let relayed = |row: &&Delivery| row.about == About::Relay(id) && row.recorded >= warning.message.received;
    if desk.deliveries.all().iter().any(|row| relayed(&row)) {
        return Err(Refusal::AlreadyRelayed(id));
    }
    let intent = |insurer| Intent {
        incident: None,
        target: Target::Insurer(insurer),
        about: About::Relay(id),
        key: by.action,
    };
    let intents: Vec<Intent> = insurers_inside(desk, warning).into_iter().map(intent).collect();
    if intents.is_empty() { Err(Refusal::NobodyInside(id)) } else { Ok(record(desk, &intents)) }
}

/// Returns the insurers that have a policy in force at a site inside a warning, in the registry's order: those of its page.
fn insurers_inside(desk: &State, warning: &Warning) -> Vec<InsurerId> {
    let mut inside: Vec<InsurerId> =
        desk.policies_within(warning.id).into_iter().map(|policy| policy.insurer).collect();
    inside.sort_unstable();
    inside.dedup();
    inside
}

/// The same step of the same incident of the same desk has one key, and no other has it.
fn own_key(desk: &str, incident: IncidentId, step: u8, at: Instant) -> ActionId {
    // FNV-1a: two desks of one receiver are told apart; nothing here is secret.
    let named = desk.bytes().chain(incident.0.to_be_bytes()).chain([step]);
    let mixed = named.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    ActionId(u128::from(at.0.cast_unsigned()) << 64 | u128::from(mixed))
}
