//! What `operations` promises.

pub(crate) mod fixture;

mod acts;
mod areas;
mod authority;
mod claims;
mod context;
mod course;
mod crowded;
mod deadlines;
pub(crate) mod drills;
mod ended;
mod expiry;
mod feeds;
mod full;
mod handover;
mod identity;
mod intake;
mod ledger;
mod lifting;
mod listing;
mod money;
mod post;
mod regroup;
mod releases;
mod rewritten;
mod said;
mod strangers;
mod suppression;
mod surge;
mod teams;
mod unanswered;
mod upward;
mod warnings;
mod ways;
