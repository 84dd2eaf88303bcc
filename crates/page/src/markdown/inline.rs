//! Words and what stands among them, as Markdown.

use super::MarkdownOptions;
use super::escape;
use crate::attribute::{Name, Value};
use crate::element::Tag;
use crate::tree::{Data, Element, NodeId, Tree};
use crate::value::Style;

/// Some words.
pub(super) struct Inline<'a> {
    options: &'a MarkdownOptions<'a>,
    runs: Vec<Run>,
}

/// A stretch of words that look alike, or something among them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    looks: Looks,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Words(String),
    /// Something that is written already: a picture, a file.
    Thing(String),
    Break,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Looks {
    is_bold: bool,
    is_italic: bool,
    is_struck: bool,
    is_code: bool,
    /// `sup` or `sub`.
    stands: Option<&'static str>,
    link: Option<String>,
}

/// What stands in place of a break in the cell of a table.
pub(super) const IN_CELL: &str = "<br>";

impl<'a> Inline<'a> {
    pub(super) const fn new(options: &'a MarkdownOptions<'a>) -> Self {
        Self { options, runs: Vec::new() }
    }

    /// Adds what a node holds.
    pub(super) fn add(&mut self, tree: &Tree, id: NodeId) {
        self.walk(tree, id, &Looks::default());
    }

    fn walk(&mut self, tree: &Tree, id: NodeId, looks: &Looks) {
        let element = match tree.data(id) {
            Data::Text(text) => return self.push(looks, What::Words(text.to_string())),
            Data::Element(element) => element,
            Data::Root => return,
        };
        match element.tag {
            Tag::Br => self.push(looks, What::Break),
            Tag::Img => {
                let words = text_of(element, Name::Alt);
                let mut alt = String::new();
                escape::text(&words.replace('\n', " "), false, &mut alt);
                if let Some(address) = self.address(element, Name::Src) {
                    self.push(looks, What::Thing(format!("![{alt}]({address})")));
                }
            }
            Tag::Object => {
                let mut name = String::new();
                escape::text(text_of(element, Name::Attachment), false, &mut name);
                match self.address(element, Name::Data) {
                    Some(address) if looks.link.is_none() => self.push(looks, What::Thing(format!("[{name}]({address})"))),
                    _ => self.push(looks, What::Thing(name)),
                }
            }
            Tag::Iframe => {
                let address = text_of(element, Name::OriginalSrc);
                let inner = Looks { link: looks.link.clone().or_else(|| Some(escape::address(address))), ..looks.clone() };
                self.push(&inner, What::Words(address.to_owned()));
            }
            _ => {
                let inner = self.looks(element, looks);
                tree.children(id).for_each(|child| self.walk(tree, child, &inner));
            }
        }
    }

    fn looks(&self, element: &Element, around: &Looks) -> Looks {
        let mut looks = around.clone();
        match element.tag {
            Tag::A => looks.link = self.address(element, Name::Href).or(looks.link),
            Tag::Code => looks.is_code = true,
            Tag::Cite => looks.is_italic = true,
            Tag::Sup => looks.stands = Some("sup"),
            Tag::Sub => looks.stands = Some("sub"),
            _ => {}
        }
        let style = Style::parse(text_of(element, Name::Style));
        if let Some(weight) = style.get("font-weight") {
            looks.is_bold = weight == "bold" || weight.parse().is_ok_and(|weight: u32| weight >= 600);
        }
        if let Some(slant) = style.get("font-style") {
            looks.is_italic = slant == "italic";
        }
        looks.is_struck |= style.get("text-decoration").is_some_and(|lines| lines.contains("line-through"));
        looks
    }

    fn address(&self, element: &Element, name: Name) -> Option<String> {
        let address = match element.value(name)? {
            Value::Text(text) => text.clone(),
            Value::Page(reference) => (self.options.page)(reference),
            Value::Resource(resource) => (self.options.resource)(resource),
        };
        (!address.is_empty()).then(|| escape::address(&address))
    }

    fn push(&mut self, looks: &Looks, what: What) {
        if let (Some(Run { looks: last, what: What::Words(words) }), What::Words(more)) = (self.runs.last_mut(), &what)
            && last == looks
        {
            words.push_str(more);
            return;
        }
        self.runs.push(Run { looks: looks.clone(), what });
    }

    /// Returns them as a paragraph: breaks are lines of it.
    pub(super) fn paragraph(self) -> String {
        self.line("\\\n")
    }

    /// Returns them with something in place of breaks.
    pub(super) fn line(mut self, between: &str) -> String {
        tidy(&mut self.runs);
        let mut out = String::new();
        write(&self.runs, between, &mut out);
        out
    }

    /// Returns them as lines of code.
    pub(super) fn fenced(self) -> String {
        let mut text = String::new();
        for run in self.runs {
            match run.what {
                What::Words(words) => text.push_str(&words),
                What::Thing(thing) => text.push_str(&thing),
                What::Break => text.push('\n'),
            }
        }
        let text = text.trim_matches('\n');
        if text.is_empty() {
            return String::new();
        }
        let fence = "`".repeat(longest_run(text).max(2) + 1);
        format!("{fence}\n{text}\n{fence}")
    }
}

