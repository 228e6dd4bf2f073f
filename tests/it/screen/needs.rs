//! What must be read, whatever the room: the worst fire, what holds an incident open, the response level, what is overdue.

use crate::screen::Seat;
use crate::screen::night::{self, ago, fire, water};
use dutydesk::language::{Lang, Word, text as word};
use dutydesk::operations::deadline::{self, Subject};
use dutydesk::operations::finding::People;
use dutydesk::operations::incident::view::Standing;
use dutydesk::operations::incident::{Obstacle, View};
use dutydesk::operations::order::ResponseLevel;
use dutydesk::operations::report::Channel;
use dutydesk::operations::snapshot::Dossier;
use dutydesk::text::bounded;
use dutydesk::units::{IncidentId, Instant};

fn taken(view: View) -> View {
    View { standing: Standing::Acknowledged { by: bounded("王强"), proved: true, at: ago(60) }, ..view }
}

/// A seat that looks at the last of some incidents.
fn looks_at_last(columns: u16, rows: u16, incidents: &[View]) -> Seat {
    let mut seat = Seat::new(Lang::Zh, columns, rows);
    seat.screen.snapshot(night::snapshot(incidents), seat.now);
    seat.keys("G");
    seat
}

fn seat(lang: Lang, (columns, rows): (u16, u16), incident: View, change: impl FnOnce(&mut Dossier)) -> Seat {
    let mut seat = Seat::new(lang, columns, rows);
    seat.screen.session("王强", dutydesk::operations::reference::Role::Officer, true);
    seat.screen.snapshot(night::snapshot(std::slice::from_ref(&incident)), seat.now);
    let mut dossier = night::dossier(incident);
    change(&mut dossier);
    seat.screen.dossier(Some(dossier));
    seat
}

#[test]
fn one_row_shows_the_worst_and_counts_who_else_burns() {
    let list = |text: &str| text.lines().nth(1).unwrap().to_owned();
    // A fire that somebody has, and the flood that is looked at.
    let mut seat = looks_at_last(20, 3, &[taken(fire(1_042, 90)), water(1_038)]);
    assert_eq!(list(&seat.text()), "> ! #1038 水浸  +!!1", "{}", seat.text());
    // One that nobody has stands before what is looked at.
    let mut seat = looks_at_last(20, 3, &[fire(1_043, 9), taken(fire(1_042, 90)), water(1_038)]);
    assert_eq!(list(&seat.text()), " !! #1043 火灾  +!!1", "{}", seat.text());
    // Nothing else burns: the line is the row's own.
    let mut seat = looks_at_last(20, 3, &[taken(fire(1_042, 90))]);
    assert!(!seat.text().contains("+!!"), "{}", seat.text());
    for (columns, rows) in [(20, 3), (30, 3), (12, 3), (7, 3), (1, 1)] {
        let mut seat = looks_at_last(columns, rows, &[taken(fire(1_042, 90)), fire(1_043, 2), water(1_038)]);
        let text = seat.text();
        assert!(columns < 12 || text.contains("+!!1"), "{columns}x{rows}:\n{text}");
    }
}

#[test]
fn a_fire_that_somebody_has_stays_in_sight_on_a_tiny_screen() {
    let rows = [taken(fire(1_042, 90)), water(1_038), water(1_037), water(1_036), night::gateway(1_035)];
    let mut seat = looks_at_last(20, 5, &rows);
    assert_eq!(
        seat.text(),
        "!!0 示例    21:04:07\n !! #1042 火灾 恒越~\n> * #1035 故障 网关~\n 另有 3\n :\n"
    );
    for (columns, height) in [(20, 4), (20, 6), (40, 5), (59, 9), (20, 8)] {
        let text = looks_at_last(columns, height, &rows).text();
        assert!(text.contains("#1042") || text.contains("+!!1"), "{columns}x{height}:\n{text}");
    }
}

