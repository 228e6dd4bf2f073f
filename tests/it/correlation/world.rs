//! The world that the core is told about: its size, and what happens when it is told anew.

use super::fixture::*;
use dutydesk::correlation::Capacity;
use dutydesk::correlation::alarm::DeviceKind;
use dutydesk::correlation::event::Conditions;

#[test]
fn a_whole_city_fits_in_a_quarter_of_a_gibibyte() {
    let mut reference = reference();
    reference.devices = vec![reference.devices[0]; 1_000_000].into();
    let core = dutydesk::correlation::Correlation::new(&reference, Capacity::of(1_000_000));
    assert!(core.memory_bytes() <= 256 << 20, "{} bytes", core.memory_bytes());
}

#[test]
fn a_registry_that_moves_a_device_moves_where_its_incident_is_found() {
    let mut desk = Desk::new();
    desk.raise(1, WATER_A, Conditions::OVER_LIMIT);
    let mut reference = reference();
    reference.devices[WATER_A.index()].zone = ZONE_B;
    reference.devices[SMOKE_B.index()].kind = DeviceKind::WaterLevel;
    reference.devices[OTHER_A.index()].kind = DeviceKind::WaterLevel;
    desk.core.attach(&reference);
    assert_eq!(joined(&desk.raise(2, SMOKE_B, Conditions::OVER_LIMIT)).0, 1_001);
    assert_eq!(joined(&desk.raise(3, OTHER_A, Conditions::OVER_LIMIT)).0, 1_002);
}
