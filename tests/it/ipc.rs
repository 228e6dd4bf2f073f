//! What `ipc` promises: a screen is told who it is, can only delay itself, and never waits without an answer.

use crate::ipc_desk::{Desk, OFFICER, PATIENT, raw};
use dutydesk::ipc::client::{Client, Error, Hello};
use dutydesk::ipc::frame::{self, Frame, Reader};
use dutydesk::ipc::passphrase::{self, Book, Cost, is_right};
use dutydesk::ipc::protocol::{
    EntryQuery, FRAME_BYTES_MAX, Goodbye, PROTOCOL, Proof, REQUEST_BYTES_MAX, ToDesk, ToScreen, WhyQuery,
};
use dutydesk::ipc::server::{self, REQUESTS_PER_SCREEN_MAX};
use dutydesk::limits::SCREENS_MAX;
use dutydesk::operations::actor::Actor;
use dutydesk::operations::command::{Draft, Seen};
use dutydesk::operations::incident::Command;
use dutydesk::operations::listing::{Listing, PageLook};
use dutydesk::operations::outcome::{Outcome, Refusal};
use dutydesk::operations::snapshot::Look;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, EntryNumber, IncidentId};
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;

#[tokio::test]
async fn a_greeting_says_who_the_desk_takes_the_screen_for() {
    let desk = Desk::start();
    let (_, nobody) = desk.connect(None).await.unwrap();
    assert_eq!((nobody.actor, nobody.name.as_str()), (Actor::Unclaimed, ""));
    let (_, claimed) = desk.connect(Some(OFFICER)).await.unwrap();
    assert!(matches!(claimed.actor, Actor::Claimed(officer) if officer.code.as_str() == OFFICER));
    assert_eq!(claimed.name, "王值班");
    let unknown = desk.connect(Some("D99")).await.unwrap_err();
    assert!(matches!(&unknown, Error::UnknownOfficer(code) if code == "D99"), "{unknown}");
}

#[tokio::test]
async fn a_unix_user_of_the_registry_is_proved_at_once_and_signed_on_and_off() {
    let desk = Desk::start();
    let (client, welcome) = desk.connect(Some("D2")).await.unwrap();
    assert!(matches!(welcome.actor, Actor::Proved(officer) if officer.code.as_str() == "D2"));
    desk.hears("on D2").await;
    drop(client);
    desk.hears("off D2").await;
}

#[tokio::test]
async fn another_protocol_is_sent_away_by_both_ends() {
    let desk = Desk::start();
    let (read, mut write) = desk.stream().await.into_split();
    let newer = ToDesk::Hello { protocol: PROTOCOL + 1, build: "9.9.9".into(), officer: None };
    // Fields that this build does not know follow.
    let mut body = Frame::of(&newer).unwrap().bytes()[4..].to_vec();
    body.extend_from_slice(b"and more");
    write.write_all(&raw(&body)).await.unwrap();
    let mut reader = Reader::new(read, FRAME_BYTES_MAX);
    let answer = reader.next::<ToScreen>().await.unwrap();
    assert_eq!(answer, Some(ToScreen::Goodbye(Goodbye::Protocol(PROTOCOL))));

    let path = desk.path().with_file_name("other.socket");
    let listener = server::bind(&path).unwrap();
    let newer_desk = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(&raw(&[0, (PROTOCOL + 1) as u8, 1, 2, 3])).await.unwrap();
    };
    let (connected, ()) = tokio::join!(Client::connect(&path, Hello::default()), newer_desk);
    assert!(matches!(connected.unwrap_err(), Error::Protocol { desk } if desk == PROTOCOL + 1));
}

#[tokio::test]
async fn a_passphrase_proves_and_the_sixth_wrong_one_waits() {
    let desk = Desk::start();
    let (mut client, _) = desk.connect(None).await.unwrap();
    assert_eq!(client.prove("D3", "whatever it is").await.unwrap(), Proof::Unset);
    for _ in 0..4 {
        assert_eq!(client.prove(OFFICER, "not this one").await.unwrap(), Proof::Wrong);
    }
    let proof = client.prove("d1", "correct horse").await.unwrap();
    assert!(matches!(proof, Proof::Accepted { actor: Actor::Proved(_), name, .. } if name == "王值班"));
    desk.hears("on D1").await;
    client.act(ActionId(1), Seen::default(), note("proved")).await.unwrap();
    desk.hears("act D1 proved").await;
    for _ in 0..5 {
        assert_eq!(client.prove(OFFICER, "not this one").await.unwrap(), Proof::Wrong);
    }
    assert_eq!(client.prove(OFFICER, "correct horse").await.unwrap(), Proof::Wait, "right, but too often");
    let (mut other, _) = desk.connect(None).await.unwrap();
    assert_eq!(
        other.prove(OFFICER, "correct horse").await.unwrap(),
        Proof::Wait,
        "a new session is no new user"
    );
    assert_eq!(
        client.prove("D99", "not this one").await.unwrap(),
        Proof::Unknown,
        "a greeting tells it, too"
    );
    // Each try is told to the desk, which enters it; what was refused unread is none.
    desk.hears("wrong D99").await;
    assert_eq!(desk.heard("wrong D1"), 9, "four and five");
    assert_eq!(desk.heard("wrong D3"), 0, "there is no passphrase to be wrong about");
}

