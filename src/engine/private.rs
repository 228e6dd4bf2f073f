//! Texts that people type are put aside before their command is numbered.
//!
//! Decides: the token that stands for a text. Must not know: who may read it.
//!
//! Source: 突发事件应对法 Art 85; design, invariant 6.

use crate::journal::draft::PrivateRow;
use crate::operations::actor::PrivateText;
use crate::operations::command::{Body, Draft};
use crate::operations::incident::Command;
use crate::text::clean;

/// Turns a draft into a command's body, and gives back the text that was in it.
///
/// # Errors
/// Returns the system's error when it has no random numbers: a salt that can be guessed is no salt.
pub fn tokenise(draft: Draft) -> Result<(Body, Option<PrivateRow>), getrandom::Error> {
    Ok(match draft {
        Draft::Acknowledge { incident } => (Body::Incident(Command::Acknowledge { incident }), None),
        Draft::Note { incident, text } => {
            let (text, row) = put_aside(&text)?;
            let body = match incident {
                Some(incident) => Body::Incident(Command::Note { incident, text }),
                None => Body::Note(text),
            };
            (body, Some(row))
        }
        Draft::Close { incident, disposition, reason, repeated } => {
            let (reason, row) = put_aside_if_any(&reason)?;
            (Body::Incident(Command::Close { incident, disposition, reason, repeated }), row)
        }
        Draft::Reopen { incident, reason } => {
            let (reason, row) = put_aside_if_any(&reason)?;
            (Body::Incident(Command::Reopen { incident, reason }), row)
        }
    })
}

fn put_aside_if_any(text: &str) -> Result<(Option<PrivateText>, Option<PrivateRow>), getrandom::Error> {
    Ok((!text.trim().is_empty()).then(|| put_aside(text)).transpose()?.unzip())
}

fn put_aside(text: &str) -> Result<(PrivateText, PrivateRow), getrandom::Error> {
    let mut random = [0; 24];
    getrandom::fill(&mut random)?;
    let (token, salt) = random.split_at(8);
    // SQLite's integers are signed: the highest bit stays clear.
    let token = token.iter().fold(0_u64, |token, byte| token << 8 | u64::from(*byte)) >> 1;
    let mut row = PrivateRow { token, salt: [0; 16], text: clean(text.trim()).into_owned() };
    row.salt.copy_from_slice(salt);
    Ok((PrivateText { token, digest: row.digest() }, row))
}
