//! Entries of the pool subject (资金) as sentences.

use crate::language::Lang;
use crate::operations::pool::Fact;
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
        Fact::Posted { reservation, amount, released, by, .. } => {
            let _ = match lang {
                Lang::Zh => write!(out, "预留 {reservation}: 拨付 {amount} 元, 复核 {}", by.code),
                Lang::En => write!(out, "reservation {reservation}: {amount} yuan, signed by {}", by.code),
            };
            match (released.0, lang) {
                (0, _) => Ok(()),
                (_, Lang::Zh) => write!(out, ", 余 {released} 元释放"),
                (_, Lang::En) => write!(out, ", {released} free again"),
            }
        }
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
