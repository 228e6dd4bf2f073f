//! The few bytes of WebSocket that a server needs which no library may keep from misbehaving: its answer, its frames, and the
//! frames of a client.

use std::io::{Read, Result};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

pub(crate) const CONTINUATION: u8 = 0;
pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const PING: u8 = 9;

/// Returns the answer to a client's request; the protocol is the one that the server chooses, if any.
pub(crate) fn answer(request: &str, protocol: Option<&str>) -> String {
    let key = request.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("sec-websocket-key").then(|| value.trim())
    });
    let accept = derive_accept_key(key.unwrap_or_default().as_bytes());
    let chosen = protocol.map(|name| format!("Sec-WebSocket-Protocol: {name}\r\n")).unwrap_or_default();
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n{chosen}\r\n"
    )
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

/// Reads a client's request.
pub(crate) fn read_request(socket: &mut impl Read) -> Result<String> {
    let (mut bytes, mut one) = (Vec::new(), [0]);
    while !bytes.ends_with(b"\r\n\r\n") {
        socket.read_exact(&mut one)?;
        bytes.push(one[0]);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads one short frame of a client: masked, as clients must.
pub(crate) fn read_frame(socket: &mut impl Read) -> Result<Vec<u8>> {
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
