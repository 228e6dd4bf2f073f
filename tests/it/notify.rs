//! What `notify` promises: a delivery over HTTP takes effect once, and what is said of it is so.

use dutydesk::feed::scenario::{Behaviour, Receiver as Role};
use dutydesk::feed::serve::receiver::Receiver;
use dutydesk::notify::command::{Cause, SoundCommand};
use dutydesk::notify::webhook::{Class, Patience, Post, Webhook};
use dutydesk::operations::delivery::Outcome;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const ACCEPTED: Outcome = Outcome::Accepted { eta_minutes: Some(9) };

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Longer than anything takes on a busy machine: only a fault reaches it.
const PATIENT: Duration = Duration::from_secs(120);
/// Longer than a receiver that answers takes.
const ANSWERED: Duration = Duration::from_secs(20);
/// Long enough that one which hangs has taken the request.
const HUNG: Duration = Duration::from_secs(3);

/// Three tries.
fn hurried(timeout: Duration) -> Patience {
    let pause = Duration::from_millis(20);
    Patience { timeout, pauses: vec![pause, pause] }
}

fn receiver(runtime: &Runtime, behaviour: Behaviour) -> Receiver {
    let role = Role { name: "t4".to_owned(), behaviour, eta_minutes: Some(9) };
    runtime.block_on(Receiver::bind("127.0.0.1:0", vec![role])).unwrap()
}

fn post(url: String) -> Arc<Post> {
    let body = r#"{"kind":"dispatch"}"#.to_owned();
    Arc::new(Post { url: url.into(), key: "0a-1".to_owned(), body, class: Class::Life })
}

/// Delivers, and returns all that was told.
fn deliver(runtime: &Runtime, post: &Arc<Post>) -> Vec<Outcome> {
    deliver_within(runtime, post, ANSWERED)
}

fn deliver_within(runtime: &Runtime, post: &Arc<Post>, timeout: Duration) -> Vec<Outcome> {
    let told = Mutex::new(Vec::new());
    let webhook = Webhook::new(&hurried(timeout));
    runtime.block_on(webhook.deliver(Arc::clone(post), |outcome| told.lock().unwrap().push(outcome)));
    told.into_inner().unwrap()
}

#[test]
fn every_receiver_leads_to_its_outcome_and_takes_effect_once() {
    let runtime = runtime();
    for (behaviour, tries, wanted) in [
        (Behaviour::Accept, 1, vec![ACCEPTED]),
        (Behaviour::Refuse, 1, vec![Outcome::Refused]),
        (Behaviour::Deliver, 1, vec![Outcome::Delivered]),
        (Behaviour::Twice, 1, vec![ACCEPTED]),
        (Behaviour::Error, 2, vec![Outcome::Unknown, ACCEPTED]),
        (Behaviour::Die, 2, vec![Outcome::Unknown, ACCEPTED]),
        (Behaviour::Hang, 3, vec![Outcome::Unknown, Outcome::Unknown, Outcome::Undelivered]),
    ] {
        let receiver = receiver(&runtime, behaviour);
        let post = post(format!("{}t4", receiver.url()));
        let timeout = if behaviour == Behaviour::Hang { HUNG } else { ANSWERED };
        assert_eq!(deliver_within(&runtime, &post, timeout), wanted, "{behaviour:?}");
        let seen = receiver.seen();
        assert_eq!(seen.keys().collect::<Vec<_>>(), ["0a-1"], "one key: {behaviour:?}");
        let seen = &seen["0a-1"];
        assert_eq!((seen.tries, seen.effects), (tries, 1), "{behaviour:?}");
        assert_eq!(seen.body, post.body, "{behaviour:?}");
    }
}

#[test]
fn what_was_taken_before_a_restart_is_answered_again_and_done_once() {
    let runtime = runtime();
    let receiver = receiver(&runtime, Behaviour::Accept);
    let post = post(format!("{}t4", receiver.url()));
    assert_eq!(deliver(&runtime, &post), [ACCEPTED]);
    // Meanwhile it would say no; the key was answered.
    receiver.change("t4", Behaviour::Refuse);
    assert_eq!(deliver(&runtime, &post), [ACCEPTED]);
    let seen = &receiver.seen()["0a-1"];
    assert_eq!((seen.tries, seen.effects), (2, 1));
}

