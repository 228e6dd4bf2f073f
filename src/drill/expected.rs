//! What a team does, as a scenario writes it and as the journal shows it.
//!
//! Decides: which entries are the act that a scenario means.
//! Must not know: when it was due.
//!
//! The words are those of the command bar: `ack`, `call 119`, `dispatch T4`, `report first`; see `expected/words`.

mod names;
mod words;

use crate::correlation::Cover;
use crate::correlation::change::{Change, What};
use crate::operations::call::{self, Agency, Callee, Purpose};
use crate::operations::delivery::{self, About};
use crate::operations::dispatch::{self, Status, Task};
use crate::operations::fact::Body;
use crate::operations::finding::{self, Found, People, Scene};
use crate::operations::incident::{self, Phase};
use crate::operations::reference::{Code, Reference};
use crate::operations::report::{self, Kind};
use crate::operations::state::State;
use crate::operations::{claim, desk, drill, feed, handover, intake, order, pool, suppression};
use crate::text::bounded;
use crate::units::IncidentId;

/// An act of a team, or a fact of the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Alarms opened an incident or joined one: `alarm`.
    Alarm,
    /// No alarm of an incident is active any more: `quiet`.
    Quiet,
    /// A warning was issued or updated: `warning`.
    Warned,
    /// More is announced than those on duty can take in: `surge`.
    Surge,
    /// A feed that is not heard sounds: `feed-lost`.
    FeedLost,
    /// Nobody acknowledged, and a step of the escalation ran: `escalated`.
    Escalated,
    /// An incident was acknowledged: `ack`.
    Acknowledged,
    /// Somebody reached a public number: `call 119`, `call 120`, `call power`.
    Reached(Agency),
    /// A public number was told what is new: `call 119 update`.
    Updated(Agency),
    /// Somebody reached a site: `call site`, `call site HY`.
    ReachedSite(Option<Code>),
    /// The head of the unit was told: `call head`.
    ReachedHead,
    /// Somebody reached a person, a team or an insurer: `call L1`, `call T4`, `call PICC`.
    ReachedWho(Code),
    /// An intake was taken: `intake`.
    Intake,
    /// It was verified: `verify`, `verify real`, `verify false`, `verify open`.
    Verified(Option<Answer>),
    /// People were counted, or are missing, trapped, hurt: `people`.
    People,
    /// People stand so, with what was found before: `people trapped`, `people accounted`.
    PeopleAre(Plight),
    /// Somebody said what is there: `scene`, `scene out`.
    Scene(Option<Scene>),
    /// A team was ordered: `dispatch`, `dispatch T4`, `dispatch attack`, `dispatch T4 attack`.
    Ordered(Option<Code>, Option<Task>),
    /// A team is somewhere with its order: `accepted T4`, `on-scene`, `returned T1`.
    Team(Status, Option<Code>),
    /// Everybody was ordered out: `evac`.
    Evacuated,
    /// A team has heard that it is to get out: `evac-heard`, `evac-heard T4`.
    EvacuationHeard(Option<Code>),
    /// A report was submitted, signed, sent: `report first`, `sign first`, `send first`.
    Submitted(Kind),
    /// See [`Expected::Submitted`].
    Signed(Kind),
    /// See [`Expected::Submitted`].
    Sent(Kind),
    /// The unit has reported by itself: `unit`.
    UnitReported,
    /// A leader's order was written down: `order`.
    OrderGiven,
    /// It was carried out: `done`.
    OrderDone,
    /// A level was proposed: `propose`.
    LevelProposed,
    /// A leader decided on a level: `level`.
    LevelDecided,
    /// A leader ended the response: `level none`.
    LevelEnded,
    /// A claim has its number: `claim`, `claim PICC`.
    Claimed(Option<Code>),
    /// Its papers are complete: `papers`.
    PapersComplete,
    /// An amount was agreed: `agree`.
    Agreed,
    /// Money was set aside: `reserve`.
    Reserved,
    /// It was released: `post`.
    Posted,
    /// It was given up: `void`.
    Voided,
    /// The bank has paid: `paid`.
    Paid,
    /// The payee has it: `arrived`.
    Arrived,
    /// It was refilled: `refill`.
    Refilled,
    /// The responsible unit paid back: `recover`.
    Recovered,
    /// A warning was relayed: `relay`.
    Relayed,
    /// A feed that is not heard is known: `feed-ack`.
    FeedKnown,
    /// A person found two incidents to be one: `merge`.
    Merged,
    /// An incident was closed: `close`.
    Closed,
    /// It goes on: `reopen`.
    Reopened,
    /// Something was noted: `note`.
    Noted,
    /// An alarm was shelved or taken out of service: `shelve`.
    Shelved,
    /// Who has the desk is another: `handover`.
    HandedOver,
    /// The drill entered a phase: `phase 2`.
    PhaseEntered(Phase),
    /// An inject was given: `inject J3`.
    Injected(Code),
}

