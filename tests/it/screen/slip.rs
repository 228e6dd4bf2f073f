//! The call slip, key by key: what is read out is kept as it was typed, and nobody vanishes from whom may be rung.

use crate::screen::Seat;
use crate::screen::night::{self, ago, fire};
use dutydesk::language::Lang;
use dutydesk::operations::call::state::Ended;
use dutydesk::operations::call::{Agency, Callee, Command, Offer, Outcome, Purpose, View};
use dutydesk::operations::command::Draft;
use dutydesk::operations::reference::Contact;
use dutydesk::operations::snapshot::Dossier;
use dutydesk::screen::Request;
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;
use dutydesk::units::{InsurerId, TeamId};

const PICC: Callee = Callee::Insurer { insurer: InsurerId(0), contact: 0 };
const MEDICAL: Callee = Callee::Agency(Agency::Medical);

fn offer(callee: Callee, purpose: Purpose, post: &str) -> Offer {
    let contact = Contact { post: bounded(post), phone: bounded("0000-5101"), ..Contact::default() };
    Offer { callee, purpose, contact }
}

fn seat_of(lang: Lang, size: (u16, u16), change: impl FnOnce(&mut Dossier)) -> Seat {
    let mut seat = Seat::at_night(lang, size.0, size.1);
    let mut dossier = night::dossier(fire(1_042, 12));
    change(&mut dossier);
    seat.screen.dossier(Some(dossier));
    seat.screen.take_requests().for_each(drop);
    seat
}

fn seat(lang: Lang, offers: &[Offer]) -> Seat {
    seat_of(lang, (160, 48), |dossier| dossier.offers = offers.to_vec())
}

/// What the desk was told came of calls: to whom, and what they gave.
fn ended(seat: &mut Seat) -> Vec<(Outcome, String)> {
    let ended = |request| match request {
        Request::Act { draft: Draft::Call(Command::End { outcome, reference, .. }), .. } => {
            Some((outcome, reference.to_string()))
        }
        _ => None,
    };
    seat.screen.take_requests().filter_map(ended).collect()
}

#[test]
fn a_claim_number_is_taken_whole_however_it_begins() {
    for typed in ["BA-1", "PDAA-2026-17", "BX2026112500017", "c1q"] {
        let mut seat = seat(Lang::Zh, &[offer(PICC, Purpose::Notice, "人保 报案")]);
        seat.keys("c1");
        seat.keys(typed);
        assert!(seat.text().contains(&format!("> {typed}")), "{typed}:\n{}", seat.text());
        assert!(ended(&mut seat).is_empty(), "{typed}: nothing ends before Enter");
        seat.press(Code::Enter);
        assert_eq!(ended(&mut seat), [(Outcome::Answered, typed.to_owned())]);
    }
}

#[test]
fn what_a_claim_number_cannot_hold_is_said_and_not_taken() {
    for (lang, said) in [(Lang::Zh, "只收字母 数字 -"), (Lang::En, "letters, digits and - only")] {
        let mut seat = seat(lang, &[offer(PICC, Purpose::Notice, "人保 报案")]);
        seat.keys("c1BA");
        for odd in [' ', '!', '报', '/'] {
            seat.press(Code::Char(odd));
            let text = seat.text();
            assert!(text.contains("> BA") && text.contains(said), "{odd}:\n{text}");
        }
        assert!(ended(&mut seat).is_empty(), "none of them ended the call");
        // The journal holds so much of a reference; what does not fit is said, not cut off.
        seat.keys("2026112500017-2026112500017-00");
        assert!(!seat.text().contains(lang.pick("放不下", "no more fits")), "{}", seat.text());
        seat.keys("1");
        assert!(seat.text().contains(lang.pick("放不下", "no more fits")), "{}", seat.text());
        seat.press(Code::Enter);
        assert_eq!(ended(&mut seat)[0].1, "BA2026112500017-2026112500017-00");
    }
}

