//! `dutydesk status`: the desk as it stands, for people and for programs.

use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::reach::Reach;
use crate::cli::say;
use crate::config::{Exit, Lang};
use crate::language::page::{self, PageWord, step as step_word};
use crate::language::{Word, course, name, storage, system, text, time};
use crate::operations::degradation::Step;
use crate::operations::dossier::ZONE;
use crate::operations::incident::View;
use crate::operations::incident::view::Standing;
use crate::operations::snapshot::{JournalStatus, Mode, Snapshot, Status, TeamView};
use crate::operations::storage::Storage;
use crate::operations::{deadline, feed, warning};
use crate::units::Instant;
use std::fmt::Write;

/// The version of the JSON that `--json` prints; counted up when a field is renamed or taken away.
const SCHEMA: u32 = 1;

/// Prints the snapshot.
pub(super) fn run(place: &Place, json: bool, output: &mut Output) -> Exit {
    let Ok(mut reach) = Reach::open(place, output) else { return Exit::Refused };
    let snapshot = match reach.runtime.block_on(reach.client.status()) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            output.message(say::error(place, &error));
            return Exit::Refused;
        }
    };
    if !json {
        print(place.lang(), &snapshot, output);
        return Exit::Done;
    }
    match serde_json::to_value(&*snapshot) {
        Ok(value) => {
            output.json(serde_json::json!({ "schema": SCHEMA, "snapshot": value }));
            Exit::Done
        }
        Err(error) => {
            output.message(say::error(place, &error));
            Exit::Refused
        }
    }
}

fn print(lang: Lang, snapshot: &Snapshot, output: &mut Output) {
    output.data(head(lang, &snapshot.status));
    if let Some(line) = load(lang, &snapshot.status) {
        output.data(line);
    }
    for view in &snapshot.incidents {
        output.data(row(lang, view));
    }
    if snapshot.incidents.len() < snapshot.status.open as usize {
        let more = snapshot.status.open as usize - snapshot.incidents.len();
        output.data(format_args!("+ {more}"));
    }
    for warning in &snapshot.warnings {
        output.data(self::warning(lang, warning));
    }
    for clock in &snapshot.deadlines {
        output.data(deadline(lang, snapshot.status.now, clock));
    }
    for team in &snapshot.teams {
        output.data(self::team(lang, team));
    }
    for feed in &snapshot.feeds {
        output.data(self::feed(lang, snapshot.status.now, feed));
    }
    let pool = &snapshot.status.pool;
    output.data(format_args!(
        "{}  {} {}  {} {}",
        PageWord::Money.text(lang),
        PageWord::Available.text(lang),
        pool.available,
        PageWord::Reserved.text(lang),
        pool.reserved,
    ));
    output.data(journal(lang, &snapshot.status.journal, snapshot.status.storage));
    if let Some(fault) = &snapshot.status.mute {
        output.data(format_args!("{}  {}", text(lang, Word::Mute), system::translated(lang, fault)));
    }
    if let Some(signed) = &snapshot.status.signed {
        output.data(format_args!("{}  #{} {}", text(lang, Word::SignedHead), signed.entry, signed.code));
    }
    if let Some(fault) = &snapshot.status.unsigned {
        output.data(format_args!("{}  {}", text(lang, Word::HeadUnsigned), storage::head_fault(lang, fault)));
    }
}

fn head(lang: Lang, status: &Status) -> String {
    let mut line = status.desk.to_string();
    let band = match status.mode {
        // The mark of a drill stands over all of it.
        Mode::Live | Mode::Drill => None,
        Mode::Sample => Some(Word::SampleShort),
    };
    if let Some(band) = band {
        let _ = write!(line, "  [{}]", text(lang, band));
    }
    for (word, count) in [
        (Word::Unacknowledged, status.unacknowledged),
        (Word::Unverified, status.unverified),
        (Word::InHand, status.in_hand),
    ] {
        let _ = write!(line, "  {} {count}", text(lang, word));
    }
    if status.missing > 0 {
        let _ = write!(line, "  {} {}", PageWord::Missing.text(lang), status.missing);
    }
    for (word, count) in [
        (Word::TestAlarms, status.test_alarms),
        (Word::ShelvedAlarms, status.shelved),
        (Word::OutAlarms, status.out_of_service),
        (Word::InhibitedAlarms, status.inhibited),
        (Word::StaleAlarms, status.stale),
    ] {
        if count > 0 {
            let _ = write!(line, "  {} {count}", text(lang, word));
        }
    }
    if let Some(word) = name::vacant(status.vacant) {
        let _ = write!(line, "  {}", text(lang, word));
    }
    for (word, name) in [(Word::Duty, &status.officer), (Word::Leader, &status.leader)] {
        if !name.is_empty() {
            let _ = write!(line, "  {} {name}", text(lang, word));
        }
    }
    let _ = write!(line, "  ");
    time::clock(status.now, ZONE, &mut line);
    line
}

/// Says that alarms surge, and what gave way under load, step by step; nothing on a calm night.
fn load(lang: Lang, status: &Status) -> Option<String> {
    let gave_way = Step::ALL.into_iter().any(|step| status.degraded.count(step) > 0);
    if !status.surge && !gave_way {
        return None;
    }
    let surge = if status.surge { PageWord::InSurge } else { PageWord::NoSurge };
    let mut line =
        format!("{}  {} {}", surge.text(lang), PageWord::InTenMinutes.text(lang), status.announced);
    for step in Step::ALL {
        let _ = write!(line, "\n    {}  {}", step_word(step).text(lang), status.degraded.count(step));
    }
    Some(line)
}

