//! A fire at three, by keys: one officer, from the first detector to the report on the leader's desk; every step checked on
//! the screen and in the journal, the budgets counted in desk time.

use crate::hands::{incident_of, incident_rows};
use crate::support::desk::Desk;
use crate::support::pty::Pty;
use crate::support::wait;
use serde_json::Value;

/// Desk time runs as it does for an officer: the seconds that the budgets give are real ones.
const CLOCK: &str = "1";

/// How late a machine that does other things may be with what has its moment.
const LATE_MS: i64 = 30_000;

/// The hands at the desk: what was pressed is counted as an officer counts it.
struct Hands {
    pty: Pty,
    presses: usize,
}

impl Hands {
    fn at(desk: &Desk) -> Self {
        Self { pty: Pty::run(&desk.command(&["attach", "--officer", "D1"]), 160, 48), presses: 0 }
    }

    /// Presses a key that does something.
    fn press(&mut self, key: &str) {
        self.presses += 1;
        self.pty.press(key);
    }

    /// Types into a field: the characters do not count.
    fn fill(&mut self, typed: &str) {
        self.pty.press(typed);
    }

    /// Presses Enter after having looked at what is there.
    fn enter(&mut self) {
        self.presses += 1;
        self.pty.enter();
    }

    /// Opens the slip of whoever is next and checks who that is.
    fn call(&mut self, number: &str, words: &[&str]) {
        // A slip opens for whom the desk proposes: wait until it proposes them.
        let tail = number.rsplit('-').next().unwrap_or(number);
        self.pty.wait_for(&format!("{number} is next"), |screen| {
            screen.rows(0, 160).any(|row| row.contains("下一步") && row.contains(tail))
        });
        self.press("c");
        self.wait_for_slip(number);
        for word in words {
            self.pty.wait_for_text(word);
        }
        self.pty.wait_for_text("1 接通");
    }

    /// Waits for the slip of a number, which may stand elsewhere on the screen.
    fn wait_for_slip(&self, number: &str) {
        self.pty.wait_for(&format!("the slip of {number}"), |screen| {
            let mut rows = screen.rows(0, 160).skip_while(|row| !row.contains("通话单")).take(6);
            rows.any(|row| row.contains(number))
        });
    }

    /// Waits until the officer of the screen has an incident, and the dossier says what is next.
    fn wait_until_taken(&self) {
        self.pty.wait_for("who has it", |screen| {
            screen.rows(0, 160).any(|row| incident_of(&row).is_some() && row.contains("王强?受理"))
        });
        self.pty.wait_for_text("下一步");
    }

    /// Waits until the slip of somebody who did not answer offers the next one.
    fn wait_until_offered(&self, number: &str) {
        self.pty.wait_for(&format!("{number} is offered"), |screen| {
            screen.rows(0, 160).any(|row| row.contains("接着打 (c):") && row.contains(number))
        });
    }

    /// Puts a slip down.
    fn put_down(&mut self) {
        self.pty.press("\x1b");
        self.pty.wait_until_gone("通话单");
    }

    fn answered(&mut self, reference: &str) {
        self.press("1");
        self.pty.wait_until_gone("2 无人接听");
        self.fill(reference);
        self.enter();
        self.pty.wait_until_gone("通话单");
    }
}

/// What the journal says of the night.
struct Night<'a> {
    desk: &'a Desk,
    began: i64,
}

impl<'a> Night<'a> {
    fn of(desk: &'a Desk) -> Self {
        let opened = desk.wait_for_entries("incident.opened", 1);
        Self { desk, began: millis(&opened[0]) }
    }

    /// Waits for an entry and returns it.
    fn entry(&self, kind: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let look = || self.desk.entries_of(kind).into_iter().find(&fits);
        wait::until(kind, look, || format!("{:#?}", self.desk.entries_of(kind)))
    }

    /// Asserts that it came within so many seconds of desk time after the first alarm.
    fn within(&self, seconds: i64, entry: &Value) {
        let took = millis(entry) - self.began;
        assert!(took <= seconds * 1_000, "{} after {took} ms, wanted {seconds} s: {entry}", entry["kind"]);
    }
}

fn millis(entry: &Value) -> i64 {
    entry["at"].as_i64().unwrap_or_else(|| panic!("a time: {entry}"))
}

fn said(entry: &Value, text: &str) -> bool {
    entry["body"].to_string().contains(text)
}

fn at_three() -> Desk {
    Desk::playing_at("fire-at-three", CLOCK)
}

