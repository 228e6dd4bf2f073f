//! The screen itself: what it was told, where it looks, what it has asked for.

mod answered;
mod select;
mod session;

use crate::language::{Lang, Word, text};
use crate::operations::call::Callee;
use crate::operations::command::Draft;
use crate::operations::incident;
use crate::operations::reference::Role;
use crate::operations::snapshot::{Dossier, Snapshot};
use crate::screen::bar::{Bar, History};
use crate::screen::challenge::{Ask, Awaits, Challenge};
use crate::screen::drill::{Stage, is_drill_over};
use crate::screen::edit::Edit;
use crate::screen::form::intake::Open as Intake;
use crate::screen::form::{Form, handover};
use crate::screen::keymap::{KEYS, Keymap};
use crate::screen::layout::{self, Areas, DESK, Layout};
use crate::screen::listing::Lists;
use crate::screen::options::{Error, Options};
use crate::screen::pane::{figures, incidents, journal};
use crate::screen::request::{Entry, Link, Looker, Page, Request};
use crate::screen::slip::{Rung, Slip};
use crate::screen::sound::Sound;
use crate::screen::theme::{Scope, THEMES, Theme};
use crate::screen::waiting::Awaited;
use crate::terminal::clamp_size;
use crate::units::{ActionId, EntryNumber, IncidentId, InputNumber, Instant, Span};
use session::Proving;
use std::collections::VecDeque;
use std::time::{Duration, Instant as Moment};

/// A row that was reached by a hand is held in its place for this long after the last key.
pub(crate) const HELD_FOR: Duration = Duration::from_secs(60);

/// A command without an answer is asked about again after this long.
const ASK_AFTER: Duration = Duration::from_secs(3);

/// How long a message stands.
const MESSAGE_FOR: Duration = Duration::from_secs(20);

/// A screen.
#[derive(Debug)]
pub struct Screen {
    pub(crate) options: Options,
    pub(crate) lang: Lang,
    pub(crate) layout: Layout,
    pub(crate) keymap: Keymap,
    pub(crate) theme: Theme,
    pub(crate) theme_index: usize,
    pub(crate) size: (u16, u16),
    pub(crate) page: layout::Page,
    pub(crate) areas: Areas,
    pub(crate) focus: Focus,
    pub(crate) mode: Mode,
    pub(crate) node: usize,
    pub(crate) history: History,
    pub(crate) filter: String,
    pub(crate) snapshot: Option<Box<Snapshot>>,
    pub(crate) snapshot_at: Option<Moment>,
    pub(crate) now: Instant,
    pub(crate) link: Link,
    pub(crate) lost_at: Option<Moment>,
    pub(crate) lost_for: Span,
    pub(crate) dossier: Option<Box<Dossier>>,
    pub(crate) log: Vec<Entry>,
    /// The entry up to which the incident's log was asked for, and when.
    pub(crate) log_asked: Option<(EntryNumber, Moment)>,
    pub(crate) list: incidents::List,
    pub(crate) journal: journal::Journal,
    pub(crate) lists: Lists,
    pub(crate) figures: figures::Figures,
    pub(crate) dossier_scroll: u16,
    pub(crate) dossier_lines: u16,
    pub(crate) first_row: u32,
    pub(crate) overlay_last: u16,
    /// Whether a window of the members was asked for and has not come.
    pub(crate) window_awaited: bool,
    pub(crate) message: Option<Message>,
    pub(crate) pending: Vec<Pending>,
    pub(crate) session: Session,
    /// What the other screens look at.
    pub(crate) lookers: Vec<Looker>,
    /// What a digit asked for and the desk has not yet told everything of.
    pub(crate) awaited: Option<Awaited>,
    /// Who answered last, and what they are called: whose word is written down next.
    pub(crate) answered: Option<(IncidentId, Callee, String)>,
    /// The call that this screen has ended last.
    pub(crate) rung: Option<Rung>,
    /// The code of the session's officer, as far as it is known.
    pub(crate) officer: String,
    /// The passphrase that is being checked.
    pub(crate) proving: Option<Proving>,
    /// Whether the desk no longer knows who signed on here, and that is not yet said.
    sign_on_lost: bool,
    /// Whether the sites are looked up for a call that comes in.
    pub(crate) seeks_site: bool,
    /// Boxes that come back when the one that is open is gone, in their order.
    returned: VecDeque<Mode>,
    /// Whether the desk chose what is selected, and no key was pressed since.
    pub(crate) by_desk: bool,
    /// The intakes that this screen left open.
    pub(crate) intakes: Vec<Intake>,
    pub(crate) sound: Sound,
    /// What it remembers of a drill.
    pub(crate) stage: Stage,
    /// Whether it was said that the desktop takes no notices.
    pub(crate) desktop_off: bool,
    /// Whether who signed on did not hear the bell (无声).
    pub(crate) unheard: bool,
    pub(crate) touched: Option<Moment>,
    /// Since when the session is proved here.
    pub(crate) proved_since: Option<Moment>,
    /// Whether nobody touched it for so long that the passphrase is asked again.
    pub(crate) locked: bool,
    pub(crate) jumped: Option<Moment>,
    pub(crate) actions: u128,
    pub(crate) requests: Vec<Request>,
    pub(crate) line: String,
}

