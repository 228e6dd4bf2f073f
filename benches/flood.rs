//! A flood from a sender in another process through the real `serve` to the disk: `cargo bench --bench flood`.
//!
//! First as fast as the desk takes it: the mix of `support/mix.rs` in frames of 500 bytes, an alarm a frame, over four
//! feeds, for 30 s. A frame counts when the desk has acknowledged it, which it does when the frame is on disk. Then
//! 25,000 a second, with a manual call point pressed now and then at a site of its own: how long it takes to stand in
//! the bytes of a terminal.
//!
//! Each second prints what is sent, what is safe, how long that took, and the desk's memory and threads.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a bench fails by panicking, and paces what it sends"
)]

#[path = "support/desk.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod desk;

#[path = "support/mix.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod mix;

#[path = "support/sensor.rs"]
mod sensor;

use desk::Desk;
use dutydesk::correlation::event::{Conditions, Unit};
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::{self, Body, Envelope, SensorBody};
use dutydesk::units::{Instant as DeskTime, Severity};
use mix::Mix;
use rustix::time::{ClockId, clock_gettime};
use sensor::Sensor;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Frames that are made beforehand, a feed; they come again with other numbers.
const FRAMES: usize = 16_384;
/// Bytes of a frame.
const FRAME_BYTES: usize = 500;
/// The number that a frame is made with, for its digits to be found.
const DIGITS: u64 = 100_000_000_000;
/// Frames that are written at once, a feed.
const WRITE: usize = 128;
/// Sites of the pressed manual call points.
const PRESSED: usize = 200;

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let only = std::env::args().nth(1).unwrap_or_default();
    if only != "paced" {
        full_speed(if is_test { Duration::from_secs(2) } else { Duration::from_secs(30) });
    }
    if only != "speed" {
        paced(25_000, if is_test { 10 } else { PRESSED });
    }
}

/// Sends as fast as the desk takes it.
fn full_speed(span: Duration) {
    let mut park = Park::start();
    let mut lag = Lag::default();
    println!("{:>4} {:>12} {:>12} {:>10} {:>9} {:>8}", "s", "sent", "on disk", "1/s", "lag ms", "RSS MB");
    let begin = Instant::now();
    let (mut shown, mut safe_before) = (begin, 0);
    while begin.elapsed() < span {
        for feed in &mut park.feeds {
            feed.send(WRITE);
        }
        lag.sent(park.sent());
        lag.safe(park.safe());
        if shown.elapsed() >= Duration::from_secs(1) {
            let (safe, passed) = (park.safe(), shown.elapsed());
            let rate = (safe - safe_before) as f64 / passed.as_secs_f64();
            println!(
                "{:>4} {:>12} {safe:>12} {rate:>10.0} {:>9.0} {:>8.1}",
                begin.elapsed().as_secs(),
                park.sent(),
                ms(lag.newest),
                park.memory()
            );
            (shown, safe_before) = (Instant::now(), safe);
        }
    }
    let sent = park.sent();
    while park.safe() < sent {
        lag.safe(park.safe());
        assert!(begin.elapsed() < span + Duration::from_secs(60), "{} of {sent} are on disk", park.safe());
        std::thread::sleep(Duration::from_millis(1));
    }
    let took = begin.elapsed();
    println!(
        "{sent} alarms sent, {} on disk after {:.2} s: {:.0} a second (goal: 300,000); sent to on disk at worst {:.0} ms, {:.1} MB",
        park.safe(),
        took.as_secs_f64(),
        sent as f64 / took.as_secs_f64(),
        ms(lag.worst),
        park.memory()
    );
    let status = park.status();
    for (row, feed) in status["snapshot"]["feeds"].as_array().unwrap().iter().zip(&park.feeds) {
        println!("  {row}");
        assert_eq!(row["cursor"], feed.next, "the desk has taken all: {row}");
        for none in ["missing", "duplicates", "rejects", "conflicts"] {
            assert_eq!(row[none], 0, "{none}: {row}");
        }
    }
}

