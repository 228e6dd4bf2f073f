//! Many officers at one desk: who looks at what, who has it first, and whose the desk is after a handover.

use crate::hands::incident_rows;
use crate::support::desk::{Desk, output};
use crate::support::pty::Pty;
use crate::support::wait;
use rustix::process::Signal;

/// The passphrase of the sample's officers.
const PASSPHRASE: &str = "sample";

fn screen(desk: &Desk, officer: &str) -> Pty {
    // All that will burn burns: a row that comes later would move under the keys.
    desk.wait_for("three incidents", |status| status["status"]["open"] == 3);
    let pty = Pty::run(&desk.command(&["attach", "--officer", officer]), 160, 48);
    pty.wait_for("an incident and what to do about it", |screen| {
        screen.contents().contains("下一步") && incident_rows(screen).len() == 3
    });
    pty
}

/// Returns who else looks at the incident that is selected.
fn others(screen: &vt100::Screen) -> Option<String> {
    let row = screen.rows(0, 160).find(|row| row.contains("同看"))?;
    Some(row.split_once("同看")?.1.trim().to_owned())
}

fn sign(pty: &mut Pty) {
    pty.wait_for_text("口令");
    pty.press(PASSPHRASE);
    pty.wait_for("it is hidden", |screen| screen.contents().contains(&"*".repeat(PASSPHRASE.len())));
    pty.enter();
}

#[test]
fn who_looks_at_an_incident_is_shown_to_the_others_until_their_screen_is_gone() {
    let desk = Desk::playing("three-rows");
    let mut one = screen(&desk, "D1");
    let mut two = screen(&desk, "D2");
    for pty in [&mut one, &mut two] {
        pty.press("g");
    }
    one.wait_for("the other one", |screen| others(screen).as_deref() == Some("赵敏?"));
    two.wait_for("the other one", |screen| others(screen).as_deref() == Some("王强?"));
    two.press("G");
    one.wait_for("nobody else", |screen| others(screen).is_none());
    let three = screen(&desk, "D3");
    one.wait_for("the third one", |screen| others(screen).as_deref() == Some("孙磊?"));
    // A line that is cut says nothing; its screen is gone all the same.
    three.signal(Signal::KILL);
    one.wait_for("nobody else", |screen| others(screen).is_none());
    let kinds: Vec<String> =
        desk.entries().iter().map(|entry| entry["kind"].as_str().unwrap_or_default().to_owned()).collect();
    assert!(!kinds.iter().any(|kind| kind.contains("look")), "looking is no entry: {kinds:?}");
}

#[test]
fn two_who_acknowledge_at_once_are_told_which_of_them_has_it() {
    let desk = Desk::playing("three-rows");
    let next = desk.wait_for("a fire", |status| status["status"]["next"].is_u64())["status"]["next"].clone();
    let line = format!("ack {next}");
    let answers: Vec<(String, String)> = std::thread::scope(|scope| {
        let racers = ["D1", "D2"].map(|officer| {
            let (desk, line) = (&desk, line.as_str());
            scope.spawn(move || {
                let said = desk.act_as(officer, "", line);
                assert!(said.status.success(), "{officer}: {said:?}");
                let text = [said.stdout, said.stderr].concat();
                (officer.to_owned(), String::from_utf8(text).expect("words"))
            })
        });
        racers.map(|racer| racer.join().expect("an answer")).into()
    });
    let told: Vec<&(String, String)> =
        answers.iter().filter(|(_, said)| said.contains("记为同时受理")).collect();
    assert_eq!(told.len(), 1, "{answers:?}");
    let (loser, said) = told[0];
    let winner = if loser == "D1" { "赵敏" } else { "王强" };
    assert!(said.contains(&format!("{winner}已受理")), "{loser} is told who has it: {said}");
    let status = desk.status();
    let rows = status["incidents"].as_array().cloned().unwrap_or_default();
    let row = rows.iter().find(|row| row["id"] == next).expect("its row");
    assert!(row["standing"].to_string().contains(winner), "{row}");
    assert_eq!(desk.wait_for_entries("incident.acknowledged", 2).len(), 2, "both stand in the journal");
}

#[test]
fn the_desk_changes_hands_at_one_screen_and_what_follows_is_the_incoming_officers() {
    let desk = Desk::playing("three-rows");
    let mut pty = screen(&desk, "D1");
    let next = desk.status()["status"]["next"].as_u64().expect("a fire");
    assert!(desk.act_as("D1", PASSPHRASE, &format!("ack {next}")).status.success());
    pty.press("J");
    pty.wait_for_text("校验");
    pty.press("S");
    pty.wait_for_text("办哪一件");
    pty.press("1");
    pty.wait_for_text("交给谁");
    pty.press("2");
    pty.wait_for_text("设备、钥匙当面点过");
    pty.press("1");
    pty.wait_for_text("交代事项");
    pty.press("2");
    pty.enter();
    // Each box takes an Enter only when it has stood for a moment.
    pty.wait_for_text("> D1");
    pty.enter();
    sign(&mut pty);
    pty.wait_for_text("待接班 孙磊");
    desk.wait_for_entries("handover.offered", 1);
    // The head of the screen knows it before the sheet does, and the box is made of the sheet.
    pty.wait_for("the offer on the sheet", |screen| {
        screen.rows(0, 160).any(|row| row.starts_with("> 交接") && row.contains("交给 孙磊"))
    });
    pty.press("S");
    pty.wait_for_text("交代: 未办结事项已当面说明");
    pty.press("1");
    pty.wait_for_text("> D3");
    pty.enter();
    sign(&mut pty);
    pty.wait_for("whose desk it is", |screen| {
        let text = screen.contents();
        text.contains("值班 孙磊") && text.contains("本屏 孙磊")
    });
    let signed = desk.wait_for_entries("handover.signed", 1);
    assert_eq!(signed[0]["body"]["Handover"]["Signed"]["to"]["code"], "D3", "{}", signed[0]);
    // What is typed here now stands under the name of who sits here now.
    pty.press(&format!(":note {next} 接班后巡查\r1"));
    let noted = wait::until("the note", || desk.entries_of("incident.noted").pop(), || pty.screen_text());
    assert_eq!(noted["actor"], "D3", "{noted}");
    pty.wait_for("who has the fire", |screen| screen.contents().contains("孙磊接手"));

    for (format, wanted) in [
        (
            &[][..],
            ["值班日志  丰县电动车产业园", "值班员: 王强 -> 孙磊", "交接双签", "8. 交接与登录", "9. 未办结"],
        ),
        (
            &["--markdown", "--private"][..],
            [
                "# 值班日志",
                "- **值班员**: 王强 -\\> 孙磊",
                "内容: 接班后巡查",
                "## 9. 未办结",
                "未办结事项已当面说明",
            ],
        ),
    ] {
        let mut arguments = vec!["report", "shift"];
        arguments.extend(format);
        let said = output(desk.command(&arguments));
        assert!(said.status.success(), "{said:?}");
        let text = String::from_utf8(said.stdout).expect("words");
        for wanted in wanted {
            assert!(text.contains(wanted), "{wanted}:\n{text}");
        }
    }
    let plain = String::from_utf8(output(desk.command(&["report", "shift"])).stdout).expect("words");
    assert!(!plain.contains("接班后巡查") && plain.contains("[内容未列]"), "{plain}");
}