/// What somebody who looked said, whatever they found out besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 属实.
    Real,
    /// 误报, of whatever cause.
    False,
    /// 待查.
    Open,
}

/// How people stand, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plight {
    /// 失联: somebody is missing.
    Missing,
    /// 被困.
    Trapped,
    /// 受伤.
    Hurt,
    /// 死亡.
    Dead,
    /// 清点齐: it is said how many were counted, and nobody is missing or trapped.
    Accounted,
}

/// What an act is looked up by: in entries insurers, people and sites stand by number, and so do reports.
pub trait Codes {
    /// Returns the code of who is rung: a person's, a team's, an insurer's, or that of the site; none for a public number.
    fn code_of(&self, callee: Callee) -> Option<Code>;

    /// Returns which report of an incident has a number; none where none was submitted.
    fn kind_of(&self, incident: IncidentId, number: u16) -> Option<Kind>;
}

/// The desk of the drill itself.
impl Codes for State {
    fn code_of(&self, callee: Callee) -> Option<Code> {
        code_of(self.reference(), callee)
    }

    fn kind_of(&self, incident: IncidentId, number: u16) -> Option<Kind> {
        self.reports.get(incident, number).map(|report| report.kind)
    }
}

/// Returns the code of who is rung, as [`Codes::code_of`] does.
pub fn code_of(reference: &Reference, callee: Callee) -> Option<Code> {
    match callee {
        Callee::Agency(_) => None,
        Callee::Site { site, .. } => reference.sites.get(site.index()).map(|it| bounded(&it.code)),
        Callee::Person(person) => reference.people.get(person.index()).map(|it| it.code),
        Callee::Team(team) => reference.teams.get(team.index()).map(|it| it.code),
        Callee::Insurer { insurer, .. } => reference.insurers.get(insurer.index()).map(|it| it.code),
    }
}

