//! The desk that every figure is taken on (design section 11): 20 k devices in 500 zones of twenty sites; 30 % of the
//! frames from 200 chatterers, 5 % restores, 1 % faults, a fixed seed.

use dutydesk::config::{Feed, Origin};
use dutydesk::correlation::event::{Conditions, Unit};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::encode::{self, Body, Envelope, SensorBody};
use dutydesk::operations::actor::{Actor, Officer, PrivateText};
use dutydesk::operations::command::{self, Command, Seen};
use dutydesk::operations::fact::Fact;
use dutydesk::operations::feed::Health;
use dutydesk::operations::incident;
use dutydesk::registry::{Registry, Source, sample};
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, FeedId, IncidentId, InputNumber, Instant, Severity, Span};
use std::fmt::Write as _;
use std::sync::Arc;

pub(crate) const DEVICES: u32 = 20_000;
pub(crate) const ZONES: u32 = 500;
pub(crate) const SITES: u32 = 20;
pub(crate) const CHATTERERS: u32 = 200;
pub(crate) const FEEDS: u64 = 4;
const T0: i64 = 1_800_000_000_000;
const KINDS: [&str; 8] = ["烟感", "温感", "手报", "可燃气体", "水位", "压力", "漏水", "烟感"];

/// Loads the desk's registry from files as an administrator writes them.
pub(crate) fn registry() -> Arc<Registry> {
    let files = files();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let feeds: Vec<Feed> = (0..FEEDS).map(feed).collect();
    match Registry::load(&Source::Embedded(&files), &feeds) {
        Ok(registry) => Arc::new(registry),
        Err(mistakes) => panic!("{:?}", mistakes.iter().take(5).collect::<Vec<_>>()),
    }
}

/// Writes the registry's files.
pub(crate) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let mut zones = "编码,上级,类型,名称,行政区划,备注\nPARK,,园区,试验园,320321,\n".to_owned();
    let mut sites = String::new();
    for row in sample::FILES.iter().filter(|(name, _)| *name == "sites.csv") {
        sites.push_str(String::from_utf8_lossy(row.1).lines().next().unwrap_or_default());
        sites.push('\n');
    }
    let mut devices = "编码,类型,区域,位置,网关,失联秒,测试位可信\n".to_owned();
    for site in 0..SITES {
        let _ = writeln!(zones, "C{site},PARK,单位,{site}号企业,,");
        let _ = writeln!(
            sites,
            "C{site},{site}号企业有限公司,{site}号企业,qy{site},橙,创新大道{site}号,34.7050,116.6210,126,14,电解液2.4吨,北门,室外消火栓,消控室 张师傅 0000-1234,"
        );
        let _ = writeln!(devices, "GW-{site:03},网关,C{site},弱电间,,300,否");
    }
    for zone in 0..ZONES {
        let _ = writeln!(zones, "C{}-Z{zone},C{},区,{zone}区,,", zone % SITES, zone % SITES);
    }
    for device in 0..DEVICES - SITES {
        let (zone, kind) = (device % ZONES, KINDS[device as usize / 7 % KINDS.len()]);
        let silence = if device % 10 == 0 { 60 } else { 0 };
        let site = zone % SITES;
        let _ = writeln!(devices, "{},{kind},C{site}-Z{zone},东墙,GW-{site:03},{silence},", code(device));
    }
    let plans = plans();
    sample::FILES
        .iter()
        .map(|&(name, bytes)| match name {
            "zones.csv" => (name, zones.clone().into_bytes()),
            "sites.csv" => (name, sites.clone().into_bytes()),
            "devices.csv" => (name, devices.clone().into_bytes()),
            "policies.toml" => (name, Vec::new()),
            "plans.toml" => (name, plans.clone().into_bytes()),
            "pool.toml" => (name, String::from_utf8_lossy(bytes).replace("\"HY\"", "\"C0\"").into_bytes()),
            _ => (name, bytes.to_vec()),
        })
        .collect()
}

/// Returns the sample's plans for the whole park; the others are for sites that are not here.
fn plans() -> String {
    let row = sample::FILES.iter().find(|(name, _)| *name == "plans.toml");
    let text = row.map(|row| String::from_utf8_lossy(row.1)).unwrap_or_default();
    let park = text.split("[[plan]]").filter(|plan| plan.contains("zone = \"PARK\""));
    park.fold(String::new(), |all, plan| all + "[[plan]]" + plan)
}

fn feed(number: u64) -> Feed {
    Feed {
        code: bounded(&format!("f{number}")),
        name: bounded(&format!("传感{number}")),
        origin: Origin::Simulator,
        token_file: None,
        heartbeat: Span::seconds(5),
        adcode: Vec::new(),
        terms: dutydesk::operations::feed::Terms::default(),
    }
}

fn code(device: u32) -> String {
    format!("S-{device:05}")
}

/// One frame as it is read from a socket.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    pub(crate) number: InputNumber,
    pub(crate) at: Instant,
    pub(crate) feed: FeedId,
    pub(crate) bytes: Vec<u8>,
}

