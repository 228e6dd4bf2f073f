//! A box of fields as it is painted: title and target, what must be read, the fields from the first to the one that
//! keys go to.

use crate::language::{Lang, Word, course, name, pick, text};
use crate::operations::line::amount;
use crate::screen::form::picks::Goes;
use crate::screen::form::{Field, Form, Reads, intake};
use crate::screen::paint::Brush;
use crate::screen::pane::bar::{cancel, hidden, typed};
use crate::screen::pane::dossier::{Flow, lines_of};
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::{Position, Rect};
use std::fmt::Write;

const WIDTH_MAX: u16 = 96;

/// Paints a box and returns where its cursor stands.
pub(crate) fn paint(
    screen: &Screen,
    form: &Form,
    brush: &mut Brush<'_>,
    room: Rect,
    line: &mut String,
) -> Option<Position> {
    let width = if room.width < WIDTH_MAX + 12 { room.width } else { WIDTH_MAX };
    let text = usize::from(width.saturating_sub(2)).max(1);
    let read: usize = form.lines.iter().map(|line| lines_of(line, text)).sum();
    let echo = intake::echo(screen, form);
    let rows = field_rows(form) + echo.len() as u16;
    let wanted = u16::try_from(read).unwrap_or(u16::MAX).saturating_add(4 + rows);
    let height = room.height.min(wanted);
    if height == 0 || width < 4 {
        return None;
    }
    let sheet = Rect { x: room.x + (room.width - width) / 2, y: room.bottom() - height, width, height };
    brush.fill(sheet, brush.style(Scope::Box));
    // The way out is there, however long what it is about is called.
    let out = cells(cancel(brush)) as u16;
    let named = Rect { width: sheet.width.saturating_sub(out + 4), ..sheet };
    let end = 1 + brush.put(named, (1, 0), &form.title, brush.style(Scope::BoxTitle));
    brush.put(sheet, (end + 3, 0), cancel(brush), brush.style(Scope::BoxTitle));
    line.clear();
    target(screen, form, brush, line);
    let fields = rows.min(height.saturating_sub(1));
    if height > fields + 1 {
        brush.put(sheet, (1, 1), line, brush.style(Scope::BoxTitle));
    }
    let body = Rect { x: sheet.x, y: sheet.y + 2, width, height: height.saturating_sub(fields + 2) };
    let mut flow = Flow::new(body, form.scroll, 0);
    for text in &form.lines {
        flow.field(brush, "", text, brush.style(Scope::Box));
    }
    let foot = Rect { x: sheet.x, y: sheet.bottom() - fields, width, height: fields };
    paint_fields(form, &echo, brush, foot, line)
}

/// Returns the rows that the fields take: one each that is filled, and what the open one needs.
fn field_rows(form: &Form) -> u16 {
    let open = match form.fields.get(form.at) {
        Some(Field::Choice { options, .. }) => 1 + options.len() as u16,
        Some(Field::Picks(picks)) => 1 + picks.rows.len() as u16,
        Some(Field::Text { phrases, edit, .. }) if edit.text().is_empty() => 2 + phrases.len() as u16,
        Some(Field::Text { edit, .. }) if edit.is_phrase() => 3,
        Some(Field::Digits { edit, .. }) if !edit.text().trim().is_empty() => 3,
        Some(_) => 2,
        None => 0,
    };
    form.at as u16 + open + 1
}

fn paint_fields(
    form: &Form,
    echo: &[String],
    brush: &mut Brush<'_>,
    area: Rect,
    line: &mut String,
) -> Option<Position> {
    let mut y = 0;
    for field in form.fields.iter().take(form.at) {
        line.clear();
        let _ = write!(line, "{}: {}", label(brush, field), filled(field));
        brush.put(area, (1, y), line, brush.style(Scope::Dim));
        y += 1;
    }
    let mut cursor = None;
    if let Some(field) = form.fields.get(form.at) {
        brush.put(area, (1, y), label(brush, field), brush.style(Scope::Box));
        y += 1;
        (cursor, y) = match field {
            Field::Choice { options, .. } => {
                // The last row is the remark's.
                let height = area.height.saturating_sub(y + 1);
                let rows = Rect { y: area.y + y, height, ..area };
                (None, y + paint_choice(brush, rows, form.scroll, options, line))
            }
            Field::Text { .. }
            | Field::Digits { .. }
            | Field::Repeat { .. }
            | Field::Officer { .. }
            | Field::Secret { .. }
            | Field::Picks(_)
            | Field::Confirm => paint_open(field, brush, area, y, line),
        };
    }
    for said in echo {
        brush.put(area, (2, y), said, brush.style(Scope::Strong));
        y += 1;
    }
    if let Some(remark) = form.remark {
        brush.put(area, (1, y), text(brush.lang, remark), brush.style(Scope::Refused));
    } else if let Some(sources) = &form.sources {
        line.clear();
        let _ = write!(line, "{} {}", text(brush.lang, Word::FormSource), sources.called());
        brush.put(area, (1, y), line, brush.style(Scope::Dim));
    }
    cursor
}

