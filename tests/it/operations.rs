//! What `operations` promises.

pub(crate) mod fixture;

mod acts;
mod deadlines;
mod full;
mod intake;
mod upward;
mod warnings;
