//! A thread or a task beside the desk thread has ended: nobody waits for ever, and nothing looks calm.

use crate::operations::fixture::registry;
use dutydesk::engine::batch::Batch;
use dutydesk::engine::clock::{Clock, Pace};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::live::{Joints, Live, StoreEnds};
use dutydesk::engine::purpose::Quiet;
use dutydesk::engine::stores::Note;
use dutydesk::feed::inlet::{self, Arrival, Outlet};
use dutydesk::ipc::server::{Footing, Request, Wish};
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::{Draft, Seen};
use dutydesk::operations::fact::Body;
use dutydesk::operations::feed::{Fact, Health, LostCause};
use dutydesk::operations::incident;
use dutydesk::operations::outcome::Outcome;
use dutydesk::operations::publish::Frame;
use dutydesk::operations::snapshot::{JournalStatus, Snapshot};
use dutydesk::operations::storage::Trouble;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, FeedId, InputNumber, Instant};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Generous: a machine that does seven other things at once still makes it.
const PATIENCE: Duration = Duration::from_secs(30);

/// The other ends of a desk thread, and the thread.
struct Beside {
    desk: Option<JoinHandle<()>>,
    requests: mpsc::Sender<Request>,
    notes: Sender<Note>,
    wish: Arc<Wish>,
    batches: Option<Receiver<Box<Batch>>>,
    encoder: Option<Encoder>,
}

/// The ends of the thread that encodes.
struct Encoder {
    filled: Receiver<Box<Snapshot>>,
    blank: SyncSender<Box<Snapshot>>,
}

impl Beside {
    /// Starts a desk thread, once the test has taken away what is to have ended.
    fn start(outlets: Vec<(FeedId, Outlet)>, take_away: impl FnOnce(&mut Self)) -> Self {
        let (requests_in, requests) = mpsc::channel(8);
        let (notes_in, notes) = channel();
        let (batches_in, batches) = sync_channel(64);
        let (snapshots, filled) = sync_channel(1);
        let (blank_in, blank) = sync_channel(1);
        let (_, spare) = sync_channel(1);
        let wish = Arc::<Wish>::default();
        let stores = StoreEnds {
            batches: batches_in,
            spare,
            pages: sync_channel(1).0,
            figures: sync_channel(1).0,
            snapshots,
            blank,
            rules: sync_channel(1).0,
        };
        let joints = Joints { outlets, requests, notes, wish: Arc::clone(&wish), stores };
        let mut beside = Self {
            desk: None,
            requests: requests_in,
            notes: notes_in,
            wish,
            batches: Some(batches),
            encoder: Some(Encoder { filled, blank: blank_in }),
        };
        take_away(&mut beside);
        let clock = Clock::start(Pace::Real, Instant::UNSTATED);
        let driver = Driver::new(registry());
        let live = Live::new(driver, clock, Frame::default(), (joints, Quiet), InputNumber(1));
        beside.desk = Some(std::thread::spawn(move || {
            let Quiet = live.run();
        }));
        beside
    }

    fn wake(&self) {
        self.desk.as_ref().unwrap().thread().unpark();
    }

    /// Notes something as an officer would, and waits for the answer; none: it never comes.
    fn note(&self, number: u128) -> Option<Outcome> {
        let (reply, answer) = oneshot::channel();
        let draft = incident::Command::Note { incident: None, text: "北门有车".to_owned() };
        let request = Request::Act {
            actor: Actor::Unclaimed,
            footing: Footing::Host,
            signed_by: None,
            action: ActionId(number),
            seen: Seen::default(),
            draft: Box::new(Draft::Incident(draft)),
            reply,
        };
        self.requests.blocking_send(request).unwrap();
        self.wake();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async { tokio::time::timeout(PATIENCE, answer).await }).ok()?.ok()
    }

    /// Waits until the desk thread has ended; returns whether it has.
    fn ends(&self) -> bool {
        let deadline = std::time::Instant::now() + PATIENCE;
        let desk = self.desk.as_ref().unwrap();
        while !desk.is_finished() && std::time::Instant::now() < deadline {
            std::thread::park_timeout(Duration::from_millis(10));
        }
        desk.is_finished()
    }

    fn stop(&self) {
        self.notes.send(Note::Stop).unwrap();
        self.wake();
        assert!(self.ends());
    }
}

#[test]
fn without_stores_every_act_is_answered_and_every_screen_is_told() {
    let desk = Beside::start(Vec::new(), |desk| desk.batches = None);
    for number in 1..=3 {
        let outcome = desk.note(number);
        assert!(matches!(outcome, Some(Outcome::Unrecorded { .. })), "{outcome:?}");
    }
    let Encoder { filled, blank } = desk.encoder.as_ref().unwrap();
    blank.send(Box::default()).unwrap();
    desk.wish.at_once();
    desk.wake();
    let seen = filled.recv_timeout(PATIENCE).unwrap();
    let JournalStatus::Failed { waiting: 3, trouble: Trouble::Failing, .. } = seen.status.journal else {
        panic!("{:?}", seen.status.journal)
    };
    desk.stop();
}

#[test]
fn a_desk_that_can_show_nothing_ends() {
    let desk = Beside::start(Vec::new(), |desk| desk.encoder = None);
    desk.wish.at_once();
    desk.wake();
    assert!(desk.ends(), "screens show an old picture for ever");
    let last = desk.batches.as_ref().unwrap().try_iter().last();
    assert!(last.is_some_and(|last| last.facts.iter().any(|fact| fact.body.kind() == "desk.stopped")));
}

#[test]
fn a_feed_whose_task_has_ended_is_down() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (mut inlet, outlet) = inlet::channel(std::thread::current());
    let started = Health::Started { stream: bounded("s"), from: 1, resumed: false };
    runtime.block_on(inlet.send(Arrival::Health(started, std::time::Instant::now()))).unwrap();
    let desk = Beside::start(vec![(FeedId(0), outlet)], |_| {});
    let batches = desk.batches.as_ref().unwrap();
    let feed_facts = || -> Vec<Fact> {
        let batch = batches.recv_timeout(PATIENCE).unwrap();
        let facts = batch.facts.iter().filter_map(|fact| match &fact.body {
            Body::Feed(fact) => Some(*fact),
            _ => None,
        });
        facts.collect()
    };
    let mut facts = feed_facts();
    assert!(matches!(facts[..], [Fact::Up { .. }]), "{facts:?}");
    drop(inlet);
    desk.wake();
    facts = feed_facts();
    assert_eq!(facts, [Fact::Down { feed: FeedId(0), cause: LostCause::Ended }]);
    // It is told once.
    let outcome = desk.batches.as_ref().unwrap().recv_timeout(Duration::from_millis(1_500));
    assert!(outcome.is_err(), "{outcome:?}");
    desk.stop();
}
