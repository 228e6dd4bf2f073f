//! The director's page: read on the screen, directed by its keys; and gone from a screen where nobody proved to be the director.

use crate::operations::drills::{direct, drilled, drilled_of, given, happens, script, snapshot};
use crate::operations::fixture::{Desk, T0, proved};
use crate::screen::Seat;
use crate::screen::drill::{calm, keep};
use dutydesk::language::Lang;
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::command::Draft;
use dutydesk::operations::drill::script::Script;
use dutydesk::operations::drill::view::Replay;
use dutydesk::operations::drill::{About, Command, Fact, Rating};
use dutydesk::operations::fact::Body;
use dutydesk::operations::incident::Phase;
use dutydesk::operations::listing::drill::Mark;
use dutydesk::operations::listing::{Listing, PageLook, gather_for, gather_watched};
use dutydesk::operations::reference::Role;
use dutydesk::operations::snapshot::JournalStatus;
use dutydesk::screen::request::{self, Looker, Proof};
use dutydesk::screen::{Options, Request};
use dutydesk::terminal::key::Code;
use dutydesk::text::bounded;
use dutydesk::units::{Digest, EntryNumber, IncidentId, InputNumber};
use std::time::Duration;

/// Six minutes into the drill: one inject given, one phase that may be entered.
pub(crate) fn desk() -> Desk {
    desk_of(script())
}

/// The same, of another script.
pub(crate) fn desk_of(script: Script) -> Desk {
    let mut desk = drilled_of(script);
    desk.tick(300_000);
    given(&mut desk, 0);
    happens(&mut desk, Fact::Checked { phase: Phase::Verification, item: 1, by_hand: false });
    happens(&mut desk, Fact::Ready { phase: Phase::Activation });
    desk.tick(360_000);
    desk
}

fn lookers() -> Vec<Looker> {
    let looker = |name: &str, proved, incident: Option<u32>, page| Looker {
        name: name.to_owned(),
        proved,
        incident: incident.map(IncidentId),
        page,
    };
    vec![
        looker("", false, None, None),
        looker("李建国", true, Some(1_001), None),
        looker("王强", false, Some(1_001), Some(Listing::Roster)),
    ]
}

pub(crate) fn seat_of(desk: &Desk, options: Options, actor: Actor) -> Seat {
    let mut seat = Seat::of(options);
    let is_director = actor.officer().is_some_and(|officer| officer.code == *"X1");
    let role = if is_director { Role::Director } else { Role::Officer };
    seat.screen.session(if is_director { "段立" } else { "王强" }, role, actor.is_proved());
    seat.screen.snapshot(snapshot(desk, Some(calm())), seat.now);
    seat.screen.lookers(lookers());
    answer(desk, &mut seat, actor);
    seat
}

pub(crate) fn seat(desk: &Desk, lang: Lang, size: (u16, u16)) -> Seat {
    seat_of(desk, Options { lang, size, ..Options::default() }, proved("X1"))
}

/// Answers the last look of a seat as the desk answers who sits there.
pub(crate) fn answer(desk: &Desk, seat: &mut Seat, actor: Actor) -> Vec<Request> {
    let requests: Vec<Request> = seat.screen.take_requests().collect();
    let look = |request: &Request| if let Request::Look(look) = request { look.page } else { None };
    if let Some(look) = requests.iter().filter_map(look).next_back() {
        seat.screen.listed(Box::new(gather_for(&desk.driver.state, look, &actor)));
    }
    requests
}

pub(crate) fn drafts(seat: &mut Seat) -> Vec<Draft> {
    let draft = |it| if let Request::Act { draft, .. } = it { Some(draft) } else { None };
    seat.screen.take_requests().filter_map(draft).collect()
}

/// Moves the cursor to the row that begins with these words.
pub(crate) fn go(seat: &mut Seat, words: &str) {
    seat.keys("g");
    for _ in 0..40 {
        let text = seat.text();
        if text.lines().any(|line| line.starts_with('>') && line.contains(words)) {
            return;
        }
        seat.keys("j");
    }
    panic!("no row {words}:\n{}", seat.text());
}

