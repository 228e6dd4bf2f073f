//! What a screen says aloud: notices of what is new, and the bell.

use crate::language::{Lang, Word, text};
use crate::operations::snapshot::{Mode, Snapshot};
use crate::screen::request::Request;
use crate::screen::state::Screen;
use std::time::Instant as Moment;

impl Screen {
    /// Shows a notice of every life-risk incident that is new, and of every feed that is no longer heard.
    pub(crate) fn announce(&mut self, snapshot: &Snapshot) {
        for id in self.sound.fresh() {
            let Some(view) = snapshot.incidents.iter().find(|view| view.id == *id) else { continue };
            let family = crate::language::name::family(self.lang, view.family);
            let body = format!("#{id} {family} {} {}", view.site, view.place);
            self.requests.push(notice(self.lang, snapshot.status.mode, Word::NoticeTitle, body));
        }
        for id in self.sound.fresh_feeds() {
            let Some(view) = snapshot.feeds.iter().find(|view| view.id == *id) else { continue };
            let body = view.name.to_string();
            self.requests.push(notice(self.lang, snapshot.status.mode, Word::NoticeFeedTitle, body));
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

/// Returns a notice; one of a drill says so in both its lines: a desktop may show one of them alone.
fn notice(lang: Lang, mode: Mode, title: Word, mut body: String) -> Request {
    let mut title = text(lang, title).to_owned();
    match mode {
        Mode::Live | Mode::Sample => {}
        Mode::Drill => {
            title.insert_str(0, &format!("[{}] ", text(lang, Word::DrillShort)));
            body.insert_str(0, &format!("{}  ", text(lang, Word::DrillMark)));
        }
    }
    Request::Notice { title, body }
}
