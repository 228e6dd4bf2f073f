//! Everything that the desk holds on one incident, for the screen that looks at it.
//!
//! Decides: which site card, plan and policies belong to it. Must not know: how long a line is.

pub(in crate::operations) mod views;

use crate::correlation::Member;
use crate::correlation::alarm::HazardFamily;
use crate::correlation::event::Unit;
use crate::limits::{DOSSIER_MEMBERS_MAX, KIN_SHOWN_MAX};
use crate::operations::dossier::views::{
    call_view, claim_view, delivery_view, dispatch_view, findings, form, intake_view, order_view, owed,
    report_view, reservation_view, run, speaker,
};
use crate::operations::incident::Obstacles;
use crate::operations::incident::view::Member as MemberView;
use crate::operations::publish::{incident_view, reading_of};
use crate::operations::reference::{Plan, Policy, Reference, Site};
use crate::operations::snapshot::{Dossier, Kin, Look, PolicyCard, Proposed, SiteCard};
use crate::operations::state::State;
use crate::operations::{call, dispatch, next, plan};
use crate::text::{Text, bounded};
use crate::units::{IncidentId, Instant, SiteId, Span, ZoneId};

/// The hours of the day shift, in the desk's own time zone; the others are the night shift.
const DAY: std::ops::Range<i64> = 7..19;
/// China has one time zone: UTC+8, without summer time.
pub const ZONE: Span = Span::minutes(8 * 60);
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Gathers the dossier of the selected incident; none when it is gone.
///
/// Cost: O(members) to the window's end; allocates: a screen asked for it.
pub fn gather(state: &State, look: Look) -> Option<Dossier> {
    let id = look.selected?;
    let incident = incident_view(state, id)?;
    let people = state.incidents.get(id)?;
    let reference = state.reference();
    let site_id = state.site_of(people.zone);
    let site = site_id.and_then(|site| reference.sites.get(site.index()));
    Some(Dossier {
        kin: kin(state, id),
        members: members(state, id, look.first_row),
        members_count: incident.members,
        site: site.map(|site| site_card(site, state.now)),
        plan: run(state, id).or_else(|| plan(state, people.zone, incident.family).map(plan_card)),
        policies: site_id.map(|site| policies(reference, site, people.opened)).unwrap_or_default(),
        speaker: speaker(state),
        offers: call::offers(state, id, next::first_call(state, id)),
        calls: state.calls.of(id).map(|it| call_view(state, it)).collect(),
        intakes: state.intakes.of(id).map(|it| intake_view(state, it)).collect(),
        findings: findings(state, id),
        dispatches: state.dispatches.of(id).map(|it| dispatch_view(state, it)).collect(),
        recommendation: dispatch::recommend(state, id),
        reports: state.reports.of(id).map(|it| report_view(state, it)).collect(),
        form: form(state, id),
        orders: state.orders.of(id).map(|it| order_view(state, it)).collect(),
        response: state.orders.response(id).copied(),
        claims: state.claims.of(id).map(|it| claim_view(state, it)).collect(),
        reservations: state.pool.of(id).map(|it| reservation_view(state, it)).collect(),
        deliveries: state.deliveries.of(id).map(|it| delivery_view(state, it)).collect(),
        deadlines: owed(state, id),
        obstacles: Obstacles::of(state, people),
        incident,
    })
}

/// Returns the day of an instant in the desk's time zone: days since 1970-01-01.
pub fn day_of(at: Instant) -> i32 {
    at.after(ZONE).0.div_euclid(DAY_MS) as i32
}

fn kin(state: &State, id: IncidentId) -> Kin {
    let followers = state.correlation.open().filter(|row| row.parent == Some(id)).map(|row| row.id);
    let proposals = state.incidents.proposals(id).map(|it| Proposed {
        into: it.into,
        from: it.from,
        reason: it.reason,
        other: it.reason.other.map(|other| state.device_code(other.device)).unwrap_or_default(),
        at: it.at,
    });
    Kin {
        followers: followers.take(KIN_SHOWN_MAX).collect(),
        proposals: proposals.collect(),
        merged_into: state.correlation.incident(id).and_then(|row| row.merged_into),
    }
}

