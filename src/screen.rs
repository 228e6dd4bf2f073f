//! What the officer sees, and what a key does.
//!
//! Decides: layout, theme, keymap, panes, the command bar.
//! Must not know: where a snapshot comes from, what a command does to the desk.
