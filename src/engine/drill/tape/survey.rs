//! What is in a recording that is to be a drill's feed: read through before anybody sits down to it.
//!
//! Decides: which recording cannot be played, and which devices of one nobody knows.
//! Must not know: how it is played; how a fault is worded.

use super::is_of_the_world;
use crate::engine::input::{self, Input};
use crate::feed::decode::{self, Context, Decoded, Raw, Reject, native};
use crate::operations::feed::Terms;
use crate::recording::Record;
use crate::recording::reader::Reader;
use crate::registry::Registry;
use crate::units::{FeedId, InputNumber};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What a recording holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// How many feeds spoke.
    pub feeds: usize,
    /// What devices and feeds said, in inputs.
    pub inputs: u64,
    /// Devices that spoke and that the registry does not know, by code; as strangers they come all the same.
    pub strangers: BTreeSet<String>,
    /// Devices that spoke and that it knows.
    pub known: BTreeSet<String>,
    /// Inputs that were never recorded.
    pub missing: u64,
}

/// Why a recording cannot be a drill's feed.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// There is no such file or directory.
    #[error("{}: there is no such recording", .0.display())]
    Missing(PathBuf),
    /// It is something else, or nothing that a device said is in it.
    #[error("{}: there is no recording here", .0.display())]
    Empty(PathBuf),
    /// It cannot be read on.
    #[error("{0}")]
    Recording(#[from] crate::recording::Error),
    /// Another program wrote an input of it.
    #[error("input {0}: {1}")]
    Input(InputNumber, input::Error),
}

/// Reads a recording through.
///
/// # Errors
/// It is missing, something else, damaged, or of another format.
///
/// Cost: reads and decodes all of it.
pub fn survey(recording: &Path, registry: &Registry) -> Result<Survey, Fault> {
    if !recording.exists() {
        return Err(Fault::Missing(recording.to_owned()));
    }
    let is_segment = recording.extension().is_some_and(|extension| extension == "rec");
    if !recording.is_dir() && !is_segment {
        return Err(Fault::Empty(recording.to_owned()));
    }
    let mut found = Survey::default();
    let mut terms: Vec<Terms> = Vec::new();
    let mut reader = Reader::open(recording, InputNumber(1))?;
    while let Some(record) = reader.read() {
        match record {
            Ok(record) => found.take(&record, &mut terms, registry)?,
            Err(crate::recording::Error::Hole { from, to }) => found.missing += to.0 + 1 - from.0,
            Err(error) => return Err(error.into()),
        }
    }
    if found.inputs == 0 {
        return Err(Fault::Empty(recording.to_owned()));
    }
    Ok(found)
}

impl Survey {
    fn take(
        &mut self,
        record: &Record<'_>,
        terms: &mut Vec<Terms>,
        registry: &Registry,
    ) -> Result<(), Fault> {
        let unread = |error| Fault::Input(record.number, error);
        if Input::is_of_the_world(record.kind).is_none() {
            return Err(unread(input::Error::Kind(record.kind)));
        }
        if !is_of_the_world(record) {
            return Ok(());
        }
        self.inputs += 1;
        match Input::read(record.kind, record.source, record.bytes).map_err(unread)? {
            Input::Frame { feed, bytes } => {
                self.hear(feed, vec![native::decode(bytes, &context(feed, record))], registry);
            }
            Input::Message { feed, topic, bytes, .. } => {
                let format = terms.get(usize::from(feed.0)).map(|terms| terms.format.clone());
                let raw = Raw { topic, bytes };
                let read = decode::message(&format.unwrap_or_default(), &raw, &context(feed, record));
                self.hear(feed, read, registry);
            }
            Input::Health { feed, .. } => self.hear(feed, Vec::new(), registry),
            Input::Terms { terms: agreed } => {
                self.feeds = self.feeds.max(agreed.len());
                *terms = agreed.into_vec();
            }
            Input::Command(_)
            | Input::Desk { .. }
            | Input::Delivery { .. }
            | Input::Rules { .. }
            | Input::Drill { .. }
            | Input::Tick => {}
        }
        Ok(())
    }

    fn hear(&mut self, feed: FeedId, said: Vec<Result<Decoded<'_>, Reject>>, registry: &Registry) {
        self.feeds = self.feeds.max(usize::from(feed.0) + 1);
        for decoded in said {
            let Ok(Decoded::Sensor(sensor)) = decoded else { continue };
            let codes =
                if registry.device(&sensor.device).is_some() { &mut self.known } else { &mut self.strangers };
            if !codes.contains(&*sensor.device) {
                codes.insert(sensor.device.into_owned());
            }
        }
    }
}

fn context(feed: FeedId, record: &Record<'_>) -> Context {
    Context { feed, received: record.at, test_trusted: true }
}
