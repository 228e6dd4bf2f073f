//! What a desk shows from outside: its status, its journal, its verdicts; by the program itself or by its socket.

use crate::support::desk::{Desk, output};
use crate::support::wait;
use dutydesk::ipc::client::{Client, Hello};
use dutydesk::ipc::protocol::{EntryQuery, EntryRow, Proof, ToDesk, ToScreen, WhyQuery};
use dutydesk::operations::command::{Draft, Seen};
use dutydesk::operations::outcome::Outcome;
use dutydesk::operations::snapshot::{Dossier, JournalStatus, Snapshot};
use dutydesk::text::Text;
use dutydesk::units::{ActionId, EntryNumber};
use serde_json::Value;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How often one who waits for a desk's word looks whether they should.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// A session with a desk, by the client library.
pub(crate) struct Session {
    runtime: Runtime,
    client: Client,
}

impl Session {
    /// Opens a session; none when no desk takes one.
    pub(crate) fn open(socket: &Path) -> Option<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = runtime.block_on(Client::connect(socket, Hello::default())).ok()?.0;
        Some(Self { runtime, client })
    }

    /// Opens a session that an officer of the sample has proved.
    pub(crate) fn proved(socket: &Path, officer: &str) -> Option<Self> {
        let mut session = Self::open(socket)?;
        let proof = session.runtime.block_on(session.client.prove(officer, "sample")).ok()?;
        assert!(matches!(proof, Proof::Accepted { .. }), "{proof:?}");
        Some(session)
    }

    /// Returns the desk as it stands; none when it has gone. Once a session: the client keeps what it saw first.
    pub(crate) fn status(mut self) -> Option<Box<Snapshot>> {
        self.runtime.block_on(self.client.status()).ok()
    }

    /// Acts, and waits for the answer.
    pub(crate) fn act(&mut self, action: ActionId, draft: Draft) -> Outcome {
        self.runtime.block_on(self.client.act(action, Seen::default(), draft)).unwrap_or(Outcome::Unknown)
    }

    /// Acts on what a screen showed, and waits for the answer.
    pub(crate) fn act_on(&mut self, action: ActionId, seen: Seen, draft: Draft) -> Outcome {
        self.runtime.block_on(self.client.act(action, seen, draft)).unwrap_or(Outcome::Unknown)
    }

    /// Acts, and waits for the answer no longer than this.
    pub(crate) fn act_within(&mut self, action: ActionId, draft: Draft, within: Duration) -> Outcome {
        let acting = self.client.act(action, Seen::default(), draft);
        let timed = async { tokio::time::timeout(within, acting).await };
        match self.runtime.block_on(timed) {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) | Err(_) => Outcome::Unknown,
        }
    }

    /// Asks for the newest page of the journal; a desk that cannot read it gives an empty one.
    pub(crate) fn page(&mut self) {
        let query = EntryQuery { incident: None, before: None, rows: 20, find: Text::default() };
        drop(self.runtime.block_on(self.client.entries(query)));
    }

    /// Returns a page of the journal, newest first.
    pub(crate) fn entries(&mut self, before: Option<EntryNumber>, find: &str) -> Vec<EntryRow> {
        let find = dutydesk::text::bounded(find);
        let query = EntryQuery { incident: None, before, rows: 200, find };
        self.runtime.block_on(self.client.entries(query)).expect("a desk that answers").entries
    }

    /// Asks what became of an action.
    pub(crate) fn ask(&mut self, action: ActionId) -> Outcome {
        self.runtime.block_on(self.client.ask(action)).unwrap_or(Outcome::Unknown)
    }

    /// Returns everything on an incident.
    pub(crate) fn why(&mut self, query: WhyQuery) -> Option<Box<Dossier>> {
        self.runtime.block_on(self.client.why(query)).expect("a desk that answers").dossier
    }
}

