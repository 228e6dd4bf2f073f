//! The box that signs a line of the command bar: what was typed stands in it, and the passphrase is for this one act.
//!
//! Decides: whose passphrase is asked. Must not know: what the line does.

use crate::language::{Lang, answer};
use crate::operations::authority::{Act as Named, rule};
use crate::operations::command::Draft;
use crate::screen::form::signature::{self, Own};
use crate::screen::form::{Act, Finished, Form};
use crate::screen::state::Screen;

/// Opens the box of a line that is signed; the session's own officer signs where the act is theirs to sign.
pub(crate) fn open(screen: &Screen, draft: Draft, typed: &str) -> Form {
    let roles = rule(Named::of(&draft)).roles;
    let own = if roles.has(screen.session.role) { Own::Signs } else { Own::Other };
    let mut title = screen.lang.pick("签字: ", "sign: ").to_owned();
    answer::draft(screen.lang, &draft, &mut title);
    let incident = draft.incident();
    let mut form = Form::new(Act::Line(Box::new(draft)), incident, title, signature::fields(screen, own));
    form.lines = vec![typed.to_owned()];
    if screen.lang == Lang::Zh && own == Own::Other {
        form.lines.push("由有权签字的人输入代号和口令".to_owned());
    } else if own == Own::Other {
        form.lines.push("whoever may sign gives their code and passphrase".to_owned());
    }
    form
}

/// Signs the line.
pub(crate) fn finish(screen: &Screen, form: Box<Form>) -> Result<Finished, Box<Form>> {
    match &form.act {
        Act::Line(draft) => {
            let draft = Draft::clone(draft);
            Ok(signature::signed(screen, &form, draft))
        }
        _ => Err(form),
    }
}
