//! The room `drill`: what a scenario means, what it does, and what a team is scored.

mod browser;
mod check;
mod decide;
mod director;
mod expected;
mod nights;
mod report;
mod run;
mod scenario;
mod score;
mod shipped;
mod told;
