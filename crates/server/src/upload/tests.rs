//! Sessions over real bodies and blobs. What puts the file keeps its content and nothing else.

use super::*;
use crate::options::Options;
use app::page::Hash;
use app::upload::{Order, Target};
use app::{App, Blobs, Settings, admin};
use http_body::{Frame, SizeHint};
use http_body_util::Full;
use model::{AppId, ConflictBehavior, Owner};
use std::convert::Infallible;
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use testkit::ambient::{ManualClock, SeededIds};
use testkit::engine::Throwaway;
use testkit::folder::Folder;
use tokio::sync::Notify;

struct Bench {
    server: Arc<Server>,
    app: App,
    blobs: Blobs,
    who: Caller,
    folder: Folder,
    _store: Throwaway,
}

impl Bench {
    fn new() -> Self {
        let (store, folder) = (testkit::engine::sqlite(), Folder::new());
        let app = App::new(
            store.store.clone(),
            Box::new(ManualClock::default()),
            Box::new(SeededIds::new(7)),
            Settings::default(),
            testkit::ambient::seal(),
        );
        let blobs = Blobs::open_folder(folder.path()).unwrap();
        let token = app.write(|cx| {
            admin::add_user(cx, &admin::Admin::operator(), "ann", None, None)?;
            Ok(admin::issue_token(
                cx,
                &admin::Admin::operator(),
                "ann",
                &AppId::new("test").map_err(|_| Error::Internal)?,
                "Files.ReadWrite",
                3600,
            )?
            .secret)
        });
        let token = token.wait().unwrap();
        let who = app.read(move |cx| app::caller::authenticate(cx, &token)).wait().unwrap();
        let server = Arc::new(Server::new(app.clone(), blobs.clone(), Options::default(), None));
        Self { server, app, blobs, who, folder, _store: store }
    }

    /// A second process, which remembers nothing of the first's.
    fn restarted(&self) -> Arc<Server> {
        Arc::new(Server::new(self.app.clone(), self.blobs.clone(), Options::default(), None))
    }

    fn open(&self, is_deferred: bool) -> String {
        let who = self.who.clone();
        let opened = self.app.write(move |cx| {
            let drive = store::drive::of_owner(cx.tx, &Owner::User(*who.user()))?.remove(0);
            let order = Order {
                user: *who.user(),
                app: "test".to_owned(),
                own_folder_only: false,
                drive: drive.id,
                target: Target::Child { parent: drive.root(), path: vec!["a.bin".to_owned()] },
                conflict: ConflictBehavior::Replace,
                description: None,
                fs_created: None,
                fs_modified: None,
                if_match: None,
                is_deferred,
            };
            upload::create(cx, &who, &order, None)
        });
        opened.wait().unwrap().0.text().to_owned()
    }

    fn files(&self) -> usize {
        files(self.folder.path())
    }

    fn released(&self) -> usize {
        self.app.read(|cx| Ok(store::content::released_blobs(cx.tx)?)).wait().unwrap().len()
    }
}

fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    // One thread for all that blocks, so that what is removed is gone when the next that it does is done.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build().unwrap();
    let result = runtime.block_on(future);
    runtime.block_on(async { tokio::task::spawn_blocking(|| ()).await.unwrap() });
    result
}

fn keep(cx: &mut Cx<'_, '_>, _: &Caller, _: &Upload, content: &Content, digests: &Digests) -> app::Result<(Content, Digests)> {
    let now = cx.now();
    store::content::put(cx.tx, content, now)?;
    Ok((content.clone(), digests.clone()))
}

fn refuse(_: &mut Cx<'_, '_>, _: &Caller, _: &Upload, _: &Content, _: &Digests) -> app::Result<(Content, Digests)> {
    Err(Error::NameTaken("a.bin".to_owned()))
}

fn ranged(start: usize, bytes: usize, total: usize) -> HeaderMap {
    let range = format!("bytes {start}-{}/{total}", start + bytes - 1);
    HeaderMap::from_iter([(header::CONTENT_RANGE, range.parse().unwrap())])
}

async fn send(server: &Arc<Server>, secret: &str, start: usize, bytes: &[u8], total: usize) -> Result<Sent<(Content, Digests)>, Fault> {
    put(server, secret, &ranged(start, bytes.len(), total), Full::new(Bytes::copy_from_slice(bytes)), keep).await
}