#[tokio::test]
async fn a_slow_screen_loses_snapshots_and_holds_no_other_up() {
    let desk = Desk::start();
    let (slow, _) = desk.connect(None).await.unwrap();
    let (mut slow_says, mut slow_hears) = slow.split();
    let first = next_snapshot(&mut slow_hears).await;
    let (quick, _) = desk.connect(None).await.unwrap();
    let (mut quick_says, mut quick_hears) = quick.split();
    let mut last = next_snapshot(&mut quick_hears).await;
    for _ in 0..300 {
        let changed = desk.change();
        quick_says.send(&ToDesk::Taken).await.unwrap();
        let shown = next_snapshot(&mut quick_hears).await;
        assert_eq!(shown, changed, "the quick one sees every change");
        assert!(shown > last);
        last = shown;
    }
    slow_says.send(&ToDesk::Taken).await.unwrap();
    let shown = next_snapshot(&mut slow_hears).await;
    assert!(first < last && shown == last, "{first} then {shown}: the newest, nothing in between");
}

#[tokio::test]
async fn a_screen_that_takes_and_never_reads_holds_no_other_up() {
    let desk = Desk::start();
    let (stuck, _) = desk.connect(None).await.unwrap();
    let (mut stuck_says, mut stuck_hears) = stuck.split();
    let (quick, _) = desk.connect(None).await.unwrap();
    let (mut quick_says, mut quick_hears) = quick.split();
    next_snapshot(&mut quick_hears).await;
    let changes = 400;
    for _ in 0..changes {
        let changed = desk.change();
        stuck_says.send(&ToDesk::Taken).await.unwrap();
        quick_says.send(&ToDesk::Taken).await.unwrap();
        assert_eq!(next_snapshot(&mut quick_hears).await, changed);
    }
    // What stood in its socket comes first; then the newest, and nothing between.
    let (mut shown, mut read) = (Vec::new(), 0);
    while shown.last() != Some(&changes) {
        shown.push(next_snapshot(&mut stuck_hears).await);
        stuck_says.send(&ToDesk::Taken).await.unwrap();
        read += 1;
    }
    assert!(read < changes / 2, "{read} of {changes} snapshots stood in the way of the newest");
    assert!(shown.is_sorted());
}

#[tokio::test]
async fn nothing_is_published_that_no_screen_waits_for() {
    let desk = Desk::start();
    let (client, _) = desk.connect(None).await.unwrap();
    let (_says, mut hears) = client.split();
    next_snapshot(&mut hears).await;
    let published = desk.published();
    for at in 0..50 {
        desk.change();
        desk.asked(at).await;
    }
    assert!(desk.published() <= published + 50, "only the asking screens' first frames");
    let (mut late, _) = desk.connect(None).await.unwrap();
    let shown = late.status().await.unwrap().status.input.0;
    assert_eq!(shown, 50, "a screen that has just come sees the desk as it is now");
}

#[tokio::test]
async fn a_screen_that_reads_no_answers_is_dropped() {
    let desk = Desk::start();
    let (_read, mut write) = desk.greeted().await;
    let ask = Frame::of(&ToDesk::Ask { action: ActionId(5) }).unwrap();
    let flood = async { while write.write_all(ask.bytes()).await.is_ok() {} };
    tokio::time::timeout(PATIENT, flood).await.expect("the desk lets go of a screen that only asks");
    desk.is_alive().await;
}

#[tokio::test]
async fn there_are_as_many_screens_as_there_are_places() {
    let desk = Desk::start();
    let mut screens = Vec::new();
    for _ in 0..SCREENS_MAX {
        screens.push(desk.connect(None).await.unwrap());
    }
    for _ in 0..3 {
        assert!(matches!(desk.connect(None).await.unwrap_err(), Error::Full));
    }
    screens.pop();
    let again = async {
        while desk.connect(None).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENT, again).await.expect("a place is free again");
}

