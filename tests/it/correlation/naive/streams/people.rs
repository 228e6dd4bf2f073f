//! What people do in a random night: only with what exists in it by then.

use super::super::Extent;
use super::world::{ADCODES, DEVICES, GRID, PLACE};
use super::{Act, Night};
use dutydesk::correlation::Context;
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey, HazardFamily};
use dutydesk::correlation::reference::Reference;
use dutydesk::units::{DeviceId, IncidentId, InputNumber, Instant, Point, Span, WarningId, ZoneId};

impl Night {
    /// One act of a person, where there is something to do it to.
    pub(super) fn person(&mut self, reference: &Reference) -> Option<Act> {
        let at = self.now;
        match self.chance.between(0, 99) {
            0..=27 => self.acknowledge(),
            28..=33 => self.close(),
            34..=36 => self.reopen(),
            37..=40 => Some(Act::Tell {
                at,
                zone: ZoneId(self.chance.between(1, reference.zones.len() as i64 - 1) as u32),
                family: self.chance.pick(&[HazardFamily::Fire, HazardFamily::Gas, HazardFamily::Water]),
            }),
            41..=54 => self.hold(reference),
            55..=62 => self.lift(),
            63..=70 => Some(self.warn()),
            71..=76 => Some(Act::Touch { incident: self.open()? }),
            77..=83 => self.merge(),
            84..=91 => self.split(),
            _ => self.refuse(),
        }
    }

    fn open_ones(&self) -> Vec<IncidentId> {
        self.model.incidents().into_iter().filter(|(_, it)| it.open).map(|(id, _)| id).collect()
    }

    fn open(&mut self) -> Option<IncidentId> {
        let open = self.open_ones();
        (!open.is_empty()).then(|| self.chance.pick(&open))
    }

    fn acknowledge(&mut self) -> Option<Act> {
        let incident = self.open()?;
        let latest = self.acts.iter().filter_map(input_of).max()?;
        let behind = if self.chance.percent(25) { self.chance.between(1, 12) as u64 } else { 0 };
        let upto = InputNumber(latest.saturating_sub(behind));
        Some(Act::Acknowledge { at: self.now, incident, upto })
    }

    /// As at a real desk: no incident that nobody has, or that is a danger to life.
    fn close(&mut self) -> Option<Act> {
        let views = self.model.incidents();
        let may = views.into_iter().filter(|(_, it)| it.open && it.acknowledged && !it.life_risk);
        let may: Vec<_> = may.map(|(id, _)| id).collect();
        (!may.is_empty()).then(|| Act::Close { at: self.now, incident: self.chance.pick(&may) })
    }

    fn reopen(&mut self) -> Option<Act> {
        let views = self.model.incidents();
        let may = views.into_iter().filter(|(_, it)| !it.open && it.merged_into.is_none());
        let may: Vec<_> = may.map(|(id, _)| id).collect();
        (!may.is_empty()).then(|| Act::Reopen { at: self.now, incident: self.chance.pick(&may) })
    }

    fn hold(&mut self, reference: &Reference) -> Option<Act> {
        let at = self.now;
        let until = at.after(Span(self.chance.between(5_000, 400_000)));
        let id = self.next_id;
        self.next_id += 1;
        let hot = self.hot.clone();
        let device = DeviceId(self.chance.pick(&hot));
        Some(match self.chance.between(0, 9) {
            0..=4 => {
                // What is shelved already is refused by whoever takes the command.
                let class = self.chance.pick(&[AlarmClass::Hazard, AlarmClass::Hazard, AlarmClass::Fault]);
                let alarm = AlarmKey { device, class };
                if self.model.is_shelved(alarm) {
                    return None;
                }
                Act::Shelve { at, id, alarm, until }
            }
            5..=7 => {
                let zone = reference.devices[device.index()].zone;
                let above = reference.zones[zone.index()].parent.unwrap_or(zone);
                Act::OpenWindow { at, id, zone: self.chance.pick(&[zone, zone, above]), until }
            }
            _ if self.model.is_taken_out(device) => return None,
            _ => Act::TakeOut { at, id, device, until },
        })
    }

