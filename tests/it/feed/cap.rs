//! Alerts in CAP and bundles of the US National Weather Service become warnings: nothing lost, nothing trusted.

mod files;

use super::decode::context;
use dutydesk::correlation::area::Flaw;
use dutydesk::feed::decode::cap::Refusal;
use dutydesk::feed::decode::{Decoded, Raw, Reject, message};
use dutydesk::limits::FRAME_BYTES_MAX;
use dutydesk::operations::feed::Format;
use dutydesk::operations::warning::{Colour, Decision, Defect, Message, MessageKind, State, Status, Touch};
use dutydesk::units::{Instant, Point};
use files::fixtures;
use std::fs;

type Told = Vec<Result<Decoded<'static>, Reject>>;

fn told(format: &Format, bytes: &[u8]) -> Told {
    message(format, &Raw { topic: "", bytes }, &context())
}

/// The one warning that bytes hold.
fn warning(bytes: impl AsRef<[u8]>) -> Message {
    let bytes = bytes.as_ref();
    match told(&Format::Cap, bytes).pop() {
        Some(Ok(Decoded::Warning { sequence: 0, message })) => *message,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(bytes)),
    }
}

fn refused(format: &Format, bytes: &[u8]) -> Reject {
    match told(format, bytes).pop() {
        Some(Err(reject)) => reject,
        other => panic!("{other:?}"),
    }
}

/// An alert of the standard, with what a case puts in the places of its parts.
fn alert(head: &str, info: &str) -> String {
    format!(
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>i-9</identifier><sender>s</sender>\
         <sent>2026-11-22T09:00:00+08:00</sent>{head}<scope>Public</scope><references>s,i-8,2026-11-22T08:00:00+08:00</references>{info}</alert>"
    )
}

const HEAD: &str = "<status>Actual</status><msgType>Update</msgType>";

fn info(language: &str, words: &str) -> String {
    format!(
        "<info><language>{language}</language><category>Met</category><event>暴雨</event>{words}\
         <area><areaDesc>丰县</areaDesc><geocode><valueName>CPEAS Geographic Code</valueName><value>320321000000</value></geocode></area></info>"
    )
}

/// What was issued stands; what a headline lifts stands no more.
#[test]
fn a_lifted_warning_is_over_on_the_desk() {
    let mut state = State::default();
    let mut take = |file: &str| {
        let message = warning(fs::read(fixtures("cap").join(file)).unwrap());
        let Decision::Follows(facts) = state.decide(Box::new(message)) else { panic!("{file}") };
        for fact in &facts {
            state.apply(fact, Touch::default(), Instant::UNSTATED);
        }
        state.standing().len()
    };
    assert_eq!(take("rain.xml"), 1);
    assert_eq!(take("rain-over.xml"), 0);
}

