//! The verbs of reserve, post, void, claims, refill.
//!
//! Money names its incident, reservation or claim in full: the one that a screen has selected is meant only by a claim,
//! where no amount could be taken for it.

use crate::operations::call::Reference;
use crate::operations::claim::Command as Claim;
use crate::operations::command::Draft;
use crate::operations::line::words::{Words, half_width, number, wrong};
use crate::operations::line::{Error, Group, Verb};
use crate::operations::pool::{Command, Finding};
use crate::units::{ClaimId, IncidentId, ReservationId};

pub(super) const GROUP: Group = Group { verbs: VERBS, parse };

const VERBS: &[Verb] = &[
    Verb { word: "reserve", zh: "预留", shape: "N AMOUNT PAYEE | PURPOSE | EVIDENCE" },
    Verb { word: "post", zh: "拨付", shape: "R AMOUNT N" },
    Verb { word: "consent", zh: "电话同意", shape: "R AMOUNT N PERSON" },
    Verb { word: "countersign", zh: "补签", shape: "R" },
    Verb { word: "override", zh: "紧急拨付", shape: "R AMOUNT N REASON" },
    Verb { word: "review", zh: "复核", shape: "R upheld|objected NOTE" },
    Verb { word: "close-day", zh: "日结", shape: "FIGURE" },
    Verb { word: "void", zh: "撤销", shape: "R REASON" },
    Verb { word: "paid", zh: "已付", shape: "R RECEIPT" },
    Verb { word: "arrived", zh: "到账", shape: "R" },
    Verb { word: "claim", zh: "报案", shape: "N INSURER NUMBER" },
    Verb { word: "papers", zh: "单证", shape: "C" },
    Verb { word: "agree", zh: "核定", shape: "C AMOUNT" },
    Verb { word: "refuse", zh: "拒赔", shape: "C REASON" },
    Verb { word: "refusal", zh: "拒赔通知", shape: "C" },
    Verb { word: "refill", zh: "补充", shape: "C AMOUNT RECEIPT" },
    Verb { word: "recover", zh: "追偿", shape: "N AMOUNT RECEIPT" },
    Verb { word: "contribute", zh: "出资", shape: "CODE AMOUNT RECEIPT" },
];

/// What a review finds, as it is typed.
const FINDINGS: &[(&str, &str, Finding)] =
    &[("upheld", "认可", Finding::Upheld), ("objected", "异议", Finding::Objected)];