impl Read {
    pub(crate) fn input(&self) -> Input<'_> {
        Input::Frame { feed: self.feed, bytes: &self.bytes }
    }
}

/// Makes the frames, 1 ms apart.
pub(crate) struct Mix {
    seed: u64,
    pub(crate) input: u64,
    sequences: [u64; FEEDS as usize],
}

impl Default for Mix {
    fn default() -> Self {
        Self { seed: 0x9E37_79B9_7F4A_7C15, input: 0, sequences: [0; FEEDS as usize] }
    }
}

impl Mix {
    pub(crate) fn random(&mut self, below: u32) -> u32 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        ((self.seed >> 32) % u64::from(below)) as u32
    }

    /// Takes the next number and its time.
    pub(crate) fn number(&mut self) -> (InputNumber, Instant) {
        self.input += 1;
        (InputNumber(self.input), Instant(T0 + self.input as i64))
    }

    /// Makes the next frame.
    pub(crate) fn read(&mut self) -> Read {
        let (number, at) = self.number();
        let body = self.body();
        let feed = self.input % FEEDS;
        self.sequences[feed as usize] += 1;
        let sequence = self.sequences[feed as usize];
        let id = format!("e{sequence}");
        let time = Instant(at.0 - i64::from(self.random(4_000)));
        let envelope = Envelope { stream: "mix", sequence, id: &id, source: "/mix/gw", time };
        let bytes = encode::event(&envelope, &Body::Sensor(body)).into_bytes();
        Read { number, at, feed: FeedId(feed as u16), bytes }
    }

    /// Makes what the next frame says.
    pub(crate) fn body(&mut self) -> SensorBody {
        let device = match self.random(100) {
            0..30 => self.random(CHATTERERS),
            _ => self.random(DEVICES - SITES),
        };
        let hazard = if self.random(2) == 0 { Conditions::FIRE } else { Conditions::OVER_LIMIT };
        let (kind, conditions) = match self.random(100) {
            0..5 => (Type::Restore, hazard),
            5 => (Type::Fault, Conditions::FAULT),
            6 => (Type::State, hazard.with(Conditions::ISOLATED)),
            7 => (Type::State, Conditions::NORMAL),
            8 => (Type::Online, Conditions::NONE),
            _ => (Type::Alarm, hazard),
        };
        let severity = [Severity::Unknown, Severity::Minor, Severity::Severe][self.random(3) as usize];
        // Forty devices that nobody registered.
        let device = if self.random(2_000) == 0 { format!("X-{}", self.random(40)) } else { code(device) };
        SensorBody {
            device,
            kind,
            conditions,
            state: None,
            value: Some(f64::from(self.random(90_000)) / 1e3),
            unit: Unit::Celsius,
            severity,
            test: self.random(1_000) == 0,
            historical: false,
        }
    }

    /// Opens the feeds.
    pub(crate) fn open(&mut self, driver: &mut Driver, facts: &mut Vec<Fact>) {
        for feed in 0..FEEDS as u16 {
            let (number, at) = self.number();
            let health = Health::Started { stream: bounded("mix"), from: 1, resumed: false };
            driver.take(number, at, &Input::Health { feed: FeedId(feed), health }, facts);
        }
    }

    /// Does what a person does now and then: acknowledges, closes.
    pub(crate) fn act(&mut self, driver: &mut Driver, facts: &mut Vec<Fact>) {
        let waiting: Vec<IncidentId> = driver
            .state
            .incidents
            .open()
            .filter(|it| it.is_unacknowledged())
            .map(|it| it.id)
            .take(20)
            .collect();
        for id in waiting {
            let acknowledges = incident::Command::Acknowledge { incident: id };
            self.give(driver, command::Body::Incident(acknowledges), facts);
        }
        // What somebody found to be real stands until its teams are back.
        let is_unverified = |id: &IncidentId| {
            driver.state.incidents.get(*id).is_some_and(|incident| incident.verdict.is_none())
        };
        let quiet = driver.state.correlation.open().filter(|it| it.active == 0).map(|it| it.id);
        let first = quiet.filter(is_unverified).min();
        if let Some(id) = first {
            let disposition = incident::Disposition::Handled;
            let closes = incident::Command::Close { incident: id, disposition, reason: None, repeated: id };
            self.give(driver, command::Body::Incident(closes), facts);
        }
    }

    /// Gives a command as the officer who has signed on.
    pub(crate) fn give(
        &mut self,
        driver: &mut Driver,
        body: command::Body<PrivateText>,
        facts: &mut Vec<Fact>,
    ) {
        let reference = &driver.registry().operations;
        let person = reference.person("D1").map(|(person, _)| person).unwrap_or_default();
        let actor = Actor::Proved(Officer { person, code: bounded("D1") });
        let (number, at) = self.number();
        let action = ActionId(u128::from(number.0));
        let command = Command { action, actor, signed_by: None, seen: Seen::default(), body };
        driver.take(number, at, &Input::Command(Box::new(command)), facts);
    }
}
