//! The sample park, part of the program: no real place, no real person, telephone numbers that begin 0000.

use crate::registry::Source;

/// The files of the sample park.
pub const FILES: [(&str, &[u8]); 13] = [
    ("desk.toml", include_bytes!("../../fixtures/sample/desk.toml")),
    ("zones.csv", include_bytes!("../../fixtures/sample/zones.csv")),
    ("sites.csv", include_bytes!("../../fixtures/sample/sites.csv")),
    ("devices.csv", include_bytes!("../../fixtures/sample/devices.csv")),
    ("people.csv", include_bytes!("../../fixtures/sample/people.csv")),
    ("teams.toml", include_bytes!("../../fixtures/sample/teams.toml")),
    ("insurers.toml", include_bytes!("../../fixtures/sample/insurers.toml")),
    ("policies.toml", include_bytes!("../../fixtures/sample/policies.toml")),
    ("plans.toml", include_bytes!("../../fixtures/sample/plans.toml")),
    ("pool.toml", include_bytes!("../../fixtures/sample/pool.toml")),
    ("duty.toml", include_bytes!("../../fixtures/sample/duty.toml")),
    ("pack.toml", include_bytes!("../../fixtures/sample/pack.toml")),
    ("rules.toml", include_bytes!("../../fixtures/sample/rules.toml")),
];

/// Returns where the sample park's files are.
pub const fn source() -> Source<'static> {
    Source::Embedded(&FILES)
}
