//! What is kept silent, on the page of devices and in the status; a merge that is proposed, in the dossier.

use crate::operations::fixture::{Desk, proved};
use crate::screen::Seat;
use crate::screen::night;
use crate::screen::pages::{answer, park};
use dutydesk::correlation::change::{Reason, ReasonCode};
use dutydesk::language::Lang;
use dutydesk::operations::actor::PrivateText;
use dutydesk::operations::command::{Body, Draft};
use dutydesk::operations::incident;
use dutydesk::operations::snapshot::{Kin, Proposed};
use dutydesk::operations::suppression::Command;
use dutydesk::screen::Request;
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;
use dutydesk::units::{Digest, IncidentId, RuleId, Span, SuppressionId};

const TEXT: PrivateText = PrivateText { token: 7, digest: Digest([7; 32]) };

/// The commands that a seat has sent.
fn drafts(seat: &mut Seat) -> Vec<Draft> {
    let acts = seat.screen.take_requests().filter_map(|request| match request {
        Request::Act { draft, .. } => Some(draft),
        _ => None,
    });
    acts.collect()
}

/// A seat on the page of devices of a desk, its cursor on what the filter leaves.
fn at_devices(desk: &Desk, (columns, rows): (u16, u16), filter: &str) -> Seat {
    let mut seat = Seat::at_night(Lang::Zh, columns, rows);
    seat.keys("6");
    answer(&mut seat, desk);
    if !filter.is_empty() {
        seat.keys("/");
        seat.keys(filter);
        seat.press(Code::Enter);
        answer(&mut seat, desk);
    }
    seat
}

fn silenced() -> Desk {
    let mut desk = park();
    desk.acknowledge(1);
    let shelve = |device, minutes, repeated| Command::Shelve {
        device: bounded(device),
        class: None,
        minutes,
        reason: TEXT,
        repeated,
    };
    desk.act(proved("D1"), Body::Suppression(shelve("S-2031", 30, Some(IncidentId(1_001)))));
    desk
}

#[test]
fn a_device_is_shelved_by_a_box_that_asks_for_the_incidents_number() {
    let desk = park();
    for size in [(80, 24), (160, 48)] {
        let mut seat = at_devices(&desk, size, "s-2031");
        seat.keys("z");
        let text = seat.text();
        for wanted in ["搁置", "S-2031", "几分钟后恢复", "> 30"] {
            assert!(text.contains(wanted), "{size:?} lacks {wanted}:\n{text}");
        }
        seat.press(Code::Enter);
        seat.keys("1");
        seat.press(Code::Enter);
        seat.keys("1002");
        seat.press(Code::Enter);
        assert!(drafts(&mut seat).is_empty(), "another number is refused in the box");
        seat.keys("1001");
        seat.press(Code::Enter);
        let wanted = Command::Shelve {
            device: bounded("S-2031"),
            class: None,
            minutes: 30,
            reason: "水汽油烟, 已核实".to_owned(),
            repeated: Some(IncidentId(1_001)),
        };
        assert_eq!(drafts(&mut seat), [Draft::Suppression(wanted)]);
    }
}

#[test]
fn outages_and_windows_have_boxes_too() {
    let desk = park();
    let mut seat = at_devices(&desk, (80, 24), "s-2032");
    seat.keys("Z");
    seat.press(Code::Enter);
    seat.keys("3");
    seat.press(Code::Enter);
    let wanted = |draft: &Draft| matches!(draft, Draft::Suppression(Command::TakeOut { minutes: 480, reason, .. }) if reason.contains("报修"));
    let sent = drafts(&mut seat);
    assert!(sent.len() == 1 && wanted(&sent[0]), "{sent:?}");
    seat.keys("W");
    assert!(seat.text().contains("测试栏"), "{}", seat.text());
    seat.press(Code::Enter);
    seat.keys("1");
    seat.press(Code::Enter);
    seat.keys("2");
    seat.press(Code::Enter);
    let sent = drafts(&mut seat);
    let wanted = |draft: &Draft| matches!(draft, Draft::Suppression(Command::OpenWindow { minutes: 120, who, .. }) if who == "维保单位");
    assert!(sent.len() == 1 && wanted(&sent[0]), "{sent:?}");
}

