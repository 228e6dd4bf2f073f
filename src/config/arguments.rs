//! The command line: what may be typed, as a contract that scripts rely on.
//!
//! Decides: names, values and their ranges, and the exit codes.
//! Must not know: which desk is meant; see [`crate::config::resolve()`].
//!
//! Invariants:
//! - every option has a word of Chinese beside its English help;
//! - a wrong command line ends with 2 and touches nothing.

mod journal;
mod report;

pub use journal::{Anchor, Format, Journal};
pub use report::DrillReport;

use crate::config::{Clock, Lang, Theme};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Refused or found wrong, and said what.
    Refused,
    /// Wrong usage.
    Usage,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Usage => 2,
        })
    }
}

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq, Parser)]
#[command(
    name = "dutydesk",
    version,
    about = "值班台: the emergency duty desk, in a terminal",
    long_about = "值班台: the emergency duty desk of a city, county or industrial park, in a terminal.\n\n\
        Without a subcommand: opens the desk, starting it if none runs, and attaches a screen.\n\
        不带子命令: 打开值班台, 未运行则先启动.",
    after_help = "Exit codes 退出码: 0 done 完成, 1 refused or found wrong 被拒或有误, 2 wrong usage 用法错误",
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// What to do; none: open the desk.
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// What holds for every verb.
    #[command(flatten)]
    pub common: Common,
}

