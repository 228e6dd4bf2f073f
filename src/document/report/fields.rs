//! What each field of a report says.

use crate::document::report::{Field, changes};
use crate::language::{Lang, course, name, time};
use crate::operations::call::{self, Callee, Outcome, Purpose};
use crate::operations::finding::{People, Scene};
use crate::operations::incident::Verdict;
use crate::operations::report::Kind;
use crate::operations::snapshot::{Dossier, Form};
use crate::units::{Instant, Span};
use std::fmt::Write;

const DAY_MS: i64 = 86_400_000;

/// What a report is drafted from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    pub(super) lang: Lang,
    pub(super) dossier: &'a Dossier,
    pub(super) form: &'a Form,
    pub(super) now: Instant,
    pub(super) offset: Span,
}

impl Source<'_> {
    /// Returns what a field says; none where nobody has said it.
    pub(super) fn text(&self, field: Field) -> Option<String> {
        let (lang, dossier) = (self.lang, self.dossier);
        let incident = &dossier.incident;
        match field {
            Field::Title => Some(self.title()),
            Field::Number => Some(self.number()),
            Field::Time => Some(self.moment(incident.opened)),
            Field::Now => Some(self.moment(self.now)),
            Field::Source => Some(self.source()),
            Field::Unit => dossier.site.as_ref().map(|site| site.name.to_string()),
            Field::Place => Some(self.place()),
            Field::Kind => Some(name::family(lang, incident.family).to_owned()),
            Field::Nature => incident.verdict.map(|verdict| self.nature(verdict)),
            Field::Extent => incident.scene.map(|scene| course::scene(lang, scene).to_owned()),
            Field::Hazards => {
                let site = dossier.site.as_ref()?;
                Some(joined(lang, site.hazards.iter().map(ToString::to_string)))
            }
            Field::Casualties => self.casualties(),
            Field::Trend => incident.scene.and_then(|scene| self.trend(scene)),
            Field::Leaders => {
                let briefed = self.answered().filter(|call| call.purpose == Purpose::Brief);
                Some(joined(lang, briefed.map(|call| self.told(call))))
            }
            Field::Measures => Some(self.measures()),
            Field::Told => Some(joined(lang, self.answered().map(|call| self.told(call)))),
            Field::Requests => {
                let proposed = dossier.response.and_then(|row| row.proposed);
                let said = lang.pick("建议启动响应 ", "response proposed: ");
                proposed.map(|(level, _)| format!("{said}{}", course::response(lang, level)))
            }
            // Nobody tells the desk in a form that it could repeat; the officer asks.
            Field::Commander => None,
            Field::Level => incident.response.map(|level| course::response(lang, level).to_owned()),
            Field::Changes => Some(changes::since(self)),
            Field::Desk => Some(dossier.speaker.post.to_string()),
            Field::Officer => {
                let speaker = &dossier.speaker;
                Some(format!("{} {}", speaker.name, speaker.phone).trim().to_owned())
            }
        }
    }

    /// Place, kind, casualties, main progress.
    fn title(&self) -> String {
        let (lang, incident) = (self.lang, &self.dossier.incident);
        let family = name::family(lang, incident.family);
        let mut title = format!("{}{}{family}", incident.site, lang.pick("", " "));
        let harmed = harmed(incident.people);
        if harmed != People::default() {
            title.push(' ');
            course::people(lang, harmed, &mut title);
        }
        if let Some(scene) = incident.scene {
            let _ = write!(title, " {}", course::scene(lang, scene));
        }
        title
    }

    fn number(&self) -> String {
        let (kind, count) = (self.form.kind, self.form.number.saturating_sub(1));
        let name = course::report(self.lang, kind);
        match (kind, self.lang) {
            (Kind::First | Kind::Final, _) => name.to_owned(),
            (Kind::FollowUp, Lang::Zh) => format!("{name}{}", chinese(count)),
            (Kind::FollowUp, Lang::En) => format!("{name} {count}"),
        }
    }

    fn place(&self) -> String {
        let incident = &self.dossier.incident;
        let address = self.dossier.site.as_ref().map(|site| site.address.as_str()).unwrap_or_default();
        let mut parts = vec![address, incident.site.as_str(), incident.place.as_str()];
        parts.retain(|part| !part.is_empty());
        parts.join(" ")
    }

    /// Somebody's word first, then what the sensors said.
    fn source(&self) -> String {
        let (lang, dossier) = (self.lang, self.dossier);
        let mut parts = Vec::new();
        if let Some(first) = dossier.intakes.first() {
            let mut part = lang.pick("来电来人报告 ", "told by a person ").to_owned();
            time::hour_minute(first.taken, self.offset, &mut part);
            parts.push(part);
        }
        if dossier.members_count > 0 {
            let mut part = lang.pick("自动报警", "automatic alarm").to_owned();
            for kind in &dossier.incident.kinds {
                let _ = write!(part, " {}x{}", name::device_kind(lang, kind.kind), kind.count);
            }
            parts.push(part);
        }
        joined(lang, parts.into_iter())
    }

    fn nature(&self, verdict: Verdict) -> String {
        let mut nature = course::verdict(self.lang, verdict).to_owned();
        if let Verdict::False { cause, .. } = verdict {
            let _ = write!(nature, " {}", course::cause(self.lang, cause));
        }
        nature
    }

    /// What was stated, and what of people nobody has stated yet.
    fn casualties(&self) -> Option<String> {
        let (lang, people) = (self.lang, self.dossier.incident.people);
        if people == People::default() {
            return None;
        }
        let mut text = String::new();
        course::people(lang, people, &mut text);
        let unstated = [
            (people.missing, "失联", "missing"),
            (people.trapped, "被困", "trapped"),
            (people.hurt, "受伤", "hurt"),
            (people.dead, "死亡", "dead"),
        ];
        for (_, zh, en) in unstated.into_iter().filter(|(count, ..)| count.is_none()) {
            let _ = write!(text, " {}{}", lang.pick(zh, en), lang.pick("待核", " to be verified"));
        }
        Some(text)
    }

    fn trend(&self, scene: Scene) -> Option<String> {
        let (zh, en) = match scene {
            Scene::Spreading => ("仍在蔓延", "still spreading"),
            Scene::Controlled => ("已受控", "under control"),
            Scene::Out => ("已扑灭", "put out"),
            Scene::LeakStopped => ("泄漏已止住", "the leak is stopped"),
            Scene::Cleared => ("现场已解除", "the site is cleared"),
            Scene::Nothing | Scene::Smoke | Scene::Flame | Scene::Leaking => return None,
        };
        Some(self.lang.pick(zh, en).to_owned())
    }

    fn measures(&self) -> String {
        let agencies = |call: &&call::View| matches!(call.callee, Callee::Agency(_));
        let called = self.answered().filter(agencies).map(|call| self.told(call));
        let teams = self.dossier.dispatches.iter().map(|it| {
            let (task, status) = (course::task(self.lang, it.task), course::status(self.lang, it.status));
            format!("{} {} {task} {status}", it.code, it.name)
        });
        joined(self.lang, called.chain(teams))
    }

    /// Returns the calls that somebody answered.
    pub(super) fn answered(&self) -> impl Iterator<Item = &call::View> {
        let answered = |call: &&call::View| call.ended.is_some_and(|it| it.outcome == Outcome::Answered);
        self.dossier.calls.iter().filter(answered)
    }

    /// Writes who was reached, when, and what they gave: `119 03:00 0317`.
    pub(super) fn told(&self, call: &call::View) -> String {
        let mut text = self.callee(call);
        if let Some(ended) = call.ended {
            text.push(' ');
            time::hour_minute(ended.at, self.offset, &mut text);
            if !ended.reference.is_empty() {
                let _ = write!(text, " {}", ended.reference);
            }
        }
        text
    }

    /// Writes who was rung.
    pub(super) fn callee(&self, call: &call::View) -> String {
        match call.callee {
            Callee::Agency(agency) => course::agency(self.lang, agency).to_owned(),
            Callee::Site { .. } | Callee::Person(_) | Callee::Team(_) | Callee::Insurer { .. } => {
                format!("{} {}", call.contact.post, call.contact.name).trim().to_owned()
            }
        }
    }

    /// Writes day and time: `2027-01-15 03:00`.
    fn moment(&self, at: Instant) -> String {
        let mut text = String::new();
        time::date(at.after(self.offset).0.div_euclid(DAY_MS) as i32, &mut text);
        text.push(' ');
        time::hour_minute(at, self.offset, &mut text);
        text
    }
}

fn joined(lang: Lang, parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(lang.pick("；", "; "))
}

/// Returns who is harmed, without what is zero: a title names no more.
fn harmed(people: People) -> People {
    let some = |count: Option<u16>| count.filter(|count| *count > 0);
    People {
        expected: None,
        counted: None,
        missing: some(people.missing),
        trapped: some(people.trapped),
        hurt: some(people.hurt),
        dead: some(people.dead),
    }
}

/// Writes a count as a title does: 一, 十二, 二十; digits from a hundred on.
fn chinese(count: u16) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |count: u16| DIGITS[usize::from(count % 10)];
    match count {
        0 | 100.. => count.to_string(),
        1..=9 => digit(count).to_owned(),
        10..=19 => format!("十{}", digit(count)),
        20..=99 => format!("{}十{}", digit(count / 10), digit(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::chinese;

    #[test]
    fn follow_ups_are_counted_as_titles_do() {
        for (count, wanted) in
            [(1, "一"), (9, "九"), (10, "十"), (12, "十二"), (20, "二十"), (31, "三十一"), (100, "100")]
        {
            assert_eq!(chinese(count), wanted);
        }
    }
}
