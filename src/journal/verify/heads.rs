//! Checks the signed heads, and what anchors outside the journal say of its entries.
//!
//! Decides: which lines are heads, whether each key came from the one before it, what every anchored entry must be.
//! Must not know: the signer. The reader of the lines is written from the format that [`crate::journal::heads`] documents.
//!
//! The journal's own heads are only as good as its keys: who writes all of it anew signs it anew. So the second place
//! counts, and a code that somebody wrote down or read aloud counts most.

use crate::journal::Head;
use crate::journal::heads::code::Code;
use crate::journal::verify::{Bad, Finding};
use crate::units::{Digest, EntryNumber};
use ring::signature::{ED25519, UnparsedPublicKey};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// What is known of an entry from outside the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its digest.
    Head(Head),
    /// The code of the head that it was.
    Code {
        /// The entry.
        entry: EntryNumber,
        /// The code.
        code: Code,
    },
}

/// A text that is no anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an anchor is ENTRY:CODE with sixteen digits, or ENTRY:DIGEST with 64 hexadecimal digits")]
pub struct NotAnAnchor;

/// Everything from outside that a journal is held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    /// What people kept.
    pub kept: Vec<Anchor>,
    /// The lines of the second place.
    pub second: Vec<String>,
}

/// What the entries must be, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Expected {
    of: BTreeMap<u64, Vec<(Source, Anchor)>>,
    heads: Vec<Line>,
    second: Vec<Line>,
    /// Up to here a person vouches by an anchor of their own.
    vouched: u64,
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Outside,
    Journal,
}

/// A head as a line says it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    text: String,
    entry: u64,
    epoch: u32,
    since: u64,
    digest: Digest,
    key: Vec<u8>,
    before: Option<Vec<u8>>,
    handed: Option<Vec<u8>>,
}

impl Anchor {
    const fn entry(&self) -> EntryNumber {
        match self {
            Self::Head(head) => head.entry,
            Self::Code { entry, .. } => *entry,
        }
    }

    fn fits(&self, head: Head) -> bool {
        match self {
            Self::Head(known) => *known == head,
            Self::Code { entry, code } => *entry == head.entry && *code == Code::of(head),
        }
    }
}

impl FromStr for Anchor {
    type Err = NotAnAnchor;

    /// Reads `482:4829-1057-3316-0042`, `#482 4829 1057 3316 0042`, or the same with a digest.
    fn from_str(text: &str) -> Result<Self, NotAnAnchor> {
        let text = text.trim().trim_start_matches('#');
        let (entry, rest) = text.split_once([':', ' ']).ok_or(NotAnAnchor)?;
        let entry = entry.parse().map(EntryNumber).map_err(|_| NotAnAnchor)?;
        let rest = rest.trim();
        if let Ok(digest) = rest.parse() {
            return Ok(Self::Head(Head { entry, digest }));
        }
        rest.parse().map(|code| Self::Code { entry, code }).map_err(|_| NotAnAnchor)
    }
}

impl Expected {
    /// Gathers what the journal's heads and the anchors say; every signature is checked here.
    pub(super) fn gather(connection: &Connection, anchors: &Anchors) -> Result<Self, Bad> {
        let mut expected = Self::default();
        for anchor in &anchors.kept {
            expected.add(Source::Outside, *anchor);
            expected.vouched = expected.vouched.max(anchor.entry().0);
        }
        for (at, text) in anchors.second.iter().enumerate() {
            let line = Line::read(text).and_then(Line::signed);
            let line =
                line.ok_or(Bad { entry: EntryNumber(0), finding: Finding::SecondPlace(at as u64 + 1) })?;
            expected.add(Source::Outside, line.anchor());
            expected.second.push(line);
        }
        for (entry, text) in own(connection)? {
            let bad = |finding| Bad { entry: EntryNumber(entry), finding };
            let line = Line::read(&text).filter(|line| line.entry == entry);
            let line = line.ok_or_else(|| bad(Finding::HeadUnreadable))?;
            let line = line.signed().ok_or_else(|| bad(Finding::HeadSignature))?;
            expected.add(Source::Journal, line.anchor());
            expected.heads.push(line);
        }
        Ok(expected)
    }

    fn add(&mut self, source: Source, anchor: Anchor) {
        let all = self.of.entry(anchor.entry().0).or_default();
        all.push((source, anchor));
        all.sort_by_key(|(source, _)| *source);
    }

    /// Holds an entry against what is known of it; returns whether anything from outside vouches for it.
    ///
    /// The journal's own heads vouch for nothing: who forges the one forges the other.
    pub(super) fn hold(&self, head: Head) -> Result<bool, Finding> {
        let Some(known) = self.of.get(&head.entry.0) else { return Ok(false) };
        match known.iter().find(|(_, anchor)| !anchor.fits(head)) {
            None => Ok(known.iter().any(|(source, _)| *source == Source::Outside)),
            Some((Source::Outside, _)) => Err(Finding::NotTheAnchored),
            Some((Source::Journal, _)) => Err(Finding::NotTheSigned),
        }
    }

