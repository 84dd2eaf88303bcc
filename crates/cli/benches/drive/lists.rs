//! What lies in a large folder.

use crate::shelf::Shelf;
use crate::stand::load::Request;
use crate::stand::ratio::against_floor;
use crate::stand::site::Site;
use crate::tree::Tree;

pub fn of_many() {
    const FILES: usize = 10_000;
    println!("\nchildren of a folder of {FILES}, over 32 connections against a bare handler with the same bytes");
    let site = Site::start();
    let tree = Tree { files: FILES, file_bytes: 100 };
    let shelf = Shelf::of(&site);
    shelf.put_flat(tree, "Many");
    let children = "/v1.0/me/drive/root:/Many:/children";
    against_floor(&site, "a page of 200", &Request::get(children), "-", "-");
    against_floor(&site, "a page of 200 by name, names alone", &Request::get(&format!("{children}?$select=name")), "-", "-");
    // A root with folders in it: of each the size of all below is said.
    shelf.put_tree(tree);
    let folders = format!("/v1.0/me/drive/root:/{}:/children", tree.name().replace(' ', "%20"));
    against_floor(&site, "a page of 100 folders with 100 files each", &Request::get(&folders), "-", "-");
    against_floor(&site, "a root with folders of 10,000", &Request::get("/v1.0/me/drive/root/children"), "-", "-");
}
