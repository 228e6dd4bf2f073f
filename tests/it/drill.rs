//! The room `drill`: what a scenario means, what it does, and what a team is scored.

mod browser;
mod decide;
mod director;
mod expected;
mod format;
mod nights;
mod rehearse;
mod report;
mod run;
pub(crate) mod scenario;
mod score;
mod shipped;
mod told;
