//! The boxes of a drill: an inject, a phase, an observation, the end; and the way to the live desk.
//!
//! What they say is what the director is about to do to the team: the words that players will read stand in them whole.

use crate::language::fact::drill::rating;
use crate::language::page::PageWord;
use crate::language::{Lang, Word, name, text};
use crate::operations::command::Draft;
use crate::operations::drill::script::Words;
use crate::operations::drill::{About, Command, Rating};
use crate::operations::incident::Phase;
use crate::operations::listing::drill::{Condition, InjectRow, PhaseRow};
use crate::operations::reference::Code;
use crate::screen::form::{Act, Field, Finished, Form};

/// What a box of a drill is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// An inject is given.
    Give(Code),
    /// It is left out.
    Leave(Code),
    /// A phase begins.
    Enter(Phase),
    /// Something was seen.
    Observe(About),
    /// The team takes over from a recording.
    TakeOver,
    /// The drill ends.
    End,
    /// Something real happens.
    Real,
    /// The screen is left for that of the live desk.
    LiveDesk,
}

/// What directors write most, by a digit.
const OBSERVED: [(&str, &str); 6] = [
    ("分工清楚, 口令明确", "roles clear, orders plain"),
    ("报告要素齐全", "the report was complete"),
    ("信息传递慢", "word travelled slowly"),
    ("没有核实就处置", "acted without verifying"),
    ("没有清点人员", "people were not counted"),
    ("安全措施不到位", "safety measures were missing"),
];

/// Asks before an inject is given.
pub(crate) fn give(lang: Lang, row: &InjectRow) -> Form {
    let title = titled(lang.pick("注入", "give inject"), row, lang);
    let mut form = confirm(What::Give(row.code), title);
    let tells =
        if row.told.is_empty() { PageWord::ScriptTellsNothing.text(lang) } else { words(lang, &row.told) };
    form.lines = vec![format!("{}: {tells}", PageWord::ScriptTells.text(lang))];
    form
}

/// Asks before an inject is left out.
pub(crate) fn leave(lang: Lang, row: &InjectRow) -> Form {
    let mut form = confirm(What::Leave(row.code), titled(lang.pick("略过", "leave out"), row, lang));
    let said = lang.pick("略过以后不能再注入", "what is left out cannot be given any more");
    form.lines = vec![said.to_owned()];
    form
}

/// Asks before a phase begins: one Enter where its entry facts stand, why where they do not.
pub(crate) fn enter(lang: Lang, now: Option<&PhaseRow>, next: &PhaseRow) -> Form {
    let undone: Vec<&Words> =
        now.into_iter().flat_map(|row| &row.exit).filter(|(_, done)| !done).map(|(it, _)| it).collect();
    let what = What::Enter(next.phase);
    let title = format!(
        "{} {} {}",
        lang.pick("进入阶段", "enter phase"),
        next.phase.number(),
        name::phase(lang, next.phase)
    );
    let mut form = if next.is_ready {
        confirm(what, title)
    } else {
        let label = lang.pick("条件未齐, 为何现在进入", "its entry facts do not stand: why now");
        Form::new(Act::Drill(what), None, title, vec![Field::text(label, "", &[], lang)])
    };
    let missing = next.entry.iter().filter(|it| !next.is_ready && !it.stands);
    let said = |it: &Condition| format!("{}: {}", PageWord::ScriptMissing.text(lang), words(lang, &it.words));
    form.lines.extend(missing.map(said));
    let undone = undone.into_iter();
    form.lines.extend(undone.map(|it| format!("{}: {}", PageWord::ScriptUndone.text(lang), words(lang, it))));
    form
}

/// Asks how well something went, and what was seen.
pub(crate) fn observe(lang: Lang, about: About, called: &str) -> Form {
    let title = format!("{}  {called}", lang.pick("观察", "observe"));
    let fields = vec![
        Field::choice(lang.pick("评定", "rating"), Rating::ALL.map(|it| rating(lang, it))),
        Field::text(lang.pick("看到什么", "what was seen"), "", &OBSERVED, lang),
    ];
    Form::new(Act::Drill(What::Observe(about)), None, title, fields)
}

/// Asks before the team takes over.
pub(crate) fn take_over(lang: Lang) -> Form {
    let title = lang.pick("由队伍接手", "the team takes over").to_owned();
    let mut form = confirm(What::TakeOver, title);
    let said = lang.pick(
        "录像里人办的事从这里起不再发生, 由队伍决定",
        "from here on nothing happens that people did in the recording: the team decides",
    );
    form.lines = vec![said.to_owned()];
    form
}

/// Asks before the drill ends.
pub(crate) fn end(lang: Lang, waiting: Option<u16>) -> Form {
    let mut form = confirm(What::End, lang.pick("结束演练", "end the drill").to_owned());
    form.lines.extend(waiting.map(|waiting| match lang {
        Lang::Zh => format!("还有 {waiting} 条注入未给"),
        Lang::En => format!("{waiting} injects are still to come"),
    }));
    let after = lang.pick("结束后仍可记观察和整改", "observations are taken after the end, too");
    form.lines.push(after.to_owned());
    form
}

/// Asks before something real ends the drill; whoever sees it may say so.
pub(crate) fn real(lang: Lang) -> Form {
    let mut form = confirm(What::Real, text(lang, Word::RealSituation).to_owned());
    let said = lang.pick(
        "真的出事了: 演练对所有人立即结束, 不能恢复. 人人可以喊停",
        "something real has happened: the drill ends for everybody at once and cannot go on. Anybody may say so",
    );
    form.lines = vec![said.to_owned()];
    form
}

/// Asks before the screen is left for that of the live desk.
pub(crate) fn live_desk(lang: Lang) -> Form {
    let mut form = confirm(What::LiveDesk, text(lang, Word::LiveDeskGo).to_owned());
    form.lines = vec![text(lang, Word::LiveDeskLeave).to_owned()];
    form
}

/// Makes a draft of it.
pub(crate) fn finish(form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Act::Drill(what) = form.act else { return Err(form) };
    let command = match what {
        What::LiveDesk => return Ok(Finished::ToLiveDesk),
        What::Give(inject) => Command::Give { inject },
        What::Leave(inject) => Command::Leave { inject },
        What::Enter(phase) => {
            let reason = Some(form.text(0).to_owned()).filter(|reason| !reason.is_empty());
            Command::Enter { phase, reason }
        }
        What::Observe(about) => {
            let Some(rating) = form.choice(0).and_then(|at| Rating::ALL.get(at)) else { return Err(form) };
            Command::Observe { about, rating: *rating, text: form.text(1).to_owned() }
        }
        What::TakeOver => Command::TakeOver,
        What::End => Command::End,
        What::Real => Command::RealSituation,
    };
    Ok(Finished::Act(Draft::Drill(command)))
}

fn confirm(what: What, title: String) -> Form {
    Form::new(Act::Drill(what), None, title, vec![Field::Confirm])
}

fn titled(does: &str, row: &InjectRow, lang: Lang) -> String {
    format!("{does}  {} {}", row.code, words(lang, &row.title))
}

/// Returns the words of a script; its Chinese where it has no English.
pub(crate) fn words(lang: Lang, words: &Words) -> &str {
    if words.en.is_empty() { &words.zh } else { lang.pick(&words.zh, &words.en) }
}
