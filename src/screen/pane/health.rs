//! The page of the feeds: whether each is heard, what it brings, what of it was refused, which devices nobody knows.

use crate::language::page::{self, PageWord};
use crate::language::{Lang, Word, name, reject, text, time};
use crate::operations::feed::view::{Link, Skew};
use crate::operations::feed::{Deaf, View, Why};
use crate::operations::listing::health::{Line, Refused, Stranger};
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::list::{at_right, gap, whole};
use crate::screen::theme::Scope;
use crate::text::cells;
use crate::units::Instant;
use std::fmt::Write;

/// The colours of [`page::counts`], in its order.
const COUNT_SCOPES: [Scope; 7] =
    [Scope::Due, Scope::Due, Scope::Due, Scope::Due, Scope::Fault, Scope::Dim, Scope::Dim];

/// Paints a line of the page.
pub(crate) fn line(brush: &mut Brush<'_>, pen: Pen, shown: &Line, line: &mut String) {
    match shown {
        Line::Feed(view) => feed(brush, pen, view, line),
        Line::Refused(shown) => refused(brush, pen, shown, line),
        Line::Stranger(shown) => stranger(brush, pen, shown, line),
    }
}

/// Tells a line in full.
pub(crate) fn tell(brush: &mut Brush<'_>, flow: &mut Flow, shown: &Line, line: &mut String) {
    match shown {
        Line::Feed(view) => tell_feed(brush, flow, view, line),
        Line::Refused(shown) => {
            tell_refused(brush, flow, shown, line);
            flow.field(brush, "", PageWord::BytesHint.text(brush.lang), brush.style(Scope::Dim));
        }
        Line::Stranger(shown) => tell_stranger(brush, flow, shown, line),
    }
}

/// Writes whether a feed is heard; returns its colour.
fn state(brush: &Brush<'_>, view: &View, out: &mut String) -> Scope {
    let lang = brush.lang;
    let unread = view.alarm.filter(|alarm| alarm.deaf == Deaf::Unread).map(|alarm| alarm.since);
    let (word, since, scope) = match (view.link, view.silent_since) {
        (Link::Waiting, _) => (Word::FeedWaiting, None, Scope::Fault),
        (Link::Down { since, .. }, _) => (Word::FeedDown, Some(since), Scope::DuePassed),
        (Link::Up, Some(since)) => (Word::FeedSilent, Some(since), Scope::DuePassed),
        (Link::Up, None) if unread.is_some() => (Word::FeedUnread, unread, Scope::DuePassed),
        (Link::Up, None) => (Word::FeedUp, None, Scope::Dim),
    };
    out.push_str(text(lang, word));
    if let Some(since) = since {
        out.push(' ');
        time::age(lang, brush.now.since(since), out);
    }
    scope
}

/// Writes the median of how late a feed is; returns its colour.
fn delay(brush: &Brush<'_>, view: &View, out: &mut String) -> Scope {
    let Some(delay) = view.delay else {
        out.push_str("--");
        return Scope::Dim;
    };
    time::delay(brush.lang, delay, out);
    match view.skew() {
        Skew::Small => Scope::Text,
        Skew::Odd => Scope::Due,
        Skew::Wrong => Scope::DuePassed,
    }
}

fn feed(brush: &mut Brush<'_>, mut pen: Pen, view: &View, line: &mut String) {
    let lang = brush.lang;
    let wider = if lang == Lang::En { 2 } else { 0 };
    pen.put(brush, &view.name, brush.style(Scope::Strong));
    pen.to(13);
    line.clear();
    let scope = state(brush, view, line);
    pen.put(brush, line, brush.style(scope));
    pen.to(27 + wider);
    line.clear();
    if view.last.is_stated() {
        time::age(lang, brush.now.since(view.last), line);
    } else {
        line.push_str(PageWord::NeverHeard.text(lang));
    }
    pen.put(brush, line, brush.style(if view.last.is_stated() { Scope::Text } else { Scope::Fault }));
    pen.to(39 + wider);
    line.clear();
    let scope = delay(brush, view, line);
    pen.put(brush, line, brush.style(scope));
    pen.to(49 + wider);
    line.clear();
    let rate = view.rate.last_minute(brush.now);
    let _ = write!(line, "{}/{} {}", rate.messages, rate.alarms, PageWord::PerMinute.text(lang));
    whole(brush, &mut pen, line, Scope::Text);
    pen.skip(1);
    if let Some(alarm) = &view.alarm {
        let (word, scope) = match alarm.known {
            None => (PageWord::SoundsAck, Scope::DuePassed),
            Some(_) => (PageWord::Known, Scope::Dim),
        };
        whole(brush, &mut pen, word.text(lang), scope);
        pen.skip(1);
    }
    if let Link::Down { cause, .. } = view.link {
        whole(brush, &mut pen, name::lost_cause(lang, cause), Scope::Due);
        pen.skip(1);
    }
    if view.in_clear {
        whole(brush, &mut pen, text(lang, Word::FeedInClear), Scope::Fault);
        pen.skip(1);
    }
    for ((word, count), scope) in page::counts(view).into_iter().zip(COUNT_SCOPES).filter(|it| it.0.1 > 0) {
        line.clear();
        let _ = write!(line, "{}{}{count}", word.text(lang), gap(lang));
        whole(brush, &mut pen, line, scope);
        pen.skip(1);
    }
}

