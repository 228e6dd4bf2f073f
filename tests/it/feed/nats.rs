//! A real nats-server with JetStream, its WebSocket and its MQTT listener: nothing is lost and nothing counts twice, whoever
//! is killed.

use super::listener::{Listener, spec};
use super::wire::runtime;
use dutydesk::feed::transport::{Ended, JetStream, RETRY_MAX, Spec, Start, Way, jetstream};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Messages that are published.
const ALL: u32 = 600;

/// A nats-server of the test; killed with it.
pub(super) struct Nats {
    child: Child,
    store: tempfile::TempDir,
    ports: [u16; 3],
}

/// Returns whether the tool is there; where CI runs, it must be.
pub(super) fn is_there(tool: &str) -> bool {
    let found = Command::new(tool).arg("--help").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "CI runs without {tool}");
    if !found {
        eprintln!("skipped: {tool} is not installed");
    }
    found
}

/// Returns a port that is free, below those that the system gives to connections by itself: none of them takes it before a
/// server does.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let own = (std::process::id() % 150) as u16 * 100;
    let mut ports = std::iter::repeat_with(|| 12_000 + own + NEXT.fetch_add(1, Ordering::SeqCst) % 5_000);
    ports.find(|&port| TcpListener::bind(("127.0.0.1", port)).is_ok()).unwrap()
}

impl Nats {
    pub(super) fn start() -> Self {
        let nats = Self::launched("desk-test", "");
        nats.wait();
        nats
    }

    /// Starts three servers that keep every message three times.
    fn cluster() -> [Self; 3] {
        let ports = [free_port(), free_port(), free_port()];
        let routes = ports.map(|port| format!("\"nats://127.0.0.1:{port}\"")).join(", ");
        let nodes = [0, 1, 2].map(|at| {
            let listen = format!("listen: \"127.0.0.1:{}\"", ports[at]);
            Self::launched(
                &format!("n{at}"),
                &format!("cluster {{ name: test, {listen}, routes: [{routes}] }}\n"),
            )
        });
        nodes.iter().for_each(Self::wait);
        nodes
    }

    fn launched(name: &str, more: &str) -> Self {
        let store = tempfile::tempdir().unwrap();
        let ports = [free_port(), free_port(), free_port()];
        let [client, websocket, mqtt] = ports;
        let config = format!(
            "listen: \"127.0.0.1:{client}\"\nserver_name: {name}\n\
             jetstream {{ store_dir: \"{}\" }}\n\
             websocket {{ listen: \"127.0.0.1:{websocket}\", no_tls: true }}\n\
             mqtt {{ listen: \"127.0.0.1:{mqtt}\" }}\n{more}",
            store.path().join("js").display()
        );
        std::fs::write(store.path().join("nats.conf"), config).unwrap();
        let child = launch(store.path());
        Self { child, store, ports }
    }

    pub(super) fn url(&self) -> String {
        format!("ws://{}", self.websocket())
    }

