//! What is wrong in a file, where, and what to do: a sentence in both languages.
//!
//! Decides: how a mistake is written, and the mistakes of the configuration file.
//! Must not know: who prints it.

use crate::config::Lang;
use crate::config::mapping;
use crate::config::record::Flaw;
use crate::config::server;
use crate::language::system;
use std::fmt;

/// One mistake in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake<K> {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1; zero: the file as a whole.
    pub line: u32,
    /// What is wrong.
    pub kind: K,
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// 中文.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Something wrong that can say so.
pub trait Explain {
    /// What is wrong, naming the datum.
    fn what(&self) -> Words;
    /// What to do.
    fn hint(&self) -> Words;
}

/// Writes one sentence in both languages: Chinese first.
macro_rules! both {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::config::mistake::Words { zh: format!($zh), en: format!($en) }
    };
}
pub(crate) use both;

impl From<(&str, &str)> for Words {
    /// Takes the Chinese first.
    fn from((zh, en): (&str, &str)) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }
}

impl Words {
    /// Returns the sentence as it is written beside others that never vary: Chinese first.
    pub fn pair(&self) -> (&str, &str) {
        (&self.zh, &self.en)
    }

    /// Returns the sentence in one language.
    pub fn into_lang(self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

impl<K: Explain> Mistake<K> {
    /// Writes the mistake as `check` prints it: two lines, the second the hint.
    pub fn written(&self, lang: Lang) -> String {
        let (what, hint) = (self.kind.what().into_lang(lang), self.kind.hint().into_lang(lang));
        let (file, line) = (&self.file, self.line);
        let mark = match lang {
            Lang::Zh => "提示",
            Lang::En => "hint",
        };
        if line == 0 {
            format!("{file}: {what}\n  {mark}: {hint}")
        } else {
            format!("{file}:{line}: {what}\n  {mark}: {hint}")
        }
    }
}

impl<K: Explain> fmt::Display for Mistake<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written(Lang::En))
    }
}

impl<K: Explain + fmt::Debug> std::error::Error for Mistake<K> {}

/// What may be wrong in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The form of a value.
    Form(Flaw),
    /// The file cannot be read.
    Unreadable(String),
    /// Not one feed: the desk would hear nothing.
    NoFeed,
    /// More feeds than a desk takes.
    TooManyFeeds(usize),
    /// A feed's code with other characters than letters, digits, `-` and `_`.
    FeedCode(String),
    /// Two feeds of one code.
    FeedRepeated(String),
    /// Not a `ws://` or `wss://` address.
    Address(String),
    /// Where a feed comes from.
    Server(server::Fault),
    /// A `ws://` address of another machine.
    Plain(String),
    /// A user or a password in an address.
    SecretInAddress,
    /// A token file that cannot be read.
    TokenUnreadable(String, String),
    /// A token file that others may read, with its mode.
    TokenOpen(String, u32),
    /// A token file without a token of one line.
    TokenForm(String),
    /// Not an administrative division.
    Division(String),
    /// The registry is not a directory.
    NoRegistry(String),
    /// A sound command without a program.
    NoSoundProgram,
    /// A feed with a format and a mapping.
    FormatAndMapping,
    /// A mapping file that cannot be read.
    MappingUnreadable(String, String),
    /// A mistake of a mapping file.
    Mapping(mapping::Fault),
}

impl From<Flaw> for Kind {
    fn from(flaw: Flaw) -> Self {
        Self::Form(flaw)
    }
}