/// Which pane the cursor keys move in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Focus {
    #[default]
    List,
    Dossier,
}

/// What keys go to.
#[derive(Clone, Debug)]
pub(crate) enum Mode {
    Keys,
    Bar(Bar),
    Filter(Edit),
    Challenge(Box<Challenge>),
    Form(Box<Form>),
    Slip(Box<Slip>),
    Help {
        scroll: u16,
    },
    Why {
        scroll: u16,
    },
    /// What players of a drill were told.
    Told {
        scroll: u16,
    },
    /// The bytes of a refused message.
    Bytes {
        input: InputNumber,
        scroll: u16,
    },
}

/// What the last line says.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) text: String,
    pub(crate) scope: Scope,
    pub(crate) at: Option<Moment>,
}

/// A command that is not answered.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) action: ActionId,
    pub(crate) draft: Draft,
    /// The box that was signed, without the passphrase: it comes back when that was wrong.
    pub(crate) form: Option<Box<Form>>,
    pub(crate) asked: Moment,
    /// Whether the desk was asked and has not heard of it.
    pub(crate) unknown: bool,
}

/// Who the session is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Session {
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) proved: bool,
}

impl Screen {
    /// Makes a screen that was told nothing yet.
    ///
    /// # Errors
    /// What is wrong with a layout, key or theme file, with its line.
    pub fn new(options: Options) -> Result<Self, Error> {
        let layout = Layout::parse(options.layout.as_deref().unwrap_or(DESK)).map_err(Error::Layout)?;
        let keymap = Keymap::parse(options.keys.as_deref().unwrap_or(KEYS)).map_err(Error::Keys)?;
        let theme_index = THEMES.iter().position(|(name, _)| *name == options.theme);
        let source = theme_index.map_or(options.theme.as_str(), |index| THEMES[index].1);
        let theme = Theme::parse(source).map_err(Error::Theme)?;
        let size = clamp_size(options.size.0, options.size.1);
        let page = layout::Page::Incidents;
        let (lang, opening) = (options.lang, options.opening);
        let lists = Lists::of_officer(&options.officer);
        let said = opening.map(|word| text(lang, word).to_owned());
        let message = said.map(|text| Message { text, scope: Scope::Message, at: None });
        Ok(Self {
            lang,
            areas: layout.solve(page, size.0, size.1),
            actions: options.action_base,
            officer: options.officer.clone(),
            options,
            layout,
            keymap,
            theme,
            theme_index: theme_index.unwrap_or(0),
            size,
            page,
            focus: Focus::List,
            mode: Mode::Keys,
            node: 0,
            history: History::default(),
            filter: String::new(),
            snapshot: None,
            snapshot_at: None,
            now: Instant::UNSTATED,
            link: Link::Connecting,
            lost_at: None,
            lost_for: Span(0),
            dossier: None,
            log: Vec::new(),
            log_asked: None,
            unheard: false,
            list: incidents::List::default(),
            journal: journal::Journal::default(),
            lists,
            figures: figures::Figures::default(),
            dossier_scroll: 0,
            dossier_lines: 0,
            first_row: 0,
            overlay_last: 0,
            window_awaited: false,
            message,
            pending: Vec::new(),
            session: Session::default(),
            lookers: Vec::new(),
            awaited: None,
            answered: None,
            rung: None,
            proving: None,
            sign_on_lost: false,
            seeks_site: false,
            returned: VecDeque::new(),
            by_desk: true,
            intakes: Vec::new(),
            sound: Sound::default(),
            stage: Stage::default(),
            desktop_off: false,
            touched: None,
            proved_since: None,
            locked: false,
            jumped: None,
            requests: Vec::new(),
            line: String::new(),
        })
    }

