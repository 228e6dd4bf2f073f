//! What is told in few words: counts of a filter, sums that a policy has, who decided, what cannot be done here.

use crate::screen::pages::{answer, leader, park};
use crate::screen::{Seat, night};
use dutydesk::language::Lang;
use dutydesk::language::reason::{Act, acts, again, why};
use dutydesk::screen::request;
use dutydesk::terminal::key::Code;
use dutydesk::units::{EntryNumber, IncidentId, Span};

#[test]
fn a_filter_says_how_many_of_how_many() {
    for (lang, wanted) in [(Lang::Zh, "1/4  (按紧急程度)"), (Lang::En, "1 of 4  (most urgent first)")] {
        let mut seat = Seat::at_night(lang, 160, 48);
        seat.keys("/1038");
        seat.press(Code::Enter);
        assert!(seat.text().contains(wanted), "lacks {wanted}:\n{}", seat.text());
    }
}

#[test]
fn a_policy_shows_the_sums_that_it_has_and_a_team_one_distance() {
    let desk = park();
    for columns in [80, 160] {
        let mut seat = Seat::at_night(Lang::Zh, columns, 48);
        seat.keys("4");
        answer(&mut seat, &desk);
        let text = seat.text();
        assert!(!text.contains("每人 0") && !text.contains("每人0"), "{text}");
        let things = text.lines().find(|line| line.contains("财产险")).unwrap();
        assert!(things.contains("累计3200万") && !things.contains("每人"), "{things}");
        let people = text.lines().find(|line| line.contains("安责险")).unwrap();
        assert!(people.contains("每人80万 累计2000万"), "{people}");
    }
    let mut seat = Seat::new(Lang::Zh, 160, 48);
    let mut snapshot = night::night();
    snapshot.teams[0].distance_m = Some(3_050);
    seat.screen.snapshot(snapshot, seat.now);
    let mut said = String::new();
    dutydesk::language::pick::distance(3_050, &mut said);
    assert!(seat.text().contains(&said), "{said}:\n{}", seat.text());
}

#[test]
fn that_there_are_no_desktop_notices_is_said_once() {
    let mut seat = Seat::at_night(Lang::Zh, 160, 48);
    let said = |seat: &mut Seat| seat.text().contains("桌面通知发不出");
    seat.screen.desktop_notices(true, seat.now);
    assert!(said(&mut seat));
    seat.wait(21_000);
    seat.screen.desktop_notices(true, seat.now);
    assert!(!said(&mut seat), "{}", seat.text());
    assert!(seat.text().contains("本屏 王强"), "who sits here is labelled: {}", seat.text());
    seat.screen.desktop_notices(false, seat.now);
    seat.screen.desktop_notices(true, seat.now);
    assert!(said(&mut seat), "it worked in between: news again");
}

#[test]
fn a_leaders_log_says_what_was_done() {
    let signed = serde_json::json!({"report": {"signed": {
        "incident": 1_042, "number": 1, "by": {"person": 3, "code": "L1"}
    }}});
    let entry = request::Entry {
        entry: EntryNumber(10_531),
        at: night::NOW,
        kind: "report.signed".to_owned(),
        actor: "L1".to_owned(),
        body: signed.to_string(),
        ..request::Entry::default()
    };
    let mut seat = leader(Lang::Zh, 80, 24);
    let page = request::Page {
        incident: Some(IncidentId(1_042)),
        before: None,
        entries: vec![entry],
        ..Default::default()
    };
    seat.screen.entries(page);
    let text = seat.text();
    let line = text.lines().find(|line| line.contains("10531")).unwrap_or_else(|| panic!("{text}"));
    assert!(line.contains("签发"), "{line}");
}

#[test]
fn who_decided_stands_in_order_with_their_words() {
    let act =
        |kind, seconds: i64, actor, said, text| Act { at: night::ago(60 - seconds), actor, kind, said, text };
    let rows = [
        act("incident.acknowledged", 14, "D1", "", None),
        act("deadline.met", 14, "desk", "受理", None),
        act("incident.verified", 96, "D1?", "误报 (来源 消控室)", Some("蒸汽")),
        act("incident.closed", 120, "L1", "测试", Some("已复位")),
    ];
    let mut zh = String::new();
    acts(Lang::Zh, night::ago(60), rows.into_iter(), &mut zh);
    let wanted = [
        "谁作的决定:",
        "  +00:14  D1: 受理",
        "  +01:36  D1 (未证): 核实 误报 (来源 消控室) \"蒸汽\"",
        "  +02:00  L1: 结束 测试 \"已复位\"",
    ];
    assert_eq!(zh.lines().collect::<Vec<_>>(), wanted);
    let mut none = String::new();
    acts(Lang::En, night::ago(60), rows.into_iter().take(0), &mut none);
    assert!(none.is_empty());
}

#[test]
fn an_acknowledgement_that_was_left_is_told_with_when_whose_and_why_it_is_asked_again() {
    let opened = night::ago(300);
    let act = |kind, seconds: i64, actor, said| Act {
        at: night::ago(300 - seconds),
        actor,
        kind,
        said,
        text: None,
    };
    let rows = [
        act("incident.acknowledged", 17, "D1?", ""),
        act("deadline.met", 17, "desk", "受理"),
        act("incident.renewed", 137, "desk", "受理后无下一步"),
    ];
    let told = |rows: &[Act<'_>], lang| {
        let mut view = night::fire(1_042, 300);
        view.opened = opened;
        let mut out = String::new();
        why(lang, &night::dossier(view), again(rows.iter().copied()).as_ref(), Span(0), &mut out);
        out
    };
    let zh = told(&rows, Lang::Zh);
    assert!(zh.contains(" D1 (未证) 已受理, 隔 02:00 再次询问: 受理后无下一步."), "{zh}");
    assert!(!zh.contains("还没有人受理"), "{zh}");
    let en = told(&rows, Lang::En);
    assert!(en.contains(" D1 (unproved) acknowledged it; after 02:00 it is asked again: "), "{en}");
    // Nobody had it yet; or it was taken once more, and nothing was asked since.
    assert!(told(&rows[..0], Lang::Zh).contains("还没有人受理."));
    assert!(told(&rows[2..], Lang::Zh).contains("还没有人受理."));
}
