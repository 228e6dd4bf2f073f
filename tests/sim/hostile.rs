//! A feed that sends everything that it should not: every alarm among it arrives, nothing of it reaches the terminal.

use crate::chance::Chance;
use crate::hostile_server::{HostileServer, Step};
use crate::links::configuration;
use crate::seen::{self, Session};
use crate::support::desk::Desk;
use crate::support::pty::Pty;
use crate::support::websocket::frame;
use dutydesk::ipc::protocol::{EntryQuery, WhyQuery};
use dutydesk::operations::command::Draft;
use dutydesk::operations::incident::Command as Incident;
use rustix::process::Signal;
use serde_json::json;
use std::time::Instant;

/// The transport's cap on a frame.
const FRAME_MAX: usize = 2 * 1_024 * 1_024;

/// Detectors of the registry that raise one alarm each, in zones of their own.
const VALID: [&str; 8] = ["S-2001", "S-3011", "S-4001", "S-5001", "S-6001", "S-7001", "S-8011", "G-9001"];

/// What must not stand in any text from outside when it comes to a terminal.
const EVIL: [&str; 12] = [
    "\u{1b}]0;owned\u{7}",
    "\u{1b}[2J\u{1b}[31mred",
    "\u{9b}5m\u{9d}52;c;AAAA\u{9c}",
    "\u{7}\u{8}\r\n\t\u{b}\u{c}",
    "\u{202e}gpj.exe\u{202c}",
    "\u{2066}a\u{2067}b\u{2069}",
    "\u{200b}\u{200d}\u{feff}\u{2060}",
    "\u{1b}P+q544e\u{1b}\\",
    "\u{0}\u{1}\u{7f}",
    "\u{e0041}\u{e0042}",
    "\u{2028}\u{2029}\u{85}",
    "\u{1b}[6n\u{1b}[c\u{5}",
];

/// Builds the script: numbers count every event, valid or not.
struct Script {
    steps: Vec<Step>,
    next: u64,
}

impl Script {
    fn event(&mut self, kind: &str, time: &str, subject: &str, data: &serde_json::Value) {
        let number = self.next;
        self.next += 1;
        let text = json!({
            "specversion": "1.0", "id": format!("ev-{number}"), "source": "/hostile", "type": kind,
            "subject": subject, "time": time, "streamid": "hostile", "sequence": number.to_string(),
            "datacontenttype": "application/json", "data": data,
        });
        self.steps.push(Step::Event(number, text.to_string()));
    }

    fn alarm(&mut self, device: &str) {
        let data = json!({"device": device, "conditions": ["fire"], "severity": "severe"});
        self.event("duty.sensor.alarm.v1", &now(), device, &data);
    }

    fn poison(&mut self, bytes: Vec<u8>) {
        self.steps.push(Step::Poison(self.next, bytes));
        self.next += 1;
    }
}

/// An instant of today as frames write it.
fn now() -> String {
    let wall = dutydesk::engine::clock::wall();
    chrono::DateTime::from_timestamp_millis(wall.0).unwrap().to_rfc3339()
}

