//! A duty leader far away, on a telephone's terminal: what is seen in five seconds, what is signed, decided, ordered and
//! posted by keys, and what a bad link must never do.

use crate::support::desk::{Desk, output};
use crate::support::pty::Pty;
use crate::support::wait;
use rustix::process::Signal;
use serde_json::Value;
use std::time::Duration;

/// The officers of the sample and their passphrase.
const PASSPHRASE: &str = "sample";

/// Longer than a terminal may owe an answer before keys count as typed at a picture.
const TUNNEL: Duration = Duration::from_millis(2_700);

/// What a link of 64 kbit/s carries in a second and a half: attached again, the same place stands there within two
/// seconds, with half a second left for the shell that carries it.
const ATTACHED_BYTES_MAX: usize = 12_000;

/// The report as the officer submitted it: longer than the box of a small terminal.
const REPORT: &str = "恒越电池2号车间3区火灾首报  一 时间: 03:00 自动报警, 03:01 核实明火  二 地点: 丰县开发区电池路8号  \
    三 人数: 应到14 清点12 失联2  四 危险: 电解液2.4吨在东墙, 白烟疑氟化氢  五 措施: 119已派 警单0317, T1 T4已接令, \
    北门集结  六 趋势: 明火未控制  七 需要: 消防增援  八 天气: 北风2级  九 保险: 人保安责险  十 已疏散: 3区和2区, 北门上风点名  十一 断电: 3区已切  十二 消防车: 首车未到  \
    十三 环境: 下风向有食堂和宿舍, 未监测  十四 医疗: 120未派  十五 道路: 东门占用, 走北门  十六 指挥: 带班领导远程  \
    十七 舆情: 无  十八 信息来源: 消控室张师傅  十九 联系: 0000-3000  二十 报告人: 园区应急值班室";

/// A fire that was verified, with teams on their way, two people missing and the first report before the leader.
fn at_the_signature() -> (Desk, u64) {
    let desk = Desk::playing_at("one-fire", "2");
    let status = desk.wait_for("four detectors in one incident", |status| {
        status["incidents"][0]["members"] == 4 && status["incidents"][0]["level"] == 3
    });
    let id = status["incidents"][0]["id"].as_u64().expect("its number");
    for line in [
        "ack {id}",
        "called {id} 119 alarm answered 0317",
        "called {id} control verify answered",
        "verify {id} real control",
        "scene {id} flame by control",
        "dispatch {id} T4 attack T1 guide",
        "called {id} T1 task answered 4",
        "called {id} T4 task answered 9",
        "called {id} L1 brief answered",
        "people {id} expected 14 counted 12 by control",
    ] {
        acted(&desk, &line.replace("{id}", &id.to_string()));
    }
    acted(&desk, &format!("report {id} first {REPORT}"));
    desk.wait_for("what waits", |status| status["waiting"].as_array().is_some_and(|it| it.len() == 1));
    (desk, id)
}

fn acted(desk: &Desk, line: &str) {
    let said = desk.act_as("D1", "", line);
    assert!(said.status.success(), "{line}: {said:?}");
}

/// The leader's session as the command of their key opens it: no menu, a telephone's terminal.
fn far_away(desk: &Desk) -> Pty {
    let mut command = desk.command(&["attach", "--officer", "L1"]);
    command.env("SSH_CONNECTION", "127.0.0.1 50022 127.0.0.1 22");
    let pty = Pty::run(&command, 80, 24);
    // What waits, and whom it is about: before that a digit has nothing to open.
    for text in ["1 签发首报", "应到14"] {
        pty.wait_for_text(text);
    }
    // Up to the first frame that shows both: a test that looks late has more before it.
    let shows = |frame: &str| ["1 签发首报", "应到14"].iter().all(|text| frame.contains(text));
    let bytes = pty.bytes_until(shows).expect("such a frame");
    assert!(bytes <= ATTACHED_BYTES_MAX, "{bytes} bytes until the same place is painted");
    pty
}

fn at_the_desk(desk: &Desk) -> Pty {
    let pty = Pty::run(&desk.command(&["attach", "--officer", "D1"]), 160, 48);
    // The whole of the selected incident: before that a key has nothing to act on.
    pty.wait_for_text("应到14");
    pty
}

