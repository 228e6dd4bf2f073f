//! Entries of the delivery subject (送达) as sentences.

use crate::language::{Lang, course};
use crate::operations::delivery::{About, Fact};
use std::fmt::Write;

/// Writes what a fact says beside its kind.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = match fact {
        Fact::Recorded { delivery, post, about, by_machine, .. } => {
            let _ = write!(out, "{}{delivery} ", lang.pick("第 ", "no. "));
            said_of_about(lang, *about, out);
            let way =
                if *by_machine { lang.pick("自动", "by machine") } else { lang.pick("电话", "ring") };
            write!(out, " -> {post} ({way})")
        }
        Fact::Came { delivery, outcome, .. } => {
            let _ = write!(out, "{}{delivery} ", lang.pick("第 ", "no. "));
            course::delivery(lang, *outcome, out)
        }
    };
}

fn said_of_about(lang: Lang, about: About, out: &mut String) {
    let _ = match about {
        About::Dispatch(order) => write!(out, "{} {order}", lang.pick("调派令", "order")),
        About::Evacuation(order) => write!(out, "{} {order}", lang.pick("紧急撤离", "EVACUATE")),
        About::Relay(warning) => write!(out, "{} {warning}", lang.pick("转发预警", "relay of warning")),
        About::Escalation(_, step) => write!(out, "{} {step}", lang.pick("升级", "escalation")),
    };
}
