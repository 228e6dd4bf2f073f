//! What wants a second person: reports, levels of command, money.

use super::{FIRE, dispatched, seat, sent, signed};
use crate::screen::Seat;
use crate::screen::night::{self, contact, fire};
use crate::screen::pages::leader;
use dutydesk::language::Lang;
use dutydesk::operations::call::Callee;
use dutydesk::operations::command::Draft;
use dutydesk::operations::dispatch::Status;
use dutydesk::operations::order::ResponseLevel;
use dutydesk::operations::reference::Role;
use dutydesk::operations::report::{Kind, Stage};
use dutydesk::operations::snapshot::{Form, Waiting};
use dutydesk::operations::{call, order, pool, report};
use dutydesk::screen::request::{Entry, Page};
use dutydesk::screen::{Proof, Secret};
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;
use dutydesk::units::{Digest, Fen, Instant, ReservationId};
/// Signs a leader on as it happens: by code and passphrase.
fn as_leader(seat: &mut Seat) {
    seat.screen.session("", Role::Observer, false);
    seat.keys("PL1");
    seat.press(Code::Enter);
    seat.keys("pw");
    seat.press(Code::Enter);
    let proof = Proof::Accepted { name: "李建国".to_owned(), role: Role::Leader };
    seat.screen.proof(proof, seat.now);
    seat.screen.take_requests().for_each(drop);
}

fn waiting(one: Waiting) -> Seat {
    let mut seat = seat(|_| {});
    let mut snapshot = night::night();
    snapshot.waiting.push(one);
    seat.screen.snapshot(snapshot, seat.now);
    seat.screen.take_requests().for_each(drop);
    seat
}

fn report(stage: Stage) -> report::View {
    report::View {
        number: 1,
        kind: Kind::First,
        digest: Digest([7; 32]),
        by: bounded("王强"),
        submitted: night::ago(60),
        stage,
        phoned: None,
        written: None,
    }
}

#[test]
fn a_report_is_read_whole_and_one_enter_gives_it_to_the_leader() {
    let lines = ["{title}", "一 地点: {place}", "二 伤亡失联: {casualties}", "三 趋势: {trend}"];
    let mut seat = seat(|dossier| {
        let lines = lines.map(str::to_owned).to_vec();
        dossier.form = Some(Form { kind: Kind::First, number: 1, lines, since: None });
    });
    seat.keys("r");
    let text = seat.text();
    assert!(text.contains("首报") && text.contains("一 地点") && text.contains("待核"), "{text}");
    seat.press(Code::Enter);
    let drafts = sent(&mut seat);
    let [Draft::Report(report::Command::Submit { incident: FIRE, kind: Kind::First, text })] = &drafts[..]
    else {
        panic!("{drafts:?}")
    };
    assert!(text.contains("丰县开发区电池路8号") && !text.contains('\n'), "{text}");
}

fn submitted(seat: &mut Seat) {
    let mut dossier = night::dossier(fire(1_042, 12));
    dossier.reports = vec![report(Stage::Submitted)];
    seat.screen.dossier(Some(dossier));
}

#[test]
fn a_leader_signs_what_stands_before_them_or_returns_it() {
    let one = Waiting::Report { incident: FIRE, number: 1, kind: Kind::First, since: night::ago(60) };
    let mut seat = waiting(one);
    as_leader(&mut seat);
    submitted(&mut seat);
    seat.keys("S");
    assert!(seat.text().contains("不能签没看到的"), "nobody signs unseen");
    let entry = Entry {
        kind: "report.submitted".into(),
        body: format!("{{\"text\":{{\"digest\":\"{}\"}}}}", Digest([7; 32])),
        text: Some("恒越电池火灾首报  二 伤亡失联: 失联2".into()),
        ..Entry::default()
    };
    seat.screen.entries(Page {
        incident: Some(FIRE),
        before: None,
        entries: vec![entry],
        ..Default::default()
    });
    seat.keys("S");
    assert!(seat.text().contains("二 伤亡失联: 失联2"));
    seat.keys("Spw");
    seat.press(Code::Enter);
    let sign = Draft::Report(report::Command::Sign { incident: FIRE, number: 1 });
    assert_eq!(signed(&mut seat), [(sign, "L1".to_owned(), Secret("pw".to_owned()))]);
    seat.keys("Se1");
    seat.press(Code::Enter);
    let reason = "人数要再核".to_owned();
    let back = Draft::Report(report::Command::Return { incident: FIRE, number: 1, reason });
    assert_eq!(sent(&mut seat), [back]);
}

#[test]
fn a_signed_report_went_in_writing() {
    let mut seat = seat(|dossier| dossier.reports = vec![report(Stage::Signed(night::ago(9)))]);
    seat.keys("r1H-7");
    seat.press(Code::Enter);
    let (channel, receipt) = (report::Channel::Written, bounded("H-7"));
    let send = report::Command::Send { incident: FIRE, number: 1, channel, receipt };
    assert_eq!(sent(&mut seat), [Draft::Report(send)]);
}

