//! A desk in a process of its own, in a data directory of its own; both are gone when the test ends.

use crate::support::wait;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde_json::Value;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;

/// The program.
pub(crate) const DUTYDESK: &str = env!("CARGO_BIN_EXE_dutydesk");

/// The socket's name in the data directory.
const SOCKET: &str = "socket";

/// A running desk.
pub(crate) struct Desk {
    child: Child,
    data: tempfile::TempDir,
    /// Which desk it is: what every subcommand is told.
    which: Vec<String>,
    /// What `serve` is told besides.
    arguments: Vec<String>,
    /// What stands in its environment besides.
    environment: Vec<(String, String)>,
}

impl Desk {
    /// Starts `dutydesk serve` with a sample in a new data directory and waits for its socket.
    pub(crate) fn sample(arguments: &[&str]) -> Self {
        Self::start(&["--sample"], arguments)
    }

    /// Starts `dutydesk serve` with a configuration of the test's own, and waits for its socket.
    pub(crate) fn configured(file: &Path) -> Self {
        Self::start(&["--config", file.to_str().expect("a path of letters")], &[])
    }

    /// Starts such a desk in a directory that is there, with more in its environment.
    pub(crate) fn sample_in(
        data: tempfile::TempDir,
        arguments: &[&str],
        environment: Vec<(String, String)>,
    ) -> Self {
        Self::start_in(data, &["--sample"], arguments, environment)
    }

    fn start(which: &[&str], arguments: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().expect("a directory"), which, arguments, Vec::new())
    }

    fn start_in(
        data: tempfile::TempDir,
        which: &[&str],
        arguments: &[&str],
        environment: Vec<(String, String)>,
    ) -> Self {
        std::fs::set_permissions(data.path(), std::fs::Permissions::from_mode(0o750)).expect("its mode");
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let (which, arguments) = (owned(which), owned(arguments));
        let child = serve(data.path(), &which, &arguments, &environment);
        let mut desk = Self { child, data, which, arguments, environment };
        desk.wait_for_socket();
        desk
    }

    /// Starts it again in the same data directory, after it ended.
    pub(crate) fn start_again(&mut self) {
        self.begin_again();
        self.wait_for_socket();
    }

    /// Starts it again with another scenario, after it ended.
    pub(crate) fn start_again_with(&mut self, scenario: &str) {
        self.change_arguments(&["--scenario", &fixture(scenario)]);
        self.start_again();
    }

    /// Starts a desk whose feed plays a scenario of `fixtures/scenarios`.
    pub(crate) fn playing(scenario: &str) -> Self {
        Self::sample(&["--scenario", &fixture(scenario)])
    }

    /// Starts such a desk whose time runs so many times as fast.
    pub(crate) fn playing_at(scenario: &str, clock: &str) -> Self {
        Self::sample(&["--scenario", &fixture(scenario), "--clock", clock])
    }

    /// Starts it again and waits for nothing: it may be killed before it stands.
    pub(crate) fn begin_again(&mut self) {
        self.child = serve(self.data.path(), &self.which, &self.arguments, &self.environment);
    }

    /// Starts it with other arguments from the next start on.
    pub(crate) fn change_arguments(&mut self, arguments: &[&str]) {
        self.arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
    }

    /// Takes everything out of its environment that was put there, from the next start on.
    pub(crate) fn clear_environment(&mut self) {
        self.environment.clear();
    }

    /// Returns its socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.data.path().join(SOCKET)
    }

    /// Returns its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Returns its data directory.
    pub(crate) fn data_dir(&self) -> &Path {
        self.data.path()
    }

    /// Returns a subcommand for this desk.
    pub(crate) fn command(&self, subcommand: &[&str]) -> Command {
        let mut command = Command::new(DUTYDESK);
        command.args(subcommand).args(&self.which).args(["--lang", "zh", "--data-dir"]).arg(self.data.path());
        command
    }

    /// Runs `dutydesk act LINE` to its end.
    pub(crate) fn act(&self, line: &str) -> Output {
        output(self.command(&["act", line]))
    }

    /// Runs `dutydesk act LINE` as an officer, who gives a passphrase on standard input.
    pub(crate) fn act_as(&self, officer: &str, passphrase: &str, line: &str) -> Output {
        output_given(self.command(&["act", line, "--officer", officer]), passphrase)
    }

    /// Returns what `dutydesk status --json` prints.
    pub(crate) fn status(&self) -> Value {
        let printed = output(self.command(&["status", "--json"]));
        assert!(printed.status.success(), "{printed:?}");
        let status: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
        status["snapshot"].clone()
    }

    /// Waits until the status is as wanted, and returns it.
    pub(crate) fn wait_for(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let status = std::cell::RefCell::default();
        let look = || {
            let now = self.status();
            status.replace(now.clone());
            wanted(&now).then_some(now)
        };
        wait::until(what, look, || format!("{:#}\n{}", status.borrow(), log(self.data.path())))
    }

    /// Returns the journal, entry by entry, as `dutydesk journal export` prints it.
    pub(crate) fn entries(&self) -> Vec<Value> {
        let printed = output(self.command(&["journal", "export"]));
        assert!(printed.status.success(), "{printed:?}");
        let lines = String::from_utf8(printed.stdout).expect("UTF-8");
        lines.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// Returns the entries of a kind.
    pub(crate) fn entries_of(&self, kind: &str) -> Vec<Value> {
        self.entries().into_iter().filter(|entry| entry["kind"] == kind).collect()
    }

    /// Waits until so many entries of a kind are on disk: a screen shows an act of life at once, its entry is a moment later.
    pub(crate) fn wait_for_entries(&self, kind: &str, count: usize) -> Vec<Value> {
        let look = || Some(self.entries_of(kind)).filter(|entries| entries.len() == count);
        wait::until("the entries", look, || format!("{count} of {kind}: {:?}", self.entries_of(kind)))
    }

    /// Stops it in order.
    pub(crate) fn stop(&mut self) -> ExitStatus {
        // A desk on a busy machine may answer later than `stop` waits; it is asked again until it has gone.
        let said = std::cell::RefCell::default();
        let look = || {
            let stopped = output(self.command(&["stop"]));
            let text = String::from_utf8_lossy(&stopped.stderr).into_owned();
            let is_done =
                stopped.status.success() || self.child.try_wait().expect("a child of ours").is_some();
            assert!(is_done || text.contains("没有答复"), "{stopped:?}");
            said.replace(text);
            is_done.then_some(())
        };
        wait::until("a desk that is told to stop", look, || said.borrow().clone());
        self.wait_for_exit()
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(&mut self) -> ExitStatus {
        self.child.kill().expect("the desk is there");
        self.child.wait().expect("a child of ours")
    }

    /// Sends it a signal: TERM, HUP, STOP, CONT.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("the desk is there");
    }

    /// Waits until it has ended by itself.
    pub(crate) fn wait_for_exit(&mut self) -> ExitStatus {
        let (child, data) = (&mut self.child, self.data.path());
        wait::until("the desk's end", || child.try_wait().expect("a child of ours"), || log(data))
    }

    /// Tells it to end by a signal, and waits until it has.
    pub(crate) fn terminate(&mut self) {
        self.signal(Signal::TERM);
        assert!(self.wait_for_exit().success(), "a desk that is told to stop has done so");
    }

    /// Waits until screens can reach it.
    pub(crate) fn wait_for_socket(&mut self) {
        let (child, data) = (&mut self.child, self.data.path());
        let socket: PathBuf = data.join(SOCKET);
        let look = || {
            let ended = child.try_wait().expect("a child of ours");
            assert!(ended.is_none(), "the desk ended at once: {ended:?}\n{}", log(data));
            UnixStream::connect(&socket).ok()
        };
        wait::until("a desk that takes screens", look, || log(data));
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // What it started itself (the simulator, a sound command) is of its group.
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let _ = self.child.wait();
    }
}

