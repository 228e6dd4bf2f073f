//! The house rules, read from the sources: which room may import which, how long a file is, what is not written here.
//!
//! Every rule names file and line, and what to do instead.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The rooms from left to right; rooms in one row do not import each other, except as [`NEIGHBOURS`] says.
const ROOMS: [&[&str]; 16] = [
    &["units", "text", "limits"],
    &["correlation"],
    &["operations"],
    &["language"],
    &["config", "registry"],
    &["recording"],
    &["journal"],
    &["feed"],
    &["notify"],
    &["drill"],
    &["document"],
    &["terminal"],
    &["screen"],
    &["ipc"],
    &["engine"],
    &["cli"],
];

/// The exceptions between neighbours: who, whom.
const NEIGHBOURS: [(&str, &str); 4] =
    [("text", "units"), ("text", "limits"), ("limits", "units"), ("registry", "config")];

/// Lines of a file; a longer one is two subjects.
const FILE_LINES_MAX: usize = 500;

/// What each place must not name, and what to do instead.
const FORBIDDEN: [Ban; 14] = [
    Ban::new(
        CORE,
        &["ratatui", "crossterm", "tokio", "rusqlite", "serde_json"],
        "the core does no I/O: move it to a room right of it",
    ),
    Ban::new(
        CORE,
        &["std::fs", "std::net", "std::env", "std::time", "getrandom"],
        "time and files are inputs of the core",
    ),
    Ban::new(
        &["src/correlation/"],
        &[
            "Vec::new",
            "vec!",
            "String",
            "format!",
            "collect::<Vec",
            "collect::<String",
            "collect::<Box",
            "HashMap",
            "Box::new",
            ".to_owned",
            ".to_string",
        ],
        "no allocation after `new` and `attach`: take a table bounded in limits.rs",
    ),
    Ban::new(
        EVERYWHERE,
        &["todo!", "unimplemented!", "dbg!"],
        "write it, or say in ARCHITECTURE.md that it is not there",
    ),
    Ban::new(EVERYWHERE, &["#[ignore"], "a test that is not run proves nothing: scale it by SCALE"),
    Ban::new(EVERYWHERE, &["HashMap", "HashSet"], "their order differs from run to run: BTreeMap, BTreeSet"),
    Ban::new(EVERYWHERE, &["thread::sleep", "std::thread::sleep_ms"], "wait on a condition"),
    Ban::new(
        &["tests/"],
        &["time::sleep"],
        "wait on a condition: support::wait::until, or a bounded receive",
    ),
    Ban::new(
        &["src/"],
        &["println!", "eprintln!", "print!", "eprint!"],
        "return it: src/cli prints, everything else is traced",
    ),
    Ban::new(
        EVERYWHERE,
        &["unsafe {", "unsafe fn", "unsafe impl", "allow(unsafe_code"],
        "find the safe call: rustix has one for most",
    ),
    Ban::new(
        EVERYWHERE,
        &["SystemTime::now", "Utc::now", "Local::now"],
        "time is an input: only engine::clock reads it",
    ),
    Ban::new(&["src/"], &["static mut", "lazy_static!", "thread_local!"], "no globals: hand it down"),
    Ban::new(
        &["src/"],
        &["_ => unreachable!", "unreachable!()"],
        "make the wrong state impossible to write, or say why it cannot be",
    ),
    Ban::new(
        &["src/"],
        &["mod utils", "mod common", "mod helpers", "mod manager", "mod misc"],
        "name the room by what it decides",
    ),
];

/// Where a ban does not hold.
const EXCEPTIONS: [(&str, &str); 11] = [
    // What an idle minute costs is measured by letting one pass.
    ("benches/idle.rs", "thread::sleep"),
    // Alarms come as chance has them: the pause between two is the load that is measured.
    ("benches/latency.rs", "thread::sleep"),
    ("benches/flood.rs", "thread::sleep"),
    // Between two keys a person rests.
    ("benches/recorded.rs", "thread::sleep"),
    // A desk's start is waited for as a person would, by looking again.
    ("benches/support/desk.rs", "thread::sleep"),
    ("tests/support/counting.rs", "unsafe"),
    ("src/cli", "print"),
    ("src/main.rs", "print"),
    ("src/engine/clock.rs", "::now"),
    // This file names what it bans.
    ("tests/tidy.rs", ""),
    // A test that measures allocations names the allocator's own words.
    ("benches/", "HashMap"),
];

