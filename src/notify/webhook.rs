//! Deliveries over HTTP: one POST under one key, repeated until somebody can say what came of it.
//!
//! Decides: what an answer of a receiver means, how often and when a delivery is tried again.
//! Must not know: what is delivered, what follows from an outcome.
//!
//! Invariants:
//! - every try of a delivery carries the same `Idempotency-Key`: a receiver that keeps its keys does nothing twice;
//! - "unknown" is said whenever the request may have arrived: only a connection that never stood is not sent;
//! - nothing goes over plain HTTP but to this machine itself, nothing goes through a proxy or after a redirect.

use crate::limits::ETA_MINUTES_MAX;
use crate::operations::delivery::Outcome;
use serde::Deserialize;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use ureq::http::Uri;
use ureq::{Agent, Error, Timeout};

/// Tries that may wait for an answer at once, a class.
///
/// A dead receiver holds its place for 5 s: sixteen of them leave every team of a night room.
const AT_ONCE_MAX: usize = 16;
/// What is read of an answer: a receipt is a line.
const ANSWER_BYTES_MAX: u64 = 16 * 1_024;

/// How long a receiver may take, and when it is asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For one try, from the first byte to the last.
    pub timeout: Duration,
    /// Before each further try.
    pub pauses: Vec<Duration>,
}

impl Default for Patience {
    /// Source: design section 6: 5 s; three tries within the minute that a team has to accept.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(5), pauses: vec![Duration::from_secs(2), Duration::from_secs(8)] }
    }
}

/// What is posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Where to.
    pub url: Box<str>,
    /// The key of every try.
    pub key: String,
    /// The JSON.
    pub body: String,
    /// Which line it stands in.
    pub class: Class,
}

/// Which line a delivery stands in: relays to dead insurers must not hold up a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Teams and leaders.
    Life,
    /// Everything else.
    Ordinary,
}

/// What one try came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is settled.
    Settled(Outcome),
    /// It may have arrived.
    Unsure,
    /// It did not arrive, and may on another try.
    NotTaken,
}

/// The channel.
#[derive(Clone, Debug)]
pub struct Webhook {
    agent: Agent,
    pauses: Arc<[Duration]>,
    life: Arc<Semaphore>,
    ordinary: Arc<Semaphore>,
}

/// What a receiver may say in the body of its answer.
#[derive(Deserialize)]
struct Receipt {
    state: String,
    eta_minutes: Option<serde_json::Value>,
}

impl Webhook {
    /// Makes the channel.
    pub fn new(patience: &Patience) -> Self {
        let connect = patience.timeout * 3 / 5;
        let config = Agent::config_builder()
            .timeout_global(Some(patience.timeout))
            .timeout_resolve(Some(connect))
            .timeout_connect(Some(connect))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // An old connection that dies under a request would leave every such delivery unknown.
            .max_idle_connections(0)
            .proxy(None)
            .user_agent(concat!("dutydesk/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: config.new_agent(),
            pauses: patience.pauses.clone().into(),
            life: Arc::new(Semaphore::new(AT_ONCE_MAX)),
            ordinary: Arc::new(Semaphore::new(AT_ONCE_MAX)),
        }
    }

    /// Tries until it is settled or not tried any more; tells what is known each time that it changes.
    ///
    /// Dropping the future ends it between two tries.
    pub async fn deliver(&self, post: Arc<Post>, tell: impl Fn(Outcome)) {
        let mut pauses = self.pauses.iter();
        loop {
            let Some(answer) = self.turn(&post).await else { return };
            match (answer, pauses.next()) {
                (Answer::Settled(outcome), _) => return tell(outcome),
                (Answer::Unsure | Answer::NotTaken, None) => return tell(Outcome::Undelivered),
                (Answer::Unsure, Some(pause)) => {
                    tell(Outcome::Unknown);
                    tokio::time::sleep(*pause).await;
                }
                (Answer::NotTaken, Some(pause)) => tokio::time::sleep(*pause).await,
            }
        }
    }

    /// Waits for a place and tries once; none when the program ends.
    async fn turn(&self, post: &Arc<Post>) -> Option<Answer> {
        let places = match post.class {
            Class::Life => &self.life,
            Class::Ordinary => &self.ordinary,
        };
        let _place = places.acquire().await.ok()?;
        let (channel, post) = (self.clone(), Arc::clone(post));
        tokio::task::spawn_blocking(move || channel.post(&post)).await.ok()
    }

    /// Tries once; blocks for the time-out at most.
    pub fn post(&self, post: &Post) -> Answer {
        if !is_allowed(&post.url) {
            tracing::error!(
                "`{}` is neither https:// nor http:// on this machine: nothing is sent",
                post.url
            );
            return Answer::Settled(Outcome::Undelivered);
        }
        let request = self
            .agent
            .post(&*post.url)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Idempotency-Key", &post.key);
        match request.send(&post.body) {
            Ok(mut response) => {
                let status = response.status().as_u16();
                let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_string();
                match body {
                    Ok(body) => judge(status, &body),
                    // Whoever writes a book has said what the status says.
                    Err(Error::BodyExceedsLimit(_)) => judge(status, ""),
                    Err(_) if (200..300).contains(&status) => Answer::Unsure,
                    Err(_) => judge(status, ""),
                }
            }
            Err(error) => {
                let answer = judge_error(&error);
                tracing::warn!("delivery {} to `{}`: {error}: {answer:?}", post.key, post.url);
                answer
            }
        }
    }
}

/// Returns whether a delivery may go to an address: over TLS anywhere, in the clear only to this machine.
pub fn is_allowed(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default();
    match uri.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => {
            let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
            host == "localhost" || address.is_ok_and(|it| it.is_loopback())
        }
        Some(_) | None => false,
    }
}

