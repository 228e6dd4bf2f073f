//! What the spot is asked, and what it is told to do meanwhile; by what it is about.

use super::Words;
use crate::correlation::alarm::HazardFamily;
use crate::language::script::facts::{alarms, gate, happens, hazards};
use crate::operations::call::Callee;

/// Asks what is there; a patrol is told what awaits it instead.
pub(super) fn ask(words: &mut Words<'_>, callee: Callee) {
    happens(words);
    alarms(words);
    match callee {
        Callee::Team(_) => {
            words
                .line("请就近去看: 有没有火烟或泄漏, 有没有人?", "Go and look: fire, smoke, a leak, people?");
            words.line(
                "只在外面看, 不进去; 看到什么马上回话.",
                "Look from outside, do not go in; tell us at once what you see.",
            );
            hazards(words);
            gate(words);
        }
        Callee::Agency(_) | Callee::Site { .. } | Callee::Person(_) | Callee::Insurer { .. } => {
            on_the_spot(words);
            words.say("到这里清点人数, 少谁报谁: ", "Count everyone, and tell us who is missing, at: ");
            let staging = words.dossier.site.as_ref().map(|site| site.staging).unwrap_or_default();
            words.known(&staging);
            words.end();
            words
                .line("您是哪位? 您自己看到的, 还是听说的?", "Who speaks? Did you see it, or were you told?");
        }
    }
}

fn on_the_spot(words: &mut Words<'_>) {
    match words.dossier.incident.family {
        HazardFamily::Fire => {
            words.line(
                "看到明火或烟了吗, 在哪个位置? 有人被困吗?",
                "Do you see flames or smoke, and where? Is anyone trapped?",
            );
            words.line(
                "先把人撤出来; 消防联动打到自动.",
                "Get people out first; set the fire panel to automatic.",
            );
            words.line(
                "切断那一片的电; 谁也不要回去拿东西.",
                "Cut the power there; nobody goes back for anything.",
            );
        }
        HazardFamily::Gas => {
            words.line(
                "闻到气味了吗? 有人头晕吗? 浓度还在升吗?",
                "Do you smell gas? Is anyone dizzy? Does it still rise?",
            );
            words.line(
                "关阀, 开窗, 撤到室外上风处再通话.",
                "Shut the valve, open windows, go outside and upwind, call from there.",
            );
            words.line("不开关任何电器, 不点火.", "Switch nothing on or off; no flame.");
        }
        HazardFamily::Water => {
            words.line(
                "水多深, 还在涨吗? 下面有没有人和车?",
                "How deep is it, does it rise? Are people or cars down there?",
            );
            words.line(
                "先撤人; 断开低处的电再下水; 封住坡道.",
                "People out first; cut the power below before anyone wades in; close the ramp.",
            );
        }
        HazardFamily::Pressure => {
            words.line(
                "管网有没有漏? 阀门开着吗, 水泵启动了吗?",
                "Does a pipe leak? Are the valves open, does the pump run?",
            );
            words.line("有火就按火警办, 先撤人.", "If there is fire, get people out first.");
        }
        HazardFamily::Power => {
            words.line(
                "有没有冒烟, 焦味, 火花? 有人触电吗?",
                "Smoke, a smell of burning, sparks? Has anyone had a shock?",
            );
            words.line("断开这一路; 断电前不要用水.", "Break that circuit; no water before it is off.");
        }
        HazardFamily::Weather => {
            words.line("有没有倒塌, 坠物, 有没有人受伤?", "Has anything come down, is anyone hurt?");
            words.line(
                "停高处作业, 人员进屋, 离开临时建筑.",
                "Stop work at height, go indoors, leave makeshift buildings.",
            );
        }
        HazardFamily::Fault => {
            words.line("设备是断电, 断线, 还是在检修?", "Is it the power, a line, or works on it?");
            words.line(
                "恢复前这一片是盲区, 请派人看守.",
                "Until it is back that part is blind: post somebody there.",
            );
        }
        HazardFamily::Other => {
            words.line("现场发生了什么? 有没有人受伤或被困?", "What happened? Is anyone hurt or trapped?");
            words.line("先撤人, 不要靠近.", "Get people out first, keep away.");
        }
    }
}
