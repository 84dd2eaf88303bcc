//! What the dearest requests cost: processor time and memory of the server, for each of a corpus made to hurt.
//!
//! No request may cost more than a second of processor time or 128 MiB, whatever its input.

use crate::stand::figures::{line, note};
use crate::stand::site::{Site, create_page, member};
use std::time::Duration;

/// One request made to hurt.
struct Blow {
    what: &'static str,
    method: &'static str,
    path: String,
    content_type: &'static str,
    body: Vec<u8>,
}

pub fn corpus() {
    println!("\nthe dearest requests: processor time and memory of the server for one of each");
    let site = Site::start();
    let (_, sections) = site.notebook("Hostile", 20, 500);
    let mut client = site.client();
    let page = member(&create_page(&mut client, &sections[0], "Victim"), "id");
    let (mut worst_cpu, mut worst_memory) = (Duration::ZERO, 0);
    let large = large_page(&mut client, &sections[1]);
    for blow in blows(&sections[0], &page, &large) {
        let (cpu, memory) = (cpu(&site), fresh_peak(&site));
        let mut client = site.client();
        let headers = [("Content-Type", blow.content_type)];
        let headers = if blow.method == "GET" { &[][..] } else { &headers[..] };
        // A body that is refused early may not be read to its end; then there is no answer, and no cost either.
        let status = client.send(blow.method, &blow.path, headers, &blow.body).map_or("-".to_owned(), |reply| reply.status.to_string());
        let (cpu, memory) = (self::cpu(&site).saturating_sub(cpu), peak(&site).saturating_sub(memory));
        worst_cpu = worst_cpu.max(cpu);
        worst_memory = worst_memory.max(memory);
        let figures = format!("{:.2} s {:.0} MiB", cpu.as_secs_f64(), memory as f64 / 1_048_576.0);
        note(&format!("  {status} {}, {} bytes", blow.what, blow.body.len() + blow.path.len()), &figures);
    }
    line("processor time of the dearest request", &format!("{:.2} s", worst_cpu.as_secs_f64()), "<= 1 s", "-");
    line("memory of the dearest request", &format!("{:.0} MiB", worst_memory as f64 / 1_048_576.0), "<= 128 MiB", "-");
}

/// Makes a page that is dear to print: as many elements as a page may have, and as many bytes as twenty of them may not.
fn large_page(client: &mut testkit::http::Client, section: &str) -> String {
    let html = format!("<title>Large</title>{}", format!("<p>{}</p>", "word ".repeat(20)).repeat(50_000));
    let path = format!("/api/v1.0/me/notes/sections/{section}/pages");
    let reply = client.send("POST", &path, &[("Content-Type", "text/html")], html.as_bytes()).expect("the server answers");
    assert_eq!(reply.status, 201, "{}", reply.text());
    member(&reply, "id")
}

