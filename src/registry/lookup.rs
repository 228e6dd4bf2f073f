//! Codes and the devices that bear them; letters count alike in both cases, as a gateway may write them either way.
//!
//! Decides: how a code is found in about two loads, for every alarm that comes.
//! Must not know: what a device is.
//!
//! Invariants:
//! - of equal codes the first one counts;
//! - more than half of the slots are empty: a code that nobody bears is soon known not to be there, and what a hostile
//!   feed asks for cannot make a run of slots longer.

use crate::text::Text;
use crate::units::DeviceId;

/// A table of codes with open addresses.
///
/// Cost: 16 to 32 bytes of slots and 40 of row a device.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    rows: Box<[(Text<32>, DeviceId)]>,
    slots: Box<[Slot]>,
}

/// Where a row stands; most codes are told apart by the tag, without a look at the row.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    tag: u32,
    /// The row's number and one; 0 where no row stands.
    place: u32,
}

impl Lookup {
    /// Makes a table of codes.
    pub fn new(rows: Vec<(Text<32>, DeviceId)>) -> Self {
        let size = (rows.len() * 2 + 2).next_power_of_two();
        let mut table = Self { rows: rows.into(), slots: vec![Slot::default(); size].into() };
        for row in 0..table.rows.len() {
            let hash = hash(&table.rows[row].0);
            let free = table.probe(hash).find(|at| table.slots[*at].place == 0);
            if let Some(at) = free {
                table.slots[at] = Slot { tag: tag(hash), place: row as u32 + 1 };
            }
        }
        table
    }

    /// Returns the device of a code.
    ///
    /// Cost: O(bytes of the code), no allocation.
    pub fn find(&self, code: &str) -> Option<DeviceId> {
        let hash = hash(code);
        let taken = self.probe(hash).map(|at| self.slots[at]).take_while(|slot| slot.place > 0);
        let mut alike = taken.filter(|slot| slot.tag == tag(hash));
        alike.find_map(|slot| {
            let (known, device) = &self.rows[slot.place as usize - 1];
            known.eq_ignore_ascii_case(code).then_some(*device)
        })
    }

    /// Returns the codes in the order in which they were given.
    pub fn rows(&self) -> &[(Text<32>, DeviceId)] {
        &self.rows
    }

    /// Returns the slots in which a code may stand, each once.
    fn probe(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let (first, slots) = (hash as usize, self.slots.len());
        (0..slots).map(move |step| (first + step) & (slots - 1))
    }
}

const fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// Mixes eight bytes at a time; the case bit of a letter does not count, and of other bytes it tells too little to matter.
fn hash(code: &str) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut mixed = code.len() as u64;
    for bytes in code.as_bytes().chunks(8) {
        let mut word = [0; 8];
        for (to, from) in word.iter_mut().zip(bytes) {
            *to = from & !0x20;
        }
        mixed = (mixed ^ u64::from_le_bytes(word)).wrapping_mul(ODD);
        mixed ^= mixed >> 32;
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::Lookup;
    use crate::text::bounded;
    use crate::units::DeviceId;
    use proptest::prelude::{any, proptest};
    use std::collections::BTreeMap;
    use std::collections::btree_map::Entry;

    proptest! {
        #[test]
        fn it_agrees_with_a_map(codes in proptest::collection::vec("[a-cA-C0-2:-]{1,11}|[\u{4e00}-\u{4e03}a-b]{1,6}", 0..200), asked in "[a-cA-C0-2:-]{0,11}", far in any::<String>()) {
            let mut known = BTreeMap::new();
            let mut rows = Vec::new();
            for code in &codes {
                if let Entry::Vacant(vacant) = known.entry(code.to_ascii_uppercase()) {
                    let device = *vacant.insert(DeviceId(rows.len() as u32));
                    rows.push((bounded(code), device));
                }
            }
            let table = Lookup::new(rows);
            for code in codes.iter().chain([&asked, &far]) {
                let wanted = known.get(&code.to_ascii_uppercase()).copied();
                assert_eq!(table.find(code), wanted, "{code}");
                assert_eq!(table.find(&code.to_ascii_lowercase()), wanted, "{code}");
            }
        }
    }
}
