//! What the token server and the API share: configuration, signing key, clock and log.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::SystemTime;

use axum::response::Response;
use claimscope_core::time::Timestamp;
use tokio::sync::Semaphore;

use crate::api_settings::ApiSettings;
use crate::clock::PlaygroundClock;
use crate::config::{Client, Config, ConfigError, ConfigFinding};
use crate::host::Hosts;
use crate::http::Answer;
use crate::key::SigningMaterial;
use crate::log::{Event, Log, Server};
use crate::registered::Registered;
use crate::store::Store;

/// Shared by both servers; clones are the same state.
#[derive(Clone, Debug)]
pub struct State {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// What was configured, and the clients that registered themselves.
    config: RwLock<Arc<Config>>,
    registered: Mutex<Registered>,
    document_fetches: Semaphore,
    key: RwLock<Arc<SigningMaterial>>,
    api: RwLock<Arc<ApiSettings>>,
    clock: PlaygroundClock,
    log: Log,
    store: Store,
    base_url: String,
    api_url: OnceLock<String>,
    hosts: OnceLock<Hosts>,
    file: Mutex<Option<WatchedFile>>,
}

/// How many client ID metadata documents are fetched at a time.
const MOST_FETCHES: usize = 4;

#[derive(Debug)]
struct WatchedFile {
    path: PathBuf,
    seen: Option<Stamp>,
}

/// What changes when a file does: its time of change and its length.
type Stamp = (SystemTime, u64);

impl State {
    /// State for a token server that clients reach as `base_url`, and for an API that suits the configuration.
    pub fn new(
        config: Config,
        key: SigningMaterial,
        base_url: &str,
        clock: PlaygroundClock,
        log: Log,
    ) -> Self {
        let api = ApiSettings::of_config(&config, base_url);
        Self {
            shared: Arc::new(Shared {
                registered: Mutex::new(Registered::new(config.clone())),
                document_fetches: Semaphore::new(MOST_FETCHES),
                config: RwLock::new(Arc::new(config)),
                key: RwLock::new(Arc::new(key)),
                api: RwLock::new(Arc::new(api)),
                clock,
                log,
                store: Store::new(),
                base_url: base_url.to_owned(),
                api_url: OnceLock::new(),
                hosts: OnceLock::new(),
                file: Mutex::default(),
            }),
        }
    }

    /// Where clients reach the token server.
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    /// Says where callers reach the API; once said, it stays.
    pub fn set_api_url(&self, url: &str) {
        // Whoever comes second says the same.
        let _ = self.shared.api_url.set(url.to_owned());
    }

    /// Where callers reach the API; absent where it was never said.
    pub fn api_url(&self) -> Option<&str> {
        self.shared.api_url.get().map(String::as_str)
    }

    /// Says under which hosts the servers answer; once said, it stays.
    pub(crate) fn set_hosts(&self, hosts: Hosts) {
        // Whoever comes second says the same.
        let _ = self.shared.hosts.set(hosts);
    }

    /// The hosts under which the servers answer: those of loopback where nothing else was said.
    pub(crate) fn hosts(&self) -> &Hosts {
        self.shared.hosts.get_or_init(Hosts::default)
    }

    /// The issuer of tokens asked for at [`State::base_url`].
    pub fn issuer(&self) -> String {
        let configured = self.config().issuer_uri.clone();
        configured.unwrap_or_else(|| self.shared.base_url.clone())
    }

    /// The configuration in force.
    pub fn config(&self) -> Arc<Config> {
        read(&self.shared.config)
    }

    /// The key that tokens are signed with.
    pub fn key(&self) -> Arc<SigningMaterial> {
        read(&self.shared.key)
    }

    /// What the API asks of a token.
    pub fn api(&self) -> Arc<ApiSettings> {
        read(&self.shared.api)
    }

    /// Changes what the API asks of a token, from the next request on.
    pub fn set_api(&self, settings: ApiSettings) {
        write(&self.shared.api, settings);
    }

    /// Changes the configuration, from the next request on. An API that nobody has changed follows it.
    pub fn set_config(&self, config: Config) {
        let base_url = self.base_url();
        if *self.api() == ApiSettings::of_config(&self.config(), base_url) {
            self.set_api(ApiSettings::of_config(&config, base_url));
        }
        let mut registered = self.registered();
        registered.configured = config;
        write(&self.shared.config, registered.merged());
    }

    /// Adds a client that registered itself; the oldest such makes room.
    pub(crate) fn register_client(&self, client: Client) {
        let mut registered = self.registered();
        registered.register(client);
        write(&self.shared.config, registered.merged());
    }

