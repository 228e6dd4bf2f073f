//! Frames: what they say, at which size, and that nothing is cut or overlaps.

use crate::screen::Seat;
use crate::screen::night::{self, fire, water};
use crate::screen::pages::{answer, leader, park};
use dutydesk::language::Lang;
use dutydesk::operations::incident::View;
use dutydesk::operations::reference::Role;
use dutydesk::operations::snapshot::{JournalStatus, Mode};
use dutydesk::operations::storage::Trouble;
use dutydesk::screen::keymap::{KEYS, Keymap};
use dutydesk::screen::layout::{DESK, Layout, Page, REMOTE};
use dutydesk::screen::theme::{THEMES, Theme};
use dutydesk::screen::{Entry, Link, Options, Screen, request};
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;
use dutydesk::units::{EntryNumber, IncidentId};
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

const SIZES: [(u16, u16); 3] = [(80, 24), (160, 48), (200, 60)];

#[test]
fn five_seconds_tell_what_burns_what_is_next_and_who_is_there() {
    for (columns, rows) in SIZES {
        for (lang, wanted) in [
            (
                Lang::Zh,
                [
                    "!!2 n #1042",
                    "未受理 00:12/15",
                    "下一步 a 受理",
                    "夜班14",
                    "北门",
                    "王强受理 21:01",
                    "危及生命",
                ],
            ),
            (
                Lang::En,
                [
                    "!!2 n #1042",
                    "unacked 00:12/15",
                    "a acknowledge",
                    "night shift 14",
                    "北门",
                    "王强 acked 21:01",
                    "LIFE RISK",
                ],
            ),
        ] {
            let mut seat = Seat::at_night(lang, columns, rows);
            let text = seat.text();
            if std::env::var_os("SHOW").is_some() {
                println!("=== {lang:?} {columns}x{rows}\n{text}");
            }
            for words in wanted.into_iter().chain([
                "消控室 张师傅 0000-1234",
                "S-2031",
                "P-07",
                "电解液2.4吨",
                "21:04:07",
            ]) {
                assert!(text.contains(words), "{columns}x{rows} {lang:?} lacks {words}:\n{text}");
            }
            let first = text.lines().find(|line| line.contains("#104") && line.starts_with('>')).unwrap();
            assert!(first.contains("#1042"), "the fire stands first:\n{text}");
        }
    }
}

#[test]
fn ages_count_between_snapshots_and_stop_with_the_link() {
    let mut seat = Seat::at_night(Lang::Zh, 80, 24);
    seat.wait(7_000);
    let text = seat.text();
    assert!(text.contains("21:04:14") && text.contains("00:19 超时"), "{text}");
    seat.screen.link(Link::Lost, seat.now);
    seat.wait(63_000);
    let text = seat.text();
    assert!(text.contains("断线 01:03") && text.contains("画面 21:04:14"), "{text}");
    assert!(text.contains("!!2"), "what burnt is still told:\n{text}");
}

#[test]
fn bands_and_failures_are_told() {
    let mut seat = Seat::new(Lang::Zh, 160, 48);
    let mut snapshot = night::night();
    snapshot.status.mode = Mode::Drill;
    snapshot.status.clock_milli = 4_000;
    snapshot.status.surge = true;
    snapshot.status.journal = JournalStatus::Failed {
        saved: EntryNumber(9),
        waiting: 3,
        trouble: Trouble::Full,
        error: bounded("disk full"),
    };
    seat.screen.snapshot(snapshot, seat.now);
    let text = seat.text();
    // How fast a drill runs stands in its band: `screen::drill`.
    for words in ["演练", "报警激增", "未入日志 3, #9 已存: 磁盘已满", "地震 中断 00:41 无声"]
    {
        assert!(text.contains(words), "lacks {words}:\n{text}");
    }
    let mut quiet = Seat::new(Lang::En, 80, 24);
    assert!(quiet.text().contains("connecting"));
    // A feed that is down is heard by nobody: an empty list is no calm.
    quiet.screen.snapshot(night::snapshot(&[]), quiet.now);
    let text = quiet.text();
    assert!(text.contains("CANNOT HEAR: 地震 down 00:41") && !text.contains("all quiet"), "{text}");
    let mut calm = night::snapshot(&[]);
    calm.feeds.retain(|feed| feed.link == dutydesk::operations::feed::view::Link::Up);
    quiet.screen.snapshot(calm, quiet.now);
    let text = quiet.text();
    assert!(
        text.contains("no open incidents") && text.contains("SAMPLE") && text.contains("all quiet"),
        "{text}"
    );
}

#[test]
fn a_wrong_rules_file_and_what_is_held_are_said() {
    let mut seat = Seat::new(Lang::En, 160, 48);
    let mut snapshot = night::night();
    snapshot.status.rules_mistake = Some(bounded("rules.toml:46"));
    for view in &mut snapshot.incidents {
        (view.active, view.held) = (false, true);
    }
    seat.screen.snapshot(snapshot, seat.now);
    let text = seat.text();
    assert!(text.contains("rules wrong: rules.toml:46"), "{text}");
    assert!(text.contains("held, not recovered"), "{text}");
}

