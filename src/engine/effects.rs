//! What leaves the desk: posts to receivers, the sound command; executed when its intent is on disk.
//!
//! Decides: which facts have an effect, when it is started, repeated after a restart, or given back to a person.
//! Must not know: HTTP, what an outcome leads to.
//!
//! Invariants:
//! - the desk thread only gathers; the stores release what they have committed; tasks of the runtime execute;
//! - an intent that the disk does not take is not sent: it comes back as undelivered, with the number to ring;
//! - a replay and the recovery gather nothing; what a restart finds unfinished is repeated under the same key.

mod letter;
mod official;

use crate::correlation::change::What;
use crate::engine::effects::letter::{Letter, Sources};
use crate::engine::readers::Readers;
use crate::engine::stores::Note;
use crate::notify::command::{Cause, Fault, SoundCommand};
use crate::notify::webhook::{Class, Patience, Post, Webhook};
use crate::operations::delivery::decide::receiver;
use crate::operations::delivery::{self, About, Delivery, Outcome};
use crate::operations::dispatch::{self, Status};
use crate::operations::fact::{Body, Fact};
use crate::operations::reference::{Channel, Escalate};
use crate::operations::snapshot::Mode;
use crate::operations::state::State;
use crate::operations::{feed, incident};
use crate::units::{DeliveryId, IncidentId, Instant, Span};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::Thread;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// An order that is older than this is not repeated after a restart: whoever it was for has long been rung.
const REPEAT_WITHIN: Span = Span::minutes(15);

/// Something that leaves the desk.
#[derive(Debug)]
pub enum Effect {
    /// A delivery is posted.
    Post(Box<Job>),
    /// A delivery is settled: it is not tried again.
    Settled(DeliveryId),
    /// The sound command rings.
    Sound(Cause),
}

/// A delivery on its way.
#[derive(Debug)]
pub struct Job {
    delivery: DeliveryId,
    url: Box<str>,
    key: String,
    class: Class,
    letter: Letter,
}

impl Job {
    /// Returns what it carries.
    pub const fn delivery(&self) -> DeliveryId {
        self.delivery
    }
}

/// Gathers what follows from facts that were just decided.
///
/// Cost: a look at each fact; allocates for a delivery only.
pub fn gather(state: &State, mode: Mode, facts: &[Fact], into: &mut Vec<Effect>) {
    for fact in facts {
        match &fact.body {
            Body::Delivery(delivery::Fact::Recorded { delivery, by_machine: true, .. }) => {
                let row = state.deliveries.get(*delivery);
                into.extend(row.and_then(|row| job(state, mode, row)).map(Box::new).map(Effect::Post));
            }
            Body::Delivery(delivery::Fact::Came { delivery, .. }) => {
                let row = state.deliveries.get(*delivery);
                if row.is_some_and(|row| row.by_machine && row.stage.is_final()) {
                    into.push(Effect::Settled(*delivery));
                }
            }
            Body::Dispatch(fact) => into.extend(taken_back(state, fact)),
            Body::Incident(fact) => into.extend(sound(state, fact).map(Effect::Sound)),
            Body::Feed(feed::Fact::Silent { .. } | feed::Fact::Broken { .. } | feed::Fact::Unread { .. }) => {
                into.push(Effect::Sound(Cause::FeedDeaf));
            }
            Body::Delivery(delivery::Fact::Recorded { by_machine: false, .. })
            | Body::Call(_)
            | Body::Intake(_)
            | Body::Finding(_)
            | Body::Plan(_)
            | Body::Report(_)
            | Body::Order(_)
            | Body::Claim(_)
            | Body::Pool(_)
            | Body::Suppression(_)
            | Body::Deadline(_)
            | Body::Warning(_)
            | Body::Feed(_)
            | Body::Handover(_)
            | Body::Drill(_)
            | Body::Desk(_) => {}
        }
    }
}

