//! The messages of the local socket.
//!
//! A frame is a length (u32, little endian) and one message in postcard. The first message of a screen is
//! [`ToDesk::Hello`], the first of the desk [`ToScreen::Welcome`].
//!
//! In every version, the first message of either side is variant 0 and begins with the version, and
//! [`Goodbye::Protocol`] is variant 1, 0: two builds can always tell that they differ.

use crate::correlation::alarm::AlarmClass;
use crate::document::kpi;
use crate::ipc::presence::Looker;
use crate::operations::actor::Actor;
use crate::operations::command::{Draft, Seen};
use crate::operations::listing::Window;
use crate::operations::outcome::Outcome;
use crate::operations::reference::Role;
use crate::operations::snapshot::{Dossier, Look, Snapshot};
use crate::operations::suppression::Held;
use crate::text::Text;
use crate::units::{ActionId, Digest, EntryNumber, IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// The version of the protocol; the desk refuses a screen of another.
pub const PROTOCOL: u16 = 14;

/// The largest frame: a snapshot at its limit, or a page of entries.
pub const FRAME_BYTES_MAX: usize = 4 * crate::limits::SNAPSHOT_BYTES_MAX;

/// The largest frame that the desk takes: a draft with its longest text, many times over.
pub const REQUEST_BYTES_MAX: usize = 16 * crate::limits::LINE_BYTES_MAX;

/// What a screen says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToDesk {
    /// Who is there.
    Hello {
        /// [`PROTOCOL`].
        protocol: u16,
        /// The screen's version.
        build: String,
        /// The officer that it claims to be.
        officer: Option<String>,
    },
    /// A passphrase that proves the claim, or a claim with its proof; 5 tries a minute.
    Passphrase {
        /// The officer.
        officer: String,
        /// The passphrase.
        passphrase: String,
    },
    /// Nobody has touched the screen for a while: its proof is gone until a passphrase is given again.
    Lock,
    /// The last snapshot was taken: the next one may come.
    Taken,
    /// What the screen looks at; answered by [`ToScreen::Dossier`], and by [`ToScreen::Window`] when it looks at a list,
    /// now and at every change.
    Look(Look),
    /// A command.
    Act {
        /// Its identity.
        action: ActionId,
        /// What the screen showed.
        seen: Seen,
        /// What is asked.
        draft: Draft,
    },
    /// A command that is signed: the passphrase is for this one act, and goes no further than its check.
    Sign {
        /// Its identity.
        action: ActionId,
        /// What the screen showed.
        seen: Seen,
        /// What is asked.
        draft: Draft,
        /// Who signs.
        officer: String,
        /// Their passphrase.
        passphrase: String,
    },
    /// What became of an action, after a silence.
    Ask {
        /// Its identity.
        action: ActionId,
    },
    /// A page of the journal; one asked for before the last is answered takes the place of one that waits.
    Entries(EntryQuery),
    /// `dutydesk why`: the reasons of an incident, or of a device by its code.
    Why(WhyQuery),
    /// The screen is left by its own key, not by a lost terminal.
    Leave,
    /// The alarm figures of a span; answered by [`ToScreen::Figures`].
    Figures(kpi::Query),
    /// The words that people typed with entries; answered by [`ToScreen::Texts`].
    ///
    /// Limits: [`crate::limits::TEXTS_ASKED_MAX`]; what is beyond is left out.
    Texts(Vec<EntryNumber>),
}

/// What the desk says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToScreen {
    /// Who is here, and who the desk takes the screen for.
    Welcome {
        /// [`PROTOCOL`].
        protocol: u16,
        /// The desk's version.
        build: String,
        /// Who the session is.
        actor: Actor,
        /// Their name; empty when unclaimed.
        name: String,
        /// Their role; an observer when unclaimed.
        role: Role,
    },
    /// The desk will not talk to this screen.
    Goodbye(Goodbye),
    /// The session is somebody else now, or the passphrase was wrong.
    Proof(Proof),
    /// The desk at one input.
    Snapshot(Box<Snapshot>),
    /// What the screen looks at; none when the incident is gone.
    Dossier(Option<Box<Dossier>>),
    /// The window of a long list that the screen looks at.
    Window(Box<Window>),
    /// What became of an action.
    Answer {
        /// Its identity.
        action: ActionId,
        /// What became of it.
        outcome: Outcome,
    },
    /// A page of the journal.
    Entries(EntryPage),
    /// The reasons.
    Why(Why),
    /// The desk stops.
    Stopping,
    /// The alarm figures; none when the journal is empty or cannot be read.
    Figures(Option<Box<kpi::Report>>),
    /// What the other screens look at; the newest replaces what was told before.
    Lookers(Vec<Looker>),
    /// The words of entries: of those that are on disk and that who asks may read; none where they were destroyed.
    Texts(Vec<(EntryNumber, Option<String>)>),
}

/// Why the desk will not talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Goodbye {
    /// Another protocol version.
    Protocol(u16),
    /// As many screens as the desk takes.
    Full,
    /// The officer is not in the registry.
    UnknownOfficer,
}

/// What became of a passphrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Proof {
    /// It was right.
    Accepted {
        /// Who the session is now.
        actor: Actor,
        /// Their name.
        name: String,
        /// Their role.
        role: Role,
    },
    /// It was wrong.
    Wrong,
    /// Too many tries: wait.
    Wait,
    /// The officer has no passphrase yet.
    Unset,
    /// The registry has no such officer: what a greeting tells, too.
    Unknown,
}

/// A page of the journal that is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryQuery {
    /// Only of this incident.
    pub incident: Option<IncidentId>,
    /// Only before this entry; none: the newest.
    pub before: Option<EntryNumber>,
    /// At most this many.
    pub rows: u16,
    /// Only entries that hold all of these words; empty: all.
    pub find: Text<96>,
}

/// A page of the journal, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPage {
    /// What was asked.
    pub query: EntryQuery,
    /// The entries.
    pub entries: Vec<EntryRow>,
    /// The oldest entry that was looked at: a search goes on before it; none at the journal's beginning.
    pub looked_to: Option<EntryNumber>,
}

/// One entry as a screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRow {
    /// Its number.
    pub entry: EntryNumber,
    /// Its desk time.
    pub at: Instant,
    /// Its kind: `incident.acknowledged`.
    pub kind: String,
    /// The incident that it is about.
    pub incident: Option<IncidentId>,
    /// Who: the officer's code, `desk`, or `unclaimed`; a trailing `?` marks an unproved one.
    pub actor: String,
    /// The body, canonical JSON; empty while it is kept from who asked: the director's, as long as the drill runs.
    pub body: String,
    /// The private text of it, when the role may read it and it was not purged.
    pub text: Option<String>,
    /// Its hash.
    pub digest: Digest,
}

/// What `why` answers; empty when there is no such thing, or nothing of it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The incident.
    pub dossier: Option<Box<Dossier>>,
    /// The device's alarms that stand and are held, with the reason; for a device only.
    pub held: Vec<(AlarmClass, Held)>,
}

/// What `why` asks about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyQuery {
    /// An incident.
    Incident(IncidentId),
    /// A device, by its code: the incident that it is a member of.
    Device(String),
}
