//! The brush: text into a buffer, clipped in one place.
//!
//! Invariants:
//! - nothing is written outside the rectangle that is given, nor outside the buffer;
//! - no half of a wide character stands without the other;
//! - a text that is not clean is cleaned before it reaches a cell.

use crate::language::Lang;
use crate::screen::theme::{Scope, Theme};
use crate::text::{cells, clean};
use crate::units::{Instant, Span};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

/// Which characters draw lines and marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Box-drawing characters: for a terminal that shows them in one cell.
    Line,
    /// ASCII and unambiguous characters only.
    #[default]
    Plain,
}

/// What a pane paints with.
#[derive(Debug)]
pub struct Brush<'a> {
    /// Where it paints.
    pub buffer: &'a mut Buffer,
    /// The colours.
    pub theme: &'a Theme,
    /// The language.
    pub lang: Lang,
    /// The characters for lines.
    pub glyphs: Glyphs,
    /// Desk time.
    pub now: Instant,
    /// Local time less UTC.
    pub offset: Span,
}

/// A place in a line that moves on as it writes.
#[derive(Clone, Copy, Debug)]
pub struct Pen {
    area: Rect,
    x: u16,
    y: u16,
    right: u16,
}

impl Brush<'_> {
    /// Returns the style of a scope.
    pub const fn style(&self, scope: Scope) -> Style {
        self.theme.style(scope)
    }

    /// Empties a rectangle and gives it a style; a wide character that its left edge would halve is taken out.
    pub fn fill(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        if area.is_empty() {
            return;
        }
        let mut blank = Cell::EMPTY;
        blank.set_style(style);
        for y in area.top()..area.bottom() {
            if area.left() > self.buffer.area.left() {
                let before = &mut self.buffer[(area.left() - 1, y)];
                if cells(before.symbol()) > 1 {
                    before.set_symbol(" ");
                }
            }
            let from = self.buffer.index_of(area.left(), y);
            self.buffer.content[from..from + usize::from(area.width)].fill(blank.clone());
        }
    }

    /// Gives the cells of a rectangle a style on top of theirs.
    pub fn tint(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area.intersection(self.buffer.area), style);
    }

    /// Writes a text at a place of a rectangle and returns the cells that it took.
    ///
    /// A text that does not fit ends in `~`.
    pub fn put(&mut self, area: Rect, at: (u16, u16), text: &str, style: Style) -> u16 {
        let bound = area.intersection(self.buffer.area);
        let (x, y) = (area.x.saturating_add(at.0), area.y.saturating_add(at.1));
        if x < bound.left() || x >= bound.right() || y < bound.top() || y >= bound.bottom() {
            return 0;
        }
        if plain(text) {
            self.write(bound.right(), (x, y), text, style)
        } else {
            let cleaned = clean(text);
            self.write(bound.right(), (x, y), &cleaned, style)
        }
    }

    /// Draws a horizontal line along the top of a rectangle.
    pub fn rule(&mut self, area: Rect) {
        let glyph = match self.glyphs {
            Glyphs::Line => "─",
            Glyphs::Plain => "-",
        };
        let style = self.style(Scope::Rule);
        let area = area.intersection(self.buffer.area);
        for x in area.left()..area.right() {
            self.buffer[(x, area.y)].set_symbol(glyph).set_style(style);
        }
    }

    /// Draws a vertical line along the left of a rectangle.
    pub fn divider(&mut self, area: Rect) {
        let glyph = match self.glyphs {
            Glyphs::Line => "│",
            Glyphs::Plain => "|",
        };
        let style = self.style(Scope::Rule);
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            self.buffer[(area.x, y)].set_symbol(glyph).set_style(style);
        }
    }

    fn write(&mut self, right: u16, (mut x, y): (u16, u16), text: &str, style: Style) -> u16 {
        let start = x;
        let room = usize::from(right - x);
        let fits = text.len() <= room || cells(text) <= room;
        let end = if fits || room == 1 { right } else { right - 1 };
        let mut rest = text;
        while let Some((symbol, width, after)) = first_symbol(rest) {
            rest = after;
            if width == 0 {
                continue;
            }
            if x + width > end {
                if !fits && x < right {
                    self.buffer[(x, y)].set_symbol("~").set_style(style);
                    x += 1;
                }
                break;
            }
            self.buffer[(x, y)].set_symbol(symbol).set_style(style);
            for trailing in x + 1..x + width {
                self.buffer[(trailing, y)].set_symbol(" ").set_style(style);
            }
            x += width;
        }
        x - start
    }
}