#[tokio::test]
async fn a_screen_that_talks_nonsense_is_dropped_alone() {
    let desk = Desk::start();
    let too_long = (REQUEST_BYTES_MAX as u32 + 1).to_le_bytes().to_vec();
    let (half, hello) = {
        let frame = Frame::of(&ToDesk::Ask { action: ActionId(u128::MAX) }).unwrap();
        let hello = ToDesk::Hello { protocol: PROTOCOL, build: String::new(), officer: None };
        (frame.bytes()[..7].to_vec(), Frame::of(&hello).unwrap())
    };
    let mut trailing = Frame::of(&ToDesk::Taken).unwrap().bytes()[4..].to_vec();
    trailing.push(0);
    let cases: [(&str, Vec<u8>); 6] = [
        ("garbage", raw(&[0xfe; 64])),
        ("a huge claim", u32::MAX.to_le_bytes().to_vec()),
        ("one byte too long", too_long),
        ("an empty frame", raw(&[])),
        ("bytes after the message", raw(&trailing)),
        ("a second greeting", hello.bytes().to_vec()),
    ];
    for (what, bytes) in &cases {
        let (mut reader, mut write) = desk.greeted().await;
        write.write_all(bytes).await.unwrap();
        let ended = async { while let Ok(Some(_)) = reader.next::<ToScreen>().await {} };
        tokio::time::timeout(PATIENT, ended)
            .await
            .unwrap_or_else(|_| panic!("{what} is answered with the end"));
    }
    let (reader, mut write) = desk.greeted().await;
    write.write_all(&half).await.unwrap();
    drop((reader, write));
    let mut before_greeting = desk.stream().await;
    before_greeting.write_all(&[0xff; 300]).await.unwrap();
    desk.is_alive().await;
}

#[tokio::test]
async fn a_desk_that_does_not_follow_says_busy_and_shares_its_queue() {
    let desk = Desk::start();
    let (client, _) = desk.connect(None).await.unwrap();
    let (mut says, mut hears) = client.split();
    for at in 0..REQUESTS_PER_SCREEN_MAX as u128 {
        says.send(&ToDesk::Act { action: ActionId(at), seen: Seen::default(), draft: note("mute") })
            .await
            .unwrap();
    }
    let (action, outcome) = next_answer(&mut hears).await;
    assert_eq!(outcome, Outcome::Refused(Refusal::Busy));
    assert_eq!(action.0, REQUESTS_PER_SCREEN_MAX as u128 - 6, "six are kept for questions");
    let (mut other, _) = desk.connect(None).await.unwrap();
    let outcome = other.act(ActionId(1_000), Seen::default(), note("urgent")).await.unwrap();
    assert!(matches!(outcome, Outcome::Recorded { .. }), "the other screen has its own share");
    let page = other.entries(EntryQuery { rows: 7, ..EntryQuery::default() }).await.unwrap();
    assert_eq!(page.query.rows, 7);

    let small = Desk::with_queue(2);
    let pause = small.pause();
    let (mut client, _) = small.connect(None).await.unwrap();
    let (mut filler, _) = small.connect(None).await.map(|(client, _)| client.split()).unwrap();
    for at in 0..2 {
        filler.send(&ToDesk::Ask { action: ActionId(at) }).await.unwrap();
    }
    small.queue_is_full().await;
    let outcome = client.act(ActionId(3), Seen::default(), note("fourth")).await.unwrap();
    assert_eq!(outcome, Outcome::Refused(Refusal::Busy));
    drop(pause);
}

#[tokio::test]
async fn an_act_without_an_answer_is_asked_for_again_and_then_unknown() {
    let desk = Desk::start();
    let hello = Hello { officer: None, within: Duration::from_secs(3) };
    let (mut client, _) = Client::connect(desk.path(), hello).await.unwrap();
    let outcome = client.act(ActionId(1), Seen::default(), note("later")).await.unwrap();
    assert!(
        matches!(outcome, Outcome::Recorded { entry: EntryNumber(77), .. }),
        "found by asking: {outcome:?}"
    );
    let outcome = client.act(ActionId(2), Seen::default(), note("mute")).await.unwrap();
    assert_eq!(outcome, Outcome::Unknown);
}

