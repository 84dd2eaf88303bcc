//! Whole requests, through the server to a notebook: whatever comes, the reply is one that the client can read, and no bug.

use super::Target;
use super::html;
use super::site::ask;

/// The address of a request, on either surface.
pub(super) const ADDRESS: Target = Target {
    name: "address",
    seeds: &[
        "/api/v1.0/me/notes/notebooks('{notebook}')/sections?$filter=name%20eq%20'Fuzz'&$expand=parentNotebook",
        "/api/beta/pages/{page}/content?includeIDs=true",
        "/v1.0/me/onenote/pages/{page}/$value?preAuthenticated=true",
        "/beta/users/ann/onenote/sections/{section}/pages?$select=id,title&$orderby=title&pagelevel=true&$top=3&$skip=1",
        "/v1.0/sites/notes.example,{notebook},{notebook}/onenote/notebooks",
        "/api/v1.0/myOrganization/siteCollections/FromUrl(url='https%3A%2F%2Fx.example%2Fsites%2Fa')",
        "/api/v1.0//me/notes/notebooks/Microsoft.OneNote.Api.GetRecentNotebooks(includePersonalNotebooks=true)/",
        "/v1.0/me/onenote/notebooks?$expand=sections($filter=contains(name,'%3B)');$orderby=createdTime%20desc;$top=2;$skip=1;$count=true;$select=id),\
         sectionGroups($levels=max;$filter=name%20ne%20'x')",
        "/api/v1.0/me/notes/notebooks/{notebook}/permissions?$filter=startswith(userId,'i:0')%20and%20id%20ne%20'1-2'&$orderby=userRole,name%20desc&$top=1",
        "/v1.0/$metadata",
    ],
    words: &[
        "/",
        "//",
        "/../",
        "/./",
        "%2F",
        "%2f",
        "%00",
        "%25",
        "%ff",
        "%C3%A9",
        "('",
        "')",
        "(",
        ")",
        "'",
        "=",
        ",",
        "?",
        "&",
        "$",
        "%20",
        "+",
        "/api/v1.0/",
        "/v1.0/",
        "/beta/",
        "me/notes/",
        "me/onenote/",
        "users/",
        "groups/",
        "sites/",
        "notebooks",
        "sectionGroups",
        "sections",
        "pages",
        "resources",
        "operations",
        "/content",
        "/$value",
        "/$count",
        "/preview",
        "/permissions",
        ";",
        "userRole%20eq%20'Owner'",
        "name%20desc",
        "$levels=max",
        "$filter=",
        "$orderby=",
        "$expand=",
        "$select=",
        "$top=",
        "$skip=",
        "$count=true",
        "$skiptoken=",
        "search=",
        "pagelevel=true",
        "{notebook}",
        "{section}",
        "{page}",
        "1-",
        "!",
        "\\!",
    ],
    tests: 600,
    run: |input| ask("GET", input, &[], b""),
};

const JSON_WORDS: &[&str] = &[
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
    "\u{1f600}",
    "\u{202e}",
    " ",
    "\n",
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
    words: JSON_WORDS,
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
    words: JSON_WORDS,
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
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"id\":\"1\"",
        "\"requests\":",
        "\"method\":\"GET\"",
        "\"url\":\"/",
        "\"headers\":{",
        "\"body\":",
        "\"dependsOn\":[\"1\"]",
        "{\"id\":\"9\",\"method\":\"GET\",\"url\":\"/me\"},",
        "null",
        "1e9",
        "\\u0000",
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
    tests: 300,
    run: |input| ask("POST", b"/v1.0/$batch", &[("content-type", "application/json")], input),
};

