//! The boxes of what is kept silent (搁置 停用 维保窗口 解除): the device or the suppression under the cursor, for how long, why.

use crate::correlation::Cover;
use crate::language::{Lang, Word, name, reason, time};
use crate::operations::command::Draft;
use crate::operations::intake::Place;
use crate::operations::listing::devices::{Line, Row};
use crate::operations::listing::{Listing, Rows};
use crate::operations::suppression::{Command, View};
use crate::screen::edit::Edit;
use crate::screen::form::{Act, Field, Finished, Form, Reads};
use crate::screen::state::Screen;
use crate::text::Text;
use crate::units::{SuppressionId, ZoneId};

/// What a box keeps silent, or lets be heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// One alarm of a device.
    Shelf(Text<32>),
    /// A device, but its fire bit.
    Outage(Text<32>),
    /// Everything below a node.
    Window(ZoneId),
    /// One that runs ends.
    Lift(SuppressionId),
}

/// The field of the minutes, and of the texts behind them.
const MINUTES: usize = 0;
const FIRST_TEXT: usize = 1;
const SECOND_TEXT: usize = 2;

/// Minutes as they are filled in: half an hour of steam, a shift of repair, a morning of maintenance.
const SHELF_FILLED: &str = "30";
const OUTAGE_FILLED: &str = "480";
const WINDOW_FILLED: &str = "120";

/// Why an alarm is kept silent, by a digit.
const REASONS: [(&str, &str); 6] = [
    ("水汽油烟, 已核实", "steam or fumes, verified"),
    ("施工动火, 有人看护", "hot works, somebody watches"),
    ("探测器故障, 已报修", "the device is defective, repair is ordered"),
    ("反复误报, 待清洗", "false again and again, to be cleaned"),
    ("等配件", "waits for parts"),
    ("现场已有人处置", "somebody deals with it on the spot"),
];

/// Who works in a window, by a digit.
const FIRMS: [(&str, &str); 3] = [
    ("维保单位", "the maintenance firm"),
    ("本单位设备科", "the site's own staff"),
    ("消防检测机构", "the inspectors"),
];

/// What is done in a window, by a digit.
const WORKS: [(&str, &str); 4] = [
    ("月度维保测试", "monthly test"),
    ("年度检测", "yearly inspection"),
    ("探测器清洗更换", "devices are cleaned or replaced"),
    ("主机检修", "the control panel is repaired"),
];

/// Opens the box that shelves the alarm of the device under the cursor.
pub(crate) fn shelve(screen: &Screen) -> Result<Form, Word> {
    let (lang, row) = (screen.lang, device(screen)?);
    let mut fields = vec![minutes(lang, SHELF_FILLED), why(lang)];
    let mut form = if let Some(of) = row.challenge {
        fields.push(Field::Repeat { of, edit: Edit::default() });
        let mut form = Form::new(Act::Silence(What::Shelf(row.code)), Some(of), shelf(lang), fields);
        form.lines.push(
            lang.pick("危及生命的报警: 搁置后不再响", "its alarm endangers life: shelved, it is not heard")
                .to_owned(),
        );
        form
    } else {
        Form::new(Act::Silence(What::Shelf(row.code)), None, shelf(lang), fields)
    };
    form.lines.insert(0, told(lang, row));
    Ok(form)
}

/// Opens the box that takes the device under the cursor out of service.
pub(crate) fn take_out(screen: &Screen) -> Result<Form, Word> {
    let (lang, row) = (screen.lang, device(screen)?);
    let fields = vec![minutes(lang, OUTAGE_FILLED), why(lang)];
    let title = lang.pick("停用 (火警位除外)", "out of service (but its fire bit)").to_owned();
    let mut form = Form::new(Act::Silence(What::Outage(row.code)), None, title, fields);
    form.lines.push(told(lang, row));
    Ok(form)
}

/// Opens the box of a maintenance window over the zone of the device under the cursor.
pub(crate) fn window(screen: &Screen) -> Result<Form, Word> {
    let (lang, row) = (screen.lang, device(screen)?);
    let zone = row.zone.ok_or(Word::SilenceNoDevice)?;
    let fields = vec![
        minutes(lang, WINDOW_FILLED),
        Field::text(lang.pick("谁在维保", "who works there"), "", &FIRMS, lang),
        Field::text(lang.pick("做什么", "what is done"), "", &WORKS, lang),
    ];
    let title = lang.pick("维保窗口", "maintenance window").to_owned();
    let mut form = Form::new(Act::Silence(What::Window(zone)), None, title, fields);
    form.lines.push(format!("{}  {}", row.site, row.path));
    form.lines.push(
        lang.pick(
            "此后本区的报警进测试栏, 不响; 整个单位用 :维保",
            "alarms of this zone go to the test lane; for a whole site type :window",
        )
        .to_owned(),
    );
    Ok(form)
}

