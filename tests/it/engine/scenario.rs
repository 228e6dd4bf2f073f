//! Random nights in a corner of the sample park: few devices, so that they meet.

use crate::operations::fixture::{
    T0, TEXT, id as night_id, officer, proved, rainstorm, says, sensor, warning,
};
use dutydesk::correlation::event::Conditions;
use dutydesk::engine::input::Input;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::WarningBody;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::{Body, Command, Seen};
use dutydesk::operations::feed::{Health, LostCause};
use dutydesk::operations::incident::{self, Disposition};
use dutydesk::operations::warning::Colour;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, FeedId, InputNumber, Instant, Severity, Span};
use proptest::prelude::*;
use std::fmt;

/// Registered ones of two workshops, a garage and a canteen, a gateway, and two strangers.
const DEVICES: [&str; 18] = [
    "S-2031", "S-2032", "S-2033", "T-2007", "M-2005", "S-2025", "T-2005", "S-2001", "M-2001", "G-1101",
    "G-1102", "S-2041", "W-3001", "W-3002", "S-3001", "GW-03", "X-1", "X-2",
];

/// One input and when it is told.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) at: Instant,
    /// Milliseconds since the one before.
    pub(super) pause: i64,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Frame(Vec<u8>),
    Health(Health),
    Command(Box<Command>),
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms ", self.at.since(T0).0)?;
        match &self.what {
            What::Frame(bytes) => write!(f, "{}", String::from_utf8_lossy(bytes)),
            What::Health(health) => write!(f, "{health:?}"),
            What::Command(command) => write!(f, "{:?} {:?}", command.seen, command.body),
        }
    }
}

impl Told {
    pub(super) fn input(&self) -> Input<'_> {
        let feed = FeedId(0);
        match &self.what {
            What::Frame(bytes) => Input::Frame { feed, bytes },
            What::Health(health) => Input::Health { feed, health: health.clone() },
            What::Command(command) => Input::Command(command.clone()),
        }
    }
}

#[derive(Clone, Debug)]
enum Act {
    Sensor { device: usize, kind: u8, bits: u8, severity: u8, again: bool },
    Warning { kind: u8, which: u8, other: u8, colour: u8, lasts: u8 },
    Garbage(u8),
    Health(u8),
    Acknowledge { nth: u8, back: u8, who: u8 },
    Close { nth: u8, how: u8 },
    Reopen { nth: u8 },
    Note { nth: u8 },
    Repeat,
}

fn act() -> impl Strategy<Value = Act> {
    let sensor = (0..DEVICES.len(), 0_u8..12, any::<u8>(), 0_u8..8, prop::bool::weighted(0.05)).prop_map(
        |(device, kind, bits, severity, again)| Act::Sensor { device, kind, bits, severity, again },
    );
    let warning = (0_u8..4, 0_u8..5, 0_u8..5, 0_u8..5, 0_u8..4)
        .prop_map(|(kind, which, other, colour, lasts)| Act::Warning { kind, which, other, colour, lasts });
    prop_oneof![
        30 => sensor,
        3 => warning,
        1 => any::<u8>().prop_map(Act::Garbage),
        2 => (0_u8..6).prop_map(Act::Health),
        5 => (0_u8..8, 0_u8..6, 0_u8..4).prop_map(|(nth, back, who)| Act::Acknowledge { nth, back, who }),
        4 => (0_u8..8, 0_u8..4).prop_map(|(nth, how)| Act::Close { nth, how }),
        2 => (0_u8..8).prop_map(|nth| Act::Reopen { nth }),
        1 => (0_u8..8).prop_map(|nth| Act::Note { nth }),
        1 => Just(Act::Repeat),
    ]
}

fn pause() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 0_i64..300, 6 => 0_i64..8_000, 2 => 0_i64..60_000, 1 => 0_i64..2_400_000]
}

/// A night of up to a hundred and twenty inputs.
pub(super) fn night() -> impl Strategy<Value = Vec<Told>> {
    prop::collection::vec((pause(), act()), 1..120).prop_map(|acts| told(&acts))
}

fn told(acts: &[(i64, Act)]) -> Vec<Told> {
    let (mut at, mut sequence, mut told) = (T0, 0, Vec::new());
    for (index, (pause, act)) in acts.iter().enumerate() {
        at = at.after(Span(*pause));
        if !matches!(act, Act::Sensor { again: true, .. }) {
            sequence += 1;
        }
        let what = match act {
            Act::Sensor { device, kind, bits, severity, .. } => {
                What::Frame(sensor(sequence.max(1), at, &body(*device, *kind, *bits, *severity)))
            }
            Act::Warning { kind, which, other, colour, lasts } => {
                What::Frame(warning(sequence, at, &relay(at, *kind, (*which, *other), *colour, *lasts)))
            }
            Act::Garbage(byte) => What::Frame(vec![b'{', *byte]),
            Act::Health(which) => What::Health(health(*which, sequence)),
            _ => What::Command(Box::new(command(act, index, &told))),
        };
        told.push(Told { at, pause: *pause, what });
    }
    told
}

