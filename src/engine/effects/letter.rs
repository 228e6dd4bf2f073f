//! What a receiver reads: the JSON of a delivery, the same at every try.
//!
//! Two parts are looked up when it is written: where an officer's own words say that a team gathers (they stand in table
//! `private`, never in the state), and the bytes that a warning came in (they stand in the recording).

use crate::engine::effects::official::{self, Official};
use crate::engine::readers::Readers;
use crate::feed::encode::stamp;
use crate::journal::reader::{self, PageQuery};
use crate::journal::schema::OpenError;
use crate::language::{Lang, name};
use crate::limits::WINDOW_ROWS_MAX;
use crate::operations::delivery::{About, Delivery, Target};
use crate::operations::dispatch;
use crate::operations::fact::Body;
use crate::operations::snapshot::Mode;
use crate::operations::state::State;
use crate::operations::warning::{Message, MessageKind};
use crate::units::{DispatchId, IncidentId, Instant, WarningId};
use serde::Serialize;
use std::path::PathBuf;

/// The version of the form; a receiver refuses what it does not know.
const VERSION: u16 = 1;

/// Where the parts are looked up.
#[derive(Debug)]
pub(super) struct Sources {
    /// The way to the journal.
    pub(super) journal: Readers,
    /// The recording's directory.
    pub(super) recording: PathBuf,
}

