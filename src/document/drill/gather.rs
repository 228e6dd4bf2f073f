//! A report from a score: its rows, with the scenario's words and the registry's names.

use crate::document::drill::Report;
use crate::document::drill::rows::{Check, Earlier, Goal, Line, PhaseLine, Player, Said, Seen, Tally, ToDo};
use crate::drill::scenario::{From, Scenario};
use crate::drill::score::{Action, Item, Judgement, Observation, PhaseScore, Score};
use crate::operations::drill::About;
use crate::operations::drill::script::{OpenAction, Words};
use crate::operations::reference::{Code, Name, Reference};
use crate::text::bounded;
use crate::units::{Digest, EntryNumber, Instant};

/// What stands around a score: what a journal alone does not say.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The name of the run's directory.
    pub run: &'a str,
    /// When it was practised, by the wall; unstated: nobody knows.
    pub made: Instant,
    /// Whether its desk still runs.
    pub is_running: bool,
    /// The scenario that was played.
    pub scenario: &'a Scenario,
    /// The registry that it was played with.
    pub reference: &'a Reference,
    /// What earlier drills had left to be done when this one began.
    pub earlier: &'a [OpenAction],
    /// Whether what people typed may stand in it.
    pub is_private: bool,
    /// Gives a text of table `private` by its token; none where it was destroyed.
    pub texts: &'a dyn Fn(u64) -> Option<String>,
}

pub(super) fn report(score: &Score, around: &Around<'_>) -> Report {
    let script = &around.scenario.script;
    let lines: Vec<Line> = score.items.iter().map(|item| line(item, score, around.scenario)).collect();
    let mut tally = Tally::default();
    for line in &lines {
        tally.add(line.judgement);
    }
    let injects = score.injects.iter().zip(&*script.injects);
    Report {
        run: around.run.to_owned(),
        made: around.made,
        desk: around.reference.desk,
        name: script.name,
        scenario: score.scenario,
        head: EntryNumber(0),
        head_digest: Digest::default(),
        began: score.began,
        ended: score.ended,
        real: score.real,
        points: score.points,
        points_max: score.points_max,
        tally,
        goals: goals(&lines, &script.objectives),
        lines,
        milestones: score.milestones.clone(),
        phases: score.phases.iter().map(|phase| phase_line(phase, around)).collect(),
        injects: injects.map(|(inject, words)| (*inject, words.title)).collect(),
        seen: score.observations.iter().map(|it| around.seen(it)).collect(),
        to_do: score.actions.iter().map(|it| around.owed(it)).collect(),
        earlier: around.earlier.iter().map(|action| around.left_over(action, score)).collect(),
        holds: score.holds.clone(),
        paces: score.paces.clone(),
        rehearsed: score.rehearsed,
        players: score.players.iter().map(|(code, entries)| around.player(*code, *entries)).collect(),
        is_running: around.is_running,
        unread: score.unread,
    }
}

fn line(item: &Item, score: &Score, scenario: &Scenario) -> Line {
    let expectation = &scenario.expectations[item.expectation];
    let inject = match expectation.from {
        From::Inject(inject) => scenario.script.injects.get(inject).map(|it| it.code),
        From::Beginning | From::Fact(_) => None,
    };
    // What never began stands in the phase that the drill ended in.
    let began = |phase: &&PhaseScore| item.from.is_none_or(|from| phase.entered <= from);
    let phase = score.phases.iter().rev().find(began).map(|phase| phase.phase);
    Line {
        code: expectation.code,
        words: expectation.words,
        objective: expectation.objective.map(|place| place + 1),
        inject,
        phase: phase.unwrap_or_default(),
        from: item.from,
        within: expectation.within,
        due: item.due,
        done: item.done,
        wrong: item.wrong,
        judgement: item.judgement,
        points: item.points,
        weight: expectation.weight,
    }
}

fn goals(lines: &[Line], objectives: &[Words]) -> Vec<Goal> {
    let numbered = objectives.iter().enumerate().map(|(place, words)| (Some(place + 1), *words));
    let mut goals = Vec::new();
    for (number, words) in numbered.chain([(None, Words::default())]) {
        let mut goal = Goal { number, words, points: 0, points_max: 0, tally: Tally::default() };
        for line in lines.iter().filter(|line| line.objective == number) {
            goal.points += line.points;
            goal.points_max += if line.judgement == Judgement::NotAsked { 0 } else { line.weight };
            goal.tally.add(line.judgement);
        }
        if number.is_some() || goal.tally != Tally::default() {
            goals.push(goal);
        }
    }
    goals
}

fn phase_line(phase: &PhaseScore, around: &Around<'_>) -> PhaseLine {
    let exit = &around.scenario.script.phases[phase.phase as usize].exit;
    let checks = phase.checks.iter().zip(exit).map(|(done, words)| Check { words: *words, done: *done });
    PhaseLine {
        phase: phase.phase,
        entered: phase.entered,
        left: phase.left,
        in_order: phase.in_order,
        reason: phase.reason.map(|token| around.said(token)),
        checks: checks.collect(),
    }
}

impl Around<'_> {
    fn said(&self, token: u64) -> Said {
        if !self.is_private {
            return Said::Withheld;
        }
        (self.texts)(token).map_or(Said::Destroyed, Said::Text)
    }

    fn called(&self, code: &Code) -> Option<Name> {
        let person = || self.reference.person(code).map(|(_, person)| person.name);
        let team = self.reference.team(code).map(|(_, team)| team.name);
        team.or_else(person).or_else(|| self.reference.insurer(code).map(|(_, it)| it.short))
    }

    fn player(&self, code: Code, entries: u32) -> Player {
        let role = self.reference.person(&code).map(|(_, person)| person.role);
        Player { code, called: self.called(&code), role, entries }
    }

    fn seen(&self, of: &Observation) -> Seen {
        let called = match of.about {
            About::Whole => None,
            About::Inject(code) => {
                let mut injects = self.scenario.script.injects.iter();
                injects.find(|it| it.code.eq_ignore_ascii_case(&code)).map(|it| it.title)
            }
            About::Who(code) => self.called(&code).map(|name| {
                let name = bounded(&name);
                Words { zh: name, en: name }
            }),
        };
        Seen { mark: of.mark, about: of.about, called, rating: of.rating, said: self.said(of.token) }
    }

    fn owed(&self, of: &Action) -> ToDo {
        ToDo {
            mark: of.mark,
            number: of.number,
            owner: of.owner,
            called: self.called(&of.owner),
            due_day: of.due_day,
            said: self.said(of.token),
        }
    }

    fn left_over(&self, action: &OpenAction, score: &Score) -> Earlier {
        let mut improved = score.improved.iter();
        let improved = improved.find(|it| it.run == action.run && it.number == action.number);
        let said = match (self.is_private, action.text.is_empty()) {
            (false, _) => Said::Withheld,
            (true, true) => Said::Destroyed,
            (true, false) => Said::Text(action.text.clone()),
        };
        // Withheld is withheld in JSON, too.
        let text = if self.is_private { action.text.clone() } else { String::new() };
        Earlier { action: OpenAction { text, ..action.clone() }, said, improved: improved.map(|it| it.mark) }
    }
}
