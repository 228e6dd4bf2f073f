//! The other end of a feed: a sensor's server that speaks `duty-feed.v1` over a plain socket.

#[path = "../../tests/support/websocket.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod websocket;

use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A feed that has started.
pub(crate) struct Sensor {
    /// Which feed asked for it: the path of its URL.
    pub(crate) path: String,
    /// Where frames go.
    pub(crate) socket: TcpStream,
    /// How far the desk has it on disk.
    pub(crate) acked: Arc<AtomicU64>,
}

impl Sensor {
    /// Takes the desk's handshake and its start.
    pub(crate) fn greet(mut socket: TcpStream) -> Self {
        socket.set_nodelay(true).unwrap();
        let request = websocket::read_request(&mut socket).unwrap();
        // `GET /path HTTP/1.1`
        let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
        socket.write_all(websocket::answer(&request, Some("duty-feed.v1")).as_bytes()).unwrap();
        // No heartbeat comes: the dead-man's time of two and a half beats must outlast the run.
        let hello = r#"{"op":"hello","v":1,"streamid":"bench","first":"1","last":"0","hb_ms":60000,"max_bytes":2097152,"now":"x"}"#;
        socket.write_all(&frame(hello.as_bytes())).unwrap();
        websocket::read_frame(&mut socket).unwrap();
        socket.write_all(&frame(br#"{"op":"started","mode":"snapshot","from":"1"}"#)).unwrap();
        let acked = Arc::new(AtomicU64::new(0));
        let known = Arc::clone(&acked);
        let mut said = BufReader::new(socket.try_clone().unwrap());
        std::thread::spawn(move || {
            while let Ok(text) = websocket::read_frame(&mut said) {
                if let Some(upto) = upto(&text) {
                    known.store(upto, Ordering::Release);
                }
            }
        });
        Self { path, socket, acked }
    }
}

/// Packs a text frame.
pub(crate) fn frame(payload: &[u8]) -> Vec<u8> {
    websocket::frame(websocket::TEXT, payload)
}

/// Returns how far an acknowledgement goes; none for anything else.
fn upto(payload: &[u8]) -> Option<u64> {
    let said: serde_json::Value = serde_json::from_slice(payload).ok()?;
    (said["op"] == "ack").then(|| said["upto"].as_str()?.parse().ok()).flatten()
}
