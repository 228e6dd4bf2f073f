//! Codes sorted for binary search; letters count alike in both cases, as a gateway may write them either way.

use crate::text::Text;
use crate::units::DeviceId;
use std::cmp::Ordering;

/// Sorts a table of codes for [`find`].
pub fn sorted(mut table: Vec<(Text<32>, DeviceId)>) -> Box<[(Text<32>, DeviceId)]> {
    table.sort_unstable_by(|(one, _), (other, _)| compare(one, other));
    table.into()
}

/// Returns the device of a code.
///
/// Cost: O(log devices), no allocation.
pub fn find(table: &[(Text<32>, DeviceId)], code: &str) -> Option<DeviceId> {
    table.binary_search_by(|(known, _)| compare(known, code)).ok().map(|at| table[at].1)
}

fn compare(one: &str, other: &str) -> Ordering {
    one.bytes().map(|byte| byte.to_ascii_uppercase()).cmp(other.bytes().map(|byte| byte.to_ascii_uppercase()))
}
