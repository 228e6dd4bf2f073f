//! Both languages, whole and within their cells.

use dutydesk::correlation::alarm::{AlarmClass, AlarmState, DeviceKind, HazardFamily};
use dutydesk::correlation::area::Flaw;
use dutydesk::correlation::change::{Reason, ReasonCode, RenewCause, Table};
use dutydesk::language::word::PHRASES;
use dutydesk::language::{Lang, Word, answer, entry, name, reason, text};
use dutydesk::operations::authority::Roles;
use dutydesk::operations::desk::RuleName;
use dutydesk::operations::desk::fact::Recovery;
use dutydesk::operations::feed::LostCause;
use dutydesk::operations::incident::Phase;
use dutydesk::operations::incident::{self, Disposition};
use dutydesk::operations::outcome::{Outcome, Refusal, Remark};
use dutydesk::operations::reference::{Risk, Role};
use dutydesk::operations::warning::Colour;
use dutydesk::text::cells;
use dutydesk::units::{
    Digest, EntryNumber, EvidenceLevel, IncidentId, Revision, RuleId, Severity, Span, WarningId,
};
use unicode_width::UnicodeWidthStr;

/// Takes both readings of one thing.
fn check(zh: &str, en: &str) {
    assert!(!zh.is_empty() && !en.is_empty(), "{zh} {en}");
    for said in [zh, en] {
        let settled = UnicodeWidthStr::width_cjk(said) == UnicodeWidthStr::width(said);
        assert!(settled || said.contains('·'), "of ambiguous width: {said}");
        assert_eq!(dutydesk::text::clean(said), said);
    }
    let chinese = |said: &str| said.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    assert!(!chinese(en), "Chinese in the English: {en}");
}

fn pair(say: impl Fn(Lang) -> &'static str) {
    check(say(Lang::Zh), say(Lang::En));
}

fn written(say: impl Fn(Lang, &mut String)) {
    let mut said = [String::new(), String::new()];
    for (lang, said) in Lang::ALL.into_iter().zip(&mut said) {
        say(lang, said);
    }
    check(&said[0], &said[1]);
}

#[test]
fn every_word_stands_in_both_languages() {
    for word in Word::ALL {
        pair(|lang| text(lang, *word));
        let dotted = text(Lang::Zh, *word).contains('·');
        assert_eq!(dotted, *word == Word::SampleBand, "only the band has a dot, and a twin without");
    }
    for (zh, en) in PHRASES {
        check(zh, en);
    }
    for (kind, zh, en) in entry::KINDS.into_iter().chain(entry::DESK_KINDS) {
        check(zh, en);
        assert_eq!(entry::kind(Lang::Zh, kind), zh);
        assert!(cells(zh) <= 15 && cells(en) <= 16, "{kind} is wider than its column");
    }
    assert_eq!(entry::kind(Lang::En, "later.kind"), "later.kind");
}

#[test]
fn every_variant_has_a_name_in_both_languages() {
    use AlarmState as State;
    use HazardFamily as Family;
    pairs(&DeviceKind::ALL, name::device_kind);
    pairs(
        &[
            Family::Fire,
            Family::Gas,
            Family::Water,
            Family::Pressure,
            Family::Power,
            Family::Weather,
            Family::Fault,
            Family::Other,
        ],
        name::family,
    );
    pairs(&AlarmClass::ALL[1..], name::class);
    pairs(&[State::Normal, State::Unacknowledged, State::Acknowledged], name::alarm_state);
    pairs(
        &[State::ReturnedUnacknowledged, State::Shelved, State::Suppressed, State::OutOfService],
        name::alarm_state,
    );
    let duplicate = Disposition::Duplicate(IncidentId(1));
    pairs(&[Disposition::Handled, Disposition::Test, duplicate, Disposition::Unverified], name::disposition);
    pairs(&Flaw::ALL, name::area_flaw);
    pairs(&[Risk::Ungraded, Risk::Blue, Risk::Yellow, Risk::Orange, Risk::Red], name::risk);
    pairs(
        &[Colour::Unknown, Colour::White, Colour::Blue, Colour::Yellow, Colour::Orange, Colour::Red],
        name::colour,
    );
    pairs(&[Severity::Unknown, Severity::Info, Severity::Minor], name::severity);
    pairs(&[Severity::Moderate, Severity::Severe, Severity::Extreme], name::severity);
    pairs(&Phase::ALL, name::phase);
    pairs(&[LostCause::Unreachable, LostCause::Handshake, LostCause::Closed], name::lost_cause);
    pairs(&[LostCause::Silent, LostCause::Protocol, LostCause::Refused(1)], name::lost_cause);
    pairs(&[RenewCause::NewKind, RenewCause::NewZone, RenewCause::HigherLevel], name::renew_cause);
    pairs(&[RenewCause::HigherSeverity, RenewCause::AfterQuiet, RenewCause::ReAlarm], name::renew_cause);
    pairs(&[Table::Incidents, Table::Unregistered, Table::Warnings], name::table);
    pairs(&[Recovery::Fresh, Recovery::Checkpoint, Recovery::Folded], name::recovery);
    pairs(&[Role::Officer, Role::Leader, Role::Finance, Role::Insurer], name::role);
    pairs(&[Role::Expert, Role::Responder, Role::Observer, Role::Director], name::role);
}

