use crate::caller::Callers;
use crate::drive::thumbnail::Thumbnails;
use crate::host::Hosts;
use crate::identity::{Keys, Passwords};
use crate::limiter::Limiter;
use crate::options::Options;
use crate::outside::Outside;
use crate::page::listed::Listed;
use crate::page::rendered::Rendered;
use crate::upload::Running;
use crate::web::export::Places;
use app::audit::Waiting;
use app::promise::Secret;
use app::resource::grant;
use app::{App, Blobs, download, share};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// The API over one [`App`], without a socket: [`Server::respond`] answers a request.
pub struct Server {
    pub(crate) app: App,
    pub(crate) blobs: Blobs,
    pub(crate) options: Options,
    pub(crate) hosts: Hosts,
    pub(crate) callers: Callers,
    pub(crate) limiter: Limiter,
    pub(crate) rendered: Rendered,
    pub(crate) listed: Listed,
    /// Held by requests whose body is large, so that many of them at once do not fill the memory.
    pub(crate) large_bodies: Semaphore,
    /// What was reckoned of the files that are coming in.
    pub(crate) running: Running,
    /// Held by requests beyond the first of each connection that speaks HTTP/2.
    pub(crate) shared_places: Arc<Semaphore>,
    /// Held by who waits at a monitor for a copy to end.
    pub(crate) watchers: Semaphore,
    /// What draws thumbnails.
    pub(crate) thumbnails: Thumbnails,
    /// Held by who exports.
    pub(crate) exports: Places,
    secret: OnceLock<Secret>,
    download_secret: OnceLock<Secret>,
    link_secret: OnceLock<Secret>,
    /// Counts how often passwords of links are tried.
    pub(crate) passwords: Limiter,
    /// What tries the passwords of people.
    pub(crate) passwords_of_people: Passwords,
    /// Who did what, until it is written down.
    pub(crate) acts: Waiting,
    /// What signs ID tokens.
    pub(crate) keys: Keys,
    /// What is known of issuers elsewhere.
    pub(crate) outside: Outside,
    pub(crate) organization_id: OnceLock<[u8; 16]>,
}

/// The name of the route that answered, among the extensions of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteName(pub &'static str);

/// So many bodies of pages are held at a time; the next ones are read when one of them is done.
const LARGE_BODIES_MAX: usize = 8;

/// So many wait at a monitor at a time; the next ones are answered at once. Each looks five times a second at most.
const WATCHERS_MAX: usize = 64;

/// So often a password of one link may be tried: more than a client that lists a folder needs, and too few to guess one that is
/// any good.
const PASSWORDS_PER_MINUTE: u32 = 60;

/// So many passwords of one link are tried at once: each try takes 19 MiB.
const PASSWORDS_AT_ONCE: u32 = 2;

impl Server {
    /// Puts the parts together. `listen` is where requests come in, if that is known.
    pub fn new(app: App, blobs: Blobs, options: Options, listen: Option<SocketAddr>) -> Self {
        Self {
            hosts: Hosts::new(options.public_url.as_deref(), &options.allowed_hosts, listen, options.tls.is_some()),
            callers: Callers::new(options.token_trust),
            limiter: Limiter::new(options.user_requests_per_minute, options.user_requests_at_once),
            rendered: Rendered::new(options.rendered_bytes_max),
            listed: Listed::new(options.listed_bytes_max),
            large_bodies: Semaphore::new(LARGE_BODIES_MAX),
            running: Running::default(),
            shared_places: Arc::new(Semaphore::new(options.connections_max.clamp(1, Semaphore::MAX_PERMITS))),
            watchers: Semaphore::new(WATCHERS_MAX),
            thumbnails: Thumbnails::default(),
            exports: Places::default(),
            secret: OnceLock::new(),
            download_secret: OnceLock::new(),
            link_secret: OnceLock::new(),
            passwords: Limiter::new(NonZeroU32::new(PASSWORDS_PER_MINUTE), NonZeroU32::new(PASSWORDS_AT_ONCE)),
            passwords_of_people: Passwords::default(),
            acts: Waiting::default(),
            keys: Keys::default(),
            outside: Outside::default(),
            organization_id: OnceLock::new(),
            app,
            blobs,
            options,
        }
    }

    /// Writes down who did what since this was asked last.
    ///
    /// # Errors
    /// What the store can meet.
    pub async fn write_audit(&self) -> app::Result<()> {
        self.acts.flush(&self.app).await
    }

    /// Makes the next key of ID tokens if it is time.
    ///
    /// # Errors
    /// What the store can meet.
    pub async fn tend_keys(&self) -> app::Result<()> {
        self.keys.tend(&self.app).await
    }

    /// Returns the key that grants are signed with. It never changes, so it is read once.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) async fn secret(&self) -> app::Result<Secret> {
        if let Some(secret) = self.secret.get() {
            return Ok(secret.clone());
        }
        let secret = match self.app.read(grant::find_secret).await? {
            Some(secret) => secret,
            None => self.app.write(grant::make_secret).await?,
        };
        Ok(self.secret.get_or_init(|| secret).clone())
    }

    /// Returns the key that addresses of downloads are signed with. It never changes either.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) async fn download_secret(&self) -> app::Result<Secret> {
        if let Some(secret) = self.download_secret.get() {
            return Ok(secret.clone());
        }
        let secret = match self.app.read(download::find_secret).await? {
            Some(secret) => secret,
            None => self.app.write(download::make_secret).await?,
        };
        Ok(self.download_secret.get_or_init(|| secret).clone())
    }

    /// Returns the key that addresses of sharing links are made with. It never changes either.
    ///
    /// # Errors
    /// What the store can meet.
    pub(crate) async fn link_secret(&self) -> app::Result<Secret> {
        if let Some(secret) = self.link_secret.get() {
            return Ok(secret.clone());
        }
        let secret = match self.app.read(share::find_secret).await? {
            Some(secret) => secret,
            None => self.app.write(share::make_secret).await?,
        };
        Ok(self.link_secret.get_or_init(|| secret).clone())
    }
}
