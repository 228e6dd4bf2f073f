//! A passphrase that was wrong, a sign-on that an act waits for, a desk that has forgotten who signed on.

use crate::screen::Seat;
use crate::screen::night::{self, fire};
use dutydesk::language::Lang;
use dutydesk::operations::command::Draft;
use dutydesk::operations::incident::{Command, Phase};
use dutydesk::operations::order;
use dutydesk::operations::order::ResponseLevel;
use dutydesk::operations::outcome::{Outcome, Refusal};
use dutydesk::operations::reference::Role;
use dutydesk::screen::{Link, Proof, Request};
use dutydesk::terminal::key::Code;
use dutydesk::units::IncidentId;

const FIRE: IncidentId = IncidentId(1_042);

fn unproved(lang: Lang) -> Seat {
    let mut seat = Seat::at_night(lang, 160, 48);
    seat.screen.session("王强", Role::Officer, false);
    seat.screen.take_requests().for_each(drop);
    seat
}

fn accept(seat: &mut Seat) {
    seat.screen.proof(Proof::Accepted { name: "王强".into(), role: Role::Officer }, seat.now);
}

fn sign_on(seat: &mut Seat, passphrase: &str) {
    seat.keys("D1");
    seat.press(Code::Enter);
    seat.keys(passphrase);
    seat.press(Code::Enter);
}

fn signs(seat: &mut Seat) -> Vec<(Draft, String)> {
    let signed = |request| match request {
        Request::Sign { draft, passphrase, .. } => Some((draft, passphrase.0)),
        _ => None,
    };
    seat.screen.take_requests().filter_map(signed).collect()
}

#[test]
fn a_wrong_passphrase_gives_the_box_back_with_everything_but_the_passphrase() {
    for (refusal, said) in [
        (Refusal::PassphraseWrong, "口令不对"),
        (Refusal::PassphraseWait, "试得太多"),
        (Refusal::PassphraseUnset, "未设口令"),
    ] {
        let mut seat = Seat::at_night(Lang::Zh, 160, 48);
        seat.screen.session("李建国", Role::Leader, true);
        seat.screen.take_requests().for_each(drop);
        seat.keys("l3L1");
        seat.press(Code::Enter);
        seat.keys("wrong");
        seat.press(Code::Enter);
        let level = Some(ResponseLevel::Three);
        let decide = Draft::Order(order::Command::Decide { incident: FIRE, level });
        assert_eq!(signs(&mut seat), [(decide.clone(), "wrong".to_owned())]);
        let action = seat.screen.pending().next().unwrap();
        seat.screen.answer(action, &Outcome::Refused(refusal), seat.now);
        let text = seat.text();
        assert!(text.contains("响应级别") && text.contains("III级") && text.contains("L1"), "{text}");
        assert!(text.contains(said) && !text.contains("*****"), "{text}");
        assert!(!format!("{:?}", seat.screen).contains("wrong"));
        seat.keys("right");
        seat.press(Code::Enter);
        assert_eq!(signs(&mut seat), [(decide, "right".to_owned())]);
    }
}

#[test]
fn a_box_that_comes_back_waits_for_the_one_that_is_open() {
    let mut seat = Seat::at_night(Lang::En, 160, 48);
    seat.screen.session("李建国", Role::Leader, true);
    seat.keys("l3L1");
    seat.press(Code::Enter);
    seat.keys("wrong");
    seat.press(Code::Enter);
    let action = seat.screen.pending().next().unwrap();
    seat.keys("N");
    seat.screen.answer(action, &Outcome::Refused(Refusal::PassphraseWrong), seat.now);
    seat.keys("seen");
    assert!(seat.text().contains("> seen"), "the note is not torn away:\n{}", seat.text());
    seat.press(Code::Escape);
    seat.wait(300);
    assert!(seat.text().contains("passphrase (hidden)"), "{}", seat.text());
}

