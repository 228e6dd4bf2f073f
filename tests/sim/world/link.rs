//! The way from the devices to the desk: late, out of order, twice, spoilt, lost and found again.

use crate::world::desk::FEEDS;
use crate::world::dice::Dice;
use crate::world::ledger::Said;
use dutydesk::correlation::event::Conditions;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::{self, Body, Envelope};
use dutydesk::operations::feed::{Health, LostCause};
use dutydesk::text::bounded;
use dutydesk::units::{FeedId, Instant, Span};

/// A frame under way.
#[derive(Clone, Debug)]
pub(crate) struct Flight {
    pub(crate) arrives: Instant,
    order: u64,
    pub(crate) feed: FeedId,
    pub(crate) sequence: u64,
    pub(crate) said: Said,
    pub(crate) bytes: Vec<u8>,
}

/// How bad the link of a world is, in a thousand.
#[derive(Clone, Debug)]
struct Weather {
    delayed: u64,
    very_late: u64,
    twice: u64,
    spoilt: u64,
    lost: u64,
    lost_for_good: u64,
}

/// The links of all feeds.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    weather: Weather,
    flights: Vec<Flight>,
    /// Numbers that the server cannot send any more, to be told at an instant.
    gone: Vec<(Instant, FeedId, u64)>,
    sequences: [u64; FEEDS as usize],
    streams: [u32; FEEDS as usize],
    order: u64,
}

impl Link {
    pub(crate) fn new(dice: &mut Dice) -> Self {
        let bad = dice.of(&[0, 1, 1, 4]);
        let weather = Weather {
            delayed: 150 * bad,
            very_late: 20 * bad,
            twice: 25 * bad,
            spoilt: 8 * bad,
            lost: 20 * bad,
            lost_for_good: dice.of(&[0, 300, 700]),
        };
        let (sequences, streams) = ([0; FEEDS as usize], [0; FEEDS as usize]);
        Self { weather, flights: Vec::new(), gone: Vec::new(), sequences, streams, order: 0 }
    }

    /// Sends what a device or an issuer says; `stamp` is the time that it gives itself.
    pub(crate) fn send(&mut self, dice: &mut Dice, feed: FeedId, now: Instant, stamp: Instant, body: Body) {
        let at = feed.index();
        self.sequences[at] += 1;
        let sequence = self.sequences[at];
        let (stream, id) = (format!("s{}", self.streams[at]), format!("e{sequence}"));
        let envelope = Envelope { stream: &stream, sequence, id: &id, source: "/gw", time: stamp };
        let mut bytes = encode::event(&envelope, &body).into_bytes();
        let mut said = match body {
            Body::Sensor(body) => Said::Sensor(body),
            Body::Warning(_) => Said::Warning,
        };
        if dice.happens(self.weather.spoilt) {
            (said, bytes) = spoil(dice, said, bytes, sequence);
        }
        let weather = self.weather.clone();
        let delay = match dice.below(1_000) {
            it if it < weather.very_late => dice.between(3_001, 90_000),
            it if it < weather.very_late + weather.delayed => dice.between(200, 3_000),
            _ => dice.between(0, 200),
        };
        if dice.happens(weather.lost) && !matches!(said, Said::Bad { numbered: false }) {
            let after = now.after(Span(dice.between(500, 60_000)));
            if dice.happens(weather.lost_for_good) {
                self.gone.push((after, feed, sequence));
            } else {
                self.fly(after, feed, sequence, said, bytes);
            }
            return;
        }
        if dice.happens(weather.twice) {
            let again = now.after(Span(delay + dice.between(0, 20_000)));
            self.fly(again, feed, sequence, said.clone(), bytes.clone());
        }
        self.fly(now.after(Span(delay)), feed, sequence, said, bytes);
    }

    fn fly(&mut self, arrives: Instant, feed: FeedId, sequence: u64, said: Said, bytes: Vec<u8>) {
        self.order += 1;
        self.flights.push(Flight { arrives, order: self.order, feed, sequence, said, bytes });
    }

    /// Takes what has arrived, the first first.
    pub(crate) fn arrived(&mut self, now: Instant) -> Vec<Flight> {
        let is_here = |flight: &Flight| flight.arrives <= now;
        let mut here: Vec<Flight> = self.flights.iter().filter(|it| is_here(it)).cloned().collect();
        self.flights.retain(|it| !is_here(it));
        here.sort_by_key(|flight| (flight.arrives, flight.order));
        here
    }

    /// Takes the numbers that the server tells to be gone by now.
    pub(crate) fn given_up(&mut self, now: Instant) -> Vec<(FeedId, u64)> {
        let told = self.gone.iter().filter(|it| it.0 <= now).map(|it| (it.1, it.2)).collect();
        self.gone.retain(|it| it.0 > now);
        told
    }

    /// Returns something that a transport reports; a stream that begins anew loses what is under way.
    pub(crate) fn report(&mut self, dice: &mut Dice, feed: FeedId) -> Health {
        let at = feed.index();
        let stream = |number: u32| bounded(&format!("s{number}"));
        match dice.below(8) {
            0 => {
                self.streams[at] += 1;
                self.flights.retain(|it| it.feed != feed);
                self.gone.retain(|it| it.1 != feed);
                self.sequences[at] = 0;
                Health::Started { stream: stream(self.streams[at]), from: 1, resumed: false }
            }
            1..=3 => {
                let from = self.sequences[at] + 1;
                Health::Started { stream: stream(self.streams[at]), from, resumed: true }
            }
            4 => Health::Lost { cause: LostCause::Silent },
            _ => Health::Beat { last: self.sequences[at] },
        }
    }

    /// Returns how both feeds begin.
    pub(crate) fn opening() -> Vec<(FeedId, Health)> {
        let up = |feed| (FeedId(feed), Health::Started { stream: bounded("s0"), from: 1, resumed: true });
        (0..FEEDS).map(up).collect()
    }
}

/// Spoils a frame on its way: cut off, a number without sense, or of a type that this desk does not know.
fn spoil(dice: &mut Dice, said: Said, bytes: Vec<u8>, sequence: u64) -> (Said, Vec<u8>) {
    let text = String::from_utf8_lossy(&bytes).into_owned();
    match (dice.below(4), said) {
        (0, _) => (Said::Bad { numbered: false }, bytes[..bytes.len() / 2].to_vec()),
        (1, _) => (Said::Bad { numbered: false }, b"\xFF\xFE{\"sequence\":".to_vec()),
        (2, _) => {
            let bytes =
                format!("{{\"specversion\":\"9\",\"sequence\":\"{sequence}\",\"data\":{{}}}}").into_bytes();
            (Said::Bad { numbered: true }, bytes)
        }
        (_, Said::Sensor(body)) if body.kind == Type::Alarm && body.conditions != Conditions::NONE => {
            (Said::Unknown, text.replacen(body.kind.name(), "cn.example.nobody.knows", 1).into_bytes())
        }
        (_, said) => (said, bytes),
    }
}
