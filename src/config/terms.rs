//! How a feed speaks, as the configuration has it.
//!
//! Decides: which formats there are by which names. Must not know: what a message of a format says.

use crate::config::mistake::Kind;
use crate::config::record::Reader;
use crate::config::{file, mapping};
use crate::operations::feed::{Format, Terms};
use crate::units::Span;
use std::path::Path;

/// The formats that need no file of their own.
pub const FORMATS: [(&str, Format); 11] = [
    ("native", Format::Native),
    ("cap", Format::Cap),
    ("nws", Format::Nws),
    ("weather-cn", Format::WeatherCn),
    ("qweather", Format::QWeather),
    ("caiyun", Format::Caiyun),
    ("fan-studio", Format::FanStudio),
    ("emsc", Format::Emsc),
    ("p2pquake", Format::P2pQuake),
    ("wolfx", Format::Wolfx),
    ("gb26875", Format::Gb26875),
];

/// Reads the terms of a feed: `format` or `mapping`, and what may be concluded from silence.
pub(super) fn read(reader: &mut Reader<'_, '_, Kind>, base: &Path) -> Terms {
    let format = reader.choice("format", &FORMATS);
    let format = mapped(reader, base).or(format).unwrap_or_default();
    let silence = reader.number("silence_max_s", 1..=86_400 * 30).map(Span::seconds);
    Terms {
        tests_untrusted: !reader.switch("tests_trusted").unwrap_or(format == Format::Native),
        ends_by_withdrawal: reader.switch("ends_by_withdrawal").unwrap_or_default(),
        silence_max: silence,
        in_clear: false,
        format,
    }
}

/// Reads the mapping file that a feed names; it takes the place of a format.
fn mapped(reader: &mut Reader<'_, '_, Kind>, base: &Path) -> Option<Format> {
    let path = base.join(reader.plain("mapping")?);
    if reader.has_value("format") {
        reader.wrong("mapping", Kind::FormatAndMapping);
    }
    if let Err(cause) = file::text_of(&path) {
        reader.wrong("mapping", Kind::MappingUnreadable(path.display().to_string(), cause));
        return None;
    }
    let mapping = mapping::read(&path, reader.mistakes())?;
    Some(Format::Mapped(Box::new(mapping)))
}
