//! The binary as a person or a script meets it: real processes against a real playground on loopback.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

mod about_token;
mod bounds;
mod call;
mod client_certificate;
mod connection_file;
mod decryption;
mod demo;
mod discover;
mod exchange;
mod explain;
mod failure;
mod grant_options;
mod import;
mod inspect;
mod keep;
mod keychain;
mod keygen;
mod kinds;
mod named_secrets;
mod playground;
mod probe;
mod run;
mod secret_forms;
mod serve;
mod tiny;
mod token;
mod token_secret;
mod traces;
mod usage;
mod verify;