/// Takes every snapshot that a screen would, until told to end; returns how old each was when it came.
///
/// A desk at real time stamps a snapshot with the wall's time: whatever held its thread up shows as age.
pub(crate) fn ages(socket: &Path, ends: &AtomicBool) -> Vec<Duration> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, _) = Client::connect(socket, Hello::default()).await.expect("a desk");
        let (mut sender, mut receiver) = client.split();
        let mut ages = Vec::new();
        while !ends.load(Ordering::Relaxed) {
            // A desk that has nothing new says nothing: the end is looked for all the same.
            let Ok(next) = tokio::time::timeout(LOOK_EVERY, receiver.next()).await else { continue };
            let Some(message) = next.expect("a desk that stands") else { break };
            if let ToScreen::Snapshot(seen) = message {
                let age = dutydesk::engine::clock::wall().since(seen.status.now);
                ages.push(Duration::from_millis(age.0.max(0).unsigned_abs()));
                sender.send(&ToDesk::Taken).await.expect("a desk that stands");
            }
        }
        ages
    })
}

/// Returns the desk as its socket shows it.
pub(crate) fn snapshot(desk: &Desk) -> Box<Snapshot> {
    let look = || Session::open(&desk.socket()).and_then(Session::status);
    wait::until("a snapshot", look, String::new)
}

/// Waits until the desk is as wanted.
pub(crate) fn wait_for(desk: &Desk, what: &str, wanted: impl Fn(&Snapshot) -> bool) -> Box<Snapshot> {
    let look = || Session::open(&desk.socket()).and_then(Session::status).filter(|seen| wanted(seen));
    wait::until(what, look, || {
        let seen = snapshot(desk);
        format!("{:?}\n{:?}", seen.status, seen.feeds)
    })
}

/// Waits until the first feed is read up to a number and everything of it is on disk.
pub(crate) fn wait_for_cursor(desk: &Desk, number: u64) -> Box<Snapshot> {
    wait_for(desk, "the feed's end", |seen| seen.feeds[0].cursor >= number && is_saved(seen))
}

/// Returns whether everything that was decided is on disk.
pub(crate) fn is_saved(seen: &Snapshot) -> bool {
    seen.status.journal == JournalStatus::Saved(seen.status.entry)
}

/// Runs `status --json`.
pub(crate) fn status_json(desk: &Desk) -> Value {
    let output = output(desk.command(&["status", "--json"]));
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// Runs `status`, as a person reads it.
pub(crate) fn status_text(desk: &Desk) -> String {
    let output = output(desk.command(&["status"]));
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Runs `journal export`.
pub(crate) fn export(desk: &Desk) -> Vec<Value> {
    let output = output(desk.command(&["journal", "export"]));
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
}

/// Returns the entries of one kind.
pub(crate) fn of_kind<'a>(entries: &'a [Value], kind: &str) -> Vec<&'a Value> {
    entries.iter().filter(|entry| entry["kind"] == kind).collect()
}

/// Runs `journal verify`, which must find nothing; returns what it said.
pub(crate) fn verify(desk: &Desk) -> String {
    let output = output(desk.command(&["journal", "verify"]));
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Runs `drill DATA --headless --speed max --verify`; returns whether it was equal, and what it said.
pub(crate) fn drill(desk: &Desk) -> (bool, String) {
    let mut command = desk.command(&["drill", "--headless", "--speed", "max", "--verify"]);
    command.arg(desk.data_dir());
    let output = output(command);
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// The desk plays its recording to the same facts.
pub(crate) fn assert_replays(desk: &Desk) -> String {
    let (equal, said) = drill(desk);
    assert!(equal && said.contains("equal: "), "{said}");
    said
}

/// What was answered to an act.
pub(crate) fn recorded(outcome: &Outcome) -> Option<(EntryNumber, String)> {
    match outcome {
        Outcome::Recorded { entry, digest, .. } => Some((*entry, digest.to_string())),
        Outcome::Unrecorded { .. } | Outcome::Done | Outcome::Refused(_) | Outcome::Unknown => None,
    }
}

/// Lets real time pass: a link that is down stays down.
pub(crate) fn pass(time: Duration) {
    let end = Instant::now() + time;
    while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        std::thread::park_timeout(left);
    }
}