/// What holds for every verb.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct Common {
    /// Configuration file (配置文件)
    #[arg(long, value_name = "FILE", global = true, conflicts_with = "sample")]
    pub config: Option<PathBuf>,
    /// The sample park, no real alarms (示例, 不接真实报警)
    #[arg(long, global = true)]
    pub sample: bool,
    /// Directory of journal, recording and socket (数据目录)
    #[arg(long, value_name = "DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// Language (语言)
    #[arg(long, value_name = "zh|en", global = true, value_parser = lang)]
    pub lang: Option<Lang>,
    /// Who you are: an officer's code (值班员代号)
    #[arg(long, value_name = "ID", global = true, value_parser = officer)]
    pub officer: Option<String>,
    /// Screen layout: desk, remote, or a file of your own (版面: desk, remote 或文件)
    #[arg(long, value_name = "NAME", global = true)]
    pub layout: Option<String>,
    /// Colours (配色)
    #[arg(long, value_enum, value_name = "NAME", global = true)]
    pub theme: Option<Theme>,
    /// A scenario of your own for the sample's simulator; needs --sample (示例的情景文件)
    #[arg(long = "scenario", value_name = "FILE", global = true)]
    pub sample_scenario: Option<PathBuf>,
    /// Speed of desk time, 0.1 to 1000, or `source`: the feed's stamps; needs --sample (时钟倍率, 仅示例)
    #[arg(long, value_name = "X", global = true, value_parser = clock)]
    pub clock: Option<Clock>,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Verb {
    /// Run the desk, without a screen (运行值班台)
    Serve {
        /// A sample that bare `dutydesk` started ends when its last screen is left (示例随最后一屏结束)
        #[arg(long, hide = true)]
        ends_with_last_screen: bool,
    },
    /// Open a screen of the running desk (打开屏幕)
    Attach {
        /// The run of the drill whose screen was left for this one: how to return is said at the end (从哪场演练转来)
        #[arg(long, hide = true, value_name = "RUN")]
        from_drill: Option<PathBuf>,
    },
    /// Stop the running desk in order (停止值班台)
    Stop,
    /// Give one line of the command bar; prints entry and hash, or the refusal (执行一条命令)
    Act {
        /// The line, as in the command bar (命令行)
        line: String,
    },
    /// Print the desk as it stands (当前状态)
    Status {
        /// As JSON, a versioned schema (JSON 格式)
        #[arg(long)]
        json: bool,
    },
    /// Print the reasons, as sentences (为何)
    Why {
        /// An incident's number or a device's code (事件号或探测器编码)
        #[arg(value_name = "INCIDENT|DEVICE")]
        target: String,
    },
    /// List the messages that were refused, or print one of them: hexadecimal and text (拒收的消息)
    Rejects {
        /// The input that brought it, as the list names it (输入号)
        input: Option<u64>,
    },
    /// Check configuration and registry, and drills beside them: every mistake with file, line and hint (检查配置与台账)
    Check {
        /// Scenarios of drills, as `dutydesk drill` takes them (演练情景)
        #[arg(value_name = "SCENARIO")]
        scenarios: Vec<PathBuf>,
    },
    /// Set an officer's passphrase (设置口令)
    Passphrase {
        /// The officer's code (值班员代号)
        #[arg(value_parser = officer)]
        officer: String,
    },
    /// Serve a scenario as a feed; the first line is its ws:// address (模拟数据源)
    Simulate(Simulate),
    /// Decode files into JSON lines (解码)
    Decode {
        /// The format's name, or mapping:FILE.toml (格式, 或 mapping:映射文件)
        format: String,
        /// The files (文件)
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Look at the journal (日志)
    Journal {
        /// What to do with it (操作)
        #[command(subcommand)]
        verb: Journal,
    },
    /// Report on what the journal holds (报表)
    Report {
        /// Which report (哪一种)
        #[command(subcommand)]
        verb: Report,
    },
    /// Play a recording, or a scenario with a team (演练)
    Drill(Drill),
}

/// A scenario that is served as a feed.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Simulate {
    /// The scenario file, or the name of an embedded one (情景)
    pub scenario: PathBuf,
    /// Where to listen (监听地址)
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// Where to take deliveries for the scenario's receivers (送达接收地址)
    #[arg(long, value_name = "ADDRESS")]
    pub receiver: Option<SocketAddr>,
    /// Speed, or `max` (倍速)
    #[arg(long, value_name = "X", default_value = "1", value_parser = speed)]
    pub speed: Speed,
    /// Part of the frames that is lost, 0 to 1 (丢包率)
    #[arg(long, value_name = "P", default_value = "0", value_parser = share)]
    pub drop: Share,
    /// Part of the frames that comes twice, 0 to 1 (重复率)
    #[arg(long, value_name = "P", default_value = "0", value_parser = share)]
    pub duplicate: Share,
    /// Frames that may overtake one another (乱序帧数)
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1_024))]
    pub reorder: u16,
    /// Delay of every frame, in milliseconds (延时毫秒)
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=600_000))]
    pub delay: u32,
    /// Let the night begin now, whatever start the scenario names: for a desk that goes by the real clock (从现在开始)
    #[arg(long, hide = true)]
    pub start_now: bool,
    /// End when standard input does: for a desk that starts its own simulator (标准输入结束即退出)
    #[arg(long, hide = true)]
    pub until_stdin_ends: bool,
    /// File that remembers the position over a restart (位置文件)
    #[arg(long, value_name = "FILE")]
    pub position: Option<PathBuf>,
}