impl Explain for Kind {
    fn what(&self) -> Words {
        match self {
            Self::Form(flaw) => flaw.what(),
            Self::Unreadable(cause) => {
                let zh = system::translated(Lang::Zh, cause);
                both!("无法读取: {zh}", "cannot be read: {cause}")
            }
            Self::NoFeed => both!("没有数据源", "there is no feed"),
            Self::TooManyFeeds(count) => {
                let most = crate::limits::FEEDS_MAX;
                both!("{count} 个数据源, 最多 {most} 个", "{count} feeds, at most {most} are taken")
            }
            Self::FeedCode(code) => {
                both!(
                    "数据源代号 `{code}` 含有不能用的字符",
                    "feed code `{code}` has characters that it may not have"
                )
            }
            Self::FeedRepeated(code) => both!("数据源代号 `{code}` 重复", "feed code `{code}` stands twice"),
            Self::Address(url) => {
                both!("`{url}` 不是 ws:// 或 wss:// 地址", "`{url}` is not a ws:// or wss:// address")
            }
            Self::Server(fault) => fault.what(),
            Self::Plain(host) => {
                both!("到 {host} 的 ws:// 未加密", "ws:// to {host} goes in the clear over a network")
            }
            Self::SecretInAddress => {
                both!("地址中含有用户名、口令或令牌", "the address holds a user, a password or a token")
            }
            Self::TokenUnreadable(path, cause) => {
                let zh = system::translated(Lang::Zh, cause);
                both!("令牌文件 {path} 无法读取: {zh}", "token file {path} cannot be read: {cause}")
            }
            Self::TokenOpen(path, mode) => {
                both!(
                    "令牌文件 {path} 权限为 {mode:04o}, 他人可读",
                    "token file {path} has mode {mode:04o}: others may use it"
                )
            }
            Self::TokenForm(path) => {
                both!("令牌文件 {path} 不是一行令牌", "token file {path} does not hold one line with a token")
            }
            Self::Division(code) => {
                both!("`{code}` 不是行政区划代码", "`{code}` is not an administrative division")
            }
            Self::NoRegistry(path) => {
                both!("台账目录 {path} 不存在", "the registry {path} is not a directory")
            }
            Self::NoSoundProgram => both!("sound_command 没有程序名", "sound_command names no program"),
            Self::FormatAndMapping => {
                both!("format 与 mapping 不能同用", "format and mapping cannot stand together")
            }
            Self::MappingUnreadable(path, cause) => {
                let zh = system::translated(Lang::Zh, cause);
                both!("映射文件 {path} 无法读取: {zh}", "mapping file {path} cannot be read: {cause}")
            }
            Self::Mapping(fault) => fault.what(),
        }
    }

    fn hint(&self) -> Words {
        match self {
            Self::Form(flaw) => flaw.hint(),
            Self::Unreadable(_) => {
                both!("检查文件是否存在及权限", "check that the file is there and may be read")
            }
            Self::NoFeed => both!(
                "加一节 [[feed]], 写明 code, name 和 url",
                "add a section [[feed]] with code, name and url"
            ),
            Self::TooManyFeeds(_) => both!("在网关处合并数据源", "join feeds before the desk"),
            Self::FeedCode(_) => {
                both!("用 1 到 32 个字母, 数字, - 或 _", "use 1 to 32 letters, digits, - or _")
            }
            Self::FeedRepeated(_) => {
                both!("日志按代号区分数据源, 请改一个", "the journal tells feeds by their code: change one")
            }
            Self::Address(_) => {
                both!("写成 wss://主机:端口/路径", "write it as wss://host:port/path")
            }
            Self::Server(fault) => fault.hint(),
            Self::Plain(_) => both!(
                "改用 wss://; 确为隔离专网时写 insecure = true, 屏幕会标明",
                "use wss://, or write insecure = true if the network is closed: the screen then says so"
            ),
            Self::SecretInAddress => both!("把令牌放进 token_file", "put a token into a token_file"),
            Self::FormatAndMapping => {
                both!("有 mapping 时删去 format", "remove format where there is a mapping")
            }
            Self::Mapping(fault) => fault.hint(),
            Self::TokenUnreadable(..) | Self::MappingUnreadable(..) | Self::NoRegistry(_) => {
                both!(
                    "相对路径以本配置文件所在目录为准",
                    "a relative path starts at the directory of this file"
                )
            }
            Self::TokenOpen(path, _) => both!("执行 chmod 600 {path}", "run: chmod 600 {path}"),
            Self::TokenForm(_) => {
                both!("文件只写一行令牌, 不留空格", "write the token on one line, without spaces")
            }
            Self::Division(_) => {
                both!("写 2 到 6 位数字, 如 3203", "write 2 to 6 digits, as 3203")
            }
            Self::NoSoundProgram => {
                both!(
                    "写成 [\"程序\", \"参数\"], 或删去此行",
                    "write [\"program\", \"argument\"], or remove the line"
                )
            }
        }
    }
}
