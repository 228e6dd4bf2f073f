//! A terminal of the tests' own: a pseudo-terminal, and a thread that reads it as a terminal would.
//!
//! It answers what a terminal answers (cursor place, status, kind), keeps the screen as cells, and every byte that came.

use crate::support::wait;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// What ends a frame: a terminal shows nothing of it before.
const FRAME_END: &[u8] = b"\x1b[?2026l";

/// How long a hand rests before an Enter that is meant: a box takes one from 400 ms on.
const HAND: Duration = Duration::from_millis(450);

/// A screen that has written nothing for this long has nothing to say; ages count a few times a second.
const SETTLED: Duration = Duration::from_millis(120);

/// Turns of a page that lead to the end of anything.
const TURNS_MAX: usize = 400;

/// A program in a terminal.
pub(crate) struct Pty {
    child: Child,
    master: File,
    /// Kept open, so that the terminal's settings can be read after the program has gone.
    slave: OwnedFd,
    found: Termios,
    terminal: Arc<Mutex<Terminal>>,
    reader: Option<JoinHandle<()>>,
}

struct Terminal {
    parser: vt100::Parser<Replies>,
    output: Vec<u8>,
    /// Answers that do not leave it: a link that carries one way only.
    held: Option<Vec<u8>>,
}

/// What the terminal must answer.
#[derive(Default)]
struct Replies(Vec<u8>);

impl Pty {
    /// Runs a program in a terminal of this size, as the leader of a session of its own.
    pub(crate) fn run(program: &Command, columns: u16, rows: u16) -> Self {
        let mut pty = Self::unread(program, columns, rows);
        let master = pty.master.try_clone().expect("the master again");
        let seen = Arc::clone(&pty.terminal);
        pty.reader = Some(std::thread::spawn(move || read(master, &seen)));
        pty
    }

