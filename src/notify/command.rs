//! The sound command: a program of the site's own that makes itself heard where the bell is dead.
//!
//! One runs at a time; what comes while it runs is one more run, however much it is.
//!
//! A fire's sound waits for no other: what rings for a feed is ended for it.

use crate::text::{Text, bounded};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::watch;

/// How long the program may take: a minute of siren is a program that rings again.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// Why it rings; told to the program as `DUTYDESK_CAUSE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// An incident is life-risk.
    LifeRisk,
    /// A life-risk incident is unacknowledged again.
    Renewed,
    /// Nobody acknowledges: the step of the escalation has come.
    Escalated,
    /// A feed is not heard: what it would tell, nobody knows.
    FeedDeaf,
}

impl Cause {
    const fn word(self) -> &'static str {
        match self {
            Self::LifeRisk => "life-risk",
            Self::Renewed => "renewed",
            Self::Escalated => "escalated",
            Self::FeedDeaf => "feed-deaf",
        }
    }

    /// Returns whether a fire's sound does not wait for it.
    const fn gives_way(self) -> bool {
        match self {
            Self::LifeRisk | Self::Renewed | Self::Escalated => false,
            Self::FeedDeaf => true,
        }
    }
}

/// The program as the desk sees it.
#[derive(Clone, Debug)]
pub struct SoundCommand {
    queue: Sender<Cause>,
    later: Sender<Cause>,
    fault: watch::Receiver<Option<Fault>>,
}

/// Why it did not sound when it rang last.
pub type Fault = Text<96>;

impl SoundCommand {
    /// Makes it ready; none without a program. The first word is the program, the others are its arguments.
    pub fn start(runtime: &Handle, command: Vec<String>) -> Option<Self> {
        Self::start_with(runtime, command, TIMEOUT)
    }

    /// Does the same with another time-out.
    pub fn start_with(runtime: &Handle, command: Vec<String>, timeout: Duration) -> Option<Self> {
        command.first()?;
        let ((queue, first), (later, then)) = (channel(1), channel(1));
        let (found, fault) = watch::channel(None);
        runtime.spawn(run(command, Waiting { first, then }, timeout, found));
        Some(Self { queue, later, fault })
    }

    /// Returns why it did not sound when it rang last, as that changes; none: it sounded, or has not rung yet.
    pub fn fault(&self) -> watch::Receiver<Option<Fault>> {
        self.fault.clone()
    }

    /// Rings; never waits.
    pub fn ring(&self, cause: Cause) {
        // One that waits already rings for this one too.
        let _ = if cause.gives_way() { self.later.try_send(cause) } else { self.queue.try_send(cause) };
    }
}

/// What waits to ring: a fire, then anything else.
struct Waiting {
    first: Receiver<Cause>,
    then: Receiver<Cause>,
}

async fn run(
    command: Vec<String>,
    mut waiting: Waiting,
    timeout: Duration,
    fault: watch::Sender<Option<Fault>>,
) {
    let say = |rang: std::io::Result<()>| {
        if let Err(error) = &rang {
            tracing::error!("the sound command `{}`: {error}", command.join(" "));
        }
        fault.send_replace(rang.err().map(|error| bounded(&error.to_string())));
    };
    let mut next = None;
    loop {
        let cause = if let Some(cause) = next.take() {
            cause
        } else {
            tokio::select! {
                biased;
                cause = waiting.first.recv() => match cause {
                    Some(cause) => cause,
                    None => return,
                },
                Some(cause) = waiting.then.recv() => cause,
            }
        };
        let rings = once(&command, cause, timeout);
        if !cause.gives_way() {
            say(rings.await);
            continue;
        }
        // Dropped, it is killed.
        tokio::select! {
            biased;
            fire = waiting.first.recv() => match fire {
                Some(fire) => next = Some(fire),
                None => return,
            },
            rang = rings => say(rang),
        }
    }
}

async fn once(command: &[String], cause: Cause, timeout: Duration) -> std::io::Result<()> {
    let Some((program, arguments)) = command.split_first() else { return Ok(()) };
    let mut child = Command::new(program)
        .args(arguments)
        .env("DUTYDESK_CAUSE", cause.word())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let Ok(status) = tokio::time::timeout(timeout, child.wait()).await else {
        child.kill().await?;
        return Err(std::io::Error::other(format!("ended after {} s", timeout.as_secs())));
    };
    let status = status?;
    if status.success() { Ok(()) } else { Err(std::io::Error::other(status.to_string())) }
}
