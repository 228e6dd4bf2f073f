//! Entries of the claim subject (理赔) as sentences.

use crate::language::Lang;
use crate::operations::claim::Fact;
use std::fmt::Write;

/// Writes what a fact says beside its kind; an insurer's reason stands beside it, for those who may read it.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = match fact {
        Fact::Opened { claim, code, number, policy, .. } => {
            let _ = match lang {
                Lang::Zh => write!(out, "理赔 {claim}: {code} 报案号 {number}, "),
                Lang::En => write!(out, "claim {claim}: {code} number {number}, "),
            };
            match (policy.is_empty(), lang) {
                (true, Lang::Zh) => write!(out, "出险时无有效保单"),
                (true, Lang::En) => write!(out, "no policy was in force"),
                (false, Lang::Zh) => write!(out, "保单 {policy}"),
                (false, Lang::En) => write!(out, "policy {policy}"),
            }
        }
        Fact::PapersComplete { claim, .. } | Fact::Refused { claim, .. } => match lang {
            Lang::Zh => write!(out, "理赔 {claim}"),
            Lang::En => write!(out, "claim {claim}"),
        },
        Fact::Agreed { claim, amount, .. } => match lang {
            Lang::Zh => write!(out, "理赔 {claim}: 核定 {amount} 元"),
            Lang::En => write!(out, "claim {claim}: {amount} yuan agreed"),
        },
        Fact::RefusalNoticed { claim, .. } => match lang {
            Lang::Zh => write!(out, "理赔 {claim}: 已收到书面拒赔"),
            Lang::En => write!(out, "claim {claim}: the written refusal is here"),
        },
    };
}
