//! The sites of the registry, as a caller's words find them.

use crate::operations::listing::filter::Filter;
use crate::operations::listing::{Cut, RowId};
use crate::operations::reference::{Name, Site};
use crate::operations::state::State;
use crate::text::Text;
use crate::units::SiteId;
use serde::{Deserialize, Serialize};

/// A site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its place in the registry.
    pub id: SiteId,
    /// Its code.
    pub code: Text<32>,
    /// What people call it.
    pub short: Name,
    /// Its name.
    pub name: Name,
    /// Whether what was typed means it and no other: a command that names it so finds it.
    pub meant: bool,
}

/// Offers the sites that the words find; the one that they mean stands first.
pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Row>) {
    let reference = state.reference();
    let meant = reference.site(filter.whole()).map(|(id, _)| id);
    let all = reference.sites.iter().enumerate().map(|(at, site)| (SiteId(at as u32), site));
    let others = all.clone().filter(|(id, site)| Some(*id) != meant && found(site, filter));
    for (id, site) in all.filter(|(id, _)| Some(*id) == meant).chain(others) {
        cut.take(RowId::Site(id), || Row {
            id,
            code: site.code,
            short: site.short,
            name: site.name,
            meant: Some(id) == meant,
        });
    }
}

fn found(site: &Site, filter: &Filter<'_>) -> bool {
    filter.finds(&[&site.code, &site.short, &site.name, &site.initials, &site.address])
}
