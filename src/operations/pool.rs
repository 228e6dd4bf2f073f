//! The pool (资金池): two-phase money on accounts, in fen.
//!
//! Decides: what may be reserved, who may post it, what each transfer does to the accounts.
//! Must not know: banks. The desk authorises; the bank pays; a person says that it has.
//!
//! Invariants:
//! - every transfer debits one account and credits another by the same amount; nothing is edited;
//! - no account that may not is ever below zero, counting what is pending;
//! - who reserved never posts; a reservation is resolved once: posted, voided or expired;
//! - what is owed for a release (a signature, a review) keeps its reservation on the desk.
//!
//! Source: design section 7; desk.md 6 (two-phase transfers, maker-checker).

pub mod account;
pub mod command;
pub mod day;
pub mod decide;
pub mod fact;
pub mod lines;
pub mod release;
pub mod schedule;
pub mod state;
pub mod terms;
pub mod view;

pub use account::{Account, Accounts};
pub use command::{Command, Finding, Payer};
pub use decide::{Refusal, decide};
pub use fact::{Basis, Fact};
pub use lines::{Lines, lines};
pub use state::{Reservation, Signature, Stage, State};
pub use terms::{Due, Limit, Terms, Wanted};
pub use view::{Ledger, Owes, View};
