//! A night as a screen is told it: the sample park at 03:00, built by hand.

use arrayvec::ArrayVec;
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, AlarmState, DeviceKind, HazardFamily};
use dutydesk::correlation::change::{Reason, ReasonCode};
use dutydesk::correlation::event::Unit;
use dutydesk::operations::finding::People;
use dutydesk::operations::incident::view::{KindCount, Member, Reading, Standing};
use dutydesk::operations::incident::{Obstacles, Phase, View};
use dutydesk::operations::next::Next;
use dutydesk::operations::pool::Ledger;
use dutydesk::operations::reference::{Contact, PlanStep, Risk};
use dutydesk::operations::snapshot::{
    Dossier, JournalStatus, Kin, Mode, PolicyCard, SiteCard, Snapshot, Status, TeamView,
};
use dutydesk::operations::{dispatch, feed, plan, warning};
use dutydesk::text::{Text, bounded};
use dutydesk::units::{
    DeviceId, EntryNumber, EvidenceLevel, FeedId, Fen, IncidentId, InputNumber, Instant, Revision, RuleId,
    Severity, Span, WarningId,
};

/// 2026-11-21 21:04:07 in the park, UTC+8.
pub(crate) const NOW: Instant = Instant(1_795_266_247_000);

pub(crate) fn ago(seconds: i64) -> Instant {
    NOW.after(Span::seconds(-seconds))
}

fn t<const N: usize>(raw: &str) -> Text<N> {
    bounded(raw)
}

/// A fire that nobody has.
pub(crate) fn fire(id: u32, seconds: i64) -> View {
    View {
        id: IncidentId(id),
        revision: Revision(3),
        family: HazardFamily::Fire,
        severity: Severity::Severe,
        level: EvidenceLevel(3),
        life_risk: true,
        active: true,
        held: false,
        phase: Phase::Verification,
        verdict: None,
        parent: None,
        proposed: false,
        next: Next::default(),
        people: People::default(),
        scene: None,
        response: None,
        teams: 0,
        site: t("恒越电池"),
        place: t("2号车间 3区"),
        risk: Risk::Red,
        kinds: [(DeviceKind::Smoke, 3), (DeviceKind::Heat, 1)]
            .into_iter()
            .map(|(kind, count)| KindCount { kind, class: AlarmClass::Hazard, count })
            .collect(),
        members: 4,
        raises: 5,
        reading: Some(Reading { value_milli: 62_000, unit: Unit::Celsius, rising: true }),
        opened: ago(seconds),
        last: ago(1),
        standing: Standing::Unacknowledged { since: ago(seconds) },
        handed: None,
        acknowledge_due: ago(seconds - 15),
        fold: None,
    }
}

/// A quieter incident that somebody has.
pub(crate) fn water(id: u32) -> View {
    View {
        family: HazardFamily::Water,
        severity: Severity::Severe,
        level: EvidenceLevel(1),
        life_risk: false,
        site: t("德福物流"),
        place: t("地下车库"),
        risk: Risk::Yellow,
        kinds: std::iter::once(KindCount {
            kind: DeviceKind::WaterLevel,
            class: AlarmClass::Hazard,
            count: 1,
        })
        .collect(),
        reading: Some(Reading { value_milli: 420, unit: Unit::Metre, rising: false }),
        standing: Standing::Acknowledged { by: t("王强"), proved: true, at: ago(187) },
        ..fire(id, 400)
    }
}

pub(crate) fn gateway(id: u32) -> View {
    View {
        family: HazardFamily::Fault,
        severity: Severity::Minor,
        level: EvidenceLevel(0),
        site: t("网关 GW-07"),
        place: t("4号楼"),
        kinds: std::iter::once(KindCount { kind: DeviceKind::Gateway, class: AlarmClass::Fault, count: 42 })
            .collect(),
        reading: None,
        ..water(id)
    }
}

