//! A drill at a screen (演练): what makes it look like one, what players are told, and the real alarm that breaks in.
//!
//! Decides: how much room the band has, when the director's page opens by itself, when words are new, what sounds for the
//! live desk. Must not know: how any of it is painted.
//!
//! Invariants:
//! - no screen of a drill is without its mark, however small it is;
//! - a real alarm stands on every screen until the live desk has it; only its sound can be silenced here;
//! - once something real has ended the drill, the screens that were there say so until they are left;
//! - the script, and what the director wrote, stand on the screen of a proved director only, and are gone from it with the proof.

use crate::language::page::PageWord;
use crate::language::{Lang, Word, refusal, text};
use crate::limits::TEXTS_ASKED_MAX;
use crate::operations::drill::view::{LiveDesk, Told};
use crate::operations::drill::{Refusal, View};
use crate::operations::listing::{Listing, Rows, drill};
use crate::operations::reference::{Code, Role};
use crate::operations::snapshot::{JournalStatus, Mode as Purpose, Snapshot};
use crate::screen::form;
use crate::screen::keymap::{Deed, Found, Place};
use crate::screen::layout::Page;
use crate::screen::request::Request;
use crate::screen::state::{Message, Mode, Screen};
use crate::screen::theme::Scope;
use crate::terminal::key::Key;
use crate::units::{EntryNumber, Instant};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant as Moment};

/// From so many rows on the band has one of its own; on fewer its mark stands in the status line, so that nothing gives way.
const ROWS_MIN: u16 = 4;

/// How long the answer to an act stands before what players are told takes its place.
const ANSWER_FOR: Duration = Duration::from_secs(3);

/// What a screen remembers of a drill.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stage {
    /// The newest words that players were told, as this screen has said them.
    told: Option<(Code, Instant)>,
    /// Words that wait for their place: the answer to an act stands there first.
    waiting: Option<String>,
    /// The real alarm that nobody at the live desk has, as that desk was heard last.
    alarm: Option<LiveDesk>,
    /// Whether something real ended the drill before the eyes of whoever sits here.
    real: bool,
    /// Whether the director's page was opened once by itself.
    opened: bool,
    /// What was typed with entries of the director's; none where it was destroyed.
    texts: BTreeMap<EntryNumber, Option<String>>,
}

impl Screen {
    /// Returns whether this is a desk of a drill.
    pub(crate) fn is_drill(&self) -> bool {
        self.snapshot.as_ref().is_some_and(|snapshot| snapshot.status.mode == Purpose::Drill)
    }

    /// Returns the drill, once it has begun.
    pub(crate) fn drill(&self) -> Option<&View> {
        self.snapshot.as_ref().filter(|_| self.is_drill())?.status.drill.as_ref()
    }

    /// Returns the live desk, while nobody there has a real alarm that endangers life.
    pub(crate) fn real_alarm(&self) -> Option<&LiveDesk> {
        self.stage.alarm.as_ref().filter(|_| self.is_drill())
    }

    /// Returns whether a recording is watched: nobody decides yet.
    pub(crate) fn is_watching(&self) -> bool {
        self.drill().is_some_and(|view| view.replay.is_some())
    }

    /// Returns where the keys are looked up that are pressed now.
    pub(crate) fn place_of_keys(&self) -> Place {
        Place { page: self.page, is_watching: self.is_watching() }
    }

    /// Returns whether a key goes to the live desk whatever is open here: people may die there while a passphrase is typed.
    pub(crate) fn is_way_out(&self, key: Key) -> bool {
        self.real_alarm().is_some() && self.keymap.follow(0, key) == Found::Deed(Deed::ToLiveDesk)
    }

    /// Returns whether something real ended the drill while this screen was open.
    pub(crate) fn is_real(&self) -> bool {
        self.stage.real && self.is_drill()
    }

    /// Returns whether the drill is over that was played here: nothing of it is acted on any more.
    pub(crate) fn is_drill_over(&self) -> bool {
        self.snapshot.as_deref().is_some_and(is_drill_over)
    }

