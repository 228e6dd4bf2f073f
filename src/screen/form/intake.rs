//! The boxes of a call that comes in (接报): where, what, which incident; then a field after another, each sent as it is
//! left.
//!
//! Invariants:
//! - the incident exists as soon as place and kind are known, whatever the caller says after;
//! - Escape leaves an intake open: it is listed when the key is pressed again, and two may be open;
//! - a refused place comes back as it was typed.

mod phrases;
mod site;

pub(crate) use site::{echo, site_typed};

use crate::correlation::alarm::HazardFamily;
use crate::language::{Lang, Word, course, name};
use crate::operations::command::Draft;
use crate::operations::intake::{Command, Field as Asked, Place};
use crate::operations::line::number;
use crate::screen::form::{Act, Field, Finished, Form, Reads};
use crate::screen::initials::matches;
use crate::screen::state::{Mode, Screen};
use crate::text::bounded;
use crate::units::{ActionId, IncidentId};
use site::called;
use std::time::Instant as Moment;

const PLACE: usize = 0;
const WHERE: usize = 1;
const KIND: usize = 2;

/// The kinds in the order of their digits.
const KINDS: [HazardFamily; 7] = [
    HazardFamily::Fire,
    HazardFamily::Gas,
    HazardFamily::Water,
    HazardFamily::Pressure,
    HazardFamily::Power,
    HazardFamily::Weather,
    HazardFamily::Other,
];

/// How far an intake is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// A new one, or one that is open.
    Menu(Vec<Open>),
    /// Where and what.
    Place,
    /// Which incident it is about.
    Joins(Told, Vec<IncidentId>),
    /// What becomes of one that is open.
    Resume(Open),
    /// The number of the incident that it is about.
    Join(Open),
    /// A field of it.
    Field(Open),
}

/// An intake that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Open {
    /// Its identity.
    pub(crate) id: ActionId,
    /// What was told, as far as this screen knows.
    pub(crate) told: String,
    /// What it is about, as far as this screen knows: what a caller says of a flood is not what they say of a fire.
    pub(crate) family: HazardFamily,
    /// The field that is asked next.
    pub(crate) next: usize,
}

/// Where and what, as it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    site: String,
    /// What people call it, where the registry knows it.
    called: String,
    place: String,
    kind: usize,
}

impl Screen {
    /// Goes on with the fields of an intake that was sent.
    pub(crate) fn intake_taken(&mut self, open: Open, now: Moment) {
        self.intakes.push(open.clone());
        let form = asks(self.lang, open);
        self.open_form(Ok(form), now);
    }

    /// Remembers how far an intake is; one that has no further field is over.
    pub(crate) fn intake_moved(&mut self, intake: ActionId, next: usize) {
        if next >= Asked::ALL.len() {
            self.intakes.retain(|open| open.id != intake);
        } else if let Some(open) = self.intakes.iter_mut().find(|open| open.id == intake) {
            open.next = next;
        }
    }

    /// Gives a refused place back as it was typed.
    pub(crate) fn intake_refused(&mut self, intake: ActionId, draft: &Draft, now: Moment) {
        let Draft::Intake(Command::Take { at, family, place, .. }) = draft else { return };
        self.intakes.retain(|open| open.id != intake);
        let Mode::Form(form) = &self.mode else { return };
        if !matches!(&form.act, Act::Intake(Stage::Field(open)) if open.id == intake) {
            return;
        }
        // What was typed in the field meanwhile is kept as words of the place: it is not lost.
        let typed = form.text(0).to_owned();
        let site = match at {
            Place::Site(site) => site.to_string(),
            Place::Zone(_) => String::new(),
        };
        let words = [place.clone().unwrap_or_default(), typed];
        let words: Vec<String> = words.into_iter().filter(|words| !words.is_empty()).collect();
        let mut form = place_form(self.lang, &site, &words.join(" "));
        form.remark = Some(Word::IntakePlaceUnknown);
        if let (Some(kind), Some(Field::Choice { chosen, .. })) =
            (KINDS.iter().position(|kind| kind == family), form.fields.get_mut(KIND))
        {
            *chosen = Some(kind);
        }
        self.open_form(Ok(form), now);
    }
}

