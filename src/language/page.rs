//! The words of the pages of long lists and of a leader's screen.

use crate::correlation::event::Conditions;
use crate::language::{Lang, Word, text};
use crate::operations::claim::Stage as ClaimStage;
use crate::operations::degradation::Step;
use crate::operations::delivery::{Outcome, Stage};
use crate::operations::feed;
use crate::operations::listing::Listing;
use crate::operations::listing::roster::Post;
use crate::operations::reference::TeamKind;
use crate::units::Fen;
use std::fmt::Write;

/// Declares the words of the pages: name, Chinese, English.
macro_rules! words {
    ($($name:ident $zh:literal $en:literal;)*) => {
        /// A word of the pages.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum PageWord { $(
            #[doc = concat!("`", $zh, "`: `", $en, "`")]
            $name,
        )* }

        impl PageWord {
            /// Every word.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Returns it in a language.
            pub const fn text(self, lang: Lang) -> &'static str {
                match (lang, self) { $(
                    (Lang::Zh, Self::$name) => $zh,
                    (Lang::En, Self::$name) => $en,
                )* }
            }
        }
    };
}

words! {
    Loading "正在取列表" "fetching the list";
    Empty "没有符合的条目" "nothing matches";
    Partial "未查完: 请写得更具体" "not all were looked through: say more";
    FilterHint "/ 筛选" "/ filter";
    OpenHint "Enter 打开" "Enter opens";
    Insured "保额" "insured";
    InsuredInAll "合计" "in all";
    PeopleThere "人员" "people";
    PeopleUnknown "家人数不详" "sites of unknown number";
    Doubted "或已解除" "LIFTED?";
    DoubtedWhy "有解除未指明哪一条" "a lifting does not say which it means";
    Elsewhere "不涉及单位" "touch no site";
    UnlistedHere "放不下 涉及单位" "NO ROOM, touch sites";
    UnlistedElsewhere "未列" "not listed";
    NotRelayed "未转" "not relayed";
    Relayed "已转" "relayed";
    ByHand "人工" "by hand";
    Relay "转发 打给" "relays, rings";
    OfficialText "原文" "official text";
    Extent "范围" "extent";
    Divisions "区划" "divisions";
    Polygons "多边形" "polygons";
    Circles "圆" "circles";
    Everywhere "范围不明 按全域" "EXTENT UNCLEAR, taken as everywhere";
    OnDuty "在岗" "on duty";
    Order "指令" "order";
    Free "可用" "free";
    OutOfService "停用" "OUT OF SERVICE";
    Crew "人员" "people";
    Lapsed "已过期" "LAPSED";
    Owner "隶属" "belongs to";
    Tasks "任务" "tasks";
    Papers "证件" "papers";
    Contacts "电话" "numbers";
    Claims "报案" "claims";
    Policies "保单" "policies";
    Machine "自动" "by machine";
    Clock "时限" "due";
    Left "剩" "left";
    Refilled "已补" "refilled";
    Balance "余额" "balance";
    Reserved "预留" "reserved";
    Available "可用" "available";
    Outstanding "未收回" "outstanding";
    Rescue "救援支出" "rescue";
    Back "收回" "came back";
    Contribution "出资" "contribution";
    Maker "经办" "maker";
    Late "逾期未缴" "late";
    DueNext "应缴" "due";
    BankSays "银行应为" "the bank must say";
    ClosedDay "已日结" "closed";
    StatedBy "日结待第二人, 已核对" "stated by, wants another:";
    ToCountersign "待补签" "signature to follow";
    ToReview "待复核" "review owed";
    StillWanted "还要签字" "wanted";
    BeyondLimit "超过限额, 只能拨一部分" "beyond the limit: a part only";
    Receipt "回单" "receipt";
    Expires "到期" "expires";
    Normal "正常" "normal";
    SheetHead "交接" "handover";
    SheetUnsigned "未签" "unsigned";
    SheetIncident "事件" "incident";
    SheetWaiting "待签" "to sign";
    SheetDeadline "时限" "deadline";
    SheetMoney "资金" "money";
    SheetDelivery "未送达" "not sent";
    SheetFeed "来源" "feed";
    SheetHeld "抑制" "held";
    SheetUnproved "未署名" "unproved";
    SheetStands "在册" "stands";
    SheetSilent "不报" "silent";
    SheetCode "校验" "sheet";
    SheetFresh "新" "NEW";
    SheetFreshHint "交班后才有" "began after the desk was offered";
    SheetSigns "交班 接班" "hand over, take over";
    SheetOfferHint "S 交班: 当面点清, 接班人看过此单再签; 未签前由交班人负责" "S: face to face; who takes over reads this, then signs. Until then it is yours";
    SheetTakeHint "接班人: 看完此单, 按 S 签字" "who takes over: read this to its end, then S signs";
    SheetGrave "有危及生命事件在处置: 处置完再交接" "a life-risk incident is in hand: hand over when it is done";
    Nobody "无人" "nobody";
    OfferedTo "交给" "offered to";
    SignedLast "上次双签" "both signed";
    OutgoingMissing "交班人未签" "outgoing signature missing";
    Countersign "补签交接" "sign-desk";
    HandoverOffered "待接班" "OFFERED to";
    HandoverUnsigned "交接未签" "UNSIGNED handover";
    HandedOver "接手" "took over";
    AlsoLooks "同看" "also";
    Heard "最后" "heard";
    LiftHint "u 解除" "u lifts it";
    WhyHeld "为何不报" "not heard";
    SilenceHint "z 搁置 Z 停用 W 维保 u 解除 H 只看被抑制" "z shelve Z out W window u lift H held";
    NeverHeard "未收到过" "never heard";
    Site "单位" "site";
    DayTasks "日间" "day";
    WaitingForMe "待我办" "waiting for me";
    NothingWaits "没有待办" "nothing waits";
    Sign "签发" "sign";
    ResponseLevel "响应级别" "response level";
    Proposed "建议" "proposed";
    Post "放款" "release";
    Open "打开" "opens";
    WaitingLeft "件待办未完成" "waiting for you, unfinished";
    LeaveAnyway ". 仍要离开按 Enter" ". Enter leaves all the same";
    Remote "远程" "remote";
    Delay "延时" "delay";
    Missing "失联" "missing";
    Expected "应到" "expected";
    Counted "清点" "counted";
    Trapped "被困" "trapped";
    Hurt "伤" "hurt";
    Dead "亡" "dead";
    NotCounted "未清点" "not counted";
    NotTold "未告知" "not told";
    NotReported "未报" "not reported";
    NotCalled "未拨" "not called";
    Calling "拨打中" "ringing";
    UnitHead "单位负责人" "unit head";
    Upward "上级" "above";
    Insurer "报案" "insurer";
    Money "资金" "money";
    Teams "队伍" "teams";
    NoTeams "未派队" "no team sent";
    Arrives "预计" "due";
    MyOrders "我的指示" "my orders";
    OrderDone "办结" "done";
    NoOrders "无" "none";
    Handler "经手" "with";
    From "起" "since";
    Update "更新" "update";
    NextCall "下一个电话" "next call";
    Papered "材料齐" "papers complete";
    Agreed "协议" "agreed";
    Refused "拒赔" "refused";
    Noticed "书面已到" "notice came";
    Running "已报案" "told";
    SilentDevice "失联" "silent";
    FaultDevice "故障" "fault";
    IsolatedDevice "屏蔽" "isolated";
    FireDevice "火警" "fire";
    Team "队" "team";
    Figures "指标" "KPI";
    FiguresLoading "正在从日志统计" "counting the journal";
    FiguresNone "日志是空的" "the journal is empty";
    FiguresWatched "回看录像时不统计: 用 dutydesk report kpi 统计那一夜的日志" "no figures while a recording is watched: `dutydesk report kpi` counts that night's journal";
    FiguresHint "Enter 重算" "Enter counts again";
    NoSurge "没有激增" "no surge";
    InSurge "报警激增" "SURGE";
    InTenMinutes "10分钟内通告" "announced in ten minutes";
    Degradation "满负荷时依次让出 (已让出次数)" "what gives way under load, in this order (times so far)";
    AnalogueRepeats "1 重复读数: 只计数" "1 repeats with a reading: counted only";
    PlainRepeats "2 重复报警: 只计数" "2 other repeats: counted only";
    NoHazardStep "3 非险情报警: 成员表满" "3 alarms that are no hazard: members full";
    HazardStep "4 不危及生命: 并入溢出事件" "4 not life-risk: one overflow incident";
    LifeRiskStep "5 危及生命: 另一溢出事件" "5 life-risk: an overflow incident of its own";
    NoRoomDevices "未登记设备放不下" "unregistered devices without a row";
    NoRoomWarnings "预警放不下" "warnings without a place";
    AndMore "另有" "and";
    MoreIn "起 在" "more in";
    MoreElsewhere "起 在别处" "more elsewhere";
    Unfolds "展开" "unfolds";
    PerMinute "每分" "a minute";
    Messages "消息" "messages";
    Alarms "报警" "alarms";
    InAll "共" "in all";
    Sounds "鸣响" "SOUNDS";
    SoundsAck "鸣响 a 知道" "SOUNDS, a: I know";
    Known "已知" "known to";
    DeafSilent "无声自" "silent since";
    DeafBroken "断线自" "broken since";
    DeafUnread "读不懂自" "not understood since";
    MayBeSilent "限静" "quiet max";
    MedianDelay "延时中位" "median delay";
    SkewOdd "时钟偏差" "clock off?";
    SkewWrong "时钟不可信" "CLOCK WRONG";
    Ahead "时间超前" "dated ahead";
    Gaps "缺号" "lost";
    Conflicts "同号异文" "conflicts";
    RefusedCount "拒收" "bad";
    RefusedMessage "拒收" "refused";
    Strangers "未登记" "unknown";
    NoPlace "放不下" "no place for";
    Ignored "不相关" "ignored";
    Duplicates "重复" "repeats";
    Bytes "字节" "bytes";
    NumberInFeed "序号" "number";
    InputNumber "输入" "input";
    ConflictsWith "与之不同的是输入" "differs from input";
    BytesHint "Enter 看原始字节" "Enter shows the bytes";
    BytesTitle "原始字节" "bytes as they came";
    BytesGone "已不在手边: 见录像" "no longer at hand: see the recording";
    BytesCut "只存开头, 全文见录像" "the beginning only: the recording has all";
    AllOthers "其余全部" "all others";
    StrangerHint "补入台账后重启即登记" "put it into the registry and start again";
    ScriptHead "脚本" "script";
    ScriptPhase "阶段" "phase";
    ScriptItem "清单" "item";
    ScriptInject "注入" "inject";
    ScriptOpen "遗留" "left over";
    ScriptImprove "整改" "improve";
    ScriptMark "书签" "bookmark";
    ScriptInput "输入" "input";
    ScriptObjectives "目标" "objectives";
    ScriptWaiting "待注入" "to come";
    ScriptNow "进行中" "now";
    ScriptOver "已过" "over";
    ScriptReady "可进入" "may begin";
    ScriptNotReady "条件未齐" "not ready";
    ScriptPlayers "队员" "players";
    ScriptEntry "条件" "entry";
    ScriptStands "已具备" "stands";
    ScriptMissing "未具备" "not yet";
    ScriptExit "清单" "exit list";
    ScriptDone "已办" "done";
    ScriptUndone "未办" "not done";
    ScriptIn "还有" "in";
    ScriptDue "到时" "due now";
    ScriptGiven "已注入" "given";
    ScriptLeft "已略过" "left out";
    ScriptOnFact "按条件" "when it happens";
    ScriptByHand "手动" "by hand";
    ScriptTells "告知" "tells";
    ScriptTellsNothing "不告知, 由现场反映" "nothing: the world itself speaks";
    ScriptOwner "责任" "owner";
    ScriptFrom "来自" "from";
    ScriptSeen "观察" "seen";
    ScriptDestroyed "[内容已销毁]" "[text destroyed]";
    ScreensThere "各屏" "screens";
    ScreensNone "没有别的屏幕" "no other screen";
    ScreenHome "事件页" "home";
}

