//! A digit typed first: the phrase that it writes, and how that is taken, gone on with, or taken back.

use super::{FIRE, dispatched, seat, sent};
use crate::screen::Seat;
use dutydesk::language::Lang;
use dutydesk::operations::command::Draft;
use dutydesk::operations::dispatch::Status;
use dutydesk::operations::incident::Command;
use dutydesk::operations::order;
use dutydesk::terminal::key::{Code, Key};

/// Returns the note that keys leave.
fn noted(lang: Lang, keys: &[Code]) -> Option<String> {
    let mut seat = Seat::at_night(lang, 160, 48);
    seat.keys("N");
    for key in keys {
        seat.press(*key);
    }
    seat.press(Code::Enter);
    match &sent(&mut seat)[..] {
        [Draft::Incident(Command::Note { text, .. })] => Some(text.clone()),
        _ => None,
    }
}

fn typed(text: &str) -> Vec<Code> {
    text.chars().map(Code::Char).collect()
}

#[test]
fn a_sentence_that_begins_with_a_digit_is_no_phrase() {
    let said = |text: &str| noted(Lang::En, &typed(text));
    assert_eq!(said("3").as_deref(), Some("nobody answers the phone"));
    for text in ["3 people seen at the window", "12", "1001失联2人待搜", "３楼有烟", "3."] {
        assert_eq!(said(text).as_deref(), Some(text));
    }
    assert_eq!(noted(Lang::Zh, &typed("5")).as_deref(), Some("已报119"));
}

#[test]
fn a_phrase_is_taken_back_or_gone_on_with() {
    let after = |keys: &[Code], text: &str| {
        let all: Vec<Code> = [Code::Char('5')].into_iter().chain(keys.iter().copied()).collect();
        noted(Lang::Zh, &[&all[..], &typed(text)].concat())
    };
    assert_eq!(after(&[Code::Backspace], ""), None, "nothing is left of it");
    assert_eq!(after(&[Code::Backspace], "4").as_deref(), Some("已派人到现场查看"));
    for key in [Code::End, Code::Right] {
        assert_eq!(after(&[key], ", 2人待搜").as_deref(), Some("已报119, 2人待搜"));
    }
    assert_eq!(after(&[Code::End, Code::Backspace], "").as_deref(), Some("已报11"));
}

#[test]
fn what_becomes_of_a_phrase_is_said_while_it_stands() {
    for (lang, said) in [(Lang::Zh, "接着打字则换回数字"), (Lang::En, "typing on brings the digit back")]
    {
        for opens in ["N", "o"] {
            let mut seat = Seat::at_night(lang, 80, 24);
            seat.keys(opens);
            assert!(!seat.text().contains(said));
            seat.keys("5");
            assert!(seat.text().contains(said), "{opens}\n{}", seat.text());
            seat.keys("0");
            assert!(!seat.text().contains(said) && seat.text().contains("> 50"), "{}", seat.text());
        }
    }
}

#[test]
fn every_field_with_phrases_takes_a_sentence_that_begins_with_a_digit() {
    let mut seat = seat(|dossier| dossier.dispatches = vec![dispatched("T4", 4, Status::OnScene)]);
    seat.keys("o5人从东门走");
    (0..3).for_each(|_| seat.press(Code::Enter));
    let orders = sent(&mut seat);
    let [Draft::Order(order::Command::Give { text, .. })] = &orders[..] else { panic!("{orders:?}") };
    assert_eq!(text, "5人从东门走");

    let mut seat = super::seat(|dossier| {
        dossier.incident.life_risk = false;
        dossier.dispatches = vec![dispatched("T4", 4, Status::OnScene)];
    });
    seat.keys("m500");
    seat.press(Code::Enter);
    seat.keys("1租泡沫车");
    seat.press(Code::Enter);
    assert!(seat.text().contains("收款人: 1租泡沫车"), "{FIRE}\n{}", seat.text());
}

#[test]
fn enter_makes_a_phrase_plain_text() {
    let mut seat = seat(|_| {});
    seat.keys("o");
    // Enter that comes too soon confirms nothing; that the phrase is meant, it says all the same.
    for code in [Code::Char('5'), Code::Enter, Code::Char('!')] {
        seat.screen.key(Key::plain(code), seat.now);
    }
    assert!(seat.text().contains("> 通知120, 10分钟内到场!"), "{}", seat.text());
}
