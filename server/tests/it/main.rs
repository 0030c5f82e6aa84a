//! The playground as its clients see it: golden tables through the routers, and a few exchanges over real sockets.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

mod access_token;
mod api;
mod config_file;
mod discovery;
mod garbage;
mod inspector;
mod playground;
mod protocol;
mod support;
mod token_endpoint;
