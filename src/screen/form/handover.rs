//! The box of the handover (交接班): the outgoing officer offers, the incoming one signs for what they have read.
//!
//! Who sits at the terminal acts by their session; anybody else gives code and passphrase for this one act.

use crate::language::Word;
use crate::language::fact::handover::{keys, sums};
use crate::operations::command::Draft;
use crate::operations::handover::{Command, Item, Keys, SheetCode};
use crate::operations::listing::handover::{Head, Row, What};
use crate::operations::listing::{Listing, Rows};
use crate::operations::reference::{Code, Role};
use crate::screen::edit::Edit;
use crate::screen::form::signature::signed;
use crate::screen::form::{Act, Field, Finished, Form};
use crate::screen::pane::dossier::said;
use crate::screen::state::Screen;
use crate::units::HandoverId;

/// What the box is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Which of these is done.
    Menu(Vec<Choice>),
    /// The desk is offered to one of these.
    Offer(Vec<Code>),
    /// The desk is taken, by the sheet of this code.
    Take(SheetCode),
    /// A signature that was missing is given.
    Sign(HandoverId),
}

/// What may be done with the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// It is offered.
    Offer,
    /// It is taken.
    Take,
    /// The offer is taken back or declined.
    Withdraw,
    /// A signature is given that was missing.
    Sign(HandoverId),
}

/// What an outgoing officer tells, by a digit.
const NOTES: [(&str, &str); 4] = [
    ("无其他交代", "nothing else"),
    ("未办结事项已当面说明", "what is open was told face to face"),
    ("对讲机缺一台, 送修", "one radio missing, at repair"),
    ("钥匙缺一把, 已登记", "one key missing, noted"),
];

/// Opens the box: what can be done with the desk now.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let lang = screen.lang;
    let head = head(screen).ok_or(Word::LoadingDossier)?;
    let mut can = match &head.offer {
        Some(_) => vec![Choice::Take, Choice::Withdraw],
        None => vec![Choice::Offer, Choice::Take],
    };
    can.extend(rows(screen).iter().filter_map(|row| match row.item {
        Item::Unsigned(id) => Some(Choice::Sign(id)),
        _ => None,
    }));
    can.truncate(9);
    let options: Vec<String> = can.iter().map(|it| option(screen, head, *it)).collect();
    let fields = vec![Field::choice(lang.pick("办哪一件", "which one"), options)];
    let title = lang.pick("交接班", "handover").to_owned();
    let mut form = Form::new(Act::Handover(Stage::Menu(can)), None, title, fields);
    form.lines = lines(screen, head);
    Ok(form)
}

/// Goes on, or makes a draft.
pub(crate) fn finish(screen: &Screen, mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Act::Handover(stage) = form.act.clone() else { return Err(form) };
    match stage {
        Stage::Menu(can) => {
            let (Some(chosen), Some(head)) = (form.choice(0).and_then(|at| can.get(at)), head(screen)) else {
                return Err(form);
            };
            match chosen {
                Choice::Withdraw => Ok(Finished::Act(Draft::Handover(Command::Withdraw))),
                Choice::Offer => Ok(Finished::Next(Box::new(offer(screen, head)))),
                Choice::Take => Ok(Finished::Next(Box::new(take(screen, head)))),
                Choice::Sign(id) => Ok(Finished::Next(Box::new(sign(screen, *id)))),
            }
        }
        Stage::Offer(officers) => {
            let (Some(to), Some(at)) = (form.choice(0).and_then(|at| officers.get(at)), form.choice(1))
            else {
                return Err(form);
            };
            let keys = Keys::ALL.get(at).copied().unwrap_or(Keys::Missing);
            let note = Some(form.text(2).to_owned()).filter(|note| !note.is_empty());
            if keys == Keys::Missing && note.is_none() {
                form.refuse(2, Word::FormEmpty);
                return Err(form);
            }
            Ok(given(screen, &form, Draft::Handover(Command::Offer { to: *to, keys, note })))
        }
        Stage::Take(sheet) => Ok(given(screen, &form, Draft::Handover(Command::Take { sheet }))),
        Stage::Sign(handover) => Ok(given(screen, &form, Draft::Handover(Command::Sign { handover }))),
    }
}

/// Sends it by the session, or by the code and passphrase that the box asked for.
fn given(screen: &Screen, form: &Form, draft: Draft) -> Finished {
    let is_signed = form.fields.iter().any(|field| matches!(field, Field::Secret { .. }));
    if is_signed { signed(screen, form, draft) } else { Finished::Act(draft) }
}

fn option(screen: &Screen, head: &Head, what: Choice) -> String {
    let lang = screen.lang;
    match (what, &head.offer) {
        (Choice::Offer, _) => {
            format!("{} ({})", lang.pick("交班", "hand over"), head.name)
        }
        (Choice::Take, Some(offer)) => {
            format!("{} ({})", lang.pick("接班, 看过交接单", "take over, the sheet was read"), offer.name)
        }
        (Choice::Take, None) => {
            lang.pick("接班, 交班人未签", "take over without the outgoing signature").to_owned()
        }
        (Choice::Withdraw, _) => lang.pick("撤回, 暂不交接", "not now: take the offer back").to_owned(),
        (Choice::Sign(id), _) => format!("{} {id}", lang.pick("补签交接", "sign handover")),
    }
}

