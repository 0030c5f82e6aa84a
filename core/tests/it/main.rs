//! Core from outside, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests stop where something is off"
)]

mod attacks;
#[cfg(feature = "kinds")]
mod detached;
#[cfg(feature = "decryption")]
mod jwe;
mod keys;
#[cfg(feature = "kinds")]
mod kinds;
mod properties;
#[cfg(feature = "kinds")]
mod rfcs;
mod summary;
mod support;
mod verify;