fn script() -> (Vec<Step>, u64) {
    let mut script = Script { steps: Vec::new(), next: 1 };
    let zalgo = format!("a{}", "\u{301}".repeat(20_000));
    for (place, device) in VALID.iter().enumerate() {
        // Before each alarm comes worse.
        for garbage in
            [&b"{"[..], b"null", b"[[[[[[[[", b"\"x\"", b"{\"op\":\"reboot\"}", b"{\"sequence\":\"-1\"}", b""]
        {
            script.steps.push(Step::Text(garbage.to_vec()));
        }
        script.steps.push(Step::Text(vec![b'['; 50_000]));
        script.steps.push(Step::Binary(vec![0xFF, 0x00, 0x1B, b']', b'0', 7]));
        let evil = EVIL[place % EVIL.len()];
        script.event("duty.sensor.vanished.v9", &now(), evil, &json!({"device": evil}));
        script.event(
            "duty.sensor.alarm.v1",
            "9999-12-31T23:59:59Z",
            "S-2040",
            &json!({
                "device": "S-2040", "conditions": ["fire"], "surprise": {"deep": [evil]}, "severity": evil
            }),
        );
        script.event(
            "duty.sensor.reading.v1",
            &now(),
            "T-2007",
            &json!({
                "device": "T-2007", "value": 1e300, "unit": "Cel"
            }),
        );
        script.event(
            "duty.sensor.alarm.v1",
            evil,
            "S-2041",
            &json!({
                "device": "S-2041", "conditions": ["fire", evil]
            }),
        );
        script.event("duty.warning.issue.v1", &now(), evil, &json!({
            "identifier": format!("W{place}{evil}"), "event": format!("暴雨{evil}{zalgo}"), "colour": "red",
            "sender": evil, "headline": format!("标题{evil}{zalgo}尾"), "adcodes": ["320321"],
            "expires": "2999-01-01T00:00:00Z", "references": []
        }));
        script.event(
            "duty.sensor.alarm.v1",
            &now(),
            "x",
            &json!({
                "device": format!("Q{place}{evil}"), "conditions": ["fire"]
            }),
        );
        script.event(
            "duty.sensor.alarm.v1",
            &now(),
            "x",
            &json!({
                "device": "Y".repeat(70_000), "conditions": ["fire"]
            }),
        );
        match place {
            1 => script.steps.push(Step::Breaking(frame(1, &vec![b' '; FRAME_MAX + 1]))),
            2 => script.poison(frame(1, b"{\"sequence\":\"\xC3\x28\"}")),
            3 => script.steps.push(Step::Breaking(vec![0xFF; 300])),
            _ => {}
        }
        script.alarm(device);
    }
    // A device that no registry knows, with a plain name.
    script.alarm("ZZ-UNKNOWN-1");
    let last = script.next - 1;
    (script.steps, last)
}

