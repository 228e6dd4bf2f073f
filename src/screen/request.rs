//! What a screen is given and what it asks for, in words of its own: it knows no socket.

use crate::operations::command::{Draft, Seen};
use crate::operations::listing::Listing;
use crate::operations::reference::Role;
use crate::operations::snapshot::Look;
use crate::text::Text;
use crate::units::{ActionId, EntryNumber, IncidentId, Instant};

/// What a screen wants done; drained by whoever holds the socket and the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// It looks at something else.
    Look(Look),
    /// A command.
    Act {
        /// Its identity, made here.
        action: ActionId,
        /// What was on the screen.
        seen: Seen,
        /// What is asked.
        draft: Draft,
    },
    /// A command that is signed: the passphrase is for this one act.
    Sign {
        /// Its identity, made here.
        action: ActionId,
        /// What was on the screen.
        seen: Seen,
        /// What is asked.
        draft: Draft,
        /// Who signs.
        officer: String,
        /// What was typed.
        passphrase: Secret,
    },
    /// What became of a command that is not answered.
    Ask(ActionId),
    /// A passphrase.
    Passphrase {
        /// The officer's code.
        officer: String,
        /// What was typed.
        passphrase: Secret,
    },
    /// Nobody touches the screen: what it proved is taken back.
    Lock,
    /// A page of the journal, newest first.
    Entries {
        /// Only of this incident.
        incident: Option<IncidentId>,
        /// Only before this entry.
        before: Option<EntryNumber>,
        /// At most so many.
        rows: u16,
        /// Only what holds these words; empty: all.
        find: Text<96>,
    },
    /// The words that people typed with these entries.
    Texts(Vec<EntryNumber>),
    /// The alarm figures.
    Figures,
    /// A desktop notice.
    Notice {
        /// Its first line.
        title: String,
        /// What follows.
        body: String,
    },
    /// The bell, so many times.
    Bell(u8),
    /// The terminal is to be painted whole.
    Repaint,
    /// The screen of a drill is left for that of the live desk.
    ToLiveDesk,
    /// The screen is left.
    Quit,
}

/// Another screen, and what it looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looker {
    /// Whose screen it is; empty when nobody said.
    pub name: String,
    /// Whether they have proved it.
    pub proved: bool,
    /// The incident that is selected there.
    pub incident: Option<IncidentId>,
    /// The long list that is open there.
    pub page: Option<Listing>,
}

/// A passphrase; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// Whether the desk is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Not yet.
    Connecting,
    /// It is.
    Up,
    /// No longer (断线).
    Lost,
}

/// What became of a passphrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It was right.
    Accepted {
        /// Who the session is now.
        name: String,
        /// Their role.
        role: Role,
    },
    /// It was wrong.
    Wrong,
    /// Too many tries.
    Wait,
    /// The officer has none.
    Unset,
    /// There is no such officer.
    Unknown,
}

/// A page of the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// As it was asked.
    pub incident: Option<IncidentId>,
    /// As it was asked; none: the newest.
    pub before: Option<EntryNumber>,
    /// As it was asked.
    pub find: Text<96>,
    /// The entries, newest first.
    pub entries: Vec<Entry>,
    /// A search goes on before this one; none at the journal's beginning.
    pub looked_to: Option<EntryNumber>,
}

/// An entry of the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub entry: EntryNumber,
    /// Its desk time.
    pub at: Instant,
    /// Its kind: `incident.acknowledged`.
    pub kind: String,
    /// The incident that it is about.
    pub incident: Option<IncidentId>,
    /// Who: a code, `desk` or `unclaimed`; a trailing `?` marks an unproved one.
    pub actor: String,
    /// The body, canonical JSON.
    pub body: String,
    /// The private text, when it may be read.
    pub text: Option<String>,
    /// What it says in each language, in the order of [`crate::language::Lang::ALL`]; the screen fills it when it takes the entry.
    pub said: [String; 2],
}