/// Returns the path of a scenario of `fixtures/scenarios`.
fn fixture(scenario: &str) -> String {
    format!("{}/fixtures/scenarios/{scenario}.toml", env!("CARGO_MANIFEST_DIR"))
}

fn arguments(more: &[&str]) -> Vec<String> {
    ["--sample"].iter().chain(more).map(|&argument| argument.to_owned()).collect()
}

/// Runs a command to its end, bounded.
pub(crate) fn output(command: Command) -> Output {
    output_given(command, "")
}

/// Runs a command to its end, bounded, with a line on its standard input.
pub(crate) fn output_given(mut command: Command, line: &str) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    if let Some(mut stdin) = child.stdin.take().filter(|_| !line.is_empty()) {
        // A program that asks for nothing may be gone before it is told.
        let _ = writeln!(stdin, "{line}");
    }
    let pid = Pid::from_child(&child);
    let (done, ended) = mpsc::channel();
    std::thread::spawn(move || done.send(child.wait_with_output()));
    let Ok(output) = ended.recv_timeout(wait::PATIENT) else {
        let _ = kill_process(pid, Signal::KILL);
        panic!("never: the end of {command:?}");
    };
    output.expect("its output")
}

/// Returns the program with one subcommand, for what is no desk.
pub(crate) fn program(subcommand: &str) -> Command {
    let mut command = Command::new(DUTYDESK);
    command.arg(subcommand);
    command
}

fn serve(data: &Path, which: &[String], arguments: &[String], environment: &[(String, String)]) -> Child {
    let log = std::fs::File::options().create(true).append(true).open(data.join("test.log")).expect("a log");
    Command::new(DUTYDESK)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .arg("serve")
        .args(which)
        .args(arguments)
        .arg("--data-dir")
        .arg(data)
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("the log again"))
        .stderr(log)
        .process_group(0)
        .spawn()
        .expect("the program starts")
}

fn log(data: &Path) -> String {
    let text = std::fs::read_to_string(data.join("test.log")).unwrap_or_default();
    format!("what the desk said:\n{text}")
}
