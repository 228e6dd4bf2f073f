//! How the desk's stores stand, in words.

use crate::language::Lang;
use crate::operations::storage::{Ballast, Recording, Room, Storage, Trouble};
use std::fmt::Write;

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