impl Expected {
    /// Returns whether one act can be both: `dispatch` and `dispatch T4` can, `dispatch T1` and `dispatch T4` cannot.
    pub fn can_be(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Reached(one), Self::Updated(other)) | (Self::Updated(one), Self::Reached(other)) => {
                one == other
            }
            // The head of a unit is rung at the site, or as who they are.
            (Self::ReachedHead, Self::ReachedSite(_) | Self::ReachedWho(_))
            | (Self::ReachedSite(_) | Self::ReachedWho(_), Self::ReachedHead)
            | (Self::People, Self::PeopleAre(_))
            | (Self::PeopleAre(_), Self::People) => true,
            (Self::PeopleAre(one), Self::PeopleAre(other)) => one.can_be(other),
            (Self::ReachedSite(one), Self::ReachedSite(other))
            | (Self::Claimed(one), Self::Claimed(other))
            | (Self::EvacuationHeard(one), Self::EvacuationHeard(other)) => fits(one, other),
            (Self::Verified(one), Self::Verified(other)) => fits(one, other),
            (Self::Scene(one), Self::Scene(other)) => fits(one, other),
            (Self::Ordered(one, task), Self::Ordered(other, other_task)) => {
                fits(one, other) && fits(task, other_task)
            }
            (Self::Team(status, one), Self::Team(other_status, other)) => {
                status == other_status && fits(one, other)
            }
            (one, other) => one == other,
        }
    }

    /// Returns whether a fact is it.
    pub fn is(&self, fact: &Body, codes: &impl Codes) -> bool {
        match fact {
            Body::Incident(fact) => self.is_of_incident(fact),
            Body::Call(fact) => self.is_call(fact, codes),
            Body::Intake(fact) => *self == Self::Intake && matches!(fact, intake::Fact::Taken { .. }),
            Body::Finding(fact) => self.is_found(fact),
            Body::Dispatch(fact) => self.is_of_team(fact),
            Body::Report(fact) => self.is_report(fact, codes),
            Body::Order(fact) => self.is_word(fact),
            Body::Claim(fact) => self.is_claim(fact),
            Body::Pool(fact) => self.is_money(fact),
            Body::Delivery(fact) => *self == Self::Relayed && is_relay(fact),
            Body::Suppression(fact) => *self == Self::Shelved && is_shelf(fact),
            Body::Warning(fact) => *self == Self::Warned && fact.covers().is_some(),
            Body::Feed(fact) => self.is_of_feed(fact),
            Body::Desk(fact) => *self == Self::Surge && matches!(fact, desk::Fact::SurgeBegan { .. }),
            Body::Handover(fact) => *self == Self::HandedOver && is_in_force(fact),
            Body::Drill(fact) => self.is_of_drill(fact),
            Body::Plan(_) | Body::Deadline(_) => false,
        }
    }

    fn is_of_incident(self, fact: &incident::Fact) -> bool {
        match *fact {
            incident::Fact::Alarm { change, .. } => self.is_change(change),
            incident::Fact::Acknowledged { .. } => self == Self::Acknowledged,
            incident::Fact::Noted { .. } => self == Self::Noted,
            incident::Fact::Verified { verdict, .. } => {
                matches!(self, Self::Verified(answer) if is_or_any(answer, Answer::of(verdict)))
            }
            incident::Fact::Escalated { .. } => self == Self::Escalated,
            incident::Fact::Closed { .. } => self == Self::Closed,
            incident::Fact::Reopened { .. } => self == Self::Reopened,
            incident::Fact::MergeAsked { .. } => self == Self::Merged,
            incident::Fact::Repeats { .. }
            | incident::Fact::Renewed { .. }
            | incident::Fact::PhaseChanged { .. }
            | incident::Fact::SplitAsked { .. }
            | incident::Fact::KeptApart { .. } => false,
        }
    }

    fn is_change(self, change: Change) -> bool {
        match change.what {
            What::Opened { .. } | What::Joined { .. } => self == Self::Alarm,
            What::Quieted { .. } => self == Self::Quiet,
            What::Repeated { .. }
            | What::Ended { .. }
            | What::LevelChanged { .. }
            | What::SeverityChanged { .. }
            | What::LifeRiskChanged { .. }
            | What::Renewed { .. }
            | What::FirstOutChanged { .. }
            | What::Suppressed { .. }
            | What::Unsuppressed { .. }
            | What::SuppressionEnded { .. }
            | What::Merged { .. }
            | What::MergeProposed { .. }
            | What::Split { .. }
            | What::Follows { .. }
            | What::Stale { .. }
            | What::TableFull { .. } => false,
        }
    }

    /// Ringing is not reaching: only an answer counts.
    fn is_call(self, fact: &call::Fact, codes: &impl Codes) -> bool {
        let call::Fact::Ended { callee, purpose, outcome: call::Outcome::Answered, .. } = *fact else {
            return false;
        };
        let rung = || codes.code_of(callee);
        if self == Self::ReachedHead {
            return purpose == Purpose::UnitHead;
        }
        match callee {
            Callee::Agency(agency) => {
                self == Self::Reached(agency) || self == Self::Updated(agency) && purpose == Purpose::Update
            }
            Callee::Site { .. } => matches!(self, Self::ReachedSite(site) if is_whose(site, rung)),
            Callee::Person(_) | Callee::Team(_) | Callee::Insurer { .. } => {
                matches!(self, Self::ReachedWho(who) if is_whose(Some(who), rung))
            }
        }
    }

    fn is_found(self, fact: &finding::Fact) -> bool {
        let finding::Fact::Found { found, .. } = fact;
        match *found {
            Found::People(people) => {
                self == Self::People || matches!(self, Self::PeopleAre(plight) if plight.is(&people))
            }
            Found::Scene(scene) => matches!(self, Self::Scene(wanted) if is_or_any(wanted, scene)),
        }
    }

    fn is_of_team(self, fact: &dispatch::Fact) -> bool {
        match *fact {
            dispatch::Fact::Ordered { code, task, .. } => matches!(self, Self::Ordered(who, what)
                if is_whose(who, || Some(code)) && is_or_any(what, task)),
            dispatch::Fact::Moved { code, to, .. } => matches!(self, Self::Team(status, who)
                if status == to && is_whose(who, || Some(code))),
            dispatch::Fact::EvacuationOrdered { .. } => self == Self::Evacuated,
            dispatch::Fact::EvacuationHeard { code, .. } => {
                matches!(self, Self::EvacuationHeard(who) if is_whose(who, || Some(code)))
            }
            dispatch::Fact::Waived { .. } => false,
        }
    }

    fn is_report(self, fact: &report::Fact, codes: &impl Codes) -> bool {
        match *fact {
            report::Fact::Submitted { kind, .. } => self == Self::Submitted(kind),
            report::Fact::Signed { incident, number, .. } => {
                codes.kind_of(incident, number).is_some_and(|kind| self == Self::Signed(kind))
            }
            report::Fact::Sent { incident, number, .. } => {
                codes.kind_of(incident, number).is_some_and(|kind| self == Self::Sent(kind))
            }
            report::Fact::UnitReported { .. } => self == Self::UnitReported,
            report::Fact::Returned { .. } => false,
        }
    }

    fn is_word(self, fact: &order::Fact) -> bool {
        match fact {
            order::Fact::Given { .. } => self == Self::OrderGiven,
            order::Fact::Done { .. } => self == Self::OrderDone,
            order::Fact::Proposed { .. } => self == Self::LevelProposed,
            order::Fact::Decided { level: Some(_), .. } => self == Self::LevelDecided,
            order::Fact::Decided { level: None, .. } => self == Self::LevelEnded,
        }
    }

    fn is_claim(self, fact: &claim::Fact) -> bool {
        match *fact {
            claim::Fact::Opened { code, .. } => {
                matches!(self, Self::Claimed(who) if is_whose(who, || Some(code)))
            }
            claim::Fact::PapersComplete { .. } => self == Self::PapersComplete,
            claim::Fact::Agreed { .. } => self == Self::Agreed,
            claim::Fact::Refused { .. } | claim::Fact::RefusalNoticed { .. } => false,
        }
    }

    fn is_money(self, fact: &pool::Fact) -> bool {
        match fact {
            pool::Fact::Reserved { .. } => self == Self::Reserved,
            pool::Fact::Posted { .. } => self == Self::Posted,
            pool::Fact::Voided { .. } => self == Self::Voided,
            pool::Fact::Paid { .. } => self == Self::Paid,
            pool::Fact::Arrived { .. } => self == Self::Arrived,
            pool::Fact::Refilled { .. } => self == Self::Refilled,
            pool::Fact::Recovered { .. } => self == Self::Recovered,
            pool::Fact::Opened { .. }
            | pool::Fact::Signed { .. }
            | pool::Fact::Countersigned { .. }
            | pool::Fact::Reviewed { .. }
            | pool::Fact::DayAsserted { .. }
            | pool::Fact::DayClosed { .. }
            | pool::Fact::Expired { .. }
            | pool::Fact::Contributed { .. } => false,
        }
    }

    fn is_of_feed(self, fact: &feed::Fact) -> bool {
        match fact {
            feed::Fact::Known { .. } => self == Self::FeedKnown,
            feed::Fact::Silent { .. } | feed::Fact::Unread { .. } | feed::Fact::Broken { .. } => {
                self == Self::FeedLost
            }
            feed::Fact::Up { .. }
            | feed::Fact::Down { .. }
            | feed::Fact::Gap { .. }
            | feed::Fact::Admitted { .. }
            | feed::Fact::Placed { .. }
            | feed::Fact::Speaks { .. }
            | feed::Fact::Rejected { .. }
            | feed::Fact::CountsAnew { .. } => false,
        }
    }

    fn is_of_drill(self, fact: &drill::Fact) -> bool {
        match *fact {
            drill::Fact::Entered { phase, .. } => self == Self::PhaseEntered(phase),
            drill::Fact::Given { code, .. } => {
                matches!(self, Self::Injected(inject) if is_whose(Some(inject), || Some(code)))
            }
            drill::Fact::Began { .. }
            | drill::Fact::Left { .. }
            | drill::Fact::Ready { .. }
            | drill::Fact::Checked { .. }
            | drill::Fact::Observed { .. }
            | drill::Fact::ToImprove { .. }
            | drill::Fact::Improved { .. }
            | drill::Fact::Held { .. }
            | drill::Fact::Resumed
            | drill::Fact::Paced { .. }
            | drill::Fact::Ended { .. }
            | drill::Fact::Rehearsed { .. } => false,
        }
    }
}

