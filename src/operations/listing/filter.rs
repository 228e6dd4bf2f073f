//! What was typed to narrow a list: words, each of which must be found in some text of a row.

use crate::correlation::alarm::{AlarmState, DeviceKind};
use crate::correlation::event::Conditions;

/// What may be typed for a kind of device, in both languages; a part of a word is enough.
pub(super) const KINDS: [(DeviceKind, &str, &str); 14] = [
    (DeviceKind::Smoke, "烟感", "smoke"),
    (DeviceKind::Heat, "温感", "heat"),
    (DeviceKind::Flame, "火焰", "flame"),
    (DeviceKind::Gas, "可燃气体", "gas"),
    (DeviceKind::ManualCallPoint, "手报", "call-point"),
    (DeviceKind::WaterLevel, "水位", "water-level"),
    (DeviceKind::WaterLeak, "漏水", "water-leak"),
    (DeviceKind::Pressure, "压力", "pressure"),
    (DeviceKind::Flow, "流量", "flow"),
    (DeviceKind::Power, "电气", "power"),
    (DeviceKind::Wind, "风速", "wind"),
    (DeviceKind::Lightning, "雷电", "lightning"),
    (DeviceKind::Gateway, "网关", "gateway"),
    (DeviceKind::Other, "设备", "device"),
];

/// The words of a filter, in the order in which they were typed.
pub(super) struct Filter<'a> {
    typed: &'a str,
}

impl<'a> Filter<'a> {
    pub(super) fn new(typed: &'a str) -> Self {
        Self { typed: typed.trim() }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.typed.is_empty()
    }

    /// Returns all of it, as it was typed.
    pub(super) const fn whole(&self) -> &'a str {
        self.typed
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.typed.split_whitespace()
    }

    /// Returns whether every word is found in some of the texts.
    pub(super) fn finds(&self, texts: &[&str]) -> bool {
        self.words().all(|word| texts.iter().any(|text| holds(text, word)))
    }
}

/// Returns whether a text holds a word, whatever the case of its letters.
pub(super) fn holds(text: &str, word: &str) -> bool {
    word.is_empty()
        || text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// Returns whether a word names a kind.
pub(super) fn is_kind(kind: DeviceKind, word: &str) -> bool {
    KINDS.iter().any(|(known, zh, en)| *known == kind && (holds(zh, word) || holds(en, word)))
}

/// Returns whether a word names the state of an alarm, or what its device says.
pub(super) fn is_state(state: AlarmState, conditions: Conditions, word: &str) -> bool {
    let (zh, en) = match state {
        AlarmState::Normal => ("正常", "normal"),
        AlarmState::Unacknowledged => ("报警未受理", "alarm-unacked"),
        AlarmState::Acknowledged => ("报警已受理", "alarm-acked"),
        AlarmState::ReturnedUnacknowledged => ("已恢复", "quiet"),
        AlarmState::Shelved => ("搁置", "shelved"),
        AlarmState::Suppressed => ("抑制", "suppressed"),
        AlarmState::OutOfService => ("停用", "out-of-service"),
    };
    let says = [
        (Conditions::SILENT, "失联", "silent"),
        (Conditions::FAULT, "故障", "fault"),
        (Conditions::ISOLATED, "屏蔽", "isolated"),
        (Conditions::FIRE, "火警", "fire"),
    ];
    let said = |(condition, zh, en): (Conditions, &str, &str)| {
        conditions.any(condition) && (holds(zh, word) || holds(en, word))
    };
    holds(zh, word) || holds(en, word) || says.into_iter().any(said)
}

#[cfg(test)]
mod tests {
    use super::{Filter, KINDS, holds};
    use crate::correlation::alarm::DeviceKind;

    #[test]
    fn every_word_must_be_found_somewhere() {
        for (typed, found) in
            [("", true), ("s-20", true), ("S-2031 2号", true), ("S-2031 3号", false), ("  电池 ", true)]
        {
            assert_eq!(Filter::new(typed).finds(&["S-2031", "恒越电池 2号车间"]), found, "{typed}");
        }
        assert!(holds("GW-07", "gw-0") && !holds("G", "gw"));
    }

    #[test]
    fn every_kind_can_be_typed() {
        assert_eq!(KINDS.map(|(kind, _, _)| kind), DeviceKind::ALL);
    }
}