/// Brings the fire to the moment when the officer has it.
fn acknowledged(desk: &Desk) -> (Hands, u64) {
    let mut hands = Hands::at(desk);
    hands.pty.wait_for("three smoke detectors and a heat detector in one row", |screen| {
        screen.contents().contains("烟感x3 温感") && screen.contents().contains("级 3")
    });
    let id = hands.pty.find("the row of the fire", |screen| incident_rows(screen).first().copied());
    hands.press("a");
    hands.wait_until_taken();
    (hands, id)
}

#[test]
fn a_fire_at_three_from_the_first_detector_to_the_leaders_desk() {
    let desk = at_three();
    let (mut hands, id) = acknowledged(&desk);
    let night = Night::of(&desk);
    night.within(15, &night.entry("incident.acknowledged", |_| true));
    for text in ["电解液2.4吨", "北门", "0000-1234", "14"] {
        hands.pty.wait_for_text(text);
    }

    // 119 first, verified or not; the ticket is read back.
    hands.call("0000-119", &["2号车间", "电解液2.4吨"]);
    hands.answered("0317");
    let told = night.entry("call.ended", |entry| said(entry, "\"Fire\"") || said(entry, "fire"));
    assert!(said(&told, "0317"), "{told}");
    night.within(60, &told);

    // The control room; its word makes it real.
    hands.call("0000-1234", &[]);
    hands.press("1");
    hands.pty.wait_until_gone("2 无人接听");
    hands.press("v");
    hands.pty.wait_for_text("属实");
    hands.pty.wait_for_text("张师傅");
    hands.press("1");
    let real = night.entry("incident.verified", |entry| said(entry, "Real"));
    night.within(100, &real);
    hands.pty.wait_for_text("级 4");
    let owed = desk.wait_for("the first report is owed", |status| {
        status["deadlines"].to_string().contains("FirstReport")
    });
    assert!(owed["deadlines"].to_string().contains("written"), "{:#}", owed["deadlines"]);
    assert!(!owed["deadlines"].to_string().contains("UnitReport"), "nobody has told the unit's head");

    teams_go(&desk, &mut hands, &night);
    the_leader_is_told(&mut hands, &night);
    assert_eq!(desk.status()["waiting"].as_array().map(Vec::len), Some(1), "it waits for the leader");
    assert!(hands.presses <= 35, "{} key presses", hands.presses);

    // Enter held down or bounced: nothing happens twice.
    for _ in 0..5 {
        hands.pty.press("\r");
    }
    assert_eq!(desk.entries_of("report.submitted").len(), 1);
    assert_eq!(desk.entries_of("dispatch.ordered").len(), 2);
    let verified = crate::support::desk::output(desk.command(&["journal", "verify"]));
    assert!(verified.status.success(), "{verified:?}");
    assert!(hands.pty.screen_text().contains(&format!("#{id}")), "one fire, one number");
    hands.pty.leave();
}

/// T4 and T1 go; nobody has confirmed anything until their calls are answered.
fn teams_go(desk: &Desk, hands: &mut Hands, night: &Night<'_>) {
    hands.press("d");
    for text in ["氟化氢", "T4", "T1", "T2", "北门"] {
        hands.pty.wait_for_text(text);
    }
    hands.pty.wait_for_text("[x]");
    hands.enter();
    night.entry("dispatch.ordered", |entry| said(entry, "\"T4\""));
    night.entry("dispatch.ordered", |entry| said(entry, "\"T1\""));
    // In the dossier, that is: by it the next call is chosen.
    hands.pty.wait_for_text("灭火  已下令·未通知");
    let mut teams = vec![("园区微型消防站", "4"), ("县危化专职队", "9")];
    while !teams.is_empty() {
        hands.press("c");
        hands.pty.wait_for_text("通话单");
        let (team, minutes) = hands.pty.find("the team that is rung", |screen| {
            let title = screen.rows(0, 160).find(|row| row.contains("通话单"))?;
            teams.iter().copied().find(|(team, _)| title.contains(team))
        });
        teams.retain(|(other, _)| *other != team);
        hands.answered(minutes);
        let accepted = 2 - teams.len();
        wait::until(
            "a team that has accepted",
            || {
                let moved = desk.entries_of("dispatch.moved");
                (moved.iter().filter(|entry| said(entry, "\"to\":\"accepted\"")).count() >= accepted)
                    .then_some(())
            },
            || hands.pty.screen_text(),
        );
    }
    hands.pty.wait_for_text("已接令");
    desk.wait_for("nobody is ordered and not told", |status| {
        !status["teams"].to_string().contains("\"ordered\"")
    });
    let accepted =
        night.entry("dispatch.moved", |entry| said(entry, "\"T4\"") && said(entry, "\"to\":\"accepted\""));
    night.within(180, &accepted);
}

