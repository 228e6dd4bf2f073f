//! Joins the rooms: reads clocks, owns threads, and carries an input from the socket to the disk and to the screens.
//!
//! Decides: order: drain, apply, commit, release, publish, checkpoint.
//! Must not know: what any input means, how any screen looks.
