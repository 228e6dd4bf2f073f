//! A desk of a few lines behind the real socket: it answers what it is told to, and remembers what it heard.

use dutydesk::ipc::client::{Client, Error, Hello, Welcome};
use dutydesk::ipc::frame::{Frame, Reader};
use dutydesk::ipc::officers::{Officers, Passphrases};
use dutydesk::ipc::passphrase::{Book, Cost};
use dutydesk::ipc::protocol::{EntryPage, FRAME_BYTES_MAX, PROTOCOL, ToDesk, ToScreen};
use dutydesk::ipc::server::{self, Change, DeskLink, Request, Wish};
use dutydesk::limits::{COMMANDS_WAITING_MAX, SNAPSHOT_TEAMS_MAX};
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::Draft;
use dutydesk::operations::desk;
use dutydesk::operations::incident::Command;
use dutydesk::operations::listing::{PageLook, Rows, Window};
use dutydesk::operations::outcome::Outcome;
use dutydesk::operations::reference::{Person, Reference};
use dutydesk::operations::snapshot::{Snapshot, Status, TeamView};
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, Digest, EntryNumber, InputNumber};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, Thread};
use std::time::Duration;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{mpsc, oneshot, watch};

/// The officer whose passphrase is `correct horse`. D2 is this Unix user; D3 has no passphrase.
pub(crate) const OFFICER: &str = "D1";

/// Longer than anything takes on a busy machine.
pub(crate) const PATIENT: Duration = Duration::from_secs(120);

/// A running desk.
pub(crate) struct Desk {
    path: PathBuf,
    shared: Arc<Shared>,
    requests: mpsc::Sender<Request>,
    engine: Thread,
    thread: Option<JoinHandle<()>>,
    serving: Mutex<Option<tokio::task::JoinHandle<()>>>,
    _directory: tempfile::TempDir,
}

/// While it lives, the desk thread does nothing.
pub(crate) struct Pause<'a>(&'a Desk);

impl Drop for Pause<'_> {
    fn drop(&mut self) {
        self.0.shared.paused.store(false, SeqCst);
        self.0.engine.unpark();
    }
}

#[derive(Default)]
struct Shared {
    input: AtomicU64,
    published: AtomicU64,
    looks: AtomicU64,
    quit: AtomicBool,
    paused: AtomicBool,
    turn: Mutex<()>,
    log: Mutex<Vec<String>>,
}

/// The thread that stands for the engine.
struct Engine {
    shared: Arc<Shared>,
    requests: mpsc::Receiver<Request>,
    snapshots: watch::Sender<Option<Frame>>,
    stop: watch::Sender<bool>,
    wish: Arc<Wish>,
    shown: u64,
    unanswered: Vec<(ActionId, Draft, oneshot::Sender<Outcome>)>,
    /// Who is answered when the desk stops.
    last: Option<oneshot::Sender<Outcome>>,
    /// Windows that are answered when the officer who asked has signed off.
    windows: Vec<(PageLook, oneshot::Sender<Box<Window>>)>,
}

impl Desk {
    pub(crate) fn start() -> Self {
        Self::with_queue(COMMANDS_WAITING_MAX)
    }

