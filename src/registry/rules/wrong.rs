//! What may be wrong with a rule, in both languages.

use crate::config::mistake::{Explain, Words, both};
use crate::correlation::alarm::DeviceKind;
use crate::language::{Lang, name};
use crate::limits::{INHIBITIONS_MAX, LIMITS_MAX};
use crate::registry::mistake::Kind;

/// What may be wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// The values stood in desk.toml once.
    Moved,
    /// An id with characters that cannot be typed.
    Id(String),
    /// An id that stood already, and where.
    IdRepeated(String, u32),
    /// An id whose number is another one's already.
    IdMeets(String, String),
    /// A kind of device that is not known, and the known one that it is most like.
    KindUnknown(String, Option<String>),
    /// Not a decimal number above zero.
    Amount(String),
    /// A chattering alarm is held for no time at all.
    ChatterHoldZero,
    /// It is held so many seconds, and put off at most so many.
    HoldBeyondMax(i64, i64),
    /// So many seconds are too soon; the least.
    RealarmShort(i64, i64),
    /// A surge begins above so many and ends below so many.
    SurgeNeverEnds(u16, u16),
    /// A kind whose alarms would be folded in a surge though people may die.
    LifeRiskFolded(DeviceKind),
    /// A kind whose alarms would come late though people may die.
    LifeRiskDelayed(DeviceKind),
    /// A delay of no time.
    DelayNothing,
    /// An end is put off so many seconds, at most so many.
    OffBeyondMax(i64, i64),
    /// A kind and class that has a delay already, and where.
    DelayTwice(DeviceKind, u32),
    /// A deadband down to nothing.
    DeadbandBeyondLimit,
    /// A kind and unit that has a limit already, and where.
    LimitTwice(DeviceKind, u32),
    /// More limits than are looked at.
    TooManyLimits,
    /// More inhibitions than are looked at.
    TooManyInhibitions,
    /// An inhibition of hazard alarms.
    TargetHazard,
    /// The scope of a gateway for what is none.
    SourceNoGateway,
    /// An inhibition whose source it holds itself.
    InhibitsItself(DeviceKind),
    /// Two inhibitions that hold each other's source: the other, and where.
    InhibitsMutually(String, u32),
}

impl From<Wrong> for Kind {
    fn from(wrong: Wrong) -> Self {
        Self::Rule(wrong)
    }
}

fn both_names(kind: DeviceKind) -> (&'static str, &'static str) {
    (name::device_kind(Lang::Zh, kind), name::device_kind(Lang::En, kind))
}

impl Explain for Wrong {
    #[expect(clippy::too_many_lines, reason = "one line a mistake, both languages side by side")]
    fn what(&self) -> Words {
        match self {
            Self::Moved => {
                both!("[correlation] 不再写在 desk.toml", "[correlation] stands in desk.toml no more")
            }
            Self::Id(id) => both!(
                "规则编号 `{id}` 含有不能用的字符",
                "rule id `{id}` has characters that it may not have"
            ),
            Self::IdRepeated(id, line) => both!(
                "规则 `{id}` 重复, 已见于第 {line} 行",
                "rule `{id}` stands twice, first in line {line}"
            ),
            Self::IdMeets(id, other) => both!(
                "规则编号 `{id}` 与 `{other}` 的内部编号相同",
                "rule ids `{id}` and `{other}` come to the same number"
            ),
            Self::KindUnknown(word, _) => both!("`{word}` 不是探测器类型", "`{word}` is no kind of device"),
            Self::Amount(text) => both!("`{text}` 不是大于零的数", "`{text}` is no number above zero"),
            Self::ChatterHoldZero => {
                both!(
                    "抖动保持为零, 抖动就抑制不住",
                    "a chattering alarm that is held 0 s goes on chattering"
                )
            }
            Self::HoldBeyondMax(hold, most) => both!(
                "抖动保持 {hold} 秒, 长于最长恢复延时 {most} 秒",
                "chatter is held {hold} s, longer than the longest off-delay of {most} s"
            ),
            Self::RealarmShort(seconds, _) => {
                both!("{seconds} 秒后再次提醒太快", "asking again after {seconds} s is too soon")
            }
            Self::SurgeNeverEnds(begins, ends) => both!(
                "激增过 {begins} 起开始, 低于 {ends} 起结束: 一开始就结束",
                "a surge begins above {begins} and ends below {ends}: it would end as it begins"
            ),
            Self::LifeRiskFolded(kind) => {
                let (zh, en) = both_names(*kind);
                both!("{zh}报警在激增时会被折叠", "alarms of kind {en} would be folded in a surge")
            }
            Self::LifeRiskDelayed(kind) => {
                let (zh, en) = both_names(*kind);
                both!("{zh}报警不可延时", "a hazard alarm of kind {en} cannot be delayed")
            }
            Self::DelayNothing => both!("没有写延时多久", "the delay says no time"),
            Self::OffBeyondMax(off, most) => both!(
                "恢复延时 {off} 秒, 长于最长恢复延时 {most} 秒",
                "the off-delay of {off} s is longer than the longest of {most} s"
            ),
            Self::DelayTwice(kind, line) => {
                let (zh, en) = both_names(*kind);
                both!(
                    "{zh}的这类报警已有延时, 见第 {line} 行",
                    "kind {en} has a delay for this class, in line {line}"
                )
            }
            Self::DeadbandBeyondLimit => both!(
                "回差不小于限值, 报警永不恢复",
                "the deadband is not below the limit: the alarm would never end"
            ),
            Self::LimitTwice(kind, line) => {
                let (zh, en) = both_names(*kind);
                both!(
                    "{zh}在此单位已有限值, 见第 {line} 行",
                    "kind {en} has a limit in this unit, in line {line}"
                )
            }
            Self::TooManyLimits => {
                both!("限值超过 {LIMITS_MAX} 条", "there are more than {LIMITS_MAX} limits")
            }
            Self::TooManyInhibitions => {
                both!(
                    "抑制规则超过 {INHIBITIONS_MAX} 条",
                    "there are more than {INHIBITIONS_MAX} inhibitions"
                )
            }
            Self::TargetHazard => {
                both!("火警等报警不可被抑制", "a hazard alarm cannot be the target of an inhibition")
            }
            Self::SourceNoGateway => {
                both!("起因不是网关, 身后没有设备", "the source is no gateway: nothing is behind it")
            }
            Self::InhibitsItself(kind) => {
                let (zh, en) = both_names(*kind);
                both!(
                    "{zh}故障抑制了起因本身",
                    "kind {en} is on both sides: the rule would hold its own source"
                )
            }
            Self::InhibitsMutually(id, line) => both!(
                "与第 {line} 行的 `{id}` 互相抑制",
                "this and `{id}` in line {line} hold each other's source"
            ),
        }
    }

