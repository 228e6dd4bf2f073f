//! The rules in force, as people know them: which file, what each is called.
//!
//! Must not know: files, languages; what a rule does, which is the core's.

use crate::correlation::rules::Rules;
use crate::text::Text;
use crate::units::{Digest, RuleId};
use serde::{Deserialize, Serialize};

/// What a rules file was compiled to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleBook {
    /// SHA-256 of the file; of nothing for the usual rules.
    pub digest: Digest,
    /// What the core goes by.
    pub rules: Rules,
    /// What each is called.
    pub names: Box<[RuleName]>,
}

/// What a rule is called, and why it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleName {
    /// Its number, which follows from its id.
    pub rule: RuleId,
    /// Its id in the file.
    pub id: Text<32>,
    /// What `why` says of it in Chinese; empty when the file says nothing.
    pub zh: Box<str>,
    /// The same in English.
    pub en: Box<str>,
}

/// The rules in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InForce {
    /// SHA-256 of their file; of nothing for the usual rules.
    pub digest: Digest,
    /// What each is called.
    pub names: Box<[RuleName]>,
    /// Where the file was wrong when it was last read anew: file and line of the first mistake.
    pub wrong: Option<Text<64>>,
}

impl InForce {
    /// Returns what a rule is called; none for a built-in one, and for one that no file in force has.
    pub fn name(&self, rule: RuleId) -> Option<&RuleName> {
        self.names.iter().find(|name| name.rule == rule)
    }
}
