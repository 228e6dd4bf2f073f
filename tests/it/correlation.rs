//! What `correlation` promises: the ISA table, one scenario a rule, and properties against a naive model.

mod against;
mod areas;
mod fixture;
mod frames;
mod full;
mod isa;
mod life;
mod naive;
mod peers;
mod properties;
mod scenarios;
