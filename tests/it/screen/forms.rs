//! The boxes, key by key, to the very draft; what a bounce, a paste or a list that moves must not do to them.

mod numbers;
mod phrases;
mod signing;
mod sites;

use crate::screen::Seat;
use crate::screen::night::{self, fire, water};
use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::language::Lang;
use dutydesk::operations::command::Draft;
use dutydesk::operations::dispatch::{
    self, Against, Order, Pick, Ranked, Recommendation, Status, Task, View as Dispatched,
};
use dutydesk::operations::outcome::{Outcome, Refusal};
use dutydesk::operations::snapshot::Dossier;
use dutydesk::operations::{intake, order, plan};
use dutydesk::screen::{Request, Secret};
use dutydesk::terminal::key::{Code, Key};
use dutydesk::text::bounded;
use dutydesk::units::{Digest, DispatchId, IncidentId, OrderId, Span, TeamId};

const FIRE: IncidentId = IncidentId(1_042);

fn seat(change: impl FnOnce(&mut Dossier)) -> Seat {
    let mut seat = Seat::at_night(Lang::Zh, 160, 48);
    let mut dossier = night::dossier(fire(1_042, 12));
    change(&mut dossier);
    seat.screen.dossier(Some(dossier));
    seat.screen.take_requests().for_each(drop);
    seat
}

fn sent(seat: &mut Seat) -> Vec<Draft> {
    let drafts = |request| match request {
        Request::Act { draft, .. } => Some(draft),
        _ => None,
    };
    seat.screen.take_requests().filter_map(drafts).collect()
}

fn signed(seat: &mut Seat) -> Vec<(Draft, String, Secret)> {
    let drafts = |request| match request {
        Request::Sign { draft, officer, passphrase, .. } => Some((draft, officer, passphrase)),
        _ => None,
    };
    seat.screen.take_requests().filter_map(drafts).collect()
}

fn ranked(team: u32, code: &str, task: Task, against: &[Against]) -> Ranked {
    Ranked {
        team: TeamId(team),
        code: bounded(code),
        name: bounded("队"),
        task,
        distance_m: Some(3_100),
        fit: 8,
        members: 10,
        left_out: Vec::new(),
        against: against.to_vec(),
    }
}

fn recommended() -> Recommendation {
    let pick = |ranked, next: Option<&str>| Pick { ranked, also: Vec::new(), next: next.map(bounded) };
    Recommendation {
        card: vec![bounded("电解液2.4吨 不内攻")],
        staging: bounded("北门"),
        picks: vec![
            pick(ranked(4, "T4", Task::Plug, &[]), Some("T6")),
            pick(ranked(1, "T1", Task::Guide, &[]), None),
        ],
        gaps: Vec::new(),
        others: vec![
            ranked(4, "T4", Task::Plug, &[]),
            ranked(1, "T1", Task::Guide, &[]),
            ranked(6, "T6", Task::Plug, &[]),
            ranked(2, "T2", Task::Cordon, &[Against::Volunteers]),
            ranked(9, "T9", Task::Plug, &[Against::OutOfService]),
        ],
    }
}

fn dispatched(code: &str, team: u32, status: Status) -> Dispatched {
    Dispatched {
        id: DispatchId(team),
        team: TeamId(team),
        code: bounded(code),
        name: bounded("队"),
        phone: bounded("0000-2004"),
        task: Task::Plug,
        status,
        since: night::ago(30),
        ordered: night::ago(60),
        arrives: None,
        evacuate: None,
        elsewhere: false,
        waived: false,
    }
}

fn ordered(orders: &[(&str, Task)], despite: Option<&str>) -> Draft {
    let orders = orders.iter().map(|(team, task)| Order { team: bounded(team), task: *task }).collect();
    let despite = despite.map(str::to_owned);
    Draft::Dispatch(dispatch::Command::Order { incident: FIRE, orders, staging: None, despite })
}

#[test]
fn two_keys_send_every_pick_and_a_bounced_enter_sends_nothing_more() {
    let mut seat = seat(|dossier| dossier.recommendation = recommended());
    seat.keys("d");
    let text = seat.text();
    for words in ["调派队伍", "危险: 电解液2.4吨", "集结 北门", "[x] 1  T4", "[x] 2  T1", "[ ] 3  T6"]
    {
        assert!(text.contains(words), "lacks {words}:\n{text}");
    }
    assert!(!text.contains("T9"), "one that would be refused is in no row:\n{text}");
    // The key that opened it bounces into Enter: too soon.
    seat.screen.key(Key::plain(Code::Escape), seat.now);
    seat.keys("d");
    seat.screen.key(Key::plain(Code::Enter), seat.now);
    assert!(sent(&mut seat).is_empty());
    seat.screen.paste("\r\n", seat.now);
    assert!(sent(&mut seat).is_empty(), "a paste never confirms");
    seat.press(Code::Enter);
    assert_eq!(sent(&mut seat), [ordered(&[("T4", Task::Plug), ("T1", Task::Guide)], None)]);
    seat.screen.key(Key::plain(Code::Enter), seat.now);
    assert!(sent(&mut seat).is_empty(), "the box is gone");
}

