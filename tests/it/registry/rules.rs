//! What `rules.toml` may say, and what is told of what it may not.

use super::{feeds, park, written};
use dutydesk::config::Lang;
use dutydesk::config::mistake::Mistake;
use dutydesk::correlation::alarm::{AlarmClass, DeviceKind};
use dutydesk::correlation::event::Unit;
use dutydesk::correlation::rules::{Rules, Scope};
use dutydesk::limits::{INHIBITIONS_MAX, LIMITS_MAX};
use dutydesk::operations::desk::RuleBook;
use dutydesk::registry::mistake::Kind;
use dutydesk::registry::rules::read_again;
use dutydesk::registry::{Registry, Source};
use dutydesk::units::{Digest, RuleId, Severity, Span};
use std::fmt::Write as _;

fn read(text: &str) -> Result<RuleBook, Vec<Mistake<Kind>>> {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("rules.toml"), text).unwrap();
    read_again(place.path())
}

fn said(text: &str) -> Vec<(u32, String)> {
    let mistakes = read(text).expect_err(text);
    let without_file = |it: &Mistake<Kind>| {
        let en = it.written(Lang::En);
        let zh = it.written(Lang::Zh);
        assert!(zh.chars().filter(|c| *c >= '\u{4E00}').count() >= 4 && zh.contains("\n  提示: "), "{zh}");
        let (_, after) = en.split_once(&format!("rules.toml:{}: ", it.line)).expect(&en);
        (it.line, after.replace("\n  hint: ", " | "))
    };
    mistakes.iter().map(without_file).collect()
}

#[test]
fn the_sample_has_rules_that_an_officer_can_name() {
    let park = park();
    let book = &park.rules;
    assert_eq!(book.rules, park.correlation.rules);
    let ids: Vec<&str> = book.names.iter().map(|name| name.id.as_str()).collect();
    assert_eq!(ids, ["故障延时", "水位限值", "楼宇断电", "网关故障"]);
    assert!(book.names.iter().all(|name| !name.zh.is_empty() && !name.en.is_empty() && name.zh != name.en));
    let rules = &book.rules;
    assert_eq!(rules.delay(DeviceKind::Pressure, AlarmClass::Fault).on, Span::seconds(10));
    let numbers: Vec<RuleId> = book.names.iter().map(|name| name.rule).collect();
    assert_eq!(rules.delay(DeviceKind::Pressure, AlarmClass::Fault).rule, numbers[0]);
    for kind in DeviceKind::ALL {
        assert_eq!(rules.delay(kind, AlarmClass::Hazard).on, Span(0), "{kind:?} is never late");
    }
    let limit = rules.limit(DeviceKind::WaterLevel, Unit::Metre).unwrap();
    assert_eq!((limit.at_milli, limit.deadband_milli, limit.rule), (300, 50, numbers[1]));
    assert_eq!(rules.inhibitions.len(), 2);
    assert_eq!((rules.inhibitions[1].scope, rules.inhibitions[1].rule), (Scope::Gateway, numbers[3]));
    let usual = Rules::default();
    let shipped = Rules {
        delays: usual.delays,
        limits: usual.limits.clone(),
        inhibitions: usual.inhibitions.clone(),
        ..rules.clone()
    };
    assert_eq!(shipped, usual, "the values of the shipped file are the usual ones");
}

#[test]
fn without_a_file_the_rules_are_the_usual_ones_and_the_other_files_digest_stays() {
    let place = tempfile::tempdir().unwrap();
    written(place.path());
    let load = || Registry::load(&Source::Directory(place.path()), &feeds()).unwrap();
    let with = load();
    std::fs::remove_file(place.path().join("rules.toml")).unwrap();
    let without = load();
    assert_eq!((&without.rules.rules, without.rules.digest), (&Rules::default(), Digest::default()));
    assert!(without.rules.names.is_empty());
    assert_eq!(with.digest, without.digest, "frames are read alike: no journal is folded for a rule");
    assert_ne!(with.rules.digest, without.rules.digest);
    // A desk that runs is another matter: the file may just be on its way.
    assert!(matches!(read_again(place.path()).unwrap_err()[0].kind, Kind::FileMissing));
}

