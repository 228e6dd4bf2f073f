//! What a person does with a telephone.

use crate::operations::reference::Reference as World;
use crate::text::Text;
use crate::units::{DispatchId, IncidentId, InsurerId, PersonId, SiteId, TeamId};
use serde::{Deserialize, Serialize};

/// Bytes of what is read back over the telephone: the longest claim numbers have two dozen characters.
pub const REFERENCE_BYTES_MAX: usize = 32;

/// What is read back over the telephone: a ticket, a claim number, minutes. Digits and letters, no names.
pub type Reference = Text<REFERENCE_BYTES_MAX>;

/// A command on the telephone; `T` is a text as it is typed, or as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command<T> {
    /// A slip is opened: somebody is being rung.
    Open {
        /// The incident.
        incident: IncidentId,
        /// Who is rung.
        callee: Party,
        /// What for.
        purpose: Purpose,
    },
    /// What came of it; without an open slip it stands for both.
    End {
        /// The incident.
        incident: IncidentId,
        /// Who was rung.
        callee: Party,
        /// What for.
        purpose: Purpose,
        /// What came of it.
        outcome: Outcome,
        /// Who answered, when it was not the one whom the registry names.
        by: Option<T>,
        /// What they gave: 119's ticket, a team's minutes, an insurer's claim number.
        reference: Reference,
    },
}

impl<T> Command<T> {
    /// Returns the incident that it names.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Open { incident, .. } | Self::End { incident, .. } => *incident,
        }
    }

    /// Turns its texts into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Command<U>, E> {
        Ok(match self {
            Self::Open { incident, callee, purpose } => Command::Open { incident, callee, purpose },
            Self::End { incident, callee, purpose, outcome, by, reference } => {
                let by = by.map(form).transpose()?;
                Command::End { incident, callee, purpose, outcome, by, reference }
            }
        })
    }
}

/// Somebody who may be rung, as a command names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Party {
    /// As a screen was told.
    Known(Callee),
    /// As a line of the command bar writes them: `119`, `control`, `head`, `T4`, `L1`, `PICC`; see [`Party::resolve`].
    Code(Text<32>),
}

/// Who is rung; the registry has the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Callee {
    /// A public number.
    Agency(Agency),
    /// A contact of a site, by its place on the site's card; the control room is 0.
    Site {
        /// The site.
        site: SiteId,
        /// The place on its card.
        contact: u8,
    },
    /// An officer, a leader, an expert.
    Person(PersonId),
    /// A team's duty telephone.
    Team(TeamId),
    /// A number of an insurer, by its place in the directory.
    Insurer {
        /// The insurer.
        insurer: InsurerId,
        /// The place among its numbers.
        contact: u8,
    },
}

/// A public number, or the duty office above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agency {
    /// 119.
    Fire,
    /// 120.
    Medical,
    /// 110.
    Police,
    /// 供电.
    Power,
    /// 燃气.
    Gas,
    /// 上级值班.
    Upward,
}

impl Agency {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Fire, Self::Medical, Self::Police, Self::Power, Self::Gas, Self::Upward];

    /// Returns how commands and journal write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fire => "119",
            Self::Medical => "120",
            Self::Police => "110",
            Self::Power => "power",
            Self::Gas => "gas",
            Self::Upward => "upward",
        }
    }
}

/// What a call is for; it decides the words and what an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Purpose {
    /// An emergency is told: 119, 120, 110, power, gas.
    Alarm,
    /// More is known than was told.
    Update,
    /// The spot is asked what is there.
    Verify,
    /// A team is ordered.
    Task(DispatchId),
    /// A team is told to get out.
    Evacuate(DispatchId),
    /// A leader is briefed.
    Brief,
    /// The unit's head is told; the unit's own hour starts (令493 Art 9).
    UnitHead,
    /// A report is told upward, by its number.
    Report(u16),
    /// An insurer is told.
    Notice,
    /// Anything else.
    Other,
}

impl Purpose {
    /// As the order of a purpose it means the one that binds the team now: a line of the command bar knows no numbers.
    pub const THEIRS: DispatchId = DispatchId(0);
}

/// What came of a call, in the order of its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Outcome {
    /// 1 接通.
    Answered,
    /// 2 无人接听.
    NoAnswer,
    /// 3 占线.
    Busy,
    /// 4 拒绝.
    Refused,
    /// 5 号码有误.
    WrongNumber,
}

impl Outcome {
    /// Every one, in the order of its digits.
    pub const ALL: [Self; 5] = [Self::Answered, Self::NoAnswer, Self::Busy, Self::Refused, Self::WrongNumber];
}

/// Who said something; `C` is how they are named: by the registry, or as a command names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Witness<T, C = Callee> {
    /// Somebody who was reached at a registered number, or called back; a team on the spot.
    Callee(C),
    /// The officer at the desk, or a camera that they look through.
    Officer,
    /// Somebody else, as they call themselves; nobody has called back.
    Other(T),
}

impl<T, C> Witness<T, C> {
    /// Returns whether the desk knows who it is: such a word lifts the evidence to level 4, another's to 1.
    ///
    /// Source: design section 5.
    pub const fn is_known(&self) -> bool {
        match self {
            Self::Callee(_) | Self::Officer => true,
            Self::Other(_) => false,
        }
    }

    /// Turns its text into another form.
    ///
    /// # Errors
    /// Returns what `form` returns.
    pub fn try_map<U, E>(self, form: &mut impl FnMut(T) -> Result<U, E>) -> Result<Witness<U, C>, E> {
        Ok(match self {
            Self::Callee(callee) => Witness::Callee(callee),
            Self::Officer => Witness::Officer,
            Self::Other(text) => Witness::Other(form(text)?),
        })
    }
}

impl<T> Witness<T, Party> {
    /// Finds who is meant; none when the registry has nobody of that name.
    pub fn resolve(self, reference: &World, site: Option<SiteId>) -> Option<Witness<T>> {
        Some(match self {
            Self::Callee(party) => Witness::Callee(party.resolve(reference, site)?),
            Self::Officer => Witness::Officer,
            Self::Other(text) => Witness::Other(text),
        })
    }
}

impl Party {
    /// Finds who is meant; `site` is the incident's, whose control room and head have no code of their own.
    pub fn resolve(self, reference: &World, site: Option<SiteId>) -> Option<Callee> {
        let code = match self {
            Self::Known(callee) => return reference.contact(callee).map(|_| callee),
            Self::Code(code) => code,
        };
        let agency = match code.as_str() {
            "119" => Some(Agency::Fire),
            "120" => Some(Agency::Medical),
            "110" => Some(Agency::Police),
            "power" | "供电" => Some(Agency::Power),
            "gas" | "燃气" => Some(Agency::Gas),
            "upward" | "上级" => Some(Agency::Upward),
            _ => None,
        };
        let at_site = || {
            let site = site?;
            let card = reference.sites.get(site.index())?;
            let contact = match code.as_str() {
                "control" | "消控室" => 0,
                "head" | "负责人" => card.head?,
                other => card.contacts.iter().position(|it| it.post.as_str() == other)? as u8,
            };
            card.contacts.get(usize::from(contact)).map(|_| Callee::Site { site, contact })
        };
        agency
            .map(Callee::Agency)
            .or_else(at_site)
            .or_else(|| reference.team(&code).map(|(team, _)| Callee::Team(team)))
            .or_else(|| reference.person(&code).map(|(person, _)| Callee::Person(person)))
            .or_else(|| reference.insurer(&code).map(|(insurer, _)| Callee::Insurer { insurer, contact: 0 }))
    }
}
