//! Handovers, as the journal reads them.

use crate::language::Lang;
use crate::operations::actor::Officer;
use crate::operations::handover::{Fact, Keys, Moved, Sums};
use std::fmt::Write;

/// Writes who handed the desk to whom, and what stood on the sheet.
pub(super) fn said(lang: Lang, fact: &Fact, out: &mut String) {
    let _ = match fact {
        Fact::Offered { handover, from, to, keys, sheet, .. } => {
            let _ = write!(out, "{handover}  {} -> {}  {}  ", from.code, to.code, self::keys(lang, *keys));
            return sums(lang, sheet, out);
        }
        Fact::Withdrawn { handover, by } => write!(out, "{handover}  {}", by.code),
        Fact::Signed { handover, from, signer, to, late, sheet, moved, .. } => {
            let _ = write!(out, "{handover}  {} -> {}  ", who(lang, from.as_ref()), to.code);
            if *late {
                let _ = write!(out, "{} {}  ", lang.pick("补签", "signed later by"), signer.code);
            } else {
                self::moved(lang, *moved, out);
            }
            return sums(lang, sheet, out);
        }
        Fact::Taken { handover, from, to, sheet, moved, .. } => {
            let unsigned = lang.pick("交班人未签", "outgoing signature missing");
            let _ = write!(out, "{handover}  {} -> {}  {unsigned}  ", who(lang, from.as_ref()), to.code);
            self::moved(lang, *moved, out);
            return sums(lang, sheet, out);
        }
    };
}

/// Returns whether equipment and keys were counted together.
pub const fn keys(lang: Lang, keys: Keys) -> &'static str {
    match keys {
        Keys::Complete => lang.pick("设备钥匙点清", "equipment and keys counted"),
        Keys::Missing => lang.pick("设备钥匙有缺", "equipment or keys MISSING"),
    }
}

/// Writes what stands on a sheet in figures; what is none is left out.
pub fn sums(lang: Lang, sums: &Sums, out: &mut String) {
    let figures = [
        ("失联", "missing", sums.missing),
        ("未结事件", "open", sums.incidents),
        ("未受理", "unacked", sums.unacknowledged),
        ("危及生命", "life-risk", sums.life_risk),
        ("待签待定", "to sign or decide", sums.waiting),
        ("时限", "deadlines", sums.deadlines),
        ("逾期", "overdue", sums.overdue),
        ("资金在途", "money under way", sums.reservations),
        ("未送达", "not delivered", sums.deliveries),
        ("来源中断", "feeds not heard", sums.feeds),
        ("搁置停用维保", "held by hand", sums.held),
        ("未署名操作", "unproved acts", sums.unproved),
        ("交接未签", "handovers unsigned", sums.unsigned),
        ("交班后新增", "since the offer", sums.fresh),
    ];
    for (zh, en, count) in figures.into_iter().filter(|(.., count)| *count > 0) {
        let _ = write!(out, "{} {count}  ", lang.pick(zh, en));
    }
    let _ = write!(out, "{} {}", lang.pick("校验", "sheet"), sums.code);
}

fn who(lang: Lang, officer: Option<&Officer>) -> String {
    officer.map_or_else(|| lang.pick("无人", "nobody").to_owned(), |officer| officer.code.to_string())
}

fn moved(lang: Lang, moved: Moved, out: &mut String) {
    let _ = match lang {
        Lang::Zh => write!(out, "移交 事件 {} 指示 {}  ", moved.incidents, moved.orders),
        Lang::En => write!(out, "passed on {} incidents, {} orders  ", moved.incidents, moved.orders),
    };
}
