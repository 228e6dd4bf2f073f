//! Which language a terminal speaks, by its locale.

use crate::config::environment::Environment;

/// A language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 中文.
    #[default]
    Zh,
    /// English.
    En,
}

/// Returns the language of an environment: the first of `LC_ALL`, `LC_MESSAGES`, `LANG` that says anything.
///
/// A locale that names no language (`C`, `POSIX`, none at all) is English, as is one that the desk does not speak. A
/// Linux console has no font for Chinese: there it is English too.
pub fn of_environment(environment: &Environment) -> Lang {
    if environment.term.as_deref() == Some("linux") {
        return Lang::En;
    }
    let said = [&environment.lc_all, &environment.lc_messages, &environment.lang]
        .into_iter()
        .filter_map(Option::as_deref)
        .find(|locale| !locale.is_empty());
    match said {
        Some(locale) if is_chinese(locale) => Lang::Zh,
        Some(_) | None => Lang::En,
    }
}

fn is_chinese(locale: &str) -> bool {
    let language = locale.split(['_', '.', '@', '-']).next().unwrap_or_default();
    language.eq_ignore_ascii_case("zh")
}
