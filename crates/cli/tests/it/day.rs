//! What the first command of the README leads to, for somebody with a browser.

use crate::clients::node;
use crate::support::{Place, said};
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

#[test]
fn somebody_who_read_nothing_finds_their_way() {
    let place = Place::new();
    let mut demo = place.command("demo --data demo --sections 3 --pages 4").stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    let (mut url, mut password) = (None, None);
    let mut story = String::new();
    for line in lines.map_while(Result::ok) {
        story.push_str(&format!("{line}\n"));
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["open", address] => url = address.strip_suffix("/notebooks").map(str::to_owned),
            ["sign", "in", .., last] => password = Some((*last).to_owned()),
            ["Serving", ..] => break,
            _ => {}
        }
    }
    let (url, password) = (url.unwrap_or_else(|| panic!("no address in {story}")), password.unwrap());
    let mut command = node("day.js");
    command.env("LOOSELEAF_URL", url).env("LOOSELEAF_PERSON", "demo").env("LOOSELEAF_GUEST", "guest");
    command.env("LOOSELEAF_PASSWORD", password).env("TMPDIR", place.path("")).current_dir(place.path(""));
    let told = said(&mut command);
    demo.kill().unwrap();
    demo.wait().unwrap();
    assert_eq!(told.code, 0, "the story broke off after\n{}\n{}", told.out, told.err);
}
