//! How the desk's stores stand, in words.

use crate::language::Lang;
use crate::language::system;
use crate::operations::storage::{Ballast, HeadFault, Recording, Room, Storage, Trouble};
use std::fmt::Write;
use std::io;

/// Returns why the journal takes no entries.
pub const fn trouble(lang: Lang, trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Full => lang.pick("磁盘已满", "the disk is full"),
        Trouble::Busy => lang.pick("被别的程序占用", "another program holds it"),
        Trouble::ReadOnly => lang.pick("只读, 写不进", "it can only be read"),
        Trouble::Failing => {
            lang.pick("磁盘读写出错, 正在重开核对", "the disk fails; it is opened anew and looked at")
        }
        Trouble::Damaged => lang.pick("日志损坏, 只读不写", "it is damaged: it is read and never written"),
        Trouble::Other => lang.pick("写不进, 看 serve.log", "it cannot be written, see serve.log"),
    }
}

/// Returns what somebody should do about it.
pub const fn remedy(lang: Lang, trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Full => lang.pick("腾出磁盘空间后再办", "make room on the disk, then again"),
        Trouble::Busy => lang.pick("关掉占用日志的程序后再办", "end the program that holds it, then again"),
        Trouble::ReadOnly => lang.pick("恢复可写后再办", "make it writable, then again"),
        Trouble::Failing => {
            lang.pick("稍后再办; 不恢复就换磁盘", "again in a moment; if that stays, change the disk")
        }
        Trouble::Damaged => lang.pick(
            "停值班台, 运行 dutydesk journal verify, 用备份恢复",
            "stop the desk, run `dutydesk journal verify`, restore a backup",
        ),
        Trouble::Other => lang.pick("看 serve.log 后再办", "see serve.log, then again"),
    }
}

/// Returns why a head is not signed or not in the second place, and what to do.
pub fn head_fault(lang: Lang, fault: &HeadFault) -> String {
    let said = match fault {
        HeadFault::Exposed => lang.pick(
            "密钥可被他人读: 查清谁读过, 再 chmod 0600 journal.key",
            "others may read the key: find out who did, then chmod 0600 journal.key",
        ),
        HeadFault::NotAKey => lang.pick(
            "journal.key 不是密钥: 把它移开, 下一个签名头换新密钥",
            "journal.key is no key: move it away, the next head begins a new one",
        ),
        HeadFault::Random => lang.pick("系统没有随机数, 不能造密钥", "the system has no random numbers for a key"),
        HeadFault::Silent => lang.pick(
            "第二份的位置不应答: 看那块盘或那台机器; 应答后自动补送",
            "the second place does not answer: look at its disk or machine; what it misses is sent when it does",
        ),
        HeadFault::Epochs => lang.pick(
            "密钥没有编号了: 运行 dutydesk journal verify",
            "no key can follow: run `dutydesk journal verify`",
        ),
        HeadFault::Unread => lang.pick("签名头读不出: 看 serve.log", "the signed heads cannot be read: see serve.log"),
        HeadFault::Older(entry) => {
            return match lang {
                Lang::Zh => format!("第二份有 #{entry} 的签名头, 日志里没有: 运行 dutydesk journal verify"),
                Lang::En => {
                    format!("the second place has a head of #{entry}, the journal has not: run `dutydesk journal verify`")
                }
            };
        }
        HeadFault::Stranger(entry) => {
            return match lang {
                Lang::Zh => format!("第二份里 #{entry} 的签名头不是本日志签的: 运行 dutydesk journal verify"),
                Lang::En => {
                    format!("no key of this journal signed the head of #{entry} in the second place: run `dutydesk journal verify`")
                }
            };
        }
        HeadFault::System(file, number) => {
            let cause = number.map_or_else(
                || lang.pick("看 serve.log", "see serve.log").to_owned(),
                |number| system::cause(lang, &io::Error::from_raw_os_error(number)),
            );
            return format!("{file}: {cause}");
        }
    };
    said.to_owned()
}

/// Writes what a person should know of the room: nothing where there is enough.
pub fn room(lang: Lang, storage: &Storage, out: &mut String) {
    let mut say = |said: std::fmt::Arguments<'_>| {
        let _ = write!(out, "{}{said}", if out.is_empty() { "" } else { " " });
    };
    let word = match storage.room {
        Room::Plenty => "",
        Room::Low => lang.pick("磁盘偏少", "disk low"),
        Room::Short => lang.pick("磁盘不足", "disk SHORT"),
        Room::Critical => lang.pick("磁盘将满", "disk nearly FULL"),
    };
    if !word.is_empty() {
        say(format_args!("{word} {} MB", storage.free_mib));
    }
    if storage.recording == Recording::Stopped {
        say(format_args!("{}", lang.pick("录像停", "NOT RECORDING")));
    }
    if storage.ballast == Ballast::Given {
        say(format_args!("{}", lang.pick("已用备用空间", "reserve in use")));
    }
}
