//! `dutydesk check`: every mistake of configuration, registry and the scenarios that are named, with file, line and hint.

use crate::cli::drill;
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::serve::load_registry;
use crate::config::arguments::Common;
use crate::config::resolve::{self, Wrong};
use crate::config::{Config, Environment, Exit, Failure, Feed, Lang, MEMORY_BYTES_USUAL, RegistryPlace};
use crate::operations::feed::Format;
use crate::registry::memory::Cost;
use crate::registry::{Registry, Source, sample, source::Encoding};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Checks, and prints.
pub(super) fn print(place: &Place, scenarios: &[PathBuf], output: &mut Output) -> Exit {
    let mut found = Vec::new();
    let exit = run(&place.common, &place.environment, &mut found).unwrap_or(Exit::Refused);
    output.data(String::from_utf8_lossy(&found).trim_end());
    // Beside a registry that is wrong itself nobody can say what a scenario names wrongly.
    if exit != Exit::Done || scenarios.is_empty() {
        return exit;
    }
    let Ok(config) = place.config(output) else { return Exit::Refused };
    let Ok(registry) = load_registry(place, &config, output) else { return Exit::Refused };
    let mut are_whole = true;
    for of in scenarios {
        are_whole &= drill::check::print(of, place, (&config.feeds, &registry), output);
    }
    if are_whole { Exit::Done } else { Exit::Refused }
}

/// Checks what the desk would be started with.
///
/// The mistakes are what was asked for: they go to `out`, as does a line a file when there are none.
///
/// # Errors
/// Returns the error of `out` only.
pub fn run(common: &Common, environment: &Environment, out: &mut impl Write) -> io::Result<Exit> {
    match resolve::resolve(common, environment) {
        Ok(config) => check_config(&config, out),
        Err(Failure::Wrong(wrong)) => {
            let lang = common.lang.or(wrong.settings.lang);
            let lang = lang.unwrap_or_else(|| resolve::language(common, environment));
            check_wrong(&wrong, lang, out)
        }
        Err(failure @ (Failure::NoPlace | Failure::LiveWithoutConfiguration { .. })) => {
            let lang = resolve::language(common, environment);
            writeln!(out, "{}", failure.words().into_lang(lang))?;
            Ok(Exit::Refused)
        }
    }
}

fn check_config(config: &Config, out: &mut impl Write) -> io::Result<Exit> {
    let with = (config.lang, config.memory_bytes_max);
    for feed in &config.feeds {
        if let Format::Mapped(mapping) = &feed.terms.format {
            let (code, name, rules) = (feed.code, mapping.name, mapping.rules.len());
            match config.lang {
                Lang::Zh => writeln!(out, "数据源 {code}: 映射 {name}, {rules} 条规则, 无误")?,
                Lang::En => writeln!(out, "feed {code}: mapping {name}, {rules} rules, no mistakes")?,
            }
        }
    }
    let sounds = check_sound(config, out)?;
    let registry = match &config.registry {
        RegistryPlace::Directory(directory) => {
            check_registry(&Source::Directory(directory), &config.feeds, with, out)
        }
        RegistryPlace::Sample => check_registry(&sample::source(), &config.feeds, with, out),
    }?;
    Ok(if sounds == Exit::Done { registry } else { sounds })
}

/// Looks for the program that sounds. A desk without it starts all the same: a mute one is better than none.
fn check_sound(config: &Config, out: &mut impl Write) -> io::Result<Exit> {
    let Some(program) = config.notice.sound_command.first().filter(|program| !is_program(program)) else {
        return Ok(Exit::Done);
    };
    match config.lang {
        Lang::Zh => {
            writeln!(out, "sound_command: 没有可执行的程序 `{program}`, 报警时不会响")?;
            writeln!(out, "  提示: 写成 [\"程序\", \"参数\"], 程序写全路径或在 PATH 中")?;
        }
        Lang::En => {
            writeln!(out, "sound_command: there is no program `{program}`: nothing will sound")?;
            writeln!(
                out,
                "  hint: write [\"program\", \"argument\"], the program by its whole path or in PATH"
            )?;
        }
    }
    Ok(Exit::Refused)
}

fn is_program(name: &str) -> bool {
    let runs =
        |path: &Path| path.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0);
    if name.contains('/') {
        return runs(Path::new(name));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|directory| runs(&directory.join(name)))
}

/// A wrong configuration does not hide what is wrong in the registry that it names.
fn check_wrong(wrong: &Wrong, lang: Lang, out: &mut impl Write) -> io::Result<Exit> {
    for mistake in &wrong.mistakes {
        writeln!(out, "{}", mistake.written(lang))?;
    }
    if let Some(directory) = wrong.settings.registry.as_deref().filter(|directory| directory.is_dir()) {
        let most = wrong.settings.memory_bytes_max.unwrap_or(MEMORY_BYTES_USUAL);
        check_registry(&Source::Directory(directory), &wrong.settings.feeds, (lang, most), out)?;
    }
    Ok(Exit::Refused)
}

fn check_registry(
    source: &Source<'_>,
    feeds: &[Feed],
    (lang, memory_bytes_max): (Lang, u64),
    out: &mut impl Write,
) -> io::Result<Exit> {
    let registry = match Registry::load(source, feeds) {
        Ok(registry) => registry,
        Err(mistakes) => {
            for mistake in mistakes {
                writeln!(out, "{}", mistake.written(lang))?;
            }
            return Ok(Exit::Refused);
        }
    };
    for file in &registry.files {
        let encoding = match file.encoding {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB18030",
        };
        let (name, rows) = (file.name, file.rows);
        match lang {
            Lang::Zh => writeln!(out, "{name}: {rows} 条, {encoding}, 无误")?,
            Lang::En => writeln!(out, "{name}: {rows} entries, {encoding}, no mistakes")?,
        }
    }
    let pack = &registry.operations.pack;
    if !registry.files.iter().any(|file| file.name == "pack.toml") {
        let (phone, written) =
            (pack.first_phone.whole_seconds() / 60, pack.first_written.whole_seconds() / 60);
        let name = pack.name;
        match lang {
            Lang::Zh => {
                writeln!(out, "pack.toml: 没有, 用{name}: 首报 电话 {phone} 分钟 书面 {written} 分钟")?;
            }
            Lang::En => {
                write!(out, "pack.toml: none, the usual clocks are used: ")?;
                writeln!(out, "first report by telephone {phone} min, in writing {written} min")?;
            }
        }
    }
    let cost = Cost::of(&registry.correlation);
    writeln!(out, "{}", cost.words(memory_bytes_max).into_lang(lang))?;
    match cost.refusal(memory_bytes_max) {
        Some(words) => {
            writeln!(out, "{}", words.into_lang(lang))?;
            Ok(Exit::Refused)
        }
        None => Ok(Exit::Done),
    }
}