    fn hint(&self) -> Words {
        match self {
            Self::Moved => both!(
                "移到同一目录的 rules.toml: quiet_gap_s span_max_s repeat_window_s reorder_max_ms stale_after_s 写入 [windows], realarm_after_s 按严重度写入 [realarm]",
                "move it to rules.toml beside: quiet_gap_s, span_max_s, repeat_window_s, reorder_max_ms and stale_after_s into [windows], realarm_after_s by severity into [realarm]"
            ),
            Self::Id(_) => both!("用文字, 数字和 - _ .", "use letters, digits and - _ ."),
            Self::IdRepeated(..) | Self::IdMeets(..) => both!("改一个编号", "give one of them another id"),
            Self::KindUnknown(_, Some(meant)) => both!("是否应为 `{meant}`?", "did you mean `{meant}`?"),
            Self::KindUnknown(_, None) => {
                let known = DeviceKind::ALL.map(|kind| name::device_kind(Lang::Zh, kind)).join(", ");
                both!("写 devices.csv 中的类型, 如 {known}, 或 全部", "write kinds as in devices.csv, or all")
            }
            Self::Amount(_) => {
                both!("写成 0.4 这样, 最多三位小数", "write it as 0.4, with at most three decimals")
            }
            Self::ChatterHoldZero => both!("至少写 1, 常用 60", "write 1 or more; 60 is usual"),
            Self::HoldBeyondMax(..) => {
                both!(
                    "把 hold_s 改小, 或把 off_delay_max_s 改大",
                    "make hold_s shorter or off_delay_max_s longer"
                )
            }
            Self::RealarmShort(_, least) => {
                both!("至少写 {least}, 不再提醒写 0", "write {least} or more, or 0 for never")
            }
            Self::SurgeNeverEnds(..) => both!("ends 不大于 begins", "make ends no greater than begins"),
            Self::LifeRiskFolded(_) => both!(
                "announced_always 中写全: 烟感, 温感, 火焰, 可燃气体, 手报",
                "announced_always needs all of: smoke, heat, flame, gas, manual-call-point"
            ),
            Self::LifeRiskDelayed(_) => {
                both!("从 kinds 中去掉, 或只写 off_s", "take it out of kinds, or write off_s only")
            }
            Self::DelayNothing => both!("写 on_s 或 off_s", "write on_s or off_s"),
            Self::OffBeyondMax(..) => {
                both!(
                    "改小, 或把 [chatter] off_delay_max_s 改大",
                    "shorten it, or raise off_delay_max_s of [chatter]"
                )
            }
            Self::DelayTwice(..) => both!("合并两条", "join the two rules"),
            Self::DeadbandBeyondLimit => both!("deadband 写得比 at 小", "make deadband less than at"),
            Self::LimitTwice(..) => both!("留一条", "keep one of them"),
            Self::TooManyLimits | Self::TooManyInhibitions => both!("删去或合并几条", "remove or join some"),
            Self::TargetHazard => {
                both!(
                    "target 的 class 写 fault, supervisory 或 isolation",
                    "give the target the class fault, supervisory or isolation"
                )
            }
            Self::SourceNoGateway => {
                both!(
                    "source 的 kinds 写 [\"网关\"], 或换一个 scope",
                    "write kinds = [\"gateway\"] in source, or another scope"
                )
            }
            Self::InhibitsItself(_) => {
                both!(
                    "从 target 中去掉这一类型, 或写 全部: 不含起因",
                    "take the kind out of target, or write all: the source is left out"
                )
            }
            Self::InhibitsMutually(..) => both!("只留起因那一条", "keep the one whose source is the cause"),
        }
    }
}
