//! A desk that dies under a screen: what is shown meanwhile, and what becomes of an act that was on its way.

use crate::hands::{incident_rows, saved_entry};
use crate::support::desk::Desk;
use crate::support::pty::Pty;
use crate::support::wait;
use rustix::process::Signal;
use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_screen_outlives_its_desk() {
    let mut desk = Desk::playing("one-fire");
    let mut pty = with_the_fire(&desk);
    let id = pty.find("the fire", |screen| incident_rows(screen).first().copied());
    // What the desk is told while it hears nothing is lost with it.
    desk.signal(Signal::STOP);
    pty.press("a");
    pty.wait_for_text("已发出");
    desk.kill();
    let (first, clock) = pty.find("the loss", lost);
    let (second, frozen) =
        pty.find("an age that counts", |screen| lost(screen).filter(|(age, _)| *age != first));
    assert!(second > first, "{first} then {second}");
    assert_eq!(clock, frozen, "the clock of a picture stands");
    pty.press(":note nobody hears this\r");
    pty.wait_for_text("断线: 未发出");

    desk.start_again();
    pty.wait_for("the same fire, by itself", |screen| {
        lost(screen).is_none() && incident_rows(screen) == [id]
    });
    pty.wait_for_text("可再按一次");
    assert!(desk.entries_of("incident.acknowledged").is_empty(), "an act is not sent again by itself");
    pty.press("a");
    pty.wait_for("the answer to the second press", |screen| saved_entry(screen).is_some());
    assert_eq!(desk.entries_of("incident.acknowledged").len(), 1);
    assert!(desk.entries_of("incident.noted").is_empty());
    pty.leave();
}

#[test]
fn an_act_whose_answer_is_lost_is_answered_by_its_id() {
    let mut desk = Desk::playing("one-fire");
    let line = Line::between(desk.data_dir());
    let mut pty = with_the_fire(&desk);
    let id = pty.find("the fire", |screen| incident_rows(screen).first().copied());
    line.mute();
    pty.press("a");
    let acknowledged = || desk.entries_of("incident.acknowledged").pop();
    let entry = wait::until("the act in the journal", acknowledged, || pty.screen_text());
    assert_eq!(entry["incident"], id);
    pty.wait_for_text("已发出");
    assert!(pty.find("no answer", |screen| Some(saved_entry(screen))).is_none());
    desk.kill();
    line.end();
    pty.wait_for("the loss", |screen| lost(screen).is_some());
    desk.start_again();
    let answer = pty.find("the answer after the restart", saved_entry);
    assert_eq!(answer.0, entry["entry"], "{answer:?} {entry}");
    assert!(entry["digest"].as_str().is_some_and(|digest| digest.starts_with(&answer.1)), "{entry}");
    assert_eq!(desk.entries_of("incident.acknowledged"), [entry]);
    pty.leave();
}

fn with_the_fire(desk: &Desk) -> Pty {
    let pty = Pty::run(&desk.command(&["attach", "--officer", "D1"]), 160, 48);
    pty.wait_for("the fire", |screen| screen.contents().contains("烟感x3 温感"));
    pty
}

/// Returns how long the desk has been lost, and the clock that stands there.
fn lost(screen: &vt100::Screen) -> Option<(String, String)> {
    let first = screen.rows(0, screen.size().1.get()).next()?;
    let age = first.split_once("断线 ")?.1.split(' ').next()?.to_owned();
    let clock = first.split_once("画面 ")?.1.trim().to_owned();
    Some((age, clock))
}

/// A wire between a screen and its desk that can fall silent in one direction.
struct Line {
    muted: Arc<AtomicBool>,
    ended: Arc<AtomicBool>,
    front: std::path::PathBuf,
}

impl Line {
    /// Takes the socket's place; screens come through here, also one that dials again because it was greeted late.
    fn between(data: &Path) -> Self {
        let (front, back) = (data.join("socket"), data.join("socket.behind"));
        std::fs::rename(&front, &back).expect("the desk's socket");
        let listener = UnixListener::bind(&front).expect("a socket");
        let muted = Arc::new(AtomicBool::new(false));
        let ended = Arc::new(AtomicBool::new(false));
        let (silence, leave) = (Arc::clone(&muted), Arc::clone(&ended));
        std::thread::spawn(move || {
            for screen in listener.incoming() {
                if leave.load(Ordering::SeqCst) {
                    return;
                }
                let screen = screen.expect("a screen");
                // A desk that was killed: the screen is told by the end of its line.
                let Ok(desk) = UnixStream::connect(&back) else { continue };
                let (to_desk, from_screen) = (desk.try_clone().expect("it"), screen.try_clone().expect("it"));
                let silence = Arc::clone(&silence);
                std::thread::spawn(move || carry(from_screen, to_desk, &AtomicBool::new(false)));
                std::thread::spawn(move || carry(desk, screen, &silence));
            }
        });
        Self { muted, ended, front }
    }

    /// Lets nothing more of the desk's words through.
    fn mute(&self) {
        self.muted.store(true, Ordering::SeqCst);
    }

    /// Takes the socket away: the desk makes its own when it starts.
    fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes who waits for the next screen.
        drop(UnixStream::connect(&self.front).expect("the line"));
        std::fs::remove_file(&self.front).expect("the line's socket");
    }
}

/// Carries bytes until either end is gone; muted, it goes on reading.
fn carry(mut from: UnixStream, mut to: UnixStream, muted: &AtomicBool) {
    let mut chunk = [0; 16 * 1_024];
    while let Ok(bytes @ 1..) = from.read(&mut chunk) {
        if !muted.load(Ordering::SeqCst) && to.write_all(&chunk[..bytes]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
}
