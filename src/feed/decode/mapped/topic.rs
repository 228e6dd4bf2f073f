//! Topics and the patterns that they fit.
//!
//! A subject of NATS has `.` between its levels, a topic of MQTT `/`: what has no `/` is read as a subject.

/// Returns whether a topic fits a pattern: `+` is any one level, `#` all that follow, and none.
///
/// Source: MQTT 3.1.1 section 4.7; a topic that begins with `$` fits no pattern that begins with `+` or `#`.
pub(super) fn fits(pattern: &str, topic: &str) -> bool {
    let mut wanted = pattern.split('/').peekable();
    if topic.starts_with('$') && matches!(wanted.peek(), Some(&("+" | "#"))) {
        return false;
    }
    let mut stands = levels(topic);
    loop {
        match (wanted.next(), stands.next()) {
            (Some("#"), _) | (None, None) => return true,
            (Some("+"), Some(_)) => {}
            (Some(wanted), Some(stands)) if wanted == stands => {}
            (Some(_) | None, _) => return false,
        }
    }
}

/// Returns a level of a topic, counted from one.
pub(super) fn level(topic: &str, number: u8) -> Option<&str> {
    levels(topic).nth(usize::from(number).checked_sub(1)?)
}

fn levels(topic: &str) -> impl Iterator<Item = &str> {
    topic.split(if topic.contains('/') { '/' } else { '.' })
}

#[cfg(test)]
mod tests {
    use super::{fits, level};

    #[test]
    fn patterns_fit_what_mqtt_says_they_fit() {
        for (pattern, topic, wanted) in [
            ("tele/+/SENSOR", "tele/k1/SENSOR", true),
            ("tele/+/SENSOR", "tele.k1.SENSOR", true),
            ("tele/+/SENSOR", "tele/a/b/SENSOR", false),
            ("tele/+/SENSOR", "tele/k1/LWT", false),
            ("tele/+", "tele/k.1", true),
            ("tele/#", "tele", true),
            ("tele/#", "tele/a/b/c", true),
            ("tele/+", "tele", false),
            ("+", "", true),
            ("#", "", true),
            ("#", "$SYS/broker", false),
            ("$SYS/#", "$SYS/broker", true),
            ("a//b", "a//b", true),
        ] {
            assert_eq!(fits(pattern, topic), wanted, "{pattern} {topic}");
        }
        assert_eq!(level("tele.k1.SENSOR", 2), Some("k1"));
        assert_eq!((level("a/b", 3), level("a/b", 0)), (None, None));
    }
}
