//! The sound command: a program of the site's own that makes itself heard where the bell is dead.
//!
//! One runs at a time; what comes while it runs is one more run, however much it is.

use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};

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
}

impl Cause {
    const fn word(self) -> &'static str {
        match self {
            Self::LifeRisk => "life-risk",
            Self::Renewed => "renewed",
            Self::Escalated => "escalated",
        }
    }
}

/// The program as the desk sees it.
#[derive(Clone, Debug)]
pub struct SoundCommand {
    queue: Sender<Cause>,
}

impl SoundCommand {
    /// Makes it ready; none without a program. The first word is the program, the others are its arguments.
    pub fn start(runtime: &Handle, command: Vec<String>) -> Option<Self> {
        Self::start_with(runtime, command, TIMEOUT)
    }

    /// Does the same with another time-out.
    pub fn start_with(runtime: &Handle, command: Vec<String>, timeout: Duration) -> Option<Self> {
        command.first()?;
        let (queue, waiting) = channel(1);
        runtime.spawn(run(command, waiting, timeout));
        Some(Self { queue })
    }

    /// Rings; never waits.
    pub fn ring(&self, cause: Cause) {
        // One that waits already rings for this one too.
        let _ = self.queue.try_send(cause);
    }
}

async fn run(command: Vec<String>, mut waiting: Receiver<Cause>, timeout: Duration) {
    while let Some(cause) = waiting.recv().await {
        if let Err(error) = once(&command, cause, timeout).await {
            tracing::error!("the sound command `{}`: {error}", command.join(" "));
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