fn offer(screen: &Screen, head: &Head) -> Form {
    let lang = screen.lang;
    let officers: Vec<Code> = head.officers.iter().map(|(code, _)| *code).collect();
    let names = head.officers.iter().map(|(code, name)| format!("{name} {code}"));
    let mut fields = vec![
        Field::choice(lang.pick("交给谁", "to whom"), names),
        Field::choice(
            lang.pick("设备、钥匙当面点过", "equipment and keys, counted together"),
            Keys::ALL.map(|it| keys(lang, it)),
        ),
        Field::text(lang.pick("交代事项", "what they must know"), "", &NOTES, lang).or_empty(),
    ];
    fields.extend(signature(screen, &head.code));
    let title = format!("{}  {}", lang.pick("交班", "hand over"), head.name);
    let mut form = Form::new(Act::Handover(Stage::Offer(officers)), None, title, fields);
    form.lines = lines(screen, head);
    form
}

fn take(screen: &Screen, head: &Head) -> Form {
    let lang = screen.lang;
    let (to, name) = head.offer.as_ref().map_or((Code::new(), ""), |offer| (offer.to, &offer.name));
    let fields = signature(screen, &to);
    let title = format!("{}  {name}", lang.pick("接班签字", "take over: signature"));
    let mut form = Form::new(Act::Handover(Stage::Take(head.sums.code)), None, title, fields);
    form.lines = lines(screen, head);
    form
}

fn sign(screen: &Screen, id: HandoverId) -> Form {
    let lang = screen.lang;
    let row = rows(screen).iter().find(|row| row.item == Item::Unsigned(id));
    let mut said = String::new();
    if let Some(What::Unsigned { from, to, .. }) = row.map(|row| &row.what) {
        said = format!("{from} -> {to}");
    }
    let own = if screen.session.role == Role::Leader {
        Code::new()
    } else {
        crate::text::bounded(&screen.lists.officer)
    };
    let fields = signature(screen, &own);
    let title = format!("{} {id}", lang.pick("补签交接", "sign handover"));
    let mut form = Form::new(Act::Handover(Stage::Sign(id)), None, title, fields);
    form.lines =
        vec![said, lang.pick("交班人本人或带班领导签", "signed by that officer, or by a leader").to_owned()];
    form
}

/// Returns the fields by which an officer signs: one Enter for who sits here and has proved it, else code and passphrase.
fn signature(screen: &Screen, officer: &Code) -> Vec<Field> {
    let sits_here = officer.is_empty() || officer.eq_ignore_ascii_case(&screen.lists.officer);
    if sits_here && screen.session.proved && !(officer.is_empty() && is_on_duty(screen)) {
        return vec![Field::Confirm];
    }
    vec![Field::Officer { edit: Edit::proposed(officer) }, Field::Secret { edit: Edit::default() }]
}

/// Returns whether who sits here has the desk: somebody else takes it.
fn is_on_duty(screen: &Screen) -> bool {
    head(screen).is_some_and(|head| head.code.eq_ignore_ascii_case(&screen.lists.officer))
}

fn lines(screen: &Screen, head: &Head) -> Vec<String> {
    let lang = screen.lang;
    let mut figures = String::new();
    sums(lang, &head.sums, &mut figures);
    let mut lines = vec![figures];
    if let Some(offer) = &head.offer {
        let from = if head.code == offer.from { &*head.name } else { offer.from.as_str() };
        let mut said_by = format!("{from} -> {}  {}", offer.name, keys(lang, offer.keys));
        if let Some(digest) = offer.note {
            let told = said(screen.journal.entries(), "handover.offered", digest);
            let told = told.unwrap_or_else(|| lang.pick("见日志 (8)", "see the journal (8)"));
            said_by.push_str(lang.pick("  交代: ", "  says: "));
            said_by.push_str(told);
        }
        lines.push(said_by);
    }
    if head.sums.life_risk > 0 {
        lines.push(crate::language::page::PageWord::SheetGrave.text(lang).to_owned());
    }
    lines
}

/// Returns the lines of a box of the offered desk as they read now; none for another box, or another sheet.
pub(crate) fn reread(screen: &Screen, form: &Form) -> Option<Vec<String>> {
    let head = head(screen)?;
    match &form.act {
        Act::Handover(Stage::Menu(_)) => Some(lines(screen, head)),
        Act::Handover(Stage::Take(sheet)) if *sheet == head.sums.code => Some(lines(screen, head)),
        _ => None,
    }
}

fn rows(screen: &Screen) -> &[Row] {
    match screen.lists.of(Listing::Handover).window.as_deref().map(|window| &window.rows) {
        Some(Rows::Handover(rows)) => rows,
        Some(_) | None => &[],
    }
}

/// Returns the head of the sheet as the screen shows it.
fn head(screen: &Screen) -> Option<&Head> {
    rows(screen).iter().find_map(|row| if let What::Head(head) = &row.what { Some(&**head) } else { None })
}
