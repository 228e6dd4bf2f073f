//! From Enter to "recorded" on the screen, through the real `attach`, `serve` and disk, beside a bare sync of the same disk in the
//! same run: `cargo bench --bench recorded`.
//!
//! An act is answered when its texts, its input and its entry are on disk: three syncs one after the other. Between two acts a
//! bare file beside the journal is written and synced.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a bench fails by panicking, and pauses as a person does"
)]

#[path = "support/desk.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod desk;

#[path = "support/sensor.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod sensor;

use desk::{Desk, Screen};
use sensor::Sensor;
use std::fs::{self, File};
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

/// What a bare sync writes: a page, as the journal does.
const PAGE: [u8; 4_096] = [0x5A; 4_096];
/// Between two acts.
const PAUSE: Duration = Duration::from_millis(25);

fn main() {
    let acts = if std::env::args().any(|argument| argument == "--test") { 20 } else { 400 };
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o750)).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let config = directory.path().join("desk.toml");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sample");
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    let text = format!(
        "[desk]\nname = \"bench\"\nregistry = {sample:?}\n[[feed]]\ncode = \"s\"\nname = \"s\"\nurl = {url:?}\n"
    );
    fs::write(&config, text).unwrap();
    let mut desk = Desk::start(&config);
    let _feed = Sensor::greet(desk.accept(&listener));
    desk.wait();
    let mut screen = desk.attach();
    screen.read_until("日志");
    let mut parser = vt100::Parser::new(60_u16.try_into().unwrap(), 200_u16.try_into().unwrap(), 0);
    let mut bare = File::create(desk.data.join("bare")).unwrap();
    let (mut synced, mut recorded, mut last) = (Vec::new(), Vec::new(), 0);
    for nth in 0..acts {
        let begin = Instant::now();
        bare.write_all(&PAGE).unwrap();
        bare.sync_data().unwrap();
        synced.push(begin.elapsed());
        screen.type_keys(format!(":note {nth}").as_bytes());
        read_until(&mut screen, &mut parser, |screen| {
            foot(screen).contains(&format!("note {nth}")).then_some(())
        });
        std::thread::sleep(PAUSE);
        let begin = Instant::now();
        screen.type_keys(b"\r");
        last = read_until(&mut screen, &mut parser, |screen| entry(screen).filter(|entry| *entry > last));
        recorded.push(begin.elapsed());
    }
    synced.sort_unstable();
    recorded.sort_unstable();
    let at =
        |all: &[Duration], share: f64| all[((all.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    for (what, all) in [("bare sync", &synced), ("key to recorded", &recorded)] {
        println!(
            "{what:>16}: p50 {:6.2} ms, p90 {:6.2} ms, p99 {:6.2} ms",
            at(all, 0.5),
            at(all, 0.9),
            at(all, 0.99)
        );
    }
    let goal = 3.0 * at(&synced, 0.99) + 2.0;
    println!("goal: p99 of a key at most three bare syncs' p99 and 2 ms: {goal:.2} ms");
}

fn read_until<T>(
    screen: &mut Screen,
    parser: &mut vt100::Parser,
    seen: impl Fn(&vt100::Screen) -> Option<T>,
) -> T {
    let mut chunk = vec![0; 65_536];
    loop {
        if let Some(found) = seen(parser.screen()) {
            return found;
        }
        let read = screen.read(&mut chunk);
        parser.process(&chunk[..read]);
    }
}

/// Returns the last row: the command bar, or what became of the last act.
fn foot(screen: &vt100::Screen) -> String {
    screen.rows(0, 200).last().unwrap_or_default()
}

/// Returns the entry that the foot calls recorded.
fn entry(screen: &vt100::Screen) -> Option<u64> {
    let foot = foot(screen);
    let digits = foot.split("已存 #").nth(1)?.split(' ').next()?;
    digits.parse().ok()
}
