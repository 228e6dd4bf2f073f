//! What people may do to an incident, wherever it stands and whoever they are.

use super::fixture::{Desk, TEXT, acknowledge, id, kinds, officer, proved, registry};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::engine::private;
use dutydesk::journal::draft::Draft as Entry;
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::command::{Body, Command, Draft, Seen};
use dutydesk::operations::incident::state::Standing;
use dutydesk::operations::incident::{self, Disposition, Obstacle, Obstacles, Refusal};
use dutydesk::operations::outcome::{self, Remark};
use dutydesk::operations::state::{State, Verdict};
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, EntryNumber, IncidentId, InputNumber, Revision};

const ONE: IncidentId = id(1);

/// Where the incident stands before the act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    WaitingActive,
    WaitingQuiet,
    InHandActive,
    InHandQuiet,
    Closed,
}

impl Stands {
    const ALL: [Self; 5] =
        [Self::WaitingActive, Self::WaitingQuiet, Self::InHandActive, Self::InHandQuiet, Self::Closed];

    fn desk(self) -> Desk {
        let mut desk = Desk::new();
        desk.fire(0, "S-2041");
        match self {
            Self::WaitingActive => {}
            Self::WaitingQuiet => drop(desk.clear(1_000, "S-2041")),
            Self::InHandActive => drop(desk.acknowledge(1)),
            Self::InHandQuiet => {
                desk.acknowledge(1);
                desk.clear(1_000, "S-2041");
            }
            Self::Closed => {
                desk.acknowledge(1);
                desk.clear(1_000, "S-2041");
                let (verdict, _) = desk.act(proved("D1"), close(Disposition::Handled, 1));
                assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
            }
        }
        desk
    }
}

fn close(disposition: Disposition, nth: u32) -> Body<PrivateText> {
    let repeated = id(nth);
    Body::Incident(incident::Command::Close { incident: ONE, disposition, reason: None, repeated })
}

fn note() -> Body<PrivateText> {
    Body::Incident(incident::Command::Note { incident: Some(ONE), text: TEXT })
}

fn reopen() -> Body<PrivateText> {
    Body::Incident(incident::Command::Reopen { incident: ONE, reason: Some(TEXT) })
}

/// What an act comes to: done with a remark, refused by the incident, or by want of proof.
type Wanted = Result<Option<Remark>, outcome::Refusal>;

fn no(refusal: Refusal) -> Wanted {
    Err(outcome::Refusal::Incident(refusal))
}

/// The rules, a row a command, a column a standing; for a proved officer.
fn table() -> Vec<(&'static str, Body<PrivateText>, [Wanted; 5])> {
    let closed = || no(Refusal::Closed(ONE));
    let waits = || no(Refusal::NotAcknowledged(ONE));
    let both = || {
        let mut all = Obstacles::default();
        all.add(Obstacle::Unacknowledged);
        all.add(Obstacle::LifeRisk);
        no(Refusal::InTheWay(ONE, all))
    };
    let danger = || no(Refusal::LifeRiskActive(ONE));
    let open = || no(Refusal::Open(ONE));
    let differs = || no(Refusal::NumberDiffers { incident: ONE, typed: id(2) });
    let itself = || no(Refusal::DuplicateOfItself(ONE));
    let nobody = || no(Refusal::NoSuchIncident(id(77)));
    let again = || Ok(Some(Remark::AlreadyAcknowledged(bounded("王强"))));
    let done = || Ok(None);
    let wordless = || no(Refusal::ReasonMissing(ONE));
    let reopen_wordless = Body::Incident(incident::Command::Reopen { incident: ONE, reason: None });
    vec![
        ("acknowledge", acknowledge(1), [done(), done(), again(), again(), closed()]),
        ("note", note(), [done(), done(), done(), done(), done()]),
        ("close", close(Disposition::Handled, 1), [both(), waits(), danger(), done(), closed()]),
        ("close as test", close(Disposition::Test, 1), [both(), waits(), danger(), done(), closed()]),
        (
            "close, another number typed",
            close(Disposition::Handled, 2),
            [differs(), differs(), differs(), differs(), closed()],
        ),
        (
            "close as its own duplicate",
            close(Disposition::Duplicate(ONE), 1),
            [both(), waits(), danger(), itself(), closed()],
        ),
        (
            "close as the duplicate of nothing",
            close(Disposition::Duplicate(id(77)), 1),
            [both(), waits(), danger(), nobody(), closed()],
        ),
        (
            "close unverified without a word",
            close(Disposition::Unverified, 1),
            [both(), waits(), danger(), wordless(), closed()],
        ),
        ("reopen", reopen(), [open(), open(), open(), open(), done()]),
        ("reopen without a word", reopen_wordless, [open(), open(), open(), open(), wordless()]),
    ]
}

