//! What a report is made of before it is Markdown or HTML: headings, facts, lists, tables, figures.
//!
//! Texts stand here as they are; whoever writes them makes them harmless in its own format.

/// A document.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// Its title.
    pub(super) title: String,
    /// What it is about.
    pub(super) subtitle: String,
    /// That it is about a drill: three times the word.
    pub(super) band: String,
    /// What that means, in a sentence.
    pub(super) warning: String,
    pub(super) blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug)]
pub(super) enum Block {
    /// A heading; they are numbered as they come.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// What was won of what there was, with the words for it, and a line on how that came.
    Score { points: u32, points_max: u32, label: String, words: String },
    /// Items; of none a word says so.
    List(Vec<String>),
    /// Rows.
    Table(Table),
    /// A drawing, with what it shows; only where it can be drawn.
    Figure { caption: String, drawing: String },
    /// Lines to sign on.
    Signatures(Vec<String>),
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// The headings, and what each column holds.
    pub(super) head: Vec<(String, Column)>,
    /// The rows, each as wide as the headings.
    pub(super) rows: Vec<Row>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Words, on as many lines as they take.
    Words,
    /// A code, a time, an entry: on one line.
    Short,
    /// Figures, on one line, under each other.
    Figures,
    /// How something is judged, on one line: it is what is to be noticed of a row.
    Judged,
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    /// Whether it is to be noticed.
    pub(super) stands_out: bool,
}

impl Table {
    /// Makes one; a heading tells by its first sign what is under it: `#` figures, `=` something short, `!` a judgement.
    pub(super) fn new<'a>(head: impl IntoIterator<Item = &'a str>) -> Self {
        let column = |name: &str| {
            let kinds = [('#', Column::Figures), ('=', Column::Short), ('!', Column::Judged)];
            let kind = kinds.iter().find(|(sign, _)| name.starts_with(*sign));
            (
                name.trim_start_matches(['#', '=', '!']).to_owned(),
                kind.map_or(Column::Words, |(_, kind)| *kind),
            )
        };
        Self { head: head.into_iter().map(column).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub(super) fn row<const N: usize>(&mut self, cells: [String; N], stands_out: bool) {
        self.rows.push(Row { cells: cells.into(), stands_out });
    }
}

impl Page {
    pub(super) fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(text.into()));
    }

    pub(super) fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    pub(super) fn list(&mut self, items: Vec<String>) {
        self.blocks.push(Block::List(items));
    }

    pub(super) fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table(table));
    }

    /// Adds a drawing; one that shows nothing is left out.
    pub(super) fn figure(&mut self, caption: impl Into<String>, drawing: Option<String>) {
        if let Some(drawing) = drawing {
            self.blocks.push(Block::Figure { caption: caption.into(), drawing });
        }
    }
}