#[test]
fn no_size_panics_cuts_a_character_or_hides_the_fire() {
    let columns = (1..90).chain([119, 120, 160, 200, 333, 500]);
    for columns in columns {
        for rows in (1..31).step_by(if columns % 7 == 0 { 1 } else { 5 }).chain([39, 48, 60, 200]) {
            if columns > 120 && rows > 60 && columns != 500 {
                continue;
            }
            for lang in Lang::ALL {
                let mut seat = Seat::at_night(lang, columns, rows);
                let text = seat.text();
                check_cells(&seat.buffer);
                let told = text.contains("!!2") && text.contains("#1042");
                assert!(told || columns < 40 || rows < 6, "{columns}x{rows} {lang:?}:\n{text}");
                assert!(columns < 3 || text.contains("!!2"), "{columns}x{rows} {lang:?}:\n{text}");
                seat.screen.key(dutydesk::terminal::key::Key::char('?'), seat.now);
                seat.text();
                check_cells(&seat.buffer);
                seat.screen.key(dutydesk::terminal::key::Key::plain(Code::Escape), seat.now);
                seat.screen.key(dutydesk::terminal::key::Key::char('N'), seat.now);
                seat.text();
                check_cells(&seat.buffer);
            }
        }
    }
}

#[test]
fn every_page_and_a_leaders_screen_fit_every_size() {
    let desk = park();
    for columns in (1..90).step_by(4).chain([119, 120, 160, 500]) {
        for rows in [1, 2, 3, 6, 9, 12, 16, 20, 24, 31, 48] {
            for lang in Lang::ALL {
                let mut seat = Seat::at_night(lang, columns, rows);
                for key in '2'..='8' {
                    seat.keys(&key.to_string());
                    answer(&mut seat, &desk);
                    seat.press(Code::Down);
                    let text = seat.text();
                    check_cells(&seat.buffer);
                    let told = text.contains("!!2") && text.contains("#1042");
                    assert!(told || columns < 40, "page {key} {columns}x{rows} {lang:?}:\n{text}");
                    assert!(columns < 3 || text.contains("!!2"), "page {key} {columns}x{rows}:\n{text}");
                }
                let mut seat = leader(lang, columns, rows);
                let text = seat.text();
                check_cells(&seat.buffer);
                let waits = text.contains(lang.pick("待我办 3", "waiting for me 3"));
                assert!(waits || !(20..120).contains(&columns) || rows < 3, "{columns}x{rows}:\n{text}");
            }
        }
    }
}

/// Every wide character has its second cell to itself, inside the frame.
pub(crate) fn check_cells(buffer: &Buffer) {
    let area = buffer.area;
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let symbol = buffer[(x, y)].symbol();
            let width = symbol.width() as u16;
            assert!((1..=2).contains(&width), "{symbol:?} at {x},{y}");
            assert!(x + width <= area.width, "{symbol:?} is cut at {x},{y} of {area}");
            assert!(width < 2 || buffer[(x + 1, y)].symbol() == " ", "{symbol:?} is overwritten at {x},{y}");
            x += width;
        }
    }
}

#[test]
fn a_resize_is_followed_even_when_it_was_not_told() {
    let mut seat = Seat::at_night(Lang::Zh, 160, 48);
    seat.buffer.resize(ratatui::layout::Rect::new(0, 0, 30, 4));
    seat.text();
    check_cells(&seat.buffer);
    seat.screen.resize(u16::MAX, u16::MAX);
    seat.text();
}

#[test]
fn panes_are_disjoint_and_cover_the_terminal() {
    let layouts = [DESK, REMOTE].map(|source| Layout::parse(source).unwrap());
    for (layout, page) in layouts.iter().flat_map(|layout| Page::ALL.map(|page| (layout, page))) {
        for columns in (1..=500).step_by(7) {
            for rows in (1..=200).step_by(3) {
                let areas = layout.solve(page, columns, rows);
                let covered: u32 = areas.all().map(ratatui::layout::Rect::area).sum();
                assert_eq!(covered, u32::from(columns) * u32::from(rows), "{page:?} {columns}x{rows}");
                let all: Vec<_> = areas.all().collect();
                for (index, one) in all.iter().enumerate() {
                    assert!(one.right() <= columns && one.bottom() <= rows);
                    assert!(all[index + 1..].iter().all(|other| !one.intersects(*other)), "{page:?}");
                }
            }
        }
    }
}

