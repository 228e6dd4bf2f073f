//! The last line: what is typed, else what was answered, and the keys that are wanted next.

use crate::language::{Lang, Word, answer, text};
use crate::operations::reference::Role;
use crate::screen::bar::{Bar, completion, shape};
use crate::screen::edit::Edit;
use crate::screen::keymap::{Deed, Direct};
use crate::screen::layout::{Page, Pane};
use crate::screen::paint::{Brush, Pen};
use crate::screen::pane::dossier::Flow;
use crate::screen::pane::sources;
use crate::screen::request::Link;
use crate::screen::state::{Mode, Screen};
use crate::screen::theme::Scope;
use crate::text::cells;
use ratatui::layout::{Position, Rect};
use std::borrow::Cow;
use std::fmt::Write;

/// Paints the bar; returns where its cursor stands while something is typed.
pub(crate) fn paint(
    screen: &Screen,
    brush: &mut Brush<'_>,
    area: Rect,
    line: &mut String,
) -> Option<Position> {
    match &screen.mode {
        Mode::Bar(bar) => {
            let at = typed(brush, area, ":", &bar.edit, line);
            let x = at.map_or(0, |at| at.x - area.x);
            let lang = brush.lang;
            let shaped = || shape(bar.edit.text()).map(|shape| answer::shape(lang, shape));
            // Nothing but the line and what it needs: a message behind it would be read as a part of it.
            let tail = completion(bar.edit.text(), lang).map(Cow::Borrowed).or_else(shaped);
            let mut pen = Pen::new(area, 0).at((cells(bar.edit.text()) as u16 + 4).max(x + 2));
            if let Some(tail) = tail {
                pen.put(brush, &tail, brush.style(Scope::Dim));
            }
            at
        }
        Mode::Filter(edit) => typed(brush, area, "/", edit, line),
        Mode::Keys
        | Mode::Challenge(_)
        | Mode::Form(_)
        | Mode::Slip(_)
        | Mode::Help { .. }
        | Mode::Why { .. }
        | Mode::Told { .. }
        | Mode::Bytes { .. } => {
            // Under a box or an overlay these keys would do something else.
            let hinted = screen.areas.get(Pane::Foot).is_none()
                && area.width >= 40
                && matches!(screen.mode, Mode::Keys);
            let width = if hinted { keys(screen, None, area, area.width / 2, line) } else { 0 };
            let said = screen.message.as_ref().map_or(0, |message| cells(&message.text) as u16 + 2);
            let room = area.width.saturating_sub(width + 1);
            // A message that needs the room takes it: the keys are known, the answer is not.
            let shown = width > 0 && said <= room;
            if let Some(message) = &screen.message {
                let mut pen = Pen::new(area, 0).at(1);
                if shown {
                    pen = pen.less(width + 2);
                }
                pen.put(brush, &message.text, brush.style(message.scope));
            } else {
                brush.put(area, (1, 0), ":", brush.style(Scope::Dim));
            }
            if shown {
                keys(screen, Some(brush), area, area.width / 2, line);
            }
            None
        }
    }
}

/// Paints the verbs that Tab lists above the bar: with their shapes where there is a line for each, else by their words.
pub(crate) fn verbs(bar: &Bar, brush: &mut Brush<'_>, room: Rect, line: &mut String) {
    let verbs = bar.listed();
    let each = verbs.len() <= usize::from(room.height.saturating_sub(1) / 2);
    let column = if each { room.width.max(1) } else { VERB_COLUMN.min(room.width.max(1)) };
    let columns = usize::from((room.width / column).max(1));
    let height = (verbs.len().div_ceil(columns) as u16).min(room.height);
    if height == 0 {
        return;
    }
    let sheet = Rect { y: room.bottom() - height, height, ..room };
    brush.fill(sheet, brush.style(Scope::Box));
    for (at, verb) in verbs.iter().enumerate() {
        let (x, y) = ((at % columns) as u16 * column, (at / columns) as u16);
        if y >= height {
            break;
        }
        line.clear();
        let _ = write!(line, "{} {}", verb.word, verb.zh);
        let cell = Rect { x: sheet.x + x, y: sheet.y + y, width: column, height: 1 }.intersection(sheet);
        brush.put(cell, (1, 0), line, brush.style(Scope::Strong));
        if each {
            let from = VERB_COLUMN.min(cell.width);
            brush.put(cell, (from, 0), verb.shape, brush.style(Scope::Box));
        }
    }
}

