//! Who sits at the desk: acts on what a screen showed now or some steps ago, right and wrong.

use crate::world::desk::{STRIDE, Setup};
use crate::world::dice::Dice;
use arrayvec::ArrayVec;
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, AlarmState};
use dutydesk::correlation::{Cover, Suppression};
use dutydesk::operations::actor::{Actor, Officer, PrivateText};
use dutydesk::operations::call::Witness;
use dutydesk::operations::command::{Body, Command, Seen};
use dutydesk::operations::dispatch::{self, Order, Status, Task};
use dutydesk::operations::incident::{self, Cause, Disposition, Phase, Verdict};
use dutydesk::operations::state::State;
use dutydesk::text::bounded;
use dutydesk::units::{
    ActionId, DeviceId, Digest, IncidentId, InputNumber, Instant, Revision, Span, SuppressionId, ZoneId,
};
use std::collections::VecDeque;

const TEXT: PrivateText = PrivateText { token: 7, digest: Digest([7; 32]) };
/// Screens that somebody may still look at.
const SCREENS: usize = 12;

/// What a screen showed.
#[derive(Clone, Debug, Default)]
struct Screen {
    input: InputNumber,
    incidents: Vec<(IncidentId, Revision)>,
}

/// The people of a world.
#[derive(Clone, Debug, Default)]
pub(crate) struct People {
    screens: VecDeque<Screen>,
    given: Vec<Command>,
    suppressions: u32,
}

impl People {
    /// Looks at the desk.
    pub(crate) fn look(&mut self, state: &State) {
        let incidents = state.incidents.open().map(|it| (it.id, it.revision)).collect();
        // A look at the timers has a number of its own, and another desk may not have looked.
        let input = InputNumber(state.input.0 / STRIDE * STRIDE);
        self.screens.push_back(Screen { input, incidents });
        if self.screens.len() > SCREENS {
            self.screens.pop_front();
        }
    }

    /// Gives a command.
    pub(crate) fn act(&mut self, dice: &mut Dice, setup: &Setup, state: &State) -> Command {
        if !self.given.is_empty() && dice.happens(40) {
            return self.given[dice.below(self.given.len() as u64) as usize].clone();
        }
        let back = if dice.happens(600) { 0 } else { dice.below(self.screens.len() as u64) as usize };
        let screen = self.screens.iter().rev().nth(back).cloned().unwrap_or_default();
        let aimed = if screen.incidents.is_empty() {
            (IncidentId(1_000 + dice.below(40) as u32), Revision(1))
        } else {
            dice.of(&screen.incidents)
        };
        let closed = state.incidents.all().filter(|it| it.is_closed()).map(|it| it.id).last();
        let body = body(dice, setup, aimed.0, closed);
        let input = if dice.happens(150) { InputNumber(0) } else { screen.input };
        let seen = Seen { input, revision: dice.happens(700).then_some(aimed.1) };
        let actor = actor(dice, setup);
        let action = ActionId(self.given.len() as u128 + 1);
        let command = Command { action, actor, signed_by: None, seen, body };
        self.given.push(command.clone());
        command
    }

    /// Asks for something to be kept of which nothing stands now; none when that is not so.
    ///
    /// The desk has no command for it yet: it is done to the core at an input boundary.
    pub(crate) fn suppress(&mut self, dice: &mut Dice, setup: &Setup, state: &State) -> Option<Suppression> {
        let world = &setup.registry.correlation;
        let device = DeviceId(dice.below(world.devices.len() as u64) as u32);
        let alarm = AlarmKey { device, class: dice.of(&AlarmClass::ALL) };
        let calm = |alarm: AlarmKey| {
            let view = state.correlation.alarm(alarm);
            matches!(view.state, AlarmState::Normal | AlarmState::ReturnedUnacknowledged)
                && view.conditions.is_none()
        };
        let cover = match dice.below(3) {
            0 if calm(alarm) => Cover::Shelf(alarm),
            1 if AlarmClass::ALL.into_iter().all(|class| calm(AlarmKey { device, class })) => {
                Cover::Outage(device)
            }
            2 => Cover::Window(ZoneId(1 + dice.below(world.zones.len() as u64 - 1) as u32)),
            _ => return None,
        };
        self.suppressions += 1;
        let until = state.now.after(Span(dice.between(20_000, 7_200_000)));
        let new = Suppression { id: SuppressionId(self.suppressions), cover, begun: state.now, until };
        state.correlation.has_room_for(cover).then_some(new)
    }
}

