//! Who reads what of a drill's journal: the director all of it, players the rest until the drill is over.

use crate::seen::{self, Session};
use crate::support::desk::Desk;
use dutydesk::engine::drill::run::{Card, Run};
use dutydesk::ipc::protocol::{EntryQuery, EntryRow};
use dutydesk::operations::drill::fact::WITHHELD;
use dutydesk::operations::line;
use dutydesk::operations::outcome::Outcome;
use dutydesk::text::bounded;
use dutydesk::units::{ActionId, EntryNumber};
use std::os::unix::fs::PermissionsExt as _;

/// A scenario whose name, words and injects tell what is to come.
const SCRIPT: &str = r#"
[scenario]
name = "秘密的夜"

[drill]
name_en = "a secret night"

[[phase]]
number = 0
exit = [{ zh = "火警已受理", en = "the alarm is acknowledged" }]

[[inject]]
code = "J1"
title = "记者到场"
title_en = "a reporter comes"
told = "门口来了记者"
told_en = "a reporter stands at the gate"
by_hand = true

[[inject]]
code = "J2"
title = "第二处起火"
title_en = "a second fire"
told = "隔壁也起火了"
told_en = "the neighbour burns"
by_hand = true
"#;

/// What the director does; each makes an entry of this kind, the last of them is read by everybody.
const DIRECTED: [(&str, &str); 9] = [
    ("inject J1", "drill.given"),
    ("leave-out J2", "drill.left"),
    ("check 0 1", "drill.checked"),
    ("observe J1 weak 队长犹豫了", "drill.observed"),
    ("improve T4 2027-01-31 换备用电台", "drill.to-improve"),
    ("enter 1 时间不够", "drill.entered"),
    ("hold", "drill.held"),
    ("resume", "drill.resumed"),
    ("pace 2", "drill.paced"),
];

/// What nobody but the director may find a trace of while the drill runs.
const SECRETS: [&str; 8] = ["J1", "J2", "Weak", "T4", "秘密的夜", "队长犹豫了", "换备用电台", "时间不够"];

fn drill() -> Desk {
    let directory = tempfile::tempdir().unwrap();
    std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o750)).unwrap();
    let card = Card { of: "drill".to_owned(), speed_milli: 1_000, ..Card::default() };
    Run::make(directory.path(), card, SCRIPT).unwrap();
    Desk::sample_in(directory, &[], Vec::new())
}

fn direct(desk: &Desk, line: &str) {
    let acted = desk.act_as("X1", "sample", line);
    assert!(acted.status.success(), "{line}: {acted:?}");
}

/// Everybody who may sit at a screen, and whether they have proved to be the director.
fn sessions(desk: &Desk) -> Vec<(&'static str, bool, Session)> {
    let socket = desk.socket();
    let proved =
        |officer: &'static str| (officer, officer == "X1", Session::proved(&socket, officer).unwrap());
    vec![
        ("nobody", false, Session::open(&socket).unwrap()),
        ("X1, who has not proved it", false, Session::claimed(&socket, Some("X1")).unwrap()),
        ("D1, who has not proved it", false, Session::claimed(&socket, Some("D1")).unwrap()),
        proved("D1"),
        proved("L1"),
        proved("V1"),
        proved("I1"),
        proved("X1"),
    ]
}

fn page(session: &mut Session, find: &str) -> Vec<EntryRow> {
    session.entries(EntryQuery { rows: 64, find: bounded(find), ..EntryQuery::default() })
}

