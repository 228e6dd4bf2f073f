//! `dutydesk attach`: a screen of the desk that runs; bare `dutydesk` starts the desk first when none does.

mod beyond;
mod link;
mod tty;
mod watch;

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::cli::serve::SAMPLE_PASSPHRASE;
use crate::config::{Config, Exit, Lang, Mode, Theme};
use crate::engine::clock;
use crate::engine::paths::Paths;
use crate::language::Word;
use crate::notify::desktop::Desktop;
use crate::screen::layout::{DESK, REMOTE};
use crate::screen::options::Options;
use crate::screen::paint::Glyphs;
use crate::screen::state::Screen;
use crate::terminal;
use crate::units::Span;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How long a desk may take from its start to its socket: a journal of a million entries opens in a second.
const START_WITHIN: Duration = Duration::from_secs(20);

/// Attaches a screen to the desk that runs; one that came over from a drill says at its end how to return to that.
pub(super) fn run(place: &Place, from_drill: Option<&Path>, output: &mut Output) -> Exit {
    let Ok(config) = place.config(output) else { return Exit::Refused };
    let Ok(paths) = place.current(&config.data, output) else { return Exit::Refused };
    let exit = attach(place, &config, &paths, output);
    if let Some(run) = from_drill {
        output.message(beyond::way_back(place, run));
    }
    exit
}

/// Opens the desk: starts it if none runs, then attaches.
pub(super) fn open(place: &Place, output: &mut Output) -> Exit {
    let Ok(config) = place.config(output) else { return Exit::Refused };
    let started = config.data.open(clock::today()).map(|directory| Paths::of(&directory)).and_then(|paths| {
        let child = start_if_none_runs(place, &paths)?;
        Ok((paths, child))
    });
    let (paths, mut child) = match started {
        Ok(started) => started,
        Err(error) => {
            output.message(say::error(place, &error));
            return Exit::Refused;
        }
    };
    if let Some(child) = &mut child
        && let Err(why) = wait_for_socket(place, &paths, child)
    {
        output.message(why);
        output.message(format_args!("  {} {}", place.say("日志:", "log:"), paths.log().display()));
        return Exit::Refused;
    }
    let exit = attach(place, &config, &paths, output);
    if let (Exit::Refused, Some(child)) = (exit, &child) {
        // A desk that was started for a screen that cannot be must not stay behind.
        let _ = rustix::process::kill_process(
            rustix::process::Pid::from_child(child),
            rustix::process::Signal::TERM,
        );
    }
    exit
}

/// Starts `serve` in a process group of its own, unless a desk holds the directory.
fn start_if_none_runs(place: &Place, paths: &Paths) -> io::Result<Option<Child>> {
    paths.make().map_err(|error| io::Error::other(say::error(place, &error)))?;
    match paths.lock() {
        Ok(lock) => drop(lock),
        Err(_) => return Ok(None),
    }
    let log = File::options().create(true).append(true).open(paths.log())?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("serve").arg("--ends-with-last-screen").args(place.common.written());
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).process_group(0).spawn()?;
    Ok(Some(child))
}

/// Waits until the desk's socket stands, or says why it will not.
fn wait_for_socket(place: &Place, paths: &Paths, child: &mut Child) -> Result<(), String> {
    let until = Instant::now() + START_WITHIN;
    let socket = paths.socket();
    while Instant::now() < until {
        if std::os::unix::net::UnixStream::connect(&socket).is_ok() {
            return Ok(());
        }
        if let Ok(Some(status)) = child.try_wait() {
            let status = status.code().map_or_else(|| status.to_string(), |code| code.to_string());
            return Err(format!(
                "{} ({status})",
                place.say("值班台一启动就结束了", "the desk ended at its start")
            ));
        }
        std::thread::park_timeout(Duration::from_millis(5));
    }
    let seconds = START_WITHIN.as_secs();
    Err(match place.lang() {
        Lang::Zh => format!("值班台 {seconds} 秒内没有启动好"),
        Lang::En => format!("the desk has not opened its socket within {seconds} s"),
    })
}

fn attach(place: &Place, config: &Config, paths: &Paths, output: &mut Output) -> Exit {
    match watch(place, config, paths) {
        Ok(()) => Exit::Done,
        Err(error) => {
            output.message(say::error(place, &*error));
            Exit::Refused
        }
    }
}

