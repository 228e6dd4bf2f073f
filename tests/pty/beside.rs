//! A drill beside a live desk, at terminals: its director's page, the real alarm, the key to the live desk, the stop word.

use crate::support::desk::Desk;
use crate::support::pty::Pty;
use dutydesk::engine::drill::run::{Card, Run};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// A drill whose script nobody but the director may read.
const SCRIPT: &str = "[scenario]\nname = \"安静的夜\"\n\n[drill]\nname_en = \"a quiet night\"\n\n\
    [[inject]]\ncode = \"J1\"\ntitle = \"记者到场\"\ntitle_en = \"a reporter comes\"\n\
    told = \"门口来了记者\"\ntold_en = \"a reporter stands at the gate\"\nby_hand = true\n";

fn drill(live: &Path) -> Desk {
    let directory = tempfile::tempdir().unwrap();
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o750)).unwrap();
    let live = Some(live.to_owned());
    let card = Card { of: "drill".to_owned(), live, speed_milli: 1_000, ..Card::default() };
    Run::make(directory.path(), card, SCRIPT).unwrap();
    Desk::sample_in(directory, &[], Vec::new())
}

fn attach(desk: &Desk, officer: &str) -> Pty {
    Pty::run(&desk.command(&["attach", "--officer", officer]), 120, 30)
}

fn first(screen: &vt100::Screen) -> String {
    screen.rows(0, screen.size().1.get()).next().unwrap_or_default()
}

#[test]
fn a_real_alarm_takes_a_player_from_the_drill_to_the_live_desk_in_the_same_terminal() {
    let live = Desk::sample(&[]);
    live.wait_for("a fire", |status| status["status"]["life_risk_unacknowledged"] == 1);
    let mut desk = drill(live.data_dir());
    let mut pty = attach(&desk, "D1");
    pty.wait_for("the real alarm", |screen| first(screen).contains("!! 真实警情 #1001"));
    pty.wait_for_text("转到真实台");
    pty.press("!");
    // The process is the live desk's screen now: nothing of the drill is on it.
    pty.wait_for("the live desk", |screen| first(screen).contains("示例"));
    pty.wait_for_text("恒越电池");
    assert!(!pty.screen_text().contains("演练"), "{}", pty.screen_text());
    pty.leave();
    // The way back stands where the screen was: the drill goes on meanwhile.
    pty.wait_for_text("回到演练:");
    let line = format!("attach --data-dir {} --officer D1", desk.data_dir().display());
    assert!(pty.screen_text().contains(&line), "{line}\n{}", pty.screen_text());
    desk.terminate();
}

#[test]
fn the_director_reads_and_directs_players_do_not_and_anybody_stops_the_drill() {
    let nowhere = tempfile::tempdir().unwrap();
    let mut desk = drill(&nowhere.path().join("live"));
    let mut player = attach(&desk, "D1");
    player.wait_for_text("真实台 未连");
    player.press("O");
    player.wait_for_text("导调页只给署名的导调看");
    let mut director = attach(&desk, "X1");
    director.wait_for_text("导调页只给署名的导调看");
    director.press("P");
    director.wait_for_text("署名   Esc 取消");
    director.enter();
    director.wait_for_text("口令 (不显示)");
    director.press("sample");
    director.enter();
    director.wait_for_text("记者到场");
    director.wait_for_text("王强");
    assert!(!player.screen_text().contains("记者"), "{}", player.screen_text());
    director.press("G");
    director.wait_for("the inject", |screen| {
        screen.contents().lines().any(|line| line.starts_with('>') && line.contains("J1"))
    });
    director.press("i");
    director.wait_for_text("告知: 门口来了记者");
    director.enter();
    desk.wait_for_entries("drill.given", 1);
    player.wait_for("what is told", |screen| first(screen).contains("J1 门口来了记者"));
    // The live desk of this drill was never started: the key says so, and takes nobody out of it.
    player.press("!");
    player.wait_for_text("离开演练的屏幕");
    player.enter();
    player.wait_for_text("真实台没有在运行");
    player.press("X");
    player.wait_for_text("人人可以喊停");
    player.enter();
    for pty in [&player, &director] {
        pty.wait_for_text("演练已结束. 现在发生的不是演练");
    }
    desk.wait_for_entries("drill.ended", 1);
    player.leave();
    director.leave();
    desk.terminate();
}
