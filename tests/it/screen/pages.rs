//! The pages of long lists, and a leader's screen far away.

use crate::operations::fixture::{Desk, rainstorm};
use crate::screen::Seat;
use crate::screen::night::{self, ago, fire};
use arrayvec::ArrayVec;
use dutydesk::feed::decode::words::Type;
use dutydesk::language::Lang;
use dutydesk::operations::deadline::{self, Subject};
use dutydesk::operations::finding::People;
use dutydesk::operations::incident::view::Standing;
use dutydesk::operations::listing::devices::Line;
use dutydesk::operations::listing::{Listing, PageLook, Rows, Window, gather};
use dutydesk::operations::order::ResponseLevel;
use dutydesk::operations::reference::Role;
use dutydesk::operations::report::{Channel, Kind};
use dutydesk::operations::snapshot::{Snapshot, TeamOrder, Waiting};
use dutydesk::operations::{call, dispatch, warning};
use dutydesk::screen::layout::REMOTE;
use dutydesk::screen::{Options, Request, Screen};
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;
use dutydesk::units::{Fen, IncidentId, ReservationId};

/// Answers every look of a seat as the sample park's desk would.
pub(crate) fn answer(seat: &mut Seat, desk: &Desk) {
    let looks: Vec<PageLook> = seat
        .screen
        .take_requests()
        .filter_map(|request| if let Request::Look(look) = request { look.page } else { None })
        .collect();
    if let Some(look) = looks.last() {
        seat.screen.listed(Box::new(gather(&desk.driver.state, *look)));
    }
}

/// A desk with something on every page.
pub(crate) fn park() -> Desk {
    let mut desk = Desk::new();
    desk.warned(500, &rainstorm(Type::Issue, "w1", &[]));
    desk.fire(1_000, "S-2031");
    desk
}

#[test]
fn every_page_says_its_name_and_keeps_the_fire_in_sight() {
    let desk = park();
    for (columns, rows) in [(80, 24), (160, 48), (200, 60)] {
        for (key, name, words) in [
            ('2', "预警", "暴雨橙色预警"),
            ('3', "队伍", "值班员"),
            ('4', "保险", "保单"),
            ('5', "资金", "可用"),
            ('6', "设备", "正常"),
            ('7', "时限", "受理"),
            ('0', "来源", "每分"),
        ] {
            let mut seat = Seat::at_night(Lang::Zh, columns, rows);
            seat.screen.take_requests().count();
            seat.keys(&key.to_string());
            answer(&mut seat, &desk);
            let text = seat.text();
            for wanted in [format!("{key}{name}"), words.to_owned(), "!!2 n #1042".to_owned()] {
                assert!(text.contains(&wanted), "{columns}x{rows} page {key} lacks {wanted}:\n{text}");
            }
            if std::env::var_os("SHOW").is_some() {
                println!("=== {columns}x{rows}\n{text}");
            }
            assert!(text.lines().any(|line| line.starts_with('>')), "{text}");
            if columns >= 120 {
                assert!(text.contains("1事件 2预警 3队伍 4保险 5资金 6设备 7时限 8日志"), "{text}");
            }
        }
    }
}

#[test]
fn the_cursor_keeps_its_row_when_rows_come_above_it() {
    let desk = park();
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.keys("6");
    answer(&mut seat, &desk);
    for _ in 0..5 {
        seat.press(Code::Down);
    }
    let held = |seat: &mut Seat| {
        let text = seat.text();
        let at = text.lines().position(|line| line.starts_with('>')).unwrap();
        (at, text.lines().nth(at).unwrap().to_owned())
    };
    let before = held(&mut seat);
    let look = PageLook {
        page: Listing::Devices,
        filter: bounded(""),
        first_row: 0,
        rows: 200,
        selected: None,
        incident: None,
    };
    let mut window = gather(&desk.driver.state, look);
    let Rows::Devices(rows) = &mut window.rows else { panic!() };
    let selected = rows[5].id();
    let new: Vec<_> = rows[10..13].to_vec();
    rows.splice(0..0, new);
    window.total += 3;
    window.at = rows.iter().position(|row| row.id() == selected).map(|at| at as u32);
    seat.screen.listed(Box::new(window));
    let after = held(&mut seat);
    assert_eq!(before, after, "neither the line nor the row under the cursor moved");
}

