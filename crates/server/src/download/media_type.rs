//! What a file is, by its name. What a client says when it sends one counts for nothing. Source: OneDrive "file resource".

/// What is known of nothing.
const BYTES: &str = "application/octet-stream";

/// Returns the media type that goes with a file's extension.
pub(crate) fn of_name(name: &str) -> &'static str {
    mime_guess::from_path(name).first_raw().unwrap_or(BYTES)
}

/// Returns the media type that a file is sent as: its own, unless a browser might run it.
pub(crate) fn sent(name: &str) -> &'static str {
    let media_type = of_name(name);
    let kind = media_type.split(';').next().unwrap_or_default();
    let runs = ["html", "xml", "javascript", "ecmascript", "x-shockwave-flash", "x-java", "cache-manifest"];
    if runs.iter().any(|word| kind.contains(word)) { BYTES } else { media_type }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_files_are() {
        for (name, wanted) in
            [("plan.txt", "text/plain"), ("a.b.PDF", "application/pdf"), ("x.jpg", "image/jpeg"), ("none", BYTES), ("", BYTES)]
        {
            assert_eq!((of_name(name), sent(name)), (wanted, wanted), "{name}");
        }
        assert_eq!(of_name("é.docx"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    }

    #[test]
    fn what_a_browser_runs_is_sent_as_bytes() {
        for name in ["a.html", "a.htm", "a.xhtml", "a.svg", "a.xml", "a.js", "a.mjs", "a.swf", "a.xsl", "a.mht", "a.hta"] {
            let media_type = sent(name);
            let is_shown = ["html", "xml", "script"].iter().any(|word| media_type.contains(word));
            assert!(!is_shown, "{name}: {media_type}");
        }
        assert_eq!((of_name("a.svg"), sent("a.svg")), ("image/svg+xml", BYTES));
    }
}