fn pairs<T: Copy>(all: &[T], say: fn(Lang, T) -> &'static str) {
    for one in all {
        pair(|lang| say(lang, *one));
    }
}

#[test]
fn every_reason_is_a_sentence_with_its_parameters() {
    use ReasonCode::{
        Ended, First, GatewayLost, InWarning, Isolated, ManualCallPoint, Nearby, Operator, Overflow,
        SameDevice, SameZoneOtherQuantity, SameZoneSameKind, Test, Unregistered,
    };
    let rule = RuleName {
        rule: RuleId(12),
        id: dutydesk::text::bounded("behind"),
        zh: "它后面的不另报".into(),
        en: "what is behind it is not said".into(),
    };
    for code in [
        First,
        SameDevice,
        SameZoneSameKind,
        SameZoneOtherQuantity,
        Nearby,
        ManualCallPoint,
        InWarning(WarningId(7)),
        GatewayLost,
        Overflow,
        Unregistered,
        Test,
        Isolated,
        Operator,
        Ended,
    ] {
        let why = Reason { code, rule: RuleId(12), other: None, span: Span::seconds(18) };
        written(|lang, out| reason::sentence(lang, &why, "S-2031", Some(&rule), out));
        written(|lang, out| reason::sentence(lang, &why, "S-2031", None, out));
        let mut said = String::new();
        reason::sentence(Lang::Zh, &why, "S-2031", Some(&rule), &mut said);
        let named = said.contains("规则 behind: 它后面的不另报.");
        assert!(said.contains("S-2031") && said.contains("18") && named, "{said}");
        let mut said = String::new();
        reason::sentence(Lang::Zh, &why, "S-2031", None, &mut said);
        assert!(said.ends_with("规则 12."), "a rule that the file has no more is a number: {said}");
    }
    (0..5).for_each(|level| written(|lang, out| reason::level(lang, EvidenceLevel(level), out)));
}

#[test]
fn every_answer_says_what_to_do() {
    use incident::Refusal as Why;
    let (id, typed) = (IncidentId(1_042), IncidentId(9));
    let stale = Why::Stale { incident: id, seen: Revision(1), now: Revision(2) };
    for why in [
        Why::NoSuchIncident(id),
        Why::Closed(id),
        Why::Open(id),
        stale,
        Why::LifeRiskActive(id),
        Why::NotAcknowledged(id),
        Why::NumberDiffers { incident: id, typed },
        Why::DuplicateOfItself(id),
        Why::ReasonMissing(id),
    ] {
        written(|lang, out| answer::outcome(lang, &Outcome::Refused(Refusal::Incident(why)), out));
        let mut said = String::new();
        answer::refusal(Lang::Zh, &Refusal::Incident(why), &mut said);
        assert!(said.contains("#1042"), "{said}");
    }
    for refusal in [Refusal::NeedsProof, Refusal::NotAllowed(Roles::of(&[Role::Leader])), Refusal::Busy] {
        written(|lang, out| answer::refusal(lang, &refusal, out));
    }
    let entry = EntryNumber(7);
    let taken = Remark::AlreadyAcknowledged(dutydesk::text::bounded("D1"));
    for remark in [Remark::CameLater(2), taken, Remark::Unproved, Remark::Repeated] {
        written(|lang, out| answer::remark(lang, &remark, out));
        let recorded = Outcome::Recorded { entry, digest: Digest([0xab; 32]), remark: Some(remark) };
        written(|lang, out| answer::outcome(lang, &recorded, out));
        written(|lang, out| answer::outcome(lang, &Outcome::Unrecorded { entry, remark: Some(remark) }, out));
    }
    written(|lang, out| answer::outcome(lang, &Outcome::Unknown, out));
}

#[test]
fn labels_keep_their_column() {
    use Word::{
        Address, Hazards, Members, NextAct, People, Phones, Plan, Policies, Staging, Utilities, WhyLabel,
    };
    for word in
        [NextAct, WhyLabel, People, Phones, Hazards, Staging, Address, Utilities, Members, Plan, Policies]
    {
        assert!(cells(text(Lang::Zh, word)) <= 6 && cells(text(Lang::En, word)) <= 9, "{word:?}");
    }
}
