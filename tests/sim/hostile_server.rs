//! A feed server that keeps no rule of WebSocket or of the protocol that it does not want to: frames are bytes here.
//!
//! It knows just enough to be listened to: the handshake, hello, start, started. Then it sends its script from the
//! number that the desk asks for.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::Duration;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

const TEXT: u8 = 1;
const BINARY: u8 = 2;

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

/// Returns a frame of a server.
pub(crate) fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x80 | opcode];
    match payload.len() {
        short @ 0..=125 => bytes.push(short as u8),
        middle @ 126..=65_535 => {
            bytes.push(126);
            bytes.extend((middle as u16).to_be_bytes());
        }
        long => {
            bytes.push(127);
            bytes.extend((long as u64).to_be_bytes());
        }
    }
    bytes.extend(payload);
    bytes
}

fn converse(mut socket: TcpStream, script: &[Step], broken: &mut [bool]) -> std::io::Result<()> {
    socket.set_read_timeout(Some(Duration::from_secs(10)))?;
    let request = read_until(&mut socket, b"\r\n\r\n")?;
    let request = String::from_utf8_lossy(&request).into_owned();
    let key = request.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("sec-websocket-key").then(|| value.trim().to_owned())
    });
    let accept = derive_accept_key(key.unwrap_or_default().as_bytes());
    write!(
        socket,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: duty-feed.v1\r\n\r\n"
    )?;
    let last = script.iter().filter_map(number).max().unwrap_or(0);
    let hello = format!(
        r#"{{"op":"hello","v":1,"streamid":"hostile","first":"1","last":"{last}","hb_ms":2000,"max_bytes":2097152,"now":"x"}}"#
    );
    socket.write_all(&frame(TEXT, hello.as_bytes()))?;
    let start = String::from_utf8_lossy(&read_client_frame(&mut socket)?).into_owned();
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

fn read_until(socket: &mut TcpStream, end: &[u8]) -> std::io::Result<Vec<u8>> {
    let (mut bytes, mut one) = (Vec::new(), [0]);
    while !bytes.ends_with(end) {
        socket.read_exact(&mut one)?;
        bytes.push(one[0]);
    }
    Ok(bytes)
}

/// Reads one short frame of a client: masked, as clients must.
fn read_client_frame(socket: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut head = [0; 2];
    socket.read_exact(&mut head)?;
    let length = match head[1] & 0x7F {
        126 => {
            let mut wide = [0; 2];
            socket.read_exact(&mut wide)?;
            usize::from(u16::from_be_bytes(wide))
        }
        short => usize::from(short),
    };
    let (mut mask, mut payload) = ([0; 4], vec![0; length]);
    socket.read_exact(&mut mask)?;
    socket.read_exact(&mut payload)?;
    for (at, byte) in payload.iter_mut().enumerate() {
        *byte ^= mask[at % 4];
    }
    Ok(payload)
}
