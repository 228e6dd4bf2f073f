//! What a lifting (解除) lifts that has an identity of its own and names no other.
//!
//! Decides: whether a lifting and a warning are of one kind, area and issuing office.
//!
//! Invariants:
//! - an office that one of the two does not name, or names in another script, makes a match doubtful, never sure;
//! - a colour that both name must be the same: a yellow warning is lifted when it is raised to orange.
//!
//! Source: FAN Studio and lists of the Chinese weather service give a lifting a new identity and no reference.

use crate::correlation::area::Divisions;
use crate::operations::warning::{Colour, Message};
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// What a message is about, by its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    event: Text<48>,
    colour: Colour,
    sender: Text<96>,
    /// The fourteen digits of the office in the identity; empty where it has none.
    office: Text<14>,
    divisions: Divisions,
}

/// How well a lifting fits a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// It is of another.
    None,
    /// Kind and area are the same; the office cannot be compared.
    Doubtful,
    /// Kind, area and office are the same.
    Sure,
}

/// What stands behind the name of a kind in some sources and not in others.
const TAILS: [&str; 9] = ["信号", "预警", "事件", "红色", "橙色", "黄色", "蓝色", "白色", "气象"];

impl Subject {
    /// Says what a message is about.
    pub fn of(message: &Message) -> Self {
        let mut divisions = message.adcodes.clone();
        divisions.sort_unstable();
        Self {
            event: message.event,
            colour: message.colour,
            sender: sender(message),
            office: office(&message.native_id),
            divisions,
        }
    }

    /// Returns how well a lifting of this subject fits a warning of the other.
    pub fn lifts(&self, other: &Self) -> Match {
        let has_kind = !self.event.is_empty() && kind(&self.event).eq_ignore_ascii_case(kind(&other.event));
        let has_area = !self.divisions.is_empty() && self.divisions == other.divisions;
        let either = |colour| self.colour == colour || other.colour == colour;
        let has_colour = self.colour == other.colour || either(Colour::Unknown);
        if has_kind && has_area && has_colour { self.same_office(other) } else { Match::None }
    }

    fn same_office(&self, other: &Self) -> Match {
        let is_same = |is_same| if is_same { Match::Sure } else { Match::None };
        let (one, two) = (self.sender.trim(), other.sender.trim());
        if !self.office.is_empty() && !other.office.is_empty() {
            is_same(self.office == other.office)
        } else if one.is_empty() || two.is_empty() || one.is_ascii() != two.is_ascii() {
            Match::Doubtful
        } else {
            is_same(one.eq_ignore_ascii_case(two))
        }
    }
}

/// Returns who issued a message; `丰县气象台` of `丰县气象台将暴雨黄色预警升级为橙色`, where no field says it.
fn sender(message: &Message) -> Text<96> {
    let named =
        || message.headline.split_once('将').map(|(named, _)| named).filter(|it| !it.contains("预警"));
    match (message.sender.is_empty(), named()) {
        (true, Some(named)) => crate::text::bounded(named),
        (true, None) | (false, _) => message.sender,
    }
}

/// Returns the kind alone: `暴雨` of `暴雨黄色预警信号`.
fn kind(event: &str) -> &str {
    let mut kind = event.trim();
    while let Some(head) = TAILS.iter().find_map(|tail| kind.strip_suffix(tail)).filter(|it| !it.is_empty()) {
        kind = head;
    }
    kind
}

/// Returns the office that an identity of the Chinese weather service begins with: `32032141600000_20261122091835`.
fn office(identity: &str) -> Text<14> {
    let head = identity.split_once('_').map_or("", |(head, _)| head);
    let is_office = head.len() == 14 && head.bytes().all(|byte| byte.is_ascii_digit());
    Text::from(if is_office { head } else { "" }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{kind, office};

    #[test]
    fn a_kind_has_no_tail_and_an_office_fourteen_digits() {
        for (event, wanted) in [
            ("暴雨", "暴雨"),
            ("暴雨黄色预警信号", "暴雨"),
            ("暴雨预警", "暴雨"),
            ("森林火险气象", "森林火险"),
            ("Rainstorm", "Rainstorm"),
            ("预警", "预警"),
            ("", ""),
        ] {
            assert_eq!(kind(event), wanted, "{event}");
        }
        assert_eq!(office("32032141600000_20261122091835").as_str(), "32032141600000");
        for none in ["320321-20261122091835-11B2002", "3203214160000x_1", "", "_"] {
            assert!(office(none).is_empty(), "{none}");
        }
    }
}
