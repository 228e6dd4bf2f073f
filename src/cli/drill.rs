//! `dutydesk drill`: a recording or a scenario is played, with a team or without a screen.
//!
//! Decides: which of the two a file is, where the run's directory stands, who plays where nobody sits at a screen.
//! Must not know: what is played (`engine`, room `drill`).

pub(super) mod check;
mod open;
mod rehearse;
mod replay;
pub(super) mod serve;
pub(super) mod stage;

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::config::Exit;
use crate::config::arguments::{Drill, Speed};

/// Plays a recording or a scenario.
pub(super) fn run(place: &Place, drill: &Drill, output: &mut Output) -> Exit {
    let is_recording = replay::is_recording(&drill.of);
    match (drill.headless || drill.verify, is_recording) {
        (true, true) if drill.speed == Speed::Max => replay::run(place, drill, output),
        // What is not there is no scenario that was mistaken for a recording.
        (true, false) if !drill.of.exists() && !serve::is_shipped(&drill.of) => {
            replay::run(place, drill, output)
        }
        (true, false) if drill.speed == Speed::Max => rehearse::run(place, drill, output),
        (true, true | false) => {
            output.message(place.say(
                "无屏只有全速\n  提示: 加上 --headless --speed max, 或去掉 --headless 和 --verify 打开屏幕",
                "without a screen everything is played at full speed\n  hint: give --headless --speed max, or leave --headless and --verify off for a screen",
            ));
            Exit::Usage
        }
        (false, _) => open::run(place, drill, output),
    }
}
