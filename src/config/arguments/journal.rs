//! What may be typed behind `dutydesk journal`.
//!
//! Decides: names, values and their ranges. Must not know: which journal is meant.

use crate::config::arguments::day;
use clap::Subcommand;
use std::path::PathBuf;

/// What to do with the journal.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Journal {
    /// Check chain and hashes (校验)
    Verify {
        /// A journal file; none: the desk's own (日志文件)
        file: Option<PathBuf>,
        /// An entry and its code or digest, as somebody kept it: `482:4829-1057-3316-0042` (锚)
        #[arg(long = "anchor", value_name = "ENTRY:CODE", value_parser = anchor)]
        anchors: Vec<Anchor>,
        /// The second copy of the signed heads; none: the desk's own, for its own journal (签名头的第二份)
        #[arg(long, value_name = "FILE")]
        heads: Option<PathBuf>,
    },
    /// Print the newest entry, and the newest signed head with its code to read aloud (签名头)
    Head,
    /// Print the newest entries (最近条目)
    Tail {
        /// How many (条数)
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=10_000))]
        rows: u16,
    },
    /// Print all entries, private texts left out (导出)
    Export {
        /// JSON lines, or CSV that a spreadsheet cannot take for formulas (格式)
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// The first entry (起始条目)
        #[arg(long, value_name = "N", default_value_t = 1)]
        from_entry: u64,
        /// With what people typed (含录入内容)
        #[arg(long, visible_alias = "texts")]
        private: bool,
    },
    /// Copy it to a new file while the desk runs, and check the copy; prints its head (备份)
    Backup {
        /// Where; nothing may stand there (备份文件)
        file: PathBuf,
    },
    /// Put a copy back where the journal is gone, while no desk runs (恢复)
    Restore {
        /// The copy (备份文件)
        file: PathBuf,
        /// Begin the second place anew: signed heads of entries that are lost are put aside (旧签名头移开)
        #[arg(long)]
        forget_heads: bool,
    },
    /// Destroy texts that people typed, of one closed incident or before a day; a leader signs (销毁文字)
    #[command(group = clap::ArgGroup::new("scope").required(true))]
    Purge {
        /// Of this incident (事件号)
        #[arg(long, value_name = "N", group = "scope")]
        incident: Option<u32>,
        /// Of all entries before this day, as 2027-01-16 (日期之前)
        #[arg(long, value_name = "DAY", value_parser = day, group = "scope")]
        before: Option<i32>,
    },
    /// Destroy in other copies what was destroyed in the journal (清理备份)
    Scrub {
        /// The copies; none: those that `journal backup` made (备份文件)
        files: Vec<PathBuf>,
    },
}

/// How entries are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A JSON object a line.
    #[default]
    Jsonl,
    /// A line of fields, with a head line.
    Csv,
}

/// An entry and what somebody kept of it: a code of sixteen digits or a digest; read when the journal is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor(pub String);

/// Checks the shape alone: a number, and sixteen or sixty-four digits behind it.
fn anchor(word: &str) -> Result<Anchor, String> {
    let fits = |word: &str| {
        let (entry, rest) = word.trim_start_matches('#').split_once([':', ' '])?;
        entry.parse::<u64>().ok()?;
        let digits: String = rest.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let hexadecimal = digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let decimal = digits.bytes().all(|digit| digit.is_ascii_digit());
        Some((digits.len() == 16 && decimal) || (digits.len() == 64 && hexadecimal))
    };
    if fits(word) == Some(true) {
        Ok(Anchor(word.to_owned()))
    } else {
        Err("an entry and its code, as 482:4829-1057-3316-0042, or its digest".to_owned())
    }
}
