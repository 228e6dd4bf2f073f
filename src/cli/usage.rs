//! A wrong command line, in Chinese: what is wrong with which word, and what may be written.

use crate::config::Environment;
use crate::config::locale;
use crate::language::Lang;
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// What may be written after an option, where its name does not say it.
const VALUES: [(&str, &str); 15] = [
    ("--lang", "写 zh 或 en"),
    ("--officer", "写 1 到 16 个字母或数字"),
    ("OFFICER", "写 1 到 16 个字母或数字"),
    ("--clock", "写 0.1 到 1000 的数, 或 source"),
    ("--speed", "写 0.01 到 1000 的数, 或 max"),
    ("--drop", "写 0 到 1 的数"),
    ("--duplicate", "写 0 到 1 的数"),
    ("--reorder", "写 0 到 1024 的整数"),
    ("--delay", "写 0 到 600000 的整数"),
    ("--from", "写日期, 如 2027-01-16"),
    ("--before", "写日期, 如 2027-01-16"),
    ("--anchor", "写条目号和编码, 如 482:4829-1057-3316-0042"),
    ("--to", "写日期, 如 2027-01-16"),
    ("--rows", "写 1 到 10000 的整数"),
    ("[INPUT]", "写 dutydesk rejects 列出的输入号"),
];

/// Returns the language of a command line that could not be read: what was typed, else the environment's.
pub(super) fn language(line: &[OsString], environment: &Environment) -> Lang {
    let words: Vec<_> = line.iter().map(|word| word.to_string_lossy()).collect();
    let after = words.iter().position(|word| word == "--lang").and_then(|at| words.get(at + 1));
    let typed =
        after.map(AsRef::as_ref).or_else(|| words.iter().find_map(|word| word.strip_prefix("--lang=")));
    match typed {
        Some("zh") => Lang::Zh,
        Some("en") => Lang::En,
        Some(_) | None => locale::of_environment(environment),
    }
}

/// Returns what is wrong, in Chinese; none for a help text, and where English is wanted.
pub(super) fn chinese(error: &Error, lang: Lang) -> Option<String> {
    if lang == Lang::En
        || !error.use_stderr()
        || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    {
        return None;
    }
    let context = |kind| error.get(kind).map(written).filter(|said| !said.is_empty());
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 后面缺少值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("{argument} 的值 {value} 不对"),
        ErrorKind::UnknownArgument => format!("没有 {argument} 这个选项"),
        ErrorKind::InvalidSubcommand => {
            format!("没有 {} 这个子命令", context(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::MissingSubcommand => "缺少子命令".to_owned(),
        ErrorKind::ArgumentConflict => {
            match (context(ContextKind::PriorArg), bracketed(&error.to_string())) {
                (Some(prior), _) if !argument.is_empty() => format!("{argument} 与 {prior} 不能同用"),
                (_, Some(said)) => said,
                (_, None) => "这些选项不能同用".to_owned(),
            }
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} 的值的个数不对")
        }
        _ => "用法错误".to_owned(),
    };
    let named = VALUES.iter().find(|(name, _)| argument.contains(name)).map(|(_, hint)| (*hint).to_owned());
    let listed = context(ContextKind::ValidValue).map(|words| format!("可写: {words}"));
    let meant = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(context)
        .map(|word| format!("是否应为 {word}?"));
    let usual = || "dutydesk --help 列出用法".to_owned();
    let hint = meant.or(listed).or(named.filter(|_| !value.is_empty())).unwrap_or_else(usual);
    Some(format!("{what}\n  提示: {hint}"))
}

fn written(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(words) => words.join(", "),
        value => value.to_string(),
    }
}

/// Returns the Chinese that our own refusals carry in brackets.
fn bracketed(said: &str) -> Option<String> {
    let (_, after) = said.split_once('[')?;
    after.split_once(']').map(|(inside, _)| inside.to_owned())
}
