//! A zip archive that is made while it is sent. Source: "APPNOTE.TXT, .ZIP File Format Specification", 6.3.10; names in UTF-8, sizes
//! behind the bytes, and the large form where more than 65,535 files need it.

use super::page::{Loader, POLICY};
use super::paths::{Files, Paths, Taken, relative};
use super::{Form, Whole};
use crate::page::rendered::escaped;
use ::page::markdown_line;
use app::export::Part;
use app::view::PageView;
use bytes::Bytes;
use std::io::{self, Write};
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// So much goes to the client at once.
pub(super) const PIECE_BYTES: usize = 64 * 1024;

/// What is made goes in here, and to the client in pieces.
pub(super) struct Out {
    piece: Vec<u8>,
    to: mpsc::Sender<io::Result<Bytes>>,
}

impl Out {
    pub(super) fn new(to: mpsc::Sender<io::Result<Bytes>>) -> Self {
        Self { piece: Vec::with_capacity(PIECE_BYTES), to }
    }

    /// Sends what is left.
    pub(super) fn end(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE_BYTES));
        self.to.blocking_send(Ok(piece.into())).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }

    /// Lets the client see that this is not the whole. One that is gone needs not be told.
    pub(super) fn break_off(&self, error: io::Error) {
        let _ = self.to.blocking_send(Err(error));
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.end()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes all of it.
pub(super) fn write(loader: &Loader, whole: &Whole, form: Form, out: &mut Out) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(out);
    let mut taken = Taken::default();
    match whole {
        Whole::Page(view) => {
            let path = taken.take(&super::paths::safe(&view.title), form.ending());
            let paths = Paths::one(view.id, path);
            one(loader, &mut zip, form, view, &paths, "", &mut taken)?;
        }
        Whole::More(export) => {
            let index = if form == Form::Markdown { "README.md" } else { "index.html" };
            let paths = Paths::of(&export.parts, form.ending(), index, &mut taken);
            let mut there = Vec::with_capacity(export.parts.len());
            for (at, part) in export.parts.iter().enumerate() {
                let mut pages = Vec::with_capacity(part.pages.len());
                for view in &part.pages {
                    if one(loader, &mut zip, form, view, &paths, paths.folder(at), &mut taken)? {
                        pages.push(view);
                    }
                }
                there.push((part, pages));
            }
            zip.start_file(index, options(CompressionMethod::Deflated, None)).map_err(io::Error::other)?;
            zip.write_all(contents(&export.top.name, form, &there, &paths).as_bytes())?;
        }
    }
    zip.finish().map_err(io::Error::other)?;
    Ok(())
}

/// Writes a page with its files, and says whether it was still there.
fn one(
    loader: &Loader,
    zip: &mut ZipWriter<StreamWriter<&mut Out>>,
    form: Form,
    view: &PageView,
    paths: &Paths,
    folder: &str,
    taken: &mut Taken,
) -> io::Result<bool> {
    let Some(path) = paths.get(&view.id) else { return Ok(false) };
    let Some(loaded) = loader.load(&view.id).map_err(io::Error::other)? else { return Ok(false) };
    let files = Files::of(&loaded.document, path, taken);
    zip.start_file(path, options(CompressionMethod::Deflated, Some(view))).map_err(io::Error::other)?;
    zip.write_all(loaded.written(form, view.created, paths, folder, &files).as_bytes())?;
    for (number, path) in files.all() {
        if let Some(bytes) = loader.resource(&loaded, number).map_err(io::Error::other)? {
            // Images are packed already.
            zip.start_file(path, options(CompressionMethod::Stored, Some(view))).map_err(io::Error::other)?;
            zip.write_all(&bytes)?;
        }
    }
    Ok(true)
}

/// A file is as old as the page that it is of, or as what it is about; such archives know no time before 1980, and no zone.
fn options(method: CompressionMethod, of: Option<&PageView>) -> SimpleFileOptions {
    let time = of.and_then(|view| {
        let text = view.modified.iso(0);
        let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u16>().ok();
        let small = |range| number(range).and_then(|number| u8::try_from(number).ok());
        DateTime::from_date_and_time(number(0..4)?, small(5..7)?, small(8..10)?, small(11..13)?, small(14..16)?, small(17..19)?).ok()
    });
    SimpleFileOptions::default().compression_method(method).last_modified_time(time.unwrap_or_default()).unix_permissions(0o644)
}

/// Lists what there is, in order and with the levels of pages.
fn contents(name: &str, form: Form, there: &[(&Part, Vec<&PageView>)], paths: &Paths) -> String {
    let mut list = Contents::begin(form, name);
    for (part, pages) in there {
        if !part.path.is_empty() {
            list.heading(&part.path.join(" › "));
        }
        // A page stands one level below the one before at most.
        let mut level = -1;
        for page in pages {
            level = page.level.clamp(0, level + 1);
            let title = if page.title.is_empty() { "Untitled page" } else { &page.title };
            list.entry(usize::try_from(level).unwrap_or(0), title, &relative("", paths.get(&page.id).unwrap_or_default()));
        }
        list.close();
    }
    list.out
}

/// A list of contents that is being written.
struct Contents {
    form: Form,
    out: String,
    open: usize,
}

impl Contents {
    fn begin(form: Form, name: &str) -> Self {
        let out = match form {
            Form::Markdown => format!("# {}\n", markdown_line(name)),
            Form::Html => {
                let name = escaped(name);
                format!(
                    "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">{POLICY}<title>{name}</title></head><body>\n<h1>{name}</h1>\n"
                )
            }
        };
        Self { form, out, open: 0 }
    }

    fn heading(&mut self, text: &str) {
        self.out.push_str(&match self.form {
            Form::Markdown => format!("\n## {}\n", markdown_line(text)),
            Form::Html => format!("<h2>{}</h2>\n", escaped(text)),
        });
    }

    fn entry(&mut self, level: usize, title: &str, address: &str) {
        if self.form == Form::Markdown {
            let start = if self.open == 0 { "\n" } else { "" };
            self.open = 1;
            return self.out.push_str(&format!("{start}{}- [{}]({address})\n", "  ".repeat(level), markdown_line(title)));
        }
        while self.open <= level {
            self.out.push_str("<ul>\n");
            self.open += 1;
        }
        while self.open > level + 1 {
            self.out.push_str("</ul>\n");
            self.open -= 1;
        }
        self.out.push_str(&format!("<li><a href=\"{}\">{}</a></li>\n", escaped(address), escaped(title)));
    }

    fn close(&mut self) {
        if self.form == Form::Html {
            self.out.push_str(&"</ul>\n".repeat(self.open));
        }
        self.open = 0;
    }
}
