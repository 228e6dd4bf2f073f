//! The loop of a screen: keys in, the desk's words in, frames out.
//!
//! Decides: when a frame is painted: at once after a pause, at most 120 a second here and 15 far away, and never into a
//! link that has not taken the last one.
//! Must not know: what a key does, what a snapshot means.

use crate::cli::attach::beyond::{self, Live, Missing};
use crate::cli::attach::link::{self, Link, Own, Taken};
use crate::cli::attach::tty::{self, Writer};
use crate::engine::paths::Paths;
use crate::ipc::client::Error;
use crate::ipc::protocol::{ToDesk, ToScreen};
use crate::language::Lang;
use crate::notify::bell;
use crate::notify::desktop::{Desktop, Notice};
use crate::screen::request::Link as Heard;
use crate::screen::state::Screen;
use crate::terminal;
use crate::terminal::guard::Guard;
use crate::terminal::key::Input;
use crate::terminal::output::{FrameEnd, Output};
use crate::terminal::parser::{ESCAPE_TIMEOUT_MS, Parser};
use crate::units::Span;
use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

/// How often ages and deadlines are counted on.
const TICK: Duration = Duration::from_millis(250);
/// How often a lost desk is looked for.
const REACH_EVERY: Duration = Duration::from_millis(500);
/// How long a remote terminal may owe the answer to a status request before the next frame is painted all the same,
/// and before keys count as typed into a dead link.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// How fast frames may follow each other.
///
/// Source: design section 4: a token bucket, so that a lone alarm never waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// 120 frames a second with a burst of 12.
    Local,
    /// 15 frames a second with a burst of 2, each after the answer to the last.
    Remote,
}

impl Pace {
    const fn every(self) -> Duration {
        match self {
            Self::Local => Duration::from_micros(8_333),
            Self::Remote => Duration::from_micros(66_667),
        }
    }

    const fn burst(self) -> u32 {
        match self {
            Self::Local => 12,
            Self::Remote => 2,
        }
    }
}

/// A screen on its terminal.
#[derive(Debug)]
pub(super) struct Watch {
    screen: Screen,
    guard: Guard,
    output: Output,
    parser: Parser,
    reads: mpsc::Receiver<Vec<u8>>,
    writer: Writer,
    link: Link,
    /// Where the desk's stores stand: the card of a drill names the live desk.
    data: PathBuf,
    pace: Pace,
    /// Where notices go; none where nobody wants them.
    desktop: Option<Desktop>,
    tokens: u32,
    refilled: Instant,
    dirty: bool,
    /// When the last frame asked for an answer that has not come.
    asked: Option<Instant>,
    /// When the first of the frames did whose answer is owed.
    owed: Option<Instant>,
    bells: Vec<u8>,
    leaving: bool,
    /// The live desk that the screen is left for.
    beyond: Option<Live>,
    /// Why the desk does not take this screen.
    refused: Option<Error>,
}

/// The signals that end or change a screen.
struct Signals {
    hang_up: Signal,
    terminate: Signal,
    resize: Signal,
}

/// Why a screen ends that nobody has left.
type Ended = Box<dyn std::error::Error>;

/// What the loop waits for.
enum Happened {
    /// The terminal has another size.
    Resized,
    /// The terminal sent bytes.
    Read(Vec<u8>),
    /// Nothing followed an escape.
    Settled,
    /// The desk said something; none: it is gone.
    Heard(Option<Box<ToScreen>>),
    /// A lost desk may be looked for.
    ReachDue,
    /// Ages and deadlines count on.
    Ticked,
    /// A frame may be painted.
    PaintDue,
}

impl Watch {
    /// Takes the terminal.
    pub(super) fn start(
        screen: Screen,
        tty: OwnedFd,
        paths: &Paths,
        officer: Option<String>,
        pace: Pace,
        desktop: Option<Desktop>,
    ) -> io::Result<Self> {
        let (columns, rows) = terminal::size(&tty);
        let (reading, writing) = (tty.try_clone()?, tty.try_clone()?);
        let guard = Guard::enter(tty)?;
        guard.restore_on_panic()?;
        let end = match pace {
            Pace::Local => FrameEnd::Local,
            Pace::Remote => FrameEnd::Remote,
        };
        Ok(Self {
            screen,
            guard,
            output: Output::new(columns, rows, end),
            parser: Parser::new(),
            reads: tty::read(reading)?,
            writer: Writer::start(writing)?,
            link: Link::to(&paths.socket(), officer),
            data: paths.dir().to_owned(),
            pace,
            desktop,
            tokens: pace.burst(),
            refilled: Instant::now(),
            dirty: true,
            asked: None,
            owed: None,
            bells: Vec::new(),
            leaving: false,
            beyond: None,
            refused: None,
        })
    }

