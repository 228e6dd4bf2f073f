//! What keys do.

mod director;
mod incident;
mod place;
mod typing;

pub(crate) use place::{Move, scrolled};

use crate::language::Word;
use crate::operations::incident::view::Standing;
use crate::screen::bar::Bar;
use crate::screen::challenge::Ask;
use crate::screen::edit::Edit;
use crate::screen::form;
use crate::screen::keymap::{Deed, Found, Turn};
use crate::screen::layout::Page;
use crate::screen::request::{Link, Request};
use crate::screen::state::{Focus, Mode, Screen};
use crate::screen::theme::Scope;
use crate::terminal::key::Key;
use std::time::Instant as Moment;

/// Lines that a page key scrolls.
const PAGE_LINES: u16 = 10;

impl Screen {
    /// Takes a key.
    pub fn key(&mut self, key: Key, now: Moment) {
        self.touched = Some(now);
        self.by_desk = false;
        self.awaited = None;
        self.step_over_hearing(key);
        if self.is_way_out(key) {
            self.node = 0;
            return self.go_to_live_desk(now);
        }
        match &mut self.mode {
            Mode::Keys => self.key_to_deed(key, now),
            Mode::Bar(_) => self.key_to_bar(key, now),
            Mode::Filter(_) => self.key_to_filter(key),
            Mode::Challenge(_) => self.key_to_challenge(key, now),
            Mode::Form(_) => self.key_to_form(key, now),
            Mode::Slip(_) => self.key_to_slip(key, now),
            Mode::Help { .. } | Mode::Why { .. } | Mode::Told { .. } | Mode::Bytes { .. } => {
                self.key_to_overlay(key, now);
            }
        }
        self.seek_site();
    }

    /// Takes a paste: text where a text is typed, nothing anywhere else.
    pub fn paste(&mut self, pasted: &str, now: Moment) {
        self.touched = Some(now);
        match &mut self.mode {
            Mode::Bar(bar) => bar.edit.insert(pasted),
            Mode::Filter(edit) => {
                edit.insert(pasted);
                self.refilter();
            }
            Mode::Challenge(challenge) => challenge.paste(pasted, now),
            Mode::Form(form) => form.paste(pasted, now),
            Mode::Slip(_) => self.paste_to_slip(pasted),
            Mode::Keys | Mode::Help { .. } | Mode::Why { .. } | Mode::Told { .. } | Mode::Bytes { .. } => {}
        }
        self.seek_site();
    }

    fn waits_for_signature(&self) -> bool {
        self.snapshot.as_ref().is_some_and(|snapshot| !snapshot.waiting.is_empty())
    }

    /// Returns whether a deed does anything on the screen as it stands; the help shows what works here.
    pub fn works(&self, deed: Deed) -> bool {
        !(deed.is_act() && self.is_drill_over()) && self.has_what_it_takes(deed)
    }

    fn has_what_it_takes(&self, deed: Deed) -> bool {
        let view = self.selected_view();
        let open = view.is_some_and(|view| !matches!(view.standing, Standing::Closed { .. }));
        match deed {
            Deed::Acknowledge => {
                self.deaf_feed().is_some()
                    || view.is_some_and(|view| matches!(view.standing, Standing::Unacknowledged { .. }))
            }
            Deed::NextLifeRisk => self.snapshot.as_ref().is_some_and(|it| it.status.unacknowledged > 0),
            Deed::Close
            | Deed::Call
            | Deed::CallOther
            | Deed::Verify
            | Deed::People
            | Deed::Scene
            | Deed::Brief
            | Deed::Dispatch
            | Deed::Order
            | Deed::Level => open,
            Deed::Evacuate | Deed::Team => {
                let teams = self.dossier.iter().flat_map(|dossier| &dossier.dispatches);
                teams.into_iter().any(|order| order.status.is_bound())
            }
            Deed::Step => self.has_step_to_do(),
            Deed::Report => self
                .dossier
                .as_ref()
                .is_some_and(|dossier| dossier.form.is_some() || !dossier.reports.is_empty()),
            Deed::Sign => self.page == Page::Handover || self.waits_for_signature(),
            Deed::Money => {
                self.page == Page::Pool || self.dossier.as_deref().is_some_and(form::money::has_its_time)
            }
            Deed::Relay => self.page == Page::Warnings,
            Deed::Merge | Deed::KeepApart => {
                self.dossier.as_ref().is_some_and(|it| !it.kin.proposals.is_empty())
            }
            Deed::Shelve | Deed::TakeOut | Deed::Window | Deed::Lift | Deed::Held => {
                self.page == Page::Devices
            }
            Deed::Reopen => view.is_some() && !open,
            Deed::Why | Deed::Detail => view.is_some(),
            Deed::Silence => self.sound.sounds(),
            Deed::Unfold => self.snapshot.as_ref().is_some_and(|snapshot| !snapshot.folds.is_empty()),
            Deed::Back => {
                self.page != Page::Incidents || !self.filter.is_empty() || self.focus == Focus::Dossier
            }
            Deed::SignOn => !self.session.proved,
            Deed::Page(Turn::Director)
            | Deed::Told
            | Deed::ToLiveDesk
            | Deed::RealSituation
            | Deed::Direct(_) => self.works_in_drill(deed),
            Deed::Page(turn) => self.page_of(turn) != self.page,
            Deed::Note
            | Deed::Intake
            | Deed::Up
            | Deed::Down
            | Deed::PageUp
            | Deed::PageDown
            | Deed::First
            | Deed::Last
            | Deed::Focus
            | Deed::Filter
            | Deed::Bar
            | Deed::Language
            | Deed::Theme
            | Deed::Repaint
            | Deed::Help
            | Deed::Quit => true,
        }
    }

