//! Keys of the director's page, and the stop word that everybody has.
//!
//! What they do is drafted as a line of the command bar would: the desk decides, and says why it refuses.

use crate::language::{Lang, Word, refusal};
use crate::limits::{DRILL_PACE_MAX, DRILL_PACE_MIN};
use crate::operations::command::Draft;
use crate::operations::drill::{About, Command, Refusal};
use crate::operations::incident::Phase;
use crate::operations::listing::drill::{Head, InjectRow, PhaseRow, Row, When};
use crate::operations::listing::{Listing, Rows};
use crate::screen::bar::Bar;
use crate::screen::form;
use crate::screen::keymap::Direct;
use crate::screen::layout::Page;
use crate::screen::state::{Message, Mode, Screen};
use crate::screen::theme::Scope;
use std::time::Instant as Moment;

/// The rates that a key goes through. Units: thousandths of real time.
const PACES: [u32; 9] = [DRILL_PACE_MIN, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 60_000, DRILL_PACE_MAX];

impl Screen {
    /// Returns whether a key of the director's page does anything now.
    pub(super) fn directs(&self, what: Direct) -> bool {
        let Some(view) = self.drill().filter(|_| self.is_place_of(what)) else { return false };
        let runs = view.ended.is_none();
        let row = self.script_row();
        match what {
            Direct::Give | Direct::Leave => {
                runs && matches!(row, Some(Row::Inject(inject)) if is_to_come(inject))
            }
            Direct::Check => {
                matches!(row, Some(Row::Item { is_done: false, .. } | Row::Open { is_done: false, .. }))
            }
            Direct::Enter => runs && view.replay.is_none() && next_of(view.phase).is_some(),
            Direct::Observe | Direct::Improve => view.replay.is_none(),
            Direct::Step | Direct::Seek | Direct::Bookmark | Direct::TakeOver => view.replay.is_some(),
            Direct::Hold | Direct::Slower | Direct::Faster | Direct::End => runs,
        }
    }

    /// Does what a key of the director's page says.
    pub(super) fn direct(&mut self, what: Direct, now: Moment) {
        if self.is_no_drill(now) {
            return;
        }
        if !self.is_place_of(what) {
            return self.say(Word::DirectorNotOpen, Scope::Message, now);
        }
        let lang = self.lang;
        match what {
            Direct::Give => self.about_inject(form::drill::give, now),
            Direct::Leave => self.about_inject(form::drill::leave, now),
            Direct::Check => self.check(now),
            Direct::Enter => {
                let opened = self.next_phase();
                self.open_form(opened, now);
            }
            Direct::Observe => {
                let (about, called) = self.observed();
                self.open_form(Ok(form::drill::observe(lang, about, &called)), now);
            }
            Direct::Hold => {
                let is_held = self.drill().is_some_and(|view| view.held.is_some());
                self.drill_act(if is_held { Command::Resume } else { Command::Hold }, now);
            }
            Direct::Slower => self.pace(slower, Word::DirectorSlowest, now),
            Direct::Faster => self.pace(faster, Word::DirectorFastest, now),
            Direct::Step => self.drill_act(Command::Step, now),
            Direct::Improve => self.type_line(lang.pick("整改 ", "improve ")),
            Direct::Seek => {
                let place = self.marked_place();
                self.type_line(&format!("{}{place}", lang.pick("定位 ", "seek ")));
            }
            Direct::Bookmark => self.type_line(lang.pick("书签 ", "bookmark ")),
            Direct::TakeOver => self.open_form(Ok(form::drill::take_over(lang)), now),
            Direct::End => {
                let waiting = self.script_head().map(|head| head.waiting);
                self.open_form(Ok(form::drill::end(lang, waiting)), now);
            }
        }
    }

    /// Asks before something real ends the drill (真实情况): for whoever sits here, proved or not.
    pub(super) fn real_situation(&mut self, now: Moment) {
        if self.is_no_drill(now) {
            return;
        }
        self.open_form(Ok(form::drill::real(self.lang)), now);
    }

    fn drill_act(&mut self, command: Command<String>, now: Moment) {
        self.act(Draft::Drill(command), self.seen(None), now);
    }

    fn type_line(&mut self, line: &str) {
        self.mode = Mode::Bar(Bar::begun(line));
    }

    /// Returns the place under the cursor, as `seek` names it; nothing where there is none.
    fn marked_place(&self) -> String {
        match self.script_row() {
            Some(Row::Mark(mark)) => format!("B{}", mark.number),
            Some(
                Row::Head(_)
                | Row::Phase(_)
                | Row::Item { .. }
                | Row::Inject(_)
                | Row::Open { .. }
                | Row::Improve(_)
                | Row::Seen(_),
            )
            | None => String::new(),
        }
    }

    fn inject(&self) -> Result<&InjectRow, Word> {
        match self.script_row() {
            Some(Row::Inject(row)) => Ok(row),
            Some(
                Row::Head(_)
                | Row::Phase(_)
                | Row::Item { .. }
                | Row::Open { .. }
                | Row::Improve(_)
                | Row::Seen(_)
                | Row::Mark(_),
            )
            | None => Err(Word::DirectorChooseInject),
        }
    }

