//! How a command reaches the desk that runs.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::config::{Config, Exit};
use crate::ipc::client::{self, Client, Hello, Welcome};
use crate::ipc::protocol::Proof;
use std::io::{self, BufRead};
use tokio::runtime::Runtime;

/// A session with the desk, and the runtime that it lives in.
#[derive(Debug)]
pub(super) struct Reach {
    /// Runs the session's calls.
    pub(super) runtime: Runtime,
    /// The session.
    pub(super) client: Client,
    /// Who the desk takes it for.
    pub(super) welcome: Welcome,
    /// The configuration that named the desk.
    pub(super) config: Config,
}

impl Reach {
    /// Reaches the desk, or says why it cannot be reached.
    pub(super) fn open(place: &Place, output: &Output) -> Result<Self, Exit> {
        let config = place.config(output)?;
        let paths = place.current(&config.data, output)?;
        let refused = |said: &str| {
            output.message(said);
            Exit::Refused
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| refused(&say::error(place, &error)))?;
        let hello = Hello { officer: config.officer.map(|code| code.to_string()), ..Hello::default() };
        let connected = runtime.block_on(Client::connect(&paths.socket(), hello));
        let (client, welcome) = connected.map_err(|error| match error {
            client::Error::NoDesk(_) => refused(place.no_desk()),
            error => refused(&say::error(place, &error)),
        })?;
        Ok(Self { runtime, client, welcome, config })
    }

    /// Asks for the passphrase of the officer who is named, from stdin.
    pub(super) fn ask_signature(&self, place: &Place, output: &Output) -> Result<(String, String), Exit> {
        let Some(officer) = self.config.officer else {
            output.message(place.say(
                "这条命令需要证明身份\n  提示: 用 --officer 说明是谁, 从标准输入给出口令",
                "this command needs proof of who you are\n  hint: name yourself with --officer and give the passphrase on stdin",
            ));
            return Err(Exit::Refused);
        };
        Ok((officer.to_string(), read_passphrase(place, output)?))
    }

    /// Proves the session with a passphrase from stdin: never from arguments or environment.
    pub(super) fn prove(&mut self, place: &Place, output: &Output) -> Result<(), Exit> {
        let (officer, passphrase) = self.ask_signature(place, output)?;
        let proof = self.runtime.block_on(self.client.prove(&officer, &passphrase));
        let (zh, en) = match proof {
            Ok(Proof::Accepted { .. }) => return Ok(()),
            Ok(Proof::Wrong) => ("口令不对", "the passphrase is wrong"),
            Ok(Proof::Unknown) => ("登记表里没有这个值班员", "the registry has no such officer"),
            Ok(Proof::Wait) => ("尝试太多, 请等一分钟", "too many tries: wait a minute"),
            Ok(Proof::Unset) => (
                "还没有口令\n  提示: 用 dutydesk passphrase 设置",
                "there is no passphrase yet\n  hint: set one with `dutydesk passphrase`",
            ),
            Err(error) => {
                output.message(say::error(place, &error));
                return Err(Exit::Refused);
            }
        };
        output.message(place.say(zh, en));
        Err(Exit::Refused)
    }
}

/// Reads one line from stdin; a terminal does not show it.
pub(super) fn read_passphrase(place: &Place, output: &Output) -> Result<String, Exit> {
    let terminal = rustix::termios::tcgetattr(io::stdin()).ok();
    if let Some(shown) = &terminal {
        output.message(place.say("口令:", "passphrase:"));
        let mut hidden = shown.clone();
        hidden.local_modes.remove(rustix::termios::LocalModes::ECHO);
        // A terminal that shows what is typed is better than a desk that nobody can prove to.
        let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, &hidden);
    }
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    if let Some(shown) = &terminal {
        let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, shown);
    }
    if matches!(read, Ok(1..)) {
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    output.message(place.say("标准输入上没有口令", "there is no passphrase on stdin"));
    Err(Exit::Refused)
}
