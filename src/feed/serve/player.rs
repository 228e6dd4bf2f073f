//! Plays a scenario: each event at its time, numbered, stamped and kept.
//!
//! Invariants:
//! - the n-th event of a scenario is the same event in every run, so that a number can be sent again after a restart;
//! - at full speed the player never runs further ahead of its clients than what is kept.

use crate::feed::chance::Chance;
use crate::feed::encode::Body;
use crate::feed::scenario::Scenario;
use crate::feed::scenario::timeline::{Moment, Timeline};
use crate::feed::serve::position::Position;
use crate::feed::serve::store::Store;
use crate::feed::serve::{Options, ServeError, Shared, Speed, raised};
use crate::units::{self, Instant, Span};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// The position is kept at most so often.
const KEEP_EVERY: Duration = Duration::from_secs(1);
/// Events that are made at full speed before clients get their turn.
const BURST: u32 = 256;
/// How long the player waits before it looks again whether its clients have caught up.
const CATCH_UP: Duration = Duration::from_millis(1);

/// The player of one scenario.
#[derive(Debug)]
pub(super) struct Player {
    timeline: Timeline,
    position: Position,
    kept: tokio::time::Instant,
}

impl Player {
    /// Takes up where an earlier run ended, or starts a new stream.
    pub(super) fn take_up(scenario: Scenario, options: &Options) -> Result<(Self, Store), ServeError> {
        let digest = digest(&scenario);
        let earlier = match &options.position {
            Some(file) => Position::read(file)?.filter(|position| position.scenario == digest),
            None => None,
        };
        let start = scenario.start.unwrap_or(options.now);
        let fixed = scenario.start.is_some();
        let mut timeline = Timeline::new(Arc::new(scenario));
        let now = tokio::time::Instant::now();
        let Some(mut position) = earlier else {
            let position = Position {
                stream: new_stream(),
                scenario: digest,
                last: 0,
                played: 0,
                offset_ms: 0,
                bases: vec![(0, start.0)],
            };
            // A server that is killed in its first second must come back as the same stream: its clients know it already.
            if let Some(file) = &options.position {
                position.write(file)?;
            }
            let store = Store::new(position.stream.clone(), 0, options.retained_max);
            return Ok((Self { timeline, position, kept: now }, store));
        };
        // Events from outside the scenario are gone with the run that made them.
        let whole = position.played == position.last;
        let past =
            if whole { position.last.saturating_sub(options.retained_max as u64) } else { position.last };
        let mut store = Store::new(position.stream.clone(), past, options.retained_max);
        for number in 1..=position.played {
            let Some(moment) = timeline.next() else {
                break;
            };
            if whole && number > past {
                let (body, time) = stamped(&position.bases, moment);
                store.append(&body, time, now);
            }
        }
        if !fixed {
            // The server was away: what comes next happens now.
            position.bases.push((position.offset_ms, options.now.0.saturating_sub(position.offset_ms)));
        }
        Ok((Self { timeline, position, kept: now }, store))
    }

    /// Plays to the end, or until the server closes.
    pub(super) async fn run(mut self, shared: Arc<Shared>) {
        let mut closing = shared.closing.subscribe();
        let whole = tokio::select! {
            () = self.play(&shared) => true,
            () = raised(&mut closing) => false,
        };
        self.keep(&shared);
        if whole {
            shared.played.send_replace(true);
            raised(&mut closing).await;
            self.keep(&shared);
        }
    }

    async fn play(&mut self, shared: &Shared) {
        let offset = self.position.offset_ms;
        let mut burst = 0;
        while let Some(moment) = self.timeline.next() {
            match shared.options.speed {
                Speed::Times(times) => {
                    let wait = Duration::from_secs_f64((moment.at.0 - offset).max(0) as f64 / 1e3 / times);
                    let due = shared.began + wait;
                    // The position follows quiet stretches too.
                    while due > tokio::time::Instant::now() + KEEP_EVERY {
                        tokio::time::sleep(KEEP_EVERY).await;
                        self.position.offset_ms =
                            offset + (shared.began.elapsed().as_secs_f64() * 1e3 * times) as i64;
                        self.keep_at_times(shared);
                    }
                    tokio::time::sleep_until(due).await;
                }
                Speed::Max => {
                    burst += 1;
                    if burst >= BURST {
                        burst = 0;
                        tokio::task::yield_now().await;
                    }
                    while !has_room(shared) {
                        tokio::time::sleep(CATCH_UP).await;
                    }
                }
            }
            let at = moment.at;
            let (body, time) = stamped(&self.position.bases, moment);
            self.position.last = shared.append(&body, time);
            self.position.played += 1;
            self.position.offset_ms = at.0;
            self.keep_at_times(shared);
        }
    }

    fn keep_at_times(&mut self, shared: &Shared) {
        if self.kept.elapsed() >= KEEP_EVERY {
            self.keep(shared);
        }
    }

    fn keep(&mut self, shared: &Shared) {
        self.kept = tokio::time::Instant::now();
        self.position.last = *shared.last.borrow();
        if let Some(file) = &shared.options.position
            && let Err(error) = self.position.write(file)
        {
            tracing::warn!(%error, "the position is not kept");
        }
    }
}

/// At full speed: whether a client is there and none is further behind than half of what is kept.
fn has_room(shared: &Shared) -> bool {
    let slowest =
        shared.clients().values().filter(|client| client.connected).map(|client| client.cursor).min();
    let ahead = shared.options.retained_max as u64 / 2;
    slowest.is_some_and(|slowest| *shared.last.borrow() < slowest.saturating_add(ahead))
}

fn stamped(bases: &[(i64, i64)], moment: Moment) -> (Body, Instant) {
    let base = bases.iter().rev().find(|base| base.0 <= moment.at.0).map_or(0, |base| base.1);
    let time = Instant(base).after(moment.at);
    let mut body = moment.body;
    if let (Body::Warning(warning), Some(after)) = (&mut body, moment.expires_after) {
        warning.expires = Some(time.after(Span(after.0)));
    }
    (body, time)
}

fn new_stream() -> String {
    let mut chance = Chance::from_system();
    format!("{:016x}", chance.next())
}

/// Two scenarios with the same digest give the same events.
fn digest(scenario: &Scenario) -> String {
    units::Digest(Sha256::digest(format!("{scenario:?}")).into()).to_string()
}
