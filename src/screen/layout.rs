//! Where the panes stand: grid areas from a file, solved into rectangles when the size changes and never else.
//!
//! Invariants:
//! - the panes of a grid are disjoint and cover the terminal;
//! - columns and rows add up to the terminal's, whatever it is.

use crate::operations::listing::Listing;
use ratatui::layout::Rect;
use serde::Deserialize;
use toml::Spanned;

/// The desk's own layout.
pub const DESK: &str = include_str!("../../layouts/desk.toml");

/// The layout of a leader far away, on a small terminal.
pub const REMOTE: &str = include_str!("../../layouts/remote.toml");

/// Panes of a grid at most: every kind, and room for rules.
pub const PANES_MAX: usize = 26;

/// A place of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pane {
    /// The first line or two.
    Status,
    /// A horizontal line.
    Rule,
    /// A second one.
    Rule2,
    /// A third one.
    Rule3,
    /// A fourth one.
    Rule4,
    /// A vertical line.
    Divider,
    /// The list of incidents.
    Incidents,
    /// The selected incident.
    Dossier,
    /// The warnings.
    Warnings,
    /// The teams.
    Teams,
    /// The deadlines.
    Deadlines,
    /// The journal.
    Journal,
    /// Officers, leaders and teams with their people.
    Roster,
    /// The insurers.
    Insurers,
    /// The money.
    Pool,
    /// The devices.
    Devices,
    /// What waits for the officer.
    Waiting,
    /// The selected incident as a leader needs it.
    Leader,
    /// The last entries of the selected incident.
    Log,
    /// The alarm figures, and what gave way under load.
    Figures,
    /// The feeds, and how they fare.
    Health,
    /// The handover sheet.
    Handover,
    /// The script of a drill.
    Director,
    /// The other screens.
    Screens,
    /// Feeds and keys.
    Foot,
    /// The command bar.
    Bar,
}

/// A page of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Page {
    /// Home: the list and the selected incident.
    #[default]
    Incidents,
    /// The selected incident with all the room there is.
    Detail,
    /// The warnings.
    Warnings,
    /// Who is there.
    Roster,
    /// The insurers.
    Insurers,
    /// The money.
    Pool,
    /// The devices.
    Devices,
    /// The deadlines.
    Deadlines,
    /// The journal.
    Journal,
    /// The alarm figures (报警指标).
    Figures,
    /// The feeds (来源).
    Health,
    /// The handover sheet (交接).
    Handover,
    /// The director's page (导调); on the desk of a drill only.
    Director,
}

impl Page {
    /// Every page.
    pub const ALL: [Self; 13] = [
        Self::Incidents,
        Self::Detail,
        Self::Warnings,
        Self::Roster,
        Self::Insurers,
        Self::Pool,
        Self::Devices,
        Self::Deadlines,
        Self::Journal,
        Self::Figures,
        Self::Health,
        Self::Handover,
        Self::Director,
    ];

    /// The pages that have a digit, in the order of their digits; the last one has 0.
    pub const TABS: [Self; 10] = [
        Self::Incidents,
        Self::Warnings,
        Self::Roster,
        Self::Insurers,
        Self::Pool,
        Self::Devices,
        Self::Deadlines,
        Self::Journal,
        Self::Figures,
        Self::Health,
    ];

    /// Returns the list that the page shows; none for a page that shows none.
    pub const fn listing(self) -> Option<Listing> {
        Some(match self {
            Self::Warnings => Listing::Warnings,
            Self::Roster => Listing::Roster,
            Self::Insurers => Listing::Insurers,
            Self::Pool => Listing::Pool,
            Self::Devices => Listing::Devices,
            Self::Deadlines => Listing::Deadlines,
            Self::Health => Listing::Health,
            Self::Handover => Listing::Handover,
            Self::Director => Listing::Drill,
            Self::Incidents | Self::Detail | Self::Journal | Self::Figures => return None,
        })
    }
}

/// A layout file that was checked.
#[derive(Clone, Debug)]
pub struct Layout {
    grids: Vec<Grid>,
}

/// The rectangles of one page at one size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    rects: [Option<Rect>; PANES_MAX],
}

/// What is wrong with a layout file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Error {
    /// The line, from one.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: String,
}

#[derive(Clone, Debug)]
struct Grid {
    page: Page,
    min_cols: u16,
    min_rows: u16,
    cols: Vec<Track>,
    rows: Vec<Track>,
    cells: Vec<Placed>,
}