/// Reads an answer.
///
/// Source: RFC 9110 section 15; draft-ietf-httpapi-idempotency-key-header: 409 while the first try is still at work.
fn judge(status: u16, body: &str) -> Answer {
    let receipt = serde_json::from_str::<Receipt>(body).ok();
    let said = receipt.as_ref().map(|it| it.state.as_str());
    match (status, said) {
        (200..=299 | 400..=499, Some("refused")) => Answer::Settled(Outcome::Refused),
        (200..=299, Some("accepted")) => {
            let minutes = receipt.and_then(|it| it.eta_minutes?.as_u64());
            let eta_minutes = minutes.filter(|it| *it <= u64::from(ETA_MINUTES_MAX)).map(|it| it as u16);
            Answer::Settled(Outcome::Accepted { eta_minutes })
        }
        (200..=299, Some("delivered")) => Answer::Settled(Outcome::Delivered),
        (200..=299, Some(_) | None) => Answer::Settled(Outcome::Sent),
        (408 | 425 | 429, _) => Answer::NotTaken,
        (409 | 500..=599, _) => Answer::Unsure,
        (_, _) => Answer::Settled(Outcome::Undelivered),
    }
}

/// Reads an end without an answer: whatever may have come after the request's first byte is unsure.
fn judge_error(error: &Error) -> Answer {
    use std::io::ErrorKind;
    match error {
        Error::HostNotFound
        | Error::ConnectionFailed
        | Error::Timeout(Timeout::Resolve | Timeout::Connect) => Answer::NotTaken,
        Error::Io(error)
            if matches!(
                error.kind(),
                ErrorKind::ConnectionRefused
                    | ErrorKind::HostUnreachable
                    | ErrorKind::NetworkUnreachable
                    | ErrorKind::AddrNotAvailable
            ) =>
        {
            Answer::NotTaken
        }
        Error::BadUri(_) | Error::Http(_) | Error::RedirectFailed => Answer::Settled(Outcome::Undelivered),
        _ => Answer::Unsure,
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, is_allowed, judge};
    use crate::operations::delivery::Outcome;

    #[test]
    fn every_answer_has_one_meaning() {
        let accepted = |eta_minutes| Answer::Settled(Outcome::Accepted { eta_minutes });
        let settled = Answer::Settled;
        for (status, body, wanted) in [
            (200, "", settled(Outcome::Sent)),
            (202, "ok", settled(Outcome::Sent)),
            (200, "{}", settled(Outcome::Sent)),
            (200, r#"{"state":"queued"}"#, settled(Outcome::Sent)),
            (200, r#"{"state":"delivered"}"#, settled(Outcome::Delivered)),
            (200, r#"{"state":"accepted","eta_minutes":9}"#, accepted(Some(9))),
            (200, r#"{"state":"accepted"}"#, accepted(None)),
            (200, r#"{"state":"accepted","eta_minutes":"soon"}"#, accepted(None)),
            (200, r#"{"state":"accepted","eta_minutes":-1}"#, accepted(None)),
            (200, r#"{"state":"accepted","eta_minutes":70000}"#, accepted(None)),
            (200, r#"{"state":"refused"}"#, settled(Outcome::Refused)),
            (403, r#"{"state":"refused"}"#, settled(Outcome::Refused)),
            // A receipt that contradicts its status is none.
            (403, r#"{"state":"accepted"}"#, settled(Outcome::Undelivered)),
            (500, r#"{"state":"accepted"}"#, Answer::Unsure),
            (500, r#"{"state":"refused"}"#, Answer::Unsure),
            (503, "", Answer::Unsure),
            (409, "", Answer::Unsure),
            (404, "", settled(Outcome::Undelivered)),
            (422, "", settled(Outcome::Undelivered)),
            (408, "", Answer::NotTaken),
            (429, "", Answer::NotTaken),
            (301, "", settled(Outcome::Undelivered)),
        ] {
            assert_eq!(judge(status, body), wanted, "{status} {body}");
        }
    }

    #[test]
    fn nothing_goes_in_the_clear_but_to_this_machine() {
        for (url, wanted) in [
            ("https://duty.example.cn/teams/T4", true),
            ("http://127.0.0.1:8080/T4", true),
            ("http://[::1]:8080/T4", true),
            ("http://localhost/T4", true),
            ("http://duty.example.cn/T4", false),
            ("http://127.0.0.1.example.cn/T4", false),
            ("http://127.0.0.1@example.cn/T4", false),
            ("http://10.0.0.1/T4", false),
            ("ftp://127.0.0.1/T4", false),
            ("127.0.0.1/T4", false),
            ("", false),
        ] {
            assert_eq!(is_allowed(url), wanted, "{url}");
        }
    }
}