    /// Takes the desk at one input.
    pub fn snapshot(&mut self, snapshot: Box<Snapshot>, now: Moment) {
        let status = &snapshot.status;
        // The screen's clock ran on between two snapshots; it waits rather than steps back by a transport's delay. One that
        // stands would wait for ever: a recording goes back by less than that, too.
        let behind = self.now.since(status.now);
        let is_delay = behind.0 > 0 && behind.0 < Span::seconds(2).0 && status.clock_milli > 0;
        let waits = is_delay && self.snapshot.is_some();
        self.now = if waits { self.now } else { status.now };
        self.snapshot_at = Some(now);
        self.link(Link::Up, now);
        // What nobody can acknowledge any more calls nobody.
        let is_over = is_drill_over(&snapshot);
        self.sound.update(if is_over { &[] } else { &snapshot.incidents });
        self.sound.update_feeds(if is_over { &[] } else { &snapshot.feeds });
        self.end_hearing();
        self.announce(&snapshot);
        self.follow_drill(&snapshot, now);
        let band = self.band_rows();
        self.snapshot = Some(snapshot);
        if self.band_rows() != band {
            self.solve();
        }
        self.open_for_director();
        let idle = self.touched.is_none_or(|at| now.saturating_duration_since(at) >= HELD_FOR);
        if idle {
            self.list.release();
        }
        self.list.refresh(self.snapshot.as_deref(), &self.filter);
        self.follow(now);
        // The sheet shows what the outgoing officer typed.
        if matches!(self.page, layout::Page::Journal | layout::Page::Handover) {
            self.ask_newest_entries();
        }
        if self.page == layout::Page::Director {
            self.ask_texts();
        }
        self.ring(now);
    }

    /// Takes everything on the incident that is looked at; another one's is late and ignored.
    pub fn dossier(&mut self, dossier: Option<Box<Dossier>>) {
        if dossier.as_ref().is_none_or(|dossier| Some(dossier.incident.id) == self.list.selected) {
            self.dossier = dossier;
            self.window_awaited = false;
        }
    }

    /// Takes a page of the journal.
    pub fn entries(&mut self, mut page: Page) {
        if let Some(incident) = page.incident {
            if Some(incident) == self.list.selected {
                journal::digest_all(&mut page, self.options.utc_offset);
                self.log = page.entries;
            }
            return;
        }
        if let Some(before) = self.journal.take(page, self.options.utc_offset) {
            self.ask_entries(Some(before));
        }
        self.reread_form();
    }

    /// Puts what was typed into a box that was open before the text was here.
    fn reread_form(&mut self) {
        let Mode::Form(form) = &self.mode else { return };
        let Some(lines) = handover::reread(self, form) else { return };
        if let Mode::Form(form) = &mut self.mode {
            form.lines = lines;
        }
    }

    /// Takes whether desktop notices work; that they do not is said once, when nothing else is being said.
    pub fn desktop_notices(&mut self, off: bool, now: Moment) {
        if off && !self.desktop_off && self.message.is_none() {
            self.say(Word::DesktopNoticeOff, Scope::Message, now);
            self.desktop_off = true;
        }
        self.desktop_off &= off;
    }

