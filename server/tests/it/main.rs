//! The playground as its clients see it: golden tables through the routers, and a few exchanges over real sockets.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

mod access_token;
mod api;
mod authorize;
mod browser;
mod config_file;
mod device;
mod discovery;
mod end_session;
mod extensions;
mod garbage;
mod guarded;
mod hostile;
mod inspector;
mod interactive;
mod playground;
mod protocol;
mod refresh;
mod request_object;
mod support;
mod token_endpoint;
