//! A frame as bytes: the difference to the frame before, inside a synchronized update, for one write.

use crate::text::cells;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::style::{Color as Ink, Colors, Print, SetBackgroundColor, SetColors, SetForegroundColor};
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use std::io;

/// Asks the terminal for its status; the answer is `ESC[0n`.
///
/// A remote screen ends each frame with it and paints the next one after the answer, so that frames never queue in
/// a slow link.
pub const STATUS_REQUEST: &[u8] = b"\x1b[5n";

/// What ends a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FrameEnd {
    /// Nothing more: a local terminal.
    #[default]
    Local,
    /// A status request: a remote one.
    Remote,
}

/// Two frames and the bytes that lead from one to the other.
#[derive(Debug)]
pub struct Output {
    shown: Buffer,
    next: Buffer,
    bytes: Vec<u8>,
    cursor: Option<Position>,
    end: FrameEnd,
    /// Whether nothing is known of what the terminal shows.
    unknown: bool,
}

impl Output {
    /// Makes an output for a terminal of that size, which shows nothing yet.
    pub fn new(columns: u16, rows: u16, end: FrameEnd) -> Self {
        let area = Rect::new(0, 0, columns, rows);
        Self {
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            bytes: Vec::new(),
            cursor: None,
            end,
            unknown: true,
        }
    }

    /// Takes a new size: the next frame clears the terminal.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let area = Rect::new(0, 0, columns, rows);
        self.shown.resize(area);
        self.next.resize(area);
        self.repaint();
    }

    /// Lets the next frame be painted whole.
    pub const fn repaint(&mut self) {
        self.unknown = true;
    }

    /// Paints a frame and returns the bytes to write, all at once; none when nothing changed.
    ///
    /// `paint` gets the frame before the last one, paints every cell of it and returns where the cursor stands; none hides
    /// it. Nothing is emptied first: that would be a third of the work, and whoever paints begins with a ground.
    ///
    /// Cost: O(cells); no allocation once the bytes have grown.
    ///
    /// # Errors
    /// None in practice: the bytes are written into memory.
    pub fn frame(&mut self, paint: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<&[u8]> {
        let cursor = paint(&mut self.next);
        self.bytes.clear();
        queue!(self.bytes, BeginSynchronizedUpdate)?;
        let opening = self.bytes.len();
        if self.unknown {
            self.shown.reset();
            queue!(self.bytes, Hide)?;
            self.bytes.extend_from_slice(RESET);
            queue!(self.bytes, Clear(ClearType::All))?;
            self.cursor = None;
            self.unknown = false;
        }
        encode(&self.shown, &self.next, &mut self.bytes)?;
        let painted = self.bytes.len() > opening;
        if painted || cursor != self.cursor {
            match cursor {
                Some(at) => queue!(self.bytes, MoveTo(at.x, at.y), Show)?,
                None => queue!(self.bytes, Hide)?,
            }
            self.cursor = cursor;
            queue!(self.bytes, EndSynchronizedUpdate)?;
            if self.end == FrameEnd::Remote {
                self.bytes.extend_from_slice(STATUS_REQUEST);
            }
        } else {
            self.bytes.clear();
        }
        std::mem::swap(&mut self.shown, &mut self.next);
        Ok(&self.bytes)
    }

    /// Returns the frame that was painted last.
    pub const fn shown(&self) -> &Buffer {
        &self.shown
    }
}

/// Writes the difference; the cursor is moved only where the terminal's own advance is in doubt.
fn encode(shown: &Buffer, next: &Buffer, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut ink = Inked::default();
    let columns = usize::from(next.area.width);
    if columns == 0 {
        return Ok(());
    }
    let rows = shown.content.chunks(columns).zip(next.content.chunks(columns));
    for (y, (before, after)) in rows.enumerate() {
        // A wide character that is overwritten takes both its cells with it, whatever stands in the second one.
        let (mut x, mut spoilt) = (0, 0);
        while x < columns {
            let cell = &after[x];
            let end = (x + width(cell)).min(columns);
            if *cell != before[x] || x < spoilt {
                for (at, old) in before.iter().enumerate().take(end).skip(x) {
                    spoilt = spoilt.max(at + width(old));
                }
                ink.print(cell, (x as u16, y as u16), bytes)?;
            }
            x = end;
        }
    }
    ink.end(bytes);
    Ok(())
}

