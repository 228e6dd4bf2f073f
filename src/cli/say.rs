//! What went wrong, in the language of whoever asked: the errors of the rooms that speak to programs.
//!
//! Decides: how an error reads in Chinese. English is the error's own: each names what to do.

use crate::cli::drill::serve::Unplayable;
use crate::cli::place::Place;
use crate::drill::replay;
use crate::engine::drill::run;
use crate::engine::serve;
use crate::engine::{paths, recover};
use crate::feed::scenario;
use crate::feed::serve::ServeError;
use crate::ipc::{client, passphrase, server};
use crate::journal::schema::OpenError;
use crate::journal::verify::{Bad, Finding};
use crate::journal::{backup, heads, purge};
use crate::language::{Lang, system};
use crate::recording;
use crate::registry::renumber::IndexFault;
use crate::screen::options;
use std::error::Error;

/// Returns what an error says.
pub(super) fn error(place: &Place, error: &(dyn Error + 'static)) -> String {
    match place.lang() {
        Lang::En => {
            error.downcast_ref().map_or_else(|| error.to_string(), |error: &Unplayable| error.said(Lang::En))
        }
        Lang::Zh => chinese(error),
    }
}

/// Returns what an error of the session with the desk says.
pub(super) fn client(place: &Place, error: &client::Error) -> String {
    self::error(place, error)
}

fn chinese(error: &(dyn Error + 'static)) -> String {
    let known = error
        .downcast_ref()
        .map(of_client)
        .or_else(|| error.downcast_ref().map(of_serve))
        .or_else(|| error.downcast_ref().map(of_paths))
        .or_else(|| error.downcast_ref().map(of_journal))
        .or_else(|| error.downcast_ref().map(of_backup))
        .or_else(|| error.downcast_ref().map(of_purge))
        .or_else(|| error.downcast_ref().map(of_heads))
        .or_else(|| error.downcast_ref().map(of_passphrase))
        .or_else(|| error.downcast_ref().map(of_replay))
        .or_else(|| error.downcast_ref().map(of_run))
        .or_else(|| error.downcast_ref().map(of_simulator))
        .or_else(|| error.downcast_ref().map(|error: &scenario::Mistakes| error.written(Lang::Zh)))
        .or_else(|| error.downcast_ref().map(|error: &Unplayable| error.said(Lang::Zh)))
        .or_else(|| error.downcast_ref().map(of_options))
        .or_else(|| error.downcast_ref().map(of_index));
    known.unwrap_or_else(|| plain(error))
}

/// Returns an error's own words, the system's in them in Chinese.
fn plain(error: &dyn Error) -> String {
    system::translated(Lang::Zh, &error.to_string()).into_owned()
}

fn of_client(error: &client::Error) -> String {
    use client::Error;
    match error {
        Error::NoDesk(path) => {
            format!("{}: 没有运行中的值班台\n  提示: 先运行 dutydesk serve", path.display())
        }
        Error::Forbidden(path) => {
            format!("{}: 本系统用户不能连接值班台\n  提示: 加入数据目录所属的用户组", path.display())
        }
        Error::Protocol { desk } => format!(
            "值班台的协议是 {desk}, 本程序是 {}\n  提示: 用值班台那个版本的 dutydesk",
            crate::ipc::protocol::PROTOCOL
        ),
        Error::Full => "屏幕数已满\n  提示: 先关掉一个屏幕".to_owned(),
        Error::UnknownOfficer(code) => {
            format!("登记表里没有值班员 {code}\n  提示: 查 --officer 后的代号")
        }
        Error::Silent(within) => {
            format!("值班台 {} 秒没有答复, 可能已停止或过载", within.as_secs())
        }
        Error::Closed => "值班台结束了会话, 可能已停止\n  提示: 看数据目录中的日志 serve.log".to_owned(),
        Error::NoGreeting => "对方不是值班台".to_owned(),
        Error::Unreachable { path, error } => {
            format!("{}: 连不上值班台: {}", path.display(), system::cause(Lang::Zh, error))
        }
        Error::Frame(cause) => format!("与值班台的连接出错: {}", plain(cause)),
    }
}

fn of_serve(error: &serve::Error) -> String {
    use serve::Error;
    match error {
        Error::Paths(cause) => of_paths(cause),
        Error::OfDrill(path) => format!(
            "{}: 这是演练目录, 值班台不打开它\n  提示: 用 dutydesk drill 或 dutydesk attach --data-dir 打开",
            path.display()
        ),
        Error::Journal(cause) => of_journal(cause),
        Error::Index(cause) | Error::Recover(recover::Error::Journal(cause)) => {
            format!("日志读不出: {}", plain(cause))
        }
        Error::Renumber(cause) => of_index(cause),
        Error::Assign(cause) => format!("日志写不进: {}", plain(cause)),
        Error::Recover(recover::Error::Fact(cause)) => format!("日志的条目读不懂: {}", plain(cause)),
        Error::Recover(recover::Error::Recording(cause)) => of_recording(cause),
        Error::Socket(cause) => of_socket(cause),
        Error::System(cause) => system::cause(Lang::Zh, cause),
        Error::Unseen => "送画面的线程出错终止, 值班台已停\n  提示: 重新启动它".to_owned(),
    }
}

fn of_paths(error: &paths::Error) -> String {
    match error {
        paths::Error::Taken(path) => format!("{}: 已有值班台在运行", path.display()),
        paths::Error::Io { path, source } => {
            format!("{}: {}", path.display(), system::cause(Lang::Zh, source))
        }
    }
}

fn of_run(error: &run::Error) -> String {
    match error {
        run::Error::Occupied(path) => format!("{}: 目录不空, 又不是演练目录", path.display()),
        run::Error::None(path) => format!("{}: 不是演练目录", path.display()),
        run::Error::Card { path, error } => format!("{}: 读不懂: {}", path.display(), plain(error)),
        run::Error::Paths(cause) => of_paths(cause),
        run::Error::Io { path, source } => {
            format!("{}: {}", path.display(), system::cause(Lang::Zh, source))
        }
    }
}

fn of_socket(error: &server::Error) -> String {
    use server::Error;
    match error {
        Error::PathTooLong(path) => format!("{}: 路径太长\n  提示: 换一个短的 --data-dir", path.display()),
        Error::NotASocket(path) => {
            format!("{}: 占了套接字位置的不是套接字\n  提示: 把它移开", path.display())
        }
        Error::DirectoryOpen { path, mode } => {
            format!("{}: 权限 {mode:04o} 会让他人进入\n  提示: 执行 chmod 0750", path.display())
        }
        Error::System { path, error } => {
            format!("{}: {}", path.display(), system::cause(Lang::Zh, error))
        }
    }
}

fn of_journal(error: &OpenError) -> String {
    match error {
        OpenError::SqliteTooOld(version) => format!("SQLite {version} 太旧, 不能写日志"),
        OpenError::Missing(file) => format!("{}: 没有日志", file.display()),
        OpenError::LogWithoutJournal(file) => {
            format!("{0}: 日志不见了, 但 {0}-wal 还在\n  提示: 从备份取回日志", file.display())
        }
        OpenError::Empty(file) => format!("{}: 文件是空的, 日志已丢失或被截断", file.display()),
        OpenError::Foreign(file) => format!("{}: 不是 dutydesk 的日志", file.display()),
        OpenError::Newer { file, found } => {
            format!("{}: 日志格式 {found} 比本程序新\n  提示: 用新版本的 dutydesk", file.display())
        }
        OpenError::Broken { file, entry } => {
            format!("{}: 条目 {entry} 与链上的不符\n  提示: 运行 dutydesk journal verify", file.display())
        }
        OpenError::Sqlite { file, source } => {
            format!("{}: 数据库打不开: {}", file.display(), plain(source))
        }
        OpenError::Io { file, source } => {
            format!("{}: {}", file.display(), system::cause(Lang::Zh, source))
        }
    }
}

fn of_backup(error: &backup::Error) -> String {
    match error {
        backup::Error::Open(cause) => of_journal(cause),
        backup::Error::Exists(file) => format!("{}: 已有这个文件\n  提示: 换一个名字", file.display()),
        backup::Error::Busy(file) => format!("{}: 日志正被占用\n  提示: 稍后再试", file.display()),
        backup::Error::Bad { file, bad } => format!("{}: {}", file.display(), of_bad(bad)),
        backup::Error::Sqlite { file, source } => format!("{}: {}", file.display(), plain(source)),
        backup::Error::Io { file, source } => {
            format!("{}: {}", file.display(), system::cause(Lang::Zh, source))
        }
    }
}

fn of_purge(error: &purge::Error) -> String {
    match error {
        purge::Error::Open(cause) => of_journal(cause),
        purge::Error::Commit(cause) => format!("备份写不进: {}", plain(cause)),
        purge::Error::Sqlite(cause) => format!("备份读不出: {}", plain(cause)),
        purge::Error::Stranger(file) => format!("{} 不是本台日志的备份", file.display()),
    }
}

fn of_heads(error: &heads::Fault) -> String {
    use heads::Fault;
    match error {
        Fault::Exposed { file, mode } => format!(
            "{}: 权限 {mode:04o}, 他人可读签名密钥\n  提示: 查清谁读过, 再执行 chmod 0600",
            file.display()
        ),
        Fault::NotAKey(file) => {
            format!("{}: 不是 dutydesk 的密钥\n  提示: 把它移开, 下一个签名头换新密钥", file.display())
        }
        Fault::Random => "系统没有随机数, 不能造密钥".to_owned(),
        Fault::Older { file, entry } => format!(
            "{}: 签名头 {entry} 不在日志里, 日志比原来旧或换过\n  提示: 运行 dutydesk journal verify",
            file.display()
        ),
        Fault::Stranger { file, entry } => format!(
            "{}: 签名头 {entry} 不是本日志的密钥签的, 没有采用\n  提示: 运行 dutydesk journal verify",
            file.display()
        ),
        Fault::Silent(file) => {
            format!(
                "{}: 第二份的位置不应答\n  提示: 签好的等它应答再送去; 看那块盘或那台机器",
                file.display()
            )
        }
        Fault::Epochs(epoch) => {
            format!("第 {epoch} 把密钥之后没有编号了\n  提示: 运行 dutydesk journal verify")
        }
        Fault::Journal(cause) => format!("签名头读不出: {}", plain(cause)),
        Fault::Io { file, source } => format!("{}: {}", file.display(), system::cause(Lang::Zh, source)),
    }
}

/// Returns what the verifier found wrong with an entry.
pub(super) fn bad(place: &Place, bad: &Bad) -> String {
    match place.lang() {
        Lang::En => bad.to_string(),
        Lang::Zh => of_bad(bad),
    }
}

fn of_bad(bad: &Bad) -> String {
    let finding = match &bad.finding {
        Finding::NoJournal(cause) => format!("文件不是日志: {}", system::translated(Lang::Zh, cause)),
        Finding::Schema(found) => format!("日志格式 {found} 不是本程序的"),
        Finding::Unreadable(cause) => format!("读不出: {}", system::translated(Lang::Zh, cause)),
        Finding::Place(found) => format!("这个位置上是条目 {found}"),
        Finding::Column(name) => format!("{name} 列的值不对"),
        Finding::Previous => "接不上前一条".to_owned(),
        Finding::Digest => "内容不是当时写下的".to_owned(),
        Finding::Body => "内容读不懂".to_owned(),
        Finding::Text(token) => format!("私密文字 {token} 不是当时写下的"),
        Finding::TextOfNoEntry(token) => format!("私密文字 {token} 不属于任何条目"),
        Finding::OlderThanAnchor(entry) => format!("日志比锚短, 锚记的是条目 {entry}"),
        Finding::NotTheAnchored => "散列与锚不符".to_owned(),
        Finding::NotTheSigned => "散列与签名头不符".to_owned(),
        Finding::HeadUnreadable => "签名头读不懂".to_owned(),
        Finding::HeadSignature => "签名头的签名不对".to_owned(),
        Finding::HeadKey(epoch) => format!("第 {epoch} 个密钥接不上前一个"),
        Finding::KeyNotHandedOver(epoch) => {
            format!("第 {epoch} 个密钥没有前一个的签名\n  提示: 用 --anchor 给出这一条或更后一条的编码")
        }
        Finding::HeadMissing => "第二份里有这一条的签名头, 日志里没有".to_owned(),
        Finding::SecondPlace(line) => format!("第二份的第 {line} 行不是签名头"),
        Finding::Guard(name) => format!("表结构中的 {name} 被改或被删"),
        Finding::Structure(cause) => format!("文件已损坏: {}", system::translated(Lang::Zh, cause)),
    };
    format!("条目 {}: {finding}", bad.entry)
}

fn of_passphrase(error: &passphrase::Error) -> String {
    use passphrase::Error;
    match error {
        Error::File { path, error } => {
            format!("{}: {}", path.display(), system::cause(Lang::Zh, error))
        }
        Error::Open { path, mode } => format!(
            "{}: 权限 {mode:04o}, 他人可读\n  提示: 执行 chmod 0600, 并请每人重设口令",
            path.display()
        ),
        Error::Line { path, line } => {
            format!("{}:{line}: 不是代号和 argon2id 散列\n  提示: 重设这个口令", path.display())
        }
        Error::Code(code) => format!("{code:?} 不是值班员代号"),
        Error::Short => format!("口令至少 {} 个字", passphrase::PASSPHRASE_CHARACTERS_MIN),
        Error::Long => format!("口令最多 {} 字节", passphrase::PASSPHRASE_BYTES_MAX),
        Error::Hash(cause) => format!("argon2id: {cause}"),
        Error::Salt(_) => "系统没有随机数".to_owned(),
    }
}

fn of_replay(error: &replay::Error) -> String {
    match error {
        replay::Error::Recording(cause) => of_recording(cause),
        replay::Error::Missing { expected, found } => {
            format!("缺输入 {expected}: 录像从输入 {found} 接着")
        }
        replay::Error::Empty(path) => format!("{}: 这里没有录像", path.display()),
    }
}

fn of_recording(error: &recording::Error) -> String {
    use recording::Error;
    match error {
        Error::Io { file, source } => {
            format!("{}: {}", file.display(), system::cause(Lang::Zh, source))
        }
        Error::Full { file } => format!("{}: 磁盘已满", file.display()),
        Error::Order { number, last } => format!("输入 {number} 不在输入 {last} 之后"),
        Error::TooLarge { number, bytes } => format!("输入 {number} 有 {bytes} 字节, 一块放不下"),
        Error::Failed => "录像此前已写不进".to_owned(),
        Error::Bad { file, offset, input, .. } => {
            format!("{}: 字节 {offset} 处的块已损坏, 应为输入 {input}", file.display())
        }
        Error::Torn { file, offset, input, .. } => {
            format!("{}: 在字节 {offset} 处断开, 应为输入 {input}", file.display())
        }
        Error::Hole { from, to } => format!("输入 {from} 到 {to} 没有录下"),
        Error::Pruned { from, first } => format!("要从输入 {from} 起, 录像从输入 {first} 起"),
    }
}

fn of_simulator(error: &ServeError) -> String {
    match error {
        ServeError::Listen { address, source } => {
            format!("不能在 {address} 监听: {}", system::cause(Lang::Zh, source))
        }
        ServeError::Position { file, why } => {
            format!("位置文件 {} 不能用: {}", file.display(), system::translated(Lang::Zh, why))
        }
        ServeError::Speed { text } => format!("倍速 {text} 不对: 写 max 或一个数"),
        ServeError::Hook { text } => format!("{text} 不是 cut, freeze, forget 数"),
    }
}

fn of_options(error: &options::Error) -> String {
    let (what, cause) = match error {
        options::Error::Layout(cause) => ("版面", cause),
        options::Error::Keys(cause) => ("按键", cause),
        options::Error::Theme(cause) => ("配色", cause),
    };
    format!("{what}文件第 {} 行: {}", cause.line, system::complaint(&cause.what))
}

fn of_index(error: &IndexFault) -> String {
    match error {
        IndexFault::Shared { number, one, other } => {
            format!("设备编号 {number} 同时给了 {one} 和 {other}")
        }
        IndexFault::TooMany(count) => {
            format!("需要 {count} 个设备编号, 最多 {} 个", crate::limits::DEVICES_MAX)
        }
    }
}
