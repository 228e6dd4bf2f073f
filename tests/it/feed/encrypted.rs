//! TLS with an authority of the feed's own: who believes what, and what the desk is told.

use super::listener::{Listener, spec};
use super::wire::runtime;
use dutydesk::feed::transport::{Ended, Start, Trust, Way, messages};
use dutydesk::operations::feed::LostCause;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::{Message, accept};

/// An authority: its certificate as PEM, and a server's certificate and key that it signed.
struct Authority {
    root: String,
    server: String,
    key: String,
}

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
    let server = server.signed_by(&key, &issuer).unwrap();
    Authority { root: issuer.pem(), server: server.pem(), key: key.serialize_pem() }
}

/// Serves every client one message over TLS; returns the port.
fn serve(authority: &Authority) -> u16 {
    let certificate = CertificateDer::from_pem_slice(authority.server.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(authority.key.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            // A client that does not believe the certificate leaves in the middle of the handshake.
            let Ok(mut socket) = accept(StreamOwned::new(connection, socket.unwrap())) else { continue };
            if socket.send(Message::text("hello")).is_ok() {
                while socket.read().is_ok() {}
            }
        }
    });
    port
}

/// Tries a feed until it is as wanted.
fn outcome(url: &str, trust: Option<Trust>, wanted: impl Fn(&Listener) -> bool) -> Listener {
    let runtime = runtime();
    let (inlet, mut listener) = Listener::new(None);
    let (stop, stop_seen) = watch::channel(false);
    let mut spec = spec(url, Way::Messages);
    spec.trust = trust;
    // The source says one word: what comes after it is not tested.
    spec.heartbeat = Duration::from_secs(60);
    let task = runtime.spawn(messages::run(spec, Start::default(), inlet, stop_seen));
    listener.until("a message or a refusal", wanted);
    stop.send_replace(true);
    assert_eq!(runtime.block_on(task).unwrap(), Ended::Stopped);
    listener
}

#[test]
fn a_feed_believes_its_own_authority_and_no_other() {
    let (own, other) = (authority(), authority());
    let port = serve(&own);
    let place = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = place.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let url = format!("wss://127.0.0.1:{port}/");
    let trust = |root: &str| Some(Trust::file(&file("ca.pem", root)).unwrap());

    let heard = outcome(&url, trust(&own.root), |it| !it.taken.is_empty());
    assert_eq!(heard.taken[0], (1, String::new(), b"hello".to_vec()));
    // A handshake may be slow before it is refused.
    for other in [trust(&other.root), Some(Trust::public().unwrap())] {
        let refused = |it: &Listener| it.lost.iter().any(|cause| *cause != LostCause::Handshake);
        let refused = outcome(&url, other, refused);
        assert_eq!((refused.lost.last(), refused.started.len()), (Some(&LostCause::Untrusted), 0));
    }
    let plain = outcome(&url.replace("wss", "ws"), None, |it| !it.lost.is_empty());
    assert!(matches!(plain.lost[0], LostCause::Handshake | LostCause::Unreachable), "{:?}", plain.lost);
    assert!(Trust::file(&file("none.pem", "nothing")).is_err(), "a file without a certificate trusts nobody");
}
