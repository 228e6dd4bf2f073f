//! What `registry` promises.

mod cases;
mod course;
mod rules;

use dutydesk::cli::check;
use dutydesk::config::{Arguments, Environment, Exit, Feed, Lang, resolve};
use dutydesk::correlation::alarm::{DeviceKind, HazardFamily};
use dutydesk::correlation::reference::ZoneKind;
use dutydesk::operations::reference::{Risk, Role};
use dutydesk::registry::renumber::IndexFault;
use dutydesk::registry::source::Encoding;
use dutydesk::registry::{Registry, Source, sample};
use dutydesk::units::ZoneId;
use std::collections::BTreeMap;
use std::path::Path;

fn arguments(line: &str) -> Arguments {
    Arguments::read(std::iter::once("dutydesk").chain(line.split_whitespace())).unwrap()
}

fn feeds() -> Vec<Feed> {
    let home = Environment { home: Some("/h/duty".into()), ..Environment::default() };
    resolve(&arguments("--sample").common, &home).unwrap().feeds
}

fn park() -> Registry {
    Registry::load(&sample::source(), &feeds()).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

fn written(directory: &Path) {
    for (name, bytes) in sample::FILES {
        std::fs::write(directory.join(name), bytes).unwrap();
    }
}

#[test]
fn the_sample_park_is_whole() {
    let park = park();
    let people_side = &park.operations;
    assert_eq!(people_side.desk.as_str(), "丰县电动车产业园");
    assert!(people_side.sites.len() >= 12 && people_side.devices.len() >= 300);
    let count = |kind| park.correlation.devices.iter().filter(|device| device.kind == kind).count();
    assert_eq!(count(DeviceKind::Gateway), 8);
    for kind in [
        DeviceKind::Smoke,
        DeviceKind::Heat,
        DeviceKind::Gas,
        DeviceKind::ManualCallPoint,
        DeviceKind::Pressure,
    ] {
        assert!(count(kind) >= 5, "{kind:?}");
    }
    let gateway = park.device("GW-07");
    let behind = park.correlation.devices.iter().filter(|device| device.gateway == gateway);
    assert_eq!(behind.count(), 42);
    let roles = |role| people_side.people.iter().filter(|person| person.role == role).count();
    assert_eq!((roles(Role::Officer), roles(Role::Responder), people_side.teams.len()), (3, 30, 6));
    assert_eq!(
        (people_side.insurers.len(), people_side.pool_balance.to_string().as_str()),
        (3, "1,284,000.00")
    );
    let duty = people_side.duty;
    assert_eq!(people_side.people[duty.officer.unwrap().index()].name.as_str(), "王强");
    assert_eq!(people_side.people[duty.leader.unwrap().index()].phone.as_str(), "0000-3001");
    let numbers = people_side.people.iter().map(|person| person.phone);
    let contacts = people_side.sites.iter().flat_map(|site| &site.contacts).map(|contact| contact.phone);
    let calls = people_side.plans.iter().flat_map(|plan| &plan.calls).map(|contact| contact.phone);
    let teams = people_side.teams.iter().map(|team| team.phone);
    for number in numbers.chain(contacts).chain(calls).chain(teams) {
        assert!(number.starts_with("0000-"), "{number}");
    }
}

#[test]
fn the_burning_site_has_its_card() {
    let park = park();
    let zone_of = |code: &str| park.correlation.devices[park.device(code).unwrap().index()].zone;
    let zone = zone_of("S-2031");
    let path = |zone: ZoneId| park.operations.zones[zone.index()].path;
    assert_eq!((path(zone).as_str(), zone_of("T-2007")), ("2号车间 3区", zone));
    assert_eq!(path(zone_of("G-1101")).as_str(), "食堂");
    assert_eq!(path(zone_of("W-3001")).as_str(), "地下车库");
    assert_eq!(path(zone_of("GW-07")).as_str(), "4号楼");
    let site = &park.operations.sites[park.correlation.zones[zone.index()].site.unwrap().index()];
    assert_eq!((site.short.as_str(), site.initials.as_str(), site.risk), ("恒越电池", "hydc", Risk::Red));
    assert_eq!((site.people_night, site.staging.as_str()), (14, "北门"));
    assert_eq!(site.hazards[0].as_str(), "电解液2.4吨 3区东墙 (氟化氢 爆燃 不内攻)");
    assert_eq!((site.contacts[0].name.as_str(), site.contacts[0].phone.as_str()), ("张师傅", "0000-1234"));
    let place = |code: &str| park.operations.devices[park.device(code).unwrap().index()].place;
    assert_eq!(
        [place("S-2031"), place("S-2033"), place("s-2034")].map(|at| at.to_string()),
        ["3区东", "3区东", "3区西"]
    );
    let plan = park.operations.plans.iter().find(|plan| plan.code.as_str() == "P-07").unwrap();
    assert_eq!((plan.version, plan.family, plan.steps.len()), (3, HazardFamily::Fire, 9));
    assert_eq!(plan.steps[0].within.whole_seconds(), 45);
    let policy =
        park.operations.policies.iter().find(|policy| policy.number.as_str() == "PZ-2026-118").unwrap();
    assert_eq!((policy.per_person.0, policy.limit.0, policy.until_day), (80_000_000, 2_000_000_000, 20_878));
}

#[test]
fn the_tree_is_in_order_and_ends_with_the_unregistered() {
    let park = park();
    let zones = &park.correlation.zones;
    for (at, zone) in zones.iter().enumerate() {
        assert_eq!(zone.parent.is_none(), at == 0);
        assert!(zone.parent.is_none_or(|parent| parent.index() < at));
        assert_eq!(zone.adcode, 320_321);
    }
    // Behind the tree: one zone of strangers a feed, then one a site.
    let sites = park.operations.sites.len();
    let first = zones.len() - sites - park.operations.feeds.len();
    assert!(zones[..first].iter().all(|zone| zone.kind != ZoneKind::Unregistered));
    assert!(zones[first..].iter().all(|zone| zone.kind == ZoneKind::Unregistered));
    assert_eq!(park.operations.feeds[0].unregistered, ZoneId(first as u32));
    for (at, site) in park.operations.sites.iter().enumerate() {
        let lane = zones[site.unregistered.index()];
        assert_eq!((site.unregistered.index(), lane.parent), (zones.len() - sites + at, Some(site.zone)));
        assert_eq!(lane.site.map(dutydesk::units::SiteId::index), Some(at));
        assert_eq!(zones[site.zone.index()].site.map(dutydesk::units::SiteId::index), Some(at));
    }
}

#[test]
fn a_spreadsheet_of_a_chinese_office_reads_the_same() {
    let place = tempfile::tempdir().unwrap();
    written(place.path());
    let utf8 = std::str::from_utf8(sample::FILES[3].1).unwrap();
    let (gb18030, _, _) = encoding_rs::GB18030.encode(utf8);
    std::fs::write(place.path().join("devices.csv"), gb18030.replace_crlf()).unwrap();
    let people = [b"\xEF\xBB\xBF".as_slice(), sample::FILES[4].1].concat();
    std::fs::write(place.path().join("people.csv"), people).unwrap();
    let (one, other) = (park(), Registry::load(&Source::Directory(place.path()), &feeds()).unwrap());
    assert_eq!(format!("{:?}", one.correlation), format!("{:?}", other.correlation));
    assert_eq!(format!("{:?}", one.operations), format!("{:?}", other.operations));
    assert_ne!(one.digest, other.digest);
    assert_eq!(one.digest, park().digest);
    assert_eq!((other.files[3].encoding, one.files[3].encoding), (Encoding::Gb18030, Encoding::Utf8));
}

trait Crlf {
    fn replace_crlf(&self) -> Vec<u8>;
}

impl Crlf for [u8] {
    fn replace_crlf(&self) -> Vec<u8> {
        self.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect()
    }
}

/// File, what is replaced, by what, the line's text or its number, what is said, what is advised.
type Case = (&'static str, &'static str, &'static str, &'static str, &'static str);

const CASES: &[Case] = &[
    (
        "devices.csv",
        "S-2033,烟感,HY-2C-3Q",
        "S-2031,烟感,HY-2C-3Q",
        "device `S-2031` stands twice",
        "change one of the codes",
    ),
    (
        "devices.csv",
        "S-2033,烟感,HY-2C-3Q",
        "S-2033,烟感,HY-2C-4Q",
        "there is no zone `HY-2C-4Q`",
        "did you mean `HY-2C-",
    ),
    ("devices.csv", "S-2033,烟感", "S-2033,烟雾", "kind cannot be `烟雾`", "write one of: smoke, 烟感"),
    (
        "devices.csv",
        "S-2033,",
        "S 2033,",
        "device code `S 2033` has characters",
        "use letters, digits and - _",
    ),
    (
        "devices.csv",
        "S-2033,烟感,HY-2C-3Q,3区东,GW-03",
        "S-2033,烟感,HY-2C-3Q,3区东,GW-93",
        "there is no gateway `GW-93`",
        "did you mean `GW-0",
    ),
    (
        "devices.csv",
        "S-2033,烟感,HY-2C-3Q,3区东,GW-03",
        "S-2033,烟感,HY-2C-3Q,3区东,S-2034",
        "`S-2034` is not a gateway",
        "kind gateway",
    ),
    ("devices.csv", "失联秒", "失联妙", "unknown column `失联妙`", "did you mean `失联秒`?"),
    (
        "devices.csv",
        "S-2033,烟感,HY-2C-3Q,3区东,GW-03,86400,,",
        "S-2033,烟感,HY-2C-3Q,3区东,GW-03",
        "the row has 5 cells, the heading 8 columns",
        "double quotes",
    ),
    (
        "devices.csv",
        "S-2033,烟感,HY-2C-3Q,3区东,GW-03,86400",
        "S-2033,烟感,HY-2C-3Q,3区东,GW-03,一天",
        "silence_s cannot be `一天`",
        "write a whole number",
    ),
    (
        "zones.csv",
        "PARK,,园区,丰县电动车产业园,320321",
        "PARK,,园区,丰县电动车产业园,3203",
        "`3203` is not an administrative division",
        "six digits, as 320321",
    ),
    (
        "zones.csv",
        "HY-2C-1F,HY-2C,层",
        "HY-2C-1F,HY-2X,层",
        "there is no zone `HY-2X`",
        "did you mean `HY-2C`?",
    ),
    ("zones.csv", "HY-2C,HY,楼", "HY-2C,HY-2C-3Q,楼", "zone `HY-2C` hangs on itself", "follow the parents"),
    (
        "zones.csv",
        "HY-2C-1Q,HY-2C-1F,区",
        "HY-2C-1Q,HY-2C-1F,楼",
        "zone `HY-2C-1Q` cannot be below such a parent",
        "park > site > building",
    ),
    ("zones.csv", "HY-ST,HY,", "HY-ST,,", "zone `HY-ST` has no parent", "into parent"),
    ("zones.csv", "DF-1K,DF,楼", "DF-DX,DF,楼", "zone `DF-DX` stands twice", "change one of the codes"),
    (
        "sites.csv",
        "消控室 张师傅 0000-1234；",
        "",
        "恒越电池 has no number of its control room",
        "into contacts",
    ),
    (
        "sites.csv",
        "张师傅 0000-1234",
        "张师傅 OOOO-1234",
        "`OOOO-1234` is not a telephone number",
        "write 3 to 18 digits",
    ),
    ("sites.csv", "hydc", "", "恒越电池 has no initials", "as hydc"),
    ("sites.csv", "hydc", "HYDC", "initials cannot be `HYDC`", "small letters"),
    ("sites.csv", "hydc,红", "hydc,紫", "risk cannot be `紫`", "write one of: red, 红"),
    ("people.csv", "D2,赵敏", "D1,赵敏", "person `D1` stands twice", "change one of the codes"),
    (
        "people.csv",
        "R01,程刚,队员,0000-4101,T1",
        "R01,程刚,队员,0000-4101,T11",
        "there is no team `T11`",
        "enter it in teams.toml first",
    ),
    (
        "people.csv",
        "R01,程刚,队员,0000-4101,T1",
        "R01,程刚,队员,0000-4101,",
        "responder R01 is in no team",
        "column team",
    ),
    (
        "people.csv",
        "意外险 2026-06-30",
        "意外险 2026-06-31",
        "`意外险 2026-06-31` is not a certificate or cover",
        "as cover 2027-03-31",
    ),
    ("people.csv", "D3,孙磊,值班员,0000-3103", "D3,孙磊,值班员,", "phone is missing", "add phone"),
    ("teams.toml", "phone = \"0000-4003\"\n", "", "team T3 has no number and cannot be told", "phone ="),
    ("teams.toml", "latitude = 34.7020", "latitude = 134.7", "latitude cannot be `134.7`", "from -90 to 90"),
    (
        "insurers.toml",
        "contacts = [\"报案 0000-5301\", \"联动专员 罗平 0000-3303\"]",
        "contacts = []",
        "insurer CPIC has no number",
        "claims NUMBER",
    ),
    (
        "policies.toml",
        "until = 2027-03-01",
        "until = 2025-03-01",
        "the policy ends before it begins",
        "from and until",
    ),
    ("policies.toml", "until = 2027-04-30", "until = \"soon\"", "until cannot be `soon`", "as 2027-03-01"),
    (
        "policies.toml",
        "insurer = \"PINGAN\"",
        "insurer = \"PINGANN\"",
        "there is no insurer `PINGANN`",
        "did you mean `PINGAN`?",
    ),
    ("policies.toml", "limit = \"3,200万\"", "limit = \"很多\"", "limit cannot be `很多`", "write yuan"),
    ("plans.toml", "zone = \"HY\"", "zone = \"HZ\"", "there is no zone `HZ`", "zones.csv first"),
    ("plans.toml", "within = \"10:00\"", "within = \"ten\"", "`ten` is not a time", "00:45"),
    (
        "plans.toml",
        "version = 3",
        "version = 3\nverison = 4",
        "unknown field `verison`",
        "did you mean `version`?",
    ),
    ("duty.toml", "\"D1\"", "\"L1\"", "`L1` has not the role officer", "people.csv"),
    ("pool.toml", "1,284,000.00", "-5", "balance cannot be `-5`", "write yuan"),
    ("rules.toml", "quiet_gap_s = 1800", "quiet_gap_s = 86400", "the quiet gap is longer", "shorter"),
    ("desk.toml", "name = ", "name ", "not well-formed", "quotes, brackets"),
];

#[test]
fn each_mistake_is_named_with_file_line_and_hint() {
    assert!(CASES.len() >= 25);
    let place = tempfile::tempdir().unwrap();
    for (file, from, to, what, hint) in CASES {
        written(place.path());
        let path = place.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        let at = text.find(from).unwrap();
        let changed = text.replacen(from, to, 1);
        std::fs::write(&path, &changed).unwrap();
        let mistakes = Registry::load(&Source::Directory(place.path()), &feeds()).unwrap_err();
        let line = text[..at].matches('\n').count() as u32 + 1;
        let found = mistakes.iter().find(|mistake| mistake.written(Lang::En).contains(what));
        let all: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let Some(found) = found else { panic!("{file}: {what}: {all:#?}") };
        let en = found.written(Lang::En);
        assert!(en.starts_with(&format!("{}:{}: ", path.display(), found.line)), "{en}");
        let off = found.line.abs_diff(line);
        assert!(off == 0 || (file.ends_with("toml") && off <= 6), "{en}: line {line} wanted");
        assert!(en.split_once("\n  hint: ").unwrap().1.contains(hint), "{en}: {hint}");
        let zh = found.written(Lang::Zh);
        assert!(zh.chars().filter(|c| *c >= '\u{4E00}').count() >= 6 && zh.contains("\n  提示: "), "{zh}");
    }
}

#[test]
fn all_mistakes_are_told_at_once_and_a_flood_of_them_is_counted() {
    let place = tempfile::tempdir().unwrap();
    written(place.path());
    std::fs::remove_file(place.path().join("pool.toml")).unwrap();
    std::fs::write(place.path().join("people.csv"), b"\xFF\xFEc\0o\0").unwrap();
    let rows: Vec<String> = (0..1_200).map(|row| format!("S-{row},smoke,NOWHERE,,,,,\n")).collect();
    let rows = rows.concat();
    let heading = "code,kind,zone,place,gateway,silence_s,bit0_trusted,note\n";
    std::fs::write(place.path().join("devices.csv"), format!("{heading}{rows}")).unwrap();
    let mistakes = Registry::load(&Source::Directory(place.path()), &feeds()).unwrap_err();
    let text: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    let text = text.join("\n");
    assert!(text.contains("pool.toml: the file is missing"), "{text}");
    assert!(text.contains("people.csv:1: the text is neither UTF-8 nor GB18030"));
    assert!(text.contains("more mistakes are not listed"));
    let broken = [sample::FILES[4].1, b"X9,\xFF\xFF,,,,,,\n"].concat();
    std::fs::write(place.path().join("people.csv"), broken).unwrap();
    let mistakes = Registry::load(&Source::Directory(place.path()), &feeds()).unwrap_err();
    assert!(mistakes.iter().any(|mistake| mistake.line == 44 && mistake.file.ends_with("people.csv")));
}

#[test]
fn a_device_keeps_its_number_when_rows_move_and_go() {
    let mut first = park();
    let assigned = first.renumber(&BTreeMap::new()).unwrap();
    assert_eq!(assigned.len(), first.operations.devices.len());
    let mut index: BTreeMap<String, u32> = assigned.into_iter().collect();
    let place = tempfile::tempdir().unwrap();
    written(place.path());
    let text = String::from_utf8(sample::FILES[3].1.to_vec()).unwrap();
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("S-2033,")).collect();
    lines[1..].reverse();
    let moved = format!("{}\nS-0001,烟感,HY,门口,GW-02,86400,,\n", lines.join("\n"));
    std::fs::write(place.path().join("devices.csv"), moved).unwrap();
    let mut second = Registry::load(&Source::Directory(place.path()), &feeds()).unwrap();
    let added = second.renumber(&index).unwrap();
    let rows = first.operations.devices.len();
    assert_eq!(added, [("S-0001".to_owned(), rows as u32)]);
    for (code, number) in &index {
        let at = *number as usize;
        assert_eq!(second.operations.devices[at].code.as_str(), code);
        if code == "S-2033" {
            assert_eq!(second.correlation.devices[at].kind, DeviceKind::Other);
            assert_eq!((second.device(code), second.correlation.devices[at].zone), (None, ZoneId(0)));
        } else {
            assert_eq!(second.device(code).map(|id| id.0), Some(*number));
            assert_eq!(second.correlation.devices[at], first.correlation.devices[at], "{code}");
        }
    }
    index.insert("GHOST".to_owned(), 0);
    assert!(matches!(second.renumber(&index), Err(IndexFault::Shared { number: 0, .. })));
    let far = BTreeMap::from([("FAR".to_owned(), u32::MAX)]);
    assert!(matches!(second.renumber(&far), Err(IndexFault::TooMany(_))));
}

#[test]
fn check_prints_counts_or_mistakes() {
    let place = tempfile::tempdir().unwrap();
    let home = Environment { home: Some(place.path().to_owned()), ..Environment::default() };
    let mut out = Vec::new();
    assert_eq!(
        check::run(&arguments("check --sample --lang en").common, &home, &mut out).unwrap(),
        Exit::Done
    );
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count(), 14, "{text}");
    assert!(text.contains("rules.toml: 4 entries, UTF-8, no mistakes"), "{text}");
    let memory = text.lines().last().unwrap();
    assert!(memory.starts_with("memory: 1341 devices ") && memory.ends_with(" at most 512 MB"), "{text}");
    assert!(text.contains("pack.toml: 3 entries, UTF-8, no mistakes"), "{text}");
    assert!(text.contains("devices.csv: 317 entries, UTF-8, no mistakes"), "{text}");

    written(place.path());
    std::fs::write(place.path().join("duty.toml"), "officer = \"D9\"\nleader = \"L1\"\n").unwrap();
    let config = place.path().join("desk-config.toml");
    let toml = "[desk]\nregistry = \".\"\n[[feed]]\ncode = \"s\"\nname = \"s\"\nurl = \"ws://192.0.2.7/\"\n";
    std::fs::write(&config, toml).unwrap();
    let mut out = Vec::new();
    let line = format!("check --lang en --config {}", config.display());
    assert_eq!(check::run(&arguments(&line).common, &home, &mut out).unwrap(), Exit::Refused);
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("desk-config.toml:6: ws:// to 192.0.2.7 goes in the clear"), "{text}");
    assert!(text.contains("duty.toml:1: there is no person `D9`"), "{text}");

    written(place.path());
    std::fs::remove_file(place.path().join("pack.toml")).unwrap();
    std::fs::write(&config, toml.replace("ws://192.0.2.7/", "wss://127.0.0.1/")).unwrap();
    let mut out = Vec::new();
    assert_eq!(check::run(&arguments(&line).common, &home, &mut out).unwrap(), Exit::Done);
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.contains("pack.toml: none, the usual clocks are used: first report by telephone 15 min"),
        "{text}"
    );
}