#[test]
fn each_source_ends_its_warnings_in_its_own_way() {
    const PAST: &str = "<urgency>Past</urgency>";
    const CLEAR: &str = "<responseType>AllClear</responseType>";
    let layer = |value: &str| {
        format!(
            "<parameter><valueName>layer:EC-MSC-SMC:1.1:Alert_Location_Status</valueName><value>{value}</value></parameter>"
        )
    };
    let as_is = |kind: &str| format!("<status>Actual</status><msgType>{kind}</msgType>");
    for (kind, words, wanted) in [
        ("Alert", String::new(), MessageKind::Issue),
        ("Update", String::new(), MessageKind::Update),
        ("Cancel", String::new(), MessageKind::Cancel),
        ("Update", format!("{CLEAR}{PAST}"), MessageKind::Cancel),
        ("Alert", format!("{CLEAR}{PAST}"), MessageKind::Issue),
        ("Update", CLEAR.to_owned(), MessageKind::Update),
        ("Update", PAST.to_owned(), MessageKind::Update),
        ("Update", format!("{PAST}<expires>2026-11-22T09:00:00+08:00</expires>"), MessageKind::Cancel),
        ("Update", "<expires>2026-11-22T09:00:00+08:00</expires>".to_owned(), MessageKind::Update),
        ("Update", layer("ended"), MessageKind::Cancel),
        ("Update", layer("active"), MessageKind::Update),
        ("Update", layer("transitioned_out"), MessageKind::Update),
        ("Alert", "<headline>丰县气象台解除暴雨蓝色预警</headline>".to_owned(), MessageKind::Cancel),
        ("Update", "<headline>暴雨预警尚未解除</headline>".to_owned(), MessageKind::Update),
        ("Renewal", String::new(), MessageKind::Issue),
    ] {
        let message = warning(alert(&as_is(kind), &info("zh-CN", &words)));
        assert_eq!(message.kind, wanted, "{kind} {words}");
        assert_eq!(message.defects.has(Defect::UnknownWord), kind == "Renewal");
    }
    // One district of two is over: the other one is still warned, and only it.
    let both = format!(
        "{}{}",
        info("fr-CA", &layer("ended")),
        info("fr-CA", &layer("active")).replace("320321", "320322")
    );
    let message = warning(alert(HEAD, &both));
    assert_eq!((message.kind, message.adcodes.as_slice()), (MessageKind::Update, &[320_322][..]));
    for kind in ["Ack", "Error"] {
        let answer = told(&Format::Cap, alert(&as_is(kind), "").as_bytes()).pop();
        assert!(matches!(answer, Some(Ok(Decoded::Ignored { sequence: 0, .. }))), "{kind}");
    }
    let green = "<parameter><valueName>awareness_level</valueName><value>1; green; Minor</value></parameter>";
    let nothing = told(&Format::Cap, alert(HEAD, &info("en", green)).as_bytes()).pop();
    assert!(matches!(nothing, Some(Ok(Decoded::Ignored { .. }))), "green warns of nothing");
}

/// A drill is never taken for real, and what nobody can read is never taken for a drill.
#[test]
fn what_is_not_meant_is_told_apart() {
    for (word, wanted) in [
        ("Actual", Status::Actual),
        ("Exercise", Status::Exercise),
        ("exercise", Status::Exercise),
        ("System", Status::System),
        ("Test", Status::Test),
        ("Draft", Status::Draft),
        ("Perhaps", Status::Actual),
        ("", Status::Actual),
    ] {
        let message =
            warning(alert(&format!("<status>{word}</status><msgType>Alert</msgType>"), &info("zh", "")));
        assert_eq!(message.status, wanted, "{word}");
        assert_eq!(message.defects.has(Defect::UnknownWord), word == "Perhaps");
    }
}

#[test]
fn chinese_is_read_first_whatever_its_case() {
    let said = |language: &str, headline: &str| info(language, &format!("<headline>{headline}</headline>"));
    for (infos, wanted) in [
        (said("en-US", "A") + &said("zh-CN", "暴雨"), "暴雨"),
        (said("en-US", "A") + &said("Zh-TW", "暴雨"), "暴雨"),
        (said("zh-HK", "繁") + &said("ZH-CN", "简"), "简"),
        (said("pt-PT", "C") + &said("en-US", "A"), "A"),
        (said("pt-PT", "C") + &said("uk", "D"), "C"),
        (said("", "A") + &said("", "暴雨"), "暴雨"),
    ] {
        assert_eq!(warning(alert(HEAD, &infos)).headline.as_str(), wanted, "{infos}");
    }
    // Of one language the first that says most; its places and ends are those of all.
    let infos = info("zh", "<expires>2026-11-22T10:00:00+08:00</expires><headline>短</headline>")
        + &info(
            "zh",
            "<expires>2026-11-22T12:00:00+08:00</expires><headline>长</headline><description>x</description>",
        )
        .replace("320321", "320322");
    let message = warning(alert(HEAD, &infos));
    assert_eq!((message.headline.as_str(), message.adcodes.as_slice()), ("长", &[320_321, 320_322][..]));
    // 2026-11-22 12:00 in Beijing.
    assert_eq!(message.expires, Instant(1_795_320_000_000));
}

