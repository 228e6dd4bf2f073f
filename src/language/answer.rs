//! Answers to commands: what became of them, and what to do about a refusal.

use crate::language::{Lang, Word, name, refusal, storage, text};
use crate::operations::authority::Roles;
use crate::operations::command::Draft;
use crate::operations::line;
use crate::operations::outcome::{Outcome, Refusal, Remark};
use crate::operations::pool::Wanted;
use std::borrow::Cow;
use std::fmt::Write;

/// Digits of an entry's hash that stand with an answer: enough to find it in a printed log.
const HASH_DIGITS: usize = 8;

/// Writes what became of a command: `已存 #10483 3fa9c12b`, or the refusal and what to do.
pub fn outcome(lang: Lang, outcome: &Outcome, out: &mut String) {
    match outcome {
        Outcome::Recorded { entry, digest, remark } => {
            let _ = write!(out, "{} #{entry} ", text(lang, Word::Saved));
            for byte in &digest.0[..HASH_DIGITS / 2] {
                let _ = write!(out, "{byte:02x}");
            }
            with_remark(lang, remark.as_ref(), out);
        }
        Outcome::Unrecorded { entry, remark } => {
            let _ = write!(out, "{} #{entry}", text(lang, Word::JournalFailed));
            out.push_str(lang.pick(
                ": 已办, 日志写不进, 写通后补记",
                ": done; it will be recorded when the disk takes it",
            ));
            with_remark(lang, remark.as_ref(), out);
        }
        Outcome::Done => out.push_str(lang.pick("已办", "done")),
        Outcome::Refused(why) => refusal(lang, why, out),
        Outcome::Unknown => out.push_str(text(lang, Word::AnswerUnknown)),
    }
}

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    out.push_str(lang.pick("未办: ", "refused: "));
    match refusal {
        Refusal::NeedsProof => out.push_str(lang.pick(
            "此事要署名. 按 P 输入口令, 再办一次",
            "this needs a proved officer. Press P, give the passphrase, then again",
        )),
        Refusal::NotAllowed(roles) => not_allowed(lang, *roles, out),
        Refusal::RoleEnded => out.push_str(lang.pick(
            "此人的职责已到期. 请在登记表改有效期, 或换有权的人",
            "the role of this officer has ended. Renew it in the registry, or somebody else does it",
        )),
        Refusal::OutOfScope => out.push_str(lang.pick(
            "不在此人的职责范围 (单位, 片区或保险机构). 请管这里的人办",
            "it is outside this officer's sites or insurer. Whoever has them does it",
        )),
        Refusal::Busy => {
            out.push_str(
                lang.pick("值班台正忙. 稍等再按一次", "the desk is busy. Wait a moment, then again"),
            );
        }
        Refusal::Storage(trouble) => {
            let (why, remedy) = (storage::trouble(lang, *trouble), storage::remedy(lang, *trouble));
            let _ = match lang {
                Lang::Zh => write!(out, "日志写不进 ({why}), 资金不动. {remedy}"),
                Lang::En => write!(out, "the journal takes no entries ({why}): no money moves. {remedy}"),
            };
        }
        Refusal::BlankText => {
            out.push_str(lang.pick("有一栏是空的. 请写明内容", "a text is empty. Fill it in"));
        }
        Refusal::NeedsSignature => out.push_str(lang.pick(
            "此事要当场签字: 输入有权人员的口令",
            "this needs a signature: the passphrase of somebody who may",
        )),
        Refusal::PassphraseWrong => out.push_str(text(lang, Word::PassphraseWrong)),
        Refusal::PassphraseWait => out.push_str(text(lang, Word::PassphraseWait)),
        Refusal::PassphraseUnset => out.push_str(text(lang, Word::PassphraseUnset)),
        Refusal::Incident(why) => refusal::incident::refusal(lang, why, out),
        Refusal::Call(why) => refusal::call::refusal(lang, why, out),
        Refusal::Intake(why) => refusal::intake::refusal(lang, why, out),
        Refusal::Finding(why) => refusal::finding::refusal(lang, why, out),
        Refusal::Dispatch(why) => refusal::dispatch::refusal(lang, why, out),
        Refusal::Plan(why) => refusal::plan::refusal(lang, why, out),
        Refusal::Report(why) => refusal::report::refusal(lang, why, out),
        Refusal::Order(why) => refusal::order::refusal(lang, why, out),
        Refusal::Claim(why) => refusal::claim::refusal(lang, why, out),
        Refusal::Pool(why) => refusal::pool::refusal(lang, why, out),
        Refusal::Delivery(why) => refusal::delivery::refusal(lang, why, out),
        Refusal::Desk(why) => refusal::desk::refusal(lang, why, out),
        Refusal::Suppression(why) => refusal::suppression::refusal(lang, why, out),
        Refusal::Feed(why) => refusal::feed::refusal(lang, why, out),
        Refusal::Handover(why) => refusal::handover::refusal(lang, why, out),
        Refusal::Drill(why) => refusal::drill::refusal(lang, why, out),
    }
}

