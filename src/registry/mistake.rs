//! Everything that may be wrong in a registry, in both languages.

use crate::config::mistake::{Explain, Words, both};
use crate::config::record::Flaw;

use crate::registry::rules::wrong::Wrong;
use crate::registry::standing;

pub use crate::registry::thing::Thing;

/// What may be wrong in a registry file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The form of a value.
    Form(Flaw),
    /// A file that is not there.
    FileMissing,
    /// A file that cannot be read, and why.
    FileUnreadable(String),
    /// A file with too many bytes.
    FileTooLong(u64),
    /// Neither UTF-8 nor GB18030.
    Encoding,
    /// No heading.
    NoHeading,
    /// A heading and no rows.
    NoRows,
    /// A column that is not known, and the known one that it is most like.
    Column(String, Option<String>),
    /// A column that stands twice.
    ColumnRepeated(&'static str),
    /// A row with so many cells under so many columns.
    RowLength(usize, usize),
    /// More of a thing than a desk takes.
    TooMany(Thing, usize),
    /// A code that stood already, and where.
    Repeated(Thing, String, u32),
    /// A code that nothing has, and the known one that it is most like.
    Unknown(Thing, String, Option<String>),
    /// A code with characters that it may not have.
    Code(Thing, String),
    /// Not a telephone number.
    Phone(String),
    /// Not `post name number`.
    ContactForm(String),
    /// A site without a control room that can be called.
    NoControlRoom(String),
    /// An insurer without a number.
    InsurerWithoutNumber(String),
    /// A team that cannot be called.
    NoChannel(String),
    /// Not an administrative division.
    Division(String),
    /// The park has no administrative division.
    ParkWithoutDivision,
    /// No initials for a Chinese name.
    InitialsMissing(String),
    /// Initials with other characters than small letters and digits.
    InitialsForm(String),
    /// No park.
    NoPark,
    /// A second park.
    TwoParks(String),
    /// A zone without a parent.
    NoParent(String),
    /// A zone that hangs on itself.
    ZoneCycle(String),
    /// A zone below a smaller one.
    ZoneOrder(String),
    /// A zone of kind site that no row of sites.csv describes.
    ZoneWithoutSite(String),
    /// A site that is not in the zone tree.
    SiteWithoutZone(String),
    /// A gateway column that names something else.
    NotGateway(String),
    /// Nobody may have the desk.
    NoOfficer,
    /// Nobody may be in charge.
    NoLeader,
    /// Someone on duty with another role: who, as what.
    DutyRole(String, &'static str),
    /// Who may do what.
    Standing(standing::Wrong),
    /// Not `name until`.
    PaperForm(String),
    /// A policy that ends before it begins.
    DaysReversed,
    /// A limit in all that is below the one for a person.
    LimitBelowPerson,
    /// Two plans for one zone and hazard.
    PlanTwice(String),
    /// A plan without steps.
    PlanWithoutSteps(String),
    /// Not a time.
    StepTime(String),
    /// A quiet gap longer than the longest incident.
    GapBeyondSpan,
    /// A rule's own.
    Rule(Wrong),
    /// Neither `https://` nor `http://`.
    WebhookForm(String),
    /// `http://` to another machine.
    WebhookPlain(String),
    /// A user or a password in the address of a webhook.
    WebhookSecret,
    /// An office that a desk cannot be without, by its field.
    AgencyMissing(&'static str),
    /// A step that rings an office without a number, by its field.
    ActWithoutNumber(&'static str),
    /// The second officer is the first one.
    SecondIsOfficer(String),
    /// An officer who sits at the desk twice.
    SeatedTwice(String),
    /// So many seconds after so many.
    EscalationOrder(i64, i64),
    /// Nobody and nothing that can be told, and the known word that it is most like.
    EscalationTarget(String, Option<String>),
    /// A step wakes the second officer, and there is none.
    EscalationWithoutSecond,
    /// No step wakes a person.
    EscalationWakesNobody,
    /// Too many steps.
    EscalationTooLong,
    /// Not a task, and the known word that it is most like.
    TaskUnknown(String, Option<String>),
    /// A task that the plan wants already.
    TaskRepeated(String),
    /// Something in braces that no report knows, and the known one that it is most like.
    Placeholder(String, Option<String>),
    /// A brace without its other one.
    FormBrace(String),
    /// A second form of one kind, and where the first one is.
    FormRepeated(u32),
    /// A form without lines.
    FormEmpty,
    /// Too many lines.
    FormTooLong,
    /// A line with so many bytes.
    FormLineTooLong(usize),
    /// The written report before the one by telephone.
    WrittenBeforePhone,
    /// There are so many more.
    More(usize),
}

impl From<Flaw> for Kind {
    fn from(flaw: Flaw) -> Self {
        Self::Form(flaw)
    }
}

#[expect(clippy::too_many_lines, reason = "one line a mistake, both languages side by side")]
impl Explain for Kind {
    fn what(&self) -> Words {
        match self {
            Self::Form(flaw) => flaw.what(),
            Self::FileMissing => both!("文件不存在", "the file is missing"),
            Self::FileUnreadable(cause) => {
                let zh = crate::language::system::translated(crate::language::Lang::Zh, cause);
                both!("无法读取: {zh}", "cannot be read: {cause}")
            }
            Self::FileTooLong(bytes) => {
                both!("文件过大: {bytes} 字节", "the file is too long: {bytes} bytes")
            }
            Self::Encoding => {
                both!("编码既不是 UTF-8 也不是 GB18030", "the text is neither UTF-8 nor GB18030")
            }
            Self::NoHeading => both!("没有表头", "there is no heading"),
            Self::NoRows => both!("表头之下没有内容", "there is no row below the heading"),
            Self::Column(name, _) => both!("未知列 `{name}`", "unknown column `{name}`"),
            Self::ColumnRepeated(name) => both!("列 {name} 重复", "column {name} stands twice"),
            Self::RowLength(found, wanted) => {
                both!(
                    "此行有 {found} 格, 表头有 {wanted} 列",
                    "the row has {found} cells, the heading {wanted} columns"
                )
            }
            Self::TooMany(thing, most) => {
                let (zh, en) = thing.words();
                both!("{zh}超过 {most} 个", "more than {most} entries of kind {en}")
            }
            Self::Repeated(thing, code, line) => {
                let (zh, en) = thing.words();
                both!(
                    "{zh} `{code}` 重复, 已见于第 {line} 行",
                    "{en} `{code}` stands twice, first in line {line}"
                )
            }
            Self::Unknown(thing, code, _) => {
                let (zh, en) = thing.words();
                both!("没有{zh} `{code}`", "there is no {en} `{code}`")
            }
            Self::Code(thing, code) => {
                let (zh, en) = thing.words();
                both!(
                    "{zh}编码 `{code}` 含有不能用的字符",
                    "{en} code `{code}` has characters that it may not have"
                )
            }
            Self::Phone(number) => both!("`{number}` 不是电话号码", "`{number}` is not a telephone number"),
            Self::ContactForm(text) => both!("`{text}` 不是联系人", "`{text}` is not a contact"),
            Self::NoControlRoom(site) => {
                both!("{site} 没有消控室电话", "{site} has no number of its control room")
            }
            Self::InsurerWithoutNumber(code) => {
                both!("保险机构 {code} 没有电话", "insurer {code} has no number")
            }
            Self::NoChannel(code) => {
                both!("队伍 {code} 没有电话, 无法通知", "team {code} has no number and cannot be told")
            }
            Self::Division(code) => {
                both!("`{code}` 不是六位行政区划代码", "`{code}` is not an administrative division")
            }
            Self::ParkWithoutDivision => {
                both!("园区没有行政区划代码", "the park has no administrative division")
            }
            Self::InitialsMissing(short) => both!("{short} 没有首字母", "{short} has no initials"),
            Self::InitialsForm(found) => both!("首字母 `{found}` 不对", "initials cannot be `{found}`"),
            Self::NoPark => both!("没有园区", "there is no park"),
            Self::TwoParks(code) => both!("`{code}` 是第二个园区", "`{code}` is a second park"),
            Self::NoParent(code) => both!("区域 `{code}` 没有上级", "zone `{code}` has no parent"),
            Self::ZoneCycle(code) => {
                both!("区域 `{code}` 的上级又回到它自己", "zone `{code}` hangs on itself")
            }
            Self::ZoneOrder(code) => {
                both!("区域 `{code}` 不能在这样的上级之下", "zone `{code}` cannot be below such a parent")
            }
            Self::ZoneWithoutSite(code) => {
                both!("单位 `{code}` 不在 sites.csv 中", "site `{code}` is not in sites.csv")
            }
            Self::SiteWithoutZone(code) => {
                both!("单位 `{code}` 不在 zones.csv 中", "site `{code}` is not in zones.csv")
            }
            Self::NotGateway(code) => both!("`{code}` 不是网关", "`{code}` is not a gateway"),
            Self::NoOfficer => both!("没有值班员", "there is no officer"),
            Self::NoLeader => both!("没有带班领导", "there is no leader"),
            Self::DutyRole(code, role) => {
                both!("`{code}` 的职责不是 {role}", "`{code}` has not the role {role}")
            }
            Self::Standing(wrong) => wrong.what(),
            Self::PaperForm(text) => {
                both!("`{text}` 不是证件或保险", "`{text}` is not a certificate or cover")
            }
            Self::DaysReversed => both!("止期早于起期", "the policy ends before it begins"),
            Self::LimitBelowPerson => {
                both!("累计限额低于每人限额", "the limit in all is below the limit for a person")
            }
            Self::PlanTwice(other) => {
                both!("此处此类已有预案 {other}", "plan {other} is for this zone and hazard already")
            }
            Self::PlanWithoutSteps(code) => both!("预案 {code} 没有步骤", "plan {code} has no steps"),
            Self::StepTime(text) => both!("`{text}` 不是时限", "`{text}` is not a time"),
            Self::GapBeyondSpan => {
                both!("静默间隔长于事件最长时间", "the quiet gap is longer than the longest incident")
            }
            Self::Rule(wrong) => wrong.what(),
            Self::WebhookForm(address) => {
                both!("`{address}` 不是 http(s) 地址", "`{address}` is not an http(s) address")
            }
            Self::WebhookPlain(host) => {
                both!("到 {host} 的 http:// 未加密", "http:// to {host} goes in the clear over a network")
            }
            Self::WebhookSecret => {
                both!("webhook 地址中含有用户名或口令", "the webhook's address holds a user or a password")
            }
            Self::AgencyMissing(field) => {
                both!("[agencies] 没有 {field} 的号码", "[agencies] has no number of {field}")
            }
            Self::ActWithoutNumber(field) => {
                both!("此步要打 {field}, 值班台没有它的号码", "the step rings {field}, which has no number")
            }
            Self::SeatedTwice(code) => both!("{code} 已在席", "{code} sits here already"),
            Self::SecondIsOfficer(code) => {
                both!("第二值班员 {code} 就是值班员本人", "the second officer {code} is the officer")
            }
            Self::EscalationOrder(after, before) => both!(
                "{after} 秒的一步写在 {before} 秒的一步之后",
                "a step after {after} s stands behind one after {before} s"
            ),
            Self::EscalationTarget(word, _) => {
                both!("`{word}` 不是可以通知的人", "`{word}` is nobody who can be told")
            }
            Self::EscalationWithoutSecond => {
                both!("要叫第二值班员, 但没有第二值班员", "the second officer is woken, and there is none")
            }
            Self::EscalationWakesNobody => {
                both!("无人受理时没有一步叫醒人", "no step of the escalation wakes a person")
            }
            Self::EscalationTooLong => {
                let most = crate::limits::ESCALATION_STEPS_MAX;
                both!("升级步骤超过 {most} 步", "the escalation has more than {most} steps")
            }
            Self::TaskUnknown(word, _) => both!("`{word}` 不是任务", "`{word}` is not a task"),
            Self::TaskRepeated(word) => both!("任务 `{word}` 重复", "task `{word}` stands twice"),
            Self::Placeholder(name, _) => {
                both!("报告没有 {{{name}}} 这一项", "reports have no placeholder {{{name}}}")
            }
            Self::FormBrace(line) => {
                both!("`{line}` 的花括号不成对", "a brace of `{line}` has no other one")
            }
            Self::FormRepeated(line) => {
                both!("这种格式已见于第 {line} 行", "this form stands twice, first in line {line}")
            }
            Self::FormEmpty => both!("格式没有内容", "the form has no lines"),
            Self::FormTooLong => {
                let most = crate::limits::FORM_LINES_MAX;
                both!("格式超过 {most} 行", "the form has more than {most} lines")
            }
            Self::FormLineTooLong(bytes) => {
                let most = crate::limits::FORM_LINE_BYTES_MAX;
                both!("此行长 {bytes} 字节, 最多 {most}", "the line has {bytes} bytes, at most {most} fit")
            }
            Self::WrittenBeforePhone => both!(
                "书面首报的时限早于电话首报",
                "the first report is due in writing before it is due by telephone"
            ),
            Self::More(count) => both!("另有 {count} 处错误未列出", "{count} more mistakes are not listed"),
        }
    }

    fn hint(&self) -> Words {
        match self {
            Self::Form(flaw) => flaw.hint(),
            Self::FileMissing => {
                both!(
                    "除 pack.toml 和 rules.toml 外, 台账的文件缺一不可; 运行中重读时不可缺",
                    "a registry needs all of its files but pack.toml and rules.toml; none may go while the desk runs"
                )
            }
            Self::FileUnreadable(_) => both!("检查文件权限", "check the rights on the file"),
            Self::FileTooLong(_) => both!("最多 150 MB", "at most 150 MB are read"),
            Self::Encoding => both!("另存为 UTF-8 格式的 CSV", "save it as CSV in UTF-8"),
            Self::NoHeading => both!("第一行写列名", "write the names of the columns in the first line"),
            Self::NoRows => both!("至少写一行", "write at least one row"),
            Self::Column(_, None) => {
                both!("删去这一列, 说明写入 备注 列", "remove the column; remarks go into column note")
            }
            Self::ColumnRepeated(_) => both!("删去一列", "remove one of them"),
            Self::RowLength(..) => {
                both!("格内有逗号时用双引号括起", "put a cell with a comma into double quotes")
            }
            Self::TooMany(..) => both!("分成几个值班台", "divide the desk"),
            Self::Repeated(..) => both!("改一个编码, 或删去一行", "change one of the codes, or remove one"),
            Self::Column(_, Some(meant))
            | Self::Unknown(_, _, Some(meant))
            | Self::EscalationTarget(_, Some(meant))
            | Self::TaskUnknown(_, Some(meant))
            | Self::Placeholder(_, Some(meant)) => {
                both!("是否应为 `{meant}`?", "did you mean `{meant}`?")
            }
            Self::Unknown(thing, _, None) => {
                let (file_zh, file_en) = (thing.file(), thing.file());
                both!("先在 {file_zh} 中登记", "enter it in {file_en} first")
            }
            Self::Code(Thing::Device, _) => {
                both!("用字母, 数字和 - _ . : / #", "use letters, digits and - _ . : / #")
            }
            Self::Code(..) => both!("用字母, 数字和 -", "use letters, digits and -"),
            Self::Phone(_) => {
                both!("写 3 到 18 位数字, 可用 - 分隔, 如 0000-1234", "write 3 to 18 digits, as 0000-1234")
            }
            Self::ContactForm(_) => {
                both!("写成 岗位 姓名 号码, 多人用 ; 隔开", "write post, name and number; ; between people")
            }
            Self::NoControlRoom(_) => {
                both!(
                    "在 电话 列写 消控室 姓名 号码",
                    "write 消控室 (or control-room), name and number into contacts"
                )
            }
            Self::InsurerWithoutNumber(_) => {
                both!("写 contacts = [\"报案 号码\"]", "write contacts = [\"claims NUMBER\"]")
            }
            Self::NoChannel(_) => {
                both!("写 phone = \"号码\", 或 webhook", "write phone = \"NUMBER\", or a webhook")
            }
            Self::Division(_) => both!("写六位数字, 如 320321", "write six digits, as 320321"),
            Self::ParkWithoutDivision => {
                both!(
                    "在 行政区划 列写六位代码; 预警按它匹配",
                    "write six digits into adcode: warnings are matched by it"
                )
            }
            Self::InitialsMissing(_) => {
                both!(
                    "在 首字母 列写拼音首字母, 如 hydc",
                    "write the pinyin initials into column initials, as hydc"
                )
            }
            Self::InitialsForm(_) => both!("只用小写字母和数字", "use small letters and digits"),
            Self::NoPark => {
                both!("写一行类型为 园区, 上级为空", "write one row of kind park without a parent")
            }
            Self::TwoParks(_) => both!("只留一个园区, 其余改为 单位", "keep one park, make the others sites"),
            Self::NoParent(_) => {
                both!("在 上级 列写所属区域的编码", "write the code of the zone above into parent")
            }
            Self::ZoneCycle(_) => {
                both!("沿上级逐级检查, 改正一处", "follow the parents upwards and correct one")
            }
            Self::ZoneOrder(_) => both!(
                "顺序为 园区 > 单位 > 楼 > 层 > 区",
                "the order is park > site > building > floor > zone"
            ),
            Self::ZoneWithoutSite(_) => {
                both!("在 sites.csv 加一行, 编码相同", "add a row of the same code to sites.csv")
            }
            Self::SiteWithoutZone(_) => {
                both!(
                    "在 zones.csv 加一行, 编码相同, 类型 单位",
                    "add a row of the same code and kind site to zones.csv"
                )
            }
            Self::NotGateway(_) => both!("写类型为 网关 的编码", "name a device of kind gateway"),
            Self::NoOfficer => both!("至少一人的职责为 值班员", "give one person the role officer"),
            Self::NoLeader => both!("至少一人的职责为 带班领导", "give one person the role leader"),
            Self::DutyRole(..) => {
                both!("换一人, 或改 people.csv 中的职责", "name another, or change the role in people.csv")
            }
            Self::Standing(wrong) => wrong.hint(),
            Self::PaperForm(_) => {
                both!("写成 名称 2027-03-31, 多项用 ; 隔开", "write name and last day, as cover 2027-03-31")
            }
            Self::DaysReversed => both!("检查 from 与 until", "look at from and until"),
            Self::LimitBelowPerson => both!("检查 per_person 与 limit", "look at per_person and limit"),
            Self::PlanTwice(_) => {
                both!("合并两份预案, 或换一个区域", "join the plans, or hang one on another zone")
            }
            Self::PlanWithoutSteps(_) => both!("写 [[plan.step]]", "write [[plan.step]]"),
            Self::StepTime(_) => {
                both!("写成 00:45 或 1:30:00, 最长七天", "write it as 00:45 or 1:30:00, at most a week")
            }
            Self::GapBeyondSpan => both!("把 quiet_gap_s 改小", "make quiet_gap_s shorter"),
            Self::Rule(wrong) => wrong.hint(),
            Self::WebhookForm(_) => both!(
                "写成 https://主机/路径, 本机可用 http://127.0.0.1:端口/路径",
                "write https://host/path, or http://127.0.0.1:port/path on this machine"
            ),
            Self::WebhookPlain(_) => {
                both!("改用 https://; http:// 只到本机", "use https://; http:// is for this machine only")
            }
            Self::WebhookSecret => {
                both!("从地址中删去用户名和口令", "take the user and the password out of the address")
            }
            Self::AgencyMissing(field) => both!(
                "在 [agencies] 写 {field} = \"名称 号码\"",
                "write {field} = \"POST NUMBER\" into [agencies]"
            ),
            Self::ActWithoutNumber(field) => both!(
                "在 desk.toml 的 [agencies] 写 {field}, 或换一个 act",
                "write {field} into [agencies] of desk.toml, or another act"
            ),
            Self::SecondIsOfficer(_) => both!("写另一名值班员", "name another officer"),
            Self::SeatedTwice(_) => both!("只写一次", "name everybody once"),
            Self::EscalationOrder(..) => {
                both!("按时间先后排列, 每步一个时间", "put the steps in order, each at its own time")
            }
            Self::EscalationTarget(_, None) => both!(
                "写 leader, second, screens, command 或 people.csv 中的编码",
                "write leader, second, screens, command or a code of people.csv"
            ),
            Self::EscalationWithoutSecond => {
                both!("在文件开头写 second = \"编码\"", "write second = \"CODE\" at the head of the file")
            }
            Self::EscalationWakesNobody => both!(
                "写 [[escalation]] after_s = 40, to = \"leader\"",
                "write [[escalation]] with after_s = 40 and to = \"leader\""
            ),
            Self::EscalationTooLong => both!("删去几步", "remove some of them"),
            Self::TaskUnknown(_, None) => both!(
                "可写: 疏散引导, 警戒, 外围, 灭火, 堵漏, 水域, 医疗, 供电, 查勘, 查看",
                "write one of: guide, cordon, outer, attack, plug, water, medical, power, survey, look"
            ),
            Self::TaskRepeated(_) => both!("每项任务写一次", "write each task once"),
            Self::Placeholder(_, None) => {
                let known = crate::registry::pack::PLACEHOLDERS.join(", ");
                both!("可写: {known}", "write one of: {known}")
            }
            Self::FormBrace(_) => both!("写成 {{place}} 这样成对", "write both, as {{place}}"),
            Self::FormRepeated(_) => both!("每种格式写一节", "write each form once"),
            Self::FormEmpty => {
                both!("写 lines = [\"...\"], 或删去这一节", "write lines = [\"...\"], or remove the section")
            }
            Self::FormTooLong => both!("合并几行", "join some of them"),
            Self::FormLineTooLong(_) => both!("分成两行", "make it two lines"),
            Self::WrittenBeforePhone => {
                both!("检查 first_phone 与 first_written", "look at first_phone and first_written")
            }
            Self::More(_) => both!("改正以上各处后再检查", "correct the others and check again"),
        }
    }
}
