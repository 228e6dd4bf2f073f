//! What is open at the end of a shift: the handover sheet in words.

use crate::language::{Lang, course, entry, name, page, time, waiting};
use crate::limits::WINDOW_ROWS_MAX;
use crate::operations::dossier::ZONE;
use crate::operations::incident::View;
use crate::operations::incident::view::Standing;
use crate::operations::listing::handover::{Row, What};
use crate::operations::listing::{Listing, PageLook, Rows, gather};
use crate::operations::state::State;
use crate::text::bounded;
use crate::units::Instant;
use std::fmt::Write;

/// Returns a line for each thing that is open.
pub(super) fn items(lang: Lang, state: &State) -> Vec<String> {
    let mut lines = Vec::new();
    let mut first_row = 0;
    loop {
        let look = PageLook {
            page: Listing::Handover,
            filter: bounded(""),
            first_row,
            rows: WINDOW_ROWS_MAX as u16,
            selected: None,
            incident: None,
        };
        let window = gather(state, look);
        let Rows::Handover(rows) = window.rows else { return lines };
        let count = rows.len() as u32;
        lines.extend(rows.iter().filter_map(|row| item(lang, state.now, row)));
        first_row += count;
        if count == 0 || first_row >= window.total {
            return lines;
        }
    }
}

fn item(lang: Lang, now: Instant, row: &Row) -> Option<String> {
    let mut out = String::new();
    let clock = |at: Instant, out: &mut String| time::day_or_hour(at, now, ZONE, out);
    let _ = match &row.what {
        What::Head(_) => return None,
        What::Unsigned { id, from, to, at } => {
            let _ = write!(
                out,
                "{} {id}  {from} -> {to}  ",
                lang.pick("交接未双签", "handover not signed by both")
            );
            clock(*at, &mut out);
            Ok(())
        }
        What::Incident(view) => {
            incident(lang, view, &mut out);
            Ok(())
        }
        What::Waiting(waiting, place) => {
            waiting::waiting(lang, waiting, place, &mut out);
            Ok(())
        }
        What::Deadline(view, place) => {
            let _ = write!(out, "{} {}  ", course::subject(lang, view.subject), view.who);
            let _ = write!(out, "#{} {place}  {} ", view.subject.incident(), lang.pick("限", "by"));
            clock(view.due, &mut out);
            out.push_str(if view.passed { lang.pick("  逾期", "  overdue") } else { "" });
            Ok(())
        }
        What::Reservation(view, place) => {
            let word = lang.pick("资金", "money");
            write!(
                out,
                "{word} {} {} {}  #{} {place}",
                view.id,
                course::money(lang, view.stage),
                view.amount,
                view.incident
            )
        }
        What::Delivery { post, phone, stage, .. } => {
            write!(out, "{post} {phone}  {}", page::delivery(lang, *stage))
        }
        What::Feed { name, since, .. } => {
            let _ = write!(out, "{} {name}  ", lang.pick("来源中断", "feed not heard"));
            clock(*since, &mut out);
            Ok(())
        }
        What::Held(view) => {
            let _ = write!(
                out,
                "{} {}  {} {}  ",
                lang.pick("抑制", "held"),
                view.id,
                view.named.device,
                view.named.place
            );
            let _ = write!(out, "{} ", lang.pick("至", "until"));
            clock(view.until, &mut out);
            Ok(())
        }
        What::Unproved(act) => {
            let _ = write!(out, "{} {}  ", lang.pick("未署名", "unproved"), entry::kind(lang, &act.kind));
            clock(act.at, &mut out);
            write!(out, "  {} {}  {}", lang.pick("条目", "entry"), act.entry, act.code)
        }
    };
    Some(out.trim_end().to_owned())
}

fn incident(lang: Lang, view: &View, out: &mut String) {
    course::missing(lang, view.people, out);
    if !out.is_empty() {
        out.push(' ');
    }
    let family = name::family(lang, view.family);
    let _ = write!(out, "#{} {family} {} {}  ", view.id, view.site, view.place);
    let _ = write!(out, "{} {}  ", lang.pick("级", "level"), view.level.0);
    match &view.standing {
        Standing::Unacknowledged { .. } => out.push_str(lang.pick("未受理", "nobody has it")),
        Standing::Acknowledged { by, .. } => {
            let _ = write!(out, "{} {}", lang.pick("经手", "with"), name::signed(lang, by));
        }
        Standing::Closed { .. } => {}
    }
    let next = crate::language::act::act(lang, view.next.act);
    let _ = write!(out, "  {} {next}", lang.pick("下一步", "next"));
}
