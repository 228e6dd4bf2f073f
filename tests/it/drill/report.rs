//! What a report promises.
