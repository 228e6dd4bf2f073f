//! What `recording` promises: what was answered for is there after any tear, and damage is named.

use dutydesk::recording::block;
use dutydesk::recording::checkpoint::{self, Cause, Header};
use dutydesk::recording::reader::Reader;
use dutydesk::recording::retention::{Keep, prune};
use dutydesk::recording::segment::Segment;
use dutydesk::recording::writer::Writer;
use dutydesk::recording::{Error, OwnedRecord, Record};
use dutydesk::units::{Digest, EntryNumber, InputNumber, Instant};
use proptest::prelude::{any, prop_assert, proptest};
use std::fs;
use std::path::{Path, PathBuf};

const BUILD: &str = "0.1.0+test";

/// Makes an input whose bytes follow from its number.
fn record(number: u64) -> OwnedRecord {
    let bytes = format!("{{\"seq\":{number},\"device\":\"S-{:04}\"}}", number * 7 % 2_048).into_bytes();
    let number = InputNumber(number);
    OwnedRecord {
        number,
        at: Instant(1_700_000_000_000 + number.0 as i64),
        kind: 1,
        source: number.0 as u16,
        bytes,
    }
}

fn append(writer: &mut Writer, numbers: std::ops::RangeInclusive<u64>) -> Result<(), Error> {
    let owned: Vec<_> = numbers.map(record).collect();
    writer.append(&owned.iter().map(borrow).collect::<Vec<_>>())
}

fn borrow(owned: &OwnedRecord) -> Record<'_> {
    let OwnedRecord { number, at, kind, source, bytes } = owned;
    Record { number: *number, at: *at, kind: *kind, source: *source, bytes }
}

/// Reads everything that can be read, and how it ended.
fn read(path: &Path) -> (Vec<OwnedRecord>, Option<Error>) {
    let mut records = Vec::new();
    let mut wrong = None;
    for item in Reader::open(path, InputNumber(0)).unwrap() {
        match item {
            Ok(record) => records.push(record),
            Err(error) => wrong = Some(error),
        }
    }
    (records, wrong)
}

fn only_segment(dir: &Path) -> PathBuf {
    let segments = Segment::list(dir).unwrap();
    assert_eq!(segments.len(), 1);
    segments[0].path.clone()
}

/// Writes blocks of five inputs each, synced, and returns the file's bytes and where each block ends.
fn synced_blocks(dir: &Path, blocks: u64) -> (Vec<u8>, Vec<usize>) {
    let (mut writer, _) = Writer::open(dir, BUILD).unwrap();
    let mut ends = Vec::new();
    for block in 0..blocks {
        append(&mut writer, block * 5 + 1..=block * 5 + 5).unwrap();
        writer.sync().unwrap();
        ends.push(fs::read(only_segment(dir)).unwrap().len());
    }
    (fs::read(only_segment(dir)).unwrap(), ends)
}

#[test]
fn what_is_written_is_read_back_from_any_input() {
    let dir = tempfile::tempdir().unwrap();
    let (mut writer, opened) = Writer::open(dir.path(), BUILD).unwrap();
    assert!(opened.last.is_none() && opened.cut.is_none() && opened.damage.is_none());
    append(&mut writer, 1..=64).unwrap();
    append(&mut writer, 65..=65).unwrap();
    assert_eq!(writer.synced(), InputNumber(0));
    assert_eq!(writer.sync().unwrap(), InputNumber(65));
    append(&mut writer, 66..=200).unwrap();
    for from in [0, 1, 2, 64, 65, 66, 200, 201] {
        let reader = Reader::open(dir.path(), InputNumber(from)).unwrap();
        let records: Vec<_> = reader.map(Result::unwrap).collect();
        assert_eq!(records, (from.max(1)..=200).map(record).collect::<Vec<_>>(), "from {from}");
    }
    let mut reader = Reader::open(dir.path(), InputNumber(9)).unwrap();
    assert!(reader.read().is_some());
    assert_eq!(reader.build(), Some(BUILD));
}

