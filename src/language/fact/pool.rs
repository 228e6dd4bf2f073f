//! Entries of the pool subject (资金) as sentences.

use crate::language::{Lang, time};
use crate::operations::actor::Officer;
use crate::operations::pool::{Basis, Fact, Finding};
use crate::units::{Fen, ReservationId};
use std::fmt::Write;

/// Writes what a fact says beside its kind; payee, purpose and evidence stand beside it, for those who may read them.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = match fact {
        Fact::Opened { balance } => match lang {
            Lang::Zh => write!(out, "{balance} 元"),
            Lang::En => write!(out, "{balance} yuan"),
        },
        Fact::Reserved { reservation, amount, maker, .. } => match lang {
            Lang::Zh => write!(out, "预留 {reservation}: {amount} 元, 经办 {}", maker.code),
            Lang::En => write!(out, "reservation {reservation}: {amount} yuan, made by {}", maker.code),
        },
        Fact::Posted { reservation, amount, released, by, basis, .. } => {
            posted(lang, (*reservation, *amount), by, *basis, out);
            match (released.0, lang) {
                (0, _) => Ok(()),
                (_, Lang::Zh) => write!(out, ", 余 {released} 元释放"),
                (_, Lang::En) => write!(out, ", {released} free again"),
            }
        }
        Fact::Signed { .. }
        | Fact::Countersigned { .. }
        | Fact::Reviewed { .. }
        | Fact::DayAsserted { .. }
        | Fact::DayClosed { .. } => word(lang, fact, out),
        Fact::Voided { reservation, released, .. } | Fact::Expired { reservation, released, .. } => {
            match lang {
                Lang::Zh => write!(out, "预留 {reservation}: {released} 元释放"),
                Lang::En => write!(out, "reservation {reservation}: {released} yuan free again"),
            }
        }
        Fact::Paid { reservation, receipt, .. } => match lang {
            Lang::Zh => write!(out, "预留 {reservation}: 回单 {receipt}"),
            Lang::En => write!(out, "reservation {reservation}: receipt {receipt}"),
        },
        Fact::Arrived { reservation, .. } => match lang {
            Lang::Zh => write!(out, "预留 {reservation}: 收款方已收到"),
            Lang::En => write!(out, "reservation {reservation}: the payee has it"),
        },
        Fact::Refilled { claim, amount, receipt, .. } => match lang {
            Lang::Zh => write!(out, "理赔 {claim}: {amount} 元入池, 回单 {receipt}"),
            Lang::En => write!(out, "claim {claim}: {amount} yuan into the pool, receipt {receipt}"),
        },
        Fact::Recovered { amount, receipt, .. } => match lang {
            Lang::Zh => write!(out, "责任单位还 {amount} 元, 回单 {receipt}"),
            Lang::En => write!(out, "the responsible unit paid {amount} yuan, receipt {receipt}"),
        },
        Fact::Contributed { code, amount, receipt, .. } => match lang {
            Lang::Zh => write!(out, "{code} 出资 {amount} 元, 回单 {receipt}"),
            Lang::En => write!(out, "{code}: {amount} yuan, receipt {receipt}"),
        },
    };
}

/// Writes what moves no money: who stands behind it, what was reviewed, how far the days are closed.
fn word(lang: Lang, fact: &Fact, out: &mut String) -> std::fmt::Result {
    match fact {
        Fact::Signed { reservation, amount, by, heard, .. } => {
            let _ = match lang {
                Lang::Zh => write!(out, "预留 {reservation}: {} 会签 {amount} 元", by.code),
                Lang::En => write!(out, "reservation {reservation}: {} signs {amount} yuan", by.code),
            };
            heard.as_ref().map_or(Ok(()), |heard| by_telephone(lang, heard, out))
        }
        Fact::Countersigned { reservation, by, .. } => match lang {
            Lang::Zh => write!(out, "预留 {reservation}: {} 补签电话同意", by.code),
            Lang::En => write!(out, "reservation {reservation}: {} signs what they agreed to", by.code),
        },
        Fact::Reviewed { reservation, by, finding, .. } => {
            let found = finding_name(lang, *finding);
            match lang {
                Lang::Zh => write!(out, "预留 {reservation}: {} 复核紧急拨付, {found}", by.code),
                Lang::En => {
                    write!(out, "reservation {reservation}: {} reviewed the override: {found}", by.code)
                }
            }
        }
        Fact::DayAsserted { day, figure, by } => {
            time::date(*day, out);
            match lang {
                Lang::Zh => write!(out, " 银行余额 {figure} 元与账相符, 核对 {}, 待第二人", by.code),
                Lang::En => {
                    write!(
                        out,
                        " the bank says {figure} yuan, as the books; stated by {}, wants another",
                        by.code
                    )
                }
            }
        }
        Fact::DayClosed { day, figure, on_the_way, reserved, first, second } => {
            time::date(*day, out);
            let (one, two) = (first.code, second.code);
            match lang {
                Lang::Zh => {
                    write!(out, " 银行余额 {figure} 元, 在途 {on_the_way}, 预留 {reserved}, 核对 {one} {two}")
                }
                Lang::En => write!(
                    out,
                    " the bank says {figure} yuan, {on_the_way} on the way, {reserved} set aside; {one}, {two}"
                ),
            }
        }
        Fact::Opened { .. }
        | Fact::Reserved { .. }
        | Fact::Posted { .. }
        | Fact::Voided { .. }
        | Fact::Expired { .. }
        | Fact::Paid { .. }
        | Fact::Arrived { .. }
        | Fact::Refilled { .. }
        | Fact::Recovered { .. }
        | Fact::Contributed { .. } => Ok(()),
    }
}

/// Writes a release and on what ground it was made.
fn posted(lang: Lang, what: (ReservationId, Fen), by: &Officer, basis: Basis, out: &mut String) {
    let (reservation, amount) = what;
    // Writing to a string cannot fail.
    let _ = match (lang, basis) {
        (Lang::Zh, Basis::Override { .. }) => {
            write!(out, "预留 {reservation}: 紧急拨付 {amount} 元, 决定 {}, 24小时内复核", by.code)
        }
        (Lang::En, Basis::Override { .. }) => {
            write!(
                out,
                "reservation {reservation}: {amount} yuan to save life, by {}, reviewed in 24 h",
                by.code
            )
        }
        (Lang::Zh, Basis::Signed | Basis::Telephone { .. }) => {
            write!(out, "预留 {reservation}: 拨付 {amount} 元, 复核 {}", by.code)
        }
        (Lang::En, Basis::Signed | Basis::Telephone { .. }) => {
            write!(out, "reservation {reservation}: {amount} yuan, signed by {}", by.code)
        }
    };
    if let Basis::Telephone { heard } = basis {
        let _ = by_telephone(lang, &heard, out);
    }
}

fn by_telephone(lang: Lang, heard: &Officer, out: &mut String) -> std::fmt::Result {
    match lang {
        Lang::Zh => write!(out, " (电话同意·待补签, 接听 {})", heard.code),
        Lang::En => write!(out, " (agreed by telephone, signature to follow; heard by {})", heard.code),
    }
}

/// Returns what a review found.
const fn finding_name(lang: Lang, finding: Finding) -> &'static str {
    match finding {
        Finding::Upheld => lang.pick("认可", "upheld"),
        Finding::Objected => lang.pick("有异议, 须追回", "objected to: get it back"),
    }
}
