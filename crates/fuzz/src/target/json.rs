//! Bodies in JSON.

use super::Target;
use super::site::ask;

/// What any JSON is made of, and what only looks like it.
pub(super) const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "'",
    "\\u0000",
    "\\ud800",
    "\\\"",
    "null",
    "true",
    "-0",
    "1e999",
    "99999999999999999999",
    "\u{feff}",
    "//x\n",
    "/*x*/",
    "\u{1f600}",
    "\u{202e}",
    " ",
    "\n",
];

/// Members of bodies, and their values.
const MEMBERS: &[&str] = &[
    "name",
    "displayName",
    "id",
    "renameAs",
    "groupId",
    "siteId",
    "conflictBehavior",
    "target",
    "action",
    "content",
    "position",
    "append",
    "replace",
    "body",
    "#one",
    "<p>x</p>",
    "{notebook}",
    "{section}",
    "{page}",
];

/// A body in JSON, as strict and as lenient as calls take it.
pub(super) const JSON: Target = Target {
    name: "json",
    seeds: &[
        r#"{"name":"a","conflictBehavior":"rename"}"#,
        r#"{name:'a'}"#,
        "\u{feff}{\"name\": \"\\u00e9\\ud83d\\ude00\", }",
        r#"{"id":"{section}","renameAs":"x","groupId":null}"#,
    ],
    words: &[WORDS, MEMBERS],
    tests: 500,
    run: |input| {
        let json = &[("content-type", "application/json")];
        ask("POST", b"/api/v1.0/me/notes/notebooks/{notebook}/sections", json, input);
        ask("POST", b"/v1.0/me/onenote/pages/{page}/copyToSection", json, input);
    },
};

/// The commands of a `PATCH`.
pub(super) const COMMANDS: Target = Target {
    name: "commands",
    seeds: &[
        r##"[{"target":"#one","action":"insert","position":"after","content":"<p>b</p>"}]"##,
        r#"[{'target':'body','action':'append','content':'<p>b</p>'}]"#,
        r#"{"commands":[{"target":"title","action":"replace","content":"T"}]}"#,
        r##"[{"target":"#one","action":"delete"},{"target":"body","action":"prepend","content":"<ul><li>x</ul>"}]"##,
    ],
    words: &[WORDS, MEMBERS],
    tests: 400,
    run: |input| ask("PATCH", b"/api/v1.0/me/notes/pages/{page}/content", &[("content-type", "application/json")], input),
};

/// A batch as JSON.
pub(super) const BATCH_JSON: Target = Target {
    name: "batch-json",
    seeds: &[
        r#"{"requests":[{"id":"1","method":"GET","url":"/me/onenote/pages/{page}"},{"id":"2","method":"GET","url":"/x","dependsOn":["1"]}]}"#,
        r#"{"requests":[{"id":"1","method":"POST","url":"/me/onenote/notebooks","headers":{"Content-Type":"application/json"},"body":{"displayName":"x"}}]}"#,
        r#"{"requests":[{"id":"1","method":"POST","url":"/me/onenote/sections/{section}/pages","headers":{"Content-Type":"text/html"},"body":"PHA-eA=="}]}"#,
    ],
    words: &[
        WORDS,
        &[
            "\"id\":\"1\"",
            "\"requests\":",
            "\"method\":\"GET\"",
            "\"url\":\"/",
            "\"headers\":{",
            "\"body\":",
            "\"dependsOn\":[\"1\"]",
            "{\"id\":\"9\",\"method\":\"GET\",\"url\":\"/me\"},",
            "1e9",
            "/$batch",
            "https://x.example/",
            "Authorization",
            "Host",
            "Content-Type",
            "application/json",
            "text/html",
            "multipart/form-data; boundary=b",
            "{page}",
            "====",
            "-_+/",
        ],
    ],
    tests: 300,
    run: |input| ask("POST", b"/v1.0/$batch", &[("content-type", "application/json")], input),
};
