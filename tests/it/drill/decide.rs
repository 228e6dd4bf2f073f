//! What a director may do: every refusal by its name, every act once, and a desk that serves takes none of it.

use crate::operations::fixture::{Desk, TEXT, proved, registry};
use dutydesk::drill::scenario::Setup;
use dutydesk::engine::drill::mask::{Names, masked};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::language::{Lang, refusal};
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::{Body, Command, Seen};
use dutydesk::operations::drill::script::{InjectScript, OpenAction, PhaseScript, Words};
use dutydesk::operations::drill::state::Inject;
use dutydesk::operations::drill::{self, About, Fact, Rating, Refusal, Script, Seek};
use dutydesk::operations::incident::Phase;
use dutydesk::operations::outcome::Refusal as Refused;
use dutydesk::operations::state::Verdict;
use dutydesk::registry::Registry;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, Digest, InputNumber, Instant};
use std::sync::Arc;

type Order = drill::Command<dutydesk::operations::actor::PrivateText>;

/// A drill of two injects, whose phase 1 has two items.
struct Drill {
    driver: Driver,
    facts: Vec<dutydesk::operations::fact::Fact>,
    input: u64,
}

impl Drill {
    fn begin() -> Self {
        let inject = |code: &str| InjectScript { code: bounded(code), ..InjectScript::default() };
        let words = Words { zh: bounded("项"), en: bounded("item") };
        let mut script = Script { injects: [inject("J1"), inject("J2")].into(), ..Script::default() };
        script.phases[1] = PhaseScript { entry: [words].into(), exit: [words, words].into() };
        let open = OpenAction {
            run: bounded("2026-11-01-fire"),
            number: 2,
            owner: bounded("T4"),
            due_day: 20_500,
            text: "x".to_owned(),
        };
        script.open_actions = [open].into();
        let mut registry = Registry::clone(&registry());
        let masked = masked(&registry.operations, Names::Masked, script, &Setup::default());
        registry.operations = Arc::new(masked);
        let mut drill = Self { driver: Driver::new(Arc::new(registry)), facts: Vec::new(), input: 0 };
        let began = Fact::Began { scenario: Digest::default(), name: bounded("x"), injects: 2 };
        drill.take(&Input::Drill { actor: Actor::Desk, fact: began });
        drill
    }

    fn take(&mut self, input: &Input<'_>) -> Option<Verdict> {
        self.input += 1;
        let at = Instant(1_800_000_000_000 + self.input as i64 * 1_000);
        self.driver.take(InputNumber(self.input), at, input, &mut self.facts)
    }

    fn order(&mut self, actor: Actor, order: Order) -> Result<(), Refused> {
        let action = ActionId(u128::from(self.input) + 100);
        let body = Body::Drill(order);
        let command = Command { action, actor, signed_by: None, seen: Seen::default(), body };
        match self.take(&Input::Command(Box::new(command))) {
            Some(Verdict::Refused(why)) => Err(why),
            Some(Verdict::Decided { .. }) => Ok(()),
            None => panic!("a command is answered"),
        }
    }

    fn direct(&mut self, order: Order) -> Result<(), Refused> {
        self.order(proved("X1"), order)
    }

    fn run(&self) -> &drill::Run {
        self.driver.state.drills.run().unwrap()
    }
}

fn give(code: &str) -> Order {
    Order::Give { inject: bounded(code) }
}

fn enter(phase: Phase, reason: bool) -> Order {
    Order::Enter { phase, reason: reason.then_some(TEXT) }
}

#[test]
fn every_refusal_has_its_name_and_words_in_both_languages() {
    let mut drill = Drill::begin();
    let code = bounded("J9");
    let who = bounded("T99");
    let refusals = [
        (give("J9"), Refusal::NoSuchInject(code)),
        (enter(Phase::Verification, false), Refusal::AlreadyIn(Phase::Verification)),
        (enter(Phase::Activation, false), Refusal::ReasonMissing(Phase::Activation)),
        (Order::Check { phase: Phase::Activation, item: 3 }, Refusal::NoSuchItem { items: 2 }),
        (Order::Check { phase: Phase::Activation, item: 0 }, Refusal::NoSuchItem { items: 2 }),
        (
            Order::Observe { about: About::Inject(code), rating: Rating::Good, text: TEXT },
            Refusal::NoSuchInject(code),
        ),
        (
            Order::Observe { about: About::Who(who), rating: Rating::Good, text: TEXT },
            Refusal::NoSuchOne(who),
        ),
        (Order::Improve { owner: who, due_day: 1, text: TEXT }, Refusal::NoSuchOne(who)),
        (Order::Improved { run: bounded("2026-11-01-fire"), number: 1 }, Refusal::NoSuchAction(1)),
        (
            Order::Improve { owner: bounded("T4"), due_day: 20_500, text: TEXT },
            Refusal::DayPast { due_day: 20_500, today: 20_833 },
        ),
        (Order::Resume, Refusal::NotHeld),
        (Order::Pace { milli: 249 }, Refusal::PaceOutOfRange),
        (Order::Step, Refusal::NotWatching),
        (Order::Seek(Seek::Bookmark(1)), Refusal::NotWatching),
        (Order::TakeOver, Refusal::NotWatching),
    ];
    for (order, wanted) in refusals {
        assert_eq!(drill.direct(order), Err(Refused::Drill(wanted)), "{order:?}");
        for lang in [Lang::Zh, Lang::En] {
            let mut said = String::new();
            refusal::drill::refusal(lang, &wanted, &mut said);
            assert!(said.chars().count() > 5, "{wanted:?}: {said}");
        }
    }
    assert!(drill.facts.iter().all(|fact| fact.body.kind() != "drill.given"), "nothing changed");
}

