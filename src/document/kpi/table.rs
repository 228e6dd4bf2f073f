//! The figures as a table: name, value, target, text of the target; a page of the screen and `report kpi` show the same.

mod words;

use crate::document::kpi::{Figures, Report, Steady, Times, Upset, share};
use crate::language::{Lang, time};
use crate::operations::dossier::ZONE;
use crate::operations::kpi::{Edition, Settings};
use crate::text::{cells, clip};
use crate::units::{Instant, Span};
use std::fmt::Write;
use words::{hundredths, part, priorities, steady, surge, thousandths, times, upset};

/// A line of the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What is measured.
    pub name: String,
    /// What it came to; in the span, and in the shift when one is reported.
    pub values: Vec<String>,
    /// What it should be.
    pub target: String,
    /// The text that says so.
    pub source: &'static str,
    /// What the journal cannot tell of it.
    pub note: &'static str,
    /// Whether the span kept to the target.
    pub mark: Mark,
}

/// Whether a figure keeps to its target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// It does.
    Met,
    /// It does not.
    Missed,
    /// It has no target, or nothing was measured.
    #[default]
    Told,
}

const IEC: &str = "IEC 62682";
const ISA: &str = "ISA-18.2";
const EEMUA: &str = "EEMUA 191";

/// Makes the table.
pub fn rows(lang: Lang, report: &Report) -> Vec<Row> {
    let table = Table { lang, report };
    let mut rows = vec![table.heading()];
    rows.extend(table.rates());
    rows.extend(table.surges());
    rows.extend(table.quality());
    rows.extend(table.held());
    rows.extend(table.handling());
    rows
}

/// Makes the list of the worst devices, then of the sites with false alarms: name, count, and a mark.
pub fn lists(lang: Lang, figures: &Figures) -> Vec<(String, Mark)> {
    let mut lines = Vec::new();
    for (at, device) in figures.worst.iter().enumerate() {
        let part = hundredths(share(device.alarms, figures.alarms));
        let line = format!("{:>2} {} {} ({part}%)", at + 1, device.code, device.alarms);
        lines.push((line, Mark::Told));
    }
    for site in &figures.sites {
        let name =
            if site.name.is_empty() { lang.pick("地点未记", "place not recorded") } else { &site.name };
        let mut line = match lang {
            Lang::Zh => format!("{name} 误报 {} 起, 最多一天 {} 起 (", site.alarms, site.worst),
            Lang::En => format!("{name}: {} false, worst day {} (", site.alarms, site.worst),
        };
        time::date(site.worst_day, &mut line);
        line.push(')');
        if site.days_over > 0 {
            let _ = match lang {
                Lang::Zh => write!(line, ", 超限 {} 天: 须与单位商定", site.days_over),
                Lang::En => write!(line, ", {} days over: agree it with the site", site.days_over),
            };
        }
        lines.push((line, if site.days_over > 0 { Mark::Missed } else { Mark::Told }));
    }
    lines
}

/// Writes the span of figures: `2027-01-16 00:00 - 2027-02-14 23:59`.
pub fn span(lang: Lang, figures: &Figures) -> String {
    let mut out = String::new();
    time::date_and_minute(figures.from, ZONE, &mut out);
    out.push_str(" - ");
    time::date_and_minute(Instant(figures.to.0.saturating_sub(1)), ZONE, &mut out);
    let _ = match lang {
        Lang::Zh => write!(out, ", 在岗 {} 人", figures.officers),
        Lang::En => write!(out, ", {} on duty", figures.officers),
    };
    out
}