#[test]
fn the_colour_is_what_the_source_says_it_is() {
    let parameter = |name: &str, value: &str| {
        format!("<parameter><valueName>{name}</valueName><value>{value}</value></parameter>")
    };
    for (words, wanted) in [
        ("<severity>Minor</severity>".to_owned(), Colour::Blue),
        ("<severity>Moderate</severity>".to_owned(), Colour::Yellow),
        ("<severity>Severe</severity>".to_owned(), Colour::Orange),
        ("<severity>EXTREME</severity>".to_owned(), Colour::Red),
        ("<severity>Unknown</severity>".to_owned(), Colour::Unknown),
        ("<headline>暴雨红色预警</headline>".to_owned(), Colour::Red),
        ("<headline>warning [Level IV/General]</headline>".to_owned(), Colour::Blue),
        ("<severity>Severe</severity><headline>由黄色升级为橙色</headline>".to_owned(), Colour::Orange),
        ("<headline>由黄色升级为橙色</headline>".to_owned(), Colour::Orange),
        (parameter("alert_color", "黃色"), Colour::Yellow),
        (parameter("awareness_level", "3; orange; Severe"), Colour::Orange),
        ("<severity>Severe</severity><headline>Red Flag Warning</headline>".to_owned(), Colour::Orange),
    ] {
        assert_eq!(warning(alert(HEAD, &info("zh", &words))).colour, wanted, "{words}");
    }
}

/// What an area says is where the warning holds; what nobody can read makes it hold everywhere, never nowhere.
#[test]
fn a_warning_never_covers_less_than_it_says() {
    let feng = Point::new(34_700_000, 116_600_000);
    let far = Point::new(30_000_000, 100_000_000);
    let code = |name: &str, value: &str| {
        format!("<geocode><valueName>{name}</valueName><value>{value}</value></geocode>")
    };
    let square = "<polygon>34.6,116.5 34.6,116.7 34.8,116.7 34.8,116.5 34.6,116.5</polygon>";
    for (area, in_feng, in_far) in [
        (square.to_owned(), true, false),
        ("<circle>34.70,116.60 1</circle>".to_owned(), true, false),
        (code("CPEAS Geographic Code", "320321000000"), true, false),
        (code("CPEAS Geographic Code", "320321103000"), true, false),
        (code("cpeas geographic code", "320300"), true, false),
        (code("CPEAS Geographic Code", "320321000000,530100000000"), true, true),
        (format!("{square}{}", code("Taiwan_Geocode_103", "530100")), true, false),
        (code("CPEAS Geographic Code", "3203"), true, true),
        (code("Taiwan_Geocode_103", "530100"), true, true),
        (code("SAME", "006109"), true, true),
        ("<areaDesc>丰县</areaDesc>".to_owned(), true, true),
        ("<polygon>34.6,116.5 34.6,196.7 34.8,116.7</polygon>".to_owned(), true, true),
        ("<circle>34.7,116.6 0</circle>".to_owned(), true, true),
        ("<polygon>somewhere</polygon>".to_owned(), true, true),
        (square.replace(" 34.8,116.7", " 34.8,116.7),"), true, false),
    ] {
        let info = format!("<info><event>暴雨</event><area>{area}</area></info>");
        let message = warning(alert(HEAD, &info));
        let places = (message.area().covers(320_321, feng), message.area().covers(530_102, far));
        assert_eq!(places, (in_feng, in_far), "{area}");
    }
    let bare = "<info><event>暴雨</event></info>";
    assert!(warning(alert(HEAD, bare)).area().covers(1, None), "no area at all");
    let office = alert(HEAD, bare).replace("i-9", "32032141600000_20261122091835");
    assert_eq!(warning(office).adcodes.as_slice(), &[320_321], "the office that published it");
    let hole = info("zh", "")
        .replace("</area>", &(code("EXCLUDE_POLYGON", "34.7,116.6 34.8,116.6 34.8,116.7") + "</area>"));
    let hole = warning(alert(HEAD, &hole));
    assert_eq!(hole.shapes.flaws().collect::<Vec<_>>(), [(Flaw::Widened, 1)]);
    assert!(!hole.shapes.is_everywhere());
}