    /// Runs until the screen is left, or its terminal is gone; returns the live desk that it was left for, and the
    /// language that was shown.
    pub(super) async fn run(mut self) -> Result<Option<(Live, Lang)>, Ended> {
        let mut signals = Signals {
            hang_up: signal(SignalKind::hangup())?,
            terminate: signal(SignalKind::terminate())?,
            resize: signal(SignalKind::window_change())?,
        };
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut reach = interval(REACH_EVERY);
        reach.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !self.leaving {
            let (up, dirty, paint_in) = (self.link.is_up(), self.dirty, self.paint_in());
            let happened = tokio::select! {
                biased;
                _ = signals.hang_up.recv() => return Ok(None),
                _ = signals.terminate.recv() => return Ok(None),
                _ = signals.resize.recv() => Happened::Resized,
                bytes = self.reads.recv() => match bytes {
                    Some(bytes) => Happened::Read(bytes),
                    None => return Ok(None),
                },
                () = settle(&self.parser) => Happened::Settled,
                message = self.link.hear() => Happened::Heard(message.map(Box::new)),
                _ = reach.tick(), if !up => Happened::ReachDue,
                _ = tick.tick() => Happened::Ticked,
                () = self.writer.written() => Happened::PaintDue,
                () = tokio::time::sleep(paint_in), if dirty => Happened::PaintDue,
            };
            match happened {
                Happened::Resized => self.resize(),
                Happened::Read(bytes) => self.keys(&bytes),
                Happened::Settled => self.settle(),
                Happened::Heard(message) => self.hear(message).await,
                Happened::ReachDue => self.reach().await,
                Happened::Ticked => self.tick(),
                Happened::PaintDue => {}
            }
            self.carry_out().await;
            self.paint()?;
        }
        if let Some(error) = self.refused {
            return Err(error.into());
        }
        // Who goes to a real alarm comes back: the drill that is left for it stays as it is.
        if self.beyond.is_none() {
            self.link.say(&ToDesk::Leave).await;
        }
        Ok(self.beyond.map(|live| (live, self.screen.lang())))
    }

    fn resize(&mut self) {
        let (columns, rows) = terminal::size(self.guard.tty());
        self.screen.resize(columns, rows);
        self.output.resize(columns, rows);
        self.dirty = true;
    }

    fn keys(&mut self, bytes: &[u8]) {
        let mut inputs = Vec::new();
        self.parser.push(bytes, &mut inputs);
        self.inputs(inputs);
    }

    fn settle(&mut self) {
        let mut inputs = Vec::new();
        self.parser.settle(&mut inputs);
        self.inputs(inputs);
    }

    fn inputs(&mut self, inputs: Vec<Input>) {
        let now = Instant::now();
        for input in inputs {
            match input {
                Input::StatusAnswer => {
                    if let Some(asked) = self.asked {
                        let took = now.saturating_duration_since(asked).as_millis();
                        self.screen.delay(Span(i64::try_from(took).unwrap_or(i64::MAX)));
                    }
                    (self.asked, self.owed) = (None, None);
                }
                // What was typed while the link was dead was typed at a picture: it must not act now.
                Input::Key(_) | Input::Paste(_) if self.is_overdue(now) => {}
                Input::Key(key) => self.screen.key(key, now),
                Input::Paste(text) => self.screen.paste(&text, now),
            }
        }
        self.dirty = true;
    }

    async fn hear(&mut self, message: Option<Box<ToScreen>>) {
        let now = Instant::now();
        let taken = message.map_or(Taken::Ended, |message| link::take(&mut self.screen, *message, now));
        match taken {
            Taken::Snapshot => self.link.say(&ToDesk::Taken).await,
            Taken::Ended => {
                self.link.drop_session();
                self.screen.link(Heard::Lost, now);
            }
            Taken::Other => {}
        }
        self.dirty = true;
    }

