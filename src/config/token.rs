//! The file with a feed's bearer token.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Bytes of a token.
const TOKEN_BYTES_MAX: usize = 4_096;

/// A bearer token; never written anywhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Returns the token for the one header that it stands in.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Why a token file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum TokenFault {
    /// It cannot be read.
    #[error("token file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// Others than its owner may read or write it.
    #[error("token file has mode {0:04o}: others may use it")]
    Open(u32),
    /// It does not hold one line without blanks.
    #[error("token file does not hold one line with a token")]
    Form,
}

/// Reads a token file; only its owner may have any right on it.
pub fn read(path: &Path) -> Result<Token, TokenFault> {
    match &lines(path)?[..] {
        [token] if token.0.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(token.clone()),
        _ => Err(TokenFault::Form),
    }
}

/// Reads a file of secret lines; only its owner may have any right on it.
///
/// The right is looked up on the open file, so that nobody can swap it in between.
pub fn lines(path: &Path) -> Result<Vec<Token>, TokenFault> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(TokenFault::Form);
    }
    let file = File::open(path)?;
    let mode = file.metadata()?.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(TokenFault::Open(mode));
    }
    let mut text = String::new();
    let read = file.take(TOKEN_BYTES_MAX as u64 + 1).read_to_string(&mut text);
    match read {
        Ok(bytes) if bytes <= TOKEN_BYTES_MAX => {}
        Err(error) if error.kind() != io::ErrorKind::InvalidData => return Err(error.into()),
        Ok(_) | Err(_) => return Err(TokenFault::Form),
    }
    let lines = text.trim_end_matches(['\r', '\n']).split('\n').map(|line| line.trim_end_matches('\r'));
    let lines: Vec<Token> = lines.map(|line| Token(line.to_owned())).collect();
    if lines.iter().any(|line| line.0.trim().is_empty()) { Err(TokenFault::Form) } else { Ok(lines) }
}
