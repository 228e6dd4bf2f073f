//! What `operations` promises.

pub(crate) mod fixture;

mod acts;
mod claims;
mod deadlines;
mod full;
mod ledger;
mod money;
mod warnings;