fn waiting<T>(sent: Result<Sent<T>, Fault>) -> u64 {
    match sent {
        Ok(Sent::Waiting(status)) => status.received,
        Ok(Sent::Done(_)) => panic!("it is done"),
        Err(fault) => panic!("{fault:?}"),
    }
}

fn done<T>(sent: Result<Sent<T>, Fault>) -> T {
    match sent {
        Ok(Sent::Done(made)) => made,
        Ok(Sent::Waiting(_)) => panic!("it is not done"),
        Err(fault) => panic!("{fault:?}"),
    }
}

fn refused<T>(sent: Result<Sent<T>, Fault>) -> Fault {
    match sent {
        Err(fault) => fault,
        Ok(_) => panic!("it was taken"),
    }
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

#[test]
fn fragments_of_any_length_make_the_file() {
    // The first file is kept in the database, the second in its fragments; in the third they are of too many lengths for a name.
    for (total, lengths) in [(1_000, vec![2, 2, 996]), (1_500_000, vec![600_000, 600_000, 300_000]), (200_000, (400..900).collect())] {
        for restarts in [false, true] {
            let bench = Bench::new();
            let (all, secret) = (bytes(total), bench.open(false));
            run(async {
                let (mut at, mut server) = (0, bench.restarted());
                let mut lengths = lengths.iter().copied();
                let made = loop {
                    let length = lengths.next().unwrap_or(1_000).min(total - at);
                    let sent = send(&server, &secret, at, &all[at..at + length], total).await;
                    at += length;
                    if at == total {
                        break done(sent);
                    }
                    assert_eq!(waiting(sent), at as u64);
                    if restarts {
                        server = bench.restarted();
                    }
                };
                assert_eq!((made.0.hash, &made.1), (Hash::of(&all), &Digests::of(&all).1));
                match &made.0.body {
                    Body::Inline(body) => assert_eq!(*body, all),
                    Body::Blob(name) => assert_eq!(bench.blobs.get(name, &made.0.hash).await.unwrap(), all),
                }
                assert!(matches!(get(&server, &secret).await, Err(Fault::Verb(Error::Upload(Refused::NoSession)))));
            });
        }
    }
}

#[test]
fn what_lies_or_is_too_large_is_refused_by_name() {
    let bench = Bench::new();
    let secret = bench.open(false);
    run(async {
        let server = &bench.server;
        let with = async |headers: HeaderMap, body: &[u8]| {
            refused(put(server, &secret, &headers, Full::new(Bytes::copy_from_slice(body)), keep).await)
        };
        assert_eq!(with(HeaderMap::new(), b"abc").await, FragmentFault::Range.into());
        assert_eq!(with(ranged(0, 4, 10), b"abc").await, FragmentFault::Length.into());
        assert_eq!(with(ranged(0, 2, 10), b"abc").await, FragmentFault::Length.into());
        let bytes_end = 60 * 1024 * 1024;
        assert_eq!(with(ranged(0, 60 * 1024 * 1024, 1 << 30), b"abc").await, FragmentFault::TooLarge { bytes_end }.into());
        assert_eq!(with(ranged(0, 3, 1 << 40), b"abc").await, Error::Upload(Refused::FileTooLarge).into());
        assert_eq!(with(ranged(3, 3, 10), b"abc").await, Error::Upload(Refused::OutOfOrder { expected: 0 }).into());
        assert_eq!(waiting(send(server, &secret, 0, b"abc", 10).await), 3);
        assert_eq!(with(ranged(0, 3, 10), b"abc").await, Error::Upload(Refused::Overlap { expected: 3 }).into());
        assert_eq!(with(ranged(3, 3, 11), b"abc").await, Error::Upload(Refused::OtherTotal).into());
        for unknown in ["x", &"0".repeat(64)] {
            assert_eq!(refused(send(server, unknown, 0, b"abc", 10).await), Error::Upload(Refused::NoSession).into());
        }
    });
    assert_eq!(bench.files(), 1);
}

#[test]
fn a_fragment_that_breaks_off_never_came() {
    let bench = Bench::new();
    let secret = bench.open(false);
    run(async {
        let sent = send(&bench.server, &secret, 0, &bytes(300_000), 900_000).await;
        assert_eq!(waiting(sent), 300_000);
        let stopped = Arc::new(Notify::new());
        let body = Stops { left: Some(bytes(400_000).into()), stopped: stopped.clone() };
        {
            let headers = ranged(300_000, 600_000, 900_000);
            let mut sending = pin!(put(&bench.server, &secret, &headers, body, keep));
            tokio::select! {
                _ = sending.as_mut() => panic!("it ended"),
                () = stopped.notified() => {}
            }
        }
        let status = get(&bench.server, &secret).await.unwrap();
        assert_eq!(status.status, StatusCode::OK);
    });
    assert_eq!(bench.files(), 1, "what was cut is gone");
    let all = bytes(900_000);
    let made = run(send(&bench.server, &secret, 300_000, &all[300_000..], 900_000));
    assert_eq!(done(made).1, Digests::of(&all).1);
}

/// Bytes that are nowhere before they are asked for.
struct Made(usize);

impl http_body::Body for Made {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = self.0.min(64 * 1024);
        self.0 -= piece;
        Poll::Ready((piece > 0).then(|| Ok(Frame::data(vec![7; piece].into()))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0 as u64)
    }
}

/// The most memory that this process ever had, in bytes. Each test has a process of its own.
fn peak_bytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<usize>().ok()? * 1024)
}