#[test]
fn a_list_that_fits_the_screen_hides_nothing_above_it() {
    let desk = park();
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.keys("6");
    answer(&mut seat, &desk);
    let look = PageLook {
        page: Listing::Devices,
        filter: bounded(""),
        first_row: 0,
        rows: 200,
        selected: None,
        incident: None,
    };
    let all = gather(&desk.driver.state, look);
    let Rows::Devices(devices) = &all.rows else { panic!() };
    let code =
        |line: &Line| if let Line::Device(row) = line { row.code.to_string() } else { panic!("{line:?}") };
    let mut short = |rows: &[Line], at| {
        let (rows, total) = (Rows::Devices(rows.to_vec()), rows.len() as u32);
        seat.screen.listed(Box::new(Window { rows, total, at: Some(at), ..all.clone() }));
        seat.text()
    };
    short(&devices[3..8], 0);
    // Three come above the row of the cursor, and there is room for all.
    let text = short(&devices[..8], 3);
    for row in &devices[..8] {
        assert!(text.contains(&code(row)), "lacks {}:\n{text}", code(row));
    }
    assert!(text.lines().any(|line| line.starts_with('>') && line.contains(&code(&devices[3]))), "{text}");
}

#[test]
fn who_stands_on_the_first_row_sees_what_comes_above_it() {
    let desk = park();
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.keys("6");
    answer(&mut seat, &desk);
    let look = PageLook {
        page: Listing::Devices,
        filter: bounded(""),
        first_row: 0,
        rows: 200,
        selected: None,
        incident: None,
    };
    let mut window = gather(&desk.driver.state, look);
    let code =
        |line: &Line| if let Line::Device(row) = line { row.code.to_string() } else { panic!("{line:?}") };
    let Rows::Devices(rows) = &mut window.rows else { panic!() };
    let (before, new) = (code(&rows[0]), rows.remove(20));
    let came = code(&new);
    rows.insert(0, new);
    seat.screen.listed(Box::new(window));
    let text = seat.text();
    assert!(text.contains(&came), "{came}:\n{text}");
    assert!(text.lines().any(|line| line.starts_with('>') && line.contains(&before)), "{before}:\n{text}");
}

#[test]
fn a_filter_is_sent_and_taken_back() {
    let desk = park();
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.keys("6");
    answer(&mut seat, &desk);
    seat.keys("/s-2031");
    answer(&mut seat, &desk);
    seat.press(Code::Enter);
    let text = seat.text();
    assert!(text.contains("/s-2031") && text.contains("1/1") && text.contains("S-2031"), "{text}");
    seat.press(Code::Escape);
    answer(&mut seat, &desk);
    let text = seat.text();
    assert!(!text.contains("/s-2031") && text.contains("6设备"), "{text}");
    seat.press(Code::Escape);
    assert!(seat.text().contains("#1042"), "the second escape leaves the page");
}

#[test]
fn enter_goes_to_the_incident_and_no_hidden_incident_is_acknowledged() {
    let desk = park();
    let mut seat = Seat::at_night(Lang::Zh, 160, 48);
    let mut view = fire(1_001, 9);
    view.standing = Standing::Unacknowledged { since: ago(9) };
    seat.screen.snapshot(night::snapshot(&[fire(1_042, 12), view]), seat.now);
    seat.keys("7");
    answer(&mut seat, &desk);
    seat.screen.key(dutydesk::terminal::key::Key::char('a'), seat.now);
    let acts = seat.screen.take_requests().filter(|it| matches!(it, Request::Act { .. })).count();
    assert_eq!(acts, 0, "the incident was not on the screen");
    assert!(seat.text().contains("#1001 刚刚换到此事件"), "{}", seat.text());
    assert_eq!(seat.screen.selected(), Some(IncidentId(1_001)), "a key means the row that it is pressed on");
    // Nor does any other key act on an incident that its row is not about.
    seat.screen.take_requests().count();
    seat.keys("1");
    seat.keys("7");
    answer(&mut seat, &desk);
    seat.keys("c");
    let rung = seat.screen.take_requests().filter(|it| matches!(it, Request::Act { .. })).count();
    assert_eq!(rung, 0, "{}", seat.text());
    seat.keys("1");
    seat.keys("7");
    answer(&mut seat, &desk);
    seat.press(Code::Enter);
    assert_eq!(seat.screen.selected(), Some(IncidentId(1_001)), "{}", seat.text());
}

