//! The box that signs or decides (签): a report, a response level, money; what is signed stands in it whole.

use crate::language::{Word, course, name, time};
use crate::operations::command::Draft;
use crate::operations::line::amount;
use crate::operations::order;
use crate::operations::order::ResponseLevel;
use crate::operations::report::{self, Kind};
use crate::operations::snapshot::{Dossier, Waiting};
use crate::operations::{pool, reference};
use crate::screen::edit::Edit;
use crate::screen::form::level::LEVELS;
use crate::screen::form::report::BETWEEN;
use crate::screen::form::signature::{self, Own};
use crate::screen::form::{Act, Field, Finished, Form, Reads, release};
use crate::screen::pane::dossier::said;
use crate::screen::state::Screen;
use crate::screen::theme::Scope;
use crate::screen::waiting::incident_of;
use crate::units::{Fen, IncidentId, ReservationId};
use std::fmt::Write;
use std::time::Instant as Moment;

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paper {
    /// A report, by its number.
    Report(u16),
    /// A response level that was proposed.
    Level(ResponseLevel),
    /// Money that was set aside.
    Post(ReservationId),
    /// A signature or a review that is owed for money that left.
    Owed(release::What),
}

/// What a leader wants corrected, by a digit.
const CORRECTIONS: [(&str, &str); 4] = [
    ("人数要再核", "check the count of people again"),
    ("起火部位和物质写清楚", "say clearly where and what burns"),
    ("措施按时间写", "give the measures with their times"),
    ("删去推测, 只写已核实的", "no guesses: only what is verified"),
];

impl Screen {
    /// Opens what waits on the selected incident; else goes to the incident where something waits.
    pub(crate) fn sign_next(&mut self, now: Moment) {
        let selected = self.list.selected;
        let waiting = self.snapshot.as_ref().map(|it| it.waiting.clone()).unwrap_or_default();
        let here = |it: &&Waiting| Some(incident_of(it)) == selected;
        if waiting.iter().any(|it| here(&it)) {
            let opened = open(self);
            return self.open_form(opened, now);
        }
        let Some(elsewhere) = waiting.iter().map(incident_of).find(|id| self.view(*id).is_some()) else {
            return self.say(Word::NothingToSign, Scope::Message, now);
        };
        self.select(Some(elsewhere));
        self.list.reveal();
        self.say_about(elsewhere, Word::SignHere, Scope::Message, now);
    }
}

/// Opens the box for the selected incident; where several things wait, it asks which.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    let lang = screen.lang;
    let papers = papers(screen, dossier.incident.id);
    match papers.as_slice() {
        [] => Err(Word::NothingToSign),
        [paper] => of(screen, dossier, *paper),
        _ => {
            let options = papers.iter().map(|paper| match paper {
                Paper::Report(number) => format!("{} {number}", lang.pick("签发报告", "sign report")),
                Paper::Level(level) => {
                    format!("{} {}", lang.pick("响应级别", "response"), course::response(lang, *level))
                }
                Paper::Post(id) => format!("{} {id}", lang.pick("资金授权", "authorise money")),
                Paper::Owed(what) => release::named(lang, Some(dossier), *what),
            });
            let fields = vec![Field::choice(lang.pick("签哪一件", "which one"), options)];
            let title = lang.pick("待签", "to be signed").to_owned();
            Ok(Form::new(Act::Papers(papers.clone()), Some(dossier.incident.id), title, fields))
        }
    }
}

/// Opens the box of one thing that waits.
pub(crate) fn open_one(screen: &Screen, waiting: &Waiting) -> Result<Form, Word> {
    let incident = incident_of(waiting);
    let dossier = screen.dossier.as_deref().filter(|it| it.incident.id == incident);
    of(screen, dossier.ok_or(Word::LoadingDossier)?, paper(waiting))
}

