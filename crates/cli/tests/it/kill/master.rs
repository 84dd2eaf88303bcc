//! What is copied, and how a copy looks that is whole.

use super::{path_of, post};
use serde_json::Value;
use testkit::http::Client;

/// More nodes than a batch, so that copies take several steps and kills land between them.
const PARTS: usize = 12;
const LEAVES_A_PART: usize = 3;

#[derive(Clone)]
pub enum Master {
    /// A notebook with sections.
    Notebook(String),
    /// A folder with folders of files, and where its copies go.
    Folder { id: String, copies: String },
}

impl Master {
    pub fn notebook(client: &mut Client) -> Self {
        let notebook = post(client, "/api/v1.0/me/notes/notebooks", r#"{"name":"Master"}"#);
        for part in 0..PARTS {
            let path = format!("/api/v1.0/me/notes/notebooks/{notebook}/sections");
            let section = post(client, &path, &format!(r#"{{"name":"Section {part}"}}"#));
            for page in 0..LEAVES_A_PART {
                let html = format!("<title>Page {page}</title><p>Page {page} of {part}</p>");
                let path = format!("/api/v1.0/me/notes/sections/{section}/pages");
                let reply = client.send("POST", &path, &[("Content-Type", "text/html")], html.as_bytes()).unwrap();
                assert_eq!(reply.status, 201, "{}", reply.text());
            }
        }
        Self::Notebook(notebook)
    }

    pub fn folder(client: &mut Client) -> Self {
        let copies = post(client, "/v1.0/me/drive/root/children", r#"{"name":"Copies","folder":{}}"#);
        let id = post(client, "/v1.0/me/drive/root/children", r#"{"name":"Master","folder":{}}"#);
        for part in 0..PARTS {
            for file in 0..LEAVES_A_PART {
                let path = format!("/v1.0/me/drive/items/{id}:/Folder {part}/{file}.txt:/content").replace(' ', "%20");
                let text = format!("File {file} of {part}");
                let reply = client.send("PUT", &path, &[("Content-Type", "text/plain")], text.as_bytes()).unwrap();
                assert_eq!(reply.status, 201, "{}", reply.text());
            }
        }
        Self::Folder { id, copies }
    }

    /// Returns the address of the list in which copies show.
    pub fn list(&self) -> String {
        match self {
            Self::Notebook(_) => "/api/v1.0/me/notes/notebooks?$top=1000".to_owned(),
            Self::Folder { copies, .. } => format!("/v1.0/me/drive/items/{copies}/children?$top=1000"),
        }
    }

    /// A copy that shows is whole: all its parts, and all that they hold. `None` if the server is gone.
    pub fn is_whole(&self, client: &mut Client, copy: &Value) -> Option<()> {
        let id = copy["id"].as_str().unwrap();
        let parts = match self {
            Self::Notebook(_) => format!("/api/v1.0/me/notes/notebooks/{id}/sections"),
            Self::Folder { .. } => format!("/v1.0/me/drive/items/{id}/children"),
        };
        let parts = get(client, &parts)?;
        let parts = parts["value"].as_array().unwrap();
        assert_eq!(parts.len(), PARTS, "half a copy is visible: {copy}");
        for part in parts {
            let id = part["id"].as_str().unwrap();
            let held = match self {
                Self::Notebook(_) => format!("/api/v1.0/me/notes/sections/{id}/pages"),
                Self::Folder { .. } => format!("/v1.0/me/drive/items/{id}/children"),
            };
            assert_eq!(get(client, &held)?["value"].as_array().unwrap().len(), LEAVES_A_PART, "something copied lacks: {part}");
        }
        Some(())
    }
}

/// Returns what is at an address. `None` if the server is gone.
pub fn get(client: &mut Client, path: &str) -> Option<Value> {
    let reply = client.send("GET", &path_of(path), &[], b"").ok()?;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    Some(serde_json::from_slice(&reply.body).unwrap())
}