    /// Of what was made so far; what ran out or broke meanwhile is no longer there to be lifted.
    fn lift(&mut self) -> Option<Act> {
        let ids = self.model.holding();
        (!ids.is_empty()).then(|| Act::Lift { at: self.now, id: self.chance.pick(&ids) })
    }

    fn warn(&mut self) -> Act {
        let (at, warning) = (self.now, WarningId(self.chance.between(1, 3) as u32));
        if self.model.is_warned(warning) && self.chance.percent(60) {
            return Act::Unwarn { at, warning };
        }
        let corners = if self.chance.percent(50) { self.corners() } else { Vec::new() };
        let least = i64::from(corners.is_empty());
        let adcodes = (0..self.chance.between(least, 2)).map(|_| self.chance.pick(&ADCODES)).collect();
        let contexts = [Context::Water, Context::Weather, Context::WaterAndWeather].map(Some);
        let context = if self.chance.percent(15) { None } else { self.chance.pick(&contexts) };
        Act::Warn { at, warning, extent: Extent { adcodes, corners }, context }
    }

    /// A triangle or a rectangle on the grid that the places stand on: some of them on its border.
    fn corners(&mut self) -> Vec<Point> {
        let mut step = |least, most| self.chance.between(least, most) as i32 * GRID;
        let (south, west, north, east) = (step(-2, 2), step(-2, 2), step(1, 3), step(1, 3));
        let mut corners = vec![(0, 0), (north, 0), (north, east), (0, east)];
        if self.chance.percent(50) {
            corners.remove(2);
        }
        let place = |(up, right)| Point::new(PLACE.0 + south + up, PLACE.1 + west + right);
        corners.into_iter().filter_map(place).collect()
    }

    /// Mostly two of one family, now and then what nobody expects to be merged.
    fn merge(&mut self) -> Option<Act> {
        let (into, from) = (self.open()?, self.open()?);
        let views = self.model.incidents();
        let is_likely = views[&into].family == views[&from].family || self.chance.percent(15);
        (into != from && is_likely).then_some(Act::Merge { at: self.now, into, from })
    }

    fn split(&mut self) -> Option<Act> {
        let from = self.open()?;
        let mut alarms: Vec<_> = self.model.incidents()[&from].members.iter().copied().collect();
        let count = self.chance.between(1, alarms.len().max(1) as i64) as usize;
        (count < alarms.len()).then(|| {
            let turn = self.chance.between(0, alarms.len() as i64 - 1) as usize;
            alarms.rotate_left(turn);
            alarms.truncate(count);
            alarms.sort();
            Act::Split { at: self.now, from, alarms }
        })
    }

    fn refuse(&mut self) -> Option<Act> {
        let proposals: Vec<_> = self.model.proposals().into_iter().collect();
        (!proposals.is_empty()).then(|| {
            let (a, b) = self.chance.pick(&proposals);
            Act::Refuse { a, b }
        })
    }
}

fn input_of(act: &Act) -> Option<u64> {
    match act {
        Act::Event(event) => Some(event.input.0),
        _ => None,
    }
}

/// Every alarm of the world that a stream makes; for whoever compares two models.
pub(crate) fn alarms() -> impl Iterator<Item = AlarmKey> {
    (0..DEVICES).flat_map(|device| AlarmClass::ALL.map(|class| AlarmKey { device: DeviceId(device), class }))
}

/// An instant after everything that a stream still owes is due.
pub(crate) fn afterwards(acts: &[Act]) -> Option<Instant> {
    let last = acts.iter().rev().find_map(|act| match act {
        Act::Event(event) => Some(event.received),
        Act::Advance(at) => Some(*at),
        _ => None,
    });
    last.map(|at| at.after(Span::minutes(60)))
}
