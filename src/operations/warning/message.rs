//! A warning message as a feed delivers it, whatever its format was.

use crate::correlation::Context;
use crate::correlation::area::{self, Area, Divisions, Shapes};
use crate::operations::warning::defects::{Defect, Defects};
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
    /// Whether it is meant; entries of older builds are.
    #[serde(default)]
    pub status: Status,
    /// What was odd about how it was written.
    #[serde(default)]
    pub defects: Defects,
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
        let named = |words: &[&str]| words.iter().any(|word| names(&self.event, word));
        let storm = named(&STORM);
        let (water, weather) = (named(&WATER), named(&WEATHER));
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

    /// Returns whether both are one message, however much each of them says: one identity, one time of issue.
    pub fn is_one_with(&self, other: &Self) -> bool {
        self.native_id == other.native_id && self.issued == other.issued
    }

    /// Returns what it and another telling of the same message say together.
    ///
    /// Whatever one of them leaves out, the other one gives. Where both say something, the worse colour, the later end and
    /// the wider area stand, and the words that stand already: so relays that differ cannot take turns.
    pub fn completed_by(&self, other: &Self) -> Box<Self> {
        let mut whole = Box::new(self.clone());
        complete(&mut whole.event, &other.event);
        complete(&mut whole.sender, &other.sender);
        complete(&mut whole.headline, &other.headline);
        whole.colour = self.colour.max(other.colour);
        if other.expires.is_stated() {
            whole.expires =
                if self.expires.is_stated() { self.expires.max(other.expires) } else { other.expires };
        }
        if other.is_meant() {
            whole.status = other.status;
        }
        for id in &other.references {
            if !whole.references.contains(id) {
                // What finds no place here is in the memory of what is over.
                let _ = whole.references.try_push(*id);
            }
        }
        if self.is_vague() && !other.is_vague() {
            (whole.adcodes, whole.shapes) = (other.adcodes.clone(), other.shapes.clone());
        } else if !other.is_vague() {
            for code in &other.adcodes {
                if !area::add_division(&mut whole.adcodes, *code) {
                    whole.shapes.hold_everywhere();
                }
            }
            if whole.shapes.is_empty() {
                whole.shapes = other.shapes.clone();
            }
        }
        whole
    }

    /// Returns whether nothing tells where it holds, so that it holds everywhere.
    fn is_vague(&self) -> bool {
        let is_odd = self.defects.has(Defect::Missing) || self.shapes.flaws().next().is_some();
        let says_nothing = self.shapes.is_empty() || self.shapes.is_everywhere() && is_odd;
        self.adcodes.is_empty() && says_nothing
    }

    /// Returns whether it was issued before the other one, as far as both say when.
    pub fn is_older(&self, other: &Self) -> bool {
        self.issued.is_stated() && other.issued.is_stated() && self.issued < other.issued
    }

    /// Returns whether it is meant: no exercise, no test, no draft.
    pub fn is_meant(&self) -> bool {
        self.status == Status::Actual
    }

    /// Returns where it holds.
    pub fn area(&self) -> Area<'_> {
        Area { adcodes: &self.adcodes, shapes: Some(&self.shapes) }
    }
}

/// Words of kinds that bring water, wind and lightning together.
const STORM: [&str; 13] = [
    "台风",
    "颱風",
    "热带气旋",
    "热带风暴",
    "雷雨大风",
    "雷雨强风",
    "强对流",
    "海上台风",
    "typhoon",
    "hurricane",
    "tropical storm",
    "tropical cyclone",
    "severe convect",
];

/// Words of kinds that bring water.
const WATER: [&str; 19] = [
    "暴雨",
    "大雨",
    "豪雨",
    "强降雨",
    "强降水",
    "雷雨",
    "洪",
    "涝",
    "风暴潮",
    "海浪",
    "溃坝",
    "水库",
    "海啸",
    "rain",
    "flood",
    "storm surge",
    "high surf",
    "dam ",
    "tsunami",
];

/// Words of kinds that bring wind and lightning.
const WEATHER: [&str; 20] = [
    "大风",
    "强风",
    "季风",
    "阵风",
    "龙卷",
    "雷电",
    "雷暴",
    "雷雨",
    "冰雹",
    "飑",
    "沙尘暴",
    "暴风雪",
    "wind",
    "gale",
    "thunder",
    "lightning",
    "tornado",
    "squall",
    "snowsquall",
    "blizzard",
];

/// Returns whether an event's name has a word, in whatever case its letters are; a Latin word at the beginning of one.
fn names(event: &str, word: &str) -> bool {
    let bytes = event.as_bytes();
    bytes.windows(word.len()).enumerate().any(|(at, part)| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        // `FlashFlood` is two words, `terrain` is none with rain in it.
        let begins = before.is_none_or(|it| !it.is_ascii_alphabetic())
            || part[0].is_ascii_uppercase() && before.is_some_and(u8::is_ascii_lowercase);
        part.eq_ignore_ascii_case(word.as_bytes()) && (begins || !word.is_ascii())
    })
}

/// Takes a text that says more: where none stands, or where what stands is the beginning of it.
fn complete<const BYTES: usize>(held: &mut Text<BYTES>, other: &Text<BYTES>) {
    if other.len() > held.len() && other.starts_with(held.as_str()) {
        *held = *other;
    }
}

/// Whether a warning is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It is.
    #[default]
    Actual,
    /// An exercise of those who are named in it.
    Exercise,
    /// For the machines of the alert system.
    System,
    /// A technical test.
    Test,
    /// Not yet valid.
    Draft,
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