#[test]
fn the_close_box_says_what_is_in_the_way_before_it_asks() {
    for (lang, size, wanted) in [
        (
            Lang::Zh,
            (160, 48),
            ["还不能结束, 先办: 3", "1  仍有危及生命", "2  2 支队伍未归队: 按 D", "3  续报未了"],
        ),
        (
            Lang::En,
            (80, 24),
            ["not yet: first settle: 3", "1  a life-risk", "2  2 teams not back", "3  a follow-up"],
        ),
    ] {
        let mut seat = seat(lang, size, taken(fire(1_042, 90)), |dossier| {
            for one in [Obstacle::LifeRisk, Obstacle::Teams, Obstacle::Teams, Obstacle::FollowUp] {
                dossier.obstacles.add(one);
            }
        });
        seat.keys("x");
        let text = seat.text();
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("no {words}:\n{text}"));
        let asked = at(word(lang, Word::BoxCloseHow));
        assert!(wanted.iter().all(|words| at(words) < asked), "{text}");
        seat.keys("1");
        assert!(!seat.text().contains(wanted[0]), "once it was read it is out of the way:\n{}", seat.text());
    }
    let mut free = seat(Lang::Zh, (160, 48), taken(fire(1_042, 90)), |_| ());
    free.keys("x");
    assert!(!free.text().contains("还不能结束"), "{}", free.text());
}

#[test]
fn the_level_that_was_decided_stands_beside_the_phase() {
    for (lang, wanted) in [(Lang::Zh, "响应 III级"), (Lang::En, "response III")] {
        for size in [(80, 24), (160, 48), (200, 60)] {
            let incident = View { response: Some(ResponseLevel::Three), ..taken(fire(1_042, 90)) };
            let mut seat = seat(lang, size, incident, |_| ());
            let text = seat.text();
            let heading = text.lines().find(|line| line.contains(wanted));
            let heading = heading.unwrap_or_else(|| panic!("{size:?} lacks {wanted}:\n{text}"));
            let (phase, level) =
                (heading.find(lang.pick("阶段", "phase")).unwrap(), heading.find(wanted).unwrap());
            assert!(phase < level, "{heading}");
        }
    }
}

#[test]
fn what_is_overdue_says_so_first() {
    let id = IncidentId(1_042);
    let owed = |subject, started: Instant, due: Instant| deadline::View {
        subject,
        started,
        due,
        passed: due < ago(0),
        who: bounded("一个名字很长的责任单位"),
    };
    for columns in [60, 80, 120, 160] {
        let mut seat = seat(Lang::Zh, (columns, 24), taken(fire(1_042, 3_000)), |dossier| {
            dossier.plan = None;
            dossier.deadlines = vec![
                owed(Subject::FirstReport(id, Channel::Phone), ago(3_000), ago(-600)),
                owed(Subject::UnitReport(id), ago(3_000), ago(-700)),
                owed(Subject::FollowUp(id), ago(3_000), ago(100)),
            ];
        });
        let text = seat.text();
        let line = text.lines().find(|line| line.contains("续报")).unwrap_or_else(|| panic!("{text}"));
        let late = line.find("超时").unwrap_or_else(|| panic!("{columns}:\n{text}"));
        assert!(late < line.find("续报").unwrap(), "{line}");
    }
}

#[test]
fn whoever_expects_other_numbers_the_card_stands_beside() {
    let expects = |expected| View {
        people: People { expected: Some(expected), counted: Some(12), ..People::default() },
        ..taken(fire(1_042, 90))
    };
    for (lang, both) in [(Lang::Zh, ["应到14", "单位卡夜班126)"]), (Lang::En, ["expected 14", "site card: "])]
    {
        for size in [(80, 24), (160, 48)] {
            let night = |dossier: &mut Dossier| dossier.site.as_mut().unwrap().people = 126;
            let text = seat(lang, size, expects(14), night).text();
            assert!(both.iter().all(|words| text.contains(words)), "{size:?}:\n{text}");
            let text = seat(lang, size, expects(126), night).text();
            assert!(!text.contains(both[1]), "one number is not said twice:\n{text}");
        }
    }
}
