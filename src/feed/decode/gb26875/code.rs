//! How a device of GB/T 26875.3 is spelled, and what its commands and types are called.
//!
//! | what | spelling | |
//! |---|---|---|
//! | transmission device | `0140609623B2` | its address, twelve hexadecimal digits, high byte first |
//! | system | `0140609623B2.1.3` | system type and address, decimal |
//! | component | `0140609623B2.1.3.40.6-217` | component type; the address in two halves, high half (loop) first |
//! | manual alarm at a panel | `0140609623B2.1.3.manual` | who pressed it is a person, not a component |
//!
//! The registry takes codes of at most 32 bytes. A component whose numbers are so large that its code would be longer is
//! spelled by its seven bytes: `0140609623B2.80C8F0FFFFFFFF`.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Bytes of a code in the registry.
const CODE_BYTES_MAX: usize = 32;

/// Names a component, as its object does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    /// The type of the system that it belongs to.
    pub system: u8,
    /// The address of that system.
    pub system_address: u8,
    /// What it is: 23 a manual button, 30-37 heat, 40-44 smoke.
    pub kind: u8,
    /// Its address.
    pub address: u32,
}

/// Spells a transmission device.
pub fn gateway(source: u64) -> String {
    format!("{source:012X}")
}

/// Spells a system.
pub fn system(source: u64, (system, address): (u8, u8)) -> String {
    format!("{source:012X}.{system}.{address}")
}

/// Spells a component; two components are never spelled alike.
pub fn component(source: u64, component: Component) -> String {
    let Component { system, system_address, kind, address } = component;
    let (high, low) = (address >> 16, address & 0xFFFF);
    let spelled = format!("{source:012X}.{system}.{system_address}.{kind}.{high}-{low}");
    if spelled.len() <= CODE_BYTES_MAX {
        return spelled;
    }
    format!("{source:012X}.{system:02X}{system_address:02X}{kind:02X}{address:08X}")
}

/// Names a command that brings no data.
pub(super) fn command(command: u8) -> Cow<'static, str> {
    let name = match command {
        1 => "control",
        3 => "confirm",
        4 => "request",
        6 => "deny",
        number => return Cow::Owned(format!("gb26875:command-{number}")),
    };
    Cow::Owned(format!("gb26875:{name}"))
}

/// Names a type of data that says nothing of an alarm.
pub(super) fn kind(number: u8) -> Cow<'static, str> {
    let name = match number {
        5 => "system-version",
        6 => "system-configuration",
        7 => "component-configuration",
        8 => "system-time",
        25 => "device-version",
        26 => "device-configuration",
        28 => "device-time",
        61..=68 => return Cow::Owned(format!("gb26875:read-system-{number}")),
        91 => "duty-check",
        81..=90 => return Cow::Owned(format!("gb26875:read-device-{number}")),
        128.. => return Cow::Owned(format!("gb26875:vendor-{number}")),
        0..=4 | 9..=24 | 27 | 29..=60 | 69..=80 | 92..=127 => {
            return Cow::Owned(format!("gb26875:type-{number}"));
        }
    };
    Cow::Owned(format!("gb26875:{name}"))
}

/// Names a kind of value that no unit of the desk measures.
pub(super) fn value(kind: u8) -> Cow<'static, str> {
    let name = match kind {
        1 => "count",
        7 => "seconds",
        12 => "wind-speed",
        number => return Cow::Owned(format!("gb26875:value-{number}")),
    };
    Cow::Owned(format!("gb26875:value-{name}"))
}

/// Names what was done at a panel, bit by bit; `sixth` is what bit 5 stands for there.
pub(super) fn operations(flags: u8, sixth: &'static str) -> Cow<'static, str> {
    let names = ["reset", "mute", "manual-alarm", "alarm-cleared", "self-test", sixth, "test", "bit-7"];
    let mut spelled = "gb26875:operation".to_owned();
    for (bit, name) in names.into_iter().enumerate().filter(|(bit, _)| flags & 1 << bit != 0) {
        let before = if flags & ((1 << bit) - 1) == 0 { ':' } else { '+' };
        let _ = write!(spelled, "{before}{name}");
    }
    Cow::Owned(spelled)
}