/// Why a letter cannot be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The journal cannot be opened.
    #[error("the journal cannot be opened: {0}")]
    Open(#[from] OpenError),
    /// The journal cannot be asked.
    #[error("the journal cannot be read: {0}")]
    Journal(#[from] rusqlite::Error),
    /// The order is not there, or its own words for the staging point are gone.
    #[error("the journal does not say where the team of order {0} gathers")]
    Staging(DispatchId),
    /// It is no JSON.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
}

/// A delivery as its receiver reads it.
#[derive(Debug, Serialize)]
pub(super) struct Letter {
    version: u16,
    kind: &'static str,
    /// The mark of every message of a drill.
    drill: bool,
    sample: bool,
    desk: String,
    key: String,
    recorded: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<Incident>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<Order>,
    #[serde(skip_serializing_if = "Option::is_none")]
    escalation: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<Warning>,
    #[serde(skip)]
    looked_up: LookedUp,
}

/// What is looked up when the letter is written.
#[derive(Debug)]
enum LookedUp {
    Nothing,
    Staging(IncidentId, DispatchId),
    Official(Box<Message>),
}

#[derive(Debug, Serialize)]
struct Incident {
    number: u32,
    what: &'static str,
    what_zh: &'static str,
    place: String,
    address: String,
    opened: String,
}

#[derive(Debug, Serialize)]
struct Order {
    number: u32,
    team: String,
    team_name: String,
    task: dispatch::Task,
    staging: String,
    /// What burns, leaks or kills there.
    hazards: Vec<String>,
    way_in: String,
    utilities: String,
    ordered: String,
}

#[derive(Debug, Serialize)]
struct Warning {
    number: u32,
    kind: &'static str,
    id: String,
    references: Vec<String>,
    event: String,
    colour: &'static str,
    sender: String,
    headline: String,
    adcodes: Vec<String>,
    issued: Option<String>,
    expires: Option<String>,
    #[serde(flatten)]
    official: Official,
}

impl Letter {
    /// Says what a delivery is about, as the desk knows it.
    pub(super) fn of(state: &State, mode: Mode, row: &Delivery, key: &str) -> Self {
        let mut letter = Self {
            version: VERSION,
            kind: match row.about {
                About::Dispatch(_) => "dispatch",
                About::Evacuation(_) => "evacuation",
                About::Relay(_) => "relay",
                About::Escalation(..) => "escalation",
            },
            drill: mode == Mode::Drill,
            sample: mode == Mode::Sample,
            desk: state.reference().desk.to_string(),
            key: key.to_owned(),
            recorded: stamp(row.recorded),
            incident: row.incident.and_then(|id| incident(state, id)),
            order: None,
            escalation: None,
            warning: None,
            looked_up: LookedUp::Nothing,
        };
        match row.about {
            About::Dispatch(id) | About::Evacuation(id) => {
                letter.order = order(state, id, row.target);
                if let Some(incident) = row.incident {
                    letter.looked_up = LookedUp::Staging(incident, id);
                }
            }
            About::Relay(id) => {
                if let Some(standing) = state.warnings.standing().iter().find(|it| it.id == id) {
                    letter.warning = Some(warning(id, &standing.message));
                    letter.looked_up = LookedUp::Official(Box::new(standing.message.clone()));
                }
            }
            About::Escalation(_, step) => letter.escalation = Some(step),
        }
        letter
    }

    /// Writes the JSON, with what is looked up.
    pub(super) fn write(mut self, sources: &Sources) -> Result<String, Error> {
        match &self.looked_up {
            LookedUp::Nothing => {}
            LookedUp::Staging(incident, dispatch) => {
                let staging = staging(sources, *incident, *dispatch)?;
                if let Some(order) = &mut self.order {
                    order.staging = staging;
                }
            }
            LookedUp::Official(message) => {
                let official = official::look_up(&sources.recording, message);
                if official.is_none() {
                    tracing::warn!("warning `{}`: its own bytes are not in the recording", message.native_id);
                }
                if let Some(warning) = &mut self.warning {
                    warning.official = official.unwrap_or_default();
                }
            }
        }
        Ok(serde_json::to_string(&self)?)
    }
}

fn incident(state: &State, id: IncidentId) -> Option<Incident> {
    let row = state.incidents.get(id)?;
    let site = state.site_of(row.zone).and_then(|site| state.reference().sites.get(site.index()));
    Some(Incident {
        number: id.0,
        what: name::family(Lang::En, row.family),
        what_zh: name::family(Lang::Zh, row.family),
        place: state.place_of(row.zone).to_string(),
        address: site.map(|site| site.address.to_string()).unwrap_or_default(),
        opened: stamp(row.opened),
    })
}

fn order(state: &State, id: DispatchId, target: Target) -> Option<Order> {
    let order = state.dispatches.get(id)?;
    let row = state.incidents.get(order.incident)?;
    let site = state.site_of(row.zone).and_then(|site| state.reference().sites.get(site.index()));
    let team = match target {
        Target::Team(team) => state.reference().teams.get(team.index()),
        Target::Insurer(_) | Target::Person(_) | Target::Upward => None,
    };
    Some(Order {
        number: id.0,
        team: order.code.to_string(),
        team_name: team.map(|team| team.name.to_string()).unwrap_or_default(),
        task: order.task,
        staging: String::new(),
        hazards: site.map(|it| it.hazards.iter().map(ToString::to_string).collect()).unwrap_or_default(),
        way_in: site.map(|it| it.staging.to_string()).unwrap_or_default(),
        utilities: site.map(|it| it.utilities.to_string()).unwrap_or_default(),
        ordered: stamp(order.ordered),
    })
}

fn warning(id: WarningId, message: &Message) -> Warning {
    let stated = |at: Instant| at.is_stated().then(|| stamp(at));
    Warning {
        number: id.0,
        kind: match message.kind {
            MessageKind::Issue => "issue",
            MessageKind::Update => "update",
            MessageKind::Cancel => "cancel",
        },
        id: message.native_id.to_string(),
        references: message.references.iter().map(ToString::to_string).collect(),
        event: message.event.to_string(),
        colour: name::colour(Lang::En, message.colour),
        sender: message.sender.to_string(),
        headline: message.headline.to_string(),
        adcodes: message.adcodes.iter().map(ToString::to_string).collect(),
        issued: stated(message.issued),
        expires: stated(message.expires),
        official: Official::default(),
    }
}

/// Returns where the team gathers: what the officer typed, else what the site's card said when it was ordered.
fn staging(sources: &Sources, incident: IncidentId, id: DispatchId) -> Result<String, Error> {
    sources.journal.look(|journal| staging_in(journal, incident, id))?
}

fn staging_in(journal: &reader::Reader, incident: IncidentId, id: DispatchId) -> Result<String, Error> {
    let mut query = PageQuery { incident: Some(incident), before: None, rows: WINDOW_ROWS_MAX as u16 };
    loop {
        let page = journal.page(query, reader::Private::Withheld)?;
        for shown in &page {
            let draft = &shown.row.draft;
            if draft.kind != "dispatch.ordered" {
                continue;
            }
            if let Body::Dispatch(dispatch::Fact::Ordered { dispatch, staging, instead, .. }) =
                serde_json::from_str(&draft.body)?
                && dispatch == id
            {
                let Some(typed) = instead else { return Ok(staging.to_string()) };
                return journal.text(typed.token)?.ok_or(Error::Staging(id));
            }
        }
        let last = page.last().ok_or(Error::Staging(id))?;
        query.before = Some(last.row.entry);
    }
}
