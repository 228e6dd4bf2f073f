//! Areas of warnings as frames write them: latitude first, tolerant, and never less than was meant.

use super::decode::context;
use dutydesk::correlation::area::Flaw;
use dutydesk::feed::decode::native::decode;
use dutydesk::feed::decode::{Decoded, Field, Reject};
use dutydesk::operations::warning::Message;
use dutydesk::units::Point;
use std::fmt::Write;

const RING: &str = "34.69,116.60 34.72,116.60 34.72,116.64 34.69,116.64 34.69,116.60";
const INSIDE: (i32, i32) = (34_705_000, 116_621_000);
const OUTSIDE: (i32, i32) = (34_725_000, 116_621_000);

fn frame(data: &str) -> String {
    format!(
        r#"{{"specversion":"1.0","id":"e","source":"/cma","type":"duty.warning.issue.v1","time":"2026-11-21T19:00:02Z","sequence":"7","data":{{"identifier":"A","event":"暴雨",{data}}}}}"#
    )
}

fn read(data: &str) -> Result<Box<Message>, Reject> {
    match decode(frame(data).as_bytes(), &context())? {
        Decoded::Warning { message, .. } => Ok(message),
        other => panic!("{other:?}"),
    }
}

fn covers(message: &Message, (latitude, longitude): (i32, i32)) -> bool {
    message.area().covers(330_000, Point::new(latitude, longitude))
}

