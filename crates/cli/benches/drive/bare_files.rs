//! The least that a file server can do and keep what it was given: takes a body into a file, syncs it, gives it its name,
//! syncs the folder; sends a file from where it lies.

use crate::stand::floor;
use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Body, Frame, Incoming};
use hyper::{Method, Request, Response, StatusCode};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::task::block_in_place;

/// The word that makes this program that server.
pub const WORD: &str = "bare-files";

/// How much is read at a time.
const STEP_BYTES: usize = 256 * 1024;

/// Serves the folder `words[0]` on a free port until killed.
pub fn serve(words: &[String]) {
    let folder: Arc<Path> = words.first().map(PathBuf::from).expect("the server is told its folder").into();
    floor::answer(move |request| answer(folder.clone(), request));
}

async fn answer(folder: Arc<Path>, request: Request<Incoming>) -> io::Result<Response<BoxBody<Bytes, io::Error>>> {
    let path = folder.join(request.uri().path().trim_start_matches('/'));
    if request.method() == Method::GET {
        let file = block_in_place(|| File::open(path))?;
        let left = file.metadata()?.len();
        return Ok(Response::new(Sent { file, left }.boxed()));
    }
    let coming = path.with_extension("coming");
    let mut file = File::create(&coming)?;
    let mut body = request.into_body();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(io::Error::other)?.into_data() {
            block_in_place(|| file.write_all(&data))?;
        }
    }
    block_in_place(|| {
        file.sync_all()?;
        std::fs::rename(&coming, &path)?;
        File::open(&folder)?.sync_all()
    })?;
    let mut response = Response::new(Empty::new().map_err(|never| match never {}).boxed());
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// A file on its way out.
struct Sent {
    file: File,
    left: u64,
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let mut step = vec![0; STEP_BYTES];
        let read = block_in_place(|| self.file.read(&mut step));
        Poll::Ready(Some(read.map(|n| {
            step.truncate(n);
            self.left = self.left.saturating_sub(n as u64);
            Frame::data(step.into())
        })))
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        hyper::body::SizeHint::with_exact(self.left)
    }
}
