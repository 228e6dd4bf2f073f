//! What `operations` promises.

pub(crate) mod fixture;

mod acts;
mod course;
mod deadlines;
mod full;
mod said;
mod unanswered;
mod warnings;
