mod bounds;
mod examples;
mod matrix;
mod random;

use page::{Action, Command, Document, PatchError, Position, RenderOptions, Version};

use crate::support::{Neighbours, assert_fixed_point, parse, rendering};

const VERSION: Version = Version::of(&[0xab; 32]);

/// A command that is not yet complete.
fn command(target: &str, action: Action, content: &str) -> Command {
    Command { target: target.to_owned(), action, position: Position::After, content: Some(content.to_owned()) }
}

fn before(command: Command) -> Command {
    Command { position: Position::Before, ..command }
}

/// Patches a document, and checks the laws that hold for what came of it.
fn patch(document: &Document, commands: &[Command]) -> Result<Document, PatchError> {
    let patched = page::patch(document.clone(), VERSION, commands, &Neighbours)?;
    assert_fixed_point(&patched.document);
    Ok(patched.document)
}

/// The body of a page after commands, without the markup around it.
fn after(html: &str, commands: &[Command]) -> String {
    body(&patch(&parse(html).document, commands).unwrap())
}

fn body(document: &Document) -> String {
    let canonical = document.to_canonical();
    let body = canonical.split_once("<main>\n").unwrap().1;
    body.replace("</main>\n</html>\n", "").replace("</main>\n", "--- positioned\n").replace("</html>\n", "").replace('\n', "")
}

/// The last id that is printed before this text.
fn id_before(document: &Document, text: &str) -> String {
    let options = RenderOptions { ids: Some(VERSION), ..rendering() };
    let html = page::render(document, &options);
    let (before, _) = html.split_once(text).unwrap_or_else(|| panic!("no {text} in {html}"));
    before.rsplit_once(" id=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}