/// What the terminal was last told.
#[derive(Default)]
struct Inked {
    fg: Color,
    bg: Color,
    modifier: Modifier,
    /// Where the terminal's cursor stands for certain.
    cursor: Option<(u16, u16)>,
    styled: bool,
}

impl Inked {
    fn print(&mut self, cell: &Cell, at: (u16, u16), bytes: &mut Vec<u8>) -> io::Result<()> {
        if self.cursor != Some(at) {
            queue!(bytes, MoveTo(at.0, at.1))?;
        }
        if cell.modifier != self.modifier {
            // A reset and the wanted attributes are shorter than most differences, and never leave one behind.
            bytes.extend_from_slice(RESET);
            (self.fg, self.bg) = (Color::Reset, Color::Reset);
            for (wanted, sequence) in ATTRIBUTES {
                if cell.modifier.contains(wanted) {
                    bytes.extend_from_slice(sequence);
                }
            }
            self.modifier = cell.modifier;
            self.styled = true;
        }
        match (cell.fg != self.fg, cell.bg != self.bg) {
            (true, true) => queue!(bytes, SetColors(Colors::new(ink(cell.fg), ink(cell.bg))))?,
            (true, false) => queue!(bytes, SetForegroundColor(ink(cell.fg)))?,
            (false, true) => queue!(bytes, SetBackgroundColor(ink(cell.bg)))?,
            (false, false) => {}
        }
        self.styled |= cell.fg != self.fg || cell.bg != self.bg;
        (self.fg, self.bg) = (cell.fg, cell.bg);
        queue!(bytes, Print(cell.symbol()))?;
        self.cursor = advance(cell).map(|cells| (at.0 + cells, at.1));
        Ok(())
    }

    fn end(&self, bytes: &mut Vec<u8>) {
        if self.styled {
            bytes.extend_from_slice(RESET);
        }
    }
}

/// Returns the cells that a symbol covers.
fn width(cell: &Cell) -> usize {
    if cell.symbol().len() == 1 { 1 } else { cells(cell.symbol()).max(1) }
}

/// Ends all attributes and colours; crossterm makes a text of its own for each attribute, which is an allocation.
const RESET: &[u8] = b"\x1b[0m";

/// How a terminal is told of an attribute (ECMA-48, SGR).
const ATTRIBUTES: [(Modifier, &[u8]); 5] = [
    (Modifier::BOLD, b"\x1b[1m"),
    (Modifier::DIM, b"\x1b[2m"),
    (Modifier::ITALIC, b"\x1b[3m"),
    (Modifier::UNDERLINED, b"\x1b[4m"),
    (Modifier::REVERSED, b"\x1b[7m"),
];

/// Returns how far every terminal moves its cursor for a cell; none where terminals differ.
fn advance(cell: &Cell) -> Option<u16> {
    let mut chars = cell.symbol().chars();
    let (Some(only), None) = (chars.next(), chars.next()) else { return None };
    match only {
        ' '..='~' => Some(1),
        '\u{4E00}'..='\u{9FFF}' | '\u{3001}'..='\u{3002}' | '\u{FF01}'..='\u{FF5E}' => Some(2),
        _ => None,
    }
}

const fn ink(color: Color) -> Ink {
    match color {
        Color::Reset => Ink::Reset,
        Color::Black => Ink::Black,
        Color::Red => Ink::DarkRed,
        Color::Green => Ink::DarkGreen,
        Color::Yellow => Ink::DarkYellow,
        Color::Blue => Ink::DarkBlue,
        Color::Magenta => Ink::DarkMagenta,
        Color::Cyan => Ink::DarkCyan,
        Color::Gray => Ink::Grey,
        Color::DarkGray => Ink::DarkGrey,
        Color::LightRed => Ink::Red,
        Color::LightGreen => Ink::Green,
        Color::LightYellow => Ink::Yellow,
        Color::LightBlue => Ink::Blue,
        Color::LightMagenta => Ink::Magenta,
        Color::LightCyan => Ink::Cyan,
        Color::White => Ink::White,
        Color::Rgb(r, g, b) => Ink::Rgb { r, g, b },
        Color::Indexed(index) => Ink::AnsiValue(index),
    }
}