    /// Runs a program in a terminal that nobody reads.
    ///
    /// `setsid --ctty` stands before it: the standard library cannot give a child a controlling terminal without unsafe.
    pub(crate) fn unread(program: &Command, columns: u16, rows: u16) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).expect("a pty");
        grantpt(&master).expect("grantpt");
        unlockpt(&master).expect("unlockpt");
        let name = ptsname(&master, Vec::new()).expect("ptsname");
        tcsetwinsize(&master, size(columns, rows)).expect("a size");
        let path = std::ffi::OsStr::from_bytes(name.as_bytes());
        let open = || File::options().read(true).write(true).open(path).expect("the terminal's other side");
        let slave = open();
        let found = tcgetattr(&slave).expect("the terminal's settings");
        let mut command = Command::new("setsid");
        command.arg("--ctty").arg("--wait").arg(program.get_program()).args(program.get_args());
        command.env("TERM", "xterm-256color");
        for (key, value) in program.get_envs() {
            match value {
                Some(value) => command.env(key, value),
                None => command.env_remove(key),
            };
        }
        if let Some(directory) = program.get_current_dir() {
            command.current_dir(directory);
        }
        let child =
            command.stdin(open()).stdout(open()).stderr(open()).spawn().expect("setsid of util-linux");
        let cells = |count| NonZeroU16::new(count).expect("a terminal has cells");
        let parser = vt100::Parser::new_with_callbacks(cells(rows), cells(columns), 0, Replies::default());
        let terminal = Arc::new(Mutex::new(Terminal { parser, output: Vec::new(), held: None }));
        Self { child, master: master.into(), slave: slave.into(), found, terminal, reader: None }
    }

    /// Returns the screen's rows, without what follows their last letter.
    pub(crate) fn screen_text(&self) -> String {
        self.terminal().parser.screen().contents()
    }

    /// Returns the rows of every frame that was shown, for a terminal that kept its size.
    pub(crate) fn frames(&self) -> Vec<Vec<String>> {
        self.counted_frames().into_iter().map(|(_, rows)| rows).collect()
    }

    /// Returns how many bytes it took until a frame was as wanted; none when there was none.
    pub(crate) fn bytes_until(&self, wanted: impl Fn(&str) -> bool) -> Option<usize> {
        self.counted_frames().iter().find(|(_, rows)| wanted(&rows.join("\n"))).map(|(bytes, _)| *bytes)
    }

    /// Returns every frame, and the bytes up to its end.
    fn counted_frames(&self) -> Vec<(usize, Vec<String>)> {
        let output = self.output();
        let (rows, columns) = self.terminal().parser.screen().size();
        let mut parser = vt100::Parser::new(rows, columns, 0);
        let mut frames = Vec::new();
        let mut rest = output.as_slice();
        while let Some(at) = rest.windows(FRAME_END.len()).position(|bytes| bytes == FRAME_END) {
            let (frame, after) = rest.split_at(at + FRAME_END.len());
            parser.process(frame);
            let rows = parser.screen().rows(0, columns.get()).collect();
            frames.push((output.len() - after.len(), rows));
            rest = after;
        }
        frames
    }

    /// Returns every byte that the program wrote.
    pub(crate) fn output(&self) -> Vec<u8> {
        self.terminal().output.clone()
    }

    /// Waits until the screen is as wanted; fails with the screen.
    pub(crate) fn wait_for(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let look = || wanted(self.terminal().parser.screen()).then_some(());
        wait::until(what, look, || format!("the screen:\n{}", self.screen_text()));
    }

    /// Waits until the screen shows a text.
    pub(crate) fn wait_for_text(&self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the screen shows what is looked for, and returns it; fails with the screen.
    pub(crate) fn find<T>(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> Option<T>) -> T {
        let look = || wanted(self.terminal().parser.screen());
        wait::until(what, look, || format!("the screen:\n{}", self.screen_text()))
    }

    /// Turns pages by a key until the screen shows a text; fails when a turn changes nothing but the clock above.
    pub(crate) fn turn_to(&mut self, text: &str, key: &str) {
        let below = |screen: &vt100::Screen| {
            screen.rows(0, screen.size().1.get()).skip(1).collect::<Vec<_>>().join("\n")
        };
        for _ in 0..TURNS_MAX {
            if self.screen_text().contains(text) {
                return;
            }
            let before = self.find("a screen", |screen| Some(below(screen)));
            self.press(key);
            self.wait_for(&format!("a part further on, to {text}"), |screen| below(screen) != before);
        }
        panic!("never: {text}\n{}", self.screen_text());
    }

    /// Waits until the screen shows a text no more.
    pub(crate) fn wait_until_gone(&self, text: &str) {
        self.wait_for(&format!("no {text}"), |screen| !screen.contents().contains(text));
    }

    /// Presses Enter in a box as a person does: after having looked at it.
    pub(crate) fn enter(&mut self) {
        wait::pass(HAND);
        self.press("\r");
    }

    /// Waits until the program has painted what the last key did: a hand looks before it goes on.
    pub(crate) fn settle(&self) {
        let mut before = self.output().len();
        loop {
            wait::pass(SETTLED);
            let now = self.output().len();
            if now == before {
                return;
            }
            before = now;
        }
    }

    /// Leaves the screen, also when it says that something is unfinished.
    pub(crate) fn leave(&mut self) {
        self.press("q");
        let (child, terminal) = (&mut self.child, &self.terminal);
        let shown = || terminal.lock().unwrap_or_else(PoisonError::into_inner).parser.screen().contents();
        let asks = || ["仍要离开", "leaves all the same"].iter().any(|text| shown().contains(text));
        let look = || (asks() || child.try_wait().expect("a child of ours").is_some()).then_some(());
        wait::until("the end, or a question", look, shown);
        if asks() {
            self.enter();
        }
        self.wait_for_exit();
    }

    /// Types.
    pub(crate) fn press(&mut self, keys: &str) {
        self.master.write_all(keys.as_bytes()).expect("the terminal takes keys");
    }

    /// Sends bytes that are no text, and waits until the program has taken them or has ended.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.master.write_all(bytes).expect("the terminal takes keys");
        let (child, slave) = (&mut self.child, &self.slave);
        let look = || {
            let is_taken = rustix::io::ioctl_fionread(slave).is_ok_and(|left| left == 0);
            (is_taken || child.try_wait().expect("a child of ours").is_some()).then_some(())
        };
        wait::until("somebody who takes it", look, String::new);
    }

    /// Keeps what the terminal would answer, from now on.
    pub(crate) fn hold_answers(&mut self) {
        self.terminal().held = Some(Vec::new());
    }

    /// Waits until the program has asked something that is kept from it.
    pub(crate) fn wait_until_asked(&self) {
        let look = || self.terminal().held.as_ref().is_some_and(|held| !held.is_empty()).then_some(());
        wait::until("a question of the program's", look, || format!("the screen:\n{}", self.screen_text()));
    }

    /// Lets the terminal answer again; what was kept goes first.
    pub(crate) fn give_answers(&mut self) {
        let held = self.terminal().held.take().unwrap_or_default();
        self.master.write_all(&held).expect("the terminal answers");
    }

    /// Makes the terminal larger or smaller, as its user would.
    ///
    /// Zero is told to the program as it is; the screen keeps one cell.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let cells = |count| NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN);
        self.terminal().parser.set_size(cells(rows), cells(columns));
        tcsetwinsize(&self.master, size(columns, rows)).expect("a size");
    }

    /// Tells the program a size that no terminal has.
    pub(crate) fn pretend(&self, columns: u16, rows: u16) {
        tcsetwinsize(&self.master, size(columns, rows)).expect("a size");
    }

    /// Returns the program's process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Returns how the program ended; none while it runs.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child of ours")
    }

    /// Returns how the terminal is set: raw or cooked, echo or not.
    pub(crate) fn settings(&self) -> Termios {
        tcgetattr(&self.slave).expect("the terminal's settings")
    }

    /// Returns how the terminal was set before the program came.
    pub(crate) const fn found(&self) -> &Termios {
        &self.found
    }

    /// Sends a signal to the program.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("the program is there");
    }

    /// Waits until the program has ended.
    pub(crate) fn wait_for_exit(&mut self) -> ExitStatus {
        let (child, terminal) = (&mut self.child, &self.terminal);
        wait::until(
            "the program's end",
            || child.try_wait().expect("a child of ours"),
            || terminal.lock().unwrap_or_else(PoisonError::into_inner).parser.screen().contents(),
        )
    }

    fn terminal(&self) -> MutexGuard<'_, Terminal> {
        self.terminal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // The thread ends when the last program that holds the terminal has gone; one that was left behind keeps it.
        if let Some(reader) = self.reader.take().filter(JoinHandle::is_finished) {
            let _ = reader.join();
        }
    }
}

