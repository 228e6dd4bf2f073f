//! Bare `dutydesk`: a desk from nothing, an alarm over the socket, and nothing left behind.

use crate::hands::incident_rows;
use crate::support::desk::{DUTYDESK, output};
use crate::support::pty::Pty;
use crate::support::wait;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// What an officer is promised, and how much slower a busy machine may be.
const FRAME_WITHIN: Duration = Duration::from_secs(1);
const ALARM_WITHIN: Duration = Duration::from_secs(5);
const BUSY: u32 = 30;

/// A user's home without a configuration; the desk that was opened in it is stopped when the test ends.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(DUTYDESK);
        command.args(arguments).args(["--lang", "zh"]).env("HOME", self.0.path());
        for (name, below) in [("XDG_STATE_HOME", "state"), ("XDG_CONFIG_HOME", "config")] {
            command.env(name, self.0.path().join(below));
        }
        command
    }

    fn samples(&self) -> PathBuf {
        self.0.path().join("state/dutydesk/sample")
    }

    /// Returns the data directory of the sample that runs.
    fn data_dir(&self) -> PathBuf {
        let current = std::fs::read_to_string(self.samples().join("current")).expect("the sample in use");
        self.samples().join(current.trim())
    }

    /// Returns the kinds of the journal's entries.
    fn journaled(&self) -> Vec<String> {
        let exported = output(self.command(&["journal", "export"])).stdout;
        let kind =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["kind"].to_string();
        String::from_utf8(exported).expect("UTF-8").lines().map(kind).collect()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if self.samples().join("current").exists() {
            output(self.command(&["stop"]));
        }
    }
}

#[test]
fn from_nothing_to_the_first_alarm_and_back() {
    let home = Home::new();
    let begun = Instant::now();
    let mut pty = Pty::run(&home.command(&[]), 160, 48);
    pty.wait_for("the first frame", |screen| screen.contents().contains("值班台"));
    let frame = begun.elapsed();
    pty.wait_for("the first alarm", |screen| {
        !incident_rows(screen).is_empty() && screen.contents().contains("恒越电池 2号车间 3区")
    });
    let alarm = begun.elapsed();
    println!("first frame after {} ms, first alarm after {} ms", frame.as_millis(), alarm.as_millis());
    assert!(frame < FRAME_WITHIN * BUSY, "the first frame took {frame:?}");
    assert!(alarm < ALARM_WITHIN * BUSY, "the first alarm took {alarm:?}");
    pty.wait_for_text("示例 不接真实报警");

    let status: serde_json::Value =
        serde_json::from_slice(&output(home.command(&["status", "--json"])).stdout).expect("JSON");
    let feed = &status["snapshot"]["feeds"][0];
    assert!(feed["link"].to_string().contains("Up"), "{feed}");
    // The screen is told what the desk decides; the disk may be behind it.
    let mut kinds = Vec::new();
    let written = || {
        kinds = home.journaled();
        let place = |kind: &str| kinds.iter().position(|one| one.contains(kind));
        place("incident.opened").map(|opened| (place("feed.up"), opened))
    };
    let (up, opened) = wait::until("the alarm in the journal", written, String::new);
    assert!(up.is_some_and(|up| up < opened), "{kinds:?}");

    let data = home.data_dir();
    assert!(data.join("socket").exists());
    // A second one joins the desk that runs; leaving it leaves the desk.
    let mut second = Pty::run(&home.command(&[]), 80, 24);
    second.wait_for("the same alarm", |screen| !incident_rows(screen).is_empty());
    second.leave();
    assert!(output(home.command(&["status"])).status.success(), "the first screen still looks at it");
    pty.leave();
    let gone = || (!data.join("socket").exists() && !home.samples().join("current").exists()).then_some(());
    wait::until("the sample's end with its last screen", gone, || {
        std::fs::read_to_string(data.join("serve.log")).unwrap_or_default()
    });
    let verified =
        output(home.command(&["journal", "verify", &data.join("journal.sqlite").to_string_lossy()]));
    assert!(verified.status.success(), "{verified:?}");
    let none = output(home.command(&["status"]));
    assert_eq!(none.status.code(), Some(1), "{none:?}");
    assert!(String::from_utf8_lossy(&none.stderr).contains("提示: 先运行 dutydesk"), "{none:?}");
}
