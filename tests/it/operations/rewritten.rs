//! A desk that is folded beside a registry whose files were written anew: who and what is meant has the same name, and another number.

use super::fixture::{Desk, TEXT, feed, id, officer, proved, registry};
use super::suppression::folded_beside;
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::call::{self, Callee, Party, Purpose};
use dutydesk::operations::command::Body;
use dutydesk::operations::dispatch::{self, Task};
use dutydesk::operations::order;
use dutydesk::operations::pool::{self, Account, Payer};
use dutydesk::operations::state::Verdict;
use dutydesk::operations::{claim, desk};
use dutydesk::registry::source::Source;
use dutydesk::registry::{Registry, sample};
use dutydesk::text::bounded;
use dutydesk::units::{Fen, Span, TeamId};
use std::sync::Arc;

/// A row that stands before all others moves the numbers of all others: in which file, behind how many lines.
const BEFORE: [(&str, usize, &str); 5] = [
    (
        "teams.toml",
        0,
        "[[team]]\ncode = \"T0\"\nname = \"新队\"\nkind = \"志愿\"\ntasks = [\"外围\"]\nowner = \"园区\"\nphone = \"0000-4999\"\n",
    ),
    (
        "insurers.toml",
        0,
        "[[insurer]]\ncode = \"NEW\"\nname = \"新保险\"\nshort = \"新保\"\ncontacts = [\"报案 0000-5999\"]\n",
    ),
    ("people.csv", 1, "D0,新人,值班员,0000-3199,,,,,,\n"),
    ("sites.csv", 1, "NS,新单位有限公司,新单位,xdw,蓝,新路1号,34.7,116.6,1,1,,南门,,消控室 0000-1999,\n"),
    // The park stands above its sites.
    ("zones.csv", 2, "NS,PARK,单位,新单位,,\n"),
];

/// The sample park, with one more team, insurer, person and site at the head of each file.
fn rewritten() -> Registry {
    let place = tempfile::tempdir().unwrap();
    for (name, bytes) in sample::FILES {
        let mut text = String::from_utf8(bytes.to_vec()).unwrap();
        if let Some((_, lines, row)) = BEFORE.iter().find(|(file, ..)| *file == name) {
            let at = text.split_inclusive('\n').take(*lines).map(str::len).sum();
            text.insert_str(at, row);
        }
        std::fs::write(place.path().join(name), text).unwrap();
    }
    Registry::load(&Source::Directory(place.path()), &[feed()]).unwrap()
}

fn done(desk: &mut Desk, body: Body<PrivateText>) {
    let given = format!("{body:?}");
    let verdict = desk.act(proved("D1"), body).0;
    assert!(matches!(verdict, Verdict::Decided { .. }), "{given}: {verdict:?}");
}

/// A night on which everybody who has a number is named.
fn night() -> Desk {
    let mut desk = Desk::new();
    let fact = desk::Fact::Started { build: bounded("t"), recovery: desk::fact::Recovery::Fresh };
    desk.take(&Input::Desk { actor: Actor::Desk, fact });
    desk.fire(1_000, "S-2031");
    desk.acknowledge(1);
    let one = dispatch::Order { team: bounded("T1"), task: Task::Guide };
    let orders = [one].into_iter().collect();
    let command = dispatch::Command::Order { incident: id(1), orders, staging: None, despite: Some(TEXT) };
    done(&mut desk, Body::Dispatch(command));
    let (team, _) = registry().operations.team("T1").unwrap();
    for callee in [Callee::Team(team), Callee::Person(officer("L1").person)] {
        let purpose = Purpose::Other;
        let open = call::Command::Open { incident: id(1), callee: Party::Known(callee), purpose };
        done(&mut desk, Body::Call(open));
    }
    let number = bounded("BA-1");
    done(&mut desk, Body::Claim(claim::Command::Open { incident: id(1), insurer: bounded("PICC"), number }));
    for payer in ["PICC", "HY"] {
        let (payer, receipt) = (bounded(payer), bounded("HD-1"));
        done(&mut desk, Body::Pool(pool::Command::Contribute { payer, amount: Fen(100), receipt }));
    }
    let (from, carrier) = (Some(bounded("L1")), Some(bounded("D2")));
    let within = Span::minutes(10);
    let give = order::Command::Give { incident: id(1), text: TEXT, from, carrier, within };
    done(&mut desk, Body::Order(give));
    desk
}

fn names(driver: &Driver) -> Vec<String> {
    let state = &driver.state;
    let world = state.reference();
    let team = |id: TeamId| world.teams.get(id.index()).map_or("", |it| it.code.as_str()).to_owned();
    let order = state.dispatches.of(id(1)).next().unwrap();
    let mut names = vec![format!("order {} {}", order.code, team(order.team))];
    names.push(format!("place {}", state.place_of(state.incidents.get(id(1)).unwrap().zone)));
    for call in state.calls.of(id(1)) {
        let contact = world.contact(call.callee).unwrap_or_default();
        names.push(format!("call {} {} {}", call.post, contact.name, contact.phone));
    }
    let claim = state.claims.of(id(1)).next().unwrap();
    names.push(format!("claim {}", world.insurers[claim.insurer.index()].code));
    for (account, _) in state.pool.accounts.all() {
        names.extend(match account {
            Account::Contribution(Payer::Insurer(id)) => {
                Some(format!("paid {}", world.insurers[id.index()].code))
            }
            Account::Contribution(Payer::Site(id)) => Some(format!("paid {}", world.sites[id.index()].code)),
            Account::Pool | Account::Opening | Account::Rescue(_) => None,
        });
    }
    let carrier = state.orders.of(id(1)).next().unwrap().carrier;
    names.push(format!("carrier {}", world.people[carrier.index()].code));
    names
}

#[test]
fn a_line_more_in_a_file_makes_nobody_somebody_else() {
    let desk = night();
    let wanted = names(&desk.driver);
    assert_eq!(wanted[0], "order T1 T1");
    assert_eq!(names(&folded_beside(&desk, registry())), wanted);
    let mut rewritten = rewritten();
    let index =
        registry().operations.devices.iter().zip(0..).map(|(it, at)| (it.code.to_string(), at)).collect();
    rewritten.renumber(&index).unwrap();
    assert_eq!(names(&folded_beside(&desk, Arc::new(rewritten))), wanted);
}
