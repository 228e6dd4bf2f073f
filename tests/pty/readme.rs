//! The README's first ten minutes, word for word: every key that it names is pressed, every text that it promises appears.

use crate::support::desk::Desk;
use crate::support::pty::Pty;

const README: &str = include_str!("../../README.md");

/// What a slip offers as long as nobody said how the call went.
const UNANSWERED: &str = "2 无人接听";

/// One row of the table: the keys, and what appears.
struct Row<'a> {
    keys: Vec<&'a str>,
    appears: &'a str,
}

/// Reads the table of the first ten minutes.
fn rows() -> Vec<Row<'static>> {
    let (_, after) = README.split_once("## The first ten minutes").expect("the section");
    let (section, _) = after.split_once("\n## ").expect("its end");
    let table = section.lines().filter(|line| line.starts_with("| `"));
    let quoted = |cell: &'static str| cell.split('`').skip(1).step_by(2).collect::<Vec<_>>();
    let row = |line: &'static str| {
        let mut cells = line.trim_matches('|').split(" | ");
        let keys = quoted(cells.next().expect("the keys"));
        let appears = quoted(cells.next().expect("what appears"));
        Row { keys, appears: appears.first().expect("a text in backticks") }
    };
    table.map(row).collect()
}

/// Presses a key as somebody who looks: a box is there before it is answered, and gone before one goes on.
fn press(pty: &mut Pty, key: &str, before: &str) {
    let is_slip = pty.screen_text().contains(UNANSWERED);
    match key {
        "Enter" => pty.enter(),
        "Esc" => {
            pty.press("\x1b");
            pty.wait_until_gone(before);
        }
        typed => pty.press(typed),
    }
    match key {
        "c" | "b" => pty.wait_for_text(UNANSWERED),
        "d" => pty.wait_for_text("[x]"),
        "p" => pty.wait_for_text("应到 清点"),
        "1" if is_slip => pty.wait_until_gone(UNANSWERED),
        _ => {}
    }
}

#[test]
fn the_first_ten_minutes_are_true_word_for_word() {
    let rows = rows();
    assert!(rows.len() >= 15, "{} rows", rows.len());
    let desk = Desk::sample(&[]);
    let mut pty = Pty::run(&desk.command(&["attach"]), 160, 48);
    pty.wait_for("one row at evidence level 3", |screen| {
        screen.contents().contains("恒越电池 2号车间 3区") && screen.contents().contains("级 3")
    });
    let mut before = "";
    for row in rows {
        for key in &row.keys {
            press(&mut pty, key, before);
            pty.settle();
        }
        if let [.., "1", reference, "Enter"] = row.keys[..] {
            // In the dossier, that is: by it the next call is chosen.
            pty.wait_for_text(&format!("接通 {reference}"));
        }
        pty.wait_for(&format!("{:?} shows {}", row.keys, row.appears), |screen| {
            screen.contents().contains(row.appears)
        });
        if row.appears == "已下令·未通知" {
            // The roster shows it before the dossier does.
            pty.wait_for_text("灭火  已下令·未通知");
        }
        before = row.appears;
    }
    let kinds =
        ["incident.acknowledged", "call.ended", "incident.verified", "dispatch.ordered", "report.submitted"];
    for kind in kinds {
        assert!(!desk.entries_of(kind).is_empty(), "{kind} stands in the journal");
    }
    assert_eq!(desk.entries_of("report.submitted").len(), 1);
    pty.leave();
}