/// Opens the box: a new call, or first the list of those that are open.
pub(crate) fn open(screen: &Screen) -> Form {
    let lang = screen.lang;
    let mut all = screen.intakes.clone();
    for view in screen.dossier.iter().flat_map(|dossier| &dossier.intakes).filter(|view| !view.ended) {
        if !all.iter().any(|open| open.id == view.id) {
            let next = view.filled.iter().position(|filled| !filled).unwrap_or(0);
            let told = screen.selected_view().map(|it| format!("#{} {}", it.id, it.site)).unwrap_or_default();
            let family = screen.selected_view().map_or(HazardFamily::Other, |it| it.family);
            all.push(Open { id: view.id, told, family, next });
        }
    }
    if all.is_empty() {
        return place_form(lang, "", "");
    }
    let mut options = vec![lang.pick("新来电", "a new call").to_owned()];
    options.extend(all.iter().map(|open| {
        let next = Asked::ALL.get(open.next).map(|field| course::field(lang, *field)).unwrap_or_default();
        format!("{}: {next}...", open.told)
    }));
    let fields = vec![Field::choice(lang.pick("新来电, 还是接着问", "a new call, or go on"), options)];
    Form::new(Act::Intake(Stage::Menu(all)), None, title(lang), fields)
}

/// Makes the drafts of it, and the next box.
pub(crate) fn finish(screen: &Screen, form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Act::Intake(stage) = &form.act else { return Err(form) };
    let lang = screen.lang;
    let next = |next: Form| Ok(Finished::Next(Box::new(next)));
    match stage.clone() {
        Stage::Menu(all) => match form.choice(0) {
            Some(0) => next(place_form(lang, "", "")),
            Some(at) => match all.get(at - 1) {
                Some(open) => next(resume(lang, open.clone())),
                None => Err(form),
            },
            None => Err(form),
        },
        Stage::Place => placed(screen, form),
        Stage::Joins(told, joins) => match form.choice(0) {
            Some(at) => Ok(take(lang, told, joins.get(at).copied())),
            None => Err(form),
        },
        Stage::Resume(open) => match form.choice(0) {
            Some(0) => next(asks(lang, open)),
            Some(1) => next(join_form(lang, open)),
            Some(_) => Ok(Finished::Many { drafts: vec![end(open.id)], next: None }),
            None => Err(form),
        },
        Stage::Join(open) => joined(form, &open),
        Stage::Field(open) => {
            let mut drafts = Vec::new();
            if let Some(field) = Asked::ALL.get(open.next).filter(|_| !form.text(0).is_empty()) {
                let text = form.text(0).to_owned();
                drafts.push(Draft::Intake(Command::Fill { intake: open.id, field: *field, text }));
            }
            let open = Open { next: open.next + 1, ..open };
            if open.next >= Asked::ALL.len() {
                drafts.push(end(open.id));
                return Ok(Finished::Many { drafts, next: None });
            }
            Ok(Finished::Many { drafts, next: Some(Box::new(asks(lang, open))) })
        }
    }
}

fn title(lang: Lang) -> String {
    lang.pick("接报", "a call comes in").to_owned()
}

fn end(intake: ActionId) -> Draft {
    Draft::Intake(Command::End { intake })
}

fn place_form(lang: Lang, site: &str, place: &str) -> Form {
    let kinds = KINDS.map(|kind| name::family(lang, kind));
    let fields = vec![
        Field::text(
            lang.pick("哪个单位: 简称, 拼音首字母或编号", "which site: short name, initials or code"),
            site,
            &[],
            lang,
        ),
        Field::text(lang.pick("具体在哪里 (可空)", "where exactly (may be empty)"), place, &[], lang)
            .or_empty(),
        Field::choice(lang.pick("什么事", "what is it"), kinds),
    ];
    Form::new(Act::Intake(Stage::Place), None, title(lang), fields)
}

