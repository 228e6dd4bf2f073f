//! Long lists: windows are bounded, filtered, in order, and looking changes nothing.

use crate::operations::fixture::{Desk, T0, acknowledge, proved, rainstorm};
use dutydesk::feed::decode::words::Type;
use dutydesk::limits::WINDOW_ROWS_MAX;
use dutydesk::operations::listing::deadlines::Owed;
use dutydesk::operations::listing::{Listing, PageLook, RowId, Rows, Window, gather, insurers, pool, roster};
use dutydesk::text::bounded;
use dutydesk::units::DeviceId;

fn look(page: Listing, filter: &str) -> PageLook {
    PageLook { page, filter: bounded(filter), first_row: 0, rows: 200, selected: None, incident: None }
}

fn ids(window: &Window) -> Vec<RowId> {
    (0..window.rows.len()).filter_map(|at| window.rows.id(at)).collect()
}

/// A night with a fire, a flood warning and somebody at the desk.
fn night() -> Desk {
    let mut desk = Desk::new();
    desk.warned(500, &rainstorm(Type::Issue, "w1", &[]));
    desk.fire(1_000, "S-2031");
    desk
}

#[test]
fn a_window_is_bounded_and_its_rows_follow_each_other() {
    let desk = night();
    let state = &desk.driver.state;
    for page in Listing::ALL {
        let all = gather(state, PageLook { rows: u16::MAX, ..look(page, "") });
        assert!(all.rows.len() <= WINDOW_ROWS_MAX, "{page:?}");
        assert_eq!(all.rows.len(), (all.total as usize).min(WINDOW_ROWS_MAX), "{page:?}");
        let whole = ids(&all);
        let mut unique = whole.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), whole.len(), "{page:?}: a row has one identity");
        for first_row in 0..whole.len().min(20) as u32 {
            let part = gather(state, PageLook { first_row, rows: 3, ..look(page, "") });
            assert_eq!(part.total, all.total, "{page:?}");
            assert_eq!(ids(&part)[..], whole[first_row as usize..][..part.rows.len()], "{page:?}");
        }
        for (at, id) in whole.iter().enumerate().take(20) {
            let held = gather(state, PageLook { selected: Some(*id), rows: 0, ..look(page, "") });
            assert_eq!((held.at, held.rows.len()), (Some(at as u32), 0), "{page:?}");
        }
        let beyond = gather(state, PageLook { first_row: u32::MAX, ..look(page, "") });
        assert!(beyond.rows.is_empty() && beyond.total == all.total, "{page:?}");
        let none = gather(state, look(page, "nothing-is-called-this"));
        assert_eq!((none.total, none.rows.len()), (0, 0), "{page:?}");
    }
}

#[test]
fn looking_changes_nothing() {
    let desk = night();
    let before = serde_json::to_string(&desk.driver.state.deadlines).unwrap();
    let (input, entry) = (desk.driver.state.input, desk.driver.state.entry);
    for page in Listing::ALL {
        gather(&desk.driver.state, look(page, "a"));
    }
    assert_eq!(serde_json::to_string(&desk.driver.state.deadlines).unwrap(), before);
    assert_eq!((desk.driver.state.input, desk.driver.state.entry), (input, entry));
}

#[test]
fn devices_are_found_by_code_site_initials_kind_and_state() {
    let desk = night();
    let state = &desk.driver.state;
    let reference = state.reference();
    let device = reference.device("S-2031").unwrap();
    let site = state.site_of(state.zone_of(device).unwrap()).unwrap();
    let site = &reference.sites[site.index()];
    let initials = site.initials.as_str();
    for filter in
        ["S-2031", "s-2031", site.short.as_str(), initials, "烟感", "smoke", "火警", "报警", "fire s-20"]
    {
        let Rows::Devices(rows) = gather(state, look(Listing::Devices, filter)).rows else { panic!() };
        assert!(rows.iter().any(|row| row.id() == RowId::Device(device)), "{filter}");
    }
    let Rows::Devices(rows) = gather(state, look(Listing::Devices, "s-2031")).rows else { panic!() };
    assert_eq!(rows.len(), 1);
    let row = rows[0].device().unwrap();
    assert_eq!((row.alarms.len(), row.risk, row.site), (1, site.risk, site.short));
    assert!(row.incident.is_some() && row.heard >= T0, "{row:?}");
    let Rows::Devices(rows) = gather(state, look(Listing::Devices, "火警")).rows else { panic!() };
    assert_eq!(rows.len(), 1, "one device says fire");
    let Rows::Devices(rows) = gather(state, look(Listing::Devices, "normal smoke")).rows else { panic!() };
    assert!(!rows.is_empty() && rows.iter().all(|row| row.id() != RowId::Device(device)));
    let plain = gather(
        state,
        PageLook { selected: Some(RowId::Device(DeviceId(4))), first_row: 3, ..look(Listing::Devices, "") },
    );
    assert_eq!((plain.at, plain.total), (Some(4), reference.devices.len() as u32));
}