#[test]
fn values_that_stand_in_the_desks_file_are_shown_where_they_belong() {
    let place = tempfile::tempdir().unwrap();
    written(place.path());
    let path = place.path().join("desk.toml");
    let text = std::fs::read_to_string(&path).unwrap() + "\n[correlation]\nquiet_gap_s = 60\n";
    let line = text.lines().position(|line| line == "[correlation]").unwrap() as u32 + 1;
    std::fs::write(&path, text).unwrap();
    let mistakes = Registry::load(&Source::Directory(place.path()), &feeds()).unwrap_err();
    let [only] = &mistakes[..] else { panic!("{mistakes:#?}") };
    assert!(only.line.abs_diff(line) <= 1, "{only}");
    assert!(only.to_string().contains("move it to rules.toml beside"), "{only}");
}

/// More than ten different mistakes in one file.
const TEN: &str = r#"[windows]
quiet_gap_s = 7200
span_max_s = 3600

[chatter]
hold_s = 0

[realarm]
extreme_s = 5

[[delay]]
id = "late-fire"
kinds = ["手报"]
class = "hazard"
on_s = 5

[[delay]]
id = "late-fire"
kinds = ["smok"]
class = "fault"
off_s = 5

[[limit]]
id = "gauge"
kind = "水位"
unit = "furlong"
at = 1

[[limit]]
id = "gauge-2"
kind = "水位"
unit = "m"
at = 1
deadband = 2

[[inhibit]]
id = "silence"
source = { kinds = ["gateway"], class = "fault" }
target = { kinds = ["smoke"], class = "hazard" }
scope = "gateway"

[[inhibit]]
id = "round"
source = { kinds = ["pressure"], class = "fault" }
target = { kinds = ["pressure", "flow"], class = "fault" }
scope = "town"

[[inhibit]]
id = "round-2"
source = { kinds = ["pressure"], class = "fault" }
target = { kinds = ["pressure", "flow"], class = "fault" }
scope = "site"
"#;

#[test]
fn ten_different_mistakes_in_one_file_are_ten_named_errors() {
    let found = said(TEN);
    let lines: Vec<String> = found.iter().map(|(line, text)| format!("{line}: {text}")).collect();
    let golden = [
        "2: the quiet gap is longer than the longest incident | make quiet_gap_s shorter",
        "6: a chattering alarm that is held 0 s goes on chattering | write 1 or more; 60 is usual",
        "9: asking again after 5 s is too soon | write 60 or more, or 0 for never",
        "15: a hazard alarm of kind call point cannot be delayed | take it out of kinds, or write off_s only",
        "18: rule `late-fire` stands twice, first in line 11 | give one of them another id",
        "19: `smok` is no kind of device | did you mean `smoke`?",
        "26: unit cannot be `furlong` | write one of: C, ℃, %LEL, m, 米, kPa, %, ppm, L/s, V, A",
        "34: the deadband is not below the limit: the alarm would never end | make deadband less than at",
        "39: a hazard alarm cannot be the target of an inhibition | give the target the class fault, supervisory or isolation",
        "46: scope cannot be `town` | write one of: zone, 同区, floor, 同层, building, 同楼, site, 同单位, gateway, 网关之后",
        "48: kind pressure is on both sides: the rule would hold its own source | take the kind out of target, or write all: the source is left out",
    ];
    assert_eq!(lines, golden, "{lines:#?}");
}