/// Signs, decides or returns.
pub(crate) fn finish(screen: &Screen, mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Some(incident) = form.target else { return Err(form) };
    let paper = match &form.act {
        Act::Papers(papers) => {
            let paper = form.choice(0).and_then(|at| papers.get(at)).copied();
            let dossier = screen.dossier.as_deref().filter(|it| it.incident.id == incident);
            let (Some(paper), Some(dossier)) = (paper, dossier) else { return Err(form) };
            return match of(screen, dossier, paper) {
                Ok(next) => Ok(Finished::Next(Box::new(next))),
                Err(word) => {
                    form.refuse(0, word);
                    Err(form)
                }
            };
        }
        Act::Sign(paper) => *paper,
        _ => return Err(form),
    };
    match paper {
        Paper::Report(number) => finish_report(screen, form, incident, number),
        Paper::Level(proposed) => {
            let Some(at) = form.choice(0) else { return Err(form) };
            let level = if at == 0 { Some(proposed) } else { LEVELS.get(at - 1).copied() };
            let draft = Draft::Order(order::Command::Decide { incident, level });
            Ok(signature::signed(screen, &form, draft))
        }
        Paper::Post(reservation) => {
            let Some(sum) = amount(form.text(0)) else {
                form.refuse(0, Word::FormAmount);
                return Err(form);
            };
            let draft = Draft::Pool(pool::Command::Post { reservation, amount: sum, repeated: incident });
            Ok(signature::signed(screen, &form, draft))
        }
        // Its box is one of its own.
        Paper::Owed(_) => Err(form),
    }
}

fn finish_report(
    screen: &Screen,
    mut form: Box<Form>,
    incident: IncidentId,
    number: u16,
) -> Result<Finished, Box<Form>> {
    let asked = form.fields.len() > 1;
    match (form.choice(0), asked) {
        (Some(0), false) => {
            form.fields.extend(signature::fields(screen, own(screen)));
            form.at = 1;
            Ok(Finished::Next(form))
        }
        (Some(0), true) => {
            let draft = Draft::Report(report::Command::Sign { incident, number });
            Ok(signature::signed(screen, &form, draft))
        }
        (Some(_), false) => {
            let label = screen.lang.pick("要改什么, 一句话", "what is to be corrected");
            form.fields.push(Field::text(label, "", &CORRECTIONS, screen.lang));
            // A session that came by its code alone proves itself by this one act.
            if !screen.session.proved {
                form.fields.extend(signature::fields(screen, own(screen)));
            }
            form.at = 1;
            Ok(Finished::Next(form))
        }
        (Some(_), true) => {
            let reason = form.text(1).to_owned();
            let draft = Draft::Report(report::Command::Return { incident, number, reason });
            let signs = form.fields.len() > 2;
            Ok(if signs { signature::signed(screen, &form, draft) } else { Finished::Act(draft) })
        }
        (None, _) => Err(form),
    }
}

/// Returns whether a leader sits at this screen; else the leader gives their code.
fn own(screen: &Screen) -> Own {
    if screen.session.role == reference::Role::Leader { Own::Signs } else { Own::Other }
}

fn papers(screen: &Screen, incident: IncidentId) -> Vec<Paper> {
    let Some(snapshot) = &screen.snapshot else { return Vec::new() };
    let here = snapshot.waiting.iter().filter(|it| incident_of(it) == incident);
    here.map(paper).collect()
}

const fn paper(waiting: &Waiting) -> Paper {
    match *waiting {
        Waiting::Report { number, .. } => Paper::Report(number),
        Waiting::Level { level, .. } => Paper::Level(level),
        Waiting::Post { reservation, .. } => Paper::Post(reservation),
        Waiting::Countersign { reservation, .. } => Paper::Owed(release::What::Countersign(reservation)),
        Waiting::Review { reservation, .. } => Paper::Owed(release::What::Review(reservation)),
    }
}

fn of(screen: &Screen, dossier: &Dossier, paper: Paper) -> Result<Form, Word> {
    match paper {
        Paper::Report(number) => report_form(screen, dossier, number),
        Paper::Level(level) => Ok(level_form(screen, dossier, level)),
        Paper::Post(reservation) => post_form(screen, dossier, reservation),
        Paper::Owed(what) => release::of(screen, dossier, what),
    }
}