#[test]
fn the_directors_screen_opens_on_the_page_and_it_is_as_it_was_read() {
    let desk = desk();
    for lang in Lang::ALL {
        for (columns, rows) in [(160, 48), (80, 24), (20, 5)] {
            let name = |what: &str| format!("{what}-{lang:?}-{columns}x{rows}").to_lowercase();
            let mut one = seat(&desk, lang, (columns, rows));
            keep(&name("script"), &one.text());
            if columns < 80 {
                continue;
            }
            let text = one.text();
            for words in ["换备用电台", "T4", "J1", "J2", "J3", "李建国"] {
                assert!(columns < 160 || text.contains(words), "{words}:\n{text}");
            }
            go(&mut one, "J1");
            keep(&name("given"), &one.text());
            one.press(Code::Enter);
            go(&mut one, "J3");
            one.keys("i");
            keep(&name("give"), &one.text());
        }
    }
    // It opens once by itself: who goes to another page stays there.
    let mut one = seat(&desk, Lang::Zh, (80, 24));
    one.keys("1");
    one.screen.snapshot(snapshot(&desk, Some(calm())), one.now);
    assert!(!one.text().contains("O 导调"), "{}", one.text());
}

#[test]
fn every_key_of_the_page_drafts_what_it_says() {
    let desk = desk();
    let inject = || bounded("J3");
    let mut one = seat(&desk, Lang::Zh, (160, 48));
    one.screen.take_requests().count();
    go(&mut one, "J3");
    one.keys("i");
    assert!(drafts(&mut one).is_empty(), "it is asked first");
    one.press(Code::Enter);
    assert_eq!(drafts(&mut one), [Draft::Drill(Command::Give { inject: inject() })]);
    one.keys("x");
    one.press(Code::Enter);
    assert_eq!(drafts(&mut one), [Draft::Drill(Command::Leave { inject: inject() })]);
    one.keys("N1");
    one.keys("2");
    one.press(Code::Enter);
    let text = "报告要素齐全".to_owned();
    let about = About::Inject(inject());
    assert_eq!(drafts(&mut one), [Draft::Drill(Command::Observe { about, rating: Rating::Good, text })]);
    go(&mut one, "0.2");
    one.keys("N4慢");
    one.press(Code::Enter);
    let (about, text) = (About::Whole, "慢".to_owned());
    assert_eq!(drafts(&mut one), [Draft::Drill(Command::Observe { about, rating: Rating::Unable, text })]);
    one.keys("t");
    let checked = Command::Check { phase: Phase::Verification, item: 2 };
    assert_eq!(drafts(&mut one), [Draft::Drill(checked)]);
    go(&mut one, "T4");
    one.keys("t");
    let improved = Command::Improved { run: bounded("2026-11-01-park-fire"), number: 2 };
    assert_eq!(drafts(&mut one), [Draft::Drill(improved)]);
    go(&mut one, "0.1");
    one.keys("i");
    assert!(drafts(&mut one).is_empty() && one.text().contains("先选一条注入"), "{}", one.text());
    for (key, command) in
        [("H", Command::Hold), ("-", Command::Pace { milli: 500 }), ("+", Command::Pace { milli: 2_000 })]
    {
        one.keys(key);
        assert_eq!(drafts(&mut one), [Draft::Drill(command)], "{key}");
    }
    one.keys("l");
    let text = one.text();
    assert!(
        text.contains("进入阶段 1") && text.contains("未办: 核实"),
        "what is left undone is said:\n{text}"
    );
    one.press(Code::Enter);
    let entered = Command::Enter { phase: Phase::Activation, reason: None };
    assert_eq!(drafts(&mut one), [Draft::Drill(entered)]);
    one.keys("e");
    assert!(one.text().contains("还有 2 条注入未给"), "{}", one.text());
    one.press(Code::Enter);
    assert_eq!(drafts(&mut one), [Draft::Drill(Command::End)]);
    for (key, line) in [("o", ":整改"), ("'", ":定位"), ("B", ":书签")] {
        one.keys(key);
        assert!(one.text().lines().last().unwrap().contains(line), "{key}:\n{}", one.text());
        one.press(Code::Escape);
    }
}

