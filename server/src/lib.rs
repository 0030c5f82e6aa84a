//! The playground: a token server that answers as IdentityServer4 does, and an API that answers as ASP.NET Core's
//! JwtBearer does, both on loopback.
//!
//! [`Playground::start`] opens both on real ports; [`token_server::router`] and [`api::router`] are the same servers
//! without sockets. Every refusal keeps its human reason in the [`Log`], where HTTP hides it.
//!
//! What this crate does not do: it is no identity server for production. It knows one signing key, and what it
//! remembers, sessions and grants, is gone when it stops. What is not there answers 404, never a made-up success.
#![forbid(unsafe_code)]

pub mod api;
mod api_settings;
mod base64;
mod clock;
pub mod config;
mod connections;
mod dpop;
mod file;
mod host;
mod host_check;
mod http;
mod inspector;
mod jose;
mod key;
mod key_file;
mod listen;
mod log;
mod mint;
mod options;
mod pages;
mod playground;
mod random;
mod registered;
mod state;
mod store;
mod tls;
pub mod token_server;

pub use api_settings::ApiSettings;
pub use clock::{Now, PlaygroundClock};
pub use config::{Config, ConfigError, ConfigFinding, ConfigSeverity};
pub use http::Scheme;
pub use key::SigningMaterial;
pub use key_file::KeyFileError;
pub use log::{KEPT_ENTRIES, Log, LogEntry, Server};
pub use mint::{Mint, MintError};
pub use options::Options;
pub use playground::{Playground, Running, StartError};
pub use state::State;
