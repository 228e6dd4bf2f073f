//! A scenario is rehearsed without a screen: its own lines, or another file's, are what the team does.
//!
//! Whoever writes a scenario sees in a second whether it can be played, and what its team would be given for it.

use crate::cli::drill::check;
use crate::cli::drill::open::{config_of, director, directory, left_open};
use crate::cli::drill::replay;
use crate::cli::drill::serve::{self, Played, Players};
use crate::cli::output::Output;
use crate::cli::place::Place;
use crate::cli::serve::load_registry;
use crate::cli::{report, say};
use crate::config::arguments::{Common, Drill};
use crate::config::{Exit, Lang};
use crate::document::drill::{self, Format};
use crate::engine::drill::run::{Card, Run};
use crate::engine::drill::team::{Refused, Team};
use crate::feed::scenario::{Line, Scenario as World};
use crate::language::answer;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

/// Plays a scenario to its end and prints its report; a line that was refused, or a replay that differs, is found wrong.
pub(super) fn run(place: &Place, drill: &Drill, output: &mut Output) -> Exit {
    let done = rehearse(place, drill, output);
    done.unwrap_or_else(|error| {
        output.message(say::error(place, &*error));
        Exit::Refused
    })
}

fn rehearse(place: &Place, drill: &Drill, output: &mut Output) -> Result<Exit, Box<dyn Error>> {
    let around = Place {
        common: Common { data_dir: None, ..place.common.clone() },
        environment: place.environment.clone(),
    };
    let Ok(config) = around.config(output) else { return Ok(Exit::Refused) };
    let played = Played::read(&drill.of)?;
    let Ok(registry) = load_registry(place, &config, output) else { return Ok(Exit::Refused) };
    let checked = match check::scenario(&played, place, &config.feeds, &registry) {
        Ok(checked) => checked,
        Err(mistakes) => {
            output.message(mistakes);
            return Ok(Exit::Refused);
        }
    };
    checked.tell(place, output);
    let team = match team(place, drill, checked.lines, director(&registry.operations)) {
        Ok(team) => team,
        Err(said) => {
            output.message(said);
            return Ok(Exit::Refused);
        }
    };
    let directory = directory(place, &drill.of)?;
    let card = Card {
        of: drill.of.to_string_lossy().into_owned(),
        config: config_of(&config)?,
        tape: checked.tape.as_deref().map(std::path::absolute).transpose()?,
        left_open: left_open(&directory, output),
        ..Card::default()
    };
    Run::make(&directory, card, &played.text)?;
    let Some(refused) = serve::play(place, &directory, Players::Written(team), output)? else {
        return Ok(Exit::Refused);
    };
    for refused in &refused {
        output.message(said(place.lang(), refused));
    }
    match report::drill::read(place, &directory, false, output) {
        Ok(report) => output.data(drill::text(place.lang(), &report, Format::Text).trim_end()),
        Err(said) => {
            output.message(said);
            return Ok(Exit::Refused);
        }
    }
    output.message(format_args!(
        "{} {}",
        place.say("演练目录:", "the drill's directory:"),
        directory.display()
    ));
    let verified = if drill.verify { verify(place, drill, directory, output) } else { Exit::Done };
    Ok(if refused.is_empty() { verified } else { Exit::Refused })
}

/// Plays the run's own recording again and compares.
fn verify(place: &Place, drill: &Drill, run: PathBuf, output: &mut Output) -> Exit {
    replay::run(place, &Drill { of: run, team: None, ..drill.clone() }, output)
}

/// Returns the team: the scenario's own lines, or those of the file that was named; says what is wrong with them.
fn team(place: &Place, drill: &Drill, own: Vec<Line>, director: Option<String>) -> Result<Team, String> {
    let lines = match &drill.team {
        None => own,
        Some(file) => {
            let text = fs::read_to_string(file)
                .map_err(|error| format!("{}: {}", file.display(), say::error(place, &error)))?;
            let world = World::read(&file.to_string_lossy(), &text);
            world.map_err(|mistakes| say::error(place, &mistakes))?.lines
        }
    };
    if lines.is_empty() {
        return Err(place
            .say(
                "没有 [[act]]: 无人参演\n  提示: 在情景里写 [[act]], 或用 --team 指定另一个文件",
                "no [[act]]: nobody would play\n  hint: write [[act]] into the scenario, or name another file with --team",
            )
            .to_owned());
    }
    let director = director.ok_or_else(|| {
        place
            .say(
                "登记表里没有导演: 无人能结束演练\n  提示: 在 people.csv 登记一人, 职责写 导演",
                "the registry has no drill director: nobody could end the drill\n  hint: enter one in people.csv",
            )
            .to_owned()
    })?;
    Team::of(lines, &director).map_err(|error| say::error(place, &error))
}

/// Says which line was refused, and why.
fn said(lang: Lang, Refused { said, why }: &Refused) -> String {
    let seconds = said.line.at.whole_seconds();
    let mut out =
        format!("{:02}:{:02}  {}  {}  ", seconds / 60, seconds % 60, said.line.officer, said.line.text);
    answer::outcome(lang, why, &mut out);
    out
}