fn actor(dice: &mut Dice, setup: &Setup) -> Actor {
    let officer = |code: &str| {
        let person = setup.registry.operations.person(code).map(|(person, _)| person);
        Officer { person: person.unwrap(), code: bounded(code) }
    };
    match dice.below(6) {
        0 => Actor::Unclaimed,
        1 => Actor::Claimed(officer("D1")),
        2 => Actor::Proved(officer("D2")),
        _ => Actor::Proved(officer("D1")),
    }
}

fn body(
    dice: &mut Dice,
    setup: &Setup,
    incident: IncidentId,
    closed: Option<IncidentId>,
) -> Body<PrivateText> {
    let other = closed.unwrap_or(incident);
    let reason = dice.happens(800).then_some(TEXT);
    let teams = &setup.registry.operations.teams;
    let team = teams[dice.below(teams.len() as u64) as usize].code;
    match dice.below(100) {
        0..=39 => Body::Incident(incident::Command::Acknowledge { incident }),
        40..=44 => Body::Incident(incident::Command::Note {
            incident: dice.happens(800).then_some(incident),
            text: TEXT,
        }),
        45..=54 => {
            let restored = dice.happens(700);
            let verdicts = [Verdict::Real, Verdict::Open, Verdict::False { cause: Cause::Steam, restored }];
            let (verdict, witness) = (dice.of(&verdicts), Witness::Officer);
            Body::Incident(incident::Command::Verify { incident, verdict, witness, place: reason })
        }
        55..=72 => {
            let ways = [Disposition::Handled, Disposition::Unverified, Disposition::Test, Disposition::False];
            let disposition = if dice.happens(80) { Disposition::Duplicate(other) } else { dice.of(&ways) };
            let repeated = if dice.happens(50) { other } else { incident };
            Body::Incident(incident::Command::Close { incident, disposition, reason, repeated })
        }
        73..=76 => Body::Incident(incident::Command::Reopen { incident: other, reason }),
        77..=78 => Body::Incident(incident::Command::SetPhase { incident, phase: dice.of(&Phase::ALL) }),
        79..=88 => {
            let task = dice.of(&[Task::Look, Task::Guide, Task::Attack, Task::Outer]);
            let orders: ArrayVec<Order, 10> = std::iter::once(Order { team, task }).collect();
            Body::Dispatch(dispatch::Command::Order { incident, orders, staging: None, despite: reason })
        }
        89..=95 => {
            let said = [Status::Accepted, Status::EnRoute, Status::OnScene, Status::Refused, Status::Back];
            let eta_minutes = dice.happens(300).then_some(9);
            Body::Dispatch(dispatch::Command::Report { incident, team, status: dice.of(&said), eta_minutes })
        }
        96..=97 => Body::Dispatch(dispatch::Command::StandDown { incident, team, repeated: Some(incident) }),
        _ => Body::Dispatch(dispatch::Command::Evacuate { incident }),
    }
}

/// Returns a step of the wall clock as the engine notes it.
pub(crate) fn wall_step(dice: &mut Dice) -> dutydesk::operations::desk::Fact {
    dutydesk::operations::desk::Fact::ClockStepped { by: Span(dice.between(-7_200_000, 7_200_000)) }
}

/// Returns when the world goes on: mostly soon, now and then after a nap.
pub(crate) fn pause(dice: &mut Dice) -> Span {
    Span(match dice.below(100) {
        0..=39 => dice.between(0, 300),
        40..=79 => dice.between(300, 8_000),
        80..=91 => dice.between(8_000, 70_000),
        92..=97 => dice.between(70_000, 700_000),
        98 => dice.between(700_000, 5_000_000),
        _ => dice.between(5_000_000, 30_000_000),
    })
}

/// Returns an instant before or after: frames are stamped as they are read, and one may be read before the last tick.
pub(crate) fn stamp(dice: &mut Dice, at: Instant) -> Instant {
    if dice.happens(30) { at.after(Span(-dice.between(1, 3_000))) } else { at }
}
