//! The words of Chinese weather warnings: types, colours, levels.
//!
//! Decides: what a headline warns of, who issued it, which colour it has. Must not know: in which field it stood.

use crate::feed::decode::words;
use crate::operations::warning::Colour;

/// The types that have two digits, as weather.com.cn and Caiyun number them.
///
/// Source: the lists of weather.com.cn's own pages; 15 to 50 are nobody's.
const CODED: [(&str, &str); 45] = [
    ("01", "台风"),
    ("02", "暴雨"),
    ("03", "暴雪"),
    ("04", "寒潮"),
    ("05", "大风"),
    ("06", "沙尘暴"),
    ("07", "高温"),
    ("08", "干旱"),
    ("09", "雷电"),
    ("10", "冰雹"),
    ("11", "霜冻"),
    ("12", "大雾"),
    ("13", "霾"),
    ("14", "道路结冰"),
    ("51", "海上大雾"),
    ("52", "雷暴大风"),
    ("53", "持续低温"),
    ("54", "浓浮尘"),
    ("55", "龙卷风"),
    ("56", "低温冻害"),
    ("57", "海上大风"),
    ("58", "低温雨雪冰冻"),
    ("59", "强对流"),
    ("60", "臭氧"),
    ("61", "大雪"),
    ("62", "强降雨"),
    ("63", "强降温"),
    ("64", "雪灾"),
    ("65", "森林草原火险"),
    ("66", "雷暴"),
    ("67", "严寒"),
    ("68", "沙尘"),
    ("69", "海上雷雨大风"),
    ("70", "海上雷电"),
    ("71", "海上台风"),
    ("72", "低温"),
    ("91", "寒冷"),
    ("92", "灰霾"),
    ("93", "雷雨大风"),
    ("94", "森林火险"),
    ("95", "降温"),
    ("96", "道路冰雪"),
    ("97", "干热风"),
    ("98", "空气重污染"),
    ("99", "低温"),
];

/// Types that have a name and no such number.
const NAMED: [&str; 27] = [
    "暴雨诱发中小河流洪水气象风险",
    "中小河流洪水气象风险",
    "地质灾害气象风险",
    "山洪灾害气象风险",
    "山洪灾害",
    "渍涝风险气象",
    "城市内涝",
    "地质灾害",
    "山洪",
    "洪水",
    "内涝",
    "雷暴大风冰雹",
    "森林（草原）火险",
    "草原火险",
    "重污染天气",
    "海上雷暴大风",
    "高温中暑",
    "强季风",
    "风暴潮",
    "海浪",
    "雷雨强风",
    "强降雪",
    "冰冻",
    "冻雨",
    "暴风雪",
    "热带气旋",
    "浓雾",
];

/// What stands between who issues and what it warns of.
const VERBS: [&str; 10] = ["发布", "解除", "继续", "变更", "更新", "升级", "降级", "延续", "维持", "取消"];

/// The colours as headlines have them.
const COLOURS: [(&str, Colour); 5] = [
    ("白色", Colour::White),
    ("蓝色", Colour::Blue),
    ("黄色", Colour::Yellow),
    ("橙色", Colour::Orange),
    ("红色", Colour::Red),
];

/// Splits a headline into who issues it and what is issued; without a verb, nobody and all of it.
pub(crate) fn split(headline: &str) -> (&str, &str) {
    let verb = VERBS.iter().filter_map(|verb| headline.find(verb)).min();
    let parts = verb.map(|at| headline.split_at(at));
    // `将暴雨黄色预警升级为橙色`: nobody is named before the verb.
    parts.filter(|(issuer, _)| !issuer.contains("预警")).unwrap_or(("", headline))
}

/// Returns whether a headline names who issues it.
pub(crate) fn has_issuer(headline: &str) -> bool {
    !split(headline).0.is_empty()
}

