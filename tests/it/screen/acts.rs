//! Keys: what they ask for, and what they never do.

use crate::screen::Seat;
use crate::screen::night::{self, fire, water};
use dutydesk::language::Lang;
use dutydesk::operations::command::Draft;
use dutydesk::operations::incident::Command;
use dutydesk::operations::incident::view::Standing;
use dutydesk::operations::incident::{self, Disposition, View};
use dutydesk::operations::outcome::{Outcome, Refusal, Remark};
use dutydesk::operations::reference::Role;
use dutydesk::screen::{Link, Proof, Request, request};
use dutydesk::terminal::key::{Code, Key};
use dutydesk::units::{ActionId, Digest, EntryNumber, EvidenceLevel, IncidentId, Instant};

/// Returns what was asked since the last call, without looks, pages, bells and notices.
fn asked(seat: &mut Seat) -> Vec<Request> {
    let wanted = |request: &Request| {
        matches!(request, Request::Act { .. } | Request::Ask(_) | Request::Passphrase { .. } | Request::Quit)
    };
    seat.screen.take_requests().filter(wanted).collect()
}

fn drafts(seat: &mut Seat) -> Vec<Draft> {
    asked(seat)
        .into_iter()
        .filter_map(|request| match request {
            Request::Act { draft, .. } => Some(draft),
            _ => None,
        })
        .collect()
}