fn parse(verb: &'static Verb, words: &mut Words<'_>) -> Result<Draft, Error> {
    Ok(match verb.word {
        "reserve" => Draft::Pool(reserve(verb, words)?),
        "post" => {
            let reservation = ReservationId(words.number(verb)?);
            let amount = words.amount(verb)?;
            Draft::Pool(Command::Post { reservation, amount, repeated: incident(verb, words)? })
        }
        "consent" => {
            let reservation = ReservationId(words.number(verb)?);
            let amount = words.amount(verb)?;
            let repeated = incident(verb, words)?;
            Draft::Pool(Command::Consent { reservation, amount, repeated, agreed: words.code(verb)? })
        }
        "countersign" => {
            Draft::Pool(Command::Countersign { reservation: ReservationId(words.number(verb)?) })
        }
        "override" => {
            let reservation = ReservationId(words.number(verb)?);
            let amount = words.amount(verb)?;
            let repeated = incident(verb, words)?;
            Draft::Pool(Command::Override { reservation, amount, repeated, reason: words.text(verb)? })
        }
        "review" => {
            let reservation = ReservationId(words.number(verb)?);
            let finding = words.one_of(verb, FINDINGS)?;
            Draft::Pool(Command::Review { reservation, finding, note: words.text(verb)? })
        }
        "close-day" => Draft::Pool(Command::CloseDay { figure: words.amount(verb)? }),
        "void" => {
            let reservation = ReservationId(words.number(verb)?);
            Draft::Pool(Command::Void { reservation, reason: words.text(verb)? })
        }
        "paid" => {
            let reservation = ReservationId(words.number(verb)?);
            Draft::Pool(Command::Paid { reservation, receipt: reference(verb, words)? })
        }
        "arrived" => Draft::Pool(Command::Arrived { reservation: ReservationId(words.number(verb)?) }),
        "claim" => {
            let incident = words.incident(verb)?;
            let insurer = words.code(verb)?;
            Draft::Claim(Claim::Open { incident, insurer, number: reference(verb, words)? })
        }
        "papers" => Draft::Claim(Claim::Papers { claim: ClaimId(words.number(verb)?) }),
        "agree" => {
            let claim = ClaimId(words.number(verb)?);
            Draft::Claim(Claim::Agree { claim, amount: words.amount(verb)? })
        }
        "refuse" => {
            let claim = ClaimId(words.number(verb)?);
            Draft::Claim(Claim::Refuse { claim, reason: words.text(verb)? })
        }
        "refusal" => Draft::Claim(Claim::RefusalNoticed { claim: ClaimId(words.number(verb)?) }),
        "refill" => {
            let claim = ClaimId(words.number(verb)?);
            let amount = words.amount(verb)?;
            Draft::Pool(Command::Refill { claim, amount, receipt: reference(verb, words)? })
        }
        "recover" => {
            let incident = incident(verb, words)?;
            let amount = words.amount(verb)?;
            Draft::Pool(Command::Recover { incident, amount, receipt: reference(verb, words)? })
        }
        _ => {
            let payer = words.code(verb)?;
            let amount = words.amount(verb)?;
            Draft::Pool(Command::Contribute { payer, amount, receipt: reference(verb, words)? })
        }
    })
}

fn reserve(verb: &'static Verb, words: &mut Words<'_>) -> Result<Command<String>, Error> {
    let incident = incident(verb, words)?;
    let amount = words.amount(verb)?;
    let rest = words.rest();
    let parts: Vec<&str> = rest.split(|c| half_width(c) == '|').map(str::trim).collect();
    match parts[..] {
        [payee, purpose, evidence] if parts.iter().all(|part| !part.is_empty()) => Ok(Command::Reserve {
            incident,
            amount,
            payee: payee.to_owned(),
            purpose: purpose.to_owned(),
            evidence: evidence.to_owned(),
        }),
        _ => Err(wrong(verb, rest)),
    }
}

/// Takes an incident's number that is typed, whatever is selected.
fn incident(verb: &'static Verb, words: &mut Words<'_>) -> Result<IncidentId, Error> {
    match words.word() {
        "" => Err(Error::IncidentMissing { verb: verb.word, shape: verb.shape }),
        first => number(first).ok_or_else(|| Error::NotANumber(first.to_owned())),
    }
}

fn reference(verb: &'static Verb, words: &mut Words<'_>) -> Result<Reference, Error> {
    words.code(verb)
}

#[cfg(test)]
mod tests {
    use crate::operations::claim::Command as Claim;
    use crate::operations::command::Draft;
    use crate::operations::line::{parse, verbs};
    use crate::operations::pool::Command;
    use crate::text::bounded;
    use crate::units::{ClaimId, Fen, IncidentId, ReservationId};

    const ONE: IncidentId = IncidentId(1042);
    const FIVE: ReservationId = ReservationId(5);
    const THREE: ClaimId = ClaimId(3);