impl Pen {
    /// Stands at the beginning of a line of a rectangle.
    pub const fn new(area: Rect, y: u16) -> Self {
        Self { area, x: 0, y, right: area.width }
    }

    /// Stands at a column of it.
    #[must_use]
    pub const fn at(mut self, x: u16) -> Self {
        self.x = x;
        self
    }

    /// Ends the line some cells earlier: something else stands at its right.
    #[must_use]
    pub const fn less(mut self, cells: u16) -> Self {
        self.right = self.right.saturating_sub(cells);
        self
    }

    /// Writes and moves on.
    pub fn put(&mut self, brush: &mut Brush<'_>, text: &str, style: Style) {
        let area = Rect { width: self.right.min(self.area.width), ..self.area };
        self.x = self.x.saturating_add(brush.put(area, (self.x, self.y), text, style));
    }

    /// Writes the words that fit whole, then `~` for the rest: a figure is there with its name, or neither is.
    pub fn put_words(&mut self, brush: &mut Brush<'_>, text: &str, style: Style) {
        let room = usize::from(self.room());
        if cells(text.trim_end()) <= room {
            return self.put(brush, text, style);
        }
        // Where the words that fit end, and where they would without a last one that names a figure.
        let (mut end, mut unnamed, mut at) = (0, 0, 0);
        let is_figure = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
        for word in text.split(' ') {
            let next = at + word.len();
            if cells(&text[..next]) + 2 > room {
                end = if is_figure(word) { unnamed } else { end };
                break;
            }
            if !word.is_empty() {
                unnamed = if is_figure(word) { next } else { end };
                end = next;
            }
            at = next + 1;
        }
        self.put(brush, &text[..end], style);
        if self.room() > 1 {
            self.put(brush, if end == 0 { "~" } else { " ~" }, style);
        }
    }

    /// Moves on without writing.
    pub const fn skip(&mut self, cells: u16) {
        self.x = self.x.saturating_add(cells);
    }

    /// Moves to a column unless it is passed; then one cell on.
    pub const fn to(&mut self, x: u16) {
        self.x = if self.x < x { x } else { self.x.saturating_add(1) };
    }

    /// Returns the column.
    pub const fn x(&self) -> u16 {
        self.x
    }

    /// Returns the cells that are left.
    pub const fn room(&self) -> u16 {
        self.right.saturating_sub(self.x)
    }
}

/// Returns a text's first symbol, its width and the rest.
///
/// ASCII and common Chinese characters stand alone unless a combining mark or a joiner follows, which are in neither
/// range: such a text takes the way of the grapheme tables.
fn first_symbol(text: &str) -> Option<(&str, u16, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let wide = common(first);
    if let Some(width) = wide
        && chars.next().is_none_or(|next| common(next).is_some())
    {
        let (symbol, rest) = text.split_at(first.len_utf8());
        return Some((symbol, width, rest));
    }
    let symbol = text.graphemes(true).next()?;
    let width = if symbol.chars().any(char::is_control) { 0 } else { cells(symbol) as u16 };
    Some((symbol, width, &text[symbol.len()..]))
}

const fn common(c: char) -> Option<u16> {
    match c {
        ' '..='~' => Some(1),
        '\u{4E00}'..='\u{9FFF}' | '\u{3001}' | '\u{3002}' | '\u{FF01}'..='\u{FF5E}' => Some(2),
        _ => None,
    }
}

fn plain(text: &str) -> bool {
    text.chars().all(|c| common(c).is_some())
}