impl Answer {
    const fn of(verdict: incident::Verdict) -> Self {
        match verdict {
            incident::Verdict::Real => Self::Real,
            incident::Verdict::False { .. } => Self::False,
            incident::Verdict::Open => Self::Open,
        }
    }
}

impl Plight {
    /// People can be in several plights at once; who is missing or trapped is not accounted for.
    const fn can_be(self, other: Self) -> bool {
        !matches!(
            (self, other),
            (Self::Accounted, Self::Missing | Self::Trapped)
                | (Self::Missing | Self::Trapped, Self::Accounted)
        )
    }

    fn is(self, people: &People) -> bool {
        let is_some = |count: Option<u16>| count.is_some_and(|count| count > 0);
        match self {
            Self::Missing => is_some(people.missing),
            Self::Trapped => is_some(people.trapped),
            Self::Hurt => is_some(people.hurt),
            Self::Dead => is_some(people.dead),
            Self::Accounted => {
                people.counted.is_some() && !is_some(people.missing) && !is_some(people.trapped)
            }
        }
    }
}

/// Returns whether nothing particular is wanted, or this.
fn is_or_any<T: PartialEq + Copy>(wanted: Option<T>, given: T) -> bool {
    wanted.is_none_or(|wanted| wanted == given)
}

/// Returns whether one of two leaves it open, or both want the same.
fn fits<T: PartialEq + Copy>(one: Option<T>, other: Option<T>) -> bool {
    one.is_none() || other.is_none() || one == other
}