/// Sends so many a second, and presses manual call points meanwhile.
fn paced(rate: u64, presses: usize) {
    let mut park = Park::start();
    let mut screen = park.desk.attach();
    screen.read_until("未受理");
    let counts = count(screen);
    let begin = Instant::now();
    let mut sent = 0;
    let mut took = Vec::new();
    let mut pressed: Option<(Instant, usize)> = None;
    let (mut count_now, mut changed) = (0, begin);
    while took.len() < presses {
        let due = (begin.elapsed().as_secs_f64() * rate as f64) as u64;
        let feeds = park.feeds.len() as u64;
        while sent < due {
            let feed = &mut park.feeds[(sent / 16 % feeds) as usize];
            feed.send(16);
            sent += 16;
        }
        while let Ok((at, count)) = counts.try_recv() {
            if count != count_now {
                (count_now, changed) = (count, at);
            }
            if let Some((since, from)) = pressed
                && count > from
            {
                took.push(at.duration_since(since));
                pressed = None;
            }
        }
        // Only what is pressed is new: the flood's own incidents are all open by now.
        if pressed.is_none()
            && changed.elapsed() > Duration::from_millis(if took.is_empty() { 3_000 } else { 100 })
        {
            pressed = Some((Instant::now(), count_now));
            park.feeds[0].press(took.len());
            changed = Instant::now();
        }
        assert!(
            pressed.is_none_or(|(since, _)| since.elapsed() < Duration::from_secs(30)),
            "an alarm is lost"
        );
        std::thread::sleep(Duration::from_micros(500));
    }
    let passed = begin.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |share: f64| ms(took[((took.len() - 1) as f64 * share) as usize]);
    println!(
        "a manual call point in {:.0} alarms a second, {} times: in the terminal's bytes p50 {:.1} ms, p99 {:.1} ms (goal: 50), worst {:.1} ms",
        sent as f64 / passed,
        took.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

/// Reads a screen on a thread of its own: the count of what nobody has taken, whenever it has been painted.
fn count(mut screen: desk::Screen) -> std::sync::mpsc::Receiver<(Instant, usize)> {
    let (to, from) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut parser = vt100::Parser::new(60_u16.try_into().unwrap(), 200_u16.try_into().unwrap(), 0);
        let mut chunk = vec![0; 65_536];
        loop {
            let read = screen.read(&mut chunk);
            let now = Instant::now();
            parser.process(&chunk[..read]);
            if to.send((now, desk::unacknowledged(parser.screen()))).is_err() {
                return;
            }
        }
    });
    from
}

/// A desk with its feeds.
struct Park {
    feeds: Vec<Feed>,
    desk: Desk,
    _directory: tempfile::TempDir,
}

impl Park {
    fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o750)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let config = configure(directory.path(), &listener.local_addr().unwrap().to_string());
        let mut desk = Desk::start(&config);
        let mut sensors: Vec<Sensor> =
            (0..mix::FEEDS).map(|_| Sensor::greet(desk.accept(&listener))).collect();
        sensors.sort_by(|one, other| one.path.cmp(&other.path));
        desk.wait();
        let mut mix = Mix::default();
        let feeds = sensors.into_iter().map(|sensor| Feed::new(sensor, &mut mix)).collect();
        Self { feeds, desk, _directory: directory }
    }

    fn sent(&self) -> u64 {
        self.feeds.iter().map(|feed| feed.next).sum()
    }

    fn safe(&self) -> u64 {
        self.feeds.iter().map(|feed| feed.sensor.acked.load(Ordering::Acquire)).sum()
    }

    /// Returns the desk's memory in megabytes.
    fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.desk.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1_024.0
    }

    fn status(&self) -> serde_json::Value {
        let said = Command::new(desk::DUTYDESK)
            .args(["status", "--json", "--config"])
            .arg(&self.desk.config)
            .arg("--data-dir")
            .arg(&self.desk.data)
            .output()
            .unwrap();
        serde_json::from_slice(&said.stdout).unwrap()
    }
}

