//! Who is on duty.

use crate::units::PersonId;

/// Who has the desk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Duty {
    /// The duty officer.
    pub officer: Option<PersonId>,
    /// The leader in charge.
    pub leader: Option<PersonId>,
    /// The second officer, whom the escalation wakes.
    pub second: Option<PersonId>,
    /// Officers who sit at the desk beside the duty officer.
    pub beside: u16,
}

impl Duty {
    /// Returns how many officers sit at the desk: what one can take in is reckoned for each; at least one.
    ///
    /// The second officer is not at the desk until the escalation wakes them, and is not counted.
    pub const fn officers(&self) -> u16 {
        let count = self.officer.is_some() as u16 + self.beside;
        if count == 0 { 1 } else { count }
    }
}
