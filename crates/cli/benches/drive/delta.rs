//! What changed in a large drive since a moment ago.

use crate::shelf::Shelf;
use crate::stand::figures::{median, millis, note};
use crate::stand::site::Site;
use crate::tree::Tree;
use std::time::Instant;

const ROUNDS: usize = 15;

pub fn of_one_change() {
    let tree = Tree { files: 100_000, file_bytes: 100 };
    println!("\ndelta over {} items with one change, {ROUNDS} rounds", tree.items());
    let site = Site::start();
    let shelf = Shelf::of(&site);
    shelf.put_tree(tree);
    // Filling took so long that the server has closed the connection.
    let mut client = site.client();
    let reply = client.send("GET", "/v1.0/me/drive/root/delta?token=latest", &[], b"").expect("the server answers");
    assert_eq!(reply.status, 200, "{}", reply.text());
    let mut link = delta_link(&reply.body);
    let (mut with_one, mut with_none, mut plain) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let path = vec![tree.name(), "Folder 500".to_owned(), crate::tree::file_name(50_000)];
        shelf.put(vec![(path, format!("Changed {round}").into_bytes())]);
        for times in [&mut with_one, &mut with_none] {
            let clock = Instant::now();
            let reply = client.send("GET", &link, &[], b"").expect("the server answers");
            times.push(clock.elapsed());
            assert_eq!(reply.status, 200, "{}", reply.text());
            link = delta_link(&reply.body);
        }
        let clock = Instant::now();
        client.send("GET", "/v1.0/me/drive/root", &[], b"").expect("the server answers");
        plain.push(clock.elapsed());
    }
    note("with one change", &millis(median(with_one)));
    note("with none", &millis(median(with_none)));
    note("  GET of the root", &millis(median(plain)));
}

fn delta_link(body: &[u8]) -> String {
    let value: serde_json::Value = serde_json::from_slice(body).expect("the reply is JSON");
    let link = value["@odata.deltaLink"].as_str().expect("what changed fits one page");
    link[link.find("/v1.0/").expect("it is under the version")..].to_owned()
}
