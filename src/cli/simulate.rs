//! `dutydesk simulate`: a scenario as a feed, for drills, tests and the sample.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::config::arguments::{Simulate, Speed};
use crate::config::{Clock, Exit};
use crate::engine::clock;
use crate::engine::paths::Paths;
use crate::feed::scenario::Scenario;
use crate::feed::serve::faults::Faults;
use crate::feed::serve::receiver::Receiver;
use crate::feed::serve::{self, Hook, Options, Server};
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The sample's night, which the binary carries.
const SAMPLE: &str = include_str!("../../fixtures/scenarios/sample.toml");

/// A simulator that belongs to a desk: a child that ends when the desk does, however it ends.
#[derive(Debug)]
pub(super) struct Simulator {
    child: Child,
    url: String,
}

impl Simulator {
    /// Starts a simulator and reads its address.
    pub(super) fn start(place: &Place, paths: &Paths, clock: Clock) -> io::Result<Self> {
        let scenario = place.common.sample_scenario.as_deref();
        let speed = match clock {
            Clock::Real => "1".to_owned(),
            Clock::Scaled(milli) => format!("{}.{:03}", milli / 1_000, milli % 1_000),
            Clock::Source => "max".to_owned(),
        };
        // A desk that goes by the real clock would take a night of another day for a device whose clock is wrong.
        let begins: &[&str] = if clock == Clock::Source { &[] } else { &["--start-now"] };
        let mut child = Command::new(std::env::current_exe()?)
            .arg("simulate")
            .arg(scenario.unwrap_or(Path::new("sample")))
            .args(begins)
            .args(["--until-stdin-ends", "--speed", &speed, "--position"])
            .arg(paths.simulate_position())
            .args(["--lang", place.lang().pick("zh", "en")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut url = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut url)?;
        }
        let url = url.trim().to_owned();
        if url.is_empty() {
            return Err(io::Error::other("the simulator ended before it gave its address"));
        }
        Ok(Self { child, url })
    }

    /// Returns its ws:// address.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // Its stdin closes with this; the kill is for one that does not look.
        drop(self.child.stdin.take());
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Serves a scenario until it is killed; lines on stdin do things to the feed: `cut`, `freeze`, `forget N`. Each is printed
/// when it is done.
pub(super) fn run(place: &Place, simulate: &Simulate, output: &mut Output) -> Exit {
    let served = read(&simulate.scenario).and_then(|scenario| serve(place, simulate, scenario, output));
    match served {
        Ok(()) => Exit::Done,
        Err(error) => {
            output.message(say::error(place, &*error));
            output.message(
                place.say(
                    "  提示: 情景格式见 fixtures/scenarios",
                    "  hint: fixtures/scenarios shows the format",
                ),
            );
            Exit::Refused
        }
    }
}

fn read(file: &Path) -> Result<Scenario, Box<dyn std::error::Error>> {
    if file == Path::new("sample") {
        return Ok(Scenario::read("sample", SAMPLE)?);
    }
    let text =
        fs::read_to_string(file).map_err(|error| io::Error::other(format!("{}: {error}", file.display())))?;
    Ok(Scenario::read(&file.to_string_lossy(), &text)?)
}

fn serve(
    place: &Place,
    simulate: &Simulate,
    scenario: Scenario,
    output: &mut Output,
) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let options = Options {
        speed: match simulate.speed {
            Speed::Times(milli) => serve::Speed::Times(f64::from(milli) / 1_000.0),
            Speed::Max => serve::Speed::Max,
        },
        faults: Faults {
            drop: f64::from(simulate.drop.0) / 1_000_000.0,
            duplicate: f64::from(simulate.duplicate.0) / 1_000_000.0,
            reorder: u64::from(simulate.reorder),
            delay: Duration::from_millis(u64::from(simulate.delay)),
            ..Faults::default()
        },
        position: simulate.position.clone(),
        ..Options::at(clock::wall())
    };
    let receivers = scenario.receivers.clone();
    let server = runtime.block_on(Server::bind(simulate.listen, scenario, options))?;
    output.data(server.url());
    let receiver = simulate.receiver.map(|address| runtime.block_on(Receiver::bind(address, receivers)));
    // Held to the end of the function: it takes deliveries as long as the feed plays.
    let receiver = receiver.transpose()?;
    if let Some(receiver) = &receiver {
        output.data(receiver.url());
    }
    for line in io::stdin().lock().lines() {
        let line = line?;
        match line.trim().parse::<Hook>() {
            Ok(hook) => {
                server.act(hook);
                output.data(line.trim());
            }
            Err(error) => output.message(say::error(place, &error)),
        }
    }
    if !simulate.until_stdin_ends {
        // Nobody gives commands any more; the feed goes on until a signal ends it.
        loop {
            std::thread::park();
        }
    }
    Ok(())
}
