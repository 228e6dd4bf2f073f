//! Entries of the dispatch subject (调派) as sentences.

use crate::language::{Lang, course};
use crate::operations::dispatch::{Fact, Status};
use std::fmt::Write;

/// Writes what a fact says beside its kind.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = match *fact {
        Fact::Ordered { code, task, staging, instead, despite, replaces, .. } => {
            let _ = write!(out, "{code} {}", course::task(lang, task));
            if replaces.is_some() {
                out.push_str(lang.pick(", 接替前一队", ", in the place of another"));
            }
            let _ = match instead {
                // The place that was typed stands beside it, for those who may read it.
                Some(_) => write!(out, "{}", lang.pick(", 另定集结点", ", gathers elsewhere")),
                None if staging.is_empty() => Ok(()),
                None => write!(out, ", {} {staging}", lang.pick("集结", "gathers at")),
            };
            let reasoned = lang.pick(", 有不宜仍派, 已记理由", ", sent in spite of a warning, with a reason");
            write!(out, "{}", if despite.is_some() { reasoned } else { "" })
        }
        Fact::Moved { code, from, to, eta_minutes, .. } => {
            let _ = match (from, to) {
                (Status::Ordered | Status::Unanswered, Status::Back) => {
                    let withdrawn = lang.pick("命令撤回, 一直未接令", "order withdrawn, it was never taken");
                    write!(out, "{code} {withdrawn}")
                }
                (from, to) if from == to => write!(out, "{code} {}", course::status(lang, to)),
                (from, to) => {
                    let (from, to) = (course::status(lang, from), course::status(lang, to));
                    write!(out, "{code} {from} -> {to}")
                }
            };
            match (lang, eta_minutes) {
                (_, None) => Ok(()),
                (Lang::Zh, Some(minutes)) => write!(out, ", 预计{minutes}分钟到"),
                (Lang::En, Some(minutes)) => write!(out, ", there in {minutes} min"),
            }
        }
        Fact::EvacuationOrdered { teams: 0, .. } => {
            write!(out, "{}", lang.pick("紧急撤离, 无队伍在外", "EVACUATE: no team is out"))
        }
        Fact::EvacuationOrdered { teams, .. } => match lang {
            Lang::Zh => write!(out, "紧急撤离, 逐队通知 {teams} 队"),
            Lang::En => write!(out, "EVACUATE: {teams} teams are to be told"),
        },
        Fact::EvacuationHeard { code, .. } => {
            write!(out, "{code} {}", lang.pick("已收到撤离令", "has heard the evacuation"))
        }
        Fact::Waived { code, .. } => {
            write!(out, "{code} {}", lang.pick("不去, 不另派队伍", "does not go, nobody goes in its place"))
        }
    };
}