#[test]
fn two_boxes_that_come_back_come_one_after_the_other() {
    let mut seat = Seat::at_night(Lang::Zh, 160, 48);
    seat.screen.session("李建国", Role::Leader, true);
    for level in ["l3L1", "l2L1"] {
        seat.keys(level);
        seat.press(Code::Enter);
        seat.keys("wrong");
        seat.press(Code::Enter);
    }
    let both: Vec<_> = seat.screen.pending().collect();
    assert_eq!(both.len(), 2);
    seat.keys("N");
    for action in both {
        seat.screen.answer(action, &Outcome::Refused(Refusal::PassphraseWrong), seat.now);
    }
    for level in ["III级", "II级"] {
        seat.press(Code::Escape);
        seat.wait(300);
        let text = seat.text();
        assert!(
            text.contains(&format!("定为哪一级: {level}")) && text.contains("口令不对"),
            "{level}:\n{text}"
        );
    }
    seat.press(Code::Escape);
    seat.wait(300);
    assert!(!seat.text().contains("定为哪一级"), "{}", seat.text());
}

#[test]
fn what_is_typed_while_a_passphrase_is_checked_is_not_torn_away() {
    for (key, behind) in [("x", "处置结果"), ("m", "金额 (元)")] {
        let mut seat = unproved(Lang::Zh);
        let mut dossier = night::dossier(fire(1_042, 12));
        dossier.incident.life_risk = false;
        seat.screen.dossier(Some(dossier));
        seat.keys(key);
        sign_on(&mut seat, "good");
        seat.keys("N");
        seat.keys("two");
        accept(&mut seat);
        let text = seat.text();
        assert!(text.contains("> two") && !text.contains(behind), "{key}:\n{text}");
        seat.wait(500);
        seat.press(Code::Enter);
        let is_noted = |request: Request| matches!(request, Request::Act { draft: Draft::Incident(Command::Note { text, .. }), .. } if text == "two");
        assert!(seat.screen.take_requests().any(is_noted), "{key}");
        seat.wait(300);
        assert!(seat.text().contains(behind), "{key}: what waited goes on:\n{}", seat.text());
    }
}

#[test]
fn a_box_whose_act_could_not_be_sent_stays_as_it_was_filled() {
    let mut seat = Seat::at_night(Lang::Zh, 160, 48);
    seat.keys("p");
    seat.keys("14 12");
    seat.screen.link(Link::Lost, seat.now);
    seat.press(Code::Enter);
    let text = seat.text();
    assert!(text.contains("> 14 12") && text.contains("断线: 未发出"), "{text}");
}

#[test]
fn a_sign_on_says_what_waits_for_it_and_goes_on_with_it() {
    for (lang, said) in
        [(Lang::Zh, "结束事件 要署名, 署名后接着办"), (Lang::En, "close incident waits for your sign-on")]
    {
        let mut seat = unproved(lang);
        seat.keys("x");
        let text = seat.text();
        assert!(text.contains(said) && text.contains("#1042"), "{text}");
        sign_on(&mut seat, "bad");
        seat.screen.proof(Proof::Wrong, seat.now);
        let text = seat.text();
        assert!(text.contains(said) && text.contains("D1:"), "what waits still waits:\n{text}");
        seat.keys("good");
        seat.press(Code::Enter);
        accept(&mut seat);
        let closes = if lang == Lang::Zh { "处置结果" } else { "outcome" };
        assert!(seat.text().contains(closes), "{}", seat.text());
    }
}

#[test]
fn a_line_that_needs_proof_waits_for_the_sign_on_and_is_sent_once() {
    let mut seat = unproved(Lang::Zh);
    seat.keys(":phase 2");
    seat.press(Code::Enter);
    assert!(seat.text().contains("要署名, 署名后接着办"), "{}", seat.text());
    sign_on(&mut seat, "good");
    seat.screen.take_requests().for_each(drop);
    accept(&mut seat);
    let sent: Vec<Draft> = seat
        .screen
        .take_requests()
        .filter_map(|request| match request {
            Request::Act { draft, .. } => Some(draft),
            _ => None,
        })
        .collect();
    assert_eq!(sent, [Draft::Incident(Command::SetPhase { incident: FIRE, phase: Phase::Rescue })]);
}

#[test]
fn money_is_asked_for_its_sign_on_before_it_is_typed() {
    let mut seat = unproved(Lang::Zh);
    let mut dossier = night::dossier(fire(1_042, 12));
    dossier.incident.life_risk = false;
    seat.screen.dossier(Some(dossier));
    seat.keys("m");
    assert!(seat.text().contains("办资金 要署名"), "{}", seat.text());
    sign_on(&mut seat, "good");
    accept(&mut seat);
    assert!(seat.text().contains("金额 (元)"), "{}", seat.text());
}