    /// Says that the drill is over; returns whether it is.
    pub(crate) fn refuses_as_over(&mut self, now: Moment) -> bool {
        let is_over = self.is_drill_over();
        if is_over {
            let mut said = String::new();
            refusal::drill::refusal(self.lang, &Refusal::Over, &mut said);
            self.message = Some(Message { text: said, scope: Scope::Refused, at: Some(now) });
        }
        is_over
    }

    /// Returns the rows that the band takes from the layout.
    pub(crate) fn band_rows(&self) -> u16 {
        u16::from(self.is_drill() && self.size.1 >= ROWS_MIN)
    }

    /// Takes what a snapshot says of the drill, before it is shown.
    pub(crate) fn follow_drill(&mut self, snapshot: &Snapshot, now: Moment) {
        let Some(view) = snapshot.status.drill.as_ref().filter(|_| snapshot.status.mode == Purpose::Drill)
        else {
            return;
        };
        // A live desk that is not heard has not said that somebody has it.
        if let Some(live) = view.live.filter(|live| live.is_heard) {
            self.stage.alarm = Some(live).filter(|live| live.life_risk > 0);
        }
        self.sound.update_real(self.stage.alarm.as_ref(), now);
        let before = self.drill().copied();
        self.say_told(snapshot, before.as_ref(), now);
        if let Some(live) = self.stage.alarm.filter(|_| self.sound.is_real_fresh()) {
            let mut said = String::new();
            real_words(self.lang, &live, &mut said);
            let title = text(self.lang, Word::RealAlarm);
            // What to do stands before where it is: the end of a narrow line is lost.
            let (number, place) = said.split_once(' ').unwrap_or((&said, ""));
            let text = format!("{title} {number}  {}  {place}", self.live_hint());
            self.requests.push(Request::Notice { title: title.to_owned(), body: said });
            self.message = Some(Message { text, scope: Scope::BandReal, at: None });
        }
        // What the director wrote is everybody's from now on.
        if view.ended.is_some() && before.is_some_and(|before| before.ended.is_none()) {
            self.journal.forget();
        }
        if view.ended == Some(true) && before.is_some_and(|before| before.ended != Some(true)) {
            self.stage.real = true;
            self.requests.push(Request::Bell(3));
            self.requests.push(Request::Notice {
                title: text(self.lang, Word::RealSituation).to_owned(),
                body: text(self.lang, Word::RealOver).to_owned(),
            });
            let text = text(self.lang, Word::RealOver).to_owned();
            self.message = Some(Message { text, scope: Scope::BandReal, at: None });
        }
    }

    /// Says what players were told, when it is new to this screen; it stands until something else is said.
    ///
    /// Of what came at once the newest is said, and how many more there are to be read.
    fn say_told(&mut self, snapshot: &Snapshot, before: Option<&View>, now: Moment) {
        let known = self.stage.told;
        let unread = snapshot.told.iter().take_while(|told| known != Some((told.code, told.at)));
        let (Some(told), more) = (snapshot.told.first(), unread.count().saturating_sub(1)) else { return };
        if known == Some((told.code, told.at)) {
            return;
        }
        self.stage.told = Some((told.code, told.at));
        let mut said = String::new();
        told_words(self.lang, told, &mut said);
        if more > 0 {
            let row = self.keymap.row(crate::screen::keymap::Deed::Told);
            let key = row.map_or("I", |row| row.first.as_str());
            let _ = match self.lang {
                Lang::Zh => write!(said, "  (另有 {more} 条: 按 {key})"),
                Lang::En => write!(said, "  ({more} more: {key})"),
            };
        }
        self.stage.waiting = Some(said);
        self.say_waiting(now);
        // Who has just come reads what was told before; only what is told now is worth a bell.
        if before.is_some() {
            self.requests.push(Request::Bell(1));
        }
    }