/// Returns whether nobody particular is wanted, or who has this code, however its letters are written.
fn is_whose(wanted: Option<Code>, given: impl FnOnce() -> Option<Code>) -> bool {
    wanted.is_none_or(|wanted| given().is_some_and(|given| given.eq_ignore_ascii_case(&wanted)))
}

fn is_relay(fact: &delivery::Fact) -> bool {
    match fact {
        delivery::Fact::Recorded { about, .. } => match about {
            About::Relay(_) => true,
            About::Dispatch(_) | About::Evacuation(_) | About::Escalation(..) => false,
        },
        delivery::Fact::Came { .. } => false,
    }
}

/// A window of maintenance is the site's, and no act on an alarm.
fn is_shelf(fact: &suppression::Fact) -> bool {
    match fact {
        suppression::Fact::Begun { suppression, .. } => match suppression.cover {
            Cover::Shelf(_) | Cover::Outage(_) => true,
            Cover::Window(_) => false,
        },
        suppression::Fact::Lifted { .. } => false,
    }
}

/// An offer moves nothing; a signature that comes later moved it when the desk was taken.
fn is_in_force(fact: &handover::Fact) -> bool {
    match fact {
        handover::Fact::Taken { .. } => true,
        handover::Fact::Signed { late, .. } => !late,
        handover::Fact::Offered { .. } | handover::Fact::Withdrawn { .. } => false,
    }
}