/// Returns what is counted of a feed beside what it brings, the worst first.
#[must_use]
pub fn counts(view: &feed::View) -> [(PageWord, u64); 7] {
    [
        (PageWord::Gaps, view.missing),
        (PageWord::Conflicts, view.conflicts),
        (PageWord::RefusedCount, view.rejects),
        (PageWord::Ahead, view.ahead),
        (PageWord::Strangers, u64::from(view.strangers)),
        (PageWord::Ignored, view.ignored),
        (PageWord::Duplicates, view.duplicates),
    ]
}

/// Writes what a policy pays at most: for a person where it covers people, and in all.
///
/// A cover of things has no sum for a person: none is written.
pub fn insured(lang: Lang, per_person: Fen, limit: Fen, out: &mut String) {
    if per_person.0 > 0 {
        let _ = write!(out, "{} {per_person}  ", text(lang, Word::PerPerson));
    }
    let _ = write!(out, "{} {limit}", text(lang, Word::LimitTotal));
}

/// Writes the same for a row: round sums in units of 万 and 亿, or in thousands and millions; another sum in full.
pub fn insured_short(lang: Lang, per_person: Fen, limit: Fen, out: &mut String) {
    if per_person.0 > 0 {
        let _ = write!(out, "{}{}", text(lang, Word::PerPerson), lang.pick("", " "));
        short_sum(lang, per_person, out);
        out.push(' ');
    }
    let _ = write!(out, "{}{}", text(lang, Word::LimitTotal), lang.pick("", " "));
    short_sum(lang, limit, out);
}

