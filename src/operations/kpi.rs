//! What the desk's alarm figures are measured against: limits with the edition that they stand in.
//!
//! The standards are restated in editions that differ: every limit is a setting, and is shown with its source.

use crate::units::Span;
use serde::{Deserialize, Serialize};

/// The settings of `[kpi]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The text that the rate limits are from.
    pub edition: Edition,
    /// A ten-minute period with more announcements than this, for each officer, is over the limit.
    pub period_max: u32,
    /// An hour with more than this, for each officer, is.
    pub hour_max: u32,
    /// Announcements a day for each officer: very likely acceptable.
    pub day_acceptable: u32,
    /// Announcements a day for each officer: the most that can be managed.
    pub day_manageable: u32,
    /// More false alarms a day at one site than this are marked.
    pub false_day_max: u32,
    /// From receipt to acknowledgement.
    pub acknowledge_within: Span,
    /// From receipt to 119.
    pub report_within: Span,
    /// From receipt to a verdict.
    pub verify_within: Span,
    /// The hours at which a shift begins, a bit an hour, local time.
    pub shift_hours: u32,
}

/// The text that the rate limits are from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edition {
    /// IEC 62682: more than 10 in ten minutes; 144 and 288 a day.
    #[default]
    Iec62682,
    /// The newer ISA-18.2 text: more than 5 in ten minutes; 150 and 300 a day.
    Isa182,
}

impl Edition {
    /// Every edition with its name in a file.
    pub const ALL: [(&'static str, Self); 2] = [("iec-62682", Self::Iec62682), ("isa-18.2", Self::Isa182)];

    /// Returns what the text is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iec62682 => "IEC 62682",
            Self::Isa182 => "ISA-18.2",
        }
    }

    /// Returns the settings with the limits of the text.
    ///
    /// Source: IEC 62682 and ISA-18.2, performance targets; 15 s NENA, 60 s NFPA 1225 18.2, 90 s NFPA 72 annex; GB 50440
    /// practice: 5 false alarms a day. Shifts of twelve hours from 8 and 20 o'clock are the usual ones.
    pub const fn settings(self) -> Settings {
        let (period_max, day_acceptable, day_manageable) = match self {
            Self::Iec62682 => (10, 144, 288),
            Self::Isa182 => (5, 150, 300),
        };
        Settings {
            edition: self,
            period_max,
            hour_max: 30,
            day_acceptable,
            day_manageable,
            false_day_max: 5,
            acknowledge_within: Span::seconds(15),
            report_within: Span::seconds(60),
            verify_within: Span::seconds(90),
            shift_hours: 1 << 8 | 1 << 20,
        }
    }
}

impl Settings {
    /// Returns the text that a limit is from: the chosen edition, or the other where only that has the value; none where
    /// the desk set a value of its own.
    pub fn edition_of<T: PartialEq>(&self, limit: impl Fn(&Self) -> T) -> Option<Edition> {
        let says = |edition: &Edition| limit(&edition.settings()) == limit(self);
        std::iter::once(self.edition).chain(Edition::ALL.map(|(_, edition)| edition)).find(says)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Edition::default().settings()
    }
}
