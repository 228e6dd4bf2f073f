//! What the core is fed: 64 bytes that hold numbers and no text.

use crate::units::{DeviceId, FeedId, InputNumber, Instant, Severity};
use serde::{Deserialize, Serialize};

/// One decoded message about one device.
///
/// Limits: 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The input that carried it.
    pub input: InputNumber,
    /// When it happened, by the device; [`Instant::UNSTATED`] when the device does not say.
    pub occurred: Instant,
    /// When the desk received it: the desk's time for everything that it causes.
    pub received: Instant,
    /// Its number in the feed.
    pub sequence: u64,
    /// The device; decided by the registry or by the table of unregistered devices.
    pub device: DeviceId,
    /// A reading in thousandths of its unit; zero when there is none.
    pub value_milli: i32,
    /// The conditions that it speaks of.
    pub conditions: Conditions,
    /// The feed.
    pub feed: FeedId,
    /// What it says of them.
    pub kind: EventKind,
    /// The unit of [`Event::value_milli`].
    pub unit: Unit,
    /// How bad the source calls it.
    pub severity: Severity,
    /// What is odd about it.
    pub marks: Marks,
}

const _: () = assert!(size_of::<Event>() <= 64, "an event is one cache line");

/// What an event says of its conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventKind {
    /// The conditions began; others stay as they are.
    Raise,
    /// The conditions ended; others stay as they are.
    Clear,
    /// The conditions are the whole state: those not named ended (a GB/T 26875.3 component state).
    State,
    /// A value, and that the device lives.
    Reading,
    /// The device reports that it lives.
    Online,
    /// Its gateway reports it silent.
    Offline,
}

/// The conditions of a device, a bit each, as GB/T 26875.3 numbers them.
///
/// Bits 14 and 15 are ours. Several stand together: alarm, fault and isolated is one real state.
///
/// Source: GB/T 26875.3-2011 tables 4 and 5.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Conditions(pub u16);

impl Conditions {
    /// None.
    pub const NONE: Self = Self(0);
    /// Bit 0: 1 normal operation, 0 test; trusted only where the gateway is known to use it.
    pub const NORMAL: Self = Self(1);
    /// Fire alarm.
    pub const FIRE: Self = Self(1 << 1);
    /// Fault.
    pub const FAULT: Self = Self(1 << 2);
    /// Isolated: the field's own out of service (屏蔽).
    pub const ISOLATED: Self = Self(1 << 3);
    /// Supervisory.
    pub const SUPERVISORY: Self = Self(1 << 4);
    /// Started.
    pub const STARTED: Self = Self(1 << 5);
    /// Feedback.
    pub const FEEDBACK: Self = Self(1 << 6);
    /// Delay before an output.
    pub const DELAY: Self = Self(1 << 7);
    /// Mains fault.
    pub const MAINS: Self = Self(1 << 8);
    /// Battery fault.
    pub const BATTERY: Self = Self(1 << 9);
    /// Bus or line fault.
    pub const LINE: Self = Self(1 << 10);
    /// Manual mode.
    pub const MANUAL: Self = Self(1 << 11);
    /// Configuration changed.
    pub const CONFIGURATION: Self = Self(1 << 12);
    /// Reset.
    pub const RESET: Self = Self(1 << 13);
    /// Over its limit: gas, water, pressure, temperature.
    pub const OVER_LIMIT: Self = Self(1 << 14);
    /// Silent longer than its own rhythm.
    pub const SILENT: Self = Self(1 << 15);

    /// Returns the conditions of both.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the conditions of `self` that are not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns the conditions that are in both.
    #[must_use]
    pub const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns whether any condition is in both.
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns whether there is none.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// The unit of a reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// There is no reading.
    #[default]
    None,
    /// Degrees Celsius.
    Celsius,
    /// Percent of the lower explosion limit.
    PercentLel,
    /// Metres.
    Metre,
    /// Kilopascals.
    Kilopascal,
    /// Percent.
    Percent,
    /// Parts a million.
    PartsPerMillion,
    /// Litres a second.
    LitrePerSecond,
    /// Volts.
    Volt,
    /// Amperes.
    Ampere,
}

/// What is odd about an event, a bit each; shown, never a reason to drop it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks(pub u8);

impl Marks {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// The source calls it a test, and the source is trusted to know.
    pub const TEST: Self = Self(1);
    /// The device's clock is unstated, more than five minutes ahead, or far behind.
    pub const CLOCK: Self = Self(1 << 1);
    /// It came later than the reorder window allows.
    pub const LATE: Self = Self(1 << 2);
    /// It was buffered by its device: true, and of the past.
    pub const HISTORICAL: Self = Self(1 << 3);
    /// A text of it was cleaned.
    pub const CLEANED: Self = Self(1 << 4);

    /// Returns the marks of both.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether all of `other` are set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