/// A pane by the tracks that it spans.
#[derive(Clone, Copy, Debug)]
struct Placed {
    pane: Pane,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Track {
    Cells(u16),
    Share(u16),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    grid: Vec<Spanned<GridFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GridFile {
    page: Page,
    min_cols: u16,
    min_rows: u16,
    cols: Vec<Spanned<String>>,
    rows: Vec<Spanned<String>>,
    areas: Vec<Spanned<String>>,
}

impl Areas {
    /// Returns where a pane stands; none when the grid has none, or no room for it.
    pub fn get(&self, pane: Pane) -> Option<Rect> {
        self.rects[pane as usize].filter(|rect| !rect.is_empty())
    }

    /// Returns them so many rows lower.
    #[must_use]
    pub fn lowered(mut self, rows: u16) -> Self {
        for rect in self.rects.iter_mut().flatten() {
            rect.y = rect.y.saturating_add(rows);
        }
        self
    }

    /// Returns every pane that has room.
    pub fn all(&self) -> impl Iterator<Item = Rect> + '_ {
        self.rects.iter().flatten().copied().filter(|rect| !rect.is_empty())
    }
}

impl Layout {
    /// Reads a layout; a page that it has no grid for is the desk's own.
    ///
    /// # Errors
    /// What is wrong first, with its line.
    pub fn parse(source: &str) -> Result<Self, Error> {
        let mut grids = read(source)?;
        let absent: Vec<Page> =
            Page::ALL.into_iter().filter(|page| grids.iter().all(|grid| grid.page != *page)).collect();
        if !absent.is_empty() && source != DESK {
            let own = read(DESK)?.into_iter().filter(|grid| absent.contains(&grid.page));
            grids.extend(own);
        }
        for page in Page::ALL {
            let fits_all =
                grids.iter().any(|grid| grid.page == page && grid.min_cols <= 1 && grid.min_rows <= 1);
            if !fits_all {
                let what =
                    format!("page {page:?} has no grid of min_cols = 1, min_rows = 1 for tiny terminals");
                return Err(Error { line: line_of(source, source.len()), what });
            }
        }
        Ok(Self { grids })
    }