    /// Opens a box about the inject under the cursor; of one that is no longer to come it says at once what became of it.
    fn about_inject(&mut self, open: fn(Lang, &InjectRow) -> form::Form, now: Moment) {
        let lang = self.lang;
        let row = match self.inject() {
            Ok(row) => row,
            Err(word) => return self.say(word, Scope::Message, now),
        };
        let why = match row.when {
            When::Due(_) | When::OnFact | When::ByHand => {
                let form = open(lang, row);
                return self.open_form(Ok(form), now);
            }
            When::Given { .. } => Refusal::AlreadyGiven(row.code),
            When::Left { .. } => Refusal::AlreadyLeft(row.code),
        };
        let mut said = String::new();
        refusal::drill::refusal(lang, &why, &mut said);
        self.message = Some(Message { text: said, scope: Scope::Refused, at: Some(now) });
    }

    /// Returns whether a key of the director's page is one here: those of a recording are wherever it is watched.
    fn is_place_of(&self, what: Direct) -> bool {
        self.page == Page::Director || self.is_watching() && what.is_of_recordings()
    }

    fn check(&mut self, now: Moment) {
        let command = match self.script_row() {
            Some(Row::Item { phase, item, .. }) => Command::Check { phase: *phase, item: *item },
            Some(Row::Open { action, .. }) => Command::Improved { run: action.run, number: action.number },
            Some(
                Row::Head(_) | Row::Phase(_) | Row::Inject(_) | Row::Improve(_) | Row::Seen(_) | Row::Mark(_),
            )
            | None => {
                return self.say(Word::DirectorChooseItem, Scope::Message, now);
            }
        };
        self.drill_act(command, now);
    }

    fn next_phase(&self) -> Result<form::Form, Word> {
        let phase = self.drill().map(|view| view.phase).ok_or(Word::DirectorOnly)?;
        let next = next_of(phase).ok_or(Word::DirectorLastPhase)?;
        let next = self.phase_row(next).ok_or(Word::DirectorOnly)?;
        Ok(form::drill::enter(self.lang, self.phase_row(phase), next))
    }

    fn script_head(&self) -> Option<&Head> {
        let window = self.lists.of(Listing::Drill).window.as_ref()?;
        let Rows::Drill(rows) = &window.rows else { return None };
        rows.iter().find_map(|row| match row {
            Row::Head(head) => Some(&**head),
            Row::Phase(_)
            | Row::Item { .. }
            | Row::Inject(_)
            | Row::Open { .. }
            | Row::Improve(_)
            | Row::Seen(_)
            | Row::Mark(_) => None,
        })
    }

    fn phase_row(&self, phase: Phase) -> Option<&PhaseRow> {
        let window = self.lists.of(Listing::Drill).window.as_ref()?;
        let Rows::Drill(rows) = &window.rows else { return None };
        rows.iter().find_map(|row| match row {
            Row::Phase(row) if row.phase == phase => Some(&**row),
            Row::Phase(_)
            | Row::Head(_)
            | Row::Item { .. }
            | Row::Inject(_)
            | Row::Open { .. }
            | Row::Improve(_)
            | Row::Seen(_)
            | Row::Mark(_) => None,
        })
    }

    /// Returns what an observation is about: the inject under the cursor, else the drill as a whole.
    fn observed(&self) -> (About, String) {
        match self.inject() {
            Ok(row) => {
                let called = format!("{} {}", row.code, form::drill::words(self.lang, &row.title));
                (About::Inject(row.code), called)
            }
            Err(_) => (About::Whole, self.lang.pick("全程", "the whole drill").to_owned()),
        }
    }

    fn pace(&mut self, to: fn(u32) -> Option<u32>, end: Word, now: Moment) {
        let milli = self.drill().map_or(1_000, |view| view.milli);
        match to(milli) {
            Some(milli) => self.drill_act(Command::Pace { milli }, now),
            None => self.say(end, Scope::Message, now),
        }
    }
}

fn is_to_come(inject: &InjectRow) -> bool {
    match inject.when {
        When::Due(_) | When::OnFact | When::ByHand => true,
        When::Given { .. } | When::Left { .. } => false,
    }
}

fn next_of(phase: Phase) -> Option<Phase> {
    Phase::ALL.get(phase as usize + 1).copied()
}

fn slower(milli: u32) -> Option<u32> {
    PACES.into_iter().rev().find(|pace| *pace < milli)
}

fn faster(milli: u32) -> Option<u32> {
    PACES.into_iter().find(|pace| *pace > milli)
}

#[cfg(test)]
mod tests {
    use super::{PACES, faster, slower};

    #[test]
    fn a_key_goes_through_every_rate_and_stops_at_the_ends() {
        for pair in PACES.windows(2) {
            assert_eq!((faster(pair[0]), slower(pair[1])), (Some(pair[1]), Some(pair[0])));
        }
        assert_eq!((slower(PACES[0]), faster(PACES[8])), (None, None));
        assert_eq!((slower(3_000), faster(3_000)), (Some(2_000), Some(4_000)), "from a rate that was typed");
    }
}