/// Returns what a headline warns of: the longest name that it has, else what stands between its verb and its colour.
pub(crate) fn event(headline: &str) -> Option<&str> {
    let issued = split(headline).1;
    let known = CODED.iter().map(|row| row.1).chain(NAMED);
    let longest = known
        .filter_map(|name| Some((name.len(), std::cmp::Reverse(issued.find(name)?))))
        .max()
        .map(|(length, at)| &issued[at.0..at.0 + length]);
    longest.or_else(|| {
        let end = COLOURS.iter().filter_map(|row| issued.find(row.0)).min()?;
        let mut name = issued[..end].trim();
        while let Some(rest) = VERBS.iter().find_map(|verb| name.strip_prefix(verb)) {
            name = rest.trim();
        }
        Some(name).filter(|name| !name.is_empty() && name.chars().count() <= 12)
    })
}

/// Returns the type that two digits stand for.
pub(crate) fn coded(code: &str) -> Option<&'static str> {
    CODED.iter().find(|row| row.0 == code).map(|row| row.1)
}

/// Returns the colour of a word: `黄色`, `黄`, `yellow`.
pub(crate) fn colour_named(word: &str) -> Option<Colour> {
    words::colour(word.trim_end_matches('色')).filter(|colour| *colour != Colour::Unknown)
}

/// Returns the colour of a headline: the one before `预警`, else the last one, else the level in its brackets.
///
/// A headline that raises a warning names two: the one that it was, and the one that it is.
pub(crate) fn colour_in(headline: &str) -> Option<Colour> {
    let rated = |row: &(&str, Colour)| Some((headline.rfind(&format!("{}预警", row.0))?, row.1));
    let stated = |row: &(&str, Colour)| Some((headline.rfind(row.0)?, row.1));
    let level = || {
        let bracket = headline.rfind(['[', '【'])?;
        let words = [
            ("特别严重", Colour::Red),
            ("特别重大", Colour::Red),
            ("严重", Colour::Orange),
            ("较重", Colour::Yellow),
            ("一般", Colour::Blue),
        ];
        words.iter().find(|row| headline[bracket..].contains(row.0)).map(|row| row.1)
    };
    let raised = headline.contains("升级") || headline.contains("降级") || headline.contains("变更");
    let rated = COLOURS.iter().filter_map(rated).max().filter(|_| !raised);
    rated.or_else(|| COLOURS.iter().filter_map(stated).max()).map(|row| row.1).or_else(level)
}

/// Returns the colour that a level's two digits stand for; white has no number that all regions keep.
pub(crate) fn level(code: &str) -> Option<Colour> {
    match code {
        "00" | "05" => Some(Colour::White),
        "01" => Some(Colour::Blue),
        "02" => Some(Colour::Yellow),
        "03" => Some(Colour::Orange),
        "04" => Some(Colour::Red),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{colour_in, event, split};
    use crate::operations::warning::Colour;

    #[test]
    fn a_headline_says_what_and_who_and_how_bad() {
        for (headline, who, what, colour) in [
            ("丰县气象台发布雷电黄色预警信号", "丰县气象台", Some("雷电"), Some(Colour::Yellow)),
            ("丰县气象台发布雷雨大风蓝色预警[IV/一般]", "丰县气象台", Some("雷雨大风"), Some(Colour::Blue)),
            ("丰县气象台解除台风蓝色预警", "丰县气象台", Some("台风"), Some(Colour::Blue)),
            ("丰县发布海上雷雨大风橙色预警", "丰县", Some("海上雷雨大风"), Some(Colour::Orange)),
            ("丰县继续发布蝗虫白色预警信号", "丰县", Some("蝗虫"), Some(Colour::White)),
            ("丰县将暴雨黄色预警升级为橙色", "", Some("暴雨"), Some(Colour::Orange)),
            ("丰县发布森林火险气象预警[II级/严重]", "丰县", Some("森林火险"), Some(Colour::Orange)),
            ("道路结冰红色预警", "", Some("道路结冰"), Some(Colour::Red)),
            ("通知", "", None, None),
        ] {
            assert_eq!(
                (split(headline).0, event(headline), colour_in(headline)),
                (who, what, colour),
                "{headline}"
            );
        }
    }
}
