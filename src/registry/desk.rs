//! `desk.toml` and `pool.toml`: the desk itself.

use crate::config::record::{Mistakes, Reader};
use crate::operations::reference::Name;
use crate::registry::agencies::{self, Offices};
use crate::registry::mistake::Kind;
use crate::registry::rules::wrong::Wrong;
use crate::registry::source::Files;
use crate::units::{Fen, Span};

/// What the files say of the desk itself.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Its name.
    pub name: Name,
    /// How long an acknowledgement may take.
    pub acknowledge_within: Span,
    /// Money in the pool at the last close.
    pub pool_balance: Fen,
    /// Public numbers and the duty office above.
    pub offices: Offices,
}

/// Reads both files.
pub fn read(files: &Files, mistakes: &mut Mistakes<Kind>) -> Settings {
    let mut settings = Settings::default();
    if let Some((file, root)) = files.table("desk.toml", mistakes) {
        let mut reader = Reader::new(file, &root, mistakes);
        settings.name = reader.required("name");
        let within = reader.number("acknowledge_within_s", 5..=600).unwrap_or(15);
        settings.acknowledge_within = Span::seconds(within);
        if reader.has_value("correlation") {
            reader.wrong("correlation", Wrong::Moved.into());
        }
        let agencies = reader.record("agencies");
        reader.finish();
        settings.offices = agencies::read(file, agencies, root.line, mistakes);
    }
    if let Some((file, root)) = files.table("pool.toml", mistakes) {
        let mut reader = Reader::new(file, &root, mistakes);
        reader.must("balance");
        settings.pool_balance = reader.money("balance").unwrap_or_default();
        reader.must("as_of");
        let _: Option<i32> = reader.day("as_of");
        reader.finish();
    }
    settings
}
