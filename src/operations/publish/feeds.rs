//! The feeds of a snapshot.

use crate::operations::feed::alarm::AlarmView;
use crate::operations::feed::{Feed, View};
use crate::operations::publish::person_name;
use crate::operations::snapshot::Snapshot;
use crate::operations::state::State;
use crate::units::FeedId;

/// Fills the feeds, in the order of the configuration.
pub(super) fn fill_feeds(state: &State, snapshot: &mut Snapshot) {
    snapshot.feeds.clear();
    snapshot.feeds.extend(state.feeds.all().map(|(id, feed)| feed_view(state, id, feed)));
}

/// Returns a feed as it is shown.
pub fn feed_view(state: &State, id: FeedId, it: &Feed) -> View {
    let name = state.reference().feeds.get(id.index());
    let alarm = it.deaf().map(|alarm| AlarmView {
        deaf: alarm.deaf,
        since: alarm.since,
        known: alarm.known.map(|(actor, at)| (person_name(state, &actor), at)),
    });
    View {
        id,
        name: name.map(|feed| feed.name).unwrap_or_default(),
        code: name.map(|feed| feed.code).unwrap_or_default(),
        link: it.link,
        last: it.last,
        delay: it.delay(),
        cursor: it.window.next().saturating_sub(1),
        events: it.events,
        rejects: it.rejects,
        missing: it.missing,
        duplicates: it.duplicates,
        in_clear: it.terms.in_clear,
        silent_since: it.silent_since,
        silence_max: it.terms.silence_max,
        alarm,
        rate: it.rate,
        ignored: it.ignored,
        last_ignored: it.last_ignored,
        last_reject: it.last_reject,
        conflicts: it.conflicts,
        ahead: it.ahead,
        gaps: it.gaps,
        last_gap: it.last_gap,
        strangers: state.strangers_of(id),
        turned_away: it.turned_away,
    }
}
