//! The first line and the list at every size that people have: what waits, what is next, fire before water.

use crate::hands::incident_rows;
use crate::support::desk::Desk;
use crate::support::pty::Pty;

#[test]
fn what_burns_comes_first_at_every_size() {
    let desk = Desk::playing("three-rows");
    let status = desk.wait_for("three incidents", |status| status["status"]["open"] == 3);
    let next = status["status"]["next"].as_u64().expect("a fire");
    let incidents = status["incidents"].as_array().expect("incidents");
    let order: Vec<_> = incidents.iter().filter_map(|view| view["id"].as_u64()).collect();
    let burning: Vec<_> = incidents.iter().map(|view| view["life_risk"] == true).collect();
    assert_eq!((order[0], &burning[..]), (next, &[true, true, false][..]), "{status:#}");

    for (lang, unacknowledged, in_hand, level) in
        [("zh", "未受理 3", "处置 0", "级 0"), ("en", "unacked 3", "in hand 0", "level 0")]
    {
        let mut command = desk.command(&["attach"]);
        if lang == "en" {
            command = english(&desk);
        }
        let mut pty = Pty::run(&command, 160, 48);
        for (columns, rows) in [(160, 48), (80, 24), (200, 60)] {
            pty.resize(columns, rows);
            pty.wait_for(&format!("{lang} {columns}x{rows}"), |screen| {
                let first = screen.rows(0, columns).next().unwrap_or_default();
                let head = [unacknowledged, in_hand, &format!("!!2 n #{next}")];
                (screen.size().0.get(), screen.size().1.get()) == (rows, columns)
                    && head.iter().all(|part| first.contains(part))
                    && incident_rows(screen).starts_with(&order)
                    && screen.contents().contains(level)
            });
        }
        pty.resize(40, 6);
        pty.wait_for(&format!("{lang} 40x6"), |screen| {
            let first = screen.rows(0, 40).next().unwrap_or_default();
            first.contains("!!2") && first.contains(&format!("#{next}"))
        });
        pty.resize(10, 2);
        pty.wait_for(&format!("{lang} 10x2"), |screen| {
            let first = screen.rows(0, 10).next().unwrap_or_default();
            first.starts_with(&format!("!!2 #{next}"))
        });
        pty.resize(80, 24);
        pty.wait_for_text(unacknowledged);
        pty.leave();
    }
}

fn english(desk: &Desk) -> std::process::Command {
    let mut command = std::process::Command::new(crate::support::desk::DUTYDESK);
    command.args(["attach", "--sample", "--lang", "en", "--data-dir"]).arg(desk.data_dir());
    command
}
