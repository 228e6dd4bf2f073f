//! Officers over a real OpenSSH server, set up by the README's own lines: a Unix user an officer, a key, a screen, no shell.
//!
//! Needs root, for the users and for a line of 64 kbit/s; a machine that does not allow it is told so in the output.

use crate::chance::scaled;
use crate::links::Feed;
use crate::recipes::{Block, blocks_of_section, free_ports};
use crate::seen::{self, Session};
use crate::support::desk::{self, DUTYDESK};
use crate::support::pty::Pty;
use crate::support::wait;
use dutydesk::operations::snapshot::Snapshot;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::cell::RefCell;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The officers of the recipe: user, code.
const OFFICERS: [(&str, &str); 3] = [("duty-d1", "D1"), ("duty-l1", "L1"), ("duty-v1", "V1")];
/// The alarms with which the scenario of one fire begins; what restores them comes ten minutes later.
const ALARMS: u64 = 4;
/// Alarms a second while one screen is stopped.
const RATE: u64 = 10_000;
/// A bad line.
const LINE: &str = "rate 64kbit burst 4kb latency 400ms";
/// A key that was not taken is pressed again after this: hands do so, and each of these keys may come twice.
const AGAIN: Duration = Duration::from_secs(5);
/// How long a machine that does other things may take over a key.
const KEY_MAX: Duration = Duration::from_secs(30);

/// A host as the recipe leaves it, with names and numbers of its own.
struct Host {
    place: tempfile::TempDir,
    mark: String,
    desk: Child,
    doors: Vec<Door>,
}

/// An OpenSSH server.
struct Door {
    server: Child,
    port: u16,
    /// On a line of its own: who comes in must be on it too.
    is_slow: bool,
}

impl Door {
    /// Returns the program that comes in here.
    fn client(&self) -> Command {
        let mut command = Command::new(if self.is_slow { "nsenter" } else { "ssh" });
        if self.is_slow {
            // As the recipe says for a bad line.
            command.arg(format!("--net=/proc/{}/ns/net", self.server.id())).args(["ssh", "-C"]);
        }
        command.args(["-p", &self.port.to_string()]);
        command
    }
}

#[test]
fn officers_come_over_ssh_as_the_readme_says() {
    if !is_allowed() {
        return;
    }
    let began = Instant::now();
    let fire = fs::read_to_string(fixture("fixtures/scenarios/one-fire.toml")).unwrap();
    let feed = Feed::serve(&fire, Duration::from_secs(5));
    let mut host = Host::new(1, &feed.server().url());
    let door = host.listen("");
    let look = |host: &Host, what: &str, wanted: &dyn Fn(&Snapshot) -> bool| {
        let status = || Session::open(&host.socket()).and_then(Session::status).filter(|seen| wanted(seen));
        wait::until(what, status, || host.said());
    };
    // The whole fire: a detector that came after the officers' hands would rightly ask for them anew.
    look(&host, "a fire", &|seen| seen.status.unacknowledged == 1 && seen.feeds[0].cursor == ALARMS);
    // Whatever is asked for, it is the desk that answers.
    let (mut one, mut two) = (host.screen("duty-d1", door, &["/bin/sh"]), host.screen("duty-l1", door, &[]));
    let mut observer = host.screen("duty-v1", door, &[]);
    for screen in [&one, &two, &observer] {
        screen.wait_for_text("#1001");
    }
    press_until(&mut [&mut observer], "a", |shown| shown[0].contains("您的职责不能办"));
    look(&host, "a fire that nobody has", &|seen| seen.status.unacknowledged == 1);
    press_until(&mut [&mut one, &mut two], "a", |_| !host.taken().is_empty());
    look(&host, "one who has it", &|seen| seen.status.unacknowledged == 0);
    let first = wait::until("who was first", || host.taken().first().cloned(), || host.said());
    assert!(["D1", "L1"].contains(&first.as_str()), "proved by the key: {first}");
    // Who came second is told by the desk who has it, or by a screen that shows it already.
    let (second, told) =
        if first == "D1" { (&mut two, "王强已受理") } else { (&mut one, "李建国已受理") };
    let is_told = |shown: &[String]| [told, "已受理, 无需再按"].iter().any(|told| shown[0].contains(told));
    press_until(&mut [second], "a", is_told);
    for screen in [&one, &two, &observer] {
        screen.wait_for_text("未受理 0");
        screen.wait_for_text("#1001 ");
    }
    let entries = host.entries();
    let signed = entries.iter().filter(|entry| entry["kind"] == "desk.signed-on").count();
    assert!(signed >= 3, "each of them signed on");
    assert_eq!(host.run_as("duty-d1", door, "id"), None, "no shell");
    for mut screen in [one, two, observer] {
        screen.leave();
    }
    // Whoever has a shell all the same: the desk ends for who has it, not for who looks.
    for (user, code, wanted) in [("duty-v1", Some("V1"), "须由"), ("duty-v1", None, "证明身份")] {
        let said = host.stop_as(user, code);
        assert!(!said.status.success(), "{user} {code:?}: {said:?}");
        assert!(String::from_utf8_lossy(&said.stderr).contains(wanted), "{user} {code:?}: {said:?}");
        assert!(Session::open(&host.socket()).is_some(), "the desk stays");
    }
    let stopped = host.stop_as("duty-d1", Some("D1"));
    assert!(stopped.status.success(), "{stopped:?}");
    wait::until("the desk's end", || host.desk.try_wait().unwrap(), String::new);
    let last = host.entries().pop().unwrap();
    assert_eq!((last["kind"].as_str(), last["actor"].as_str()), (Some("desk.stopped"), Some("D1")));
    eprintln!("ssh: three officers, {} entries, {:.1} s", entries.len(), began.elapsed().as_secs_f32());
}

