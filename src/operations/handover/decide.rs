//! Who may offer and take the desk, and what follows.

use crate::operations::actor::{Officer, PrivateText};
use crate::operations::decision::{Acting, Decision};
use crate::operations::fact::Body;
use crate::operations::handover::sheet::sums;
use crate::operations::handover::{Command, Fact, Keys, Moved, SheetCode};
use crate::operations::outcome;
use crate::operations::reference::{Code, Role};
use crate::operations::state::State;
use crate::units::HandoverId;
use serde::{Deserialize, Serialize};

/// Why a handover is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The registry has no such person.
    NoSuchPerson(Code),
    /// That person is no duty officer.
    NotAnOfficer(Code),
    /// Nobody hands the desk to themselves.
    Oneself,
    /// Somebody else has the desk.
    NotOnDuty(Code),
    /// They have the desk already.
    HasIt(Code),
    /// What is missing is to be said.
    NoteMissing,
    /// The sheet is another one by now: it is to be read again.
    SheetChanged(SheetCode),
    /// The desk is not offered.
    NotOffered,
    /// No signature is missing under that number.
    NothingMissing(HandoverId),
    /// That signature is another officer's, or a leader's.
    NotYours(HandoverId),
    /// The desk is offered to another officer already.
    OfferedTo(Code),
}

/// Decides a command.
///
/// Changes nothing. Who acts has proved it: see [`crate::operations::authority`].
///
/// # Errors
/// Somebody else has the desk, who is named cannot take it, or the sheet was not read as it stands.
pub fn decide(
    desk: &State,
    command: &Command<PrivateText>,
    by: &Acting,
) -> Result<Decision, outcome::Refusal> {
    let officer = *by.officer().ok_or(outcome::Refusal::NeedsProof)?;
    let refuse = outcome::Refusal::Handover;
    let fact = match *command {
        Command::Offer { to, keys, note } => offer(desk, officer, to, (keys, note)).map_err(refuse)?,
        Command::Take { sheet } => take(desk, officer, sheet).map_err(refuse)?,
        Command::Sign { handover } => sign(desk, officer, handover).map_err(refuse)?,
        Command::Withdraw => {
            let offer = desk.handovers.offer().ok_or(refuse(Refusal::NotOffered))?;
            let is_party = officer.code == offer.from.code || officer.code == offer.to.code;
            if !is_party && role(desk, &officer) != Some(Role::Leader) {
                return Err(refuse(Refusal::NotYours(offer.id)));
            }
            Fact::Withdrawn { handover: offer.id, by: officer }
        }
    };
    Ok(Decision::one(Body::Handover(fact), by))
}

fn offer(
    desk: &State,
    from: Officer,
    to: Code,
    (keys, note): (Keys, Option<PrivateText>),
) -> Result<Fact, Refusal> {
    must_be_officer(desk, &from)?;
    if let Some(on_duty) = desk.on_duty().filter(|it| it.code != from.code) {
        return Err(Refusal::NotOnDuty(on_duty.code));
    }
    let (person, row) = desk.reference().person(&to).ok_or(Refusal::NoSuchPerson(to))?;
    let to = Officer { person, code: row.code };
    must_be_officer(desk, &to)?;
    if to.code == from.code {
        return Err(Refusal::Oneself);
    }
    // Who was asked first would read a sheet that nobody offers them any more.
    let stands = desk.handovers.offer().filter(|offer| offer.from.code == from.code);
    if let Some(other) = stands.filter(|offer| offer.to.code != to.code) {
        return Err(Refusal::OfferedTo(other.to.code));
    }
    if keys == Keys::Missing && note.is_none() {
        return Err(Refusal::NoteMissing);
    }
    let handover = desk.handovers.next_id();
    Ok(Fact::Offered { handover, from, to, keys, note, sheet: sums(desk) })
}

fn take(desk: &State, to: Officer, read: SheetCode) -> Result<Fact, Refusal> {
    must_be_officer(desk, &to)?;
    let from = desk.on_duty();
    if from.is_some_and(|it| it.code == to.code) {
        return Err(Refusal::HasIt(to.code));
    }
    let sheet = sums(desk);
    if sheet.code != read {
        return Err(Refusal::SheetChanged(sheet.code));
    }
    let moved = moves(desk, from.as_ref());
    let rostered = desk.rostered();
    let offer = desk
        .handovers
        .offer()
        .filter(|offer| offer.to.code == to.code && from.is_none_or(|from| from.code == offer.from.code));
    Ok(match offer {
        Some(offer) => Fact::Signed {
            handover: offer.id,
            from: Some(offer.from),
            signer: offer.from,
            to,
            late: false,
            rostered,
            sheet,
            moved,
        },
        None => Fact::Taken { handover: desk.handovers.next_id(), from, to, rostered, sheet, moved },
    })
}

fn sign(desk: &State, signer: Officer, handover: HandoverId) -> Result<Fact, Refusal> {
    let row = desk.handovers.unsigned().iter().find(|row| row.id == handover);
    let row = row.ok_or(Refusal::NothingMissing(handover))?;
    let is_own = row.from.is_some_and(|from| from.code == signer.code);
    // A leader signs for somebody who cannot, and never for what they took themselves: leaders take no desk.
    if !is_own && role(desk, &signer) != Some(Role::Leader) {
        return Err(Refusal::NotYours(handover));
    }
    Ok(Fact::Signed {
        handover,
        from: row.from,
        signer,
        to: row.to,
        late: true,
        rostered: desk.rostered(),
        sheet: row.sheet,
        moved: Moved::default(),
    })
}

/// Counts what moves from an officer to the next one.
fn moves(desk: &State, from: Option<&Officer>) -> Moved {
    let incidents = desk.incidents.open().filter(|row| row.passes(from)).count();
    let orders = from.map_or(0, |from| desk.orders.carried_by(from.person).count());
    Moved { incidents: incidents as u32, orders: orders as u32 }
}

fn must_be_officer(desk: &State, officer: &Officer) -> Result<(), Refusal> {
    if role(desk, officer) == Some(Role::Officer) { Ok(()) } else { Err(Refusal::NotAnOfficer(officer.code)) }
}

/// Returns the role of an officer, looked up, never given.
fn role(desk: &State, officer: &Officer) -> Option<Role> {
    desk.reference().people.get(officer.person.index()).map(|person| person.role)
}