/// One mistake each: the text, its line, what is said.
const ONE_EACH: &[(&str, u32, &str)] = &[
    ("[window]\nquiet_gap_s = 60", 1, "unknown field `window`"),
    ("[windows]\nquiet_gap = 60", 2, "did you mean `quiet_gap_s`?"),
    ("[windows]\nquiet_gap_s = 1", 2, "quiet_gap_s cannot be `1`"),
    ("[chatter]\nhold_s = 900", 2, "chatter is held 900 s, longer than the longest off-delay of 600 s"),
    ("[surge]\nbegins = 5\nends = 6", 3, "it would end as it begins"),
    (
        "[surge]\nannounced_always = [\"smoke\", \"heat\", \"flame\", \"gas\"]",
        2,
        "kind call point would be folded",
    ),
    ("[[delay]]\nkinds = [\"flow\"]\nclass = \"fault\"\non_s = 1", 1, "id is missing"),
    (
        "[[delay]]\nid = \"a b\"\nkinds = [\"flow\"]\nclass = \"fault\"\non_s = 1",
        2,
        "rule id `a b` has characters",
    ),
    ("[[delay]]\nid = \"a\"\nkinds = [\"flow\"]\nclass = \"fault\"", 2, "the delay says no time"),
    ("[[delay]]\nid = \"a\"\nkinds = [\"flow\"]\nclass = \"flaw\"\non_s = 1", 4, "class cannot be `flaw`"),
    (
        "[[delay]]\nid = \"a\"\nkinds = [\"all\"]\nclass = \"hazard\"\non_s = 1",
        5,
        "kind smoke cannot be delayed",
    ),
    (
        "[[delay]]\nid = \"a\"\nkinds = [\"flow\"]\nclass = \"fault\"\noff_s = 601",
        5,
        "longer than the longest of 600 s",
    ),
    (
        "[[delay]]\nid = \"a\"\nkinds = [\"flow\"]\nclass = \"fault\"\non_s = 1\n\n[[delay]]\nid = \"b\"\nkinds = [\"all\"]\nclass = \"fault\"\non_s = 2",
        9,
        "kind flow has a delay for this class, in line 1",
    ),
    ("[[limit]]\nid = \"a\"\nkind = \"wind\"\nunit = \"m\"\nat = -1", 5, "`-1` is no number above zero"),
    ("[[limit]]\nid = \"a\"\nkind = \"wind\"\nunit = \"m\"\nat = 0", 5, "`0` is no number above zero"),
    (
        "[[limit]]\nid = \"a\"\nkind = \"wind\"\nunit = \"m\"\nat = 1\n[[limit]]\nid = \"b\"\nkind = \"wind\"\nunit = \"m\"\nat = 2",
        9,
        "has a limit in this unit, in line 1",
    ),
    (
        "[[inhibit]]\nid = \"a\"\nsource = { kinds = [\"flow\"], class = \"fault\" }\ntarget = { kinds = [\"wind\"], class = \"fault\" }\nscope = \"gateway\"",
        1,
        "the source is no gateway",
    ),
    (
        "[[inhibit]]\nid = \"a\"\nsource = { kinds = [\"flow\"], class = \"fault\" }\nscope = \"zone\"",
        1,
        "target is missing",
    ),
    (
        "[[inhibit]]\nid = \"a\"\nsource = { kinds = [\"flow\"], class = \"fault\" }\ntarget = { kinds = [\"wind\"], class = \"fault\" }\nscope = \"zone\"\n[[inhibit]]\nid = \"b\"\nsource = { kinds = [\"wind\"], class = \"fault\" }\ntarget = { kinds = [\"flow\"], class = \"fault\" }\nscope = \"zone\"",
        6,
        "this and `a` in line 1 hold each other's source",
    ),
];

#[test]
fn each_mistake_of_a_rule_is_named_with_its_line() {
    for (text, line, what) in ONE_EACH {
        let found = said(text);
        let [(at, said)] = &found[..] else { panic!("{text}: {found:#?}") };
        assert!(at == line && said.contains(what), "{text}\n{at}: {said}\nwanted {line}: {what}");
    }
}

