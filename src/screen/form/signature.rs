//! Who signs one act: the session's own officer, or a second one at the same terminal.

use crate::operations::command::Draft;
use crate::screen::edit::Edit;
use crate::screen::form::{Field, Finished, Form, Signed};
use crate::screen::request::Secret;
use crate::screen::state::Screen;

/// Whether the session's own officer signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Own {
    /// They do.
    Signs,
    /// Somebody else does, and gives their code.
    Other,
}

/// Returns the fields of a signature: the passphrase, and a code where it is not known.
pub(crate) fn fields(screen: &Screen, own: Own) -> Vec<Field> {
    let secret = Field::Secret { edit: Edit::default() };
    if own == Own::Signs && !screen.officer.is_empty() {
        vec![secret]
    } else {
        vec![Field::Officer { edit: Edit::default() }, secret]
    }
}

/// Signs a draft with what the box's fields hold.
pub(crate) fn signed(screen: &Screen, form: &Form, draft: Draft) -> Finished {
    let mut officer = screen.officer.clone();
    let mut passphrase = Secret(String::new());
    for field in &form.fields {
        match field {
            Field::Officer { edit } => edit.text().trim().clone_into(&mut officer),
            Field::Secret { edit } => edit.text().clone_into(&mut passphrase.0),
            Field::Choice { .. }
            | Field::Text { .. }
            | Field::Digits { .. }
            | Field::Repeat { .. }
            | Field::Picks(_)
            | Field::Confirm => {}
        }
    }
    Finished::Sign(Box::new(Signed { draft, officer, passphrase }))
}