fn at(brush: &Brush<'_>, instant: Instant, line: &mut String) {
    time::day_or_clock(instant, brush.now, brush.offset, line);
}

fn tell_feed(brush: &mut Brush<'_>, flow: &mut Flow, view: &View, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let scope = state(brush, view, line);
    if let Link::Down { cause, .. } = view.link {
        let _ = write!(line, " {}", name::lost_cause(lang, cause));
    }
    if let Some(alarm) = &view.alarm {
        let why = match alarm.deaf {
            Deaf::Silent => PageWord::DeafSilent,
            Deaf::Broken => PageWord::DeafBroken,
            Deaf::Unread => PageWord::DeafUnread,
        };
        let _ = write!(line, "  {} ", why.text(lang));
        at(brush, alarm.since, line);
        match &alarm.known {
            Some((who, when)) => {
                let who = if who.is_empty() { text(lang, Word::SomeoneUnclaimed) } else { who };
                let _ = write!(line, "  {} {who} ", PageWord::Known.text(lang));
                at(brush, *when, line);
            }
            None => {
                let _ = write!(line, "  {}", PageWord::SoundsAck.text(lang));
            }
        }
    }
    if view.in_clear {
        let _ = write!(line, "  {}", text(lang, Word::FeedInClear));
    }
    flow.field(brush, &view.name, line, brush.style(if scope == Scope::Dim { Scope::Text } else { scope }));
    heard(brush, flow, view, line);
    said(brush, flow, view, line);
    lost(brush, flow, view, line);
    line.clear();
    let _ = write!(line, "{}  {} {}", view.strangers, PageWord::NoPlace.text(lang), view.turned_away);
    let scope = if view.strangers > 0 { Scope::Due } else { Scope::Text };
    flow.field(brush, PageWord::Strangers.text(lang), line, brush.style(scope));
}

/// Tells when it was heard, how late it is, and how its clock goes.
fn heard(brush: &mut Brush<'_>, flow: &mut Flow, view: &View, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    if view.last.is_stated() {
        at(brush, view.last, line);
        line.push_str("  ");
        time::age(lang, brush.now.since(view.last), line);
    } else {
        line.push_str(PageWord::NeverHeard.text(lang));
    }
    let _ = write!(line, "  {} ", PageWord::MayBeSilent.text(lang));
    match view.silence_max {
        Some(max) => time::age(lang, max, line),
        None => line.push_str("--"),
    }
    let _ = write!(line, "  {} ", PageWord::MedianDelay.text(lang));
    let scope = delay(brush, view, line);
    let word = match view.skew() {
        Skew::Small => None,
        Skew::Odd => Some(PageWord::SkewOdd),
        Skew::Wrong => Some(PageWord::SkewWrong),
    };
    if let Some(word) = word {
        let _ = write!(line, " {}", word.text(lang));
    }
    let _ = write!(line, "  {} {}", PageWord::Ahead.text(lang), view.ahead);
    let scope = if view.ahead > 0 { scope_max(scope, Scope::Due) } else { scope };
    let scope = if scope == Scope::Dim { Scope::Text } else { scope };
    flow.field(brush, PageWord::Heard.text(lang), line, brush.style(scope));
}

/// Returns the louder of two colours of this page.
fn scope_max(one: Scope, two: Scope) -> Scope {
    if one == Scope::DuePassed { one } else { two }
}

/// Tells how much it says, and what of that is left aside or was said before.
fn said(brush: &mut Brush<'_>, flow: &mut Flow, view: &View, line: &mut String) {
    let lang = brush.lang;
    let rate = view.rate.last_minute(brush.now);
    line.clear();
    let _ = write!(
        line,
        "{} {}  {} {}  {} {}  {} {}  {} {}",
        PageWord::Messages.text(lang),
        rate.messages,
        PageWord::Alarms.text(lang),
        rate.alarms,
        PageWord::InAll.text(lang),
        view.events,
        PageWord::Duplicates.text(lang),
        view.duplicates,
        PageWord::Ignored.text(lang),
        view.ignored,
    );
    if view.ignored > 0 {
        let _ = write!(line, " ({})", view.last_ignored);
    }
    flow.field(brush, PageWord::PerMinute.text(lang), line, brush.style(Scope::Text));
}

