//! One screen's session: its greeting, its reader, its writer.
//!
//! Decides: who acts, what goes to the engine, what a slow screen loses.
//! Must not know: what a command or a snapshot means.
//!
//! Invariants:
//! - of snapshots, one is on its way at most, and the next one is the newest;
//! - answers wait in a bounded queue; a screen that lets it run over is dropped;
//! - of dossiers, windows, pages, words, reasons and figures one each is asked of the engine at a time; the newest question waits, older ones go.

mod greeting;

use crate::document::kpi;
use crate::ipc::errand::{
    Done, Slot, fetch_dossier, fetch_figures, fetch_page, fetch_texts, fetch_why, fetch_window,
};
use crate::ipc::frame::{self, Frame, Reader};
use crate::ipc::glance::Glance;
use crate::ipc::officers::Officers;
use crate::ipc::presence::{Board, Place as Seat};
use crate::ipc::protocol::{EntryQuery, Proof, REQUEST_BYTES_MAX, ToDesk, ToScreen, WhyQuery};
use crate::ipc::server::{DeskLink, Footing, Handed, PARTING, REQUESTS_PER_SCREEN_MAX, Request, stopped};
use crate::ipc::session::greeting::{GREETING_WITHIN, greet};
use crate::ipc::writer::{self, Writer};
use crate::limits::{SCREENS_MAX, TEXTS_ASKED_MAX};
use crate::operations::actor::{Actor, Officer};
use crate::operations::command::{Draft, Seen};
use crate::operations::handover;
use crate::operations::listing::PageLook;
use crate::operations::outcome::{Outcome, Refusal};
use crate::operations::snapshot::Look;
use crate::text::Text;
use crate::units::{ActionId, EntryNumber};
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use std::pin::pin;
use std::sync::Arc;
use tokio::net::UnixStream;
use tokio::net::unix::OwnedReadHalf;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};

/// Questions that are no commands: a dossier, a window, a page, words, reasons, figures.
const QUESTIONS_MAX: usize = 6;

/// Commands of one screen that may be unanswered.
const ACTS_MAX: usize = REQUESTS_PER_SCREEN_MAX - QUESTIONS_MAX;

/// Answers that may wait for a slow screen: all that it may ask at once, twice.
const ANSWERS_WAITING_MAX: usize = 2 * REQUESTS_PER_SCREEN_MAX;

/// What a session needs of the desk.
pub(super) struct Host {
    pub(super) link: DeskLink,
    pub(super) officers: Arc<Officers>,
    pub(super) stop: watch::Receiver<bool>,
    /// Its place among the screens, free again when the session ends.
    pub(super) place: OwnedSemaphorePermit,
    /// Where it says what it looks at.
    pub(super) board: Board,
}

