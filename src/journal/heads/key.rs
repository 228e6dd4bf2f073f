//! The key of a shift, and its file.
//!
//! Decides: what stands in the file and who may read it. Must not know: what is signed.
//!
//! Invariant: the file of the next key is whole and on disk before a head names it, and takes the place of the old one
//! only afterwards: a crash between the two leaves both.

use crate::journal::heads::{Bytes, Fault};
use crate::journal::schema::beside;
use ring::signature::{Ed25519KeyPair, KeyPair};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

const MARK: &str = "dutydesk head key 1";

/// A private key.
pub struct Key {
    pair: Ed25519KeyPair,
}

impl Key {
    /// Makes the next key and writes it beside the file of the one in use.
    pub(super) fn begin(file: &Path) -> Result<Self, Fault> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| Fault::Random)?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| Fault::Random)?;
        let key = Self { pair };
        let next = next_of(file);
        let text = format!("{MARK}\n{}\n{}\n", Bytes(seed), key.public());
        let written = remove(&next).and_then(|()| {
            let mut opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&next)?;
            opened.write_all(text.as_bytes())?;
            opened.sync_all()?;
            sync_parent(&next)
        });
        written.map(|()| key).map_err(|source| Fault::Io { file: next, source })
    }

    /// Reads the key in use, finishing what a crash left: the key that the newest head names takes its place.
    ///
    /// None: there is no such key; the next head begins a new one.
    pub(super) fn open(file: &Path, named: Option<Bytes<32>>) -> Result<Option<Self>, Fault> {
        let next = next_of(file);
        if let Ok(Some(key)) = read(&next)
            && Some(key.public()) == named
        {
            Self::promote(file)?;
        } else {
            remove(&next).map_err(|source| Fault::Io { file: next, source })?;
        }
        Ok(read(file)?.filter(|key| named.is_none_or(|named| named == key.public())))
    }

    /// Returns the public key in use, whatever the journal says; none where there is none that can be read.
    pub(super) fn in_use(file: &Path) -> Option<Bytes<32>> {
        read(file).ok().flatten().map(|key| key.public())
    }

    /// Puts the next key in the place of the one in use, which is gone then.
    pub(super) fn promote(file: &Path) -> Result<(), Fault> {
        let moved = fs::rename(next_of(file), file).and_then(|()| sync_parent(file));
        moved.map_err(|source| Fault::Io { file: file.to_path_buf(), source })
    }

    /// Takes the next key back: the head that would have named it was not written.
    pub(super) fn abandon(file: &Path) {
        // Whatever is left is removed when the journal is opened.
        let _ = remove(&next_of(file));
    }

    /// Returns the public key.
    pub fn public(&self) -> Bytes<32> {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.pair.public_key().as_ref());
        Bytes(bytes)
    }

    /// Signs.
    pub fn sign(&self, domain: &str, said: &str) -> Bytes<64> {
        let mut bytes = [0; 64];
        bytes.copy_from_slice(self.pair.sign(format!("{domain}{said}").as_bytes()).as_ref());
        Bytes(bytes)
    }
}

impl std::fmt::Debug for Key {
    /// Keeps the key out of every log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key").field("public", &self.public()).finish_non_exhaustive()
    }
}

fn next_of(file: &Path) -> PathBuf {
    beside(file, ".next")
}

fn read(file: &Path) -> Result<Option<Key>, Fault> {
    let io = |source| Fault::Io { file: file.to_path_buf(), source };
    let mode = match fs::symlink_metadata(file) {
        Ok(about) => about.permissions().mode() & 0o777,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io(error)),
    };
    if mode & 0o077 != 0 {
        return Err(Fault::Exposed { file: file.to_path_buf(), mode });
    }
    let text = fs::read_to_string(file).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => Fault::NotAKey(file.to_path_buf()),
        _ => io(error),
    })?;
    let mut lines = text.lines();
    let mark = lines.next();
    let mut bytes = || lines.next().and_then(|line| line.parse::<Bytes<32>>().ok());
    let pair = match (mark, bytes(), bytes()) {
        (Some(MARK), Some(seed), Some(public)) => {
            Ed25519KeyPair::from_seed_and_public_key(&seed.0, &public.0).ok()
        }
        _ => None,
    };
    pair.map(|pair| Some(Key { pair })).ok_or_else(|| Fault::NotAKey(file.to_path_buf()))
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn sync_parent(file: &Path) -> io::Result<()> {
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(dir)?.sync_all()
}
