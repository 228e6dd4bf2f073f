//! The words for tasks, as teams and plans write them.
//!
//! Decides: which words mean one task. Must not know: who is sent.

use crate::config::record::{Lined, nearest};
use crate::operations::dispatch::Task;

const WORDS: &[(&str, Task)] = &[
    ("guide", Task::Guide),
    ("疏散引导", Task::Guide),
    ("疏散", Task::Guide),
    ("cordon", Task::Cordon),
    ("警戒", Task::Cordon),
    ("outer", Task::Outer),
    ("外围", Task::Outer),
    ("外围警戒", Task::Outer),
    ("attack", Task::Attack),
    ("灭火", Task::Attack),
    ("灭火内攻", Task::Attack),
    ("plug", Task::Plug),
    ("堵漏", Task::Plug),
    ("water", Task::Water),
    ("水域", Task::Water),
    ("水域救援", Task::Water),
    ("水上救援", Task::Water),
    ("排涝", Task::Water),
    ("medical", Task::Medical),
    ("医疗", Task::Medical),
    ("急救", Task::Medical),
    ("power", Task::Power),
    ("供电", Task::Power),
    ("断电", Task::Power),
    ("survey", Task::Survey),
    ("查勘", Task::Survey),
    ("定损", Task::Survey),
    ("look", Task::Look),
    ("查看", Task::Look),
    ("巡查", Task::Look),
];

/// Returns the task that a word means; none for a word that the desk has no task for.
pub fn meant(word: &str) -> Option<Task> {
    WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, task)| *task)
}

/// Returns the known word that a mistyped one is most like.
pub fn like(word: &str) -> Option<&'static str> {
    nearest(word, WORDS.iter().map(|(known, _)| *known))
}

/// Returns the tasks that a team's words mean, each once, in the order of the words.
pub fn duties(words: &[Lined<String>]) -> Box<[Task]> {
    let mut duties = Vec::new();
    for task in words.iter().filter_map(|word| meant(&word.value)) {
        if !duties.contains(&task) {
            duties.push(task);
        }
    }
    duties.into()
}
