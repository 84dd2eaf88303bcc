//! From bytes as they come to parts. No meaning here but where parts begin and end.
//!
//! Source: RFC 2046, section 5.1. Lines may end without a carriage return, as bodies that people write by hand do.

use super::FormFault;
use bytes::{Buf as _, Bytes, BytesMut};
use memchr::memmem::{self, Finder};

/// The most bytes of a part's headers: many times what any client sends.
const HEADERS_BYTES_MAX: usize = 16 * 1024;

/// The most blanks after a boundary. RFC 2046 lets transports add some; none has been seen to.
const PADDING_MAX: usize = 64;

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A part begins; these are its headers, undivided.
    Begin(Bytes),
    /// Some of the part's bytes.
    Data(Bytes),
    /// The part is complete.
    End,
}

/// Takes bytes in any pieces and gives events. Holds no more than a piece, a boundary, and the headers of a part.
pub(crate) struct Parser {
    /// A line end, two hyphens, and the boundary.
    delimiter: Finder<'static>,
    held: BytesMut,
    /// So many of the held bytes were looked through for the end of a part's headers: however small the pieces are in which
    /// headers come, each byte is looked at once.
    searched: usize,
    state: State,
    /// Whether nothing stands between here and the line end before: a boundary may stand here without one of its own.
    at_start: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first boundary: nothing that counts.
    Before,
    Headers,
    Data,
    /// After the last boundary: nothing that counts.
    After,
}

/// What stands behind a boundary.
enum Line {
    /// So many bytes, and then a part.
    Part(usize),
    /// The sign that it is the last.
    Last,
    /// More must come to tell.
    Unknown,
    /// Something else, so it is no boundary but only begins like one.
    Other,
}

impl Parser {
    pub(crate) fn new(boundary: &str) -> Self {
        let delimiter = Finder::new(format!("\n--{boundary}").as_bytes()).into_owned();
        Self { delimiter, held: BytesMut::new(), searched: 0, state: State::Before, at_start: true }
    }

    /// Takes the next bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.state != State::After {
            self.held.extend_from_slice(bytes);
        }
    }

    /// Returns what comes next; `None` if more bytes are needed.
    ///
    /// # Errors
    /// [`FormFault::Malformed`].
    pub(crate) fn next(&mut self) -> Result<Option<Event>, FormFault> {
        loop {
            let before = self.state;
            let event = match before {
                State::Before | State::Data => self.data(),
                State::Headers => self.headers()?,
                State::After => None,
            };
            // What stands before the first part is nothing; but a boundary there leads on.
            let is_nothing = before == State::Before && event.is_some();
            if !is_nothing {
                return Ok(event);
            }
        }
    }

    /// Checks that the last boundary was there.
    ///
    /// # Errors
    /// [`FormFault::Malformed`].
    pub(crate) fn finish(&self) -> Result<(), FormFault> {
        match self.state {
            State::After => Ok(()),
            State::Before => Err(FormFault::Malformed("the boundary that Content-Type names is nowhere")),
            State::Headers | State::Data => Err(FormFault::Malformed("the last boundary is missing")),
        }
    }

    fn headers(&mut self) -> Result<Option<Event>, FormFault> {
        let found = blank_line(&self.held, self.searched);
        self.searched = self.held.len();
        if found.map_or(self.held.len(), |(block, _)| block) > HEADERS_BYTES_MAX {
            return Err(FormFault::Malformed("the headers of a part are too long"));
        }
        let Some((block, all)) = found else { return Ok(None) };
        let headers = self.held.split_to(block).freeze();
        self.held.advance(all - block);
        (self.state, self.at_start, self.searched) = (State::Data, true, 0);
        Ok(Some(Event::Begin(headers)))
    }

    fn data(&mut self) -> Option<Event> {
        if self.at_start {
            // The line end of an empty part's headers is that of the boundary too.
            let bare = &self.delimiter.needle()[1..];
            let compared = bare.len().min(self.held.len());
            if self.held[..compared] == bare[..compared] {
                match line(&self.held[compared..]) {
                    _ if compared < bare.len() => return None,
                    Line::Unknown => return None,
                    Line::Other => {}
                    found => return self.boundary(compared, &found),
                }
            }
        }
        let needle_bytes = self.delimiter.needle().len();
        let mut from = 0;
        while let Some(at) = self.delimiter.find(&self.held[from..]).map(|at| from + at) {
            let end = if at > 0 && self.held[at - 1] == b'\r' { at - 1 } else { at };
            match line(&self.held[at + needle_bytes..]) {
                Line::Other => from = at + 1,
                _ if end > 0 => return self.some(end),
                Line::Unknown => return None,
                found => return self.boundary(at + needle_bytes, &found),
            }
        }
        // The end may be the beginning of a boundary, with a carriage return before it.
        self.some(self.held.len().saturating_sub(needle_bytes))
    }

    fn some(&mut self, bytes: usize) -> Option<Event> {
        if bytes == 0 {
            return None;
        }
        self.at_start = false;
        Some(Event::Data(self.held.split_to(bytes).freeze()))
    }

    /// Goes past a boundary that ends after so many bytes.
    fn boundary(&mut self, bytes: usize, line: &Line) -> Option<Event> {
        self.held.advance(bytes);
        self.state = match line {
            Line::Part(more) => {
                self.held.advance(*more);
                State::Headers
            }
            _ => {
                self.held.clear();
                State::After
            }
        };
        Some(Event::End)
    }
}

