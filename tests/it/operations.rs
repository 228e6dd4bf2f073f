//! What `operations` promises.

pub(crate) mod fixture;

mod acts;
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
mod surge;
mod suppression;
mod teams;
mod unanswered;
mod upward;
mod warnings;