fn blows(section: &str, page: &str, large: &str) -> Vec<Blow> {
    let root = "/api/v1.0/me/notes";
    let mut all = Vec::new();
    let mut create = |what, html: String| {
        let path = format!("{root}/sections/{section}/pages");
        all.push(Blow { what, method: "POST", path, content_type: "text/html", body: html.into_bytes() });
    };
    const MIB: usize = 1 << 20;
    create("nested div", "<div>".repeat(5 * MIB));
    create("nested list items", "<ul><li>".repeat(3 * MIB));
    create("unclosed formatting", "<b><i><u>".repeat(2 * MIB));
    create("crossed formatting", "<a href=x><i>".repeat(MIB));
    create("tables in tables", "<table><tr><td>".repeat(MIB));
    create("misplaced rows", "<table><b>x<tr>".repeat(MIB));
    create("many small elements", "<p>x</p>".repeat(3 * MIB));
    create("one long text", "word ".repeat(5 * MIB - 100));
    create("words that all differ", (0..3 * MIB).map(|n| format!("{n:x} ")).collect());
    create("one long attribute", format!("<p style=\"{}\">", "color:red;".repeat(2 * MIB)));
    create("many attributes", format!("<p {}>", (0..MIB).map(|n| format!("a{n}=1 ")).collect::<String>()));
    create("character references", "&amp;&lt;&#x10FFFF;".repeat(MIB));
    create("an image in the page", format!("<img src=\"data:image/png;base64,{}\">", "iVBORw0K".repeat(3 * MIB - 100)));
    let patch = |what, json: String| Blow {
        what,
        method: "PATCH",
        path: format!("{root}/pages/{page}/content"),
        content_type: "application/json",
        body: json.into_bytes(),
    };
    let command = r#"{"target":"body","action":"append","content":"<p>x</p>"}"#;
    all.push(patch("many commands", format!("[{}]", vec![command; 15_000].join(","))));
    all.push(patch(
        "a command with nested content",
        format!(r#"[{{"target":"body","action":"append","content":"{}"}}]"#, "<div>".repeat(200_000)),
    ));
    all.push(patch("nested JSON", "[".repeat(MIB)));
    let get = |what, tail: String| Blow { what, method: "GET", path: format!("{root}/{tail}"), content_type: "", body: Vec::new() };
    let many = |piece: &str, n: usize| vec![piece; n].join("%20and%20");
    all.push(get("a long filter", format!("pages?$filter={}", many("contains(title,'a')", 500))));
    all.push(get("a nested filter", format!("pages?$filter={}title%20eq%20'a'{}", "(".repeat(6_000), ")".repeat(6_000))));
    all.push(get("a filter that finds nothing", "pages?$filter=contains(tolower(title),'nowhere')&$orderby=title&$count=true".to_owned()));
    all.push(get("all levels expanded", "notebooks?$expand=sections,sectionGroups($expand=sections,sectionGroups;$levels=max)".to_owned()));
    all.push(get("a search for many words", format!("pages?search={}", vec!["paper"; 30].join("%20"))));
    all.push(get("a search for a beginning", "pages?search=a*".to_owned()));
    all.push(get("the largest list", "pages?$top=100&$skip=10000&$count=true".to_owned()));
    let request = |n: usize| {
        format!(r#"{{"id":"{n}","method":"GET","url":"/me/onenote/pages?$filter=contains(tolower(title),'nowhere')&$orderby=title"}}"#)
    };
    let reading = |n: usize| format!(r#"{{"id":"{n}","method":"GET","url":"/me/onenote/pages/{large}/content?includeIDs=true"}}"#);
    let mut batch = |what, request: &dyn Fn(usize) -> String| {
        let requests: Vec<String> = (0..20).map(request).collect();
        let body = format!(r#"{{"requests":[{}]}}"#, requests.join(",")).into_bytes();
        all.push(Blow { what, method: "POST", path: "/v1.0/$batch".to_owned(), content_type: "application/json", body });
    };
    batch("a batch of filters", &request);
    batch("a batch of large pages", &reading);
    all
}

/// Returns the processor time that the server has used.
fn cpu(site: &Site) -> Duration {
    let text = std::fs::read_to_string(format!("/proc/{}/stat", site.server.id())).expect("this system counts processor time");
    // The name in parentheses may hold blanks; what follows it does not.
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).expect("in ticks");
    // A tick is a hundredth of a second wherever Linux runs.
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

/// Begins a new peak, and returns what the server uses now.
fn fresh_peak(site: &Site) -> u64 {
    std::fs::write(format!("/proc/{}/clear_refs", site.server.id()), "5").expect("this system lets a peak begin anew");
    status(site, "VmRSS:")
}

/// Returns the most that the server has used since.
fn peak(site: &Site) -> u64 {
    status(site, "VmHWM:")
}

fn status(site: &Site, name: &str) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{}/status", site.server.id())).expect("this system says what a process uses");
    let line = text.lines().find(|line| line.starts_with(name)).expect("it has the line");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).expect("in kilobytes") * 1024
}
