//! Runs that are written by hand: a scenario, and entries as seconds and words.

use dutydesk::correlation::alarm::HazardFamily;
use dutydesk::correlation::change::{Change, What};
use dutydesk::drill::expected::{Codes, Expected};
use dutydesk::drill::scenario::{Expectation, From, Scenario};
use dutydesk::drill::score::{Score, Tally, Unscored};
use dutydesk::operations::actor::{Actor, PrivateText};
use dutydesk::operations::call::{self, Agency, Callee, Outcome, Purpose};
use dutydesk::operations::dispatch::{self, Status, Task};
use dutydesk::operations::drill::script::{InjectScript, PhaseScript, Script, Words};
use dutydesk::operations::drill::{self, About, Halt, Rating};
use dutydesk::operations::fact::{Body, Fact};
use dutydesk::operations::incident::{self, Phase, Verdict};
use dutydesk::operations::reference::Code;
use dutydesk::operations::report::{self, Kind};
use dutydesk::operations::{claim, pool};
use dutydesk::text::bounded;
use dutydesk::units::{
    ClaimId, Digest, DispatchId, EntryNumber, Fen, IncidentId, InputNumber, Instant, InsurerId, PersonId,
    ReservationId, Span, TeamId, ZoneId,
};

/// 2026-11-22 03:00 local time.
pub(crate) const BEGAN: Instant = Instant(1_795_287_600_000);
pub(crate) const SCENARIO: Digest = Digest([0xab; 32]);
pub(crate) const ONE: IncidentId = IncidentId(1_001);
pub(crate) const TWO: IncidentId = IncidentId(1_002);

/// An entry: seconds after the beginning, and what.
pub(crate) type Entry = (i64, Body);

/// Returns an instant of the drill.
pub(crate) const fn at(seconds: i64) -> Instant {
    BEGAN.after(Span::seconds(seconds))
}

pub(crate) fn words(zh: &str, en: &str) -> Words {
    Words { zh: bounded(zh), en: bounded(en) }
}

/// An expectation of five points within fifteen seconds of the first inject.
pub(crate) fn expects(code: &str, does: Expected) -> Expectation {
    Expectation {
        code: bounded(code),
        words: words("一分钟内受理", "acknowledge it"),
        objective: None,
        from: From::Inject(0),
        does,
        wrong: Vec::new(),
        within: Span::seconds(15),
        weight: 5,
    }
}

/// A scenario of two injects and these expectations.
pub(crate) fn scenario(expectations: Vec<Expectation>) -> Scenario {
    let inject = |code: &str, title| InjectScript { code: bounded(code), title, ..InjectScript::default() };
    let mut script = Script {
        digest: SCENARIO,
        name: words("园区火灾 <样例> & \"引号\"", "park fire <sample> & \"quotes\""),
        injects: [
            inject("J1", words("烟感报警", "smoke")),
            inject("J2", words("第二起火情", "a second fire")),
        ]
        .into(),
        ..Script::default()
    };
    script.phases[1] = PhaseScript {
        entry: [words("核实属实", "verified as real")].into(),
        exit: [words("已报119", "119 was told"), words("首报已签发", "the first report is signed")].into(),
    };
    let mut scenario = Scenario { script, expectations, ..Scenario::default() };
    scenario.exit[1] = vec![None, None];
    scenario
}

/// Scores entries, numbered from 1.
pub(crate) fn score(scenario: &Scenario, entries: &[Entry]) -> Result<Score, Unscored> {
    let mut tally = Tally::new(scenario);
    for (place, (seconds, body)) in entries.iter().enumerate() {
        let fact = Fact { at: at(*seconds), actor: Actor::Desk, action: None, body: body.clone() };
        tally.take(EntryNumber(place as u64 + 1), &fact, |expected, body| expected.is(body, &Nobody));
    }
    tally.finish()
}

/// Nobody is known by a code, and every report is the first one.
pub(crate) struct Nobody;

impl Codes for Nobody {
    fn code_of(&self, _: Callee) -> Option<Code> {
        None
    }

    fn kind_of(&self, _: IncidentId, _: u16) -> Option<Kind> {
        Some(Kind::First)
    }
}

pub(crate) fn began() -> Body {
    Body::Drill(drill::Fact::Began { scenario: SCENARIO, name: bounded("园区火灾"), injects: 2 })
}

pub(crate) const fn ended() -> Body {
    Body::Drill(drill::Fact::Ended { real: false })
}

pub(crate) fn given(inject: u16) -> Body {
    let code = bounded(["J1", "J2"][usize::from(inject)]);
    Body::Drill(drill::Fact::Given { inject, code, by_hand: inject == 1 })
}

pub(crate) fn left(inject: u16) -> Body {
    Body::Drill(drill::Fact::Left { inject, code: bounded(["J1", "J2"][usize::from(inject)]) })
}

pub(crate) const fn entered(phase: Phase, reason: Option<u64>) -> Body {
    let reason = match reason {
        Some(token) => Some(text(token)),
        None => None,
    };
    Body::Drill(drill::Fact::Entered { phase, in_order: reason.is_none(), reason })
}

