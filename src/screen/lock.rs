//! The idle lock of a screen (无人锁): nobody has touched it for a while, so what was proved at it is taken back.
//!
//! Decides: when. Must not know: which acts need a proof; the table of authority says that.
//!
//! Invariants:
//! - it hides nothing, closes nothing, and stands over nothing: alarms, calls, dispatch and evacuation go on as before;
//! - whatever else is asked is asked with the passphrase again, and a passphrase that stood half typed is gone;
//! - it holds until a passphrase is accepted: a desk that is heard anew does not end it.

use crate::language::Word;
use crate::screen::challenge::Ask;
use crate::screen::form::Field;
use crate::screen::request::Request;
use crate::screen::state::{Mode, Screen};
use crate::screen::theme::Scope;
use std::time::Instant as Moment;

impl Screen {
    /// Takes back what was proved here when nobody has touched the screen for long enough.
    pub(crate) fn lock_when_idle(&mut self, now: Moment) {
        if self.options.lock_after.is_zero() || !self.session.proved {
            self.proved_since = None;
            return;
        }
        let since = *self.proved_since.get_or_insert(now);
        let last = self.touched.map_or(since, |touched| touched.max(since));
        if now.saturating_duration_since(last) < self.options.lock_after {
            return;
        }
        (self.locked, self.session.proved) = (true, false);
        self.requests.push(Request::Lock);
        self.forget_secrets();
        self.guard_script();
        self.say(Word::Locked, Scope::Due, now);
    }

    /// What stands half typed for a signature is nobody's any more.
    fn forget_secrets(&mut self) {
        match &mut self.mode {
            Mode::Form(form) => {
                for field in &mut form.fields {
                    if let Field::Secret { edit } = field {
                        edit.take();
                    }
                }
            }
            Mode::Challenge(challenge) if matches!(challenge.ask, Ask::Passphrase { .. }) => {
                challenge.edit.take();
            }
            Mode::Challenge(_)
            | Mode::Keys
            | Mode::Bar(_)
            | Mode::Filter(_)
            | Mode::Slip(_)
            | Mode::Help { .. }
            | Mode::Why { .. }
            | Mode::Told { .. }
            | Mode::Bytes { .. } => {}
        }
    }

    /// Ends the lock: a passphrase was accepted.
    pub(crate) const fn unlock(&mut self, now: Moment) {
        (self.locked, self.touched) = (false, Some(now));
    }
}
