//! The desk of a drill, told by hand; and its script, which nobody reads but its proved director.

use super::fixture::{Desk, T0, TEXT, feed, officer, proved};
use dutydesk::drill::scenario::Setup;
use dutydesk::engine::drill::mask::{Names, masked};
use dutydesk::engine::input::Input;
use dutydesk::limits::WINDOW_ROWS_MAX;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::Body;
use dutydesk::operations::drill::script::{InjectScript, OpenAction, PhaseScript, Words};
use dutydesk::operations::drill::state::Inject;
use dutydesk::operations::drill::view::LiveDesk;
use dutydesk::operations::drill::{About, Command, Fact, Rating, Script};
use dutydesk::operations::incident::Phase;
use dutydesk::operations::listing::drill::{Part, Row, When};
use dutydesk::operations::listing::{Listing, PageLook, RowId, Rows, Window, gather, gather_for};
use dutydesk::operations::publish::{Frame, Publisher};
use dutydesk::operations::snapshot::{Mode, Snapshot};
use dutydesk::operations::state::Verdict;
use dutydesk::registry::{Registry, sample};
use dutydesk::text::bounded;
use dutydesk::units::{Digest, EntryNumber, Instant, Span};
use std::sync::{Arc, OnceLock};

pub(crate) fn words(zh: &str, en: &str) -> Words {
    Words { zh: bounded(zh), en: bounded(en) }
}

/// A park fire with three injects: by the clock, when something has happened, by hand.
pub(crate) fn script() -> Script {
    let inject = |code: &str, title: Words, told: Words, at, by_hand| InjectScript {
        code: bounded(code),
        title,
        told,
        at,
        by_hand,
    };
    let phase = |entry: &[Words], exit: &[Words]| PhaseScript { entry: entry.into(), exit: exit.into() };
    Script {
        digest: Digest([3; 32]),
        name: words("园区火灾演练", "a fire in the park"),
        objectives: [words("15秒内受理", "acknowledge within 15 s"), words("核实后再响应", "verify first")]
            .into(),
        phases: [
            phase(&[], &[words("报119", "119 is told"), words("核实", "verified")]),
            phase(&[words("已核实属实", "verified as real")], &[words("两支队伍已派", "two teams are sent")]),
            phase(&[words("队伍到场", "a team is on the scene")], &[words("人员清点", "people are counted")]),
            phase(&[], &[]),
        ],
        injects: [
            inject(
                "J1",
                words("家属来电", "a relative rings"),
                words(
                    "家属来电: 我丈夫在2号车间上夜班, 电话打不通",
                    "a relative rings: my husband is on the night shift in hall 2 and does not answer",
                ),
                Some(Span::minutes(5)),
                false,
            ),
            inject("J2", words("第二处起火", "a second fire"), Words::default(), None, false),
            inject(
                "J3",
                words("记者到场", "a reporter comes"),
                words("门口来了记者, 要采访", "a reporter stands at the gate and wants an interview"),
                None,
                true,
            ),
        ]
        .into(),
        open_actions: [OpenAction {
            run: bounded("2026-11-01-park-fire"),
            number: 2,
            owner: bounded("T4"),
            due_day: 20_000,
            text: "换备用电台".to_owned(),
        }]
        .into(),
    }
}

fn registry() -> Arc<Registry> {
    static REGISTRY: OnceLock<Arc<Registry>> = OnceLock::new();
    Arc::clone(REGISTRY.get_or_init(|| with(script())))
}

fn with(script: Script) -> Arc<Registry> {
    let mut registry = Registry::load(&sample::source(), &[feed()]).unwrap();
    let reference = masked(&registry.operations, Names::Kept, script, &Setup::default());
    registry.operations = Arc::new(reference);
    Arc::new(registry)
}

/// A drill of another script that has just begun.
pub(crate) fn drilled_of(script: Script) -> Desk {
    let (digest, injects, name) = (script.digest, script.injects.len() as u16, script.name.zh);
    let mut desk = Desk::of(with(script));
    happens(&mut desk, Fact::Began { scenario: digest, name, injects });
    desk
}

/// A drill that has just begun, at [`T0`].
pub(crate) fn drilled() -> Desk {
    let mut desk = Desk::of(registry());
    let (digest, injects) = (script().digest, script().injects.len() as u16);
    happens(&mut desk, Fact::Began { scenario: digest, name: script().name.zh, injects });
    desk
}