    /// Returns whether a step of the plan that runs is still to be done.
    fn has_step_to_do(&self) -> bool {
        let plan = self.dossier.as_ref().and_then(|dossier| dossier.plan.as_ref());
        plan.is_some_and(|plan| plan.runs && plan.steps.iter().any(|step| step.done.is_none()))
    }

    /// Returns whether a deed of drills does anything: on a desk that is none nothing of them does.
    fn works_in_drill(&self, deed: Deed) -> bool {
        match deed {
            Deed::Told => self.drill().is_some_and(|view| view.told.is_some()),
            Deed::ToLiveDesk => self.drill().is_some_and(|view| view.live.is_some()),
            Deed::RealSituation => self.drill().is_some_and(|view| view.ended.is_none()),
            Deed::Direct(what) => self.directs(what),
            _ => self.is_drill() && self.page != Page::Director,
        }
    }

    pub(crate) fn key_to_deed(&mut self, key: Key, now: Moment) {
        match self.keymap.follow_on(self.place_of_keys(), self.node, key) {
            Found::More(node) => self.node = node,
            Found::Deed(deed) => {
                self.node = 0;
                self.deed(deed, now);
            }
            Found::Nothing => {
                self.node = 0;
                self.say(Word::UnknownKey, Scope::Dim, now);
            }
        }
    }

    pub(crate) fn deed(&mut self, deed: Deed, now: Moment) {
        if !self.is_held_back(deed, now) {
            self.carry_out(deed, now);
        }
    }

    /// Says why a deed is not done; returns whether it is not.
    fn is_held_back(&mut self, deed: Deed, now: Moment) -> bool {
        // On a page of rows a key means the row that it is pressed on, never an incident that is out of sight.
        if deed.is_about_an_incident()
            && let Some(incident) = self.aim()
        {
            self.say_about(incident, Word::JustAppeared, Scope::Message, now);
            return true;
        }
        deed.is_act() && self.refuses_as_over(now)
    }

    fn carry_out(&mut self, deed: Deed, now: Moment) {
        match deed {
            Deed::Acknowledge => self.acknowledge(now),
            Deed::NextLifeRisk => self.next_waiting(now),
            Deed::Call => self.call_next(now),
            Deed::CallOther => self.open_form(form::call::open(self), now),
            Deed::Verify => self.open_form(form::verify::open(self), now),
            Deed::People => self.open_form(form::people::open(self), now),
            Deed::Scene => self.open_form(form::scene::open(self), now),
            Deed::Brief => self.brief(now),
            Deed::Dispatch => self.open_form(form::dispatch::open(self), now),
            Deed::Evacuate => self.open_form(form::evacuate::open(self), now),
            Deed::Team => self.open_form(form::team::open(self), now),
            Deed::Step => self.open_form(form::step::open(self), now),
            Deed::Order => self.open_form(form::order::open(self), now),
            Deed::Report => self.open_form(form::report::open(self), now),
            Deed::Sign if self.page == Page::Handover => self.open_form(form::handover::open(self), now),
            Deed::Sign => self.sign_next(now),
            Deed::Level => self.open_form(form::level::open(self), now),
            Deed::Money => self.money(now),
            Deed::Merge => self.open_form(form::regroup::merge(self), now),
            Deed::KeepApart => self.open_form(form::regroup::keep_apart(self), now),
            Deed::Shelve => self.open_form(form::silence::shelve(self), now),
            Deed::TakeOut => self.open_form(form::silence::take_out(self), now),
            Deed::Window => self.open_form(form::silence::window(self), now),
            Deed::Lift => self.open_form(form::silence::lift(self), now),
            Deed::Held => self.show_held(now),
            Deed::Relay => self.open_form(form::relay::open(self), now),
            Deed::Intake => self.open_form(Ok(form::intake::open(self)), now),
            Deed::Note => self.open(Ask::Note { incident: self.list.selected }, now),
            Deed::Close => self.close(now),
            Deed::Reopen => self.reopen(now),
            Deed::Why if self.list.selected.is_some() => self.mode = Mode::Why { scroll: 0 },
            Deed::Why => self.say(Word::NothingSelected, Scope::Message, now),
            Deed::Silence => {
                let word = if self.sound.silence() { Word::Silenced } else { Word::NothingSounds };
                self.say(word, Scope::Message, now);
            }
            Deed::Unfold => self.unfold(),
            Deed::Up => self.cursor(Move::Up(1)),
            Deed::Down => self.cursor(Move::Down(1)),
            Deed::PageUp => self.cursor(Move::Up(PAGE_LINES)),
            Deed::PageDown => self.cursor(Move::Down(PAGE_LINES)),
            Deed::First => self.cursor(Move::First),
            Deed::Last => self.cursor(Move::Last),
            Deed::Detail => self.detail(now),
            Deed::Back => self.back(),
            Deed::Focus => self.focus = if self.focus == Focus::List { Focus::Dossier } else { Focus::List },
            Deed::Page(turn) => self.page_key(turn, now),
            Deed::Filter => self.mode = Mode::Filter(Edit::new(self.narrowed_by())),
            Deed::Bar => {
                let directs = self.snapshot.as_ref().is_some_and(|it| it.status.drill.is_some());
                self.mode = Mode::Bar(Bar::of(directs));
            }
            Deed::SignOn => self.open(Ask::Officer { then: None }, now),
            Deed::Language => self.lang = self.lang.other(),
            Deed::Theme => self.next_theme(),
            Deed::Repaint => self.requests.push(Request::Repaint),
            Deed::Told => self.show_told(now),
            Deed::ToLiveDesk => self.go_to_live_desk(now),
            Deed::RealSituation => self.real_situation(now),
            Deed::Direct(what) => self.direct(what, now),
            Deed::Help => self.mode = Mode::Help { scroll: 0 },
            Deed::Quit => self.quit(now),
        }
    }

