//! One WebSocket, from the address to the handshake's answer: plain or over TLS.
//!
//! Decides: which certificate authorities are believed, how long a handshake may take, how large a message may be.
//! Must not know: what is said over it.
//!
//! Invariants:
//! - a feed with an authority of its own believes no other one;
//! - a token stands in one header and nowhere else;
//! - the provider of cryptography is named here, so that no part of the process decides it by its order.

use crate::feed::transport::Spec;
use crate::feed::transport::fair::Fair;
use crate::feed::transport::session::{End, Socket};
use crate::limits::FRAME_BYTES_MAX;
use crate::operations::feed::LostCause;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::error::Error;
use tokio_tungstenite::tungstenite::http::{HeaderMap, Uri};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{Connector, client_async_tls_with_config};

/// Connecting and the handshake together take at most this long.
pub(super) const CONNECT_MAX: Duration = Duration::from_secs(5);
/// Bytes that may wait to be written: acknowledgements and fetches of a few hundred bytes.
const WRITE_BYTES_MAX: usize = 1_024 * 1_024;

/// Whom an encrypted feed believes.
#[derive(Clone)]
pub struct Trust(Arc<ClientConfig>);

/// Why a file of certificates is not taken.
#[derive(Debug, thiserror::Error)]
pub enum TrustFault {
    /// It cannot be read, or is no PEM.
    #[error("{0}")]
    Pem(#[from] rustls::pki_types::pem::Error),
    /// It holds no certificate.
    #[error("no certificate in it")]
    Empty,
    /// A certificate of it cannot be used.
    #[error("{0}")]
    Certificate(#[from] rustls::Error),
}

impl Trust {
    /// Believes the public authorities that the program was built with.
    ///
    /// # Errors
    /// Returns what the library says when it lacks a protocol version; it has them all.
    pub fn public() -> Result<Self, TrustFault> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        Self::of(roots)
    }

    /// Believes the authorities of a PEM file and no other.
    pub fn file(path: &Path) -> Result<Self, TrustFault> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(path)? {
            roots.add(certificate?)?;
        }
        if roots.is_empty() { Err(TrustFault::Empty) } else { Self::of(roots) }
    }

    fn of(roots: RootCertStore) -> Result<Self, TrustFault> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(Self(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
    }

    /// Returns the configuration for a client of another library.
    pub(super) fn config(&self) -> ClientConfig {
        (*self.0).clone()
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Trust(..)")
    }
}

/// Connects; returns the socket and the headers of the answer.
pub(super) async fn dial(spec: &Spec, protocols: &[&str]) -> Result<(Socket, HeaderMap), End> {
    let uri: Uri = spec.url.parse().map_err(|_| End::of(LostCause::Unreachable))?;
    let (host, port) = address(&uri).ok_or(End::of(LostCause::Unreachable))?;
    let mut request = ClientRequestBuilder::new(uri);
    for protocol in protocols {
        request = request.with_sub_protocol(*protocol);
    }
    if let Some(token) = &spec.token {
        request = request.with_header("Authorization", token.header());
    }
    let config = WebSocketConfig::default()
        .max_message_size(Some(FRAME_BYTES_MAX))
        .max_frame_size(Some(FRAME_BYTES_MAX))
        .max_write_buffer_size(WRITE_BYTES_MAX);
    let connector = match &spec.trust {
        Some(trust) => Connector::Rustls(Arc::clone(&trust.0)),
        None => Connector::Plain,
    };
    let connecting = async {
        let socket = TcpStream::connect((host.as_str(), port)).await?;
        socket.set_nodelay(true)?;
        client_async_tls_with_config(request, Fair::new(socket), Some(config), Some(connector)).await
    };
    match tokio::time::timeout(CONNECT_MAX, connecting).await {
        Ok(Ok((socket, response))) => Ok((socket, response.into_parts().0.headers)),
        Ok(Err(error)) => Err(refused(&error)),
        Err(_) => Err(End::of(LostCause::Handshake)),
    }
}

/// Returns whom to call; an IPv6 address stands between brackets in a URL and nowhere else.
fn address(uri: &Uri) -> Option<(String, u16)> {
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']');
    let usual = if uri.scheme_str() == Some("wss") { 443 } else { 80 };
    Some((host.to_owned(), uri.port_u16().unwrap_or(usual)))
}

fn refused(error: &Error) -> End {
    match error {
        Error::Io(error) if is_distrust(error) => End::of(LostCause::Untrusted),
        Error::Tls(_) => End::of(LostCause::Untrusted),
        Error::Io(_) | Error::Url(_) => End::of(LostCause::Unreachable),
        Error::Http(response) if matches!(response.status().as_u16(), 401 | 403) => {
            End::of(LostCause::Refused(response.status().as_u16()))
        }
        Error::Http(response) => {
            let asked = response.headers().get("Retry-After").and_then(|value| value.to_str().ok());
            let asked = asked.and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
            End { asked, ..End::of(LostCause::Handshake) }
        }
        _ => End::of(LostCause::Handshake),
    }
}

/// Returns whether what failed is the certificate, which the TLS library wraps into an error of the socket.
fn is_distrust(error: &std::io::Error) -> bool {
    matches!(error.get_ref(), Some(inner) if inner.is::<rustls::Error>())
}