/// Shows the text that was submitted: nobody signs what they have not before them.
fn report_form(screen: &Screen, dossier: &Dossier, number: u16) -> Result<Form, Word> {
    let lang = screen.lang;
    let row =
        dossier.reports.iter().rev().find(|report| report.number == number).ok_or(Word::LoadingDossier)?;
    let text = said(&screen.log, "report.submitted", row.digest).ok_or(Word::SignTextMissing)?;
    let options = vec![
        ('S', lang.pick("签发 (再输口令)", "sign (passphrase follows)").to_owned()),
        ('e', lang.pick("退回改正, 写一句", "return it, with a sentence").to_owned()),
    ];
    let asked = lang.pick("空格或 pgdn 往下看", "space or pgdn reads on").to_owned();
    let fields = vec![Field::Choice { label: asked, options, chosen: None }];
    let title = format!("{} {} {number}", lang.pick("签发", "sign"), course::report(lang, row.kind));
    let mut form = Form::new(Act::Sign(Paper::Report(number)), Some(dossier.incident.id), title, fields);
    form.lines = text.split(BETWEEN).map(str::to_owned).collect();
    if row.kind == Kind::First {
        let unknown = form.lines.iter().filter(|line| line.contains("待核")).count();
        form.lines.push(format!("{}: {unknown}", lang.pick("待核栏数", "lines not known yet")));
    }
    Ok(form)
}

fn level_form(screen: &Screen, dossier: &Dossier, proposed: ResponseLevel) -> Form {
    let lang = screen.lang;
    let named = |level| course::response(lang, level).to_owned();
    // S decides as proposed; a digit takes another level, as on the box that proposes one.
    let mut options = vec![('S', format!("{}  {}", named(proposed), lang.pick("(建议)", "(proposed)")))];
    options.extend(('1'..='4').zip(LEVELS.map(named)));
    options.push(('5', lang.pick("不启动", "no response").to_owned()));
    let label = lang.pick("定为哪一级", "which level is set").to_owned();
    let mut fields = vec![Field::Choice { label, options, chosen: None }];
    fields.extend(signature::fields(screen, own(screen)));
    let title = lang.pick("定响应级别", "decide the response level").to_owned();
    let mut form = Form::new(Act::Sign(Paper::Level(proposed)), Some(dossier.incident.id), title, fields);
    form.lines.extend(proposal(screen, dossier, proposed));
    form.lines.extend(reasons(screen, dossier));
    form
}

/// Says who proposed a level, and when.
fn proposal(screen: &Screen, dossier: &Dossier, proposed: ResponseLevel) -> Option<String> {
    let (_, at) = dossier.response.and_then(|response| response.proposed)?;
    let lang = screen.lang;
    let mut line = format!("{} {} ", course::response(lang, proposed), lang.pick("建议", "proposed"));
    time::clock(at, screen.options.utc_offset, &mut line);
    let entry = screen.log.iter().find(|entry| entry.kind == "response.proposed");
    if let Some(entry) = entry {
        let _ = write!(line, "  {}", crate::language::entry::actor(lang, &entry.actor));
    }
    Some(line)
}

/// Returns the facts by which a level is proposed and decided.
pub(crate) fn reasons(screen: &Screen, dossier: &Dossier) -> Vec<String> {
    let lang = screen.lang;
    let view = &dossier.incident;
    let mut lines = Vec::new();
    let mut line = format!("{} {}", name::family(lang, view.family), view.place);
    if let Some(verdict) = view.verdict {
        let _ = write!(line, "  {}", course::verdict(lang, verdict));
    }
    let _ = write!(line, "  {} {}", lang.pick("证据级", "evidence"), view.level.0);
    let _ = write!(line, "  {} {}", lang.pick("单位风险", "site risk"), name::risk(lang, view.risk));
    if let Some(scene) = view.scene {
        let _ = write!(line, "  {}", course::scene(lang, scene));
    }
    lines.push(line);
    let people = view.people;
    let known = [
        (lang.pick("应到", "expected"), people.expected),
        (lang.pick("清点", "counted"), people.counted),
        (lang.pick("失联", "missing"), people.missing),
        (lang.pick("被困", "trapped"), people.trapped),
        (lang.pick("伤", "hurt"), people.hurt),
        (lang.pick("亡", "dead"), people.dead),
    ];
    let known: Vec<String> =
        known.iter().filter_map(|(label, count)| count.map(|count| format!("{label} {count}"))).collect();
    if !known.is_empty() {
        lines.push(known.join("  "));
    }
    lines.extend(dossier.site.iter().flat_map(|site| &site.hazards).map(ToString::to_string));
    if let Some((level, at)) = dossier.response.and_then(|response| response.decided) {
        let mut line = format!("{} {} ", lang.pick("现为", "now"), course::response(lang, level));
        time::clock(at, screen.options.utc_offset, &mut line);
        lines.push(line);
    }
    lines
}