#[test]
fn a_digit_takes_a_team_off_tab_walks_on_and_a_warning_asks_why() {
    let mut one = seat(|dossier| dossier.recommendation = recommended());
    one.keys("d1");
    one.press(Code::Enter);
    assert_eq!(sent(&mut one), [ordered(&[("T1", Task::Guide)], None)]);

    let mut two = seat(|dossier| dossier.recommendation = recommended());
    two.keys("d");
    two.press(Code::Tab);
    two.press(Code::Enter);
    assert_eq!(sent(&mut two), [ordered(&[("T6", Task::Plug), ("T1", Task::Guide)], None)]);

    let mut three = seat(|dossier| dossier.recommendation = recommended());
    three.keys("d4");
    three.press(Code::Enter);
    assert!(sent(&mut three).is_empty(), "volunteers are not sent without a word");
    three.keys("3");
    let wanted = [("T4", Task::Plug), ("T1", Task::Guide), ("T2", Task::Cordon)];
    assert_eq!(sent(&mut three), [ordered(&wanted, Some("只做外围, 不进入现场"))]);

    let mut none = seat(|dossier| dossier.recommendation = recommended());
    none.keys("d12");
    none.press(Code::Enter);
    assert!(sent(&mut none).is_empty() && none.text().contains("没有选队伍"));
}

#[test]
fn a_team_that_refused_is_replaced_first() {
    let mut seat = seat(|dossier| {
        dossier.recommendation = recommended();
        dossier.dispatches = vec![dispatched("T4", 4, Status::Refused)];
    });
    seat.keys("d");
    let text = seat.text();
    assert!(text.contains("T4 队 堵漏: 拒绝") && text.contains("改派 T6"), "both are named:\n{text}");
    seat.keys("1");
    let by = Order { team: bounded("T6"), task: Task::Plug };
    let replaced = dispatch::Command::Replace { incident: FIRE, team: bounded("T4"), by, despite: None };
    assert_eq!(sent(&mut seat), [Draft::Dispatch(replaced)]);
}

#[test]
fn a_place_is_filled_with_a_reason_or_left_empty() {
    let refused = |dossier: &mut Dossier| {
        dossier.recommendation = recommended();
        dossier.dispatches = vec![Dispatched { task: Task::Cordon, ..dispatched("T1", 1, Status::Refused) }];
    };
    // T2 are volunteers: their officer says why, by a digit, as in a dispatch.
    let mut seat = self::seat(refused);
    seat.keys("d1");
    assert!(seat.text().contains("为何仍派"), "{}", seat.text());
    seat.keys("1");
    let by = Order { team: bounded("T2"), task: Task::Cordon };
    let despite = Some("人命在险, 只有这支队能及时到".to_owned());
    let replaced = dispatch::Command::Replace { incident: FIRE, team: bounded("T1"), by, despite };
    assert_eq!(sent(&mut seat), [Draft::Dispatch(replaced)]);
    let mut seat = self::seat(refused);
    seat.keys("d3");
    let waived = dispatch::Command::Waive { incident: FIRE, team: bounded("T1") };
    assert_eq!(sent(&mut seat), [Draft::Dispatch(waived)]);
    // What was waived is asked no more.
    let mut seat = self::seat(|dossier| {
        refused(dossier);
        dossier.dispatches[0].waived = true;
    });
    seat.keys("d");
    assert!(seat.text().contains("调派队伍"), "{}", seat.text());
}

#[test]
fn the_target_of_a_box_stays_while_the_list_changes() {
    let mut seat = seat(|dossier| dossier.recommendation = recommended());
    seat.keys("d");
    seat.screen.snapshot(night::snapshot(&[fire(2_000, 1), fire(1_042, 20), water(1_038)]), seat.now);
    seat.press(Code::Enter);
    assert_eq!(sent(&mut seat), [ordered(&[("T4", Task::Plug), ("T1", Task::Guide)], None)]);
}

#[test]
fn everybody_is_called_out_by_one_enter() {
    let mut seat = seat(|dossier| dossier.dispatches = vec![dispatched("T4", 4, Status::OnScene)]);
    seat.keys("E");
    assert!(seat.text().contains("T4 队"));
    seat.press(Code::Enter);
    assert_eq!(sent(&mut seat), [Draft::Dispatch(dispatch::Command::Evacuate { incident: FIRE })]);
    let mut none = Seat::at_night(Lang::Zh, 160, 48);
    none.keys("E");
    assert!(none.text().contains("本事件没有派出的队伍"));
}

