//! A desk with one good feed among many that mean harm: the good one goes on, memory and descriptors stay, and each of
//! the others is heard as soon as it relents.

use crate::chance::scaled;
use crate::links::{Feed, scenario};
use crate::seen;
use crate::support::desk::Desk;
use crate::support::harm::{Harm, HarmServer, Speech};
use dutydesk::operations::feed::view::Link;
use dutydesk::operations::snapshot::Snapshot;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What memory may grow by while feeds are harmed: the good feed's own recording and journal, and nothing a connection.
const GROWTH_MAX: u64 = 24 * 1_024 * 1_024;
/// What a connection attempt holds at most: a socket, and one that is being closed.
const DESCRIPTORS_A_FEED: usize = 2;

/// How often it is looked what a desk holds, and how long after each other.
const LOOKS: usize = 10;
/// See [`LOOKS`].
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

const NATIVE: [Harm; 7] = [
    Harm::SlowHandshake,
    Harm::SlowFrame,
    Harm::Oversize,
    Harm::Fragments,
    Harm::Masked,
    Harm::Pings,
    Harm::NotText,
];
const MESSAGES: [Harm; 7] = [
    Harm::Closes,
    Harm::Mute,
    Harm::SlowFrame,
    Harm::Fragments,
    Harm::EmptyFragments,
    Harm::Pings,
    Harm::Reserved,
];

fn configuration(directory: &Path, good: &str, harmful: &[HarmServer]) -> PathBuf {
    let registry = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sample");
    let mut text = format!(
        "[desk]\nname = \"丰县值班台\"\nregistry = {registry:?}\n\
         [[feed]]\ncode = \"good\"\nname = \"好\"\nurl = {good:?}\n"
    );
    for (at, server) in harmful.iter().enumerate() {
        let format = if at < NATIVE.len() { "native" } else { "emsc" };
        let url = server.url("ws");
        writeln!(
            text,
            "[[feed]]\ncode = \"harm-{at}\"\nname = \"害{at}\"\nurl = {url:?}\nformat = {format:?}\nheartbeat_s = 1"
        )
        .unwrap();
    }
    let file = directory.join("harm.toml");
    std::fs::write(&file, text).unwrap();
    file
}

fn is_up(seen: &Snapshot, at: usize) -> bool {
    matches!(seen.feeds[at].link, Link::Up)
}

#[test]
fn a_desk_among_harmful_feeds_hears_the_good_one_and_stays_small() {
    let began = Instant::now();
    let harmed_for = scaled(Duration::from_secs(4), Duration::from_secs(60));
    // Long enough that the good one still speaks on a machine that takes its time.
    let seconds = harmed_for.as_secs() + 30;
    let feed = Feed::serve(&scenario(seconds), Duration::from_secs(5));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let serve = |harm, speech| HarmServer::serve(runtime.handle(), harm, speech);
    let native = NATIVE.map(|harm| serve(harm, Speech::Native));
    let messages = MESSAGES.map(|harm| serve(harm, Speech::Messages));
    let harmful: Vec<HarmServer> = native.into_iter().chain(messages).collect();
    let directory = tempfile::tempdir().unwrap();
    let url = format!("ws://{}/", feed.server().address());
    let desk = Desk::configured(&configuration(directory.path(), &url, &harmful));
    let start =
        seen::wait_for(&desk, "a feed that speaks", |seen| is_up(seen, 0) && seen.feeds[0].events > 200);
    let superseded = crate::links::superseded(&start);
    let connected = || harmful.iter().map(HarmServer::connections).sum::<u64>();
    seen::wait_for(&desk, "harm", |_| connected() > 2 * harmful.len() as u64);
    let before = (resident(&desk), descriptors(&desk));
    seen::pass(harmed_for.saturating_sub(began.elapsed()));
    let after = least_held(&desk);
    assert!(after.0 <= before.0 + GROWTH_MAX, "memory: {before:?} {after:?}");
    assert!(after.1 <= before.1 + DESCRIPTORS_A_FEED * harmful.len(), "descriptors: {before:?} {after:?}");
    // The good one has said everything by now, and nothing of it was late, lost or doubled.
    let sent = feed.play();
    let good = seen::wait_for_cursor(&desk, sent).feeds[0];
    let counted = (good.events + superseded, good.missing, good.rejects, good.duplicates);
    assert_eq!(counted, (sent, 0, 0, 0), "{good:?}");
    let downs = seen::export(&desk);
    let of_good = |entry: &&&serde_json::Value| entry["body"].to_string().contains("\"feed\":0");
    assert_eq!(seen::of_kind(&downs, "feed.down").iter().filter(of_good).count(), 0);

    let harmed = connected();
    harmful.iter().for_each(HarmServer::relent);
    seen::wait_for(&desk, "every feed", |seen| (0..=harmful.len()).all(|at| is_up(seen, at)));
    seen::verify(&desk);
    eprintln!(
        "harm: {harmed} connections of {} feeds, memory {} to {} KiB, descriptors {} to {}, {sent} good events, {:.1} s",
        harmful.len(),
        before.0 / 1_024,
        after.0 / 1_024,
        before.1,
        after.1,
        began.elapsed().as_secs_f32()
    );
}

/// The least of some looks: a leak stands in each of them, what a busy moment holds does not.
fn least_held(desk: &Desk) -> (u64, usize) {
    let looks: Vec<_> = (0..LOOKS)
        .map(|_| {
            seen::pass(BETWEEN_LOOKS);
            (resident(desk), descriptors(desk))
        })
        .collect();
    let least = |look: fn(&(u64, usize)) -> u64| looks.iter().map(look).min().unwrap_or_default();
    (least(|it| it.0), least(|it| it.1 as u64) as usize)
}

/// Bytes of memory that a desk holds.
fn resident(desk: &Desk) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", desk.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1_024
}

/// Files and sockets that a desk has open.
fn descriptors(desk: &Desk) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", desk.pid())).unwrap().count()
}
