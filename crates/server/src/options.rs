use crate::fetch::Fetcher;
use crate::tls::Tls;
use std::num::NonZeroU32;
use std::time::Duration;

/// What an operator may set, for HTTP.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address that clients reach the server by, such as `https://notes.example`; all addresses in replies begin with
    /// it. Without one they begin with the `Host` of the request.
    pub public_url: Option<String>,
    /// Names that requests may have in `Host`, besides loopback names, IP addresses and the host of `public_url`.
    pub allowed_hosts: Vec<String>,
    /// Web pages of which origins may call, from a browser.
    pub allowed_origins: Origins,
    /// Whether copying from and to what a person owns is refused, as the original does for personal accounts (501, 20111).
    pub refuse_personal_copies: bool,
    /// Whether notebooks show as folders of their drive too, beside `package`: for clients that fail at what is neither folder nor
    /// file.
    pub notebooks_are_folders: bool,
    /// Whether `action.copy` may leave out that its client takes an answer that comes later, which the original refuses.
    pub copies_without_preference: bool,
    /// Whether the last fragment of an upload is answered 201 also where the file was there before: for clients that read the
    /// item from that status alone.
    pub uploads_always_created: bool,
    /// How many requests a person may make in a minute; without a number, any.
    pub user_requests_per_minute: Option<NonZeroU32>,
    /// How many requests of a person may be under way at a time; without a number, any.
    pub user_requests_at_once: Option<NonZeroU32>,
    /// Fetches the images that pages name by their address in the web; without one the pages lead there.
    pub fetcher: Option<Fetcher>,
    /// The most connections at a time; the next ones wait to be accepted.
    pub connections_max: usize,
    /// The certificate of connections, which then speak https; without one they speak http.
    pub tls: Option<Tls>,
    /// How long the handshake of a connection that speaks https may take.
    pub handshake_timeout: Duration,
    /// How long the head of a request may take, and how long an idle connection is kept.
    pub head_timeout: Duration,
    /// How long the body of a request may take; of one that is taken in as it comes, how long it may stand still.
    pub body_timeout: Duration,
    /// How long a batch may take before no further request of it is begun: the one under way ends by bounds of its own.
    pub batch_timeout: Duration,
    /// How long requests under way may take to end once the server is told to stop.
    pub drain_timeout: Duration,
    /// How long a token that was looked up is trusted without looking again: the longest that a revoked one still works.
    pub token_trust: Duration,
    /// The most bytes of rendered pages that are kept in memory.
    pub rendered_bytes_max: usize,
    /// The most bytes of lists of pages that are kept in memory.
    pub listed_bytes_max: usize,
}

/// Origins of web pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// All. A page can do nothing without a token that its user gave it: no call of the API looks at a cookie.
    Any,
    /// These, as browsers spell them: `https://app.example`.
    Only(Vec<String>),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            public_url: None,
            allowed_hosts: Vec::new(),
            allowed_origins: Origins::Any,
            refuse_personal_copies: false,
            notebooks_are_folders: false,
            copies_without_preference: false,
            uploads_always_created: false,
            user_requests_per_minute: None,
            user_requests_at_once: None,
            fetcher: None,
            connections_max: 1_024,
            tls: None,
            handshake_timeout: Duration::from_secs(10),
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(60),
            // As long as its body may take.
            batch_timeout: Duration::from_secs(60),
            drain_timeout: Duration::from_secs(10),
            token_trust: Duration::from_secs(2),
            rendered_bytes_max: 4 * 1024 * 1024,
            listed_bytes_max: 4 * 1024 * 1024,
        }
    }
}