pub(crate) const fn checked(phase: Phase, item: u8) -> Body {
    Body::Drill(drill::Fact::Checked { phase, item, by_hand: true })
}

pub(crate) const fn observed(about: About, rating: Rating, token: u64) -> Body {
    Body::Drill(drill::Fact::Observed { about, rating, text: text(token) })
}

pub(crate) fn to_improve(number: u16, owner: &str, due_day: i32, token: u64) -> Body {
    Body::Drill(drill::Fact::ToImprove { number, owner: bounded(owner), due_day, text: text(token) })
}

pub(crate) fn improved(run: &str, number: u16) -> Body {
    Body::Drill(drill::Fact::Improved { run: bounded(run), number })
}

pub(crate) const fn held(why: Halt) -> Body {
    Body::Drill(drill::Fact::Held { why })
}

pub(crate) const fn resumed() -> Body {
    Body::Drill(drill::Fact::Resumed)
}

pub(crate) const fn paced(milli: u32) -> Body {
    Body::Drill(drill::Fact::Paced { milli })
}

fn changed(what: What) -> Body {
    let change = Change { at: BEGAN, what };
    Body::Incident(incident::Fact::Alarm { change, named: incident::fact::Named::default() })
}

pub(crate) fn opened(incident: IncidentId) -> Body {
    changed(What::Opened { incident, zone: ZoneId(1), family: HazardFamily::Fire })
}

pub(crate) fn fault(incident: IncidentId) -> Body {
    changed(What::Opened { incident, zone: ZoneId(1), family: HazardFamily::Fault })
}

pub(crate) fn endangers(incident: IncidentId) -> Body {
    changed(What::LifeRiskChanged { incident, life_risk: true })
}

pub(crate) const fn acknowledged(incident: IncidentId) -> Body {
    Body::Incident(incident::Fact::Acknowledged { incident, upto: InputNumber(9), came_later: 0 })
}

pub(crate) const fn verified(incident: IncidentId, verdict: Verdict) -> Body {
    let witness = call::Witness::Officer;
    Body::Incident(incident::Fact::Verified { incident, verdict, witness, place: None })
}

pub(crate) fn rang(incident: IncidentId, callee: Callee, purpose: Purpose, outcome: Outcome) -> Body {
    Body::Call(call::Fact::Ended {
        incident,
        callee,
        purpose,
        post: bounded("总机"),
        outcome,
        by: None,
        reference: bounded("0317"),
    })
}

/// 119 answered.
pub(crate) fn told_119(incident: IncidentId) -> Body {
    rang(incident, Callee::Agency(Agency::Fire), Purpose::Alarm, Outcome::Answered)
}

/// A leader was briefed.
pub(crate) fn briefed(incident: IncidentId) -> Body {
    rang(incident, Callee::Person(PersonId(4)), Purpose::Brief, Outcome::Answered)
}

pub(crate) fn ordered(incident: IncidentId, dispatch: u32, replaces: Option<u32>) -> Body {
    Body::Dispatch(dispatch::Fact::Ordered {
        dispatch: DispatchId(dispatch),
        incident,
        team: TeamId(dispatch),
        code: bounded(&format!("T{dispatch}")),
        task: Task::Guide,
        staging: bounded("北门"),
        instead: None,
        despite: None,
        replaces: replaces.map(DispatchId),
    })
}

pub(crate) fn moved(incident: IncidentId, dispatch: u32, to: Status) -> Body {
    Body::Dispatch(dispatch::Fact::Moved {
        dispatch: DispatchId(dispatch),
        incident,
        code: bounded(&format!("T{dispatch}")),
        from: Status::Ordered,
        to,
        eta_minutes: Some(4),
    })
}

pub(crate) const fn submitted(incident: IncidentId) -> Body {
    Body::Report(report::Fact::Submitted { incident, number: 1, kind: Kind::First, text: text(90) })
}

pub(crate) fn claimed(incident: IncidentId) -> Body {
    Body::Claim(claim::Fact::Opened {
        claim: ClaimId(1),
        incident,
        insurer: InsurerId(0),
        code: bounded("PICC"),
        number: bounded("RDAA1"),
        policy: bounded(""),
    })
}

pub(crate) fn reserved(incident: IncidentId) -> Body {
    Body::Pool(pool::Fact::Reserved {
        reservation: ReservationId(1),
        incident,
        amount: Fen(5_000_000),
        payee: text(91),
        purpose: text(92),
        evidence: text(93),
        maker: crate::operations::fixture::officer("D1"),
        expires: at(90_000),
    })
}

pub(crate) fn posted(incident: IncidentId) -> Body {
    Body::Pool(pool::Fact::Posted {
        reservation: ReservationId(1),
        incident,
        amount: Fen(4_638_050),
        released: Fen(361_950),
        by: crate::operations::fixture::officer("F1"),
        basis: pool::Basis::default(),
    })
}

pub(crate) const fn text(token: u64) -> PrivateText {
    PrivateText { token, digest: Digest([token as u8; 32]) }
}
