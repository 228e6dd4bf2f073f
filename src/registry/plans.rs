//! `plans.toml`: the run cards.

use crate::config::record::{Mistakes, Reader, parse};
use crate::correlation::alarm::HazardFamily;
use crate::operations::call::Agency;
use crate::operations::dispatch::Task;
use crate::operations::reference::{Plan, PlanStep, StepAct};
use crate::registry::agencies::{self, Offices};
use crate::registry::mistake::{Kind, Thing};
use crate::registry::places::Places;
use crate::registry::source::Files;
use crate::registry::{people, tasks};
use crate::units::{Span, ZoneId};

const FAMILIES: &[(&str, HazardFamily)] = &[
    ("fire", HazardFamily::Fire),
    ("火灾", HazardFamily::Fire),
    ("gas", HazardFamily::Gas),
    ("燃气", HazardFamily::Gas),
    ("water", HazardFamily::Water),
    ("水浸", HazardFamily::Water),
    ("pressure", HazardFamily::Pressure),
    ("压力", HazardFamily::Pressure),
    ("power", HazardFamily::Power),
    ("电气", HazardFamily::Power),
    ("weather", HazardFamily::Weather),
    ("风雷", HazardFamily::Weather),
    ("fault", HazardFamily::Fault),
    ("故障", HazardFamily::Fault),
    ("other", HazardFamily::Other),
    ("其他", HazardFamily::Other),
];

const ACTS: &[(&str, StepAct)] = &[
    ("119", StepAct::Call(Agency::Fire)),
    ("消防", StepAct::Call(Agency::Fire)),
    ("120", StepAct::Call(Agency::Medical)),
    ("急救", StepAct::Call(Agency::Medical)),
    ("110", StepAct::Call(Agency::Police)),
    ("公安", StepAct::Call(Agency::Police)),
    ("power", StepAct::Call(Agency::Power)),
    ("供电", StepAct::Call(Agency::Power)),
    ("gas", StepAct::Call(Agency::Gas)),
    ("燃气", StepAct::Call(Agency::Gas)),
    ("upward", StepAct::Call(Agency::Upward)),
    ("上报", StepAct::Call(Agency::Upward)),
    ("control-room", StepAct::ControlRoom),
    ("消控室", StepAct::ControlRoom),
    ("dispatch", StepAct::Dispatch),
    ("调派", StepAct::Dispatch),
    ("brief", StepAct::Brief),
    ("报告带班", StepAct::Brief),
    ("first-report", StepAct::FirstReport),
    ("首报", StepAct::FirstReport),
    ("notice", StepAct::Notice),
    ("报案", StepAct::Notice),
    ("reserve", StepAct::Reserve),
    ("预留", StepAct::Reserve),
];

/// The longest time that a step may take: a week.
const STEP_SECONDS_MAX: i64 = 7 * 86_400;

/// Reads the plans, in the order of the file.
pub fn read(files: &Files, places: &Places, offices: &Offices, mistakes: &mut Mistakes<Kind>) -> Vec<Plan> {
    let Some((file, root)) = files.table("plans.toml", mistakes) else { return Vec::new() };
    let mut reader = Reader::new(file, &root, mistakes);
    let tables = reader.records("plan");
    reader.finish();
    let mut plans: Vec<Plan> = Vec::new();
    let mut lines = Vec::new();
    for table in tables {
        let mut reader = Reader::new(file, table, mistakes);
        let code = people::code(&mut reader, Thing::Plan);
        if let Some(first) = plans.iter().position(|plan| plan.code == code && !code.is_empty()) {
            reader.wrong("code", Kind::Repeated(Thing::Plan, code.to_string(), lines[first]));
        }
        for field in ["zone", "family", "version"] {
            reader.must(field);
        }
        let zone = reader.plain("zone").and_then(|zone| places.zone(&mut reader, "zone", &zone));
        let family = reader.choice("family", FAMILIES).unwrap_or_default();
        let same = |plan: &&Plan| zone == Some(plan.zone) && plan.family == family;
        if let Some(other) = plans.iter().find(same) {
            reader.wrong("zone", Kind::PlanTwice(other.code.to_string()));
        }
        let (name, card) = (reader.required("name"), reader.list("card"));
        let card = card.iter().map(|line| reader.fitted("card", line.line, &line.value)).collect();
        let calls = people::contacts(&mut reader, "calls").into();
        let version = reader.number("version", 1..=9_999).unwrap_or(1) as u16;
        let tasks = read_tasks(&mut reader);
        let steps = reader.records("step");
        if steps.is_empty() {
            reader.wrong_at(table.line, Kind::PlanWithoutSteps(code.to_string()));
        }
        reader.finish();
        let steps =
            steps.into_iter().map(|step| read_step(Reader::new(file, step, mistakes), offices)).collect();
        plans.push(Plan {
            code,
            name,
            version,
            zone: zone.unwrap_or(ZoneId(u32::MAX)),
            family,
            card,
            tasks,
            calls,
            steps,
        });
        lines.push(table.line);
    }
    plans
}

fn read_tasks(reader: &mut Reader<'_, '_, Kind>) -> Box<[Task]> {
    let mut wanted = Vec::new();
    for word in reader.list("tasks") {
        match tasks::meant(&word.value) {
            Some(task) if wanted.contains(&task) => {
                reader.wrong_at(word.line, Kind::TaskRepeated(word.value));
            }
            Some(task) => wanted.push(task),
            None => {
                let meant = tasks::like(&word.value).map(str::to_owned);
                reader.wrong_at(word.line, Kind::TaskUnknown(word.value, meant));
            }
        }
    }
    wanted.into()
}

fn read_step(mut reader: Reader<'_, '_, Kind>, offices: &Offices) -> PlanStep {
    reader.must("within");
    let within = reader.plain("within").and_then(|text| {
        let seconds = parse::seconds(&text).filter(|seconds| (1..=STEP_SECONDS_MAX).contains(seconds));
        if seconds.is_none() {
            reader.wrong("within", Kind::StepTime(text));
        }
        seconds
    });
    let step = PlanStep {
        text: reader.required("text"),
        owner: reader.required("owner"),
        within: Span::seconds(within.unwrap_or(0)),
        act: reader.choice("act", ACTS),
    };
    check_act(&mut reader, step.act, offices);
    reader.finish();
    step
}

/// A step that rings an office without a number could never be done. The required offices are told of by themselves.
fn check_act(reader: &mut Reader<'_, '_, Kind>, act: Option<StepAct>, offices: &Offices) {
    if let Some(StepAct::Call(agency @ (Agency::Power | Agency::Gas))) = act
        && offices[agency as usize].contact.phone.is_empty()
    {
        reader.wrong("act", Kind::ActWithoutNumber(agencies::field(agency)));
    }
}
