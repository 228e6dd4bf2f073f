//! Nights in stages: each a scenario of its own, whose end is a quiet point at a known desk time.

use dutydesk::feed::scenario::Scenario;
use dutydesk::feed::scenario::timeline::Timeline;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One stage of a night.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    /// Its scenario.
    pub(crate) file: PathBuf,
    /// Its events.
    pub(crate) events: u64,
}

/// Writes the stages of a night into a directory; each has about so many events.
pub(crate) fn write(directory: &Path, stages: u64, events: u64) -> Vec<Stage> {
    (0..stages).map(|number| stage(directory, number, events)).collect()
}

fn stage(directory: &Path, number: u64, events: u64) -> Stage {
    // 16 events a second of desk time, below.
    let seconds = events / 16;
    let lasts = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let (hour, day) = ((3 + number * 3) % 24, 22 + (3 + number * 3) / 24);
    let generators = [
        ("chatter", 5.0, r#"["S-{2001..2012}", "S-{3011..3016}", "T-2001"]"#, ""),
        (
            "flood",
            2.0,
            r#"["S-{2031..2036}", "S-{5001..5016}", "G-7001", "M-7001"]"#,
            "severity = \"severe\"",
        ),
        ("restores", 2.0, r#"["S-{2031..2036}", "S-{5001..5008}"]"#, ""),
        ("chatter", 1.0, r#"["G-1101", "W-3001"]"#, "value = 20.0\nunit = \"%[LEL]\""),
        ("readings", 2.0, r#"["T-2007", "T-2001"]"#, "value = 60.0\nspread = 20.0\nunit = \"Cel\""),
        ("heartbeats", 4.0, r#"["S-{4001..4018}", "S-{5001..5016}"]"#, ""),
    ];
    let mut text =
        format!("[scenario]\nname = \"stage {number}\"\nstart = \"2026-11-{day}T{hour:02}:00:00+08:00\"\n");
    for (place, (pattern, rate, devices, more)) in generators.into_iter().enumerate() {
        let seed = number * 100 + place as u64;
        write!(
            text,
            "\n[[generate]]\npattern = \"{pattern}\"\nrate = {rate:.1}\nfor = \"{lasts}\"\ndevices = {devices}\n{more}\nseed = {seed}\n"
        )
        .unwrap();
    }
    for (second, device, kind) in [(3, "GW-07", "offline"), (20, "S-7401", "alarm"), (40, "GW-07", "online")]
    {
        let conditions = if kind == "alarm" { "conditions = [\"fire\"]\n" } else { "" };
        write!(
            text,
            "\n[[event]]\nat = \"00:00:{second:02}\"\ndevice = \"{device}\"\ntype = \"{kind}\"\n{conditions}"
        )
        .unwrap();
    }
    let file = directory.join(format!("stage-{number}.toml"));
    std::fs::write(&file, &text).unwrap();
    let scenario = Scenario::read("stage", &text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    Stage { file, events: Timeline::new(Arc::new(scenario)).count() as u64 }
}
