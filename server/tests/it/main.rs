//! The playground as its clients see it: golden tables through the routers, and a few walks over real sockets.

mod access_token;
mod api;
mod config_file;
mod discovery;
mod playground;
mod support;
mod token_endpoint;
