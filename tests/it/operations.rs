//! What `operations` promises.

pub(crate) mod fixture;

mod acts;
mod areas;
mod claims;
mod course;
mod deadlines;
mod full;
mod intake;
mod ledger;
mod listing;
mod money;
mod post;
mod regroup;
mod said;
mod suppression;
mod surge;
mod teams;
mod unanswered;
mod upward;
mod warnings;
