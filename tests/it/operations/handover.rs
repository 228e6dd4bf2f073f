//! The handover: what one officer had is the next one's, both have signed or everybody sees that they have not, and nothing
//! that saves anybody waits for it.

use crate::operations::fixture::{Desk, T0, TEXT, acknowledge, id, kinds, officer, proved, registry, says};
use crate::operations::suppression::folded;
use dutydesk::correlation::event::Conditions;
use dutydesk::feed::decode::words::Type;
use dutydesk::limits::{UNPROVED_KEPT_MAX, UNSIGNED_HANDOVERS_MAX};
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::{Body as Command, Command as Numbered, Seen};
use dutydesk::operations::fact::Body;
use dutydesk::operations::handover::{self, Item, Keys, Refusal, SheetCode, sheet};
use dutydesk::operations::incident;
use dutydesk::operations::listing::handover::{Row as Line, What};
use dutydesk::operations::listing::{Listing, PageLook, Rows, gather};
use dutydesk::operations::order;
use dutydesk::operations::outcome::Refusal as Refused;
use dutydesk::operations::reference::{Role, Vacant};
use dutydesk::operations::state::{State, Verdict};
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, HandoverId, Span};

const DEVICE: &str = "S-2031";

fn offer(to: &str) -> Command<dutydesk::operations::actor::PrivateText> {
    Command::Handover(handover::Command::Offer { to: bounded(to), keys: Keys::Complete, note: Some(TEXT) })
}

fn take(sheet: SheetCode) -> Command<dutydesk::operations::actor::PrivateText> {
    Command::Handover(handover::Command::Take { sheet })
}

fn sign(id: u32) -> Command<dutydesk::operations::actor::PrivateText> {
    Command::Handover(handover::Command::Sign { handover: HandoverId(id) })
}

fn code(desk: &Desk) -> SheetCode {
    sheet::sums(&desk.driver.state).code
}

fn refused(verdict: Verdict) -> Refused {
    match verdict {
        Verdict::Refused(why) => why,
        Verdict::Decided { .. } => panic!("{verdict:?}"),
    }
}

fn on_duty(desk: &Desk) -> String {
    desk.driver.state.on_duty().unwrap().code.to_string()
}

fn owner(desk: &Desk, nth: u32) -> Option<String> {
    desk.incident(nth).owner().map(|officer| officer.code.to_string())
}

/// A fire that D1 has, a fire that D2 has, a fire that nobody has; an order that D1 carries out.
fn busy() -> Desk {
    let mut desk = Desk::new();
    desk.fire(1_000, DEVICE);
    desk.hear(1_100, &says("G-5001", Type::Alarm, Conditions::FIRE));
    desk.now = T0.after(Span(2_000));
    desk.acknowledge(1);
    let order = order::Command::Give {
        incident: id(1),
        text: TEXT,
        from: Some(bounded("L1")),
        carrier: None,
        within: Span::minutes(10),
    };
    desk.act(proved("D1"), Command::Order(order));
    desk
}

fn rows(state: &State) -> Vec<Line> {
    let look = PageLook {
        page: Listing::Handover,
        filter: bounded(""),
        first_row: 0,
        rows: 200,
        selected: None,
        incident: None,
    };
    let Rows::Handover(rows) = gather(state, look).rows else { panic!("the sheet") };
    rows
}