/// A team that is not to go any more is not told to go again.
fn taken_back<'a>(state: &'a State, fact: &dispatch::Fact) -> impl Iterator<Item = Effect> + use<'a> {
    let order = match *fact {
        dispatch::Fact::Moved { dispatch, to: Status::Back | Status::Replaced, .. } => Some(dispatch),
        dispatch::Fact::Moved {
            to:
                Status::Ordered
                | Status::Unanswered
                | Status::Refused
                | Status::Accepted
                | Status::EnRoute
                | Status::OnScene
                | Status::Released,
            ..
        }
        | dispatch::Fact::Ordered { .. }
        | dispatch::Fact::EvacuationOrdered { .. }
        | dispatch::Fact::EvacuationHeard { .. }
        | dispatch::Fact::Waived { .. } => None,
    };
    let unfinished = state.deliveries.unfinished();
    let theirs = unfinished.filter(move |row| order.is_some_and(|id| row.about == About::Dispatch(id)));
    theirs.map(|row| Effect::Settled(row.id))
}

/// Returns what an unfinished delivery needs after a restart: its job again, or none where it is a person's now.
pub fn again(state: &State, mode: Mode, row: &Delivery, now: Instant) -> Option<Effect> {
    let is_wanted = match row.about {
        About::Dispatch(id) => state.dispatches.get(id).is_some_and(|order| order.status.is_bound()),
        About::Evacuation(id) => state.dispatches.get(id).is_some_and(|order| order.evacuated.is_none()),
        About::Relay(id) => state.warnings.standing().iter().any(|warning| warning.id == id),
        About::Escalation(id, _) => {
            state.incidents.get(id).is_some_and(incident::Incident::is_unacknowledged)
        }
    };
    let is_fresh = matches!(row.about, About::Relay(_)) || now.since(row.recorded) <= REPEAT_WITHIN;
    if !is_wanted || !is_fresh {
        return None;
    }
    job(state, mode, row).map(Box::new).map(Effect::Post)
}

fn job(state: &State, mode: Mode, row: &Delivery) -> Option<Job> {
    let (_, channel) = receiver(state, row.target)?;
    let Channel::Webhook(url) = channel else { return None };
    let class = match row.about {
        About::Dispatch(_) | About::Evacuation(_) | About::Escalation(..) => Class::Life,
        About::Relay(_) => Class::Ordinary,
    };
    let key = format!("{}-{}", row.key, row.id);
    let letter = Letter::of(state, mode, row, &key);
    Some(Job { delivery: row.id, url: url.clone(), key, class, letter })
}

fn sound(state: &State, fact: &incident::Fact) -> Option<Cause> {
    let is_unheard = |id: IncidentId| {
        state.incidents.get(id).is_some_and(incident::Incident::is_unacknowledged) && state.life_risk(id)
    };
    match fact {
        incident::Fact::Alarm { change, .. } => match change.what {
            What::LifeRiskChanged { incident, life_risk: true, .. } => {
                is_unheard(incident).then_some(Cause::LifeRisk)
            }
            What::Opened { .. }
            | What::LifeRiskChanged { life_risk: false, .. }
            | What::Renewed { .. }
            | What::Repeated { .. }
            | What::TableFull { .. }
            | What::Merged { .. }
            | What::MergeProposed { .. }
            | What::Split { .. }
            | What::Follows { .. }
            | What::Stale { .. }
            | What::SuppressionEnded { .. }
            | What::Ended { .. }
            | What::Joined { .. }
            | What::LevelChanged { .. }
            | What::SeverityChanged { .. }
            | What::Quieted { .. }
            | What::FirstOutChanged { .. }
            | What::Suppressed { .. }
            | What::Unsuppressed { .. } => None,
        },
        incident::Fact::Renewed { incident, .. } => is_unheard(*incident).then_some(Cause::Renewed),
        incident::Fact::Escalated { to: Escalate::Command, .. } => Some(Cause::Escalated),
        incident::Fact::Escalated {
            to: Escalate::Screens | Escalate::SecondOfficer | Escalate::Leader | Escalate::Person(_),
            ..
        }
        | incident::Fact::Repeats { .. }
        | incident::Fact::Acknowledged { .. }
        | incident::Fact::Noted { .. }
        | incident::Fact::Verified { .. }
        | incident::Fact::PhaseChanged { .. }
        | incident::Fact::Closed { .. }
        | incident::Fact::MergeAsked { .. }
        | incident::Fact::SplitAsked { .. }
        | incident::Fact::KeptApart { .. }
        | incident::Fact::Reopened { .. } => None,
    }
}

