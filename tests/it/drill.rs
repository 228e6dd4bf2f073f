//! The room `drill`: what a scenario means, and what it does.

mod decide;
mod director;
mod expected;
mod nights;