/// Takes away white space that is none: at the ends, around breaks, and where several stand together.
fn tidy(runs: &mut Vec<Run>) {
    let mut was_space = true;
    for run in runs.iter_mut() {
        match &mut run.what {
            What::Words(words) => {
                let mut tidied = String::with_capacity(words.len());
                for char in words.chars() {
                    let is_space = matches!(char, ' ' | '\n' | '\t' | '\r');
                    if !(is_space && was_space) {
                        tidied.push(if is_space { ' ' } else { char });
                    }
                    was_space = is_space;
                }
                *words = tidied;
            }
            What::Thing(_) => was_space = false,
            What::Break => was_space = true,
        }
    }
    let mut is_end = true;
    for run in runs.iter_mut().rev() {
        match &mut run.what {
            What::Words(words) if is_end => {
                words.truncate(words.trim_end_matches(' ').len());
                is_end = words.is_empty();
            }
            What::Break => is_end = true,
            _ => is_end = false,
        }
    }
    runs.retain(|run| run.what != What::Words(String::new()));
    // A break at either end is none.
    while runs.last().is_some_and(|run| run.what == What::Break) {
        runs.pop();
    }
    let lead = runs.iter().take_while(|run| run.what == What::Break).count();
    runs.drain(..lead);
}

/// Writes runs, those of one link together.
fn write(runs: &[Run], between: &str, out: &mut String) {
    let mut rest = runs;
    while let Some(first) = rest.first() {
        let link = &first.looks.link;
        let same = rest.iter().take_while(|run| run.looks.link == *link).count();
        let (these, after) = rest.split_at(same);
        rest = after;
        let next = after.first();
        match link {
            None => these.iter().enumerate().for_each(|(at, run)| push(run, these.get(at + 1).or(next), between, out)),
            Some(address) => {
                let mut words = String::new();
                these.iter().enumerate().for_each(|(at, run)| push(run, these.get(at + 1), between, &mut words));
                // White space at the ends stands outside.
                let inner = words.trim();
                let lead = &words[..words.len() - words.trim_start().len()];
                let tail = &words[words.trim_end().len()..];
                if inner.is_empty() {
                    out.push_str(&words);
                } else {
                    out.push_str(&format!("{lead}[{inner}]({address}){tail}"));
                }
            }
        }
    }
}

/// Writes a run. What stands behind it decides how it can be marked.
fn push(run: &Run, next: Option<&Run>, between: &str, out: &mut String) {
    let words = match &run.what {
        What::Break => return out.push_str(between),
        What::Thing(thing) => return out.push_str(thing),
        What::Words(words) => words,
    };
    let inner = words.trim_matches(' ');
    if inner.is_empty() {
        return out.push_str(words);
    }
    let (lead, tail) = (words.starts_with(' '), words.ends_with(' '));
    if lead {
        out.push(' ');
    }
    let after = match next {
        _ if tail => Some(' '),
        Some(Run { what: What::Words(words), looks }) if *looks == Looks::default() => words.chars().next(),
        // Marks, pictures and brackets.
        Some(Run { what: What::Words(_) | What::Thing(_), .. }) => Some('*'),
        Some(Run { what: What::Break, .. }) | None => None,
    };
    marked(&run.looks, inner, after, between == IN_CELL, out);
    if tail {
        out.push(' ');
    }
}

fn marked(looks: &Looks, words: &str, after: Option<char>, is_in_cell: bool, out: &mut String) {
    let mut ends: Vec<&str> = Vec::new();
    let is_plain = may_be_marked(out.chars().next_back(), words, after);
    let mut open = |mark: &'static str, tags: (&'static str, &'static str), out: &mut String| {
        out.push_str(if is_plain { mark } else { tags.0 });
        ends.push(if is_plain { mark } else { tags.1 });
    };
    if looks.is_bold {
        open("**", ("<b>", "</b>"), out);
    }
    if looks.is_italic {
        open("*", ("<i>", "</i>"), out);
    }
    if looks.is_struck {
        open("~~", ("<s>", "</s>"), out);
    }
    if let Some(tag) = looks.stands {
        out.push_str(if tag == "sup" { "<sup>" } else { "<sub>" });
        ends.push(if tag == "sup" { "</sup>" } else { "</sub>" });
    }
    if looks.is_code {
        let fence = "`".repeat(longest_run(words) + 1);
        let pad = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
        // A bar would end a cell even there, and elsewhere nothing is escaped in code.
        let words = if is_in_cell { words.replace('|', "\\|") } else { words.to_owned() };
        out.push_str(&format!("{fence}{pad}{words}{pad}{fence}"));
    } else {
        let is_start = out.is_empty() || out.ends_with('\n');
        escape::text(words, is_start, out);
    }
    ends.into_iter().rev().for_each(|end| out.push_str(end));
}

/// Says whether marks around words are read as marks: they have to lean on the words. Source: CommonMark 0.31.2, section 6.2.
fn may_be_marked(before: Option<char>, words: &str, after: Option<char>) -> bool {
    let (Some(first), Some(last)) = (words.chars().next(), words.chars().next_back()) else { return false };
    let leans = |beside: Option<char>, end: char| match beside {
        None | Some(' ' | '\n') => true,
        Some(beside) => {
            end.is_alphanumeric() && (beside.is_alphanumeric() || (beside.is_ascii_punctuation() && !"*_~\\`".contains(beside)))
        }
    };
    leans(before, first) && leans(after, last)
}

fn longest_run(text: &str) -> usize {
    text.split(|char| char != '`').map(str::len).max().unwrap_or(0)
}

fn text_of(element: &Element, name: Name) -> &str {
    if let Some(Value::Text(text)) = element.value(name) { text } else { "" }
}