/// Paints the field that keys go to, from a row on; returns where its cursor stands, and the row below it.
fn paint_open(
    field: &Field,
    brush: &mut Brush<'_>,
    area: Rect,
    mut y: u16,
    line: &mut String,
) -> (Option<Position>, u16) {
    let mut cursor = None;
    let row = Rect { y: area.y + y.min(area.height.saturating_sub(1)), height: 1, ..area };
    match field {
        Field::Text { edit, phrases, .. } => {
            cursor = typed(brush, row, "> ", edit, line);
            y += 1;
            if edit.is_phrase() {
                brush.put(area, (2, y), text(brush.lang, Word::PhraseStands), brush.style(Scope::Dim));
                y += 1;
            }
            for (index, phrase) in phrases.iter().enumerate().filter(|_| edit.text().is_empty()) {
                line.clear();
                let _ = write!(line, "{}  {phrase}", index + 1);
                brush.put(area, (2, y), line, brush.style(Scope::Box));
                y += 1;
            }
        }
        Field::Digits { edit, reads, .. } => {
            cursor = typed(brush, row, "> ", edit, line);
            y += 1;
            if !edit.text().trim().is_empty() {
                let scope = understood(*reads, edit.text().trim(), brush, line);
                brush.put(area, (2, y), line, brush.style(scope));
                y += 1;
            }
        }
        Field::Repeat { edit, .. } | Field::Officer { edit } => {
            cursor = typed(brush, row, "> ", edit, line);
            y += 1;
        }
        Field::Secret { edit } => {
            cursor = typed(brush, row, "> ", &hidden(edit), line);
            y += 1;
        }
        Field::Picks(picks) => {
            for (index, row) in picks.rows.iter().enumerate() {
                line.clear();
                let mark = if row.goes == Goes::On { "[x]" } else { "[ ]" };
                let walks = if index == picks.at { ">" } else { " " };
                let _ = write!(line, "{walks}{mark} {}  ", index + 1);
                pick::ranked(brush.lang, row.one(), line);
                let also = row.pick.iter().filter(|_| row.chosen == 0).flat_map(|pick| &pick.also);
                for task in also {
                    let _ = write!(line, " +{}", course::task(brush.lang, *task));
                }
                let scope = if row.goes == Goes::On { Scope::Strong } else { Scope::Dim };
                brush.put(area, (1, y), line, brush.style(scope));
                y += 1;
            }
        }
        Field::Choice { .. } | Field::Confirm => {}
    }
    (cursor, y)
}

/// Paints what is chosen from, as much as there is room for, and returns the rows that it took; where there is more, the
/// last of them says how to see it.
fn paint_choice(
    brush: &mut Brush<'_>,
    area: Rect,
    scroll: u16,
    options: &[(char, String)],
    line: &mut String,
) -> u16 {
    let room = usize::from(area.height);
    let shown = if options.len() > room { room.saturating_sub(1) } else { options.len() };
    let from = usize::from(scroll).min(options.len() - shown);
    for (at, (key, option)) in options[from..from + shown].iter().enumerate() {
        line.clear();
        let _ = write!(line, "{key}  {option}");
        brush.put(area, (2, at as u16), line, brush.style(Scope::Strong));
    }
    let has_more = shown < options.len() && room > 0;
    if has_more {
        line.clear();
        let _ = match brush.lang {
            Lang::Zh => write!(line, "共 {} 个, PgUp PgDn 翻看, 不在眼前的也可直接按", options.len()),
            Lang::En => {
                write!(line, "{} in all: PgUp PgDn; what is not shown can be pressed, too", options.len())
            }
        };
        brush.put(area, (2, shown as u16), line, brush.style(Scope::Dim));
    }
    shown as u16 + u16::from(has_more)
}

/// Writes what a field of numbers was understood as, while it is typed.
fn understood(reads: Reads, typed: &str, brush: &Brush<'_>, out: &mut String) -> Scope {
    out.clear();
    let Some(read) = reads.understood(typed) else {
        let money = reads == Reads::Yuan;
        out.push_str(text(brush.lang, if money { Word::FormAmount } else { Word::FormNotUnderstood }));
        return Scope::Refused;
    };
    let _ = match (reads, amount(&read)) {
        (Reads::Yuan, Some(fen)) => write!(out, "= {fen} {}", brush.lang.pick("元", "yuan")),
        (Reads::Yuan | Reads::Number | Reads::Numbers, _) => write!(out, "= {read}"),
    };
    Scope::Strong
}

fn label<'a>(brush: &Brush<'_>, field: &'a Field) -> &'a str
where
{
    match field {
        Field::Choice { label, .. } | Field::Text { label, .. } | Field::Digits { label, .. } => label,
        Field::Repeat { .. } => text(brush.lang, Word::BoxCloseRepeat),
        Field::Officer { .. } => text(brush.lang, Word::BoxOfficer),
        Field::Secret { .. } => text(brush.lang, Word::BoxSecret),
        Field::Picks(_) => text(brush.lang, Word::FormPicks),
        Field::Confirm => text(brush.lang, Word::FormConfirm),
    }
}

fn filled(field: &Field) -> &str {
    match field {
        Field::Choice { options, chosen, .. } => {
            chosen.and_then(|at| options.get(at)).map_or("", |(_, option)| option)
        }
        Field::Text { edit, .. }
        | Field::Digits { edit, .. }
        | Field::Repeat { edit, .. }
        | Field::Officer { edit } => edit.text(),
        Field::Secret { .. } | Field::Picks(_) | Field::Confirm => "",
    }
}

/// Writes the target: number, family, site and place.
fn target(screen: &Screen, form: &Form, brush: &Brush<'_>, out: &mut String) {
    let Some(id) = form.target else { return };
    let _ = write!(out, "#{id}");
    if let Some(view) = screen.view(id) {
        let _ = write!(out, "  {}  {} {}", name::family(brush.lang, view.family), view.site, view.place);
    }
    debug_assert!(cells(out) > 0, "a target has a number");
}
