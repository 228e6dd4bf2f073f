//! Entries of the plan subject (预案) as sentences.

use crate::language::Lang;
use crate::operations::plan::Fact;
use std::fmt::Write;

/// Writes what a fact says beside its kind.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = match (lang, fact) {
        (Lang::Zh, Fact::Chosen { code, name, version, steps, .. }) => {
            write!(out, "{code} {name} 第{version}版 {}步", steps.len())
        }
        (Lang::En, Fact::Chosen { code, name, version, steps, .. }) => {
            write!(out, "{code} {name} version {version}, {} steps", steps.len())
        }
        (Lang::Zh, Fact::Done { step, .. }) => write!(out, "第{step}步 已办"),
        (Lang::En, Fact::Done { step, .. }) => write!(out, "step {step} done"),
        // Why stands beside it, for those who may read it.
        (Lang::Zh, Fact::Waived { step, .. }) => write!(out, "第{step}步 免办"),
        (Lang::En, Fact::Waived { step, .. }) => write!(out, "step {step} waived"),
    };
}