fn body(device: usize, kind: u8, bits: u8, severity: u8) -> dutydesk::feed::encode::SensorBody {
    let fire = Conditions::FIRE;
    let over = Conditions::OVER_LIMIT;
    let one =
        |bits: u8| [fire, fire, over, Conditions::FAULT, fire.with(Conditions::FAULT)][usize::from(bits) % 5];
    let (kind, conditions) = match kind {
        0..=4 => (Type::Alarm, one(bits)),
        5 | 6 => (Type::Restore, one(bits)),
        7 => (Type::State, if bits < 128 { Conditions::NORMAL } else { over.with(Conditions::ISOLATED) }),
        8 => (Type::Fault, Conditions::FAULT),
        9 => (Type::Online, Conditions::NONE),
        10 => (Type::Offline, Conditions::NONE),
        _ => (Type::Test, fire),
    };
    let severities = [Severity::Minor, Severity::Severe, Severity::Extreme];
    let severity = severities.get(usize::from(severity)).copied().unwrap_or_default();
    dutydesk::feed::encode::SensorBody { severity, ..says(DEVICES[device], kind, conditions) }
}

fn relay(at: Instant, kind: u8, (which, other): (u8, u8), colour: u8, lasts: u8) -> WarningBody {
    let kind = [Type::Issue, Type::Issue, Type::Update, Type::Cancel][usize::from(kind)];
    let colours = [Colour::Blue, Colour::Yellow, Colour::Orange, Colour::Red, Colour::Unknown];
    let expires = (lasts > 0).then(|| at.after(Span(i64::from(lasts) * 45_000)));
    let (name, other) = (format!("w{which}"), format!("w{other}"));
    WarningBody { colour: colours[usize::from(colour)], expires, ..rainstorm(kind, &name, &[&other]) }
}

fn health(which: u8, sequence: u64) -> Health {
    match which {
        0 | 1 => Health::Started { stream: bounded("s"), from: sequence + 1, resumed: which == 0 },
        2 => Health::Lost { cause: LostCause::Silent },
        3 => Health::Beat { last: sequence },
        4 => Health::Gap { from: sequence + 1, to: sequence + 1, reason: bounded("trimmed") },
        _ => Health::Skipped { to: sequence },
    }
}

fn command(act: &Act, index: usize, told: &[Told]) -> Command {
    let id = |nth: u8| night_id(1 + u32::from(nth));
    let old = told.iter().rev().find_map(|told| match &told.what {
        What::Command(command) => Some(*command.clone()),
        What::Frame(_) | What::Health(_) => None,
    });
    let seen = |back: u8| {
        let input = (index as u64 + 1).saturating_sub(u64::from(back)) * super::STRIDE;
        Seen { input: InputNumber(if back == 5 { 0 } else { input }), revision: None }
    };
    if let (Act::Repeat, Some(old)) = (act, old) {
        return old;
    }
    let (actor, seen, body) = match *act {
        Act::Acknowledge { nth, back, who } => {
            let who = [proved("D1"), proved("D2"), Actor::Claimed(officer("D1")), Actor::Unclaimed]
                [usize::from(who)];
            (who, seen(back), incident::Command::Acknowledge { incident: id(nth) })
        }
        Act::Close { nth, how } => {
            let how = [
                Disposition::Handled,
                Disposition::Test,
                Disposition::Unverified,
                Disposition::Duplicate(id(0)),
            ][usize::from(how)];
            let close = incident::Command::Close {
                incident: id(nth),
                disposition: how,
                reason: Some(TEXT),
                repeated: id(nth),
            };
            (proved("D1"), seen(0), close)
        }
        Act::Reopen { nth } => {
            (proved("D2"), seen(0), incident::Command::Reopen { incident: id(nth), reason: Some(TEXT) })
        }
        Act::Note { nth } => {
            (Actor::Unclaimed, seen(0), incident::Command::Note { incident: Some(id(nth)), text: TEXT })
        }
        _ => (Actor::Unclaimed, seen(0), incident::Command::Note { incident: Some(id(0)), text: TEXT }),
    };
    Command { action: ActionId(index as u128 + 1), actor, signed_by: None, seen, body: Body::Incident(body) }
}
