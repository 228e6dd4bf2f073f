//! What an order to a team allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::decision::{Acting, Decision};
use crate::operations::delivery::{About, Intent, Target, record, taken_back};
use crate::operations::dispatch::fitness;
use crate::operations::dispatch::follow::{change, moved, sent_by};
use crate::operations::dispatch::recommend::Against;
use crate::operations::dispatch::weigh::{Weighed, against};
use crate::operations::dispatch::{Command, Dispatch, Fact, Order, Status};
use crate::operations::fact::Body;
use crate::operations::incident;
use crate::operations::outcome;
use crate::operations::reference::{Channel, Code, Name, Team};
use crate::operations::state::State;
use crate::units::{DispatchId, IncidentId, TeamId};
use serde::{Deserialize, Serialize};

/// Why an order to a team is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The registry has no such team.
    NoSuchTeam(Code),
    /// Nobody is named.
    Nobody(IncidentId),
    /// It is out of service.
    OutOfService(Code),
    /// It has nobody whose papers hold.
    NobodyFit(Code),
    /// It is on a life-risk task.
    OnLifeRiskTask(Code, IncidentId),
    /// It is bound to this incident already, and that stands.
    AlreadyOrdered(Code, Status),
    /// It has no order here.
    NotOrdered(Code, IncidentId),
    /// The team cannot go from the one to the other.
    NoWay {
        /// Where it is.
        from: Status,
        /// Where it is said to be.
        to: Status,
    },
    /// It has not answered: its release asks for the incident's number.
    NotAnswered(Code, IncidentId),
    /// A warning stands against it: a reason is wanted.
    ReasonMissing(Code),
    /// It has not declined, or that was said already: nobody need be kept from its place.
    NothingToWaive(Code, Status),
    /// No more orders find room.
    Full,
}

/// Decides a command.
///
/// Changes nothing. Dispatch and evacuation are never stale and need no proof: life first (design section 4). What a team
/// says of itself and an evacuation are taken on a closed incident too: a word from the spot is never turned away.
///
/// # Errors
/// The incident is not there or closed, or the team cannot do what is asked.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let refused = outcome::Refusal::Dispatch;
    let facts = match *command {
        Command::Order { incident, ref orders, staging, despite } => {
            desk.open_incident(incident)?;
            let words = Said { staging, despite };
            order(desk, incident, orders, words, by).map_err(refused)?
        }
        Command::Replace { incident, team, by: order, despite } => {
            desk.open_incident(incident)?;
            let place = last(desk, incident, team).and_then(vacant).map_err(refused)?;
            let said = Said { staging: None, despite };
            replace(desk, place, order, said, by).map_err(refused)?
        }
        Command::Waive { incident, team } => {
            desk.open_incident(incident)?;
            waive(desk, incident, team).map_err(refused)?
        }
        Command::Report { incident, team, status, eta_minutes } => {
            known(desk, incident)?;
            report(desk, incident, team, status, eta_minutes).map_err(refused)?
        }
        Command::StandDown { incident, team, repeated } => {
            known(desk, incident)?;
            stand_down(desk, incident, team, repeated).map_err(refused)?
        }
        Command::Evacuate { incident } => {
            known(desk, incident)?;
            evacuate(desk, incident, by)
        }
    };
    Ok(Decision { facts, remark: by.unproved() })
}

fn known(desk: &State, id: IncidentId) -> Result<(), outcome::Refusal> {
    let missing = outcome::Refusal::Incident(incident::Refusal::NoSuchIncident(id));
    desk.incidents.get(id).map(|_| ()).ok_or(missing)
}

/// What was said with an order.
#[derive(Clone, Copy, Default)]
struct Said {
    staging: Option<PrivateText>,
    despite: Option<PrivateText>,
}

fn order(
    desk: &State,
    incident: IncidentId,
    orders: &[Order],
    said: Said,
    by: &Acting,
) -> Result<Vec<Body>, Refusal> {
    if orders.is_empty() {
        return Err(Refusal::Nobody(incident));
    }
    if !desk.dispatches.has_room(orders.len()) {
        return Err(Refusal::Full);
    }
    let mut facts = Facts::new(desk, by);
    for (at, order) in orders.iter().enumerate() {
        if orders[..at].iter().any(|other| other.team.eq_ignore_ascii_case(&order.team)) {
            return Err(Refusal::AlreadyOrdered(order.team, Status::Ordered));
        }
        let (id, team) = fit_for(desk, incident, *order, said.despite.is_some())?;
        facts.ordered(&Ordering { incident, id, team, order: *order, said, replaces: None });
    }
    Ok(facts.into_bodies())
}

