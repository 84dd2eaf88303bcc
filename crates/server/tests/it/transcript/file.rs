//! The form of a transcript.

use std::fmt;

/// A file of exchanges.
pub struct File {
    pub exchanges: Vec<Exchange>,
}

/// A request and its reply.
#[derive(Default)]
pub struct Exchange {
    comments: Vec<String>,
    pub directives: Vec<String>,
    pub method: String,
    pub target: String,
    /// Whose token it carries; `nobody` for none.
    pub who: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub status: u16,
    pub reply_headers: Vec<(String, String)>,
    pub reply_body: String,
}

impl File {
    pub fn parse(text: &str) -> Result<Self, String> {
        let exchanges = text.split("\n----\n").map(Exchange::parse).collect::<Result<_, _>>()?;
        Ok(Self { exchanges })
    }
}

impl fmt::Display for File {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, exchange) in self.exchanges.iter().enumerate() {
            if i > 0 {
                out.write_str("----\n")?;
            }
            write!(out, "{exchange}")?;
        }
        Ok(())
    }
}

impl Exchange {
    fn parse(text: &str) -> Result<Self, String> {
        let mut exchange = Self { who: "ann".to_owned(), ..Self::default() };
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next_if(|line| line.starts_with(['#', '!']) || line.is_empty()) {
            match line.strip_prefix("! ") {
                Some(directive) => exchange.directives.push(directive.to_owned()),
                None if line.is_empty() => {}
                None => exchange.comments.push(line.to_owned()),
            }
        }
        let request = lines.next().ok_or("an exchange without a request")?;
        let (method, target) = request.split_once(' ').ok_or_else(|| format!("`{request}` is no request"))?;
        let (target, who) = target.split_once(" as ").unwrap_or((target, "ann"));
        exchange.method = method.to_owned();
        exchange.target = target.to_owned();
        exchange.who = who.to_owned();
        while let Some(line) = lines.next_if(|line| !line.is_empty() && !line.starts_with("-->")) {
            let (name, value) = line.split_once(": ").ok_or_else(|| format!("`{line}` is no header"))?;
            exchange.headers.push((name.to_owned(), value.to_owned()));
        }
        let mut body = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("-->")) {
            body.push(line);
        }
        exchange.body = body.join("\n").trim().to_owned();
        // The reply is what came, not what is read here.
        Ok(exchange)
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for comment in &self.comments {
            writeln!(out, "{comment}")?;
        }
        for directive in &self.directives {
            writeln!(out, "! {directive}")?;
        }
        if !self.comments.is_empty() || !self.directives.is_empty() {
            writeln!(out)?;
        }
        write!(out, "{} {}", self.method, self.target)?;
        if self.who != "ann" {
            write!(out, " as {}", self.who)?;
        }
        writeln!(out)?;
        for (name, value) in &self.headers {
            writeln!(out, "{name}: {value}")?;
        }
        if !self.body.is_empty() {
            writeln!(out, "\n{}", self.body)?;
        }
        writeln!(out, "\n--> {}", self.status)?;
        for (name, value) in &self.reply_headers {
            writeln!(out, "{name}: {value}")?;
        }
        if !self.reply_body.is_empty() {
            writeln!(out, "\n{}", self.reply_body)?;
        }
        Ok(())
    }
}

/// Lays JSON out over lines, members in their order, texts untouched.
pub fn laid_out(json: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        if in_text {
            out.push(c);
            in_text = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '"' => {
                in_text = true;
                out.push(c);
            }
            '{' | '[' if chars.peek().is_some_and(|next| *next == '}' || *next == ']') => {
                out.push(c);
                out.extend(chars.next());
            }
            '{' | '[' => {
                depth += 1;
                out.push(c);
                line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c => out.push(c),
        }
    }
    out
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}
