//! Keys to deeds: rows of a file, a trie, and the help that the same trie draws.
//!
//! A row may be of one page only: there its keys go before those of every page.

use crate::language::Lang;
use crate::screen::layout::{Error, Page, line_of};
use crate::terminal::key::Key;
use serde::Deserialize;
use toml::Spanned;

/// The desk's own keys.
pub const KEYS: &str = include_str!("../../layouts/keys.toml");

/// Declares what a key can do, with its name in a key file.
macro_rules! deeds {
    ($($deed:ident $name:literal;)* ; $($turn:ident $page:literal;)* ; $($direct:ident $drill:literal;)*) => {
        /// What a key can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Deed { $(
            #[doc = concat!("`", $name, "`.")]
            $deed,
        )*
            /// The page turns.
            Page(Turn),
            /// A drill is directed.
            Direct(Direct),
        }

        /// How the page turns.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Turn { $(
            #[doc = concat!("`", $page, "`.")]
            $turn,
        )* }

        /// What a director does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Direct { $(
            #[doc = concat!("`", $drill, "`.")]
            $direct,
        )* }

        impl Deed {
            /// Every deed.
            pub const ALL: &[Self] = &[
                $(Self::$deed,)*
                $(Self::Page(Turn::$turn),)*
                $(Self::Direct(Direct::$direct)),*
            ];

            /// Returns its name in a key file.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$deed => $name,)*
                    $(Self::Page(Turn::$turn) => $page,)*
                    $(Self::Direct(Direct::$direct) => $drill,)*
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
    Told "told";
    ToLiveDesk "to-live-desk";
    RealSituation "real-situation";
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
    Director "page-director";
    Next "page-next";
    Previous "page-previous";
    ;
    Give "drill-give";
    Leave "drill-leave-out";
    Check "drill-check";
    Enter "drill-enter";
    Observe "drill-observe";
    Improve "drill-improve";
    Hold "drill-hold";
    Slower "drill-slower";
    Faster "drill-faster";
    End "drill-end";
    Step "drill-step";
    Seek "drill-seek";
    Bookmark "drill-bookmark";
    TakeOver "drill-take-over";
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
    /// The only page on which it does; none: on every one.
    pub page: Option<Page>,
    /// What it is called.
    pub zh: String,
    /// See [`Binding::zh`].
    pub en: String,
}

/// A key file that was checked.
#[derive(Clone, Debug)]
pub struct Keymap {
    nodes: Vec<Node>,
    /// Where the keys of a single page begin.
    roots: Vec<(Page, usize)>,
    rows: Vec<Binding>,
}

/// Where a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The page that is shown.
    pub page: Page,
    /// Whether a recording is watched.
    pub is_watching: bool,
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
    page: Option<Page>,
    zh: String,
    en: String,
}

impl Deed {
    /// Returns whether it is done to a recording that is watched.
    pub const fn is_of_recordings(self) -> bool {
        matches!(self, Self::Direct(what) if what.is_of_recordings())
    }
}

impl Direct {
    /// Returns whether it is done to a recording that is watched, and so wherever the night is seen.
    pub const fn is_of_recordings(self) -> bool {
        match self {
            Self::Step
            | Self::Seek
            | Self::Bookmark
            | Self::TakeOver
            | Self::Hold
            | Self::Slower
            | Self::Faster => true,
            Self::Give
            | Self::Leave
            | Self::Check
            | Self::Enter
            | Self::Observe
            | Self::Improve
            | Self::End => false,
        }
    }
}

impl Binding {
    /// Returns whether it is anything where a key is pressed.
    pub fn is_of(&self, place: Place) -> bool {
        let everywhere = place.is_watching && self.deed.is_of_recordings();
        self.page.is_none_or(|page| page == place.page || everywhere)
    }

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
        let mut keymap = Self { nodes: vec![Node::default()], roots: Vec::new(), rows: Vec::new() };
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

    /// Follows a key at a place: a recording's keys go first while one is watched, then the page's own, then those of every page.
    pub fn follow_on(&self, place: Place, from: usize, key: Key) -> Found {
        if place.is_watching && place.page != Page::Director && from == 0 {
            let there = Place { page: Page::Director, is_watching: false };
            if let found @ Found::Deed(deed) = self.follow_on(there, from, key)
                && deed.is_of_recordings()
            {
                return found;
            }
        }
        let own = self.roots.iter().find(|(of, _)| *of == place.page && from == 0);
        match own.map(|(_, root)| self.follow(*root, key)) {
            Some(found @ (Found::Deed(_) | Found::More(_))) => found,
            Some(Found::Nothing) | None => self.follow(from, key),
        }
    }

    /// Returns whether the first key of a row does at a place what the row says.
    pub fn reaches(&self, place: Place, row: &Binding) -> bool {
        let mut at = 0;
        for name in row.first.split(' ') {
            match Key::parse(name).map(|key| self.follow_on(place, at, key)) {
                Some(Found::More(next)) => at = next,
                Some(Found::Deed(deed)) => return deed == row.deed,
                Some(Found::Nothing) | None => return false,
            }
        }
        false
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
        let root = row.page.map_or(0, |page| self.root(page));
        for sequence in &row.on {
            let mut at = root;
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
        let Row { on, page, zh, en, .. } = row;
        self.rows.push(Binding { keys: on.join(" "), first, deed, page, zh, en });
        Ok(())
    }

    /// Returns where the keys of a single page begin.
    fn root(&mut self, page: Page) -> usize {
        if let Some((_, root)) = self.roots.iter().find(|(of, _)| *of == page) {
            return *root;
        }
        let root = self.nodes.len();
        self.nodes.push(Node::default());
        self.roots.push((page, root));
        root
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
