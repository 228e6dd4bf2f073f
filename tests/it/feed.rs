//! What `feed` promises.

mod areas;
mod bulletin;
mod cap;
mod cutter;
mod decode;
mod encrypted;
mod gb26875;
mod harm;
#[path = "../support/harm.rs"]
mod harm_server;
mod hostile;
mod inlet;
mod listener;
mod mapped;
mod mutate;
mod nats;
mod scenario;
mod severed;
mod sources;
mod stalled;
#[path = "../support/websocket.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod websocket;
mod wire;