/// What may stand at the top of the house.
const TOP: [&str; 17] = [
    ".ci",
    ".git",
    ".gitignore",
    "ARCHITECTURE.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "benches",
    "clippy.toml",
    "fixtures",
    "layouts",
    "rustfmt.toml",
    "src",
    "target",
    "tests",
];

const CORE: &[&str] = &["src/correlation", "src/operations"];
const EVERYWHERE: &[&str] = &["src/", "tests/", "benches/"];

#[test]
fn a_room_imports_only_rooms_to_its_left() {
    let mut faults = Faults::default();
    for file in sources(&["src"]) {
        let Some(room) = room_of(&file.path) else { continue };
        for (at, line) in file.code() {
            for imported in crate_paths(&line) {
                if imported != room && rank(&imported).is_some() && !may_import(&room, &imported) {
                    let advice = format!(
                        "{room} must not know {imported}: see the order of the rooms in tests/tidy.rs"
                    );
                    faults.add(&file.path, at, &advice);
                }
            }
        }
    }
    faults.none();
}

#[test]
fn every_room_of_the_library_has_its_place_in_the_order() {
    let mut faults = Faults::default();
    let lib = sources(&["src"]).into_iter().find(|file| file.path == "src/lib.rs").expect("src/lib.rs");
    for (at, line) in lib.code() {
        let declared = line.trim().strip_prefix("pub mod ").or_else(|| line.trim().strip_prefix("mod "));
        let Some(room) = declared.and_then(|rest| rest.strip_suffix(';')) else { continue };
        if rank(room).is_none() {
            faults.add(
                &lib.path,
                at,
                &format!("{room} is no room: give it a place in ROOMS of tests/tidy.rs"),
            );
        }
    }
    faults.none();
}

#[test]
fn nothing_is_named_where_it_must_not_be() {
    let mut faults = Faults::default();
    for file in sources(&["src", "tests", "benches"]) {
        for (at, line) in file.code() {
            for ban in FORBIDDEN.iter().filter(|ban| ban.holds_in(&file.path)) {
                for word in ban.words.iter().filter(|word| stands_in(&line, word)) {
                    if is_excepted(&file.path, word) || file.allocates_by_right(ban, at) {
                        continue;
                    }
                    faults.add(&file.path, at, &format!("{word}: {}", ban.instead));
                }
            }
        }
    }
    faults.none();
}

#[test]
fn a_file_has_one_subject() {
    let mut faults = Faults::default();
    for file in sources(&["src", "tests", "benches"]) {
        let lines = file.text.lines().count();
        if lines > FILE_LINES_MAX {
            faults.add(
                &file.path,
                lines,
                &format!("{lines} lines; {FILE_LINES_MAX} are the most: split it by subject"),
            );
        }
        if file.path.ends_with("/mod.rs") {
            faults.add(&file.path, 1, "name it after its folder: foo.rs beside foo/");
        }
        if !file.text.starts_with("//!") {
            faults.add(&file.path, 1, "begin with //!: what it decides and what it must not know");
        }
    }
    faults.none();
}

