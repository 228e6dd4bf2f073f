//! From a sensor's socket to a terminal's bytes, through the real `serve` and `attach`: 20,000 devices in 500 sites,
//! alarms by chance at 50 a second, and how long each takes to stand in the header's count.
//!
//! `cargo bench --bench latency` prints the first frame of a cold screen and p50, p99 and the worst of the alarms. A frame
//! that shows several new alarms at once counts for each of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a bench fails by panicking, and waits as alarms do"
)]

#[path = "support/desk.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod desk;

#[path = "support/sensor.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod sensor;

use desk::{Desk, Screen};
use sensor::Sensor;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SITES: usize = 500;
const DEVICES_A_SITE: usize = 40;
const RATE: f64 = 50.0;

/// When each alarm left the sensor's socket.
type Sent = Arc<Mutex<Vec<Instant>>>;

fn main() {
    let alarms = if std::env::args().any(|argument| argument == "--test") { 60 } else { 450 };
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o750)).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    let config = park(directory.path(), &url);
    let mut desk = Desk::start(&config);
    let mut feed = Sensor::greet(desk.accept(&listener)).socket;
    desk.wait();
    let begin = Instant::now();
    let mut screen = desk.attach();
    let first = screen.read_until("未受理");
    println!("first frame, cold, 20,000 devices: {:.1} ms (goal: 100)", ms(first.duration_since(begin)));
    let sent: Sent = Arc::default();
    let sends = Arc::clone(&sent);
    let sender = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(500));
        let mut chance = 0x2545_F491_4F6C_DD1D_u64;
        for number in 0..alarms {
            let text = alarm(number);
            let at = Instant::now();
            sends.lock().unwrap().push(at);
            feed.write_all(&sensor::frame(text.as_bytes())).unwrap();
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let uniform = ((chance >> 11) as f64 / (1_u64 << 53) as f64).max(1e-9);
            std::thread::sleep(Duration::from_secs_f64(-uniform.ln() / RATE));
        }
        feed
    });
    let mut took = watch(&mut screen, &sent, alarms);
    drop(sender.join().unwrap());
    took.sort_unstable();
    let at = |share: f64| ms(took[((took.len() - 1) as f64 * share) as usize]);
    println!(
        "alarm to screen bytes, Poisson {RATE}/s, {} alarms: p50 {:.2} ms (goal: 1), p90 {:.2} ms, p99 {:.2} ms (goal: 3), worst {:.2} ms",
        took.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
}

/// Reads the screen until every alarm stands in its count; returns how long each took.
fn watch(screen: &mut Screen, sent: &Sent, alarms: usize) -> Vec<Duration> {
    let mut parser = vt100::Parser::new(60_u16.try_into().unwrap(), 200_u16.try_into().unwrap(), 0);
    let mut took = Vec::new();
    let mut chunk = vec![0; 65_536];
    while took.len() < alarms {
        let read = screen.read(&mut chunk);
        let now = Instant::now();
        parser.process(&chunk[..read]);
        let count = desk::unacknowledged(parser.screen());
        let sent = sent.lock().unwrap();
        while took.len() < count && took.len() < sent.len() {
            took.push(now.duration_since(sent[took.len()]));
        }
    }
    took
}

/// Writes a registry of 500 sites with 40 smoke detectors each, and its configuration.
fn park(directory: &Path, url: &str) -> std::path::PathBuf {
    let registry = directory.join("registry");
    fs::create_dir(&registry).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sample");
    for file in fs::read_dir(sample).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), registry.join(file.file_name())).unwrap();
    }
    let mut sites = fs::read_to_string(registry.join("sites.csv")).unwrap();
    let mut zones = fs::read_to_string(registry.join("zones.csv")).unwrap();
    let mut devices = fs::read_to_string(registry.join("devices.csv")).unwrap();
    for table in [&mut sites, &mut zones, &mut devices] {
        if !table.ends_with('\n') {
            table.push('\n');
        }
    }
    for site in 0..SITES {
        let _ = writeln!(zones, "BX{site},PARK,单位,厂房{site},,");
        let _ = writeln!(
            sites,
            "BX{site},厂房{site}有限公司,厂房{site},cf{site},黄,创业路{site}号,34.70,116.62,20,5,纸箱,东门,消火栓 东门,消控室 张 0000-7000,"
        );
        for device in 0..DEVICES_A_SITE {
            let _ = writeln!(devices, "B{site}-{device},烟感,BX{site},一层,,86400,,");
        }
    }
    fs::write(registry.join("sites.csv"), sites).unwrap();
    fs::write(registry.join("zones.csv"), zones).unwrap();
    fs::write(registry.join("devices.csv"), devices).unwrap();
    let config = directory.join("bench.toml");
    let text = format!(
        "[desk]\nname = \"测试园区\"\nregistry = \"registry\"\n[[feed]]\ncode = \"sensors\"\nname = \"传感\"\nurl = \"{url}\"\n"
    );
    fs::write(&config, text).unwrap();
    config
}

fn alarm(number: usize) -> String {
    let sequence = number + 1;
    format!(
        r#"{{"specversion":"1.0","id":"e{sequence}","source":"/bench","type":"duty.sensor.alarm.v1","time":"2026-11-21T19:00:00Z","sequence":"{sequence}","streamid":"bench","datacontenttype":"application/json","data":{{"device":"B{number}-0","conditions":["fire"],"severity":"severe"}}}}"#
    )
}

fn ms(span: Duration) -> f64 {
    span.as_secs_f64() * 1e3
}
