//! Every kind of entry against every word of a scenario: what it means, and that it means nothing else.

use crate::drill::expected::{Book, called, found, moved, ordered};
use crate::drill::run::text;
use crate::journal::facts::message;
use crate::operations::fixture::officer;
use dutydesk::correlation::alarm::{AlarmClass, AlarmKey};
use dutydesk::correlation::change::{Reason, ReasonCode};
use dutydesk::drill::expected::Expected;
use dutydesk::operations::call::{Agency, Callee, Outcome, Purpose};
use dutydesk::operations::dispatch::{Status, Task};
use dutydesk::operations::fact::Body;
use dutydesk::operations::finding::{Found, People, Scene};
use dutydesk::operations::handover::{Keys, Sums, fact::Moved};
use dutydesk::operations::suppression::fact::Called;
use dutydesk::operations::warning;
use dutydesk::operations::warning::message::{Message, MessageKind};
use dutydesk::units::{DeviceId, DispatchId, InsurerId, PersonId, RuleId, SiteId, Span, TeamId, WarningId};
use serde::Serialize;
use std::collections::BTreeSet;

/// Every act as a scenario may write it, with a team, an insurer, a site that is meant and one that is not.
const WORDS: &str = "
    alarm, quiet, warning, surge, feed-lost, escalated, ack, call 119, call 120, call 110, call power, call gas,
    call upward, call 119 update, call 120 update, call 110 update, call power update, call gas update,
    call upward update, call site, call site HY, call site XX, call head, call L1, call T4, call PICC, call HY,
    intake, verify, verify real, verify false, verify open, people, people missing, people trapped, people hurt,
    people dead, people accounted, scene, scene smoke, scene flame, scene spreading, scene controlled, scene out,
    scene leaking, scene stopped, scene cleared, scene nothing, dispatch, dispatch T4, dispatch T1,
    dispatch guide, dispatch cordon, dispatch outer, dispatch attack, dispatch plug, dispatch water, dispatch medical,
    dispatch power, dispatch survey, dispatch look, dispatch T4 attack, dispatch T1 attack, dispatch T4 plug,
    unanswered, refused, accepted, en-route, on-scene, released, returned, replaced, accepted T4, accepted T1,
    returned T4, evac, evac-heard, evac-heard T4, evac-heard T1, report first, report follow-up, report final,
    sign first, sign follow-up, sign final, send first, send follow-up, send final, unit, order, done, propose, level,
    level none, claim, claim PICC, claim CPIC, papers, agree, reserve, post, void, paid, arrived, refill, recover,
    relay, feed-ack, merge, close, reopen, note, shelve, handover, phase 0, phase 1, phase 2, phase 3, inject J3,
    inject J1
";

