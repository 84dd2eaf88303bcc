//! Serving: the server on its socket, the threads beside it, and an orderly end. `serve` and `demo` share it.

mod certificate;
mod door;

use crate::background::Background;
use crate::config::Serving;
use crate::error::{Failure, Result};
use crate::open::Opened;
use app::App;
use std::io;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use door::Door;

/// How long the server may take to end once it was told to stop. It bounds its own requests more tightly; this is for the
/// day on which it fails to. Service managers commonly kill after 90 seconds.
const DRAIN_MAX: Duration = Duration::from_secs(30);

/// How often a process looks whether it had better end.
const LOOK: Duration = Duration::from_secs(1);

/// A server that answers.
pub struct Running {
    alone: Alone,
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

/// Starts a server, with workers and the sweep beside it if it is to have them.
pub fn start(opened: Opened, door: Door, settings: &Serving) -> Result<Running> {
    let blobs = opened.blobs.clone();
    let options = settings.options(door.certificate.as_ref().map(|files| files.tls.clone()))?;
    let alone = Alone::start(opened, settings.no_worker != Some(true))?;
    let (stop, stopped) = oneshot::channel::<()>();
    let inside = alone.runtime.enter();
    let listener = TcpListener::from_std(door.listener).map_err(|error| Failure::new(format!("the socket cannot be used: {error}")))?;
    let served = server::serve(listener, alone.app.clone(), blobs, options, async {
        // Dropping the other end means the same as using it.
        let _ = stopped.await;
    });
    let server = alone.runtime.spawn(served);
    if let Some(files) = door.certificate {
        alone.runtime.spawn(files.watch());
    }
    drop(inside);
    Ok(Running { alone, stop, server })
}

impl Running {
    /// Runs `work` beside the server, unless a signal comes first.
    pub fn beside<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let Alone { runtime, signals, .. } = &mut self.alone;
        runtime.block_on(async {
            tokio::select! {
                outcome = work => Some(outcome),
                () = signals.next() => None,
            }
        })
    }

    /// Serves until a signal comes or going on would do harm, then ends in order.
    pub fn wait(mut self) -> Result {
        let Alone { runtime, app, background, signals } = &mut self.alone;
        let server = &mut self.server;
        let broken = runtime.block_on(async {
            tokio::select! {
                broken = reason_to_end(app, background.as_ref(), signals) => broken,
                _ = server => Some("the server ended by itself"),
            }
        });
        self.end(broken)
    }

    /// Ends in order: no new connection, the requests under way answered, every thread's step made, the store closed.
    pub fn stop(self) -> Result {
        self.end(None)
    }

    fn end(mut self, broken: Option<&'static str>) -> Result {
        self.alone.heed_no_more();
        let _ = self.stop.send(());
        let server = &mut self.server;
        let is_drained = self.alone.runtime.block_on(async {
            // Of a server that ended by itself, this is the second look; it says so no more than once.
            server.is_finished() || tokio::time::timeout(DRAIN_MAX, server).await.is_ok()
        });
        if !is_drained {
            tracing::warn!(seconds = DRAIN_MAX.as_secs(), "the server did not end and is cut off");
        }
        self.alone.end(broken)
    }
}

/// The threads without a server: what `worker` is, and what stands beside `serve`.
pub struct Alone {
    runtime: Runtime,
    app: App,
    background: Option<Background>,
    signals: Signals,
}

impl Alone {
    /// Starts workers and the sweep, or only what they would stand on.
    pub fn start(opened: Opened, has_worker: bool) -> Result<Self> {
        let runtime = Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::new(format!("the runtime cannot be started: {error}")))?;
        let Opened { app, blobs, .. } = opened;
        let signals = Signals::new(&runtime)?;
        let background = has_worker.then(|| Background::start(&app, &blobs, runtime.handle())).transpose()?;
        Ok(Self { runtime, app, background, signals })
    }

    /// Works until a signal comes or going on would do harm, then ends in order.
    pub fn wait(mut self) -> Result {
        let broken = self.runtime.block_on(reason_to_end(&self.app, self.background.as_ref(), &mut self.signals));
        self.heed_no_more();
        self.end(broken)
    }

    /// From here on a signal ends the process at once: whoever sends a second one does not want to wait.
    fn heed_no_more(&mut self) {
        if let Ok(mut signals) = Signals::new(&self.runtime) {
            self.runtime.spawn(async move {
                signals.next().await;
                std::process::exit(1);
            });
        }
    }

    fn end(self, broken: Option<&'static str>) -> Result {
        if let Some(background) = self.background {
            background.stop();
        }
        self.app.store().clone().close();
        match broken {
            Some(why) => Err(Failure::new(why)),
            None => Ok(()),
        }
    }
}

/// Waits for a reason to end: a signal (`None`), or what would do harm if the process went on.
async fn reason_to_end(app: &App, background: Option<&Background>, signals: &mut Signals) -> Option<&'static str> {
    let mut looks = tokio::time::interval(LOOK);
    loop {
        let broken = tokio::select! {
            () = signals.next() => return None,
            _ = looks.tick() => {
                // After a failed sync nobody knows what is on the disk; a fresh start reads it anew.
                let failed = app.store().failed().then_some("the disk failed: what is on it has to be read anew by a fresh start");
                let ended = background.is_some_and(Background::is_broken).then_some("a thread beside the requests ended");
                failed.or(ended)
            }
        };
        if let Some(broken) = broken {
            tracing::error!("stopping: {broken}");
            return Some(broken);
        }
    }
}

/// What tells a process to end.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn new(runtime: &Runtime) -> Result<Self> {
        let _inside = runtime.enter();
        let listen = |kind| signal(kind).map_err(|error| Failure::new(format!("signals cannot be heard: {error}")));
        Ok(Self { interrupt: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => tracing::info!("interrupted: finishing what is under way"),
            _ = self.terminate.recv() => tracing::info!("told to end: finishing what is under way"),
        }
    }
}