/// Which report.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Report {
    /// The alarm figures of ISA-18.2, EEMUA 191 and GB 50440 (报警指标)
    Kpi {
        /// The first day, as 2027-01-16; none: 30 days before the last (起始日)
        #[arg(long, value_name = "DAY", value_parser = day)]
        from: Option<i32>,
        /// The last day; none: that of the newest entry (截止日)
        #[arg(long, value_name = "DAY", value_parser = day)]
        to: Option<i32>,
        /// As JSON, a versioned schema (JSON 格式)
        #[arg(long)]
        json: bool,
    },
    /// The pool's statement: every transfer, the balance after it, what is open (资金对账单)
    Statement {
        /// The first day, as 2027-01-16; none: from the first entry on (起始日)
        #[arg(long, value_name = "DAY", value_parser = day)]
        from: Option<i32>,
        /// The last day; none: that of the newest entry (截止日)
        #[arg(long, value_name = "DAY", value_parser = day)]
        to: Option<i32>,
        /// As CSV, amounts in yuan (CSV 格式)
        #[arg(long, conflicts_with = "json")]
        csv: bool,
        /// As JSON, a versioned schema, amounts in fen (JSON 格式)
        #[arg(long)]
        json: bool,
    },
    /// The record of an incident: what came in, who did what when, how it ended (事件记录)
    Incident {
        /// Its number (事件号)
        #[arg(value_name = "INCIDENT", value_parser = incident)]
        incident: u32,
        /// As Markdown (Markdown 格式)
        #[arg(long)]
        markdown: bool,
        /// With what people typed: notes, orders, names (含录入内容)
        #[arg(long)]
        private: bool,
    },
    /// The log of a shift (值班日志)
    Shift {
        /// From when, local time, as 2027-01-16T20:00; none: from when the shift began (起)
        #[arg(long, value_name = "WHEN", value_parser = minute)]
        from: Option<i64>,
        /// Until when; none: to the newest entry (止)
        #[arg(long, value_name = "WHEN", value_parser = minute)]
        to: Option<i64>,
        /// As Markdown (Markdown 格式)
        #[arg(long)]
        markdown: bool,
        /// With what people typed: notes, orders, names (含录入内容)
        #[arg(long)]
        private: bool,
    },
    /// What drills showed: points, timeline, what is to be done better (演练评估)
    Drill(DrillReport),
}

/// A recording or a scenario that is played.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Drill {
    /// A data directory or its recording, a scenario file, or the name of an embedded one (录像或情景)
    #[arg(value_name = "RECORDING|SCENARIO")]
    pub of: PathBuf,
    /// The data directory of the live desk whose real alarms break in; none: that of the configuration (真实值班台目录)
    #[arg(long, value_name = "DIR")]
    pub beside: Option<PathBuf>,
    /// Without a screen (无屏)
    #[arg(long)]
    pub headless: bool,
    /// Speed, or `max` (倍速)
    #[arg(long, value_name = "X", default_value = "1", value_parser = speed)]
    pub speed: Speed,
    /// Compare the facts with the journal's, hash for hash (核对)
    #[arg(long)]
    pub verify: bool,
    /// Whose lines play a scenario without a screen: another scenario's; none: its own (预演的班组)
    #[arg(long, value_name = "FILE", requires = "headless")]
    pub team: Option<PathBuf>,
}

/// How fast something is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    /// Units: thousandths of real time. Limits: 10 to 1,000,000.
    Times(u32),
    /// As fast as it goes.
    Max,
}

/// A part of a whole.
///
/// Units: millionths. Limits: 0 to 1,000,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share(pub u32);

impl Common {
    /// Returns what was typed as the arguments of another start of this program.
    pub fn written(&self) -> Vec<std::ffi::OsString> {
        let mut line = Vec::new();
        let mut push = |name: &str, value: &std::ffi::OsStr| line.extend([name.into(), value.to_owned()]);
        for (name, path) in [
            ("--config", &self.config),
            ("--data-dir", &self.data_dir),
            ("--scenario", &self.sample_scenario),
        ] {
            if let Some(path) = path {
                push(name, path.as_os_str());
            }
        }
        match self.clock {
            Some(Clock::Scaled(milli)) => {
                push("--clock", format!("{}.{:03}", milli / 1_000, milli % 1_000).as_ref());
            }
            Some(Clock::Source) => push("--clock", "source".as_ref()),
            Some(Clock::Real) | None => {}
        }
        if self.sample {
            line.push("--sample".into());
        }
        line
    }
}