/// Entries as the journal writes them, and what each means; for `$` and a letter see [`read`].
const FACTS: &[(&str, &str)] = &[
    ("alarm", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Opened":{$i,"zone":3,"family":"Gas"}}}}}"#),
    (
        "alarm",
        r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Joined":{$i,$a,"occurrence":1,"occurred":0,"value_milli":0,$r}}}}}"#,
    ),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Repeated":{$i,$a,"count":2}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Ended":{$i,$a,"occurrence":1}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"LevelChanged":{$i,"from":1,"to":2,$r}}}}}"#),
    (
        "",
        r#""Incident":{"Alarm":{"change":{"at":0,"what":{"SeverityChanged":{$i,"from":"Minor","to":"Severe"}}}}}"#,
    ),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"LifeRiskChanged":{$i,"life_risk":true}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Renewed":{$i,"cause":"NewKind"}}}}}"#),
    ("quiet", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Quieted":{$i}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"FirstOutChanged":{$i,$a}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Suppressed":{$a,$r}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Unsuppressed":{$a,$r}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"SuppressionEnded":{"suppression":1,$r}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Merged":{$i,"from":1002,$r}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"MergeProposed":{$i,"from":1002,$r}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Split":{$i,"from":1002,$a}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Follows":{$i,"parent":1002}}}}}"#),
    ("", r#""Incident":{"Alarm":{"change":{"at":0,"what":{"Stale":{$i,$a}}}}}"#),
    (
        "",
        r#""Incident":{"Alarm":{"change":{"at":0,"what":{"TableFull":{"table":"Incidents","turned_away":1}}}}}"#,
    ),
    ("", r#""Incident":{"Repeats":{$i,"raises":2}}"#),
    ("ack", r#""Incident":{"Acknowledged":{$i,"upto":9,"came_later":0}}"#),
    ("", r#""Incident":{"Renewed":{$i,"cause":"NewKind"}}"#),
    ("note", r#""Incident":{"Noted":{$i,"text":$t}}"#),
    (
        "verify, verify real",
        r#""Incident":{"Verified":{$i,"verdict":"Real","witness":"Officer","place":null}}"#,
    ),
    (
        "verify, verify false",
        r#""Incident":{"Verified":{$i,"verdict":{"False":{"cause":"steam","restored":true}},"witness":"Officer","place":null}}"#,
    ),
    (
        "verify, verify open",
        r#""Incident":{"Verified":{$i,"verdict":"Open","witness":"Officer","place":null}}"#,
    ),
    ("", r#""Incident":{"PhaseChanged":{$i,"from":"activation","to":"rescue"}}"#),
    ("escalated", r#""Incident":{"Escalated":{$i,"step":1,"to":"Leader","code":"L1"}}"#),
    ("close", r#""Incident":{"Closed":{$i,"disposition":"Handled","reason":null}}"#),
    ("reopen", r#""Incident":{"Reopened":{$i,"reason":$t}}"#),
    ("merge", r#""Incident":{"MergeAsked":{$i,"from":1002}}"#),
    ("", r#""Incident":{"SplitAsked":{$i,"alarms":1}}"#),
    ("", r#""Incident":{"KeptApart":{$i,"other":1002}}"#),
    (
        "intake",
        r#""Intake":{"Taken":{"intake":$n,$i,"opened":true,"zone":1,"place":"2","family":"Fire","exactly":null}}"#,
    ),
    (
        "intake",
        r#""Intake":{"Taken":{"intake":$n,$i,"opened":false,"zone":1,"place":"2","family":"Fire","exactly":null}}"#,
    ),
    ("", r#""Intake":{"Filled":{"intake":$n,$i,"field":"phone","text":$t}}"#),
    ("", r#""Intake":{"Joined":{"intake":$n,$i,"from":1002}}"#),
    ("", r#""Intake":{"Ended":{"intake":$n,$i}}"#),
    ("", r#""Plan":{"Done":{$i,"step":1}}"#),
    ("", r#""Deadline":{"Dropped":{"subject":{"Acknowledge":1001}}}"#),
    ("report first", r#""Report":{"Submitted":{$i,"number":1,"kind":"first","text":$t}}"#),
    ("report follow-up", r#""Report":{"Submitted":{$i,"number":1,"kind":"follow-up","text":$t}}"#),
    ("report final", r#""Report":{"Submitted":{$i,"number":1,"kind":"final","text":$t}}"#),
    ("", r#""Report":{"Returned":{$i,"number":1,"reason":$t}}"#),
    ("sign first", r#""Report":{"Signed":{$i,"number":1,"by":$o}}"#),
    ("sign final", r#""Report":{"Signed":{$i,"number":2,"by":$o}}"#),
    ("", r#""Report":{"Signed":{$i,"number":3,"by":$o}}"#),
    ("send first", r#""Report":{"Sent":{$i,"number":1,"channel":"phone","receipt":""}}"#),
    ("send final", r#""Report":{"Sent":{$i,"number":2,"channel":"written","receipt":""}}"#),
    ("", r#""Report":{"Sent":{$i,"number":3,"channel":"phone","receipt":""}}"#),
    ("unit", r#""Report":{"UnitReported":{$i}}"#),
    ("order", r#""Order":{"Given":{"order":1,$i,"text":$t,"from":"L1","carrier":1,"code":"D1","due":9}}"#),
    ("done", r#""Order":{"Done":{"order":1,$i}}"#),
    ("propose", r#""Order":{"Proposed":{$i,"level":"Three"}}"#),
    ("level", r#""Order":{"Decided":{$i,"level":"Three","by":$o}}"#),
    ("level none", r#""Order":{"Decided":{$i,"level":null,"by":$o}}"#),
    (
        "claim, claim PICC",
        r#""Claim":{"Opened":{"claim":1,$i,"insurer":0,"code":"picc","number":"N1","policy":""}}"#,
    ),
    ("papers", r#""Claim":{"PapersComplete":{"claim":1,$i}}"#),
    ("agree", r#""Claim":{"Agreed":{"claim":1,$i,"amount":5}}"#),
    ("", r#""Claim":{"Refused":{"claim":1,$i,"reason":$t}}"#),
    ("", r#""Claim":{"RefusalNoticed":{"claim":1,$i}}"#),
    ("", r#""Pool":{"Opened":{"balance":5}}"#),
    (
        "reserve",
        r#""Pool":{"Reserved":{"reservation":1,$i,"amount":5,"payee":$t,"purpose":$t,"evidence":$t,"maker":$o,"expires":9}}"#,
    ),
    ("post", r#""Pool":{"Posted":{"reservation":1,$i,"amount":5,"released":0,"by":$o}}"#),
    ("", r#""Pool":{"Signed":{"reservation":1,$i,"amount":5,"by":$o,"heard":null}}"#),
    ("", r#""Pool":{"Countersigned":{"reservation":1,$i,"by":$o}}"#),
    ("", r#""Pool":{"Reviewed":{"reservation":1,$i,"by":$o,"finding":"upheld","note":$t}}"#),
    ("", r#""Pool":{"DayAsserted":{"day":1,"figure":5,"by":$o}}"#),
    ("", r#""Pool":{"DayClosed":{"day":1,"figure":5,"on_the_way":0,"reserved":0,"first":$o,"second":$o}}"#),
    ("void", r#""Pool":{"Voided":{"reservation":1,$i,"released":5,"reason":$t}}"#),
    ("", r#""Pool":{"Expired":{"reservation":1,$i,"released":5}}"#),
    ("paid", r#""Pool":{"Paid":{"reservation":1,$i,"receipt":"H7"}}"#),
    ("arrived", r#""Pool":{"Arrived":{"reservation":1,$i}}"#),
    ("refill", r#""Pool":{"Refilled":{"claim":1,$i,"amount":5,"receipt":"H7"}}"#),
    ("recover", r#""Pool":{"Recovered":{$i,"amount":5,"receipt":"H7"}}"#),
    ("", r#""Pool":{"Contributed":{"payer":{"Site":1},"code":"HY","amount":5,"receipt":"H7"}}"#),
    (
        "relay",
        r#""Delivery":{"Recorded":{"delivery":1,"incident":null,"target":{"Insurer":0},"post":"","about":{"Relay":1},"key":$n,"by_machine":true}}"#,
    ),
    (
        "relay",
        r#""Delivery":{"Recorded":{"delivery":1,"incident":null,"target":{"Person":0},"post":"","about":{"Relay":1},"key":$n,"by_machine":false}}"#,
    ),
    (
        "",
        r#""Delivery":{"Recorded":{"delivery":1,$i,"target":{"Team":0},"post":"","about":{"Dispatch":1},"key":$n,"by_machine":true}}"#,
    ),
    (
        "",
        r#""Delivery":{"Recorded":{"delivery":1,$i,"target":{"Team":0},"post":"","about":{"Evacuation":1},"key":$n,"by_machine":true}}"#,
    ),
    (
        "",
        r#""Delivery":{"Recorded":{"delivery":1,$i,"target":{"Person":0},"post":"","about":{"Escalation":[1001,1]},"key":$n,"by_machine":true}}"#,
    ),
    ("", r#""Delivery":{"Came":{"delivery":1,"incident":null,"outcome":"Delivered"}}"#),
    (
        "shelve",
        r#""Suppression":{"Begun":{"suppression":{"id":1,"cover":{"Shelf":$k},"begun":0,"until":9},$c,$i,"who":null,"reason":$t}}"#,
    ),
    (
        "shelve",
        r#""Suppression":{"Begun":{"suppression":{"id":1,"cover":{"Outage":1},"begun":0,"until":9},$c,$i,"who":null,"reason":$t}}"#,
    ),
    (
        "",
        r#""Suppression":{"Begun":{"suppression":{"id":1,"cover":{"Window":1},"begun":0,"until":9},$c,$i,"who":null,"reason":$t}}"#,
    ),
    ("", r#""Suppression":{"Lifted":{"suppression":1,"cover":{"Shelf":$k},$c}}"#),
    ("", r#""Warning":{"Expired":{"warning":1}}"#),
    ("", r#""Warning":{"Withdrawn":{"warning":1}}"#),
    ("", r#""Warning":{"Joined":{"warning":1,"feed":0}}"#),
    ("", r#""Feed":{"Up":{"feed":0,"from":1,"resumed":false}}"#),
    ("", r#""Feed":{"Down":{"feed":0,"cause":"Silent"}}"#),
    ("", r#""Feed":{"Gap":{"feed":0,"from":1,"to":2,"reason":""}}"#),
    ("", r#""Feed":{"Admitted":{"feed":0,"device":1,"code":"X"}}"#),
    ("", r#""Feed":{"Placed":{"feed":0,"device":1,"place":"X"}}"#),
    ("feed-lost", r#""Feed":{"Silent":{"feed":0,"since":0}}"#),
    ("feed-lost", r#""Feed":{"Unread":{"feed":0,"since":0}}"#),
    ("feed-lost", r#""Feed":{"Broken":{"feed":0,"since":0}}"#),
    ("feed-ack", r#""Feed":{"Known":{"feed":0,"since":0}}"#),
    ("", r#""Feed":{"Speaks":{"feed":0,"since":0}}"#),
    ("", r#""Feed":{"Rejected":{"feed":0,"reason":"","count":1}}"#),
    ("", r#""Feed":{"CountsAnew":{"feed":0,"had":9,"last":1}}"#),
    ("surge", r#""Desk":{"SurgeBegan":{"announced":20,"officers":1}}"#),
    ("", r#""Desk":{"SurgeEnded":{"announced":2,"officers":1}}"#),
    ("", r#""Desk":"Stopped""#),
    ("handover", r#""Handover":{"Taken":{"handover":1,"from":null,"to":$o,"rostered":"D1",$s}}"#),
    (
        "handover",
        r#""Handover":{"Signed":{"handover":1,"from":null,"signer":$o,"to":$o,"late":false,"rostered":"D1",$s}}"#,
    ),
    (
        "",
        r#""Handover":{"Signed":{"handover":1,"from":null,"signer":$o,"to":$o,"late":true,"rostered":"D1",$s}}"#,
    ),
    ("", r#""Handover":{"Offered":{"handover":1,"from":$o,"to":$o,"note":null,$s}}"#),
    ("", r#""Handover":{"Withdrawn":{"handover":1,"by":$o}}"#),
    ("phase 0", r#""Drill":{"Entered":{"phase":"verification","in_order":true,"reason":null}}"#),
    ("phase 1", r#""Drill":{"Entered":{"phase":"activation","in_order":true,"reason":null}}"#),
    ("phase 2", r#""Drill":{"Entered":{"phase":"rescue","in_order":false,"reason":$t}}"#),
    ("phase 3", r#""Drill":{"Entered":{"phase":"recovery","in_order":true,"reason":null}}"#),
    ("inject J3", r#""Drill":{"Given":{"inject":2,"code":"J3","by_hand":false}}"#),
    ("inject J1", r#""Drill":{"Given":{"inject":0,"code":"j1","by_hand":true}}"#),
    ("", r#""Drill":{"Left":{"inject":2,"code":"J3"}}"#),
    ("", r#""Drill":{"Ready":{"phase":"rescue"}}"#),
    ("", r#""Drill":{"Checked":{"phase":"rescue","item":1,"by_hand":true}}"#),
    ("", r#""Drill":{"Observed":{"about":{"Inject":"J3"},"rating":"Good","text":$t}}"#),
    ("", r#""Drill":{"ToImprove":{"number":1,"owner":"L1","due_day":9,"text":$t}}"#),
    ("", r#""Drill":{"Improved":{"run":"x","number":1}}"#),
    ("", r#""Drill":{"Held":{"why":"Director"}}"#),
    ("", r#""Drill":"Resumed""#),
    ("", r#""Drill":{"Paced":{"milli":1000}}"#),
    ("", r#""Drill":{"Ended":{"real":true}}"#),
];

/// Reads an entry of the table.
fn read(fact: &str) -> Body {
    fn json(value: impl Serialize) -> String {
        serde_json::to_string(&value).unwrap()
    }
    let alarm = AlarmKey { device: DeviceId(1), class: AlarmClass::Hazard };
    let reason = Reason { code: ReasonCode::First, rule: RuleId(0), other: None, span: Span(0) };
    let signed = format!(
        r#""sheet":{},"moved":{},"keys":{}"#,
        json(Sums::default()),
        json(Moved::default()),
        json(Keys::ALL[0])
    );
    let mut text_of = format!("{{{fact}}}");
    for (short, long) in [
        ("$i", r#""incident":1001"#.to_owned()),
        ("$t", json(text(7))),
        ("$o", json(officer("D1"))),
        ("$a", format!(r#""alarm":{}"#, json(alarm))),
        ("$k", json(alarm)),
        ("$r", format!(r#""reason":{}"#, json(reason))),
        ("$n", format!(r#""{:032x}""#, 1)),
        ("$c", format!(r#""named":{}"#, json(Called::default()))),
        ("$s", signed),
    ] {
        text_of = text_of.replace(short, &long);
    }
    serde_json::from_str(&text_of).unwrap_or_else(|error| panic!("{text_of}: {error}"))
}

fn words(of: &str) -> BTreeSet<&str> {
    of.split(',').map(str::trim).filter(|words| !words.is_empty()).collect()
}

/// Says that of all words these mean an entry, and no others.
fn means(fact: &Body, wanted: &str) {
    let all = words(WORDS);
    let meant: BTreeSet<&str> =
        all.iter().copied().filter(|it| Expected::parse(it).unwrap().is(fact, &Book)).collect();
    assert_eq!(meant, words(wanted), "{fact:?}");
}

#[test]
fn every_entry_means_its_words_and_no_others() {
    for (wanted, fact) in FACTS {
        means(&read(fact), wanted);
    }
}

#[test]
fn an_order_means_its_team_and_its_task() {
    let tasks = [
        (Task::Guide, "guide"),
        (Task::Cordon, "cordon"),
        (Task::Outer, "outer"),
        (Task::Attack, "attack"),
        (Task::Plug, "plug"),
        (Task::Water, "water"),
        (Task::Medical, "medical"),
        (Task::Power, "power"),
        (Task::Survey, "survey"),
        (Task::Look, "look"),
    ];
    for (task, word) in tasks {
        let both = if matches!(task, Task::Attack | Task::Plug) {
            format!(", dispatch T4 {word}")
        } else {
            String::new()
        };
        means(&ordered("t4", task), &format!("dispatch, dispatch T4, dispatch {word}{both}"));
    }
    let statuses = [
        (Status::Ordered, ""),
        (Status::Unanswered, "unanswered"),
        (Status::Refused, "refused"),
        (Status::Accepted, "accepted, accepted T1"),
        (Status::EnRoute, "en-route"),
        (Status::OnScene, "on-scene"),
        (Status::Released, "released"),
        (Status::Back, "returned"),
        (Status::Replaced, "replaced"),
    ];
    for (status, wanted) in statuses {
        means(&moved("T1", status), wanted);
    }
    means(&moved("t4", Status::Back), "returned, returned T4");
    let told = r#""Dispatch":{"EvacuationOrdered":{$i,"teams":2}}"#;
    means(&read(told), "evac");
    let heard = r#""Dispatch":{"EvacuationHeard":{"dispatch":1,$i,"code":"T4"}}"#;
    means(&read(heard), "evac-heard, evac-heard T4");
    means(&read(r#""Dispatch":{"Waived":{"dispatch":1,$i,"code":"T4"}}"#), "");
}

#[test]
fn a_call_means_whom_it_reached() {
    let agencies = [
        (Agency::Fire, "119"),
        (Agency::Medical, "120"),
        (Agency::Police, "110"),
        (Agency::Power, "power"),
        (Agency::Gas, "gas"),
        (Agency::Upward, "upward"),
    ];
    for (agency, word) in agencies {
        let callee = Callee::Agency(agency);
        means(&called(callee, Purpose::Alarm, Outcome::Answered), &format!("call {word}"));
        let both = format!("call {word}, call {word} update");
        means(&called(callee, Purpose::Update, Outcome::Answered), &both);
        for outcome in [Outcome::NoAnswer, Outcome::Busy] {
            means(&called(callee, Purpose::Alarm, outcome), "");
        }
    }
    let site = Callee::Site { site: SiteId(0), contact: 0 };
    let insurer = Callee::Insurer { insurer: InsurerId(0), contact: 0 };
    for (callee, purpose, wanted) in [
        (site, Purpose::Verify, "call site, call site HY"),
        (site, Purpose::Update, "call site, call site HY"),
        (Callee::Person(PersonId(0)), Purpose::Brief, "call L1"),
        (Callee::Person(PersonId(0)), Purpose::Update, "call L1"),
        (Callee::Team(TeamId(0)), Purpose::Task(DispatchId(1)), "call T4"),
        (insurer, Purpose::Notice, "call PICC"),
    ] {
        means(&called(callee, purpose, Outcome::Answered), wanted);
        means(&called(callee, purpose, Outcome::NoAnswer), "");
    }
    means(&called(site, Purpose::UnitHead, Outcome::Answered), "call head, call site, call site HY");
    means(&called(site, Purpose::UnitHead, Outcome::Busy), "");
    let dialled = r#""Call":{"Opened":{$i,"callee":{"Agency":"fire"},"purpose":"Alarm","post":""}}"#;
    means(&read(dialled), "");
}

#[test]
fn people_mean_every_plight_that_they_are_in() {
    let none = People::default();
    let counted = People { counted: Some(4), ..none };
    for (people, wanted) in [
        (People { expected: Some(4), ..none }, "people"),
        (counted, "people, people accounted"),
        (People { counted: Some(0), ..none }, "people, people accounted"),
        (People { missing: Some(0), trapped: Some(0), hurt: Some(0), dead: Some(0), ..none }, "people"),
        (People { missing: Some(1), ..counted }, "people, people missing"),
        (People { trapped: Some(1), ..counted }, "people, people trapped"),
        (People { hurt: Some(1), ..counted }, "people, people hurt, people accounted"),
        (People { dead: Some(1), ..counted }, "people, people dead, people accounted"),
        (
            People { missing: Some(1), trapped: Some(1), hurt: Some(1), dead: Some(1), ..none },
            "people, people missing, people trapped, people hurt, people dead",
        ),
    ] {
        means(&found(Found::People(people)), wanted);
    }
    let scenes = [
        (Scene::Smoke, "smoke"),
        (Scene::Flame, "flame"),
        (Scene::Spreading, "spreading"),
        (Scene::Controlled, "controlled"),
        (Scene::Out, "out"),
        (Scene::Leaking, "leaking"),
        (Scene::LeakStopped, "stopped"),
        (Scene::Cleared, "cleared"),
        (Scene::Nothing, "nothing"),
    ];
    for (scene, word) in scenes {
        means(&found(Found::Scene(scene)), &format!("scene, scene {word}"));
    }
}

#[test]
fn a_warning_is_one_that_is_issued_or_updated() {
    let of = |kind| Box::new(Message { kind, ..message() });
    let taken = |kind| Body::Warning(warning::Fact::Taken { warning: WarningId(1), message: of(kind) });
    means(&taken(MessageKind::Issue), "warning");
    means(&taken(MessageKind::Update), "warning");
    means(&taken(MessageKind::Cancel), "");
    let dangling = warning::Fact::Dangling { message: of(MessageKind::Update), among: 1 };
    means(&Body::Warning(dangling), "");
}
