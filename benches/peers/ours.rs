//! The desk on the same alarms: the core alone in blocks, and the whole path to the disk.

use crate::cost::{self, Cost};
use crate::mix::Mix;
use crate::night::Night;
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey};
use dutydesk::correlation::change::{Change, Changes, What};
use dutydesk::correlation::rules::Rules;
use dutydesk::correlation::{Capacity, Correlation, Progress};
use dutydesk::engine::batch::Batch;
use dutydesk::engine::driver::Driver;
use dutydesk::journal::draft::Draft;
use dutydesk::journal::reader::Reader;
use dutydesk::journal::writer::Journal;
use dutydesk::limits::BATCH_MAX;
use dutydesk::operations::desk::RuleBook;
use dutydesk::operations::fact::Body;
use dutydesk::operations::incident;
use dutydesk::recording::Record;
use dutydesk::recording::writer::Writer;
use dutydesk::registry::Registry;
use dutydesk::units::{EntryNumber, InputNumber, Span};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

/// Batches on their way to the stores, as `serve` has them.
const WAITING_MAX: usize = 256;
/// Batches that are written together, as `serve` does.
const GROUP_MAX: usize = 64;

/// Returns the rules that are SEC's on paper, with all that the desk does besides left on.
pub(crate) fn rules(registry: &Registry) -> Rules {
    let window = Span::seconds(300);
    Rules { quiet_gap: window, repeat_window: window, ..registry.rules.rules.clone() }
}

/// What came of the alarms.
#[derive(Default)]
pub(crate) struct Done {
    /// Devices whose hazard alarm joined an incident, or is held and listed.
    pub(crate) devices: BTreeSet<String>,
    /// Where incidents began.
    pub(crate) zones: BTreeSet<String>,
    /// Incidents that began.
    pub(crate) incidents: usize,
    /// Changes that the core told, or facts that the desk decided.
    pub(crate) said: usize,
}

impl Done {
    fn add(&mut self, registry: &Registry, what: &What) {
        match *what {
            What::Opened { zone, .. } => {
                self.incidents += 1;
                self.zones
                    .extend(registry.operations.zones.get(zone.index()).map(|row| row.code.to_string()));
            }
            What::Joined { alarm, .. } | What::Suppressed { alarm, .. } => self.heard(registry, alarm),
            _ => {}
        }
    }

    fn heard(&mut self, registry: &Registry, alarm: AlarmKey) {
        if alarm.class == AlarmClass::Hazard {
            let device = registry.operations.devices.get(alarm.device.index());
            self.devices.extend(device.map(|row| row.code.to_string()));
        }
    }

    /// Holds that nobody whom the rules mean was left out.
    pub(crate) fn check(&self, who: &str, night: &Night) {
        let missing: Vec<_> = night.meant.devices.difference(&self.devices).take(3).collect();
        assert!(missing.is_empty(), "{who}: alarms of {missing:?} led nowhere");
        let zones = night.meant.zones.iter().filter(|zone| *zone != "unregistered");
        let missing: Vec<_> = zones.filter(|zone| !self.zones.contains(*zone)).take(3).collect();
        assert!(missing.is_empty(), "{who}: no incident began in {missing:?}");
    }
}

/// Runs the core over the night's events, from empty tables, in blocks as the desk thread drains them.
pub(crate) fn core(night: &Night) -> (Cost, Done) {
    let reference = &night.registry.correlation;
    let fresh = || {
        let mut core = Correlation::new(reference, Capacity::of(reference.devices.len()));
        core.set_rules(rules(&night.registry));
        core
    };
    let mut core = fresh();
    let mut said = 0;
    let (took, ()) = cost::of(|| walk(&mut core, night, |changes| said += changes.len()));
    let counts = core.counts();
    assert_eq!((counts.turned_away, counts.changes_lost), (0, 0), "the core turned something away");
    // What it did is looked at in a second run: the first is to be timed alone.
    let mut done = Done::default();
    walk(&mut fresh(), night, |changes| {
        for change in changes {
            done.add(&night.registry, &change.what);
        }
    });
    done.said = said;
    (took, done)
}