#[test]
fn what_is_held_stands_first_with_its_end_and_is_lifted_by_a_key() {
    let desk = silenced();
    for size in [(80, 24), (160, 48), (200, 60)] {
        let mut seat = at_devices(&desk, size, "");
        let text = seat.text();
        if std::env::var_os("SHOW").is_some() {
            println!("=== {size:?}\n{text}");
        }
        let first = text.lines().find(|line| line.starts_with('>')).unwrap();
        for wanted in ["1. 搁置", "S-2031", "压住 1"] {
            assert!(first.contains(wanted), "{size:?} lacks {wanted}:\n{text}");
        }
        assert!(text.contains("由 D1"), "it says by whom:\n{text}");
        seat.keys("u");
        assert!(seat.text().contains("解除"), "{}", seat.text());
        assert!(drafts(&mut seat).is_empty());
        seat.press(Code::Enter);
        let lift = Command::Lift { suppression: SuppressionId(1) };
        assert_eq!(drafts(&mut seat), [Draft::Suppression(lift)], "{size:?}");
    }
    // The device itself says why it is not heard, and its key lifts the same.
    let mut seat = at_devices(&desk, (160, 48), "s-2031");
    seat.press(Code::Down);
    let text = seat.text();
    assert!(text.contains("为何不报") && text.contains("值班员已搁置"), "{text}");
    seat.keys("u");
    seat.press(Code::Enter);
    assert_eq!(drafts(&mut seat).len(), 1);
    // One key narrows the page to what is held, and the same widens it again.
    let mut seat = at_devices(&desk, (160, 48), "");
    seat.keys("H");
    answer(&mut seat, &desk);
    let text = seat.text();
    assert!(text.contains("1/2") && text.contains("/抑制"), "{text}");
    seat.keys("H");
    answer(&mut seat, &desk);
    assert!(!seat.text().contains("/抑制"));
}

#[test]
fn the_status_counts_what_is_not_heard_by_why() {
    for (size, wanted, lacks) in [
        ((200, 60), &["测试报警 2", "搁置 1", "停用 3", "被抑制 4", "长时 5"][..], "抑制 8"),
        ((160, 48), &["测试报警 2", "抑制 8", "长时 5"][..], "搁置 1"),
    ] {
        let mut seat = Seat::at_night(Lang::Zh, size.0, size.1);
        let mut snapshot = night::night();
        let status = &mut snapshot.status;
        (status.test_alarms, status.shelved, status.out_of_service) = (2, 1, 3);
        (status.inhibited, status.stale) = (4, 5);
        seat.screen.snapshot(snapshot, seat.now);
        let text = seat.text();
        for wanted in wanted {
            assert!(text.contains(wanted), "{size:?} lacks {wanted}:\n{text}");
        }
        assert!(!text.contains(lacks), "{text}");
    }
}

#[test]
fn a_merge_that_is_proposed_is_shown_and_decided_by_a_key() {
    let proposed = |seat: &mut Seat| {
        let mut snapshot = night::night();
        snapshot.incidents[0].proposed = true;
        snapshot.incidents[1].parent = Some(snapshot.incidents[0].id);
        let first = snapshot.incidents[0].clone();
        let (into, from) = (first.id, snapshot.incidents[1].id);
        let reason = Reason { code: ReasonCode::Bridged, rule: RuleId(0), other: None, span: Span(0) };
        let proposal = Proposed { into, from, reason, other: bounded("S-2033"), at: night::ago(5) };
        let mut dossier = night::dossier(first);
        dossier.kin = Kin { followers: vec![from], proposals: vec![proposal], merged_into: None };
        seat.screen.snapshot(snapshot, seat.now);
        seat.screen.dossier(Some(dossier));
        (into, from)
    };
    for size in [(80, 24), (160, 48)] {
        for (key, said) in [("M", "合并"), ("K", "不合并")] {
            let mut seat = Seat::at_night(Lang::Zh, size.0, size.1);
            let (into, from) = proposed(&mut seat);
            let text = seat.text();
            if std::env::var_os("SHOW").is_some() {
                println!("=== {size:?}\n{text}");
            }
            for wanted in [
                format!("随#{into}"),
                "并?".to_owned(),
                format!("随发 #{from}"),
                "M 合并 K 不合并".to_owned(),
            ] {
                assert!(text.contains(&wanted), "{size:?} lacks {wanted}:\n{text}");
            }
            seat.keys(key);
            let text = seat.text();
            assert!(text.contains(said) && text.contains(&format!("#{from}")), "{text}");
            assert!(drafts(&mut seat).is_empty(), "the box asks first");
            seat.press(Code::Enter);
            let wanted = match key {
                "M" => incident::Command::Merge { into, from },
                _ => incident::Command::KeepApart { incident: into, other: from },
            };
            assert_eq!(drafts(&mut seat), [Draft::Incident(wanted)]);
        }
    }
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.keys("M");
    assert!(drafts(&mut seat).is_empty() && seat.text().contains("没有建议合并的"));
}
