//! From text to a value.
//!
//! All JSON is read as what it means. Beyond it, what the documents' own examples and Microsoft's Postman collection write is
//! read too: texts in single quotes, with line breaks in them, and names of members without quotes. Source: "Update OneNote
//! page content"; contract section 7 and appendix A.

use super::{DEPTH_MAX, MEMBERS_MAX, VALUES_MAX, Value, shortened};

/// What is wrong, and where: bytes before the place.
pub(super) type Bad = (String, usize);

type Outcome<T> = Result<T, Bad>;

pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    values: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, values: 0 }
    }

    /// Reads the whole text as one value.
    pub(super) fn document(&mut self) -> Outcome<Value> {
        let value = self.value(0)?;
        match self.peek() {
            None => Ok(value),
            Some(_) => self.bad("there is something behind its end"),
        }
    }

    fn value(&mut self, depth: usize) -> Outcome<Value> {
        self.values += 1;
        if self.values > VALUES_MAX {
            return self.bad(format!("it has more than {VALUES_MAX} values"));
        }
        match self.peek() {
            Some(b'{' | b'[') if depth >= DEPTH_MAX => self.bad(format!("it is nested more than {DEPTH_MAX} deep")),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(quote @ (b'"' | b'\'')) => self.text(quote).map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => self.word(),
            None => self.early(),
        }
    }

    fn object(&mut self, depth: usize) -> Outcome<Value> {
        let mut members: Vec<(String, Value)> = Vec::new();
        self.at += 1;
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            // A quadratic search, but a body that has so many members that it matters is refused for the first of them.
            if members.len() >= MEMBERS_MAX {
                return self.bad(format!("an object in it has more than {MEMBERS_MAX} members"));
            }
            let name = self.name()?;
            // Of two members with one name, some readers take the first and some the last: nobody can tell what was meant.
            if members.iter().any(|(known, _)| *known == name) {
                return self.bad(format!("it has the member '{}' twice", shortened(&name)));
            }
            if !self.take(b':') {
                return self.expected("a colon behind the name of a member");
            }
            members.push((name, self.value(depth + 1)?));
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.take(b',') {
                return self.expected("a comma or } behind a member");
            }
        }
    }

    fn array(&mut self, depth: usize) -> Outcome<Value> {
        let mut items = Vec::new();
        self.at += 1;
        if self.take(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Value::Array(items));
            }
            if !self.take(b',') {
                return self.expected("a comma or ] behind a value");
            }
        }
    }

    /// Reads a member's name: a text, or a bare word.
    fn name(&mut self) -> Outcome<String> {
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => self.text(quote),
            Some(byte) if byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$' | b'@') => {
                let name = self.while_of(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'@' | b'.' | b'-'));
                Ok(name.to_owned())
            }
            _ => self.expected("the name of a member"),
        }
    }

    fn text(&mut self, quote: u8) -> Outcome<String> {
        let begin = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            // None of these is ever a part of another character.
            let piece = self.while_of(|byte| byte != quote && byte != b'\\' && (byte >= b' ' || matches!(byte, b'\n' | b'\r' | b'\t')));
            out.push_str(piece);
            match self.text.as_bytes().get(self.at) {
                Some(byte) if *byte == quote => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(_) => return self.bad("a text in it has a control character"),
                None => return Err(("a text in it does not end".to_owned(), begin)),
            }
        }
    }

    fn escape(&mut self) -> Outcome<char> {
        let Some(letter) = self.text.as_bytes().get(self.at + 1) else { return self.early() };
        let char = match letter {
            b'"' | b'\'' | b'\\' | b'/' => char::from(*letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return self.bad("a text in it has a backslash before what needs none"),
        };
        self.at += 2;
        Ok(char)
    }

    /// Reads `\uXXXX`, or two of them that stand for one character.
    fn unicode(&mut self) -> Outcome<char> {
        let whole = "a text in it has half a character after \\u";
        let Some(first) = self.unit() else { return self.bad(whole) };
        let code = match first {
            0xd800..=0xdbff => {
                let begin = self.at;
                self.at += 6;
                let second = self.unit().filter(|second| (0xdc00..=0xdfff).contains(second));
                let Some(second) = second else { return Err((whole.to_owned(), begin)) };
                0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            one => one,
        };
        let Some(char) = char::from_u32(code) else { return self.bad(whole) };
        self.at += 6;
        Ok(char)
    }

    fn unit(&self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 6)?.strip_prefix("\\u")?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hex { u32::from_str_radix(digits, 16).ok() } else { None }
    }

    fn number(&mut self) -> Outcome<Value> {
        let begin = self.at;
        let text = self.while_of(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'));
        if is_number(text) { Ok(Value::Number(text.to_owned())) } else { Err(("a number in it is none".to_owned(), begin)) }
    }

    fn word(&mut self) -> Outcome<Value> {
        let begin = self.at;
        match self.while_of(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            "null" => Ok(Value::Null),
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(("a value was expected; texts stand in quotes".to_owned(), begin)),
        }
    }

    /// Skips blanks, and returns the next byte.
    fn peek(&mut self) -> Option<u8> {
        self.while_of(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips blanks and this byte, if it is the next.
    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Takes bytes while they are of a kind that only ever ends at the end of a character.
    fn while_of(&mut self, is_of: impl Fn(u8) -> bool) -> &'a str {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest.iter().position(|byte| !is_of(*byte)).unwrap_or(rest.len());
        let piece = self.text.get(self.at..self.at + length).unwrap_or_default();
        self.at += length;
        piece
    }

    fn expected<T>(&mut self, what: &str) -> Outcome<T> {
        match self.peek() {
            Some(_) => self.bad(format!("{what} was expected")),
            None => self.early(),
        }
    }

    fn early<T>(&self) -> Outcome<T> {
        Err(("it ends early".to_owned(), self.text.len()))
    }

    fn bad<T>(&self, what: impl Into<String>) -> Outcome<T> {
        Err((what.into(), self.at))
    }
}

fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, "0"), |(mantissa, exponent)| (mantissa, exponent));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && digits(part) && digits(exponent)
}
