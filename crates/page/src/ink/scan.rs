//! Whether a text is well-formed XML: one walk from its beginning to its end, that keeps the names which are open and nothing
//! else. Source: W3C, "Extensible Markup Language (XML) 1.0 (Fifth Edition)".

use super::InkError;
use super::name::{self, Name, is_blank, is_char};
use super::namespaces::{Namespace, Namespaces};

/// The deepest nesting. Ink is a few groups of strokes deep; other people's parsers may recurse.
const INK_DEPTH_MAX: usize = 256;

/// The most attributes of one element: each is compared with all before it.
const INK_ATTRIBUTES_MAX: usize = 64;

const CUT: &str = "it ends in the middle";
const NO_BLANK: &str = "a blank is missing before an attribute";
const BAD_NAME: &str = "a name is missing, or has a character that names cannot have";
const TWICE: &str = "an element has an attribute twice";
const BAD_INSTRUCTION: &str = "an instruction has a name that it cannot have";

type Step<T> = Result<T, &'static str>;

/// Returns the local name of the outermost element.
///
/// # Errors
/// [`InkError::NotText`] for a character that XML does not know, [`InkError::Malformed`] for all else.
pub(super) fn root(text: &str) -> Result<&str, InkError> {
    if !text.chars().all(is_char) {
        return Err(InkError::NotText);
    }
    let mut scan = Scan { rest: text, open: Vec::new(), namespaces: Namespaces::new(), attributes: Vec::new(), names: Vec::new() };
    scan.document().map_err(|why| InkError::Malformed { position: text.len() - scan.rest.len(), why })
}

