//! What the registry says for the course of a night: offices, escalation, teams, plans, the region's pack.

use super::cases::{CASES, Case};
use super::{feeds, park, written};
use dutydesk::config::Lang;
use dutydesk::operations::call::Agency;
use dutydesk::operations::dispatch::Task;
use dutydesk::operations::reference::{Channel, Escalate, Reference, StepAct, TeamKind};
use dutydesk::registry::pack::{PLACEHOLDERS, USUAL_NAME};
use dutydesk::registry::{Registry, Source, sample};
use dutydesk::units::Span;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

fn load(place: &Path) -> Registry {
    Registry::load(&Source::Directory(place), &feeds()).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

fn change(place: &Path, file: &str, from: &str, to: &str) -> String {
    let path = place.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    let changed = text.replacen(from, to, 1);
    std::fs::write(path, &changed).unwrap();
    changed
}

fn reference() -> Arc<Reference> {
    park().operations
}

#[test]
fn every_office_has_a_number_that_nobody_owns() {
    let reference = reference();
    for agency in Agency::ALL {
        let office = &reference.agencies[agency as usize];
        assert!(office.contact.phone.starts_with("0000-"), "{agency:?}");
        assert!(!office.contact.post.is_empty(), "{agency:?}");
        assert_eq!(office.channel, Channel::Call);
    }
    assert_eq!(reference.agencies[Agency::Fire as usize].contact.phone.as_str(), "0000-119");
    assert_eq!(reference.agencies[Agency::Upward as usize].contact.post.as_str(), "县应急局值班室");
}

#[test]
fn an_unanswered_fire_wakes_the_leader_at_forty_seconds() {
    let reference = reference();
    let steps: Vec<_> =
        reference.escalation.iter().map(|step| (step.after.whole_seconds(), step.to)).collect();
    let wanted = [(15, Escalate::Screens), (40, Escalate::Leader), (60, Escalate::SecondOfficer)];
    assert_eq!(steps, wanted);
    let second = reference.duty.second.unwrap();
    assert_eq!(reference.people[second.index()].code.as_str(), "D2");
    assert_ne!(reference.duty.officer, Some(second));

    assert_eq!(reference.duty.officers(), 1, "who is woken does not sit at the desk");
    let place = tempfile::tempdir().unwrap();
    written(place.path());
    change(place.path(), "duty.toml", "second = \"D2\"", "second = \"D2\"\nbeside = [\"d3\"]");
    assert_eq!(load(place.path()).operations.duty.officers(), 2, "surges and figures are reckoned for two");
    change(place.path(), "duty.toml", "to = \"screens\"", "to = \"l2\"");
    let reference = load(place.path()).operations;
    let Escalate::Person(person) = reference.escalation[0].to else { panic!("{:?}", reference.escalation) };
    assert_eq!(reference.people[person.index()].code.as_str(), "L2");
}

#[test]
fn teams_do_what_their_words_mean() {
    use Task::{Attack, Cordon, Guide, Look, Outer, Plug, Power, Survey, Water};
    let reference = reference();
    let wanted: [(&str, TeamKind, &[Task]); 6] = [
        ("T1", TeamKind::Brigade, &[Guide, Cordon, Look]),
        ("T2", TeamKind::Volunteer, &[Outer]),
        ("T3", TeamKind::Adjuster, &[Survey]),
        ("T4", TeamKind::Professional, &[Attack, Plug]),
        ("T5", TeamKind::Professional, &[Water]),
        ("T6", TeamKind::Repair, &[Power, Guide]),
    ];
    for (code, kind, duties) in wanted {
        let (_, team) = reference.team(code).unwrap();
        assert_eq!((team.kind, &*team.duties), (kind, duties), "{code}");
        assert!(team.in_service && team.channel == Channel::Call, "{code}");
    }
    let first = reference.team("T1").unwrap().1;
    assert!(first.tasks.iter().any(|task| task.as_str() == "初起灭火"), "a word without a task is kept");

    let place = tempfile::tempdir().unwrap();
    written(place.path());
    let address = "http://127.0.0.1:7100/teams/T5?token=1";
    let webhook = format!("in_service = false\nwebhook = \"{address}\"");
    change(place.path(), "teams.toml", "phone = \"0000-4005\"", &webhook);
    let reference = load(place.path()).operations;
    let (_, team) = reference.team("T5").unwrap();
    assert_eq!((team.in_service, &team.channel), (false, &Channel::Webhook(address.into())));
    assert!(team.phone.is_empty(), "a team that a machine tells needs no number");
}

#[test]
fn a_machine_is_told_of_where_the_files_say_so() {
    let place = tempfile::tempdir().unwrap();
    written(place.path());
    let people = std::str::from_utf8(sample::FILES[4].1).unwrap();
    let mut rows = people.lines();
    let mut text = format!("{},渠道\n", rows.next().unwrap());
    for row in rows {
        let channel = match row.split(',').next().unwrap() {
            "L1" => "https://oa.park.example/duty",
            "L2" => "电话",
            _ => "",
        };
        writeln!(text, "{row},{channel}").unwrap();
    }
    std::fs::write(place.path().join("people.csv"), text).unwrap();
    let insurer = "short = \"人保\"\nwebhook = \"http://[::1]:7100/picc\"";
    change(place.path(), "insurers.toml", "short = \"人保\"", insurer);
    let upward = "phone = \"0000-3601\", webhook = \"http://localhost:7100/up\" }";
    change(place.path(), "desk.toml", "phone = \"0000-3601\" }", upward);
    let reference = load(place.path()).operations;
    let webhook = |address: &str| Channel::Webhook(address.into());
    let person = |code| reference.person(code).unwrap().1.channel.clone();
    assert_eq!(person("L1"), webhook("https://oa.park.example/duty"));
    assert_eq!((person("L2"), person("D1")), (Channel::Call, Channel::Call));
    assert_eq!(reference.insurer("PICC").unwrap().1.channel, webhook("http://[::1]:7100/picc"));
    let upward = &reference.agencies[Agency::Upward as usize];
    assert_eq!(upward.channel, webhook("http://localhost:7100/up"));
    assert_eq!(upward.contact.phone.as_str(), "0000-3601");
}

#[test]
fn the_head_of_a_unit_is_who_is_head_of_all_of_it() {
    let reference = reference();
    let head = |site: &str| {
        let (_, site) = reference.site(site).unwrap();
        site.head.map(|at| site.contacts[usize::from(at)].name.to_string())
    };
    assert_eq!(head("恒越电池").as_deref(), Some("周海"), "not 夜班负责人");
    assert_eq!(head("远新车架").as_deref(), Some("韩松"));
    assert_eq!(head("德福物流"), None, "值班经理 has a shift, not the firm");

    let place = tempfile::tempdir().unwrap();
    written(place.path());
    change(place.path(), "sites.csv", "厂长 周海 0000-1236", "经理 周海 0000-1236；总经理 李平 0000-1237");
    let reference = load(place.path()).operations;
    let (_, site) = reference.site("HY").unwrap();
    assert_eq!(site.contacts[usize::from(site.head.unwrap())].name.as_str(), "李平");
}

#[test]
fn the_fire_plan_is_proved_by_what_is_done() {
    let reference = reference();
    let plan = reference.plans.iter().find(|plan| plan.code.as_str() == "P-07").unwrap();
    assert_eq!(*plan.tasks, [Task::Attack, Task::Guide, Task::Outer, Task::Survey]);
    let acts: Vec<_> = plan.steps.iter().map(|step| step.act.unwrap()).collect();
    let wanted = [
        StepAct::Call(Agency::Fire),
        StepAct::ControlRoom,
        StepAct::Dispatch,
        StepAct::Brief,
        StepAct::Call(Agency::Medical),
        StepAct::FirstReport,
        StepAct::Call(Agency::Upward),
        StepAct::Notice,
        StepAct::Reserve,
    ];
    assert_eq!(acts, wanted);
    assert!(plan.steps.windows(2).all(|pair| pair[0].within <= pair[1].within), "{:#?}", plan.steps);
    for plan in &reference.plans {
        for task in &plan.tasks {
            assert!(reference.teams.iter().any(|team| team.duties.contains(task)), "{}: {task:?}", plan.code);
        }
    }
}

#[test]
fn the_pack_gives_the_clocks_and_every_line_can_be_filled() {
    let place = tempfile::tempdir().unwrap();
    written(place.path());
    std::fs::remove_file(place.path().join("pack.toml")).unwrap();
    let without = load(place.path());
    assert_ne!(without.digest, park().digest);
    assert_eq!(without.operations.pack.name.as_str(), USUAL_NAME);
    let sample = reference();
    for pack in [&sample.pack, &without.operations.pack] {
        let clocks = [pack.first_phone, pack.first_written, pack.unit_report, pack.follow_up];
        assert_eq!(clocks.map(Span::whole_seconds), [900, 2_100, 3_600, 86_400]);
        for form in [&pack.first, &pack.follow, &pack.last] {
            assert!(form.len() >= 5);
            let mut text = form.join("\n");
            for name in PLACEHOLDERS {
                text = text.replace(&format!("{{{name}}}"), "");
            }
            assert!(!text.contains(['{', '}']), "{text}");
        }
    }
    assert_eq!(sample.pack.first.len(), 13, "a title, a number and what standards ask for");

    written(place.path());
    change(place.path(), "pack.toml", "{title}", "{title} ");
    assert_ne!(load(place.path()).digest, park().digest);
}

#[test]
fn each_mistake_is_named_with_its_very_line() {
    let place = tempfile::tempdir().unwrap();
    let faults: Vec<String> = CASES.iter().filter_map(|case| fault(place.path(), case).err()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

fn fault(place: &Path, [file, from, to, at, what, hint]: &Case) -> Result<(), String> {
    written(place);
    let changed = change(place, file, from, to);
    let Err(mistakes) = Registry::load(&Source::Directory(place), &feeds()) else {
        return Err(format!("{file}: {what}: taken as right"));
    };
    let all: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    let found = mistakes.iter().find(|mistake| mistake.written(Lang::En).contains(what));
    let found = found.ok_or_else(|| format!("{file}: {what}: {all:#?}"))?;
    let (en, zh) = (found.written(Lang::En), found.written(Lang::Zh));
    if !at.is_empty() {
        let before = changed.find(at).ok_or_else(|| format!("{file} has no {at}"))?;
        let line = changed[..before].matches('\n').count() as u32 + 1;
        // What is missing is told at the head of the table that lacks it.
        let is_near = en.contains("is missing") && found.line.abs_diff(line) <= 2;
        let head = format!("{}:{}: ", place.join(file).display(), found.line);
        if !(found.line == line || is_near) || !en.starts_with(&head) {
            return Err(format!("{en}: line {line} wanted"));
        }
    }
    let is_advised = en.split_once("\n  hint: ").is_some_and(|(_, advice)| advice.contains(hint));
    let is_chinese = zh.contains("\n  提示: ") && zh.chars().any(|c| c >= '\u{4E00}');
    if is_advised && is_chinese { Ok(()) } else { Err(format!("{en}: {hint}: {zh}")) }
}

#[test]
fn a_form_and_an_escalation_stay_within_their_bounds() {
    let place = tempfile::tempdir().unwrap();
    let steps = |count: u32| {
        let step = |at: u32| format!("[[escalation]]\nafter_s = {}\nto = \"leader\"\n", 10 + at);
        format!("officer = \"D1\"\nleader = \"L1\"\n{}", (0..count).map(step).collect::<String>())
    };
    written(place.path());
    std::fs::write(place.path().join("duty.toml"), steps(8)).unwrap();
    assert_eq!(load(place.path()).operations.escalation.len(), 8);
    let line = "    \"{place}\",\n";
    let long = format!("    \"{}\",\n", "长".repeat(200));
    for (file, text, what) in [
        ("duty.toml", steps(9), "duty.toml:27: the escalation has more than 8 steps"),
        ("duty.toml", steps(0), "duty.toml:1: no step of the escalation wakes a person"),
        ("pack.toml", form(&line.repeat(65)), "pack.toml:69: the form has more than 64 lines"),
        ("pack.toml", form(&long), "pack.toml:5: the line has 600 bytes, at most 480 fit"),
        ("pack.toml", form(""), "pack.toml:3: the form has no lines"),
    ] {
        written(place.path());
        std::fs::write(place.path().join(file), text).unwrap();
        let mistakes = Registry::load(&Source::Directory(place.path()), &feeds()).unwrap_err();
        let all: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert!(all.iter().any(|mistake| mistake.contains(what)), "{what}: {all:#?}");
    }
}

fn form(lines: &str) -> String {
    format!("name = \"甲\"\nversion = 1\n[[form]]\nkind = \"first\"\nlines = [{}]\n", lines.trim_start())
}
