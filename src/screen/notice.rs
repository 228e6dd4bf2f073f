//! What a screen says aloud: notices of what is new, and the bell.

use crate::language::{Word, text};
use crate::operations::snapshot::Snapshot;
use crate::screen::request::Request;
use crate::screen::state::Screen;
use std::time::Instant as Moment;

impl Screen {
    /// Shows a notice of every life-risk incident that is new, and of every feed that is no longer heard.
    pub(crate) fn announce(&mut self, snapshot: &Snapshot) {
        for id in self.sound.fresh() {
            let Some(view) = snapshot.incidents.iter().find(|view| view.id == *id) else { continue };
            let family = crate::language::name::family(self.lang, view.family);
            self.requests.push(Request::Notice {
                title: text(self.lang, Word::NoticeTitle).to_owned(),
                body: format!("#{id} {family} {} {}", view.site, view.place),
            });
        }
        for id in self.sound.fresh_feeds() {
            let Some(view) = snapshot.feeds.iter().find(|view| view.id == *id) else { continue };
            self.requests.push(Request::Notice {
                title: text(self.lang, Word::NoticeFeedTitle).to_owned(),
                body: view.name.to_string(),
            });
        }
    }

    /// Rings as often as the sound wants.
    pub(crate) fn ring(&mut self, now: Moment) {
        let pulses = self.sound.pulses(self.now, now);
        if pulses > 0 {
            self.requests.push(Request::Bell(pulses));
        }
    }
}
