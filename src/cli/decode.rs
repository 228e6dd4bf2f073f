//! `dutydesk decode`: files become JSON lines, an object an event.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::config::Exit;
use crate::feed::decode::{Context, native, report_line};
use crate::units::{FeedId, Instant};
use std::fs;
use std::path::PathBuf;

/// Decodes files; the exit code says whether every frame was understood.
pub(super) fn run(place: &Place, format: &str, files: &[PathBuf], output: &mut Output) -> Exit {
    if format != "native" {
        output
            .message(place.say("未知格式; 本版本可用: native", "unknown format; this version knows: native"));
        return Exit::Usage;
    }
    let context = Context { feed: FeedId(0), received: Instant::UNSTATED, test_trusted: true };
    let mut exit = Exit::Done;
    for file in files {
        let bytes = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) => {
                output.message(format_args!("{}: {}", file.display(), say::error(place, &error)));
                exit = Exit::Refused;
                continue;
            }
        };
        for frame in bytes.split(|byte| *byte == b'\n').filter(|frame| !frame.trim_ascii().is_empty()) {
            let decoded = native::decode(frame, &context);
            if decoded.is_err() {
                exit = Exit::Refused;
            }
            output.data(report_line(&file.to_string_lossy(), &decoded));
            if output.is_closed() {
                return exit;
            }
        }
    }
    exit
}
