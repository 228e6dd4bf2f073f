//! What `feed` promises.

mod decode;
mod hostile;
mod inlet;
mod scenario;
mod wire;