    /// Returns the newest entry that is known and not in a journal of so many entries.
    pub(super) fn beyond(&self, entries: u64) -> Option<EntryNumber> {
        self.of.keys().next_back().filter(|entry| **entry > entries).map(|entry| EntryNumber(*entry))
    }

    /// Returns how many heads the journal has.
    pub(super) fn heads(&self) -> u64 {
        self.heads.len() as u64
    }

    /// Returns the entry of the newest head of the journal.
    pub(super) fn newest(&self) -> u64 {
        self.heads.last().map_or(0, |line| line.entry)
    }

    /// Checks that every key came from the one before it, and that no head of the second place is gone.
    pub(super) fn check_keys(&self) -> Result<(), Bad> {
        let own: BTreeSet<&str> = self.heads.iter().map(|line| line.text.as_str()).collect();
        let gone =
            self.second.iter().find(|line| !own.contains(line.text.as_str()) && line.entry > self.vouched);
        if let Some(line) = gone {
            return Err(Bad { entry: EntryNumber(line.entry), finding: Finding::HeadMissing });
        }
        let mut before: Option<&Line> = None;
        for line in &self.heads {
            let bad = |finding| Bad { entry: EntryNumber(line.entry), finding };
            match before {
                Some(last) if last.epoch == line.epoch => {
                    let goes_on = line.key == last.key
                        && line.before == last.before
                        && line.since == last.since
                        && line.handed.is_none();
                    if !goes_on {
                        return Err(bad(Finding::HeadKey(line.epoch)));
                    }
                }
                _ => self.check_new_key(line, before).map_err(bad)?,
            }
            before = Some(line);
        }
        Ok(())
    }

    fn check_new_key(&self, line: &Line, before: Option<&Line>) -> Result<(), Finding> {
        let last = before.map(|last| (last.epoch, last.entry, Some(last.key.clone())));
        let (epoch, since, key) = last.unwrap_or((0, 0, None));
        if epoch.checked_add(1) != Some(line.epoch) || line.since != since || line.before != key {
            return Err(Finding::HeadKey(line.epoch));
        }
        let Some(key) = key else { return Ok(()) };
        let handed = line.handed.as_ref().is_some_and(|signature| {
            is_by(&key, &format!("dutydesk.journal.key {}", line.said()), signature)
        });
        // A key that was lost is begun anew; somebody must vouch for an entry behind it.
        if handed || line.entry <= self.vouched { Ok(()) } else { Err(Finding::KeyNotHandedOver(line.epoch)) }
    }
}

impl Line {
    fn read(text: &str) -> Option<Self> {
        let mut fields = text.split(' ');
        let mut next = || fields.next();
        (next()? == "1").then_some(())?;
        let entry = decimal(next()?)?;
        let epoch = u32::try_from(decimal(next()?)?).ok()?;
        let since = decimal(next()?)?;
        let at = next()?;
        decimal(at.strip_prefix('-').unwrap_or(at))?;
        let digest: Digest = next()?.parse().ok()?;
        let key = hexadecimal(next()?, 32)?;
        let before = match next()? {
            "-" => None,
            text => Some(hexadecimal(text, 32)?),
        };
        hexadecimal(next()?, 64)?;
        let handed = match next()? {
            "-" => None,
            text => Some(hexadecimal(text, 64)?),
        };
        let line = Self { text: text.to_owned(), entry, epoch, since, digest, key, before, handed };
        (next().is_none() && entry > since && epoch > 0).then_some(line)
    }

    /// Keeps a line whose key signed it.
    fn signed(self) -> Option<Self> {
        let signature = hexadecimal(self.text.split(' ').nth(8)?, 64)?;
        is_by(&self.key, &format!("dutydesk.journal.head {}", self.said()), &signature).then_some(self)
    }

    /// Returns the first eight fields, as they stand.
    fn said(&self) -> &str {
        let end = self.text.match_indices(' ').nth(7).map_or(self.text.len(), |(at, _)| at);
        &self.text[..end]
    }

    const fn anchor(&self) -> Anchor {
        Anchor::Head(Head { entry: EntryNumber(self.entry), digest: self.digest })
    }
}

fn own(connection: &Connection) -> Result<Vec<(u64, String)>, Bad> {
    let unreadable = |error: rusqlite::Error| Bad {
        entry: EntryNumber(0),
        finding: Finding::Unreadable(error.to_string()),
    };
    let exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'head'";
    let count: i64 = connection.query_row(exists, [], |row| row.get(0)).map_err(unreadable)?;
    if count == 0 {
        return Ok(Vec::new());
    }
    let sql = "SELECT entry, CAST(line AS BLOB) FROM head NOT INDEXED ORDER BY entry";
    let mut statement = connection.prepare(sql).map_err(unreadable)?;
    let rows = statement.query_map([], |row| {
        let text: Vec<u8> = row.get(1)?;
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), String::from_utf8_lossy(&text).into_owned()))
    });
    rows.and_then(Iterator::collect).map_err(unreadable)
}

fn is_by(key: &[u8], said: &str, signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, key).verify(said.as_bytes(), signature).is_ok()
}

fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

fn hexadecimal(text: &str, bytes: usize) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .bytes()
        .map(|digit| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        })
        .collect();
    let digits = digits.filter(|digits| digits.len() == bytes * 2)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
