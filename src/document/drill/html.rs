//! One HTML file, well-formed as XML, that needs nothing but itself and prints on A4.

use crate::document::drill::page::{Block, Column, Page, Table};
use crate::document::drill::svg::escape;
use crate::document::drill::words;
use crate::language::Lang;
use std::fmt::Write;

const STYLE: &str = include_str!("report.css");

/// Writes a document.
pub(super) fn write(lang: Lang, page: &Page) -> String {
    let code = lang.pick("zh-CN", "en");
    let mut out =
        format!("<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>");
    escape(&page.title, &mut out);
    out.push_str(" - ");
    escape(&page.subtitle, &mut out);
    out.push_str("</title>\n<style>\n");
    out.push_str(STYLE);
    out.push_str("</style>\n</head>\n<body>\n<main>\n<header>\n");
    element("p", "band", &page.band, &mut out);
    element("h1", "", &page.title, &mut out);
    element("p", "subtitle", &page.subtitle, &mut out);
    element("p", "warning", &page.warning, &mut out);
    out.push_str("</header>\n");
    let mut number = 0;
    for block in &page.blocks {
        if let Block::Heading(_) = block {
            number += 1;
        }
        self::block(block, number, lang, &mut out);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn block(block: &Block, number: usize, lang: Lang, out: &mut String) {
    match block {
        Block::Heading(text) => element("h2", "", &format!("{number}  {text}"), out),
        Block::Text(text) => element("p", "", text, out),
        Block::Facts(facts) => {
            out.push_str("<table class=\"facts\"><tbody>\n");
            for (label, value) in facts {
                out.push_str("<tr><th>");
                escape(label, out);
                out.push_str("</th><td>");
                escape(value, out);
                out.push_str("</td></tr>\n");
            }
            out.push_str("</tbody></table>\n");
        }
        Block::Score { points, points_max, label, words } => score((*points, *points_max), label, words, out),
        Block::List(items) if items.is_empty() => element("p", "", lang.pick("无", "none"), out),
        Block::List(items) => {
            out.push_str("<ul>\n");
            for item in items {
                element("li", "", item, out);
            }
            out.push_str("</ul>\n");
        }
        Block::Table(table) => self::table(table, out),
        Block::Figure { caption, drawing } => {
            out.push_str("<figure>\n");
            element("figcaption", "", caption, out);
            out.push_str(drawing);
            out.push_str("\n</figure>\n");
        }
        Block::Signatures(names) => {
            out.push_str("<div class=\"signatures\">\n");
            for name in names {
                element("p", "", name, out);
            }
            out.push_str("</div>\n");
        }
    }
}

fn score((points, points_max): (u32, u32), label: &str, said: &str, out: &mut String) {
    out.push_str("<div class=\"score\">\n");
    element("p", "share", &words::percent(points, points_max), out);
    element("p", "points", &format!("{label} {}", words::of(points, points_max)), out);
    element("p", "counts", said, out);
    out.push_str("</div>\n");
}

fn table(table: &Table, out: &mut String) {
    out.push_str("<table>\n<thead><tr>");
    for (name, column) in &table.head {
        cell("th", *column, name, out);
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str(if row.stands_out { "<tr class=\"notice\">" } else { "<tr>" });
        for (text, (_, column)) in row.cells.iter().zip(&table.head) {
            cell("td", *column, text, out);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn cell(name: &str, column: Column, text: &str, out: &mut String) {
    let class = match column {
        Column::Words => "",
        Column::Short => " class=\"short\"",
        Column::Figures => " class=\"figures\"",
        Column::Judged => " class=\"judged\"",
    };
    let _ = write!(out, "<{name}{class}>");
    // A time and its entry stay together, wherever a line is broken.
    escape(&text.replace(" #", "\u{a0}#"), out);
    let _ = write!(out, "</{name}>");
}

fn element(name: &str, class: &str, text: &str, out: &mut String) {
    let _ = match class {
        "" => write!(out, "<{name}>"),
        class => write!(out, "<{name} class=\"{class}\">"),
    };
    escape(text, out);
    let _ = writeln!(out, "</{name}>");
}
