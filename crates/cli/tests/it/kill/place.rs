//! What writers write into: a section takes pages, a folder files.

use super::{member, post};
use std::io::Result;
use testkit::http::{Client, Reply};

pub enum Place {
    Section(String),
    Folder(String),
}

/// More than lies in a row, so that a file also has a blob to lose.
const LARGE_BYTES: usize = 100_000;

impl Place {
    /// Makes a place of a writer's own: every other one is a folder.
    pub fn new(client: &mut Client, number: usize) -> Self {
        let body = format!(r#"{{"name":"Writer {number}"}}"#);
        if number.is_multiple_of(2) {
            let notebook = post(client, "/api/v1.0/me/notes/notebooks", &body);
            let path = format!("/api/v1.0/me/notes/notebooks/{notebook}/sections");
            Self::Section(post(client, &path, r#"{"name":"Pages"}"#))
        } else {
            Self::Folder(post(client, "/v1.0/me/drive/root/children", &body.replace('}', r#","folder":{}}"#)))
        }
    }

    /// Returns the address of something new, where that is known before it is there.
    pub fn address(&self, marker: &str) -> Option<String> {
        match self {
            Self::Section(_) => None,
            Self::Folder(folder) => Some(format!("/v1.0/me/drive/items/{folder}:/{marker}.txt:")),
        }
    }

    pub fn create(&self, client: &mut Client, marker: &str) -> Result<Reply> {
        match self {
            Self::Section(section) => {
                client.send("POST", &format!("/api/v1.0/me/notes/sections/{section}/pages"), HTML, page(marker).as_bytes())
            }
            Self::Folder(_) => self.replace(client, &self.address(marker).unwrap(), marker),
        }
    }

    /// Returns the address of what was created.
    pub fn created(&self, reply: &Reply, marker: &str) -> String {
        self.address(marker).unwrap_or_else(|| format!("/api/v1.0/me/notes/pages/{}", member(&reply.text(), "id")))
    }

    pub fn replace(&self, client: &mut Client, address: &str, marker: &str) -> Result<Reply> {
        let path = format!("{address}/content");
        match self {
            Self::Section(_) => client.send("PUT", &path, HTML, page(marker).as_bytes()),
            Self::Folder(_) => client.send("PUT", &path, &[("Content-Type", "text/plain")], file(marker).as_bytes()),
        }
    }

    /// Returns the status, and what is there.
    pub fn read(&self, client: &mut Client, address: &str) -> (u16, String) {
        let mut reply = client.send("GET", &format!("{address}/content"), &[], b"").unwrap();
        if let (302, Some(location)) = (reply.status, reply.header("location")) {
            let path = location[location.find("/v1.0/").unwrap()..].to_owned();
            reply = client.send("GET", &path, &[], b"").unwrap();
        }
        (reply.status, reply.text())
    }

    /// Says whether what is there is what a marker was written as.
    pub fn holds(&self, text: &str, marker: &str) -> bool {
        match self {
            Self::Section(_) => text.contains(marker),
            Self::Folder(_) => text == file(marker),
        }
    }
}

const HTML: &[(&str, &str)] = &[("Content-Type", "text/html")];

fn page(marker: &str) -> String {
    format!("<title>T</title><p>{marker}</p>")
}

/// Every eighth file is large.
fn file(marker: &str) -> String {
    match marker.bytes().last() {
        Some(b'0' | b'8') => marker.repeat(LARGE_BYTES / marker.len()),
        _ => marker.to_owned(),
    }
}
