//! Expected against done: which act answers which expectation, and how that is judged.

use crate::drill::expected::Expected;
use crate::drill::scenario::{Expectation, From};
use crate::drill::score::{Item, Judgement, Mark};
use crate::operations::actor::Actor;
use crate::operations::drill;
use crate::operations::fact::{Body, Fact};
use crate::units::Instant;

/// The expectations and how far each has come.
pub(super) struct Judge<'a> {
    expectations: &'a [Expectation],
    rows: Vec<Row>,
    /// The kinds that the act has answered whose entries come now.
    answered: Vec<Expected>,
}

/// Which of an act's entries one is: teams that are ordered at once stand in an entry each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The first, or no act at all.
    First,
    /// One more of the act before it.
    More,
}

impl Part {
    /// Tells it by the action: that stands on the first entry of an act and on no other.
    pub(super) fn of(fact: &Fact) -> Self {
        if fact.action.is_none() && fact.actor != Actor::Desk { Self::More } else { Self::First }
    }
}

/// How far an expectation has come.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    from: Option<Mark>,
    done: Option<Mark>,
    wrong: Option<Mark>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(expectations: &'a [Expectation]) -> Self {
        Self { expectations, rows: vec![Row::default(); expectations.len()], answered: Vec::new() }
    }

    /// The drill begins.
    pub(super) fn begin(&mut self, mark: Mark) {
        self.start(mark, |from| *from == From::Beginning);
    }

    /// Takes the next entry: acts answer what began before them, then it may begin something itself.
    pub(super) fn take(
        &mut self,
        mark: Mark,
        (part, body): (Part, &Body),
        is: impl Fn(&Expected, &Body) -> bool,
    ) {
        if part == Part::First {
            self.answered.clear();
        }
        let mut answering = Vec::new();
        for (place, (row, expectation)) in self.rows.iter_mut().zip(self.expectations).enumerate() {
            if row.from.is_none() || row.done.is_some() {
                continue;
            }
            if expectation.wrong.iter().any(|wrong| is(wrong, body)) {
                row.wrong.get_or_insert(mark);
            } else if is(&expectation.does, body) && !self.answered.contains(&expectation.does) {
                answering.push(place);
            }
        }
        while let Some(place) = self.first(&answering, mark.at) {
            self.rows[place].done = Some(mark);
            let answered = self.expectations[place].does;
            answering.retain(|other| self.expectations[*other].does != answered);
            self.answered.push(answered);
        }
        let given = inject_of(body);
        self.start(mark, |from| match from {
            From::Beginning => false,
            From::Inject(inject) => given == Some(*inject),
            From::Fact(fact) => is(fact, body),
        });
    }

    fn start(&mut self, mark: Mark, begins: impl Fn(&From) -> bool) {
        for (row, expectation) in self.rows.iter_mut().zip(self.expectations) {
            if row.from.is_none() && begins(&expectation.from) {
                row.from = Some(mark);
            }
        }
    }

    /// Returns who takes an act: of those that are not late the one that is due first, else the one that began first.
    fn first(&self, places: &[usize], at: Instant) -> Option<usize> {
        let rank = |place: &usize| {
            let due = self.due(*place).unwrap_or_default();
            let is_late = at > due;
            (is_late, if is_late { self.rows[*place].from.map(|from| from.at) } else { Some(due) }, *place)
        };
        places.iter().copied().min_by_key(rank)
    }

    fn due(&self, place: usize) -> Option<Instant> {
        self.rows[place].from.map(|from| from.at.after(self.expectations[place].within))
    }

    /// Judges; `end` is when the drill was over.
    pub(super) fn finish(self, end: Instant) -> Vec<Item> {
        let mut items: Vec<Item> = (0..self.rows.len()).map(|place| self.item(place, end)).collect();
        // A chain may be longer than two: again until nothing changes, and each turn makes at least one more missed.
        while let Some(place) = self.follows_a_miss(&items) {
            items[place].judgement = Judgement::Missed;
        }
        items
    }

    fn item(&self, place: usize, end: Instant) -> Item {
        let (row, expectation) = (&self.rows[place], &self.expectations[place]);
        let due = self.due(place);
        let judgement = match (row.wrong, row.done, due) {
            (Some(_), _, _) => Judgement::Wrong,
            (None, Some(done), Some(due)) if done.at <= due => Judgement::OnTime,
            (None, Some(_), _) => Judgement::Late,
            (None, None, Some(due)) if due <= end => Judgement::Missed,
            (None, None, _) => Judgement::NotAsked,
        };
        let points = match judgement {
            Judgement::OnTime => expectation.weight,
            Judgement::Late => expectation.weight / 2,
            Judgement::Wrong | Judgement::Missed | Judgement::NotAsked => 0,
        };
        Item { expectation: place, from: row.from, due, done: row.done, wrong: row.wrong, judgement, points }
    }

    /// Returns an expectation that never began because the team missed the act that it follows from.
    fn follows_a_miss(&self, items: &[Item]) -> Option<usize> {
        let is_missed = |wanted: &Expected| {
            let pairs = items.iter().zip(self.expectations);
            pairs.into_iter().any(|(item, expectation)| {
                let is_owed = match item.judgement {
                    Judgement::Missed | Judgement::Wrong => item.done.is_none(),
                    Judgement::OnTime | Judgement::Late | Judgement::NotAsked => false,
                };
                is_owed && expectation.does.can_be(wanted)
            })
        };
        let follows = |item: &Item| match &self.expectations[item.expectation].from {
            From::Fact(wanted) => item.from.is_none() && is_missed(wanted),
            From::Beginning | From::Inject(_) => false,
        };
        items.iter().position(|item| item.judgement == Judgement::NotAsked && follows(item))
    }
}

/// Returns the place of the inject that a fact gives.
const fn inject_of(body: &Body) -> Option<usize> {
    if let Body::Drill(drill::Fact::Given { inject, .. }) = body { Some(*inject as usize) } else { None }
}