/// Reads the journal as everybody would; `open` says who reads the director's entries.
fn read(desk: &Desk, open: impl Fn(bool) -> bool) {
    let written = desk.entries();
    for (who, directs, mut session) in sessions(desk) {
        let rows = page(&mut session, "");
        let all = format!("{rows:?}");
        let is_open = open(directs);
        for secret in SECRETS {
            assert_eq!(all.contains(secret), is_open, "{who}: {secret}: {all}");
            assert_eq!(!page(&mut session, secret).is_empty(), is_open, "{who} looks for {secret}");
        }
        // The chain has no gap for anybody: every entry has its number and its digest.
        assert!(rows.windows(2).all(|pair| pair[0].entry.0 == pair[1].entry.0 + 1), "{who}: {all}");
        for row in &rows {
            let entry = written.iter().find(|entry| entry["entry"] == row.entry.0);
            let Some(entry) = entry else { continue };
            assert_eq!(entry["digest"], row.digest.to_string(), "{who}: {row:?}");
            let kind = entry["kind"].as_str().unwrap();
            let is_public = ["drill.held", "drill.resumed", "drill.paced", "drill.ended", "drill.began"];
            let is_kept = kind.starts_with("drill.") && !is_public.contains(&kind) && !is_open;
            assert_eq!(row.kind, if is_kept { WITHHELD } else { kind }, "{who}");
            let is_veiled = is_kept || (kind == "drill.began" && !is_open);
            assert_eq!(row.body.is_empty(), is_veiled, "{who}: {row:?}");
        }
        for (_, kind) in DIRECTED {
            let is_there = written.iter().any(|entry| entry["kind"] == kind);
            assert!(is_there, "{kind} stands in the journal");
        }
    }
}

#[test]
fn players_read_what_the_director_wrote_when_the_drill_is_over() {
    let desk = drill();
    for (line, _) in DIRECTED {
        direct(&desk, line);
    }
    assert!(desk.act("note 门口有记者").status.success());
    read(&desk, |directs| directs);
    // What reached the players is theirs: the words of the inject, and their own note.
    let status = desk.status();
    assert_eq!(status["status"]["drill"]["told"]["zh"], "门口来了记者", "{status:#}");
    let waiting = &status["status"]["drill"]["waiting"];
    assert!(waiting.is_null(), "how many are still to come is the director's: {waiting}");
    direct(&desk, "end-drill");
    read(&desk, |_| true);
    let saved = seen::snapshot(&desk).status.entry;
    let mut player = Session::proved(&desk.socket(), "D1").unwrap();
    let seen = page(&mut player, "队长犹豫了");
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert_eq!((seen[0].kind.as_str(), seen[0].text.as_deref()), ("drill.observed", Some("队长犹豫了")));
    assert!(seen[0].entry < saved);
}

/// What was typed is asked for by its entry's number, however long ago it was written.
#[test]
fn typed_words_come_by_their_entry_to_who_may_read_them() {
    let desk = drill();
    for (line, _) in DIRECTED {
        direct(&desk, line);
    }
    let mut player = Session::proved(&desk.socket(), "D1").unwrap();
    for count in 0..70 {
        let note = line::parse(&format!("note 第{count}条"), None).unwrap();
        let outcome = player.act(ActionId(count + 1), note);
        assert!(matches!(outcome, Outcome::Recorded { .. }), "{outcome:?}");
    }
    let number = |kind: &str| EntryNumber(desk.entries_of(kind)[0]["entry"].as_u64().unwrap());
    let [seen, owed, note] = ["drill.observed", "drill.to-improve", "incident.noted"].map(number);
    let ask = vec![owed, seen, note, EntryNumber(1), EntryNumber(9_000)];
    let typed = |entry: EntryNumber, text: &str| (entry, Some(text.to_owned()));
    let all = [typed(owed, "换备用电台"), typed(seen, "队长犹豫了"), typed(note, "第0条")];
    let told = |open: &dyn Fn(bool) -> bool| {
        for (who, directs, mut session) in sessions(&desk) {
            let mut wanted = all.to_vec();
            if !open(directs) {
                wanted.retain(|(entry, _)| *entry == note);
            }
            // Who reads no other texts here reads the director's all the same, when the drill is over.
            if ["V1", "I1"].contains(&who) {
                wanted.retain(|(entry, _)| *entry != note);
            }
            assert_eq!(session.texts(ask.clone()), wanted, "{who}");
        }
    };
    told(&|directs| directs);
    direct(&desk, "end-drill");
    told(&|_| true);
    let mut director = Session::proved(&desk.socket(), "X1").unwrap();
    let many: Vec<EntryNumber> = (1..=200).map(EntryNumber).collect();
    let few = director.texts(many);
    assert!(few.iter().all(|(entry, _)| entry.0 <= 64), "as many as a page: {few:?}");
}
