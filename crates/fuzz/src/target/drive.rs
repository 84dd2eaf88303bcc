//! Requests about drives, whose addresses have a grammar of their own.

use super::Target;
use super::json;
use super::parts;
use super::site::ask;

/// The address of an item, in any of the ways to name one.
pub(super) const ADDRESS: Target = Target {
    name: "drive-address",
    seeds: &[
        "/v1.0/me/drive/root:/Notebooks/Fuzz:/children?$top=1&select=id,name",
        "/v1.0/drives/{drive}/items/root%3A%2FNotebooks%2FFuzz%3A?$expand=children($select=name)",
        "/_api/v2.0/drive/items/{item}:/.%2FFuzz.one:/",
        "/v1.0/drives('{drive}')/items('{item}')/children('@a1')/children/x?@a1='Fuzz.one'",
        "/beta/drive/root/delta(token='a''b')",
        "/v2.0/users/ann/drive/special/approot:/a:/oneDrive.copy",
        "/v1.0/shares/u!aHR0/driveItem:/a:/content",
        "/v1.0/upload/0a1b2c",
        "/v1.0/dl/%30a1b2c/x",
        "/v1.0/monitor/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "/v1.0/sites/root:/sites/a",
    ],
    words: &[&[
        "/",
        ":",
        ":/",
        "%3A",
        "%2F",
        "%252F",
        "%ff",
        "..",
        ".",
        "('",
        "')",
        "''",
        "%27",
        "(",
        ")",
        "=",
        ",",
        "?",
        "&",
        "@a1",
        "root",
        "items",
        "children",
        "special",
        "drive",
        "drives",
        "me",
        "users",
        "groups",
        "sites",
        "shares",
        "monitor",
        "/v1.0/",
        "/_api/v2.1/",
        "copy",
        "action.copy",
        "microsoft.graph.",
        "delta()",
        "search(q='a/b')",
        "permissions",
        "content",
        "$select=",
        "$expand=children",
        "$skiptoken=",
        "$top=",
        "access_token=",
        "{item}",
        "{drive}",
        "{notebook}",
        "!s",
        "\u{e9}",
    ]],
    tests: 800,
    run: |input| ask("GET", input, &[], b""),
};

/// The body of a copy.
pub(super) const COPY: Target = Target {
    name: "drive-copy",
    seeds: &[
        r#"{"parentReference":{"driveId":"{drive}","id":"{item}","path":""},"name":"x","childrenOnly":false}"#,
        r#"{"parentReference":{"path":"/drive/root:/Notebooks"},"@microsoft.graph.conflictBehavior":"rename"}"#,
        r#"{"parentReference":{"id":"root","path":"/drives/{drive}/root:%2FNotebooks:"}}"#,
    ],
    words: &[
        json::WORDS,
        &[
            "1e9",
            "parentReference",
            "driveId",
            "id",
            "path",
            "name",
            "childrenOnly",
            "/drive/root:/",
            "/drive/items/{item}:/x",
            "/drives/",
            "%2F",
            "%25",
            "..",
            "{item}",
            "{drive}",
            "replace",
            "rename",
            "@name.conflictBehavior",
            "a.b",
        ],
    ],
    tests: 300,
    run: |input| {
        let headers = &[("content-type", "application/json"), ("prefer", "respond-async")];
        ask("POST", b"/v1.0/me/drive/items/{item}/copy", headers, input);
        ask("POST", b"/v1.0/drive/root:/Notebooks/Fuzz/Fuzz.one:/action.copy", headers, input);
    },
};

/// Which bytes are asked for, of a file of ten, and which a fragment brings.
pub(super) const RANGE: Target = Target {
    name: "drive-range",
    seeds: &["bytes=2-5", "bytes=-3", "bytes=4-", "bytes=0-1,3-4", "bytes 0-3/10", "bytes 4-9/10", "bytes */10"],
    words: &[&["bytes", "=", " ", "-", ",", "/", "*", "0", "9", "10", "18446744073709551615", "18446744073709551616", "+", "\t", "items"]],
    tests: 600,
    run: |input| {
        // No other bytes get into a header.
        let Some(text) = std::str::from_utf8(input).ok().filter(|text| http::HeaderValue::from_str(text).is_ok()) else { return };
        ask("GET", b"{file}", &[("range", text), ("if-range", "\"x\"")], b"");
        ask("GET", b"{file}", &[("range", text)], b"");
        ask("PUT", b"{upload}", &[("content-range", text)], b"0123");
    },
};

/// A file in two parts: what it is, and its bytes.
pub(super) const RELATED: Target = Target {
    name: "drive-related",
    seeds: &[
        "--b\r\nContent-ID: <metadata>\r\nContent-Type: application/json\r\n\r\n{\"name\":\"a.txt\",\"file\":{},\
         \"@content.sourceUrl\":\"cid:content\",\"@name.conflictBehavior\":\"rename\"}\r\n--b\r\nContent-ID: <content>\r\n\r\nx\r\n--b--",
        "--b\ncontent-id:<metadata>\n\n{\"name\":\"b\",\"file\":{},\"@content.sourceUrl\":\"cid:content\"}\n--b\nContent-ID:<content>\n\n\n--b--",
    ],
    words: &[parts::WORDS, json::WORDS, &["Content-ID: ", "<metadata>", "<content>", "name", "file", "cid:content", "@content.sourceUrl"]],
    tests: 300,
    run: |input| ask("POST", b"/v1.0/me/drive/root/children", &[("content-type", "multipart/related; boundary=b")], input),
};
