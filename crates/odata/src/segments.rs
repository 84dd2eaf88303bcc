/// Splits a path that is still encoded. Empty segments are left out, as clients that work send `//` and a last `/`.
///
/// A `/` between the quotes of a call's argument does not split, quotes in either spelling: `FromUrl(url='https://a/b')`
/// is one segment, although the rules want its slashes encoded. A quote that does not end hides no slash.
///
/// ```
/// let split = |path| odata::segments(path).collect::<Vec<_>>();
/// assert_eq!(split("//me/notes/notebooks/"), ["me", "notes", "notebooks"]);
/// assert_eq!(split("/sites/FromUrl(url='https://a/b')/x"), ["sites", "FromUrl(url='https://a/b')", "x"]);
/// assert_eq!(split("/a('b/c"), ["a('b", "c"]);
/// ```
pub fn segments(path: &str) -> Segments<'_> {
    Segments { rest: path }
}

/// The segments of a path, from [`segments`].
#[derive(Clone, Debug)]
pub struct Segments<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest.trim_start_matches('/');
        if rest.is_empty() {
            self.rest = rest;
            return None;
        }
        let (segment, after) = rest.split_at(end(rest));
        self.rest = after;
        Some(segment)
    }
}

/// Returns where the first segment ends.
fn end(path: &str) -> usize {
    let plain = path.find('/').unwrap_or(path.len());
    // Only what begins as a call within the first plain segment can hold a quoted slash.
    let Some(open) = path[..plain].find('(') else { return plain };
    let mut at = open + 1;
    let mut quoted = false;
    while at < path.len() {
        let rest = &path[at..];
        if let Some(length) = quote(rest) {
            quoted = !quoted;
            at += length;
        } else if rest.starts_with('/') && !quoted {
            return at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    if quoted { plain } else { path.len() }
}

fn quote(text: &str) -> Option<usize> {
    if text.starts_with('\'') {
        Some(1)
    } else if text.starts_with("%27") {
        Some(3)
    } else {
        None
    }
}