    /// Says what waits to be said, once the answer to an act has stood in its place: nobody may wonder whether theirs was saved.
    pub(crate) fn say_waiting(&mut self, now: Moment) {
        let is_fresh = |at: Moment| now.saturating_duration_since(at) < ANSWER_FOR;
        let answered = |message: &Message| {
            matches!(message.scope, Scope::Done | Scope::Refused) && message.at.is_some_and(is_fresh)
        };
        if !self.message.as_ref().is_some_and(answered)
            && let Some(text) = self.stage.waiting.take()
        {
            self.message = Some(Message { text, scope: Scope::Waiting, at: None });
        }
    }

    /// Opens the director's page for a director, once.
    pub(crate) fn open_for_director(&mut self) {
        let directs = self.session.role == Role::Director && self.is_drill();
        if directs && !self.stage.opened {
            self.stage.opened = true;
            // Who watches a recording looks at the night: there is nothing to direct yet.
            if self.page == Page::Incidents && !self.is_watching() {
                self.turn(Page::Director);
            }
        }
    }

    /// Forgets the script, unless who sits here has proved that they direct the drill; and the journal as somebody else read it:
    /// the director's entries are the director's.
    pub(crate) fn guard_script(&mut self) {
        if !(self.session.proved && self.session.role == Role::Director) {
            self.lists.forget(Listing::Drill);
            self.stage.texts.clear();
        }
        if self.is_drill() {
            self.journal.forget();
            if self.page == Page::Journal {
                self.ask_newest_entries();
            }
        }
    }

    /// Asks for the words that rows of the script were typed with, as far as they are on disk and not here yet.
    pub(crate) fn ask_texts(&mut self) {
        let Some(snapshot) = &self.snapshot else { return };
        let (JournalStatus::Saved(saved)
        | JournalStatus::Writing { saved, .. }
        | JournalStatus::Failed { saved, .. }) = snapshot.status.journal
        else {
            return;
        };
        let Some(Rows::Drill(rows)) = self.lists.of(Listing::Drill).window.as_ref().map(|it| &it.rows) else {
            return;
        };
        let missing = |entry: &EntryNumber| *entry <= saved && !self.stage.texts.contains_key(entry);
        let wanted: Vec<EntryNumber> =
            rows.iter().filter_map(drill::Row::entry).filter(missing).take(TEXTS_ASKED_MAX).collect();
        if !wanted.is_empty() {
            self.requests.push(Request::Texts(wanted));
        }
    }

    /// Takes what was typed with entries; what this screen has not asked for is late, and not kept.
    pub fn texts(&mut self, texts: Vec<(EntryNumber, Option<String>)>) {
        let Some(Rows::Drill(rows)) = self.lists.of(Listing::Drill).window.as_ref().map(|it| &it.rows) else {
            return;
        };
        for (entry, text) in texts {
            if rows.iter().any(|row| row.entry() == Some(entry)) {
                let text = text.map(|text| crate::text::clean(&text).into_owned());
                self.stage.texts.insert(entry, text);
            }
        }
    }

    /// Returns what was typed with an entry of the director's, or why it is not here.
    pub(crate) fn typed(&self, entry: EntryNumber) -> &str {
        match self.stage.texts.get(&entry) {
            Some(Some(text)) => text,
            Some(None) => PageWord::ScriptDestroyed.text(self.lang),
            None => PageWord::Loading.text(self.lang),
        }
    }

    /// Returns the row of the script under the cursor.
    pub(crate) fn script_row(&self) -> Option<&drill::Row> {
        let view = self.lists.of(self.page.listing().filter(|listing| *listing == Listing::Drill)?);
        let at = view.place(view.cursor)?;
        match &view.window.as_ref()?.rows {
            Rows::Drill(rows) => rows.get(at),
            Rows::Warnings(_)
            | Rows::Roster(_)
            | Rows::Insurers(_)
            | Rows::Pool(_)
            | Rows::Devices(_)
            | Rows::Deadlines(_)
            | Rows::Sites(_)
            | Rows::Health(_)
            | Rows::Handover(_) => None,
        }
    }