/// A crash may leave any part of the last block. All earlier blocks stay, and the recording goes on.
#[test]
fn a_tear_at_every_byte_of_the_last_block_keeps_all_earlier_inputs() {
    let dir = tempfile::tempdir().unwrap();
    let (whole, ends) = synced_blocks(dir.path(), 4);
    let file = only_segment(dir.path());
    for length in ends[2]..=whole.len() {
        for filler in [None, Some(0_u8), Some(0xA5)] {
            let mut bytes = whole[..length].to_vec();
            if let Some(filler) = filler {
                bytes.resize(whole.len(), filler);
            }
            let is_whole = bytes == whole;
            fs::write(&file, &bytes).unwrap();
            let (records, wrong) = read(dir.path());
            let clean = bytes.len() == ends[2] || is_whole;
            assert_eq!(records.len(), if is_whole { 20 } else { 15 }, "byte {length}");
            assert!(clean || matches!(wrong, Some(Error::Torn { input: InputNumber(16), .. })), "{wrong:?}");

            let (mut writer, opened) = Writer::open(dir.path(), BUILD).unwrap();
            let last = if is_whole { 20 } else { 15 };
            assert_eq!(opened.last, Some(InputNumber(last)), "byte {length}");
            assert_eq!(opened.cut.map(|cut| cut.bytes), (!clean).then(|| (bytes.len() - ends[2]) as u64));
            assert!(opened.damage.is_none());
            append(&mut writer, last + 1..=last + 3).unwrap();
            let (records, wrong) = read(dir.path());
            assert!(wrong.is_none(), "{wrong:?}");
            assert_eq!(records, (1..=last + 3).map(record).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_tear_inside_a_new_segment_s_header_removes_only_that_segment() {
    let dir = tempfile::tempdir().unwrap();
    let (mut writer, _) = Writer::open_with(dir.path(), BUILD, 1).unwrap();
    append(&mut writer, 1..=3).unwrap();
    append(&mut writer, 4..=6).unwrap();
    drop(writer);
    let segments = Segment::list(dir.path()).unwrap();
    assert_eq!(segments.len(), 2);
    let header = dutydesk::recording::segment::header(BUILD, InputNumber(4));
    let whole = fs::read(&segments[1].path).unwrap();
    for length in 0..=header.len() {
        fs::write(&segments[1].path, &whole[..length]).unwrap();
        let (mut writer, opened) = Writer::open_with(dir.path(), BUILD, 1).unwrap();
        assert_eq!(opened.last, Some(InputNumber(3)), "byte {length}");
        assert!(!segments[1].path.exists());
        append(&mut writer, 4..=6).unwrap();
        assert_eq!(read(dir.path()).0.len(), 6);
    }
}

#[test]
fn a_bad_block_among_good_ones_is_named_and_never_cut_away() {
    let dir = tempfile::tempdir().unwrap();
    let (whole, ends) = synced_blocks(dir.path(), 4);
    let file = only_segment(dir.path());
    for at in [ends[0], ends[0] + 5, ends[0] + 20, ends[0] + 47, ends[0] + 60, ends[1] - 1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&file, &bytes).unwrap();
        let (records, wrong) = read(dir.path());
        assert_eq!(records.len(), 5);
        let Some(Error::Bad { file: named, offset, input, .. }) = wrong else { panic!("{wrong:?}") };
        assert_eq!((named, offset, input), (file.clone(), ends[0] as u64, InputNumber(6)));

        let (mut writer, opened) = Writer::open(dir.path(), BUILD).unwrap();
        assert!(
            matches!(opened.damage, Some(Error::Bad { input: InputNumber(6), .. })),
            "{:?}",
            opened.damage
        );
        assert_eq!(opened.last, Some(InputNumber(20)));
        assert_eq!(fs::read(&file).unwrap(), bytes, "damage is left as it is");
        append(&mut writer, 21..=22).unwrap();
        let newer = Segment::list(dir.path()).unwrap().pop().unwrap();
        assert_eq!(read(&newer.path).0.len(), 2);
        fs::remove_file(&newer.path).unwrap();
    }
}

/// Blocks that were written after the last sync may reach the disk in any order; none was answered for.
#[test]
fn unsynced_blocks_behind_a_lost_one_are_cut_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let (mut writer, _) = Writer::open(dir.path(), BUILD).unwrap();
    append(&mut writer, 1..=5).unwrap();
    writer.sync().unwrap();
    let file = only_segment(dir.path());
    let synced = fs::read(&file).unwrap().len();
    append(&mut writer, 6..=10).unwrap();
    append(&mut writer, 11..=15).unwrap();
    drop(writer);
    let mut bytes = fs::read(&file).unwrap();
    bytes[synced..synced + 30].fill(0);
    fs::write(&file, &bytes).unwrap();
    let (_, opened) = Writer::open(dir.path(), BUILD).unwrap();
    assert_eq!(opened.last, Some(InputNumber(5)));
    assert!(opened.damage.is_none());
    assert_eq!(opened.cut.unwrap().bytes, (bytes.len() - synced) as u64);
}

#[test]
fn left_out_numbers_are_a_hole_and_older_ones_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (mut writer, _) = Writer::open(dir.path(), BUILD).unwrap();
    let owned: Vec<_> = [1, 2, 5, 6].into_iter().map(record).collect();
    writer.append(&owned.iter().map(borrow).collect::<Vec<_>>()).unwrap();
    assert!(matches!(append(&mut writer, 6..=7), Err(Error::Order { .. })));
    let items: Vec<_> = Reader::open(dir.path(), InputNumber(0)).unwrap().collect();
    assert_eq!(items.len(), 5);
    assert!(matches!(items[2], Err(Error::Hole { from: InputNumber(3), to: InputNumber(4) })));
    assert_eq!(Reader::open(dir.path(), InputNumber(5)).unwrap().filter_map(Result::ok).count(), 2);
}

#[test]
fn an_input_of_the_largest_frame_is_kept_and_a_larger_one_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (mut writer, _) = Writer::open(dir.path(), BUILD).unwrap();
    let big = vec![7; dutydesk::limits::FRAME_BYTES_MAX];
    let of =
        |number, bytes| Record { number: InputNumber(number), at: Instant(1), kind: 0, source: 0, bytes };
    writer.append(&[of(1, &big), of(2, &big), of(3, &big)]).unwrap();
    let huge = vec![7; dutydesk::limits::BLOCK_BYTES_MAX];
    assert!(matches!(writer.append(&[of(4, &huge)]), Err(Error::TooLarge { number: InputNumber(4), .. })));
    writer.append(&[of(4, b"")]).unwrap();
    let lengths: Vec<_> = read(dir.path()).0.iter().map(|record| record.bytes.len()).collect();
    assert_eq!(lengths, [big.len(), big.len(), big.len(), 0]);
}

