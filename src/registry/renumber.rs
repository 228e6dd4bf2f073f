//! Device numbers that outlive a registry.
//!
//! Journal, recording and checkpoint hold device numbers; a file whose rows moved must not move them.

use crate::correlation::alarm::DeviceKind;
use crate::correlation::reference::DeviceReference;
use crate::limits::DEVICES_MAX;
use crate::operations::reference::{DeviceName, Name};
use crate::registry::Registry;
use crate::registry::lookup::Lookup;
use crate::text::{Text, bounded};
use crate::units::{DeviceId, Span, ZoneId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a stored index cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexFault {
    /// Two codes have one number.
    #[error("the device index gives number {number} to `{one}` and to `{other}`")]
    Shared {
        /// The number.
        number: u32,
        /// The first code.
        one: String,
        /// The second code.
        other: String,
    },
    /// The table would be longer than a desk takes.
    #[error("the device index and the registry need {0} device numbers, at most {DEVICES_MAX} fit")]
    TooMany(usize),
}

impl Registry {
    /// Gives every device the number that the index knows for its code, and new numbers to the others.
    ///
    /// Returns the new ones, for the index. A number whose device is in no file any more stays as a row without a
    /// place, of kind [`DeviceKind::Other`] in the park: its code still reads in old entries, and no feed finds it.
    ///
    /// # Errors
    /// Returns [`IndexFault`]; the registry is as it was.
    ///
    /// Cost: O(n log n) in devices.
    pub fn renumber(&mut self, index: &BTreeMap<String, u32>) -> Result<Vec<(String, u32)>, IndexFault> {
        let owners = owners(index)?;
        let folded: BTreeMap<String, u32> =
            index.iter().map(|(code, number)| (code.to_ascii_uppercase(), *number)).collect();
        let mut next = owners.keys().next_back().map_or(0, |last| *last as usize + 1);
        let mut assigned = Vec::new();
        let mut numbers = Vec::with_capacity(self.operations.devices.len());
        for device in &self.operations.devices {
            let number = folded.get(&device.code.to_ascii_uppercase()).copied().unwrap_or_else(|| {
                let number = next as u32;
                next += 1;
                assigned.push((device.code.to_string(), number));
                number
            });
            numbers.push(DeviceId(number));
        }
        if next > DEVICES_MAX {
            return Err(IndexFault::TooMany(next));
        }
        self.move_rows(&numbers, &owners, next);
        Ok(assigned)
    }

    fn move_rows(&mut self, numbers: &[DeviceId], owners: &BTreeMap<u32, &str>, rows: usize) {
        let mut devices = vec![GONE; rows];
        let mut names: Vec<DeviceName> = (0..rows as u32)
            .map(|number| DeviceName {
                code: bounded(owners.get(&number).copied().unwrap_or_default()),
                place: Name::new(),
            })
            .collect();
        for (old, number) in numbers.iter().enumerate() {
            let mut device = self.correlation.devices[old];
            device.gateway = device.gateway.map(|gateway| numbers[gateway.index()]);
            devices[number.index()] = device;
            names[number.index()] = self.operations.devices[old];
        }
        let lookup: Vec<(Text<32>, DeviceId)> =
            self.device_lookup.rows().iter().map(|(code, old)| (*code, numbers[old.index()])).collect();
        Arc::make_mut(&mut self.correlation).devices = devices.into();
        Arc::make_mut(&mut self.operations).devices = names.into();
        self.device_lookup = Lookup::new(lookup);
    }
}

/// The row of a number whose device is in no file any more.
const GONE: DeviceReference = DeviceReference {
    zone: ZoneId(0),
    kind: DeviceKind::Other,
    gateway: None,
    silence_max: Span(0),
    bit0_trusted: false,
};

fn owners(index: &BTreeMap<String, u32>) -> Result<BTreeMap<u32, &str>, IndexFault> {
    let mut owners = BTreeMap::new();
    for (code, number) in index {
        if *number as usize >= DEVICES_MAX {
            return Err(IndexFault::TooMany(*number as usize + 1));
        }
        if let Some(one) = owners.insert(*number, code.as_str()) {
            return Err(IndexFault::Shared { number: *number, one: one.to_owned(), other: code.clone() });
        }
    }
    Ok(owners)
}
