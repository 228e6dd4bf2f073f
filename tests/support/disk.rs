//! A disk that is watched, and what a power cut leaves of it.
//!
//! `disk.c` stands before the C library of a program and writes down what it asks of the disk, in order. A [`Disk`] goes
//! through that log up to any place and tells what would be left there: everything that was synced, and of the rest any
//! 512-byte sector or not. Names are on disk when their directory was synced; of later changes a first part is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What a disk writes whole, if at all.
const SECTOR: usize = 512;

/// Returns the library that is loaded before the C library; compiled once a process.
pub(crate) fn shim() -> &'static Path {
    static SHIM: OnceLock<PathBuf> = OnceLock::new();
    SHIM.get_or_init(|| {
        let name = format!("disk-{}.so", std::process::id());
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/disk.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"]).arg(&library).arg(source);
        let compiled = compiler.status().expect("a C compiler: `cc`");
        assert!(compiled.success(), "{source} compiles");
        library
    })
}

/// What a program asked of its disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    /// A file was opened that was there.
    Opened { file: u32, path: String },
    /// A file was made.
    Created { file: u32, path: String },
    /// Bytes were written.
    Written { file: u32, offset: usize, bytes: Vec<u8> },
    /// Everything of a file, or the names of a directory, is on disk.
    Synced { file: u32 },
    /// A file has this length now.
    Cut { file: u32, length: usize },
    /// A file has another name.
    Renamed { from: String, to: String },
    /// A name is gone.
    Removed { path: String },
}

/// Reads a log: each operation, and how long the log was when it stood there.
pub(crate) fn read(log: &Path) -> Vec<(u64, Op)> {
    let bytes = std::fs::read(log).expect("the log of the disk");
    let (mut ops, mut rest) = (Vec::new(), &bytes[..]);
    while let Some((head, after)) = rest.split_at_checked(17) {
        let file = u32::from_le_bytes(head[1..5].try_into().unwrap());
        let offset = u64::from_le_bytes(head[5..13].try_into().unwrap()) as usize;
        let length = u32::from_le_bytes(head[13..17].try_into().unwrap()) as usize;
        let (body, after) = after.split_at(length);
        rest = after;
        let path = || String::from_utf8(body.to_vec()).expect("a path of letters");
        let op = match head[0] {
            1 => Op::Opened { file, path: path() },
            2 => Op::Created { file, path: path() },
            3 => Op::Written { file, offset, bytes: body.to_vec() },
            4 => Op::Synced { file },
            5 => Op::Cut { file, length: offset },
            6 => {
                let both = path();
                let (from, to) = both.split_once('\n').expect("two names");
                Op::Renamed { from: from.to_owned(), to: to.to_owned() }
            }
            7 => Op::Removed { path: path() },
            other => panic!("operation {other}"),
        };
        ops.push(((bytes.len() - rest.len()) as u64, op));
    }
    ops
}

/// A disk that a log was played to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    names: BTreeMap<String, u32>,
    /// Changes of names whose directory was not synced since.
    renaming: Vec<Naming>,
    files: BTreeMap<u32, File>,
    /// The path that a file was opened by last: a directory's, too.
    opened: BTreeMap<u32, String>,
}

#[derive(Clone, Debug)]
enum Naming {
    Made(String, u32),
    Renamed(String, String),
    Removed(String),
}

#[derive(Clone, Debug, Default)]
struct File {
    synced: Vec<u8>,
    later: Vec<Later>,
}

#[derive(Clone, Debug)]
enum Later {
    Written(usize, Vec<u8>),
    Cut(usize),
}

impl Disk {
    /// Plays one operation.
    pub(crate) fn play(&mut self, op: &Op) {
        match op {
            Op::Opened { file, path } => {
                self.opened.insert(*file, path.clone());
            }
            Op::Created { file, path } => {
                self.opened.insert(*file, path.clone());
                self.files.insert(*file, File::default());
                self.renaming.push(Naming::Made(path.clone(), *file));
            }
            Op::Written { file, offset, bytes } => {
                self.files.entry(*file).or_default().later.push(Later::Written(*offset, bytes.clone()));
            }
            Op::Cut { file, length } => {
                self.files.entry(*file).or_default().later.push(Later::Cut(*length));
            }
            Op::Synced { file } => self.sync(*file),
            Op::Renamed { from, to } => self.renaming.push(Naming::Renamed(from.clone(), to.clone())),
            Op::Removed { path } => self.renaming.push(Naming::Removed(path.clone())),
        }
    }

    fn sync(&mut self, file: u32) {
        if let Some(file) = self.files.get_mut(&file) {
            for later in std::mem::take(&mut file.later) {
                apply(&mut file.synced, &later, |_| true);
            }
            return;
        }
        let Some(directory) = self.opened.get(&file).cloned() else { return };
        let here = |naming: &Naming| parent(naming.path()) == directory;
        let (now, later) = std::mem::take(&mut self.renaming).into_iter().partition(here);
        self.renaming = later;
        let now: Vec<Naming> = now;
        for naming in &now {
            name(&mut self.names, naming);
        }
    }

    /// Returns the files that a power cut leaves: their paths and what is in them.
    pub(crate) fn cut(&self, mut below: impl FnMut(u64) -> u64) -> BTreeMap<String, Vec<u8>> {
        let mut names = self.names.clone();
        let kept = below(self.renaming.len() as u64 + 1) as usize;
        self.renaming[..kept].iter().for_each(|naming| name(&mut names, naming));
        // Of one power cut nearly nothing is left, of the next one nearly everything.
        let of_ten = [1, 5, 5, 9, 10][below(5) as usize];
        let left = names.into_iter().map(|(path, file)| {
            let file = &self.files[&file];
            let mut bytes = file.synced.clone();
            for later in &file.later {
                apply(&mut bytes, later, |_| below(10) < of_ten);
            }
            (path, bytes)
        });
        left.collect()
    }
}

impl Naming {
    fn path(&self) -> &str {
        match self {
            Self::Made(path, _) | Self::Removed(path) | Self::Renamed(_, path) => path,
        }
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn name(names: &mut BTreeMap<String, u32>, naming: &Naming) {
    match naming {
        Naming::Made(path, file) => {
            names.insert(path.clone(), *file);
        }
        Naming::Renamed(from, to) => {
            if let Some(file) = names.remove(from) {
                names.insert(to.clone(), file);
            }
        }
        Naming::Removed(path) => {
            names.remove(path);
        }
    }
}

/// Changes a file's bytes, in those sectors that are kept.
fn apply(bytes: &mut Vec<u8>, later: &Later, mut keeps: impl FnMut(usize) -> bool) {
    match later {
        Later::Cut(length) => {
            if keeps(*length) {
                bytes.resize(*length, 0);
            }
        }
        Later::Written(offset, written) => {
            let (mut at, end) = (*offset, offset + written.len());
            while at < end {
                let next = ((at / SECTOR + 1) * SECTOR).min(end);
                if keeps(at) {
                    if bytes.len() < next {
                        bytes.resize(next, 0);
                    }
                    bytes[at..next].copy_from_slice(&written[at - offset..next - offset]);
                }
                at = next;
            }
        }
    }
}
