//! `dutydesk serve`: the desk, without a terminal.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::cli::simulate::Simulator;
use crate::config::places::{self, remember_configuration};
use crate::config::{self, Clock, Config, Exit, Feed, Mode, Origin, RegistryPlace, Server};
use crate::engine::clock::Pace;
use crate::engine::drill::run::is_run;
use crate::engine::effects;
use crate::engine::paths::Paths;
use crate::engine::purpose::Duty;
use crate::engine::serve::{Desk, Error, Options, Retention};
use crate::engine::{clock, paths};
use crate::feed::control::Filter;
use crate::feed::transport::{JetStream, RETRY_MAX, Spec, Token, Trust, Way};
use crate::ipc::officers::{Officers, Passphrases};
use crate::ipc::passphrase::{Book, Cost};
use crate::operations::feed::Format;
use crate::operations::snapshot;
use crate::registry::{Registry, Source, memory, sample};
use crate::units::FeedId;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The passphrase of every officer of the sample; it stands on the help page.
pub(super) const SAMPLE_PASSPHRASE: &str = "sample";

/// When the desk ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// When it is told to.
    WhenTold,
    /// When its last screen is left by its own key, too: a sample that bare `dutydesk` started.
    WithLastScreen,
}

impl Ends {
    /// Reads the argument.
    pub(super) const fn of(with_last_screen: bool) -> Self {
        if with_last_screen { Self::WithLastScreen } else { Self::WhenTold }
    }
}

/// Runs the desk until it is told to stop.
pub(super) fn run(place: &Place, ends: Ends, output: &mut Output) -> Exit {
    log_to_stderr();
    match serve(place, ends, output) {
        Ok(exit) => exit,
        Err(error) => {
            output.message(format_args!("dutydesk serve: {}", say::error(place, &*error)));
            Exit::Refused
        }
    }
}

/// Loads the registry that a configuration names, or says every mistake in it.
pub(super) fn load_registry(place: &Place, config: &Config, output: &Output) -> Result<Registry, Exit> {
    let source = match &config.registry {
        RegistryPlace::Directory(directory) => Source::Directory(directory),
        RegistryPlace::Sample => sample::source(),
    };
    Registry::load(&source, &config.feeds).map_err(|mistakes| {
        for mistake in &mistakes {
            output.message(mistake.written(place.lang()));
        }
        Exit::Refused
    })
}

fn serve(place: &Place, ends: Ends, output: &mut Output) -> Result<Exit, Box<dyn std::error::Error>> {
    let Ok(config) = place.config(output) else { return Ok(Exit::Refused) };
    let Ok(mut registry) = load_registry(place, &config, output) else { return Ok(Exit::Refused) };
    if let Some(name) = config.desk {
        Arc::make_mut(&mut registry.operations).desk = name;
    }
    let cost = memory::Cost::of(&registry.correlation);
    if let Some(words) = cost.refusal(config.memory_bytes_max) {
        output.message(words.into_lang(place.lang()));
        return Ok(Exit::Refused);
    }
    tracing::info!("{}", cost.words(config.memory_bytes_max).en);
    let directory = config.data.open(clock::today())?;
    if is_run(&directory) {
        return super::drill::serve::serve(place, &directory, ends, output);
    }
    let paths = Paths::of(&directory);
    let (mode, passphrases) = match &config.mode {
        Mode::Live { config } => {
            remember_configuration(&directory, config)?;
            (snapshot::Mode::Live, Passphrases::Book(Book::new(&directory, Cost::DESK)))
        }
        Mode::Sample => (snapshot::Mode::Sample, Passphrases::Known(SAMPLE_PASSPHRASE.to_owned())),
    };
    let officers = Officers::new(&registry.operations, passphrases);
    // The lock comes before the simulator: a second desk must not start a second world.
    let outward =
        effects::Options { sound_command: config.notice.sound_command.clone(), ..Default::default() };
    let pace = pace(config.clock);
    let retention = Retention { bytes: config.limits.recording_bytes, days: config.limits.recording_days };
    let anchors = config.anchors.clone().unwrap_or_else(|| places::anchors_beside(&directory, &config.mode));
    let options =
        Options { place: paths.clone(), anchors, registry, mode, pace, officers, outward, retention };
    let desk = Desk::<Duty>::open(options);
    let desk = match desk {
        Err(Error::Paths(paths::Error::Taken(directory))) => {
            output.message(format_args!(
                "{}: {}",
                directory.display(),
                place.say(
                    "已有值班台在运行\n  提示: 用 dutydesk attach 打开屏幕, 或 dutydesk stop 停止它",
                    "a desk is running here already\n  hint: open a screen with `dutydesk attach`, or end it with `dutydesk stop`",
                )
            ));
            return Ok(Exit::Refused);
        }
        desk => desk?,
    };
    let simulator = config
        .feeds
        .iter()
        .any(|feed| feed.origin == Origin::Simulator)
        .then(|| Simulator::start(place, &paths, config.clock))
        .transpose()?;
    let specs = specs(&config.feeds, simulator.as_ref())?;
    let ends = if config.mode == Mode::Sample { ends } else { Ends::WhenTold };
    desk.run(specs, ends == Ends::WithLastScreen)?;
    config.data.close()?;
    Ok(Exit::Done)
}