    fn quit(&mut self, now: Moment) {
        if (self.unfinished() == 0 && self.waiting().next().is_none()) || self.link != Link::Up {
            self.requests.push(Request::Quit);
        } else {
            self.open(Ask::Quit, now);
        }
    }

    /// Counts what is unfinished: unacknowledged incidents, and commands without an answer.
    pub(crate) fn unfinished(&self) -> usize {
        let waiting = self.snapshot.as_ref().map_or(0, |snapshot| snapshot.status.unacknowledged as usize);
        waiting + self.pending.len()
    }

    /// Life goes on under an overlay: the acts of a fire work there too.
    fn key_to_overlay(&mut self, key: Key, now: Moment) {
        let step = match self.keymap.follow(0, key) {
            Found::Deed(Deed::Up) => Move::Up(1),
            Found::Deed(Deed::Down) => Move::Down(1),
            Found::Deed(Deed::PageUp) => Move::Up(PAGE_LINES),
            Found::Deed(Deed::PageDown) => Move::Down(PAGE_LINES),
            Found::Deed(Deed::First) => Move::First,
            Found::Deed(Deed::Last) => Move::Last,
            Found::Deed(
                deed @ (Deed::NextLifeRisk
                | Deed::Silence
                | Deed::Language
                | Deed::ToLiveDesk
                | Deed::RealSituation),
            ) => {
                if !matches!(deed, Deed::Silence | Deed::Language) {
                    self.mode = Mode::Keys;
                }
                return self.deed(deed, now);
            }
            Found::Deed(_) | Found::More(_) | Found::Nothing => {
                self.mode = Mode::Keys;
                return;
            }
        };
        if let Mode::Help { scroll }
        | Mode::Why { scroll }
        | Mode::Told { scroll }
        | Mode::Bytes { scroll, .. } = &mut self.mode
        {
            *scroll = scrolled(*scroll, self.overlay_last, step);
        }
    }
}

impl Deed {
    /// Returns whether it is done to the selected incident.
    const fn is_about_an_incident(self) -> bool {
        matches!(
            self,
            Self::Acknowledge
                | Self::Call
                | Self::CallOther
                | Self::Verify
                | Self::People
                | Self::Scene
                | Self::Brief
                | Self::Dispatch
                | Self::Evacuate
                | Self::Team
                | Self::Step
                | Self::Order
                | Self::Report
                | Self::Level
                | Self::Money
                | Self::Note
                | Self::Close
                | Self::Reopen
                | Self::Why
        )
    }

    /// Returns whether it tells the desk to do something, a director's deeds aside.
    const fn is_act(self) -> bool {
        let is_of_desk = matches!(
            self,
            Self::Sign
                | Self::Relay
                | Self::Intake
                | Self::Merge
                | Self::KeepApart
                | Self::Shelve
                | Self::TakeOut
                | Self::Window
                | Self::Lift
                | Self::RealSituation
        );
        is_of_desk || self.is_about_an_incident() && !matches!(self, Self::Why)
    }
}
