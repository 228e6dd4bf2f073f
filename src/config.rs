//! Arguments and TOML become one validated configuration.
//!
//! Decides: what the program was asked to do, which desk is opened, and with which values.
//! Must not know: what is in the registry files that it names.
//!
//! Invariants:
//! - the environment is read in one place, [`environment::Environment::of_process`], and given in everywhere else;
//! - a sample is never opened where a live desk stands, unless `--sample` says so;
//! - every mistake of a file is told at once, each with its line and what to do.
//!
//! Read on: [`arguments`] what was typed, [`mod@resolve`] which desk that is, [`mod@file`] the TOML, [`mapping`] how foreign JSON is read,
//! [`places`] the directories;
//! [`record`] reads one table or row and is what the registry reads its files with.

pub mod arguments;
pub mod environment;
pub mod file;
pub mod locale;
pub mod mapping;
pub mod mistake;
pub mod places;
pub mod record;
pub mod resolve;
pub mod server;
pub mod terms;
pub mod token;
pub mod url;

pub use crate::language::Lang;
pub use arguments::{Arguments, Exit};
pub use environment::Environment;
pub use resolve::{Failure, resolve};

use crate::operations::feed::Terms;
use crate::operations::reference::Name;
use crate::text::Text;
use crate::units::Span;
use std::path::PathBuf;

/// Bytes that the core's tables may take where nothing else is written: a city of a million devices, twice over.
pub const MEMORY_BYTES_USUAL: u64 = 512 << 20;

/// Everything that the desk is told before it reads its registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Whose desk it is.
    pub mode: Mode,
    /// The desk's name; none: the registry's.
    pub desk: Option<Name>,
    /// Where the registry files are.
    pub registry: RegistryPlace,
    /// Where journal, recording and socket are.
    pub data: places::DataPlace,
    /// The second place of the signed heads; none: beside the data.
    pub anchors: Option<PathBuf>,
    /// The feeds, in order: a feed's place is its [`crate::units::FeedId`].
    pub feeds: Vec<Feed>,
    /// How long nobody may touch a screen before it asks for the passphrase again; zero: never.
    pub lock_after: Span,
    /// How the desk makes itself heard.
    pub notice: Notice,
    /// How much is kept.
    pub limits: Limits,
    /// Bytes that the core's tables may take.
    pub memory_bytes_max: u64,
    /// How desk time goes.
    pub clock: Clock,
    /// The language of the screen and of messages.
    pub lang: Lang,
    /// The layout that was asked for; none: by the terminal's size and place.
    pub layout: Option<String>,
    /// The colours that were asked for; none: by the terminal.
    pub theme: Option<Theme>,
    /// Who the session says it is.
    pub officer: Option<Text<16>>,
}

/// Whose desk it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The desk of a configuration file.
    Live {
        /// That file.
        config: PathBuf,
    },
    /// The sample that is part of the program: 示例·不接真实报警.
    Sample,
}

/// Where the registry files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryPlace {
    /// In a directory.
    Directory(PathBuf),
    /// In the program: the sample park.
    Sample,
}

/// One feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its name in files and journal.
    pub code: Text<32>,
    /// Its short name on screen.
    pub name: Name,
    /// Where it comes from.
    pub origin: Origin,
    /// The file with its bearer token.
    pub token_file: Option<PathBuf>,
    /// How often its server speaks; dead after two and a half of them.
    pub heartbeat: Span,
    /// Only these administrative divisions, as prefixes of six digits; empty: all.
    pub adcode: Vec<String>,
    /// How it speaks.
    pub terms: Terms,
}

/// Where a feed comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A WebSocket server.
    Server(Server),
    /// The simulator that `serve --sample` starts as its child; its address is known then.
    Simulator,
}

/// A server of a feed; of a cluster, several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its address; the first that answers is taken.
    pub endpoints: Vec<url::Endpoint>,
    /// The file of the authorities that its certificate may come from; none: the public ones.
    pub ca_file: Option<PathBuf>,
    /// The file with what is said to it first, a message a line.
    pub hello_file: Option<PathBuf>,
    /// The stream, where it is a NATS cluster.
    pub stream: Option<Stream>,
}

/// A stream of a NATS cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Its name.
    pub name: String,
    /// The subjects that it gathers.
    pub subjects: Vec<String>,
    /// What this desk is called there; every desk has a name of its own.
    pub consumer: String,
    /// How many servers keep a message, where the desk has to make the stream.
    pub replicas: u8,
}

/// How the desk makes itself heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// A program and its arguments that makes a sound where the bell is dead; empty: the bell.
    pub sound_command: Vec<String>,
    /// Whether a desktop notice is shown.
    pub desktop: bool,
}

impl Default for Notice {
    /// The bell, and a desktop notice where there is a desktop.
    fn default() -> Self {
        Self { sound_command: Vec::new(), desktop: true }
    }
}

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Days that the recording is kept.
    pub recording_days: u16,
    /// Bytes that the recording may take.
    pub recording_bytes: u64,
}

impl Default for Limits {
    /// Keeps six months in at most 8 GiB.
    ///
    /// Source: GB 50440-2007: recordings are kept six months.
    fn default() -> Self {
        Self { recording_days: 183, recording_bytes: 8 << 30 }
    }
}

/// How desk time goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// As the wall clock goes.
    #[default]
    Real,
    /// Faster or slower; only in a sample.
    ///
    /// Units: thousandths of real time. Limits: 100 to 1,000,000.
    Scaled(u32),
    /// By the stamps of the feed, so that a night is the same at any speed; only in a sample.
    Source,
}

/// The colours of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Theme {
    /// 暗色.
    Dark,
    /// 高对比.
    HighContrast,
    /// 十六色.
    #[value(name = "16")]
    Sixteen,
    /// 无色.
    None,
}
