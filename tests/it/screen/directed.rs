//! What a director aims at is what a key does: the cursor stays on its row, a box says what it is for, nothing is cut unsaid.

use crate::operations::drills::{drilled, happens, snapshot, words};
use crate::operations::fixture::{Desk, T0, proved};
use crate::screen::Seat;
use crate::screen::director::{desk, drafts, go, seat, seat_of};
use crate::screen::drill::calm;
use dutydesk::language::Lang;
use dutydesk::limits::WINDOW_ROWS_MAX;
use dutydesk::operations::command::Draft;
use dutydesk::operations::drill::{Command, Fact, Halt};
use dutydesk::operations::incident::Phase;
use dutydesk::operations::listing::drill::{Condition, Part, Row, stand};
use dutydesk::operations::listing::{Listing, PageLook, RowId, Rows, Window, gather_for};
use dutydesk::screen::Options;
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;
use dutydesk::units::Span;

/// The rows that the cursor stood on when the desk was asked: it goes on answering that until it is asked again.
const ASKED: [Option<Part>; 4] =
    [None, Some(Part::Head), Some(Part::Item(Phase::Verification, 1)), Some(Part::Inject(1))];

/// What the desk says of the script to a look that may be older than the cursor's place.
fn said(desk: &Desk, selected: Option<Part>) -> Window {
    let look = PageLook {
        page: Listing::Drill,
        filter: bounded(""),
        first_row: 0,
        rows: WINDOW_ROWS_MAX as u16,
        selected: selected.map(RowId::Script),
        incident: None,
    };
    gather_for(&desk.driver.state, look, &proved("X1"))
}

fn again(desk: &Desk, seat: &mut Seat, selected: Option<Part>) {
    seat.screen.listed(Box::new(said(desk, selected)));
}

fn cursor_line(seat: &mut Seat) -> String {
    let text = seat.text();
    text.lines().find(|line| line.starts_with('>')).unwrap_or_else(|| panic!("no cursor:\n{text}")).to_owned()
}

#[test]
fn the_cursor_stays_on_its_row_whenever_the_script_is_said_again() {
    for asked in ASKED {
        let mut desk = desk();
        let mut one = seat(&desk, Lang::Zh, (80, 24));
        go(&mut one, "J3");
        again(&desk, &mut one, asked);
        assert!(cursor_line(&mut one).contains("J3"), "{asked:?}:\n{}", one.text());
        // Rows above it go: of a phase that is over there stays what it has left undone.
        happens(&mut desk, Fact::Checked { phase: Phase::Verification, item: 2, by_hand: false });
        happens(&mut desk, Fact::Entered { phase: Phase::Activation, in_order: true, reason: None });
        again(&desk, &mut one, asked);
        assert!(cursor_line(&mut one).contains("J3"), "{asked:?}:\n{}", one.text());
        // Rows above it come.
        happens(&mut desk, Fact::Entered { phase: Phase::Rescue, in_order: true, reason: None });
        again(&desk, &mut one, asked);
        assert!(cursor_line(&mut one).contains("J3"), "{asked:?}:\n{}", one.text());
        one.keys("k");
        assert!(cursor_line(&mut one).contains("J2"), "{asked:?}:\n{}", one.text());
    }
}

#[test]
fn a_row_that_is_gone_leaves_the_cursor_at_the_next_one_that_is_there() {
    for asked in ASKED {
        let mut desk = desk();
        let mut one = seat(&desk, Lang::Zh, (80, 24));
        go(&mut one, "0.1");
        happens(&mut desk, Fact::Checked { phase: Phase::Verification, item: 2, by_hand: false });
        happens(&mut desk, Fact::Entered { phase: Phase::Activation, in_order: true, reason: None });
        again(&desk, &mut one, asked);
        let line = cursor_line(&mut one);
        assert!(line.contains("阶段") && line.contains("启动响应"), "{asked:?}:\n{}", one.text());
        one.screen.take_requests().count();
        one.keys("t");
        assert!(drafts(&mut one).is_empty(), "what is ticked is what the cursor shows");
    }
}

#[test]
fn a_box_keeps_its_target_and_the_cursor_its_row_under_it() {
    let mut desk = desk();
    let mut one = seat(&desk, Lang::Zh, (80, 24));
    go(&mut one, "J3");
    one.keys("x");
    one.screen.take_requests().count();
    happens(&mut desk, Fact::Entered { phase: Phase::Recovery, in_order: false, reason: None });
    for asked in ASKED {
        again(&desk, &mut one, asked);
    }
    assert!(one.text().contains("略过  J3"), "{}", one.text());
    one.press(Code::Enter);
    assert_eq!(drafts(&mut one), [Draft::Drill(Command::Leave { inject: bounded("J3") })]);
    assert!(cursor_line(&mut one).contains("J3"), "{}", one.text());
}

