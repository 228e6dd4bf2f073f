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

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

const DUTYDESK: &str = env!("CARGO_BIN_EXE_dutydesk");
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
    let data = directory.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o750)).unwrap();
    let mut desk = Command::new(DUTYDESK)
        .args(["serve", "--config"])
        .arg(&config)
        .arg("--data-dir")
        .arg(&data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(directory.path().join("serve.err")).unwrap())
        .spawn()
        .unwrap();
    let (socket, _) = listener.accept().unwrap();
    let mut feed = greet(socket);
    wait_for(&data.join("socket"), &mut desk);
    let begin = Instant::now();
    let mut screen = attach(&config, &data);
    let first = read_until(&mut screen.1, "未受理", |_| true);
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
            feed.write_all(&frame(text.as_bytes())).unwrap();
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let uniform = ((chance >> 11) as f64 / (1_u64 << 53) as f64).max(1e-9);
            std::thread::sleep(Duration::from_secs_f64(-uniform.ln() / RATE));
        }
        feed
    });
    let mut took = watch(&mut screen.1, &sent, alarms);
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
    drop(screen.0.kill());
    drop(screen.0.wait());
    drop(desk.kill());
    drop(desk.wait());
}

/// Reads the screen until every alarm stands in its count; returns how long each took.
fn watch(screen: &mut File, sent: &Sent, alarms: usize) -> Vec<Duration> {
    let mut parser = vt100::Parser::new(60_u16.try_into().unwrap(), 200_u16.try_into().unwrap(), 0);
    let mut took = Vec::new();
    let mut chunk = vec![0; 65_536];
    while took.len() < alarms {
        let read = screen.read(&mut chunk).unwrap();
        let now = Instant::now();
        parser.process(&chunk[..read]);
        let count = count(parser.screen());
        let sent = sent.lock().unwrap();
        while took.len() < count && took.len() < sent.len() {
            took.push(now.duration_since(sent[took.len()]));
        }
    }
    took
}

/// Returns the count of unacknowledged incidents in the header.
fn count(screen: &vt100::Screen) -> usize {
    let header = screen.rows(0, 200).next().unwrap_or_default();
    let after = header.split("未受理 ").nth(1).unwrap_or_default();
    after.split(' ').next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn read_until(screen: &mut File, text: &str, wanted: impl Fn(&str) -> bool) -> Instant {
    let mut seen = Vec::new();
    let mut chunk = vec![0; 65_536];
    loop {
        let read = screen.read(&mut chunk).unwrap();
        seen.extend(&chunk[..read]);
        let shown = String::from_utf8_lossy(&seen);
        if shown.contains(text) && wanted(&shown) {
            return Instant::now();
        }
    }
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

/// Takes the desk's handshake and its start.
fn greet(mut socket: TcpStream) -> TcpStream {
    socket.set_nodelay(true).unwrap();
    let mut request = Vec::new();
    let mut one = [0];
    while !request.ends_with(b"\r\n\r\n") {
        socket.read_exact(&mut one).unwrap();
        request.push(one[0]);
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let key = request.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("sec-websocket-key").then(|| value.trim().to_owned())
    });
    let accept = derive_accept_key(key.unwrap_or_default().as_bytes());
    write!(
        socket,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: duty-feed.v1\r\n\r\n"
    )
    .unwrap();
    // No heartbeat comes: the dead-man's time of two and a half beats must outlast the run.
    let hello = r#"{"op":"hello","v":1,"streamid":"bench","first":"1","last":"0","hb_ms":60000,"max_bytes":2097152,"now":"x"}"#;
    socket.write_all(&frame(hello.as_bytes())).unwrap();
    read_client_frame(&mut socket);
    socket.write_all(&frame(br#"{"op":"started","mode":"snapshot","from":"1"}"#)).unwrap();
    let mut acks = socket.try_clone().unwrap();
    std::thread::spawn(move || {
        let mut sink = [0; 4_096];
        while acks.read(&mut sink).is_ok_and(|read| read > 0) {}
    });
    socket
}

fn alarm(number: usize) -> String {
    let sequence = number + 1;
    format!(
        r#"{{"specversion":"1.0","id":"e{sequence}","source":"/bench","type":"duty.sensor.alarm.v1","time":"2026-11-21T19:00:00Z","sequence":"{sequence}","streamid":"bench","datacontenttype":"application/json","data":{{"device":"B{number}-0","conditions":["fire"],"severity":"severe"}}}}"#
    )
}

fn frame(payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x81];
    if payload.len() <= 125 {
        bytes.push(payload.len() as u8);
    } else {
        bytes.push(126);
        bytes.extend((payload.len() as u16).to_be_bytes());
    }
    bytes.extend(payload);
    bytes
}

fn read_client_frame(socket: &mut TcpStream) {
    let mut head = [0; 2];
    socket.read_exact(&mut head).unwrap();
    let length = match head[1] & 0x7F {
        126 => {
            let mut wide = [0; 2];
            socket.read_exact(&mut wide).unwrap();
            usize::from(u16::from_be_bytes(wide))
        }
        short => usize::from(short),
    };
    let mut rest = vec![0; length + 4];
    socket.read_exact(&mut rest).unwrap();
}

/// Attaches a screen in a terminal of 200x60.
fn attach(config: &Path, data: &Path) -> (Child, File) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    tcsetwinsize(&master, Winsize { ws_row: 60, ws_col: 200, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
    let path = std::ffi::OsStr::from_bytes(name.as_bytes()).to_owned();
    let open = || File::options().read(true).write(true).open(&path).unwrap();
    let child = Command::new("setsid")
        .args(["--ctty", "--wait", DUTYDESK, "attach", "--lang", "zh", "--config"])
        .arg(config)
        .arg("--data-dir")
        .arg(data)
        .env("TERM", "xterm-256color")
        .stdin(open())
        .stdout(open())
        .stderr(open())
        .spawn()
        .expect("setsid of util-linux");
    (child, master.into())
}

fn wait_for(socket: &Path, desk: &mut Child) {
    let begin = Instant::now();
    while std::os::unix::net::UnixStream::connect(socket).is_err() {
        assert!(desk.try_wait().unwrap().is_none(), "the desk ended at once");
        assert!(begin.elapsed() < Duration::from_secs(20), "no desk at {}", socket.display());
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn ms(span: Duration) -> f64 {
    span.as_secs_f64() * 1e3
}
