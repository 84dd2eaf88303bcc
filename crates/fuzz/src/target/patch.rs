//! Commands that change a page: they make a page like any other, or they are refused.

use super::Target;
use super::html::{self, assert_sound};
use page::{Action, Alone, Command, Position, RenderOptions, Version};

/// A line is a command: target, action, position and content, with bars between.
pub(super) const TARGET: Target = Target {
    name: "patch",
    seeds: &[
        "body|append||<p>a</p>\n#one|replace||<ul><li>x</ul>",
        "title|replace||T\n#two|insert|before|<h1>h</h1>\n#list|append||<li>y</li>",
        "#cell|delete||\n#image|replace||<img src='https://x.example/z'>\n#_default|prepend||<p>first",
        "{1}|append|after|<li>z\np:{2}|insert||<p>by its own id\n{3}|delete||",
    ],
    words: &[html::WORDS],
    tests: 800,
    run,
};

const PAGE: &str = "<title>A</title><body data-absolute-enabled=true><div data-id=one style='position:absolute;left:1px;top:2px'><p data-id=two>\
    b<ul data-id=list><li>c</ul><table data-id=table><tr><td data-id=cell>d</table><img data-id=image src='https://x.example/y'></div>";

const VERSION: Version = Version::of(&[0xab; 32]);

fn run(input: &[u8]) {
    let document = page::parse(PAGE, &Alone).map(|parsed| parsed.document).unwrap_or_else(|error| panic!("{error:?}"));
    let printed = page::render(&document, &RenderOptions { ids: Some(VERSION), ..RenderOptions::default() });
    let ids: Vec<&str> = printed.split(" id=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect();
    let text = String::from_utf8_lossy(input);
    let commands: Vec<Command> = text.split('\n').take(page::COMMANDS_MAX + 1).map(|line| command(line, &ids)).collect();
    if let Ok(patched) = page::patch(document, VERSION, &commands, &Alone) {
        assert_sound(&patched.document);
    }
}

fn command(line: &str, ids: &[&str]) -> Command {
    let mut pieces = line.splitn(4, '|');
    let mut next = || pieces.next().unwrap_or_default();
    let (target, action, position, content) = (next(), next(), next(), next());
    let action = match action {
        "insert" => Action::Insert,
        "prepend" => Action::Prepend,
        "replace" => Action::Replace,
        "delete" => Action::Delete,
        _ => Action::Append,
    };
    // A number in braces stands for an element's own id, which nobody can guess.
    let target = ids.iter().enumerate().fold(target.to_owned(), |target, (at, id)| target.replace(&format!("{{{at}}}"), id));
    let position = if position == "before" { Position::Before } else { Position::After };
    Command { target, action, position, content: Some(content.to_owned()).filter(|_| action != Action::Delete) }
}
