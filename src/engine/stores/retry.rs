//! When what the journal refused is tried again.
//!
//! Decides: how long a refusal stands. Must not know: what waits.
//!
//! A try that is refused costs as much as one that is taken, or the wait for whoever holds the file: under a flood, one with
//! every group of batches would hold the recording up.

use crate::engine::stores::entries;
use crate::operations::storage::Trouble;
use crate::text::{self, Text};
use std::time::{Duration, Instant};

/// How long the stores wait before they try again what could not be written.
pub const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Whether the journal refused, and until when that stands.
#[derive(Debug, Default)]
pub struct Retry {
    stands: Option<(Refused, Instant)>,
}

/// Why entries wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it means for whoever waits.
    pub trouble: Trouble,
    /// What the journal said.
    pub error: Text<96>,
}

impl Retry {
    /// Returns the refusal that stands; none when the next try is due.
    pub fn stands(&self, now: Instant) -> Option<Refused> {
        self.stands.filter(|(_, until)| now < *until).map(|(refused, _)| refused)
    }

    /// Takes what became of a try.
    pub(super) fn note(&mut self, written: Result<(), entries::Error>, now: Instant) -> Result<(), Refused> {
        let refused = written.map_err(|error| {
            tracing::error!("the journal cannot be written: {error}");
            Refused { trouble: error.trouble(), error: text::bounded(&error.to_string()) }
        });
        self.stands = refused.err().map(|refused| (refused, now + RETRY_AFTER));
        refused
    }
}

#[cfg(test)]
mod tests {
    use super::{RETRY_AFTER, Retry};
    use crate::engine::stores::entries::Error;
    use crate::journal::writer::CommitError;
    use crate::operations::storage::Trouble;
    use std::time::Instant;

    #[test]
    fn a_refusal_stands_for_a_second_and_ends_with_the_first_try_that_is_taken() {
        let (mut retry, now) = (Retry::default(), Instant::now());
        assert_eq!(retry.stands(now), None);
        let refused = retry.note(Err(Error::Commit(CommitError::Busy)), now).err();
        assert_eq!(refused.map(|refused| refused.trouble), Some(Trouble::Busy));
        assert_eq!(retry.stands(now + RETRY_AFTER * 9 / 10), refused);
        assert_eq!(retry.stands(now + RETRY_AFTER), None);
        assert!(retry.note(Err(Error::Commit(CommitError::Full)), now).is_err());
        assert_eq!(retry.note(Ok(()), now), Ok(()));
        assert_eq!(retry.stands(now), None);
    }
}
