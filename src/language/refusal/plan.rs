//! Refusals of the plan subject (预案): what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::plan::Refusal;
use std::fmt::Write;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoPlan(id)) => write!(out, "#{id} 还没有启用预案. 先按 a 受理"),
        (Lang::En, Refusal::NoPlan(id)) => write!(out, "#{id} runs no plan yet. Press a first"),
        (Lang::Zh, Refusal::NoSuchStep(step)) => write!(out, "预案没有第 {step} 步. 请核对步骤号"),
        (Lang::En, Refusal::NoSuchStep(step)) => {
            write!(out, "the plan has no step {step}. Check its number")
        }
        (Lang::Zh, Refusal::Settled(step)) => write!(out, "第 {step} 步已办或已免办, 无需再办"),
        (Lang::En, Refusal::Settled(step)) => {
            write!(out, "step {step} is done or waived already: nothing to do")
        }
    };
}