#[test]
fn many_files_at_once_stay_out_of_memory() {
    const FILES: usize = 32;
    const FILE_BYTES: usize = 4 * 1024 * 1024;
    let bench = Bench::new();
    let secrets: Vec<String> = (0..FILES).map(|_| bench.open(false)).collect();
    let before = peak_bytes();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut sending = tokio::task::JoinSet::new();
        for secret in secrets {
            let server = bench.server.clone();
            sending.spawn(
                async move { done(put(&server, &secret, &ranged(0, FILE_BYTES, FILE_BYTES), Made(FILE_BYTES), keep).await).0.bytes },
            );
        }
        let bytes = sending.join_all().await;
        assert_eq!(bytes, [FILE_BYTES as u64; FILES]);
    });
    let grown = peak_bytes().zip(before).map(|(after, before)| after - before);
    // A file under way has two parts of a quarter of a megabyte, and what was just read.
    assert!(grown.is_none_or(|bytes| bytes < FILES * FILE_BYTES / 2), "{grown:?}");
}

/// A body whose client goes away in the middle.
struct Stops {
    left: Option<Bytes>,
    stopped: Arc<Notify>,
}

impl http_body::Body for Stops {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.left.take() {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None => {
                self.stopped.notify_one();
                Poll::Pending
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

#[test]
fn of_two_fragments_at_once_one_is_taken_and_the_other_leaves_nothing() {
    let bench = Bench::new();
    let secret = bench.open(false);
    run(async {
        let (one, other) = (bytes(300_000), bytes(200_000));
        let (one, other) = tokio::join!(send(&bench.server, &secret, 0, &one, 900_000), send(&bench.server, &secret, 0, &other, 900_000));
        let won = [&one, &other].iter().filter(|sent| sent.is_ok()).count();
        assert_eq!(won, 1);
        let lost = [one, other].into_iter().find(Result::is_err).map(refused);
        assert!(matches!(lost, Some(Fault::Verb(Error::Upload(Refused::Overlap { .. })))), "{lost:?}");
    });
    assert_eq!(bench.files(), 1);
}

#[test]
fn a_name_that_is_taken_leaves_the_session() {
    let bench = Bench::new();
    let (all, secret) = (bytes(100_000), bench.open(false));
    run(async {
        let body = || Full::new(Bytes::copy_from_slice(&all));
        let taken = put(&bench.server, &secret, &ranged(0, 100_000, 100_000), body(), refuse).await;
        assert!(matches!(refused(taken), Fault::Verb(Error::NameTaken(_))));
        // The same again is as good as a call that names the session.
        let taken = put(&bench.server, &secret, &ranged(0, 100_000, 100_000), body(), refuse).await;
        assert!(matches!(refused(taken), Fault::Verb(Error::NameTaken(_))));
        let (content, digests) = commit(&bench.restarted(), &secret, keep).await.unwrap();
        assert_eq!((content.hash, digests), Digests::of(&all));
    });
    assert_eq!((bench.files(), bench.released()), (1, 0));
}

/// Sends a file in fragments of so many lengths that no name says them. Returns how many they are.
async fn send_irregular(server: &Arc<Server>, secret: &str, all: &[u8]) -> usize {
    let (mut at, mut sent) = (0, 0);
    for length in (400..900).chain(std::iter::repeat(1_000)) {
        let length = length.min(all.len() - at);
        if length == 0 {
            break;
        }
        waiting(send(server, secret, at, &all[at..at + length], all.len()).await);
        (at, sent) = (at + length, sent + 1);
    }
    sent
}

#[test]
fn what_is_written_once_more_goes_when_it_is_refused() {
    let bench = Bench::new();
    let (all, secret) = (bytes(200_000), bench.open(true));
    run(async {
        let sent = send_irregular(&bench.server, &secret, &all).await;
        assert_eq!(bench.files(), sent);
        for _ in 0..2 {
            let taken = commit(&bench.server, &secret, refuse).await;
            assert!(matches!(taken, Err(Fault::Verb(Error::NameTaken(_)))));
        }
        assert_eq!(bench.files(), sent);
        commit(&bench.server, &secret, keep).await.unwrap();
        assert_eq!(bench.files(), sent + 1);
    });
}

/// Has the one writer wait, until what is returned is dropped.
fn occupied(app: &App) -> std::sync::mpsc::Sender<()> {
    let (begun, may_end) = (std::sync::mpsc::channel(), std::sync::mpsc::channel::<()>());
    let (begin, end) = (begun.0, may_end.1);
    drop(app.write(move |_| {
        let _ = begin.send(());
        let _ = end.recv();
        Ok(())
    }));
    begun.1.recv().unwrap();
    may_end.0
}

#[test]
fn what_is_refused_after_its_client_went_away_goes_too() {
    let bench = Bench::new();
    let (all, secret) = (bytes(200_000), bench.open(true));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let sent = send_irregular(&bench.server, &secret, &all).await;
        let writer = occupied(&bench.app);
        let server = bench.server.clone();
        let client = tokio::spawn(async move { commit(&server, &secret, refuse).await.map(drop) });
        let until = async |files: usize| {
            while bench.files() != files {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        until(sent + 1).await;
        // It waits for the writer now.
        tokio::time::sleep(Duration::from_millis(100)).await;
        client.abort();
        assert!(client.await.is_err_and(|error| error.is_cancelled()));
        assert_eq!(bench.files(), sent + 1);
        drop(writer);
        tokio::time::timeout(Duration::from_secs(10), until(sent)).await.expect("it stays");
    });
}

#[test]
fn a_secret_of_no_session_opens_no_transaction_that_writes() {
    let bench = Bench::new();
    let nobody = "0af9".repeat(16);
    // While somebody else has the one writer.
    let writer = occupied(&bench.app);
    run(async {
        let is_none = |fault| assert!(matches!(fault, Fault::Verb(Error::Upload(Refused::NoSession))), "{fault:?}");
        is_none(refused(send(&bench.server, &nobody, 0, b"abc", 3).await));
        match delete(&bench.server, &nobody).await {
            Err(fault) => is_none(fault),
            Ok(_) => panic!("it was there"),
        }
    });
    drop(writer);
}

#[test]
fn a_deferred_file_waits_and_a_cancelled_one_goes() {
    let bench = Bench::new();
    let (deferred, cancelled) = (bench.open(true), bench.open(false));
    run(async {
        assert!(commit(&bench.server, &deferred, keep).await.is_err());
        assert_eq!(waiting(send(&bench.server, &deferred, 0, b"abc", 3).await), 3);
        assert_eq!(commit(&bench.server, &deferred, keep).await.unwrap().0.body, Body::Inline(b"abc".to_vec()));
        assert_eq!(waiting(send(&bench.server, &cancelled, 0, b"abc", 6).await), 3);
        assert_eq!(delete(&bench.server, &cancelled).await.unwrap().status, StatusCode::NO_CONTENT);
        assert!(matches!(delete(&bench.server, &cancelled).await, Err(Fault::Verb(Error::Upload(Refused::NoSession)))));
    });
    assert_eq!(bench.released(), 2);
}

#[test]
fn a_session_says_where_it_is() {
    let bench = Bench::new();
    let expires = bench.app.now();
    let secret = Secret::parse(&bench.open(false)).unwrap();
    let said = |reply: Reply| {
        let collected = run(http_body_util::BodyExt::collect(reply.body)).unwrap();
        String::from_utf8(collected.to_bytes().to_vec()).unwrap()
    };
    let session = Status { received: 26, expires };
    assert_eq!(
        said(progress(StatusCode::ACCEPTED, session)),
        "{\"expirationDateTime\":\"2026-01-31T09:00:00Z\",\"nextExpectedRanges\":[\"26-\"]}"
    );
    let opened = said(opened("https://h.example", &secret, session));
    assert!(opened.starts_with(&format!("{{\"uploadUrl\":\"https://h.example/v1.0/upload/{}\",", secret.text())), "{opened}");
}