/// A batch in parts.
pub(super) const BATCH_PARTS: Target = Target {
    name: "batch-parts",
    seeds: &[
        "--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET /api/v1.0/pages/{page} HTTP/1.1\r\n\r\n\r\n--b--",
        "--b\nContent-Type: application/http\n\nPOST /api/v1.0/me/notes/notebooks HTTP/1.1\nContent-Type: application/json\n\n{\"name\":\"x\"}\n\n\
         --b\nContent-Type: application/http\n\nDELETE /api/v1.0/pages/x HTTP/1.1\nContent-Length: 0\n\n\n--b--\n",
        "--b\r\nContent-Type: application/http\r\n\r\nPOST /api/v1.0/pages HTTP/1.1\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\n<p>a</p>\r\n\
         --b--\r\n",
    ],
    words: &[
        "--b",
        "--b--",
        "--b\r\n",
        "--",
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        " ",
        "\t",
        ": ",
        "Content-Type: application/http\r\n",
        "HTTP/1.1",
        "Content-Type: multipart/mixed; boundary=c\r\n",
        "Content-Length: 5\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "GET ",
        "POST ",
        "/api/beta/$batch",
        "/api/v1.0/pages/{page}/content",
        "Authorization: Bearer x\r\n",
        "Host: x\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Transfer-Encoding: base64\r\n",
        "\0",
        "\u{e9}",
    ],
    tests: 300,
    run: |input| ask("POST", b"/api/beta/$batch", &[("content-type", "multipart/mixed; boundary=\"b\"")], input),
};

/// A page in parts, with what belongs to it.
pub(super) const MULTIPART: Target = Target {
    name: "multipart",
    seeds: &[
        "--b\r\nContent-Disposition: form-data; name=\"Presentation\"\r\nContent-Type: text/html\r\n\r\n<p>a<img src='name:i'></p>\r\n\
         --b\r\nContent-Disposition: form-data; name=i\r\nContent-Type: image/gif\r\n\r\nGIF89a\r\n--b--\r\n",
        "--b\nContent-Disposition:form-data; name=Presentation; filename*=UTF-8''x\nContent-Type:application/xhtml+xml\n\n\
         <object data-attachment='a' data='name:f' type='x/y'/>\n--b\nContent-Disposition:form-data; name=f\nContent-Type:x/y\n\nx\n--b--",
        "--b\r\nContent-Disposition: form-data; name=presentation\r\nContent-Type: text/html\r\n\r\n<p>a\r\n--b\r\n\
         Content-Disposition: form-data; name=presentation-onenote-inkml\r\nContent-Type: application/inkml+xml\r\n\r\n<ink/>\r\n--b--",
    ],
    words: &[
        "--b",
        "--b--",
        "\r\n",
        "\n",
        "\r\n\r\n",
        "Content-Disposition: form-data; name=\"",
        "Content-Type: ",
        "image/png",
        "text/html",
        "; filename=\"",
        "Presentation",
        "Commands",
        "name:i",
        "\"",
        "\\\"",
        "\0",
        "GIF89a",
        "\u{89}PNG\r\n",
        "../../x",
        "Content-Transfer-Encoding: base64\r\n",
    ],
    tests: 200,
    run: |input| ask("POST", b"/api/v1.0/me/notes/sections/{section}/pages", &[("content-type", "multipart/form-data; boundary=b")], input),
};

/// The commands of a `PATCH` in parts, with what they bring.
pub(super) const COMMAND_PARTS: Target = Target {
    name: "command-parts",
    seeds: &["--b\r\nContent-Disposition: form-data; name=\"Commands\"\r\nContent-Type: application/json\r\n\r\n\
         [{'target':'body','action':'append','content':'<img src=\"name:i\">'}]\r\n\
         --b\r\nContent-Disposition: form-data; name=\"i\"\r\nContent-Type: image/gif\r\n\r\nGIF89a\r\n--b--\r\n"],
    words: MULTIPART.words,
    tests: 150,
    run: |input| ask("PATCH", b"/api/v1.0/me/notes/pages/{page}/content", &[("content-type", "multipart/form-data; boundary=b")], input),
};

/// A page as the server takes it: with the words of [`html`] through the whole program.
pub(super) const PAGE: Target = Target {
    name: "page",
    seeds: html::SEEDS,
    words: html::WORDS,
    tests: 150,
    run: |input| ask("POST", b"/api/v1.0/me/notes/sections/{section}/pages", &[("content-type", "text/html")], input),
};
