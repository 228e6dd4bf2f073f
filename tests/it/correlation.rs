//! What `correlation` promises: the ISA table, one scenario a rule, and properties against a naive model.

mod against;
mod fixture;
mod full;
mod isa;
mod life;
mod naive;
mod properties;
mod scenarios;
