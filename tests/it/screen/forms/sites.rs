//! The box of a call that comes in: which site is meant, and phrases of the kind that is told.

use super::{FIRE, seat, sent};
use crate::screen::Seat;
use crate::screen::night;
use dutydesk::operations::command::Draft;
use dutydesk::operations::intake::{self, Place};
use dutydesk::operations::listing::{Listing, PageLook, Rows, Window, sites};
use dutydesk::screen::Request;
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, SiteId};

fn site(id: u32, code: &str, short: &str, meant: bool) -> sites::Row {
    sites::Row { id: SiteId(id), code: bounded(code), short: bounded(short), name: bounded(short), meant }
}

/// Answers the newest look for a site.
fn found(seat: &mut Seat, rows: Vec<sites::Row>) {
    let look = |request| match request {
        Request::Look(look) => look.page.filter(|page| page.page == Listing::Sites),
        _ => None,
    };
    let look: PageLook =
        seat.screen.take_requests().filter_map(look).next_back().expect("a look for the site");
    let total = rows.len() as u32;
    let window = Window { look, total, at: None, partial: false, rows: Rows::Sites(rows) };
    seat.screen.listed(Box::new(window));
}

#[test]
fn the_site_that_is_meant_is_said_and_taken_by_its_code() {
    let mut seat = seat(|_| {});
    seat.keys("idfwl");
    found(&mut seat, vec![site(2, "S2", "德福物流", true)]);
    assert!(seat.text().contains("= S2  德福物流"), "{}", seat.text());
    seat.press(Code::Enter);
    seat.press(Code::Enter);
    seat.keys("2");
    let drafts = sent(&mut seat);
    let taken = matches!(&drafts[..], [Draft::Intake(intake::Command::Take { at: Place::Site(code), .. })] if code.as_str() == "S2");
    assert!(taken, "{drafts:?}");
    assert!(seat.text().contains("德福物流"), "what was told is said by its name:\n{}", seat.text());
}

#[test]
fn several_sites_are_listed_and_one_is_chosen_by_hand() {
    let mut seat = seat(|_| {});
    seat.keys("idf");
    found(&mut seat, vec![site(2, "S2", "德福物流", false), site(5, "S5", "德丰粮库", false)]);
    let text = seat.text();
    assert!(text.contains("> S2  德福物流") && text.contains("S5  德丰粮库"), "{text}");
    seat.press(Code::Enter);
    assert!(seat.text().contains("不止一个单位"), "{}", seat.text());
    seat.press(Code::Down);
    assert!(seat.text().contains("> S5  德丰粮库"), "{}", seat.text());
    seat.press(Code::Tab);
    found(&mut seat, vec![site(5, "S5", "德丰粮库", true)]);
    assert!(seat.text().contains("= S5  德丰粮库"), "{}", seat.text());
}

#[test]
fn a_site_that_nobody_registered_is_said_before_it_is_sent() {
    let mut seat = seat(|_| {});
    seat.keys("inowhere");
    found(&mut seat, Vec::new());
    assert!(seat.text().contains("登记表里没有这个单位, 事件开不了"), "{}", seat.text());
    seat.press(Code::Enter);
    assert!(seat.text().contains("> nowhere"), "it stays to be corrected:\n{}", seat.text());
}

#[test]
fn leaving_the_box_looks_at_the_page_again() {
    let mut seat = seat(|_| {});
    seat.keys("4i");
    seat.screen.take_requests().for_each(drop);
    seat.press(Code::Escape);
    let pages: Vec<_> = seat
        .screen
        .take_requests()
        .filter_map(|request| match request {
            Request::Look(look) => look.page.map(|page| page.page),
            _ => None,
        })
        .collect();
    assert_eq!(pages, [Listing::Insurers]);
}

#[test]
fn the_phrases_are_those_of_what_is_told() {
    for (kind, has, lacks) in
        [("1", "看到明火", "正在进水"), ("2", "闻到气味", "正在进水"), ("3", "正在进水", "看到明火")]
    {
        let mut seat = seat(|_| {});
        seat.screen.snapshot(night::snapshot(&[]), seat.now);
        seat.keys("ix");
        seat.press(Code::Enter);
        seat.press(Code::Enter);
        seat.keys(kind);
        seat.press(Code::Enter);
        seat.press(Code::Enter);
        let text = seat.text();
        assert!(text.contains("3/7") && text.contains(has) && !text.contains(lacks), "{kind}:\n{text}");
    }
}

#[test]
fn the_intake_of_the_selected_incident_is_joined_to_another_by_a_line() {
    let mut seat = seat(|dossier| {
        dossier.intakes = vec![intake::View {
            id: ActionId(7),
            by: bounded("王强"),
            taken: night::ago(60),
            filled: [false; 7],
            ended: true,
        }];
    });
    seat.keys(":join 1038");
    seat.press(Code::Enter);
    let join = intake::Command::Join { intake: ActionId(7), incident: dutydesk::units::IncidentId(1_038) };
    assert_eq!(sent(&mut seat), [Draft::Intake(join)]);
    let mut none = super::seat(|_| {});
    none.keys(":并入 1038");
    none.press(Code::Enter);
    assert!(sent(&mut none).is_empty() && none.text().contains("它没有接报"), "{FIRE}:\n{}", none.text());
}