impl Arguments {
    /// Reads a command line; its first word is the program's name.
    ///
    /// # Errors
    /// Returns clap's error: a wrong usage, or the help or version that was asked for; [`exit_of`] tells which.
    pub fn read<I, T>(line: I) -> Result<Self, clap::Error>
    where
        I: IntoIterator<Item = T>,
        T: Into<std::ffi::OsString> + Clone,
    {
        let arguments = Self::try_parse_from(line)?;
        let common = &arguments.common;
        if common.config.is_some() && common.sample {
            return Err(usage("--config and --sample exclude each other [--config 与 --sample 只能选一]"));
        }
        if common.sample_scenario.is_some() && !common.sample {
            return Err(usage(
                "--scenario needs --sample: a live desk has real feeds [--scenario 只与 --sample 同用]",
            ));
        }
        if common.clock.is_some() && !common.sample {
            return Err(usage(
                "--clock needs --sample: a live desk goes by the wall clock [--clock 只与 --sample 同用]",
            ));
        }
        Ok(arguments)
    }
}

/// Returns how the program ends after [`Arguments::read`] refused: help and version are done.
pub fn exit_of(error: &clap::Error) -> Exit {
    if error.use_stderr() { Exit::Usage } else { Exit::Done }
}

fn usage(message: &str) -> clap::Error {
    Arguments::command().error(ErrorKind::ArgumentConflict, message)
}

fn officer(word: &str) -> Result<String, String> {
    let fits = !word.is_empty() && word.len() <= 16 && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if fits { Ok(word.to_owned()) } else { Err("an officer's code is 1 to 16 letters and digits".to_owned()) }
}

fn day(word: &str) -> Result<i32, String> {
    crate::config::record::parse::day(word).ok_or_else(|| "a day as 2027-01-16".to_owned())
}

/// Reads an incident's number, with its sign or without.
fn incident(text: &str) -> Result<u32, String> {
    let number = text.strip_prefix('#').unwrap_or(text);
    number.parse().map_err(|_| format!("`{text}` is no incident number, as 1042"))
}

/// Reads a local minute, counted from 1970-01-01 00:00 local time; a day alone is its first one.
fn minute(word: &str) -> Result<i64, String> {
    let wrong = || "a time as 2027-01-16T20:00, or a day as 2027-01-16".to_owned();
    let (date, time) = word.split_once(['T', ' ']).unwrap_or((word, "00:00"));
    let day = crate::config::record::parse::day(date).ok_or_else(wrong)?;
    let (hour, minute) = time.split_once(':').ok_or_else(wrong)?;
    let digits = |part: &str, below: i64| {
        let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|number: &i64| plain && *number < below)
    };
    let (hour, minute) = (digits(hour, 24).ok_or_else(wrong)?, digits(minute, 60).ok_or_else(wrong)?);
    Ok((i64::from(day) * 24 + hour) * 60 + minute)
}

fn lang(word: &str) -> Result<Lang, String> {
    match word {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err("zh or en".to_owned()),
    }
}

fn clock(word: &str) -> Result<Clock, String> {
    if word == "source" {
        return Ok(Clock::Source);
    }
    match milli(word) {
        Some(1_000) => Ok(Clock::Real),
        Some(times @ 100..=1_000_000) => Ok(Clock::Scaled(times)),
        Some(_) | None => Err("a number from 0.1 to 1000, or `source`".to_owned()),
    }
}

fn speed(word: &str) -> Result<Speed, String> {
    if word == "max" {
        return Ok(Speed::Max);
    }
    match milli(word) {
        Some(times @ 10..=1_000_000) => Ok(Speed::Times(times)),
        Some(_) | None => Err("a number from 0.01 to 1000, or `max`".to_owned()),
    }
}

fn share(word: &str) -> Result<Share, String> {
    match decimal(word, 6) {
        Some(millionths @ 0..=1_000_000) => Ok(Share(millionths as u32)),
        Some(_) | None => Err("a part from 0 to 1".to_owned()),
    }
}

fn milli(word: &str) -> Option<u32> {
    u32::try_from(decimal(word, 3)?).ok()
}

/// Reads a plain decimal number as so many of its `places`: never a float, so `0.1` is exactly a tenth.
fn decimal(word: &str, places: usize) -> Option<u64> {
    let (whole, part) = word.split_once('.').unwrap_or((word, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > places || word.ends_with('.') {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}
