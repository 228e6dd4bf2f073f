//! The box of a leader's order (指示): what, by when, who carries it out; and which one is carried out.

use crate::language::{Lang, Word};
use crate::operations::command::Draft;
use crate::operations::order::Command;
use crate::operations::reference::{Code, Role};
use crate::screen::form::{Act, Field, Finished, Form, Reads};
use crate::screen::pane::dossier::said;
use crate::screen::state::Screen;
use crate::text::bounded;
use crate::units::{IncidentId, OrderId, Span};

const TEXT: usize = 0;
const MINUTES: usize = 1;
const CARRIER: usize = 2;

/// Minutes until an order is asked about, where nobody says otherwise.
const MINUTES_FILLED: &str = "10";

/// What leaders order at night, by a digit.
const ORDERS: [(&str, &str); 9] = [
    ("队伍停上风向, 人员上风集结", "teams stop upwind, people gather upwind"),
    ("逐人清点, 失联名单报我", "count everybody, names of the missing to me"),
    ("不内攻, 外围冷却", "no attack inside, cool from outside"),
    ("疏散下风向厂区和住户", "evacuate downwind works and houses"),
    ("通知120, 10分钟内到场", "call 120, there within 10 minutes"),
    ("首报写好先给我", "the first report to me first"),
    ("切断电源气源, 打开排烟", "cut power and gas, open the vents"),
    ("请求消防增援", "ask the fire brigade for more"),
    ("封闭道路, 留出消防通道", "close the road, keep the fire lane free"),
];

/// Opens the box for the selected incident; where orders are open, it asks first whether one of them is done.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    let (lang, incident) = (screen.lang, dossier.incident.id);
    let running: Vec<_> = dossier.orders.iter().filter(|order| order.done.is_none()).collect();
    if running.is_empty() {
        return Ok(give(screen, lang, incident));
    }
    let mut options = vec![lang.pick("新指示", "a new order").to_owned()];
    options.extend(running.iter().map(|order| {
        let words = said(&screen.log, "order.given", order.digest).unwrap_or_default();
        format!("{} {}: {words}", lang.pick("办结", "done"), order.from)
    }));
    let orders = running.iter().map(|order| order.id).collect();
    let fields =
        vec![Field::choice(lang.pick("新指示, 还是办结哪一条", "a new one, or which is done"), options)];
    Ok(Form::new(Act::Orders(orders), Some(incident), title(lang), fields))
}

/// Makes a draft of it.
pub(crate) fn finish(screen: &Screen, mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Some(incident) = form.target else { return Err(form) };
    if let Act::Orders(orders) = &form.act {
        return match form.choice(0) {
            Some(0) => Ok(Finished::Next(Box::new(give(screen, screen.lang, incident)))),
            Some(at) => done(orders, at - 1).ok_or(form),
            None => Err(form),
        };
    }
    let within = form.text(MINUTES).parse().ok().filter(|minutes| *minutes > 0).map(Span::minutes);
    let Some(within) = within else {
        form.refuse(MINUTES, Word::FormNumber);
        return Err(form);
    };
    let carrier = Some(form.text(CARRIER)).filter(|code| !code.is_empty()).map(bounded);
    let text = form.text(TEXT).to_owned();
    let from = giver(screen);
    Ok(Finished::Act(Draft::Order(Command::Give { incident, text, from, carrier, within })))
}

/// Returns whose order it is: a leader's own; else the leader's who has the desk.
fn giver(screen: &Screen) -> Option<Code> {
    if screen.session.role == Role::Leader {
        return None;
    }
    let leader = screen.snapshot.as_ref().map(|snapshot| snapshot.status.leader_code);
    leader.filter(|code| !code.is_empty())
}

fn done(orders: &[OrderId], at: usize) -> Option<Finished> {
    orders.get(at).map(|order| Finished::Act(Draft::Order(Command::Done { order: *order })))
}

fn title(lang: Lang) -> String {
    lang.pick("指示", "order").to_owned()
}

fn give(screen: &Screen, lang: Lang, incident: IncidentId) -> Form {
    let officer = screen.snapshot.as_ref().map(|snapshot| snapshot.status.officer).unwrap_or_default();
    let carrier =
        format!("{} {officer})", lang.pick("承办人编号 (空 =", "code of who carries it out (empty ="));
    let fields = vec![
        Field::text(lang.pick("指示内容", "what is ordered"), "", &ORDERS, lang),
        Field::digits(lang.pick("几分钟内办结", "minutes to carry it out"), Reads::Number, MINUTES_FILLED),
        Field::text(&carrier, "", &[], lang).or_empty(),
    ];
    Form::new(Act::Order, Some(incident), title(lang), fields)
}