    /// Solves a page for a size.
    ///
    /// Cost: O(panes); called on resize and page change only.
    pub fn solve(&self, page: Page, columns: u16, rows: u16) -> Areas {
        let mut areas = Areas::default();
        let fits = |grid: &&Grid| grid.page == page && grid.min_cols <= columns && grid.min_rows <= rows;
        let Some(grid) = self.grids.iter().find(fits) else { return areas };
        let (x, y) = (edges(&grid.cols, columns), edges(&grid.rows, rows));
        for cell in &grid.cells {
            let (left, top) = (x[cell.left], y[cell.top]);
            areas.rects[cell.pane as usize] =
                Some(Rect::new(left, top, x[cell.right] - left, y[cell.bottom] - top));
        }
        areas
    }
}

fn read(source: &str) -> Result<Vec<Grid>, Error> {
    let file: File = toml::from_str(source).map_err(|error| Error {
        line: line_of(source, error.span().map_or(0, |span| span.start)),
        what: error.message().to_owned(),
    })?;
    let mut grids = Vec::with_capacity(file.grid.len());
    for grid in file.grid {
        let at = line_of(source, grid.span().start);
        grids.push(check(source, at, grid.get_ref())?);
    }
    Ok(grids)
}

/// Returns the edges of the tracks, from zero to `total`.
///
/// Fixed cells are given first come first served; shares divide the rest by cumulative rounding, so that they add up.
fn edges(tracks: &[Track], total: u16) -> Vec<u16> {
    let fixed: u16 =
        tracks.iter().map(|track| if let Track::Cells(cells) = track { *cells } else { 0 }).sum();
    let shares: u32 =
        tracks.iter().map(|track| if let Track::Share(share) = track { u32::from(*share) } else { 0 }).sum();
    let free = u32::from(total.saturating_sub(fixed));
    let mut edges = Vec::with_capacity(tracks.len() + 1);
    let (mut at, mut shared, mut given) = (0_u16, 0_u32, 0_u32);
    edges.push(0);
    for track in tracks {
        let cells = match track {
            Track::Cells(cells) => *cells,
            Track::Share(share) => {
                shared += u32::from(*share);
                let upto = free * shared / shares.max(1);
                let cells = upto - given;
                given = upto;
                cells as u16
            }
        };
        at = at.saturating_add(cells).min(total);
        edges.push(at);
    }
    // Without a share nothing takes the rest: the last track does, so that the grid covers the terminal.
    if let Some(last) = edges.last_mut() {
        *last = total;
    }
    edges
}

fn check(source: &str, line: usize, file: &GridFile) -> Result<Grid, Error> {
    let track = |spanned: &Spanned<String>| {
        let raw = spanned.get_ref();
        let read = match raw.strip_suffix("fr") {
            Some(share) => share.parse().ok().filter(|share| (1..=1_000).contains(share)).map(Track::Share),
            None => raw.parse().ok().filter(|cells| *cells <= 500).map(Track::Cells),
        };
        read.ok_or_else(|| Error {
            line: line_of(source, spanned.span().start),
            what: format!("`{raw}` is neither cells (\"34\") nor a share (\"2fr\")"),
        })
    };
    let cols = file.cols.iter().map(track).collect::<Result<Vec<_>, _>>()?;
    let rows = file.rows.iter().map(track).collect::<Result<Vec<_>, _>>()?;
    if file.areas.len() != rows.len() {
        let what = format!("{} rows but {} lines of areas", rows.len(), file.areas.len());
        return Err(Error { line, what });
    }
    let mut cells: Vec<Placed> = Vec::new();
    for (y, spanned) in file.areas.iter().enumerate() {
        let at = line_of(source, spanned.span().start);
        let words: Vec<&str> = spanned.get_ref().split_whitespace().collect();
        if words.len() != cols.len() {
            let what = format!("{} columns but {} panes in this line", cols.len(), words.len());
            return Err(Error { line: at, what });
        }
        for (x, word) in words.iter().enumerate() {
            let pane = pane(word).ok_or_else(|| Error { line: at, what: format!("`{word}` is no pane") })?;
            grow(&mut cells, pane, x, y);
        }
    }
    let covered: usize = cells.iter().map(|cell| (cell.right - cell.left) * (cell.bottom - cell.top)).sum();
    if covered != cols.len() * rows.len() {
        return Err(Error { line, what: "a pane is no rectangle: its word must fill one".to_owned() });
    }
    if !cells.iter().any(|cell| cell.pane == Pane::Status) {
        return Err(Error {
            line,
            what: "there is no `status` pane: unacknowledged alarms would be hidden".to_owned(),
        });
    }
    Ok(Grid { page: file.page, min_cols: file.min_cols, min_rows: file.min_rows, cols, rows, cells })
}

fn grow(cells: &mut Vec<Placed>, pane: Pane, x: usize, y: usize) {
    match cells.iter_mut().find(|cell| cell.pane == pane) {
        Some(cell) => {
            cell.left = cell.left.min(x);
            cell.right = cell.right.max(x + 1);
            cell.bottom = cell.bottom.max(y + 1);
        }
        None => cells.push(Placed { pane, left: x, right: x + 1, top: y, bottom: y + 1 }),
    }
}

fn pane(word: &str) -> Option<Pane> {
    Some(match word {
        "status" => Pane::Status,
        "rule" => Pane::Rule,
        "rule2" => Pane::Rule2,
        "rule3" => Pane::Rule3,
        "rule4" => Pane::Rule4,
        "divider" => Pane::Divider,
        "incidents" => Pane::Incidents,
        "dossier" => Pane::Dossier,
        "warnings" => Pane::Warnings,
        "teams" => Pane::Teams,
        "deadlines" => Pane::Deadlines,
        "journal" => Pane::Journal,
        "roster" => Pane::Roster,
        "insurers" => Pane::Insurers,
        "pool" => Pane::Pool,
        "devices" => Pane::Devices,
        "waiting" => Pane::Waiting,
        "leader" => Pane::Leader,
        "log" => Pane::Log,
        "figures" => Pane::Figures,
        "health" => Pane::Health,
        "handover" => Pane::Handover,
        "director" => Pane::Director,
        "screens" => Pane::Screens,
        "foot" => Pane::Foot,
        "bar" => Pane::Bar,
        _ => return None,
    })
}

/// Returns the line of a byte, from one.
pub(crate) fn line_of(source: &str, byte: usize) -> usize {
    source.get(..byte).unwrap_or(source).matches('\n').count() + 1
}