/// Paints above a line that is typed why it was refused, else what was said last: in the line it would be taken for more of it.
pub(crate) fn above(screen: &Screen, bar: &Bar, brush: &mut Brush<'_>, room: Rect) {
    let message = screen.message.as_ref().map(|message| (message.text.as_str(), message.scope));
    let refused = bar.said.as_deref().map(|why| (why, Scope::Refused));
    let Some((said, scope)) = refused.or(message).filter(|_| bar.listed().is_empty()) else { return };
    let style = brush.style(scope);
    let mut measure = Flow::new(Rect { height: 0, ..room }, 0, 0);
    measure.field(brush, "", said, style);
    let height = measure.lines().min(room.height);
    let sheet = Rect { y: room.bottom() - height, height, ..room };
    brush.fill(sheet, brush.style(Scope::Box));
    Flow::new(sheet, 0, 0).field(brush, "", said, style);
}

/// Cells of a verb in both languages.
const VERB_COLUMN: u16 = 22;

/// Paints feeds at the left and keys at the right.
pub(crate) fn foot(screen: &Screen, brush: &mut Brush<'_>, area: Rect, line: &mut String) {
    let limit = foot_keys(screen, area, line);
    let width = keys(screen, None, area, limit, line);
    let mut pen = Pen::new(area, 0).at(1).less(width + 2);
    sources::sources(screen, Some(brush), &mut pen, line);
    keys(screen, Some(brush), area, limit, line);
}

/// Returns the cells that keys may take: what the feeds leave, and at least a third.
fn foot_keys(screen: &Screen, area: Rect, line: &mut String) -> u16 {
    if screen.link == Link::Lost {
        // No act leaves this screen: the line says of when it is.
        return 0;
    }
    let sources = sources::sources(screen, None, &mut Pen::new(area, 0), line);
    area.width.saturating_sub(sources + 4).max(area.width / 3)
}

/// Paints the wanted keys at the right of a line, or only measures them; returns the cells.
fn keys(screen: &Screen, brush: Option<&mut Brush<'_>>, area: Rect, limit: u16, line: &mut String) -> u16 {
    // A narrow line has key and word side by side, where the word is Chinese and cannot be taken for the key.
    let tight = area.width < 120 && screen.lang == Lang::Zh;
    let (between, gap) = if tight { ("", 1) } else { (" ", 2) };
    let cost = |deed| {
        let first = screen.keymap.row(deed).map_or(0, |row| cells(&row.first));
        (first + between.len() + cells(hint_name(screen, deed))) as u16 + gap
    };
    // The help has its place always; the others take what is left, most wanted first.
    let (mut width, mut count) = (cost(Deed::Help), 0);
    for deed in hints(screen).filter(|deed| *deed != Deed::Help) {
        if width + cost(deed) > limit {
            break;
        }
        width += cost(deed);
        count += 1;
    }
    let Some(brush) = brush else { return width };
    let mut pen = Pen::new(area, 0).at(area.width.saturating_sub(width));
    for deed in hints(screen).filter(|deed| *deed != Deed::Help).take(count).chain([Deed::Help]) {
        let Some(row) = screen.keymap.row(deed) else { continue };
        pen.put(brush, &row.first, brush.style(Scope::Key));
        line.clear();
        let _ = write!(line, "{between}{}", hint_name(screen, deed));
        pen.put(brush, line, brush.style(Scope::Dim));
        pen.skip(gap);
    }
    width
}

/// Paints a line that is typed, scrolled so that the cursor is on it.
pub(crate) fn typed(
    brush: &mut Brush<'_>,
    area: Rect,
    prompt: &str,
    edit: &Edit,
    line: &mut String,
) -> Option<Position> {
    let room = usize::from(area.width).saturating_sub(cells(prompt) + 3);
    if area.is_empty() || room == 0 {
        return None;
    }
    let mut from = 0;
    while cells(&edit.before()[from..]) > room {
        from += edit.before()[from..].chars().next().map_or(1, char::len_utf8);
    }
    line.clear();
    let _ = write!(line, "{prompt}{}", &edit.text()[from..]);
    let mut pen = Pen::new(area, 0).at(1);
    pen.put(brush, line, brush.style(Scope::Strong));
    let x = area.x + 1 + (cells(prompt) + cells(&edit.before()[from..])) as u16;
    Some(Position::new(x.min(area.right().saturating_sub(1)), area.y))
}

/// Returns what hides a passphrase: a mark a character.
pub(crate) fn hidden(edit: &Edit) -> Edit {
    Edit::new(&"*".repeat(edit.text().chars().count()))
}

