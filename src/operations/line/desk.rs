//! The verbs of the desk itself: read the rules anew, know that a feed is not heard.

use crate::operations::command::Draft;
use crate::operations::desk::Command;
use crate::operations::feed;
use crate::operations::line::words::{Words, wrong};
use crate::operations::line::{Error, Group, Verb};

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] =
    &[Verb { word: "rules", zh: "规则", shape: "" }, Verb { word: "feed-ack", zh: "源确认", shape: "FEED" }];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    if verb.word == "rules" {
        return Ok(Draft::Desk(Command::ReadRules));
    }
    let given = words.word();
    let code = crate::text::Text::from(given).ok().filter(|code| !code.is_empty());
    let feed = code.ok_or_else(|| wrong(verb, given))?;
    Ok(Draft::Feed(feed::Command::Acknowledge { feed }))
}

#[cfg(test)]
mod tests {
    use crate::operations::command::Draft;
    use crate::operations::feed::Command;
    use crate::operations::line::parse;
    use crate::text::bounded;

    #[test]
    fn a_feed_is_acknowledged_by_its_code() {
        let known = |code| Some(Draft::Feed(Command::Acknowledge { feed: bounded(code) }));
        for (line, wanted) in [
            ("feed-ack sensors", known("sensors")),
            ("源确认 传感", known("传感")),
            ("feed-ack", None),
            ("feed-ack sensors now", None),
            ("feed-ack a-code-that-is-longer-than-any-code-of-a-feed", None),
        ] {
            assert_eq!(parse(line, None).ok(), wanted, "{line}");
        }
    }
}