#[test]
fn a_phase_before_its_time_takes_a_reason_and_a_held_drill_goes_on_by_the_same_key() {
    let mut desk = drilled();
    happens(&mut desk, Fact::Held { why: dutydesk::operations::drill::Halt::Director });
    let mut one = seat(&desk, Lang::Zh, (160, 48));
    one.screen.take_requests().count();
    one.keys("l");
    let text = one.text();
    assert!(text.contains("未具备: 已核实属实") && text.contains("为何现在进入"), "{text}");
    one.press(Code::Enter);
    assert!(drafts(&mut one).is_empty(), "an empty reason is none");
    one.keys("时间不够");
    one.press(Code::Enter);
    let entered = Command::Enter { phase: Phase::Activation, reason: Some("时间不够".to_owned()) };
    assert_eq!(drafts(&mut one), [Draft::Drill(entered)]);
    one.keys("H");
    assert_eq!(drafts(&mut one), [Draft::Drill(Command::Resume)]);
}

#[test]
fn who_has_not_signed_on_is_asked_to_and_the_act_goes_on() {
    let desk = desk();
    let claimed = Actor::Claimed(*proved("X1").officer().unwrap());
    let options = Options { size: (80, 24), officer: "X1".to_owned(), ..Options::default() };
    let mut one = seat_of(&desk, options, claimed);
    assert!(one.text().contains("按 P 署名") && !one.text().contains("记者"), "{}", one.text());
    one.keys("H");
    assert!(one.text().contains("暂停演练") && one.text().contains("署名后接着办"), "{}", one.text());
    one.press(Code::Enter);
    one.keys("sample");
    one.press(Code::Enter);
    one.screen.take_requests().count();
    one.screen.proof(Proof::Accepted { name: "段立".to_owned(), role: Role::Director }, one.now);
    let requests = answer(&desk, &mut one, proved("X1"));
    let acted = |it: &Request| matches!(it, Request::Act { draft: Draft::Drill(Command::Hold), .. });
    assert!(requests.iter().any(acted), "{requests:?}");
    assert!(one.text().contains("J1"), "the script comes with the proof:\n{}", one.text());
}

#[test]
fn players_do_not_read_the_script_and_it_goes_with_the_proof() {
    let desk = desk();
    let secret = ["记者", "第二处起火", "reporter", "换备用电台"];
    let player = || Options { size: (160, 48), ..Options::default() };
    let mut one = seat_of(&desk, player(), proved("D1"));
    assert!(!one.text().contains("导调页只给"), "a player's screen opens at home");
    one.keys("O");
    answer(&desk, &mut one, proved("D1"));
    let text = one.text();
    assert!(text.contains("导调页只给署名的导调看") && !secret.iter().any(|it| text.contains(it)), "{text}");
    // Nobody touched the director's screen: the script is gone with the proof.
    let options = Options { lock_after: Duration::from_secs(60), ..player() };
    let mut one = seat_of(&desk, options, proved("X1"));
    one.wait(1_000);
    assert!(one.text().contains("记者"), "{}", one.text());
    one.wait(61_000);
    let text = one.text();
    assert!(text.contains("已锁") && !secret.iter().any(|it| text.contains(it)), "{text}");
    // Nor does it stay when somebody else signs on there.
    let mut one = seat(&desk, Lang::Zh, (160, 48));
    one.screen.proof(Proof::Accepted { name: "王强".to_owned(), role: Role::Officer }, one.now);
    answer(&desk, &mut one, proved("D1"));
    assert!(!secret.iter().any(|it| one.text().contains(it)), "{}", one.text());
}

fn page(kind: &str, body: &str, text: Option<&str>) -> request::Page {
    let (kind, body, text) = (kind.to_owned(), body.to_owned(), text.map(str::to_owned));
    let actor = "X1".to_owned();
    let entry =
        request::Entry { entry: EntryNumber(41), kind, actor, body, text, ..request::Entry::default() };
    request::Page { entries: vec![entry], ..request::Page::default() }
}