/// Names whose act it is: who is refused must know whom to ask.
fn not_allowed(lang: Lang, roles: Roles, out: &mut String) {
    out.push_str(lang.pick("您的职责不能办. 须由", "your role may not. It is for: "));
    for (at, role) in roles.all().enumerate() {
        if at > 0 {
            out.push_str(lang.pick("、", ", "));
        }
        out.push_str(name::role(lang, role));
    }
    out.push_str(lang.pick("办理", ""));
}

/// Writes whose hands are still wanted under a release.
pub fn wanted(lang: Lang, wanted: Wanted, out: &mut String) {
    let hands = [
        (wanted.leaders, lang.pick("带班领导", "leader")),
        (wanted.finance, lang.pick("财务", "finance")),
        (wanted.either, lang.pick("带班领导或财务", "leader or finance")),
    ];
    let mut between = "";
    for (count, who) in hands.into_iter().filter(|(count, _)| *count > 0) {
        let _ = write!(out, "{between}{who} {count}");
        between = lang.pick("、", ", ");
    }
    out.push_str(lang.pick(" 人", ""));
}

/// Writes what should be said with an answer.
pub fn remark(lang: Lang, remark: &Remark, out: &mut String) {
    match remark {
        Remark::CameLater(count) => {
            let _ = match lang {
                Lang::Zh => write!(out, "此后又来 {count} 条报警, 请看"),
                Lang::En => write!(out, "{count} alarms came later: look again"),
            };
        }
        Remark::AlreadyAcknowledged(name) => {
            let who = if name.is_empty() { lang.pick("他人", "somebody else") } else { name };
            let _ = match lang {
                Lang::Zh => write!(out, "{who}已受理, 记为同时受理"),
                Lang::En => write!(out, "{who} had it already; noted beside theirs"),
            };
        }
        Remark::Unproved => {
            out.push_str(lang.pick("未署名, 交接班时列出", "not proved: it is listed at handover"));
        }
        Remark::HandsWanted(hands) => {
            out.push_str(lang.pick("款未出, 还要 ", "not released yet: wanted "));
            wanted(lang, *hands, out);
        }
        Remark::Repeated => {
            out.push_str(lang.pick("此前已办, 这是当时的答复", "done before: this is that answer"));
        }
    }
}

/// Writes what a draft asks: `受理 #1042`.
pub fn draft(lang: Lang, draft: &Draft, out: &mut String) {
    out.push_str(name::command(lang, draft));
    if let Some(incident) = draft.incident() {
        let _ = write!(out, " #{incident}");
    }
}

