//! The real desk: `serve` in a process of its own, and screens that are attached to it.

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::{self, File};
use std::io::{Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) const DUTYDESK: &str = env!("CARGO_BIN_EXE_dutydesk");

/// A running `serve`, ended when it is dropped.
pub(crate) struct Desk {
    pub(crate) config: PathBuf,
    pub(crate) data: PathBuf,
    child: Child,
}

impl Desk {
    /// Starts one by a configuration; its data lie beside that.
    pub(crate) fn start(config: &Path) -> Self {
        let directory = config.parent().unwrap();
        let data = directory.join("data");
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o750)).unwrap();
        let child = Command::new(DUTYDESK)
            .args(["serve", "--config"])
            .arg(config)
            .arg("--data-dir")
            .arg(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(directory.join("serve.err")).unwrap())
            .spawn()
            .unwrap();
        Self { config: config.to_path_buf(), data, child }
    }

    /// Waits until it calls a feed.
    pub(crate) fn accept(&mut self, listener: &TcpListener) -> TcpStream {
        listener.set_nonblocking(true).unwrap();
        loop {
            if let Ok((socket, _)) = listener.accept() {
                socket.set_nonblocking(false).unwrap();
                return socket;
            }
            let said = || fs::read_to_string(self.config.with_file_name("serve.err")).unwrap_or_default();
            assert!(self.child.try_wait().unwrap().is_none(), "the desk ended at once: {:.600}", said());
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until it can be attached to.
    pub(crate) fn wait(&mut self) {
        let socket = self.data.join("socket");
        let begin = Instant::now();
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            assert!(self.child.try_wait().unwrap().is_none(), "the desk ended at once");
            assert!(begin.elapsed() < Duration::from_secs(20), "no desk at {}", socket.display());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Attaches a screen in a terminal of 200x60.
    pub(crate) fn attach(&self) -> Screen {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        tcsetwinsize(&master, Winsize { ws_row: 60, ws_col: 200, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let path = std::ffi::OsStr::from_bytes(name.as_bytes()).to_owned();
        let open = || File::options().read(true).write(true).open(&path).unwrap();
        let child = Command::new("setsid")
            .args(["--ctty", "--wait", DUTYDESK, "attach", "--lang", "zh", "--config"])
            .arg(&self.config)
            .arg("--data-dir")
            .arg(&self.data)
            .env("TERM", "xterm-256color")
            .stdin(open())
            .stdout(open())
            .stderr(open())
            .spawn()
            .expect("setsid of util-linux");
        Screen { child, terminal: master.into() }
    }

    /// Returns the process's number.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A screen, ended when it is dropped.
pub(crate) struct Screen {
    child: Child,
    terminal: File,
}

impl Screen {
    /// Reads what came, waiting for something.
    pub(crate) fn read(&mut self, chunk: &mut [u8]) -> usize {
        self.terminal.read(chunk).unwrap()
    }

    /// Types keys.
    pub(crate) fn type_keys(&mut self, keys: &[u8]) {
        self.terminal.write_all(keys).unwrap();
    }

    /// Reads until a text has come; returns when that was.
    pub(crate) fn read_until(&mut self, text: &str) -> Instant {
        let mut seen = Vec::new();
        let mut chunk = vec![0; 65_536];
        loop {
            let read = self.read(&mut chunk);
            seen.extend(&chunk[..read]);
            if String::from_utf8_lossy(&seen).contains(text) {
                return Instant::now();
            }
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns the count of unacknowledged incidents in the header.
pub(crate) fn unacknowledged(screen: &vt100::Screen) -> usize {
    let header = screen.rows(0, 200).next().unwrap_or_default();
    let after = header.split("未受理 ").nth(1).unwrap_or_default();
    after.split(' ').next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}
