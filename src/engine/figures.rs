//! The thread that counts the journal for the screens' figures, over a connection of its own that cannot write.
//!
//! Decides: that counting a year holds up neither the desk nor a page of the journal. Must not know: what a figure is.

use crate::document::kpi;
use crate::engine::readers::Readers;
use crate::operations::kpi::Settings;
use std::sync::mpsc::Receiver;
use tokio::sync::oneshot;

/// Figures that a screen wants.
#[derive(Debug)]
pub struct Ask {
    /// Of which days.
    pub query: kpi::Query,
    /// What they are measured against.
    pub settings: Settings,
    /// Officers on duty.
    pub officers: u16,
    /// Where they go.
    pub reply: oneshot::Sender<Option<Box<kpi::Report>>>,
}

/// Answers until the desk ends.
pub fn run(readers: &Readers, asked: &Receiver<Ask>) {
    while let Ok(ask) = asked.recv() {
        // Whoever asked may be gone: a year is not counted for nobody.
        if ask.reply.is_closed() {
            continue;
        }
        let counted = readers.look(|reader| kpi::report(reader, ask.query, &ask.settings, ask.officers));
        let report = match counted {
            Ok(Ok(report)) => report,
            Ok(Err(error)) => uncounted(&error),
            Err(error) => uncounted(&error),
        };
        drop(ask.reply.send(report.map(Box::new)));
    }
}

fn uncounted<T>(error: &dyn std::error::Error) -> Option<T> {
    tracing::error!("the journal cannot be counted: {error}");
    None
}