fn waiting() -> ArrayVec<Waiting, { dutydesk::limits::WAITING_MAX }> {
    let incident = IncidentId(1_042);
    [
        Waiting::Report { incident, number: 1, kind: Kind::First, since: ago(40) },
        Waiting::Level { incident, level: ResponseLevel::Three, since: ago(30) },
        Waiting::Post {
            incident,
            reservation: ReservationId(1),
            amount: Fen(5_000_000),
            maker: bounded("D1"),
            since: ago(20),
        },
    ]
    .into_iter()
    .collect()
}

fn leaders_night() -> Box<Snapshot> {
    let mut fire = fire(1_042, 312);
    fire.people = People { expected: Some(14), counted: Some(12), missing: Some(2), ..People::default() };
    fire.standing = Standing::Acknowledged { by: bounded("王强"), proved: true, at: ago(298) };
    let mut snapshot = night::snapshot(&[fire]);
    snapshot.waiting = waiting();
    snapshot.status.missing = 2;
    for (channel, seconds) in [(Channel::Phone, 684), (Channel::Written, 1_884)] {
        snapshot.deadlines.push(deadline::View {
            subject: Subject::FirstReport(IncidentId(1_042), channel),
            started: ago(216),
            due: ago(-seconds),
            passed: false,
            who: bounded(""),
        });
    }
    snapshot
}

/// A leader's screen, as the command of their key opens it.
pub(crate) fn leader(lang: Lang, columns: u16, rows: u16) -> Seat {
    let mut seat = Seat::new(lang, columns, rows);
    let options = Options { lang, size: (columns, rows), officer: "L1".to_owned(), ..Options::default() };
    seat.screen = Screen::new(options).unwrap();
    seat.screen.session("李建国", Role::Leader, true);
    seat.screen.officer("L1");
    let snapshot = leaders_night();
    let mut dossier = night::dossier(snapshot.incidents[0].clone());
    let fire = call::Callee::Agency(call::Agency::Fire);
    let ended = |seconds, reference: &str| call::state::Ended {
        at: ago(seconds),
        outcome: call::Outcome::Answered,
        reference: bounded(reference),
    };
    for (purpose, seconds, reference) in
        [(call::Purpose::Alarm, 254, "0317"), (call::Purpose::Update, 34, "")]
    {
        dossier.calls.push(call::View {
            callee: fire,
            purpose,
            contact: night::contact("119", "", "119"),
            by: bounded("王强"),
            opened: ago(seconds + 20),
            ended: Some(ended(seconds, reference)),
        });
    }
    for (code, name, status) in
        [("T1", "微型站", dispatch::Status::Accepted), ("T4", "县危化", dispatch::Status::Ordered)]
    {
        dossier.dispatches.push(dispatch::View {
            id: dutydesk::units::DispatchId(1),
            team: dutydesk::units::TeamId(1),
            code: bounded(code),
            name: bounded(name),
            phone: bounded("0000-2001"),
            task: dispatch::Task::Guide,
            status,
            since: ago(100),
            ordered: ago(120),
            arrives: Some(ago(-60)),
            evacuate: None,
            elsewhere: false,
            waived: false,
        });
    }
    seat.screen.snapshot(snapshot, seat.now);
    seat.screen.dossier(Some(dossier));
    seat
}

#[test]
fn a_leader_far_away_sees_what_waits_who_is_missing_and_who_goes() {
    let mut seat = leader(Lang::Zh, 80, 24);
    let text = seat.text();
    if std::env::var_os("SHOW").is_some() {
        println!("{text}");
    }
    for words in [
        "待我办 3",
        "1 签发首报",
        "失联2",
        "电话 11:24",
        "书面 31:24",
        "2 响应级别 建议 III级",
        "3 放款 50,000.00",
        "应到14 清点12 失联2",
        "119",
        "0317",
        "上级 未报",
        "T1 微型站 已接令",
        "已下令·未通知",
        "可用 1,284,000.00",
        "失联 2",
        "我的指示",
    ] {
        assert!(text.contains(words), "lacks {words}:\n{text}");
    }
    assert!(text.lines().all(|line| dutydesk::text::cells(line) <= 80), "{text}");
    seat.keys("1");
    assert_eq!(seat.screen.selected(), Some(IncidentId(1_042)));
    assert!(seat.text().contains("待我办"), "a digit opens what waits, not a page");
    seat.keys("]");
    assert!(seat.text().contains("2预警"), "{}", seat.text());
    seat.keys("[q");
    assert!(seat.text().contains("3 件待办未完成"), "{}", seat.text());
}

