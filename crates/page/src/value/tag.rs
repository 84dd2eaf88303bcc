//! Note tags: which shapes there are, and which of them can be completed. Source: Graph concepts, `onenote-note-tags`,
//! contract section 6.7.

/// The shapes that can be done and not done.
const CHECKABLE: [&str; 9] = [
    "call-back",
    "client-request",
    "discuss-with-manager",
    "discuss-with-person-a",
    "discuss-with-person-b",
    "schedule-meeting",
    "to-do",
    "to-do-priority-1",
    "to-do-priority-2",
];

/// All others.
const PLAIN: [&str; 20] = [
    "address",
    "book-to-read",
    "contact",
    "critical",
    "definition",
    "highlight",
    "idea",
    "important",
    "movie-to-see",
    "music-to-listen-to",
    "password",
    "phone-number",
    "project-a",
    "project-b",
    "question",
    "remember-for-blog",
    "remember-for-later",
    "send-in-email",
    "source-for-article",
    "web-site-to-visit",
];

/// Tags of one element. Each shape makes sense once, so nobody needs more.
const TAGS_MAX: usize = 32;

/// Why a list of tags is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknown<'a> {
    /// There is no such shape.
    Shape(&'a str),
    /// The shape has no such status.
    Status(&'a str),
}

/// Returns a list of note tags as it is kept; empty if none is named.
pub(crate) fn note_tags(text: &str) -> Result<String, Unknown<'_>> {
    let mut tags: Vec<String> = vec![];
    for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        let kept = tag.to_ascii_lowercase();
        let (shape, status) =
            kept.split_once(':').map_or((kept.as_str(), None), |(shape, status)| (shape.trim_end(), Some(status.trim_start())));
        let checkable = CHECKABLE.contains(&shape);
        if !checkable && !PLAIN.contains(&shape) || tags.len() == TAGS_MAX {
            return Err(Unknown::Shape(tag));
        }
        match status {
            None => tags.push(shape.to_owned()),
            Some("completed") if checkable => tags.push(format!("{shape}:completed")),
            Some(_) => return Err(Unknown::Status(tag)),
        }
    }
    Ok(tags.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_known_or_refused() {
        assert_eq!(note_tags(" To-Do:Completed , important,"), Ok("to-do:completed,important".to_owned()));
        assert_eq!(note_tags(" , "), Ok(String::new()));
        assert_eq!(note_tags("to-do, nonsense"), Err(Unknown::Shape("nonsense")));
        assert_eq!(note_tags("important:completed"), Err(Unknown::Status("important:completed")));
        assert_eq!(note_tags("to-do:done"), Err(Unknown::Status("to-do:done")));
        assert_eq!(note_tags(&"idea,".repeat(33)), Err(Unknown::Shape("idea")));
    }
}