/// The leader is briefed and orders, 120 comes, people are counted, 119 hears of it, the first report is on the leader's desk.
fn the_leader_is_told(hands: &mut Hands, night: &Night<'_>) {
    hands.press("b");
    hands.pty.wait_for_text("通话单");
    hands.pty.wait_for_text("0000-3001");
    hands.answered("");
    let briefed = night.entry("call.ended", |entry| said(entry, "Brief"));
    night.within(220, &briefed);

    // What the leader orders is written by its phrase: by when, and who carries it out, stand there already.
    hands.press("o");
    hands.pty.wait_for_text("指示内容");
    hands.press("5");
    hands.pty.wait_for_text("> 通知120");
    hands.enter();
    hands.pty.wait_for_text("> 10");
    hands.enter();
    hands.pty.wait_for_text("承办人");
    hands.enter();
    let order = night.entry("order.given", |_| true);
    assert!(said(&order, "\"L1\"") && said(&order, "\"D1\""), "{order}");
    hands.call("0000-120", &["2号车间"]);
    hands.answered("");
    night.entry("call.ended", |entry| said(entry, "\"medical\""));

    // Twelve of fourteen: two are missing, and that is a red line everywhere.
    hands.press("p");
    hands.pty.wait_for_text("应到 清点");
    hands.fill("14 12");
    hands.enter();
    let counted = night.entry("finding.found", |entry| said(entry, "14"));
    assert!(said(&counted, "\"missing\":2") || said(&counted, "\"missing\": 2"), "{counted}");
    hands.pty.wait_for_text("失联 2");

    // 119 hears of them.
    hands.call("0000-119", &["失联2"]);
    hands.answered("");
    night.entry("call.ended", |entry| said(entry, "\"Update\""));

    // The first report goes to the leader with one key and one Enter.
    hands.press("r");
    hands.pty.wait_for_text("五 伤亡失联");
    hands.pty.wait_for_text("失联2");
    hands.enter();
    let submitted = night.entry("report.submitted", |_| true);
    night.within(300, &submitted);
}

#[test]
fn a_control_room_that_does_not_answer_is_followed_by_the_next_contact() {
    let desk = at_three();
    let (mut hands, _) = acknowledged(&desk);
    hands.call("0000-119", &[]);
    hands.answered("0317");
    hands.call("0000-1234", &[]);
    hands.press("2");
    // At once, on the slip itself.
    hands.wait_until_offered("0000-1235");
    assert!(desk.entries_of("incident.verified").is_empty(), "no answer is never a verdict");
    hands.press("c");
    // Another slip: the one before, which names them too, has nothing to answer any more.
    hands.pty.wait_for_text("2 无人接听");
    hands.wait_for_slip("0000-1235");
    hands.pty.wait_for_text("夜班负责人");
    hands.press("2");
    hands.wait_until_offered("0000-4001");
    // Both are silent: a patrol looks, and 119 knows already.
    hands.press("c");
    hands.pty.wait_for_text("2 无人接听");
    hands.wait_for_slip("0000-4001");
    hands.put_down();
    hands.pty.leave();
}