#[test]
fn nothing_is_left_to_do_and_no_machine_is_named() {
    let mut faults = Faults::default();
    let words = [
        ("TODO", "do it, or say in ARCHITECTURE.md that it is not there"),
        ("FIXME", "fix it"),
        ("XXX", "say what is wrong"),
        ("/work/", "a path of one machine: take it from an argument or from CARGO_MANIFEST_DIR"),
        ("/home/", "a path of one machine: take it from the environment"),
        ("/root/", "a path of one machine: take it from the environment"),
        ("crates.io", "no registry is named here: Cargo knows where it is"),
        ("static.rust-lang.org", "no registry is named here"),
        ("deb.debian.org", "no registry is named here: apt knows where it is"),
        ("github.com", "nothing is fetched from there"),
    ];
    for file in files(&["src", "tests", "benches", ".ci", "layouts", "Cargo.toml"]) {
        if file.path == "tests/tidy.rs" {
            continue;
        }
        for (at, line) in file.text.lines().enumerate() {
            for (word, instead) in words.iter().filter(|(word, _)| line.contains(word)) {
                faults.add(&file.path, at + 1, &format!("{word}: {instead}"));
            }
        }
    }
    faults.none();
}

#[test]
fn every_entry_at_the_top_is_one_that_the_house_names() {
    let mut faults = Faults::default();
    for entry in std::fs::read_dir(house()).unwrap() {
        let name = entry.unwrap().file_name().into_string().expect("a name in UTF-8");
        if !TOP.contains(&name.as_str()) {
            faults.add(
                &name,
                1,
                "not in the plan of the house: move it into a room, or name it in TOP of tests/tidy.rs",
            );
        }
    }
    faults.none();
}

#[test]
fn every_test_binary_is_declared() {
    let mut faults = Faults::default();
    let cargo = std::fs::read_to_string(house().join("Cargo.toml")).unwrap();
    for file in sources(&["tests"]) {
        let shared = file.path == "tests/support.rs";
        let binary = file.path.matches('/').count() == 1 && !shared;
        if binary && !cargo.contains(&format!("path = \"{}\"", file.path)) {
            faults.add(&file.path, 1, "a file that is never run: declare it as [[test]] in Cargo.toml");
        }
    }
    let it = std::fs::read_to_string(house().join("tests/it/main.rs")).unwrap();
    for file in sources(&["tests/it"]) {
        let name = Path::new(&file.path).file_stem().unwrap().to_str().unwrap().to_owned();
        let direct = file.path.matches('/').count() == 2;
        if direct && name != "main" && !it.contains(&format!("mod {name};")) {
            faults.add(&file.path, 1, "a file that is never run: name it in tests/it/main.rs");
        }
    }
    faults.none();
}

#[test]
fn the_rules_find_what_they_look_for() {
    assert_eq!(crate_paths("use crate::{journal::Entry, units};"), ["journal", "units"]);
    assert_eq!(crate_paths("    let a = crate::text::clip(crate::limits::X);"), ["text", "limits"]);
    assert!(may_import("ipc", "operations") && !may_import("operations", "ipc"));
    assert!(may_import("registry", "config") && !may_import("config", "registry"));
    assert!(may_import("engine", "journal") && may_import("screen", "terminal"));
    for (room, other) in [("journal", "feed"), ("feed", "drill"), ("units", "text"), ("engine", "cli")] {
        assert!(!may_import(room, other), "{room} {other}");
    }
    assert!(stands_in("let x: String = y;", "String") && !stands_in("ArrayString<8>", "String"));
    assert!(stands_in("print!(\"\")", "print!") && !stands_in("println!(\"\")", "print!"));
    assert_eq!(code_of("a(\"// no\"); // tokio"), "a(\"\"); ");
    assert_eq!(code_of("'\"' + \"a\\\"b\" + c"), "'' + \"\" + c");
    assert_eq!(code_of("fn of<'a>(x: &'a str)"), "fn of<'a>(x: &'a str)");
}

/// A word that must not be named in some places.
struct Ban {
    places: &'static [&'static str],
    words: &'static [&'static str],
    instead: &'static str,
}

impl Ban {
    const fn new(
        places: &'static [&'static str],
        words: &'static [&'static str],
        instead: &'static str,
    ) -> Self {
        Self { places, words, instead }
    }

    fn holds_in(&self, path: &str) -> bool {
        self.places.iter().any(|place| path.starts_with(place))
    }
}