#[test]
fn a_desk_whose_tables_do_not_fit_is_refused_with_numbers_and_what_to_change() {
    let place = tempfile::tempdir().unwrap();
    let home = Environment { home: Some(place.path().to_owned()), ..Environment::default() };
    written(place.path());
    let config = place.path().join("desk-config.toml");
    let toml = "[desk]\nregistry = \".\"\nmemory_max_mb = 1\n[[feed]]\ncode = \"s\"\nname = \"s\"\nurl = \"ws://127.0.0.1/\"\n";
    let check = |lang: &str| {
        let mut out = Vec::new();
        let line = format!("check --lang {lang} --config {}", config.display());
        let exit = check::run(&arguments(&line).common, &home, &mut out).unwrap();
        (exit, String::from_utf8(out).unwrap())
    };
    std::fs::write(&config, toml).unwrap();
    let (exit, text) = check("en");
    let (_, after) = text.split_once("the tables of 1341 devices need ").expect("what they need");
    let (needed, after) = after.split_once(" MB").unwrap();
    assert!(exit == Exit::Refused && after.starts_with(", and 1 MB are allowed"), "{text}");
    assert!((2..8).contains(&needed.parse::<u32>().unwrap()), "{text}");
    assert!(text.contains(&format!("hint: write memory_max_mb = {needed} or more into [desk]")), "{text}");
    let zh = format!("提示: 把配置 [desk] 的 memory_max_mb 写成 {needed} 或更大");
    assert!(check("zh").1.contains(&zh));
    let enough = format!("memory_max_mb = {needed}");
    std::fs::write(&config, toml.replace("memory_max_mb = 1", &enough)).unwrap();
    assert_eq!(check("en").0, Exit::Done, "what the hint says is enough");
}