#[test]
fn a_file_that_is_full_is_taken_and_one_more_is_named() {
    let mut limits = String::new();
    let units = ["C", "%LEL", "m", "kPa", "%", "ppm", "L/s", "V", "A"];
    let kinds = ["water-level", "pressure", "flow", "wind"];
    let every = kinds.iter().flat_map(|kind| units.iter().map(move |unit| (kind, unit)));
    for (at, (kind, unit)) in every.enumerate().take(LIMITS_MAX) {
        let _ = write!(limits, "[[limit]]\nid = \"l{at}\"\nkind = {kind:?}\nunit = {unit:?}\nat = 1\n");
    }
    let book = read(&limits).unwrap();
    assert_eq!((book.rules.limits.len(), book.names.len()), (LIMITS_MAX, LIMITS_MAX));
    let more = limits + "[[limit]]\nid = \"more\"\nkind = \"gas\"\nunit = \"m\"\nat = 1\n";
    let line = LIMITS_MAX as u32 * 5 + 1;
    assert_eq!(said(&more), [(line, "there are more than 32 limits | remove or join some".to_owned())]);
    let one = |at: usize| {
        format!(
            "[[inhibit]]\nid = \"i{at}\"\nsource = {{ kinds = [\"gateway\"], class = \"fault\" }}\n\
             target = {{ kinds = [\"all\"], class = \"fault\" }}\nscope = \"gateway\"\n"
        )
    };
    let full: String = (0..INHIBITIONS_MAX).map(one).collect();
    let book = read(&full).unwrap();
    assert_eq!(book.rules.inhibitions.len(), INHIBITIONS_MAX);
    assert!(!book.rules.inhibitions[0].target.has(DeviceKind::Gateway), "all leaves out the source");
    assert_eq!(said(&(full + &one(99))).len(), 1);
}

#[test]
fn severities_have_a_time_each_and_a_rule_keeps_its_number_wherever_it_stands() {
    let text = "[realarm]\nsevere_s = 600\nextreme_s = 120\n\
                [[limit]]\nid = \"first\"\nkind = \"wind\"\nunit = \"m\"\nat = 1.5\nwhy = \"风\"\n\
                [[delay]]\nid = \"second\"\nkinds = [\"flow\"]\nclass = \"fault\"\noff_s = 3\nwhy_en = \"flows\"\n";
    let book = read(text).unwrap();
    assert_eq!(book.rules.realarm(Severity::Extreme), Some(Span::seconds(120)));
    assert_eq!(book.rules.realarm(Severity::Severe), Some(Span::seconds(600)));
    assert_eq!(book.rules.realarm(Severity::Moderate), None);
    let numbers: Vec<RuleId> = book.names.iter().map(|name| name.rule).collect();
    assert_eq!(book.rules.limits[0].rule, numbers[0]);
    assert_eq!(book.rules.delay(DeviceKind::Flow, AlarmClass::Fault).rule, numbers[1]);
    let (limit, delay) = text.split_at(text.find("[[delay]]").unwrap());
    let turned = read(&format!("{delay}{}", &limit[limit.find("[[limit]]").unwrap()..])).unwrap();
    assert_eq!(
        [turned.names[1].rule, turned.names[0].rule],
        numbers[..],
        "the file was put in another order"
    );
    let said: Vec<(&str, &str)> = book.names.iter().map(|name| (&*name.zh, &*name.en)).collect();
    assert_eq!(said, [("风", "风"), ("flows", "flows")], "one sentence stands for both languages");
}

/// Two ids of one number: found by the rule that the numbers follow, 16 bits of the id's checksum.
#[test]
fn two_ids_that_come_to_one_number_are_named() {
    let number = |id: &str| {
        let sum = crc32fast::hash(id.as_bytes());
        ((sum >> 16) as u16 ^ sum as u16).max(1)
    };
    let ids: Vec<String> = (0..2_000).map(|at| format!("r{at}")).collect();
    let pair = ids.iter().enumerate().find_map(|(at, one)| {
        ids[..at].iter().find(|other| number(other) == number(one)).map(|other| (other, one))
    });
    let (first, second) = pair.unwrap();
    let one =
        |id: &str, unit: &str| format!("[[limit]]\nid = {id:?}\nkind = \"wind\"\nunit = {unit:?}\nat = 1\n");
    let found = said(&(one(first, "m") + &one(second, "V")));
    let wanted =
        format!("rule ids `{second}` and `{first}` come to the same number | give one of them another id");
    assert_eq!(found, [(7, wanted)]);
}