/// Opens what waits by its digit, and waits for its box.
fn open(pty: &mut Pty, digit: &str, title: &str) {
    pty.press(digit);
    pty.wait_for_text(title);
}

fn sign(pty: &mut Pty, passphrase: &str) {
    pty.wait_for_text("口令");
    pty.press(passphrase);
    pty.wait_for("it is hidden", |screen| screen.contents().contains(&"*".repeat(passphrase.len())));
    pty.enter();
}

fn entry(desk: &Desk, pty: &Pty, kind: &str) -> Value {
    wait::until(kind, || desk.entries_of(kind).pop(), || pty.screen_text())
}

/// No passphrase ever reaches the terminal.
fn never_shown(pty: &Pty) {
    let bytes = pty.output();
    // The option `--sample` is no passphrase: it stands in the command that starts a lost desk again.
    let mut places =
        bytes.windows(PASSPHRASE.len()).enumerate().filter(|(_, it)| *it == PASSPHRASE.as_bytes());
    let shown = places.any(|(at, _)| !bytes[..at].ends_with(b"--"));
    assert!(!shown, "the passphrase stands in the terminal's bytes");
}

/// Every row of every frame is one row of a telephone's terminal.
fn fits(pty: &Pty) {
    let frames = pty.frames();
    assert!(!frames.is_empty());
    for frame in frames {
        let shown = frame.join("\n");
        for row in &frame {
            assert!(dutydesk::text::cells(row) <= 80, "a row too wide:\n{shown}");
        }
        let first = frame.first().map(String::as_str).unwrap_or_default();
        let stands = first.contains("值班台") || first.contains("断线") || first.contains("正在");
        assert!(stands || first.trim().is_empty(), "the first row was pushed away:\n{shown}");
    }
}

#[test]
fn a_leader_far_away_reads_signs_and_orders() {
    let (desk, id) = at_the_signature();
    let mut officer = at_the_desk(&desk);
    officer.wait_for_text("签发");
    let mut leader = far_away(&desk);
    leader.wait_for_text("首报 第 1 号");
    // Five seconds: what is wanted, what burns, who is missing, who goes.
    for text in [
        "待我办 1",
        "1 签发首报",
        &format!("#{id} 火灾 属实"),
        "恒越电池 2号车间",
        "应到14 清点12 失联2",
        "电解液2.4吨",
        "集结 北门",
        "0317",
        "T1",
        "T4",
        "已接令",
        "上级 未报",
        "可用 ",
        "我的指示",
        "王强? 报送签 首报 第 1 号",
        "远程",
    ] {
        leader.wait_for_text(text);
    }

    // The report is read to its end before it is signed.
    open(&mut leader, "1", "签发 首报 1");
    leader.wait_for_text("S  签发");
    assert!(!leader.screen_text().contains("园区应急值班室"), "{}", leader.screen_text());
    leader.turn_to("园区应急值班室", " ");
    leader.press("S");
    sign(&mut leader, PASSPHRASE);
    let signed = entry(&desk, &leader, "report.signed");
    assert_eq!(signed["incident"], id, "{signed}");
    assert!(signed.to_string().contains("L1"), "{signed}");
    leader.wait_for_text("待我办 0");
    leader.wait_for_text(&format!("已存 #{}", signed["entry"]));
    // The officer's screen knows at once, and offers the call upward.
    officer.wait_for("the upward call", |screen| {
        let text = screen.contents();
        text.contains("已签发") && text.contains("0000-3601")
    });

    // An order by its phrase: what, by when, who.
    leader.press("o");
    leader.wait_for_text("指示内容");
    leader.press("5");
    leader.wait_for_text("> 通知120");
    leader.enter();
    leader.wait_for_text("> 10");
    leader.enter();
    leader.wait_for_text("承办人");
    leader.enter();
    let order = entry(&desk, &leader, "order.given");
    assert!(order.to_string().contains("\"L1\""), "{order}");
    let given = &order["body"]["Order"]["Given"];
    assert_eq!(
        given["due"].as_i64().zip(order["at"].as_i64()).map(|(due, at)| due - at),
        Some(600_000),
        "{order}"
    );
    leader.wait_for("the order, its carrier and its clock", |screen| {
        screen.rows(0, 80).any(|row| row.contains("通知120") && row.contains("王强") && row.contains("时限"))
    });
    never_shown(&leader);
    fits(&leader);
    leader.leave();
    officer.leave();
}