    #[test]
    fn lines_become_drafts() {
        let reserve = || {
            Draft::Pool(Command::Reserve {
                incident: ONE,
                amount: Fen(5_000_000),
                payee: "县危化队".to_owned(),
                purpose: "泡沫 10吨".to_owned(),
                evidence: "清单 3".to_owned(),
            })
        };
        let post = |fen| Draft::Pool(Command::Post { reservation: FIVE, amount: Fen(fen), repeated: ONE });
        let receipt = || bounded("HD-88");
        let amount = Fen(1_234_560);
        let open = || {
            let (insurer, number) = (bounded("PICC"), bounded("BA-1"));
            Draft::Claim(Claim::Open { incident: ONE, insurer, number })
        };
        for (line, selected, wanted) in [
            ("reserve 1042 50000 县危化队 | 泡沫 10吨 | 清单 3", None, reserve()),
            ("预留 #１０４２ 5万 县危化队｜泡沫 10吨｜清单 3", Some(IncidentId(9)), reserve()),
            ("post 5 50,000.00 1042", None, post(5_000_000)),
            ("拨付 ５ ０.０１ １０４２", Some(IncidentId(9)), post(1)),
            (
                "void 5 重复了",
                None,
                Draft::Pool(Command::Void { reservation: FIVE, reason: "重复了".to_owned() }),
            ),
            ("paid 5 HD-88", None, Draft::Pool(Command::Paid { reservation: FIVE, receipt: receipt() })),
            ("已付 5 HD-88", None, Draft::Pool(Command::Paid { reservation: FIVE, receipt: receipt() })),
            ("到账 5", None, Draft::Pool(Command::Arrived { reservation: FIVE })),
            ("claim 1042 PICC BA-1", None, open()),
            ("报案 PICC BA-1", Some(ONE), open()),
            ("papers 3", None, Draft::Claim(Claim::Papers { claim: THREE })),
            ("核定 3 12345.6", None, Draft::Claim(Claim::Agree { claim: THREE, amount })),
            ("refuse 3 酒驾", None, Draft::Claim(Claim::Refuse { claim: THREE, reason: "酒驾".to_owned() })),
            ("拒赔通知 3", None, Draft::Claim(Claim::RefusalNoticed { claim: THREE })),
            (
                "refill 3 12345.60 HD-88",
                None,
                Draft::Pool(Command::Refill { claim: THREE, amount, receipt: receipt() }),
            ),
            (
                "追偿 1042 12345.60 HD-88",
                None,
                Draft::Pool(Command::Recover { incident: ONE, amount, receipt: receipt() }),
            ),
            (
                "出资 HY 12345.60 HD-88",
                None,
                Draft::Pool(Command::Contribute { payer: bounded("HY"), amount, receipt: receipt() }),
            ),
        ] {
            assert_eq!(parse(line, selected), Ok(wanted), "{line}");
        }
    }

    #[test]
    fn wrong_lines_are_no_drafts() {
        for line in [
            "reserve",
            "reserve 50000 a | b | c",
            "reserve 1042 a | b | c",
            "reserve 1042 -5 a | b | c",
            "reserve 1042 0 a | b | c",
            "reserve 1042 0.001 a | b | c",
            "reserve 1042 99999999999999999999 a | b | c",
            "reserve 1042 50 000 a | b",
            "reserve 1042 50000 a | b",
            "reserve 1042 50000 a | b | ",
            "reserve 1042 50000 a | b | c | d",
            "post 5 100",
            "post 5 1042",
            "post 5 50 000 1042",
            "post 1042",
            "void 5",
            "void x y",
            "paid 5",
            "paid 5 HD 88",
            "arrived",
            "arrived 5 6",
            "claim 1042 PICC",
            "papers x",
            "agree 3",
            "agree 3 much",
            "refuse 3",
            "refusal",
            "refill 3 100",
            "recover 1042 100",
            "contribute HY 100",
        ] {
            assert!(parse(line, Some(ONE)).is_err(), "{line}");
        }
    }

    #[test]
    fn every_verb_is_one_verb() {
        let words: Vec<&str> = verbs().flat_map(|verb| [verb.word, verb.zh]).collect();
        let is_double = |word: &&&str| words.iter().filter(|it| *it == *word).count() > 1;
        assert_eq!(words.iter().find(is_double), None);
    }
}
