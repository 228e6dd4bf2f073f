//! The handover sheet: who hands the desk to whom, then everything that an incoming officer must know.

use crate::correlation::Counts;
use crate::operations::actor::{Actor, Officer};
use crate::operations::deadline::{self, Subject};
use crate::operations::delivery::About;
use crate::operations::delivery::state::Stage as Way;
use crate::operations::feed::Deaf;
use crate::operations::handover::sheet::{self, deaf, papers, sums};
use crate::operations::handover::{Item, Keys, Sums, UnprovedAct};
use crate::operations::listing::filter::Filter;
use crate::operations::listing::{Cut, RowId};
use crate::operations::publish::{deadline_view, incident_view, person_name};
use crate::operations::reference::{Code, Name, Phone, Role};
use crate::operations::snapshot::Waiting;
use crate::operations::state::State;
use crate::operations::suppression::view::view as suppression_view;
use crate::operations::{incident, pool, suppression};
use crate::text::Text;
use crate::units::{Digest, HandoverId, IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// A line of the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What it is, from window to window.
    pub item: Item,
    /// Whether it began after the desk was offered.
    pub fresh: bool,
    /// What it says.
    pub what: What,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// Who, to whom, in figures.
    Head(Box<Head>),
    /// A signature that is missing.
    Unsigned {
        /// Under which handover.
        id: HandoverId,
        /// Who had the desk; empty when nobody had.
        from: Name,
        /// Who took it.
        to: Name,
        /// When.
        at: Instant,
    },
    /// An open incident, with its next act and when it is due.
    Incident(Box<incident::View>),
    /// A report or a response level that waits for a leader.
    Waiting(Waiting, Text<160>),
    /// What is owed, and where its incident is.
    Deadline(deadline::View, Text<160>),
    /// Money that is under way, and where its incident is.
    Reservation(Box<pool::View>, Text<160>),
    /// A message that has not arrived.
    Delivery {
        /// What the receiver is called.
        post: Name,
        /// What to ring.
        phone: Phone,
        /// What about.
        about: About,
        /// How far it is.
        stage: Way,
        /// Since when.
        since: Instant,
        /// The incident; none for a relay.
        incident: Option<IncidentId>,
    },
    /// A feed that is not heard.
    Feed {
        /// Its name.
        name: Name,
        /// Why.
        deaf: Deaf,
        /// Since when.
        since: Instant,
    },
    /// Something that is kept silent.
    Held(Box<suppression::View>),
    /// An act that nobody proved.
    Unproved(UnprovedAct),
}

/// Who hands the desk to whom, and what there is in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Who has the desk: their code; empty when nobody has.
    pub code: Code,
    /// Their name.
    pub name: Name,
    /// Since when by a handover; none: by the roster.
    pub since: Option<Instant>,
    /// When both have signed last.
    pub signed: Option<Instant>,
    /// The offer that stands.
    pub offer: Option<OfferView>,
    /// What stands on the sheet now.
    pub sums: Sums,
    /// What alarms are held, by the reason.
    pub counts: Counts,
    /// Who could take the desk. Limits: [`crate::limits::HANDOVER_OFFICERS_MAX`].
    pub officers: Vec<(Code, Name)>,
}

/// The desk as it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// Which handover.
    pub id: HandoverId,
    /// Who offers it: their code.
    pub from: Code,
    /// To whom: their code.
    pub to: Code,
    /// Their name.
    pub name: Name,
    /// Since when.
    pub at: Instant,
    /// Whether equipment and keys were counted.
    pub keys: Keys,
    /// What they must know besides, as the chain holds it.
    pub note: Option<Digest>,
}

impl Row {
    /// Returns the incident that it is about.
    pub fn incident(&self) -> Option<IncidentId> {
        match &self.what {
            What::Incident(view) => Some(view.id),
            What::Waiting(waiting, _) => Some(waiting.incident()),
            What::Deadline(view, _) => Some(view.subject.incident()),
            What::Reservation(view, _) => Some(view.incident),
            What::Delivery { incident, .. } => *incident,
            What::Unproved(act) => act.incident,
            What::Head(_) | What::Unsigned { .. } | What::Feed { .. } | What::Held(_) => None,
        }
    }
}

pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Row>) {
    if filter.is_empty() {
        cut.take(RowId::Sheet(Item::Head), || Row {
            item: Item::Head,
            fresh: false,
            what: What::Head(Box::new(head(state))),
        });
    }
    let offered = state.handovers.offer().map(|offer| offer.at);
    sheet::visit(state, |item, since| {
        let fresh = offered.is_some_and(|at| since > at);
        if filter.is_empty() {
            // What has gone since the sheet was begun is not there: one state, one look.
            if let Some(row) = what(state, item) {
                cut.take(RowId::Sheet(item), || Row { item, fresh, what: row });
            }
        } else if let Some(row) = what(state, item).filter(|row| found(filter, row)) {
            cut.take(RowId::Sheet(item), || Row { item, fresh, what: row });
        }
    });
}

