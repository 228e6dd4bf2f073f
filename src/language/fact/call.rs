//! Entries of the call subject (通话) as sentences.

use crate::language::{Lang, course};
use crate::operations::call::{Callee, Fact, Purpose};
use std::fmt::Write;

/// Writes what a fact says beside its kind.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    match fact {
        Fact::Opened { callee: rung, purpose, post, .. } => {
            number(lang, *rung, post, out);
            what_for(lang, *purpose, out);
        }
        Fact::Ended { callee: rung, purpose, post, outcome, reference, .. } => {
            number(lang, *rung, post, out);
            what_for(lang, *purpose, out);
            out.push(' ');
            course::ended(lang, *purpose, *outcome, reference, out);
        }
    }
}

/// Writes who is rung, by what commands call them.
pub(in crate::language) fn callee(lang: Lang, callee: Callee, out: &mut String) {
    let _ = match callee {
        Callee::Agency(agency) => write!(out, "{}", course::agency(lang, agency)),
        Callee::Site { contact: 0, .. } => write!(out, "{}", lang.pick("消控室", "control room")),
        Callee::Site { contact, .. } => {
            write!(out, "{} {}", lang.pick("单位联系人", "site contact"), contact + 1)
        }
        Callee::Person(_) => write!(out, "{}", lang.pick("人员", "a person")),
        Callee::Team(_) => write!(out, "{}", lang.pick("队伍", "a team")),
        Callee::Insurer { .. } => write!(out, "{}", lang.pick("保险机构", "an insurer")),
    };
}

fn number(lang: Lang, rung: Callee, post: &str, out: &mut String) {
    match rung {
        // A public number has a name in each language; the others are called as the registry calls them.
        Callee::Agency(agency) => out.push_str(course::agency(lang, agency)),
        Callee::Site { .. } | Callee::Person(_) | Callee::Team(_) | Callee::Insurer { .. }
            if !post.is_empty() =>
        {
            out.push_str(post);
        }
        Callee::Site { .. } | Callee::Person(_) | Callee::Team(_) | Callee::Insurer { .. } => {
            callee(lang, rung, out);
        }
    }
}

fn what_for(lang: Lang, purpose: Purpose, out: &mut String) {
    let _ = write!(out, " {}", course::purpose(lang, purpose));
    if let Purpose::Report(number) = purpose {
        let _ = write!(out, " {number}");
    }
}