#[test]
fn a_desk_that_comes_back_says_once_that_the_sign_on_is_gone() {
    for (lang, said) in [(Lang::Zh, "署名已失效"), (Lang::En, "your sign-on is gone")] {
        let mut seat = Seat::at_night(lang, 160, 48);
        seat.screen.link(Link::Lost, seat.now);
        assert!(!seat.text().contains(said));
        seat.screen.session("王强", Role::Officer, false);
        seat.screen.snapshot(night::night(), seat.now);
        assert!(seat.text().contains(said), "{}", seat.text());
        seat.keys("j");
        seat.screen.link(Link::Lost, seat.now);
        seat.screen.session("王强", Role::Officer, false);
        seat.screen.snapshot(night::night(), seat.now);
        assert!(!seat.text().contains(said), "said once:\n{}", seat.text());
    }
}

#[test]
fn a_passphrase_that_a_lost_desk_never_checked_is_asked_again() {
    let mut seat = unproved(Lang::Zh);
    seat.keys("P");
    sign_on(&mut seat, "good");
    seat.screen.link(Link::Lost, seat.now);
    let text = seat.text();
    assert!(text.contains("D1:") && text.contains("断线: 未发出"), "{text}");
}

#[test]
fn tab_lists_the_verbs_that_could_be_meant() {
    let mut seat = Seat::at_night(Lang::Zh, 160, 48);
    seat.keys(":re");
    seat.press(Code::Tab);
    let text = seat.text();
    for verb in ["reopen 重开", "reserve 预留", "refill 补充", "report 报告", "N REASON"] {
        assert!(text.contains(verb), "{verb}:\n{text}");
    }
    assert!(text.contains(":re") && !text.contains("dispatch 调派"), "{text}");
    seat.keys("f");
    let text = seat.text();
    assert!(text.contains("refuse 拒赔") && !text.contains("reopen 重开"), "typed on, it narrows:\n{text}");
    seat.press(Code::Escape);
    let mut small = Seat::at_night(Lang::Zh, 80, 24);
    small.keys(":");
    small.press(Code::Tab);
    let text = small.text();
    let line = dutydesk::operations::line::verbs;
    for verb in line().filter(|verb| !dutydesk::operations::line::is_of_drill(verb)) {
        assert!(text.contains(&format!("{} {}", verb.word, verb.zh)), "{}:\n{text}", verb.word);
    }
}

#[test]
fn a_code_that_stands_there_gives_way_to_the_one_that_is_typed() {
    let mut seat = unproved(Lang::Zh);
    seat.keys("PD2");
    seat.press(Code::Enter);
    seat.keys("sample");
    seat.press(Code::Enter);
    accept(&mut seat);
    // The bell is asked about.
    seat.press(Code::Escape);
    seat.keys("PZZ9");
    assert!(seat.text().contains("> ZZ9"), "{}", seat.text());
    seat.press(Code::Escape);
    seat.keys("P");
    seat.press(Code::Enter);
    assert!(seat.text().contains("D2: 口令"), "Enter keeps it:\n{}", seat.text());
}

#[test]
fn a_code_that_nobody_has_is_said_and_asked_again() {
    for (lang, said) in [(Lang::Zh, "登记表里没有值班员 ZZ9"), (Lang::En, "the registry has no officer ZZ9")]
    {
        let mut seat = unproved(lang);
        seat.keys("x");
        seat.keys("ZZ9");
        seat.press(Code::Enter);
        seat.keys("sample");
        seat.press(Code::Enter);
        seat.screen.proof(Proof::Unknown, seat.now);
        let text = seat.text();
        assert!(text.contains(said) && text.contains("> ZZ9"), "{text}");
        sign_on(&mut seat, "sample");
        let asked = seat
            .screen
            .take_requests()
            .filter(|request| matches!(request, Request::Passphrase { officer, .. } if officer == "D1"));
        assert_eq!(asked.count(), 1, "the right code stands alone, and what waited waits on");
        accept(&mut seat);
        assert!(seat.text().contains(lang.pick("处置结果", "outcome")), "{}", seat.text());
    }
}