/// Writes a sum of yuan: a round one in units of 万 and 亿, or in thousands and millions; another in full.
pub fn short_sum(lang: Lang, sum: Fen, out: &mut String) {
    let units = match lang {
        Lang::Zh => [(10_000_000_000, "亿"), (1_000_000, "万")],
        Lang::En => [(100_000_000, "m"), (100_000, "k")],
    };
    let exact = units.into_iter().find(|(unit, _)| sum.0 > 0 && sum.0 % unit == 0);
    let _ = match exact {
        Some((unit, name)) => write!(out, "{}{name}", sum.0 / unit),
        None => write!(out, "{sum}"),
    };
}

/// Returns the name of a list, as its page is called.
pub const fn listing(lang: Lang, listing: Listing) -> &'static str {
    let (zh, en) = match listing {
        Listing::Warnings => ("预警", "warnings"),
        Listing::Roster => ("队伍", "teams"),
        Listing::Insurers => ("保险", "insurers"),
        Listing::Pool => ("资金", "money"),
        Listing::Devices => ("设备", "devices"),
        Listing::Deadlines => ("时限", "deadlines"),
        Listing::Sites => ("单位", "sites"),
        Listing::Health => ("来源", "feeds"),
        Listing::Handover => ("交接", "handover"),
        Listing::Drill => ("导调", "director"),
    };
    lang.pick(zh, en)
}