#[tokio::test]
async fn a_dossier_comes_now_and_with_every_snapshot_one_at_a_time() {
    let desk = Desk::start();
    let (client, _) = desk.connect(None).await.unwrap();
    let (mut says, mut hears) = client.split();
    next_snapshot(&mut hears).await;
    let look = Look { selected: Some(IncidentId(4)), ..Look::default() };
    says.send(&ToDesk::Look(look)).await.unwrap();
    next_dossier(&mut hears).await;
    desk.change();
    says.send(&ToDesk::Taken).await.unwrap();
    next_dossier(&mut hears).await;
    let pause = desk.pause();
    let before = desk.looks();
    for first_row in 0..40 {
        says.send(&ToDesk::Look(Look { first_row, ..look })).await.unwrap();
    }
    says.send(&ToDesk::Ask { action: ActionId(9) }).await.unwrap();
    desk.queue_holds(2).await;
    drop(pause);
    next_dossier(&mut hears).await;
    assert!(desk.looks() <= before + 2, "forty looks while the desk was busy are two");
}

#[tokio::test]
async fn a_window_is_asked_for_by_who_sits_there_and_not_shown_to_who_came_after() {
    let desk = Desk::start();
    let (mut client, _) = desk.connect(None).await.unwrap();
    assert!(matches!(client.prove(OFFICER, "correct horse").await.unwrap(), Proof::Accepted { .. }));
    let (mut says, mut hears) = client.split();
    let page = PageLook {
        page: Listing::Drill,
        filter: bounded("held"),
        first_row: 0,
        rows: 10,
        selected: None,
        incident: None,
    };
    says.send(&ToDesk::Look(Look { page: Some(page), ..Look::default() })).await.unwrap();
    desk.hears("window D1").await;
    // What the director asked for is answered when nobody proves to be the director any more.
    says.send(&ToDesk::Lock).await.unwrap();
    desk.hears("off D1").await;
    desk.hears("window D1?").await;
    let total = next(&mut hears, |message| match message {
        ToScreen::Window(window) => Some(window.total),
        _ => None,
    });
    assert_eq!(total.await, 0, "the rows of the one before were not sent");
}

#[tokio::test]
async fn reasons_and_the_stop_are_answered() {
    let desk = Desk::start();
    let (mut client, _) = desk.connect(None).await.unwrap();
    assert_eq!(client.why(WhyQuery::Incident(IncidentId(9))).await.unwrap().dossier, None);
    let (watcher, _) = desk.connect(None).await.unwrap();
    let (_says, mut hears) = watcher.split();
    assert_eq!(client.stop(ActionId(1)).await.unwrap(), None);
    let told = async {
        loop {
            match hears.next().await.unwrap() {
                Some(ToScreen::Stopping) => return,
                Some(_) => {}
                None => panic!("the desk went without a word"),
            }
        }
    };
    tokio::time::timeout(PATIENT, told).await.unwrap();
    desk.has_served().await;
    let gone = desk.connect(None).await.unwrap_err();
    assert!(matches!(gone, Error::NoDesk(_)), "{gone}");
}

#[tokio::test]
async fn the_last_answer_is_brought_before_the_desk_goes() {
    let desk = Desk::start();
    let (client, _) = desk.connect(Some(OFFICER)).await.unwrap();
    let (mut says, mut hears) = client.split();
    says.send(&ToDesk::Act { action: ActionId(3), seen: Seen::default(), draft: note("last") })
        .await
        .unwrap();
    desk.hears("last").await;
    let (mut other, _) = desk.connect(None).await.unwrap();
    assert_eq!(other.stop(ActionId(4)).await.unwrap(), None);
    let answered = tokio::time::timeout(PATIENT, next_answer(&mut hears)).await.unwrap();
    assert!(
        matches!(answered, (ActionId(3), Outcome::Recorded { entry: EntryNumber(5), .. })),
        "{answered:?}"
    );
    let stopping = next(&mut hears, |message| matches!(message, ToScreen::Stopping).then_some(()));
    tokio::time::timeout(PATIENT, stopping).await.unwrap();
}

#[tokio::test]
async fn the_socket_is_for_the_group_and_takes_nobodys_place() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o750)).unwrap();
    let path = directory.path().join("desk.socket");
    drop(server::bind(&path).unwrap());
    drop(server::bind(&path).expect("a dead desk's socket is removed"));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "a file of the user's").unwrap();
    assert!(matches!(server::bind(&path).unwrap_err(), server::Error::NotASocket(_)));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "a file of the user's");
    std::fs::remove_file(&path).unwrap();
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(server::bind(&path).unwrap_err(), server::Error::DirectoryOpen { mode: 0o755, .. }));
    let long = directory.path().join("x".repeat(120));
    assert!(matches!(server::bind(&long).unwrap_err(), server::Error::PathTooLong(_)));
}