    /// Takes a new size; the only place but a page change where panes are solved.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = clamp_size(columns, rows);
        self.solve();
    }

    /// Lets time pass: ages and deadlines count, the bell repeats, unanswered commands are asked about.
    ///
    /// Call it four times a second and before a paint.
    pub fn tick(&mut self, now: Moment) {
        self.lock_when_idle(now);
        if let Some(message) = &self.message
            && message.at.is_some_and(|at| now.saturating_duration_since(at) >= MESSAGE_FOR)
        {
            self.message = None;
        }
        self.say_waiting(now);
        if self.link == Link::Lost {
            let lost = self.lost_at.map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
            self.lost_for = Span(i64::try_from(lost.as_millis()).unwrap_or(i64::MAX));
            return;
        }
        if let (Some(snapshot), Some(at)) = (&self.snapshot, self.snapshot_at) {
            let real = i64::try_from(now.saturating_duration_since(at).as_millis()).unwrap_or(i64::MAX);
            // A drill that is held has no pace at all: its clock stands.
            let scale = i64::from(snapshot.status.clock_milli);
            let desk = snapshot.status.now.after(Span(real.saturating_mul(scale) / 1_000));
            self.now = self.now.max(desk);
        }
        for pending in &mut self.pending {
            if now.saturating_duration_since(pending.asked) >= ASK_AFTER {
                pending.asked = now;
                self.requests.push(Request::Ask(pending.action));
            }
        }
        self.open_returned();
        self.follow_log(now);
        self.open_awaited(now);
        self.ring(now);
    }

    /// Takes out what the screen wants done, in order.
    pub fn take_requests(&mut self) -> std::vec::Drain<'_, Request> {
        self.requests.drain(..)
    }

    /// Returns the incident that is selected.
    pub const fn selected(&self) -> Option<IncidentId> {
        self.list.selected
    }

    /// Returns the language that is shown.
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// Returns the commands that were sent and not answered.
    pub fn pending(&self) -> impl Iterator<Item = ActionId> + '_ {
        self.pending.iter().map(|pending| pending.action)
    }

    pub(crate) fn solve(&mut self) {
        let band = self.band_rows();
        self.areas = self.layout.solve(self.page, self.size.0, self.size.1 - band).lowered(band);
    }

    pub(crate) fn view(&self, incident: IncidentId) -> Option<&incident::View> {
        self.snapshot.as_ref()?.incidents.iter().find(|view| view.id == incident)
    }

    pub(crate) fn selected_view(&self) -> Option<&incident::View> {
        self.view(self.list.selected?)
    }

    pub(crate) fn say(&mut self, word: Word, scope: Scope, now: Moment) {
        self.message = Some(Message { text: text(self.lang, word).to_owned(), scope, at: Some(now) });
    }

    pub(crate) fn say_about(&mut self, incident: IncidentId, word: Word, scope: Scope, now: Moment) {
        let said = format!("#{incident} {}", text(self.lang, word));
        self.message = Some(Message { text: said, scope, at: Some(now) });
    }

    pub(crate) fn open(&mut self, ask: Ask, now: Moment) {
        self.mode = self.asked(ask, now);
    }

    /// Returns the box that asks something, as it opens.
    fn asked(&self, ask: Ask, now: Moment) -> Mode {
        let incident = match &ask {
            Ask::Note { incident } => *incident,
            Ask::Close { incident, .. } | Ask::Reopen { incident } => Some(*incident),
            Ask::Officer { then } | Ask::Passphrase { then, .. } => then.as_ref().and_then(Awaits::incident),
            Ask::Quit => None,
        };
        let mut challenge = Challenge::open(ask, self.seen(incident), now);
        if matches!(challenge.ask, Ask::Officer { .. }) {
            challenge.edit = Edit::proposed(&self.officer);
        }
        Mode::Challenge(Box::new(challenge))
    }
}