/// Offers the open incidents of the place first: a fire is often told twice.
fn placed(screen: &Screen, form: Box<Form>) -> Result<Finished, Box<Form>> {
    let lang = screen.lang;
    let Some(kind) = form.choice(KIND) else { return Err(form) };
    let site = form.text(PLACE).to_owned();
    let called = called(screen, &site).unwrap_or_else(|| site.clone());
    let told = Told { site, called, place: form.text(WHERE).to_owned(), kind };
    let typed = told.called.to_lowercase();
    let views = screen.snapshot.iter().flat_map(|snapshot| &snapshot.incidents);
    let open = views.filter(|view| {
        !matches!(view.standing, crate::operations::incident::view::Standing::Closed { .. })
            && matches(&view.site, &typed)
            // Another kind at the same place is another incident: a fire filed under water is a fire that nobody sees.
            && Some(view.family) == KINDS.get(kind).copied()
    });
    let joins: Vec<_> = open.take(8).collect();
    if joins.is_empty() {
        return Ok(take(lang, told, None));
    }
    let mut options: Vec<String> = joins
        .iter()
        .map(|view| {
            let family = name::family(lang, view.family);
            format!("{} #{} {family} {} {}", lang.pick("并入", "join"), view.id, view.site, view.place)
        })
        .collect();
    options.push(lang.pick("新事件", "a new incident").to_owned());
    let ids = joins.iter().map(|view| view.id).collect();
    let fields = vec![Field::choice(lang.pick("是不是已有的事件", "is it one that is open"), options)];
    let next = Form::new(Act::Intake(Stage::Joins(told, ids)), None, title(lang), fields);
    Ok(Finished::Next(Box::new(next)))
}

fn take(lang: Lang, told: Told, join: Option<IncidentId>) -> Finished {
    let family = KINDS[told.kind.min(KINDS.len() - 1)];
    let called = format!("{} {} {}", told.called, told.place, name::family(lang, family));
    let at = Place::Site(bounded(&told.site));
    let place = Some(told.place).filter(|place| !place.is_empty());
    // The act's own identity names it; it has none before it is sent.
    let open = Open { id: ActionId(0), told: called, family, next: 0 };
    Finished::Take { draft: Draft::Intake(Command::Take { at, family, join, place }), open }
}

/// Asks the next field of an intake.
fn asks(lang: Lang, open: Open) -> Form {
    let field = Asked::ALL[open.next.min(Asked::ALL.len() - 1)];
    let label = format!("{}/{}  {}", open.next + 1, Asked::ALL.len(), course::field(lang, field));
    let fields = vec![Field::text(&label, "", phrases::of(field, open.family), lang).or_empty()];
    let mut form = Form::new(Act::Intake(Stage::Field(open.clone())), None, title(lang), fields);
    form.lines.push(open.told);
    form.lines.push(
        lang.pick(
            "Enter 记下并问下一项, 空着跳过; Esc 先放下, i 再接着问, 或并入另一事件 (:并入 编号)",
            "Enter keeps it and asks on, empty skips; Esc leaves it open, i goes on or files it elsewhere (:join N)",
        )
        .to_owned(),
    );
    form
}

fn resume(lang: Lang, open: Open) -> Form {
    let options = [
        lang.pick("接着问", "go on"),
        lang.pick("并入另一事件", "it is about another incident"),
        lang.pick("问完了", "nothing more to ask"),
    ];
    let fields = vec![Field::choice(&open.told, options)];
    Form::new(Act::Intake(Stage::Resume(open)), None, title(lang), fields)
}

fn join_form(lang: Lang, open: Open) -> Form {
    let fields =
        vec![Field::digits(lang.pick("并入哪个事件, 编号", "number of the incident"), Reads::Number, "")];
    Form::new(Act::Intake(Stage::Join(open)), None, title(lang), fields)
}

fn joined(mut form: Box<Form>, open: &Open) -> Result<Finished, Box<Form>> {
    let Some(incident) = number(form.text(0)) else {
        form.refuse(0, Word::NoSuchIncident);
        return Err(form);
    };
    let drafts = vec![Draft::Intake(Command::Join { intake: open.id, incident })];
    Ok(Finished::Many { drafts, next: None })
}
