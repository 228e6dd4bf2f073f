//! A drawing: lines, boxes and words, as SVG inside an HTML file.
//!
//! What a thing looks like stands in the page's style sheet, by class; here stands where it is. Every class differs by shape or
//! stroke as well as by colour: the report is read on paper, in black and white.

use crate::text::{cells, clip};
use std::fmt::Write;

/// Units of a drawing's width; on A4 one is about a sixth of a millimetre.
pub(super) const WIDTH: i32 = 1_000;
/// Units of a column of text: half of a Chinese character.
const CELL: i32 = 8;
/// Units between two strokes of a hatched box.
const HATCH: i32 = 9;

/// A drawing that is being made.
#[derive(Debug, Default)]
pub(super) struct Svg(String);

/// Where a text stands against its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
}

impl Svg {
    /// Draws a line.
    pub(super) fn line(&mut self, class: &str, from: (i32, i32), to: (i32, i32)) {
        let _ = write!(
            self.0,
            r#"<line class="{class}" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
            from.0, from.1, to.0, to.1
        );
    }

    /// Draws a box; one without a width is drawn as narrow as can be seen.
    pub(super) fn rect(&mut self, class: &str, (x, y): (i32, i32), (width, height): (i32, i32)) {
        let width = width.max(2);
        let _ =
            write!(self.0, r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"/>"#);
    }

    /// Draws a box with strokes across it: what was not done.
    pub(super) fn hatched(&mut self, at: (i32, i32), size: (i32, i32)) {
        self.rect("open", at, size);
        let (x, y) = at;
        let (width, height) = size;
        let mut start = x - height + HATCH;
        while start < x + width {
            // A stroke rises to the right at 45 degrees, cut at both sides of the box.
            let left = start.max(x);
            let right = (start + height).min(x + width);
            if right > left {
                self.line(
                    "stroke",
                    (left, y + height - (left - start)),
                    (right, y + height - (right - start)),
                );
            }
            start += HATCH;
        }
    }

    /// Draws a disc, filled or open by its class.
    pub(super) fn disc(&mut self, class: &str, (x, y): (i32, i32)) {
        let _ = write!(self.0, r#"<circle class="{class}" cx="{x}" cy="{y}" r="6"/>"#);
    }

    /// Draws a cross.
    pub(super) fn cross(&mut self, (x, y): (i32, i32)) {
        self.line("cross", (x - 5, y - 5), (x + 5, y + 5));
        self.line("cross", (x - 5, y + 5), (x + 5, y - 5));
    }

    /// Draws a head of an arrow to the right: it goes on there.
    pub(super) fn onward(&mut self, (x, y): (i32, i32)) {
        let _ = write!(self.0, r#"<path class="onward" d="M{x} {} l9 6 l-9 6 z"/>"#, y - 6);
    }

    /// Writes a text that is no wider than so many units; what is cut ends with an ellipsis.
    pub(super) fn text(&mut self, class: &str, anchor: Anchor, (x, y): (i32, i32), width: i32, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
        };
        let room = usize::try_from(width / CELL).unwrap_or_default();
        let _ = write!(self.0, r#"<text class="{class}" x="{x}" y="{y}" text-anchor="{anchor}">"#);
        if cells(text) > room {
            escape(clip(text, room.saturating_sub(2)).0.trim_end(), &mut self.0);
            self.0.push_str("...");
        } else {
            escape(text, &mut self.0);
        }
        self.0.push_str("</text>");
    }

    /// Ends the drawing; `label` says to whoever cannot see it what it shows.
    pub(super) fn finish(self, height: i32, label: &str) -> String {
        let mut out = format!(r#"<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label=""#);
        escape(label, &mut out);
        out.push_str("\">");
        out.push_str(&self.0);
        out.push_str("</svg>");
        out
    }
}

/// Writes a text so that nothing in it is markup, in an element or in a quoted attribute.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // What no XML may hold, and what no reader sees.
            c if c.is_control() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Anchor, Svg, escape};

    #[test]
    fn nothing_typed_is_markup() {
        let mut out = String::new();
        escape("<script>\"a\" & 'b'</script>\u{0}\u{1b}[0m", &mut out);
        assert_eq!(out, "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;  [0m");
    }

    #[test]
    fn a_text_stays_in_its_room() {
        let mut svg = Svg::default();
        svg.text("t", Anchor::Start, (0, 0), 80, "一二三四五");
        svg.text("t", Anchor::Start, (0, 0), 80, "一二三四五六");
        assert_eq!(
            svg.0,
            "<text class=\"t\" x=\"0\" y=\"0\" text-anchor=\"start\">一二三四五</text>\
             <text class=\"t\" x=\"0\" y=\"0\" text-anchor=\"start\">一二三四...</text>"
        );
    }
}