/// Writes what is wrong with a line of the command bar.
pub fn line_error(lang: Lang, error: &line::Error, out: &mut String) {
    let _ = match (lang, error) {
        (Lang::En, error) => write!(out, "{error}"),
        (Lang::Zh, line::Error::Empty) => write!(out, "空行"),
        (Lang::Zh, line::Error::TooLong) => write!(out, "超过 {} 字节", crate::limits::LINE_BYTES_MAX),
        (Lang::Zh, line::Error::UnknownVerb(verb)) => {
            write!(out, "没有 {verb} 这个命令. 程序里按 ? 列出全部命令")
        }
        (Lang::Zh, line::Error::IncidentMissing { verb, shape }) => {
            write!(out, "缺事件编号: {} {}", verb_zh(verb), self::shape(lang, shape))
        }
        (Lang::Zh, line::Error::NotANumber(typed)) => write!(out, "{typed} 不是事件编号"),
        (Lang::Zh, line::Error::UnknownDisposition(typed)) => {
            write!(out, "处置结果不明: {typed}. 写 已处置 测试 重复 未核实")
        }
        (Lang::Zh, line::Error::RepeatMissing) => write!(out, "不可撤回: 处置结果后再写一次事件编号"),
        (Lang::Zh, line::Error::WordWrong { verb, shape, given }) if given.is_empty() => {
            write!(out, "还缺少内容. 写成: {} {}", verb_zh(verb), self::shape(lang, shape))
        }
        (Lang::Zh, line::Error::WordWrong { verb, shape, given }) => {
            write!(out, "{given} 对不上. 写成: {} {}", verb_zh(verb), self::shape(lang, shape))
        }
        (Lang::Zh, line::Error::Surplus { verb, shape, given }) => {
            write!(out, "多了 {given}: {} {}", verb_zh(verb), self::shape(lang, shape))
        }
        (Lang::Zh, line::Error::IntakeMissing(verb)) => {
            write!(out, "{} 说的是选中事件的接报, 它没有接报. 写 并报 接报编号 N", verb_zh(verb))
        }
        (Lang::Zh, line::Error::TextMissing(verb)) => write!(out, "{} 要写明内容", verb_zh(verb)),
    };
}

/// Returns what follows a verb: the names of what is to be filled in are in the language, the words to be typed are not.
pub fn shape(lang: Lang, shape: &str) -> Cow<'_, str> {
    if lang == Lang::En {
        return Cow::Borrowed(shape);
    }
    let shape = shape.replace(", or ", " 或 ").replace(", where it has not answered", ": 未接令时");
    let shape = shape.replace("YYYY-MM-DD", "年-月-日");
    let shape = shape.replace(", which refused: nobody goes in its place", ": 该队拒令, 不另派");
    let mut out = String::with_capacity(shape.len() * 2);
    let mut word = String::new();
    for c in shape.chars().chain([' ']) {
        if c.is_ascii_uppercase() {
            word.push(c);
            continue;
        }
        let named = BLANKS.iter().find(|(blank, _)| *blank == word);
        out.push_str(named.map_or(word.as_str(), |(_, zh)| zh));
        word.clear();
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

/// What is to be filled in after a verb.
const BLANKS: [(&str, &str); 50] = [
    ("INJECT", "注入号"),
    ("PHASE", "阶段"),
    ("ITEM", "项"),
    ("MM", "分"),
    ("RUN", "演练名"),
    ("HH", "时"),
    ("SS", "秒"),
    ("INCIDENT", "事件"),
    ("B", "书签"),
    ("INPUT", "输入号"),
    ("SHEET", "校验码"),
    ("HANDOVER", "交接号"),
    ("FEED", "来源"),
    ("N", "编号"),
    ("M", "号"),
    ("C", "理赔号"),
    ("R", "预留号"),
    ("AMOUNT", "金额"),
    ("RECEIPT", "回单"),
    ("REASON", "理由"),
    ("CODE", "代号"),
    ("DELIVERY", "送达号"),
    ("MINUTES", "分钟"),
    ("INTAKE", "接报号"),
    ("TEXT", "内容"),
    ("INSURER", "保险机构"),
    ("NUMBER", "号"),
    ("PAYEE", "收款方"),
    ("PURPOSE", "用途"),
    ("EVIDENCE", "依据"),
    ("ORDER", "指示号"),
    ("SITE", "单位"),
    ("WHERE", "地点"),
    ("WARNING", "预警号"),
    ("TEAM", "队伍"),
    ("OTHER", "另一队"),
    ("TASK", "任务"),
    ("PLACE", "地点"),
    ("WHO", "谁"),
    ("FOR", "事由"),
    ("REFERENCE", "回执"),
    ("COUNT", "人数"),
    ("CAUSE", "原因"),
    ("STEP", "步骤"),
    ("DEVICE", "探测器"),
    ("DEVICES", "探测器"),
    ("SUPPRESSION", "抑制号"),
    ("PERSON", "同意人"),
    ("NOTE", "说明"),
    ("FIGURE", "银行余额"),
];

fn verb_zh(word: &'static str) -> &'static str {
    line::verbs().find(|verb| verb.word == word).map_or(word, |verb| verb.zh)
}

fn with_remark(lang: Lang, with: Option<&Remark>, out: &mut String) {
    if let Some(with) = with {
        out.push_str("  ");
        remark(lang, with, out);
    }
}
