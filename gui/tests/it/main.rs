//! The desktop's behaviour: its state as plain functions, and its window through the accessibility tree.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test, a broken expectation ends it"
)]

mod broken;
mod claims;
mod client;
mod compared;
mod cookies;
mod encrypted;
mod environments;
mod exchange_log;
mod exported;
mod families;
mod files_shown;
mod follow;
mod further;
mod grants;
mod histories;
mod idle;
mod inspecting;
mod keeping;
mod keyboard;
mod layout;
mod owned;
mod pasted_curl;
mod place;
mod probe;
mod probe_under_way;
mod remedy;
mod requests;
mod response;
mod saved;
mod shown;
mod sidebar;
mod sign;
mod stopped;
mod support;
mod token_said;
mod token_tab;
mod tour;
mod undone;
mod update;
mod why;
mod window;
mod zoom;