fn watch(place: &Place, config: &Config, paths: &Paths) -> Result<(), Box<dyn std::error::Error>> {
    let tty = tty::open(place)?;
    let size = terminal::size(&tty);
    let screen = Screen::new(options(place, config, paths, size)?)?;
    let runtime: Runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let officer = config.officer.map(|code| code.to_string());
    let pace = if place.environment.remote { watch::Pace::Remote } else { watch::Pace::Local };
    let wanted = config.notice.desktop;
    let end = runtime.block_on(async {
        let desktop = wanted.then(Desktop::start);
        watch::Watch::start(screen, tty, paths, officer, pace, desktop)?.run().await
    });
    // The reader of the tty waits for a key that nobody will press.
    runtime.shutdown_background();
    // The terminal is as it was found: the guard went with the loop.
    match end? {
        Some((live, lang)) => Err(beyond::go(place, &live, lang).into()),
        None => Ok(()),
    }
}

/// Looks whether a screen could be shown here, before anything is made for it.
///
/// # Errors
/// There is no terminal, or one that can place no text.
pub(super) fn needs_terminal(place: &Place) -> io::Result<()> {
    tty::open(place).map(drop)
}

fn options(
    place: &Place,
    config: &Config,
    paths: &Paths,
    size: (u16, u16),
) -> Result<Options, Box<dyn std::error::Error>> {
    let mut random = [0; 16];
    getrandom::fill(&mut random)?;
    let layout = config.layout.as_deref().map(layout_text).transpose();
    let sample = config.mode == Mode::Sample;
    Ok(Options {
        lang: config.lang,
        theme: theme(place, config).to_owned(),
        layout: layout.map_err(|error| format!("--layout: {}", say::error(place, &error)))?,
        glyphs: Glyphs::Plain,
        opening: opening(place),
        size,
        utc_offset: Span::minutes(8 * 60),
        action_base: u128::from_be_bytes(random),
        officer: config.officer.map(|code| code.to_string()).unwrap_or_default(),
        attach: typed(&attaches(paths.dir())),
        restart: restart(place),
        lock_after: Duration::from_millis(config.lock_after.0.unsigned_abs()),
        help_note: if sample {
            format!("{} {SAMPLE_PASSPHRASE}", place.say("示例口令:", "the sample's passphrase:"))
        } else {
            String::new()
        },
        ..Options::default()
    })
}

/// Returns the command line that starts this screen's desk again, as a shell takes it.
fn restart(place: &Place) -> String {
    let words = place.common.written().into_iter().map(|word| {
        let path = Path::new(&word);
        let stands = path.is_relative() && path.exists();
        if stands { std::path::absolute(path).map_or(word.clone(), Into::into) } else { word }
    });
    let words: Vec<OsString> = std::iter::once("serve".into()).chain(words).collect();
    typed(&words)
}

/// Returns the words that open a screen of the desk in a directory, wherever they are typed.
fn attaches(directory: &Path) -> Vec<OsString> {
    let directory = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
    vec!["attach".into(), "--data-dir".into(), directory.into()]
}

/// Returns a command line of this program as a shell takes it, from any directory, whether or not it is installed.
fn typed(words: &[OsString]) -> String {
    let program = std::env::current_exe().unwrap_or_else(|_| "dutydesk".into()).into_os_string();
    let mut line = String::new();
    for (at, word) in std::iter::once(&program).chain(words).enumerate() {
        let word = word.to_string_lossy();
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '=' | ':');
        if at > 0 {
            line.push(' ');
        }
        if word.chars().all(plain) {
            line.push_str(&word);
        } else {
            let _ = write!(line, "'{}'", word.replace('\'', "'\\''"));
        }
    }
    line
}

/// Returns a layout by its name, or the text of a file: a file of one of these names is written with a `./`.
fn layout_text(name: &str) -> io::Result<String> {
    match name {
        "desk" => Ok(DESK.to_owned()),
        "remote" => Ok(REMOTE.to_owned()),
        path => std::fs::read_to_string(path)
            .map_err(|error| io::Error::new(error.kind(), format!("{path}: {error} (desk, remote)"))),
    }
}

/// Says why a screen begins in English where nobody asked for it: a Linux console has no font for Chinese.
fn opening(place: &Place) -> Option<Word> {
    let console = place.environment.term.as_deref() == Some("linux");
    (console && place.common.lang.is_none()).then_some(Word::ConsoleEnglish)
}

/// Returns the theme's name: as configured, else by what the terminal can.
fn theme(place: &Place, config: &Config) -> &'static str {
    match config.theme {
        Some(Theme::HighContrast) => "contrast",
        Some(Theme::Sixteen) => "16",
        Some(Theme::None) => "none",
        None if place.environment.term.as_deref().is_some_and(|term| term.starts_with("linux")) => "16",
        Some(Theme::Dark) | None => "dark",
    }
}
