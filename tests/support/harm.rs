//! A server that does one kind of harm to whoever connects, until it relents: what it sends are bytes, not frames of a
//! library that would refuse to send them.

use super::websocket::{self, CONTINUATION, PING, TEXT, frame};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;

/// What is done to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Harm {
    /// It is closed at once.
    Closes,
    /// Nobody ever answers: neither the handshake of TLS nor that of WebSocket.
    Mute,
    /// The service is not available, come again at once.
    Unavailable,
    /// The handshake's answer comes byte by byte, and has no end.
    SlowHandshake,
    /// A frame comes byte by byte.
    SlowFrame,
    /// A frame says that it is a terabyte, and begins.
    Oversize,
    /// A message of fragments that has no end.
    Fragments,
    /// The same of fragments with nothing in them.
    EmptyFragments,
    /// A frame is masked, as only a client's may be.
    Masked,
    /// Pings and nothing else, as fast as they go.
    Pings,
    /// A text that is none.
    NotText,
    /// Bits that nobody has agreed on.
    Reserved,
}

/// Every harm.
pub(crate) const HARMS: [Harm; 12] = [
    Harm::Closes,
    Harm::Mute,
    Harm::Unavailable,
    Harm::SlowHandshake,
    Harm::SlowFrame,
    Harm::Oversize,
    Harm::Fragments,
    Harm::EmptyFragments,
    Harm::Masked,
    Harm::Pings,
    Harm::NotText,
    Harm::Reserved,
];

/// How the server speaks when it speaks well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speech {
    /// `duty-feed.v1`.
    Native,
    /// Messages that nobody numbers.
    Messages,
}

impl Speech {
    const fn protocol(self) -> Option<&'static str> {
        match self {
            Self::Native => Some("duty-feed.v1"),
            Self::Messages => None,
        }
    }
}

/// Between two bytes of what is slow.
const SLOWLY: Duration = Duration::from_millis(25);
/// Between two signs of life.
const BEAT: Duration = Duration::from_millis(200);
/// What a server that speaks well sends on each connection.
pub(crate) const GREETING: &str = r#"{"greeting":"one message"}"#;

/// The server; it ends with its runtime.
pub(crate) struct HarmServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    harm: Harm,
    speech: Speech,
    relents: AtomicBool,
    connections: AtomicU64,
}

impl HarmServer {
    /// Serves harm to whoever comes.
    pub(crate) fn serve(handle: &Handle, harm: Harm, speech: Speech) -> Self {
        let listener = handle.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (relents, connections) = (AtomicBool::new(false), AtomicU64::new(0));
        let shared = Arc::new(Shared { harm, speech, relents, connections });
        let server = Self { address, shared: Arc::clone(&shared) };
        handle.spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                shared.connections.fetch_add(1, SeqCst);
                let shared = Arc::clone(&shared);
                // A client that leaves in the middle is what this server is for.
                tokio::spawn(async move { drop(shared.converse(socket).await) });
            }
        });
        server
    }

    /// Returns its address as a client writes it.
    pub(crate) fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}/", self.address)
    }

    /// Does no harm to those who come from now on.
    pub(crate) fn relent(&self) {
        self.shared.relents.store(true, SeqCst);
    }

    /// Returns how often it was connected to.
    pub(crate) fn connections(&self) -> u64 {
        self.shared.connections.load(SeqCst)
    }
}

impl Shared {
    async fn converse(&self, mut socket: TcpStream) -> std::io::Result<()> {
        if self.relents.load(SeqCst) {
            self.greet(&mut socket).await?;
            return self.speak_well(&mut socket).await;
        }
        match self.harm {
            Harm::Closes => return Ok(()),
            Harm::Mute => {}
            Harm::Unavailable => {
                read_request(&mut socket).await?;
                let answer =
                    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
                socket.write_all(answer.as_bytes()).await?;
            }
            Harm::SlowHandshake => {
                let answer = websocket::answer(&read_request(&mut socket).await?, self.speech.protocol());
                let endless = answer.trim_end().bytes().chain("\r\nX-More: and more".bytes().cycle());
                return drip(&mut socket, endless).await;
            }
            Harm::SlowFrame
            | Harm::Oversize
            | Harm::Fragments
            | Harm::EmptyFragments
            | Harm::Masked
            | Harm::Pings
            | Harm::NotText
            | Harm::Reserved => {
                self.greet(&mut socket).await?;
                self.hurt(&mut socket).await?;
            }
        }
        wait_for_end(&mut socket).await
    }

