//! A calm minute, by the system's own account: one desk and one screen, the processor and the memory that they take.
//!
//! `cargo bench --bench idle` starts the built program; nothing is simulated but the park.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a bench fails by panicking, and waits as an idle desk does"
)]

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DUTYDESK: &str = env!("CARGO_BIN_EXE_dutydesk");
/// Measured after the desk has come to rest.
const MEASURED: Duration = Duration::from_secs(20);
const SETTLES: Duration = Duration::from_secs(5);

/// A park in which nothing happens but one device that reports that it lives.
const CALM: &str = r#"
[scenario]
name = "calm"
loop = "00:30:00"

[[event]]
at = "00:00:01"
device = "S-2031"
type = "online"
"#;

fn main() {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o750)).unwrap();
    let scenario = directory.path().join("calm.toml");
    fs::write(&scenario, CALM).unwrap();
    let data = directory.path().join("data");
    let mut desk = start(&data, &scenario);
    wait_for(&data.join("socket"), &mut desk);
    let mut screen = attach(&data);
    std::thread::sleep(SETTLES);
    let desk_processes = family(desk.id());
    let screen_processes = family(screen.id());
    let before = (ticks(&desk_processes), ticks(&screen_processes));
    let begin = Instant::now();
    let measured = if std::env::args().any(|argument| argument == "--test") { SETTLES } else { MEASURED };
    std::thread::sleep(measured);
    let took = begin.elapsed();
    let after = (ticks(&desk_processes), ticks(&screen_processes));
    let memory = (memory(&desk_processes), memory(&screen_processes));
    let percent = |ticks: u64| {
        ticks as f64 * 100.0 / rustix::param::clock_ticks_per_second() as f64 / took.as_secs_f64()
    };
    for ((name, ticks), rows) in [("serve", after.0 - before.0), ("attach", after.1 - before.1)]
        .into_iter()
        .zip([&memory.0, &memory.1])
    {
        println!("{name}: {:.2} % of a core over {:.0} s", percent(ticks), took.as_secs_f64());
        for (command, kib) in rows {
            println!("    {command}: {:.1} MB resident", *kib as f64 / 1_024.0);
        }
    }
    let whole: u64 = memory.0.iter().chain(&memory.1).filter(|row| is_ours(&row.0)).map(|row| row.1).sum();
    let busy = percent(after.0 - before.0 + after.1 - before.1);
    println!(
        "together: {busy:.2} % of a core (goal: under 1), {:.1} MB (goal: under 60)",
        whole as f64 / 1_024.0
    );
    end(&mut screen);
    end(&mut desk);
}

/// The simulator is the sample's and no part of a desk; its time and memory are told apart from the desk's.
fn is_ours(command: &str) -> bool {
    command.contains("dutydesk") && !command.contains("simulate") && !command.starts_with("script")
}

fn start(data: &Path, scenario: &Path) -> Child {
    fs::create_dir(data).unwrap();
    fs::set_permissions(data, fs::Permissions::from_mode(0o750)).unwrap();
    Command::new(DUTYDESK)
        .args(["serve", "--sample", "--scenario"])
        .arg(scenario)
        .arg("--data-dir")
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap()
}

/// Attaches a screen in a terminal of its own, which is read and thrown away.
fn attach(data: &Path) -> Child {
    let line = format!(
        "stty cols 160 rows 48; exec '{DUTYDESK}' attach --sample --lang zh --data-dir '{}'",
        data.display()
    );
    Command::new("script")
        .args(["-qfc", &line, "/dev/null"])
        .env("TERM", "xterm-256color")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("script of util-linux")
}

fn wait_for(socket: &Path, desk: &mut Child) {
    let begin = Instant::now();
    while std::os::unix::net::UnixStream::connect(socket).is_err() {
        assert!(desk.try_wait().unwrap().is_none(), "the desk ended at once");
        assert!(begin.elapsed() < Duration::from_secs(20), "no desk at {}", socket.display());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Returns a process and everything that it started.
fn family(root: u32) -> Vec<u32> {
    let mut family = vec![root];
    let mut at = 0;
    while at < family.len() {
        let path = format!("/proc/{0}/task/{0}/children", family[at]);
        let children = fs::read_to_string(path).unwrap_or_default();
        family.extend(children.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
        at += 1;
    }
    family
}

fn command(pid: u32) -> String {
    let bytes = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let line = String::from_utf8_lossy(&bytes).replace('\0', " ");
    let short = line.rsplit_once("dutydesk ").map_or(line.clone(), |(_, rest)| format!("dutydesk {rest}"));
    short.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

/// User and system time of all processes that are ours, in the system's ticks.
fn ticks(processes: &[u32]) -> u64 {
    processes
        .iter()
        .filter(|pid| is_ours(&command(**pid)))
        .map(|pid| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
            fields.get(11..13).map_or(0, |two| two.iter().filter_map(|field| field.parse::<u64>().ok()).sum())
        })
        .sum()
}

fn memory(processes: &[u32]) -> Vec<(String, u64)> {
    let resident = |pid: &u32| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some((command(*pid), line.trim().trim_end_matches(" kB").parse().ok()?))
    };
    processes.iter().filter_map(resident).collect()
}

fn end(child: &mut Child) {
    let pid = Pid::from_child(child);
    for _ in 0..40 {
        let _ = kill_process(pid, Signal::TERM);
        if child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let _ = kill_process_group(pid, Signal::KILL);
    let _ = child.wait();
}
