//! The boxes of money that goes out otherwise than by the second officer's hand: agreed by telephone, signed afterwards, to save
//! life, reviewed; and of the daily close.
//!
//! Each is signed at once: the passphrase is its last field.

use crate::language::{Lang, Word};
use crate::operations::command::Draft;
use crate::operations::line::amount;
use crate::operations::pool::{self, Finding, Owes, Stage, View};
use crate::operations::snapshot::Dossier;
use crate::screen::edit::Edit;
use crate::screen::form::signature::{self, Own};
use crate::screen::form::{Act, Field, Finished, Form, Reads};
use crate::screen::state::Screen;
use crate::text::bounded;
use crate::units::ReservationId;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// 电话同意.
    Consent(ReservationId),
    /// 补签.
    Countersign(ReservationId),
    /// 紧急拨付.
    Override(ReservationId),
    /// 复核.
    Review(ReservationId),
    /// 日结.
    CloseDay,
}

/// What money saves life with, by a digit.
const REASONS: [(&str, &str); 3] = [
    ("救人急需, 来不及按限额签字", "lives depend on it: no time for all hands"),
    ("伤员送医", "the injured go to hospital"),
    ("抢险机械必须马上到", "machines are needed at once"),
];

/// What a review says, by a digit.
const NOTES: [(&str, &str); 2] = [
    ("情况属实, 用途相符", "as it was said, used as it was said"),
    ("用途或金额不符", "another use, or another sum"),
];

/// Returns what can be done with a reservation beside what its stage allows.
pub(crate) fn of_row(row: &View, life_risk: bool) -> Vec<What> {
    let mut all = Vec::new();
    if row.stage == Stage::Reserved {
        all.push(What::Consent(row.id));
        all.extend(life_risk.then_some(What::Override(row.id)));
    }
    match row.owes {
        Owes::Signature(_) => all.push(What::Countersign(row.id)),
        Owes::Review => all.push(What::Review(row.id)),
        Owes::Nothing | Owes::Hands(_) | Owes::LessThanAll => {}
    }
    all
}

/// Returns what it is called.
pub(crate) fn named(lang: Lang, dossier: Option<&Dossier>, what: What) -> String {
    let row = |id: ReservationId, word: &str| {
        let row = dossier.and_then(|it| it.reservations.iter().find(|row| row.id == id));
        let sum = row.map(|row| if row.posted.0 > 0 { row.posted } else { row.amount });
        format!("{word} {id}  {}", sum.map(|sum| sum.to_string()).unwrap_or_default())
    };
    match what {
        What::Consent(id) => row(id, lang.pick("电话同意拨付 (待补签)", "post by telephone consent")),
        What::Countersign(id) => row(id, lang.pick("补签电话同意", "sign what was agreed by telephone")),
        What::Override(id) => {
            row(id, lang.pick("紧急拨付 (24小时内复核)", "life-saving override (reviewed in 24 h)"))
        }
        What::Review(id) => row(id, lang.pick("复核紧急拨付", "review the override")),
        What::CloseDay => lang.pick("日结: 核对银行余额", "close the day: the bank's figure").to_owned(),
    }
}

/// Opens the daily close; the second who states the figure types it again, from the bank's statement.
pub(crate) fn close_day(screen: &Screen) -> Result<Form, Word> {
    let ledger = screen.snapshot.as_ref().map(|snapshot| snapshot.status.pool).ok_or(Word::LoadingDossier)?;
    let lang = screen.lang;
    let first = ledger.asserted.is_some_and(|code| code.eq_ignore_ascii_case(&screen.officer));
    let label = lang.pick("银行对账余额 (元)", "what the bank says (yuan)");
    let mut fields = vec![Field::digits(label, Reads::Yuan, "")];
    fields.extend(signature::fields(screen, if first { Own::Other } else { Own::Signs }));
    let title = lang.pick("日结", "close the day").to_owned();
    let mut form = Form::new(Act::Release(What::CloseDay), None, title, fields);
    form.lines.push(match ledger.asserted {
        Some(code) => format!(
            "{code} {}",
            lang.pick("已核对, 请另一人再输一遍", "has stated it: another types it again")
        ),
        None => lang.pick("两人先后输入, 一分不差才日结", "two people type it, to the fen").to_owned(),
    });
    Ok(form)
}

