//! Whether what is asked of a feed can be done.

use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::feed::{Command, Fact, Refusal, state};
use crate::operations::outcome::{Refusal as Refused, Remark};
use crate::operations::publish::person_name;
use crate::operations::state::State;
use crate::units::FeedId;

/// Decides on a command.
///
/// # Errors
/// There is no such feed, or it is heard.
pub fn decide(state: &State, command: &Command, by: &Acting) -> Result<Decision, Refused> {
    let Command::Acknowledge { feed: code } = command;
    let named = |feed: &crate::operations::reference::FeedName| {
        feed.code.eq_ignore_ascii_case(code) || feed.name.as_str() == code.as_str()
    };
    let place = state.reference().feeds.iter().position(named);
    let feed = place.map(|at| FeedId(at as u16)).ok_or(Refused::Feed(Refusal::NoSuchFeed(*code)))?;
    let alarm = state.feeds.get(feed).and_then(state::Feed::deaf);
    let alarm = alarm.ok_or(Refused::Feed(Refusal::Heard(*code)))?;
    let mut decision = Decision::one(Body::Feed(Fact::Known { feed, since: alarm.since }), by);
    if let Some((who, _)) = &alarm.known {
        decision.remark = Some(Remark::AlreadyAcknowledged(person_name(state, who)));
    }
    Ok(decision)
}