#[test]
fn segments_follow_and_retention_stops_at_the_checkpoint() {
    let dir = tempfile::tempdir().unwrap();
    let (mut writer, _) = Writer::open_with(dir.path(), BUILD, 400).unwrap();
    for number in 1..=100 {
        append(&mut writer, number..=number).unwrap();
    }
    writer.sync().unwrap();
    let segments = Segment::list(dir.path()).unwrap();
    assert!(segments.len() > 10);
    assert_eq!(read(dir.path()).0.len(), 100);

    let checkpoint = segments[6].first.next();
    let pruned = prune(dir.path(), Keep { bytes: 0, since: None }, checkpoint).unwrap();
    assert_eq!((pruned.segments, pruned.oldest), (6, Some(segments[6].first)));
    assert!(matches!(Reader::open(dir.path(), InputNumber(1)), Err(Error::Pruned { .. })));
    let rest: Vec<_> = Reader::open(dir.path(), checkpoint).unwrap().map(Result::unwrap).collect();
    assert_eq!(rest.len() as u64, 101 - checkpoint.0);

    let went = |keep| prune(dir.path(), keep, InputNumber(1_000)).unwrap().segments;
    assert_eq!(went(Keep { bytes: u64::MAX, since: None }), 0, "what fits and is not old stays");
    // A wall clock that stood in 1970 when they were written, or is a hundred years ahead now, makes none of them old.
    let segments = Segment::list(dir.path()).unwrap();
    for one in &segments {
        fs::File::options().write(true).open(&one.path).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    }
    let older_than = |number: u64| Keep { bytes: u64::MAX, since: Some(record(number).at) };
    assert_eq!([0, 1].map(|later| went(older_than(segments[1].first.0 + later))), [0, 1]);
    assert!(went(older_than(10_000)) > 1);
    assert_eq!(Segment::list(dir.path()).unwrap().len(), 1, "the last segment stays");

    // Another build begins a segment of its own and goes on counting.
    drop(writer);
    let (mut writer, opened) = Writer::open(dir.path(), "0.2.0").unwrap();
    assert_eq!(opened.last, Some(InputNumber(100)));
    append(&mut writer, 101..=101).unwrap();
    assert_eq!(Segment::list(dir.path()).unwrap().len(), 2);
}