/// Takes what the script does by itself.
pub(crate) fn happens(desk: &mut Desk, fact: Fact) {
    desk.take(&Input::Drill { actor: Actor::Desk, fact });
}

/// Gives an inject by the script's own clock.
pub(crate) fn given(desk: &mut Desk, place: u16) {
    let code = script().injects[usize::from(place)].code;
    happens(desk, Fact::Given { inject: place, code, by_hand: false });
}

pub(crate) fn direct(desk: &mut Desk, command: Command<dutydesk::operations::actor::PrivateText>) -> Verdict {
    desk.act(proved("X1"), Body::Drill(command)).0
}

/// The desk as its screens see it, beside a live desk.
pub(crate) fn snapshot(desk: &Desk, live: Option<LiveDesk>) -> Box<Snapshot> {
    let mut snapshot: Box<Snapshot> = Box::default();
    let run = desk.driver.state.drills.run().unwrap();
    let clock_milli = if run.is_running() { run.milli } else { 0 };
    Publisher::default().fill(&desk.driver.state, Frame { mode: Mode::Drill, clock_milli }, &mut snapshot);
    if let Some(view) = &mut snapshot.status.drill {
        view.live = live;
    }
    snapshot
}

fn look(filter: &str) -> PageLook {
    PageLook {
        page: Listing::Drill,
        filter: bounded(filter),
        first_row: 0,
        rows: WINDOW_ROWS_MAX as u16,
        selected: None,
        incident: None,
    }
}

fn read(desk: &Desk, filter: &str) -> Vec<Row> {
    let Window { rows: Rows::Drill(rows), total, .. } =
        gather_for(&desk.driver.state, look(filter), &proved("X1"))
    else {
        panic!()
    };
    assert_eq!(rows.len(), total as usize);
    rows
}

fn parts(rows: &[Row]) -> Vec<Part> {
    rows.iter().map(Row::part).collect()
}

#[test]
fn nobody_reads_the_script_but_its_proved_director() {
    let desk = drilled();
    let state = &desk.driver.state;
    let players = ["D1", "L1", "F1", "I1", "E1", "R01", "V1"].map(proved);
    let others = [Actor::Unclaimed, Actor::Claimed(officer("X1")), Actor::Claimed(officer("D1"))];
    for actor in players.iter().chain(&others) {
        let window = gather_for(state, look(""), actor);
        assert_eq!((window.total, window.rows), (0, Rows::Drill(Vec::new())), "{actor:?}");
        let told = gather_for(state, look("记者"), actor);
        assert_eq!(told.total, 0, "{actor:?}: nor does a filter tell what is in it");
        let selected = Some(RowId::Script(Part::Inject(1)));
        assert_eq!(gather_for(state, PageLook { selected, ..look("") }, actor).at, None, "{actor:?}");
    }
    assert!(gather(state, look("")).rows.is_empty(), "who does not say who asks gets nothing");
    assert_eq!(read(&desk, "").len(), 1 + 4 + 2 + 3 + 1);
    // Every other list is everybody's, as on any desk.
    let teams = PageLook { page: Listing::Roster, ..look("") };
    assert_eq!(gather_for(state, teams, &Actor::Unclaimed), gather(state, teams));
    // A desk that serves has no script, whoever asks.
    let serves = Desk::new();
    assert_eq!(gather_for(&serves.driver.state, look(""), &proved("X1")).total, 0);
}

