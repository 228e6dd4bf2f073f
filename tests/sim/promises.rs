//! What the desk answered stands, once, whatever kills it: many sessions act as fast as they are answered, and the desk dies
//! among them again and again.

use crate::chance::{Chance, scaled};
use crate::links;
use crate::seen::{self, Session};
use crate::support::desk::Desk;
use crate::support::wait;
use dutydesk::operations::command::Draft;
use dutydesk::operations::incident::Command;
use dutydesk::operations::outcome::Outcome;
use dutydesk::operations::pool;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, EntryNumber, Fen};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// Sessions that act at once, the first of them with money: what they send in one moment is one group commit.
const SESSIONS: u64 = 6;
/// Longer than any answer takes, even on a machine that does other things.
const ANSWER: Duration = Duration::from_secs(20);
/// The insurer who pays into the pool, and in which sums.
const PAYER: &str = "PICC";

/// An act that was sent, and its answer when one came.
struct Promise {
    action: ActionId,
    is_money: bool,
    answer: Option<(EntryNumber, String)>,
}

/// What the sessions and who kills share.
#[derive(Default)]
struct Shared {
    over: AtomicBool,
    answered: AtomicU64,
}

#[test]
fn what_was_answered_stands_once_whatever_is_killed() {
    let (began, kills, acts) = (Instant::now(), scaled(100, 1_000), scaled(10_000, 100_000));
    let directory = tempfile::tempdir().unwrap();
    // Alarms come meanwhile, as on any night.
    let night = directory.path().join("night.toml");
    std::fs::write(&night, links::scenario(3_600)).unwrap();
    let mut desk = Desk::sample(&["--scenario", night.to_str().unwrap()]);
    let before = seen::snapshot(&desk).status.pool.balance;
    let (socket, shared, mut chance) = (desk.socket(), Shared::default(), Chance::of_run("promises"));
    let promises = std::thread::scope(|scope| {
        let sessions: Vec<_> = (0..SESSIONS)
            .map(|number| {
                let (socket, shared, chance) = (&socket, &shared, chance.of_another(number));
                scope.spawn(move || keep_acting(number, chance, socket, shared))
            })
            .collect();
        for killed in 0..kills {
            desk.wait_for_socket();
            // Wherever the journal is by then: before the first commit, in one, between two.
            let upto = acts * killed / kills + chance.below(2 * acts / kills);
            let cut = Duration::from_micros(chance.below(4_000));
            wait::until(
                "acts that are answered",
                || (shared.answered.load(SeqCst) >= upto).then_some(()),
                || format!("{} of {upto}", shared.answered.load(SeqCst)),
            );
            seen::pass(cut);
            desk.kill();
            desk.begin_again();
        }
        desk.wait_for_socket();
        let all = || (shared.answered.load(SeqCst) >= acts).then_some(());
        wait::until("the last acts", all, || format!("{}", shared.answered.load(SeqCst)));
        shared.over.store(true, SeqCst);
        sessions.into_iter().flat_map(|session| session.join().unwrap()).collect::<Vec<_>>()
    });
    let acting = began.elapsed();
    let stand = standing(&desk);
    let (mut kept, mut money) = (0, 0);
    for promise in &promises {
        let rows = stand.get(&promise.action.to_string()).map_or(&[][..], Vec::as_slice);
        assert!(rows.len() <= 1, "an act stands twice: {rows:?}");
        if let Some((entry, digest)) = &promise.answer {
            assert_eq!(rows, [(entry.0, digest.clone())], "answered, and not there as answered");
            kept += 1;
        }
        money += i64::from(promise.is_money && !rows.is_empty());
    }
    assert!(kept >= acts, "{kept} acts were answered");
    let after = seen::snapshot(&desk).status.pool.balance;
    assert_eq!(after.0 - before.0, money, "a fen for every sum that stands, and no more");
    // The desk itself knows the oldest and the newest of them by their ids.
    let mut session = Session::open(&desk.socket()).unwrap();
    for promise in promises.iter().rev().step_by(promises.len() / 50) {
        let asked = seen::recorded(&session.ask(promise.action));
        assert!(promise.answer.is_none() || asked == promise.answer, "{asked:?} {:?}", promise.answer);
    }
    seen::verify(&desk);
    desk.terminate();
    let replayed = seen::assert_replays(&desk);
    eprintln!(
        "promises: {kills} kills, {} acts sent, {kept} answered, {money} of them money, {:.1} s and {:.1} s in all; {}",
        promises.len(),
        acting.as_secs_f32(),
        began.elapsed().as_secs_f32(),
        replayed.lines().last().unwrap_or_default()
    );
}

/// Acts until it is over; what had no answer is sent again by its id, or left.
fn keep_acting(number: u64, mut chance: Chance, socket: &Path, shared: &Shared) -> Vec<Promise> {
    let mut promises: Vec<Promise> = Vec::new();
    let (mut session, is_money) = (None, number == 0);
    while !shared.over.load(SeqCst) {
        let Some(open) = session.as_mut() else {
            session = open(socket, is_money);
            if session.is_none() {
                // The desk is starting.
                seen::pass(Duration::from_millis(2));
            }
            continue;
        };
        let action = chance.action();
        let draft = draft(is_money, number, promises.len());
        let mut answer = answered(open.act_within(action, draft.clone(), ANSWER));
        if answer.is_none() {
            session = None;
            if chance.below(2) == 0 {
                answer = insist((socket, is_money), shared, action, &draft);
            }
        }
        shared.answered.fetch_add(u64::from(answer.is_some()), SeqCst);
        promises.push(Promise { action, is_money, answer });
    }
    promises
}

/// Opens a session; one that moves money proves who it is.
fn open(socket: &Path, is_money: bool) -> Option<Session> {
    if is_money { Session::proved(socket, "D1") } else { Session::open(socket) }
}

/// Sends an act again, by its id, until it is answered.
fn insist(
    (socket, is_money): (&Path, bool),
    shared: &Shared,
    action: ActionId,
    draft: &Draft,
) -> Option<(EntryNumber, String)> {
    while !shared.over.load(SeqCst) {
        let answer = open(socket, is_money)
            .and_then(|mut session| answered(session.act_within(action, draft.clone(), ANSWER)));
        if answer.is_some() {
            return answer;
        }
        seen::pass(Duration::from_millis(2));
    }
    None
}

fn draft(is_money: bool, number: u64, nth: usize) -> Draft {
    if is_money {
        let receipt = bounded(&format!("R{number}-{nth}"));
        Draft::Pool(pool::Command::Contribute { payer: bounded(PAYER), amount: Fen(1), receipt })
    } else {
        let text = format!("核对第{nth}项, 电话 0516-0000-{nth:04}");
        Draft::Incident(Command::Note { incident: None, text })
    }
}

fn answered(outcome: Outcome) -> Option<(EntryNumber, String)> {
    assert!(matches!(outcome, Outcome::Recorded { .. } | Outcome::Unknown), "{outcome:?}");
    seen::recorded(&outcome)
}

/// Returns where each act stands in the journal.
fn standing(desk: &Desk) -> BTreeMap<String, Vec<(u64, String)>> {
    let mut stand: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
    let field = |entry: &Value, name: &str| entry[name].as_str().map(str::to_owned);
    for entry in seen::export(desk) {
        if let (Some(action), Some(digest)) = (field(&entry, "action"), field(&entry, "digest")) {
            stand.entry(action).or_default().push((entry["entry"].as_u64().unwrap(), digest));
        }
    }
    stand
}
