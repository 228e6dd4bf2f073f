//! How messages reach somebody: a person rings, or a machine posts to an address.
//!
//! Decides: which addresses are taken. Must not know: who posts there, and what.

use crate::config::record::Reader;
use crate::config::url::{AddressFault, Endpoint};
use crate::limits::WEBHOOK_BYTES_MAX;
use crate::operations::reference::Channel;
use crate::registry::mistake::Kind;

/// Reads the field `webhook`; without one, or with the word for a call in it, a person rings.
///
/// `http://` is taken to this machine only: what it says of a fire must not cross a network in the clear.
pub fn read(reader: &mut Reader<'_, '_, Kind>) -> Channel {
    let Some(address) = reader.plain("webhook") else { return Channel::Call };
    if matches!(address.as_str(), "call" | "phone" | "电话" | "通话") {
        return Channel::Call;
    }
    match fault(&address) {
        None => Channel::Webhook(address.into()),
        Some(kind) => {
            reader.wrong("webhook", kind);
            Channel::Call
        }
    }
}

fn fault(address: &str) -> Option<Kind> {
    let form = || Some(Kind::WebhookForm(address.to_owned()));
    if address.len() > WEBHOOK_BYTES_MAX {
        return form();
    }
    let Some((scheme, rest)) = address.split_once("://") else { return form() };
    let encrypted = scheme.eq_ignore_ascii_case("https");
    if !encrypted && !scheme.eq_ignore_ascii_case("http") {
        return form();
    }
    // The rules for host, port and path are those of a feed's address.
    match Endpoint::read(&format!("ws://{rest}")) {
        Err(AddressFault::Secret) => Some(Kind::WebhookSecret),
        Err(AddressFault::Form) => form(),
        Ok(server) if !encrypted && !server.is_loopback() => Some(Kind::WebhookPlain(server.host)),
        Ok(_) => None,
    }
}