#[test]
fn a_missing_segment_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let (mut writer, _) = Writer::open_with(dir.path(), BUILD, 400).unwrap();
    for number in 1..=50 {
        append(&mut writer, number..=number).unwrap();
    }
    let segments = Segment::list(dir.path()).unwrap();
    fs::remove_file(&segments[2].path).unwrap();
    let (records, wrong) = read(dir.path());
    assert_eq!(records.len() as u64, segments[2].first.0 - 1);
    let Some(Error::Bad { file, input, .. }) = wrong else { panic!("{wrong:?}") };
    assert_eq!((file, input), (segments[3].path.clone(), segments[2].first));
}

/// Bytes that a disk writes as one.
const SECTOR: usize = 512;

fn runs() -> u32 {
    let full = std::env::var("SCALE").is_ok_and(|scale| scale == "full");
    if full { 10_000 } else { 1_000 }
}

/// Any change of a recording is either harmless to what is read, or told.
#[test]
fn no_mutated_recording_is_read_as_if_it_were_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (whole, ends) = synced_blocks(dir.path(), 30);
    let file = only_segment(dir.path());
    let wanted = read(dir.path()).0;
    let mut random = 0x5eed_u64;
    let mut draw = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    for run in 0..runs() {
        let mut bytes = whole.clone();
        match draw(8) {
            0 => bytes[draw(whole.len())] ^= 1 << draw(8),
            1 => {
                let at = draw(whole.len() - 16);
                bytes[at..at + 16].fill(0);
            }
            2 => bytes.truncate(draw(whole.len())),
            3 => {
                let at = draw(whole.len() / SECTOR) * SECTOR;
                bytes[at..at + SECTOR].fill(0);
            }
            4 => {
                let sectors = whole.len() / SECTOR;
                let (one, other) = (draw(sectors) * SECTOR, draw(sectors) * SECTOR);
                let kept = bytes[one..one + SECTOR].to_vec();
                bytes.copy_within(other..other + SECTOR, one);
                bytes[other..other + SECTOR].copy_from_slice(&kept);
            }
            // An older copy of the file.
            5 => bytes.truncate(ends[draw(ends.len())]),
            6 => {
                let block = draw(ends.len() - 1);
                bytes.drain(ends[block]..ends[block + 1]);
            }
            _ => {
                let block = draw(ends.len() - 1);
                let copy = bytes[ends[block]..ends[block + 1]].to_vec();
                let at = ends[draw(ends.len())];
                bytes.splice(at..at, copy);
            }
        }
        fs::write(&file, &bytes).unwrap();
        let (records, wrong) = read(dir.path());
        assert!(wanted.starts_with(&records), "run {run}: what is read is true");
        // A file that ends exactly after a block is a shorter recording; the journal knows that more came.
        let shorter = bytes.len() < whole.len() && whole.starts_with(&bytes);
        assert!(
            wrong.is_some() || records == wanted || shorter,
            "run {run}: {} of {}",
            records.len(),
            wanted.len()
        );
    }
}