fn pace(clock: Clock) -> Pace {
    match clock {
        Clock::Real => Pace::Real,
        Clock::Scaled(milli) => Pace::Scaled(milli),
        Clock::Source => Pace::Source,
    }
}

fn specs(feeds: &[Feed], simulator: Option<&Simulator>) -> io::Result<Vec<Spec>> {
    feeds.iter().enumerate().map(|(at, feed)| spec(FeedId(at as u16), feed, simulator)).collect()
}

fn spec(id: FeedId, feed: &Feed, simulator: Option<&Simulator>) -> io::Result<Spec> {
    let mut spec = Spec {
        id,
        url: String::new(),
        client: "dutydesk".to_owned(),
        token: feed.token_file.as_deref().map(token).transpose()?,
        filter: Filter { adcode: feed.adcode.clone(), ..Filter::default() },
        terms: feed.terms.clone(),
        way: if feed.terms.format == Format::Native { Way::Native } else { Way::Messages },
        trust: None,
        hello: Vec::new(),
        heartbeat: Duration::from_millis(feed.heartbeat.0.max(1_000).unsigned_abs()),
        retry_max: RETRY_MAX,
    };
    match &feed.origin {
        Origin::Simulator => spec.url = simulator.map(|it| it.url().to_owned()).unwrap_or_default(),
        Origin::Server(server) => reach(&mut spec, server)?,
    }
    Ok(spec)
}

/// Fills in how a server is reached.
fn reach(spec: &mut Spec, server: &Server) -> io::Result<()> {
    let urls: Vec<String> = server.endpoints.iter().map(ToString::to_string).collect();
    spec.url = urls.join(",");
    if server.endpoints.iter().any(|endpoint| endpoint.is_encrypted) {
        let trust = server.ca_file.as_deref().map_or_else(Trust::public, Trust::file);
        let name = server.ca_file.as_deref().unwrap_or(Path::new("TLS")).display();
        spec.trust = Some(trust.map_err(|fault| io::Error::other(format!("{name}: {fault}")))?);
    }
    if let Some(file) = &server.hello_file {
        let lines = config::token::lines(file)
            .map_err(|fault| io::Error::other(format!("{}: {fault}", file.display())))?;
        spec.hello = lines.iter().map(|line| Token::new(line.reveal().to_owned())).collect();
    }
    if let Some(stream) = &server.stream {
        spec.client.clone_from(&stream.consumer);
        spec.way = Way::JetStream(JetStream {
            stream: stream.name.clone(),
            subjects: stream.subjects.clone(),
            replicas: stream.replicas,
        });
    }
    Ok(())
}

fn token(file: &Path) -> io::Result<Token> {
    let text = fs::read_to_string(file);
    let text = text.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", file.display())))?;
    Ok(Token::new(text.trim().to_owned()))
}

/// A desk without a terminal tells its story on stderr; bare `dutydesk` sends that to the data directory.
fn log_to_stderr() {
    let subscriber = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(false)
        .with_max_level(tracing::Level::INFO)
        .finish();
    // A second start in one process keeps the first one's log.
    drop(tracing::subscriber::set_global_default(subscriber));
}
