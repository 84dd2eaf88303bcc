//! Bodies in parts.

use super::Target;
use super::site::{ask, ask_in_browser};

/// What all parts are made of.
pub(super) const WORDS: &[&str] = &["--b", "--b--", "\r\n", "\n", "\r\n\r\n", "Content-Transfer-Encoding: base64\r\n", "\0"];

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
        WORDS,
        &[
            "--b\r\n",
            "--",
            "\r",
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
            "\u{e9}",
        ],
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
        WORDS,
        &[
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
            "GIF89a",
            "\u{89}PNG\r\n",
            "../../x",
        ],
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

/// A form with files.
pub(super) const FILES: Target = Target {
    name: "files",
    seeds: &[
        "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{form}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"clash\"\r\n\r\nreplace\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nx\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n",
        "--b\nContent-Disposition: form-data; name=token\n\n{form}\n--b\nContent-Disposition: form-data; name=f; filename=../x\n\nx\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nwrong\r\n--b--\r\n",
    ],
    words: &[
        WORDS,
        &[
            "Content-Disposition: form-data; name=\"",
            "; filename=\"",
            "token",
            "{form}",
            "clash",
            "leave-out",
            "keep-both",
            "\"",
            "\\\"",
            "C:\\x\\",
            "../",
            "a.txt",
            "Notebooks",
            "\u{202e}",
            "%22",
        ],
    ],
    tests: 150,
    run: |input| ask_in_browser(b"/folders/{folder}/upload", "multipart/form-data; boundary=b", input),
};
