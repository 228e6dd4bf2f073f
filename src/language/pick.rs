//! Why a team is proposed, why another is not, why nobody is: in words.

use crate::language::{Lang, course, time};
use crate::operations::dispatch::{Against, Gap, GapReason, LeftOut, Pick, Ranked, Unfit};
use std::fmt::Write;

/// Writes a proposed team: `T4 县危化专职队 灭火内攻/堵漏 3.1km 5/7人, 2人证书过期已除; 不行换 T7`.
pub fn pick(lang: Lang, pick: &Pick, out: &mut String) {
    head(lang, pick, out);
    size(lang, &pick.ranked, out);
    for against in &pick.ranked.against {
        out.push_str(", ");
        self::against(lang, *against, out);
    }
    if let Some(next) = pick.next {
        let _ = match lang {
            Lang::Zh => write!(out, "; 不行换 {next}"),
            Lang::En => write!(out, "; else {next}"),
        };
    }
}

fn head(lang: Lang, pick: &Pick, out: &mut String) {
    let Ranked { code, name, task, .. } = &pick.ranked;
    let _ = write!(out, "{code} {name} {}", course::task(lang, *task));
    for task in &pick.also {
        let _ = write!(out, "/{}", course::task(lang, *task));
    }
}

/// Writes a team as it was ranked, with all that stands against it.
pub fn ranked(lang: Lang, ranked: &Ranked, out: &mut String) {
    let _ = write!(out, "{} {} {}", ranked.code, ranked.name, course::task(lang, ranked.task));
    size(lang, ranked, out);
    for against in &ranked.against {
        out.push_str(", ");
        self::against(lang, *against, out);
    }
}

/// Writes how far it is and how many may go.
fn size(lang: Lang, ranked: &Ranked, out: &mut String) {
    if let Some(metres) = ranked.distance_m {
        out.push(' ');
        distance(metres, out);
    }
    let _ = match (lang, ranked.fit, ranked.members) {
        (_, _, 0) => write!(out, " {}", lang.pick("人员未登记", "members not listed")),
        (Lang::Zh, fit, members) => write!(out, " {fit}/{members}人"),
        (Lang::En, fit, members) => write!(out, " {fit}/{members} fit"),
    };
}

/// Writes metres as kilometres with one digit: `0.6km`.
pub fn distance(metres: u32, out: &mut String) {
    let tenths = metres.saturating_add(50) / 100;
    let _ = write!(out, "{}.{}km", tenths / 10, tenths % 10);
}

/// Writes what stands against a team.
pub fn against(lang: Lang, against: Against, out: &mut String) {
    let _ = match (lang, against) {
        (_, Against::OutOfService) => write!(out, "{}", lang.pick("停勤", "out of service")),
        (Lang::Zh, Against::LifeRiskTask(id)) => write!(out, "正在 #{id} 救人"),
        (Lang::En, Against::LifeRiskTask(id)) => write!(out, "on the life-risk task of #{id}"),
        (Lang::Zh, Against::Busy(id)) => write!(out, "在 #{id} 有任务"),
        (Lang::En, Against::Busy(id)) => write!(out, "has an order of #{id}"),
        (_, Against::NobodyFit) => {
            write!(out, "{}", lang.pick("无人证书保险有效", "nobody whose papers hold"))
        }
        (Lang::Zh, Against::LapsedPapers(count)) => write!(out, "{count}人证书过期已除"),
        (Lang::En, Against::LapsedPapers(count)) => write!(out, "{count} left out: certificate lapsed"),
        (Lang::Zh, Against::NoCover(count)) => write!(out, "{count}人无有效保险已除"),
        (Lang::En, Against::NoCover(count)) => write!(out, "{count} left out: no cover"),
        (_, Against::Volunteers) => {
            write!(out, "{}", lang.pick("志愿者只上外围", "volunteers: outer cordon only"))
        }
        (_, Against::NotCleared) => write!(out, "{}", lang.pick("现场未解除", "site not cleared")),
        (_, Against::OtherTask) => write!(out, "{}", lang.pick("不担此任务", "does not do this task")),
        (_, Against::Declined) => {
            write!(out, "{}", lang.pick("本次已拒绝或未应答", "refused or did not answer"))
        }
    };
}

/// Writes why nobody does a task: `查勘: T3 现场未解除`.
pub fn gap(lang: Lang, gap: &Gap, out: &mut String) {
    let _ = write!(out, "{}: ", course::task(lang, gap.task));
    if let Some(team) = gap.team {
        let _ = write!(out, "{team} ");
    }
    out.push_str(match gap.reason {
        GapReason::NoTeam => lang.pick("没有队伍", "no team does it"),
        GapReason::AllBusy => lang.pick("有任务在身", "busy"),
        GapReason::NobodyFit => lang.pick("无人证书保险有效", "nobody whose papers hold"),
        GapReason::AllDeclined => lang.pick("已拒绝或未应答", "refused or did not answer"),
        GapReason::NotCleared => lang.pick("现场未解除", "site not cleared"),
        GapReason::VolunteersOnly => lang.pick("只有志愿者, 须写理由", "volunteers only: give a reason"),
        GapReason::OutOfService => lang.pick("停勤", "out of service"),
    });
}

