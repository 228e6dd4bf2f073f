//! The room `drill`: what a scenario means, what it does, and what a team is scored.

mod acts;
mod apart;
mod begun;
mod browser;
mod check;
mod course;
mod decide;
mod director;
mod expected;
mod facts;
mod format;
mod kept;
mod merged;
mod milestones;
mod nights;
mod play;
mod receivers;
pub(crate) mod rehearse;
mod report;
mod run;
pub(crate) mod scenario;
mod score;
mod shipped;
mod told;
