//! A desk thread that takes the messages of a foreign feed and remembers them.

use dutydesk::feed::inlet::{Arrival, Inlet, Outlet, channel};
use dutydesk::feed::transport::{RETRY_MAX, Spec, Way};
use dutydesk::operations::feed::window::{Novelty, Window};
use dutydesk::operations::feed::{Health, LostCause, Terms};
use dutydesk::units::FeedId;
use std::time::{Duration, Instant};

/// Generous: a machine that does seven other things at once still makes it.
const PATIENCE: Duration = Duration::from_secs(180);

/// What came, and what was told of the connection.
pub(super) struct Listener {
    outlet: Outlet,
    pub(super) window: Window,
    /// Numbers that were new, with topic and bytes.
    pub(super) taken: Vec<(u64, String, Vec<u8>)>,
    pub(super) repeats: usize,
    pub(super) lost: Vec<LostCause>,
    pub(super) gaps: Vec<(u64, u64)>,
    /// Stream and whether it resumed.
    pub(super) started: Vec<(String, bool)>,
    /// The newest numbers of streams that count anew.
    pub(super) anew: Vec<u64>,
}

impl Listener {
    pub(super) fn new(after: Option<u64>) -> (Inlet, Self) {
        let (inlet, outlet) = channel(std::thread::current());
        let window = Window::starting(after.map_or(1, |after| after + 1));
        let listener = Self {
            outlet,
            window,
            taken: Vec::new(),
            repeats: 0,
            lost: Vec::new(),
            gaps: Vec::new(),
            started: Vec::new(),
            anew: Vec::new(),
        };
        (inlet, listener)
    }

    /// Takes arrivals until a condition holds.
    pub(super) fn until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !condition(self) {
            assert!(
                Instant::now() < deadline,
                "{what} does not come: {} taken up to {}, lost {:?}, started {:?}, gaps {:?}",
                self.taken.len(),
                self.window.next() - 1,
                self.lost,
                self.started,
                self.gaps,
            );
            match self.outlet.pop() {
                Some(arrival) => self.arrive(arrival),
                // An arrival unparks; the bound only lets the deadline be seen.
                None => std::thread::park_timeout(Duration::from_millis(20)),
            }
        }
    }

    /// Takes what waits.
    pub(super) fn take_waiting(&mut self) {
        while let Some(arrival) = self.outlet.pop() {
            self.arrive(arrival);
        }
    }

    fn arrive(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Message { sequence, topic, bytes, .. } => match self.window.take(sequence) {
                Novelty::New => self.taken.push((sequence, topic.to_string(), bytes.to_vec())),
                Novelty::Repeat => self.repeats += 1,
                Novelty::TooFar => panic!("{sequence} is beyond what the desk remembers"),
            },
            Arrival::Frame { .. } => panic!("a foreign feed has messages, no frames"),
            Arrival::Health(Health::Started { stream, from, resumed }, _) => {
                if !resumed {
                    self.window = Window::starting(from);
                }
                self.started.push((stream.to_string(), resumed));
            }
            Arrival::Health(Health::Lost { cause }, _) => self.lost.push(cause),
            Arrival::Health(Health::Gap { from, to, .. }, _) => {
                self.window.give_up(from, to);
                self.gaps.push((from, to));
            }
            Arrival::Health(Health::Skipped { to }, _) => self.window.skip_to(to),
            Arrival::Health(Health::CountsAnew { last }, _) => self.anew.push(last),
            Arrival::Health(Health::Beat { .. }, _) => {}
        }
    }
}

/// A feed at an address.
pub(super) fn spec(url: &str, way: Way) -> Spec {
    Spec {
        id: FeedId(1),
        url: url.to_owned(),
        client: "desk-1".to_owned(),
        token: None,
        filter: dutydesk::feed::control::Filter::default(),
        terms: Terms::default(),
        way,
        trust: None,
        hello: Vec::new(),
        heartbeat: Duration::from_secs(1),
        retry_max: RETRY_MAX,
    }
}