#[test]
fn a_hostile_feed_hurts_nobody() {
    let began = Instant::now();
    let (steps, last) = script();
    let server = HostileServer::serve(steps);
    let directory = tempfile::tempdir().unwrap();
    let mut desk = Desk::configured(&configuration(directory.path(), &server.url()));
    let mut screen = Pty::run(&desk.command(&["attach"]), 160, 60);
    screen.wait_for_text("丰县值班台");
    let seen = seen::wait_for_cursor(&desk, last);
    let row = seen.feeds[0];

    let status = seen::status_json(&desk);
    let rejects = status["snapshot"]["feeds"][0]["rejects"].as_u64().unwrap();
    assert!(rejects >= 8 * VALID.len() as u64, "refused frames are counted: {rejects}");
    let entries = seen::export(&desk);
    assert!(!seen::of_kind(&entries, "feed.rejected").is_empty());
    let gaps = seen::of_kind(&entries, "feed.gap");
    assert_eq!((gaps.len(), row.missing), (1, 1), "the poisoned number is told: {gaps:?}");
    let mut session = Session::open(&desk.socket()).unwrap();
    for device in VALID.into_iter().chain(["S-2040", "S-2041", "ZZ-UNKNOWN-1"]) {
        let dossier = session.why(WhyQuery::Device(device.to_owned()));
        let dossier = dossier.unwrap_or_else(|| panic!("the alarm of {device} is lost"));
        assert!(dossier.members.iter().any(|member| member.device.as_str() == device), "{device}");
    }
    assert!(
        seen.incidents.iter().any(|incident| incident.site.as_str().contains("未登记")),
        "an unknown device is shown as one"
    );
    assert!(seen.status.unregistered > 0);

    // Every page of the screen, then the bytes that it wrote.
    screen.wait_for_text("未登记");
    for key in ["j", "j", "j", "k", "G", "k", "w"] {
        screen.press(key);
    }
    screen.resize(80, 24);
    screen.wait_for("a narrow screen", |screen| screen.contents().lines().count() <= 24);
    screen.resize(200, 60);
    screen.wait_for("a wide screen", |screen| screen.contents().contains("未登记"));
    screen.signal(Signal::TERM);
    screen.wait_for_exit();
    let bytes = screen.output();
    assert_only_own_sequences(&bytes);
    let text = String::from_utf8(bytes.clone()).expect("a screen writes UTF-8");
    for hidden in text.chars() {
        let foreign = matches!(hidden, '\u{80}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        assert!(!foreign, "{hidden:?} came to the terminal");
    }
    let marks = text.chars().filter(|&letter| letter == '\u{301}').count();
    assert!(marks < 5_000, "{marks} combining marks came to the terminal");
    for words in ["owned", "\u{1b}[31mred"] {
        let raw = format!("\u{1b}]0;{words}");
        assert!(!text.contains(&raw), "{raw:?}");
    }
    seen::verify(&desk);
    desk.terminate();
    let said = seen::assert_replays(&desk);
    eprintln!(
        "hostile: {last} events, {rejects} rejects, {} connections, {} bytes on the terminal, {marks} marks; {}; {:.1} s",
        server.connections(),
        bytes.len(),
        said.replace('\n', "; "),
        began.elapsed().as_secs_f32()
    );
}

/// A screen writes CSI sequences, the bell, and letters; no OSC, DCS, or other control comes from it.
fn assert_only_own_sequences(bytes: &[u8]) {
    let mut at = 0;
    while at < bytes.len() {
        let shown = || {
            String::from_utf8_lossy(&bytes[at.saturating_sub(40)..(at + 40).min(bytes.len())]).into_owned()
        };
        match bytes[at] {
            0x1B => {
                let next = bytes.get(at + 1).copied().unwrap_or(b'[');
                // CSI, and keypad, cursor and character-set settings.
                assert!(matches!(next, b'[' | b'=' | b'>' | b'7' | b'8' | b'(' | b')'), "{:?}", shown());
                at += 2;
            }
            0x07 | b'\r' | b'\n' | b'\t' | 0x08 => at += 1,
            control @ (0x00..=0x1F | 0x7F) => panic!("control {control:#04x} at {at}: {:?}", shown()),
            _ => at += 1,
        }
    }
}

/// Whoever reaches the socket may send a text as long as a request: a page full of them is a page all the same, not the end of
/// every screen that opens it.
#[test]
fn a_page_of_the_longest_texts_reaches_the_screen_that_asks() {
    let mut chance = Chance::of_run("the longest texts");
    let desk = Desk::playing("one-fire");
    let mut session = Session::proved(&desk.socket(), "D1").unwrap();
    let text = "火".repeat(5_000);
    let count = 80;
    for _ in 0..count {
        let note = Draft::Incident(Incident::Note { incident: None, text: text.clone() });
        let outcome = session.act(chance.action(), note);
        assert!(seen::recorded(&outcome).is_some(), "{outcome:?}");
    }
    let mut told = Vec::new();
    let mut before = None;
    loop {
        let query = EntryQuery { before, rows: 200, ..EntryQuery::default() };
        let page = session.entries(query);
        let Some(last) = page.last() else { break };
        before = Some(last.entry);
        told.extend(page.iter().filter(|row| row.text.as_ref() == Some(&text)).map(|row| row.entry));
    }
    assert_eq!(told.len(), count);
    let mut words = session.texts(told[..64].to_vec());
    assert!(words.len() > 8, "{}", words.len());
    words.dedup_by_key(|(_, words)| words.clone());
    assert_eq!(words.len(), 1);
    // A search goes on behind what a page could tell.
    let query = EntryQuery { rows: 200, find: dutydesk::text::bounded("火火"), ..EntryQuery::default() };
    let found = session.entries(query);
    assert!((8..count).contains(&found.len()), "{}", found.len());
}