#[test]
fn times_that_cannot_be_end_nothing() {
    let ends = |words: &str| warning(alert(HEAD, &info("zh", words)));
    for (words, stated, defect) in [
        ("<expires>2026-11-22T12:00:00+08:00</expires>", true, None),
        ("<expires>2026-11-22T12:00:00</expires>", true, Some(Defect::ZoneAssumed)),
        ("", false, Some(Defect::NoExpires)),
        ("<expires>noon</expires>", false, Some(Defect::BadTime)),
        ("<expires>2026-11-21T12:00:00+08:00</expires>", false, Some(Defect::ExpiresEarly)),
        (
            "<onset>2026-11-22T13:00:00+08:00</onset><expires>2026-11-22T12:00:00+08:00</expires>",
            true,
            Some(Defect::ExpiresEarly),
        ),
    ] {
        let message = ends(words);
        assert_eq!(message.expires.is_stated(), stated, "{words}");
        if stated {
            assert_eq!(message.expires, Instant(1_795_320_000_000), "{words}");
        }
        let odd = [Defect::NoExpires, Defect::BadTime, Defect::ExpiresEarly, Defect::ZoneAssumed];
        assert!(odd.iter().any(|it| message.defects.has(*it)) == defect.is_some(), "{words}");
        assert!(defect.is_none_or(|it| message.defects.has(it)), "{words}");
    }
}

#[test]
fn references_lead_to_the_warning_that_stands() {
    let with = |references: &str| {
        warning(alert(HEAD, &info("zh", "")).replace("s,i-8,2026-11-22T08:00:00+08:00", references))
    };
    let named = |message: &Message| message.references.iter().map(ToString::to_string).collect::<Vec<_>>();
    let message = with("s,i-9,2026-11-22T09:00:00+08:00 s,i-8,2026-11-22T08:00:00+08:00");
    assert_eq!(named(&message), ["i-8"]);
    assert!(message.defects.has(Defect::SelfReference));
    let message = with("s,i-9,2026-11-22T08:00:00+08:00");
    assert!(
        named(&message).is_empty() && !message.defects.has(Defect::SelfReference),
        "the one before it, of the same name"
    );
    let many: Vec<_> = (1..=7).map(|hour| format!("s,h-{hour},2026-11-22T0{hour}:00:00+08:00")).collect();
    assert_eq!(named(&with(&many.join("\n "))), ["h-7", "h-6", "h-5", "h-1"], "the newest and the first");
    let long = "L".repeat(90);
    let message = with(&format!("s,{long},2026-11-22T08:00:00+08:00"));
    let issued = warning(alert(HEAD, &info("zh", "")).replace("i-9", &long));
    assert_eq!(
        message.references.as_slice(),
        &[issued.native_id],
        "a long identity is the same one both times"
    );
    assert!(issued.defects.has(Defect::Cleaned));
}

/// The encodings that are really sent; a page in one of them is still a page.
#[test]
fn every_encoding_says_the_same() {
    let text = |label: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{label}\"?>{}",
            alert(HEAD, &info("zh-TW", "<headline>暴雨</headline>"))
        )
    };
    let plain = warning(text("UTF-8"));
    let wide: Vec<u8> = text("UTF-16").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let encoded =
        |encoding: &'static encoding_rs::Encoding, label: &str| encoding.encode(&text(label)).0.into_owned();
    for (name, bytes) in [
        ("mark", [b"\xEF\xBB\xBF", text("UTF-8").as_bytes()].concat()),
        ("UTF-16", [b"\xFE\xFF", wide.as_slice()].concat()),
        ("GB18030", encoded(encoding_rs::GB18030, "GB18030")),
        ("GBK", encoded(encoding_rs::GBK, "gbk")),
        ("Big5", encoded(encoding_rs::BIG5, "Big5")),
    ] {
        let mut message = warning(&bytes);
        assert!(message.defects.has(Defect::Encoding), "{name}");
        message.defects = plain.defects;
        assert_eq!(message, plain, "{name}");
    }
    let page = "\r\n<!-- x --><HTML><head><title>404 - 找不到檔案</title></head></html>";
    assert_eq!(refused(&Format::Cap, &encoding_rs::BIG5.encode(page).0), Reject::Cap(Refusal::Html));
}

