//! The room `drill`: what a scenario means, and what it does.

mod director;
mod expected;
mod nights;
mod report;
mod run;
mod score;
mod shipped;
