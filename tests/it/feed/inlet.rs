//! The ring between a feed and the desk: bounded, and nothing in it is dropped.

use dutydesk::feed::inlet::{Arrival, BYTES_WAITING_MAX, Bytes, channel_of};
use dutydesk::limits::{FRAME_BYTES_MAX, FRAMES_WAITING_MAX};
use std::time::{Duration, Instant};

/// Generous: a machine that does seven other things at once still makes it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Large frames wait by their bytes, small ones by their number; neither is dropped.
#[test]
fn what_waits_for_the_desk_is_bounded_in_bytes() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (mut inlet, mut outlet) = channel_of(std::thread::current(), FRAMES_WAITING_MAX);
    let frame = Bytes::from(vec![b'x'; FRAME_BYTES_MAX]);
    let fit = BYTES_WAITING_MAX / FRAME_BYTES_MAX;
    let sender = runtime.spawn(async move {
        for _ in 0..3 * fit {
            let arrival = Arrival::Frame { bytes: frame.clone(), read: Instant::now() };
            inlet.send(arrival).await.unwrap();
        }
    });
    let deadline = Instant::now() + PATIENCE;
    let mut popped = 0;
    while popped < 3 * fit {
        assert!(Instant::now() < deadline, "{popped} of {}", 3 * fit);
        assert!(outlet.waiting() <= fit);
        match outlet.pop() {
            Some(_) => popped += 1,
            None => std::thread::park_timeout(Duration::from_millis(50)),
        }
    }
    runtime.block_on(sender).unwrap();
    assert!(outlet.pop().is_none() && outlet.is_ended());
}