#[test]
fn the_directors_entries_go_from_the_journal_page_with_the_proof_and_come_to_everybody_with_the_end() {
    let mut desk = desk();
    let seen = about_a_team();
    let options = Options { size: (120, 30), lock_after: Duration::from_secs(60), ..Options::default() };
    let mut one = seat_of(&desk, options, proved("X1"));
    one.keys("8");
    one.screen.entries(page("drill.observed", &seen, Some("队长犹豫了")));
    assert!(one.text().contains("观察") && one.text().contains("队长犹豫了"), "{}", one.text());
    one.screen.take_requests().count();
    one.wait(61_000);
    assert!(!one.text().contains("队长犹豫了"), "{}", one.text());
    let asked: Vec<Request> = one.screen.take_requests().collect();
    let [lock, again] = [
        asked.iter().position(|it| matches!(it, Request::Lock)),
        asked.iter().position(|it| matches!(it, Request::Entries { incident: None, .. })),
    ];
    assert!(lock.is_some() && lock < again, "the desk is told before it is asked again: {asked:?}");
    for (lang, words) in [
        (Lang::Zh, ["#41", "导演记录", "演练结束后可读"]),
        (Lang::En, ["#41", "director's note", "after the drill"]),
    ] {
        let mut one = seat_of(&desk, Options { lang, size: (80, 24), ..Options::default() }, proved("D1"));
        one.keys("8");
        one.screen.entries(page("drill.withheld", "", None));
        let text = one.text();
        assert!(words.iter().all(|it| text.contains(it)), "{text}");
    }
    let mut one = seat_of(&desk, Options { size: (120, 30), ..Options::default() }, proved("D1"));
    one.keys("8");
    one.screen.entries(page("drill.withheld", "", None));
    happens(&mut desk, Fact::Ended { real: false });
    one.screen.take_requests().count();
    one.screen.snapshot(snapshot(&desk, Some(calm())), one.now);
    assert!(one.screen.take_requests().any(|it| matches!(it, Request::Entries { before: None, .. })));
    assert!(!one.text().contains("导演记录"), "{}", one.text());
}

#[test]
fn what_the_director_typed_is_asked_for_by_its_entry_and_stands_however_much_was_written_since() {
    let mut desk = desk();
    let text = PrivateText { token: 7, digest: Digest([7; 32]) };
    direct(&mut desk, Command::Observe { about: About::Who(bounded("T4")), rating: Rating::Weak, text });
    let seen = desk.driver.state.entry;
    direct(&mut desk, Command::Improve { owner: bounded("T4"), due_day: 20_900, text });
    let owed = desk.driver.state.entry;
    let wanted = |one: &mut Seat| {
        one.screen.take_requests().find_map(|it| if let Request::Texts(of) = it { Some(of) } else { None })
    };
    let on_disk = |saved: EntryNumber| {
        let mut snapshot = snapshot(&desk, Some(calm()));
        snapshot.status.journal = JournalStatus::Saved(saved);
        snapshot
    };
    for lang in Lang::ALL {
        let mut one = seat(&desk, lang, (120, 40));
        one.screen.snapshot(on_disk(seen), one.now);
        assert_eq!(wanted(&mut one), Some(vec![seen]), "what is not on disk is not asked for");
        one.screen.snapshot(on_disk(owed), one.now);
        assert_eq!(wanted(&mut one), Some(vec![owed, seen]));
        let typed = "换\u{1b}备用电台".to_owned();
        one.screen.texts(vec![(owed, Some(typed)), (seen, None), (EntryNumber(1), Some("别的".to_owned()))]);
        let text = one.text();
        let destroyed = lang.pick("[内容已销毁]", "[text destroyed]");
        for words in ["备用电台", destroyed, lang.pick("中  06:00", "weak  06:00")] {
            assert!(text.contains(words), "{words}:\n{text}");
        }
        assert!(!text.contains("别的"), "{text}");
        // They are here: nobody asks again, and pages of the journal come and go.
        one.screen.snapshot(on_disk(EntryNumber(9_000)), one.now);
        assert_eq!(wanted(&mut one), None);
        one.screen.entries(page("desk.started", "{}", None));
        assert!(one.text().contains("备用电台"), "{}", one.text());
        one.screen.session("王强", Role::Officer, true);
        answer(&desk, &mut one, proved("D1"));
        assert!(!one.text().contains("备用电台"), "{}", one.text());
        let accepted = Proof::Accepted { name: "段立".to_owned(), role: Role::Director };
        one.screen.proof(accepted, one.now);
        answer(&desk, &mut one, proved("X1"));
        assert_eq!(wanted(&mut one), Some(vec![owed, seen]), "what went with the proof is asked for again");
    }
}

