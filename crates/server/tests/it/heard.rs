//! What a server lets slip. Every test with a [`World`](crate::world::World) listens: to what is logged, to what is refused, to panics that
//! the server catches, and at the end to the bytes of the database. Nowhere is a secret to be found, whatever the test is about.

use crate::identity::browser::PASSWORD;
use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once};
use tracing::field::{self, Field};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};

/// Hears what is logged.
struct Log;

/// What was logged, of every level, once somebody wants it kept.
static LINES: Mutex<String> = Mutex::new(String::new());
static IS_KEPT: AtomicBool = AtomicBool::new(false);

/// Where a secret was found.
static LEAKS: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Line<'a>(&'a mut String);

impl field::Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, "{field}={value:?} ");
    }
}

impl Log {
    fn hear(fill: impl FnOnce(&mut Line<'_>), end: &str) {
        let mut line = String::new();
        fill(&mut Line(&mut line));
        listen_for_secrets("the log", line.as_bytes());
        if IS_KEPT.load(Ordering::Relaxed) {
            let mut lines = LINES.lock().unwrap();
            lines.push_str(&line);
            lines.push_str(end);
        }
    }
}

impl Subscriber for Log {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Each statement is traced, and there are too many to write them all down without need.
        *metadata.level() <= Level::DEBUG || IS_KEPT.load(Ordering::Relaxed)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        Self::hear(|line| span.record(line), "");
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        Self::hear(|line| values.record(line), "");
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        Self::hear(|line| event.record(line), "\n");
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Begins to listen, in this process.
pub fn listen() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        tracing::subscriber::set_global_default(Log).unwrap();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            listen_for_secrets("a panic", info.to_string().as_bytes());
            before(info);
        }));
    });
}

/// Begins to keep what is logged, of every level.
pub fn keep() {
    listen();
    IS_KEPT.store(true, Ordering::Relaxed);
}

/// Returns what was logged since this was asked last.
pub fn take() -> String {
    std::mem::take(&mut *LINES.lock().unwrap())
}

/// Looks for secrets in something that is to hold none.
pub fn listen_for_secrets(place: &str, bytes: &[u8]) {
    if let Some(secret) = secret_in(bytes) {
        LEAKS.lock().unwrap().push(format!("{secret} in {place}"));
    }
}

/// Fails if a secret was found anywhere so far.
#[track_caller]
pub fn nothing_slipped() {
    let leaks = std::mem::take(&mut *LEAKS.lock().unwrap());
    assert!(leaks.is_empty(), "{leaks:?}");
}

/// As many letters as 256 bits have: what is shorter is none of the server's.
const LETTERS: usize = 52;

/// Returns the first secret in some bytes: one of the server's making, or the password of those who sign in in tests.
fn secret_in(bytes: &[u8]) -> Option<String> {
    let shown = |found: &[u8]| String::from_utf8_lossy(found).into_owned();
    let of_ours = |found: &&[u8]| {
        let (head, letters) = found.split_at(4);
        matches!(head, [b'l', b'l', b'1' | b'r' | b'c' | b'd' | b's' | b'h' | b'a', b'_'])
            && letters.iter().all(|byte| byte.is_ascii_lowercase() || (b'2'..=b'7').contains(byte))
    };
    let mut windows = bytes.windows(4 + LETTERS).filter(|window| window[0] == b'l' && window[1] == b'l');
    let password = || bytes.windows(PASSWORD.len()).find(|window| *window == PASSWORD.as_bytes()).map(shown);
    windows.find(of_ours).map(shown).or_else(password)
}

#[test]
fn a_secret_is_found_wherever_it_stands() {
    let secret = format!("lls_{}", "ab2x".repeat(13));
    assert_eq!(secret_in(format!("user=ann cookie={secret}; x").as_bytes()), Some(secret.clone()));
    assert_eq!(secret_in(format!("password={PASSWORD}").as_bytes()).as_deref(), Some(PASSWORD));
    assert_eq!(secret_in(&secret.as_bytes()[..50]), None);
    assert_eq!(secret_in(format!("lls_{}", "AB2X".repeat(13)).as_bytes()), None);
    listen();
    tracing::info!(cookie = secret, "a request");
    assert_eq!(LEAKS.lock().unwrap().drain(..).collect::<Vec<_>>(), [format!("{secret} in the log")]);
}
