//! The desk's end of the socket: who may connect, and what the engine is handed.
//!
//! Decides: where the socket stands and who may reach it, how many screens there are, when a snapshot is wanted.
//! Must not know: what a request means. One screen's traffic is in `session`.
//!
//! Invariants:
//! - a screen can only delay itself: snapshots are shared and never wait, answers wait in a bounded queue of its own;
//! - a screen has at most [`REQUESTS_PER_SCREEN_MAX`] requests before the desk, so that no screen can fill its queue;
//! - a snapshot is made when a screen has taken the last one, and at once for one that has just come.

use crate::document::kpi;
use crate::ipc::frame::Frame;
use crate::ipc::officers::Officers;
use crate::ipc::presence::Board;
use crate::ipc::protocol::{EntryPage, EntryQuery, Goodbye, ToScreen, Why, WhyQuery};
use crate::ipc::session;
use crate::limits::{COMMANDS_WAITING_MAX, SCREENS_MAX};
use crate::operations::actor::{Actor, Officer};
use crate::operations::command::{Draft, Seen};
use crate::operations::listing::{PageLook, Window};
use crate::operations::outcome::Outcome;
use crate::operations::reference::Code;
use crate::operations::snapshot::{Dossier, Look};
use crate::units::{ActionId, EntryNumber};
use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread::Thread;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, mpsc, oneshot, watch};
use tokio::task::JoinSet;

/// Requests of one screen that may be before the desk at once: its share of the desk's queue.
pub const REQUESTS_PER_SCREEN_MAX: usize = COMMANDS_WAITING_MAX / SCREENS_MAX;

/// The longest path that a Unix socket takes: `sun_path` and its closing zero.
const SOCKET_PATH_BYTES_MAX: usize = 107;

/// How long a screen has to take its leave when the desk stops or will not talk.
pub(super) const PARTING: Duration = Duration::from_millis(500);

/// How long the desk takes no screens after the system had no room for one.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What a screen wants of the engine.
#[derive(Debug)]
pub enum Request {
    /// A command.
    Act {
        /// Who acts.
        actor: Actor,
        /// How far the socket knows the session.
        footing: Footing,
        /// Who gave a passphrase for this one act.
        signed_by: Option<Officer>,
        /// Its identity.
        action: ActionId,
        /// What the screen showed.
        seen: Seen,
        /// What is asked.
        draft: Box<Draft>,
        /// Where the answer goes.
        reply: oneshot::Sender<Outcome>,
    },
    /// What became of an action.
    Ask {
        /// Its identity.
        action: ActionId,
        /// Where the answer goes.
        reply: oneshot::Sender<Outcome>,
    },
    /// What a screen looks at, once.
    Look {
        /// What.
        look: Look,
        /// Where the answer goes; none when the incident is gone.
        reply: oneshot::Sender<Option<Box<Dossier>>>,
    },
    /// A window of a long list, once.
    Window {
        /// Of which, from where.
        look: PageLook,
        /// Who looks: the script of a drill is its director's.
        actor: Actor,
        /// Where the answer goes.
        reply: oneshot::Sender<Box<Window>>,
    },
    /// A page of the journal.
    Entries {
        /// Which.
        query: EntryQuery,
        /// Who reads: private texts are shown by role.
        actor: Actor,
        /// How far the socket knows the session.
        footing: Footing,
        /// Where the answer goes.
        reply: oneshot::Sender<EntryPage>,
    },
    /// The words that people typed with entries.
    Texts {
        /// Which entries.
        entries: Vec<EntryNumber>,
        /// Who reads.
        actor: Actor,
        /// How far the socket knows the session.
        footing: Footing,
        /// Where the answer goes.
        reply: oneshot::Sender<Vec<(EntryNumber, Option<String>)>>,
    },
    /// Reasons.
    Why {
        /// Of what.
        query: WhyQuery,
        /// Where the answer goes.
        reply: oneshot::Sender<Why>,
    },
    /// The alarm figures.
    Figures {
        /// Of which days.
        query: kpi::Query,
        /// Where the answer goes.
        reply: oneshot::Sender<Option<Box<kpi::Report>>>,
    },
    /// A session proved who it is.
    SignedOn {
        /// Who.
        actor: Actor,
    },
    /// Such a session ended, or is somebody else now.
    SignedOff {
        /// Who.
        actor: Actor,
    },
    /// A passphrase was wrong.
    PassphraseWrong {
        /// Whose session it was typed at.
        actor: Actor,
        /// The code that was typed with it; empty when it is longer than any code.
        officer: Code,
        /// The Unix user.
        user: u32,
    },
    /// A screen was left by its own key.
    Leave {
        /// Screens that stay.
        others: u32,
    },
}

/// How far the socket knows a session, whatever it says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Footing {
    /// Another Unix user, of whom nothing is proved.
    Stranger,
    /// An officer who has proved it; a screen that was locked since hides nothing.
    Officer,
    /// The Unix user that runs the desk, or root: they can end its process and read its files anyway.
    Host,
}

impl Footing {
    /// Returns what a Unix user alone says.
    pub(super) fn of(peer: u32) -> Self {
        let is_host = peer == 0 || peer == rustix::process::geteuid().as_raw();
        if is_host { Self::Host } else { Self::Stranger }
    }
}

/// Whether a screen waits for a snapshot; set by screens, taken by the desk thread.
#[derive(Debug, Default)]
pub struct Wish(AtomicU8);

/// Everything between the sessions and the engine.
#[derive(Clone, Debug)]
pub struct DeskLink {
    /// To the desk thread. Limits: made with [`COMMANDS_WAITING_MAX`]; a command that finds it full is refused.
    pub requests: mpsc::Sender<Request>,
    /// The newest snapshot, encoded once for all: a [`ToScreen::Snapshot`].
    pub snapshots: watch::Receiver<Option<Frame>>,
    /// Whether a snapshot is wanted.
    pub wish: Arc<Wish>,
    /// Unparked after every request and wish.
    pub desk: Thread,
}

