//! What `screen` promises.

mod acts;
mod directed;
mod director;
mod drill;
mod figures;
mod forms;
mod frames;
mod handover;
mod health;
mod hearing;
mod lock;
mod narrow;
mod needs;
pub(crate) mod night;
mod overdue;
mod pages;
mod proof;
mod relay;
mod selection;
mod silence;
mod slip;
mod small;
mod told;
mod warned;
mod watched;
mod words;

use dutydesk::language::Lang;
use dutydesk::operations::reference::Role;
use dutydesk::screen::{Options, Screen};
use dutydesk::terminal::key::{Code, Key};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant as Moment};
use unicode_width::UnicodeWidthStr;

/// Holds a frame against the one that was read in a review and stands under `tests/it/screen/`.
pub(crate) fn as_it_was_read(name: &str, text: &str) {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/screen/{name}.txt"));
    if std::env::var_os("UPDATE_FRAMES").is_some() {
        fs::create_dir_all(kept.parent().unwrap()).unwrap();
        fs::write(&kept, text).unwrap();
    }
    let before = fs::read_to_string(&kept).unwrap_or_default();
    assert_eq!(text, before, "{name}: UPDATE_FRAMES=1 keeps the new frame:\n{text}");
}

/// A screen, its clock and its frame.
pub(crate) struct Seat {
    pub(crate) screen: Screen,
    pub(crate) now: Moment,
    pub(crate) buffer: Buffer,
}

impl Seat {
    pub(crate) fn new(lang: Lang, columns: u16, rows: u16) -> Self {
        Self::of(Options { lang, size: (columns, rows), ..Options::default() })
    }

    pub(crate) fn of(options: Options) -> Self {
        let (columns, rows) = options.size;
        Self {
            screen: Screen::new(options).unwrap(),
            now: Moment::now(),
            buffer: Buffer::empty(Rect::new(0, 0, columns, rows)),
        }
    }

    /// A seat that was told the night and the dossier of its first row.
    pub(crate) fn at_night(lang: Lang, columns: u16, rows: u16) -> Self {
        let mut seat = Self::new(lang, columns, rows);
        let snapshot = night::night();
        let first = snapshot.incidents[0].clone();
        seat.screen.session("王强", Role::Officer, true);
        seat.screen.snapshot(snapshot, seat.now);
        seat.screen.dossier(Some(night::dossier(first)));
        seat
    }

    pub(crate) fn wait(&mut self, millis: u64) {
        self.now += Duration::from_millis(millis);
        self.screen.tick(self.now);
    }

    pub(crate) fn press(&mut self, code: Code) {
        self.wait(500);
        self.screen.key(Key::plain(code), self.now);
    }

    pub(crate) fn keys(&mut self, typed: &str) {
        typed.chars().for_each(|c| self.press(Code::Char(c)));
    }

    /// The frame as text, a line a row.
    pub(crate) fn text(&mut self) -> String {
        self.buffer.reset();
        self.screen.paint(&mut self.buffer);
        let area = self.buffer.area;
        let mut text = String::new();
        for y in 0..area.height {
            let mut x = 0;
            while x < area.width {
                let symbol = self.buffer[(x, y)].symbol();
                text.push_str(symbol);
                x += (symbol.width() as u16).max(1);
            }
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
        }
        text
    }
}
