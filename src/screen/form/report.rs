//! The box of a report (首报 续报 终报): its whole text, what is still to be checked, one Enter to the leader; once it is
//! signed, how it goes upward.

use crate::document::report as document;
use crate::language::{Lang, Word, course, time};
use crate::operations::call::Purpose;
use crate::operations::command::Draft;
use crate::operations::report::{Channel, Command, Kind, Stage};
use crate::operations::snapshot::Dossier;
use crate::screen::form::{Act, Field, Finished, Form};
use crate::screen::state::Screen;
use crate::text::bounded;
use crate::units::IncidentId;

/// What stands between the lines of a report: the chain holds a text on one line.
pub(crate) const BETWEEN: &str = "  ";

/// What a line says where nobody knows yet.
const UNKNOWN: &str = "待核";

/// What can be done with a signed report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Upward {
    /// It is told by telephone.
    Phone(u16),
    /// It went in writing.
    Written(u16),
    /// The next one is drafted.
    Next,
}

/// Opens the box for the selected incident.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    let lang = screen.lang;
    let ways = ways(dossier);
    if !ways.is_empty() {
        let options = ways.iter().map(|way| match way {
            Upward::Phone(number) => format!("{number} {}", lang.pick("电话上报", "tell by telephone")),
            Upward::Written(number) => {
                format!("{number} {}", lang.pick("书面已报, 记回执", "went in writing: receipt"))
            }
            Upward::Next => lang.pick("写下一份报告", "draft the next report").to_owned(),
        });
        let fields =
            vec![Field::choice(lang.pick("已签发: 怎样上报", "signed: how does it go upward"), options)];
        let title = lang.pick("上报", "send upward").to_owned();
        return Ok(Form::new(Act::Upward(ways.clone()), Some(dossier.incident.id), title, fields));
    }
    if dossier.reports.iter().any(|report| report.stage == Stage::Submitted) {
        return Err(Word::ReportWaits);
    }
    text_of(screen, dossier)
}

/// Makes a draft of it, or opens the slip to the duty office above.
pub(crate) fn finish(screen: &Screen, form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Some(incident) = form.target else { return Err(form) };
    match &form.act {
        Act::Report(kind, text) => {
            let (kind, text) = (*kind, text.clone());
            Ok(Finished::Act(Draft::Report(Command::Submit { incident, kind, text })))
        }
        Act::Upward(ways) => {
            let way = form.choice(0).and_then(|at| ways.get(at)).copied();
            match way {
                Some(way) => upward(screen, form, incident, way),
                None => Err(form),
            }
        }
        _ => Err(form),
    }
}

fn upward(
    screen: &Screen,
    mut form: Box<Form>,
    incident: IncidentId,
    way: Upward,
) -> Result<Finished, Box<Form>> {
    let dossier = screen.dossier.as_deref().filter(|dossier| dossier.incident.id == incident);
    let Some(dossier) = dossier else {
        form.refuse(0, Word::LoadingDossier);
        return Err(form);
    };
    match way {
        Upward::Phone(number) => {
            let offer = dossier.offers.iter().find(|offer| offer.purpose == Purpose::Report(number));
            let Some(offer) = offer else {
                form.refuse(0, Word::NobodyToCall);
                return Err(form);
            };
            Ok(Finished::Slip(*offer))
        }
        Upward::Written(number) if form.fields.len() > 1 => {
            let receipt = bounded(form.text(1));
            let channel = Channel::Written;
            Ok(Finished::Act(Draft::Report(Command::Send { incident, number, channel, receipt })))
        }
        Upward::Written(_) => {
            let label = screen.lang.pick("回执编号 (可空)", "receipt (may be empty)");
            form.fields.push(Field::text(label, "", &[], screen.lang).or_empty());
            form.at = 1;
            Ok(Finished::Next(form))
        }
        Upward::Next => match text_of(screen, dossier) {
            Ok(next) => Ok(Finished::Next(Box::new(next))),
            Err(word) => {
                form.refuse(0, word);
                Err(form)
            }
        },
    }
}

/// Returns what is left to do with signed reports; nothing while all went both ways.
fn ways(dossier: &Dossier) -> Vec<Upward> {
    let mut ways = Vec::new();
    for report in dossier.reports.iter().filter(|report| matches!(report.stage, Stage::Signed(_))) {
        if report.phoned.is_none()
            && dossier.offers.iter().any(|it| it.purpose == Purpose::Report(report.number))
        {
            ways.push(Upward::Phone(report.number));
        }
        if report.written.is_none() {
            ways.push(Upward::Written(report.number));
        }
    }
    let waits = dossier.reports.iter().any(|report| report.stage == Stage::Submitted);
    if !ways.is_empty() && dossier.form.is_some() && !waits {
        ways.push(Upward::Next);
    }
    ways
}

fn text_of(screen: &Screen, dossier: &Dossier) -> Result<Form, Word> {
    let lang = screen.lang;
    let wanted = dossier.form.as_ref().ok_or(Word::NoReport)?;
    let drafted = document::draft(lang, dossier, wanted, screen.now, screen.options.utc_offset);
    let marked = screen.is_drill().then(|| mark(lang, &drafted));
    let lines: Vec<String> = marked.into_iter().chain(drafted.lines().map(str::to_owned)).collect();
    let open = lines.iter().filter(|line| line.contains(UNKNOWN)).count();
    let text = lines.join(BETWEEN);
    let title = format!("{} {}", course::report(lang, wanted.kind), wanted.number);
    let act = Act::Report(wanted.kind, text);
    let mut form = Form::new(act, Some(dossier.incident.id), title, vec![Field::Confirm]);
    form.lines = lines;
    if open > 0 {
        form.lines.push(match lang {
            Lang::Zh => format!("{open} 栏待核; 空格或 pgdn 往下看, Enter 送带班领导签发"),
            Lang::En => format!(
                "{open} lines are not known yet; space or pgdn reads on, Enter gives it to the leader"
            ),
        });
    }
    returned(screen, dossier, wanted.kind, &mut form);
    Ok(form)
}

/// Returns the first line of a report of a drill: it is in the text itself, wherever that is shown or read later.
fn mark(lang: Lang, drafted: &str) -> String {
    let is_chinese = drafted.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let lang = if is_chinese { Lang::Zh } else { lang };
    crate::language::text(lang, Word::DrillSpoken).to_owned()
}

/// Says what the leader wants corrected, where the last one came back.
fn returned(screen: &Screen, dossier: &Dossier, kind: Kind, form: &mut Form) {
    let back = dossier.reports.iter().rev().find(|report| report.kind == kind);
    let Some(Stage::Returned(at)) = back.map(|report| report.stage) else { return };
    let reason = screen.log.iter().find(|entry| entry.kind == "report.returned");
    let mut line = screen.lang.pick("领导退回 ", "the leader returned it ").to_owned();
    time::clock(at, screen.options.utc_offset, &mut line);
    line.push_str(": ");
    line.push_str(reason.and_then(|entry| entry.text.as_deref()).unwrap_or_default());
    form.lines.insert(0, line);
}
