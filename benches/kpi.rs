//! How long the alarm figures of a month take, from a journal of a million entries: `cargo bench --bench kpi`.
//!
//! The report of thirty days, the page's question (thirty days and the shift), one day alone, and the program itself with
//! the memory that it took, beside a journal of a tenth: memory must not grow with the journal.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "a bench fails by panicking"
)]

#[path = "../tests/it/kpi/month.rs"]
#[allow(dead_code, reason = "the test of figures writes more kinds of entries")]
mod month;

use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::document::kpi::{self, Query, Report};
use dutydesk::journal::reader::Reader;
use dutydesk::operations::kpi::Settings;
use dutydesk::units::{Instant as At, Severity, Span};
use month::{Handled, Month, T0};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Entries that one incident leaves: opened, joined, severity, acknowledged, 119, verdict, quiet, closed.
const ENTRIES_EACH: u64 = 8;
/// Incidents that are written in one go, twenty seconds apart.
const PART: u64 = 1_250;
/// Days that the journal spans.
const DAYS: i64 = 30;
const DAY: Span = Span::minutes(24 * 60);

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let parts = if is_test { 10 } else { 100 };
    let small = measure(parts / 10);
    let large = measure(parts);
    println!(
        "memory: {:.1} MB at {} entries, {:.1} MB at {}",
        small.1 as f64 / 1e3,
        small.0,
        large.1 as f64 / 1e3,
        large.0
    );
}

/// Writes a journal and reports on it; returns its entries, and the kilobytes that the program took.
fn measure(parts: u64) -> (u64, u64) {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o750)).unwrap();
    let file = directory.path().join("journal.sqlite");
    let begin = Instant::now();
    let part_of = Span(DAYS * DAY.0 / parts as i64);
    (0..parts).for_each(|part| write(&file, T0.after(Span(part_of.0 * part as i64)), part));
    let incidents = parts * PART;
    let entries = incidents * ENTRIES_EACH;
    println!("{entries} entries of {DAYS} days, written in {:.1} s", begin.elapsed().as_secs_f64());
    let reader = Reader::open(&file).unwrap();
    let month = Query { from_day: Some(day(T0)), to_day: Some(day(T0) + DAYS as i32 - 1) };
    let last = Query { from_day: month.to_day, to_day: month.to_day };
    for (name, query) in
        [("thirty days", month), ("the page's question", Query::default()), ("the last day", last)]
    {
        let mut best = Duration::MAX;
        let mut report = Report::default();
        for _ in 0..3 {
            let begin = Instant::now();
            report = kpi::report(&reader, query, &Settings::default(), 1).unwrap().unwrap();
            best = best.min(begin.elapsed());
        }
        println!(
            "{name}: {:.2} s, {:.0} entries/s, {} announced",
            best.as_secs_f64(),
            entries as f64 / best.as_secs_f64(),
            report.span.announced
        );
        assert_eq!(report.unread, 0);
        if query == month {
            let it = (report.span.announced, report.span.false_alarms, report.span.acknowledged.count);
            assert_eq!(it, (incidents, incidents, incidents), "every incident is counted");
        }
    }
    (entries, program(directory.path(), incidents))
}

fn day(at: At) -> i32 {
    dutydesk::operations::dossier::day_of(at)
}

fn write(file: &Path, from: At, part: u64) {
    let handled = Handled {
        acknowledged: Some(10),
        reported: Some(30),
        is_false: Some(60),
        quiet: Some(80),
        closed: Some(90),
    };
    let mut month = Month::default();
    month.incidents = (part * PART) as u32;
    for nth in 0..PART {
        let device = ((part * PART + nth) % 20_000) as u32;
        let (code, site) = (format!("S-{device}"), format!("{}号企业 1号车间", device % 200));
        let at = from.after(Span::seconds(20 * nth as i64));
        month.open(at, (HazardFamily::Fire, Severity::Severe), (device, &code), &site, handled);
    }
    month.write(file);
}

/// Runs `dutydesk report kpi`; returns the most kilobytes that it had in memory.
fn program(directory: &Path, incidents: u64) -> u64 {
    let begin = Instant::now();
    let child = Command::new(env!("CARGO_BIN_EXE_dutydesk"))
        .args(["report", "kpi", "--json", "--sample", "--data-dir"])
        .arg(directory)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // It is looked at until it has said everything: what was seen last is the most that it took.
    let status = format!("/proc/{}/status", child.id());
    let (say, said) = channel();
    std::thread::spawn(move || say.send(child.wait_with_output()));
    let mut most = 0;
    let said = loop {
        match said.recv_timeout(Duration::from_millis(2)) {
            Ok(said) => break said.unwrap(),
            Err(RecvTimeoutError::Disconnected) => panic!("whoever reads the report is gone"),
            Err(RecvTimeoutError::Timeout) => {
                let text = fs::read_to_string(&status).unwrap_or_default();
                let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
                let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
                most = most.max(kilobytes.unwrap_or(0));
            }
        }
    };
    let took = begin.elapsed();
    assert!(said.status.success(), "it ended with {}", said.status);
    let report: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(report["kpi"]["span"]["announced"].as_u64(), Some(incidents));
    println!("dutydesk report kpi: {:.2} s, {:.1} MB", took.as_secs_f64(), most as f64 / 1e3);
    most
}
