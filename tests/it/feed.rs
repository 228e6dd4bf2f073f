//! What `feed` promises.

mod areas;
mod decode;
mod hostile;
mod inlet;
mod scenario;
mod wire;
