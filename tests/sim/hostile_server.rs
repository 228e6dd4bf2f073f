//! A feed server that keeps no rule of WebSocket or of the protocol that it does not want to: frames are bytes here.
//!
//! It knows just enough to be listened to: the handshake, hello, start, started. Then it sends its script from the
//! number that the desk asks for.

use crate::support::websocket::{self, BINARY, TEXT, frame};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::Duration;

/// One step of the script.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// An event with its number, as a text frame.
    Event(u64, String),
    /// Something else in a text frame; sent on every connection that comes by.
    Text(Vec<u8>),
    /// Something in a binary frame.
    Binary(Vec<u8>),
    /// Bytes that are no frame at all; they break the connection, and are sent once.
    Breaking(Vec<u8>),
    /// An event whose frame breaks every connection at its number.
    Poison(u64, Vec<u8>),
}

/// The server; ends when it is dropped.
pub(crate) struct HostileServer {
    address: SocketAddr,
    gone: Arc<AtomicBool>,
    connections: Arc<AtomicU64>,
}

impl HostileServer {
    /// Serves a script to whoever comes.
    pub(crate) fn serve(script: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (gone, connections) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (ends, counts) = (Arc::clone(&gone), Arc::clone(&connections));
        std::thread::spawn(move || {
            let mut broken = vec![false; script.len()];
            for socket in listener.incoming().flatten() {
                if ends.load(SeqCst) {
                    return;
                }
                counts.fetch_add(1, SeqCst);
                // A client that leaves in the middle is what this server is for.
                let _ = converse(socket, &script, &mut broken);
            }
        });
        Self { address, gone, connections }
    }

    /// Returns its address as a client writes it.
    pub(crate) fn url(&self) -> String {
        format!("ws://{}/", self.address)
    }

    /// Returns how often it was connected to.
    pub(crate) fn connections(&self) -> u64 {
        self.connections.load(SeqCst)
    }
}

impl Drop for HostileServer {
    fn drop(&mut self) {
        self.gone.store(true, SeqCst);
        drop(TcpStream::connect(self.address));
    }
}

fn converse(mut socket: TcpStream, script: &[Step], broken: &mut [bool]) -> std::io::Result<()> {
    socket.set_read_timeout(Some(Duration::from_secs(10)))?;
    let request = websocket::read_request(&mut socket)?;
    socket.write_all(websocket::answer(&request, Some("duty-feed.v1")).as_bytes())?;
    let last = script.iter().filter_map(number).max().unwrap_or(0);
    let hello = format!(
        r#"{{"op":"hello","v":1,"streamid":"hostile","first":"1","last":"{last}","hb_ms":2000,"max_bytes":2097152,"now":"x"}}"#
    );
    socket.write_all(&frame(TEXT, hello.as_bytes()))?;
    let start = String::from_utf8_lossy(&websocket::read_frame(&mut socket)?).into_owned();
    let after =
        start.split("\"after\":\"").nth(1).and_then(|rest| rest.split('"').next()?.parse().ok()).unwrap_or(0);
    let mode = if start.contains("\"after\"") { "resume" } else { "snapshot" };
    let started = format!(r#"{{"op":"started","mode":"{mode}","from":"{}"}}"#, after + 1);
    socket.write_all(&frame(TEXT, started.as_bytes()))?;
    let begin =
        script.iter().position(|step| number(step).is_some_and(|it| it > after)).unwrap_or(script.len());
    // What stands before an event comes with it.
    let begin = script[..begin].iter().rposition(|step| number(step).is_some()).map_or(0, |at| at + 1);
    for (place, step) in script.iter().enumerate().skip(begin) {
        match step {
            Step::Event(_, text) => socket.write_all(&frame(TEXT, text.as_bytes()))?,
            Step::Text(bytes) => socket.write_all(&frame(TEXT, bytes))?,
            Step::Binary(bytes) => socket.write_all(&frame(BINARY, bytes))?,
            Step::Poison(_, bytes) => {
                socket.write_all(bytes)?;
                return wait_for_end(&mut socket);
            }
            Step::Breaking(bytes) => {
                if !std::mem::replace(&mut broken[place], true) {
                    socket.write_all(bytes)?;
                    return wait_for_end(&mut socket);
                }
            }
        }
    }
    let beat = format!(r#"{{"op":"hb","now":"x","last":"{last}","recent":[]}}"#);
    socket.set_read_timeout(Some(Duration::from_secs(1)))?;
    let mut chunk = [0; 4_096];
    loop {
        socket.write_all(&frame(TEXT, beat.as_bytes()))?;
        if matches!(socket.read(&mut chunk), Ok(0)) {
            return Ok(());
        }
    }
}

const fn number(step: &Step) -> Option<u64> {
    match step {
        Step::Event(number, _) | Step::Poison(number, _) => Some(*number),
        Step::Text(_) | Step::Binary(_) | Step::Breaking(_) => None,
    }
}

/// A client that was given something unreadable closes; what it says until then is nobody's business.
fn wait_for_end(socket: &mut TcpStream) -> std::io::Result<()> {
    let mut chunk = [0; 4_096];
    while socket.read(&mut chunk)? > 0 {}
    Ok(())
}
