//! What keeps an incident open, and what to do about each.

use crate::language::Lang;
use crate::operations::incident::obstacle::{Obstacle, Obstacles};
use std::fmt::Write;

/// Writes one obstacle: what it is, and what to do.
pub fn obstacle(lang: Lang, (obstacle, count): (Obstacle, u8), out: &mut String) {
    let (zh, en) = match obstacle {
        Obstacle::Unacknowledged => ("无人受理: 按 a", "not acknowledged: press a"),
        Obstacle::LifeRisk => {
            ("仍有危及生命的报警: 请现场复位", "a life-risk alarm is active: have it reset on the spot")
        }
        Obstacle::People => (
            "有人失联、被困或受伤: 有新情况按 p",
            "people missing, trapped or hurt: press p when that has changed",
        ),
        Obstacle::Teams => ("支队伍未归队: 按 D", " teams not back: press D"),
        Obstacle::FirstPhone => ("首报未电话上报: 按 r", "the first report was not told by phone: press r"),
        Obstacle::FirstWritten => ("首报未书面上报: 按 r", "the first report did not go in writing: press r"),
        Obstacle::UnitReport => {
            ("单位未自报: 问单位, 再输 :单位已报", "the unit has not reported: ask it, then type :unit")
        }
        Obstacle::FollowUp => {
            ("续报未了: 按 r 写续报或终报", "a follow-up is owed: press r, or write the final one")
        }
        Obstacle::Orders => ("条指示未办结: 按 o", " orders are not carried out: press o"),
        Obstacle::Money => ("笔预留未拨付也未撤销: 按 m", " reservations neither posted nor void: press m"),
    };
    if matches!(obstacle, Obstacle::Teams | Obstacle::Orders | Obstacle::Money) {
        let _ = write!(out, "{count}");
        out.push_str(lang.pick(" ", ""));
    }
    out.push_str(lang.pick(zh, en));
}

/// Writes all of them, numbered.
pub fn obstacles(lang: Lang, all: &Obstacles, out: &mut String) {
    for (at, one) in all.each().enumerate() {
        let _ = write!(out, "{}{} ", if at == 0 { "" } else { "; " }, at + 1);
        obstacle(lang, one, out);
    }
}