#[test]
fn both_sign_and_what_the_one_had_is_the_others() {
    let mut desk = busy();
    let before = desk.incident(1).revision;
    let (_, facts) = desk.act(proved("D1"), offer("D3"));
    assert_eq!(kinds(&facts), ["handover.offered"]);
    // Until it is taken, everything is the outgoing officer's.
    assert_eq!((on_duty(&desk).as_str(), owner(&desk, 1).as_deref()), ("D1", Some("D1")));
    assert_eq!(desk.snapshot().status.handover.offered.unwrap().0.as_str(), "孙磊");
    let read = code(&desk);
    let (verdict, facts) = desk.act(proved("D3"), take(read));
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    assert_eq!(kinds(&facts), ["handover.signed"]);
    let Body::Handover(handover::Fact::Signed { from, signer, to, late, moved, sheet, .. }) = &facts[0].body
    else {
        panic!("{facts:?}")
    };
    assert_eq!((from.unwrap(), *signer, *to, *late), (officer("D1"), officer("D1"), officer("D3"), false));
    assert_eq!((moved.incidents, moved.orders), (1, 1));
    assert_eq!(sheet.incidents, desk.snapshot().status.open);
    assert_eq!((on_duty(&desk).as_str(), owner(&desk, 1).as_deref()), ("D3", Some("D3")));
    assert_eq!(owner(&desk, 2), None, "what nobody has is nobody's still");
    assert_ne!(desk.incident(1).revision, before, "who decided by the owner is told that it is another one");
    let carriers: Vec<_> = desk.driver.state.orders.of(id(1)).map(|order| order.carrier).collect();
    assert_eq!(carriers, [officer("D3").person]);
    let snapshot = desk.snapshot();
    assert_eq!((snapshot.status.officer.as_str(), snapshot.status.handover.unsigned), ("孙磊", 0));
    assert_eq!(snapshot.status.handover.offered, None);
    // An order that names nobody is the new officer's.
    let order = order::Command::Give {
        incident: id(1),
        text: TEXT,
        from: Some(bounded("L1")),
        carrier: None,
        within: Span::minutes(5),
    };
    desk.act(proved("L1"), Command::Order(order));
    assert_eq!(desk.driver.state.orders.of(id(1)).next_back().unwrap().carrier, officer("D3").person);
}

#[test]
fn what_another_officer_has_stays_theirs() {
    let mut desk = busy();
    desk.act(proved("D2"), acknowledge(2));
    desk.act(proved("D1"), offer("D3"));
    let read = code(&desk);
    desk.act(proved("D3"), take(read));
    assert_eq!((owner(&desk, 1).as_deref(), owner(&desk, 2).as_deref()), (Some("D3"), Some("D2")));
}

#[test]
fn nobody_signs_for_a_sheet_that_is_another_one_by_now() {
    let mut desk = busy();
    desk.act(proved("D1"), offer("D3"));
    let read = code(&desk);
    // More of the same, and time, are no news: else nobody could ever sign on a busy night.
    for second in 3..60 {
        desk.fire(second * 1_000, DEVICE);
    }
    assert_eq!(code(&desk), read);
    desk.act(proved("D2"), acknowledge(2));
    let why = refused(desk.act(proved("D3"), take(read)).0);
    assert_eq!(why, Refused::Handover(Refusal::SheetChanged(code(&desk))));
    assert_eq!(on_duty(&desk), "D1");
    let read = code(&desk);
    assert!(matches!(desk.act(proved("D3"), take(read)).0, Verdict::Decided { .. }));
}

#[test]
fn a_desk_that_is_taken_without_the_other_signature_works_and_says_so_until_it_is_given() {
    let mut desk = busy();
    let read = code(&desk);
    let (_, facts) = desk.act(proved("D3"), take(read));
    assert_eq!(kinds(&facts), ["handover.taken"]);
    assert_eq!((on_duty(&desk).as_str(), owner(&desk, 1).as_deref()), ("D3", Some("D3")));
    assert_eq!(desk.snapshot().status.handover.unsigned, 1);
    assert!(rows(&desk.driver.state).iter().any(|row| matches!(row.what, What::Unsigned { .. })));
    // Nothing waits for it, for anybody.
    for (actor, body) in [
        (Actor::Unclaimed, acknowledge(2)),
        (Actor::Unclaimed, Command::Incident(incident::Command::Note { incident: Some(id(1)), text: TEXT })),
        (
            proved("D3"),
            Command::Incident(incident::Command::SetPhase {
                incident: id(1),
                phase: incident::Phase::Rescue,
            }),
        ),
    ] {
        let (verdict, _) = desk.act(actor, body);
        assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    }
    assert_eq!(
        refused(desk.act(proved("D2"), sign(1)).0),
        Refused::Handover(Refusal::NotYours(HandoverId(1)))
    );
    assert_eq!(
        refused(desk.act(proved("D3"), sign(1)).0),
        Refused::Handover(Refusal::NotYours(HandoverId(1)))
    );
    let missing = Refused::Handover(Refusal::NothingMissing(HandoverId(9)));
    assert_eq!(refused(desk.act(proved("D1"), sign(9)).0), missing);
    let (_, facts) = desk.act(proved("D1"), sign(1));
    assert_eq!(kinds(&facts), ["handover.signed"]);
    assert_eq!((on_duty(&desk).as_str(), owner(&desk, 1).as_deref()), ("D3", Some("D3")));
    assert_eq!(desk.snapshot().status.handover.unsigned, 0);
    let again = Refused::Handover(Refusal::NothingMissing(HandoverId(1)));
    assert_eq!(refused(desk.act(proved("D1"), sign(1)).0), again);
}

