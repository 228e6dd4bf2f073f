//! Numbers that an input method left in Chinese: understood and said, or refused; never swallowed.

use super::{FIRE, seat, sent};
use dutydesk::operations::command::Draft;
use dutydesk::operations::finding::{Command, Found, People};
use dutydesk::terminal::key::Code;

#[test]
fn people_are_counted_in_any_writing_and_it_says_what_it_understood() {
    for typed in ["14 12", "１４　１２", "十四 十二", "十四人 12人"] {
        let mut seat = seat(|_| {});
        seat.keys("p");
        seat.keys(typed);
        assert!(seat.text().contains("= 14 12"), "{typed}:\n{}", seat.text());
        seat.press(Code::Enter);
        let drafts = sent(&mut seat);
        let people = People { expected: Some(14), counted: Some(12), ..People::default() };
        let counted = matches!(&drafts[..], [Draft::Finding(Command::Find { incident: FIRE, found: Found::People(found), .. })] if *found == people);
        assert!(counted, "{typed}: {drafts:?}");
    }
}

#[test]
fn what_is_no_number_is_shown_and_refused() {
    for typed in ["十几个", "abc", "二三十"] {
        let mut seat = seat(|_| {});
        seat.keys("p");
        seat.keys(typed);
        let text = seat.text();
        assert!(text.contains(&format!("> {typed}")) && text.contains("看不懂"), "{typed}:\n{text}");
        seat.press(Code::Enter);
        assert!(sent(&mut seat).is_empty() && seat.text().contains("看不懂"));
    }
}

#[test]
fn money_in_chinese_is_said_in_digits_before_it_is_taken() {
    let mut seat = seat(|dossier| dossier.incident.life_risk = false);
    seat.keys("m");
    seat.keys("五万");
    assert!(seat.text().contains("= 50,000.00 元"), "{}", seat.text());
    seat.press(Code::Enter);
    assert!(seat.text().contains("金额 (元): 50000.00"), "{}", seat.text());
}

#[test]
fn a_choice_says_what_to_press() {
    let mut seat = seat(|_| {});
    seat.keys("v");
    seat.press(Code::Enter);
    assert!(seat.text().contains("按前面的数字或字母选"), "{}", seat.text());
    seat.keys("8");
    assert!(seat.text().contains("按前面的数字或字母选"), "{}", seat.text());
}
