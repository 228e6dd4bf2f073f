//! The address of a feed.

use std::fmt;
use std::net::IpAddr;

/// A WebSocket server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Whether it is encrypted: `wss://`.
    pub is_encrypted: bool,
    /// Its host as it is written, without the brackets of IPv6.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The path and query, from the `/` on.
    pub path: String,
}

/// Why an address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// Not `ws://host:port/path`, nor `wss://`.
    #[error("not a ws:// or wss:// address")]
    Form,
    /// A user or a password stands in it.
    #[error("the address holds a user or a password")]
    Secret,
}

impl Endpoint {
    /// Reads an address; the port is 80 when none is written, 443 when it is encrypted.
    pub fn read(address: &str) -> Result<Self, AddressFault> {
        let (scheme, rest) = address.split_once("://").ok_or(AddressFault::Form)?;
        let is_encrypted = scheme.eq_ignore_ascii_case("wss");
        if !(is_encrypted || scheme.eq_ignore_ascii_case("ws"))
            || !rest.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Err(AddressFault::Form);
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err(AddressFault::Secret);
        }
        if path.contains('#') {
            return Err(AddressFault::Form);
        }
        let (host, port) =
            Self::split(authority, if is_encrypted { 443 } else { 80 }).ok_or(AddressFault::Form)?;
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { is_encrypted, host, port, path })
    }

    /// Returns whether the server is on this machine: what goes there crosses no network.
    pub fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host.parse().is_ok_and(|address: IpAddr| address.to_canonical().is_loopback())
    }

    /// Returns whether its query holds what belongs into a file of mode 0600: the addresses of feeds are logged, and shown.
    pub fn has_secret(&self) -> bool {
        self.path.split(['?', '&']).skip(1).any(is_secret)
    }

    fn split(authority: &str, usual: u16) -> Option<(String, u16)> {
        let (host, port) = if let Some(rest) = authority.strip_prefix('[') {
            let (host, port) = rest.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, port)
        } else {
            let colon = authority.find(':').unwrap_or(authority.len());
            authority.split_at(colon)
        };
        let port = match port.strip_prefix(':') {
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
            None if port.is_empty() => usual,
            Some(_) | None => return None,
        };
        let named = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':');
        (!host.is_empty() && host.bytes().all(named) && port != 0).then(|| (host.to_owned(), port))
    }
}

/// Returns whether a part of a query names a secret.
fn is_secret(part: &str) -> bool {
    let name = part.split('=').next().unwrap_or_default().to_ascii_lowercase();
    ["token", "key", "password", "passwd", "secret", "auth"].iter().any(|word| name.contains(word))
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { is_encrypted, host, port, path } = self;
        let scheme = if *is_encrypted { "wss" } else { "ws" };
        if host.contains(':') {
            write!(f, "{scheme}://[{host}]:{port}{path}")
        } else {
            write!(f, "{scheme}://{host}:{port}{path}")
        }
    }
}
