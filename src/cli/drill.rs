//! `dutydesk drill`: a recording or a scenario is played, with a team or without a screen.
//!
//! Decides: which of the two a file is, where the run's directory stands.
//! Must not know: what is played (`engine`, room `drill`).

pub(super) mod check;
mod open;
mod replay;
pub(super) mod serve;
mod stage;

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::config::Exit;
use crate::config::arguments::{Drill, Speed};

/// Plays a recording or a scenario.
pub(super) fn run(place: &Place, drill: &Drill, output: &mut Output) -> Exit {
    let is_recording = replay::is_recording(&drill.of);
    match (drill.headless || drill.verify, is_recording) {
        (true, true) if drill.speed == Speed::Max => replay::run(place, drill, output),
        (true, true) => {
            output.message(place.say(
                "无屏回放只有全速\n  提示: 加上 --headless --speed max, 或去掉 --headless 打开屏幕",
                "without a screen a recording is played at full speed\n  hint: give --headless --speed max, or leave --headless off for a screen",
            ));
            Exit::Usage
        }
        // What is not there is no scenario that was mistaken for a recording.
        (true, false) if !drill.of.exists() && !serve::is_shipped(&drill.of) => {
            replay::run(place, drill, output)
        }
        (true, false) => {
            output.message(place.say(
                "情景要有班组来演, 不能无屏核对\n  提示: 去掉 --headless 和 --verify",
                "a scenario is played by a team: nothing of it can be verified without a screen\n  hint: leave --headless and --verify off",
            ));
            Exit::Usage
        }
        (false, _) => open::run(place, drill, output),
    }
}
