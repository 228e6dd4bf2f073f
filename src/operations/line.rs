//! The command bar's grammar: one line becomes one draft.