    /// Whether a client is known, or its document fresh.
    pub(crate) fn needs_no_document(&self, client_id: &str, now: Timestamp) -> bool {
        self.registered().needs_no_document(client_id, now)
    }

    /// Adds a client that a document describes, which is read again after `fresh_until`; the oldest such makes room.
    pub(crate) fn keep_document_client(&self, client: Client, fresh_until: Timestamp) {
        let mut registered = self.registered();
        registered.keep_document(client, fresh_until);
        write(&self.shared.config, registered.merged());
    }

    /// Forgets a client whose document cannot be had any more.
    pub(crate) fn forget_document_client(&self, client_id: &str) {
        let mut registered = self.registered();
        if registered.forget_document(client_id) {
            write(&self.shared.config, registered.merged());
        }
    }

    /// The right to fetch a document, of which there are few.
    pub(crate) fn document_fetches(&self) -> &Semaphore {
        &self.shared.document_fetches
    }

    fn registered(&self) -> std::sync::MutexGuard<'_, Registered> {
        // Each holder leaves whole clients behind.
        let registered = self.shared.registered.lock();
        registered.unwrap_or_else(PoisonError::into_inner)
    }

    /// The time that both servers go by.
    pub fn clock(&self) -> &PlaygroundClock {
        &self.shared.clock
    }

    /// The servers' log.
    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// Sessions and grants.
    pub(crate) fn store(&self) -> &Store {
        &self.shared.store
    }

    /// Takes `path` for the file that the configuration was just read from.
    pub(crate) fn watch(&self, path: PathBuf) {
        let seen = stamp(&path);
        *self.file() = Some(WatchedFile { path, seen });
    }

    /// Reads the configuration file again where it has changed since it was last read. A file that cannot be taken
    /// leaves the old configuration in force, and the log says why. Each request to the token server asks for
    /// this, and a running playground does by itself.
    ///
    /// Gives `None` where nothing has changed.
    pub fn reload_if_changed(&self) -> Option<Result<Vec<ConfigFinding>, ConfigError>> {
        let path = {
            let mut file = self.file();
            let file = file.as_mut()?;
            let now = stamp(&file.path);
            if now == file.seen {
                return None;
            }
            file.seen = now;
            file.path.clone()
        };
        let outcome = Config::read(&path).map(|(config, findings)| {
            self.set_config(config);
            findings
        });
        self.log_reload(&outcome);
        Some(outcome)
    }

    fn log_reload(&self, outcome: &Result<Vec<ConfigFinding>, ConfigError>) {
        match outcome {
            Ok(findings) => {
                self.note("the configuration file changed and was read again", None);
                self.note_findings(findings);
            }
            Err(error) => {
                self.note(
                    &format!(
                        "the configuration file changed and cannot be taken, so the old one stays in force: {}",
                        error.message
                    ),
                    Some("correct the file; it is read again when it changes"),
                );
                self.note_findings(&error.findings);
            }
        }
    }

    /// Writes findings to the log, an entry each.
    pub(crate) fn note_findings(&self, findings: &[ConfigFinding]) {
        for finding in findings {
            self.note(&finding.to_string(), None);
        }
    }

    /// Writes to the log what no request caused.
    pub(crate) fn note(&self, message: &str, hint: Option<&str>) {
        let event = Event {
            message: message.to_owned(),
            hint: hint.map(str::to_owned),
            ..Event::default()
        };
        self.log().write(Server::Token, self.clock().now(), event);
    }

    fn file(&self) -> std::sync::MutexGuard<'_, Option<WatchedFile>> {
        // What a panicking holder leaves is a path and a stamp, both whole.
        self.shared
            .file
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The response to `request`, dated, with the answer's reason in the log.
    pub(crate) fn respond(&self, server: Server, request: String, answer: Answer) -> Response {
        let now = self.clock().now();
        let event = Event {
            request,
            status: Some(answer.response.status().as_u16()),
            message: answer.message.clone(),
            hint: answer.hint.clone(),
        };
        self.log().write(server, now, event);
        answer.into_response(now)
    }
}

fn stamp(path: &std::path::Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

// A lock that a panic poisoned still holds a whole `Arc`: it is only ever replaced.
fn read<T>(lock: &RwLock<Arc<T>>) -> Arc<T> {
    lock.read().unwrap_or_else(PoisonError::into_inner).clone()
}

fn write<T>(lock: &RwLock<Arc<T>>, value: T) {
    *lock.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
}