/// Opens the box of one thing.
pub(crate) fn of(screen: &Screen, dossier: &Dossier, what: What) -> Result<Form, Word> {
    let lang = screen.lang;
    let id = match what {
        What::CloseDay => return close_day(screen),
        What::Consent(id) | What::Countersign(id) | What::Override(id) | What::Review(id) => id,
    };
    let row = dossier.reservations.iter().find(|row| row.id == id).ok_or(Word::LoadingDossier)?;
    let sum = if row.agreed.0 > 0 { row.agreed } else { row.amount };
    let yuan = format!("{}.{:02}", sum.0 / 100, sum.0 % 100);
    let money = || {
        Field::digits(lang.pick("金额 (元), 余下退回", "yuan; the rest is free again"), Reads::Yuan, &yuan)
    };
    let repeat = || Field::Repeat { of: dossier.incident.id, edit: Edit::default() };
    let (mut fields, own) = match what {
        What::Consent(_) => {
            let agreed = Field::text(lang.pick("谁同意 (编码)", "who agreed (code)"), "", &[], lang);
            (vec![money(), agreed, repeat()], Own::Signs)
        }
        What::Override(_) => {
            let why = Field::text(lang.pick("救什么", "what it saves"), "", &REASONS, lang);
            (vec![money(), why, repeat()], Own::Other)
        }
        What::Review(_) => {
            let found = [lang.pick("认可", "upheld"), lang.pick("有异议, 须追回", "objected to")];
            let choice = Field::choice(lang.pick("结论", "finding"), found.map(str::to_owned));
            (vec![choice, Field::text(lang.pick("一句话", "in a sentence"), "", &NOTES, lang)], Own::Signs)
        }
        What::Countersign(_) | What::CloseDay => (Vec::new(), whose(screen, row)),
    };
    fields.extend(signature::fields(screen, own));
    let title = lang.pick("资金", "money").to_owned();
    let mut form = Form::new(Act::Release(what), Some(dossier.incident.id), title, fields);
    form.lines.push(named(lang, Some(dossier), what));
    Ok(form)
}

/// Returns whether who agreed by telephone sits at this screen.
fn whose(screen: &Screen, row: &View) -> Own {
    match row.owes {
        Owes::Signature(code) if code.eq_ignore_ascii_case(&screen.officer) => Own::Signs,
        Owes::Signature(_) | Owes::Nothing | Owes::Hands(_) | Owes::LessThanAll | Owes::Review => Own::Other,
    }
}

/// Signs what the box says.
pub(crate) fn finish(screen: &Screen, mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Act::Release(what) = form.act else { return Err(form) };
    let sum = amount(form.text(0));
    let repeated = form.target.unwrap_or_default();
    let words = |at: usize| form.text(at).to_owned();
    let command = match (what, sum) {
        (What::CloseDay, Some(figure)) => pool::Command::CloseDay { figure },
        (What::Consent(reservation), Some(amount)) => {
            pool::Command::Consent { reservation, amount, repeated, agreed: bounded(form.text(1)) }
        }
        (What::Override(reservation), Some(amount)) => {
            pool::Command::Override { reservation, amount, repeated, reason: words(1) }
        }
        (What::Countersign(reservation), _) => pool::Command::Countersign { reservation },
        (What::Review(reservation), _) => {
            let finding = if form.choice(0) == Some(0) { Finding::Upheld } else { Finding::Objected };
            pool::Command::Review { reservation, finding, note: words(1) }
        }
        (What::CloseDay | What::Consent(_) | What::Override(_), None) => {
            form.refuse(0, Word::FormAmount);
            return Err(form);
        }
    };
    Ok(signature::signed(screen, &form, Draft::Pool(command)))
}
