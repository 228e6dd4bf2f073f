//! What `operations` promises.

pub(crate) mod fixture;

mod acts;
mod deadlines;
mod full;
mod listing;
mod warnings;
