//! A server that means harm: each frame is a named refusal or a cleaned event, and the next good one still arrives.

use crate::feed::decode::{context, golden};
use crate::feed::wire::{Desk, runtime, spec};
use dutydesk::feed::control::{Control, Mode, PROTOCOL};
use dutydesk::feed::decode::json;
use dutydesk::feed::decode::native::decode;
use dutydesk::feed::decode::{Decoded, Sensor};
use dutydesk::feed::transport::Start;
use dutydesk::limits::{FRAME_BYTES_MAX, FRAMES_WAITING_MAX};
use dutydesk::operations::feed::LostCause;
use futures_util::{SinkExt, StreamExt};
use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

/// Serves a script: each message with the number that it stands at; a client gets those above where it stands.
fn serve(runtime: &Runtime, script: Vec<(u64, Message)>) -> SocketAddr {
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            // A client that hangs up in the middle is what is tested.
            let _ = play(socket, &script).await;
        }
    });
    address
}

async fn play(
    socket: TcpStream,
    script: &[(u64, Message)],
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    #[expect(clippy::result_large_err, clippy::unnecessary_wraps, reason = "the library's own type")]
    fn choose(
        _: &Request,
        mut response: Response,
    ) -> Result<Response, tokio_tungstenite::tungstenite::handshake::server::ErrorResponse> {
        response.headers_mut().insert("Sec-WebSocket-Protocol", HeaderValue::from_static(PROTOCOL));
        Ok(response)
    }
    let mut socket = accept_hdr_async(socket, choose).await?;
    let last = script.iter().map(|entry| entry.0).max().unwrap_or(0);
    let hello = Control::Hello {
        v: 1,
        stream: Cow::Borrowed("hostile"),
        first: 1,
        last,
        hb_ms: 5_000,
        max_bytes: 0,
        now: Cow::Borrowed(""),
    };
    socket.send(Message::text(hello.write())).await?;
    let start = socket.next().await.ok_or("gone")??.into_text()?;
    let Ok(Control::Start { after, .. }) = json::frame(start.as_bytes()).and_then(Control::read) else {
        return Err("no start".into());
    };
    let mode = if after.is_some() { Mode::Resume } else { Mode::Snapshot };
    let after = after.unwrap_or(0);
    socket.send(Message::text(Control::Started { mode, from: after + 1 }.write())).await?;
    for (_, message) in script.iter().filter(|entry| entry.0 > after) {
        socket.send(message.clone()).await?;
    }
    let mut beat = tokio::time::interval(Duration::from_millis(300));
    loop {
        tokio::select! {
            message = socket.next() => drop(message.ok_or("gone")??),
            _ = beat.tick() => {
                let beat = Control::Beat { now: Cow::Borrowed(""), last, recent: Vec::new() };
                socket.send(Message::text(beat.write())).await?;
            }
        }
    }
}

fn alarm(sequence: u64) -> Message {
    let frame =
        golden("events.jsonl")[0].replace("\"sequence\":\"1\"", &format!("\"sequence\":\"{sequence}\""));
    Message::text(frame)
}

/// A text frame whose bytes are no text: it ends the connection where it stands.
fn invalid_utf8() -> Message {
    Message::Frame(Frame::message(b"\xff\xfe{".to_vec(), OpCode::Data(Data::Text), true))
}

#[test]
fn frames_that_are_refused_do_not_end_the_feed() {
    let runtime = runtime();
    let mut script = vec![(1, alarm(1))];
    // Each stands at the number of the alarm behind it.
    let hostile = [
        (Message::text("garbage"), "not-json"),
        (Message::binary(vec![0_u8, 159, 146, 150]), "not-utf8"),
        (Message::text("[1,2,3]"), "not-an-object"),
        (Message::text("{\"op\":\"dance\"}"), "unknown-op"),
        (Message::text("{}"), "missing-field"),
        (Message::text("x".repeat(FRAME_BYTES_MAX)), "not-json"),
        (Message::text(format!("{{\"pad\":{}{}}}", "[".repeat(9_000), "]".repeat(9_000))), "missing-field"),
    ];
    let mut wanted = Vec::new();
    for (message, code) in hostile {
        let number = script.last().map_or(1, |entry| entry.0) + 1;
        script.extend([(number, message), (number, alarm(number))]);
        wanted.push(code);
    }
    let last = script.last().unwrap().0;
    let address = serve(&runtime, script);
    let mut desk =
        Desk::new(&runtime, spec(&format!("ws://{address}/")), Start::default(), FRAMES_WAITING_MAX);
    desk.until("the last alarm", |desk| desk.next() == last + 1);
    desk.has_all(last);
    assert_eq!(desk.rejects, wanted);
    assert_eq!(desk.lost, []);
}

