//! What a headline says beside its words: the colour, and that it is over.
//!
//! Invariant: on any doubt a warning is not over.

use crate::operations::warning::Colour;

const COLOURS: [(&str, Colour); 8] = [
    ("红色", Colour::Red),
    ("紅色", Colour::Red),
    ("橙色", Colour::Orange),
    ("黄色", Colour::Yellow),
    ("黃色", Colour::Yellow),
    ("蓝色", Colour::Blue),
    ("藍色", Colour::Blue),
    ("白色", Colour::White),
];

/// The words of `[IV级/一般]`, the numeral in letters or as one sign.
const LEVELS: [(&str, Colour); 14] = [
    ("IV", Colour::Blue),
    ("\u{2163}", Colour::Blue),
    ("III", Colour::Yellow),
    ("\u{2162}", Colour::Yellow),
    ("II", Colour::Orange),
    ("\u{2161}", Colour::Orange),
    ("I", Colour::Red),
    ("\u{2160}", Colour::Red),
    ("一般", Colour::Blue),
    ("较重", Colour::Yellow),
    ("较大", Colour::Yellow),
    ("严重", Colour::Orange),
    ("特别严重", Colour::Red),
    ("特别重大", Colour::Red),
];

/// Returns the colours that a text names: the least and the worst.
pub(crate) fn colours(text: &str) -> Option<(Colour, Colour)> {
    let named = || COLOURS.iter().filter(|row| text.contains(row.0)).map(|row| row.1);
    Some((named().min()?, named().max()?))
}

/// Returns the colour of the level that stands in brackets at the end: `[IV级/一般]`, `[Level IV/General]`.
pub(crate) fn level(text: &str) -> Option<Colour> {
    let (_, behind) = text.rsplit_once(['[', '【', '\u{ff3b}'])?;
    let (inside, _) = behind.split_once([']', '】', '\u{ff3d}'])?;
    inside.split('/').find_map(|word| {
        let word = word.trim().trim_start_matches("Level").trim_end_matches(['级', '級']).trim();
        LEVELS.iter().find(|row| row.0 == word).map(|row| row.1)
    })
}

/// Returns whether a headline says that the warning is over: `解除`.
///
/// `发布暴雨橙色预警，解除黄色预警` issues one; `尚未解除` ends none.
pub(crate) fn is_lifted(headline: &str) -> bool {
    const LIFTED: &str = "解除";
    const STANDS: [&str; 10] =
        ["未解除", "不解除", "待解除", "拟解除", "将解除", "继续", "升级", "变更", "更新", "降级"];
    const ISSUED: [&str; 3] = ["发布", "發布", "發佈"];
    let Some((before, after)) = headline.split_once(LIFTED) else { return false };
    if STANDS.iter().any(|word| headline.contains(word)) || ISSUED.iter().any(|word| after.contains(word)) {
        return false;
    }
    // `发布解除…`, `发布关于解除…` and `发布的…预警解除` speak of one warning; `发布…预警，解除…` of two.
    ISSUED.iter().all(|word| {
        before.split(word).skip(1).all(|between| {
            between.starts_with('的') || !between.contains("预警") && !between.contains("警報")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{colours, is_lifted, level};
    use crate::operations::warning::Colour;

    #[test]
    fn colours_and_levels_are_read() {
        for (text, wanted) in [
            ("丰县气象台发布暴雨红色预警[Ⅰ级/特别严重]", Some(Colour::Red)),
            ("Feng County issued a blue gale warning [Level IV/general]", Some(Colour::Blue)),
            ("大风蓝色预警[IV级/一般]", Some(Colour::Blue)),
            ("【III级/较重】", Some(Colour::Yellow)),
            ("[二级/严重]", Some(Colour::Orange)),
            ("[II]", Some(Colour::Orange)),
            ("[V级/未知]", None),
            ("暴雨", None),
            ("[", None),
        ] {
            assert_eq!(level(text), wanted, "{text}");
        }
        assert_eq!(colours("暴雨橙色预警"), Some((Colour::Orange, Colour::Orange)));
        assert_eq!(colours("由黃色升級為紅色"), Some((Colour::Yellow, Colour::Red)));
        assert_eq!(colours("綠色"), None);
        assert_eq!(colours("Red Flag Warning"), None, "a fire weather warning, of no colour");
    }

    #[test]
    fn only_what_is_over_is_over() {
        for (headline, over) in [
            ("丰县气象台解除暴雨蓝色预警信号", true),
            ("丰县气象台11月22日发布的暴雨蓝色预警信号解除", true),
            ("丰县气象台发布解除大雾黄色预警", true),
            ("丰县气象台发布关于解除大雾黄色预警的通知", true),
            ("解除大雨特報", true),
            ("丰县气象台发布暴雨橙色预警，解除暴雨黄色预警", false),
            ("丰县气象台解除暴雨黄色预警，发布暴雨橙色预警", false),
            ("暴雨黄色预警尚未解除", false),
            ("暴雨黄色预警升级为橙色，同时解除黄色预警", false),
            ("继续发布暴雨预警", false),
            ("", false),
        ] {
            assert_eq!(is_lifted(headline), over, "{headline}");
        }
    }
}
