//! A small HTTP client: one connection, JSON and HTML, a token.

use crate::error::{Failure, Result};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// A connection to the server.
pub struct Client {
    server: SocketAddr,
    token: String,
    sender: SendRequest<Full<Bytes>>,
}

/// What the server answered.
pub struct Reply {
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Reply {
    /// Reads the body as JSON.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).map_err(|error| Failure::new(format!("the server answered no JSON: {error}")))
    }

    /// Returns a member of the body that is text.
    pub fn text(&self, member: &str) -> Result<String> {
        let body = self.json()?;
        let text = body[member].as_str().ok_or_else(|| Failure::new(format!("the server's answer has no `{member}`: {body}")))?;
        Ok(text.to_owned())
    }
}

impl Client {
    /// Connects.
    pub async fn connect(server: SocketAddr, token: &str) -> Result<Self> {
        let lost = |error: &dyn std::fmt::Display| Failure::new(format!("the demo's own server cannot be reached: {error}"));
        let stream = TcpStream::connect(server).await.map_err(|error| lost(&error))?;
        stream.set_nodelay(true).map_err(|error| lost(&error))?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| lost(&error))?;
        // It ends when the sender goes; what it met, the sender meets too.
        tokio::spawn(connection);
        Ok(Self { server, token: token.to_owned(), sender })
    }

    /// Gets an address, which may be whole, as replies print it, or begin with a slash.
    pub async fn get(&mut self, address: &str) -> Result<Reply> {
        self.send(Method::GET, address, None).await
    }

    /// Posts JSON.
    pub async fn post_json(&mut self, address: &str, body: &Value) -> Result<Reply> {
        self.send(Method::POST, address, Some(("application/json", body.to_string()))).await
    }

    /// Posts a page.
    pub async fn post_html(&mut self, address: &str, html: String) -> Result<Reply> {
        self.send(Method::POST, address, Some(("text/html", html))).await
    }

    /// Replaces a page.
    pub async fn put_html(&mut self, address: &str, html: String) -> Result<Reply> {
        self.send(Method::PUT, address, Some(("text/html", html))).await
    }

    async fn send(&mut self, method: Method, address: &str, body: Option<(&str, String)>) -> Result<Reply> {
        // A server closes what was silent for a while, as while others wrote a large notebook.
        if self.sender.ready().await.is_err() {
            *self = Self::connect(self.server, &self.token).await?;
        }
        let path = path(address);
        let wrong = |error: &dyn std::fmt::Display| Failure::new(format!("{method} {path}: {error}"));
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header(HOST, self.server.to_string())
            .header(AUTHORIZATION, format!("Bearer {}", self.token));
        if let Some((kind, _)) = &body {
            request = request.header(CONTENT_TYPE, *kind);
        }
        let body = Full::new(Bytes::from(body.map(|(_, body)| body).unwrap_or_default()));
        let request = request.body(body).map_err(|error| wrong(&error))?;
        self.sender.ready().await.map_err(|error| wrong(&error))?;
        let reply = self.sender.send_request(request).await.map_err(|error| wrong(&error))?;
        let (head, body) = reply.into_parts();
        let body = body.collect().await.map_err(|error| wrong(&error))?.to_bytes();
        match head.status {
            StatusCode::OK | StatusCode::CREATED | StatusCode::ACCEPTED | StatusCode::NO_CONTENT => {
                Ok(Reply { headers: head.headers, body })
            }
            status => Err(wrong(&format!("{status} {}", String::from_utf8_lossy(&body)))),
        }
    }
}

/// Returns the path and query of an address.
fn path(address: &str) -> &str {
    let Some((_, rest)) = address.split_once("://") else { return address };
    rest.find('/').map_or("/", |at| &rest[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_addresses_are_cut_to_paths() {
        assert_eq!(path("http://127.0.0.1:1/api/v1.0/me?x"), "/api/v1.0/me?x");
        assert_eq!(path("/api"), "/api");
        assert_eq!(path("http://n.example"), "/");
    }
}
