//! `dutydesk journal backup | restore`: copies, and the way back.
//!
//! Decides: what else belongs to a copy: it is listed, so that a purge finds it; a journal that was put back is marked.

use super::{Own, said};
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::say;
use crate::config::Exit;
use crate::engine::drill::run::is_run;
use crate::journal::backup;
use crate::journal::heads::code::Code;
use crate::journal::heads::place::{self, SecondPlace};
use crate::journal::reader::Reader;
use crate::journal::verify::heads::Anchors;
use crate::journal::verify::{self, Finding};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Copies the journal; its head is what an anchor elsewhere keeps.
pub(super) fn backup(place: &Place, own: &Own, to: &Path, output: &mut Output) -> Exit {
    let head = match backup::copy(&own.file, to) {
        Ok(head) => head,
        Err(error) => {
            output.message(say::error(place, &error));
            return Exit::Refused;
        }
    };
    output.answer(format_args!("{}  {}", said(head), Code::of(head)));
    if let Err(error) = list(own, to) {
        let what = place.say(
            "备份未列入清单, 销毁文字时要自己用 journal scrub 清理它",
            "the copy is not listed: after a purge, clean it with `journal scrub`",
        );
        output.message(format_args!("{what}: {}", say::error(place, &error)));
    }
    Exit::Done
}

/// Puts a copy where the journal is gone.
pub(super) fn restore(
    place: &Place,
    own: &Own,
    (from, forget_heads): (&Path, bool),
    output: &mut Output,
) -> Result<Exit, Exit> {
    let _lock = own.paths.lock().map_err(|error| refuse(place, &error, output))?;
    fits(place, own, from, output)?;
    for left in ["", "-wal"] {
        let mut name = own.file.as_os_str().to_owned();
        name.push(left);
        if Path::new(&name).symlink_metadata().is_ok() {
            let hint = place.say(
                "这里还有日志, 不会被替换\n  提示: 把 journal.sqlite 和 journal.sqlite-wal 一起移开, 留作证据",
                "a journal stands here and is never replaced\n  hint: move journal.sqlite and journal.sqlite-wal away together, and keep them",
            );
            output.message(format_args!("{}: {hint}", Path::new(&name).display()));
            return Err(Exit::Refused);
        }
    }
    // The mark comes first: what was destroyed after the copy was made must never stand again unnoticed.
    mark(&own.paths.restored()).map_err(|error| refuse(place, &error, output))?;
    let head = backup::copy(from, &own.file).map_err(|error| refuse(place, &error, output))?;
    output.answer(format_args!("{}  {}", said(head), Code::of(head)));
    let second = own.anchors.join(place::FILE);
    if forget_heads {
        put_aside(&second).map_err(|error| refuse(place, &error, output))?;
        return Ok(Exit::Done);
    }
    let lines = SecondPlace::at(&second).lines().map_err(|fault| refuse(place, &fault, output))?;
    let report = verify::against(&own.file, &Anchors { kept: Vec::new(), second: lines });
    if let Some(bad) = report.first_bad {
        output.message(say::bad(place, &bad));
        if matches!(bad.finding, Finding::OlderThanAnchor(_)) {
            output.message(place.say(
                "备份比第二份的签名头旧. 录像还在时, 下次启动会补回其后的条目\n  提示: 启动后运行 journal verify; 确实补不回, 再用 --forget-heads 恢复一次",
                "the copy is older than the signed heads. With its recording, the next start brings the later entries back\n  hint: start the desk and run `journal verify`; if they are lost for good, restore again with --forget-heads",
            ));
        }
    }
    Ok(Exit::Done)
}

/// Refuses the journal of a drill where a desk serves, and the other way round: what was practised must never stand as done.
fn fits(place: &Place, own: &Own, from: &Path, output: &Output) -> Result<(), Exit> {
    let said = match (is_of_drill(from), is_run(own.paths.dir())) {
        (Some(true), false) => place.say(
            "这是演练的日志, 不能当作值班台的日志恢复\n  提示: 用 --data-dir 指明它的演练目录",
            "this is the journal of a drill: a desk that serves does not take it\n  hint: name the drill's own directory with --data-dir",
        ),
        (Some(false), true) => place.say(
            "这不是演练的日志, 不能恢复到演练目录",
            "this is not the journal of a drill: the directory of a drill does not take it",
        ),
        // What cannot be read is refused by the copy, by its name.
        (Some(true), true) | (Some(false), false) | (None, _) => return Ok(()),
    };
    output.message(format_args!("{}: {said}", from.display()));
    Err(Exit::Refused)
}

/// Returns whether a journal is one of a drill, whatever its file is called; none when it cannot be read.
pub(super) fn is_of_drill(journal: &Path) -> Option<bool> {
    Reader::open(journal).ok()?.has_kind("drill.began").ok()
}

fn refuse(place: &Place, error: &(dyn std::error::Error + 'static), output: &Output) -> Exit {
    output.message(say::error(place, error));
    Exit::Refused
}

/// Notes a copy, so that a purge finds it.
fn list(own: &Own, copy: &Path) -> io::Result<()> {
    let path = fs::canonicalize(copy)?;
    let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(own.paths.copies())?;
    writeln!(file, "{}", path.display())?;
    file.sync_all()
}

fn mark(file: &Path) -> io::Result<()> {
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(file)?.sync_all()
}

/// Moves the heads of what is lost to a name of their own: they stay, as evidence.
fn put_aside(second: &Path) -> io::Result<()> {
    for number in 1..=u16::MAX {
        let mut name = second.as_os_str().to_owned();
        name.push(format!(".{number}"));
        let to = Path::new(&name);
        match (second.exists(), to.exists()) {
            (false, _) => return Ok(()),
            (true, false) => return fs::rename(second, to),
            (true, true) => {}
        }
    }
    Err(io::Error::other("too many heads were put aside"))
}
