//! The person who takes part in a grant: logs in at a browser, or types a code on another device.

use std::future::Future;
use std::pin::Pin;

use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;
use claimscope_oauth::{Finding, OauthError};

/// Whoever can be asked to do something, at the terminal or the window.
pub trait Person: Send + Sync {
    /// Says what is to be done, or what happened meanwhile. Must not block.
    fn tell(&self, news: &News);

    /// Opens an address in the person's browser; `None` where they open it themselves.
    ///
    /// # Errors
    ///
    /// One sentence, where no browser could be opened. The login goes on: the person has the address.
    fn open_browser(&self, url: &str) -> Option<Result<(), String>> {
        Some(open_system_browser(url))
    }

    /// What the person pastes: the address that the browser ended on, its query, or the code; `None` where what they write
    /// has come to its end, so that nothing more will come. Waits for ever where nothing can be pasted.
    fn pasted(&self) -> Pin<Box<dyn Future<Output = Option<Secret>> + Send + '_>> {
        Box::pin(std::future::pending())
    }
}

/// What a person is told.
#[derive(Clone, Debug)]
pub enum News {
    /// Where an API's tokens come from was found out, and a login follows.
    Found {
        /// Where the API's metadata is; `None` where it has none.
        metadata_url: Option<String>,
        /// The authorization server, where the user will log in.
        issuer: String,
        /// What deviates in the API's metadata and on the way.
        findings: Vec<Finding>,
    },
    /// A client was registered for the login that follows.
    Registered {
        /// Its `client_id`.
        client_id: String,
        /// What was registered otherwise than it was asked for, and what deviates in form.
        findings: Vec<Finding>,
    },
    /// Log in at this address.
    LogIn {
        /// The authorization request.
        url: String,
        /// Where the answer goes, as it must be registered.
        redirect_uri: String,
        /// Whether a browser was opened; `None` where nobody tried.
        opened: Option<Result<(), String>>,
        /// Whether the answer is listened for; otherwise it must be pasted.
        listening: bool,
        /// When it began: no code of it is older.
        began: Timestamp,
        /// Until when an answer is waited for.
        until: Timestamp,
    },
    /// Type this code there, on whatever device.
    EnterCode {
        /// The code.
        user_code: String,
        /// Where to type it.
        verification_uri: String,
        /// Whether a browser was opened at the address that has the code in it; `None` where nobody tried.
        opened: Option<Result<(), String>>,
        /// When the code expires.
        until: Timestamp,
    },
    /// Another process is asking for the same token, and its answer is waited for.
    Waiting {
        /// Until when.
        until: Timestamp,
    },
    /// The token endpoint was asked, and the person has not decided yet.
    Pending,
    /// Something came that is not used; waiting goes on.
    Refused(OauthError),
    /// The answer is there, and the code is being exchanged for a token.
    Answered {
        /// When the login began: the code is no older.
        began: Timestamp,
    },
}

/// Whether this machine shows windows to somebody: on Linux and the BSDs, whether a display is named.
pub fn has_display() -> bool {
    let free_desktop = cfg!(all(unix, not(target_os = "macos")));
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !free_desktop || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Opens a page in the system's browser, or in the one that `BROWSER` names.
///
/// # Errors
///
/// One sentence, where there is none. Without a display, a browser would start and end unseen.
pub fn open_system_browser(url: &str) -> Result<(), String> {
    // Addresses of other schemes start programs.
    if Url::parse(url).is_err() {
        return Err("no browser was opened: the address is no web page's".to_owned());
    }
    if !has_display() && std::env::var_os("BROWSER").is_none() {
        return Err("no browser could be opened: there is no display".to_owned());
    }
    webbrowser::open(url).map_err(|error| format!("no browser could be opened: {error}"))
}