fn walk(core: &mut Correlation, night: &Night, mut each: impl FnMut(&[Change])) {
    let mut changes = Changes::new();
    for block in night.events.chunks(BATCH_MAX) {
        for event in block {
            core.begin_input(event.input);
            while core.advance(event.received, &mut changes) == Progress::More {
                each(&changes);
                changes.clear();
            }
            core.step(event, &mut changes);
            each(&changes);
            changes.clear();
        }
    }
}

/// Runs the whole path: bytes, JSON, core, operations, facts on this thread; recording and journal, synced, on another
/// one, as `serve` does. Returns when the last is on disk.
pub(crate) fn path(night: &Night, directory: &Path) -> (Cost, Done) {
    let recording = Writer::open(&directory.join("recording"), "bench").unwrap().0;
    let file = directory.join("journal.sqlite");
    let journal = Journal::open(&file).unwrap();
    let mut driver = Driver::new(night.registry.clone());
    let book = RuleBook { rules: rules(&night.registry), ..RuleBook::clone(&night.registry.rules) };
    driver.state.set_rules(&book);
    let mut facts = Vec::new();
    Mix::default().open(&mut driver, &mut facts);
    let (to_stores, batches) = sync_channel(WAITING_MAX);
    let (back, spare) = sync_channel(WAITING_MAX);
    let (took, (last, head)) = cost::of(|| {
        let stores = std::thread::spawn(move || store(recording, journal, &batches, &back));
        drain(night, &mut driver, &to_stores, &spare);
        drop(to_stores);
        stores.join().unwrap()
    });
    assert_eq!(Some(last), night.frames.last().map(|frame| frame.number), "all inputs are on disk");
    (took, read_back(night, &file, head))
}

fn drain(
    night: &Night,
    driver: &mut Driver,
    to_stores: &SyncSender<Box<Batch>>,
    spare: &Receiver<Box<Batch>>,
) {
    let mut batch = Box::<Batch>::default();
    for block in night.frames.chunks(BATCH_MAX) {
        for frame in block {
            batch.push(frame.number, frame.at, &frame.input());
            driver.take(frame.number, frame.at, &frame.input(), &mut batch.facts);
        }
        // A batch that the stores cannot take yet goes on growing.
        batch = match to_stores.try_send(batch) {
            Ok(()) => spare.try_recv().unwrap_or_default(),
            Err(TrySendError::Full(batch) | TrySendError::Disconnected(batch)) => batch,
        };
    }
    to_stores.send(batch).unwrap();
}

fn store(
    mut recording: Writer,
    mut journal: Journal,
    batches: &Receiver<Box<Batch>>,
    back: &SyncSender<Box<Batch>>,
) -> (InputNumber, EntryNumber) {
    let mut group = Vec::with_capacity(GROUP_MAX);
    while let Ok(batch) = batches.recv() {
        group.push(batch);
        while group.len() < GROUP_MAX
            && let Ok(batch) = batches.try_recv()
        {
            group.push(batch);
        }
        let mut drafts = Vec::new();
        for batch in &group {
            let records: Vec<Record<'_>> = batch.records().collect();
            recording.append(&records).unwrap();
            drafts.extend(Draft::all(&batch.facts));
        }
        recording.sync().unwrap();
        journal.commit(&drafts, &[]).unwrap();
        for mut batch in group.drain(..) {
            batch.clear();
            drop(back.try_send(batch));
        }
    }
    (recording.synced(), journal.head().entry)
}

/// Reads what came of it from the journal on disk.
fn read_back(night: &Night, file: &Path, head: EntryNumber) -> Done {
    let mut done = Done { said: head.0 as usize, ..Done::default() };
    let reader = Reader::open(file).unwrap();
    let (_, newest) = reader.extent().unwrap().unwrap();
    let mut entries = 0;
    reader
        .walk(newest.after(Span(1)), |entry| {
            entries += 1;
            if !entry.kind.starts_with("incident.") && !entry.kind.starts_with("alarm.") {
                return;
            }
            if let Ok(Body::Incident(incident::Fact::Alarm { change, .. })) = serde_json::from_str(entry.body)
            {
                done.add(&night.registry, &change.what);
            }
        })
        .unwrap();
    assert_eq!(entries, head.0, "the journal holds what was committed");
    done
}