/// Sends another team in the place of one that does not go.
fn replace(
    desk: &State,
    old: &Dispatch,
    order: Order,
    said: Said,
    by: &Acting,
) -> Result<Vec<Body>, Refusal> {
    if !desk.dispatches.has_room(1) {
        return Err(Refusal::Full);
    }
    let incident = old.incident;
    let (id, team) = fit_for(desk, incident, order, said.despite.is_some())?;
    let mut facts = Facts::new(desk, by);
    facts.bodies.push(change(old, Status::Replaced, None));
    facts.bodies.extend(taken_back(desk, old.id));
    facts.ordered(&Ordering { incident, id, team, order, said, replaces: Some(old.id) });
    Ok(facts.into_bodies())
}

/// Says that nobody is to go in the place of a team that refused or does not answer; its order stands as it is.
fn waive(desk: &State, incident: IncidentId, code: Code) -> Result<Vec<Body>, Refusal> {
    let order = last(desk, incident, code)?;
    if !matches!(order.status, Status::Refused | Status::Unanswered) || order.waived {
        return Err(Refusal::NothingToWaive(order.code, order.status));
    }
    let waived = Body::Dispatch(Fact::Waived { dispatch: order.id, incident, code: order.code });
    let stands = sent_by(desk, &Dispatch { waived: true, ..*order });
    Ok(std::iter::once(waived).chain(stands).collect())
}

/// Returns an order in whose place another team may go.
const fn vacant(order: &Dispatch) -> Result<&Dispatch, Refusal> {
    match order.status {
        Status::Ordered | Status::Unanswered | Status::Refused => Ok(order),
        from @ (Status::Accepted
        | Status::EnRoute
        | Status::OnScene
        | Status::Released
        | Status::Back
        | Status::Replaced) => Err(Refusal::NoWay { from, to: Status::Replaced }),
    }
}

/// Returns the team that an order means, or why it does not go.
///
/// Its present status in this incident comes first: it stands, whatever is asked.
fn fit_for(
    desk: &State,
    incident: IncidentId,
    order: Order,
    has_reason: bool,
) -> Result<(TeamId, &Team), Refusal> {
    let (id, team) = desk.reference().team(&order.team).ok_or(Refusal::NoSuchTeam(order.team))?;
    let code = team.code;
    if let Some(bound) = desk.dispatches.bound(incident, id) {
        return Err(Refusal::AlreadyOrdered(code, bound.status));
    }
    let fitness = fitness::of(desk, id);
    let stands = against(desk, incident, id, order.task, &fitness);
    for against in &stands {
        match *against {
            Against::OutOfService => return Err(Refusal::OutOfService(code)),
            Against::LifeRiskTask(other) => return Err(Refusal::OnLifeRiskTask(code, other)),
            Against::NobodyFit => return Err(Refusal::NobodyFit(code)),
            Against::Busy(_)
            | Against::LapsedPapers(_)
            | Against::NoCover(_)
            | Against::Volunteers
            | Against::NotCleared
            | Against::OtherTask
            | Against::Declined => {}
        }
    }
    if !has_reason && stands.iter().any(|it| it.weighs() > Weighed::Free) {
        return Err(Refusal::ReasonMissing(code));
    }
    Ok((id, team))
}

fn report(
    desk: &State,
    incident: IncidentId,
    code: Code,
    status: Status,
    eta_minutes: Option<u16>,
) -> Result<Vec<Body>, Refusal> {
    let order = last(desk, incident, code)?;
    let facts = moved(desk, order.id, status, eta_minutes);
    if facts.is_empty() { Err(Refusal::NoWay { from: order.status, to: status }) } else { Ok(facts) }
}