/// Opens the box that ends the suppression under the cursor, or the one that holds its device.
pub(crate) fn lift(screen: &Screen) -> Result<Form, Word> {
    let lang = screen.lang;
    let view = match under_cursor(screen).ok_or(Word::SilenceNoDevice)? {
        Line::Suppression(view) => **view,
        Line::Device(row) => {
            let mut held = row.alarms.iter().filter_map(|alarm| alarm.held.as_deref());
            held.find_map(|held| held.by).ok_or(Word::SilenceNothing)?
        }
    };
    let title = lang.pick("解除", "lift").to_owned();
    let mut form = Form::new(Act::Silence(What::Lift(view.id)), None, title, vec![Field::Confirm]);
    let mut line = String::new();
    reason::suppression(lang, &view, screen.options.utc_offset, screen.now, &mut line);
    form.lines.push(line);
    Ok(form)
}

/// Makes a draft of it.
pub(crate) fn finish(mut form: Box<Form>) -> Result<Finished, Box<Form>> {
    let Act::Silence(what) = form.act else { return Err(form) };
    if let What::Lift(suppression) = what {
        return Ok(Finished::Act(Draft::Suppression(Command::Lift { suppression })));
    }
    let Some(minutes) = form.text(MINUTES).parse().ok().filter(|minutes| *minutes > 0) else {
        form.refuse(MINUTES, Word::FormNumber);
        return Err(form);
    };
    let (first, second) = (form.text(FIRST_TEXT).to_owned(), form.text(SECOND_TEXT).to_owned());
    let command = match what {
        What::Shelf(device) => {
            Command::Shelve { device, class: None, minutes, reason: first, repeated: form.target }
        }
        What::Outage(device) => Command::TakeOut { device, minutes, reason: first },
        What::Window(zone) => {
            Command::OpenWindow { place: Place::Zone(zone), minutes, who: first, reason: second }
        }
        What::Lift(suppression) => Command::Lift { suppression },
    };
    Ok(Finished::Act(Draft::Suppression(command)))
}

/// Returns the line under the cursor of the page of devices.
pub(crate) fn under_cursor(screen: &Screen) -> Option<&Line> {
    let view = screen.lists.of(screen.page.listing().filter(|page| *page == Listing::Devices)?);
    let at = view.place(view.cursor)?;
    match &view.window.as_ref()?.rows {
        Rows::Devices(rows) => rows.get(at),
        Rows::Warnings(_)
        | Rows::Roster(_)
        | Rows::Insurers(_)
        | Rows::Pool(_)
        | Rows::Deadlines(_)
        | Rows::Sites(_)
        | Rows::Health(_)
        | Rows::Handover(_)
        | Rows::Drill(_) => None,
    }
}

fn device(screen: &Screen) -> Result<&Row, Word> {
    under_cursor(screen).and_then(Line::device).ok_or(Word::SilenceNoDevice)
}

fn shelf(lang: Lang) -> String {
    lang.pick("搁置", "shelve").to_owned()
}

fn minutes(lang: Lang, filled: &str) -> Field {
    Field::digits(lang.pick("几分钟后恢复", "minutes until it is heard again"), Reads::Number, filled)
}

fn why(lang: Lang) -> Field {
    Field::text(lang.pick("原因", "why"), "", &REASONS, lang)
}

fn told(lang: Lang, row: &Row) -> String {
    let mut line = format!(
        "{} {}  {}  {}  {}",
        row.code,
        name::device_kind(lang, row.kind),
        row.site,
        row.path,
        row.place
    );
    line.truncate(line.trim_end().len());
    line
}

/// Returns a short name for what a suppression covers.
pub(crate) const fn covered(lang: Lang, view: &View) -> &'static str {
    match view.cover {
        Cover::Shelf(_) => lang.pick("搁置", "shelved"),
        Cover::Outage(_) => lang.pick("停用", "out"),
        Cover::Window(_) => lang.pick("维保", "window"),
    }
}

/// Writes how long it still runs: `剩 27分`.
pub(crate) fn left(lang: Lang, view: &View, now: crate::units::Instant, out: &mut String) {
    out.push_str(lang.pick("剩 ", "left "));
    time::age(lang, crate::units::Span(view.until.since(now).0.max(0)), out);
}
