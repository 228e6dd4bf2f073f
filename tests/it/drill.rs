//! The room `drill`: what a scenario means, what it does, and what a team is scored.

mod browser;
mod course;
mod decide;
mod director;
mod expected;
mod facts;
mod kept;
mod merged;
mod milestones;
mod nights;
mod play;
mod receivers;
mod report;
mod run;
mod scenario;
mod score;
mod shipped;
mod told;