struct Scan<'a> {
    rest: &'a str,
    /// The elements that are open, as they are written, each with how many declarations held around it.
    open: Vec<(&'a str, usize)>,
    namespaces: Namespaces<'a>,
    /// Those of the element that is being read, apart from declarations.
    attributes: Vec<Name<'a>>,
    /// The same with what their prefixes stand for.
    names: Vec<(Namespace, &'a str)>,
}

impl<'a> Scan<'a> {
    fn document(&mut self) -> Step<&'a str> {
        self.skip("\u{feff}");
        self.declaration()?;
        self.around()?;
        if !self.rest.starts_with('<') {
            return Err("there is text outside of the outermost element");
        }
        let root = self.start()?;
        while !self.open.is_empty() {
            self.content()?;
        }
        self.around()?;
        if self.rest.is_empty() { Ok(root) } else { Err("there is more after the outermost element") }
    }

    /// `<?xml version="1.0" encoding="utf-8"?>`, which may be missing.
    fn declaration(&mut self) -> Step<()> {
        const WRONG: &str = "the declaration is not <?xml version=\"1.0\" encoding=\"utf-8\"?> or a part of it";
        let Some(after) = self.rest.strip_prefix("<?xml").filter(|after| after.starts_with(|char: char| char.is_ascii_whitespace())) else {
            return Ok(());
        };
        self.rest = after;
        for (name, is_needed, values) in
            [("version", true, &["1.0"][..]), ("encoding", false, &["utf-8", "us-ascii"]), ("standalone", false, &["yes", "no"])]
        {
            let blanks = self.blanks();
            if !self.skip(name) {
                if is_needed {
                    return Err(WRONG);
                }
                continue;
            }
            let value = self.value()?;
            // Only the encoding may be in capitals.
            let is_known = values.iter().any(|known| *known == value || name == "encoding" && known.eq_ignore_ascii_case(value));
            if !blanks || !is_known {
                return Err(WRONG);
            }
        }
        self.blanks();
        if self.skip("?>") { Ok(()) } else { Err(WRONG) }
    }

    /// What may stand before and after the outermost element.
    fn around(&mut self) -> Step<()> {
        loop {
            self.blanks();
            if !self.rest.starts_with("<!") && !self.rest.starts_with("<?") {
                return Ok(());
            }
            self.aside()?;
        }
    }

    /// A comment or an instruction.
    fn aside(&mut self) -> Step<()> {
        if self.skip("<!--") {
            self.until("--")?;
            return if self.skip(">") { Ok(()) } else { Err("a comment has two dashes in it") };
        }
        if !self.skip("<?") {
            return Err("there is a document type or another declaration, and none is taken");
        }
        let target = self.part()?;
        if target.eq_ignore_ascii_case("xml") {
            return Err(BAD_INSTRUCTION);
        }
        if !self.skip("?>") {
            if !self.blanks() {
                return Err(BAD_INSTRUCTION);
            }
            self.until("?>")?;
        }
        Ok(())
    }

    /// The next piece of what stands in an element.
    fn content(&mut self) -> Step<()> {
        if self.rest.starts_with("</") {
            self.end()
        } else if self.skip("<![CDATA[") {
            self.until("]]>").map(drop)
        } else if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
            self.aside()
        } else if self.rest.starts_with('<') {
            self.start().map(drop)
        } else {
            let end = self.rest.find('<').ok_or(CUT)?;
            let text = &self.rest[..end];
            if text.contains("]]>") {
                return Err("the end of a CDATA section stands where none began");
            }
            references(text)?;
            self.rest = &self.rest[end..];
            Ok(())
        }
    }

    /// A start tag, of which the local name is returned.
    fn start(&mut self) -> Step<&'a str> {
        self.skip("<");
        if self.open.len() == INK_DEPTH_MAX {
            return Err("elements are nested too deeply");
        }
        let (name, written) = self.name()?;
        let around = self.namespaces.len();
        self.attributes.clear();
        loop {
            let blanks = self.blanks();
            if self.skip("/>") {
                self.check(name)?;
                self.namespaces.truncate(around);
                return Ok(name.local);
            }
            if self.skip(">") {
                self.check(name)?;
                self.open.push((written, around));
                return Ok(name.local);
            }
            if !blanks {
                return Err(if self.rest.is_empty() { CUT } else { NO_BLANK });
            }
            self.attribute(around)?;
        }
    }

    fn attribute(&mut self, around: usize) -> Step<()> {
        let (name, _) = self.name()?;
        let value = self.value()?;
        references(value)?;
        if self.namespaces.declare(name, value, around)? {
            return Ok(());
        }
        if self.attributes.len() == INK_ATTRIBUTES_MAX {
            return Err("an element has more attributes than are taken");
        }
        self.attributes.push(name);
        Ok(())
    }

    /// Checks the names of a start tag, now that all of its declarations are known.
    fn check(&mut self, name: Name<'a>) -> Step<()> {
        const UNKNOWN: &str = "a prefix was not declared";
        self.namespaces.of(name.prefix).ok_or(UNKNOWN)?;
        self.names.clear();
        for Name { prefix, local } in &self.attributes {
            // Without a prefix it is in no namespace, whatever was declared.
            let space = if prefix.is_empty() { Namespace::None } else { self.namespaces.of(prefix).ok_or(UNKNOWN)? };
            if self.names.contains(&(space, local)) {
                return Err(TWICE);
            }
            self.names.push((space, local));
        }
        Ok(())
    }

    fn end(&mut self) -> Step<()> {
        const WRONG: &str = "an element is closed that is not the last one opened";
        let (written, around) = *self.open.last().ok_or(WRONG)?;
        let after = self.rest.strip_prefix("</").and_then(|after| after.strip_prefix(written)).ok_or(WRONG)?;
        self.rest = after;
        self.blanks();
        if !self.skip(">") {
            return Err(WRONG);
        }
        self.open.pop();
        self.namespaces.truncate(around);
        Ok(())
    }

    /// `="…"`.
    fn value(&mut self) -> Step<&'a str> {
        self.blanks();
        if !self.skip("=") {
            return Err("an attribute has no value");
        }
        self.blanks();
        let quote = if self.skip("\"") {
            "\""
        } else if self.skip("'") {
            "'"
        } else {
            return Err("the value of an attribute stands without quotes");
        };
        let value = self.until(quote)?;
        if value.contains('<') { Err("there is a < in the value of an attribute") } else { Ok(value) }
    }

    /// A name, and as what it is written.
    fn name(&mut self) -> Step<(Name<'a>, &'a str)> {
        let all = self.rest;
        let first = self.part()?;
        if !self.skip(":") {
            return Ok((Name { prefix: "", local: first }, first));
        }
        let local = self.part()?;
        Ok((Name { prefix: first, local }, &all[..first.len() + 1 + local.len()]))
    }

    fn part(&mut self) -> Step<&'a str> {
        let (part, after) = self.rest.split_at(name::length(self.rest));
        if part.is_empty() {
            return Err(if after.is_empty() { CUT } else { BAD_NAME });
        }
        self.rest = after;
        Ok(part)
    }

    /// Takes what stands before a mark, and the mark.
    fn until(&mut self, mark: &str) -> Step<&'a str> {
        let (before, after) = self.rest.split_once(mark).ok_or(CUT)?;
        self.rest = after;
        Ok(before)
    }

    fn skip(&mut self, what: &str) -> bool {
        let after = self.rest.strip_prefix(what);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// Takes blanks, and says whether there were any.
    fn blanks(&mut self) -> bool {
        let count = self.rest.bytes().take_while(|byte| is_blank(*byte)).count();
        self.rest = &self.rest[count..];
        count > 0
    }
}

/// Checks that each `&` begins a reference that needs no document type.
fn references(text: &str) -> Step<()> {
    const UNKNOWN: &str = "a & begins no reference to a character, or to one of the five that XML knows by name";
    for after in text.split('&').skip(1) {
        let (name, _) = after.split_once(';').ok_or(UNKNOWN)?;
        let code = match (name, name.strip_prefix("#x"), name.strip_prefix('#')) {
            ("amp" | "lt" | "gt" | "quot" | "apos", ..) => continue,
            (_, Some(digits), _) => number(digits, 16),
            (_, None, Some(digits)) => number(digits, 10),
            _ => None,
        };
        code.and_then(char::from_u32).filter(|char| is_char(*char)).ok_or(UNKNOWN)?;
    }
    Ok(())
}

fn number(digits: &str, radix: u32) -> Option<u32> {
    // A sign is none of the digits.
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_plain.then(|| u32::from_str_radix(digits, radix).ok()).flatten()
}
