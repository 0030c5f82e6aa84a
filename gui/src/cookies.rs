//! The cookies of a connection's API: kept between its calls where the person asks for it, and in memory alone.

use claimscope_client::KeptCookie;

/// What the window knows of them; their values are with the runner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cookies {
    /// Whether answers set cookies that go along with later calls.
    pub are_kept: bool,
    /// Those that are kept.
    pub kept: Vec<KeptCookie>,
}

/// What the person wants of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieCommand {
    /// Forget those that are kept.
    Forget,
    /// Keep them, or not any more: then those that are kept go too.
    Keep(bool),
}
