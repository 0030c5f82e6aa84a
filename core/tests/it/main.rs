//! Core from outside, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests stop where something is off"
)]

mod attacks;
#[cfg(feature = "decryption")]
mod jwe;
mod keys;
mod properties;
mod summary;
mod support;
mod verify;
