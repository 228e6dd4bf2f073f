//! How much room the stores have left.
//!
//! Decides: which of the levels it is, when the ballast is made and given up. Must not know: who fills the disk.

use crate::limits::{BALLAST_BYTES, ROOM_CRITICAL, ROOM_LOW, ROOM_SHORT};
use crate::operations::storage::{Ballast, Room};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

/// The room of a data directory, and the file that is given up for the last entries.
pub struct Space {
    directory: PathBuf,
    file: PathBuf,
    room: Room,
    free: u64,
    ballast: Ballast,
}

impl Space {
    /// Names the data directory and the ballast's file; looks at nothing yet.
    pub const fn of(directory: PathBuf, file: PathBuf) -> Self {
        Self { directory, file, room: Room::Plenty, free: u64::MAX, ballast: Ballast::None }
    }

    /// Returns how much room there was at the last look.
    pub const fn room(&self) -> Room {
        self.room
    }

    /// Returns the ballast.
    pub const fn ballast(&self) -> Ballast {
        self.ballast
    }

    /// Returns how many MiB were free at the last look.
    pub const fn free_mib(&self) -> u32 {
        let mib = self.free / (1_024 * 1_024);
        if mib > u32::MAX as u64 { u32::MAX } else { mib as u32 }
    }

    /// Looks how much room there is, and makes the ballast where there is enough for it.
    ///
    /// Cost: one call of the system; writing 8 MiB when the ballast is made.
    pub fn look(&mut self) {
        let stat = match rustix::fs::statvfs(&self.directory) {
            Ok(stat) => stat,
            Err(error) => return tracing::error!("the disk cannot be asked for its room: {error}"),
        };
        let (free, whole) = (stat.f_bavail * stat.f_frsize, stat.f_blocks * stat.f_frsize);
        self.free = free;
        self.room = room(free, whole);
        let has_room = || room(free.saturating_sub(BALLAST_BYTES), whole) < Room::Critical;
        // That of an earlier run is there, however full the disk is by now.
        if self.ballast != Ballast::Kept && (self.is_there() || has_room()) {
            self.keep();
        }
    }

    /// Gives the ballast's room to the journal; returns whether there was any.
    pub fn give(&mut self) -> bool {
        if self.ballast != Ballast::Kept {
            return false;
        }
        match fs::remove_file(&self.file) {
            Ok(()) => {
                tracing::error!("the disk is full: the ballast is given up for the last entries");
                self.ballast = Ballast::Given;
                true
            }
            Err(error) => {
                tracing::error!("{}: {error}", self.file.display());
                false
            }
        }
    }

    fn is_there(&self) -> bool {
        fs::metadata(&self.file).is_ok_and(|file| file.len() == BALLAST_BYTES)
    }

    fn keep(&mut self) {
        match if self.is_there() { Ok(()) } else { self.fill() } {
            Ok(()) => self.ballast = Ballast::Kept,
            Err(error) => {
                tracing::warn!("{}: the ballast cannot be made: {error}", self.file.display());
                // Half a ballast is only in the way.
                let _ = fs::remove_file(&self.file);
            }
        }
    }

    /// Writes the file: a length alone would hold no room.
    fn fill(&self) -> io::Result<()> {
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&self.file)?;
        let block = [0x5A; 8 * 1_024];
        for _ in 0..BALLAST_BYTES / block.len() as u64 {
            file.write_all(&block)?;
        }
        file.sync_all()
    }
}

/// Tells the level: by what is free, on a small disk by its share.
fn room(free: u64, whole: u64) -> Room {
    let is_under = |(bytes, share): (u64, u64)| free < bytes.min(whole / share);
    match () {
        () if is_under(ROOM_CRITICAL) => Room::Critical,
        () if is_under(ROOM_SHORT) => Room::Short,
        () if is_under(ROOM_LOW) => Room::Low,
        () => Room::Plenty,
    }
}

#[cfg(test)]
mod tests {
    use super::{Room, room};

    #[test]
    fn the_levels_are_of_bytes_on_a_large_disk_and_of_shares_on_a_small_one() {
        const MIB: u64 = 1_024 * 1_024;
        for (free, whole, wanted) in [
            (3_000, 100_000, Room::Plenty),
            (2_047, 100_000, Room::Low),
            (511, 100_000, Room::Short),
            (63, 100_000, Room::Critical),
            (0, 100_000, Room::Critical),
            (7, 32, Room::Plenty),
            (6, 32, Room::Low),
            (3, 32, Room::Short),
            (1, 32, Room::Critical),
        ] {
            assert_eq!(room(free * MIB, whole * MIB), wanted, "{free} of {whole} MiB");
        }
    }
}
