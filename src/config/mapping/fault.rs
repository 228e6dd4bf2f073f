//! What may be wrong in a mapping file besides its form.

use crate::config::mapping::words;
use crate::config::mistake::{Explain, Kind, Words, both};
use crate::config::record::nearest;

/// A mistake of a mapping file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No rule: every message would be refused.
    NoRule,
    /// More tables of a name than are taken.
    TooMany(&'static str, usize),
    /// `#` elsewhere than as the last level.
    Hash(String),
    /// `+` as a part of a level.
    Plus(String),
    /// A wildcard of NATS.
    Star(String),
    /// Neither a pointer nor a level nor the payload.
    Source(String),
    /// Not a JSON pointer.
    Pointer(String),
    /// A level that the topic does not have.
    Level(u8, String),
    /// A rule that reads nothing and does not say so.
    NothingRead,
    /// A rule that is passed over and reads something.
    IgnoredAndRead,
    /// A value without a meaning.
    NoMeaning,
    /// A value with several meanings: their fields.
    Meanings(String),
    /// A meaning that is switched off.
    SwitchedOff(&'static str),
    /// A condition that there is not, and the known one that it is most like.
    Condition(String, Option<String>),
    /// A word that stands in `on` and in `off`.
    OnAndOff(String),
    /// A factor that is no number, zero or out of range.
    Scale(String),
}

impl Fault {
    pub(super) fn condition(word: &str) -> Self {
        Self::Condition(word.to_owned(), nearest(word, words::conditions()).map(str::to_owned))
    }
}

impl From<Fault> for Kind {
    fn from(fault: Fault) -> Self {
        Self::Mapping(fault)
    }
}

impl Explain for Fault {
    fn what(&self) -> Words {
        match self {
            Self::NoRule => both!("没有规则", "there is no rule"),
            Self::TooMany(name, most) => {
                both!("[[{name}]] 超过 {most} 个", "there are more than {most} tables [[{name}]]")
            }
            Self::Hash(topic) => {
                both!("主题 `{topic}` 中 # 不在最后一级", "topic `{topic}` has # before its last level")
            }
            Self::Plus(topic) => {
                both!("主题 `{topic}` 中 + 不是单独一级", "topic `{topic}` has + as a part of a level")
            }
            Self::Star(topic) => {
                both!("主题 `{topic}` 用了 * 或 >", "topic `{topic}` has a wildcard * or >")
            }
            Self::Source(text) => both!("`{text}` 不是取值位置", "`{text}` is not a place of a value"),
            Self::Pointer(text) => both!("`{text}` 不是 JSON 指针", "`{text}` is not a JSON pointer"),
            Self::Level(number, topic) => {
                both!("主题 `{topic}` 没有第 {number} 级", "topic `{topic}` has no level {number}")
            }
            Self::NothingRead => both!("这条规则什么也不读", "this rule reads nothing"),
            Self::IgnoredAndRead => {
                both!("ignore 的规则不能再有 [[rule.read]]", "a rule with ignore cannot have [[rule.read]]")
            }
            Self::NoMeaning => both!("没有写明这个值的含义", "the value has no meaning"),
            Self::Meanings(names) => {
                both!("一个值有多种含义: {names}", "the value has several meanings: {names}")
            }
            Self::SwitchedOff(name) => both!("{name} = false 没有意义", "{name} = false means nothing"),
            Self::Condition(word, _) => both!("没有 `{word}` 这种状态", "there is no condition `{word}`"),
            Self::OnAndOff(word) => {
                both!("`{word}` 同时在 on 和 off 中", "`{word}` stands in on and in off")
            }
            Self::Scale(text) => both!("scale 的值 `{text}` 不对", "scale cannot be `{text}`"),
        }
    }

    fn hint(&self) -> Words {
        match self {
            Self::NoRule => both!("加一节 [[rule]], 写明 topic", "add a section [[rule]] with a topic"),
            Self::TooMany(..) => {
                both!("分成几个数据源和映射文件", "make several feeds and mapping files of it")
            }
            Self::Hash(_) => both!("# 写在最后, 如 tele/#", "write # last, as in tele/#"),
            Self::Plus(_) => {
                both!("+ 单独占一级, 如 tele/+/SENSOR", "give + a level of its own: tele/+/SENSOR")
            }
            Self::Star(_) => both!("* 写成 +, > 写成 #", "write + for *, and # for >"),
            Self::Source(_) => both!(
                "写 /字段/字段, root:/字段, level:2 或 payload",
                "write /field/field, root:/field, level:2 or payload"
            ),
            Self::Pointer(_) => both!(
                "以 / 开头; 字段名中的 ~ 写成 ~0, / 写成 ~1",
                "begin it with /; write ~0 for ~ and ~1 for / in a field's name"
            ),
            Self::Level(..) => both!("级数从 1 数起, 以 / 分隔", "count the levels from 1; / divides them"),
            Self::NothingRead => both!(
                "加 [[rule.read]]; 确实不读时写 ignore = true",
                "add [[rule.read]], or write ignore = true if nothing is wanted"
            ),
            Self::IgnoredAndRead => both!("删去其中之一", "remove one of the two"),
            Self::NoMeaning => both!(
                "写 condition, unit, presence, component_state, test, place 或 decode 之一",
                "write one of condition, unit, presence, component_state, test, place, decode"
            ),
            Self::Meanings(_) => {
                both!("每种含义写一节 [[rule.read]]", "write a [[rule.read]] for each meaning")
            }
            Self::SwitchedOff(_) => both!("写 true, 或删去这一节", "write true, or remove this section"),
            Self::Condition(_, Some(meant)) => both!("是否应为 `{meant}`?", "did you mean `{meant}`?"),
            Self::Condition(_, None) => {
                let words = words::conditions().collect::<Vec<_>>().join(", ");
                both!("可写: {words}", "write one of: {words}")
            }
            Self::OnAndOff(_) => both!("从其中一处删去", "remove it from one of them"),
            Self::Scale(_) => both!(
                "写一个数, 如 0.1; 读数乘以它就是所写的单位",
                "write a number, as 0.1: a reading times it is in the unit that is named"
            ),
        }
    }
}