#[test]
fn what_is_no_alert_is_refused_by_name() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    let noted =
        |bytes: usize| format!("<alert><identifier>i</identifier><note>{}</note></alert>", "x".repeat(bytes));
    for (bytes, code) in [
        (String::new(), "not-well-formed"),
        ("not found".to_owned(), "not-well-formed"),
        ("<alert><identifier>i</identifier></info></alert>".to_owned(), "not-well-formed"),
        ("<alert><identifier>i".to_owned(), "not-well-formed"),
        ("<feed><entry/></feed>".to_owned(), "no-alert"),
        (nested(16), "no-alert"),
        (nested(17), "too-deep"),
        ("<!DOCTYPE alert SYSTEM 'http://127.0.0.1/x'><alert/>".to_owned(), "document-type"),
        ("<html><body/></html>".to_owned(), "html"),
        (noted(1_024 * 1_024 + 1), "text-too-long"),
        (format!("<x>{}</x>", "<alert/>".repeat(513)), "too-many-alerts"),
        ("<alert><info><event>暴雨</event></info></alert>".to_owned(), "no-identity"),
        ("<alert><identifier>i</identifier><info/></alert>".to_owned(), "nothing-said"),
        ("{".to_owned(), "not-json"),
        ("[]".to_owned(), "no-alert"),
        ("{\"alerts\":[1]}".to_owned(), "no-alert"),
        (" ".repeat(FRAME_BYTES_MAX + 1), "too-large"),
    ] {
        let head: String = bytes.chars().take(60).collect();
        let reject = refused(&Format::Cap, bytes.as_bytes());
        assert_eq!(reject.code(), code, "{head}");
        assert!(reject.field().is_none() && !reject.to_string().is_empty());
    }
    assert_eq!(warning(noted(1_024 * 1_024)).headline.len(), 256, "a long text is cut, not refused");
    for (bytes, code) in
        [("[]", "not-a-collection"), ("{\"features\":{}}", "not-a-collection"), ("{", "not-json")]
    {
        assert_eq!(refused(&Format::Nws, bytes.as_bytes()).code(), code, "{bytes}");
    }
}

/// What is larger than the desk reads holds everywhere; what cannot be read takes nothing readable along.
#[test]
fn a_hazard_is_not_refused_for_what_stands_beside_it() {
    let area = "<area><areaDesc>x</areaDesc></area>";
    let points: Vec<_> = (0..50_001).map(|it| format!("3{}.{:04},116.5", it % 10, it % 10_000)).collect();
    for info in [
        format!("<info><event>暴雨</event>{}</info>", area.repeat(2_001)),
        format!("<info><event>暴雨</event><area><polygon>{}</polygon></area></info>", points.join(" ")),
        format!("{}<info><event>暴雨</event></info>", "<info/>".repeat(200)),
    ] {
        let info = info.replacen("<info/>", "<info><event>暴雨</event></info>", 1);
        let message = warning(alert(HEAD, &info));
        assert!(message.shapes.is_everywhere() && message.shapes.flaws().any(|it| it.0 == Flaw::Widened));
    }
    let odd = warning(alert(
        HEAD,
        &info(
            "zh",
            "<headline>R&D &lt;b> &nbsp; \u{202e}&#27;[2J <b>x</b>&#x6d2a;</headline><web><event>y</event></web>",
        ),
    ));
    assert_eq!(odd.headline.as_str(), "R&D <b> &nbsp; \u{FFFD}[2J x洪");
    assert!(odd.defects.has(Defect::Cleaned));
    // A refused alert within an envelope takes no other along, nor does what follows it and ends too early.
    let two = format!("<x><alert/>{}<alert><identifier>", alert(HEAD, &info("zh", "")));
    let told = told(&Format::Cap, two.as_bytes());
    assert!(matches!(
        told.as_slice(),
        [Err(_), Ok(Decoded::Warning { .. }), Err(Reject::Cap(Refusal::NotWellFormed))]
    ));
}