fn header(input: u64, state: &[u8]) -> Header {
    let state = checkpoint::digest(state);
    Header {
        input: InputNumber(input),
        entry: EntryNumber(input / 2),
        chain: Digest([9; 32]),
        build: BUILD.into(),
        state,
    }
}

#[test]
fn checkpoints_take_turns_and_a_damaged_one_gives_way_to_the_other() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(checkpoint::newest(dir.path(), BUILD), checkpoint::Newest::default());
    let old = b"state at 100".repeat(50);
    let new = b"state at 200".repeat(40);
    let files = [(100, &old), (200, &new)]
        .map(|(input, state)| checkpoint::save(dir.path(), &header(input, state), state).unwrap());
    assert_ne!(files[0], files[1]);
    let found = checkpoint::newest(dir.path(), BUILD);
    assert_eq!(found.found, Some((header(200, &new), new.clone())));
    assert!(found.skipped.is_empty());

    for (damaged, (input, state)) in files.iter().zip([(200, &new), (100, &old)]) {
        let whole = fs::read(damaged).unwrap();
        for at in (0..whole.len()).step_by(13) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(damaged, &bytes).unwrap();
            let found = checkpoint::newest(dir.path(), BUILD);
            assert_eq!(found.found, Some((header(input, state), state.clone())), "byte {at}");
            fs::write(damaged, &whole[..at]).unwrap();
            let found = checkpoint::newest(dir.path(), BUILD);
            assert_eq!(found.found.unwrap().0.input, InputNumber(input), "cut at {at}");
        }
        fs::write(damaged, &whole).unwrap();
    }
    let mut bytes = fs::read(&files[1]).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&files[1], &bytes).unwrap();
    let found = checkpoint::newest(dir.path(), BUILD);
    assert_eq!(found.skipped, [checkpoint::Skipped { file: files[1].clone(), cause: Cause::State }]);
    // The next turn takes the older one by its header, and both are whole again after two turns.
    checkpoint::save(dir.path(), &header(300, &old), &old).unwrap();
    checkpoint::save(dir.path(), &header(400, &new), &new).unwrap();
    assert_eq!(checkpoint::newest(dir.path(), BUILD).found.unwrap().0.input, InputNumber(400));
}

