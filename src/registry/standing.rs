//! What may be wrong with who may do what: roles, their scope, the pool's limits and its schedule.

use crate::config::mistake::{Explain, Words, both};
use crate::limits::HANDS_MAX;
use crate::registry::mistake::Kind;

/// What may be wrong with somebody's standing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// Two people with one Unix user.
    UserRepeated(u32),
    /// A responder of no team.
    ResponderWithoutTeam(String),
    /// A place or an insurer of a scope that there is not, and the known one that it is most like.
    ScopeUnknown(String, Option<String>),
    /// A place or an insurer that a scope names twice.
    ScopeRepeated(String),
    /// An insurer's person who is of no insurer.
    InsurerOfNone(String),
    /// Somebody who only looks, with a scope that narrows nothing.
    ScopeOfOnlooker(String),
    /// A limit that is not above the one before.
    LimitOrder,
    /// A limit behind the one without an end.
    LimitBehindLast,
    /// More hands than can sign.
    LimitHands(u8, u8),
    /// So many leaders are wanted, and there are so many.
    TooFewLeaders(u8, usize),
    /// So many of finance are wanted, and there are so many.
    TooFewFinance(u8, usize),
    /// A payer that is neither an insurer nor a site, and the known one that it is most like.
    PayerUnknown(String, Option<String>),
    /// A contribution of nothing.
    DueNothing,
    /// A contribution that was due before the pool was opened.
    DueBeforeOpening,
}

impl From<Wrong> for Kind {
    fn from(wrong: Wrong) -> Self {
        Self::Standing(wrong)
    }
}

impl Explain for Wrong {
    fn what(&self) -> Words {
        match self {
            Self::UserRepeated(uid) => both!("系统用户 {uid} 对应两人", "Unix user {uid} is two people"),
            Self::ResponderWithoutTeam(code) => {
                both!("队员 {code} 不属于任何队伍", "responder {code} is in no team")
            }
            Self::ScopeUnknown(code, _) => {
                both!("范围里的 `{code}` 不是区域, 单位或保险机构", "`{code}` is no zone, site or insurer")
            }
            Self::ScopeRepeated(code) => both!("范围里 `{code}` 重复", "`{code}` stands in the scope twice"),
            Self::InsurerOfNone(code) => {
                both!("保险人员 {code} 不属于任何保险机构", "insurer's person {code} is of no insurer")
            }
            Self::ScopeOfOnlooker(code) => {
                both!("{code} 只能看, 范围没有作用", "{code} only looks: a scope narrows nothing")
            }
            Self::LimitOrder => both!("限额没有比前一档高", "the limit is not above the one before"),
            Self::LimitBehindLast => {
                both!("前一档没有上限, 这一档永远用不到", "the limit before has no end: this one never holds")
            }
            Self::LimitHands(leaders, finance) => both!(
                "要 {leaders} 位领导和 {finance} 位财务, 超过 {HANDS_MAX} 人",
                "{leaders} leaders and {finance} of finance are more than {HANDS_MAX} hands"
            ),
            Self::TooFewLeaders(wanted, there) => both!(
                "限额要 {wanted} 位带班领导, 登记表只有 {there} 位",
                "the limit wants {wanted} leaders, and the registry has {there}"
            ),
            Self::TooFewFinance(wanted, there) => both!(
                "限额要 {wanted} 位财务, 登记表只有 {there} 位",
                "the limit wants {wanted} of finance, and the registry has {there}"
            ),
            Self::PayerUnknown(code, _) => {
                both!("出资方 `{code}` 不是保险机构或单位", "payer `{code}` is no insurer and no site")
            }
            Self::DueNothing => both!("出资金额是零", "the contribution is nothing"),
            Self::DueBeforeOpening => {
                both!("应缴日在期初结账日之前", "it was due before the pool's first balance")
            }
        }
    }

    fn hint(&self) -> Words {
        match self {
            Self::UserRepeated(_) => both!("每人一个系统用户", "give each a Unix user of their own"),
            Self::ResponderWithoutTeam(_) => {
                both!("在 队伍 列写队伍编码", "write the code of a team into column team")
            }
            Self::ScopeUnknown(_, Some(meant)) | Self::PayerUnknown(_, Some(meant)) => {
                both!("是不是 `{meant}`?", "did you mean `{meant}`?")
            }
            Self::ScopeUnknown(_, None) => both!(
                "写 zones.csv, sites.csv 或 insurers.toml 里的编码, 多项用 ; 隔开",
                "write codes of zones.csv, sites.csv or insurers.toml, with ; between"
            ),
            Self::ScopeRepeated(_) => both!("删去一个", "remove one of them"),
            Self::InsurerOfNone(_) => {
                both!("在 范围 列写保险机构编码", "write the code of an insurer into column scope")
            }
            Self::ScopeOfOnlooker(_) => both!("删去范围, 或改职责", "remove the scope, or change the role"),
            Self::LimitOrder | Self::LimitBehindLast => {
                both!("从低到高写, 最后一档不写 up_to", "the lowest first; the last one without up_to")
            }
            Self::LimitHands(..) => both!("减少人数", "ask for fewer"),
            Self::TooFewLeaders(..) | Self::TooFewFinance(..) => {
                both!("在 people.csv 补人, 或减少人数", "add them to people.csv, or ask for fewer")
            }
            Self::PayerUnknown(_, None) => {
                both!("写保险机构或单位的编码", "write the code of an insurer or a site")
            }
            Self::DueNothing => both!("写金额, 如 \"300,000.00\"", "write yuan, as \"300,000.00\""),
            Self::DueBeforeOpening => {
                both!("期初余额已含此前出资, 删去此项", "the first balance holds it already: remove it")
            }
        }
    }
}
