//! What `document` promises: a report says what is known, in its own language, and what is not known is 待核.

use crate::operations::fixture::{Desk, id, proved, registry};
use crate::screen::night;
use dutydesk::document::report::{Field, draft, fields};
use dutydesk::document::shift;
use dutydesk::journal::draft::Draft;
use dutydesk::journal::reader::{Private, Reader};
use dutydesk::journal::writer::Journal;
use dutydesk::language::Lang;
use dutydesk::operations::call::{self, Agency, Callee, Outcome, Purpose, Witness};
use dutydesk::operations::command::Body;
use dutydesk::operations::finding::{self, Found, People, Reliability, Scene};
use dutydesk::operations::incident::Verdict;
use dutydesk::operations::reference::Contact;
use dutydesk::operations::report::Kind;
use dutydesk::operations::snapshot::{Dossier, Form};
use dutydesk::text::bounded;
use dutydesk::units::{Instant, Span};

const OFFSET: Span = Span::minutes(8 * 60);

/// The lines that a region asks for, as its pack would state them.
const FIRST: [&str; 6] = [
    "{number}: {title}",
    "时间 {time}  来源 {source}",
    "地点 {place}  类别 {kind}  性质 {nature}",
    "范围 {extent}  伤亡 {casualties}  趋势 {trend}",
    "措施 {measures}  现场指挥 {commander} {nonsense}",
    "报告人 {officer}",
];

fn form(kind: Kind, number: u16, lines: &[&str], since: Option<Instant>) -> Form {
    Form { kind, number, lines: lines.iter().map(|line| (*line).to_owned()).collect(), since }
}

fn fire() -> Dossier {
    let mut dossier = *night::dossier(night::fire(1042, 0));
    let opened = dossier.incident.opened;
    dossier.incident.verdict = Some(Verdict::Real);
    dossier.incident.scene = Some(Scene::Flame);
    dossier.incident.people =
        People { expected: Some(14), counted: Some(12), missing: Some(2), ..People::default() };
    let people = |counted, missing| {
        Found::People(People {
            expected: Some(14),
            counted: Some(counted),
            missing: Some(missing),
            ..People::default()
        })
    };
    let named =
        Contact { post: bounded("消控室"), name: bounded("张师傅"), phone: bounded("0000-1234") };
    let found = |seconds, found| finding::View {
        at: opened.after(Span::seconds(seconds)),
        found,
        witness: Witness::Officer,
        named,
        reliability: Reliability::Reported,
    };
    dossier.findings =
        vec![found(90, Found::Scene(Scene::Flame)), found(100, people(10, 4)), found(250, people(12, 2))];
    dossier.calls = vec![call::View {
        callee: Callee::Agency(Agency::Fire),
        purpose: Purpose::Alarm,
        contact: Contact::default(),
        by: bounded("王强"),
        opened,
        ended: Some(call::state::Ended {
            at: opened.after(Span::seconds(58)),
            outcome: Outcome::Answered,
            reference: bounded("0317"),
        }),
    }];
    dossier
}

#[test]
fn a_first_report_is_chinese_on_every_screen_and_says_what_is_unknown() {
    let (dossier, form) = (fire(), form(Kind::First, 1, &FIRST, None));
    let now = dossier.incident.opened.after(Span::minutes(5));
    let text = draft(Lang::En, &dossier, &form, now, OFFSET);
    assert_eq!(text, draft(Lang::Zh, &dossier, &form, now, OFFSET), "the form's language, not the screen's");
    for wanted in ["首报", "火灾", "失联2", "明火", "属实", "应到14 清点12", "0317", "死亡待核", "{nonsense}"]
    {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(text.contains("现场指挥 待核") && text.contains("趋势 待核"), "{text}");
    assert!(!text.contains("{place}") && !text.contains("{title}"), "{text}");
    let filled = fields(Lang::Zh, &dossier, &form, now, OFFSET);
    assert_eq!(filled.len(), Field::ALL.len());
    let known = |field| filled.iter().find(|it| it.field == field).unwrap().known;
    assert!(known(Field::Casualties) && known(Field::Place) && !known(Field::Commander));
}

#[test]
fn a_follow_up_says_only_what_changed() {
    let dossier = fire();
    let opened = dossier.incident.opened;
    let lines = ["{number}", "{changes}"];
    let since = |seconds| Some(opened.after(Span::seconds(seconds)));
    let said = |number, since| {
        let form = form(Kind::FollowUp, number, &lines, since);
        draft(Lang::Zh, &dossier, &form, opened.after(Span::minutes(10)), OFFSET)
    };
    let second = said(2, since(200));
    assert!(second.starts_with("续报一\n"), "{second}");
    assert!(second.contains("清点12 失联2") && second.contains("消控室 张师傅"), "{second}");
    assert!(!second.contains("应到14") && !second.contains("明火") && !second.contains("0317"), "{second}");
    assert_eq!(said(3, since(300)), "续报二\n无新情况\n");
}

#[test]
fn a_form_without_chinese_is_in_the_screens_language() {
    let (dossier, form) = (fire(), form(Kind::First, 1, &["{nature} {commander}", "{open {kind}"], None));
    let now = dossier.incident.opened;
    assert_eq!(draft(Lang::En, &dossier, &form, now, OFFSET), "real to be verified\n{open fire\n");
    assert_eq!(draft(Lang::Zh, &dossier, &form, now, OFFSET), "属实 待核\n{open 火灾\n");
}

#[test]
fn what_is_open_at_the_end_of_a_shift_begins_with_who_is_missing() {
    let mut desk = Desk::new();
    desk.fire(1_000, "S-2031");
    desk.acknowledge(1);
    let missing = People { missing: Some(2), ..People::default() };
    let command = finding::Command::Find {
        incident: id(1),
        found: Found::People(missing),
        witness: Witness::Officer,
        reliability: Reliability::Reported,
    };
    desk.act(proved("D1"), Body::Finding(command));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("journal.db");
    let drafts: Vec<Draft> = desk.facts.iter().map(Draft::of).collect();
    Journal::open(&file).unwrap().commit(&drafts, &[]).unwrap();
    for lang in Lang::ALL {
        let query = shift::Query { from: None, to: None, lang, private: Private::Withheld };
        let log = shift::read(&Reader::open(&file).unwrap(), &registry(), &query).unwrap();
        let wanted = lang.pick("失联 2  #1001", "missing 2  #1001");
        assert!(log.open.iter().any(|line| line.starts_with(wanted)), "{:#?}", log.open);
    }
}
