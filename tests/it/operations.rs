//! What `operations` promises.

pub(crate) mod fixture;

mod acts;
mod course;
mod claims;
mod deadlines;
mod full;
mod ledger;
mod money;
mod teams;
mod post;
mod said;
mod unanswered;
mod intake;
mod upward;
mod listing;
mod warnings;
