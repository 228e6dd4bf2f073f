//! The page of the alarm figures, and the list in a surge. The frames stand beside this file, to be read in a review.

use crate::kpi::report_of_month;
use crate::screen::night::{self, fire, water};
use crate::screen::{Seat, as_it_was_read};
use arrayvec::ArrayVec;
use dutydesk::language::Lang;
use dutydesk::operations::incident::View;
use dutydesk::operations::incident::view::{Fold, Standing};
use dutydesk::operations::snapshot::Snapshot;
use dutydesk::screen::Request;
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;
use dutydesk::units::{IncidentId, ZoneId};
use proptest::prelude::*;

fn page(lang: Lang, (columns, rows): (u16, u16)) -> Seat {
    let mut seat = Seat::at_night(lang, columns, rows);
    seat.screen.take_requests().count();
    seat.keys("9");
    assert!(
        seat.screen.take_requests().any(|request| request == Request::Figures),
        "serve is asked, not the file"
    );
    seat
}

#[test]
fn the_figures_are_as_they_were_read() {
    for lang in Lang::ALL {
        for (columns, rows) in [(80, 24), (160, 48)] {
            let mut seat = page(lang, (columns, rows));
            assert!(
                seat.text().contains(lang.pick("正在从日志统计", "counting the journal")),
                "{}",
                seat.text()
            );
            seat.screen.figures(Some(Box::new(report_of_month())));
            let text = seat.text();
            as_it_was_read(&format!("figures/{lang:?}-{columns}x{rows}").to_lowercase(), &text);
            assert!(text.contains("!!2 n #1042"), "the fire stays in sight:\n{text}");
        }
    }
}

#[test]
fn all_of_the_figures_can_be_scrolled_to_at_every_size() {
    let report = report_of_month();
    for (columns, rows) in [(30, 8), (60, 16), (80, 24), (120, 30), (200, 60), (9, 3), (1, 1)] {
        let mut seat = page(Lang::Zh, (columns, rows));
        seat.screen.figures(Some(Box::new(report.clone())));
        seat.text();
        seat.press(Code::Char('G'));
        let text = seat.text();
        assert!(columns < 30 || text.contains("恒越电池 误报 30"), "{columns}x{rows}:\n{text}");
        seat.press(Code::Char('g'));
        assert!(columns < 30 || seat.text().contains("没有激增"), "{}", seat.text());
    }
    let mut seat = page(Lang::En, (80, 24));
    seat.screen.figures(None);
    assert!(seat.text().contains("the journal is empty"));
}

/// A snapshot in a surge: fires of their own, floods folded under their places.
fn surge(fires: u32, folded: &[u32]) -> Box<Snapshot> {
    let mut views: Vec<View> = (0..fires).map(|id| fire(2_000 + id, 30)).collect();
    let mut folds = ArrayVec::new();
    let mut id = 3_000;
    for (at, count) in folded.iter().enumerate() {
        let name = bounded(&format!("单位{at}"));
        let place = Some(ZoneId(at as u32));
        folds.push(Fold { place, name, count: *count, unacknowledged: 0, ..Fold::default() });
        for _ in 0..*count {
            id += 1;
            views.push(View { fold: Some(at as u8), ..water(id) });
        }
    }
    let mut snapshot = night::snapshot(&views);
    snapshot.folds = folds;
    snapshot.status.surge = true;
    snapshot
}

/// Returns the lines of the list: up to the rule above the selected incident.
fn list_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().skip(2).take_while(|line| !line.starts_with("--"))
}

/// Returns how many incidents have a row of their own in the list, and how many the rows below it count.
fn counted(text: &str) -> (usize, usize) {
    let pane = list_of(text);
    let (mut rows, mut folded) = (0, 0);
    for line in pane {
        let row = line.trim_start_matches(['>', ' ', '!', '.', '*']);
        if row.starts_with('#') && line.chars().take(6).any(|c| c == '#') {
            rows += 1;
        }
        if let Some(count) = line.trim_start().strip_prefix("另有 ").and_then(|rest| rest.split(' ').next())
        {
            folded += count.parse::<usize>().unwrap();
        }
    }
    (rows, folded)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_and_what_is_folded_add_up_to_what_is_open(
        fires in 0..6_u32,
        folded in prop::collection::vec(1..8_u32, 1..9),
        unfold in any::<bool>(),
        down in 0..5_u32,
    ) {
        let open = fires as usize + folded.iter().sum::<u32>() as usize;
        let mut seat = Seat::new(Lang::Zh, 100, 200);
        seat.screen.snapshot(surge(fires, &folded), seat.now);
        seat.text();
        if unfold {
            seat.keys("F");
        }
        for _ in 0..down {
            seat.press(Code::Down);
        }
        let text = seat.text();
        let (rows, below) = counted(&text);
        prop_assert_eq!(rows + below, open, "{}", text);
        for id in 0..fires {
            let own = list_of(&text).filter(|line| line.contains(&format!("!! #{}", 2_000 + id)));
            prop_assert!(own.count() >= 1, "fire {} has a row of its own:\n{}", id, text);
        }
        prop_assert!(!unfold || below == 0, "{}", text);
    }
}

#[test]
fn a_surge_keeps_the_small_desk_readable_and_what_is_selected_in_sight() {
    let mut calm = surge(0, &[9, 4]);
    calm.folds.clear();
    calm.status.surge = false;
    calm.incidents.iter_mut().for_each(|view| view.fold = None);
    let mut seat = Seat::new(Lang::Zh, 80, 24);
    seat.screen.snapshot(calm, seat.now);
    seat.press(Code::Down);
    let selected = seat.screen.selected().unwrap();
    assert_eq!(selected, IncidentId(3_002));
    // The surge begins while somebody looks at a flood: its row stays under the cursor.
    seat.screen.snapshot(surge(1, &[9, 4]), seat.now);
    let text = seat.text();
    assert_eq!(seat.screen.selected(), Some(selected));
    for words in ["!! #2000", "> . #3002", "另有 8 起 在 单位0", "另有 4 起 在 单位1", "F 展开", "报警激增"]
    {
        assert!(text.contains(words) || words == "> . #3002", "lacks {words}:\n{text}");
    }
    assert!(text.lines().any(|line| line.starts_with('>') && line.contains("#3002")), "{text}");
    // A filter finds what is folded.
    seat.keys("/3005");
    seat.press(Code::Enter);
    assert!(seat.text().contains("#3005") && !seat.text().contains("另有"), "{}", seat.text());
    seat.press(Code::Escape);
    seat.keys("F");
    assert!(!seat.text().contains("另有 8"), "{}", seat.text());
    seat.keys("F");
    assert!(seat.text().contains("另有"), "{}", seat.text());
    let mut english = Seat::new(Lang::En, 80, 24);
    english.screen.snapshot(surge(1, &[9, 4]), english.now);
    assert!(english.text().contains("and 9 more in 单位0"), "{}", english.text());
}

#[test]
fn only_what_endangers_life_rings_in_a_surge() {
    let mut seat = Seat::new(Lang::Zh, 80, 24);
    let mut quiet = surge(0, &[5]);
    for view in &mut quiet.incidents {
        view.standing = Standing::Unacknowledged { since: night::ago(3) };
    }
    seat.screen.snapshot(quiet, seat.now);
    let rings =
        |seat: &mut Seat| seat.screen.take_requests().any(|request| matches!(request, Request::Bell(_)));
    assert!(!rings(&mut seat), "what is folded makes no sound");
    seat.wait(6_000);
    seat.screen.snapshot(surge(1, &[5]), seat.now);
    assert!(rings(&mut seat), "a fire does");
}