fn post_form(screen: &Screen, dossier: &Dossier, id: ReservationId) -> Result<Form, Word> {
    let lang = screen.lang;
    let row = dossier.reservations.iter().find(|row| row.id == id).ok_or(Word::LoadingDossier)?;
    let ledger = screen.snapshot.as_ref().map(|snapshot| snapshot.status.pool).ok_or(Word::LoadingDossier)?;
    let text = reserved(screen, id).ok_or(Word::SignTextMissing)?;
    let maker = screen.snapshot.iter().flat_map(|snapshot| &snapshot.waiting).find_map(|it| match it {
        Waiting::Post { reservation, maker, .. } if *reservation == id => Some(*maker),
        Waiting::Post { .. }
        | Waiting::Report { .. }
        | Waiting::Level { .. }
        | Waiting::Countersign { .. }
        | Waiting::Review { .. } => None,
    });
    // Who set it aside never posts it: somebody else gives code and passphrase at this terminal.
    let is_maker = maker.is_some_and(|maker| maker.eq_ignore_ascii_case(&screen.officer));
    let own = if is_maker { Own::Other } else { Own::Signs };
    // All who sign sign the same sum.
    let sum = if row.agreed.0 > 0 { row.agreed } else { row.amount };
    let yuan = format!("{}.{:02}", sum.0 / 100, sum.0 % 100);
    let mut fields = vec![
        Field::digits(
            lang.pick("授权金额 (元), 余下退回", "yuan authorised; the rest is free again"),
            Reads::Yuan,
            &yuan,
        ),
        Field::Repeat { of: dossier.incident.id, edit: Edit::default() },
    ];
    fields.extend(signature::fields(screen, own));
    let title = format!("{} {id}", lang.pick("资金授权 (不可撤回)", "authorise money (cannot be undone)"));
    let mut form = Form::new(Act::Sign(Paper::Post(id)), Some(dossier.incident.id), title, fields);
    form.lines.push(format!("{}  {}", row.amount, text));
    form.lines.push(format!("{} {}", lang.pick("经办", "set aside by"), row.maker));
    if let pool::Owes::Hands(hands) = row.owes
        && (hands.leaders > 0 || hands.finance > 0)
    {
        let mut line = format!("{} ", lang.pick("按限额须签字", "within the limit it wants"));
        crate::language::answer::wanted(lang, hands, &mut line);
        form.lines.push(line);
    }
    // What is set aside is free no more: the available sum was this much larger before.
    let before = Fen(ledger.available.0.saturating_add(row.amount.0));
    form.lines.push(format!(
        "{} {before} -> {}   {} {}",
        lang.pick("可用", "available"),
        ledger.available,
        lang.pick("余额", "balance"),
        ledger.balance
    ));
    Ok(form)
}

/// Finds who gets a reservation, what for, and what proves it; a body of the log is plain values behind their names.
fn reserved(screen: &Screen, id: ReservationId) -> Option<&str> {
    let field = format!("reservation {id} ");
    let entry = screen.log.iter().find(|entry| entry.kind == "pool.reserved" && entry.body.contains(&field));
    entry.and_then(|entry| entry.text.as_deref())
}