    /// Harms a connection that stands.
    async fn hurt(&self, socket: &mut TcpStream) -> std::io::Result<()> {
        match self.harm {
            Harm::SlowFrame => {
                let frame = frame(TEXT, "x".repeat(60_000).as_bytes());
                return drip(socket, frame.into_iter()).await;
            }
            Harm::Oversize => {
                let mut frame = vec![0x80 | TEXT, 127];
                frame.extend((1_u64 << 40).to_be_bytes());
                frame.extend([b'x'; 1_000]);
                socket.write_all(&frame).await?;
            }
            Harm::Fragments => {
                socket.write_all(&[TEXT, 1, b'{']).await?;
                let mut more = vec![CONTINUATION, 127];
                more.extend(60_000_u64.to_be_bytes());
                more.extend(vec![b' '; 60_000]);
                flood(socket, &more).await?;
            }
            Harm::EmptyFragments => {
                socket.write_all(&[TEXT, 1, b'{']).await?;
                flood(socket, &[CONTINUATION, 0].repeat(2_000)).await?;
            }
            Harm::Masked => {
                let masked = [0x80 | TEXT, 0x80 | 2, 1, 2, 3, 4, b'{' ^ 1, b'}' ^ 2];
                socket.write_all(&masked).await?;
            }
            Harm::Pings => flood(socket, &[0x80 | PING, 2, b'h', b'i'].repeat(1_000)).await?,
            Harm::NotText => socket.write_all(&frame(TEXT, b"{\"sequence\":\"\xC3\x28\"}")).await?,
            Harm::Reserved => socket.write_all(&[0xF0 | TEXT, 2, b'{', b'}']).await?,
            Harm::Closes | Harm::Mute | Harm::Unavailable | Harm::SlowHandshake => {}
        }
        Ok(())
    }

    /// The handshake, and what a native feed says before its events.
    async fn greet(&self, socket: &mut TcpStream) -> std::io::Result<()> {
        let answer = websocket::answer(&read_request(socket).await?, self.speech.protocol());
        socket.write_all(answer.as_bytes()).await?;
        if self.speech == Speech::Native {
            let hello = r#"{"op":"hello","v":1,"streamid":"harm","first":"1","last":"0","hb_ms":2000,"max_bytes":0,"now":""}"#;
            socket.write_all(&frame(TEXT, hello.as_bytes())).await?;
            let start = read_frame(socket).await?;
            let start = String::from_utf8_lossy(&start);
            let after: u64 = start
                .split("\"after\":\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next()?.parse().ok())
                .unwrap_or_default();
            let mode = if start.contains("\"after\"") { "resume" } else { "snapshot" };
            let started = format!(r#"{{"op":"started","mode":"{mode}","from":"{}"}}"#, after + 1);
            socket.write_all(&frame(TEXT, started.as_bytes())).await?;
        }
        Ok(())
    }

    async fn speak_well(&self, socket: &mut TcpStream) -> std::io::Result<()> {
        let mut beat = tokio::time::interval(BEAT);
        let sign = match self.speech {
            Speech::Native => frame(TEXT, br#"{"op":"hb","now":"","last":"0","recent":[]}"#),
            Speech::Messages => {
                socket.write_all(&frame(TEXT, GREETING.as_bytes())).await?;
                frame(PING, b"")
            }
        };
        let mut chunk = [0; 4_096];
        loop {
            tokio::select! {
                _ = beat.tick() => socket.write_all(&sign).await?,
                read = socket.read(&mut chunk) => if read? == 0 {
                    return Ok(());
                },
            }
        }
    }
}

async fn drip(socket: &mut TcpStream, bytes: impl Iterator<Item = u8>) -> std::io::Result<()> {
    let mut beat = tokio::time::interval(SLOWLY);
    for byte in bytes {
        beat.tick().await;
        socket.write_all(&[byte]).await?;
    }
    Ok(())
}

/// Sends the same until the other end has had enough.
async fn flood(socket: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    loop {
        socket.write_all(bytes).await?;
    }
}

async fn wait_for_end(socket: &mut TcpStream) -> std::io::Result<()> {
    let mut chunk = [0; 4_096];
    while socket.read(&mut chunk).await? > 0 {}
    Ok(())
}

async fn read_request(socket: &mut TcpStream) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(socket.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads one short frame of a client: masked, as clients must.
async fn read_frame(socket: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut head = [0; 2];
    socket.read_exact(&mut head).await?;
    let length = match head[1] & 0x7F {
        126 => usize::from(socket.read_u16().await?),
        short => usize::from(short),
    };
    let (mut mask, mut payload) = ([0; 4], vec![0; length]);
    socket.read_exact(&mut mask).await?;
    socket.read_exact(&mut payload).await?;
    for (at, byte) in payload.iter_mut().enumerate() {
        *byte ^= mask[at % 4];
    }
    Ok(payload)
}