/// Releases a team.
///
/// One that has confirmed is released, and is back when it says so. One that never has is released from an order that, as
/// far as anybody knows, it never heard: there is nothing to come back from, and a release would bind it for ever. Whether
/// it went unheard is what the repeated number asks of the person.
fn stand_down(
    desk: &State,
    incident: IncidentId,
    code: Code,
    repeated: Option<IncidentId>,
) -> Result<Vec<Body>, Refusal> {
    let order = last(desk, incident, code)?;
    let to = match order.status {
        Status::Accepted | Status::EnRoute | Status::OnScene => Status::Released,
        Status::Ordered | Status::Unanswered if repeated == Some(incident) => Status::Back,
        Status::Ordered | Status::Unanswered => return Err(Refusal::NotAnswered(order.code, incident)),
        from @ (Status::Refused | Status::Released | Status::Back | Status::Replaced) => {
            return Err(Refusal::NoWay { from, to: Status::Released });
        }
    };
    let stands = sent_by(desk, &Dispatch { status: to, ..*order });
    let told = (to == Status::Back).then(|| taken_back(desk, order.id)).into_iter().flatten();
    Ok(std::iter::once(change(order, to, None)).chain(stands).chain(told).collect())
}

/// Orders every bound team out; that it was ordered stands in the journal though nobody is there to hear it.
fn evacuate(desk: &State, incident: IncidentId, by: &Acting) -> Vec<Body> {
    let bound = || desk.dispatches.of(incident).filter(|order| order.status.is_bound());
    let teams = u8::try_from(bound().count()).unwrap_or(u8::MAX);
    let mut facts = Facts::new(desk, by);
    facts.bodies.push(Body::Dispatch(Fact::EvacuationOrdered { incident, teams }));
    for order in bound() {
        if let Some(team) = desk.reference().teams.get(order.team.index()) {
            facts.delivery(incident, order.team, team, About::Evacuation(order.id));
        }
    }
    facts.into_bodies()
}

/// Returns a team's order in an incident: the one that binds it, else the last.
fn last(desk: &State, incident: IncidentId, code: Code) -> Result<&Dispatch, Refusal> {
    let (id, team) = desk.reference().team(&code).ok_or(Refusal::NoSuchTeam(code))?;
    let last = || desk.dispatches.of(incident).rev().find(|order| order.team == id);
    desk.dispatches.bound(incident, id).or_else(last).ok_or(Refusal::NotOrdered(team.code, incident))
}

/// The facts of one decision, and the numbers that they take.
///
/// The orders come first, then what machines are to send: the answer's entry is an order's.
struct Facts<'a> {
    desk: &'a State,
    by: &'a Acting,
    bodies: Vec<Body>,
    deliveries: Vec<Intent>,
    dispatch: DispatchId,
}

/// One order as it is to be written.
struct Ordering<'a> {
    incident: IncidentId,
    id: TeamId,
    team: &'a Team,
    order: Order,
    said: Said,
    replaces: Option<DispatchId>,
}

impl<'a> Facts<'a> {
    fn new(desk: &'a State, by: &'a Acting) -> Self {
        Self { desk, by, bodies: Vec::new(), deliveries: Vec::new(), dispatch: desk.dispatches.next_id() }
    }

    fn ordered(&mut self, it: &Ordering<'_>) {
        let dispatch = self.dispatch;
        self.dispatch.0 += 1;
        self.bodies.push(Body::Dispatch(Fact::Ordered {
            dispatch,
            incident: it.incident,
            team: it.id,
            code: it.team.code,
            task: it.order.task,
            staging: self.staging(it.incident),
            instead: it.said.staging,
            despite: it.said.despite,
            replaces: it.replaces,
        }));
        self.delivery(it.incident, it.id, it.team, About::Dispatch(dispatch));
    }

    /// Records what a machine is to send; a team without one is rung.
    fn delivery(&mut self, incident: IncidentId, id: TeamId, team: &Team, about: About) {
        if !matches!(team.channel, Channel::Webhook(_)) {
            return;
        }
        let (incident, target) = (Some(incident), Target::Team(id));
        self.deliveries.push(Intent { incident, target, about, key: self.by.action });
    }

    fn staging(&self, incident: IncidentId) -> Name {
        let row = self.desk.incidents.get(incident);
        let site = row.and_then(|row| self.desk.site_of(row.zone));
        let site = site.and_then(|site| self.desk.reference().sites.get(site.index()));
        site.map(|site| site.staging).unwrap_or_default()
    }

    fn into_bodies(mut self) -> Vec<Body> {
        self.bodies.append(&mut record(self.desk, &self.deliveries));
        self.bodies
    }
}
