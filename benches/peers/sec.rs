//! SEC, the Simple Event Correlator, as its package installs it: one process, lines from a file.

use crate::cost::{self, Cost};
use crate::night::{Meant, Night};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The span of the rules; a run must lie within it, as SEC goes by the wall clock.
const WINDOW: Duration = Duration::from_secs(300);

/// Returns SEC's version; none where it is not installed.
pub(crate) fn version() -> Option<String> {
    let said = Command::new("sec").arg("--version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    text.lines().next().filter(|line| line.starts_with("SEC")).map(str::to_owned)
}

/// Runs SEC over the night's lines; returns how long it took and what it said.
pub(crate) fn run(night: &Night, directory: &Path) -> (Cost, String) {
    let (rules, input, output) =
        (directory.join("sec.rules"), directory.join("lines.log"), directory.join("said"));
    fs::write(&rules, include_str!("sec.rules")).unwrap();
    fs::write(&input, &night.lines).unwrap();
    let mut command = Command::new("sec");
    command
        .arg(format!("--conf={}", rules.display()))
        .arg(format!("--input={}", input.display()))
        // Larger blocks than its default, and no log of its own: it is to be as fast as it can be.
        .args(["--notail", "--debug=1", "--blocksize=65536"])
        .stdin(Stdio::null())
        .stdout(File::create(&output).unwrap())
        .stderr(Stdio::null());
    let (took, status) = cost::of_child(|| command.status().unwrap());
    assert!(status.success(), "sec ended with {status}");
    assert!(took.wall < WINDOW, "the run took {:?}: SEC forgot what it had heard first", took.wall);
    (took, fs::read_to_string(&output).unwrap())
}

/// Holds that SEC did the work: a line for each device and each zone that the rules mean, and none more.
pub(crate) fn check(said: &str, meant: &Meant) {
    let of = |word: &str| {
        let mut names: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix(word)).collect();
        names.sort_unstable();
        names
    };
    let mut devices: Vec<&str> =
        meant.devices.iter().chain(&meant.unregistered).map(String::as_str).collect();
    devices.sort_unstable();
    assert!(of("DEVICE ") == devices, "SEC: {} devices, meant {}", of("DEVICE ").len(), devices.len());
    let zones: Vec<&str> = meant.zones.iter().map(String::as_str).collect();
    assert!(of("INCIDENT ") == zones, "SEC: {} zones, meant {}", of("INCIDENT ").len(), zones.len());
}