#[test]
fn a_leader_signs_for_who_has_gone() {
    let mut desk = busy();
    let read = code(&desk);
    desk.act(proved("D3"), take(read));
    let (_, facts) = desk.act(proved("L2"), sign(1));
    let Body::Handover(handover::Fact::Signed { signer, late: true, .. }) = facts[0].body else {
        panic!("{facts:?}")
    };
    assert_eq!(signer, officer("L2"));
}

#[test]
fn who_may_not_is_told_why() {
    let mut desk = busy();
    let officers = dutydesk::operations::authority::Roles::of(&[Role::Officer]);
    let cases: &[(Actor, Command<_>, Refused)] = &[
        (Actor::Unclaimed, offer("D3"), Refused::NeedsProof),
        (Actor::Claimed(officer("D1")), offer("D3"), Refused::NeedsProof),
        (proved("D1"), offer("D9"), Refused::Handover(Refusal::NoSuchPerson(bounded("D9")))),
        (proved("D1"), offer("D1"), Refused::Handover(Refusal::Oneself)),
        (proved("D1"), offer("L1"), Refused::Handover(Refusal::NotAnOfficer(bounded("L1")))),
        (proved("D2"), offer("D3"), Refused::Handover(Refusal::NotOnDuty(bounded("D1")))),
        (proved("L1"), offer("D3"), Refused::NotAllowed(officers)),
        (proved("V1"), take(SheetCode(0)), Refused::NotAllowed(officers)),
        (proved("D1"), take(SheetCode(0)), Refused::Handover(Refusal::HasIt(bounded("D1")))),
        (
            proved("D1"),
            Command::Handover(handover::Command::Withdraw),
            Refused::Handover(Refusal::NotOffered),
        ),
        (
            proved("D1"),
            Command::Handover(handover::Command::Offer {
                to: bounded("D3"),
                keys: Keys::Missing,
                note: None,
            }),
            Refused::Handover(Refusal::NoteMissing),
        ),
    ];
    for (actor, body, wanted) in cases {
        assert_eq!(refused(desk.act(*actor, body.clone()).0), *wanted, "{actor:?} {body:?}");
    }
    desk.act(proved("D1"), offer("D3"));
    let withdraw = || Command::Handover(handover::Command::Withdraw);
    assert_eq!(
        refused(desk.act(proved("D2"), withdraw()).0),
        Refused::Handover(Refusal::NotYours(HandoverId(1)))
    );
    let (_, facts) = desk.act(proved("D3"), withdraw());
    assert_eq!(kinds(&facts), ["handover.withdrawn"]);
    assert_eq!(desk.snapshot().status.handover.offered, None);
}

#[test]
fn who_gives_their_passphrase_at_another_ones_screen_is_who_signs() {
    let mut desk = busy();
    let signed = |action, who: &str, body| Numbered {
        action: ActionId(action),
        actor: Actor::Unclaimed,
        signed_by: Some(officer(who)),
        seen: Seen::default(),
        body,
    };
    desk.give(&signed(9_001, "D1", offer("D3")));
    let read = code(&desk);
    let (verdict, _) = desk.give(&signed(9_002, "D3", take(read)));
    assert!(matches!(verdict, Verdict::Decided { .. }), "{verdict:?}");
    assert_eq!(on_duty(&desk), "D3");
    // The same again, after a link that broke, changes nothing.
    let (_, facts) = desk.give(&signed(9_002, "D3", take(read)));
    assert!(facts.is_empty());
}

