//! Texts that people type are put aside before their command is numbered.
//!
//! Decides: the token that stands for a text. Must not know: who may read it, what a command means.
//!
//! Source: 突发事件应对法 Art 85; design, invariant 6.

use crate::journal::draft::PrivateRow;
use crate::operations::actor::PrivateText;
use crate::operations::command::{Body, Draft};
use crate::text::clean;

/// Why a text cannot be put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing in it: a reason of spaces is none.
    #[error("a text of the command is empty")]
    Blank,
    /// The system has no random numbers: a salt that can be guessed is no salt.
    #[error("no random numbers for a private text: {0}")]
    Random(getrandom::Error),
}

/// Where tokens and salts come from: the system's random numbers, or a test's own.
pub type Randomness<'a> = &'a mut dyn FnMut(&mut [u8]) -> Result<(), getrandom::Error>;

/// Turns a draft into a command's body, and gives back the texts that were in it.
///
/// # Errors
/// A text is empty, or there are no random numbers.
pub fn tokenise(draft: Draft) -> Result<(Body<PrivateText>, Vec<PrivateRow>), Error> {
    tokenise_by(draft, &mut |bytes| getrandom::fill(bytes))
}

/// Does the same with random numbers of the caller's: a night that is played again has the same tokens.
///
/// # Errors
/// A text is empty, or `random` gives none.
pub fn tokenise_by(
    draft: Draft,
    random: Randomness<'_>,
) -> Result<(Body<PrivateText>, Vec<PrivateRow>), Error> {
    let mut rows = Vec::new();
    let body = draft.try_map(&mut |text: String| {
        let (private, row) = put_aside(&text, random)?;
        rows.push(row);
        Ok(private)
    })?;
    Ok((body, rows))
}

fn put_aside(text: &str, random: Randomness<'_>) -> Result<(PrivateText, PrivateRow), Error> {
    let text = clean(text.trim()).into_owned();
    if text.trim().is_empty() {
        return Err(Error::Blank);
    }
    let mut bytes = [0; 24];
    random(&mut bytes).map_err(Error::Random)?;
    let (token, salt) = bytes.split_at(8);
    // SQLite's integers are signed: the highest bit stays clear.
    let token = token.iter().fold(0_u64, |token, byte| token << 8 | u64::from(*byte)) >> 1;
    let mut row = PrivateRow { token, salt: [0; 16], text };
    row.salt.copy_from_slice(salt);
    Ok((PrivateText { token, digest: row.digest() }, row))
}
