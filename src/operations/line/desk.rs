//! The verb of the desk itself: read the rules anew.

use crate::operations::command::Draft;
use crate::operations::desk::Command;
use crate::operations::line::words::Words;
use crate::operations::line::{Error, Group, Verb};

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] = &[Verb { word: "rules", zh: "规则", shape: "" }];

#[expect(clippy::unnecessary_wraps, reason = "every group of verbs is parsed alike")]
const fn parse(_: &'static Verb, _: &mut Words<'_>) -> Result<Draft, Error> {
    Ok(Draft::Desk(Command::ReadRules))
}