/// Why the socket cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Longer than the system takes.
    #[error("{}: a socket's path has at most {SOCKET_PATH_BYTES_MAX} bytes: choose a shorter --data-dir", .0.display())]
    PathTooLong(PathBuf),
    /// Something that is no socket stands in its place.
    #[error("{}: not a socket, and in its place: move it away", .0.display())]
    NotASocket(PathBuf),
    /// Others could reach the socket.
    #[error("{}: mode {mode:04o} lets others in: chmod 0750", path.display())]
    DirectoryOpen {
        /// The directory.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The system refused.
    #[error("{}: {error}", path.display())]
    System {
        /// Which path.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
}

impl Wish {
    const NEXT_CHANGE: u8 = 1;
    const AT_ONCE: u8 = 2;

    /// Wants a snapshot as soon as there is something new.
    pub fn next_change(&self) {
        self.0.fetch_max(Self::NEXT_CHANGE, Ordering::AcqRel);
    }

    /// Wants a snapshot even if nothing is new: what was published last may be an hour old.
    pub fn at_once(&self) {
        self.0.fetch_max(Self::AT_ONCE, Ordering::AcqRel);
    }

    /// Returns whether the desk should publish now, and takes the wish when it should.
    ///
    /// `changed_since_last` says whether anything is new since the last snapshot.
    pub fn take(&self, changed_since_last: Change) -> bool {
        let least = match changed_since_last {
            Change::Some => Self::NEXT_CHANGE,
            Change::None => Self::AT_ONCE,
        };
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, |wish| (wish >= least).then_some(0)).is_ok()
    }
}

/// Whether the desk changed since its last snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It did.
    Some,
    /// It did not.
    None,
}

/// What became of a command on its way to the desk thread.
pub(super) enum Handed {
    Over,
    NoRoom,
    NoDesk,
}

impl DeskLink {
    /// Hands a request over, waiting for room: only for what a screen has one of at a time.
    ///
    /// Returns whether the desk still takes requests.
    pub(super) async fn send(&self, request: Request) -> bool {
        let sent = self.requests.send(request).await.is_ok();
        self.desk.unpark();
        sent
    }

    /// Hands a command over if there is room.
    pub(super) fn try_send(&self, request: Request) -> Handed {
        let sent = self.requests.try_send(request);
        self.desk.unpark();
        match sent {
            Ok(()) => Handed::Over,
            Err(mpsc::error::TrySendError::Full(_)) => Handed::NoRoom,
            Err(mpsc::error::TrySendError::Closed(_)) => Handed::NoDesk,
        }
    }

    pub(super) fn want_next_change(&self) {
        self.wish.next_change();
        self.desk.unpark();
    }

    pub(super) fn want_at_once(&self) {
        self.wish.at_once();
        self.desk.unpark();
    }
}

/// Opens the socket, 0660 in a directory that others cannot enter.
///
/// The caller holds the lock of the data directory: a socket that stands there is a dead desk's, and is removed. Needs
/// a tokio runtime.
///
/// Errors: [`Error`].
pub fn bind(path: &Path) -> Result<UnixListener, Error> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| Error::System { path, error }
    };
    if path.as_os_str().len() > SOCKET_PATH_BYTES_MAX {
        return Err(Error::PathTooLong(path.to_owned()));
    }
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    let mode = fs::metadata(directory).map_err(at(directory))?.permissions().mode() & 0o7777;
    if mode & 0o027 != 0 {
        return Err(Error::DirectoryOpen { path: directory.to_owned(), mode });
    }
    match fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_socket() => fs::remove_file(path).map_err(at(path))?,
        Ok(_) => return Err(Error::NotASocket(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(at(path)(error)),
    }
    let listener = UnixListener::bind(path).map_err(at(path))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o660)).map_err(at(path))?;
    Ok(listener)
}

/// Serves screens until `stop` turns true or its sender is gone; then every screen is told, and has a moment to go.
pub async fn serve(
    listener: UnixListener,
    link: DeskLink,
    officers: Arc<Officers>,
    stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(SCREENS_MAX));
    let board = Board::new();
    let mut sessions = JoinSet::new();
    let mut stopping = pin!(stopped(stop.clone()));
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => match Arc::clone(&places).try_acquire_owned() {
                    Ok(place) => {
                        let host = session::Host {
                            link: link.clone(),
                            officers: Arc::clone(&officers),
                            stop: stop.clone(),
                            place,
                            board: board.clone(),
                        };
                        sessions.spawn(session::serve(stream, host));
                    }
                    Err(_) => turn_away(stream).await,
                },
                Err(error) => {
                    tracing::warn!("no screen can come in: {error}");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = sessions.join_next() => {}
            () = &mut stopping => break,
        }
    }
    drop(listener);
    let all_gone = async { while sessions.join_next().await.is_some() {} };
    // Twice the parting time: each session keeps to it by itself, this is for one that cannot.
    let _ = tokio::time::timeout(PARTING * 2, all_gone).await;
}

/// Waits until the desk stops.
pub(super) async fn stopped(mut stop: watch::Receiver<bool>) {
    // A sender that is gone is a desk that is gone.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Says that there is no place; the socket is fresh, so that this cannot wait for the screen.
async fn turn_away(mut stream: UnixStream) {
    if let Ok(goodbye) = Frame::of(&ToScreen::Goodbye(Goodbye::Full)) {
        let _ = tokio::time::timeout(PARTING, stream.write_all(goodbye.bytes())).await;
    }
}
