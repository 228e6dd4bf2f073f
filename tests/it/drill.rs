//! The room `drill`: what a scenario means, and what it does.

mod director;
mod expected;
mod nights;
mod scenario;
