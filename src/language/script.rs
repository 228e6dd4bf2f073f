//! What is said on a call: the words of a slip, filled from what the desk knows now.
//!
//! Decides: what whom is told, and in which order. Must not know: where it stands on screen, how long a line is.
//!
//! Invariants:
//! - one thought a line; what is not known is said to be so (待核), never left out where it matters and never guessed;
//! - it says what the dossier holds at this instant: a slip that stays open says what came in the meantime.

mod facts;
mod verify;

use crate::language::script::facts::{
    address, alarms, callback, gate, gone, happens, hazards, is_at_risk, on_shift, people, place, scene,
    speaker, stated, teams, told, verdict,
};
use crate::language::{Lang, Word, course, text, time};
use crate::operations::call::{Agency, Callee, Purpose};
use crate::operations::dossier::ZONE;
use crate::operations::snapshot::Dossier;
use crate::units::DispatchId;
use std::fmt::Write;

/// Writes what every call of a drill begins with, whoever is in danger: nobody acts on it as on a real one.
///
/// Source: design section 9.
pub fn exercise(lang: Lang, out: &mut String) {
    let _ = writeln!(out, "{}.", text(lang, Word::DrillSpoken));
}

/// Writes what is said to somebody, line by line.
///
/// Cost: O(the dossier); for a slip that is open.
pub fn script(lang: Lang, callee: Callee, purpose: Purpose, dossier: &Dossier, out: &mut String) {
    let mut words = Words { lang, dossier, out };
    // Whoever is in danger hears that first, and the leader has four lines.
    if !matches!(purpose, Purpose::Evacuate(_) | Purpose::Brief) {
        speaker(&mut words);
        words.go_on();
    }
    match purpose {
        Purpose::Alarm => alarm(&mut words, callee),
        Purpose::Update => update(&mut words),
        Purpose::Verify => verify::ask(&mut words, callee),
        Purpose::Task(order) => task(&mut words, order),
        Purpose::Evacuate(_) if matches!(callee, Callee::Site { .. }) => clear(&mut words),
        Purpose::Evacuate(_) => evacuate(&mut words),
        Purpose::Brief => brief(&mut words),
        Purpose::UnitHead => unit_head(&mut words),
        Purpose::Report(number) => report(&mut words, number),
        Purpose::Notice => notice(&mut words, callee),
        Purpose::Other => {
            happens(&mut words);
            verdict(&mut words);
        }
    }
    if purpose != Purpose::Brief {
        callback(&mut words);
    }
}

/// The language, what is known, and where it is written.
struct Words<'a> {
    lang: Lang,
    dossier: &'a Dossier,
    out: &'a mut String,
}