fn members(state: &State, id: IncidentId, first_row: u32) -> Vec<MemberView> {
    let rows = state.correlation.members(id).skip(first_row as usize).take(DOSSIER_MEMBERS_MAX);
    rows.enumerate().map(|(row, member)| member_view(state, &member, first_row as usize + row == 0)).collect()
}

fn member_view(state: &State, member: &Member, first_out: bool) -> MemberView {
    let device = member.alarm.device;
    let reference = state.reference();
    let zone = state.zone_of(device).and_then(|zone| reference.zones.get(zone.index()));
    let mut place: Text<96> = zone.map(|zone| zone.path).unwrap_or_default();
    if let Some(name) = reference.devices.get(device.index()).filter(|name| !name.place.is_empty())
        && place.len() + 1 + name.place.len() <= place.capacity()
    {
        place.push_str(" ");
        place.push_str(&name.place);
    }
    let told = state.told_place(device);
    if !told.is_empty() {
        // Nobody but the device says so.
        place = bounded(&format!("{place} ({told})"));
    }
    MemberView {
        device: state.device_code(device),
        place,
        kind: state.kind_of(device),
        class: member.alarm.class,
        state: member.state,
        first_out,
        joined: member.joined,
        occurred: member.occurred,
        input: member.input,
        raises: member.raises,
        reading: (member.unit != Unit::None).then(|| reading_of(member)),
        reason: member.reason,
        rule: state.rules.name(member.reason.rule).cloned().map(Box::new),
        other: member.reason.other.map(|other| state.device_code(other.device)).unwrap_or_default(),
    }
}

/// Returns whether the night shift is there at an instant.
pub fn is_night(at: Instant) -> bool {
    let hour = at.after(ZONE).0.rem_euclid(DAY_MS) / (60 * 60 * 1_000);
    !DAY.contains(&hour)
}

fn site_card(site: &Site, now: Instant) -> SiteCard {
    let night = is_night(now);
    SiteCard {
        name: site.name,
        risk: site.risk,
        address: site.address,
        people: if night { site.people_night } else { site.people_day },
        night,
        hazards: site.hazards.to_vec(),
        staging: site.staging,
        utilities: site.utilities,
        contacts: site.contacts.to_vec(),
    }
}

/// Finds the plan of the family that hangs nearest: on the zone itself, then on the node above it.
pub fn plan(state: &State, zone: ZoneId, family: HazardFamily) -> Option<&Plan> {
    let mut node = Some(zone);
    while let Some(here) = node {
        let fits = |plan: &&Plan| plan.zone == here && plan.family == family;
        if let Some(plan) = state.reference().plans.iter().filter(fits).max_by_key(|plan| plan.version) {
            return Some(plan);
        }
        node = state.parent_of(here);
    }
    None
}

fn plan_card(plan: &Plan) -> plan::View {
    let steps = plan.steps.iter().map(|step| plan::view::Step { step: *step, done: None }).collect();
    plan::View { code: plan.code, name: plan.name, version: plan.version, runs: false, steps }
}

fn policies(reference: &Reference, site: SiteId, opened: Instant) -> Vec<PolicyCard> {
    let day = day_of(opened);
    let card = |policy: &Policy| {
        let insurer = reference.insurers.get(policy.insurer.index());
        PolicyCard {
            cover: policy.cover,
            insurer: insurer.map(|insurer| insurer.short).unwrap_or_default(),
            number: policy.number,
            until_day: policy.until_day,
            in_force: (policy.from_day..=policy.until_day).contains(&day),
            per_person: policy.per_person,
            limit: policy.limit,
            contact: insurer.and_then(|it| it.contacts.first().copied()).unwrap_or_default(),
        }
    };
    reference.policies.iter().filter(|policy| policy.site == site).map(card).collect()
}
