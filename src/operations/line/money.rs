//! The verbs of reserve, post, void, claims, refill.

use crate::operations::command::Draft;
use crate::operations::line::words::Words;
use crate::operations::line::{Error, Group, Verb};

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] = &[];

fn parse(verb: &'static Verb, words: Words<'_>) -> Result<Draft, Error> {
    let _ = words;
    Err(Error::UnknownVerb(verb.word.to_owned()))
}
