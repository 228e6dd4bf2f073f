//! Screens that are killed, stopped, hung up or never read, in a flood: the feed does not notice.

use crate::chance::scaled;
use crate::links::{Feed, configuration, superseded};
use crate::seen;
use crate::support::desk::Desk;
use crate::support::pty::Pty;
use dutydesk::operations::feed::view::Link;
use rustix::process::Signal;
use std::time::{Duration, Instant};

/// Alarms a second.
const RATE: u64 = 10_000;

#[test]
fn no_screen_delays_a_flood() {
    let began = Instant::now();
    let seconds = scaled(4, 40);
    let scenario = format!(
        "[scenario]\nname = \"a flood\"\n\
         [[generate]]\npattern = \"flood\"\nrate = {RATE}.0\nat = \"00:00:03\"\nfor = \"00:00:{seconds:02}\"\n\
         devices = [\"S-{{2001..2036}}\", \"S-{{5001..5016}}\", \"S-{{4001..4018}}\", \"X-{{1..500}}\"]\n"
    );
    let feed = Feed::serve(&scenario, Duration::from_secs(5));
    let directory = tempfile::tempdir().unwrap();
    let mut desk = Desk::configured(&configuration(directory.path(), &feed.server().url()));
    let attach = desk.command(&["attach"]);
    let read = |columns, rows| {
        let pty = Pty::run(&attach, columns, rows);
        pty.wait_for_text("值班台");
        pty
    };
    let mut healthy = read(160, 50);
    let (mut killed, stopped, mut hung) = (read(120, 40), read(120, 40), read(80, 24));
    let deaf = Pty::unread(&attach, 200, 60);
    let screens = Instant::now();
    let start = seen::wait_for(&desk, "the flood", |seen| seen.feeds[0].cursor > RATE / 2);
    let superseded = superseded(&start);
    stopped.signal(Signal::STOP);
    killed.signal(Signal::KILL);
    hung.signal(Signal::HUP);
    killed.wait_for_exit();
    hung.wait_for_exit();

    let sent = feed.play();
    let played = Instant::now();
    let seen = seen::wait_for_cursor(&desk, sent);
    let behind = played.elapsed();
    let row = &seen.feeds[0];
    assert_eq!((row.events + superseded, row.missing, row.rejects), (sent, 0, 0), "{row:?}");
    assert_eq!(row.link, Link::Up);
    // The screen that was left alone shows the end of it, and still takes keys.
    let newest = seen.status.open;
    healthy.wait_for_text("!!");
    healthy.press("?");
    healthy.wait_for_text("帮助");
    healthy.signal(Signal::TERM);
    healthy.wait_for_exit();
    stopped.signal(Signal::CONT);
    drop((stopped, deaf));
    let entries = seen::export(&desk);
    assert_eq!(seen::of_kind(&entries, "feed.up").len(), 1, "no reconnect");
    assert!(seen::of_kind(&entries, "feed.down").is_empty(), "no loss");
    seen::verify(&desk);
    desk.terminate();
    let said = seen::assert_replays(&desk);
    eprintln!(
        "screens: {sent} alarms in {seconds} s, {newest} incidents open, {behind:?} behind, screens up after {:.1} s: {}; {:.1} s",
        (screens - began).as_secs_f32(),
        said.replace('\n', "; "),
        began.elapsed().as_secs_f32()
    );
}
