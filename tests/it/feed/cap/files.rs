//! The samples beside the lines that they give, the real files, and every file that somebody could make of them.

use super::told;
use dutydesk::feed::decode::{Decoded, Reject, report_line};
use dutydesk::operations::feed::Format;
use dutydesk::operations::warning::MessageKind;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn fixtures(format: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/feeds").join(format)
}

fn samples(format: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(fixtures(format)).unwrap().map(|it| it.unwrap().path()).collect();
    files.retain(|it| it.extension().is_some_and(|it| it != "jsonl"));
    files.sort();
    files
}

/// Every sample gives the lines beside it; `GOLDEN=write` writes them anew, to be read before a commit.
#[test]
fn samples_decode_to_their_lines() {
    for (folder, format, count) in [("cap", Format::Cap, 9), ("nws", Format::Nws, 2)] {
        let samples = samples(folder);
        assert_eq!(samples.len(), count);
        for sample in samples {
            let name = sample.file_name().unwrap().to_string_lossy().into_owned();
            let mut lines = String::new();
            for one in told(&format, &fs::read(&sample).unwrap()) {
                lines += &report_line(&name, &one).to_string();
                lines.push('\n');
            }
            let beside = sample.with_extension("events.jsonl");
            if std::env::var_os("GOLDEN").is_some() {
                fs::write(&beside, &lines).unwrap();
            }
            assert_eq!(lines, fs::read_to_string(&beside).unwrap(), "{name}");
        }
    }
}

/// Files that are no alert, each with the reason for which it is refused.
const EXCEPTIONS: [(&str, &str); 2] = [
    // A document type with external entities.
    ("testdata_xee.cap", "document-type"),
    // The six elements that must stand and nothing else: it warns of nothing and nobody.
    ("testdata_no_optional_fields.cap", "nothing-said"),
];

#[test]
fn real_files_are_read_or_refused_by_name() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.is_dir() {
        eprintln!("real CAP and NWS files: not here ({}), nothing was checked", data.display());
        return;
    }
    let (mut read, mut refused) = (0, 0);
    let mut check = |folder: &str, format: &Format, begins: &str| {
        for file in fs::read_dir(data.join(folder)).unwrap().map(|it| it.unwrap().path()) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if !name.starts_with(begins) {
                continue;
            }
            let told = told(format, &fs::read(&file).unwrap());
            assert!(!told.is_empty(), "{name}");
            let page = (folder == "cap/impostors").then_some("html");
            let wanted = EXCEPTIONS.iter().find(|it| it.0 == name).map(|it| it.1).or(page);
            for one in &told {
                let code = one.as_ref().err().map(Reject::code);
                assert_eq!(code, wanted, "{name}");
                if let Ok(Decoded::Warning { message, .. }) = one {
                    let tells = !message.adcodes.is_empty() || !message.shapes.is_empty();
                    assert!(tells || message.kind == MessageKind::Cancel, "{name}");
                    assert!(!message.native_id.is_empty());
                }
            }
            *if wanted.is_some() { &mut refused } else { &mut read } += 1;
        }
    };
    for folder in ["google", "oasis-examples", "taiwan", "impostors"] {
        check(&format!("cap/{folder}"), &Format::Cap, "");
    }
    check("cn-weather", &Format::Cap, "cma-cap");
    check("nws", &Format::Nws, "");
    eprintln!("real CAP and NWS files: {read} read, {refused} refused by name");
    assert!(read > 50, "{read}");
}

/// Numbers without chance, so that a failure is found again.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// Samples with bytes changed, cut, doubled and put in: no panic, names for all that is refused, clean text for all that is not.
#[test]
fn no_bytes_make_it_panic() {
    const PIECES: [&str; 12] = [
        "<info>",
        "</info>",
        "<area/>",
        "&",
        "<![CDATA[",
        "<!--",
        "]]>",
        "<?x",
        "\u{202e}",
        "1e999",
        "{\"features\":[",
        "\0",
    ];
    let full = std::env::var("SCALE").is_ok_and(|scale| scale == "full");
    let rounds = if full { 1_000_000 } else { 20_000 };
    let seeds: Vec<(Format, Vec<u8>)> = [("cap", Format::Cap), ("nws", Format::Nws)]
        .into_iter()
        .flat_map(|(folder, format)| {
            samples(folder).into_iter().map(move |it| (format.clone(), fs::read(it).unwrap()))
        })
        .collect();
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for round in 0..rounds {
        let (format, seed) = &seeds[round % seeds.len()];
        let mut bytes = seed.clone();
        for _ in 0..=numbers.below(6) {
            let at = numbers.below(bytes.len());
            let end = (at + numbers.below(40)).min(bytes.len());
            match numbers.below(5) {
                0 => bytes.insert(at, numbers.below(256) as u8),
                1 => drop(bytes.drain(at..end)),
                2 => bytes.truncate(at.max(1)),
                3 => {
                    let twice = bytes[at..end].to_vec();
                    bytes.splice(at..at, twice);
                }
                _ => {
                    let piece = PIECES[numbers.below(PIECES.len())];
                    bytes.splice(at..end, piece.bytes());
                }
            }
        }
        for one in told(format, &bytes) {
            let line = report_line("f", &one).to_string();
            assert!(!line.chars().any(char::is_control), "{round}: {line}");
            match one {
                Ok(Decoded::Warning { message, .. }) => {
                    assert!(!message.native_id.is_empty());
                    let tells = !message.adcodes.is_empty() || !message.shapes.is_empty();
                    assert!(tells || message.kind == MessageKind::Cancel, "{round}: {line}");
                }
                Ok(_) => {}
                Err(reject) => assert!(
                    matches!(
                        reject,
                        Reject::Cap(_)
                            | Reject::NotJson
                            | Reject::NotUtf8
                            | Reject::TooDeep
                            | Reject::NumberOutOfRange
                    ),
                    "{round}: {reject}"
                ),
            }
        }
    }
}
