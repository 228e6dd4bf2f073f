//! Refusals of the intake subject (接报): what is wrong, and what to do.

use crate::language::Lang;
use crate::operations::intake::{Place, Refusal};
use std::fmt::Write;

/// Writes why a command was refused and what to do.
pub fn refusal(lang: Lang, refusal: &Refusal, out: &mut String) {
    let _ = match (lang, refusal) {
        (Lang::Zh, Refusal::NoSuchPlace(place)) => {
            write!(out, "没有{}这个地点. 用单位编码、简称或拼音首字母", Told(place))
        }
        (Lang::En, Refusal::NoSuchPlace(place)) => {
            write!(out, "there is no place{}. Give a site's code, short name or pinyin initials", Told(place))
        }
        (Lang::Zh, Refusal::NoSuchIntake(_)) => write!(out, "没有这条接报. 请从事件的接报里选"),
        (Lang::En, Refusal::NoSuchIntake(_)) => {
            write!(out, "there is no such intake. Choose it from its incident")
        }
        (Lang::Zh, Refusal::AlreadyThere(id)) => write!(out, "这条接报已在 #{id} 名下, 无需再并"),
        (Lang::En, Refusal::AlreadyThere(id)) => {
            write!(out, "the intake is filed under #{id} already: nothing to do")
        }
        (Lang::Zh, Refusal::AlreadyEnded(id)) => {
            write!(out, "#{id} 的这条接报已结束. 有补充可继续填写")
        }
        (Lang::En, Refusal::AlreadyEnded(id)) => {
            write!(out, "this intake of #{id} has ended. What comes later can still be filled in")
        }
        (Lang::Zh, Refusal::Full) => write!(out, "事件已满. 并入该地点的未结事件, 或先结束一件"),
        (Lang::En, Refusal::Full) => {
            write!(out, "no incident finds room. Join an open one of the place, or close one first")
        }
    };
}

/// What was typed for a place; a zone's number tells a person nothing.
struct Told<'a>(&'a Place);

impl std::fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Place::Zone(_) => Ok(()),
            Place::Site(code) => write!(f, " `{code}` "),
        }
    }
}