#[test]
fn nobody_is_asked_for_what_is_not_theirs() {
    let seen = |role, code: &str| {
        let mut seat = leader(Lang::Zh, 80, 24);
        seat.screen.session("x", role, true);
        seat.screen.officer(code);
        seat.screen.waiting().count()
    };
    for (role, code, count) in [
        (Role::Leader, "L1", 3),
        (Role::Leader, "d1", 2),
        (Role::Finance, "F1", 1),
        (Role::Finance, "D1", 0),
        (Role::Officer, "D2", 0),
        (Role::Observer, "", 0),
    ] {
        assert_eq!(seen(role, code), count, "{role:?} {code}");
    }
}

#[test]
fn only_a_leader_by_code_on_a_small_terminal_gets_the_layout_for_it() {
    let shown = |role, columns, officer: &str, layout: Option<&str>| {
        let mut seat = Seat::new(Lang::Zh, columns, 24);
        seat.screen = Screen::new(Options {
            size: (columns, 24),
            officer: officer.to_owned(),
            layout: layout.map(str::to_owned),
            ..Options::default()
        })
        .unwrap();
        seat.screen.session("李建国", role, false);
        seat.screen.snapshot(night::night(), seat.now);
        seat.text().contains("待我办")
    };
    let desk = dutydesk::screen::layout::DESK;
    for (role, columns, officer, layout, remote) in [
        (Role::Leader, 80, "L1", None, true),
        (Role::Leader, 80, "L1", Some(desk), false),
        (Role::Leader, 160, "L1", None, false),
        (Role::Officer, 80, "D1", None, false),
        (Role::Leader, 80, "", None, false),
        (Role::Officer, 160, "", Some(REMOTE), true),
    ] {
        assert_eq!(shown(role, columns, officer, layout), remote, "{role:?} {columns} {officer}");
    }
}

#[test]
fn home_says_how_far_each_team_is_and_who_was_told_of_a_warning() {
    let mut seat = Seat::new(Lang::Zh, 160, 48);
    let mut snapshot = night::night();
    snapshot.teams[1].order = Some(TeamOrder {
        incident: IncidentId(1_042),
        task: dispatch::Task::Attack,
        status: dispatch::Status::Ordered,
        since: ago(5),
        arrives: None,
    });
    snapshot.warnings[0].relays.push(warning::view::Relay {
        target: dutydesk::operations::delivery::Target::Insurer(dutydesk::units::InsurerId(0)),
        to: bounded("人保"),
        stage: dutydesk::operations::delivery::Stage::Came(dutydesk::operations::delivery::Outcome::Sent),
    });
    seat.screen.snapshot(snapshot, seat.now);
    let text = seat.text();
    for words in ["已下令·未通知", "可用", "已转 人保 已发"] {
        assert!(text.contains(words), "lacks {words}:\n{text}");
    }
}

#[test]
fn forty_fires_on_the_smallest_desk_leave_the_next_number_and_the_missing_in_sight() {
    let incidents: Vec<_> = (0..40).map(|id| fire(2_000 + id, 30)).collect();
    let mut seat = Seat::new(Lang::Zh, 80, 24);
    let mut snapshot = night::snapshot(&incidents);
    snapshot.status.missing = 3;
    seat.screen.snapshot(snapshot, seat.now);
    seat.screen.dossier(Some(night::dossier(incidents[0].clone())));
    let text = seat.text();
    for words in ["!!40 n #2000", "失联 3", "消控室 张师傅 0000-1234"] {
        assert!(text.contains(words), "lacks {words}:\n{text}");
    }
    let shown = text.lines().filter(|line| line.contains("!! #20") && line.contains("未受理")).count();
    assert!(shown >= 7, "{shown} rows:\n{text}");
}

#[test]
fn every_scope_of_a_team_and_of_what_waits_has_a_line_in_every_theme() {
    for (name, source) in dutydesk::screen::theme::THEMES {
        for scope in ["waiting", "team.not-told", "team.bound", "due.passed"] {
            assert!(source.contains(&format!("\"{scope}\" = ")), "{name} lacks {scope}");
        }
    }
}
