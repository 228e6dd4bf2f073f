//! What a report says, by the names that a region's form calls it: `{place}`, `{casualties}`.

/// A field of a report; a form names it in braces.
///
/// Source: standards.md 11-13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `{title}`: place, kind, casualties, main progress.
    Title,
    /// `{number}`: 首报, 续报一, 续报二, 终报.
    Number,
    /// `{time}`: when the desk was told, day and 24 h time.
    Time,
    /// `{now}`: when the report is drafted.
    Now,
    /// `{source}`: who or what told the desk.
    Source,
    /// `{unit}`: the unit's full name.
    Unit,
    /// `{place}`: the address, and where on it.
    Place,
    /// `{kind}`: fire, gas ...
    Kind,
    /// `{nature}`: what somebody who looked said.
    Nature,
    /// `{extent}`: what burns or leaks now.
    Extent,
    /// `{hazards}`: what is stored there.
    Hazards,
    /// `{casualties}`: expected, counted, missing, trapped, hurt, dead.
    Casualties,
    /// `{trend}`: where it goes.
    Trend,
    /// `{leaders}`: leaders present, as far as told.
    Leaders,
    /// `{measures}`: who was called, which teams go.
    Measures,
    /// `{told}`: who was told when.
    Told,
    /// `{requests}`: requests and suggestions.
    Requests,
    /// `{commander}`: the on-scene commander.
    Commander,
    /// `{level}`: the response level.
    Level,
    /// `{changes}`: what changed since the last report.
    Changes,
    /// `{desk}`: which desk reports.
    Desk,
    /// `{officer}`: who has the desk, and the number to call back.
    Officer,
}

impl Field {
    /// Every field, in the order in which a first report tells them.
    pub const ALL: [Self; 22] = [
        Self::Title,
        Self::Number,
        Self::Time,
        Self::Now,
        Self::Source,
        Self::Unit,
        Self::Place,
        Self::Kind,
        Self::Nature,
        Self::Extent,
        Self::Hazards,
        Self::Casualties,
        Self::Trend,
        Self::Leaders,
        Self::Measures,
        Self::Told,
        Self::Requests,
        Self::Commander,
        Self::Level,
        Self::Changes,
        Self::Desk,
        Self::Officer,
    ];

    /// Returns its name in a form, without the braces.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Number => "number",
            Self::Time => "time",
            Self::Now => "now",
            Self::Source => "source",
            Self::Unit => "unit",
            Self::Place => "place",
            Self::Kind => "kind",
            Self::Nature => "nature",
            Self::Extent => "extent",
            Self::Hazards => "hazards",
            Self::Casualties => "casualties",
            Self::Trend => "trend",
            Self::Leaders => "leaders",
            Self::Measures => "measures",
            Self::Told => "told",
            Self::Requests => "requests",
            Self::Commander => "commander",
            Self::Level => "level",
            Self::Changes => "changes",
            Self::Desk => "desk",
            Self::Officer => "officer",
        }
    }

    /// Returns the field that a form means; none for a word that is no field.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }
}
