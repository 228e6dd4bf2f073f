//! Keys to deeds: rows of a file, a trie, and the help that the same trie draws.

use crate::language::Lang;
use crate::screen::layout::{Error, line_of};
use crate::terminal::key::Key;
use serde::Deserialize;
use toml::Spanned;

/// The desk's own keys.
pub const KEYS: &str = include_str!("../../layouts/keys.toml");

/// Declares what a key can do, with its name in a key file.
macro_rules! deeds {
    ($($deed:ident $name:literal;)* ; $($turn:ident $page:literal;)*) => {
        /// What a key can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Deed { $(
            #[doc = concat!("`", $name, "`.")]
            $deed,
        )*
            /// The page turns.
            Page(Turn),
        }

        /// How the page turns.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Turn { $(
            #[doc = concat!("`", $page, "`.")]
            $turn,
        )* }

        impl Deed {
            /// Every deed.
            pub const ALL: &[Self] = &[$(Self::$deed,)* $(Self::Page(Turn::$turn)),*];

            /// Returns its name in a key file.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$deed => $name,)*
                    $(Self::Page(Turn::$turn) => $page,)*
                }
            }
        }
    };
}

deeds! {
    Acknowledge "acknowledge";
    NextLifeRisk "next-life-risk";
    Call "call";
    CallOther "call-other";
    Verify "verify";
    People "people";
    Scene "scene";
    Brief "brief";
    Dispatch "dispatch";
    Evacuate "evacuate";
    Team "team";
    Step "step";
    Order "order";
    Report "report";
    Sign "sign";
    Level "level";
    Money "money";
    Relay "relay";
    Intake "intake";
    Note "note";
    Why "why";
    Close "close";
    Reopen "reopen";
    Merge "merge";
    KeepApart "keep-apart";
    Shelve "shelve";
    TakeOut "take-out";
    Window "window";
    Lift "lift";
    Held "held";
    Silence "silence";
    Unfold "unfold";
    Up "up";
    Down "down";
    PageUp "page-up";
    PageDown "page-down";
    First "first";
    Last "last";
    Detail "detail";
    Back "back";
    Focus "focus";
    Filter "filter";
    Bar "bar";
    SignOn "sign-on";
    Language "language";
    Theme "theme";
    Repaint "repaint";
    Help "help";
    Quit "quit";
    ;
    Incidents "page-incidents";
    Warnings "page-warnings";
    Roster "page-roster";
    Insurers "page-insurers";
    Pool "page-pool";
    Devices "page-devices";
    Deadlines "page-deadlines";
    Journal "page-journal";
    Figures "page-figures";
    Health "page-health";
    Handover "page-handover";
    Next "page-next";
    Previous "page-previous";
}

/// Deeds that a user's own file must keep on a key.
const MUST_STAY: [Deed; 3] = [Deed::Acknowledge, Deed::Help, Deed::Quit];

/// A row of the key file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The keys as they are shown: `a F2`.
    pub keys: String,
    /// The first of them.
    pub first: String,
    /// What it does.
    pub deed: Deed,
    /// What it is called.
    pub zh: String,
    /// See [`Binding::zh`].
    pub en: String,
}

/// A key file that was checked.
#[derive(Clone, Debug)]
pub struct Keymap {
    nodes: Vec<Node>,
    rows: Vec<Binding>,
}

/// What a key leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A deed.
    Deed(Deed),
    /// A node of the trie: more keys must follow.
    More(usize),
    /// Nothing.
    Nothing,
}

#[derive(Clone, Debug, Default)]
struct Node {
    next: Vec<(Key, usize)>,
    deed: Option<Deed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    key: Vec<Spanned<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    on: Vec<String>,
    run: String,
    zh: String,
    en: String,
}

impl Binding {
    /// Returns what it is called.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

impl Keymap {
    /// Reads a key file.
    ///
    /// # Errors
    /// What is wrong first, with its line: an unknown key or deed, a key that is bound twice, a sequence that begins
    /// with a bound key, a deed that must stay and has no key.
    pub fn parse(source: &str) -> Result<Self, Error> {
        let file: File = toml::from_str(source).map_err(|error| Error {
            line: line_of(source, error.span().map_or(0, |span| span.start)),
            what: error.message().to_owned(),
        })?;
        let mut keymap = Self { nodes: vec![Node::default()], rows: Vec::new() };
        for row in file.key {
            let line = line_of(source, row.span().start);
            keymap.bind(row.into_inner()).map_err(|what| Error { line, what })?;
        }
        for deed in MUST_STAY {
            if !keymap.rows.iter().any(|row| row.deed == deed) {
                let what = format!("`{}` must keep a key", deed.name());
                return Err(Error { line: line_of(source, source.len()), what });
            }
        }
        Ok(keymap)
    }

    /// Follows a key from a node; the root is 0. What an input method left on types counts as its half-width key.
    pub fn follow(&self, from: usize, key: Key) -> Found {
        let folded = key.folded();
        let Some(node) = self.nodes.get(from) else { return Found::Nothing };
        let Some((_, at)) = node.next.iter().find(|(known, _)| *known == folded) else {
            return Found::Nothing;
        };
        self.nodes[*at].deed.map_or(Found::More(*at), Found::Deed)
    }

    /// Returns the rows, in the order of the file.
    pub fn rows(&self) -> &[Binding] {
        &self.rows
    }

    /// Returns the row of a deed.
    pub fn row(&self, deed: Deed) -> Option<&Binding> {
        self.rows.iter().find(|row| row.deed == deed)
    }

    fn bind(&mut self, row: Row) -> Result<(), String> {
        let deed = Deed::ALL.iter().copied().find(|deed| deed.name() == row.run);
        let deed = deed.ok_or_else(|| format!("`{}` is nothing that a key can run", row.run))?;
        let first = row.on.first().cloned().ok_or_else(|| format!("`{}` has no key", row.run))?;
        for sequence in &row.on {
            let mut at = 0;
            for name in sequence.split(' ') {
                let key = Key::parse(name).ok_or_else(|| format!("`{name}` is no key"))?;
                if self.nodes[at].deed.is_some() {
                    return Err(format!("`{sequence}` begins with a key that is bound already"));
                }
                at = self.child(at, key);
            }
            if self.nodes[at].deed.is_some() || !self.nodes[at].next.is_empty() {
                return Err(format!("`{sequence}` is bound twice"));
            }
            self.nodes[at].deed = Some(deed);
        }
        self.rows.push(Binding { keys: row.on.join(" "), first, deed, zh: row.zh, en: row.en });
        Ok(())
    }

    fn child(&mut self, from: usize, key: Key) -> usize {
        if let Some((_, at)) = self.nodes[from].next.iter().find(|(known, _)| *known == key) {
            return *at;
        }
        let at = self.nodes.len();
        self.nodes.push(Node::default());
        self.nodes[from].next.push((key, at));
        at
    }
}
