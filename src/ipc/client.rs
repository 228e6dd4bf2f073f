//! A screen's end of the socket.
//!
//! Decides: how a desk is reached, and what is said when it is not; how long an answer is waited for.
//! Must not know: what is done with an answer.
//!
//! Invariants:
//! - an act without an answer is [`Outcome::Unknown`], never a failure: it is asked for again by the same identity.

use crate::ipc::frame::{self, Frame, Reader};
use crate::ipc::protocol::{
    EntryPage, EntryQuery, FRAME_BYTES_MAX, Goodbye, PROTOCOL, Proof, ToDesk, ToScreen, Why, WhyQuery,
};
use crate::operations::actor::Actor;
use crate::operations::command::{Draft, Seen};
use crate::operations::desk;
use crate::operations::listing::{PageLook, Window};
use crate::operations::outcome::{Outcome, Refusal};
use crate::operations::reference::Role;
use crate::operations::snapshot::{Look, Snapshot};
use crate::units::{ActionId, EntryNumber};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};

/// How long a desk may take to answer.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Whom to reach, as whom, and how patiently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The officer that the session claims to be.
    pub officer: Option<String>,
    /// How long an answer is waited for: [`ANSWER_WITHIN`].
    pub within: Duration,
}

impl Default for Hello {
    fn default() -> Self {
        Self { officer: None, within: ANSWER_WITHIN }
    }
}

/// Who the desk takes the session for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Welcome {
    /// The desk's version.
    pub build: String,
    /// Who the session is.
    pub actor: Actor,
    /// Their name; empty when unclaimed.
    pub name: String,
    /// Their role; an observer when unclaimed.
    pub role: Role,
}

/// A session with a desk.
#[derive(Debug)]
pub struct Client {
    path: PathBuf,
    hello: Hello,
    sender: Sender,
    receiver: Receiver,
}

/// The half that speaks.
#[derive(Debug)]
pub struct Sender(OwnedWriteHalf);

/// The half that hears.
#[derive(Debug)]
pub struct Receiver(Reader<OwnedReadHalf>);

/// Why a desk cannot be talked to.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing listens there.
    #[error("no desk runs at {}: start one with dutydesk serve", .0.display())]
    NoDesk(PathBuf),
    /// The Unix user may not.
    #[error("{}: this Unix user may not reach the desk: join the group of its data directory", .0.display())]
    Forbidden(PathBuf),
    /// The socket is none, or cannot be opened.
    #[error("{}: the desk cannot be reached: {error}", path.display())]
    Unreachable {
        /// Which socket.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The desk is of another protocol.
    #[error(
        "the desk speaks protocol {desk}, this program {PROTOCOL}: run the desk's own version of dutydesk"
    )]
    Protocol {
        /// The desk's.
        desk: u16,
    },
    /// As many screens as it takes.
    #[error("the desk has as many screens as it takes: close one")]
    Full,
    /// The registry has no such officer.
    #[error("the registry has no officer {0:?}: see --officer")]
    UnknownOfficer(String),
    /// The desk did not answer in time.
    #[error("the desk has not answered within {} s: it may be stopped or overloaded", .0.as_secs())]
    Silent(Duration),
    /// The desk ended the session.
    #[error("the desk ended the session: it may have stopped; see its log in the data directory")]
    Closed,
    /// The desk began with something else than a greeting.
    #[error("not a desk: it did not greet")]
    NoGreeting,
    /// A frame was wrong, or the socket failed.
    #[error(transparent)]
    Frame(#[from] frame::Error),
}

impl Client {
    /// Reaches the desk at a socket and greets it.
    ///
    /// Errors: [`Error`]; each names what to do.
    pub async fn connect(path: &Path, hello: Hello) -> Result<(Self, Welcome), Error> {
        let within = hello.within;
        let greeted = tokio::time::timeout(within, Self::greet(path, hello)).await;
        greeted.map_err(|_| Error::Silent(within))?
    }