fn head(state: &State) -> Head {
    let reference = state.reference();
    let on_duty = state.on_duty();
    let name = |officer: &Officer| person_name(state, &Actor::Proved(*officer));
    let offer = state.handovers.offer().map(|it| OfferView {
        id: it.id,
        from: it.from.code,
        to: it.to.code,
        name: name(&it.to),
        at: it.at,
        keys: it.keys,
        note: it.note.map(|note| note.digest),
    });
    let could = reference.people.iter().filter(|person| {
        person.role == Role::Officer && on_duty.is_none_or(|officer| officer.code != person.code)
    });
    let stands = state.handovers.stands().filter(|it| on_duty.is_some_and(|now| now.code == it.officer.code));
    Head {
        code: on_duty.map(|officer| officer.code).unwrap_or_default(),
        name: on_duty.as_ref().map(name).unwrap_or_default(),
        since: stands.map(|it| it.since),
        signed: state.handovers.signed(),
        offer,
        sums: sums(state),
        counts: state.correlation.counts(),
        officers: could
            .map(|person| (person.code, person.name))
            .take(crate::limits::HANDOVER_OFFICERS_MAX)
            .collect(),
    }
}

fn what(state: &State, item: Item) -> Option<What> {
    let reference = state.reference();
    Some(match item {
        Item::Head => return None,
        Item::Unsigned(id) => {
            let row = state.handovers.unsigned().iter().find(|row| row.id == id)?;
            let name = |officer: &Officer| person_name(state, &Actor::Proved(*officer));
            let from = row.from.as_ref().map(name).unwrap_or_default();
            What::Unsigned { id, from, to: name(&row.to), at: row.at }
        }
        Item::Incident(id) => What::Incident(Box::new(incident_view(state, id)?)),
        Item::Report(incident, number) => {
            let is_it = |it: &Waiting| matches!(it, Waiting::Report { incident: of, number: nth, .. } if (*of, *nth) == (incident, number));
            What::Waiting(papers(state).find(is_it)?, place(state, incident))
        }
        Item::Level(incident) => {
            let is_it = |it: &Waiting| matches!(it, Waiting::Level { incident: of, .. } if *of == incident);
            What::Waiting(papers(state).find(is_it)?, place(state, incident))
        }
        Item::Deadline(subject) => What::Deadline(
            deadline_view(state, state.deadlines.of(subject)?),
            place(state, Subject::incident(&subject)),
        ),
        Item::Reservation(id) => {
            let row = state.pool.reservations().iter().find(|row| row.id == id)?;
            let view = crate::operations::dossier::views::reservation_view(state, row);
            What::Reservation(Box::new(view), place(state, row.incident))
        }
        Item::Delivery(id) => {
            let row = state.deliveries.get(id)?;
            What::Delivery {
                post: row.post,
                phone: crate::operations::dossier::views::delivery_view(state, row).phone,
                about: row.about,
                stage: row.stage,
                since: row.since,
                incident: row.incident,
            }
        }
        Item::Feed(feed) => {
            let (deaf, since) = deaf(state, feed)?;
            let name = reference.feeds.get(feed.index()).map(|feed| feed.name).unwrap_or_default();
            What::Feed { name, deaf, since }
        }
        Item::Held(id) => What::Held(Box::new(suppression_view(state, state.suppressions.get(id)?))),
        Item::Unproved(entry) => {
            What::Unproved(*state.handovers.unproved.acts().iter().find(|act| act.entry == entry)?)
        }
    })
}

fn place(state: &State, incident: IncidentId) -> Text<160> {
    state.incidents.get(incident).map(|row| state.place_of(row.zone)).unwrap_or_default()
}

fn found(filter: &Filter<'_>, row: &What) -> bool {
    match row {
        What::Head(_) => false,
        What::Unsigned { from, to, .. } => filter.finds(&[from, to]),
        What::Incident(view) => {
            let number = number(view.id);
            filter.finds(&[&view.site, &view.place, &number])
        }
        What::Waiting(waiting, place) => filter.finds(&[place, &number(waiting.incident())]),
        What::Deadline(view, place) => filter.finds(&[place, &view.who, &number(view.subject.incident())]),
        What::Reservation(view, place) => filter.finds(&[place, &number(view.incident)]),
        What::Delivery { post, .. } => filter.finds(&[post]),
        What::Feed { name, .. } => filter.finds(&[name]),
        What::Held(view) => filter.finds(&[&view.named.device, &view.named.place]),
        What::Unproved(act) => filter.finds(&[&act.code, &act.kind]),
    }
}

fn number(incident: IncidentId) -> String {
    format!("#{incident}")
}
