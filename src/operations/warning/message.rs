//! A warning message as a feed delivers it, whatever its format was.

use crate::correlation::Context;
use crate::correlation::area::{Area, Divisions, Shapes};
use crate::text::Text;
use crate::units::{FeedId, InputNumber, Instant};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// One message about one warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The input that carried it.
    pub input: InputNumber,
    /// The feed.
    pub feed: FeedId,
    /// Issue, update or cancel.
    pub kind: MessageKind,
    /// The issuer's identity of this message.
    pub native_id: Text<64>,
    /// The identities that it replaces or ends; never its own.
    pub references: ArrayVec<Text<64>, 4>,
    /// What it warns of, as the issuer calls it: `暴雨`.
    pub event: Text<48>,
    /// How bad.
    pub colour: Colour,
    /// Who issued it.
    pub sender: Text<96>,
    /// Its headline, unchanged but for cleaning.
    pub headline: Text<256>,
    /// The divisions that it covers, six digits each.
    pub adcodes: Divisions,
    /// What it draws on the map; entries of older builds have none.
    #[serde(default)]
    pub shapes: Shapes,
    /// When it was issued.
    pub issued: Instant,
    /// When it ends by itself; unstated when the issuer does not say.
    pub expires: Instant,
    /// When the desk received it.
    pub received: Instant,
}

impl Message {
    /// Returns which alarms may join the warning's incident; none for a warning of another nature.
    ///
    /// Only water, wind and lightning dissolve in a warning, never smoke or gas (design section 5).
    pub fn context(&self) -> Option<Context> {
        let named = |words: &[&str]| words.iter().any(|word| self.event.contains(word));
        let storm = named(&["台风", "雷雨大风", "typhoon"]);
        let water = named(&["暴雨", "雷雨", "洪", "涝", "风暴潮", "rain", "flood"]);
        let weather = named(&["大风", "雷电", "雷暴", "wind", "thunder", "lightning"]);
        match (storm || water && weather, water, weather) {
            (true, _, _) => Some(Context::WaterAndWeather),
            (false, true, _) => Some(Context::Water),
            (false, false, true) => Some(Context::Weather),
            (false, false, false) => None,
        }
    }

    /// Returns whether it says what the other one says, whenever and by whichever feed either came.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let places = (self.input, self.feed, self.received, self.kind);
        let mut same = other.clone();
        (same.input, same.feed, same.received, same.kind) = places;
        *self == same
    }

    /// Returns whether it was issued before the other one, as far as both say when.
    pub fn is_older(&self, other: &Self) -> bool {
        self.issued.is_stated() && other.issued.is_stated() && self.issued < other.issued
    }

    /// Returns where it holds.
    pub fn area(&self) -> Area<'_> {
        Area { adcodes: &self.adcodes, shapes: Some(&self.shapes) }
    }
}

/// What a message does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageKind {
    /// A new warning.
    Issue,
    /// The same warning, changed.
    Update,
    /// It is over (解除).
    Cancel,
}

/// The colour of a warning (预警蓝黄橙红); never a response level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// A colour that this desk does not know: shown, never dropped.
    #[default]
    Unknown,
    /// 白, of some regions.
    White,
    /// 蓝.
    Blue,
    /// 黄.
    Yellow,
    /// 橙.
    Orange,
    /// 红.
    Red,
}
