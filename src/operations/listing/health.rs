//! The feeds and how they fare; below them what was refused, newest first, and the devices that no registry knows.

use crate::operations::feed::fact::STRANGERS;
use crate::operations::feed::{Kept, View};
use crate::operations::listing::filter::Filter;
use crate::operations::listing::{Cut, RowId};
use crate::operations::publish::feed_view;
use crate::operations::reference::Name;
use crate::operations::state::{State, Unregistered};
use crate::text::Text;
use crate::units::{DeviceId, FeedId, IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// A line of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Line {
    /// A feed.
    Feed(Box<View>),
    /// A message that was refused.
    Refused(Box<Refused>),
    /// A device that no registry knows.
    Stranger(Box<Stranger>),
}

/// A message that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The feed's name.
    pub feed: Name,
    /// The message; its bytes stand here only when the cursor stands on it.
    pub kept: Kept,
}

/// A device that no registry knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stranger {
    /// Its place in the device table.
    pub device: DeviceId,
    /// What its feed calls it; none for all that found no place of their own.
    pub code: Option<Text<32>>,
    /// The feed's name.
    pub feed: Name,
    /// Where it hangs, as the feed says.
    pub place: Text<64>,
    /// When it was last heard; unstated when that was before a start.
    pub heard: Instant,
    /// The incident that it belongs to.
    pub incident: Option<IncidentId>,
}

impl Line {
    /// Returns what it is.
    pub fn id(&self) -> RowId {
        match self {
            Self::Feed(view) => RowId::Feed(view.id),
            Self::Refused(refused) => RowId::Refused(refused.kept.input),
            Self::Stranger(stranger) => RowId::Device(stranger.device),
        }
    }
}

/// What may be typed for everything that was refused, in both languages.
pub const REFUSED: (&str, &str) = ("拒收", "refused");
/// What may be typed for every device that no registry knows.
pub const STRANGER: (&str, &str) = ("未登记", "unregistered");

/// Offers the feeds, what was refused, and the strangers.
///
/// Cost: O(feeds x refused + strangers).
pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Line>) {
    let name = |id: FeedId| state.reference().feeds.get(id.index());
    for (id, feed) in state.feeds.all() {
        let (code, called) = name(id).map_or(("", ""), |feed| (feed.code.as_str(), feed.name.as_str()));
        if filter.is_empty() || filter.finds(&[code, called]) {
            cut.take(RowId::Feed(id), || Line::Feed(Box::new(feed_view(state, id, feed))));
        }
    }
    let kept = state.feeds.all().flat_map(|(id, feed)| feed.quarantine.newest().map(move |kept| (id, kept)));
    let mut kept: Vec<(FeedId, &Kept)> = kept.collect();
    kept.sort_unstable_by_key(|(_, kept)| std::cmp::Reverse((kept.last, kept.input)));
    for (feed, kept) in kept {
        let called = name(feed).map(|feed| feed.name).unwrap_or_default();
        if filter.is_empty() || filter.finds(&[REFUSED.0, REFUSED.1, &kept.reason, &called]) {
            let id = RowId::Refused(kept.input);
            let is_read = cut.look.selected == Some(id);
            cut.take(id, || refused(kept, called, is_read));
        }
    }
    for known in state.strangers() {
        let called = name(known.feed).map(|feed| feed.name).unwrap_or_default();
        if filter.is_empty() || filter.finds(&[STRANGER.0, STRANGER.1, &known.code, &known.place, &called]) {
            cut.take(RowId::Device(known.device), || stranger(state, known, called));
        }
    }
}

fn refused(kept: &Kept, feed: Name, is_read: bool) -> Line {
    let bytes = if is_read { kept.bytes.clone() } else { Box::default() };
    Line::Refused(Box::new(Refused { feed, kept: kept.with(bytes) }))
}

fn stranger(state: &State, known: &Unregistered, feed: Name) -> Line {
    Line::Stranger(Box::new(Stranger {
        device: known.device,
        code: Some(known.code).filter(|code| code.as_str() != STRANGERS),
        feed,
        place: known.place,
        heard: known.heard,
        incident: state.correlation.incident_of(known.device),
    }))
}
