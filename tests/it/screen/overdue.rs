//! A team that has announced itself and is not there: wherever it stands, it says by how much.

use crate::screen::Seat;
use crate::screen::night::{self, ago};
use crate::screen::pages::leader;
use dutydesk::language::Lang;
use dutydesk::operations::dispatch::{self, Status, Task};
use dutydesk::operations::next::{Act, Next};
use dutydesk::operations::snapshot::{Dossier, Snapshot, TeamOrder};
use dutydesk::text::bounded;
use dutydesk::units::{DispatchId, IncidentId, Instant, TeamId};

const FIRE: IncidentId = IncidentId(1_042);

/// A night in which T1 has announced itself for an instant.
fn announced(status: Status, arrives: Instant) -> (Box<Snapshot>, Box<Dossier>) {
    let mut snapshot = night::night();
    let (task, since) = (Task::Guide, ago(1_800));
    snapshot.teams[0].order = Some(TeamOrder { incident: FIRE, task, status, since, arrives: Some(arrives) });
    let fire = snapshot.incidents.iter_mut().find(|view| view.id == FIRE).unwrap();
    fire.standing = dutydesk::operations::incident::view::Standing::Acknowledged {
        by: bounded("王强"),
        proved: true,
        at: ago(1_900),
    };
    let mut dossier = night::dossier(fire.clone());
    dossier.dispatches.push(dispatch::View {
        id: DispatchId(1),
        team: TeamId(1),
        code: bounded("T1"),
        name: bounded("微型站"),
        phone: bounded("0000-2001"),
        task,
        status,
        since,
        ordered: since,
        arrives: Some(arrives),
        evacuate: None,
        elsewhere: false,
        waived: false,
    });
    (snapshot, dossier)
}

fn shown(mut seat: Seat, (mut snapshot, mut dossier): (Box<Snapshot>, Box<Dossier>), next: Next) -> String {
    for view in snapshot.incidents.iter_mut().filter(|view| view.id == FIRE) {
        view.next = next;
    }
    dossier.incident.next = next;
    seat.screen.snapshot(snapshot, seat.now);
    seat.screen.dossier(Some(dossier));
    seat.text()
}

#[test]
fn a_team_that_is_not_there_when_it_said_is_overdue_wherever_it_stands() {
    let past = ago(1_740);
    for (lang, word) in [(Lang::Zh, "逾期"), (Lang::En, "OVERDUE")] {
        for (status, arrives, is_late) in [
            (Status::Accepted, past, true),
            (Status::EnRoute, past, true),
            (Status::EnRoute, ago(-60), false),
            (Status::OnScene, past, false),
            (Status::Released, past, false),
        ] {
            for seat in [Seat::new(lang, 200, 60), Seat::new(lang, 80, 24), leader(lang, 80, 24)] {
                let text = shown(seat, announced(status, arrives), Next::default());
                assert_eq!(text.contains(&format!("{word} 29:00")), is_late, "{status:?}:\n{text}");
            }
            // Beside the dossier stands the row of the team.
            let text = shown(Seat::new(lang, 200, 60), announced(status, arrives), Next::default());
            let rows = text.lines().filter(|line| line.contains(word) && line.contains("0000-")).count();
            assert_eq!(rows > 1, is_late, "{status:?}:\n{text}");
        }
    }
}

#[test]
fn the_next_step_names_the_team_that_is_asked() {
    for (lang, words) in [(Lang::Zh, "c 催问队伍 T1"), (Lang::En, "c ask the team T1")] {
        let past = ago(1_740);
        let next = Next { act: Act::Ask { team: TeamId(1), order: DispatchId(1) }, due: Some(past) };
        let text = shown(Seat::new(lang, 160, 48), announced(Status::Accepted, past), next);
        assert!(text.contains(words), "lacks {words}:\n{text}");
    }
}