#[test]
fn an_inject_that_was_given_or_left_out_opens_no_box() {
    let mut desk = desk();
    happens(&mut desk, Fact::Left { inject: 1, code: bounded("J2") });
    let mut one = seat(&desk, Lang::Zh, (80, 24));
    for (row, said) in [("J1", "J1 已注入"), ("J2", "J2 已略过")] {
        for key in ["i", "x"] {
            go(&mut one, row);
            one.keys(key);
            let text = one.text();
            assert!(text.lines().last().unwrap().contains(said), "{row} {key}:\n{text}");
            one.screen.take_requests().count();
            one.press(Code::Enter);
            assert!(drafts(&mut one).is_empty(), "{row} {key}: there was no box");
            one.press(Code::Enter);
        }
    }
}

#[test]
fn the_key_that_holds_is_called_by_what_it_does_now() {
    for (lang, hold, resume) in [(Lang::Zh, "H 暂停", "H 继续"), (Lang::En, "H hold", "H go on")] {
        let mut desk = drilled();
        let mut one = seat(&desk, lang, (160, 48));
        assert!(one.text().contains(hold) && !one.text().contains(resume), "{}", one.text());
        happens(&mut desk, Fact::Held { why: Halt::Director });
        one.screen.snapshot(snapshot(&desk, Some(calm())), one.now);
        assert!(one.text().contains(resume) && !one.text().contains(hold), "{}", one.text());
    }
}

#[test]
fn what_the_list_does_not_need_is_the_details_and_what_is_cut_is_marked() {
    let desk = desk();
    let mut one = seat(&desk, Lang::Zh, (80, 40));
    let text = one.text();
    let told =
        |text: &str, words: &str| text.lines().any(|line| line.starts_with(' ') && line.contains(words));
    assert!(told(&text, "15秒内受理") && told(&text, "核实后再响应"), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.iter().position(|line| line.contains("T4")).unwrap();
    assert!(
        lines[last + 1].starts_with("-----"),
        "no empty row stands between the list and the detail:\n{text}"
    );
    // Where the terminal is too low for all of it, the line above says how much is missing.
    let attach =
        "dutydesk attach --data-dir /data/duty/.local/state/dutydesk/drills/2026-11-23-park-fire".to_owned();
    let mut low = seat_of(&desk, Options { size: (34, 17), attach, ..Options::default() }, proved("X1"));
    let text = low.text();
    let rule = text.lines().find(|line| line.starts_with("-----")).unwrap_or_default();
    assert!(rule.contains(" +2 Enter "), "{text}");
}

#[test]
fn of_a_phases_entry_facts_the_box_lists_what_is_missing_and_the_detail_all_of_them() {
    let desk = drilled();
    let mut one = seat(&desk, Lang::Zh, (160, 48));
    let mut window = said(&desk, None);
    let Rows::Drill(rows) = &mut window.rows else { panic!("no script") };
    for row in rows.iter_mut() {
        if let Row::Phase(row) = row
            && row.phase == Phase::Activation
        {
            let second =
                Condition {
                    words: words("带班领导已知", "the leader knows"), stands: false, since: None
                };
            row.entry.push(second);
        }
    }
    let stood = [Some(T0.after(Span::seconds(130)))];
    stand(&mut window, |phase| if phase == Phase::Activation { &stood } else { &[] });
    one.screen.listed(Box::new(window));
    go(&mut one, "启动响应");
    let text = one.text();
    assert!(text.contains("已核实属实  已具备 02:10") && text.contains("带班领导已知  未具备"), "{text}");
    one.keys("l");
    let text = one.text();
    let boxed = text.lines().skip_while(|line| !line.contains("进入阶段 1")).take(4).collect::<String>();
    assert!(boxed.contains("未具备: 带班领导已知") && !boxed.contains("已核实属实"), "{text}");
}

#[test]
fn the_page_says_what_a_player_types_to_sit_down_and_wraps_it() {
    let run = "/data/duty/.local/state/dutydesk/drills/2026-11-23-park-fire-with-a-long-name/the second try";
    let attach = format!("dutydesk attach --data-dir '{run}'");
    let desk = desk();
    for (lang, size) in [(Lang::Zh, (160, 48)), (Lang::En, (80, 24)), (Lang::Zh, (80, 24))] {
        let options = Options { lang, size, attach: attach.clone(), ..Options::default() };
        let mut one = seat_of(&desk, options, proved("X1"));
        let text = one.text().replace(['\n', ' '], "");
        assert!(text.contains(&attach.replace(' ', "")), "{}", one.text());
    }
}
