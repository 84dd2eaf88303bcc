//! What a file is sent as, by the end of its name. What a client says when it sends one counts for nothing.

use crate::drive::media::media_type;

/// Returns the media type that a file is sent as: its own, unless a browser might run it.
pub(crate) fn sent(name: &str) -> &'static str {
    let kind = media_type(name);
    let runs = ["html", "xml", "javascript"];
    // What the documents of offices are called has the word as well, and no browser runs them.
    let is_office = kind.contains("officedocument");
    if !is_office && runs.iter().any(|word| kind.contains(word)) { "application/octet-stream" } else { kind }
}

#[cfg(test)]
mod tests {
    use super::sent;

    #[test]
    fn what_a_browser_runs_is_sent_as_bytes() {
        for name in ["a.html", "a.HTM", "a.svg", "a.xml", "a.js", "a", "a.xhtml"] {
            assert_eq!(sent(name), "application/octet-stream", "{name}");
        }
        assert_eq!((sent("a.b.PDF"), sent("plan.txt")), ("application/pdf", "text/plain"));
        assert!(sent("a.docx").ends_with("wordprocessingml.document"));
    }
}
