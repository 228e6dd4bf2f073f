//! Refusals of money that is to go out, and of the daily close: what is wrong, and what to do.

use crate::language::{Lang, answer, time};
use crate::operations::pool::{day, release};
use std::fmt::{Result, Write};

/// Writes why money does not go out.
///
/// # Errors
/// A string takes everything.
pub fn refusal(lang: Lang, refusal: &release::Refusal, out: &mut String) -> Result {
    use release::Refusal;
    match (lang, refusal) {
        (_, Refusal::NobodySigns(wanted)) => {
            out.push_str(
                lang.pick("登记表里没有能签这笔的人, 要 ", "the registry has nobody to sign it; wanted: "),
            );
            answer::wanted(lang, *wanted, out);
            out.write_str(lang.pick(". 先补登记, 或减少金额", ". Add them, or ask less"))
        }
        (_, Refusal::HandsWanted(wanted)) => {
            out.push_str(lang.pick("此人签字不够格, 还要 ", "another\'s hand is wanted: "));
            answer::wanted(lang, *wanted, out);
            out.write_str(lang.pick(". 请其签字", ". Ask them to sign"))
        }
        (Lang::Zh, Refusal::BeyondLimits { sum, most }) => {
            write!(out, "该事件累计将拨 {sum} 元, 超过最高限额 {most} 元. 减少金额, 或由上级改限额")
        }
        (Lang::En, Refusal::BeyondLimits { sum, most }) => {
            write!(
                out,
                "the incident would have been given {sum}, the limit is {most}. Ask less, or have it raised"
            )
        }
        (Lang::Zh, Refusal::SignedAlready(id)) => write!(out, "预留 {id} 此人已签. 请另一人签"),
        (Lang::En, Refusal::SignedAlready(id)) => {
            write!(out, "they have signed reservation {id} already. Another signs it")
        }
        (Lang::Zh, Refusal::AmountDiffers { asked, agreed }) => {
            write!(out, "前一人签的是 {agreed} 元, 不是 {asked} 元. 签同一金额, 或撤销重办")
        }
        (Lang::En, Refusal::AmountDiffers { asked, agreed }) => {
            write!(out, "{agreed} was signed before, not {asked}. Sign the same, or void it and begin anew")
        }
        (Lang::Zh, Refusal::NoSuchPerson(code)) => write!(out, "登记表里没有 {code}. 写同意人的编码"),
        (Lang::En, Refusal::NoSuchPerson(code)) => {
            write!(out, "the registry has no {code}. Give the code of who agreed")
        }
        (
            _,
            Refusal::NotReached(_)
            | Refusal::OwnConsent(_)
            | Refusal::Unsigned(_)
            | Refusal::NothingToCountersign(_)
            | Refusal::NotWhoAgreed(_)
            | Refusal::NotLifeRisk(_)
            | Refusal::NothingToReview(_)
            | Refusal::OwnReview(_),
        ) => of_words(lang, refusal, out),
    }
}

/// Writes why a word does not count: a consent, a signature afterwards, a review.
fn of_words(lang: Lang, refusal: &release::Refusal, out: &mut String) -> Result {
    use release::Refusal;
    match (lang, refusal) {
        (Lang::Zh, Refusal::NotReached(code)) => {
            write!(out, "预留之后没有与 {code} 接通的通话记录. 先按 c 打电话, 接通后再记")
        }
        (Lang::En, Refusal::NotReached(code)) => {
            write!(out, "no call to {code} was answered since it was set aside. Ring them first (c)")
        }
        (Lang::Zh, Refusal::OwnConsent(id)) => {
            write!(out, "预留 {id}: 不能自己接听自己的同意. 本人请直接拨付")
        }
        (Lang::En, Refusal::OwnConsent(id)) => {
            write!(out, "reservation {id}: who agrees does not hear it themselves. They post it")
        }
        (Lang::Zh, Refusal::Unsigned(id)) => {
            write!(out, "预留 {id} 的电话同意逾期未补签. 先请同意人补签, 再用电话同意")
        }
        (Lang::En, Refusal::Unsigned(id)) => {
            write!(out, "the consent to reservation {id} is overdue to be signed. Have that done first")
        }
        (Lang::Zh, Refusal::NothingToCountersign(id)) => {
            write!(out, "预留 {id} 没有待补签的电话同意. 请核对编号")
        }
        (Lang::En, Refusal::NothingToCountersign(id)) => {
            write!(out, "nothing on reservation {id} waits for a signature. Check its number")
        }
        (Lang::Zh, Refusal::NotWhoAgreed(code)) => write!(out, "电话同意的是 {code}. 请其本人补签"),
        (Lang::En, Refusal::NotWhoAgreed(code)) => write!(out, "it was {code} who agreed. They sign it"),
        (Lang::Zh, Refusal::NotLifeRisk(id)) => {
            write!(out, "#{id} 无人命危险, 不能紧急拨付. 按限额请人签字拨付")
        }
        (Lang::En, Refusal::NotLifeRisk(id)) => {
            write!(out, "no life is at risk in #{id}. Have it signed within its limit")
        }
        (Lang::Zh, Refusal::NothingToReview(id)) => write!(out, "预留 {id} 没有待复核的紧急拨付. 请核对编号"),
        (Lang::En, Refusal::NothingToReview(id)) => {
            write!(out, "nothing on reservation {id} waits for a review. Check its number")
        }
        (Lang::Zh, Refusal::OwnReview(id)) => write!(out, "预留 {id} 您经办或决定过, 不能自己复核. 请另一人"),
        (Lang::En, Refusal::OwnReview(id)) => {
            write!(out, "you had a part in reservation {id}. Another reviews it")
        }
        (
            _,
            Refusal::NobodySigns(_)
            | Refusal::HandsWanted(_)
            | Refusal::BeyondLimits { .. }
            | Refusal::SignedAlready(_)
            | Refusal::AmountDiffers { .. }
            | Refusal::NoSuchPerson(_),
        ) => Ok(()),
    }
}

/// Writes why a day is not closed.
///
/// # Errors
/// A string takes everything.
pub fn day(lang: Lang, refusal: &day::Refusal, out: &mut String) -> Result {
    use day::Refusal;
    match (lang, refusal) {
        (Lang::Zh, Refusal::FigureDiffers { figure, books }) => {
            write!(out, "银行 {figure} 元, 账上应为 {books} 元, 差 {} 元. ", off(*figure, *books))?;
            out.write_str("查回单: 已付未记, 入账未记, 或抄错")
        }
        (Lang::En, Refusal::FigureDiffers { figure, books }) => {
            write!(out, "the bank says {figure}, the books {books}: {} off. ", off(*figure, *books))?;
            out.write_str("Look for a receipt that was not entered, or a slip of the pen")
        }
        (_, Refusal::DayClosed(day)) => {
            time::date(*day, out);
            out.write_str(
                lang.pick(" 已日结. 今后的收付记在次日", " is closed. What comes now is the next day\'s"),
            )
        }
        (Lang::Zh, Refusal::SameHand) => write!(out, "日结须两人核对, 您已核对过. 请另一人再输一遍银行余额"),
        (Lang::En, Refusal::SameHand) => {
            write!(out, "two people close a day, and you are the first. Another types the figure again")
        }
    }
}

/// Returns how far two sums are apart.
const fn off(one: crate::units::Fen, other: crate::units::Fen) -> crate::units::Fen {
    crate::units::Fen((one.0 - other.0).abs())
}