/// Its entry carries the name of who signed: the screen may be somebody's who has gone home.
#[test]
fn an_act_that_is_signed_at_another_ones_screen_is_entered_as_the_signers() {
    for screen in [Actor::Unclaimed, Actor::Claimed(officer("D2")), proved("D2"), proved("D1")] {
        let mut desk = busy();
        let command = Numbered {
            action: ActionId(9_001),
            actor: screen,
            signed_by: Some(officer("D1")),
            seen: Seen::default(),
            body: offer("D3"),
        };
        let (_, facts) = desk.give(&command);
        let actors: Vec<Actor> = facts.iter().map(|fact| fact.actor).collect();
        assert_eq!(actors, [proved("D1")], "at the screen of {screen:?}");
        assert!(desk.driver.state.handovers.unproved.acts().is_empty(), "{screen:?}");
    }
}

#[test]
fn the_desk_is_offered_to_one_at_a_time() {
    let mut desk = busy();
    desk.act(proved("D1"), offer("D3"));
    let offered = |desk: &Desk| desk.driver.state.handovers.offer().map(|offer| offer.to.code);
    let why = refused(desk.act(proved("D1"), offer("D2")).0);
    assert_eq!(why, Refused::Handover(Refusal::OfferedTo(bounded("D3"))));
    assert_eq!(offered(&desk), Some(bounded("D3")), "who was asked first still is");
    // The same officer again: what is missing may have been found.
    assert_eq!(kinds(&desk.act(proved("D1"), offer("D3")).1), ["handover.offered"]);
    desk.act(proved("D1"), Command::Handover(handover::Command::Withdraw));
    assert_eq!(kinds(&desk.act(proved("D1"), offer("D2")).1), ["handover.offered"]);
    assert_eq!(offered(&desk), Some(bounded("D2")));
}

#[test]
fn an_offer_to_one_is_no_signature_for_another() {
    let mut desk = busy();
    desk.act(proved("D1"), offer("D3"));
    let read = code(&desk);
    let (_, facts) = desk.act(proved("D2"), take(read));
    assert_eq!(kinds(&facts), ["handover.taken"]);
    assert_eq!((on_duty(&desk).as_str(), desk.snapshot().status.handover.offered), ("D2", None));
}

#[test]
fn what_nobody_proved_is_listed_until_both_have_signed() {
    let mut desk = busy();
    desk.act(Actor::Claimed(officer("D2")), acknowledge(2));
    desk.act(Actor::Unclaimed, Command::Incident(incident::Command::Note { incident: None, text: TEXT }));
    let listed = |desk: &Desk| -> Vec<String> {
        let unproved = desk.driver.state.handovers.unproved.acts().iter();
        unproved.map(|act| format!("{} {}", act.code, act.kind)).collect()
    };
    let both = ["D2 incident.acknowledged", " incident.noted"];
    assert_eq!(listed(&desk), both);
    let items: Vec<Item> = rows(&desk.driver.state).iter().map(|row| row.item).collect();
    assert_eq!(items.iter().filter(|item| matches!(item, Item::Unproved(_))).count(), 2);
    // Each entry is the one that it says.
    for act in desk.driver.state.handovers.unproved.acts() {
        let fact = &desk.facts[act.entry.0 as usize - 1];
        assert_eq!(fact.body.kind(), act.kind.as_str());
    }
    let read = code(&desk);
    desk.act(proved("D3"), take(read));
    assert_eq!(listed(&desk), both, "one signature passes nothing on");
    desk.act(proved("D1"), sign(1));
    assert_eq!(listed(&desk), [""; 0]);
}

#[test]
fn a_full_list_gives_way_at_its_old_end_and_counts() {
    let mut desk = busy();
    let note = || Command::Incident(incident::Command::Note { incident: None, text: TEXT });
    for _ in 0..UNPROVED_KEPT_MAX + 44 {
        desk.act(Actor::Unclaimed, note());
    }
    let unproved = &desk.driver.state.handovers.unproved;
    assert_eq!((unproved.acts().len(), unproved.count()), (UNPROVED_KEPT_MAX, UNPROVED_KEPT_MAX as u32 + 44));
    for nth in 0..UNSIGNED_HANDOVERS_MAX + 3 {
        let read = code(&desk);
        desk.act(proved(["D3", "D1"][nth % 2]), take(read));
    }
    assert_eq!(desk.snapshot().status.handover.unsigned as usize, UNSIGNED_HANDOVERS_MAX + 3);
    assert_eq!(desk.driver.state.handovers.unsigned().len(), UNSIGNED_HANDOVERS_MAX);
}