/// A frame that the connection itself cannot bear comes again after the resume; the second time it is passed.
#[test]
fn frames_that_break_the_connection_are_told_as_a_gap_and_passed() {
    let oversize =
        Message::text(format!("{{\"sequence\":\"2\",\"pad\":\"{}\"}}", "x".repeat(FRAME_BYTES_MAX)));
    for poison in [invalid_utf8(), oversize] {
        let runtime = runtime();
        let address = serve(&runtime, vec![(1, alarm(1)), (2, poison), (3, alarm(3))]);
        let mut desk =
            Desk::new(&runtime, spec(&format!("ws://{address}/")), Start::default(), FRAMES_WAITING_MAX);
        desk.until("the alarm behind it", |desk| desk.next() == 4);
        assert_eq!(desk.taken, [1, 3]);
        assert_eq!(desk.gaps, [(2, 2, "unreadable frame".to_owned())]);
        assert_eq!(desk.lost, [LostCause::Protocol; 2]);
    }
}

#[test]
fn hostile_texts_are_cleaned_and_hostile_times_marked() {
    let marks = "\u{0301}".repeat(20_000);
    for (device, time) in [
        ("\\u001b]52;c;aGk=\\u0007", "2026-11-21T19:00:02Z"),
        ("\u{202e}S-1\u{2066}", "2026-11-21T19:00:02Z"),
        (marks.as_str(), "2026-11-21T19:00:02Z"),
        ("S-1\\u0000", "9999-12-31T23:59:59Z"),
        ("S-1", "2026-11-21T19:00:02+99:99"),
        ("S-1", "0000-00-00T00:00:00Z"),
        ("S-1\\ud83d\\ude00\\n", "1969-12-31T23:59:59Z"),
    ] {
        let frame = golden("events.jsonl")[0]
            .replace("\"device\":\"S-2031\"", &format!("\"device\":\"{device}\""))
            .replace("2026-11-21T19:00:02Z", time);
        let decoded = decode(frame.as_bytes(), &context());
        let Ok(Decoded::Sensor(Sensor { event, device: cleaned, .. })) = decoded else {
            panic!("an alarm stays an alarm: {frame:.300}");
        };
        assert!(
            !cleaned
                .chars()
                .any(|c| c.is_control() || ('\u{2066}'..='\u{2069}').contains(&c) || c == '\u{202e}')
        );
        assert!(
            cleaned.len() <= 64 && cleaned.chars().filter(|c| *c == '\u{0301}').count() <= 9,
            "{cleaned}"
        );
        assert_eq!(time.starts_with("2026-11-21T19:00:02Z"), event.marks.0 & 2 == 0, "{time}");
    }
}

/// A server that says numbers exist which it never sends cannot hold the feed up for ever.
#[test]
fn an_unanswered_fetch_is_given_up_and_told() {
    let runtime = runtime();
    let address = serve(&runtime, vec![(1, alarm(1)), (3, alarm(3)), (4, alarm(4))]);
    let mut desk =
        Desk::new(&runtime, spec(&format!("ws://{address}/")), Start::default(), FRAMES_WAITING_MAX);
    desk.until("the numbers behind the hole", |desk| desk.taken == [1, 3, 4]);
    desk.until("the loss", |desk| !desk.gaps.is_empty());
    assert_eq!(desk.gaps, [(2, 2, "unanswered".to_owned())]);
    assert_eq!((desk.next(), desk.lost.len()), (5, 0));
}