/// A list is only said to be whole when it is, since what it does not name may be withdrawn for it.
#[test]
fn a_bundle_names_all_that_stands_or_does_not_say_so() {
    let bundle = fs::read_to_string(fixtures("nws").join("bundle.json")).unwrap();
    let whole = |text: &str| {
        told(&Format::Nws, text.as_bytes()).into_iter().find_map(|it| match it {
            Ok(Decoded::Standing(named)) => Some(named.iter().map(ToString::to_string).collect::<Vec<_>>()),
            _ => None,
        })
    };
    assert_eq!(whole(&bundle).unwrap(), ["urn:oid:2.1", "KFEN.FL.W.0007.2026"]);
    assert_eq!(whole("{\"features\":[]}").unwrap(), Vec::<String>::new());
    assert_eq!(whole("{\"features\":[{}]}"), None, "one that cannot be read may be any");
    assert_eq!(whole("{\"features\":[],\"pagination\":{\"next\":\"https://x\"}}"), None);
    // The later segment of the same product, read last, does not displace the first one.
    let flood = told(&Format::Nws, bundle.as_bytes()).into_iter().find_map(|it| match it {
        Ok(Decoded::Warning { message, .. }) => Some(message).filter(|it| it.native_id.contains(".FL.")),
        _ => None,
    });
    let flood = flood.unwrap();
    for (longitude, inside) in [(116_600_000, true), (116_745_000, true), (116_680_000, false)] {
        assert_eq!(flood.area().covers(0, Point::new(34_700_000, longitude)), inside, "{longitude}");
    }
    assert_eq!((flood.kind, flood.colour), (MessageKind::Update, Colour::Red), "the worst of them");
    // Ends when the last hazard does (09:00 in Chicago), not when the message does.
    assert_eq!(flood.expires, Instant(1_795_359_600_000));
    let alone = bundle.replace("O.CON.KFEN", "O.CAN.KFEN");
    assert_eq!(whole(&alone).unwrap(), ["urn:oid:2.1"], "over in all its segments");
}

/// A bundle of features: identity, VTEC action, hour, what it replaces.
fn bundle(features: &[(&str, &str, u32, &[&str])]) -> Vec<u8> {
    let feature = |(id, action, hour, replaces): &(&str, &str, u32, &[&str])| {
        let vtec = format!("/O.{action}.KFEN.FL.W.0007.261122T0000Z-261123T0000Z/");
        let references: Vec<_> = replaces.iter().map(|it| serde_json::json!({ "identifier": it })).collect();
        let parameters =
            if action.is_empty() { serde_json::json!({}) } else { serde_json::json!({ "VTEC": [vtec] }) };
        serde_json::json!({ "properties": {
            "id": id, "sent": format!("2026-11-22T{hour:02}:00:00-06:00"), "messageType": "Update", "event": "Flood Warning",
            "references": references, "parameters": parameters, "areaDesc": id,
        }})
    };
    let features: Vec<_> = features.iter().map(feature).collect();
    serde_json::json!({ "features": features }).to_string().into_bytes()
}

/// A flood is over when every part of it is that no newer one replaces; the order of the list means nothing.
#[test]
fn what_is_left_of_a_hazard_says_whether_it_stands() {
    type Features<'a> = &'a [(&'a str, &'a str, u32, &'a [&'a str])];
    let cases: [(Features<'_>, usize); 7] = [
        (&[("a", "NEW", 9, &[])], 1),
        (&[("a", "CAN", 9, &[])], 0),
        (&[("b", "CAN", 10, &["a"]), ("a", "NEW", 9, &[])], 0),
        (&[("b", "CAN", 10, &[]), ("a", "NEW", 9, &[])], 1),
        (&[("c", "CON", 10, &["a"]), ("b", "CAN", 10, &["a"]), ("a", "NEW", 9, &[])], 1),
        // Without a number of its own, an update that is listed before what it replaces is the same warning.
        (&[("b", "", 10, &["a"]), ("a", "", 9, &[])], 1),
        (&[("b", "", 10, &[]), ("a", "", 9, &[])], 2),
    ];
    for (features, wanted) in cases {
        let mut state = State::default();
        // The list is fetched again and again.
        for _ in 0..3 {
            for one in told(&Format::Nws, &bundle(features)) {
                let Ok(Decoded::Warning { message, .. }) = one else { continue };
                if let Decision::Follows(facts) = state.decide(message) {
                    for fact in &facts {
                        state.apply(fact, Touch::default(), Instant::UNSTATED);
                    }
                }
            }
            assert_eq!(state.standing().len(), wanted, "{features:?}");
        }
    }
}
