//! The rows of a dossier: what people did about one incident, with names.

use crate::operations::call::{Call, Callee, Witness};
use crate::operations::claim::Claim;
use crate::operations::delivery::{Delivery, Target};
use crate::operations::dispatch::Dispatch;
use crate::operations::intake::{Field, Intake};
use crate::operations::order::Order;
use crate::operations::pool::{Owes, Reservation};
use crate::operations::publish::{deadline_view, person_name};
use crate::operations::reference::{Contact, Name, Phone, Reference};
use crate::operations::report::{Kind, Report};
use crate::operations::snapshot::Form;
use crate::operations::state::State;
use crate::operations::{
    call, claim, deadline, delivery, dispatch, finding, intake, order, plan, pool, report,
};
use crate::units::{IncidentId, PersonId};

pub(super) fn run(state: &State, incident: IncidentId) -> Option<plan::View> {
    let run = state.plans.of(incident)?;
    let steps = run.steps.iter().map(|(step, done)| plan::view::Step {
        step: *step,
        done: done.map(|done| plan::view::Done {
            by: person_name(state, &done.by),
            at: done.at,
            waived: done.waived,
        }),
    });
    Some(plan::View {
        code: run.code,
        name: run.name,
        version: run.version,
        runs: true,
        steps: steps.collect(),
    })
}

pub(super) fn speaker(state: &State) -> Contact {
    let reference = state.reference();
    let officer = state.duty().officer.and_then(|id| reference.people.get(id.index()));
    Contact {
        post: reference.desk,
        name: officer.map(|person| person.name).unwrap_or_default(),
        phone: officer.map(|person| person.phone).unwrap_or_default(),
    }
}

pub(super) fn call_view(state: &State, call: &Call) -> call::View {
    let listed = state.reference().contact(call.callee).unwrap_or_default();
    call::View {
        callee: call.callee,
        purpose: call.purpose,
        contact: Contact { post: call.post, ..listed },
        by: person_name(state, &call.actor),
        opened: call.opened,
        ended: call.ended,
    }
}

pub(super) fn intake_view(state: &State, intake: &Intake) -> intake::View {
    let mut filled = [false; Field::ALL.len()];
    for (place, field) in filled.iter_mut().zip(&intake.fields) {
        *place = field.is_some();
    }
    intake::View {
        id: intake.id,
        by: person_name(state, &intake.actor),
        taken: intake.taken,
        filled,
        ended: intake.ended,
    }
}

pub(super) fn findings(state: &State, incident: IncidentId) -> Vec<finding::View> {
    let Some(row) = state.findings.of(incident) else { return Vec::new() };
    let one = |it: &finding::state::One| {
        let (witness, named) = witness(state, &it.witness);
        finding::View { at: it.at, found: it.found, witness, named, reliability: it.reliability }
    };
    row.latest.iter().map(one).collect()
}

/// Returns who says something, without the words that they were called by.
fn witness<T>(state: &State, witness: &Witness<T>) -> (Witness<()>, Contact) {
    let contact = |callee: Callee| state.reference().contact(callee).unwrap_or_default();
    match witness {
        Witness::Callee(callee) => (Witness::Callee(*callee), contact(*callee)),
        Witness::Officer => (Witness::Officer, Contact::default()),
        Witness::Other(_) => (Witness::Other(()), Contact::default()),
    }
}

pub(super) fn dispatch_view(state: &State, order: &Dispatch) -> dispatch::View {
    let team = state.reference().teams.get(order.team.index());
    dispatch::View {
        id: order.id,
        team: order.team,
        code: order.code,
        name: team.map(|team| team.name).unwrap_or_default(),
        phone: team.map(|team| team.phone).unwrap_or_default(),
        task: order.task,
        status: order.status,
        since: order.since,
        ordered: order.ordered,
        arrives: order.arrives,
        evacuate: order.evacuate.map(|_| order.evacuated.is_some()),
        elsewhere: order.elsewhere,
        waived: order.waived,
    }
}