#[test]
fn a_team_says_where_it_is_and_its_release_without_an_answer_takes_the_number() {
    let mut there = seat(|dossier| dossier.dispatches = vec![dispatched("T4", 4, Status::Accepted)]);
    there.keys("D2");
    there.keys("9");
    there.press(Code::Enter);
    let (incident, team) = (FIRE, bounded("T4"));
    let status = Status::EnRoute;
    let said = dispatch::Command::Report { incident, team, status, eta_minutes: Some(9) };
    assert_eq!(sent(&mut there), [Draft::Dispatch(said)]);

    let mut unheard = seat(|dossier| dossier.dispatches = vec![dispatched("T4", 4, Status::Ordered)]);
    unheard.keys("D41043");
    unheard.press(Code::Enter);
    assert!(sent(&mut unheard).is_empty() && unheard.text().contains("编号不符"));
    unheard.screen.paste("1042", unheard.now);
    unheard.press(Code::Enter);
    assert!(sent(&mut unheard).is_empty(), "a number is typed by hand");
    unheard.keys("1042");
    unheard.press(Code::Enter);
    let down = dispatch::Command::StandDown { incident, team, repeated: Some(FIRE) };
    assert_eq!(sent(&mut unheard), [Draft::Dispatch(down)]);
}

#[test]
fn a_leaders_order_is_a_digit_and_three_enters() {
    let mut seat = seat(|_| {});
    let mut snapshot = night::night();
    snapshot.status.leader_code = bounded("L1");
    seat.screen.snapshot(snapshot, seat.now);
    sent(&mut seat);
    seat.keys("o5");
    (0..3).for_each(|_| seat.press(Code::Enter));
    let given = order::Command::Give {
        incident: FIRE,
        text: "通知120, 10分钟内到场".to_owned(),
        from: Some(bounded("L1")),
        carrier: None,
        within: Span::minutes(10),
    };
    assert_eq!(sent(&mut seat), [Draft::Order(given)]);
}

#[test]
fn an_order_that_runs_is_done_by_its_digit() {
    let mut seat = seat(|dossier| {
        dossier.orders = vec![order::View {
            id: OrderId(3),
            digest: Digest([1; 32]),
            from: bounded("李建国"),
            carrier: bounded("王强"),
            given: night::ago(60),
            due: night::ago(-540),
            done: None,
        }];
    });
    seat.keys("o2");
    assert_eq!(sent(&mut seat), [Draft::Order(order::Command::Done { order: OrderId(3) })]);
}

#[test]
fn an_intake_is_sent_field_by_field_and_waits_when_it_is_left() {
    let mut seat = seat(|_| {});
    seat.keys("i");
    seat.screen.paste("新源化工", seat.now);
    seat.press(Code::Enter);
    seat.press(Code::Enter);
    seat.keys("2");
    let taken = seat.screen.pending().next().unwrap();
    let family = HazardFamily::Gas;
    let at = intake::Place::Site(bounded("新源化工"));
    let take = intake::Command::Take { at, family, join: None, place: None };
    assert_eq!(sent(&mut seat), [Draft::Intake(take.clone())]);
    seat.keys("0000-7");
    seat.press(Code::Enter);
    let text = "0000-7".to_owned();
    let fill = intake::Command::Fill { intake: taken, field: intake::Field::Phone, text };
    assert_eq!(sent(&mut seat), [Draft::Intake(fill)]);
    // The fire breaks in: the intake is left, and found again where it was.
    seat.press(Code::Escape);
    seat.keys("a");
    sent(&mut seat);
    seat.keys("i21");
    assert!(seat.text().contains("2/7  报告人"), "{}", seat.text());
    seat.press(Code::Enter);
    assert!(sent(&mut seat).is_empty(), "an empty field is skipped");
    assert!(seat.text().contains("3/7"));
}

#[test]
fn a_refused_place_comes_back_as_it_was_typed() {
    let mut seat = seat(|_| {});
    seat.keys("inowhere");
    seat.press(Code::Enter);
    seat.press(Code::Enter);
    seat.keys("1");
    let taken = seat.screen.pending().next().unwrap();
    seat.screen.answer(taken, &Outcome::Refused(Refusal::Busy), seat.now);
    let text = seat.text();
    assert!(text.contains("nowhere") && text.contains("登记表里没有这个单位"), "{text}");
}

#[test]
fn a_place_with_an_open_fire_offers_it_first() {
    let mut seat = seat(|_| {});
    seat.keys("ihydc");
    seat.press(Code::Enter);
    seat.press(Code::Enter);
    seat.keys("1");
    assert!(seat.text().contains("并入 #1042 火灾 恒越电池"));
    seat.keys("1");
    let drafts = sent(&mut seat);
    let joined = matches!(&drafts[..], [Draft::Intake(intake::Command::Take { join: Some(FIRE), .. })]);
    assert!(joined, "{drafts:?}");
}

#[test]
fn a_step_is_done_by_two_digits() {
    let mut seat = seat(|dossier| dossier.plan.as_mut().unwrap().runs = true);
    seat.keys("t21");
    let done = plan::Command::Step { incident: FIRE, step: 2, mark: plan::Mark::Done };
    assert_eq!(sent(&mut seat), [Draft::Plan(done)]);
}