#[test]
fn who_is_not_there_is_undelivered_and_never_unknown() {
    let runtime = runtime();
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(deliver(&runtime, &post(format!("http://{gone}/t4"))), [Outcome::Undelivered]);
    let receiver = receiver(&runtime, Behaviour::Accept);
    assert_eq!(deliver(&runtime, &post(format!("{}nobody", receiver.url()))), [Outcome::Undelivered]);
    assert_eq!(
        deliver(&runtime, &post("http://duty.example.cn/t4".to_owned())),
        [Outcome::Undelivered],
        "in the clear to another machine"
    );
    assert!(receiver.seen().is_empty());
}

#[test]
fn dead_insurers_hold_up_no_team() {
    let runtime = runtime();
    let receiver = receiver(&runtime, Behaviour::Hang);
    let url = format!("{}t4", receiver.url());
    let patience = Patience { timeout: PATIENT, pauses: Vec::new() };
    let webhook = Webhook::new(&patience);
    for nth in 0..40 {
        let (webhook, url) = (webhook.clone(), url.clone());
        let relay =
            Post { url: url.into(), key: format!("r-{nth}"), body: String::new(), class: Class::Ordinary };
        runtime.spawn(async move { webhook.deliver(Arc::new(relay), |_| {}).await });
    }
    until(|| receiver.seen().len() >= 16);
    receiver.change("t4", Behaviour::Accept);
    let told = Mutex::new(Vec::new());
    let began = Instant::now();
    runtime.block_on(webhook.deliver(post(url), |outcome| told.lock().unwrap().push(outcome)));
    assert_eq!(told.into_inner().unwrap(), [ACCEPTED]);
    assert!(began.elapsed() < patience.timeout / 2, "the team waited behind relays");
    runtime.shutdown_background();
}

#[test]
fn the_sound_command_rings_and_is_ended_when_it_hangs() {
    let runtime = runtime();
    let directory = tempfile::tempdir().unwrap();
    let heard = directory.path().join("heard");
    let script = format!("echo $DUTYDESK_CAUSE >> {}; exec sleep 600", heard.display());
    let command = vec!["sh".to_owned(), "-c".to_owned(), script];
    let sound = SoundCommand::start_with(runtime.handle(), command, Duration::from_secs(5)).unwrap();
    let lines = || std::fs::read_to_string(&heard).unwrap_or_default();
    sound.ring(Cause::LifeRisk);
    until(|| lines() == "life-risk\n");
    // While it runs: however many, one more run.
    for _ in 0..20 {
        sound.ring(Cause::Escalated);
    }
    until(|| lines() == "life-risk\nescalated\n");
    assert!(SoundCommand::start(runtime.handle(), Vec::new()).is_none());
    runtime.shutdown_background();
}

#[test]
fn a_fire_does_not_wait_for_what_rings_for_a_feed() {
    let runtime = runtime();
    let directory = tempfile::tempdir().unwrap();
    let heard = directory.path().join("heard");
    let script = format!("echo $DUTYDESK_CAUSE >> {}; exec sleep 600", heard.display());
    let command = vec!["sh".to_owned(), "-c".to_owned(), script];
    let sound = SoundCommand::start_with(runtime.handle(), command, Duration::from_secs(600)).unwrap();
    let lines = || std::fs::read_to_string(&heard).unwrap_or_default();
    sound.ring(Cause::FeedDeaf);
    until(|| lines() == "feed-deaf\n");
    // One more waits for its turn, and takes no fire's place.
    sound.ring(Cause::FeedDeaf);
    sound.ring(Cause::LifeRisk);
    until(|| lines() == "feed-deaf\nlife-risk\n");
    runtime.shutdown_background();
}

fn until(wanted: impl Fn() -> bool) {
    let began = Instant::now();
    while !wanted() {
        assert!(began.elapsed() < PATIENT, "never");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}