pub(super) fn report_view(state: &State, report: &Report) -> report::View {
    report::View {
        number: report.number,
        kind: report.kind,
        digest: report.digest,
        by: person_name(state, &report.by),
        submitted: report.submitted,
        stage: report.stage,
        phoned: report.phoned,
        written: report.written,
    }
}

/// Returns the report that would be drafted next: the first one, the same again after a return, then
/// follow-ups, the final one when the scene is ended.
pub(super) fn form(state: &State, incident: IncidentId) -> Option<Form> {
    let pack = &state.reference().pack;
    let (kind, number) = report::due::next(state, state.incidents.get(incident)?)?;
    let lines = match kind {
        Kind::First => &pack.first,
        Kind::FollowUp => &pack.follow,
        Kind::Final => &pack.last,
    };
    let earlier = state.reports.of(incident).rfind(|report| report.number < number);
    Some(Form {
        kind,
        number,
        lines: lines.iter().map(ToString::to_string).collect(),
        since: earlier.map(|report| report.submitted),
    })
}

pub(super) fn order_view(state: &State, order: &Order) -> order::View {
    let reference = state.reference();
    let name = |id: PersonId| reference.people.get(id.index()).map(|person| person.name).unwrap_or_default();
    let from: Name = match reference.person(&order.from) {
        Some((_, person)) => person.name,
        None => crate::text::bounded(&order.from),
    };
    order::View {
        id: order.id,
        digest: order.text.digest,
        from,
        carrier: name(order.carrier),
        given: order.given,
        due: order.due,
        done: order.done,
    }
}

pub(in crate::operations) fn claim_view(state: &State, claim: &Claim) -> claim::View {
    let insurer = state.reference().insurers.get(claim.insurer.index());
    claim::View {
        id: claim.id,
        incident: claim.incident,
        insurer: insurer.map(|insurer| insurer.short).unwrap_or_default(),
        number: claim.number,
        policy: claim.policy,
        opened: claim.opened,
        papers: claim.papers,
        stage: claim.stage,
        refilled: state.pool.refilled(claim.id),
    }
}

pub(in crate::operations) fn reservation_view(state: &State, row: &Reservation) -> pool::View {
    pool::View {
        id: row.id,
        incident: row.incident,
        maker: person_name(state, &row.maker),
        amount: row.amount,
        posted: row.posted,
        reserved: row.reserved,
        expires: row.expires,
        stage: row.stage,
        receipt: row.receipt,
        agreed: row.agreed,
        owes: owes(state, row),
    }
}

fn owes(state: &State, row: &Reservation) -> Owes {
    if let Some(signature) = row.unsigned() {
        return Owes::Signature(signature.by.code);
    }
    if row.is_review_owed() {
        return Owes::Review;
    }
    if row.stage != pool::Stage::Reserved {
        return Owes::Nothing;
    }
    let sum = if row.agreed.0 > 0 { row.agreed } else { row.amount };
    pool::release::wanted(state, row, sum).map_or(Owes::LessThanAll, Owes::Hands)
}

pub(in crate::operations) fn delivery_view(state: &State, row: &Delivery) -> delivery::View {
    delivery::View {
        id: row.id,
        target: row.target,
        post: row.post,
        phone: phone_of(state.reference(), row.target),
        about: row.about,
        by_machine: row.by_machine,
        stage: row.stage,
        since: row.since,
    }
}

fn phone_of(reference: &Reference, target: Target) -> Phone {
    let callee = match target {
        Target::Team(team) => Callee::Team(team),
        Target::Insurer(insurer) => Callee::Insurer { insurer, contact: 0 },
        Target::Person(person) => Callee::Person(person),
        Target::Upward => Callee::Agency(call::Agency::Upward),
    };
    reference.contact(callee).map(|contact| contact.phone).unwrap_or_default()
}

pub(super) fn owed(state: &State, incident: IncidentId) -> Vec<deadline::View> {
    let own = state.deadlines.running().iter().filter(|it| it.subject.incident() == incident);
    own.map(|it| deadline_view(state, it)).collect()
}
