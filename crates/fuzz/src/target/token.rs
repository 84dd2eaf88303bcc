//! Tokens of other issuers, before anybody has looked who signed them: whoever sends one writes all of it.

use super::Target;
use super::site::ask;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A token's header and claims, apart by a line.
pub(super) const TARGET: Target = Target {
    name: "token",
    seeds: &[
        "{\"alg\":\"RS256\",\"kid\":\"1\",\"typ\":\"at+jwt\"}\n{\"iss\":\"https://sso.example\",\"sub\":\"1\",\"aud\":[\"a\",\"b\"],\"exp\":1.5}",
        "{\"alg\":\"none\",\"crit\":[\"exp\"],\"jwk\":{}}\n{\"iss\":\"\",\"scope\":null}",
    ],
    words: &[&[
        "{", "}", "[", "]", "\"", ":", ",", "\n", "null", "1e999", "-0", "\\u0000", "\\ud800", "\"alg\"", "\"kid\"", "\"typ\"", "\"iss\"",
    ]],
    tests: 300,
    run: |input| {
        let spelled: Vec<String> = input.splitn(2, |byte| *byte == b'\n').map(|part| URL_SAFE_NO_PAD.encode(part)).collect();
        let token = format!("Bearer {}.AAAA", spelled.join("."));
        ask("GET", b"/v1.0/me/onenote/notebooks", &[("authorization", &token)], b"");
    },
};