#[test]
fn wrong_layout_key_and_theme_files_name_their_line() {
    let broken = DESK.replacen("\"status    status  status\"", "\"status    nonsense  status\"", 1);
    assert_eq!(Layout::parse(&broken).unwrap_err().to_string(), "line 12: `nonsense` is no pane");
    let uneven = DESK.replacen("rule2     rule2   rule2", "rule2     bar     rule2", 1);
    assert!(Layout::parse(&uneven).unwrap_err().what.contains("rectangle"));
    assert!(Layout::parse("[[grid]]\npage = 3").unwrap_err().line == 2);
    let twice = KEYS.replacen("[\"n\", \"F3\"]", "[\"a\"]", 1);
    let error = Keymap::parse(&twice).unwrap_err();
    assert_eq!((error.line, error.what.as_str()), (6, "`a` is bound twice"));
    let unbound = KEYS.replace("run = \"acknowledge\"", "run = \"why\"");
    assert!(Keymap::parse(&unbound).unwrap_err().what.contains("acknowledge"));
    let shadowed = KEYS.replacen("[\"R\"]", "[\"a a\"]", 1);
    assert!(Keymap::parse(&shadowed).is_err());
    assert_eq!(Theme::parse("[scopes]\n\"txt\" = {}").unwrap_err().line, 2);
    assert!(Theme::parse("[scopes]\n\"text\" = { fg = \"burnt\" }").unwrap_err().what.contains("burnt"));
    for (name, source) in THEMES {
        assert!(Theme::parse(source).is_ok(), "{name}");
    }
}

#[test]
fn every_deed_has_a_key_and_a_name_in_both_languages() {
    let keymap = Keymap::parse(KEYS).unwrap();
    for deed in dutydesk::screen::keymap::Deed::ALL {
        let row = keymap.row(*deed).unwrap_or_else(|| panic!("{} has no key", deed.name()));
        assert!(Lang::ALL.iter().all(|lang| !row.name(*lang).is_empty()));
    }
}

#[test]
fn forty_incidents_on_the_smallest_desk() {
    let mut incidents: Vec<View> = (0..5).map(|id| fire(2_000 + id, 30)).collect();
    incidents.extend((0..35).map(|id| water(1_000 + id)));
    let mut seat = Seat::new(Lang::Zh, 80, 24);
    seat.screen.snapshot(night::snapshot(&incidents), seat.now);
    let text = seat.text();
    assert!(text.contains("!!5 n #2000") && text.contains("下方 33"), "{text}");
    for _ in 0..40 {
        seat.press(Code::Down);
        let text = seat.text();
        assert!(text.lines().any(|line| line.starts_with('>')), "the selected row is on screen:\n{text}");
    }
    assert_eq!(seat.screen.selected(), Some(IncidentId(1_034)));
    let text = seat.text();
    assert!(text.contains("上方 33 (!!5 n)") && text.contains("!!5 n #2000"), "{text}");
}

#[test]
fn hostile_text_reaches_no_cell() {
    const EVIL: &str = "a\u{1b}[2J\u{9b}b\u{202e}c\u{200b}\u{7}\u{e0041}火\u{0301}\u{0301}";
    let mut seat = Seat::new(Lang::Zh, 160, 48);
    let mut snapshot = night::night();
    for view in &mut snapshot.incidents {
        view.site.clear();
        view.site.push_str("\u{1b}[2J\u{202e}x");
        view.place.push_str(EVIL);
    }
    snapshot.status.desk.push_str("\u{1b}]0;x");
    let first = snapshot.incidents[0].clone();
    seat.screen.snapshot(snapshot, seat.now);
    let mut dossier = night::dossier(first);
    dossier.members[0].device.push_str("\u{1b}[31m");
    seat.screen.dossier(Some(dossier));
    seat.screen.session(EVIL, Role::Officer, false);
    let entry = Entry {
        kind: EVIL.into(),
        actor: EVIL.into(),
        body: EVIL.into(),
        text: Some(EVIL.into()),
        ..Entry::default()
    };
    seat.screen.entries(request::Page {
        incident: None,
        before: None,
        entries: vec![entry],
        ..Default::default()
    });
    for page in ['1', '8'] {
        seat.keys(&page.to_string());
        seat.press(Code::Enter);
        let text = seat.text();
        check_cells(&seat.buffer);
        let foreign =
            |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{200b}' | '\u{e0041}');
        assert!(!text.chars().any(foreign), "{text:?}");
    }
}

/// How long this thread has worked: what others do at the same time does not count.
fn worked() -> std::time::Duration {
    let worked = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    worked.try_into().unwrap()
}

#[test]
fn a_warm_frame_is_cheap() {
    let mut seat = Seat::at_night(Lang::Zh, 200, 60);
    seat.text();
    let begin = worked();
    for _ in 0..100 {
        seat.buffer.reset();
        seat.screen.paint(&mut seat.buffer);
    }
    let each = worked().saturating_sub(begin) / 100;
    println!("a frame of 200x60: {each:?}");
    assert!(each.as_millis() < 20, "a frame took {each:?}");
}

#[test]
fn a_users_own_files_are_taken_or_refused_with_their_line() {
    let own = Options { layout: Some(DESK.replace("\"58\"", "\"70\"")), ..Options::default() };
    assert!(Screen::new(own).is_ok());
    let wrong = Options { keys: Some("key = [\n{ on = [\"a\"] }]".into()), ..Options::default() };
    assert!(Screen::new(wrong).unwrap_err().to_string().starts_with("keys: line 2"));
}