/// Any change of a checkpoint is told, or it is the state that was saved.
#[test]
fn no_mutated_checkpoint_is_read_as_another_state() {
    let dir = tempfile::tempdir().unwrap();
    let (old, new) = (b"state at 100".repeat(500), b"state at 200".repeat(400));
    let files = [(100, &old), (200, &new)]
        .map(|(input, state)| checkpoint::save(dir.path(), &header(input, state), state).unwrap());
    let whole = [&files[0], &files[1]].map(|file| fs::read(file).unwrap());
    let mut random = 0xc4ec_u64;
    let mut draw = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    let mut told = 0;
    for run in 0..runs() {
        let at = draw(2);
        let mut bytes = whole[at].clone();
        match draw(6) {
            0 => bytes[draw(whole[at].len())] ^= 1 << draw(8),
            1 => {
                let from = draw(bytes.len() - 8);
                bytes[from..from + 8].iter_mut().for_each(|byte| *byte = draw(256) as u8);
            }
            2 => {
                let from = draw(bytes.len() / SECTOR) * SECTOR;
                bytes[from..from + SECTOR].fill(0);
            }
            3 => {
                let (one, other) = (draw(bytes.len() / SECTOR) * SECTOR, draw(bytes.len() / SECTOR) * SECTOR);
                let kept = bytes[one..one + SECTOR].to_vec();
                bytes.copy_within(other..other + SECTOR, one);
                bytes[other..other + SECTOR].copy_from_slice(&kept);
            }
            4 => bytes.truncate(draw(whole[at].len())),
            // The other one, under this one's name: older than it was.
            _ => bytes.clone_from(&whole[1 - at]),
        }
        fs::write(&files[at], &bytes).unwrap();
        let found = checkpoint::newest(dir.path(), BUILD);
        let is_saved = |(header, state): &(Header, Vec<u8>)| match header.input.0 {
            100 => *header == self::header(100, &old) && *state == old,
            200 => *header == self::header(200, &new) && *state == new,
            _ => false,
        };
        assert!(found.found.as_ref().is_none_or(is_saved), "run {run}: another state was read");
        told += u32::from(!found.skipped.is_empty());
        fs::write(&files[at], &whole[at]).unwrap();
    }
    assert!(told > runs() / 3, "the changes bite: {told}");
}

#[test]
fn a_checkpoint_of_another_build_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    checkpoint::save(dir.path(), &header(1, b"x"), b"x").unwrap();
    let found = checkpoint::newest(dir.path(), "0.9.9");
    assert!(found.found.is_none());
    assert_eq!(found.skipped[0].cause, Cause::Build(BUILD.into()));
}

/// Writes a block's header from its documented format, with right sums.
fn header_by_hand(numbers: [u64; 3], raw_bytes: u32, payload: &[u8]) -> Vec<u8> {
    let mut bytes = b"DDBK\x01\x00\x00\x00".to_vec();
    bytes.extend_from_slice(&raw_bytes.to_le_bytes());
    bytes.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    for number in numbers {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(&crc32fast::hash(payload).to_le_bytes());
    let crc = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&crc.to_le_bytes());
    bytes
}

#[test]
fn a_block_is_as_documented() {
    let raw = [&7_i64.to_le_bytes()[..], &[2], &9_u16.to_le_bytes(), &3_u32.to_le_bytes(), b"abc"].concat();
    let payload = zstd::bulk::compress(&raw, 1).unwrap();
    let bytes = header_by_hand([5, 5, 4], raw.len() as u32, &payload);
    let header = block::Header::parse(&bytes).unwrap();
    assert_eq!((header.first, header.last, header.synced), (InputNumber(5), InputNumber(5), InputNumber(4)));
    let mut decoder = block::Decoder::new().unwrap();
    decoder.load(&header, &payload).unwrap();
    let wanted = Record { number: InputNumber(5), at: Instant(7), kind: 2, source: 9, bytes: b"abc" };
    assert_eq!(decoder.read(), Some(wanted));
    assert_eq!(decoder.read(), None);
}

proptest! {
    /// Sums only guard against accidents: a header with right sums may still say anything.
    #[test]
    fn no_header_is_believed(
        numbers in any::<[u64; 3]>(), near in any::<bool>(), raw_bytes in any::<u32>(), raw in any::<Vec<u8>>(),
    ) {
        let payload = zstd::bulk::compress(&raw, 1).unwrap();
        let last = if near { numbers[0].saturating_add(numbers[1] % 9) } else { numbers[1] };
        let raw_bytes = if near { raw.len() as u32 } else { raw_bytes };
        let bytes = header_by_hand([numbers[0], last, numbers[2]], raw_bytes, &payload);
        let Ok(header) = block::Header::parse(&bytes) else { return Ok(()) };
        let mut decoder = block::Decoder::new().unwrap();
        if decoder.load(&header, &payload).is_ok() {
            let mut records = 0;
            while decoder.read().is_some() {
                records += 1;
            }
            prop_assert!(records == header.records());
        }
    }
}
