//! A session's first words.
//!
//! Decides: who is taken for whom, who is sent away. Must not know: what a session does afterwards.

use crate::ipc::frame::{self, Frame, Reader};
use crate::ipc::officers::{Identity, Officers};
use crate::ipc::protocol::{Goodbye, PROTOCOL, ToDesk, ToScreen};
use crate::ipc::session::Error;
use crate::operations::actor::Actor;
use crate::operations::reference::{Name, Role};
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};

/// How long a screen has to say who it is; until then it holds a place.
pub(super) const GREETING_WITHIN: Duration = Duration::from_secs(5);

/// Takes the greeting and answers it; none when the screen was sent away.
pub(super) async fn greet(
    reader: &mut Reader<OwnedReadHalf>,
    write: &mut OwnedWriteHalf,
    officers: &Officers,
    peer: u32,
) -> Result<Option<Identity>, Error> {
    let body =
        tokio::time::timeout(GREETING_WITHIN, reader.next_body()).await.map_err(|_| Error::Silent)??;
    let Some(body) = body else {
        return Ok(None);
    };
    let answer = match frame::protocol_of(body) {
        Some(PROTOCOL) => match frame::decode(body)? {
            ToDesk::Hello { officer, .. } => who(officer.as_deref(), officers, peer),
            _ => return Err(Error::Order),
        },
        Some(_) => Err(Goodbye::Protocol(PROTOCOL)),
        None => return Err(Error::Order),
    };
    let message = match answer {
        Ok(identity) => ToScreen::Welcome {
            protocol: PROTOCOL,
            build: env!("CARGO_PKG_VERSION").to_owned(),
            actor: identity.actor,
            name: identity.name.as_str().to_owned(),
            role: identity.role,
        },
        Err(goodbye) => ToScreen::Goodbye(goodbye),
    };
    write.write_all(Frame::of(&message)?.bytes()).await?;
    Ok(answer.ok())
}

fn who(officer: Option<&str>, officers: &Officers, peer: u32) -> Result<Identity, Goodbye> {
    match officer {
        Some(code) => officers.claim(code, peer).ok_or(Goodbye::UnknownOfficer),
        None => Ok(Identity { actor: Actor::Unclaimed, name: Name::new(), role: Role::default() }),
    }
}