#[test]
fn one_key_acknowledges_once_and_the_answer_is_told() {
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.press(Code::Char('ａ'));
    seat.keys("aa");
    let sent = asked(&mut seat);
    let [Request::Act { action, seen, draft }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(*draft, Draft::Incident(Command::Acknowledge { incident: IncidentId(1_042) }));
    assert_eq!((seen.input.0, seen.revision.map(|revision| revision.0)), (500, Some(3)));
    let digest = Digest([0x3f; 32]);
    let outcome =
        Outcome::Recorded { entry: EntryNumber(10_483), digest, remark: Some(Remark::CameLater(2)) };
    seat.screen.answer(*action, &outcome, seat.now);
    let text = seat.text();
    assert!(text.contains("受理 #1042  已存 #10483 3f3f3f3f") && text.contains("又来 2 条"), "{text}");
    assert_eq!(seat.screen.pending().count(), 0);
}

#[test]
fn a_refusal_says_what_to_do() {
    let mut seat = Seat::at_night(Lang::En, 160, 48);
    seat.press(Code::Function(2));
    let action = seat.screen.pending().next().unwrap();
    let refused = Outcome::Refused(Refusal::Incident(incident::Refusal::Closed(IncidentId(1_042))));
    seat.screen.answer(action, &refused, seat.now);
    assert!(seat.text().contains("#1042 is closed. R reopens it"));
}

#[test]
fn a_lost_link_sends_nothing_and_asks_again_instead_of_resending() {
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.keys("a");
    let action = seat.screen.pending().next().unwrap();
    asked(&mut seat);
    seat.screen.link(Link::Lost, seat.now);
    seat.keys("na");
    assert!(asked(&mut seat).is_empty(), "keys of a dead screen act on nothing");
    assert!(seat.text().contains("断线: 未发出"));
    seat.screen.link(Link::Up, seat.now);
    assert_eq!(asked(&mut seat), [Request::Ask(action)]);
    seat.screen.answer(action, &Outcome::Unknown, seat.now);
    assert!(seat.text().contains("未知"));
    seat.wait(4_000);
    assert_eq!(asked(&mut seat), [Request::Ask(action)]);
    seat.screen.answer(ActionId(99), &Outcome::Unknown, seat.now);
}

#[test]
fn closing_takes_the_number_typed_by_hand_and_a_fresh_enter() {
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.keys("x1");
    seat.keys("维保");
    seat.press(Code::Enter);
    // Held down: every repeat is too soon after the one before.
    for _ in 0..20 {
        seat.wait(30);
        seat.screen.key(Key::plain(Code::Enter), seat.now);
    }
    seat.screen.paste("1042", seat.now);
    seat.press(Code::Enter);
    assert!(drafts(&mut seat).is_empty(), "a paste is no hand");
    seat.keys("1041");
    seat.press(Code::Enter);
    assert!(drafts(&mut seat).is_empty());
    assert!(seat.text().contains("编号不符"));
    // The target stands although the list has changed under the box.
    seat.screen.snapshot(night::snapshot(&[fire(1_050, 1), fire(1_042, 40)]), seat.now);
    seat.keys("１０４２");
    seat.press(Code::Enter);
    let closed = Draft::Incident(Command::Close {
        incident: IncidentId(1_042),
        disposition: Disposition::Handled,
        reason: Some("维保".into()),
        repeated: IncidentId(1_042),
    });
    assert_eq!(drafts(&mut seat), [closed]);
}

#[test]
fn an_enter_that_comes_with_the_box_is_not_taken() {
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.keys("q");
    seat.screen.key(Key::plain(Code::Enter), seat.now);
    assert!(asked(&mut seat).is_empty());
    assert!(seat.text().contains("2 件未完成"), "{}", seat.text());
    seat.press(Code::Enter);
    assert_eq!(asked(&mut seat), [Request::Quit]);
}

#[test]
fn an_unproved_officer_is_asked_before_the_close_is_typed() {
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.screen.session("王强", Role::Officer, false);
    seat.keys("x");
    seat.keys("D1");
    seat.press(Code::Enter);
    seat.keys("secret");
    let text = seat.text();
    assert!(!text.contains("secret") && text.contains("******"), "{text}");
    seat.press(Code::Enter);
    let sent = asked(&mut seat);
    assert!(
        matches!(&sent[..], [Request::Passphrase { officer, passphrase }]
        if officer == "D1" && passphrase.0 == "secret"),
        "{sent:?}"
    );
    assert!(!format!("{sent:?} {:?}", seat.screen).contains("secret"));
    seat.screen.proof(Proof::Accepted { name: "王强".into(), role: Role::Officer }, seat.now);
    assert!(seat.text().contains("结束事件"), "the box that was wanted opens");
    seat.press(Code::Escape);
    seat.screen.proof(Proof::Wrong, seat.now);
    assert!(seat.text().contains("口令不对"));
}

#[test]
fn notes_are_written_by_a_digit_or_by_hand() {
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.keys("N5");
    seat.press(Code::End);
    seat.screen.paste("\n警单0317\u{1b}[2J", seat.now);
    seat.press(Code::Enter);
    let [Draft::Incident(Command::Note { incident, text })] = &drafts(&mut seat)[..] else {
        panic!("no note")
    };
    assert_eq!((*incident, text.as_str()), (Some(IncidentId(1_042)), "已报119 警单0317\u{FFFD}[2J"));
    seat.keys(":");
    seat.keys("note 12人已清点");
    seat.press(Code::Enter);
    let noted =
        Draft::Incident(Command::Note { incident: Some(IncidentId(1_042)), text: "12人已清点".into() });
    assert_eq!(drafts(&mut seat), [noted]);
    seat.keys("：burn");
    seat.press(Code::Enter);
    assert!(seat.text().contains("没有 burn 这个命令"), "{}", seat.text());
    seat.press(Code::Escape);
    seat.keys(":1038");
    seat.press(Code::Enter);
    assert_eq!(seat.screen.selected(), Some(IncidentId(1_038)));
    seat.keys(":");
    seat.press(Code::Up);
    assert!(seat.text().contains(":1038"), "the bar remembers");
    seat.press(Code::Escape);
    seat.keys(":ac");
    seat.press(Code::Tab);
    assert!(seat.text().contains(":ack "));
}

#[test]
fn a_refresh_never_moves_the_row_that_is_read() {
    let rows: Vec<View> = (0..20).map(|id| water(1_000 + id)).collect();
    let mut seat = Seat::new(Lang::Zh, 80, 24);
    seat.screen.snapshot(night::snapshot(&rows), seat.now);
    seat.text();
    for _ in 0..9 {
        seat.press(Code::Down);
    }
    let line = |text: &str| text.lines().position(|line| line.starts_with('>')).unwrap();
    let before = line(&seat.text());
    let mut more = vec![fire(2_000, 1), fire(2_001, 1)];
    more.extend(rows);
    seat.screen.snapshot(night::snapshot(&more), seat.now);
    let text = seat.text();
    assert_eq!((line(&text), seat.screen.selected()), (before, Some(IncidentId(1_009))), "{text}");
    assert!(text.contains("新 +2") && text.contains("(!!2 n)"), "new ones announce at the edge:\n{text}");
    seat.keys("n");
    assert_eq!(seat.screen.selected(), Some(IncidentId(2_000)));
    seat.keys("n");
    assert_eq!(seat.screen.selected(), Some(IncidentId(2_001)));
}

#[test]
fn the_next_is_what_endangers_life_and_only_then_the_others() {
    let waits = |id| View { standing: fire(id, 1).standing, ..water(id) };
    let mut seat = Seat::new(Lang::Zh, 80, 24);
    seat.screen.snapshot(night::snapshot(&[fire(2_000, 1), waits(1_001), waits(1_002)]), seat.now);
    for _ in 0..2 {
        seat.keys("n");
        assert_eq!(seat.screen.selected(), Some(IncidentId(2_000)), "nothing else while a fire waits");
    }
    seat.screen.snapshot(night::snapshot(&[waits(1_001), water(1_003), waits(1_002)]), seat.now);
    for id in [1_002, 1_001, 1_002] {
        seat.keys("n");
        assert_eq!(seat.screen.selected(), Some(IncidentId(id)), "{}", seat.text());
    }
    seat.screen.snapshot(night::snapshot(&[water(1_001), water(1_003)]), seat.now);
    seat.keys("n");
    assert!(seat.text().contains("没有未受理的事件"), "{}", seat.text());
}

#[test]
fn a_fire_comes_up_by_itself_only_when_nobody_reads_and_then_waits_for_the_eye() {
    let mut seat = Seat::new(Lang::Zh, 80, 24);
    seat.screen.snapshot(night::snapshot(&[water(1_000)]), seat.now);
    seat.press(Code::Down);
    let burning = night::snapshot(&[fire(2_000, 1), water(1_000)]);
    seat.screen.snapshot(burning.clone(), seat.now);
    assert_eq!(seat.screen.selected(), Some(IncidentId(1_000)), "somebody reads");
    seat.keys("a");
    assert!(drafts(&mut seat).is_empty());
    assert!(seat.text().contains("按 n 到 #2000"), "{}", seat.text());
    seat.wait(600_000);
    seat.screen.snapshot(burning.clone(), seat.now);
    assert_eq!(seat.screen.selected(), Some(IncidentId(1_000)), "a hand chose it: it stays, however long");
    let mut seat = Seat::new(Lang::Zh, 80, 24);
    seat.screen.snapshot(night::snapshot(&[water(1_000)]), seat.now);
    seat.screen.snapshot(burning, seat.now);
    assert_eq!(seat.screen.selected(), Some(IncidentId(2_000)), "nobody chose the first");
    seat.screen.key(Key::char('a'), seat.now);
    assert!(drafts(&mut seat).is_empty(), "the key was meant for the row before");
    seat.keys("a");
    assert_eq!(drafts(&mut seat), [Draft::Incident(Command::Acknowledge { incident: IncidentId(2_000) })]);
}

#[test]
fn the_bell_rings_until_somebody_has_it_and_again_when_it_rises() {
    let mut seat = Seat::new(Lang::Zh, 80, 24);
    let mut rings = move |views: Option<&[View]>, millis: u64, key: Option<char>| {
        seat.wait(millis);
        if let Some(key) = key {
            seat.screen.key(Key::char(key), seat.now);
        }
        if let Some(views) = views {
            seat.screen.snapshot(night::snapshot(views), seat.now);
        }
        seat.screen.take_requests().filter(|request| matches!(request, Request::Bell(_))).count()
    };
    let (one, quiet) = (fire(1, 3), water(2));
    assert_eq!(rings(Some(std::slice::from_ref(&quiet)), 100, None), 0, "only life-risk sounds");
    assert_eq!(rings(Some(std::slice::from_ref(&one)), 100, None), 1);
    let more = View { members: 9, raises: 30, ..one.clone() };
    assert_eq!(rings(Some(std::slice::from_ref(&more)), 100, None), 0, "more of the same is no new sound");
    assert_eq!(rings(None, 5_000, None), 1, "it repeats");
    assert_eq!(rings(None, 5_000, Some('s')), 1, "the tick before the key");
    assert_eq!(rings(None, 30_000, None), 0, "silenced");
    let risen = View { level: EvidenceLevel(4), ..one.clone() };
    assert_eq!(rings(Some(std::slice::from_ref(&risen)), 100, None), 1, "a rise sounds again");
    let taken = View {
        standing: Standing::Acknowledged {
            by: dutydesk::text::bounded("王强"),
            proved: true,
            at: Instant(5),
        },
        ..risen
    };
    assert_eq!(rings(Some(std::slice::from_ref(&taken)), 9_000, None), 1, "the tick before the snapshot");
    assert_eq!(rings(None, 60_000, None), 0, "somebody has it");
    assert_eq!(rings(Some(std::slice::from_ref(&fire(1, 0))), 100, None), 1, "renewed");
}

#[test]
fn the_filter_finds_by_initials_and_escape_leaves_it() {
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.keys("/dfwl");
    assert_eq!(seat.screen.selected(), Some(IncidentId(1_038)));
    let text = seat.text();
    assert!(text.contains("#1038") && !text.contains("#1041"), "{text}");
    assert!(text.contains("!!2 n #1042"), "a filter hides no fire from the first line:\n{text}");
    seat.press(Code::Escape);
    assert!(seat.text().contains("#1041"));
}

#[test]
fn pages_overlays_and_languages() {
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.keys("w");
    let text = seat.text();
    assert!(text.contains("由它开始事件") && text.contains("与 S-2031 相隔 18 秒"), "{text}");
    seat.press(Code::Escape);
    seat.keys("?");
    let text = seat.text();
    assert!(text.contains("现在可用的键") && text.contains("a F2"), "{text}");
    seat.press(Code::Escape);
    seat.keys("8");
    let entry = request::Entry {
        entry: EntryNumber(10_482),
        at: night::NOW,
        kind: "incident.noted".into(),
        incident: Some(IncidentId(1_042)),
        actor: "D1".into(),
        body: "{\"upto\":500,\"text\":{\"token\":7}}".into(),
        text: Some("已报119".into()),
        said: <[String; 2]>::default(),
    };
    let page = request::Page { incident: None, before: None, entries: vec![entry], ..Default::default() };
    seat.screen.entries(page);
    let text = seat.text();
    assert!(text.contains("#10482 21:04:07") && text.contains("记录") && text.contains("已报119"), "{text}");
    assert!(text.contains("!!2 n #1042"), "the fire stands on every page:\n{text}");
    seat.keys("L");
    assert!(seat.text().contains("note"), "{}", seat.text());
    seat.keys("TTTT1");
    assert!(seat.text().contains("acknowledge"));
    seat.press(Code::Enter);
    assert!(seat.text().contains("night shift"));
}

#[test]
fn no_run_of_keys_panics() {
    use proptest::prelude::*;
    let key = prop_oneof![
        any::<char>().prop_map(Code::Char),
        prop::sample::select("anNwxRsjkgG18/:PLT?q123 ".chars().collect::<Vec<_>>()).prop_map(Code::Char),
        prop::sample::select(vec![
            Code::Enter,
            Code::Escape,
            Code::Tab,
            Code::Up,
            Code::Down,
            Code::Left,
            Code::Delete,
            Code::Backspace,
            Code::End,
            Code::PageDown
        ]),
    ];
    proptest!(ProptestConfig::with_cases(64), |(keys in prop::collection::vec(key, 0..60), columns in 1_u16..100, rows in 1_u16..40)| {
        let mut seat = Seat::at_night(Lang::Zh, columns, rows);
        for code in keys {
            seat.press(code);
            seat.text();
        }
        for request in seat.screen.take_requests() {
            let closed = matches!(request, Request::Act { draft: Draft::Incident(Command::Close { incident, repeated, .. }), .. } if incident != repeated);
            prop_assert!(!closed);
        }
    });
}

/// Shows boxes and overlays to whoever polishes them: `SHOW=1`.
#[test]
fn boxes_name_their_target_and_how_they_are_left() {
    for (lang, columns, rows) in [(Lang::Zh, 80, 24), (Lang::En, 160, 48), (Lang::Zh, 40, 6)] {
        for typed in ["x", "x1", "x1\r", "N", "?", "w", "8", "\r", "a"] {
            let mut seat = Seat::at_night(lang, columns, rows);
            for c in typed.chars() {
                seat.press(if c == '\r' { Code::Enter } else { Code::Char(c) });
            }
            let text = seat.text();
            if std::env::var_os("SHOW").is_some() {
                println!("=== {lang:?} {columns}x{rows} {typed:?}\n{text}");
            }
            assert!(text.contains("!!2"), "{text}");
            if typed.starts_with(['x', 'N']) && rows > 6 {
                assert!(text.contains("#1042  ") && text.contains("Esc"), "{text}");
            }
        }
    }
}

#[test]
fn a_long_member_list_is_fetched_window_by_window() {
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    let mut dossier = night::dossier(fire(1_042, 12));
    let many = |from: usize| {
        let kind = dutydesk::correlation::alarm::DeviceKind::Smoke;
        let reason = dutydesk::correlation::change::ReasonCode::SameZoneSameKind;
        (from..from + 64)
            .map(|index| night::member(&format!("S-{index}"), kind, 5, reason))
            .collect::<Vec<_>>()
    };
    (dossier.members, dossier.members_count) = (many(0), 420);
    seat.screen.dossier(Some(dossier.clone()));
    seat.press(Code::Enter);
    assert!(seat.text().contains("420   显示 1-64"));
    seat.screen.take_requests().count();
    for _ in 0..30 {
        seat.press(Code::PageDown);
        seat.text();
    }
    let looks: Vec<_> = seat
        .screen
        .take_requests()
        .filter_map(|request| match request {
            Request::Look(look) => Some((look.selected, look.first_row)),
            _ => None,
        })
        .collect();
    assert_eq!(looks, [(Some(IncidentId(1_042)), 64)], "one window is asked for at a time");
    dossier.members = many(64);
    seat.screen.dossier(Some(dossier));
    seat.press(Code::Char('g'));
    seat.keys("?");
    seat.text();
    seat.keys("G");
    let last = dutydesk::operations::line::verbs().last().unwrap();
    assert!(seat.text().contains(&format!(":{}", last.zh)), "the help ends with its last line");
}
