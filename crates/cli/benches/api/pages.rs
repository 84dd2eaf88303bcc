//! Reading a page's content.

use crate::stand::load::Request;
use crate::stand::ratio::against_floor;
use crate::stand::site::{Site, create_page, member};

pub fn contents() {
    println!("\npage contents");
    let site = Site::start();
    let (_, sections) = site.notebook("Reads", 1, 1);
    let mut client = site.client();
    let small = member(&create_page(&mut client, &sections[0], "Small"), "id");
    let path = format!("/api/v1.0/me/notes/sections/{}/pages", sections[0]);
    let reply = client.send("POST", &path, &[("Content-Type", "text/html")], large_html().as_bytes()).expect("the server answers");
    assert_eq!(reply.status, 201, "{}", reply.text());
    let large = member(&reply, "id");
    for (what, page) in [("page of 4 KB", small), ("page of 100 KB", large)] {
        let request = Request::get(&format!("/api/v1.0/me/notes/pages/{page}/content"));
        against_floor(&site, what, &request, ">= 0.40", ">= 0.8");
    }
}

/// 100 KB in the manner of real pages: outlines, headings, lists, a table.
pub fn large_html() -> String {
    let mut html = String::from("<html><head><title>Large</title></head><body data-absolute-enabled=\"true\">");
    let mut n = 0;
    while html.len() < 100_000 {
        n += 1;
        html += &format!(
            "<div data-id=\"d{n}\" style=\"position:absolute;left:48px;top:{}px;width:624px\"><h2>Part {n}</h2>\
             <p>paper as quick as thought, <b>calm</b> as a <i>good book</i>, and as <a href=\"https://notes.example/{n}\">plain</a></p>\
             <ul><li>one</li><li data-tag=\"to-do\">two</li><li>three</li></ul>\
             <table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table></div>",
            120 + n * 300
        );
    }
    html + "</body></html>"
}
