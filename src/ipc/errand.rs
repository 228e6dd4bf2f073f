//! What a session asks of the engine that is no command: a dossier, a window, a page, reasons.

use crate::document::kpi;
use crate::ipc::protocol::{EntryPage, EntryQuery, Why, WhyQuery};
use crate::ipc::server::{DeskLink, Footing, Request};
use crate::operations::actor::Actor;
use crate::operations::listing::{PageLook, Window};
use crate::operations::outcome::Outcome;
use crate::operations::snapshot::{Dossier, Look};
use crate::units::{ActionId, EntryNumber};
use tokio::sync::oneshot;

/// An answer, or that the engine let the question fall: the screen asks again.
pub(super) type Answer<A> = Result<A, oneshot::error::RecvError>;

/// What the engine answered.
pub(super) enum Done {
    Acted { action: ActionId, outcome: Outcome },
    Dossier { look: Look, dossier: Answer<Option<Box<Dossier>>> },
    Window { look: PageLook, actor: Actor, window: Answer<Box<Window>> },
    Page { actor: Actor, page: Answer<EntryPage> },
    Texts { actor: Actor, texts: Answer<Vec<(EntryNumber, Option<String>)>> },
    Why(Answer<Why>),
    Figures(Answer<Option<Box<kpi::Report>>>),
}

/// A question that is asked one at a time, the newest next.
pub(super) enum Slot<Q> {
    Idle,
    Asked,
    Again(Q),
}

impl<Q> Slot<Q> {
    /// Takes a question; returns it when it is to be asked now.
    pub(super) fn ask(&mut self, question: Q) -> Option<Q> {
        if matches!(self, Self::Idle) {
            *self = Self::Asked;
            return Some(question);
        }
        *self = Self::Again(question);
        None
    }

    /// Notes that the answer came; returns the next question.
    pub(super) fn answered(&mut self) -> Option<Q> {
        match std::mem::replace(self, Self::Idle) {
            Self::Again(question) => self.ask(question),
            Self::Idle | Self::Asked => None,
        }
    }
}

pub(super) async fn fetch_dossier(link: DeskLink, look: Look) -> Done {
    let (reply, answer) = oneshot::channel();
    link.send(Request::Look { look, reply }).await;
    Done::Dossier { look, dossier: answer.await }
}

pub(super) async fn fetch_window(link: DeskLink, look: PageLook, actor: Actor) -> Done {
    let (reply, answer) = oneshot::channel();
    link.send(Request::Window { look, actor, reply }).await;
    Done::Window { look, actor, window: answer.await }
}

pub(super) async fn fetch_page(link: DeskLink, query: EntryQuery, actor: Actor, footing: Footing) -> Done {
    let (reply, answer) = oneshot::channel();
    link.send(Request::Entries { query, actor, footing, reply }).await;
    Done::Page { actor, page: answer.await }
}

pub(super) async fn fetch_texts(
    link: DeskLink,
    entries: Vec<EntryNumber>,
    actor: Actor,
    footing: Footing,
) -> Done {
    let (reply, answer) = oneshot::channel();
    link.send(Request::Texts { entries, actor, footing, reply }).await;
    Done::Texts { actor, texts: answer.await }
}

pub(super) async fn fetch_why(link: DeskLink, query: WhyQuery) -> Done {
    let (reply, answer) = oneshot::channel();
    link.send(Request::Why { query, reply }).await;
    Done::Why(answer.await)
}

pub(super) async fn fetch_figures(link: DeskLink, query: kpi::Query) -> Done {
    let (reply, answer) = oneshot::channel();
    link.send(Request::Figures { query, reply }).await;
    Done::Figures(answer.await)
}