/// Two fires that nobody has, a flood and a lost gateway; `incidents` most urgent first.
pub(crate) fn snapshot(incidents: &[View]) -> Box<Snapshot> {
    let waits = |view: &&View| matches!(view.standing, Standing::Unacknowledged { .. });
    let unacknowledged = incidents.iter().filter(waits).count() as u32;
    let mut burning = incidents.iter().filter(waits).filter(|view| view.life_risk);
    Box::new(Snapshot {
        status: Status {
            desk: t("丰县电动车产业园"),
            mode: Mode::Sample,
            clock_milli: 1_000,
            now: NOW,
            input: InputNumber(500),
            officer: t("王强"),
            leader: t("李建国"),
            open: incidents.len() as u32,
            unacknowledged,
            life_risk_unacknowledged: burning.clone().count() as u32,
            unverified: 1,
            in_hand: 3,
            next: burning.next().map(|view| view.id),
            entry: EntryNumber(10_482),
            journal: JournalStatus::Saved(EntryNumber(10_482)),
            pool: Ledger { available: Fen(128_400_000), ..Ledger::default() },
            missing: 0,
            warnings: warning::Tally { standing: 1, ..warning::Tally::default() },
            ..Status::default()
        },
        incidents: incidents.iter().take(200).cloned().collect(),
        folds: arrayvec::ArrayVec::new(),
        warnings: std::iter::once(warning::View {
            id: WarningId(1),
            colour: warning::Colour::Orange,
            status: dutydesk::operations::warning::Status::Actual,
            event: t("暴雨"),
            sender: t("徐州市气象台"),
            headline: t("徐州市气象台发布暴雨橙色预警"),
            issued: ago(2_000),
            expires: ago(-8_700),
            stale: false,
            doubted: false,
            sites: 7,
            people: 312,
            people_unknown: 0,
            insured: Fen(12_000_000_000),
            insurers: ArrayVec::new(),
            extent: warning::Extent::default(),
            relays: ArrayVec::new(),
        })
        .collect(),
        feeds: [("传感", feed::view::Link::Up), ("气象", feed::view::Link::Up), ("地震", down())]
            .into_iter()
            .enumerate()
            .map(|(index, (name, link))| feed_view(index as u16, name, link))
            .collect(),
        deadlines: ArrayVec::new(),
        teams: [("T1", "园区微型消防站", "疏散 警戒", 600), ("T4", "县危化专职队", "灭火 堵漏", 3_100)]
            .into_iter()
            .map(|(code, name, tasks, metres)| TeamView {
                code: t(code),
                name: t(name),
                tasks: t(tasks),
                phone: t("0000-2001"),
                distance_m: Some(metres),
                in_service: true,
                order: None,
            })
            .collect(),
        waiting: ArrayVec::new(),
        told: ArrayVec::new(),
    })
}

pub(crate) fn night() -> Box<Snapshot> {
    let gas = View { family: HazardFamily::Gas, place: t("食堂"), reading: None, ..fire(1_041, 9) };
    snapshot(&[fire(1_042, 12), gas, water(1_038), gateway(1_036)])
}

fn down() -> feed::view::Link {
    feed::view::Link::Down { since: ago(41), cause: feed::LostCause::Silent }
}

fn feed_view(index: u16, name: &str, link: feed::view::Link) -> feed::View {
    feed::View {
        id: FeedId(index),
        name: t(name),
        code: t(["sensors", "weather", "quakes"][usize::from(index) % 3]),
        link,
        last: ago(if index == 1 { 190 } else { 1 }),
        delay: Some(Span(12)),
        cursor: 900,
        events: 900,
        rejects: 0,
        missing: 0,
        duplicates: 0,
        in_clear: false,
        silent_since: None,
        silence_max: None,
        alarm: None,
        rate: feed::Rate::default(),
        ignored: 0,
        last_ignored: t(""),
        last_reject: t(""),
        conflicts: 0,
        ahead: 0,
        gaps: 0,
        last_gap: None,
        strangers: 0,
        turned_away: 0,
    }
}

