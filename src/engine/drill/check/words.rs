//! What is wrong in a scenario beside a registry, and what to do, in both languages.

use crate::config::mistake::{Explain, Words, both};
use crate::engine::drill::check::Kind;
use crate::engine::drill::tape::Fault;
use crate::language::{Lang, system};
use crate::limits::FEEDS_MAX;
use crate::recording::Error;
use crate::registry::thing::Thing;

impl Explain for Kind {
    fn what(&self) -> Words {
        match self {
            Self::Unknown { code, things, .. } => {
                let (zh, en) = joined(things);
                both!("没有{zh} `{code}`", "there is no {en} `{code}`")
            }
            Self::More(count) => {
                both!(
                    "另有 {count} 个未登记的探测器",
                    "{count} more devices of this line are not in the registry"
                )
            }
            Self::Recording(fault) => of_fault(fault),
            Self::Feeds { taped, configured } => both!(
                "录像有 {taped} 个数据源, 配置只有 {configured} 个",
                "the recording has {taped} feeds, the configuration {configured}"
            ),
            Self::FeedRepeated(code) => {
                both!("演练的数据源 `{code}` 与配置的重名", "the configuration has a feed `{code}` too")
            }
            Self::Crowded(count) => both!(
                "连同演练自己的共 {count} 个数据源, 最多 {FEEDS_MAX} 个",
                "with the drill's own there are {count} feeds, at most {FEEDS_MAX} are taken"
            ),
        }
    }

    fn hint(&self) -> Words {
        match self {
            Self::Unknown { meant: Some(meant), .. } => {
                both!("是否应为 `{meant}`?", "did you mean `{meant}`?")
            }
            Self::Unknown { known, .. } if !known.is_empty() => {
                let known = known.join(", ");
                both!("可写: {known}", "write one of: {known}")
            }
            Self::Unknown { things: [Thing::Device, ..], .. } | Self::More(_) => both!(
                "先在 devices.csv 中登记; 有意演未登记的探测器时写 unregistered = true",
                "enter it in devices.csv first, or write unregistered = true where a stranger is meant"
            ),
            Self::Unknown { things, .. } => {
                let files: Vec<&str> = things.iter().map(|thing| thing.file()).collect();
                let (zh, en) = (files.join(", "), files.join(", "));
                both!("先在 {zh} 中登记", "enter it in {en} first")
            }
            Self::Recording(fault) => hint_of(fault),
            Self::Feeds { .. } => both!(
                "用录下它的那个值班台的配置打开: --config 文件",
                "open the drill with the configuration of the desk that recorded it: --config FILE"
            ),
            Self::FeedRepeated(_) => {
                both!("在 [setup] 的 feeds 中换一个", "name another one as feeds of [setup]")
            }
            Self::Crowded(_) => both!(
                "在 [setup] 的 feeds 中少写一个, 或减少配置的数据源",
                "name fewer feeds in [setup], or configure fewer"
            ),
        }
    }
}

/// Returns what a code may name, as a sentence has it.
fn joined(things: &[Thing]) -> (String, String) {
    let words = things.iter().map(|thing| thing.words());
    let (zh, en): (Vec<&str>, Vec<&str>) = words.unzip();
    let en = match en.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some(_) | None => en.join(""),
    };
    (zh.join("、"), en)
}

fn of_fault(fault: &Fault) -> Words {
    match fault {
        Fault::Missing(path) => {
            let path = path.display();
            both!("没有录像 {path}", "there is no recording {path}")
        }
        Fault::Empty(path) => {
            let path = path.display();
            both!(
                "{path} 不是录像, 或其中没有设备的消息",
                "{path} is no recording, or holds nothing that a device said"
            )
        }
        Fault::Recording(error) => of_recording(error),
        Fault::Input(number, error) => {
            both!("录像的输入 {number} 读不懂", "input {number} of the recording: {error}")
        }
    }
}

fn of_recording(error: &Error) -> Words {
    let zh = match error {
        Error::Io { file, source } => format!("{}: {}", file.display(), system::cause(Lang::Zh, source)),
        Error::Bad { file, offset, input, .. } => {
            format!("{}: 字节 {offset} 处的块已损坏, 应为输入 {input}", file.display())
        }
        Error::Torn { file, offset, input, .. } => {
            format!("{}: 在字节 {offset} 处断开, 应为输入 {input}", file.display())
        }
        Error::Pruned { first, .. } => format!("录像的开头已清除: 从输入 {first} 起"),
        Error::Hole { from, to } => format!("输入 {from} 到 {to} 没有录下"),
        Error::Full { .. } | Error::Order { .. } | Error::TooLarge { .. } | Error::Failed => {
            "录像读不下去".to_owned()
        }
    };
    Words { zh, en: error.to_string() }
}

fn hint_of(fault: &Fault) -> Words {
    match fault {
        Fault::Missing(_) | Fault::Empty(_) => both!(
            "写数据目录或其中的 recording; 相对路径以本文件所在目录为准",
            "name a data directory or the `recording` in it; a relative path starts at the directory of this file"
        ),
        Fault::Recording(Error::Torn { .. }) => both!(
            "正在值班或未正常停止的台: 停止或重新启动它之后再用; 否则取一份完好的录像",
            "of a desk that runs, or did not end in order: use it when that desk was stopped or started again; else take a whole copy"
        ),
        Fault::Recording(Error::Pruned { .. }) => both!(
            "取一份从头开始的录像, 或调大 limits 的 recording_days",
            "take a copy that begins at its beginning, or raise recording_days in [limits]"
        ),
        Fault::Recording(_) => both!("取一份完好的录像", "take a whole copy of the recording"),
        Fault::Input(..) => both!(
            "用录下它的那个版本的 dutydesk, 或换一份录像",
            "use the version of dutydesk that recorded it, or another recording"
        ),
    }
}
