//! The screen's session with the desk: reached, lost, reached again.

use crate::document::kpi;
use crate::ipc::client::{Client, Error, Hello, Receiver, Sender, Welcome};
use crate::ipc::presence::Looker;
use crate::ipc::protocol::{EntryQuery, EntryRow, Proof, ToDesk, ToScreen};
use crate::screen::request::{self, Request};
use crate::screen::state::Screen;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a desk may take to greet a screen.
const GREET_WITHIN: Duration = Duration::from_secs(2);

/// The session, when there is one.
#[derive(Debug)]
pub(super) struct Link {
    path: PathBuf,
    officer: Option<String>,
    halves: Option<(Sender, Receiver)>,
}

impl Link {
    /// Names the desk; reaches nothing yet.
    pub(super) fn to(path: &Path, officer: Option<String>) -> Self {
        Self { path: path.to_owned(), officer, halves: None }
    }

    /// Returns whether the desk is heard.
    pub(super) const fn is_up(&self) -> bool {
        self.halves.is_some()
    }

    /// Reaches the desk.
    pub(super) async fn reach(&mut self) -> Result<Welcome, Error> {
        let hello = Hello { officer: self.officer.clone(), within: GREET_WITHIN };
        let (client, welcome) = Client::connect(&self.path, hello).await?;
        self.halves = Some(client.split());
        Ok(welcome)
    }

    /// Waits for what the desk says; none when it is gone. Waits for ever while there is no session.
    pub(super) async fn hear(&mut self) -> Option<ToScreen> {
        match &mut self.halves {
            Some((_, receiver)) => receiver.next().await.ok().flatten(),
            None => std::future::pending().await,
        }
    }

    /// Says something; a desk that is gone is noticed when it is listened to.
    pub(super) async fn say(&mut self, message: &ToDesk) {
        if let Some((sender, _)) = &mut self.halves
            && sender.send(message).await.is_err()
        {
            self.halves = None;
        }
    }

    /// Forgets the session.
    pub(super) fn drop_session(&mut self) {
        self.halves = None;
    }
}

/// Returns what a screen's request is to the desk; none for what the screen's own process does.
pub(super) fn message(request: Request) -> Result<ToDesk, Own> {
    Ok(match request {
        Request::Look(look) => ToDesk::Look(look),
        Request::Act { action, seen, draft } => ToDesk::Act { action, seen, draft },
        Request::Sign { action, seen, draft, officer, passphrase } => {
            ToDesk::Sign { action, seen, draft, officer, passphrase: passphrase.0 }
        }
        Request::Ask(action) => ToDesk::Ask { action },
        Request::Passphrase { officer, passphrase } => {
            ToDesk::Passphrase { officer, passphrase: passphrase.0 }
        }
        Request::Lock => ToDesk::Lock,
        Request::Entries { incident, before, rows, find } => {
            ToDesk::Entries(EntryQuery { incident, before, rows, find })
        }
        Request::Texts(entries) => ToDesk::Texts(entries),
        Request::Figures => ToDesk::Figures(kpi::Query::default()),
        Request::Notice { title, body } => return Err(Own::Notice { title, body }),
        Request::Bell(pulses) => return Err(Own::Bell(pulses)),
        Request::Repaint => return Err(Own::Repaint),
        Request::ToLiveDesk => return Err(Own::ToLiveDesk),
        Request::Quit => return Err(Own::Quit),
    })
}

/// What the screen's own process does.
#[derive(Debug)]
pub(super) enum Own {
    /// A desktop notice.
    Notice {
        /// Its first line.
        title: String,
        /// What follows.
        body: String,
    },
    /// The bell.
    Bell(u8),
    /// The terminal is painted whole.
    Repaint,
    /// The screen is left for that of the live desk.
    ToLiveDesk,
    /// The screen is left.
    Quit,
}

/// Gives the screen what the desk says; returns whether the desk may send its next snapshot.
pub(super) fn take(screen: &mut Screen, message: ToScreen, now: Instant) -> Taken {
    match message {
        ToScreen::Snapshot(snapshot) => {
            screen.snapshot(snapshot, now);
            return Taken::Snapshot;
        }
        ToScreen::Dossier(dossier) => screen.dossier(dossier),
        ToScreen::Window(window) => screen.listed(window),
        ToScreen::Answer { action, outcome } => screen.answer(action, &outcome, now),
        ToScreen::Entries(page) => screen.entries(request::Page {
            incident: page.query.incident,
            before: page.query.before,
            find: page.query.find,
            looked_to: page.looked_to,
            entries: page.entries.into_iter().map(entry).collect(),
        }),
        ToScreen::Proof(proof) => {
            if let Proof::Accepted { actor, .. } = &proof
                && let Some(officer) = actor.officer()
            {
                screen.officer(&officer.code);
            }
            screen.proof(
                match proof {
                    Proof::Accepted { name, role, .. } => request::Proof::Accepted { name, role },
                    Proof::Wrong => request::Proof::Wrong,
                    Proof::Wait => request::Proof::Wait,
                    Proof::Unset => request::Proof::Unset,
                    Proof::Unknown => request::Proof::Unknown,
                },
                now,
            );
        }
        ToScreen::Texts(texts) => screen.texts(texts),
        ToScreen::Figures(report) => screen.figures(report),
        ToScreen::Lookers(lookers) => screen.lookers(lookers.into_iter().map(looker).collect()),
        ToScreen::Stopping | ToScreen::Goodbye(_) => return Taken::Ended,
        // Both answer questions that a screen does not ask.
        ToScreen::Welcome { .. } | ToScreen::Why(_) => {}
    }
    Taken::Other
}

/// What was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// A snapshot: the next one may come.
    Snapshot,
    /// Something else.
    Other,
    /// The desk ends the session.
    Ended,
}

fn looker(told: Looker) -> request::Looker {
    let Looker { name, proved, incident, page } = told;
    request::Looker { name, proved, incident, page }
}

fn entry(row: EntryRow) -> request::Entry {
    let EntryRow { entry, at, kind, incident, actor, body, text, .. } = row;
    request::Entry { entry, at, kind, incident, actor, body, text, said: Default::default() }
}