#[test]
fn an_area_is_read_as_it_was_meant() {
    let swapped = "116.60,34.69 116.60,34.72 116.64,34.72 116.64,34.69";
    for (area, flaws, inside, outside) in [
        (format!(r#"{{"polygons":["{RING}"]}}"#), vec![], true, false),
        (format!(r#"{{"polygons":"{RING}"}}"#), vec![], true, false),
        (format!(r#"[{{"areaDesc":"x","polygon":"{RING}"}},{{"circles":[]}}]"#), vec![], true, false),
        (format!(r#"{{"polygons":["{swapped}"]}}"#), vec![(Flaw::Swapped, 1)], true, false),
        (r#"{"circles":["34.705,116.62 0.5"]}"#.to_owned(), vec![], true, false),
        (r#"{"circles":["116.62,34.705 0.5"]}"#.to_owned(), vec![(Flaw::Swapped, 1)], true, false),
        (r#"{"circles":["34.705,116.62 3"]}"#.to_owned(), vec![], true, true),
        (format!(r#"{{"polygons":["{RING}"],"crs":"WGS84"}}"#), vec![], true, false),
        (format!(r#"{{"polygons":["{RING}"],"crs":"CGCS2000"}}"#), vec![], true, false),
        // 550 m north of it: within what a Chinese map may stray.
        (format!(r#"{{"polygons":["{RING}"],"crs":"GCJ-02"}}"#), vec![(Flaw::Datum, 1)], true, true),
        (format!(r#"{{"polygons":["{RING}"],"crs":"mars"}}"#), vec![(Flaw::Datum, 1)], true, true),
        // Nothing readable, and no division: it holds everywhere, and says so.
        (
            r#"{"polygons":["34.69,116.60 34.72 116.60,34.72"]}"#.to_owned(),
            vec![(Flaw::Coordinates, 1)],
            true,
            true,
        ),
        (r#"{"polygons":["34.69,116.60 34.72,116.60"]}"#.to_owned(), vec![(Flaw::NoArea, 1)], true, true),
        (r#"{"polygons":[""]}"#.to_owned(), vec![(Flaw::NoArea, 1)], true, true),
        (r#"{"polygons":[[[34.69,116.60]]]}"#.to_owned(), vec![(Flaw::Coordinates, 1)], true, true),
        (r#"{"circles":["34.705,116.62"]}"#.to_owned(), vec![(Flaw::Coordinates, 1)], true, true),
        (r#"{"circles":["34.705,116.62 -3"]}"#.to_owned(), vec![(Flaw::Coordinates, 1)], true, true),
        (r#"{"circles":["34.705,116.62 0"]}"#.to_owned(), vec![(Flaw::NoArea, 1)], true, true),
        (r#"{"circles":["91,116.62 3"]}"#.to_owned(), vec![(Flaw::Coordinates, 1)], true, true),
        (r#""丰县""#.to_owned(), vec![(Flaw::Coordinates, 1)], true, true),
        ("7".to_owned(), vec![(Flaw::Coordinates, 1)], true, true),
        (r#"{"adcodes":["32032"]}"#.to_owned(), vec![(Flaw::Division, 1)], true, true),
        // A second city that cannot be read, and an area of its own that cannot be: nobody knows how far they reach.
        (r#"{"adcodes":["320321","9"]}"#.to_owned(), vec![(Flaw::Division, 1)], true, true),
        (
            r#"[{"adcodes":["320321"]},{"polygons":["x"]}]"#.to_owned(),
            vec![(Flaw::Coordinates, 1)],
            true,
            true,
        ),
        // A division says how far an unreadable shape may reach.
        (r#"{"adcodes":["320321"],"polygons":["x"]}"#.to_owned(), vec![(Flaw::Coordinates, 1)], false, false),
    ] {
        let message = read(&format!(r#""area":{area}"#)).unwrap_or_else(|reject| panic!("{reject}: {area}"));
        let told =
            (message.shapes.flaws().collect::<Vec<_>>(), covers(&message, INSIDE), covers(&message, OUTSIDE));
        assert_eq!(told, (flaws, inside, outside), "{area}");
    }
}

#[test]
fn old_frames_mean_what_they_meant() {
    let message = read(r#""adcodes":["320321"]"#).unwrap();
    assert!(message.shapes.is_empty());
    assert_eq!(message.adcodes.as_slice(), [320_321]);
    for nothing in [r#""headline":"x""#, r#""adcodes":[]"#, r#""area":null"#, r#""area":{}"#, r#""area":[]"#]
    {
        assert_eq!(read(nothing).unwrap_err(), Reject::MissingField(Field::Adcodes), "{nothing}");
    }
    // Divisions in both places are one list; another warning is the same one but for its polygon.
    let both = read(&format!(
        r#""adcodes":["320322"],"area":{{"adcodes":["320321","320322"],"polygons":["{RING}"]}}"#
    ));
    let both = both.unwrap();
    assert_eq!(both.adcodes.as_slice(), [320_322, 320_321]);
    assert!(covers(&both, INSIDE) && both.area().covers(320_321, None) && !covers(&both, OUTSIDE));
    let other = read(&format!(r#""adcodes":["320322","320321"],"area":{{"polygons":["{RING}"]}}"#)).unwrap();
    assert!(both.says_the_same(&other));
    let wider = RING.replace("34.72", "34.73");
    let wider = read(&format!(r#""adcodes":["320322","320321"],"area":{{"polygons":["{wider}"]}}"#)).unwrap();
    assert!(!both.says_the_same(&wider));
}

#[test]
fn a_giant_polygon_is_read_whole_and_covers_all_of_itself() {
    // As large as the largest that was ever published.
    let mut text = String::new();
    for step in 0..41_009 {
        let turn = f64::from(step) * std::f64::consts::TAU / 41_009.0;
        let _ = write!(text, "{:.6},{:.6} ", 34.7 + turn.sin() * 0.02, 116.62 + turn.cos() * 0.02);
    }
    let message = read(&format!(r#""area":{{"polygons":["{text}"]}}"#)).unwrap();
    assert_eq!(message.shapes.flaws().collect::<Vec<_>>(), [(Flaw::Widened, 1)]);
    assert!(covers(&message, INSIDE) && covers(&message, (34_720_000, 116_620_000)));
    assert!(!covers(&message, OUTSIDE) && !covers(&message, (34_718_000, 116_638_000)));
}

/// Seventeen provinces find no place, and a warning of the whole country is lost for none.
#[test]
fn more_provinces_than_are_held_are_all_of_them() {
    let codes: Vec<_> = (11..=28).map(|province| format!(r#""{province}0000""#)).collect();
    let message = read(&format!(r#""adcodes":[{}]"#, codes.join(","))).unwrap();
    assert!(message.shapes.is_everywhere());
    assert!(message.area().covers(270_101, None));
}