pub(crate) fn member(code: &str, kind: DeviceKind, seconds: i64, reason: ReasonCode) -> Member {
    Member {
        device: t(code),
        place: t("3区东"),
        kind,
        class: AlarmClass::Hazard,
        state: AlarmState::Unacknowledged,
        first_out: reason == ReasonCode::First,
        joined: ago(seconds),
        occurred: ago(seconds),
        input: InputNumber(1),
        raises: 1,
        reading: (kind == DeviceKind::Heat).then_some(Reading {
            value_milli: 62_000,
            unit: Unit::Celsius,
            rising: true,
        }),
        reason: Reason {
            code: reason,
            rule: RuleId(0),
            other: (reason != ReasonCode::First)
                .then_some(AlarmKey { device: DeviceId(1), class: AlarmClass::Hazard }),
            span: Span::seconds(if reason == ReasonCode::First { 0 } else { 18 }),
        },
        rule: None,
        other: if reason == ReasonCode::First { Text::new() } else { t("S-2031") },
    }
}

pub(crate) fn contact(post: &str, name: &str, phone: &str) -> Contact {
    Contact { post: t(post), name: t(name), phone: t(phone) }
}

fn chosen_plan() -> plan::View {
    let steps = [
        ("报 119", "值班员", 45),
        ("消控室: 核实, 令其疏散, 联动打自动", "值班员", 75),
        ("调派 T4 灭火堵漏 + T1 疏散引导, 集结 北门", "值班员", 105),
        ("报告带班领导 李建国 0000-3001", "值班员", 150),
    ];
    let step = |(text, owner, seconds)| {
        let step = PlanStep { text: t(text), owner: t(owner), within: Span::seconds(seconds), act: None };
        plan::view::Step { step, done: None }
    };
    plan::View {
        code: t("P-07"),
        name: t("锂电火灾"),
        version: 3,
        runs: false,
        steps: steps.into_iter().map(step).collect(),
    }
}

pub(crate) fn dossier(incident: View) -> Box<Dossier> {
    Box::new(Dossier {
        kin: Kin::default(),
        members: vec![
            member("S-2031", DeviceKind::Smoke, 12, ReasonCode::First),
            member("S-2033", DeviceKind::Smoke, 6, ReasonCode::SameZoneSameKind),
            member("S-2034", DeviceKind::Smoke, 4, ReasonCode::SameZoneSameKind),
            member("T-2007", DeviceKind::Heat, 2, ReasonCode::SameZoneOtherQuantity),
        ],
        members_count: 4,
        site: Some(SiteCard {
            name: t("恒越电池有限公司"),
            risk: Risk::Red,
            address: t("丰县开发区电池路8号"),
            people: 14,
            night: true,
            hazards: vec![t("电解液2.4吨 3区东墙 (氟化氢 爆燃 不内攻)")],
            staging: t("北门"),
            utilities: t("室外消火栓 北门西侧20米; 断电 配电房 3号柜"),
            contacts: vec![
                contact("消控室", "张师傅", "0000-1234"),
                contact("夜班负责人", "刘工", "0000-1235"),
            ],
        }),
        plan: Some(chosen_plan()),
        policies: vec![PolicyCard {
            cover: t("安责险"),
            insurer: t("人保"),
            number: t("PZ-2026-118"),
            until_day: 20_878,
            in_force: true,
            per_person: Fen(80_000_000),
            limit: Fen(2_000_000_000),
            contact: contact("报案", "", "0000-9551"),
        }],
        speaker: contact("丰县电动车产业园", "王强", "0000-3101"),
        offers: Vec::new(),
        calls: Vec::new(),
        intakes: Vec::new(),
        findings: Vec::new(),
        dispatches: Vec::new(),
        recommendation: dispatch::Recommendation::default(),
        reports: Vec::new(),
        form: None,
        orders: Vec::new(),
        response: None,
        claims: Vec::new(),
        reservations: Vec::new(),
        deliveries: Vec::new(),
        deadlines: Vec::new(),
        obstacles: Obstacles::default(),
        incident,
    })
}