/// Says whom a warning touches: sites, people, what is insured there and by whom.
fn warning(lang: Lang, view: &warning::View) -> String {
    let mut line = format!(
        "{}  {} {}  {}  {} {}  {} {}  {} {}",
        text(lang, Word::Warnings),
        name::colour(lang, view.colour),
        view.event,
        view.sender,
        text(lang, Word::SitesTouched),
        view.sites,
        PageWord::PeopleThere.text(lang),
        view.people,
        PageWord::Insured.text(lang),
        view.insured,
    );
    for row in &view.insurers {
        let _ = write!(line, "  {} {}", row.insurer, row.sum);
    }
    for (word, holds) in
        [(PageWord::Doubted.text(lang), view.doubted), (text(lang, Word::WarningStale), view.stale)]
    {
        if holds {
            let _ = write!(line, "  {word}");
        }
    }
    line
}

fn deadline(lang: Lang, now: Instant, clock: &deadline::View) -> String {
    let (due, subject) = (text(lang, Word::Due), course::subject(lang, clock.subject));
    let mut line = format!("{due}  {subject} #{} ", clock.subject.incident());
    if now > clock.due {
        line.push_str(text(lang, Word::Overdue));
    } else {
        let _ = write!(line, "{} ", PageWord::Left.text(lang));
        time::age(lang, clock.due.since(now), &mut line);
    }
    line
}

fn team(lang: Lang, team: &TeamView) -> String {
    let mut line = format!("{}  {} {}  ", text(lang, Word::Teams), team.code, team.name);
    match &team.order {
        Some(order) => {
            let _ = write!(line, "{} #{}", course::status(lang, order.status), order.incident);
        }
        None if team.in_service => line.push_str(PageWord::Free.text(lang)),
        None => line.push_str(PageWord::OutOfService.text(lang)),
    }
    line
}

fn feed(lang: Lang, now: Instant, view: &feed::View) -> String {
    let mut line = format!("{}  {} ", text(lang, Word::Feeds), view.name);
    match view.link {
        feed::view::Link::Up if view.silent_since.is_some() => {
            let _ = write!(line, "{} ", text(lang, Word::FeedSilent));
            time::age(lang, now.since(view.silent_since.unwrap_or(now)), &mut line);
        }
        feed::view::Link::Waiting => line.push_str(text(lang, Word::FeedWaiting)),
        feed::view::Link::Up if view.is_unread() => line.push_str(text(lang, Word::FeedUnread)),
        feed::view::Link::Up => line.push_str(text(lang, Word::FeedUp)),
        feed::view::Link::Down { since, cause } => {
            let _ = write!(line, "{} ", text(lang, Word::FeedDown));
            time::age(lang, now.since(since), &mut line);
            let _ = write!(line, " {}", name::lost_cause(lang, cause));
        }
    }
    if view.sounds() {
        let _ = write!(line, "  {}", PageWord::Sounds.text(lang));
    }
    let rate = view.rate.last_minute(now);
    let word = PageWord::PerMinute.text(lang);
    let _ = write!(line, "  {}/{} {word}", rate.messages, rate.alarms);
    if let Some(delay) = view.delay {
        let _ = write!(line, "  {} ", PageWord::MedianDelay.text(lang));
        time::delay(lang, delay, &mut line);
    }
    if view.in_clear {
        let _ = write!(line, "  {}", text(lang, Word::FeedInClear));
    }
    for (word, count) in page::counts(view).into_iter().filter(|(_, count)| *count > 0) {
        let _ = write!(line, "  {} {count}", word.text(lang));
    }
    line
}

fn journal(lang: Lang, status: &JournalStatus, room: Storage) -> String {
    let mut line = format!("{}  ", text(lang, Word::Journal));
    let _ = match status {
        JournalStatus::Saved(entry) => write!(line, "#{entry} {}", text(lang, Word::Saved)),
        JournalStatus::Writing { saved, waiting } => {
            write!(line, "#{saved} {} {waiting}", text(lang, Word::Writing))
        }
        JournalStatus::Failed { saved, waiting, trouble, error } => {
            let (why, error) = (storage::trouble(lang, *trouble), system::translated(lang, error));
            write!(
                line,
                "#{saved} {}  {} {waiting}: {why} ({error})",
                text(lang, Word::Saved),
                text(lang, Word::JournalFailed)
            )
        }
        JournalStatus::Opening => write!(line, "{}", text(lang, Word::JournalOpening)),
    };
    storage::room(lang, &room, &mut line);
    line
}

fn row(lang: Lang, view: &View) -> String {
    let glyph = match (view.life_risk, view.family) {
        (true, _) => "!!",
        (false, crate::correlation::alarm::HazardFamily::Fault) => "*",
        (false, _) => "!",
    };
    let standing = match &view.standing {
        Standing::Unacknowledged { .. } => lang.pick("未受理", "unacknowledged").to_owned(),
        Standing::Acknowledged { by, .. } => {
            format!("{} {}", lang.pick("受理", "acknowledged"), name::signed(lang, by))
        }
        Standing::Closed { disposition, .. } => name::disposition(lang, *disposition).to_owned(),
    };
    format!(
        "{glyph:>2} #{} {} {} {}  {} {}  x{}  {standing}",
        view.id,
        name::family(lang, view.family),
        view.site,
        view.place,
        lang.pick("级", "level"),
        view.level.0,
        view.members,
    )
}