/// Why a session ended before its screen did.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Frame(#[from] frame::Error),
    #[error("the connection failed: {0}")]
    Broken(#[from] std::io::Error),
    #[error("said nothing for {} s", GREETING_WITHIN.as_secs())]
    Silent,
    #[error("did not begin with its greeting, or greeted twice")]
    Order,
    #[error("left {ANSWERS_WAITING_MAX} answers unread")]
    Overflow,
    #[error(transparent)]
    Writer(#[from] writer::Error),
    #[error("the desk is gone")]
    NoDesk,
}

/// Serves one screen to its end.
pub(super) async fn serve(stream: UnixStream, host: Host) {
    let peer = match stream.peer_cred() {
        Ok(credentials) => credentials.uid(),
        Err(error) => {
            tracing::warn!("a screen without a Unix user: {error}");
            return;
        }
    };
    let Host { link, officers, stop, place, board } = host;
    let (read, mut write) = stream.into_split();
    let mut reader = Reader::new(read, REQUEST_BYTES_MAX);
    let identity = match greet(&mut reader, &mut write, &officers, peer).await {
        Ok(Some(identity)) => identity,
        Ok(None) => return,
        Err(error) => {
            tracing::info!("a screen of user {peer}: {error}");
            return;
        }
    };
    let (answers, queue) = mpsc::channel(ANSWERS_WAITING_MAX);
    let taken = Arc::new(Notify::new());
    let (seat, news) = board.join();
    seat.is(&identity.name, identity.actor.is_proved());
    let writer = Writer { link: link.clone(), queue, taken: Arc::clone(&taken), news };
    let errands = FuturesUnordered::new();
    let mut session = Session {
        link: link.clone(),
        officers,
        stop,
        places: Arc::clone(place.semaphore()),
        peer,
        actor: Actor::Unclaimed,
        footing: Footing::of(peer),
        answers,
        taken,
        errands,
        acts: 0,
        look: None,
        seat,
        taking: None,
        dossier: Slot::Idle,
        window: Slot::Idle,
        glance: Glance::default(),
        page: Slot::Idle,
        texts: Slot::Idle,
        why: Slot::Idle,
        figures: Slot::Idle,
    };
    let mut writing = pin!(writer.run(write));
    let ended = tokio::select! {
        ended = session.run(identity.actor, &mut reader) => ended,
        ended = &mut writing => ended.map_err(Error::from),
    };
    let actor = session.actor;
    drop(session);
    if let Err(error) = ended {
        tracing::info!("a screen of user {peer}: {error}");
    } else {
        // The writer ends by itself when it has written what was queued.
        let _ = tokio::time::timeout(PARTING, writing).await;
    }
    drop(place);
    sign_off(&link, actor).await;
}

/// An officer who takes the desk at a screen where another one is signed on.
///
/// What is done here after it must not stand under the name of who has gone home.
struct Taking {
    action: ActionId,
    actor: Actor,
    proof: Proof,
}

/// The reading side, and what it has asked of the engine.
struct Session {
    link: DeskLink,
    officers: Arc<Officers>,
    stop: watch::Receiver<bool>,
    places: Arc<Semaphore>,
    peer: u32,
    actor: Actor,
    footing: Footing,
    answers: mpsc::Sender<Frame>,
    taken: Arc<Notify>,
    errands: FuturesUnordered<BoxFuture<'static, Done>>,
    /// Commands among the errands.
    acts: usize,
    look: Option<Look>,
    seat: Seat,
    taking: Option<Taking>,
    dossier: Slot<Look>,
    window: Slot<PageLook>,
    glance: Glance,
    page: Slot<EntryQuery>,
    texts: Slot<Vec<EntryNumber>>,
    why: Slot<WhyQuery>,
    figures: Slot<kpi::Query>,
}

impl Session {
    async fn run(&mut self, actor: Actor, reader: &mut Reader<OwnedReadHalf>) -> Result<(), Error> {
        self.becomes(actor).await?;
        let mut stopping = pin!(stopped(self.stop.clone()));
        loop {
            tokio::select! {
                () = &mut stopping => return self.part().await,
                message = reader.next() => match message? {
                    Some(message) => self.hear(message).await?,
                    None => return Ok(()),
                },
                Some(done) = self.errands.next() => {
                    let taken = self.takes_desk(&done);
                    self.deliver(done)?;
                    if let Some((actor, proof)) = taken {
                        if let Proof::Accepted { name, .. } = &proof {
                            self.seat.is(name, true);
                        }
                        self.becomes(actor).await?;
                        self.say(&ToScreen::Proof(proof))?;
                    }
                }
                () = self.glance.due() => self.window_again(),
            }
        }
    }

    /// Brings what the engine still answers, then says that the desk stops.
    async fn part(&mut self) -> Result<(), Error> {
        let patience = tokio::time::sleep(PARTING);
        let mut patience = pin!(patience);
        loop {
            tokio::select! {
                done = self.errands.next() => match done {
                    Some(done) => self.deliver(done)?,
                    None => break,
                },
                () = &mut patience => break,
            }
        }
        self.say(&ToScreen::Stopping)
    }

    async fn hear(&mut self, message: ToDesk) -> Result<(), Error> {
        match message {
            ToDesk::Hello { .. } => return Err(Error::Order),
            ToDesk::Passphrase { officer, passphrase } => self.sign_on(&officer, passphrase).await?,
            ToDesk::Lock => self.lock().await?,
            ToDesk::Taken => {
                self.taken.notify_one();
                self.look_again();
                if self.look.is_some_and(|look| look.page.is_some()) {
                    self.glance.note();
                }
            }
            ToDesk::Look(look) => {
                self.seat.looks(look.selected, look.page.map(|page| page.page));
                self.look = Some(look);
                self.look_again();
                self.window_again();
            }
            ToDesk::Act { action, seen, draft } => self.act(action, seen, Box::new(draft), None)?,
            ToDesk::Sign { action, seen, draft, officer, passphrase } => {
                match self.officers.check(&officer, passphrase, self.peer).await {
                    proof @ Proof::Accepted { actor, .. } => {
                        if matches!(draft, Draft::Handover(handover::Command::Take { .. })) {
                            self.taking = Some(Taking { action, actor, proof });
                        }
                        self.act(action, seen, Box::new(draft), actor.officer().copied())?;
                    }
                    Proof::Wrong | Proof::Unknown => {
                        note_wrong(&self.link, self.actor, &officer, self.peer).await;
                        self.refuse(action, Refusal::PassphraseWrong)?;
                    }
                    Proof::Wait => self.refuse(action, Refusal::PassphraseWait)?,
                    Proof::Unset => self.refuse(action, Refusal::PassphraseUnset)?,
                }
            }
            ToDesk::Ask { action } => {
                let (reply, answer) = oneshot::channel();
                self.command(action, Request::Ask { action, reply }, answer)?;
            }
            ToDesk::Entries(query) => {
                let query = self.page.ask(query);
                self.ask_page(query);
            }
            ToDesk::Texts(mut entries) => {
                entries.truncate(TEXTS_ASKED_MAX);
                let entries = self.texts.ask(entries);
                self.ask_texts(entries);
            }
            ToDesk::Why(query) => {
                if let Some(query) = self.why.ask(query) {
                    self.errands.push(Box::pin(fetch_why(self.link.clone(), query)));
                }
            }
            ToDesk::Figures(query) => {
                if let Some(query) = self.figures.ask(query) {
                    self.errands.push(Box::pin(fetch_figures(self.link.clone(), query)));
                }
            }
            ToDesk::Leave => {
                let taken = SCREENS_MAX - self.places.available_permits();
                if !self.link.send(Request::Leave { others: taken.saturating_sub(1) as u32 }).await {
                    return Err(Error::NoDesk);
                }
            }
        }
        Ok(())
    }

    async fn sign_on(&mut self, officer: &str, passphrase: String) -> Result<(), Error> {
        let proof = self.officers.check(officer, passphrase, self.peer).await;
        match &proof {
            Proof::Accepted { actor, name, .. } => {
                self.seat.is(name, true);
                self.becomes(*actor).await?;
            }
            Proof::Wrong | Proof::Unknown => note_wrong(&self.link, self.actor, officer, self.peer).await,
            Proof::Wait | Proof::Unset => {}
        }
        self.say(&ToScreen::Proof(proof))
    }

    /// Returns who has just taken the desk at this screen by their passphrase: from here on the session is theirs.
    fn takes_desk(&mut self, done: &Done) -> Option<(Actor, Proof)> {
        let Done::Acted { action, outcome } = done else { return None };
        let Taking { actor, proof, .. } = self.taking.take_if(|taking| taking.action == *action)?;
        let is_done = matches!(outcome, Outcome::Recorded { .. } | Outcome::Unrecorded { .. });
        is_done.then_some((actor, proof))
    }

    fn act(
        &mut self,
        action: ActionId,
        seen: Seen,
        draft: Box<Draft>,
        signed_by: Option<Officer>,
    ) -> Result<(), Error> {
        let (reply, answer) = oneshot::channel();
        let (actor, footing) = (self.actor, self.footing);
        let request = Request::Act { actor, footing, signed_by, action, seen, draft, reply };
        self.command(action, request, answer)
    }

    fn refuse(&self, action: ActionId, refusal: Refusal) -> Result<(), Error> {
        self.say(&ToScreen::Answer { action, outcome: Outcome::Refused(refusal) })
    }

    /// Hands a command over, or says why not.
    fn command(
        &mut self,
        action: ActionId,
        request: Request,
        answer: oneshot::Receiver<Outcome>,
    ) -> Result<(), Error> {
        let busy = Outcome::Refused(Refusal::Busy);
        if self.acts >= ACTS_MAX {
            return self.say(&ToScreen::Answer { action, outcome: busy });
        }
        match self.link.try_send(request) {
            Handed::Over => {
                self.acts += 1;
                // A desk that drops the reply has not said that nothing happened.
                let acted =
                    async move { Done::Acted { action, outcome: answer.await.unwrap_or(Outcome::Unknown) } };
                self.errands.push(Box::pin(acted));
                Ok(())
            }
            Handed::NoRoom => self.say(&ToScreen::Answer { action, outcome: busy }),
            Handed::NoDesk => Err(Error::NoDesk),
        }
    }

    fn look_again(&mut self) {
        if let Some(look) = self.look.and_then(|look| self.dossier.ask(look)) {
            self.errands.push(Box::pin(fetch_dossier(self.link.clone(), look)));
        }
    }

    fn window_again(&mut self) {
        self.glance.took();
        if let Some(look) = self.look.and_then(|look| look.page).and_then(|look| self.window.ask(look)) {
            self.errands.push(Box::pin(fetch_window(self.link.clone(), look, self.actor)));
        }
    }

    fn ask_page(&self, query: Option<EntryQuery>) {
        if let Some(query) = query {
            let link = self.link.clone();
            self.errands.push(Box::pin(fetch_page(link, query, self.actor, self.footing)));
        }
    }

    fn ask_texts(&self, entries: Option<Vec<EntryNumber>>) {
        if let Some(entries) = entries {
            let link = self.link.clone();
            self.errands.push(Box::pin(fetch_texts(link, entries, self.actor, self.footing)));
        }
    }

    fn deliver(&mut self, done: Done) -> Result<(), Error> {
        match done {
            Done::Acted { action, outcome } => {
                self.acts -= 1;
                self.say(&ToScreen::Answer { action, outcome })
            }
            Done::Dossier { look, dossier } => {
                if let Some(look) = self.dossier.answered() {
                    self.errands.push(Box::pin(fetch_dossier(self.link.clone(), look)));
                }
                match dossier {
                    // What the screen has turned away from would only flash up.
                    Ok(dossier) if self.look == Some(look) => self.say(&ToScreen::Dossier(dossier)),
                    Ok(_) | Err(_) => Ok(()),
                }
            }
            Done::Window { look, actor, window } => {
                if let Some(look) = self.window.answered() {
                    self.errands.push(Box::pin(fetch_window(self.link.clone(), look, self.actor)));
                }
                match window {
                    // What was gathered for who sat here before is not for who sits here now.
                    Ok(_) if actor != self.actor => {
                        self.window_again();
                        Ok(())
                    }
                    Ok(window) if self.look.is_some_and(|now| now.page == Some(look)) => {
                        self.say(&ToScreen::Window(window))
                    }
                    Ok(_) | Err(_) => Ok(()),
                }
            }
            Done::Page { actor, page } => {
                let next = self.page.answered();
                let goes_on = next.is_some();
                self.ask_page(next);
                match page {
                    // What was read for who sat here before is not for who sits here now.
                    Ok(page) if actor != self.actor => {
                        let again = if goes_on { None } else { self.page.ask(page.query) };
                        self.ask_page(again);
                        Ok(())
                    }
                    Ok(page) => self.say(&ToScreen::Entries(page)),
                    Err(_) => Ok(()),
                }
            }
            Done::Texts { actor, texts } => {
                let next = self.texts.answered();
                self.ask_texts(next);
                match texts {
                    Ok(texts) if actor == self.actor => self.say(&ToScreen::Texts(texts)),
                    Ok(_) | Err(_) => Ok(()),
                }
            }
            Done::Why(why) => {
                if let Some(query) = self.why.answered() {
                    self.errands.push(Box::pin(fetch_why(self.link.clone(), query)));
                }
                why.map_or(Ok(()), |why| self.say(&ToScreen::Why(why)))
            }
            Done::Figures(figures) => {
                if let Some(query) = self.figures.answered() {
                    self.errands.push(Box::pin(fetch_figures(self.link.clone(), query)));
                }
                figures.map_or(Ok(()), |figures| self.say(&ToScreen::Figures(figures)))
            }
        }
    }

    /// Queues an answer; never waits for the screen.
    fn say(&self, message: &ToScreen) -> Result<(), Error> {
        self.answers.try_send(Frame::of(message)?).map_err(|_| Error::Overflow)
    }

    /// Takes back what was proved: nobody has touched the screen for a while.
    async fn lock(&mut self) -> Result<(), Error> {
        match self.actor {
            Actor::Proved(officer) => {
                self.seat.prove_no_more();
                self.becomes(Actor::Claimed(officer)).await
            }
            Actor::Desk | Actor::Unclaimed | Actor::Claimed(_) => Ok(()),
        }
    }

    async fn becomes(&mut self, actor: Actor) -> Result<(), Error> {
        if self.actor == actor {
            return Ok(());
        }
        sign_off(&self.link, std::mem::replace(&mut self.actor, actor)).await;
        if actor.is_proved() {
            self.footing = self.footing.max(Footing::Officer);
        }
        if actor.is_proved() && !self.link.send(Request::SignedOn { actor }).await {
            return Err(Error::NoDesk);
        }
        Ok(())
    }
}

async fn sign_off(link: &DeskLink, actor: Actor) {
    if actor.is_proved() {
        link.send(Request::SignedOff { actor }).await;
    }
}

/// Has it entered that somebody tried; nobody may often enough to fill the journal.
async fn note_wrong(link: &DeskLink, actor: Actor, officer: &str, user: u32) {
    let officer = Text::from(officer).unwrap_or_default();
    link.send(Request::PassphraseWrong { actor, officer, user }).await;
}