#[test]
fn the_sheet_lists_what_stands_and_marks_what_came_after_the_offer() {
    let mut desk = busy();
    desk.act(proved("D1"), offer("D3"));
    desk.hear(20_000, &says("G-6001", Type::Alarm, Conditions::FIRE));
    let rows = rows(&desk.driver.state);
    let What::Head(head) = &rows[0].what else { panic!("{:?}", rows[0]) };
    assert_eq!(head.offer.unwrap().to.as_str(), "D3");
    assert_eq!(head.officers.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["D2", "D3"]);
    let state = &desk.driver.state;
    let open = rows.iter().filter(|row| matches!(row.what, What::Incident(_))).count();
    assert_eq!(open as u32, desk.snapshot().status.open);
    assert_eq!(open as u32, head.sums.incidents);
    let deadlines = rows.iter().filter(|row| matches!(row.what, What::Deadline(..))).count();
    assert!(deadlines > 0 && deadlines as u32 == head.sums.deadlines, "{deadlines}");
    let fresh: Vec<Item> = rows.iter().filter(|row| row.fresh).map(|row| row.item).collect();
    assert!(!fresh.is_empty() && !fresh.contains(&Item::Incident(id(1))), "{fresh:?}");
    assert_eq!(fresh.len() as u32, sheet::sums(state).fresh);
    // Unacknowledged life-risk stands before everything that somebody has.
    let first =
        rows.iter().find_map(|row| if let What::Incident(view) = &row.what { Some(view) } else { None });
    assert!(first.unwrap().life_risk);
}

#[test]
fn a_desk_that_is_folded_or_read_from_a_checkpoint_knows_whose_it_is() {
    let mut desk = busy();
    desk.act(Actor::Claimed(officer("D2")), acknowledge(2));
    desk.act(proved("D1"), offer("D3"));
    let read = code(&desk);
    desk.act(proved("D3"), take(read));
    let read = code(&desk);
    desk.act(proved("D2"), take(read));
    desk.act(proved("D2"), offer("D1"));
    let say = |state: &State| format!("{:?} {:?} {:?}", state.handovers, state.on_duty(), state.orders);
    let state = &desk.driver.state;
    let again = folded(&desk);
    assert_eq!(say(&again.state), say(state));
    let owners = |state: &State| -> Vec<_> {
        state.incidents.all().map(|row| (row.id, row.owner(), row.handed, row.revision)).collect()
    };
    assert_eq!(owners(&again.state), owners(state));
    let bytes = postcard::to_allocvec(state).unwrap();
    let mut read: State = postcard::from_bytes(&bytes).unwrap();
    let registry = registry();
    read.attach(registry.correlation.clone(), registry.operations.clone());
    assert_eq!(say(&read), say(state));
}

#[test]
fn a_new_roster_has_the_last_word() {
    let mut desk = busy();
    desk.act(proved("D1"), offer("D3"));
    let read = code(&desk);
    desk.act(proved("D3"), take(read));
    let registry = registry();
    let mut roster = (*registry.operations).clone();
    let mut state = desk.driver.state.clone();
    state.attach(registry.correlation.clone(), std::sync::Arc::new(roster.clone()));
    assert_eq!(state.on_duty().unwrap(), officer("D3"), "the same roster, loaded again, changes nothing");
    roster.duty.officer = Some(officer("D2").person);
    state.attach(registry.correlation.clone(), std::sync::Arc::new(roster));
    assert_eq!(state.on_duty().unwrap(), officer("D2"));
}

#[test]
fn who_sits_at_the_desk_is_not_woken_to_come_to_it() {
    let mut desk = busy();
    assert_eq!(desk.snapshot().status.vacant, Vacant::Nobody);
    desk.act(proved("D1"), offer("D2"));
    let read = code(&desk);
    desk.act(proved("D2"), take(read));
    // D2 was the second officer, and is it no more; the duty officer's post is held.
    assert_eq!(desk.snapshot().status.vacant, Vacant::Second);
}
