//! What may be wrong with the form of a file or of a value in it.

use crate::config::mistake::{Explain, Words, both};
use crate::language::system;

/// A mistake of form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// The file breaks the rules of TOML or CSV, in the parser's words.
    Syntax(String),
    /// A field that is not known, and the known one that it is most like.
    Unknown(String, Option<String>),
    /// A field that must be there.
    Missing(&'static str),
    /// A value of another form: the field, the value, the form that is wanted.
    Form(&'static str, String, Form),
    /// A text that does not fit: the field, its bytes, the most.
    TooLong(&'static str, usize, usize),
    /// A text with characters that cannot be shown.
    Unprintable(&'static str),
}

/// The form that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A text.
    Text,
    /// A whole number in a range.
    Whole(i64, i64),
    /// Yes or no.
    Switch,
    /// A day.
    Day,
    /// An amount of money.
    Money,
    /// An angle, at most so many degrees either way.
    Degrees(i32),
    /// One of these words.
    OneOf(Vec<&'static str>),
    /// A list of texts.
    List,
    /// A table.
    Table,
    /// A list of tables.
    Tables,
}

impl Explain for Flaw {
    fn what(&self) -> Words {
        match self {
            Self::Syntax(message) => {
                let zh = system::syntax(message);
                both!("格式错误: {zh}", "not well-formed: {message}")
            }
            Self::Unknown(name, _) => both!("未知字段 `{name}`", "unknown field `{name}`"),
            Self::Missing(name) => both!("缺少 {name}", "{name} is missing"),
            Self::Form(name, found, _) => both!("{name} 的值 `{found}` 不对", "{name} cannot be `{found}`"),
            Self::TooLong(name, bytes, most) => {
                both!("{name} 长 {bytes} 字节, 最多 {most}", "{name} has {bytes} bytes, at most {most} fit")
            }
            Self::Unprintable(name) => {
                both!("{name} 含有不可显示的字符", "{name} holds a character that cannot be shown")
            }
        }
    }

    fn hint(&self) -> Words {
        match self {
            Self::Syntax(_) => {
                both!("检查此行的引号, 括号和等号", "look at quotes, brackets and equals signs of this line")
            }
            Self::Unknown(_, Some(meant)) => both!("是否应为 `{meant}`?", "did you mean `{meant}`?"),
            Self::Unknown(_, None) => {
                both!("删去它, 或用 # 注释掉", "remove it, or make it a comment with #")
            }
            Self::Missing(name) => both!("补上 {name}", "add {name}"),
            Self::Form(_, _, form) => form.hint(),
            Self::TooLong(..) => {
                both!("写短些; 一个汉字 3 字节", "make it shorter; a Chinese character takes 3 bytes")
            }
            Self::Unprintable(_) => {
                both!("重新键入这一处, 不要粘贴", "type the value again instead of pasting it")
            }
        }
    }
}

impl Form {
    fn hint(&self) -> Words {
        match self {
            Self::Text => both!("写一段文字", "write a text"),
            Self::Whole(least, most) => {
                both!("写 {least} 到 {most} 的整数", "write a whole number from {least} to {most}")
            }
            Self::Switch => both!("写 true 或 false (是 或 否)", "write true or false"),
            Self::Day => both!("写成 2027-03-01", "write it as 2027-03-01"),
            Self::Money => {
                both!("以元为单位, 如 1,284,000.00", "write yuan, as 1,284,000.00")
            }
            Self::Degrees(most) => {
                both!(
                    "写 -{most} 到 {most} 的度数, 最多 6 位小数",
                    "write degrees from -{most} to {most}, at most 6 decimals"
                )
            }
            Self::OneOf(words) => {
                let words = words.join(", ");
                both!("可写: {words}", "write one of: {words}")
            }
            Self::List => both!("写成 [\"甲\", \"乙\"]", "write it as [\"one\", \"other\"]"),
            Self::Table => both!("写成一节 [名称]", "write it as a section [name]"),
            Self::Tables => both!("写成若干节 [[名称]]", "write it as sections [[name]]"),
        }
    }
}

/// Returns the known word that a mistyped one is most like: at most two letters off, and less than half of it.
///
/// Cost: O(words x letters^2), for the first 4,096 words.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = typed.to_lowercase().chars().collect();
    known
        .into_iter()
        .take(4_096)
        .map(|word| (distance(&typed, &word.to_lowercase().chars().collect::<Vec<_>>()), word))
        .filter(|(off, word)| *off <= 2 && off * 2 < word.chars().count())
        .min()
        .map(|(_, word)| word)
}

/// The edit distance of two words; three stands for anything more than two.
fn distance(one: &[char], other: &[char]) -> usize {
    if one.len().abs_diff(other.len()) > 2 {
        return 3;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (to, opposite) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != opposite);
            diagonal = row[to + 1];
            row[to + 1] = replaced.min(diagonal + 1).min(row[to] + 1);
        }
    }
    row[other.len()].min(3)
}
