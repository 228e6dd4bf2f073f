//! `devices.csv`: what hangs where, and through which gateway it reports.

use crate::config::record::{Mistakes, Reader, nearest};
use crate::correlation::alarm::DeviceKind;
use crate::correlation::reference::DeviceReference;
use crate::limits::DEVICES_MAX;
use crate::operations::reference::DeviceName;
use crate::registry::lookup::Lookup;
use crate::registry::mistake::{Kind, Thing};
use crate::registry::places::Places;
use crate::registry::sheet;
use crate::registry::source::Files;
use crate::text::Text;
use crate::units::{DeviceId, Span, ZoneId};
use std::collections::BTreeMap;

const COLUMNS: &[sheet::Column] = &[
    ("code", "编码"),
    ("kind", "类型"),
    ("zone", "区域"),
    ("place", "位置"),
    ("gateway", "网关"),
    ("silence_s", "失联秒"),
    ("bit0_trusted", "测试位可信"),
    ("note", "备注"),
];

/// What a kind of device may be called.
pub(super) const KINDS: &[(&str, DeviceKind)] = &[
    ("smoke", DeviceKind::Smoke),
    ("烟感", DeviceKind::Smoke),
    ("heat", DeviceKind::Heat),
    ("温感", DeviceKind::Heat),
    ("flame", DeviceKind::Flame),
    ("火焰", DeviceKind::Flame),
    ("gas", DeviceKind::Gas),
    ("可燃气体", DeviceKind::Gas),
    ("manual-call-point", DeviceKind::ManualCallPoint),
    ("手报", DeviceKind::ManualCallPoint),
    ("water-level", DeviceKind::WaterLevel),
    ("水位", DeviceKind::WaterLevel),
    ("water-leak", DeviceKind::WaterLeak),
    ("漏水", DeviceKind::WaterLeak),
    ("pressure", DeviceKind::Pressure),
    ("压力", DeviceKind::Pressure),
    ("flow", DeviceKind::Flow),
    ("水流", DeviceKind::Flow),
    ("power", DeviceKind::Power),
    ("电气", DeviceKind::Power),
    ("wind", DeviceKind::Wind),
    ("风速", DeviceKind::Wind),
    ("lightning", DeviceKind::Lightning),
    ("雷电", DeviceKind::Lightning),
    ("gateway", DeviceKind::Gateway),
    ("网关", DeviceKind::Gateway),
    ("other", DeviceKind::Other),
    ("其他", DeviceKind::Other),
];

/// Devices, their names, and their codes as the feeds write them.
pub type Devices = (Vec<DeviceReference>, Vec<DeviceName>, Lookup);

/// The longest silence that may be called normal: a month.
const SILENCE_SECONDS_MAX: i64 = 31 * 86_400;

#[derive(Default)]
struct Draft {
    devices: Vec<DeviceReference>,
    names: Vec<DeviceName>,
    lines: Vec<u32>,
    gateways: Vec<String>,
    by_code: BTreeMap<String, usize>,
    stated: Vec<Option<bool>>,
}

/// Reads the devices, in the order of the file.
pub fn read(files: &Files, places: &Places, mistakes: &mut Mistakes<Kind>) -> Devices {
    let Some((file, rows)) = files.rows("devices.csv", COLUMNS, mistakes) else { return Devices::default() };
    let mut draft = Draft::default();
    rows.each(file, mistakes, |record, mistakes| {
        let mut reader = Reader::new(file, record, mistakes);
        if draft.devices.len() == DEVICES_MAX {
            reader.wrong_at(record.line, Kind::TooMany(Thing::Device, DEVICES_MAX));
        }
        draft.add(&mut reader, record.line, places);
        reader.finish();
    });
    draft.join_gateways(file, mistakes);
    let codes = draft.names.iter().enumerate().map(|(at, name)| (name.code, DeviceId(at as u32)));
    let lookup = Lookup::new(codes.collect());
    (draft.devices, draft.names, lookup)
}

impl Draft {
    fn add(&mut self, reader: &mut Reader<'_, '_, Kind>, line: u32, places: &Places) {
        let code: Text<32> = reader.required("code");
        if !code.bytes().all(is_code_byte) {
            reader.wrong("code", Kind::Code(Thing::Device, code.to_string()));
        }
        let at = self.devices.len();
        if let Some(first) = self.by_code.insert(code.to_ascii_uppercase(), at)
            && !code.is_empty()
        {
            reader.wrong("code", Kind::Repeated(Thing::Device, code.to_string(), self.lines[first]));
        }
        reader.must("kind");
        let kind = reader.choice("kind", KINDS).unwrap_or_default();
        reader.must("zone");
        let zone = reader.plain("zone").and_then(|zone| places.zone(reader, "zone", &zone));
        let place = reader.text("place");
        self.gateways.push(reader.plain("gateway").unwrap_or_default());
        let silence = reader.number("silence_s", 0..=SILENCE_SECONDS_MAX).unwrap_or(0);
        let stated = reader.switch("bit0_trusted");
        let _: Option<String> = reader.plain("note");
        self.stated.push(stated);
        self.lines.push(line);
        self.names.push(DeviceName { code, place });
        self.devices.push(DeviceReference {
            zone: zone.unwrap_or(ZoneId(0)),
            kind,
            gateway: None,
            silence_max: Span::seconds(silence),
            bit0_trusted: stated.unwrap_or(false),
        });
    }

    /// Names of gateways become their numbers; what a gateway says of bit 0 holds for what is behind it.
    fn join_gateways(&mut self, file: &str, mistakes: &mut Mistakes<Kind>) {
        for at in 0..self.devices.len() {
            let wanted = &self.gateways[at];
            if wanted.is_empty() {
                continue;
            }
            let line = self.lines[at];
            let Some(found) = self.by_code.get(&wanted.to_ascii_uppercase()).copied() else {
                let gateways = self.devices.iter().zip(&self.names);
                let codes = gateways.filter(|(device, _)| device.kind == DeviceKind::Gateway);
                let meant = nearest(wanted, codes.map(|(_, name)| name.code.as_str())).map(str::to_owned);
                mistakes.add(file, line, Kind::Unknown(Thing::Gateway, wanted.clone(), meant));
                continue;
            };
            if self.devices[found].kind != DeviceKind::Gateway || found == at {
                mistakes.add(file, line, Kind::NotGateway(wanted.clone()));
                continue;
            }
            let trusted = self.stated[at].or(self.stated[found]).unwrap_or(false);
            self.devices[at].gateway = Some(DeviceId(found as u32));
            self.devices[at].bit0_trusted = trusted;
        }
    }
}

/// Returns whether a byte may stand in a code that a feed sends and a person types.
const fn is_code_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | b'/' | b'#')
}