#[test]
fn what_was_typed_stands_when_the_field_is_left_and_entered_again() {
    for callee in [PICC, MEDICAL] {
        let mut seat = seat(Lang::Zh, &[offer(callee, Purpose::Notice, "报案")]);
        seat.keys("c12026-1");
        seat.press(Code::Escape);
        assert!(!seat.text().contains("> 2026-1") && ended(&mut seat).is_empty(), "{}", seat.text());
        seat.keys("1");
        assert!(seat.text().contains("> 2026-1"), "{}", seat.text());
        seat.press(Code::Enter);
        assert_eq!(ended(&mut seat)[0].1, "2026-1");
    }
}

#[test]
fn a_ticket_takes_digits_and_says_that_letters_are_keys() {
    for (lang, hint) in [(Lang::Zh, "字母是功能键"), (Lang::En, "letters are keys")] {
        for purpose in [Purpose::Alarm, Purpose::Verify, Purpose::Task(Purpose::THEIRS)] {
            let mut seat = seat(lang, &[offer(MEDICAL, purpose, "急救")]);
            seat.keys("c10412");
            assert!(seat.text().contains(hint), "{purpose:?}:\n{}", seat.text());
            // No verb: nothing is ended by it, and it says so.
            seat.keys("Q");
            assert!(seat.text().contains("> 0412") && ended(&mut seat).is_empty(), "{}", seat.text());
            let unknown = lang.pick("看不懂", "not understood");
            assert!(seat.text().contains(unknown), "{}", seat.text());
            seat.keys("v");
            assert_eq!(ended(&mut seat), [(Outcome::Answered, "0412".to_owned())], "{purpose:?}");
            let box_of_it = lang.pick("现场是什么情况", "what is there");
            assert!(seat.text().contains(box_of_it), "the verb is done:\n{}", seat.text());
        }
    }
}

#[test]
fn everybody_who_may_be_rung_has_a_key_and_says_when_it_was_rung_last() {
    let teams = (0..14).map(|at| offer(Callee::Team(TeamId(at)), Purpose::Other, &format!("队{at:02}")));
    let offers: Vec<Offer> = teams
        .chain([offer(MEDICAL, Purpose::Update, "急救120"), offer(PICC, Purpose::Notice, "人保")])
        .collect();
    for (lang, last) in [(Lang::Zh, ["接通", "无人接听"]), (Lang::En, ["answered", "no answer"])] {
        for size in [(160, 48), (80, 24)] {
            let mut seat = seat_of(lang, size, |dossier| {
                dossier.offers.clone_from(&offers);
                let call = |callee, purpose, outcome, seconds| View {
                    callee,
                    purpose,
                    contact: Contact::default(),
                    by: bounded("王强"),
                    opened: ago(seconds),
                    ended: Some(Ended { at: ago(seconds - 9), outcome, reference: bounded("") }),
                };
                dossier.calls = vec![
                    call(MEDICAL, Purpose::Alarm, Outcome::NoAnswer, 300),
                    call(MEDICAL, Purpose::Alarm, Outcome::Answered, 200),
                    call(PICC, Purpose::Notice, Outcome::NoAnswer, 100),
                ];
            });
            seat.keys("C");
            let text = seat.text();
            for offer in &offers {
                assert!(
                    text.contains(offer.contact.post.as_str()),
                    "{size:?}: {}\n{text}",
                    offer.contact.post
                );
            }
            let line = |post: &str| text.lines().find(|line| line.contains(post)).unwrap().to_owned();
            assert!(line("急救120").contains(last[0]) && line("人保").contains(last[1]), "{text}");
            assert!(line("急救120").contains("21:0"), "when it ended:\n{text}");
            let key = line("急救120").trim_start().chars().next().unwrap();
            seat.press(Code::Char(key));
            assert!(seat.text().contains("急救120"), "{}", seat.text());
            assert!(seat.text().contains(lang.pick("先放下", "leaves it ringing")), "{}", seat.text());
        }
    }
}
