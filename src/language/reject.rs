//! Why a message of a feed was refused, in Chinese; in English its code says it.
//!
//! Decides: how a code reads. Must not know: what was in the message.

use crate::language::Lang;

/// The codes of [`crate::feed::decode::Reject`], and their readings.
const READINGS: [(&str, &str); 48] = [
    ("auth-required", "来源要求认证"),
    ("bad-entry", "条目有误"),
    ("bad-sequence", "序号有误"),
    ("bad-time", "时间有误"),
    ("bad-version", "版本不符"),
    ("decoder-failed", "解码出错"),
    ("document-type", "含文档类型声明"),
    ("gb-bad-sum", "帧校验和不符"),
    ("gb-bad-tail", "帧尾不符"),
    ("gb-no-frame", "没有国标帧"),
    ("gb-noise", "帧间杂音"),
    ("gb-object-cut-off", "信息对象不全"),
    ("gb-out-of-range", "帧内数值越界"),
    ("gb-short-header", "帧头不全"),
    ("gb-too-long", "帧过长"),
    ("gb-truncated", "帧不完整"),
    ("html", "是网页, 不是数据"),
    ("long-list", "列表过长"),
    ("missing-field", "缺字段"),
    ("no-alert", "没有预警"),
    ("no-device", "没有设备号"),
    ("no-identity", "没有标识"),
    ("no-list", "没有列表"),
    ("no-rule", "映射无此规则"),
    ("no-type", "没有类型"),
    ("no-words", "没有内容"),
    ("not-a-collection", "不是集合"),
    ("not-a-number", "不是数字"),
    ("not-an-array", "不是数组"),
    ("not-an-object", "不是对象"),
    ("not-base64", "不是 Base64"),
    ("not-json", "不是 JSON"),
    ("not-utf8", "不是 UTF-8"),
    ("not-well-formed", "XML 不完整"),
    ("nothing-said", "没有说什么"),
    ("number-out-of-range", "数值越界"),
    ("short-list", "列表不全"),
    ("source-failed", "来源报错"),
    ("text-too-long", "文字过长"),
    ("too-deep", "嵌套过深"),
    ("too-large", "超出大小"),
    ("too-many-alerts", "预警过多"),
    ("unknown-condition", "状态不认识"),
    ("unknown-op", "操作不认识"),
    ("unknown-unit", "单位不认识"),
    ("unknown-value", "取值不认识"),
    ("value-out-of-range", "取值越界"),
    ("wrong-type", "类型不符"),
];

/// Returns what a code reads as; one that nobody has put into words stays as it is.
pub fn reading(lang: Lang, code: &str) -> &str {
    let known = READINGS.iter().find(|(known, _)| *known == code);
    match (lang, known) {
        (Lang::Zh, Some((_, zh))) => zh,
        (Lang::Zh, None) | (Lang::En, _) => code,
    }
}

#[cfg(test)]
mod tests {
    use super::READINGS;

    /// The files that give codes.
    const SOURCES: [&str; 5] = [
        include_str!("../feed/decode.rs"),
        include_str!("../feed/decode/cap.rs"),
        include_str!("../feed/decode/bulletin.rs"),
        include_str!("../feed/decode/gb26875.rs"),
        include_str!("../feed/decode/mapped.rs"),
    ];

    #[test]
    fn every_code_has_its_reading_and_every_reading_a_code() {
        let given: Vec<&str> = SOURCES
            .iter()
            .filter_map(|source| source.split_once("fn code(")?.1.split_once("\n    }\n"))
            .flat_map(|(body, _)| body.lines())
            .filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\","))
            .collect();
        assert!(given.len() > 40, "{given:?}");
        for code in &given {
            assert!(READINGS.iter().any(|(known, _)| known == code), "`{code}` has no reading");
        }
        for (code, _) in READINGS {
            assert!(given.contains(&code), "nothing is refused as `{code}`");
        }
    }
}