#[test]
fn an_inject_is_given_or_left_out_once() {
    let mut drill = Drill::begin();
    assert_eq!(drill.direct(give("j1")), Ok(()));
    assert_eq!(drill.direct(give("J1")), Err(Refused::Drill(Refusal::AlreadyGiven(bounded("J1")))));
    assert_eq!(drill.direct(Order::Leave { inject: bounded("J2") }), Ok(()));
    assert_eq!(drill.direct(give("J2")), Err(Refused::Drill(Refusal::AlreadyLeft(bounded("J2")))));
    assert!(matches!(drill.run().injects[..], [Inject::Given { by_hand: true, .. }, Inject::Left { .. }]));
}

#[test]
fn phases_go_forward_in_order_or_with_a_reason() {
    let mut drill = Drill::begin();
    let ready = Fact::Ready { phase: Phase::Activation };
    drill.take(&Input::Drill { actor: Actor::Desk, fact: ready });
    assert_eq!(drill.direct(enter(Phase::Activation, false)), Ok(()));
    assert_eq!(
        drill.direct(enter(Phase::Verification, true)),
        Err(Refused::Drill(Refusal::Backwards(Phase::Verification)))
    );
    assert_eq!(drill.direct(Order::Check { phase: Phase::Activation, item: 2 }), Ok(()));
    assert_eq!(
        drill.direct(Order::Check { phase: Phase::Activation, item: 2 }),
        Err(Refused::Drill(Refusal::AlreadyChecked))
    );
    assert_eq!(drill.direct(enter(Phase::Recovery, true)), Ok(()), "a phase is skipped with a reason");
    assert_eq!(drill.run().phase, Phase::Recovery);
    assert!(drill.run().is_checked(Phase::Activation, 2) && !drill.run().is_checked(Phase::Activation, 1));
}

#[test]
fn only_a_proved_director_directs_and_anybody_says_that_it_is_real() {
    let mut drill = Drill::begin();
    for actor in [proved("D1"), proved("L1"), proved("V1")] {
        assert!(matches!(drill.order(actor, give("J1")), Err(Refused::NotAllowed(_))), "{actor:?}");
    }
    assert_eq!(drill.order(Actor::Unclaimed, give("J1")), Err(Refused::NeedsProof));
    assert_eq!(drill.order(Actor::Unclaimed, Order::RealSituation), Ok(()));
    assert_eq!(drill.run().ended.map(|(_, real)| real), Some(true));
    assert_eq!(drill.direct(give("J1")), Err(Refused::Drill(Refusal::Over)));
    assert_eq!(drill.direct(Order::Resume), Err(Refused::Drill(Refusal::Over)));
    // What was seen and what is to be done is written down after the end.
    let observe = Order::Observe { about: About::Whole, rating: Rating::Fair, text: TEXT };
    assert_eq!(drill.direct(observe), Ok(()));
    assert_eq!(drill.direct(Order::Improve { owner: bounded("T4"), due_day: 20_900, text: TEXT }), Ok(()));
    assert_eq!(drill.direct(Order::Improved { run: bounded("2026-11-01-fire"), number: 2 }), Ok(()));
    assert_eq!((drill.run().observed, drill.run().actions), (1, 1));
}

#[test]
fn a_desk_that_serves_takes_nothing_of_a_drill() {
    let mut desk = Desk::new();
    for order in [give("J1"), Order::Hold, Order::End, Order::RealSituation] {
        let (verdict, facts) = desk.take(&Input::Command(Box::new(Command {
            action: ActionId(77),
            actor: proved("X1"),
            signed_by: None,
            seen: Seen::default(),
            body: Body::Drill(order),
        })));
        assert_eq!(verdict, Some(Verdict::Refused(Refused::Drill(Refusal::NoDrill))), "{order:?}");
        assert!(facts.is_empty());
    }
}

#[test]
fn no_number_and_no_name_of_the_registry_is_left_in_a_drill() {
    let drill = Drill::begin();
    let (whole, masked) = (&registry().operations, drill.driver.state.reference());
    for (before, after) in whole.people.iter().zip(&masked.people) {
        assert!(after.phone.is_empty() || after.phone.contains('*'), "{}", after.phone);
        assert!(before.name.chars().count() < 2 || after.name != before.name, "{}", after.name);
    }
    let shown = format!("{masked:?}");
    for site in &whole.sites {
        for contact in &site.contacts {
            assert!(!shown.contains(&*contact.phone) && !shown.contains(&*contact.name), "{contact:?}");
        }
    }
}

/// What a registry says of a site is typed by people, and holds whom to ask and where to ring.
#[test]
fn no_number_and_no_name_is_left_in_what_was_written_of_a_site_a_team_or_a_step() {
    let mut whole = (*registry().operations).clone();
    let office = whole.agencies.iter_mut().find(|office| !office.contact.phone.is_empty()).unwrap();
    office.contact.name = bounded("钱守成");
    let said = "问 李建国 13800001234, 值班 钱守成 0516 8312 3456";
    let site = &mut whole.sites[0];
    (site.address, site.staging) = (bounded(said), bounded("北门 李建国 13800001234"));
    (site.hazards, site.utilities) = ([bounded(said)].into(), bounded(said));
    whole.teams[0].owner = bounded("李建国 13800001234");
    whole.plans[0].steps[0].owner = bounded("李建国 13800001234");
    let shown = |names| format!("{:?}", masked(&whole, names, Script::default(), &Setup::default()));
    for told in ["李建国", "钱守成", "13800001234", "0516 8312 3456"] {
        assert!(!shown(Names::Masked).contains(told), "{told}");
        let is_number = told.starts_with(|sign: char| sign.is_ascii_digit());
        assert_eq!(!shown(Names::Kept).contains(told), is_number, "{told}: the sample's people are invented");
    }
}