impl Words<'_> {
    /// Writes a whole line.
    fn line(&mut self, zh: &str, en: &str) {
        self.out.push_str(self.lang.pick(zh, en));
        self.end();
    }

    /// Writes a piece of a line.
    fn say(&mut self, zh: &str, en: &str) {
        self.out.push_str(self.lang.pick(zh, en));
    }

    /// Writes a name, a figure; 待核 where it is empty.
    fn known(&mut self, text: &str) {
        if text.is_empty() {
            self.say("待核", "not known");
        } else {
            self.out.push_str(text);
        }
    }

    /// Writes a count; 待核 where nobody has stated it.
    fn count(&mut self, count: Option<u16>) {
        match count {
            Some(count) => {
                let _ = write!(self.out, "{count}");
            }
            None => self.say("待核", "not known"),
        }
    }

    fn end(&mut self) {
        self.out.push('\n');
    }

    /// Lets the next fact stand on the line of the last one.
    fn go_on(&mut self) {
        if self.out.ends_with('\n') {
            self.out.pop();
            self.out.push(' ');
        }
    }

    /// Writes facts on one line.
    fn joined(&mut self, facts: &[fn(&mut Words<'_>)]) {
        for fact in facts {
            self.go_on();
            fact(self);
        }
    }
}

fn alarm(words: &mut Words<'_>, callee: Callee) {
    match callee {
        Callee::Agency(Agency::Medical) => medical(words),
        Callee::Agency(agency @ (Agency::Police | Agency::Power | Agency::Gas | Agency::Upward)) => {
            happens(words);
            verdict(words);
            people(words);
            match agency {
                Agency::Police => words.line(
                    "请管制周边道路, 给消防车让出通道.",
                    "Close the roads around it; keep a way for fire engines.",
                ),
                Agency::Power => words.line(
                    "请准备切断该单位供电, 等现场指挥口令.",
                    "Stand by to cut its power on the word of the commander.",
                ),
                Agency::Gas => words.line(
                    "请派抢修, 准备关断该单位上游阀门.",
                    "Send a crew; stand by to shut the valve upstream.",
                ),
                Agency::Upward | Agency::Fire | Agency::Medical => {}
            }
            address(words);
        }
        Callee::Agency(Agency::Fire)
        | Callee::Site { .. }
        | Callee::Person(_)
        | Callee::Team(_)
        | Callee::Insurer { .. } => {
            happens(words);
            alarms(words);
            hazards(words);
            on_shift(words);
            verdict(words);
            if is_at_risk(words.dossier) {
                people(words);
            }
            address(words);
            gate(words);
        }
    }
}

fn medical(words: &mut Words<'_>) {
    happens(words);
    people(words);
    hazards(words);
    address(words);
    gate(words);
    words.line(
        "请派救护车, 到集结点待命, 不进警戒区.",
        "Send ambulances to the staging point; stay out of the cordon.",
    );
}

fn update(words: &mut Words<'_>) {
    let lang = words.lang;
    words.say("补充情况: ", "An update on ");
    place(words);
    words.end();
    people(words);
    if let Some(found) = words.dossier.incident.scene {
        let _ = writeln!(words.out, "{}: {}.", lang.pick("现场", "Scene"), course::scene(lang, found));
    }
    hazards(words);
}

fn task(words: &mut Words<'_>, order: DispatchId) {
    let lang = words.lang;
    let found = words.dossier.dispatches.iter().find(|row| row.id == order);
    words.say("给你们的命令: ", "Your orders: ");
    match found {
        Some(row) => words.out.push_str(course::task(lang, row.task)),
        None => words.known(""),
    }
    words.end();
    happens(words);
    if found.is_some_and(|row| row.elsewhere) {
        // The card's place would send them to where somebody decided that they are not to go.
        words.line(
            "集结: 本次另定, 不在卡上那一处! 按 w, 照调派那一条的原文念.",
            "Staging: named for this order, NOT the card's! Press w and read out the words of the order.",
        );
    } else {
        gate(words);
    }
    hazards(words);
    words.line(
        "先到集结点报到, 听现场指挥, 不擅自进入.",
        "Report at the staging point first; go in on the commander's word only.",
    );
    words.line("接令吗? 几分钟到? 带队是谁?", "Do you accept? In how many minutes? Who leads?");
}

fn evacuate(words: &mut Words<'_>) {
    words.say("紧急撤离! 全队立即撤出 ", "GET OUT NOW. The whole team leaves ");
    place(words);
    words.end();
    words.say("丢下装备, 到集结点清点: ", "Leave the gear; count heads at ");
    let staging = words.dossier.site.as_ref().map(|site| site.staging).unwrap_or_default();
    words.known(&staging);
    words.end();
    words.line("听到请重复一遍. 现在几个人, 都在吗?", "Repeat it back. How many are you, is everyone there?");
}

/// What a site's control room hears while everybody is to get out.
fn clear(words: &mut Words<'_>) {
    words.say("紧急撤离! 让所有人立即撤出 ", "GET OUT NOW. Bring everybody out of ");
    place(words);
    words.end();
    words.say(
        "用广播, 不许回去取东西, 到集结点清点: ",
        "Use the speakers, nobody goes back in; count heads at ",
    );
    let staging = words.dossier.site.as_ref().map(|site| site.staging).unwrap_or_default();
    words.known(&staging);
    words.end();
    words.line(
        "都出来了吗? 应到几人, 清点几人, 少谁?",
        "Is everybody out? How many should be there, how many are counted, who is missing?",
    );
}

/// Four lines for somebody who was asleep: what burns and how sure it is; the danger; the people; who goes and what is
/// wanted.
fn brief(words: &mut Words<'_>) {
    speaker(words);
    words.joined(&[happens, verdict]);
    hazards(words);
    stated(words);
    gone(words);
    words.joined(&[callback]);
}

fn unit_head(words: &mut Words<'_>) {
    happens(words);
    verdict(words);
    people(words);
    words.line(
        "现在正式告知您: 单位负责人接报后 1 小时内, 向县应急和主管部门报告.",
        "You are told now: within one hour the unit's head reports to the county emergency office and its own department.",
    );
    words.line(
        "您几分钟到场? 谁在现场负责? 电话多少?",
        "When will you be there? Who is in charge on the spot, at which number?",
    );
}

fn report(words: &mut Words<'_>, number: u16) {
    let lang = words.lang;
    let row = words.dossier.reports.iter().find(|row| row.number == number);
    match row {
        Some(row) => {
            let _ = write!(words.out, "{} ", course::report(lang, row.kind));
        }
        None => words.known(""),
    }
    let _ = writeln!(words.out, "#{number} {}", lang.pick("电话报告:", "by telephone:"));
    happens(words);
    verdict(words);
    scene(words);
    people(words);
    told(words);
    teams(words);
    words.line(
        "书面随后. 请问您贵姓, 收报号多少?",
        "The written one follows. Who receives it, under which number?",
    );
}

fn notice(words: &mut Words<'_>, callee: Callee) {
    let lang = words.lang;
    happens(words);
    verdict(words);
    let rung = words.dossier.offers.iter().find(|offer| offer.callee == callee).map(|offer| offer.contact);
    let calls = || words.dossier.calls.iter().find(|call| call.callee == callee).map(|call| call.contact);
    let phone = rung.or_else(calls).map(|contact| contact.phone);
    let mut any = false;
    // The cards of the insurer that is rung; of all of them where its number is on no card.
    let own = |policy: &&crate::operations::snapshot::PolicyCard| {
        policy.in_force && phone.is_none_or(|phone| policy.contact.phone == phone)
    };
    let is_listed = words.dossier.policies.iter().any(|policy| own(&policy));
    for policy in words.dossier.policies.iter().filter(|policy| policy.in_force) {
        if is_listed && !own(&policy) {
            continue;
        }
        any = true;
        let _ = write!(
            words.out,
            "{} {} {} {} ",
            lang.pick("保单", "Policy"),
            policy.insurer,
            policy.cover,
            policy.number
        );
        words.say("至 ", "until ");
        time::date(policy.until_day, words.out);
        words.end();
    }
    if !any {
        words.line("保单: 待核.", "Policy: not known.");
    }
    words.say("出险时间 ", "It happened at ");
    // Notice is given days later too.
    time::date_and_clock(words.dossier.incident.opened, ZONE, words.out);
    words.end();
    people(words);
    words.line(
        "请给报案号. 查勘等现场解除后再进.",
        "Please give the claim number. Adjusters go in when the site is cleared.",
    );
}