#[test]
fn a_screen_that_hangs_and_one_on_a_bad_line_hold_nobody_up() {
    if !is_allowed() {
        return;
    }
    let began = Instant::now();
    let seconds = scaled(6, 60);
    let flood = format!(
        "[scenario]\nname = \"a flood\"\n\
         [[generate]]\npattern = \"flood\"\nrate = {RATE}.0\nat = \"00:00:06\"\nfor = \"00:{:02}:{:02}\"\n\
         devices = [\"S-{{2001..2036}}\", \"S-{{5001..5016}}\", \"S-{{4001..4018}}\", \"X-{{1..500}}\"]\n",
        seconds / 60,
        seconds % 60
    );
    let feed = Feed::serve(&flood, Duration::from_secs(5));
    let mut host = Host::new(2, &feed.server().url());
    let line = if has_lines() { LINE } else { "" };
    let (door, slow) = (host.listen(""), host.listen(line));
    let (stopped, mut near) = (host.screen("duty-d1", door, &[]), host.screen("duty-v1", door, &[]));
    let mut far = host.screen("duty-l1", slow, &[]);
    for screen in [&stopped, &near, &far] {
        screen.wait_for_text("未受理");
    }
    let flows =
        || Session::open(&host.socket()).and_then(Session::status).filter(|it| it.feeds[0].cursor > RATE);
    wait::until("the flood", flows, || host.said());
    stopped.signal(Signal::STOP);
    let (mut near_took, mut far_took) = (Vec::new(), Vec::new());
    let over = AtomicBool::new(false);
    let (mut ages, sent) = std::thread::scope(|scope| {
        let ages = scope.spawn(|| seen::ages(&host.socket(), &over));
        for page in ["3", "2", "6", "0", "3", "2", "6", "0", "3", "2"] {
            near_took.push(key(&mut near, page));
            far_took.push(key(&mut far, page));
        }
        let sent = feed.play();
        over.store(true, Ordering::Relaxed);
        (ages.join().expect("a screen that watches"), sent)
    });
    let end = || {
        let seen = Session::open(&host.socket()).and_then(Session::status)?;
        (seen.feeds[0].cursor == sent && seen::is_saved(&seen)).then_some(seen)
    };
    let seen = wait::until("the flood's end", end, || host.said());
    stopped.signal(Signal::CONT);
    let row = &seen.feeds[0];
    assert_eq!((row.missing, row.rejects), (0, 0), "{row:?}");
    let entries = host.entries();
    assert_eq!(entries.iter().filter(|entry| entry["kind"] == "feed.up").count(), 1, "no reconnect");
    for took in [&mut near_took, &mut far_took, &mut ages] {
        took.sort_unstable();
        assert!(took[took.len() - 1] < KEY_MAX, "{took:?}");
    }
    eprintln!(
        "ssh: {} frames of the desk while one screen stood: median {:?} old, worst {:?}",
        ages.len(),
        ages[ages.len() / 2],
        ages[ages.len() - 1]
    );
    eprintln!(
        "ssh: {sent} alarms; a key near: median {:?}, worst {:?}; over {line:?}: median {:?}, worst {:?}; {:.1} s",
        near_took[near_took.len() / 2],
        near_took[near_took.len() - 1],
        far_took[far_took.len() / 2],
        far_took[far_took.len() - 1],
        began.elapsed().as_secs_f32()
    );
}