fn line(rest: &[u8]) -> Line {
    if rest.starts_with(b"--") {
        return Line::Last;
    }
    let blanks = rest.iter().take(PADDING_MAX).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match &rest[blanks..] {
        [] | [b'\r'] | [b'-'] if blanks < PADDING_MAX => Line::Unknown,
        [b'\r', b'\n', ..] => Line::Part(blanks + 2),
        [b'\n', ..] => Line::Part(blanks + 1),
        _ => Line::Other,
    }
}

/// Returns where the headers end, and where the empty line behind them does; none ends among the first `searched` bytes.
fn blank_line(held: &[u8], searched: usize) -> Option<(usize, usize)> {
    if held.starts_with(b"\n") {
        return Some((0, 1));
    }
    if held.starts_with(b"\r\n") {
        return Some((0, 2));
    }
    let from = searched.saturating_sub(b"\n\r".len());
    let bare = memmem::find(&held[from..], b"\n\n").map(|at| (from + at + 1, from + at + 2));
    let full = memmem::find(&held[from..], b"\n\r\n").map(|at| (from + at + 1, from + at + 3));
    bare.into_iter().chain(full).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Parts = Vec<(String, Vec<u8>)>;

    fn parse(boundary: &str, body: &[u8], piece: usize) -> Result<Parts, FormFault> {
        let mut parser = Parser::new(boundary);
        let (mut parts, mut open) = (Parts::new(), None);
        for piece in body.chunks(piece) {
            parser.push(piece);
            while let Some(event) = parser.next()? {
                match event {
                    Event::Begin(headers) => {
                        assert_eq!(open.replace((String::from_utf8(headers.to_vec()).unwrap(), Vec::new())), None);
                    }
                    Event::Data(data) => open.as_mut().unwrap().1.extend_from_slice(&data),
                    Event::End => parts.push(open.take().unwrap()),
                }
            }
        }
        parser.finish().map(|()| parts)
    }

    /// Parses in pieces of every length, which must not matter.
    fn parts(body: &str) -> Result<Parts, FormFault> {
        let whole = parse("b", body.as_bytes(), body.len().max(1));
        for piece in 1..body.len() {
            assert_eq!(parse("b", body.as_bytes(), piece), whole, "in pieces of {piece}: {body:?}");
        }
        whole
    }

    fn part(headers: &str, data: &str) -> (String, Vec<u8>) {
        (headers.to_owned(), data.as_bytes().to_vec())
    }

    #[test]
    fn parts_are_what_stands_between_boundaries() {
        let wanted = Ok(vec![part("A: 1\r\n", "x\r\ny"), part("B: 2\r\n", "")]);
        assert_eq!(parts("--b\r\nA: 1\r\n\r\nx\r\ny\r\n--b\r\nB: 2\r\n\r\n\r\n--b--\r\n"), wanted);
        assert_eq!(parts("before\r\n--b \t\r\nA: 1\r\n\r\nx\r\ny\r\n--b\r\nB: 2\r\n\r\n--b--after"), wanted);
        assert_eq!(parts("--b\nA: 1\n\nx\n\n--b--"), Ok(vec![part("A: 1\n", "x\n")]));
        assert_eq!(parts("--b\r\n\r\nx\r\n--b--"), Ok(vec![part("", "x")]));
        assert_eq!(parts("--b--"), Ok(vec![]));
    }

    #[test]
    fn what_only_looks_like_a_boundary_is_data() {
        for data in ["--b", "x--b", "\r\n--bc", "\r\n-b", "\r\n--", "\r\r\n\r", "\n\n\r", "\r\n--b x", "\r\n--b-\r\n"] {
            if data == "--b" {
                // At the very beginning of a part it is one.
                continue;
            }
            let body = format!("--b\r\nA: 1\r\n\r\n{data}\r\n--b--");
            assert_eq!(parts(&body), Ok(vec![part("A: 1\r\n", data)]), "{data:?}");
        }
    }

    #[test]
    fn what_does_not_end_is_malformed() {
        for body in
            ["", "x", "--c--", "--b", "--b\r\n", "--b\r\nA: 1\r\n\r\nx", "--b\r\nA: 1\r\n\r\nx\r\n--b", "--b\r\nA: 1\r\n\r\nx\r\n--b-"]
        {
            assert!(matches!(parts(body), Err(FormFault::Malformed(_))), "{body:?}");
        }
    }

    #[test]
    fn headers_have_an_end() {
        let body = format!("--b\r\nA: {}", "x".repeat(HEADERS_BYTES_MAX));
        assert!(matches!(parse("b", body.as_bytes(), 1_000), Err(FormFault::Malformed(_))));
    }

    #[test]
    fn headers_are_looked_through_once() {
        let mut parser = Parser::new("b");
        parser.push(b"--b\r\n");
        assert_eq!(parser.next(), Ok(None));
        for byte in 1..=100 {
            parser.push(b"x");
            assert_eq!((parser.next(), parser.searched), (Ok(None), byte));
        }
        parser.push(b"\n\r");
        assert_eq!((parser.next(), parser.searched), (Ok(None), 102));
        parser.push(b"\n");
        assert!(matches!(parser.next(), Ok(Some(Event::Begin(headers))) if headers.len() == 101));
        assert_eq!(parser.searched, 0);
    }

    proptest! {
        #[test]
        fn any_bytes_come_through(data in proptest::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'-'), Just(b'b'), any::<u8>()], 0..200), piece in 1usize..50) {
            let mut body = b"--bb\r\nA: 1\r\n\r\n".to_vec();
            body.extend_from_slice(&data);
            body.extend_from_slice(b"\r\n--bb--\r\n");
            let holds_one = data.windows(5).any(|some| some == b"\n--bb") || data.starts_with(b"--bb");
            prop_assume!(!holds_one);
            prop_assert_eq!(parse("bb", &body, piece), Ok(vec![("A: 1\r\n".to_owned(), data)]));
        }

        #[test]
        fn pieces_do_not_matter(text in "(--b|\r\n|\n|-|x| ){0,40}") {
            let _ = parts(&text);
        }
    }
}
