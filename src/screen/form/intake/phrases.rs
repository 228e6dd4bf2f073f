//! What a digit writes into a field of an intake, by what the caller tells of.

use crate::correlation::alarm::HazardFamily;
use crate::operations::intake::Field;

/// A phrase in both languages.
type Phrases = &'static [(&'static str, &'static str)];

/// Returns the phrases of a field.
pub(super) const fn of(field: Field, family: HazardFamily) -> Phrases {
    match field {
        Field::Phone | Field::Caller => &[],
        Field::What => what(family),
        Field::People => {
            &[("无人被困", "nobody trapped"), ("有人被困", "people trapped"), ("有人受伤", "people hurt")]
        }
        Field::Measures => measures(family),
        Field::Told => {
            &[("已打119", "119 was called"), ("已打120", "120 was called"), ("还没有告诉别人", "nobody yet")]
        }
        Field::Trend => &[("在扩大", "it grows"), ("稳定", "steady"), ("在减弱", "it weakens")],
    }
}

const fn what(family: HazardFamily) -> Phrases {
    match family {
        HazardFamily::Fire => &[
            ("看到明火", "open fire is seen"),
            ("冒烟, 未见火", "smoke, no fire seen"),
            ("爆炸声", "an explosion was heard"),
            ("有刺激性气味", "a pungent smell"),
            ("火已扑灭", "the fire is out"),
        ],
        HazardFamily::Gas => &[
            ("闻到气味", "a smell of gas"),
            ("有嘶嘶声", "a hissing is heard"),
            ("看到白雾", "a white cloud is seen"),
            ("有人头晕恶心", "people are dizzy or sick"),
            ("阀门已关", "the valve is closed"),
        ],
        HazardFamily::Water => &[
            ("正在进水", "water comes in"),
            ("地面积水", "water stands on the ground"),
            ("水位还在涨", "the water rises"),
            ("水管爆裂", "a pipe has burst"),
            ("车辆被淹", "vehicles are flooded"),
        ],
        HazardFamily::Pressure => &[
            ("压力超高", "the pressure is too high"),
            ("安全阀起跳", "the safety valve has opened"),
            ("容器变形鼓包", "the vessel bulges"),
            ("有泄漏声", "a leak is heard"),
        ],
        HazardFamily::Power => &[
            ("停电", "no power"),
            ("有电火花", "sparks are seen"),
            ("电线落地", "a line is down"),
            ("有人触电", "somebody had a shock"),
        ],
        HazardFamily::Weather => &[
            ("大风刮倒物体", "the wind has blown things down"),
            ("雷击", "lightning has struck"),
            ("积水积雪", "water or snow lies"),
            ("屋顶或围挡松动", "a roof or fence is loose"),
        ],
        HazardFamily::Fault => {
            &[("设备故障", "a device is faulty"), ("设备误响", "a device sounds for nothing")]
        }
        HazardFamily::Other => &[
            ("有人受伤", "somebody is hurt"),
            ("有物体坠落或坍塌", "something fell or gave way"),
            ("可疑物品", "a suspicious object"),
            ("情况不清", "not clear what it is"),
        ],
    }
}

const fn measures(family: HazardFamily) -> Phrases {
    match family {
        HazardFamily::Fire => {
            &[("正在疏散", "evacuating"), ("已断电", "power is cut"), ("正在扑救", "fighting it")]
        }
        HazardFamily::Gas | HazardFamily::Pressure => &[
            ("正在疏散", "evacuating"),
            ("已关阀", "the valve is closed"),
            ("已禁火断电", "no flames, power is cut"),
            ("正在通风", "airing"),
        ],
        HazardFamily::Water => &[
            ("正在抽水", "pumping"),
            ("沙袋封堵", "sandbags are laid"),
            ("已断电", "power is cut"),
            ("人员已撤出", "people have left"),
        ],
        HazardFamily::Power | HazardFamily::Fault => &[
            ("已断电", "power is cut"),
            ("已隔离现场", "the place is closed off"),
            ("已叫维修", "repair is called"),
        ],
        HazardFamily::Weather | HazardFamily::Other => &[
            ("人员已撤出", "people have left"),
            ("已隔离现场", "the place is closed off"),
            ("还没有采取措施", "nothing yet"),
        ],
    }
}
