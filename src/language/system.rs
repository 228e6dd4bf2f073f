//! The system's own words, and a parser's, in Chinese: an officer reads no `Permission denied (os error 13)`.
//!
//! Decides: how a cause from outside reads. Must not know: who met it, where.

use crate::language::Lang;
use std::borrow::Cow;
use std::io;

/// What the system answers when a file, a socket or a directory cannot be had: its number, and the reading.
const SYSTEM: [(i32, &str); 25] = [
    (1, "不允许"),
    (2, "没有这个文件或目录"),
    (5, "读写出错, 查磁盘"),
    (6, "没有这个设备"),
    (9, "文件已关闭"),
    (11, "正被占用"),
    (12, "内存不足"),
    (13, "没有权限"),
    (16, "正被占用"),
    (17, "已有同名的文件"),
    (20, "路径中有一段不是目录"),
    (21, "这是目录, 不是文件"),
    (22, "系统不接受这个值"),
    (24, "打开的文件太多"),
    (26, "程序正在运行"),
    (27, "文件太大"),
    (28, "磁盘已满"),
    (30, "只读的文件系统"),
    (32, "对方已断开"),
    (36, "文件名太长"),
    (40, "链接绕成了圈"),
    (98, "地址已被占用"),
    (99, "本机没有这个地址"),
    (104, "对方断开了连接"),
    (111, "没有程序在听"),
];

/// What the standard library and this program say without a number.
const PHRASES: [(&str, &str); 13] = [
    ("stream did not contain valid UTF-8", "不是 UTF-8 文本"),
    ("not a file", "不是文件"),
    ("too many sample directories of one day", "当天的示例目录太多"),
    ("path must be shorter than SUN_LEN", "路径太长, 换一个短的 --data-dir"),
    ("path must be no longer than libc::sockaddr_un.sun_path", "路径太长, 换一个短的 --data-dir"),
    ("failed to fill whole buffer", "文件不完整"),
    ("the simulator ended before it gave its address", "模拟器没有报出地址就结束了"),
    ("unexpected end of file", "文件不完整"),
    ("file is not a database", "不是数据库"),
    ("there is no such file", "没有这个文件"),
    ("database disk image is malformed", "数据库已损坏"),
    ("database is locked", "正被占用"),
    ("unable to open database file", "数据库文件打不开"),
];

/// Writes a cause from the system in a language; one that nobody has translated stays as it came.
pub fn cause(lang: Lang, error: &io::Error) -> String {
    translated(lang, &error.to_string()).into_owned()
}

/// Replaces the system's words in a text; what stands around them stays.
pub fn translated(lang: Lang, text: &str) -> Cow<'_, str> {
    if lang == Lang::En {
        return Cow::Borrowed(text);
    }
    let mut out = Cow::Borrowed(text);
    for (number, zh) in SYSTEM {
        if out.contains(&format!("(os error {number})")) {
            // `No such file or directory (os error 2)`: the words are the system's own of that number.
            let said = io::Error::from_raw_os_error(number).to_string();
            out = Cow::Owned(out.replace(&said, zh));
        }
    }
    for (en, zh) in PHRASES {
        if out.contains(en) {
            out = Cow::Owned(out.replace(en, zh));
        }
    }
    out
}

/// What a parser of TOML or CSV complains of: a word of its complaint, and the reading. The first that fits is taken.
const SYNTAX: [(&str, &str); 31] = [
    ("duplicate key", "同一个字段写了两次"),
    ("key with no value", "字段后面缺少 = 和值"),
    ("missing assignment", "字段后面缺少 = 和值"),
    ("expected `=`", "字段后面缺少 = 和值"),
    ("missing value", "= 后面没有值"),
    ("extra assignment", "多了一个 ="),
    ("`=`", "多了一个 ="),
    ("extra comma", "多了一个逗号"),
    ("missing comma", "缺少逗号"),
    ("invalid unquoted key", "字段名只用字母, 数字, - 和 _"),
    ("unquoted keys", "= 前面没有字段名"),
    ("keys cannot be", "字段名要写在一行里"),
    ("unquoted", "文字要用双引号括起"),
    ("string values must be quoted", "文字要用双引号括起"),
    ("invalid value", "文字要用双引号括起"),
    ("escape", "引号内的 \\ 写法有误"),
    ("unicode", "引号内的 \\u 写法有误"),
    ("quote", "引号没有成对"),
    ("string", "引号没有成对"),
    ("inline table", "花括号 { } 没有成对"),
    ("array table", "节的标题写成 [[名称]]"),
    ("array", "方括号 [ ] 没有成对"),
    ("table", "节的标题写成 [名称]"),
    ("recur", "括号套得太深"),
    ("digits", "数的写法有误"),
    ("number", "数的写法有误"),
    ("sign", "数的写法有误"),
    ("leading zero", "数的写法有误"),
    ("carriage return", "换行残缺, 另存为 LF 换行"),
    ("UTF-8", "不是 UTF-8 文本"),
    ("fields", "各行的列数不同"),
];

/// Returns what is wrong with the form of a file, in Chinese, from a parser's complaint.
pub fn syntax(complaint: &str) -> &'static str {
    let found = SYNTAX.iter().find(|(word, _)| complaint.contains(word));
    // What is left of the parsers' words is about where one thing ends and the next begins.
    found.map_or("一行只写一个 字段 = 值", |(_, zh)| zh)
}

/// Returns what is wrong in a file of a form of our own, in Chinese, from its English complaint: which datum, and how.
pub fn complaint(what: &str) -> String {
    let datum = what.split('`').nth(1);
    let Some(datum) = datum else { return syntax(what).to_owned() };
    if what.contains("missing") {
        format!("缺少 `{datum}`")
    } else if what.contains("twice") || what.contains("already") {
        format!("`{datum}` 重复")
    } else if what.contains("empty") {
        format!("`{datum}` 是空的")
    } else {
        format!("`{datum}` 不对")
    }
}

#[cfg(test)]
mod tests {
    use super::{SYSTEM, cause, syntax, translated};
    use crate::language::Lang;
    use std::io::Error;

    #[test]
    fn every_number_reads_without_a_word_of_english() {
        for (number, zh) in SYSTEM {
            assert_eq!(cause(Lang::Zh, &Error::from_raw_os_error(number)), zh, "{number}");
        }
        let text = format!("/a/b: {}", Error::from_raw_os_error(13));
        assert_eq!(translated(Lang::Zh, &text), "/a/b: 没有权限");
        assert_eq!(translated(Lang::En, &text), text);
    }

    #[test]
    fn a_complaint_that_nobody_knows_is_still_chinese() {
        assert_eq!(syntax("zzz"), "一行只写一个 字段 = 值");
        assert_eq!(syntax("duplicate key `name` in table"), "同一个字段写了两次");
    }
}