    async fn greet(path: &Path, hello: Hello) -> Result<(Self, Welcome), Error> {
        let stream = UnixStream::connect(path).await.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => Error::NoDesk(path.to_owned()),
            io::ErrorKind::PermissionDenied => Error::Forbidden(path.to_owned()),
            _ => Error::Unreachable { path: path.to_owned(), error },
        })?;
        let (read, write) = stream.into_split();
        let (mut sender, mut receiver) = (Sender(write), Receiver(Reader::new(read, FRAME_BYTES_MAX)));
        let officer = hello.officer.clone();
        let build = env!("CARGO_PKG_VERSION").to_owned();
        // A desk without a place has gone already, and its goodbye stands to be read.
        let sent = sender.send(&ToDesk::Hello { protocol: PROTOCOL, build, officer }).await;
        let Some(body) = receiver.0.next_body().await? else {
            return Err(sent.err().unwrap_or(Error::Closed));
        };
        match frame::decode(body) {
            Ok(ToScreen::Welcome { protocol: PROTOCOL, build, actor, name, role }) => {
                let client = Self { path: path.to_owned(), hello, sender, receiver };
                Ok((client, Welcome { build, actor, name, role }))
            }
            Ok(ToScreen::Welcome { protocol, .. }) => Err(Error::Protocol { desk: protocol }),
            Ok(ToScreen::Goodbye(Goodbye::Protocol(desk))) => Err(Error::Protocol { desk }),
            Ok(ToScreen::Goodbye(Goodbye::Full)) => Err(Error::Full),
            Ok(ToScreen::Goodbye(Goodbye::UnknownOfficer)) => {
                Err(Error::UnknownOfficer(hello.officer.unwrap_or_default()))
            }
            Ok(_) => Err(Error::NoGreeting),
            Err(error) => Err(match frame::protocol_of(body) {
                Some(desk) if desk != PROTOCOL => Error::Protocol { desk },
                Some(_) | None => error.into(),
            }),
        }
    }

    /// Splits the session for a screen that speaks and hears at once.
    pub fn split(self) -> (Sender, Receiver) {
        (self.sender, self.receiver)
    }

    /// Proves who the session is.
    pub async fn prove(&mut self, officer: &str, passphrase: &str) -> Result<Proof, Error> {
        let (officer, passphrase) = (officer.to_owned(), passphrase.to_owned());
        self.sender.send(&ToDesk::Passphrase { officer, passphrase }).await?;
        self.answer(|message| match message {
            ToScreen::Proof(proof) => Some(proof),
            _ => None,
        })
        .await
    }

    /// Acts, and says what became of it.
    ///
    /// Without an answer in time, or when the session breaks, it asks once more by the same identity, over a new session
    /// if it must; still without one, the outcome is [`Outcome::Unknown`]. Takes up to three times [`Hello::within`].
    ///
    /// Errors: only when the command cannot have left.
    pub async fn act(&mut self, action: ActionId, seen: Seen, draft: Draft) -> Result<Outcome, Error> {
        self.give(action, &ToDesk::Act { action, seen, draft }).await
    }

    /// Acts with a signature: the passphrase is for this one act.
    ///
    /// Errors: as [`Client::act`].
    pub async fn sign(
        &mut self,
        action: ActionId,
        draft: Draft,
        officer: &str,
        passphrase: &str,
    ) -> Result<Outcome, Error> {
        let (officer, passphrase, seen) = (officer.to_owned(), passphrase.to_owned(), Seen::default());
        self.give(action, &ToDesk::Sign { action, seen, draft, officer, passphrase }).await
    }

    async fn give(&mut self, action: ActionId, message: &ToDesk) -> Result<Outcome, Error> {
        self.sender.send(message).await?;
        match self.answer(|message| answer_to(action, &message)).await {
            Ok(outcome) => Ok(outcome),
            Err(Error::Silent(_)) => Ok(self.ask(action).await.unwrap_or(Outcome::Unknown)),
            Err(_) => {
                // The answer to an earlier act names its entry whoever asks: no proof is needed again.
                let unclaimed = Hello { officer: None, within: self.hello.within };
                let Ok((mut again, _)) = Self::connect(&self.path, unclaimed).await else {
                    return Ok(Outcome::Unknown);
                };
                Ok(again.ask(action).await.unwrap_or(Outcome::Unknown))
            }
        }
    }

    /// Asks what became of an action.
    pub async fn ask(&mut self, action: ActionId) -> Result<Outcome, Error> {
        self.sender.send(&ToDesk::Ask { action }).await?;
        self.answer(|message| answer_to(action, &message)).await
    }

    /// Waits for a snapshot that was made after the session began.
    pub async fn status(&mut self) -> Result<Box<Snapshot>, Error> {
        self.answer(|message| match message {
            ToScreen::Snapshot(snapshot) => Some(snapshot),
            _ => None,
        })
        .await
    }

    /// Asks for reasons; empty when there is no such thing.
    pub async fn why(&mut self, query: WhyQuery) -> Result<Why, Error> {
        self.sender.send(&ToDesk::Why(query)).await?;
        self.answer(|message| match message {
            ToScreen::Why(why) => Some(why),
            _ => None,
        })
        .await
    }

    /// Looks at a window of a list.
    pub async fn window(&mut self, page: PageLook) -> Result<Box<Window>, Error> {
        self.sender.send(&ToDesk::Look(Look { page: Some(page), ..Look::default() })).await?;
        self.answer(|message| match message {
            ToScreen::Window(window) if window.look == page => Some(window),
            _ => None,
        })
        .await
    }

    /// Asks for a page of the journal.
    pub async fn entries(&mut self, query: EntryQuery) -> Result<EntryPage, Error> {
        self.sender.send(&ToDesk::Entries(query)).await?;
        self.answer(|message| match message {
            ToScreen::Entries(page) => Some(page),
            _ => None,
        })
        .await
    }

    /// Asks for the words that people typed with entries.
    pub async fn texts(
        &mut self,
        entries: Vec<EntryNumber>,
    ) -> Result<Vec<(EntryNumber, Option<String>)>, Error> {
        self.sender.send(&ToDesk::Texts(entries)).await?;
        self.answer(|message| match message {
            ToScreen::Texts(texts) => Some(texts),
            _ => None,
        })
        .await
    }

    /// Stops the desk, and waits until it says that it does; returns why it does not.
    pub async fn stop(&mut self, action: ActionId) -> Result<Option<Refusal>, Error> {
        let draft = Draft::Desk(desk::Command::Stop);
        self.sender.send(&ToDesk::Act { action, seen: Seen::default(), draft }).await?;
        let said = self.answer(|message| match message {
            ToScreen::Stopping => Some(None),
            message => match answer_to(action, &message) {
                Some(Outcome::Refused(refusal)) => Some(Some(refusal)),
                // What becomes of it is told by its end.
                _ => None,
            },
        });
        match said.await {
            // A desk that has gone has stopped.
            Err(Error::Closed) => Ok(None),
            said => said,
        }
    }

    /// Waits for the message that `pick` wants; everything else that comes meanwhile is passed over.
    async fn answer<T>(&mut self, pick: impl Fn(ToScreen) -> Option<T>) -> Result<T, Error> {
        let within = self.hello.within;
        let wanted = async {
            loop {
                let Some(message) = self.receiver.next().await? else {
                    return Err(Error::Closed);
                };
                if let Some(wanted) = pick(message) {
                    return Ok(wanted);
                }
            }
        };
        tokio::time::timeout(within, wanted).await.map_err(|_| Error::Silent(within))?
    }
}

impl Sender {
    /// Says something.
    pub async fn send(&mut self, message: &ToDesk) -> Result<(), Error> {
        let frame = Frame::of(message)?;
        self.0.write_all(frame.bytes()).await.map_err(|error| Error::Frame(error.into()))
    }
}

impl Receiver {
    /// Waits for what the desk says next; none when it has gone. May be dropped while it waits: nothing is lost.
    pub async fn next(&mut self) -> Result<Option<ToScreen>, Error> {
        Ok(self.0.next().await?)
    }
}

fn answer_to(action: ActionId, message: &ToScreen) -> Option<Outcome> {
    match message {
        ToScreen::Answer { action: answered, outcome } if *answered == action => Some(*outcome),
        _ => None,
    }
}
