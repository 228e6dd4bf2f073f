//! The verbs of what goes out: relay a warning, say what came of a delivery.

use crate::limits::ETA_MINUTES_MAX;
use crate::operations::command::Draft;
use crate::operations::delivery::{Command, Outcome};
use crate::operations::line::words::{Words, wrong};
use crate::operations::line::{Error, Group, Verb};
use crate::units::{DeliveryId, WarningId};

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] = &[
    Verb { word: "relay", zh: "转发", shape: "WARNING" },
    Verb {
        word: "confirm", zh: "回执", shape: "DELIVERY delivered|accepted [MINUTES]|refused|undelivered"
    },
];

/// What a person may have heard: sent and unknown are a machine's words.
const HEARD: &[(&str, &str, Outcome)] = &[
    ("delivered", "已达", Outcome::Delivered),
    ("accepted", "已接令", Outcome::Accepted { eta_minutes: None }),
    ("refused", "拒绝", Outcome::Refused),
    ("undelivered", "未达", Outcome::Undelivered),
];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    let number = words.number(verb)?;
    let command = if verb.word == "relay" {
        Command::Relay { warning: WarningId(number) }
    } else {
        let heard = words.one_of(verb, HEARD)?;
        let outcome = match heard {
            Outcome::Accepted { .. } if !words.peek().is_empty() => {
                let given = words.peek();
                let minutes = u16::try_from(words.number(verb)?).ok().filter(|it| *it <= ETA_MINUTES_MAX);
                Outcome::Accepted { eta_minutes: Some(minutes.ok_or_else(|| wrong(verb, given))?) }
            }
            other => other,
        };
        Command::Confirm { delivery: DeliveryId(number), outcome }
    };
    Ok(Draft::Delivery(command))
}

#[cfg(test)]
mod tests {
    use crate::operations::command::Draft;
    use crate::operations::delivery::{Command, Outcome};
    use crate::operations::line::parse;
    use crate::units::{DeliveryId, WarningId};

    #[test]
    fn lines_become_drafts() {
        let relay = |number| Some(Command::Relay { warning: WarningId(number) });
        let confirm = |outcome| Some(Command::Confirm { delivery: DeliveryId(3), outcome });
        for (line, wanted) in [
            ("relay 2", relay(2)),
            ("转发　２", relay(2)),
            ("relay", None),
            ("relay 暴雨", None),
            ("relay 2 3", None),
            ("confirm 3 delivered", confirm(Outcome::Delivered)),
            ("回执 3 已接令 9", confirm(Outcome::Accepted { eta_minutes: Some(9) })),
            ("confirm 3 ACCEPTED", confirm(Outcome::Accepted { eta_minutes: None })),
            ("confirm 3 accepted 1440", confirm(Outcome::Accepted { eta_minutes: Some(1_440) })),
            ("confirm 3 accepted 1441", None),
            ("confirm 3 accepted 99999", None),
            ("confirm 3 refused", confirm(Outcome::Refused)),
            ("confirm 3 拒绝 9", None),
            ("confirm 3 undelivered", confirm(Outcome::Undelivered)),
            ("confirm 3 sent", None),
            ("confirm 3", None),
        ] {
            assert_eq!(parse(line, None).ok(), wanted.map(Draft::Delivery), "{line}");
        }
    }
}
