//! Where a feed comes from, as the configuration has it: addresses, whom they are believed from, a stream.
//!
//! Decides: which addresses go together, and what must not cross a network in the clear.
//! Must not know: how a connection is made.

mod fault;

pub use fault::Fault;

use crate::config::mistake::Kind;
use crate::config::record::{Lined, Reader};
use crate::config::token;
use crate::config::url::{AddressFault, Endpoint};
use crate::config::{Feed, Origin, Server, Stream};
use crate::operations::feed::Format;
use crate::text::bounded;
use std::path::{Path, PathBuf};

/// Servers of a cluster that a desk knows.
const ENDPOINTS_MAX: usize = 8;
/// Servers that may keep a message.
///
/// Source: NATS JetStream, at most five replicas.
const REPLICAS_MAX: i64 = 5;

/// Reads the server of a feed; none when no address of it can be read.
pub(super) fn read(reader: &mut Reader<'_, '_, Kind>, base: &Path, format: &Format) -> Option<Server> {
    let insecure = reader.switch("insecure").unwrap_or_default();
    reader.must("url");
    let written = reader.list("url");
    let endpoints: Vec<Endpoint> = written
        .iter()
        .take(ENDPOINTS_MAX)
        .filter_map(|address| endpoint(reader, address, insecure))
        .collect();
    let stream = stream(reader, format);
    if written.len() > 1 && stream.is_none() {
        reader.wrong("url", Fault::TooManyAddresses.into());
    }
    if endpoints.iter().any(|it| it.is_encrypted) && !endpoints.iter().all(|it| it.is_encrypted) {
        reader.wrong("url", Fault::AddressesMixed.into());
    }
    let ca_file = ca_file(reader, base, endpoints.iter().any(|it| it.is_encrypted));
    let hello_file = secret(reader, base, "hello_file");
    (!endpoints.is_empty()).then_some(Server { endpoints, ca_file, hello_file, stream })
}

/// Reads the name of a file with a secret, which only its owner may read.
pub(super) fn secret(reader: &mut Reader<'_, '_, Kind>, base: &Path, name: &'static str) -> Option<PathBuf> {
    let path = base.join(reader.plain(name)?);
    let read =
        if name == "hello_file" { token::lines(&path).map(drop) } else { token::read(&path).map(drop) };
    if let Err(fault) = read {
        let shown = path.display().to_string();
        let kind = match fault {
            token::TokenFault::Unreadable(cause) => Kind::TokenUnreadable(shown, cause.to_string()),
            token::TokenFault::Open(mode) => Kind::TokenOpen(shown, mode),
            token::TokenFault::Form => Kind::TokenForm(shown),
        };
        reader.wrong(name, kind);
    }
    Some(path)
}

fn endpoint(reader: &mut Reader<'_, '_, Kind>, address: &Lined<String>, insecure: bool) -> Option<Endpoint> {
    let fault = match Endpoint::read(&address.value) {
        Ok(endpoint) => {
            if endpoint.has_secret() {
                reader.wrong_at(address.line, Kind::SecretInAddress);
            }
            if !insecure && !endpoint.is_encrypted && !endpoint.is_loopback() {
                reader.wrong_at(address.line, Kind::Plain(endpoint.host.clone()));
            }
            return Some(endpoint);
        }
        Err(fault) => fault,
    };
    let kind = match fault {
        AddressFault::Form => Kind::Address(bounded::<160>(&address.value).to_string()),
        AddressFault::Secret => Kind::SecretInAddress,
    };
    reader.wrong_at(address.line, kind);
    None
}

fn ca_file(reader: &mut Reader<'_, '_, Kind>, base: &Path, is_encrypted: bool) -> Option<PathBuf> {
    let path = base.join(reader.plain("ca_file")?);
    if !is_encrypted {
        reader.wrong("ca_file", Fault::AuthorityUnused.into());
    } else if let Err(cause) =
        std::fs::read_to_string(&path).map_err(|error| error.to_string()).and_then(|text| holds(&text))
    {
        reader.wrong("ca_file", Fault::Authority(path.display().to_string(), cause).into());
    }
    Some(path)
}

/// Says what keeps a text from being a PEM file of certificates, as far as it can be told without reading them.
fn holds(text: &str) -> Result<(), String> {
    if text.contains("-----BEGIN CERTIFICATE-----") { Ok(()) } else { Err("no certificate in it".to_owned()) }
}

fn stream(reader: &mut Reader<'_, '_, Kind>, format: &Format) -> Option<Stream> {
    let name = reader.plain("stream");
    let subjects = reader.list("subject");
    let consumer = reader.plain("consumer");
    let replicas = reader.number("replicas", 1..=REPLICAS_MAX);
    let Some(name) = name else {
        let stray = [
            ("subject", !subjects.is_empty()),
            ("consumer", consumer.is_some()),
            ("replicas", replicas.is_some()),
        ];
        for (key, _) in stray.into_iter().filter(|(_, stands)| *stands) {
            reader.wrong(key, Fault::NoStream(key).into());
        }
        return None;
    };
    if *format == Format::Native {
        reader.wrong("stream", Fault::StreamNative.into());
    }
    let consumer = consumer.unwrap_or_else(|| "dutydesk".to_owned());
    for (key, word) in [("stream", &name), ("consumer", &consumer)] {
        if !word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
            reader.wrong(key, Fault::StreamName(key, word.clone()).into());
        }
    }
    reader.must("subject");
    for subject in &subjects {
        if !is_subject(&subject.value) {
            reader.wrong_at(subject.line, Fault::Subject(subject.value.clone()).into());
        }
    }
    let subjects = subjects.into_iter().map(|subject| subject.value).collect();
    Some(Stream { name, subjects, consumer, replicas: replicas.map_or(1, |count| count as u8) })
}

/// Refuses a consumer that an earlier feed has: each of two would see only what the other one did not.
pub(super) fn own_consumer(reader: &mut Reader<'_, '_, Kind>, stream: &Stream, earlier: &[Feed]) {
    let is_taken = |feed: &Feed| {
        let Origin::Server(server) = &feed.origin else { return false };
        let other = server.stream.as_ref();
        other.is_some_and(|other| other.name == stream.name && other.consumer == stream.consumer)
    };
    if let Some(other) = earlier.iter().find(|feed| is_taken(feed)) {
        let key = if reader.has_value("consumer") { "consumer" } else { "stream" };
        reader.wrong(key, Fault::ConsumerTaken(stream.consumer.clone(), other.code.to_string()).into());
    }
}

/// Returns whether a NATS server takes it as a subject: words between dots, `*` for one, `>` for all that follow.
fn is_subject(subject: &str) -> bool {
    let words: Vec<&str> = subject.split('.').collect();
    let plain = |word: &str| !word.is_empty() && !word.contains(['*', '>', ' ', '\t']) && word.is_ascii();
    let last = words.len().saturating_sub(1);
    words.iter().enumerate().all(|(at, word)| plain(word) || *word == "*" || *word == ">" && at == last)
}