    /// Starts a desk in whose queue so many requests fit.
    pub(crate) fn with_queue(requests_max: usize) -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o750)).unwrap();
        let book = Book::new(directory.path(), Cost { memory_kib: 64, passes: 1 });
        book.set(OFFICER, "correct horse").unwrap();
        let officers = Arc::new(Officers::new(&reference(), Passphrases::Book(book)));
        let path = directory.path().join("desk.socket");
        let listener = server::bind(&path).unwrap();
        let (requests, requests_out) = mpsc::channel(requests_max);
        let (snapshots_in, snapshots) = watch::channel(None);
        let (stop, stopped) = watch::channel(false);
        let (shared, wish) = (Arc::new(Shared::default()), Arc::new(Wish::default()));
        let engine = Engine {
            shared: Arc::clone(&shared),
            requests: requests_out,
            snapshots: snapshots_in,
            stop,
            wish: Arc::clone(&wish),
            shown: 0,
            unanswered: Vec::new(),
            last: None,
            windows: Vec::new(),
        };
        let thread = std::thread::spawn(move || engine.run());
        let desk = thread.thread().clone();
        let link = DeskLink { requests: requests.clone(), snapshots, wish, desk: desk.clone() };
        let served = tokio::spawn(server::serve(listener, link, officers, stopped));
        let serving = Mutex::new(Some(served));
        Self { path, shared, requests, engine: desk, thread: Some(thread), serving, _directory: directory }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) async fn connect(&self, officer: Option<&str>) -> Result<(Client, Welcome), Error> {
        let hello = Hello { officer: officer.map(str::to_owned), within: PATIENT };
        Client::connect(&self.path, hello).await
    }

    pub(crate) async fn stream(&self) -> UnixStream {
        UnixStream::connect(&self.path).await.unwrap()
    }

    /// Connects by hand and greets.
    pub(crate) async fn greeted(&self) -> (Reader<OwnedReadHalf>, OwnedWriteHalf) {
        use tokio::io::AsyncWriteExt as _;
        let (read, mut write) = self.stream().await.into_split();
        let hello = ToDesk::Hello { protocol: PROTOCOL, build: String::new(), officer: None };
        write.write_all(Frame::of(&hello).unwrap().bytes()).await.unwrap();
        let mut reader = Reader::new(read, FRAME_BYTES_MAX);
        assert!(matches!(reader.next().await.unwrap(), Some(ToScreen::Welcome { .. })));
        (reader, write)
    }

    /// Changes the desk; returns what its snapshots now say.
    pub(crate) fn change(&self) -> u64 {
        let input = self.shared.input.fetch_add(1, SeqCst) + 1;
        self.engine.unpark();
        input
    }

    pub(crate) fn published(&self) -> u64 {
        self.shared.published.load(SeqCst)
    }

    pub(crate) fn looks(&self) -> u64 {
        self.shared.looks.load(SeqCst)
    }

    /// Holds the desk thread before its next turn, until the guard goes.
    pub(crate) fn pause(&self) -> Pause<'_> {
        self.shared.paused.store(true, SeqCst);
        // Once the turn that runs is over, none begins.
        drop(self.shared.turn.lock().unwrap());
        Pause(self)
    }

    pub(crate) async fn queue_is_full(&self) {
        self.until("the queue is full", || self.requests.capacity() == 0).await;
    }

    pub(crate) async fn queue_holds(&self, requests: usize) {
        let waiting = || self.requests.max_capacity() - self.requests.capacity();
        self.until("the queue holds them", || waiting() >= requests).await;
    }

    /// Waits until the engine has heard this.
    pub(crate) async fn hears(&self, line: &str) {
        self.until(line, || self.shared.log.lock().unwrap().iter().any(|heard| heard == line)).await;
    }

    /// Returns how often the engine has heard this.
    pub(crate) fn heard(&self, line: &str) -> usize {
        self.shared.log.lock().unwrap().iter().filter(|heard| *heard == line).count()
    }

    /// Waits until the desk thread has had a turn.
    pub(crate) async fn asked(&self, action: u128) {
        let (mut client, _) = self.connect(None).await.unwrap();
        client.ask(ActionId(action)).await.unwrap();
    }

    pub(crate) async fn is_alive(&self) {
        let (mut client, _) = self.connect(None).await.expect("the desk takes screens");
        client.status().await.expect("the desk shows itself");
    }

    /// Waits until `serve` has returned.
    pub(crate) async fn has_served(&self) {
        let served = self.serving.lock().unwrap().take().unwrap();
        tokio::time::timeout(PATIENT, served).await.expect("serve ends").unwrap();
    }

    async fn until(&self, what: &str, condition: impl Fn() -> bool) {
        let holds = async {
            while !condition() {
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(PATIENT, holds).await;
        assert!(waited.is_ok(), "never: {what}; heard {:?}", self.shared.log.lock().unwrap());
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.shared.quit.store(true, SeqCst);
        self.engine.unpark();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Engine {
    fn run(mut self) {
        let shared = Arc::clone(&self.shared);
        while !shared.quit.load(SeqCst) {
            let turn = shared.turn.lock().unwrap();
            if shared.paused.load(SeqCst) {
                drop(turn);
                std::thread::park_timeout(PATIENT);
                continue;
            }
            while let Ok(request) = self.requests.try_recv() {
                self.handle(request);
            }
            let input = shared.input.load(SeqCst);
            let change = if input == self.shown { Change::None } else { Change::Some };
            if self.wish.take(change) {
                self.shown = input;
                shared.published.fetch_add(1, SeqCst);
                let snapshot = ToScreen::Snapshot(Box::new(snapshot(input)));
                self.snapshots.send_replace(Some(Frame::of(&snapshot).unwrap()));
            }
            drop(turn);
            std::thread::park_timeout(PATIENT);
        }
    }

    fn handle(&mut self, request: Request) {
        match request {
            Request::Act { actor, action, draft, reply, .. } => match &*draft {
                Draft::Incident(Command::Note { text, .. }) if text == "mute" || text == "later" => {
                    self.unanswered.push((action, *draft, reply));
                }
                // The desk makes no snapshot any more, and answers when it stops.
                Draft::Incident(Command::Note { text, .. }) if text == "last" => {
                    self.snapshots = watch::channel(None).0;
                    self.last = Some(reply);
                    self.hear("last".to_owned());
                }
                Draft::Desk(desk::Command::Stop) => {
                    let _ = self.last.take().map(|last| last.send(recorded(5)));
                    let _ = self.stop.send_replace(true);
                }
                Draft::Incident(Command::Note { text, .. }) => {
                    self.hear(format!("act {} {text}", code(&actor)));
                    let _ = reply.send(recorded(1));
                }
                other => panic!("no test sends {other:?}"),
            },
            Request::Ask { action, reply } => {
                let later = |(known, draft, _): &&(ActionId, Draft, _)| {
                    *known == action
                        && matches!(draft, Draft::Incident(Command::Note { text, .. }) if text == "later")
                };
                let found = self.unanswered.iter().find(later);
                let _ = reply.send(found.map_or(Outcome::Unknown, |_| recorded(77)));
            }
            Request::Look { reply, .. } => {
                self.shared.looks.fetch_add(1, SeqCst);
                let _ = reply.send(None);
            }
            Request::Window { look, actor, reply } => {
                self.hear(format!("window {}{}", code(&actor), if actor.is_proved() { "" } else { "?" }));
                if look.filter == *"held" && actor.is_proved() {
                    self.windows.push((look, reply));
                } else {
                    let _ = reply.send(Box::new(window(look, 0)));
                }
            }
            Request::Entries { query, reply, .. } => {
                let _ = reply.send(EntryPage { query, ..EntryPage::default() });
            }
            Request::Texts { reply, .. } => {
                let _ = reply.send(Vec::new());
            }
            Request::Leave { others } => self.hear(format!("leave {others}")),
            Request::Why { reply, .. } => {
                let _ = reply.send(dutydesk::ipc::protocol::Why::default());
            }
            Request::Figures { reply, .. } => {
                let _ = reply.send(None);
            }
            Request::SignedOn { actor } => self.hear(format!("on {}", code(&actor))),
            Request::SignedOff { actor } => {
                self.hear(format!("off {}", code(&actor)));
                for (look, reply) in self.windows.drain(..) {
                    let _ = reply.send(Box::new(window(look, 7)));
                }
            }
            Request::PassphraseWrong { officer, .. } => self.hear(format!("wrong {officer}")),
        }
    }

    fn hear(&self, line: String) {
        self.shared.log.lock().unwrap().push(line);
    }
}

/// Puts a length before a body.
pub(crate) fn raw(body: &[u8]) -> Vec<u8> {
    let mut bytes = (body.len() as u32).to_le_bytes().to_vec();
    bytes.extend_from_slice(body);
    bytes
}

/// A window of a script with so many rows in all.
fn window(look: PageLook, total: u32) -> Window {
    Window { look, total, at: None, partial: false, rows: Rows::Drill(Vec::new()) }
}

fn recorded(entry: u64) -> Outcome {
    Outcome::Recorded { entry: EntryNumber(entry), digest: Digest::default(), remark: None }
}

fn code(actor: &Actor) -> String {
    actor.officer().map_or_else(String::new, |officer| officer.code.as_str().to_owned())
}

fn reference() -> Reference {
    let me = Some(rustix::process::geteuid().as_raw());
    let person =
        |code, name, uid| Person { code: bounded(code), name: bounded(name), uid, ..Person::default() };
    let people = [person("D1", "王值班", None), person("D2", "李值班", me), person("D3", "赵值班", None)];
    Reference { people: people.into(), ..Reference::default() }
}

/// A snapshot that is large enough for a few to fill a socket.
fn snapshot(input: u64) -> Snapshot {
    let team = TeamView {
        code: bounded("T1"),
        name: bounded("园区消防救援站"),
        tasks: bounded("疏散引导 灭火内攻 警戒 搜救"),
        phone: bounded("0000-119"),
        distance_m: None,
        in_service: true,
        order: None,
    };
    Snapshot {
        status: Status { input: InputNumber(input), ..Status::default() },
        incidents: arrayvec::ArrayVec::new(),
        folds: arrayvec::ArrayVec::new(),
        warnings: arrayvec::ArrayVec::new(),
        feeds: arrayvec::ArrayVec::new(),
        deadlines: arrayvec::ArrayVec::new(),
        teams: [team; SNAPSHOT_TEAMS_MAX].into(),
        waiting: arrayvec::ArrayVec::new(),
        told: arrayvec::ArrayVec::new(),
    }
}
