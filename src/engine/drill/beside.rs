//! The live desk beside a drill: looked at as a screen looks, and never spoken to.
//!
//! Decides: what of the live desk a drill is told. Must not know: what the drill does about it.

use crate::engine::stores::Note;
use crate::ipc::client::{Client, Hello};
use crate::ipc::protocol::{ToDesk, ToScreen};
use crate::operations::drill::view::LiveDesk;
use crate::operations::reference::Name;
use crate::operations::snapshot::Snapshot;
use crate::text::bounded;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::thread::Thread;
use std::time::Duration;

/// How long a live desk that is not there is left alone before it is looked for again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Watches the live desk until the drill ends; every change is told to the drill's desk thread.
pub async fn watch(socket: PathBuf, notes: Sender<Note>, desk: Thread) {
    let mut told = None;
    let mut tell = |live: LiveDesk| {
        if told.replace(live) == Some(live) {
            return true;
        }
        let is_there = notes.send(Note::LiveDesk(live)).is_ok();
        desk.unpark();
        is_there
    };
    loop {
        if let Ok((client, _)) = Client::connect(&socket, Hello::default()).await {
            let (mut sender, mut receiver) = client.split();
            while let Ok(Some(message)) = receiver.next().await {
                let ToScreen::Snapshot(snapshot) = message else { continue };
                if !tell(glance(&snapshot)) {
                    return;
                }
                if sender.send(&ToDesk::Taken).await.is_err() {
                    break;
                }
            }
        }
        if !tell(LiveDesk::default()) {
            return;
        }
        tokio::time::sleep(AGAIN_AFTER).await;
    }
}

/// Returns what a drill is told of a live desk.
pub fn glance(snapshot: &Snapshot) -> LiveDesk {
    let status = &snapshot.status;
    let next = status.next.and_then(|id| snapshot.incidents.iter().find(|incident| incident.id == id));
    LiveDesk {
        is_heard: true,
        unacknowledged: status.unacknowledged,
        life_risk: status.life_risk_unacknowledged,
        next: status.next,
        place: next.map(|incident| place(&incident.site, &incident.place)).unwrap_or_default(),
    }
}

/// Returns where an incident is: the firm's short name, and what fits of the place in it.
fn place(site: &str, place: &str) -> Name {
    bounded(format!("{site} {place}").trim())
}
