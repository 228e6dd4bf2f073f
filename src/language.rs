//! Every word on the screen, Chinese and English side by side.
//!
//! Decides: how a word, a refusal, a reason, a notice or an entry reads in each language.
//! Must not know: where it is painted.