/// Tells what of it was refused and what never came.
fn lost(brush: &mut Brush<'_>, flow: &mut Flow, view: &View, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{}", view.rejects);
    if view.rejects > 0 {
        let _ = write!(line, " ({})", view.last_reject);
    }
    let _ = write!(line, "  {} {}", PageWord::Conflicts.text(lang), view.conflicts);
    let _ = write!(line, "  {} {}", PageWord::Gaps.text(lang), view.missing);
    if let Some(gap) = view.last_gap {
        let _ = write!(line, " / {}  {}-{} ", view.gaps, gap.from, gap.to);
        at(brush, gap.at, line);
    }
    let is_bad = view.rejects + view.conflicts + view.missing > 0;
    let style = brush.style(if is_bad { Scope::Due } else { Scope::Text });
    flow.field(brush, PageWord::RefusedCount.text(lang), line, style);
}

fn refused(brush: &mut Brush<'_>, pen: Pen, row: &Refused, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{} {} ", row.kept.length, PageWord::Bytes.text(lang));
    if row.kept.times > 1 {
        let _ = write!(line, "x{} ", row.kept.times);
    }
    at(brush, row.kept.last, line);
    let mut pen = at_right(brush, pen, line, Scope::Text);
    pen.put(brush, word(row).text(lang), brush.style(Scope::Due));
    pen.to(13);
    pen.put(brush, &row.feed, brush.style(Scope::Text));
    pen.to(24);
    pen.put(brush, reject::reading(brush.lang, &row.kept.reason), brush.style(Scope::Strong));
    line.clear();
    let _ = write!(line, "  {:.8}", row.kept.digest.to_string());
    whole(brush, &mut pen, line, Scope::Dim);
}

const fn word(row: &Refused) -> PageWord {
    match row.kept.why {
        Why::Unreadable => PageWord::RefusedMessage,
        Why::Conflict { .. } | Why::Anew => PageWord::Conflicts,
    }
}

/// Writes what there is to know of a refused message besides its bytes.
pub(crate) fn tell_refused(brush: &mut Brush<'_>, flow: &mut Flow, row: &Refused, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{}  {}", row.feed, row.kept.reason);
    let reading = reject::reading(lang, &row.kept.reason);
    if reading != row.kept.reason.as_str() {
        let _ = write!(line, " {reading}");
    }
    let _ = write!(line, "  {} {}", row.kept.length, PageWord::Bytes.text(lang));
    if let Some(sequence) = row.kept.sequence {
        let _ = write!(line, "  {} {sequence}", PageWord::NumberInFeed.text(lang));
    }
    let _ = write!(line, "  {} {}", PageWord::InputNumber.text(lang), row.kept.input);
    if let Why::Conflict { before } = row.kept.why {
        let _ = write!(line, "  {} {before}", PageWord::ConflictsWith.text(lang));
    }
    flow.field(brush, word(row).text(lang), line, brush.style(Scope::Due));
    line.clear();
    at(brush, row.kept.first, line);
    if row.kept.times > 1 {
        let _ = write!(line, "  x{}  ", row.kept.times);
        at(brush, row.kept.last, line);
    }
    flow.field(brush, PageWord::Heard.text(lang), line, brush.style(Scope::Text));
    line.clear();
    let _ = write!(line, "{}", row.kept.digest);
    flow.field(brush, "SHA-256", line, brush.style(Scope::Text));
}

fn stranger(brush: &mut Brush<'_>, pen: Pen, row: &Stranger, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    if let Some(incident) = row.incident {
        let _ = write!(line, "#{incident} ");
    }
    last_heard(brush, row, line);
    let mut pen = at_right(brush, pen, line, if row.incident.is_some() { Scope::Due } else { Scope::Text });
    pen.put(brush, PageWord::Strangers.text(lang), brush.style(Scope::Fault));
    pen.to(13);
    pen.put(brush, &row.feed, brush.style(Scope::Text));
    pen.to(24);
    pen.put(brush, code(brush, row), brush.style(Scope::Strong));
    if usize::from(pen.room()) > cells(&row.place) + 2 {
        pen.skip(2);
        pen.put(brush, &row.place, brush.style(Scope::Text));
    }
}

fn code<'a>(brush: &Brush<'_>, row: &'a Stranger) -> &'a str {
    row.code.as_deref().unwrap_or(PageWord::AllOthers.text(brush.lang))
}

fn last_heard(brush: &Brush<'_>, row: &Stranger, line: &mut String) {
    if row.heard.is_stated() {
        at(brush, row.heard, line);
    } else {
        line.push_str("--");
    }
}

fn tell_stranger(brush: &mut Brush<'_>, flow: &mut Flow, row: &Stranger, line: &mut String) {
    let lang = brush.lang;
    line.clear();
    let _ = write!(line, "{}  {}  {}", row.feed, code(brush, row), row.place);
    flow.field(brush, PageWord::Strangers.text(lang), line.trim_end(), brush.style(Scope::Strong));
    line.clear();
    last_heard(brush, row, line);
    if let Some(incident) = row.incident {
        let _ = write!(line, "  #{incident}");
    }
    flow.field(brush, PageWord::Heard.text(lang), line, brush.style(Scope::Text));
    flow.field(brush, "", PageWord::StrangerHint.text(lang), brush.style(Scope::Dim));
}