    async fn reach(&mut self) {
        match self.link.reach().await {
            Ok(welcome) => {
                self.screen.session(&welcome.name, welcome.role, welcome.actor.is_proved());
                self.screen.officer(welcome.actor.officer().map_or("", |officer| &officer.code));
            }
            // Trying again would not change these: the screen ends and says why.
            Err(error @ (Error::UnknownOfficer(_) | Error::Protocol { .. } | Error::Forbidden(_))) => {
                self.refused = Some(error);
                self.leaving = true;
            }
            Err(error) => {
                tracing::debug!("the desk is not reached: {error}");
                self.screen.link(Heard::Lost, Instant::now());
            }
        }
        self.dirty = true;
    }

    fn tick(&mut self) {
        self.screen.tick(Instant::now());
        self.dirty = true;
    }

    async fn carry_out(&mut self) {
        let requests: Vec<_> = self.screen.take_requests().collect();
        for request in requests {
            match link::message(request) {
                Ok(message) => self.link.say(&message).await,
                Err(Own::Notice { title, body }) => {
                    if let Some(desktop) = &self.desktop {
                        desktop.show(Notice { title, body });
                    }
                }
                Err(Own::Bell(pulses)) => self.bells.extend_from_slice(bell::bytes(pulses).as_bytes()),
                Err(Own::Repaint) => {
                    self.output.repaint();
                    self.dirty = true;
                }
                Err(Own::ToLiveDesk) => self.leave_for_live(),
                Err(Own::Quit) => self.leaving = true,
            }
        }
        let failed = self.desktop.as_ref().is_some_and(|desktop| desktop.failures() > 0);
        self.screen.desktop_notices(failed, Instant::now());
    }

    fn leave_for_live(&mut self) {
        match beyond::find(&self.data) {
            Ok(live) => (self.beyond, self.leaving) = (Some(live), true),
            Err(missing) => {
                self.screen.live_desk_not_reached(missing == Missing::Stopped, Instant::now());
                self.dirty = true;
            }
        }
    }

    /// Paints when something changed, a token is there and the terminal has taken the last frame.
    fn paint(&mut self) -> io::Result<()> {
        let now = Instant::now();
        self.refill(now);
        let waited = |asked: Instant| now.saturating_duration_since(asked);
        let waits_for_answer = self.asked.is_some_and(|asked| waited(asked) < ANSWER_WITHIN);
        if self.writer.is_busy() || waits_for_answer || self.tokens == 0 || !self.dirty {
            return Ok(());
        }
        self.screen.tick(now);
        let screen = &mut self.screen;
        let mut frame = self.output.frame(|buffer| screen.paint(buffer))?.to_vec();
        self.dirty = false;
        if frame.is_empty() && self.bells.is_empty() {
            return Ok(());
        }
        if !frame.is_empty() && self.pace == Pace::Remote {
            self.asked = Some(now);
            self.owed = self.owed.or(self.asked);
        }
        frame.append(&mut self.bells);
        self.tokens -= 1;
        self.writer.write(frame);
        Ok(())
    }

    /// Returns how long until a frame may be painted.
    fn paint_in(&self) -> Duration {
        let now = Instant::now();
        let token = if self.tokens > 0 { Duration::ZERO } else { self.pace.every() };
        let answer = self.asked.map_or(Duration::ZERO, |asked| {
            ANSWER_WITHIN.saturating_sub(now.saturating_duration_since(asked))
        });
        // While a frame is under way the writer says when it is done.
        let busy = if self.writer.is_busy() { Duration::from_secs(1) } else { Duration::ZERO };
        token.max(answer).max(busy)
    }

    fn refill(&mut self, now: Instant) {
        let since = now.saturating_duration_since(self.refilled);
        let grown = (since.as_nanos() / self.pace.every().as_nanos()) as u32;
        if grown > 0 {
            self.tokens = self.tokens.saturating_add(grown).min(self.pace.burst());
            self.refilled = now;
        }
    }

    fn is_overdue(&self, now: Instant) -> bool {
        self.owed.is_some_and(|asked| now.saturating_duration_since(asked) >= ANSWER_WITHIN)
    }
}

/// Waits as long as an escape may still become a sequence; for ever when none is begun.
async fn settle(parser: &Parser) {
    if parser.waits() {
        tokio::time::sleep(Duration::from_millis(ESCAPE_TIMEOUT_MS)).await;
    } else {
        std::future::pending::<()>().await;
    }
}