#[test]
fn a_report_goes_back_with_a_sentence_and_a_wrong_passphrase_signs_nothing() {
    let (desk, _) = at_the_signature();
    let mut leader = far_away(&desk);
    leader.wait_for_text("首报 第 1 号");
    open(&mut leader, "1", "签发 首报 1");
    leader.press("S");
    sign(&mut leader, "simple");
    // The box stays as it was; who wants out of it leaves it.
    leader.wait_for_text("口令不对");
    assert!(desk.entries_of("report.signed").is_empty());
    leader.press("\x1b");
    leader.wait_for_text("待我办 1");

    leader.press("q");
    leader.wait_for_text("1 件待办未完成");
    leader.press("\x1b");
    leader.wait_until_gone("1 件待办未完成");

    open(&mut leader, "1", "签发 首报 1");
    leader.press("e");
    leader.wait_for_text("要改什么");
    leader.press("1");
    leader.wait_for_text("> 人数要再核");
    leader.enter();
    sign(&mut leader, PASSPHRASE);
    let returned = entry(&desk, &leader, "report.returned");
    assert!(returned["actor"].as_str().is_some_and(|actor| actor.starts_with("L1")), "{returned}");
    leader.wait_for_text("待我办 0");
    assert!(desk.entries_of("report.signed").is_empty());
    never_shown(&leader);
    leader.leave();
}

#[test]
fn a_level_is_decided_and_money_is_posted_by_who_did_not_set_it_aside() {
    let (desk, id) = at_the_signature();
    acted(&desk, &format!("propose {id} III"));
    let reserve = format!("reserve {id} 50,000.00 县危化专职队 | 灭火药剂 | 现场指挥电话");
    let reserved = desk.act_as("D1", PASSPHRASE, &reserve);
    assert!(reserved.status.success(), "{reserved:?}");
    let mut leader = far_away(&desk);
    leader.wait_for_text("待我办 3");
    let before = desk.status()["status"]["pool"].clone();

    // Why it was proposed, by whom, and S decides.
    open(&mut leader, "2", "定响应级别");
    for text in ["III级 建议", "D1", "属实", "失联 2", "S  III级"] {
        leader.wait_for_text(text);
    }
    leader.press("S");
    sign(&mut leader, PASSPHRASE);
    let decided = entry(&desk, &leader, "response.decided");
    assert!(decided.to_string().contains("Three") && decided.to_string().contains("L1"), "{decided}");
    leader.wait_for_text("待我办 2");

    // The maker cannot post: not by the line, not at their own terminal.
    let own = desk.act_as("D1", PASSPHRASE, &format!("post 1 50,000.00 {id}"));
    assert!(!own.status.success(), "{own:?}");
    assert!(desk.entries_of("pool.posted").is_empty());

    let mut officer = at_the_desk(&desk);
    // The box is made of the dossier, which comes after the list.
    officer.wait_for_text("50,000.00");
    officer.press("S");
    officer.wait_for_text("签哪一件");
    officer.press("2");
    officer.wait_for_text("资金授权 (不可撤回)");
    officer.enter();
    officer.wait_for_text("再输一次");
    officer.press(&id.to_string());
    officer.enter();
    officer.wait_for_text("值班员编号");
    officer.press("D1");
    officer.enter();
    sign(&mut officer, PASSPHRASE);
    // Who set it aside is no leader either: the table refuses before the pool does.
    officer.wait_for_text("此人无权签");
    assert!(desk.entries_of("pool.posted").is_empty());
    never_shown(&officer);
    // The box stays for somebody who may.
    officer.press("\x1b");
    officer.wait_until_gone("值班员编号");
    officer.leave();

    // Amount, payee, what is free before and after; the number by hand.
    open(&mut leader, "2", "资金授权");
    for text in ["50,000.00", "县危化专职队", "王强", "1,284,000.00 -> 1,234,000.00"] {
        leader.wait_for_text(text);
    }
    leader.enter();
    leader.wait_for_text("再输一次");
    leader.press(&id.to_string());
    leader.enter();
    sign(&mut leader, PASSPHRASE);
    let posted = entry(&desk, &leader, "pool.posted");
    assert!(posted.to_string().contains("L1"), "{posted}");
    leader.wait_for_text("待我办 1");
    let after = desk.status()["status"]["pool"].clone();
    assert_eq!(
        before["balance"].as_i64().zip(after["balance"].as_i64()).map(|(before, after)| before - after),
        Some(5_000_000),
        "{before} {after}"
    );
    never_shown(&leader);
    fits(&leader);
    leader.leave();
    assert!(output(desk.command(&["journal", "verify"])).status.success());
}