/// Returns the word of a step of the degradation.
pub const fn step(step: Step) -> PageWord {
    match step {
        Step::AnalogueRepeats => PageWord::AnalogueRepeats,
        Step::Repeats => PageWord::PlainRepeats,
        Step::NoHazard => PageWord::NoHazardStep,
        Step::Hazard => PageWord::HazardStep,
        Step::LifeRisk => PageWord::LifeRiskStep,
    }
}

/// Returns how far a delivery is.
pub const fn delivery(lang: Lang, stage: Stage) -> &'static str {
    let (zh, en) = match stage {
        Stage::Recorded => ("待发", "to be sent"),
        Stage::Came(Outcome::Sent) => ("已发", "sent"),
        Stage::Came(Outcome::Delivered) => ("已达", "delivered"),
        Stage::Came(Outcome::Accepted { .. }) => ("已接令", "accepted"),
        Stage::Came(Outcome::Refused) => ("拒绝", "refused"),
        Stage::Came(Outcome::Unknown) => ("未知", "unknown"),
        Stage::Came(Outcome::Undelivered) => ("未达", "NOT DELIVERED"),
    };
    lang.pick(zh, en)
}

/// Returns what kind of team it is.
pub const fn team(lang: Lang, kind: TeamKind) -> &'static str {
    let (zh, en) = match kind {
        TeamKind::Professional => ("专职", "professional"),
        TeamKind::Brigade => ("微型站", "brigade"),
        TeamKind::Volunteer => ("志愿", "volunteer"),
        TeamKind::Adjuster => ("查勘", "adjuster"),
        TeamKind::Repair => ("抢修", "repair"),
    };
    lang.pick(zh, en)
}

/// Returns a part in the shift.
pub const fn post(lang: Lang, post: Post) -> &'static str {
    let (zh, en) = match post {
        Post::Officer => ("值班", "on duty"),
        Post::Leader => ("带班", "leader in charge"),
        Post::Second => ("第二值班员", "second officer"),
    };
    lang.pick(zh, en)
}

/// Returns how far a claim is.
pub const fn claim(lang: Lang, stage: ClaimStage) -> &'static str {
    match stage {
        ClaimStage::Open => PageWord::Running.text(lang),
        ClaimStage::Agreed { .. } => PageWord::Agreed.text(lang),
        ClaimStage::Refused { noticed: None, .. } => PageWord::Refused.text(lang),
        ClaimStage::Refused { noticed: Some(_), .. } => PageWord::Noticed.text(lang),
    }
}

/// Returns the most telling of what a device says; nothing when its alarm says it all.
pub const fn says(lang: Lang, conditions: Conditions) -> &'static str {
    let all = [
        (Conditions::FIRE, PageWord::FireDevice),
        (Conditions::SILENT, PageWord::SilentDevice),
        (Conditions::FAULT, PageWord::FaultDevice),
        (Conditions::ISOLATED, PageWord::IsolatedDevice),
    ];
    let mut at = 0;
    while at < all.len() {
        if conditions.any(all[at].0) {
            return all[at].1.text(lang);
        }
        at += 1;
    }
    ""
}
