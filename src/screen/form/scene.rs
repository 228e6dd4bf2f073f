//! The box that says what fire and leak do (情况).

use crate::language::{Word, course, text};
use crate::operations::command::Draft;
use crate::operations::finding::{Command, Found, Reliability, Scene};
use crate::screen::form::source::Sources;
use crate::screen::form::{Act, Field, Finished, Form};
use crate::screen::state::Screen;

/// Opens the box for the selected incident.
pub(crate) fn open(screen: &Screen) -> Result<Form, Word> {
    let dossier = screen.dossier.as_deref().ok_or(Word::LoadingDossier)?;
    let lang = screen.lang;
    let scenes = Scene::ALL.map(|scene| course::scene(lang, scene));
    let title = text(lang, Word::FormScene).to_owned();
    let fields = vec![Field::choice(text(lang, Word::FormSceneWhat), scenes)];
    let mut form = Form::new(Act::Scene, Some(dossier.incident.id), title, fields);
    form.sources = Some(Sources::of(screen, dossier));
    Ok(form)
}

/// Makes a draft of it.
pub(crate) fn finish(form: Box<Form>) -> Result<Finished, Box<Form>> {
    let (Some(incident), Some(sources), Some(scene)) = (form.target, &form.sources, form.choice(0)) else {
        return Err(form);
    };
    let witness = sources.witness();
    let found = Found::Scene(Scene::ALL[scene.min(Scene::ALL.len() - 1)]);
    let reliability = Reliability::default();
    Ok(Finished::Act(Draft::Finding(Command::Find { incident, found, witness, reliability })))
}