/// Returns the words that say how a box is left.
pub(crate) const fn cancel(brush: &Brush<'_>) -> &'static str {
    text(brush.lang, Word::BoxCancel)
}

/// Returns the deeds that the last line shows for the selected incident, most wanted first.
fn hints(screen: &Screen) -> impl Iterator<Item = Deed> + '_ {
    const DIRECTS: [Direct; 14] = [
        Direct::Give,
        Direct::Check,
        Direct::Leave,
        Direct::Hold,
        Direct::Observe,
        Direct::Enter,
        Direct::TakeOver,
        Direct::Step,
        Direct::Seek,
        Direct::Bookmark,
        Direct::Improve,
        Direct::Faster,
        Direct::Slower,
        Direct::End,
    ];
    const WANTED: [Deed; 22] = [
        Deed::Acknowledge,
        Deed::NextLifeRisk,
        Deed::Call,
        Deed::Verify,
        Deed::Sign,
        Deed::Dispatch,
        Deed::People,
        Deed::Report,
        Deed::Evacuate,
        Deed::Team,
        Deed::Brief,
        Deed::Scene,
        Deed::Order,
        Deed::Intake,
        Deed::Note,
        Deed::Why,
        Deed::Close,
        Deed::Silence,
        Deed::Reopen,
        Deed::Step,
        Deed::Level,
        Deed::Money,
    ];
    const LEADERS: [Deed; 5] = [Deed::Acknowledge, Deed::NextLifeRisk, Deed::Sign, Deed::Order, Deed::Call];
    // A leader signs and orders first; a fire that nobody has stands before everything at every screen.
    let first: &[Deed] = if screen.session.role == Role::Leader { &LEADERS } else { &[] };
    // A real alarm goes before everything, and of what has ended the drill there are only ways out; on the director's page,
    // and while a recording is watched, what is done to the drill is wanted, and nothing else.
    let is_real = screen.is_real();
    let directs = screen.page == Page::Director || screen.is_watching();
    let real = screen.real_alarm().filter(|_| !is_real).map(|_| Deed::ToLiveDesk);
    let out = [Deed::ToLiveDesk, Deed::Quit].into_iter().filter(move |_| is_real);
    let direct = DIRECTS.into_iter().filter(move |_| directs).map(Deed::Direct);
    let others = WANTED.into_iter().filter(move |deed| !directs && !first.contains(deed));
    let first = first.iter().copied().filter(move |_| !directs);
    let all = real.into_iter().chain(direct).chain(first).chain(others).filter(move |_| !is_real);
    out.chain(all).chain([Deed::Help]).filter(|deed| screen.works(*deed))
}

/// Returns what a hint of the director's page is called.
fn direct_name(screen: &Screen, what: Direct) -> (&'static str, &'static str) {
    match what {
        Direct::Give => ("注入", "inject"),
        Direct::Leave => ("略过", "leave out"),
        Direct::Check => ("勾选", "done"),
        Direct::Enter => ("进阶段", "phase"),
        Direct::Observe => ("观察", "observe"),
        Direct::Improve => ("整改", "improve"),
        Direct::Hold if screen.drill().is_some_and(|view| view.held.is_some()) => ("继续", "go on"),
        Direct::Hold => ("暂停", "hold"),
        Direct::Slower => ("慢", "slower"),
        Direct::Faster => ("快", "faster"),
        Direct::End => ("结束", "end"),
        Direct::Step => ("单步", "step"),
        Direct::Seek => ("定位", "seek"),
        Direct::Bookmark => ("书签", "mark"),
        Direct::TakeOver => ("接手", "take over"),
    }
}

/// Returns what a hint is called: shorter than in the help.
fn hint_name(screen: &Screen, deed: Deed) -> &'static str {
    let (zh, en) = match deed {
        Deed::Acknowledge => ("受理", "ack"),
        Deed::NextLifeRisk => ("下一个", "next"),
        Deed::Call => ("通话", "call"),
        Deed::Verify => ("核实", "verify"),
        Deed::People => ("清点", "people"),
        Deed::Scene => ("火情", "scene"),
        Deed::Brief => ("报领导", "brief"),
        Deed::Dispatch => ("调派", "send"),
        Deed::Evacuate => ("撤离", "EVACUATE"),
        Deed::Team => ("队伍", "team"),
        Deed::Step => ("步骤", "step"),
        Deed::Order => ("指示", "order"),
        Deed::Report => ("报告", "report"),
        Deed::Sign => ("签", "sign"),
        Deed::Level => ("级别", "level"),
        Deed::Money => ("资金", "money"),
        Deed::Intake => ("接报", "intake"),
        Deed::Note => ("记录", "note"),
        Deed::Why => ("为何", "why"),
        Deed::Close => ("结束", "close"),
        Deed::Silence => ("静音", "silence"),
        Deed::Reopen => ("重开", "reopen"),
        Deed::ToLiveDesk => ("真实台", "LIVE DESK"),
        Deed::Quit => ("离开", "leave"),
        Deed::Direct(what) => direct_name(screen, what),
        _ => ("帮助", "help"),
    };
    screen.lang.pick(zh, en)
}
