//! Which site a caller means: looked up while it is typed, said before it is taken.
//!
//! Invariants:
//! - a site is taken only when what was typed means it, or could mean no other;
//! - a desk that has not answered yet stops nobody: it judges what was typed when the act comes.

use super::{PLACE, Stage};
use crate::language::{Word, text};
use crate::operations::listing::sites::Row;
use crate::operations::listing::{Listing, Rows};
use crate::screen::deed::Move;
use crate::screen::form::{Act, Field, Form};
use crate::screen::state::{Mode, Screen};
use crate::terminal::key::{Code, Key};

/// Sites that a box names before it counts the rest.
const SHOWN: usize = 6;

/// What is known of a site that is typed.
enum Sought<'a> {
    /// The desk has not said.
    Unasked,
    /// The registry has none of the kind.
    Nowhere,
    /// This one.
    One(&'a Row),
    /// One of these; the mark stands on one of them.
    Several { rows: &'a [Row], mark: usize, total: u32 },
}

impl Screen {
    /// Takes a key where a site is typed, when it is one that chooses among sites; returns whether it was.
    pub(crate) fn key_to_site(&mut self, key: Key) -> bool {
        let Mode::Form(form) = &self.mode else { return false };
        let Some(typed) = site_typed(form) else { return false };
        let empty = typed.is_empty();
        let (taken, why) = match (key.code, sought(self, typed)) {
            (Code::Enter, _) if empty => return false,
            (Code::Enter | Code::Tab, Sought::One(row)) => (Some(row.code.to_string()), None),
            (Code::Tab, Sought::Several { rows, mark, .. }) => {
                (rows.get(mark).map(|row| row.code.to_string()), None)
            }
            (Code::Enter, Sought::Several { .. }) => (None, Some(Word::IntakeSiteSeveral)),
            (Code::Enter, Sought::Nowhere) => (None, Some(Word::IntakeSiteUnknown)),
            (Code::Up, Sought::Several { .. }) => {
                self.list_cursor(Listing::Sites, Move::Up(1));
                return true;
            }
            (Code::Down, Sought::Several { .. }) => {
                self.list_cursor(Listing::Sites, Move::Down(1));
                return true;
            }
            _ => return false,
        };
        let Mode::Form(form) = &mut self.mode else { return false };
        if let (Some(code), Some(Field::Text { edit, .. })) = (taken, form.fields.get_mut(PLACE)) {
            edit.set(&code);
        }
        if let Some(why) = why {
            form.refuse(PLACE, why);
        }
        // Enter goes on with what was taken; Tab only shows it.
        key.code != Code::Enter || why.is_some()
    }
}

/// Returns what is typed where a site is asked for; none in any other field of any other box.
pub(crate) fn site_typed(form: &Form) -> Option<&str> {
    (form.act == Act::Intake(Stage::Place) && form.at == PLACE).then(|| form.text(PLACE))
}

/// Says which site is meant, or which could be, or what becomes of one that the registry does not have.
pub(crate) fn echo(screen: &Screen, form: &Form) -> Vec<String> {
    let Some(typed) = site_typed(form) else { return Vec::new() };
    match sought(screen, typed) {
        Sought::Unasked => Vec::new(),
        Sought::Nowhere => vec![text(screen.lang, Word::IntakeSiteUnknown).to_owned()],
        Sought::One(row) => vec![format!("= {}", named(row))],
        Sought::Several { rows, mark, total } => {
            let from = mark.saturating_sub(SHOWN - 1);
            let shown = rows.iter().enumerate().skip(from).take(SHOWN);
            let mut lines: Vec<String> = shown
                .map(|(at, row)| format!("{} {}", if at == mark { ">" } else { " " }, named(row)))
                .collect();
            let more = (total as usize).saturating_sub(from + lines.len());
            let more = if more > 0 { format!("  (+{more})") } else { String::new() };
            lines.push(format!("{}{more}", text(screen.lang, Word::IntakeSiteSeveral)));
            lines
        }
    }
}

/// Returns what people call the site of a code, where it was looked up.
pub(super) fn called(screen: &Screen, code: &str) -> Option<String> {
    let view = screen.lists.of(Listing::Sites);
    let Some(Rows::Sites(rows)) = view.window.as_ref().map(|window| &window.rows) else { return None };
    rows.iter().find(|row| row.code.as_str() == code).map(|row| row.short.to_string())
}

fn named(row: &Row) -> String {
    format!("{}  {}  {}", row.code, row.short, row.name)
}

fn sought<'a>(screen: &'a Screen, typed: &str) -> Sought<'a> {
    let view = screen.lists.of(Listing::Sites);
    let Some(window) = view.window.as_ref().filter(|_| view.filter == typed) else {
        return Sought::Unasked;
    };
    let Rows::Sites(rows) = &window.rows else { return Sought::Unasked };
    match rows.as_slice() {
        [] => Sought::Nowhere,
        [only] => Sought::One(only),
        [first, ..] if first.meant => Sought::One(first),
        rows => Sought::Several { rows, mark: view.place(view.cursor).unwrap_or(0), total: window.total },
    }
}
