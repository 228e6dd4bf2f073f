//! What `feed` promises.

mod decode;
mod hostile;
mod scenario;
mod wire;