/// Writes the whole report as text; columns stand by their width in cells.
pub fn text(lang: Lang, report: &Report) -> String {
    let rows = rows(lang, report);
    let mut out = String::new();
    let _ = writeln!(out, "{}  {}", lang.pick("报警指标", "alarm figures"), span(lang, &report.span));
    if let Some(shift) = &report.shift {
        let _ = writeln!(out, "{}  {}", lang.pick("本班", "this shift"), span(lang, shift));
    }
    if report.unread > 0 {
        let _ = match lang {
            Lang::Zh => writeln!(out, "有 {} 条由新版本写入, 本程序读不懂, 未计入", report.unread),
            Lang::En => writeln!(out, "{} entries of a newer program are not counted", report.unread),
        };
    }
    let widths = widths(&rows);
    for row in &rows {
        out.push_str(mark(row.mark));
        let mut columns = vec![row.name.as_str()];
        columns.extend(row.values.iter().map(String::as_str));
        columns.extend([row.target.as_str(), row.source]);
        for (column, width) in columns.iter().zip(&widths) {
            out.push_str(column);
            out.extend(std::iter::repeat_n(' ', width.saturating_sub(cells(column)) + 2));
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        if !row.note.is_empty() {
            let _ = writeln!(out, "    {}", row.note);
        }
    }
    for (line, it) in lists(lang, &report.span) {
        let _ = writeln!(out, "{}{line}", mark(it));
    }
    out
}

/// Returns the mark in front of a line: a figure that missed its target is never told by colour alone.
pub const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Met => "  ",
        Mark::Missed => "! ",
        Mark::Told => ". ",
    }
}

/// Returns the widest cell of each column.
pub fn widths(rows: &[Row]) -> Vec<usize> {
    let values = rows.iter().map(|row| row.values.len()).max().unwrap_or(0);
    let widest = |of: &dyn Fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or(0);
    let mut widths = vec![widest(&|row| cells(&row.name))];
    for at in 0..values {
        widths.push(widest(&|row| row.values.get(at).map_or(0, |value| cells(value))));
    }
    widths.extend([widest(&|row| cells(&row.target)), widest(&|row| cells(row.source))]);
    widths
}

/// Returns what of a text fits into so many cells.
pub fn fitted(text: &str, width: usize) -> &str {
    clip(text, width).0
}

struct Table<'a> {
    lang: Lang,
    report: &'a Report,
}