#[test]
fn the_next_deadline_stands_first_and_day_tasks_last() {
    let mut desk = night();
    desk.fire(9_000, "S-3011");
    desk.act(proved("D1"), acknowledge(1));
    let Rows::Deadlines(rows) = gather(&desk.driver.state, look(Listing::Deadlines, "")).rows else {
        panic!()
    };
    assert!(!rows.is_empty());
    for pair in rows.windows(2) {
        assert!((pair[0].day, pair[0].due) <= (pair[1].day, pair[1].due), "{pair:?}");
    }
    let running = desk.driver.state.deadlines.running().len();
    let steps: Vec<_> = rows.iter().filter(|row| matches!(row.owed, Owed::Step { .. })).collect();
    assert_eq!(rows.len() - steps.len(), running.min(WINDOW_ROWS_MAX));
    // Every open step of the plan stands with who does it and by when.
    let run = desk.driver.state.plans.of(crate::operations::fixture::id(1)).unwrap();
    assert_eq!(steps.len(), run.steps.iter().filter(|(_, done)| done.is_none()).count());
    for row in steps {
        let Owed::Step { number, text, .. } = row.owed else { unreachable!() };
        let (step, _) = run.steps[usize::from(number) - 1];
        assert_eq!((text, row.who, row.due), (step.text, step.owner, row.started.after(step.within)));
    }
    let number = format!("#{}", rows[0].owed.incident());
    let Rows::Deadlines(own) = gather(&desk.driver.state, look(Listing::Deadlines, &number)).rows else {
        panic!()
    };
    assert!(!own.is_empty() && own.iter().all(|it| it.owed.incident() == rows[0].owed.incident()));
}

#[test]
fn a_warning_names_its_sites_and_what_is_insured_there() {
    let desk = night();
    let state = &desk.driver.state;
    let Rows::Warnings(rows) = gather(state, look(Listing::Warnings, "暴雨")).rows else { panic!() };
    let row = &rows[0];
    assert_eq!(row.headline.as_str(), "暴雨橙色预警");
    assert_eq!(row.sites_count, u32::from(state.warnings.standing()[0].touch.sites));
    assert!(!row.sites.is_empty() && !row.stale);
    let risks: Vec<_> = row.sites.iter().map(|site| site.risk as u8).collect();
    assert!(risks.is_sorted_by(|one, other| one >= other), "the worst risk stands first");
    assert!(row.insured.0 > 0, "the sample park is insured");
    assert_eq!(row.inside.iter().map(|inside| inside.insured.0).sum::<i64>(), row.insured.0);
    assert!(row.people > 0 && row.sources.len() == 1, "{row:?}");
}

#[test]
fn the_roster_has_who_is_on_duty_first_and_people_under_their_team() {
    let desk = night();
    let state = &desk.driver.state;
    let duty = state.reference().duty;
    let Rows::Roster(rows) = gather(state, look(Listing::Roster, "")).rows else { panic!() };
    let roster::Row::Person(first) = &rows[0] else { panic!("a person stands first") };
    assert_eq!((Some(first.id), first.post), (duty.officer, Some(roster::Post::Officer)));
    let mut team = None;
    for row in &rows {
        match row {
            roster::Row::Team(it) => team = Some(it.code),
            roster::Row::Person(it) => assert!(it.team.is_none() || it.team == team, "{}", it.code),
        }
    }
    let people = rows.iter().filter(|row| matches!(row, roster::Row::Person(_))).count();
    assert_eq!(people, state.reference().people.len());
}

#[test]
fn insurers_and_the_pool_show_what_the_books_say() {
    let desk = night();
    let state = &desk.driver.state;
    let Rows::Insurers(rows) = gather(state, look(Listing::Insurers, "")).rows else { panic!() };
    let policies = rows.iter().filter(|row| matches!(row, insurers::Row::Policy(_))).count();
    assert_eq!(policies, state.reference().policies.len());
    let Rows::Pool(rows) = gather(state, look(Listing::Pool, "")).rows else { panic!() };
    let pool::Row::Ledger(ledger) = &rows[0] else { panic!("the figures stand first") };
    assert_eq!(*ledger, desk.snapshot().status.pool);
}

#[test]
fn a_site_is_meant_by_the_words_that_a_command_finds_it_by() {
    let desk = night();
    let state = &desk.driver.state;
    for (typed, meant, found) in [
        ("hydc", Some("HY"), &["HY"][..]),
        ("hy", Some("HY"), &["HY"]),
        ("恒越电池", Some("HY"), &["HY"]),
        ("恒越", None, &["HY"]),
        ("HYDC", None, &["HY"]),
        ("物流路", None, &["DF", "SD"]),
        ("nowhere", None, &[]),
    ] {
        let Rows::Sites(rows) = gather(state, look(Listing::Sites, typed)).rows else { panic!() };
        let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        assert_eq!(codes, found, "{typed}");
        let first = rows.iter().find(|row| row.meant).map(|row| row.code.as_str());
        assert_eq!(first, meant, "{typed}");
        assert_eq!(first, state.reference().site(typed).map(|(_, site)| site.code.as_str()), "{typed}");
    }
}