/// Reads until the terminal is gone, and answers.
fn read(mut master: File, terminal: &Mutex<Terminal>) {
    let mut chunk = [0; 16 * 1_024];
    while let Ok(bytes @ 1..) = master.read(&mut chunk) {
        let reply = {
            let mut terminal = terminal.lock().unwrap_or_else(PoisonError::into_inner);
            terminal.output.extend_from_slice(&chunk[..bytes]);
            terminal.parser.process(&chunk[..bytes]);
            let reply = std::mem::take(&mut terminal.parser.callbacks_mut().0);
            match &mut terminal.held {
                Some(held) => {
                    held.extend(reply);
                    Vec::new()
                }
                None => reply,
            }
        };
        if master.write_all(&reply).is_err() {
            return;
        }
    }
}

impl vt100::Callbacks for Replies {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        mark: Option<u8>,
        _: Option<u8>,
        params: &[&[u16]],
        last: char,
    ) {
        let first = params.first().and_then(|param| param.first()).copied().unwrap_or(0);
        match (mark, first, last) {
            (None, 5, 'n') => self.0.extend_from_slice(b"\x1b[0n"),
            (None, 6, 'n') => {
                let (row, column) = screen.cursor_position();
                self.0.extend_from_slice(format!("\x1b[{};{}R", row + 1, column + 1).as_bytes());
            }
            (None, 0, 'c') => self.0.extend_from_slice(b"\x1b[?62;22c"),
            _ => {}
        }
    }
}

fn size(columns: u16, rows: u16) -> Winsize {
    Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }
}