/// What the same act comes to for someone who has proved nothing: life first, and everything else refused.
fn unproved(name: &str, wanted: Wanted) -> Wanted {
    match name {
        "acknowledge" | "note" => wanted.map(|remark| remark.or(Some(Remark::Unproved))),
        _ => Err(outcome::Refusal::NeedsProof),
    }
}

#[test]
fn every_act_at_every_standing_by_everyone() {
    let actors = [proved("D1"), proved("D2"), Actor::Claimed(officer("D1")), Actor::Unclaimed];
    for (name, body, wanted) in table() {
        for (stands, wanted) in Stands::ALL.into_iter().zip(wanted) {
            for actor in actors {
                let mut desk = stands.desk();
                let (before, entry) = (desk.incident(1), desk.driver.state.entry);
                let wanted = if actor.is_proved() { wanted } else { unproved(name, wanted) };
                let (verdict, facts) = desk.act(actor, body.clone());
                let told = match verdict {
                    Verdict::Decided { entry: at, remark } => {
                        assert_eq!(at, EntryNumber(entry.0 + 1), "{name}, {stands:?}");
                        assert_eq!((facts[0].actor, facts[0].action.is_some()), (actor, true));
                        Ok(remark)
                    }
                    Verdict::Refused(refusal) => {
                        assert!(
                            facts.is_empty() && desk.incident(1) == before,
                            "{name}: a refusal changes nothing"
                        );
                        assert_eq!(desk.driver.state.entry, entry);
                        Err(refusal)
                    }
                };
                assert_eq!(told, wanted, "{name}, {stands:?}, {actor:?}");
            }
        }
    }
}

#[test]
fn the_first_who_has_it_keeps_it() {
    let mut desk = Stands::WaitingActive.desk();
    desk.acknowledge(1);
    let (_, facts) = desk.act(proved("D2"), acknowledge(1));
    assert_eq!(facts.len(), 1, "the second one is written down all the same");
    assert!(matches!(desk.incident(1).standing, Standing::Acknowledged { by, .. } if by == proved("D1")));
}

#[test]
fn a_close_on_an_older_picture_is_refused() {
    let mut desk = Stands::InHandQuiet.desk();
    let now = desk.incident(1).revision;
    for (revision, refused) in [(None, false), (Some(now), false), (Some(Revision(now.0 - 1)), true)] {
        let mut again = Stands::InHandQuiet.desk();
        let seen = Seen { input: InputNumber(again.input), revision };
        let (verdict, _) = again.act_on(proved("D1"), seen, close(Disposition::Handled, 1));
        let stale = Refusal::Stale { incident: ONE, seen: revision.unwrap_or_default(), now };
        assert_eq!(verdict == Verdict::Refused(outcome::Refusal::Incident(stale)), refused, "{revision:?}");
    }
    // Acknowledging is never stale.
    let seen = Seen { input: InputNumber(1), revision: Some(Revision(0)) };
    assert!(matches!(desk.act_on(proved("D1"), seen, acknowledge(1)).0, Verdict::Decided { .. }));
}

#[test]
fn a_reopened_incident_goes_on_as_it_was_and_ends_again() {
    let mut desk = Stands::Closed.desk();
    assert_eq!(desk.snapshot().status.open, 0);
    let (verdict, _) = desk.act(proved("D2"), reopen());
    assert!(matches!(verdict, Verdict::Decided { .. }));
    let snapshot = desk.snapshot();
    assert_eq!((snapshot.status.open, snapshot.incidents.len()), (1, 1), "counted and shown");
    assert!(matches!(desk.incident(1).standing, Standing::Acknowledged { by, .. } if by == proved("D2")));
    // Its next alarm is its own and nobody has it.
    desk.fire(60_000, "S-2041");
    assert_eq!(desk.driver.state.incidents.all().count(), 1);
    assert!(desk.incident(1).is_unacknowledged());
    desk.clear(61_000, "S-2041");
    desk.acknowledge(1);
    let (verdict, _) = desk.act(proved("D1"), close(Disposition::Handled, 1));
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
}

