//! The other end of deliveries: plays teams and insurers that take orders over HTTP, well and badly.
//!
//! Decides: what is answered to whom, and what took effect.
//! Must not know: what a delivery says.
//!
//! Invariants:
//! - a key takes effect once, however often it comes;
//! - what was answered to a key once is answered to it again.

use crate::feed::scenario::{Behaviour, Receiver as Role};
use crate::feed::serve::ServeError;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio::task::JoinHandle;

/// The largest request that is read: a letter with a warning's own bytes is far below.
const REQUEST_BYTES_MAX: usize = 1_024 * 1_024;
/// Headers of one request.
const HEADERS_MAX: usize = 64;

/// What came under one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Who it was for.
    pub name: String,
    /// How often it came.
    pub tries: u32,
    /// How often it took effect.
    pub effects: u32,
    /// The body of the first try.
    pub body: String,
    answer: Option<Reply>,
}

/// Running receivers; they end when this is dropped.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    desk: Arc<Desk>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Desk {
    roles: Mutex<Vec<Role>>,
    seen: Mutex<BTreeMap<String, Seen>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Reply {
    status: &'static str,
    body: String,
}

/// What is done with one request.
enum Deed {
    Answer(Reply),
    AnswerTwice(Reply, Reply),
    Close,
    Hang,
}

struct Request {
    method: String,
    path: String,
    key: String,
    body: String,
}

impl Receiver {
    /// Listens and answers.
    ///
    /// Errors: the address cannot be had.
    pub async fn bind<A: ToSocketAddrs + std::fmt::Debug>(
        address: A,
        roles: Vec<Role>,
    ) -> Result<Self, ServeError> {
        let named = format!("{address:?}");
        let listen = |source| ServeError::Listen { address: named.clone(), source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let desk = Arc::new(Desk { roles: Mutex::new(roles), seen: Mutex::default() });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&desk)));
        Ok(Self { address, desk, accepting })
    }

    /// Returns the address as a registry writes it, without a receiver's name.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Lets a receiver do something else from now on.
    pub fn change(&self, name: &str, behaviour: Behaviour) {
        for role in lock(&self.desk.roles).iter_mut().filter(|role| role.name == name) {
            role.behaviour = behaviour;
        }
    }

    /// Returns what came, by key.
    pub fn seen(&self) -> BTreeMap<String, Seen> {
        lock(&self.desk.seen).clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Desk {
    fn take(&self, request: Request) -> Deed {
        let name = request.path.trim_matches('/');
        let role = lock(&self.roles).iter().find(|role| role.name == name).cloned();
        let Some(role) = role else { return Deed::Answer(reply("404 Not Found", "{}")) };
        if request.method != "POST" {
            return Deed::Answer(reply("405 Method Not Allowed", "{}"));
        }
        if request.key.is_empty() {
            return Deed::Answer(reply("400 Bad Request", r#"{"why":"no Idempotency-Key"}"#));
        }
        let mut all = lock(&self.seen);
        let seen = all.entry(request.key).or_default();
        seen.tries += 1;
        if seen.tries == 1 {
            (seen.name, seen.body) = (role.name.clone(), request.body);
        }
        if role.behaviour == Behaviour::Error && seen.tries == 1 {
            return Deed::Answer(reply("503 Service Unavailable", "{}"));
        }
        if let Some(answer) = &seen.answer {
            return Deed::Answer(answer.clone());
        }
        seen.effects += u32::from(seen.effects == 0);
        if role.behaviour == Behaviour::Hang {
            return Deed::Hang;
        }
        let answer = reply("200 OK", &receipt(&role));
        seen.answer = Some(answer.clone());
        match role.behaviour {
            Behaviour::Die if seen.tries == 1 => Deed::Close,
            Behaviour::Twice => Deed::AnswerTwice(answer, reply("200 OK", r#"{"state":"refused"}"#)),
            Behaviour::Accept
            | Behaviour::Refuse
            | Behaviour::Deliver
            | Behaviour::Hang
            | Behaviour::Error
            | Behaviour::Die => Deed::Answer(answer),
        }
    }
}

fn receipt(role: &Role) -> String {
    match role.behaviour {
        Behaviour::Refuse => r#"{"state":"refused"}"#.to_owned(),
        Behaviour::Deliver => r#"{"state":"delivered"}"#.to_owned(),
        Behaviour::Accept | Behaviour::Hang | Behaviour::Twice | Behaviour::Error | Behaviour::Die => {
            match role.eta_minutes {
                Some(minutes) => format!(r#"{{"state":"accepted","eta_minutes":{minutes}}}"#),
                None => r#"{"state":"accepted"}"#.to_owned(),
            }
        }
    }
}

fn reply(status: &'static str, body: &str) -> Reply {
    Reply { status, body: body.to_owned() }
}

/// A task that panicked while it held the lock left plain data behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, desk: Arc<Desk>) {
    loop {
        match listener.accept().await {
            Ok((socket, _)) => {
                let desk = Arc::clone(&desk);
                tokio::spawn(async move {
                    if let Err(error) = serve(socket, &desk).await {
                        tracing::debug!(%error, "a delivery's connection is gone");
                    }
                });
            }
            // Out of descriptors: those that end make room.
            Err(error) => {
                tracing::warn!(%error, "cannot accept a delivery");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
    }
}

/// Serves one request: who posts deliveries keeps no connection.
async fn serve(mut socket: TcpStream, desk: &Desk) -> std::io::Result<()> {
    let Some(request) = read(&mut socket).await? else { return Ok(()) };
    match desk.take(request) {
        Deed::Answer(answer) => write(&mut socket, &answer).await,
        Deed::AnswerTwice(first, second) => {
            write(&mut socket, &first).await?;
            write(&mut socket, &second).await
        }
        Deed::Close => Ok(()),
        // Open and silent, until the other end has enough.
        Deed::Hang => socket.read(&mut [0]).await.map(|_| ()),
    }
}

async fn write(socket: &mut TcpStream, reply: &Reply) -> std::io::Result<()> {
    let Reply { status, body } = reply;
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    socket.write_all(head.as_bytes()).await?;
    socket.write_all(body.as_bytes()).await
}

/// Reads one request; none when it is none.
async fn read(socket: &mut TcpStream) -> std::io::Result<Option<Request>> {
    let mut bytes = Vec::new();
    loop {
        if let httparse::Status::Complete(request) = parse(&bytes) {
            return Ok(request);
        }
        if bytes.len() > REQUEST_BYTES_MAX || socket.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
}

/// Parses a request, as far as it is there; none when it is none.
fn parse(bytes: &[u8]) -> httparse::Status<Option<Request>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut head = httparse::Request::new(&mut headers);
    let body = match head.parse(bytes) {
        Ok(httparse::Status::Complete(end)) => &bytes[end..],
        Ok(httparse::Status::Partial) => return httparse::Status::Partial,
        Err(_) => return httparse::Status::Complete(None),
    };
    let header = |name: &str| {
        let found = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok()).unwrap_or_default().trim()
    };
    let length: usize = header("content-length").parse().unwrap_or(0);
    if length > REQUEST_BYTES_MAX {
        return httparse::Status::Complete(None);
    }
    let Some(body) = body.get(..length) else { return httparse::Status::Partial };
    httparse::Status::Complete(Some(Request {
        method: head.method.unwrap_or_default().to_owned(),
        path: head.path.unwrap_or_default().to_owned(),
        key: header("idempotency-key").to_owned(),
        body: String::from_utf8_lossy(body).into_owned(),
    }))
}
