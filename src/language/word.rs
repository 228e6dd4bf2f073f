//! The words of the screen: a closed table with both languages on one line.

use crate::language::Lang;

/// Declares the words: name, Chinese, English.
macro_rules! words {
    ($($name:ident $zh:literal $en:literal;)*) => {
        /// A word or short phrase of the screen.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Word { $(
            #[doc = concat!($zh, ": ", $en)]
            $name,
        )* }

        impl Word {
            /// Every word.
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }

        /// Returns a word in a language.
        pub const fn text(lang: Lang, word: Word) -> &'static str {
            match (lang, word) { $(
                (Lang::Zh, Word::$name) => $zh,
                (Lang::En, Word::$name) => $en,
            )* }
        }
    };
}

words! {
    Desk "值班台" "duty desk";
    SampleBand "示例·不接真实报警" "SAMPLE·no real alarms";
    SampleBandPlain "示例 不接真实报警" "SAMPLE no real alarms";
    SampleShort "示例" "SAMPLE";
    DrillBand "演练 演练 演练" "DRILL DRILL DRILL";
    DrillShort "演练" "DRILL";
    DrillMark "演练演练演练" "DRILL DRILL DRILL";
    DrillSpoken "演练演练演练" "EXERCISE EXERCISE EXERCISE";
    DrillHeld "暂停" "HELD";
    DrillOver "演练结束" "OVER";
    DrillReplay "回放" "replay";
    DrillReplayEnd "回放完" "replay over";
    DrillTold "告知" "told";
    AfterTheDrill "演练结束后可读" "to be read after the drill";
    DrillToldNothing "还没有告知队伍什么" "nothing was told to the team yet";
    RealAlarm "真实警情" "REAL ALARM";
    RealSituation "真实情况" "REAL SITUATION";
    RealOver "演练已结束. 现在发生的不是演练" "THE DRILL IS OVER. What happens now is no drill";
    RealGo "真实警情在真实台上办: 这里不再受理任何事" "real alarms are handled at the live desk; nothing is handled here any more";
    LiveDesk "真实台" "live desk";
    LiveDeskShort "真实" "live";
    LiveDeskDeaf "未连" "not heard";
    LiveDeskNone "本场演练旁没有真实台" "no live desk stands beside this drill";
    LiveDeskGone "真实台没有在运行" "the live desk does not run";
    LiveDeskGo "转到真实台" "to the live desk";
    LiveDeskLeave "离开演练的屏幕; 演练照旧. 有真实警情时不问" "leaves the drill's screen; the drill stays. Not asked while a real alarm stands";
    PressKey "按" "press";
    Leaves "离开" "leaves";
    DirectorOnly "导调页只给署名的导调看: 按 P 署名" "the director's page is for the director who has signed on: press P";
    DirectorWatches "正在回放录像. 这些键在每一页都能用:" "a recording is watched. On every page:";
    DirectorChoosePart "这一行没有可办的: 选一条注入, 清单或遗留整改" "nothing to do on this row: choose an inject, an item or what an earlier drill left";
    DirectorChooseInject "先选一条注入" "choose an inject first";
    DirectorChooseItem "先选一条清单或遗留整改" "choose an item, or what an earlier drill left";
    DirectorLastPhase "已是最后一个阶段" "this is the last phase";
    DirectorNotOpen "不在导调页: 先按 O" "not on the director's page: press O first";
    DirectorSlowest "已是最慢" "it runs as slowly as it may";
    DirectorFastest "已是最快" "it runs as fast as it may";
    ClockScale "时钟" "clock";
    LinkLost "断线" "LINK LOST";
    FrozenAt "画面" "as of";
    AsOf "截至" "as of";
    LinkLostBelow "断线前的画面, 不是现况. 截至" "before the link was lost, NOT live. As of";
    StartAgain "在值班室重新启动值班台:" "start the desk again, in the duty room:";
    FeedUnknown "未知" "unknown";
    Connecting "正在连接值班台" "connecting to the desk";
    Unacknowledged "未受理" "unacked";
    Unverified "待核实" "verify";
    InHand "处置" "in hand";
    UnacknowledgedShort "未受理" "unack";
    UnverifiedShort "待核实" "verif";
    InHandShort "处置" "hand";
    Surge "激增" "surge";
    SurgeYes "报警激增" "SURGE";
    No "否" "no";
    Duty "值班" "duty";
    Leader "带班" "leader";
    TurnedAway "未能收入" "turned away";
    TestAlarms "测试报警" "in test";
    ShelvedAlarms "搁置" "shelved";
    OutAlarms "停用" "out";
    InhibitedAlarms "被抑制" "inhibited";
    StaleAlarms "长时" "stale";
    HeldAlarms "抑制" "held";
    FollowsLabel "相关" "related";
    Unregistered "未登记" "unregistered";
    ClockOff "时钟偏差" "clock off";
    Feeds "来源" "feeds";
    NoticeFeedTitle "来源听不到" "A feed is not heard";
    NoFeeds "无来源" "no feeds";
    Journal "日志" "journal";
    Saved "已存" "saved";
    Writing "待写" "waiting";
    JournalFailed "未入日志" "NOT RECORDED";
    JournalOpening "正在打开" "opening";
    FeedUp "正常" "up";
    FeedDown "中断" "down";
    FeedSilent "无声" "SILENT";
    FeedUnread "读不懂" "UNREADABLE";
    FeedInClear "明文" "in clear";
    FeedWaiting "等待" "waiting";
    FeedMissing "缺" "lost";
    FeedRejects "拒" "bad";
    Minutes "分" "min";
    PageIncidents "事件" "incidents";
    PageJournal "日志" "journal";
    Incidents "事件" "incidents";
    ByUrgency "按紧急程度" "most urgent first";
    NoIncidents "没有未结事件" "no open incidents";
    NoMatch "没有符合的事件" "no incident matches";
    NewAbove "上方" "above";
    Below "下方" "below";
    More "另" "more";
    FilterLabel "筛选" "filter";
    Due "时限" "due";
    Overdue "超时" "OVERDUE";
    Acknowledged "受理" "acked";
    Unproved "未证" "unproved";
    SomeoneUnclaimed "未署名" "unclaimed";
    Level "级" "level";
    SiteRisk "单位风险" "risk";
    Phase "阶段" "phase";
    Rising "上升" "rising";
    BlindZone "监测盲区" "blind zone";
    Quiet "已恢复" "quiet";
    QuietHeld "被抑制, 未恢复" "held, not recovered";
    Deaf "听不见" "CANNOT HEAR";
    ToldByPerson "电话接报" "told by a person";
    NextAct "下一步" "next";
    NextAcknowledge "受理" "acknowledge";
    NextPlanStep "预案第" "plan step";
    NextCallSite "电话核实: 见下方电话, 结果记录" "verify by phone (numbers below), then note";
    NextClose "报警已恢复: 核实后结束" "alarms are quiet: verify, then close";
    NextRepair "通知维保, 盲区改派人巡查; 记录" "call maintenance, send a patrol to the blind zone; note";
    NextClosed "已结束: 有误可重开" "closed: reopen if wrong";
    WhyLabel "为何" "why";
    People "人员" "people";
    DayShift "白班" "day shift";
    NightShift "夜班" "night shift";
    NotCounted "未清点" "not counted";
    Hazards "危险" "hazards";
    Staging "集结" "staging";
    Address "地址" "address";
    Utilities "水电" "utilities";
    Phones "电话" "phones";
    Members "成员" "members";
    FirstOut "首警" "first";
    Received "收到" "received";
    Plan "预案" "plan";
    PlanVersion "第" "v";
    Policies "保单" "policies";
    InForce "有效" "in force";
    NotInForce "未生效或已过期" "NOT in force";
    Until "至" "until";
    PerPerson "每人" "each";
    LimitTotal "累计" "in all";
    NoSite "未登记单位: 没有危险卡" "unregistered site: no hazard card";
    NoPlan "没有预案" "no plan";
    NoPolicy "没有保单" "no policy";
    LoadingDossier "正在取详情" "fetching details";
    NothingSelected "未选事件" "nothing selected";
    QuietNight "当前平静" "all quiet";
    Warnings "预警" "warnings";
    NoWarnings "没有生效的预警" "no standing warnings";
    WarningStale "已过时" "STALE";
    SitesTouched "涉及" "sites";
    Teams "队伍" "teams";
    NoTeams "没有队伍" "no teams";
    Deadlines "时限" "deadlines";
    SignedHead "签名头" "signed head";
    HeadUnsigned "签名头有误" "signed head: fault";
    NothingFound "没有找到" "nothing found";
    Searched "查找" "search";
    SearchedTo "已查到" "searched to";
    NoEntries "日志为空" "the journal is empty";
    LoadingEntries "正在取日志" "fetching the journal";
    Help "帮助" "help";
    HelpNow "现在可用的键" "keys that work now";
    HelpLater "现在不可用" "not available now";
    HelpBar "命令行" "command bar";
    HelpScroll "j k 滚动, Esc 关闭" "j k scroll, Esc closes";
    BoxClose "结束事件" "close incident";
    BoxCloseHow "处置结果: 1 已处置  2 测试  3 重复  4 未核实" "outcome: 1 handled  2 test  3 duplicate  4 unverified";
    BoxCloseDuplicate "与哪个事件重复, 编号" "duplicate of which incident, number";
    BoxCloseReason "原因 (可空), Enter 下一步" "reason (may be empty), Enter goes on";
    BoxCloseRepeat "不可撤回. 再输一次事件编号, Enter 结束" "cannot be undone. Type the incident number, Enter closes";
    BoxNumberDiffers "编号不符" "the number differs";
    BoxNote "记录" "note";
    BoxNoteDesk "值班记录 (不属于事件)" "desk log (no incident)";
    BoxReopen "重开事件" "reopen incident";
    BoxReopenWhy "为何重开, Enter 确定" "why, Enter reopens";
    BoxPassphrase "署名" "sign on";
    BoxOfficer "值班员编号" "officer";
    BoxSecret "口令 (不显示)" "passphrase (hidden)";
    BoxQuit "离开" "leave";
    BoxQuitUnfinished "件未完成. 仍要离开按 Enter" "unfinished. Enter leaves all the same";
    BoxCancel "Esc 取消" "Esc cancels";
    BoxPhrases "数字 = 短语; 接着打字则是数字本身" "a digit writes a phrase; typed on, it is itself";
    PhraseStands "Enter 用此短语; 接着打字则换回数字; 退格撤回" "Enter takes the phrase; typing on brings the digit back; Backspace clears it";
    BoxTooSoon "太快: 请再按一次 Enter" "too soon: press Enter again";
    Sent "已发出" "sent";
    AnswerUnknown "未知: 正在查询; 可再按一次, 不会办两次" "unknown: asking the desk; press again, it is not done twice";
    NotSentLinkLost "断线: 未发出" "link lost: not sent";
    AlreadySent "已发出, 等待答复" "already sent, waiting for the answer";
    AlreadyAcked "已受理, 无需再按" "has been acknowledged already";
    NothingToAck "没有未受理的事件" "nothing to acknowledge";
    JustAppeared "刚刚换到此事件: 请再按一次" "this one has just come up: press again";
    IsOpen "未结束, 不能重开" "is open, nothing to reopen";
    IsClosed "已经结束" "is closed";
    Silenced "已静音: 有新情况会再响" "silenced: anything new sounds again";
    NothingSounds "没有声音在响" "nothing sounds";
    SignedOn "已署名" "signed on";
    Locked "无人操作, 已锁: 受理 通话 调派 撤离照常, 其余按 P 输口令" "nobody here, locked: acknowledge, call, dispatch, evacuate go on; P gives the passphrase for the rest";
    PassphraseWrong "口令不对" "wrong passphrase";
    OfficerUnknown "登记表里没有值班员" "the registry has no officer";
    PassphraseWait "试得太多: 等一分钟再试" "too many tries: wait a minute";
    PassphraseUnset "该值班员未设口令: 运行 dutydesk passphrase" "no passphrase yet: run dutydesk passphrase";
    UnknownKey "无此键, ? 看帮助" "no such key, ? for help";
    ThisScreen "本屏" "here";
    DesktopNoticeOff "桌面通知发不出: 只在本屏和铃声提醒" "no desktop notices here: this screen and its bell only";
    NoSuchIncident "没有这个事件" "no such incident";
    LifeRisk "危及生命" "LIFE RISK";
    HighSeverity "严重" "high";
    NoticeTitle "危及生命报警 未受理" "life-risk alarm, unacknowledged";
    Shown "显示" "showing";
    ConsoleEnglish "控制台没有中文字体, 以英文开始; L 换中文" "this console has no Chinese font: English; L changes it";
    PressNext "按 n 到" "n goes to";
    Day "天" "d";
    SlipTitle "通话单" "call slip";
    SlipRings "按数字记结果; Esc 先放下 (仍在拨打)" "a digit says what came of it; Esc leaves it ringing";
    SlipDigitFirst "先按 1-5 记下结果, 或 Esc 放下" "press 1-5 first, or Esc to leave it";
    SlipTicket "警单号 (数字, 可空), Enter; 字母是功能键" "ticket number (digits, may be empty), Enter; letters are keys";
    SlipMinutes "几分钟到 (数字, 可空), Enter; 字母是功能键" "minutes until arrival (digits, may be empty), Enter; letters are keys";
    SlipClaim "报案号 (字母 数字 -), Enter; Esc 离开; 没有报案号不算报案" "claim number (letters, digits, -), Enter; Esc leaves; without one there is no claim";
    SlipReference "回执编号 (数字, 可空), Enter; 字母是功能键" "reference (digits, may be empty), Enter; letters are keys";
    SlipLetters "这里只收字母 数字 -, 按 Enter 存" "letters, digits and - only; Enter saves it";
    SlipFull "放不下了, 没有写进去" "no more fits: it was not written";
    SlipStillRings "在拨" "ringing";
    SlipNext "接着打 (c):" "ring next (c):";
    NobodyToCall "现在没有要打的电话" "nobody is to be rung now";
    NobodyToBrief "带班领导已报告, 或无人带班" "the leader has been briefed, or nobody leads";
    FormCallWhom "打给谁" "who is rung";
    FormConfirm "Enter 确定" "Enter confirms";
    FormEmpty "要写明内容" "this must be filled in";
    FormSource "来源 (Tab 换):" "source (Tab changes it):";
    SourceOfficer "值班员 (视频或在场)" "the officer (camera or on the spot)";
    FormVerify "核实" "verify";
    FormVerifyWhat "现场是什么情况" "what is there";
    FormWhereLooked "在哪里看的" "where they looked";
    FormCause "误报原因" "what set it off";
    FormRestored "探测器复位了吗" "are the devices restored";
    FormRestoredYes "已复位" "restored";
    FormRestoredNo "未复位 (按待查处理)" "not restored (then it is open)";
    FormPeople "清点人员" "count people";
    FormPeopleNumbers "应到 清点 [被困 伤 亡], 空格分开, - 为未知" "expected counted [trapped hurt dead], spaces between, - unknown";
    FormScene "现场情况" "what fire and leak do";
    FormPicks "数字取舍, Tab 换下一支, Enter 全部下令" "a digit takes off or on, Tab: the next team, Enter orders them all";
    FormAmount "金额不对: 写元, 如 50000 或 1234.50" "no amount: give yuan, as 50000 or 1234.50";
    SilenceNoDevice "先到设备页 (6) 选一个探测器" "choose a device on its page (6) first";
    SilenceNothing "它没有被搁置、停用或维保" "nobody shelved it, took it out or opened a window";
    NothingProposed "没有建议合并的" "no merge is proposed";
    FormNumber "要写一个数" "a number is wanted";
    NobodyPicked "没有选队伍: 按数字选" "nobody is picked: press a digit";
    NoTeamToSend "没有可派的队伍: 按 c 请求 119 增援" "no team can be sent: c asks 119 for more";
    NoTeamOut "本事件没有派出的队伍" "no team is out on this incident";
    NoPlanRuns "没有启用的预案" "no plan runs";
    NoStepOpen "预案各步已办完" "every step of the plan is done";
    NoReport "没有可写的报告" "there is no report to write";
    ReportWaits "报告在带班领导处待签发 (S)" "the report waits for the leader's signature (S)";
    NothingToSign "没有待签的" "nothing waits for a signature";
    RelayNoWarning "转发: 先到预警页 (2) 选一条" "relay: choose a warning on its page (2) first";
    RelayNobody "预警范围内没有生效保单, 无处转发" "no policy in force inside the warning: nobody to relay to";
    NobodyOnCall "无人值守" "NOBODY ON CALL";
    NoSecondOfficer "第二值班员 无人" "no second officer";
    NoLeader "带班领导 无人" "no leader on call";
    NoSecondNorLeader "第二值班员、带班领导 无人" "no second officer, no leader on call";
    RulesWrong "规则文件有误" "rules wrong:";
    Mute "外接声响失效" "SOUND COMMAND FAILED";
    SoundOff "铃无声" "NO SOUND";
    SoundUnheard "铃无声: 查音量和终端响铃, 再按 P 署名测试" "no sound: check volume and the terminal's bell, then P tests again";
    SignHere "有待签的: 再按 S" "something is to be signed here: press S again";
    SignTextMissing "正文还没取到, 不能签没看到的: 稍等再按 S" "its text has not come: nobody signs unseen; press S again";
    MoneyLater "先办人命: 报119, 派队伍 (或免办), 再办资金" "life first: 119 and the teams, or waive them; then money";
    IntakePlaceUnknown "登记表里没有这个单位: 改写再办" "the registry has no such site: correct it";
    FormSceneWhat "看到什么" "what is seen";
    SignAgain "值班台没有收到: 再输口令" "the desk has not heard of it: give the passphrase again";
    SignerMayNot "此人无权签: 换有权的人" "this person may not sign it: somebody who may has to";
    SignOnLost "重新连上值班台, 署名已失效: 按 P 再署名 (结束, 重开, 资金, 上报要用)" "the desk is back, your sign-on is gone: P signs on again (closing, reopening, money, sending reports need it)";
    WaitsForSignOn "要署名, 署名后接着办" "waits for your sign-on, and goes on after it";
    MoneyAgain "已署名: 再按 m 办资金" "signed on: m opens the box of money";
    FormChoose "按前面的数字或字母选, Enter 不选" "press the digit or letter in front of one; Enter chooses nothing";
    FormNotUnderstood "看不懂: 写数字, 如 12 或 十二" "not understood: write a number, as 12";
    IntakeSiteUnknown "登记表里没有这个单位, 事件开不了: 改写, 或选最近的单位再写明地点" "the registry has no such site and nothing can be opened there: correct it, or take the nearest site and say where";
    IntakeSiteSeveral "不止一个单位: 上下键选, Tab 取用, 或再写几个字" "more than one site: up and down choose, Tab takes it, or type on";
}

/// The phrases that a digit writes into a note: a console has no input method.
pub const PHRASES: [(&str, &str); 9] = [
    ("已电话核实, 属实", "verified by phone: real"),
    ("已电话核实, 误报", "verified by phone: false alarm"),
    ("电话无人接听", "nobody answers the phone"),
    ("已派人到现场查看", "sent somebody to look"),
    ("已报119", "119 is told"),
    ("已报120", "120 is told"),
    ("正在疏散清点", "evacuating, counting people"),
    ("已报告带班领导", "the leader is told"),
    ("现场已恢复正常", "back to normal on the spot"),
];
