//! What an evacuation wants, until people were counted after it.
//!
//! Decides: which team hears it next, when the site's control room is asked, when it is over.
//! Must not know: whose number is whose.
//!
//! Invariants:
//! - who was not rung yet is rung before anybody is rung again; nobody holds up the others by not answering;
//! - only what was done since the order counts: an order to get out may be given twice.
//!
//! Source: 令708 Art 22.

/// So often a team is rung before the site is asked and people are counted; later tries stand among the calls again.
pub const TRIES: u8 = 2;

/// How far somebody has been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Rung so often, and not reached.
    Rung(u8),
    /// Has heard it, or has nothing to hear.
    Heard,
}

/// What is wanted next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// This team is to hear it.
    Team(usize),
    /// This contact of the site is to bring its people out, and to say so.
    Site(usize),
    /// People are counted where they gather.
    Count,
}

/// Returns what an evacuation wants next; none when it is over.
///
/// `counted`: when people were counted after it.
pub fn next(
    teams: &(impl Iterator<Item = Told> + Clone),
    contacts: &(impl Iterator<Item = Told> + Clone),
    counted: bool,
) -> Option<Step> {
    let fewest = |tries: u8| teams.clone().position(move |told| told == Told::Rung(tries));
    if let Some(team) = (0..TRIES).find_map(fewest) {
        return Some(Step::Team(team));
    }
    if counted {
        return None;
    }
    let is_asked = contacts.clone().any(|told| told == Told::Heard);
    let silent = || contacts.clone().position(|told| told == Told::Rung(0));
    let site = if is_asked { None } else { silent() };
    Some(site.map_or(Step::Count, Step::Site))
}

#[cfg(test)]
mod tests {
    use super::{Step, Told, next};

    #[test]
    fn teams_then_the_site_then_the_count() {
        type Case<'a> = (&'a [Told], &'a [Told], bool, Option<Step>);
        use Told::{Heard, Rung};
        let cases: &[Case<'_>] = &[
            // Nobody is out there: the site's own people are.
            (&[], &[Rung(0), Rung(0)], false, Some(Step::Site(0))),
            (&[Rung(0), Rung(0)], &[Rung(0)], false, Some(Step::Team(0))),
            (&[Heard, Rung(0)], &[Rung(0)], false, Some(Step::Team(1))),
            // Who did not answer waits until the others were rung, and is rung once more.
            (&[Rung(1), Rung(0)], &[Rung(0)], false, Some(Step::Team(1))),
            (&[Rung(1), Heard], &[Rung(0)], false, Some(Step::Team(0))),
            // Twice rung holds nobody up.
            (&[Rung(2), Heard], &[Rung(0)], false, Some(Step::Site(0))),
            (&[Heard], &[Rung(1), Rung(0)], false, Some(Step::Site(1))),
            (&[Heard], &[Heard, Rung(0)], false, Some(Step::Count)),
            (&[Heard], &[Rung(1), Rung(1)], false, Some(Step::Count)),
            // A site that has no number.
            (&[Heard], &[], false, Some(Step::Count)),
            // A count ends it, but for a team that nobody has rung.
            (&[Heard], &[Heard], true, None),
            (&[Rung(2)], &[Rung(0)], true, None),
            (&[Rung(0)], &[Rung(0)], true, Some(Step::Team(0))),
        ];
        for (teams, contacts, counted, wanted) in cases {
            let found = next(&teams.iter().copied(), &contacts.iter().copied(), *counted);
            assert_eq!(found, *wanted, "{teams:?} {contacts:?} counted {counted}");
        }
    }
}
