//! The second place: the heads once more, outside the journal.
//!
//! Decides: how a line gets there whole. Must not know: what a line says.
//!
//! Invariant: a line is only ever added; a line that a crash tore is cut off before the next one is.

use crate::journal::heads::Fault;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The name of the file in the directory of the second place.
pub const FILE: &str = "heads";

/// The second place.
#[derive(Clone, Debug)]
pub struct SecondPlace {
    file: PathBuf,
}

impl SecondPlace {
    /// Names the second place in a directory; makes nothing.
    pub fn of(directory: &Path) -> Self {
        Self { file: directory.join(FILE) }
    }

    /// Names a second place by its file.
    pub fn at(file: &Path) -> Self {
        Self { file: file.to_path_buf() }
    }

    /// Returns its file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Returns its whole lines; none where there is no such file yet.
    pub fn lines(&self) -> Result<Vec<String>, Fault> {
        let text = match fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(self.fault(source)),
        };
        let whole = whole_of(&text);
        Ok(String::from_utf8_lossy(&text[..whole]).lines().map(str::to_owned).collect())
    }

    /// Adds lines and puts them on disk.
    pub fn append(&self, lines: &[String]) -> Result<(), Fault> {
        if lines.is_empty() {
            return Ok(());
        }
        self.write(lines).map_err(|source| self.fault(source))
    }

    fn write(&self, lines: &[String]) -> io::Result<()> {
        let directory = self.file.parent().unwrap_or(Path::new("."));
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
        let mut options = OpenOptions::new();
        let mut file =
            options.read(true).write(true).create(true).truncate(false).mode(0o600).open(&self.file)?;
        let whole = whole_of(&fs::read(&self.file)?);
        file.set_len(whole as u64)?;
        io::Seek::seek(&mut file, io::SeekFrom::End(0))?;
        let mut text = lines.join("\n");
        text.push('\n');
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if whole == 0 { File::open(directory)?.sync_all() } else { Ok(()) }
    }

    pub(super) fn fault(&self, source: io::Error) -> Fault {
        Fault::Io { file: self.file.clone(), source }
    }
}

/// Returns how many bytes stand up to the end of the last whole line.
fn whole_of(text: &[u8]) -> usize {
    text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)
}