#[test]
fn a_desk_that_is_killed_after_the_order_knows_what_was_ordered_and_what_was_not_told() {
    let mut desk = at_three();
    let (mut hands, id) = acknowledged(&desk);
    hands.press("d");
    hands.pty.wait_for_text("[x]");
    hands.enter();
    desk.wait_for_entries("dispatch.ordered", 2);
    hands.pty.wait_for_text("已下令·未通知");
    let before = desk.status();
    desk.kill();
    hands.pty.wait_for_text("断线");
    desk.start_again();
    hands.pty.wait_until_gone("断线");
    hands.pty.wait_for_text("已下令·未通知");
    let after = desk.status();
    let due = |status: &Value| {
        let rows = status["deadlines"].as_array().cloned().unwrap_or_default();
        let wanted = |row: &&Value| row["subject"].to_string().contains("Acceptance");
        rows.iter().filter(wanted).map(|row| row["due"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(due(&before), due(&after), "the same clocks");
    assert_eq!(due(&after).len(), 2);
    assert_eq!(desk.entries_of("dispatch.ordered").len(), 2, "no second dispatch");
    assert_eq!(after["incidents"][0]["id"], id);
    hands.pty.leave();
}

#[test]
fn gas_in_the_middle_of_a_call_waits_at_the_edge() {
    let desk = at_three();
    let (mut hands, id) = acknowledged(&desk);
    hands.call("0000-119", &[]);
    desk.wait_for("the gas", |status| status["status"]["open"] == 2);
    let gas = desk.status()["status"]["next"].as_u64().expect("the gas waits");
    hands.pty.wait_for("the banner names it", |screen| {
        let header = screen.rows(0, 160).next().unwrap_or_default();
        header.contains(&format!("#{gas}"))
    });
    // The slip has kept its target.
    hands.pty.wait_for("the slip's own incident", |screen| {
        screen.contents().contains("通话单") && screen.contents().contains(&format!("#{id}"))
    });
    hands.answered("0317");
    let told = &desk.wait_for_entries("call.ended", 1)[0];
    assert_eq!(told["incident"], id, "{told}");
    hands.press("n");
    hands.pty.wait_for("the gas is selected", |screen| {
        screen.rows(0, 160).any(|row| row.starts_with(&format!(">!! #{gas}")))
    });
    hands.pty.leave();
}

#[test]
fn a_team_that_does_not_answer_is_replaced_inside_ninety_seconds() {
    let desk = at_three();
    let (mut hands, _) = acknowledged(&desk);
    hands.press("d");
    hands.pty.wait_for_text("[x]");
    hands.enter();
    desk.wait_for_entries("dispatch.ordered", 2);
    let ordered = millis(&desk.entries_of("dispatch.ordered")[0]);
    // Before the dossier knows of the order, the team's number stands there too: as the nearest patrol's.
    hands.pty.wait_for_text("疏散引导  已下令·未通知");
    // 119 and the control room are more urgent; the team is chosen from the list.
    hands.press("C");
    let digit = hands.pty.find("the team among the numbers", |screen| {
        let row = screen.rows(0, 160).find(|row| row.contains("程刚 0000-4001"))?;
        let (before, _) = row.split_once("园区微型消防站 程刚")?;
        before.trim_end().chars().last().filter(char::is_ascii_digit)
    });
    hands.press(&digit.to_string());
    // The box that chooses has the same title: only the slip names what may come of a call.
    hands.pty.wait_for_text("2 无人接听");
    hands.press("2");
    let night = Night::of(&desk);
    night.entry("dispatch.moved", |entry| said(entry, "\"to\":\"unanswered\""));
    hands.put_down();
    // In the dossier, that is: it names who goes instead.
    hands.pty.wait_for_text("疏散引导  无人接听");
    hands.press("d");
    hands.pty.wait_for("who goes in its place", |screen| {
        screen.contents().contains("改派") && screen.contents().contains("1  ")
    });
    hands.press("1");
    let replaced = night.entry("dispatch.moved", |entry| said(entry, "\"to\":\"replaced\""));
    let third =
        night.entry("dispatch.ordered", |entry| !said(entry, "\"replaces\":null") && said(entry, "replaces"));
    assert!(millis(&third) - ordered <= 90_000, "{third}");
    assert!(said(&replaced, "\"T1\""), "{replaced}");
    hands.pty.leave();
}

#[test]
fn an_input_method_that_was_left_on_does_the_same() {
    let desk = at_three();
    let mut hands = Hands::at(&desk);
    hands.pty.wait_for_text("级 3");
    hands.press("ａ");
    hands.wait_until_taken();
    hands.press("ｃ");
    hands.pty.wait_for_text("通话单");
    hands.press("１");
    hands.pty.wait_until_gone("2 无人接听");
    hands.fill("０３１７");
    hands.enter();
    let told = &desk.wait_for_entries("call.ended", 1)[0];
    assert!(said(told, "0317"), "{told}");
    hands.press("：");
    hands.fill("ack");
    hands.pty.wait_for_text(":ack");
    hands.pty.press("\x1b");
    hands.pty.wait_until_gone(":ack");
    hands.pty.leave();
}

#[test]
fn the_leader_is_woken_on_time_by_a_desk_that_was_killed_in_between() {
    let mut desk = at_three();
    let opened = millis(&desk.wait_for_entries("incident.opened", 1)[0]);
    desk.wait_for("twenty seconds", |status| {
        status["status"]["now"].as_i64().is_some_and(|now| now - opened >= 20_000)
    });
    // Not before its time, whenever a busy machine comes to look.
    let early = |entry: &Value| said(entry, "Leader") && millis(entry) - opened < 40_000;
    assert!(!desk.entries_of("incident.escalated").iter().any(early));
    desk.kill();
    desk.start_again();
    let look = || desk.entries_of("incident.escalated").into_iter().find(|entry| said(entry, "Leader"));
    let woken = wait::until("the leader's step", look, || format!("{:#}", desk.status()));
    let after = millis(&woken) - opened;
    assert!((40_000..40_000 + LATE_MS).contains(&after), "the leader's step after {after} ms");
}