#[test]
fn what_is_typed_at_a_lost_desk_signs_nothing() {
    let (mut desk, id) = at_the_signature();
    let mut leader = far_away(&desk);
    leader.wait_for_text("首报 第 1 号");
    leader.wait_for_text("待我办 1");
    desk.kill();
    let lost = |screen: &vt100::Screen| {
        let first = screen.rows(0, 80).next()?;
        let age = first.split_once("断线 ")?.1.split(' ').next()?.to_owned();
        Some((age, first.split_once("画面 ")?.1.trim().to_owned()))
    };
    let (first, stamp) = leader.find("the loss in the first row", lost);
    let (_, frozen) =
        leader.find("an age that counts", |screen| lost(screen).filter(|(age, _)| *age != first));
    assert_eq!(stamp, frozen, "the picture keeps its stamp");
    open(&mut leader, "1", "签发 首报 1");
    leader.press("S");
    sign(&mut leader, PASSPHRASE);
    leader.wait_for_text("断线: 未发出");
    leader.press("\x1b");

    desk.start_again();
    leader.wait_for("the same place, by itself", |screen| {
        let text = screen.contents();
        lost(screen).is_none() && text.contains("待我办 1") && text.contains(&format!("#{id} 火灾"))
    });
    // What was typed is gone: something that comes after it is answered, and nothing was signed.
    leader.press(&format!(":note {id} 看到\r"));
    desk.wait_for_entries("incident.noted", 1);
    assert!(desk.entries_of("report.signed").is_empty(), "a key typed at a picture has signed");
    never_shown(&leader);
    leader.leave();
}

#[test]
fn what_is_typed_while_the_terminal_owes_an_answer_is_not_taken() {
    let (desk, _) = at_the_signature();
    let mut leader = far_away(&desk);
    leader.wait_for_text("待我办 1");
    // The train is in a tunnel: frames go out and nothing comes back.
    leader.hold_answers();
    leader.wait_until_asked();
    wait::pass(TUNNEL);
    leader.press("1");
    leader.press("q");
    leader.give_answers();
    leader.press("?");
    leader.wait_for_text("现在可用的键");
    for frame in leader.frames() {
        let shown = frame.join("\n");
        assert!(!shown.contains("签发 首报 1") && !shown.contains("仍要离开"), "{shown}");
    }
    leader.press("\x1b");
    leader.wait_until_gone("现在可用的键");
    leader.leave();
}

#[test]
fn a_signature_in_flight_is_unknown_until_the_desk_answers_by_its_id() {
    let (mut desk, _) = at_the_signature();
    let mut leader = far_away(&desk);
    leader.wait_for_text("首报 第 1 号");
    open(&mut leader, "1", "签发 首报 1");
    leader.press("S");
    leader.wait_for_text("口令");
    // What the desk is told while it hears nothing is lost with it.
    desk.signal(Signal::STOP);
    sign(&mut leader, PASSPHRASE);
    leader.wait_for_text("已发出");
    desk.kill();
    leader.wait_for_text("断线");
    desk.start_again();
    leader.wait_for_text("可再按一次");
    assert!(desk.entries_of("report.signed").is_empty(), "never sent again by itself");
    // The box is there again, and asks again.
    sign(&mut leader, PASSPHRASE);
    let signed = entry(&desk, &leader, "report.signed");
    leader.wait_for_text(&format!("已存 #{}", signed["entry"]));
    assert_eq!(desk.entries_of("report.signed").len(), 1);
    never_shown(&leader);
    leader.leave();
}
