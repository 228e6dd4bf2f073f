//! The desk itself: starts and stops, who signed on, checkpoints, clock steps, the registry and the rules in force, texts that are destroyed.

pub mod command;
pub mod fact;
pub mod purge;
pub mod rules;

pub use command::{Command, Refusal};
pub use fact::Fact;
pub use purge::Scope;
pub use rules::{InForce, RuleBook, RuleName};