/// Presses the key of a page; returns how long it took to stand on the screen.
fn key(screen: &mut Pty, page: &str) -> Duration {
    let title = |page: &str| match page {
        "2" => "预警",
        "3" => "队伍",
        "6" => "设备",
        "0" => "来源",
        other => panic!("{other}"),
    };
    let begin = Instant::now();
    press_until(&mut [screen], page, |shown| {
        shown[0].lines().any(|row| row.starts_with("-- ") && row.contains(title(page)))
    });
    begin.elapsed()
}

/// Presses a key at each screen, and once more every [`AGAIN`], until they show what is wanted.
fn press_until(screens: &mut [&mut Pty], key: &str, wanted: impl Fn(&[String]) -> bool) {
    let mut pressed: Option<Instant> = None;
    let shown = RefCell::new(Vec::new());
    let look = || {
        if pressed.is_none_or(|at| at.elapsed() >= AGAIN) {
            for screen in screens.iter_mut() {
                screen.press(key);
            }
            pressed = Some(Instant::now());
        }
        shown.replace(screens.iter().map(|screen| screen.screen_text()).collect());
        wanted(&shown.borrow()).then_some(())
    };
    wait::until("what a key does", look, || shown.borrow().join("\n"));
}

impl Host {
    fn new(test: u32, url: &str) -> Self {
        let place = tempfile::tempdir().unwrap();
        let mark = format!("{:04}{test}", std::process::id() % 10_000);
        let host = place.path();
        open(host);
        // The recipe's binary is where everybody may run it.
        fs::copy(DUTYDESK, host.join("dutydesk")).unwrap();
        let data = host.join("data");
        let mut names = vec![
            ("/usr/local/bin/dutydesk", host.join("dutydesk").display().to_string()),
            ("/etc/dutydesk/desk.toml", host.join("desk.toml").display().to_string()),
            ("/var/lib/dutydesk", data.display().to_string()),
            ("\"registry\"", format!("\"{}\"", registry(host, &mark).display())),
            ("ws://127.0.0.1:9000/", url.to_owned()),
            ("Group=duty", format!("Group=g{mark}")),
            ("Group duty", format!("Group g{mark}")),
            ("--system duty", format!("--system g{mark}")),
            ("--gid duty", format!("--gid g{mark}")),
            ("-g duty", format!("-g g{mark}")),
            ("User=dutydesk", format!("User=s{mark}")),
            ("--no-create-home dutydesk", format!("--no-create-home s{mark}")),
        ];
        for (place, (user, _)) in OFFICERS.iter().enumerate() {
            names.push((user, format!("u{mark}{}", &user[5..])));
            names.push((["5101", "5102", "5103"][place], number(&mark, place)));
            keygen(&host.join(&user[5..]));
        }
        let mut unit = String::new();
        for block in blocks_of_section("Many officers, one desk", &names) {
            match block {
                Block::File { name, text } => {
                    let name = name.rsplit('/').next().unwrap();
                    fs::write(host.join(name), &text).unwrap();
                    if Path::new(name).extension().is_some_and(|end| end == "service") {
                        unit = text;
                    }
                }
                Block::Commands(lines) => run(&lines, host),
            }
        }
        check_unit(&host.join("dutydesk.service"));
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o750)).unwrap();
        run(&format!("chown s{mark}:g{mark} {}", data.display()), host);
        let line = |key: &str| unit.lines().find_map(|line| line.strip_prefix(key)).expect(key).to_owned();
        // What systemd would do with the unit.
        let desk = Command::new("setpriv")
            .args(["--reuid", &line("User="), "--regid", &line("Group="), "--clear-groups"])
            .args(line("ExecStart=").split(' '))
            .env("LANG", "zh_CN.UTF-8")
            .env_remove("HOME")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(host.join("serve.err")).unwrap())
            .process_group(0)
            .spawn()
            .unwrap();
        let this = Self { place, mark, desk, doors: Vec::new() };
        wait::until("a desk", || Session::open(&this.socket()), || this.said());
        this
    }

    fn socket(&self) -> PathBuf {
        self.place.path().join("data/socket")
    }

    fn said(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.place.path().join(name)).unwrap_or_default();
        format!("{}\n{}\n{}", read("serve.err"), read("data/serve.log"), read("sshd.err"))
    }

    /// Starts an OpenSSH server, on a line of its own where one is given; returns which door it is.
    fn listen(&mut self, line: &str) -> usize {
        let host = self.place.path();
        let port: u16 = format!("{}1", free_ports(&[])).parse().unwrap();
        let key = host.join(format!("host{port}"));
        keygen(&key);
        let recipe = fs::read_to_string(host.join("dutydesk.conf")).unwrap();
        let config = host.join(format!("sshd{port}.conf"));
        let text = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nPidFile none\nUsePAM yes\nLogLevel ERROR\n{recipe}",
            key.display()
        );
        fs::write(&config, text).unwrap();
        fs::create_dir_all("/run/sshd").unwrap();
        let mut script = format!("exec /usr/sbin/sshd -D -e -f {}", config.display());
        let is_slow = !line.is_empty();
        let mut command = Command::new(if is_slow { "unshare" } else { "sh" });
        if is_slow {
            script = format!("ip link set lo up\ntc qdisc add dev lo root tbf {line}\n{script}");
            command.args(["--net", "sh"]);
        }
        let log = File::options().create(true).append(true).open(host.join("sshd.err")).unwrap();
        let server = command.args(["-e", "-c", &script]).stderr(log).process_group(0).spawn().unwrap();
        self.doors.push(Door { server, port, is_slow });
        self.doors.len() - 1
    }

    /// Returns the client's command for an officer.
    fn client(&self, user: &str, door: usize) -> Command {
        let mut command = self.doors[door].client();
        command.args(["-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]);
        command.args(["-o", "LogLevel=ERROR", "-o", "ConnectTimeout=10", "-o", "IdentitiesOnly=yes", "-i"]);
        command.arg(self.place.path().join(&user[5..])).env_remove("LANG");
        command
    }

    fn name(&self, user: &str) -> String {
        format!("u{}{}@127.0.0.1", self.mark, &user[5..])
    }

    /// Opens an officer's screen in a terminal of 80x24.
    fn screen(&self, user: &str, door: usize, asked: &[&str]) -> Pty {
        let mut command = self.client(user, door);
        command.arg("-tt").arg(self.name(user)).args(asked);
        let reached = || self.answers(user, door).then_some(());
        wait::until("a server that answers", reached, || self.said());
        Pty::run(&command, 80, 24)
    }

    fn answers(&self, user: &str, door: usize) -> bool {
        let mut command = self.client(user, door);
        // Without a terminal the desk has no screen to give; that it says so shows that the key was taken.
        command.arg(self.name(user)).arg("true");
        let said = desk::output(command);
        said.status.code() != Some(255)
    }

    /// Runs a command as an officer; returns what it printed where the server let it.
    fn run_as(&self, user: &str, door: usize, asked: &str) -> Option<String> {
        let mut command = self.client(user, door);
        command.arg(self.name(user)).arg(asked);
        let said = desk::output(command);
        said.status.success().then(|| String::from_utf8_lossy(&said.stdout).into_owned())
    }

    /// Asks the desk to end, as an officer's Unix user.
    fn stop_as(&self, user: &str, officer: Option<&str>) -> std::process::Output {
        let mut command = Command::new("setpriv");
        command.args([
            "--reuid",
            &format!("u{}{}", self.mark, &user[5..]),
            "--regid",
            &format!("g{}", self.mark),
        ]);
        command.arg("--clear-groups").arg(self.place.path().join("dutydesk")).args(["stop", "--lang", "zh"]);
        command
            .arg("--config")
            .arg(self.place.path().join("desk.toml"))
            .env_remove("HOME")
            .stdin(Stdio::null());
        command.args(officer.iter().flat_map(|code| ["--officer", code]));
        desk::output(command)
    }

    /// Returns who acknowledged, in the journal's order.
    fn taken(&self) -> Vec<String> {
        let entries = self.entries();
        let taken = entries.iter().filter(|entry| entry["kind"] == "incident.acknowledged");
        taken.map(|entry| entry["actor"].as_str().unwrap_or_default().to_owned()).collect()
    }

    fn entries(&self) -> Vec<serde_json::Value> {
        let said = Command::new(DUTYDESK)
            .args(["journal", "export", "--config"])
            .arg(self.place.path().join("desk.toml"))
            .output()
            .unwrap();
        assert!(said.status.success(), "{said:?}");
        let lines = String::from_utf8(said.stdout).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        for child in self.doors.iter_mut().map(|door| &mut door.server).chain([&mut self.desk]) {
            let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
            let _ = kill_process(Pid::from_child(child), Signal::KILL);
            let _ = child.wait();
        }
        for (user, _) in OFFICERS {
            let name = format!("u{}{}", self.mark, &user[5..]);
            let _ = Command::new("pkill").args(["-KILL", "-u", &name]).status();
            let _ = Command::new("userdel").args(["--force", "--remove", &name]).output();
        }
        let _ = Command::new("userdel").arg(format!("s{}", self.mark)).output();
        let _ = Command::new("groupdel").arg(format!("g{}", self.mark)).output();
    }
}

/// Returns whether the machine lets the recipe be tried; says so when not.
fn is_allowed() -> bool {
    if !rustix::process::geteuid().is_root() {
        eprintln!("ssh: not tried: users, and a line of its own, need root");
        return false;
    }
    let tools = ["/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/setpriv", "/usr/sbin/useradd", "/usr/sbin/tc"];
    let missing: Vec<&str> = tools.into_iter().filter(|tool| !Path::new(tool).exists()).collect();
    assert!(missing.is_empty() || std::env::var_os("CI").is_none(), "not installed: {missing:?}");
    if !missing.is_empty() {
        eprintln!("ssh: not tried: not installed: {missing:?}");
    }
    missing.is_empty()
}

/// Returns whether a process may have a network of its own, with a slow line in it; says so when not.
fn has_lines() -> bool {
    let script = format!("ip link set lo up && tc qdisc add dev lo root tbf {LINE}");
    let tried = Command::new("unshare").args(["--net", "sh", "-c", &script]).output().unwrap();
    if !tried.status.success() {
        let said = String::from_utf8_lossy(&tried.stderr).into_owned();
        eprintln!("ssh: no line of 64 kbit/s on this machine: {said}");
    }
    tried.status.success()
}

/// Looks at the unit as systemd reads it, where its tool is.
fn check_unit(unit: &Path) {
    let Ok(said) = Command::new("systemd-analyze").arg("verify").arg(unit).output() else {
        eprintln!("ssh: the unit is not looked at: no systemd-analyze here");
        return;
    };
    let said = String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned();
    assert!(!said.contains("dutydesk.service"), "{said}");
}

/// Copies the sample's registry, with the officers' numbers in it.
fn registry(host: &Path, mark: &str) -> PathBuf {
    let registry = host.join("registry");
    fs::create_dir(&registry).unwrap();
    open(&registry);
    for file in fs::read_dir(fixture("fixtures/sample")).unwrap() {
        let file = file.unwrap();
        let mut text = fs::read_to_string(file.path()).unwrap();
        for (place, (_, code)) in OFFICERS.iter().enumerate() {
            let rows = text.lines().map(|line| {
                let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
                if cells[0] == *code && cells.len() > 5 {
                    cells[5] = number(mark, place);
                }
                cells.join(",")
            });
            if file.file_name() == "people.csv" {
                text = rows.collect::<Vec<_>>().join("\n") + "\n";
            }
        }
        fs::write(registry.join(file.file_name()), text).unwrap();
    }
    registry
}

fn number(mark: &str, place: usize) -> String {
    format!("{}", 200_000 + mark.parse::<usize>().unwrap() * 4 + place)
}

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn open(directory: &Path) {
    fs::set_permissions(directory, fs::Permissions::from_mode(0o755)).unwrap();
}

fn keygen(file: &Path) {
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(file).status();
    assert!(made.unwrap().success(), "a key: {}", file.display());
}

fn run(lines: &str, place: &Path) {
    let said = Command::new("sh").args(["-e", "-c", lines]).current_dir(place).output().unwrap();
    assert!(said.status.success(), "{lines}\n{said:?}");
}
