//! Counts the attributes of a tag, and the bytes of all tags, before the tokenizer does.
//!
//! The tokenizer compares each attribute with all before it in the same tag, and says nothing until the tag ends: a tag
//! with a million attributes would hold it for hours. So we count first. Whether a `<` begins a tag depends on what came
//! before (it may stand in a script, a comment, a quoted value), which only the tokenizer knows; we follow every `<` as if it
//! did, all at once, and take the largest count. What keeps false tags short is that the tokenizer tells when it has
//! finished something: a tag that began before that is over.

/// Where in a tag a reading is. The names are those of the HTML standard's tokenizer, shortened.
#[derive(Clone, Copy)]
enum State {
    TagName,
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    DoubleQuoted,
    SingleQuoted,
    Unquoted,
    AfterQuoted,
}

const STATES: [State; 9] = [
    State::TagName,
    State::BeforeName,
    State::Name,
    State::AfterName,
    State::BeforeValue,
    State::DoubleQuoted,
    State::SingleQuoted,
    State::Unquoted,
    State::AfterQuoted,
];

impl State {
    const fn is_value(&self) -> bool {
        matches!(self, Self::DoubleQuoted | Self::SingleQuoted | Self::Unquoted)
    }
}

/// Which bytes can change anything. Most of a page is text, or pictures inside of values.
#[derive(Clone, Copy)]
enum Mood {
    Outside,
    InValues,
    Busy,
}

impl Mood {
    const fn ignores(self, byte: u8) -> bool {
        match self {
            Self::Outside => byte != b'<',
            Self::InValues => !matches!(byte, b'<' | b'>' | b'"' | b'\'') && !byte.is_ascii_whitespace(),
            Self::Busy => false,
        }
    }
}

/// For each state, the most attributes of a reading that is in it; `None` if none is.
type Readings = [Option<usize>; STATES.len()];

pub(super) struct Flood {
    /// Readings that began before the current piece.
    older: Readings,
    /// Readings that began in it.
    newer: Readings,
    /// The last byte, if it was `<` or the `/` of `</`.
    opener: Option<u8>,
    /// How many bytes so far could be a tag's own.
    markup_bytes: usize,
}

impl Flood {
    pub(super) const fn new() -> Self {
        Self { older: [None; STATES.len()], newer: [None; STATES.len()], opener: None, markup_bytes: 0 }
    }

    /// Says whether the tokenizer finished any token while it read the piece before.
    pub(super) fn begin_piece(&mut self, progress: bool) {
        let newer = std::mem::replace(&mut self.newer, [None; STATES.len()]);
        if progress {
            self.older = newer;
        } else {
            for (older, newer) in self.older.iter_mut().zip(newer) {
                *older = (*older).max(newer);
            }
        }
    }

    /// Reads a piece and returns the most attributes that any tag could have by its end.
    pub(super) fn attributes(&mut self, piece: &str) -> usize {
        let mut most = 0;
        let mut mood = Mood::Busy;
        for byte in piece.bytes() {
            if self.opener.is_none() && mood.ignores(byte) {
                continue;
            }
            step(&mut self.older, byte);
            step(&mut self.newer, byte);
            self.begin_reading(byte);
            most = most.max(self.most());
            mood = self.mood();
            self.markup_bytes += usize::from(matches!(mood, Mood::Busy));
        }
        most
    }

    /// Returns how many bytes that were read could be a tag's own, outside of its quoted values.
    pub(super) fn markup_bytes(&self) -> usize {
        self.markup_bytes
    }

    fn most(&self) -> usize {
        self.older.iter().chain(&self.newer).flatten().copied().max().unwrap_or(0)
    }

    fn mood(&self) -> Mood {
        let live = |state: &State| self.older[*state as usize].is_some() || self.newer[*state as usize].is_some();
        let mut moving = STATES.iter().filter(|state| live(state));
        match moving.next() {
            None => Mood::Outside,
            Some(first) if first.is_value() && moving.all(State::is_value) => Mood::InValues,
            Some(_) => Mood::Busy,
        }
    }

    fn begin_reading(&mut self, byte: u8) {
        if self.opener.is_some() && byte.is_ascii_alphabetic() {
            let place = &mut self.newer[State::TagName as usize];
            *place = (*place).max(Some(0));
        }
        self.opener = match (byte, self.opener) {
            (b'<', _) | (b'/', Some(b'<')) => Some(byte),
            _ => None,
        };
    }
}

fn step(readings: &mut Readings, byte: u8) {
    let mut next = [None; STATES.len()];
    for state in STATES {
        let Some(count) = readings[state as usize] else { continue };
        if let Some((to, count)) = follow(state, byte, count) {
            let place = &mut next[to as usize];
            *place = (*place).max(Some(count));
        }
    }
    *readings = next;
}

/// Returns where one byte leads, or `None` if it ends the tag.
fn follow(state: State, byte: u8, count: usize) -> Option<(State, usize)> {
    let blank = byte.is_ascii_whitespace();
    let quoted = matches!(state, State::DoubleQuoted | State::SingleQuoted);
    if byte == b'>' && !quoted {
        return None;
    }
    Some(match state {
        State::TagName if blank || byte == b'/' => (State::BeforeName, count),
        State::TagName => (State::TagName, count),
        State::BeforeName | State::AfterQuoted if blank || byte == b'/' => (State::BeforeName, count),
        State::BeforeName | State::AfterQuoted => (State::Name, count + 1),
        State::Name | State::AfterName if byte == b'/' => (State::BeforeName, count),
        State::Name | State::AfterName if byte == b'=' => (State::BeforeValue, count),
        State::Name | State::AfterName if blank => (State::AfterName, count),
        State::Name => (State::Name, count),
        State::AfterName => (State::Name, count + 1),
        State::BeforeValue if blank => (State::BeforeValue, count),
        State::BeforeValue if byte == b'"' => (State::DoubleQuoted, count),
        State::BeforeValue if byte == b'\'' => (State::SingleQuoted, count),
        State::BeforeValue => (State::Unquoted, count),
        State::DoubleQuoted if byte == b'"' => (State::AfterQuoted, count),
        State::SingleQuoted if byte == b'\'' => (State::AfterQuoted, count),
        State::DoubleQuoted | State::SingleQuoted => (state, count),
        State::Unquoted if blank => (State::BeforeName, count),
        State::Unquoted => (State::Unquoted, count),
    })
}