    /// Returns where its WebSocket listens.
    pub(super) fn websocket(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.ports[1]))
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn again(&mut self) {
        self.child = launch(self.store.path());
        self.wait();
    }

    fn wait(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        for port in self.ports {
            while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
                assert!(Instant::now() < deadline, "nats-server does not listen on {port}");
                std::thread::park_timeout(Duration::from_millis(20));
            }
        }
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn launch(place: &Path) -> Child {
    let log = std::fs::File::create(place.join("nats.log")).unwrap();
    Command::new("nats-server")
        .arg("-c")
        .arg(place.join("nats.conf"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap()
}

fn way() -> JetStream {
    JetStream { stream: "ALARMS".to_owned(), subjects: vec!["sensors.>".to_owned()], replicas: 1 }
}

/// A desk's task, and what makes numbers durable for it.
pub(super) struct Task {
    pub(super) durable: watch::Sender<u64>,
    pub(super) stop: watch::Sender<bool>,
    ended: JoinHandle<Ended>,
}

fn desk(runtime: &Runtime, nats: &Nats, start: Start) -> (Task, Listener) {
    consumer(runtime, &nats.url(), "desk-1", start, (RETRY_MAX, 1))
}

/// Starts a desk's task with a consumer of its own name.
pub(super) fn consumer(
    runtime: &Runtime,
    url: &str,
    name: &str,
    start: Start,
    (retry_max, replicas): (Duration, u8),
) -> (Task, Listener) {
    let (inlet, listener) = Listener::new(start.after);
    let (durable, durable_seen) = watch::channel(start.after.unwrap_or_default());
    let (stop, stop_seen) = watch::channel(false);
    let way = JetStream { replicas, ..way() };
    let spec = Spec { client: name.to_owned(), retry_max, ..spec(url, Way::JetStream(way.clone())) };
    let task = runtime.spawn(jetstream::run(spec, way, start, inlet, durable_seen, stop_seen));
    (Task { durable, stop, ended: task }, listener)
}

/// Publishes numbers, each acknowledged by the stream; tries again while the server is away, under the same identity. One
/// of ten is published twice, as a device does that did not hear its acknowledgement.
pub(super) async fn publish(url: &str, numbers: std::ops::Range<u32>, say: &(dyn Fn(u32) -> String + Sync)) {
    let client = async_nats::ConnectOptions::new()
        .retry_on_initial_connect()
        .connect(url.split(',').collect::<Vec<_>>())
        .await
        .unwrap();
    let context = async_nats::jetstream::new(client);
    for number in numbers.flat_map(|it| std::iter::repeat_n(it, 1 + usize::from(it % 10 == 3))) {
        let message = async_nats::jetstream::message::PublishMessage::build()
            .message_id(format!("n{number}"))
            .payload(say(number).into());
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let sent = context.send_publish("sensors.park.S-1", message.clone()).await;
            let stored = match sent {
                Ok(waiting) => waiting.await.is_ok(),
                Err(_) => false,
            };
            if stored {
                break;
            }
            assert!(Instant::now() < deadline, "{number} cannot be published");
            // The client comes back by itself; until then every try fails at once.
            tokio::task::yield_now().await;
        }
    }
}

/// What arrived, by its own number.
fn numbers(listener: &Listener) -> Vec<u32> {
    listener.taken.iter().map(|(_, _, bytes)| String::from_utf8_lossy(bytes).parse().unwrap()).collect()
}

#[test]
fn nothing_is_lost_and_nothing_counts_twice_whoever_is_killed() {
    if !is_there("nats-server") {
        return;
    }
    let runtime = runtime();
    let mut nats = Nats::start();
    let (task, mut first) = desk(&runtime, &nats, Start::default());
    first.until("the start", |it| !it.started.is_empty());
    let publisher = runtime.spawn({
        let url = nats.url();
        async move { publish(&url, 0..ALL, &|number| number.to_string()).await }
    });
    // The desk is killed after it made some of what it took durable: the rest comes again.
    first.until("the first messages", |it| it.taken.len() >= 100);
    let durable = first.window.next() - 31;
    task.durable.send_replace(durable);
    task.ended.abort();
    let kept: Vec<u32> = numbers(&first).into_iter().take(durable as usize).collect();
    let stream = first.started[0].0.clone();

    let start = Start { stream: Some(dutydesk::text::bounded(&stream)), after: Some(durable) };
    let (task, mut second) = desk(&runtime, &nats, start);
    second.until("what was not durable", |it| it.taken.len() >= 50);
    assert_eq!(second.started[0], (stream.clone(), true), "it goes on in the same stream");
    // Now the server is killed in the flood, and comes back with its store.
    nats.kill();
    second.until("that it is gone", |it| !it.lost.is_empty());
    nats.again();
    second.until("everything", |it| kept.len() + it.taken.len() >= ALL as usize);
    runtime.block_on(publisher).unwrap();
    let mut all = kept;
    all.extend(numbers(&second));
    assert_eq!(all, (0..ALL).collect::<Vec<_>>(), "every one once, in order");
    assert_eq!(second.gaps, []);

    // What is acknowledged is what is durable: another desk of the same name begins behind it.
    let all_durable = second.window.next() - 1;
    task.durable.send_replace(all_durable);
    task.stop.send_replace(true);
    assert_eq!(runtime.block_on(task.ended).unwrap(), Ended::Stopped);
}

/// Three servers, of which one after another goes in the flood; in CI one does.
#[test]
fn a_cluster_may_lose_a_server_in_the_flood() {
    if !is_there("nats-server") {
        return;
    }
    let full = std::env::var("SCALE").is_ok_and(|scale| scale == "full");
    let (all, kills) = if full { (9_000, 3) } else { (ALL, 1) };
    let (runtime, began) = (runtime(), Instant::now());
    let mut nodes = Nats::cluster();
    let url = nodes.each_ref().map(Nats::url).join(",");
    let retry_max = Duration::from_millis(200);
    let (task, mut listener) = consumer(&runtime, &url, "desk-1", Start::default(), (retry_max, 3));
    listener.until("the start", |it| !it.started.is_empty());
    let started = began.elapsed();
    let publisher = runtime.spawn({
        let url = url.clone();
        async move { publish(&url, 0..all, &|number| number.to_string()).await }
    });
    for (at, node) in nodes.iter_mut().take(kills).enumerate() {
        let before = all as usize * (at + 1) / (kills + 2);
        listener.until("a part of the flood", |it| it.taken.len() >= before);
        node.kill();
        listener.until("more of it without a server", |it| it.taken.len() >= before + ALL as usize / 4);
        node.again();
    }
    listener.until("everything", |it| it.taken.len() >= all as usize);
    runtime.block_on(publisher).unwrap();
    assert_eq!(numbers(&listener), (0..all).collect::<Vec<_>>(), "every one once, in order");
    assert_eq!((listener.gaps.len(), listener.repeats), (0, 0));
    eprintln!(
        "cluster: {all} messages, {kills} servers killed, lost {:?}, stood after {started:.1?}, all after {:.1?}",
        listener.lost,
        began.elapsed()
    );
    drop(task);
}

/// A store that is put back from a copy, or whose end a power cut took: the stream is the same by its name and its day, and calls new
/// alarms by numbers that the desk has.
#[test]
fn what_a_stream_says_under_old_numbers_is_heard() {
    if !is_there("nats-server") {
        return;
    }
    let runtime = runtime();
    let mut nats = Nats::start();
    let retry_max = Duration::from_millis(200);
    let url = nats.url();
    let (task, mut first) = consumer(&runtime, &url, "desk-1", Start::default(), (retry_max, 1));
    let say = |numbers| runtime.block_on(publish(&url, numbers, &|number| number.to_string()));
    say(0..20);
    first.until("the first messages", |it| it.taken.len() >= 20);
    nats.kill();
    let copy = tempfile::tempdir().unwrap();
    let at = |place: &Path| place.join("js");
    copied(&at(nats.store.path()), &at(copy.path()));
    nats.again();
    say(20..60);
    first.until("those that will be lost", |it| it.taken.len() >= 60);

    let put_back = |nats: &mut Nats| {
        nats.kill();
        std::fs::remove_dir_all(at(nats.store.path())).unwrap();
        copied(&at(copy.path()), &at(nats.store.path()));
        nats.again();
    };
    put_back(&mut nats);
    say(60..70);
    first.until("what came after it", |it| it.taken.len() >= 70);
    assert_eq!(numbers(&first), (0..70).collect::<Vec<_>>(), "every one once, in order");
    assert_eq!((first.anew.len(), first.gaps.len()), (1, 0), "{:?}", first.anew);

    // The desk is started anew, too: it knows its number and nothing of the server's clock.
    task.ended.abort();
    let stream = dutydesk::text::bounded(&first.started[0].0);
    put_back(&mut nats);
    let known = Start { stream: Some(stream), after: Some(60) };
    let (task, mut second) = consumer(&runtime, &url, "desk-1", known, (retry_max, 1));
    second.until("the start", |it| !it.started.is_empty());
    assert_eq!((second.anew.as_slice(), second.started[0].1), ([20].as_slice(), false));
    say(70..75);
    second.until("what is new", |it| it.taken.len() >= 5);
    assert_eq!(numbers(&second), (70..75).collect::<Vec<_>>());
    drop(task);
}

/// Copies a directory.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copied(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn an_mqtt_device_is_heard_through_the_cluster() {
    if !is_there("nats-server") || !is_there("mosquitto_pub") {
        return;
    }
    let runtime = runtime();
    let nats = Nats::start();
    let (task, mut listener) = desk(&runtime, &nats, Start::default());
    listener.until("the start", |it| !it.started.is_empty());
    let sent = Command::new("mosquitto_pub")
        .args(["-h", "127.0.0.1", "-p", &nats.ports[2].to_string(), "-q", "1", "-i", "S-4001"])
        .args(["-t", "sensors/park/S-4001", "-m", r#"{"smoke":true}"#])
        .status()
        .unwrap();
    assert!(sent.success());
    listener.until("the device's message", |it| !it.taken.is_empty());
    let (_, topic, bytes) = &listener.taken[0];
    assert_eq!((topic.as_str(), bytes.as_slice()), ("sensors.park.S-4001", br#"{"smoke":true}"#.as_slice()));
    task.stop.send_replace(true);
    assert_eq!(runtime.block_on(task.ended).unwrap(), Ended::Stopped);
}