/// A file of the house.
struct Source {
    /// From the top, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// Returns its lines without comments and without what stands in quotes, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, String)> {
        self.text.lines().enumerate().map(|(at, line)| (at + 1, code_of(line)))
    }

    /// Returns whether a line may allocate although its room may not: where tables are made (`new`, `attach`, `rows`) and in
    /// the room's unit tests.
    fn allocates_by_right(&self, ban: &Ban, line: usize) -> bool {
        if ban.places != ["src/correlation/"] {
            return false;
        }
        let mut function = "";
        for text in self.text.lines().take(line) {
            if text.trim() == "#[cfg(test)]" {
                return true;
            }
            if let Some((_, rest)) = text.split_once("fn ") {
                function = rest.split(['(', '<']).next().unwrap_or("");
            }
        }
        matches!(function, "new" | "attach" | "rows")
    }
}

/// What was found.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn add(&mut self, path: &str, line: usize, advice: &str) {
        self.0.push(format!("{path}:{line}: {advice}"));
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{} against the house rules:\n{}", self.0.len(), self.0.join("\n"));
    }
}

fn rank(room: &str) -> Option<usize> {
    ROOMS.iter().position(|row| row.contains(&room))
}

fn may_import(room: &str, other: &str) -> bool {
    if NEIGHBOURS.contains(&(room, other)) {
        return true;
    }
    match (rank(room), rank(other)) {
        (Some(room), Some(other)) => other < room,
        (Some(_) | None, Some(_) | None) => false,
    }
}

/// Returns the first parts of the paths that begin with `crate::`.
fn crate_paths(line: &str) -> Vec<String> {
    let name =
        |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group.split(',').map(name)),
            None => found.push(name(rest)),
        }
    }
    found
}

/// Returns whether a word stands in a line by itself.
fn stands_in(line: &str, word: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back().is_some_and(is_name) && word.starts_with(is_name);
        let after = line[at + word.len()..].chars().next().is_some_and(is_name) && word.ends_with(is_name);
        !before && !after
    })
}

fn is_excepted(path: &str, word: &str) -> bool {
    EXCEPTIONS.iter().any(|(place, part)| path.starts_with(place) && word.contains(part))
}

/// Takes comments and quoted text out of a line.
fn code_of(line: &str) -> String {
    let mut code = String::new();
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'/') => break,
            '"' => {
                code.push_str("\"\"");
                while let Some(quoted) = rest.next() {
                    match quoted {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '\'' if is_quoted_char(&rest.clone().take(3).collect::<Vec<_>>()) => {
                code.push_str("''");
                if rest.next() == Some('\\') {
                    rest.next();
                }
                rest.next();
            }
            _ => code.push(c),
        }
    }
    code
}

/// Tells `'x'` and `'\n'` from a lifetime.
fn is_quoted_char(after: &[char]) -> bool {
    matches!(after, ['\\', _, '\'']) || matches!(after, [first, '\'', ..] if *first != '\\')
}

fn room_of(path: &str) -> Option<String> {
    let inside = path.strip_prefix("src/")?;
    let room = inside.split(['/', '.']).next()?;
    (room != "lib" && room != "main").then(|| room.to_owned())
}

fn sources(under: &[&str]) -> Vec<Source> {
    files(under)
        .into_iter()
        .filter(|file| Path::new(&file.path).extension().is_some_and(|end| end == "rs"))
        .collect()
}

/// Reads every text file under some places, in the order of their paths.
fn files(under: &[&str]) -> Vec<Source> {
    let (house, mut found) = (house(), BTreeMap::new());
    let mut places: Vec<PathBuf> = under.iter().map(|place| house.join(place)).collect();
    while let Some(place) = places.pop() {
        if place.is_dir() {
            places.extend(std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = std::fs::read_to_string(&place) {
            let path = place.strip_prefix(&house).unwrap().to_str().unwrap().to_owned();
            found.insert(path, text);
        }
    }
    assert!(!found.is_empty() || under == ["benches"], "nothing to read in {}", house.display());
    found.into_iter().map(|(path, text)| Source { path, text }).collect()
}

fn house() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
}