#[test]
fn rows_stand_in_the_order_of_the_script_and_say_how_far_it_is() {
    let mut desk = drilled();
    let whole = read(&desk, "");
    let Row::Head(head) = &whole[0] else { panic!("{whole:?}") };
    assert_eq!((head.injects, head.waiting, head.objectives.len()), (3, 3, 2));
    let when = |desk: &Desk| -> Vec<When> {
        let rows = read(desk, "").into_iter();
        rows.filter_map(|row| if let Row::Inject(row) = row { Some(row.when) } else { None }).collect()
    };
    let due = When::Due(T0.after(Span::minutes(5)));
    assert_eq!(when(&desk), [due, When::OnFact, When::ByHand]);
    desk.tick(60_000);
    given(&mut desk, 1);
    direct(&mut desk, Command::Leave { inject: bounded("J1") });
    direct(&mut desk, Command::Give { inject: bounded("J3") });
    let at = T0.after(Span::minutes(1));
    let wanted = [When::Left { at }, When::Given { at, by_hand: false }, When::Given { at, by_hand: true }];
    assert_eq!(when(&desk), wanted);
    assert_eq!(parts(&read(&desk, "")), parts(&whole), "what was given stays where it was");
    for (filter, wanted) in [
        ("j2", vec![Part::Inject(1)]),
        ("reporter", vec![Part::Inject(2)]),
        ("119", vec![Part::Phase(Phase::Verification), Part::Item(Phase::Verification, 1)]),
        ("备用", vec![Part::Open(0)]),
        ("nothing-is-called-this", vec![]),
    ] {
        assert_eq!(parts(&read(&desk, filter)), wanted, "{filter}");
    }
}

#[test]
fn phases_say_when_they_were_entered_and_what_they_left_undone() {
    let mut desk = drilled();
    let phases = |desk: &Desk| -> Vec<(Option<Instant>, Option<Instant>, bool, bool)> {
        let rows = read(desk, "").into_iter();
        let of = |row| match row {
            Row::Phase(row) => Some((row.entered, row.left, row.is_now, row.is_ready)),
            _ => None,
        };
        rows.filter_map(of).collect()
    };
    let never = (None, None, false, false);
    assert_eq!(phases(&desk), [(Some(T0), None, true, true), never, never, never]);
    direct(&mut desk, Command::Check { phase: Phase::Verification, item: 1 });
    desk.tick(60_000);
    happens(&mut desk, Fact::Ready { phase: Phase::Activation });
    assert_eq!(phases(&desk)[1], (None, None, false, true), "its entry facts stand");
    direct(&mut desk, Command::Enter { phase: Phase::Rescue, reason: Some(TEXT) });
    let at = T0.after(Span::minutes(1));
    assert_eq!(
        phases(&desk),
        [
            (Some(T0), Some(at), false, true),
            (None, Some(at), false, true),
            (Some(at), None, true, false),
            never
        ]
    );
    let items: Vec<Part> =
        parts(&read(&desk, "")).into_iter().filter(|part| matches!(part, Part::Item(..))).collect();
    let undone = [Part::Item(Phase::Verification, 2), Part::Item(Phase::Activation, 1)];
    assert_eq!(items, [undone[0], undone[1], Part::Item(Phase::Rescue, 1)], "what is over and done is gone");
}

#[test]
fn what_earlier_drills_left_and_what_this_one_leaves_are_rows() {
    let mut desk = drilled();
    let open = |desk: &Desk| -> Vec<(bool, bool)> {
        let rows = read(desk, "").into_iter();
        let of =
            |row| if let Row::Open { is_done, is_late, .. } = row { Some((is_done, is_late)) } else { None };
        rows.filter_map(of).collect()
    };
    assert_eq!(open(&desk), [(false, true)]);
    let improved = Command::Improved { run: bounded("2026-11-01-park-fire"), number: 2 };
    direct(&mut desk, improved);
    assert_eq!(open(&desk), [(true, true)]);
    let rated = Command::Observe { about: About::Whole, rating: Rating::Weak, text: TEXT };
    direct(&mut desk, rated);
    direct(&mut desk, Command::Improve { owner: bounded("T4"), due_day: 20_900, text: TEXT });
    let rows = read(&desk, "");
    let [.., Row::Improve(row), Row::Seen(seen)] = &rows[..] else { panic!("{rows:?}") };
    let entry = |back: u64| EntryNumber(desk.driver.state.entry.0 - back);
    assert_eq!((row.number, row.due_day, row.entry), (1, 20_900, entry(0)));
    assert_eq!((seen.about, seen.rating, seen.entry), (About::Whole, Rating::Weak, entry(1)));
    let Row::Head(head) = &rows[0] else { panic!() };
    assert_eq!((head.observations, head.actions), (1, 1));
    // It is a part of the state: a checkpoint has it.
    let run = desk.driver.state.drills.run().unwrap();
    let bytes = postcard::to_allocvec(run).unwrap();
    assert_eq!(&postcard::from_bytes::<dutydesk::operations::drill::Run>(&bytes).unwrap(), run);
    assert_eq!(run.injects, [Inject::Waits; 3]);
}