impl Table<'_> {
    fn row(
        &self,
        (zh, en): (&str, &str),
        value: impl Fn(&Figures) -> String,
        target: impl Into<String>,
        source: &'static str,
        met: Option<bool>,
    ) -> Row {
        let figures = std::iter::once(&self.report.span).chain(&self.report.shift);
        Row {
            name: self.lang.pick(zh, en).to_owned(),
            values: figures.map(value).collect(),
            target: target.into(),
            source,
            note: "",
            mark: met.map_or(Mark::Told, |met| if met { Mark::Met } else { Mark::Missed }),
        }
    }

    fn heading(&self) -> Row {
        let lang = self.lang;
        let columns = [lang.pick("统计期", "span"), lang.pick("本班", "this shift")];
        let count = 1 + usize::from(self.report.shift.is_some());
        Row {
            name: String::new(),
            values: columns.iter().take(count).map(|column| (*column).to_owned()).collect(),
            target: lang.pick("目标", "target").to_owned(),
            source: lang.pick("依据", "source"),
            note: "",
            mark: Mark::Met,
        }
    }

    /// Returns the text that a rate limit is from.
    fn edition<T: PartialEq>(&self, limit: impl Fn(&Settings) -> T) -> &'static str {
        self.report.settings.edition_of(limit).map_or_else(|| self.own(), Edition::name)
    }

    /// Returns the text that a limit of no edition is from.
    fn practice<T: PartialEq>(&self, limit: impl Fn(&Settings) -> T, text: &'static str) -> &'static str {
        if limit(&self.report.settings) == limit(&Settings::default()) { text } else { self.own() }
    }

    /// Returns what stands where the desk set a limit of its own: no text says it.
    const fn own(&self) -> &'static str {
        self.lang.pick("本台设定", "desk.toml")
    }

    fn rates(&self) -> Vec<Row> {
        let (it, limits) = (&self.report.span, &self.report.settings);
        let day = self.edition(|of| (of.day_acceptable, of.day_manageable));
        let period = self.edition(|of| of.period_max);
        let (least, most) = (u64::from(limits.day_acceptable), u64::from(limits.day_manageable));
        let both = |least: u64, most: u64| format!("<= {} / {}", thousandths(least), thousandths(most));
        let under = |percent: u32| format!("< {percent}%");
        vec![
            self.row(("已通告", "announced"), |of| of.announced.to_string(), "", "", None),
            self.row(
                ("每人每10分钟", "per officer, 10 min"),
                |of| thousandths(of.per_ten_minutes_milli),
                both(least * 1_000 / 144, most * 1_000 / 144),
                day,
                Some(it.per_ten_minutes_milli <= most * 1_000 / 144),
            ),
            self.row(
                ("每人每小时", "per officer, hour"),
                |of| thousandths(of.per_hour_milli),
                both(least * 1_000 / 24, most * 1_000 / 24),
                day,
                Some(it.per_hour_milli <= most * 1_000 / 24),
            ),
            self.row(
                ("每人每天", "per officer, day"),
                |of| thousandths(of.per_day_milli),
                both(least * 1_000, most * 1_000),
                day,
                Some(it.per_day_milli <= most * 1_000),
            ),
            self.row(
                ("超限小时", "hours over"),
                |of| part(of.hours_over, of.hours),
                format!("{} (> {})", under(1), limits.hour_max),
                self.edition(|of| of.hour_max),
                Some(share(it.hours_over, it.hours) < 100),
            ),
            self.row(
                ("超限10分钟", "10-min periods over"),
                |of| part(of.periods_over, of.periods),
                format!("{} (> {})", under(1), limits.period_max),
                period,
                Some(share(it.periods_over, it.periods) < 100),
            ),
            self.row(
                ("任意10分钟最多", "most in any 10 min"),
                |of| of.max_ten_minutes.to_string(),
                format!("<= {}", limits.period_max * it.officers),
                period,
                Some(it.max_ten_minutes <= limits.period_max * it.officers),
            ),
        ]
    }

    fn surges(&self) -> Vec<Row> {
        let (it, lang) = (&self.report.span, self.lang);
        vec![
            self.row(
                ("激增时间", "time in surge"),
                |of| surge(lang, of),
                "< 1%",
                ISA,
                Some(share(it.surge.0.unsigned_abs(), it.to.since(it.from).0.unsigned_abs()) < 100),
            ),
            self.row(
                ("平稳时", "steady state"),
                |of| steady(lang, of.steady).to_owned(),
                lang.pick("<= 6 / 12 每小时", "<= 6 / 12 an hour"),
                EEMUA,
                Some(matches!(it.steady, Steady::Acceptable | Steady::Manageable)),
            ),
            self.row(
                ("激增前10分钟", "upset, first 10 min"),
                |of| upset(lang, of),
                "< 10",
                EEMUA,
                it.upset.map(|upset| upset == Upset::Manageable),
            ),
        ]
    }

    fn quality(&self) -> Vec<Row> {
        let (it, lang) = (&self.report.span, self.lang);
        let worst = Row {
            note: lang.pick(
                "日志按事件记重复次数, 不按设备: 以加入事件的报警计",
                "repeats are journaled by incident, not device: joined alarms are counted",
            ),
            ..self.row(
                ("前十设备占比", "ten worst devices"),
                |of| part(of.worst_alarms, of.alarms),
                "1-5%",
                ISA,
                Some(share(it.worst_alarms, it.alarms) <= 500),
            )
        };
        let chatter = Row {
            note: lang.pick(
                "瞬时报警和保持期内的重复不入日志, 此数是下限",
                "fleeting alarms and raises inside a hold are not journaled: a lower bound",
            ),
            ..self.row(
                ("频繁报警设备", "chattering devices"),
                |of| of.chattering.to_string(),
                "0",
                ISA,
                Some(it.chattering == 0),
            )
        };
        let stale = Row {
            note: lang.pick(
                "单个报警何时恢复不入日志: 事件全部恢复或关闭前都算, 此数是上限",
                "when one alarm ends is not journaled: counted until all are quiet, or the incident is closed",
            ),
            ..self.row(
                ("长时未恢复, 最多一天", "stale, worst day"),
                |of| of.stale_day_max.to_string(),
                "< 5",
                IEC,
                Some(it.stale_day_max < 5),
            )
        };
        vec![worst, chatter, stale]
    }

    fn held(&self) -> Vec<Row> {
        let (it, limits, lang) = (&self.report.span, &self.report.settings, self.lang);
        let standing = Row {
            note: lang.pick(
                "某一时刻有多少报警未恢复, 日志不能说: 以未全部恢复的事件计",
                "how many stand the journal cannot tell: incidents not yet quiet are counted",
            ),
            ..self.row(
                ("期末未恢复事件", "standing at the end"),
                |of| of.standing.to_string(),
                "< 10",
                EEMUA,
                Some(it.standing < 10),
            )
        };
        let mix = Row {
            note: lang.pick("严重度不明的计入低", "unknown severity counts as low"),
            ..self.row(("优先级低/中/高/最高", "low/med/high/top"), priorities, "80/15/5/<1%", IEC, None)
        };
        vec![
            mix,
            self.row(
                ("未署名的抑制", "unproved suppressions"),
                |of| of.unproved.to_string(),
                "0",
                ISA,
                Some(it.unproved == 0),
            ),
            standing,
            self.row(
                ("搁置 期末/最多", "shelved at end/most"),
                |of| format!("{}/{}", of.shelved, of.shelved_max),
                "< 30",
                EEMUA,
                Some(it.shelved_max < 30),
            ),
            self.row(
                ("误报", "false alarms"),
                |of| of.false_alarms.to_string(),
                match lang {
                    Lang::Zh => format!("每单位每天 <= {}", limits.false_day_max),
                    Lang::En => format!("<= {} a site, day", limits.false_day_max),
                },
                self.practice(|of| of.false_day_max, lang.pick("GB 50440 实务", "GB 50440 practice")),
                Some(it.sites.iter().all(|site| site.days_over == 0)),
            ),
        ]
    }

    fn handling(&self) -> Vec<Row> {
        let (it, limits, lang) = (&self.report.span, &self.report.settings, self.lang);
        let timed = |name, of: fn(&Figures) -> Times, target: Span, source| {
            let seconds = target.whole_seconds();
            let value = |figures: &Figures| times(lang, of(figures));
            let measured = of(it);
            let met = measured.p90_s.map(|p90| i64::from(p90) <= seconds);
            self.row(name, value, format!("<= {seconds}{}", lang.pick("秒", "s")), source, met)
        };
        let acknowledged = Row {
            note: lang.pick(
                "从接警起, 不含故障: 中位/九成/超时起数 (总数)",
                "from receipt, faults left out: median/p90/over target (all)",
            ),
            ..timed(
                ("接警到受理", "to acknowledged"),
                |of| of.acknowledged,
                limits.acknowledge_within,
                self.practice(|of| of.acknowledge_within, "NENA"),
            )
        };
        vec![
            acknowledged,
            timed(
                ("接警到报119", "to 119"),
                |of| of.reported,
                limits.report_within,
                self.practice(|of| of.report_within, "NFPA 1225 18.2"),
            ),
            timed(
                ("接警到核实", "to verified"),
                |of| of.verified,
                limits.verify_within,
                self.practice(|of| of.verify_within, "NFPA 72 26"),
            ),
            self.row(
                ("无人受理", "never acknowledged"),
                |of| of.never_acknowledged.to_string(),
                "0",
                "",
                Some(it.never_acknowledged == 0),
            ),
        ]
    }
}
