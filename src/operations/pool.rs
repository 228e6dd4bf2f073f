//! The pool (资金池): two-phase money on accounts, in fen.
//!
//! Decides: what may be reserved, who may post it, what each transfer does to the accounts.
//! Must not know: banks. The desk authorises; the bank pays; a person says that it has.
//!
//! Invariants:
//! - every transfer debits one account and credits another by the same amount; nothing is edited;
//! - no account that may not is ever below zero, counting what is pending;
//! - who reserved never posts; a reservation is resolved once: posted, voided or expired.
//!
//! Source: design section 7; desk.md 6 (two-phase transfers, maker-checker).

pub mod account;
pub mod command;
pub mod decide;
pub mod fact;
pub mod lines;
pub mod state;
pub mod view;

pub use account::{Account, Accounts};
pub use command::{Command, Payer};
pub use decide::{Refusal, decide};
pub use fact::Fact;
pub use lines::{Lines, lines};
pub use state::{Reservation, Stage, State};
pub use view::{Ledger, View};