    /// Says that nothing is a drill here; returns whether that is so.
    pub(crate) fn is_no_drill(&mut self, now: Moment) -> bool {
        if self.is_drill() {
            return false;
        }
        let mut said = String::new();
        refusal::drill::refusal(self.lang, &Refusal::NoDrill, &mut said);
        self.message = Some(Message { text: said, scope: Scope::Message, at: Some(now) });
        true
    }

    /// Shows in full what players were told so far.
    pub(crate) fn show_told(&mut self, now: Moment) {
        if self.is_no_drill(now) {
            return;
        }
        if self.snapshot.as_ref().is_some_and(|snapshot| !snapshot.told.is_empty()) {
            self.mode = Mode::Told { scroll: 0 };
        } else {
            self.say(Word::DrillToldNothing, Scope::Message, now);
        }
    }

    /// Goes to the live desk: at once while a real alarm stands or something real has ended the drill, else asked first.
    pub(crate) fn go_to_live_desk(&mut self, now: Moment) {
        if self.is_no_drill(now) {
            return;
        }
        let Some(view) = self.drill().filter(|view| view.live.is_some()) else {
            return self.say(Word::LiveDeskNone, Scope::Refused, now);
        };
        if self.real_alarm().is_some() || view.ended == Some(true) {
            self.requests.push(Request::ToLiveDesk);
        } else {
            self.open_form(Ok(form::drill::live_desk(self.lang)), now);
        }
    }

    /// Takes that the live desk could not be gone to, and says why.
    pub fn live_desk_not_reached(&mut self, has_one: bool, now: Moment) {
        let word = if has_one { Word::LiveDeskGone } else { Word::LiveDeskNone };
        self.say(word, Scope::Refused, now);
        match &mut self.mode {
            Mode::Bar(bar) => bar.said = Some(text(self.lang, word).to_owned()),
            // It has no place for words beside what is typed; what it lets through stays so.
            Mode::Filter(_) => self.mode = Mode::Keys,
            Mode::Keys
            | Mode::Challenge(_)
            | Mode::Form(_)
            | Mode::Slip(_)
            | Mode::Help { .. }
            | Mode::Why { .. }
            | Mode::Told { .. }
            | Mode::Bytes { .. } => {}
        }
    }

    /// Returns which key goes to the live desk, in words.
    pub(crate) fn live_hint(&self) -> String {
        let row = self.keymap.row(Deed::ToLiveDesk);
        let key = row.map_or("!", |row| row.first.as_str());
        format!("{} {key} {}", text(self.lang, Word::PressKey), text(self.lang, Word::LiveDeskGo))
    }
}

/// Returns whether a snapshot is of a drill that is over; a recording that is watched is none.
pub(crate) fn is_drill_over(snapshot: &Snapshot) -> bool {
    let view = snapshot.status.drill.as_ref().filter(|_| snapshot.status.mode == Purpose::Drill);
    view.is_some_and(|view| view.ended.is_some() && view.replay.is_none())
}

/// Writes a real alarm: which, how many there are, and where; the place gives way on a narrow line.
pub(crate) fn real_words(lang: Lang, live: &LiveDesk, out: &mut String) {
    if let Some(next) = live.next {
        let _ = write!(out, "#{next}");
    } else {
        out.push_str(text(lang, Word::LifeRisk));
    }
    if live.life_risk > 1 {
        let _ = match lang {
            Lang::Zh => write!(out, " 共 {} 起", live.life_risk),
            Lang::En => write!(out, " {} in all", live.life_risk),
        };
    }
    if live.next.is_some() {
        let _ = write!(out, " {}", live.place);
    }
}

/// Writes what players were told; in English as far as the script has any.
pub(crate) fn told_words(lang: Lang, told: &Told, out: &mut String) {
    let words = if told.en.is_empty() { told.zh.as_str() } else { lang.pick(&told.zh, &told.en) };
    let _ = write!(out, "{} {words}", told.code);
}