/// What effects are executed with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A program and its arguments that makes a sound; empty: none.
    pub sound_command: Vec<String>,
    /// How long receivers may take.
    pub patience: Patience,
}

/// Executes effects; owned by whoever commits their intents.
#[derive(Debug)]
pub struct Effects {
    runtime: Handle,
    webhook: Webhook,
    sound: Option<SoundCommand>,
    sources: Arc<Sources>,
    notes: Sender<Note>,
    desk: Thread,
    running: BTreeMap<DeliveryId, AbortHandle>,
}

impl Effects {
    /// Makes the channels ready; outcomes go to `notes`, and the desk is woken for them.
    pub fn new(
        runtime: &Handle,
        options: Options,
        (journal, recording): (Readers, PathBuf),
        (notes, desk): (Sender<Note>, Thread),
    ) -> Self {
        let sound = SoundCommand::start(runtime, options.sound_command);
        if let Some(sound) = &sound {
            runtime.spawn(hear(sound.fault(), notes.clone(), desk.clone()));
        }
        Self {
            runtime: runtime.clone(),
            webhook: Webhook::new(&options.patience),
            sound,
            sources: Arc::new(Sources { journal, recording }),
            notes,
            desk,
            running: BTreeMap::new(),
        }
    }

    /// Executes an effect whose intent is on disk.
    pub fn execute(&mut self, effect: Effect) {
        match effect {
            Effect::Post(job) => self.post(*job),
            Effect::Settled(delivery) => {
                if let Some(task) = self.running.remove(&delivery) {
                    task.abort();
                }
            }
            Effect::Sound(cause) => {
                if let Some(sound) = &self.sound {
                    sound.ring(cause);
                }
            }
        }
    }

    /// Does what can be done when the intent is not on disk: a sound rings, a delivery is a person's.
    ///
    /// Source: design, invariant 5: on a full disk a webhook becomes a call slip.
    pub fn execute_unrecorded(&mut self, effect: Effect) {
        match effect {
            Effect::Post(job) => tell(&self.notes, &self.desk, job.delivery, Outcome::Undelivered),
            other @ (Effect::Settled(_) | Effect::Sound(_)) => self.execute(other),
        }
    }

    fn post(&mut self, job: Job) {
        let (webhook, sources) = (self.webhook.clone(), Arc::clone(&self.sources));
        let (notes, desk) = (self.notes.clone(), self.desk.clone());
        let delivery = job.delivery;
        let task = self.runtime.spawn(async move {
            let told = |outcome| tell(&notes, &desk, delivery, outcome);
            let Job { url, key, class, letter, .. } = job;
            let written = tokio::task::spawn_blocking(move || letter.write(&sources)).await;
            match written {
                Ok(Ok(body)) => webhook.deliver(Arc::new(Post { url, key, body, class }), told).await,
                Ok(Err(error)) => {
                    tracing::error!("delivery {delivery} cannot be written: {error}");
                    told(Outcome::Undelivered);
                }
                // The program ends; the next one looks the delivery up.
                Err(_) => {}
            }
        });
        self.running.retain(|_, task| !task.is_finished());
        self.running.insert(delivery, task.abort_handle());
    }
}

/// Tells the desk whenever the sound fails, or sounds again.
async fn hear(mut fault: watch::Receiver<Option<Fault>>, notes: Sender<Note>, desk: Thread) {
    let mut told = None;
    while fault.changed().await.is_ok() {
        let now = *fault.borrow_and_update();
        if now != told {
            told = now;
            drop(notes.send(Note::Sound(now)));
            desk.unpark();
        }
    }
}

fn tell(notes: &Sender<Note>, desk: &Thread, delivery: DeliveryId, outcome: Outcome) {
    // The desk may have ended; the next one looks the delivery up.
    drop(notes.send(Note::Delivery { delivery, outcome }));
    desk.unpark();
}