#[test]
fn passphrases_are_kept_from_others_and_replaced_whole() {
    let directory = tempfile::tempdir().unwrap();
    let book = Book::new(directory.path(), Cost { memory_kib: 64, passes: 1 });
    assert_eq!(book.find("D1").unwrap(), None);
    book.set("D1", "correct horse").unwrap();
    book.set("D2", "e\u{301}t\u{e9} 2026").unwrap();
    book.set("d1", "battery staple").unwrap();
    let (first, second) = (book.find("D1").unwrap().unwrap(), book.find("D2").unwrap().unwrap());
    assert!(first.starts_with("$argon2id$"));
    assert!(is_right(&first, "battery staple") && !is_right(&first, "correct horse"));
    assert!(is_right(&second, "\u{e9}te\u{301} 2026"), "however the input method composed it");
    assert_eq!(std::fs::read_to_string(book.path()).unwrap().lines().count(), 2);
    assert_eq!(std::fs::metadata(book.path()).unwrap().permissions().mode() & 0o777, 0o600);
    for (code, passphrase, fault) in [
        ("", "long enough", "no officer's code"),
        ("D 1", "long enough", "no officer's code"),
        ("D1", "short", "at least 8"),
        ("D1", &"x".repeat(2_000), "at most"),
    ] {
        let error = book.set(code, passphrase).unwrap_err().to_string();
        assert!(error.contains(fault), "{error}");
    }
    assert_eq!(book.find("D1").unwrap().unwrap(), first, "a refused one changes nothing");
    std::fs::write(book.path(), format!("D1 {first}\nD2\n")).unwrap();
    let error = book.find("D1").unwrap_err();
    assert!(error.to_string().contains("passphrases:2:"), "{error}");
    std::fs::set_permissions(book.path(), std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(book.find("D1").unwrap_err(), passphrase::Error::Open { mode: 0o640, .. }));
    assert!(
        book.set("D1", "another one").is_err(),
        "a file that others may have read is not mended silently"
    );
}

#[tokio::test]
async fn a_reader_that_is_interrupted_loses_no_byte() {
    let (mut from, to) = tokio::io::duplex(1 << 16);
    let mut reader = Reader::new(to, REQUEST_BYTES_MAX);
    let message = ToDesk::Passphrase { officer: "D1".into(), passphrase: "一二三四五六七八".into() };
    let frame = Frame::of(&message).unwrap();
    for _ in 0..3 {
        for byte in frame.bytes() {
            tokio::select! {
                biased;
                read = reader.next::<ToDesk>() => assert_eq!(read.unwrap(), Some(message.clone())),
                () = std::future::ready(()) => {}
            }
            from.write_all(&[*byte]).await.unwrap();
        }
        assert_eq!(reader.next::<ToDesk>().await.unwrap(), Some(message.clone()));
    }
    from.write_all(&frame.bytes()[..9]).await.unwrap();
    drop(from);
    assert!(matches!(reader.next::<ToDesk>().await.unwrap_err(), frame::Error::Cut { bytes: 9 }));
}

fn note(text: &str) -> Draft {
    Draft::Incident(Command::Note { incident: None, text: text.to_owned() })
}

async fn next_snapshot(hears: &mut dutydesk::ipc::client::Receiver) -> u64 {
    next(hears, |message| match message {
        ToScreen::Snapshot(snapshot) => Some(snapshot.status.input.0),
        _ => None,
    })
    .await
}

async fn next_answer(hears: &mut dutydesk::ipc::client::Receiver) -> (ActionId, Outcome) {
    next(hears, |message| match message {
        ToScreen::Answer { action, outcome } => Some((action, outcome)),
        _ => None,
    })
    .await
}

async fn next_dossier(hears: &mut dutydesk::ipc::client::Receiver) {
    next(hears, |message| matches!(message, ToScreen::Dossier(_)).then_some(())).await;
}

async fn next<T>(hears: &mut dutydesk::ipc::client::Receiver, pick: impl Fn(ToScreen) -> Option<T>) -> T {
    let wanted = async {
        loop {
            let message = hears.next().await.unwrap().expect("the desk stays");
            if let Some(wanted) = pick(message) {
                return wanted;
            }
        }
    };
    tokio::time::timeout(PATIENT, wanted).await.expect("the desk answers")
}