/// Writes the mix's registry, with sites beside it for what is pressed, and a configuration.
fn configure(directory: &Path, address: &str) -> PathBuf {
    let registry = directory.join("registry");
    fs::create_dir(&registry).unwrap();
    for (name, mut bytes) in mix::files() {
        let mut more = String::new();
        for site in 0..PRESSED {
            let _ = match name {
                "zones.csv" => writeln!(more, "P{site},PARK,单位,厂房{site},,"),
                "sites.csv" => writeln!(
                    more,
                    "P{site},厂房{site}有限公司,厂房{site},cf{site},黄,创业路{site}号,34.70,116.62,20,5,纸箱,东门,消火栓,消控室 张 0000-7000,"
                ),
                "devices.csv" => writeln!(more, "P-{site},手报,P{site},东门,,,"),
                _ => Ok(()),
            };
        }
        bytes.extend(more.into_bytes());
        fs::write(registry.join(name), bytes).unwrap();
    }
    let mut text = "[desk]\nname = \"测试园区\"\nregistry = \"registry\"\n".to_owned();
    for feed in 0..mix::FEEDS {
        let _ = write!(
            text,
            "[[feed]]\ncode = \"f{feed}\"\nname = \"传感{feed}\"\nurl = \"ws://{address}/{feed}\"\n"
        );
    }
    let config = directory.join("bench.toml");
    fs::write(&config, text).unwrap();
    config
}

/// One feed's frames.
struct Feed {
    sensor: Sensor,
    frames: Vec<Made>,
    next: u64,
    buffer: Vec<u8>,
}

/// A frame whose number is still to be written.
struct Made {
    bytes: Vec<u8>,
    digits: [usize; 2],
}

impl Feed {
    fn new(sensor: Sensor, mix: &mut Mix) -> Self {
        let frames = (0..FRAMES).map(|_| Made::new(mix.body())).collect();
        Self { sensor, frames, next: 0, buffer: Vec::new() }
    }

    /// Sends the next frames, waiting while the desk takes no more.
    fn send(&mut self, count: usize) {
        self.buffer.clear();
        for _ in 0..count {
            let at = (self.next % FRAMES as u64) as usize;
            self.next += 1;
            self.frames[at].write(self.next, &mut self.buffer);
        }
        self.sensor.socket.write_all(&self.buffer).unwrap();
    }

    /// Sends that the manual call point of a site is pressed.
    fn press(&mut self, site: usize) {
        self.next += 1;
        let body = SensorBody {
            device: format!("P-{site}"),
            kind: Type::Alarm,
            conditions: Conditions::FIRE,
            state: None,
            value: None,
            unit: Unit::None,
            severity: Severity::Severe,
            test: false,
            historical: false,
        };
        self.buffer.clear();
        Made::new(body).write(self.next, &mut self.buffer);
        self.sensor.socket.write_all(&self.buffer).unwrap();
    }
}

impl Made {
    fn new(body: SensorBody) -> Self {
        let now = clock_gettime(ClockId::Realtime);
        let time = DeskTime(now.tv_sec * 1_000 + now.tv_nsec / 1_000_000);
        let id = format!("e{DIGITS}");
        let envelope = Envelope { stream: "bench", sequence: DIGITS, id: &id, source: "/mix/gw", time };
        let mut text = encode::event(&envelope, &Body::Sensor(body));
        // An extension attribute brings it to the size of the mix.
        let pad = FRAME_BYTES.saturating_sub(text.len() + r#","pad":"""#.len());
        text.insert_str(text.len() - 1, &format!(r#","pad":"{}""#, "x".repeat(pad)));
        let bytes = sensor::frame(text.as_bytes());
        let digits = DIGITS.to_string();
        let head = bytes.len() - text.len();
        let mut found = text.match_indices(&digits).map(|(at, _)| head + at);
        let digits = [found.next().unwrap(), found.next().unwrap()];
        Self { bytes, digits }
    }

    /// Appends it with a number.
    fn write(&self, number: u64, to: &mut Vec<u8>) {
        let begin = to.len();
        to.extend_from_slice(&self.bytes);
        let mut digits = *b"000000000000";
        let mut rest = number;
        for digit in digits.iter_mut().rev() {
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
        for at in self.digits {
            to[begin + at..begin + at + digits.len()].copy_from_slice(&digits);
        }
    }
}

/// How long what was sent took to be safe.
#[derive(Default)]
struct Lag {
    waiting: VecDeque<(u64, Instant)>,
    newest: Duration,
    worst: Duration,
}

impl Lag {
    fn sent(&mut self, upto: u64) {
        self.waiting.push_back((upto, Instant::now()));
    }

    fn safe(&mut self, upto: u64) {
        while let Some((number, at)) = self.waiting.front()
            && *number <= upto
        {
            self.newest = at.elapsed();
            self.worst = self.worst.max(self.newest);
            self.waiting.pop_front();
        }
    }
}

fn ms(span: Duration) -> f64 {
    span.as_secs_f64() * 1e3
}