#[test]
fn money_waits_for_119_and_the_teams() {
    let mut early = seat(|_| {});
    early.keys("m");
    assert!(sent(&mut early).is_empty() && early.text().contains("先办人命"));

    let mut seat = seat(|dossier| {
        dossier.dispatches = vec![dispatched("T4", 4, Status::EnRoute)];
        dossier.calls = vec![call::View {
            callee: Callee::Agency(call::Agency::Fire),
            purpose: call::Purpose::Alarm,
            contact: contact("119", "", "0000-119"),
            by: bounded("王强"),
            opened: night::ago(60),
            ended: Some(call::state::Ended {
                at: night::ago(40),
                outcome: call::Outcome::Answered,
                reference: bounded("0317"),
            }),
        }];
    });
    seat.keys("m50000.00");
    for digit in ["", "1", "1", "2"] {
        seat.keys(digit);
        seat.press(Code::Enter);
    }
    let reserve = pool::Command::Reserve {
        incident: FIRE,
        amount: Fen(5_000_000),
        payee: "T4 队".to_owned(),
        purpose: "应急救援队伍补助".to_owned(),
        evidence: "119 0317".to_owned(),
    };
    assert_eq!(sent(&mut seat), [Draft::Pool(reserve)]);
}

#[test]
fn a_second_officer_posts_at_the_makers_terminal() {
    let reservation = ReservationId(2);
    let (amount, maker) = (Fen(5_000_000), bounded("D1"));
    let mut seat =
        waiting(Waiting::Post { incident: FIRE, reservation, amount, maker, since: Instant::UNSTATED });
    let mut dossier = night::dossier(fire(1_042, 12));
    dossier.reservations = vec![pool::View {
        id: reservation,
        incident: FIRE,
        maker: bounded("王强"),
        amount,
        posted: Fen(0),
        reserved: night::ago(60),
        expires: night::ago(-600),
        stage: pool::Stage::Reserved,
        receipt: bounded(""),
        agreed: Fen(0),
        owes: pool::Owes::Nothing,
    }];
    seat.screen.dossier(Some(dossier));
    let private = format!("{{\"digest\":\"{}\",\"token\":9223372036854775807}}", Digest([7; 32]));
    let entry = Entry {
        kind: "pool.reserved".into(),
        body: format!(
            "{{\"amount\":5000000,\"evidence\":{private},\"expires\":1795266847000,\"incident\":1042,\
             \"payee\":{private},\"purpose\":{private},\"reservation\":2}}"
        ),
        text: Some("T4 / 补助 / 119 0317".into()),
        ..Entry::default()
    };
    seat.screen.entries(Page {
        incident: Some(FIRE),
        before: None,
        entries: vec![entry],
        ..Default::default()
    });
    seat.keys("S");
    let text = seat.text();
    assert!(text.contains("50,000.00") && text.contains("T4 / 补助") && text.contains("可用"), "{text}");
    seat.press(Code::Enter);
    seat.keys("1042");
    seat.press(Code::Enter);
    seat.keys("D2");
    seat.press(Code::Enter);
    seat.keys("two");
    seat.press(Code::Enter);
    let post = Draft::Pool(pool::Command::Post { reservation, amount, repeated: FIRE });
    assert_eq!(signed(&mut seat), [(post, "D2".to_owned(), Secret("two".to_owned()))]);
}

/// The word was given by telephone: nobody but who gave it is asked for the signature.
#[test]
fn who_agreed_by_telephone_finds_it_waiting_and_signs() {
    let reservation = ReservationId(2);
    let (amount, who) = (Fen(5_000_000), bounded("L1"));
    let owed = Waiting::Countersign { incident: FIRE, reservation, amount, who, since: night::ago(90) };
    let mut seat = leader(Lang::Zh, 80, 24);
    let mut snapshot = night::night();
    snapshot.waiting.push(owed);
    seat.screen.snapshot(snapshot, seat.now);
    let mut dossier = night::dossier(fire(1_042, 12));
    dossier.reservations = vec![pool::View {
        id: reservation,
        incident: FIRE,
        maker: bounded("王强"),
        amount,
        posted: amount,
        reserved: night::ago(120),
        expires: night::ago(-600),
        stage: pool::Stage::Authorised,
        receipt: bounded(""),
        agreed: amount,
        owes: pool::Owes::Signature(who),
    }];
    seat.screen.dossier(Some(dossier));
    seat.screen.take_requests().for_each(drop);
    let text = seat.text();
    assert!(text.contains("待我办 1") && text.contains("1 补签电话同意 50,000.00"), "{text}");
    seat.keys("1");
    let text = seat.text();
    assert!(text.contains("补签电话同意 2  50,000.00"), "its box opens:\n{text}");
    seat.keys("pw");
    seat.press(Code::Enter);
    let sign = Draft::Pool(pool::Command::Countersign { reservation });
    assert_eq!(signed(&mut seat), [(sign, "L1".to_owned(), Secret("pw".to_owned()))]);

    seat.screen.officer("L2");
    assert!(seat.text().contains("待我办 0"), "another leader gave no word:\n{}", seat.text());
}

#[test]
fn an_officer_proposes_a_level_and_a_leader_decides_with_a_passphrase() {
    let mut officer = seat(|_| {});
    officer.keys("l3");
    let (incident, level) = (FIRE, ResponseLevel::Three);
    assert_eq!(sent(&mut officer), [Draft::Order(order::Command::Propose { incident, level })]);

    let mut leader = waiting(Waiting::Level { incident, level, since: night::ago(30) });
    as_leader(&mut leader);
    leader.keys("S");
    assert!(leader.text().contains("III级  (建议)"));
    leader.keys("3secret");
    leader.press(Code::Enter);
    let decided = Draft::Order(order::Command::Decide { incident, level: Some(level) });
    assert_eq!(signed(&mut leader), [(decided, "L1".to_owned(), Secret("secret".to_owned()))]);
    assert!(!leader.text().contains("secret"));
}
