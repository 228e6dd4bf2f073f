//! The statement as a person reads it, and as a table for other programs.

use crate::document::statement::{Open, Row, Statement};
use crate::journal::export::Mark;
use crate::language::{Lang, course, entry, fact, time};
use crate::operations::dossier::ZONE;
use crate::operations::fact::Body;
use crate::units::Fen;
use std::fmt::Write;

/// Writes the statement, a line an entry.
pub fn text(lang: Lang, statement: &Statement) -> String {
    let mut out = String::new();
    out.push_str(lang.pick("资金对账单 ", "statement of the pool, "));
    time::date(statement.from_day, &mut out);
    out.push_str(lang.pick(" 至 ", " to "));
    time::date(statement.to_day, &mut out);
    let _ = writeln!(out, "\n{} {}", lang.pick("期初", "opening"), statement.opening);
    for row in &statement.rows {
        line(lang, row, &mut out);
    }
    let figures = [
        (lang.pick("收入", "came in"), statement.came_in),
        (lang.pick("拨出", "went out"), statement.went_out),
        (lang.pick("期末", "closing"), statement.closing),
        (lang.pick("在途 (已授权未付)", "on the way (authorised, not paid)"), statement.on_the_way),
        (lang.pick("银行应为", "the bank must say"), statement.bank),
        (lang.pick("预留中", "set aside"), statement.reserved),
    ];
    for (label, sum) in figures {
        let _ = writeln!(out, "{label} {sum}");
    }
    for open in &statement.open {
        unsettled(lang, open, &mut out);
    }
    for (claim, incident, left) in &statement.receivable {
        let _ = match lang {
            Lang::Zh => writeln!(out, "应收 理赔 {claim} #{incident}: 核定未付 {left}"),
            Lang::En => writeln!(out, "receivable: claim {claim} of #{incident}, {left} agreed and not paid"),
        };
    }
    if statement.unread > 0 {
        let _ = match lang {
            Lang::Zh => writeln!(out, "有 {} 条资金日志读不懂, 本单不全", statement.unread),
            Lang::En => {
                writeln!(out, "{} entries cannot be read: the statement is not whole", statement.unread)
            }
        };
    } else if !statement.balanced {
        out.push_str(lang.pick("两种算法不符, 请核对日志\n", "two counts differ: verify the journal\n"));
    }
    out
}

fn line(lang: Lang, row: &Row, out: &mut String) {
    let _ = write!(out, "#{} ", row.entry);
    time::date_and_clock(row.at, ZONE, out);
    let _ = write!(out, "  {} ", entry::kind(lang, &row.kind));
    if let Some(incident) = row.incident {
        let _ = write!(out, "#{incident} ");
    }
    fact::said(lang, row.at, &Body::Pool(row.fact), ZONE, out);
    match (row.came_in, row.went_out) {
        (Fen(0), Fen(0)) => {}
        (Fen(0), went_out) => {
            let _ = write!(out, "  -{went_out} = {}", row.balance);
        }
        (came_in, _) => {
            let _ = write!(out, "  +{came_in} = {}", row.balance);
        }
    }
    out.push('\n');
}

fn unsettled(lang: Lang, open: &Open, out: &mut String) {
    let _ = write!(
        out,
        "{} {} #{}: {} {}",
        lang.pick("未了 预留", "open: reservation"),
        open.reservation,
        open.incident,
        course::money(lang, open.stage),
        open.amount
    );
    if let Some(who) = &open.unsigned {
        let _ = write!(out, "  {} {who}", lang.pick("待补签", "signature to follow:"));
    }
    if open.review_owed {
        out.push_str(lang.pick("  待复核", "  review owed"));
    }
    out.push('\n');
}

/// Writes the rows as CSV with a heading; amounts in yuan without separators, so that a sheet can add them.
///
/// A mark of a drill is a column of its own.
pub fn csv(statement: &Statement, mark: Mark) -> String {
    let mut out = String::from("entry,time,kind,incident,actor,in,out,balance,text");
    let (heading, words) = mark.column().unzip();
    let beside = |column: Option<&str>| column.map(|column| format!(",{column}")).unwrap_or_default();
    let _ = writeln!(out, "{}", beside(heading));
    let yuan = |sum: Fen| {
        format!("{}{}.{:02}", if sum.0 < 0 { "-" } else { "" }, sum.0.abs() / 100, sum.0.abs() % 100)
    };
    for row in &statement.rows {
        let mut said = String::new();
        fact::said(Lang::Zh, row.at, &Body::Pool(row.fact), ZONE, &mut said);
        let _ = write!(out, "{},", row.entry);
        time::date_and_clock(row.at, ZONE, &mut out);
        let incident = row.incident.map(|incident| incident.to_string()).unwrap_or_default();
        let sums = [row.came_in, row.went_out, row.balance].map(yuan).join(",");
        let _ =
            write!(out, ",{},{incident},{},{sums},\"{}\"", row.kind, row.actor, said.replace('"', "\"\""));
        let _ = writeln!(out, "{}", beside(words));
    }
    out
}