/// The body of an observation of a team.
fn about_a_team() -> String {
    let text = PrivateText { token: 7, digest: Digest([7; 32]) };
    let seen = Fact::Observed { about: About::Who(bounded("T4")), rating: Rating::Weak, text };
    serde_json::to_string(&Body::Drill(seen)).unwrap()
}

#[test]
fn the_help_of_the_page_has_its_keys_first_and_no_key_twice() {
    let desk = desk();
    let mut one = seat(&desk, Lang::Zh, (120, 200));
    one.keys("?");
    let text = one.text();
    let (now, later) = text.split_once("现在不可用").unwrap();
    for words in ["记观察", "暂停, 继续", "进入下一阶段", "结束演练", "真实情况"] {
        assert!(now.contains(words), "{words}:\n{text}");
    }
    assert!(later.contains("接报"), "what another row of this page has taken does not work here:\n{text}");
    assert!(!now.contains("单步"), "no recording is watched:\n{text}");
    assert!(T0 < desk.now);
}

#[test]
fn who_watches_a_night_finds_the_marked_places_on_the_page_and_goes_to_the_one_under_the_cursor() {
    let desk = desk();
    let mark =
        |number, input, text: &str| Mark { number, input: InputNumber(input), at: T0, text: bounded(text) };
    let marks = [mark(1, 1_200, "首警之后"), mark(2, 48_210, "增援到场")];
    for (lang, word, seek) in [(Lang::Zh, "书签", "定位 B2"), (Lang::En, "bookmark", "seek B2")] {
        let mut one = Seat::of(Options { lang, size: (120, 36), ..Options::default() });
        one.screen.session("段立", Role::Director, true);
        let mut watched = snapshot(&desk, Some(calm()));
        if let Some(view) = &mut watched.status.drill {
            view.replay = Some(Replay { input: InputNumber(48_300), bookmarks: 2, ..Replay::default() });
        }
        one.screen.snapshot(watched, one.now);
        // It opens where the night is seen.
        assert!(!one.text().contains("B1"), "{}", one.text());
        one.keys("O");
        let shown = |one: &mut Seat, actor: &Actor| {
            for request in one.screen.take_requests().collect::<Vec<_>>() {
                let Request::Look(look) = request else { continue };
                if let Some(page) = look.page {
                    one.screen.listed(Box::new(gather_watched(&desk.driver.state, page, actor, &marks)));
                }
            }
        };
        shown(&mut one, &proved("X1"));
        let text = one.text();
        for words in [word, "B1", "首警之后", "B2", "48210", "增援到场"] {
            assert!(text.contains(words), "{words}:\n{text}");
        }
        assert!(
            !text.contains("记者") && !text.contains("reporter"),
            "no script while it is watched:\n{text}"
        );
        one.keys("gj");
        shown(&mut one, &proved("X1"));
        one.keys("'");
        assert!(one.text().contains(seek), "{}", one.text());
        // Who does not move it does not read what the director called its places.
        let other = gather_watched(&desk.driver.state, look_at_script(), &proved("D1"), &marks);
        assert_eq!(other.total, 0);
    }
}

fn look_at_script() -> PageLook {
    PageLook {
        page: Listing::Drill,
        filter: bounded(""),
        first_row: 0,
        rows: 20,
        selected: None,
        incident: None,
    }
}

#[test]
fn an_inject_that_was_never_given_is_no_longer_to_come_when_the_drill_is_over() {
    let mut desk = desk();
    let waits = |desk: &Desk, lang| {
        let mut one = seat(desk, lang, (80, 24));
        let text = one.text();
        let rows: Vec<String> = text.lines().filter(|line| line.contains(" J")).map(str::to_owned).collect();
        rows.join("\n")
    };
    let rows = waits(&desk, Lang::Zh);
    assert!(rows.contains("按条件") && rows.contains("手动"), "{rows}");
    happens(&mut desk, Fact::Ended { real: false });
    for (lang, over) in [(Lang::Zh, "未给出"), (Lang::En, "not given")] {
        let rows = waits(&desk, lang);
        assert_eq!(rows.matches(over).count(), 2, "{rows}");
    }
}
