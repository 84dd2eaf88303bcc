//! Commands together may bring no more than a page.

use page::{Action, COMMANDS_MAX, DEPTH_MAX, ParseError, PatchError, Refusal};

use super::{VERSION, command};
use crate::support::{Neighbours, parse};

fn refused(html: &str, commands: &[page::Command]) -> PatchError {
    page::patch(parse(html).document, VERSION, commands, &page::Alone).map(drop).unwrap_err()
}

#[test]
fn there_are_commands_but_not_too_many() {
    assert_eq!(refused("", &[]), PatchError::NoCommands);
    let many = vec![command("body", Action::Append, "x"); COMMANDS_MAX + 1];
    assert_eq!(refused("", &many), PatchError::TooManyCommands { commands_max: COMMANDS_MAX });
    let patched = page::patch(parse("").document, VERSION, &many[1..], &page::Alone).unwrap();
    assert_eq!(patched.document.text().len(), 2 * COMMANDS_MAX - 1);
}

#[test]
fn one_bad_command_spoils_all() {
    let commands = [command("body", Action::Append, "x"), command("#nothing", Action::Append, "y")];
    assert_eq!(refused("", &commands), PatchError::Command { index: 1, why: Refusal::NotFound });
}

#[test]
fn what_a_command_shows_came_with_it() {
    let why = |content: &str| {
        let commands = [command("body", Action::Append, "x"), command("body", Action::Append, content)];
        match page::patch(parse("").document, VERSION, &commands, &Neighbours).unwrap_err() {
            PatchError::Command { index: 1, why } => why,
            other => panic!("{other}"),
        }
    };
    let missing = Refusal::PartMissing { name: "q".to_owned() };
    assert_eq!(why("<img src='name:q' />"), missing);
    assert_eq!(why("<img src=' NAME: q' alt=left />"), missing);
    assert_eq!(why("<img data-render-src='name:q' />"), missing);
    assert_eq!(why("<object data='name:q' data-attachment=a type=a/b />"), missing);
    assert_eq!(why(&format!("{}<img src='name:q' />", "<p><a href=x>x</a><img src=y></p>".repeat(100))), missing);
    // It is there, and it is no image.
    assert_eq!(why("<img src='name:part-file.pdf' />"), Refusal::PartMissing { name: "part-file.pdf".to_owned() });
    let fits = command("body", Action::Append, "<img src='name:part1' /><object data='name:part2' data-attachment=a type=a/b />");
    assert_eq!(page::patch(parse("").document, VERSION, &[fits], &Neighbours).unwrap().complaints, []);
}

#[test]
fn images_are_counted_over_all_commands() {
    let images = |count: usize| "<img src=name:part1 />".repeat(count);
    let patched = |counts: &[usize]| {
        let commands: Vec<_> = counts.iter().map(|count| command("body", Action::Append, &images(*count))).collect();
        page::patch(parse("").document, VERSION, &commands, &Neighbours).map(drop)
    };
    assert_eq!(patched(&[15, 15]), Ok(()));
    let too_many = |index| Err(PatchError::Command { index, why: Refusal::TooManyImages { images_max: 30 } });
    assert_eq!(patched(&[31]), too_many(0));
    assert_eq!(patched(&[15, 15, 1]), too_many(2));
}

#[test]
fn depth_is_bounded_over_many_commands() {
    let deeper: Vec<_> = (0..DEPTH_MAX)
        .map(|level| {
            let target = if level == 0 { "body".to_owned() } else { format!("#d{}", level - 1) };
            command(&target, Action::Append, &format!("<div data-id=d{level}>x</div>"))
        })
        .collect();
    assert_eq!(refused("", &deeper), PatchError::Page(ParseError::TooDeep { depth_max: DEPTH_MAX }));
}

#[test]
fn many_commands_at_one_spot_stay_quick() {
    // Each command parts a line with many videos, all of which have the same handle.
    let html = format!("<p>{}", "<iframe data-id=i data-original-src=https://www.youtube.com/embed/x></iframe>".repeat(5_000));
    let part = command("#i", Action::Insert, "<p>x</p>");
    let replace = command("#i", Action::Replace, "<p>x</p>");
    let commands: Vec<_> = [part, replace].into_iter().cycle().take(400).collect();
    assert!(matches!(refused(&html, &commands), PatchError::Page(ParseError::TooManyElements { .. })));
    let text = command("#i", Action::Replace, "x");
    let patched = page::patch(parse(&html).document, VERSION, &vec![text; COMMANDS_MAX], &page::Alone).unwrap();
    assert!(patched.document.text().starts_with(&"x".repeat(COMMANDS_MAX)));
}

#[test]
fn the_page_is_bounded_whoever_filled_it() {
    let full = "x<br>".repeat(124_000);
    let more = command("body", Action::Append, &"y<br>".repeat(1_001));
    assert!(matches!(refused(&full, &[more]), PatchError::Page(ParseError::TooManyElements { .. })));
}

#[test]
fn tokens_are_counted_over_all_commands() {
    let lines = command("body", Action::Append, &format!("<pre>{}x</pre>", "\n".repeat(1_600_000)));
    assert!(matches!(refused("", &[lines.clone(), lines]), PatchError::Page(ParseError::TooManyElements { .. })));
}