/// Writes who stays and why: `R07 董洁 救援技能证 2026-05-31 到期`.
pub fn left_out(lang: Lang, left_out: &LeftOut, out: &mut String) {
    let LeftOut { code, name, why, .. } = left_out;
    let _ = write!(out, "{code} {name} ");
    match why {
        Unfit::Certificate { paper, until_day } | Unfit::Cover { paper, until_day } => {
            let _ = write!(out, "{paper} ");
            if lang == Lang::En {
                out.push_str("ended ");
            }
            time::date(*until_day, out);
            out.push_str(lang.pick(" 到期", ""));
        }
        Unfit::NoCover => out.push_str(lang.pick("无意外险", "no accident cover")),
    }
}

#[cfg(test)]
mod tests {
    use super::{against, distance, gap, left_out, pick};
    use crate::language::Lang;
    use crate::operations::dispatch::{
        Against, Gap, GapReason, LeftOut, Pick, Ranked, Task, Unfit,
    };
    use crate::text::bounded;
    use crate::units::{IncidentId, PersonId, TeamId};

    fn said(write: impl Fn(Lang, &mut String)) -> [String; 2] {
        Lang::ALL.map(|lang| {
            let mut out = String::new();
            write(lang, &mut out);
            out
        })
    }

    #[test]
    fn a_pick_is_one_line_with_its_reasons() {
        let ranked = Ranked {
            team: TeamId(1),
            code: bounded("T2"),
            name: bounded("平安志愿救援队"),
            task: Task::Outer,
            distance_m: Some(3_140),
            fit: 3,
            members: 5,
            left_out: Vec::new(),
            against: vec![Against::LapsedPapers(2)],
        };
        let one = Pick { ranked, also: vec![Task::Guide], next: Some(bounded("T7")) };
        assert_eq!(
            said(|lang, out| pick(lang, &one, out)),
            [
                "T2 平安志愿救援队 外围/疏散引导 3.1km 3/5人, 2人证书过期已除; 不行换 T7",
                "T2 平安志愿救援队 outer cordon/guide out 3.1km 3/5 fit, 2 left out: certificate lapsed; else T7",
            ]
        );
    }

    #[test]
    fn a_gap_names_the_team_that_comes_nearest() {
        let none = Gap { task: Task::Medical, reason: GapReason::NoTeam, team: None };
        assert_eq!(said(|lang, out| gap(lang, &none, out)), ["医疗: 没有队伍", "medical: no team does it"]);
        let early = Gap { task: Task::Survey, reason: GapReason::NotCleared, team: Some(bounded("T3")) };
        assert_eq!(
            said(|lang, out| gap(lang, &early, out)),
            ["查勘: T3 现场未解除", "survey: T3 site not cleared"]
        );
    }

    #[test]
    fn who_stays_is_named_with_the_paper_and_its_last_day() {
        let who = |why| LeftOut { person: PersonId(0), code: bounded("R07"), name: bounded("董洁"), why };
        let lapsed = Unfit::Certificate { paper: bounded("救援技能证"), until_day: 20_604 };
        assert_eq!(
            said(|lang, out| left_out(lang, &who(lapsed), out)),
            ["R07 董洁 救援技能证 2026-05-31 到期", "R07 董洁 救援技能证 ended 2026-05-31"]
        );
        let bare = said(|lang, out| left_out(lang, &who(Unfit::NoCover), out));
        assert_eq!(bare, ["R07 董洁 无意外险", "R07 董洁 no accident cover"]);
    }

    #[test]
    fn every_reason_reads_in_both_languages() {
        for reason in [
            Against::OutOfService,
            Against::LifeRiskTask(IncidentId(9)),
            Against::Busy(IncidentId(9)),
            Against::NobodyFit,
            Against::LapsedPapers(2),
            Against::NoCover(1),
            Against::Volunteers,
            Against::NotCleared,
            Against::OtherTask,
            Against::Declined,
        ] {
            let [zh, en] = said(|lang, out| against(lang, reason, out));
            assert!(!zh.is_empty() && en.is_ascii() && zh != en, "{reason:?}: {zh} {en}");
        }
    }

    #[test]
    fn metres_are_rounded_to_tenths_of_a_kilometre() {
        for (metres, wanted) in [(0, "0.0km"), (49, "0.0km"), (50, "0.1km"), (640, "0.6km"), (12_960, "13.0km")] {
            let mut out = String::new();
            distance(metres, &mut out);
            assert_eq!(out, wanted);
        }
    }
}