#[test]
fn an_act_that_is_sent_twice_is_done_once() {
    let mut desk = Stands::WaitingActive.desk();
    let seen = Seen { input: InputNumber(desk.input), revision: None };
    let good =
        Command { action: ActionId(900), actor: proved("D1"), signed_by: None, seen, body: acknowledge(1) };
    let bad = Command { action: ActionId(901), body: close(Disposition::Handled, 1), ..good };
    let (first, facts) = desk.give(&good);
    let Verdict::Decided { entry, .. } = first else { panic!("{first:?}") };
    let wanted = ["incident.acknowledged", "plan.chosen", "deadline.met"];
    assert_eq!(kinds(&facts)[..3], wanted, "acknowledged, and its deadline met");
    let (refused, _) = desk.give(&bad);
    assert!(matches!(refused, Verdict::Refused(_)));
    // What was refused would be allowed now: the same act still gets the same answer.
    desk.clear(5_000, "S-2041");
    let repeated = Verdict::Decided { entry, remark: Some(Remark::Repeated) };
    let known = desk.facts.len();
    let bytes = postcard::to_allocvec(&desk.driver.state).unwrap();
    for round in ["live", "from a checkpoint"] {
        assert_eq!(desk.give(&good), (repeated, Vec::new()), "{round}");
        assert_eq!(desk.give(&bad), (refused, Vec::new()), "{round}");
        desk.driver = Driver::resume(postcard::from_bytes::<State>(&bytes).unwrap(), registry());
    }
    assert_eq!(desk.facts.len(), known);
    // The journal knows what was done; a refusal it never had.
    let mut folded = Driver::new(registry());
    for (number, fact) in (1..).zip(&desk.facts) {
        folded.state.fold(EntryNumber(number), fact);
    }
    assert_eq!(folded.state.verdict(good.action), Some(repeated));
    assert_eq!(folded.state.verdict(bad.action), None);
}

#[test]
fn what_people_type_stands_in_no_state_no_recording_and_no_entry() {
    const TYPED: &str = "张三 13800000000 心脏病";
    let (incident, text) = (ONE, TYPED.to_owned());
    let drafts = [
        incident::Command::Note { incident: Some(incident), text: text.clone() },
        incident::Command::Note { incident: None, text: text.clone() },
        incident::Command::Close {
            incident,
            disposition: Disposition::Unverified,
            reason: Some(text.clone()),
            repeated: incident,
        },
        incident::Command::Reopen { incident, reason: Some(text) },
    ];
    let mut desk = Stands::InHandQuiet.desk();
    let mut recording = Vec::new();
    let holds = |bytes: &[u8]| bytes.windows(TYPED.len()).any(|window| window == TYPED.as_bytes());
    for draft in drafts {
        let (body, rows) = private::tokenise(Draft::Incident(draft)).unwrap();
        let row = &rows[0];
        assert_eq!(row.text, TYPED);
        let command = Command {
            action: ActionId(u128::from(row.token)),
            actor: proved("D1"),
            signed_by: None,
            seen: Seen::default(),
            body,
        };
        Input::Command(Box::new(command.clone())).write(&mut recording);
        let (verdict, _) = desk.give(&command);
        assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
        // The entry vouches for the text without holding it.
        let entry = Entry::of(desk.facts.iter().rev().find(|fact| fact.action.is_some()).unwrap());
        assert!(entry.body.contains(&row.digest().to_string()), "{}", entry.body);
    }
    assert!(!holds(&recording) && !holds(&postcard::to_allocvec(&desk.driver.state).unwrap()));
    assert!(desk.facts.iter().all(|fact| !holds(Entry::of(fact).body.as_bytes())));
    assert!(desk.facts.iter().all(|fact| !holds(&postcard::to_allocvec(fact).unwrap())));
}

#[test]
fn an_empty_reason_is_no_reason() {
    for reason in ["", "  ", "\u{3000}"] {
        let reason = Some(reason.to_owned());
        let draft = Draft::Incident(incident::Command::Reopen { incident: ONE, reason });
        assert_eq!(private::tokenise(draft), Err(private::Error::Blank), "nothing is put aside");
    }
}
