//! The person at the terminal, who logs in at a browser while the command waits.

use std::future::Future;
use std::io::{BufRead, Read};
use std::pin::Pin;

use claimscope_client::session::{CODE_LIFE, News, Person, code_age_text, open_system_browser};
use claimscope_core::secret::Secret;
use claimscope_core::time::{Timestamp, duration_text};
use tokio::sync::oneshot;

use crate::args::GrantOptions;
use crate::harmless::harmless;
use crate::style::faint;
use crate::{clock, output, render};

/// Whoever sits at this terminal.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Terminal {
    opens_browser: bool,
    pastes: bool,
}

impl Terminal {
    pub(crate) fn new(options: &GrantOptions) -> Self {
        Self {
            opens_browser: !options.no_browser,
            pastes: options.paste,
        }
    }
}

impl Person for Terminal {
    fn tell(&self, news: &News) {
        match news {
            News::LogIn {
                url,
                redirect_uri,
                opened,
                listening,
                until,
                ..
            } => {
                let opened = opened.as_ref();
                output::warn(&log_in(url, redirect_uri, opened, *listening, *until));
            }
            News::EnterCode {
                user_code,
                verification_uri,
                opened,
                until,
            } => output::warn(&enter_code(
                user_code,
                verification_uri,
                matches!(opened, Some(Ok(()))),
                *until,
            )),
            News::Found {
                metadata_url,
                issuer,
                findings,
            } => {
                let metadata = metadata_url.as_deref().unwrap_or("none");
                output::warn(&format!(
                    "The API's metadata: {}\nAuthorization server: {}\n{}",
                    harmless(metadata),
                    harmless(issuer),
                    render::finding::findings(findings)
                ));
            }
            News::Registered {
                client_id,
                findings,
            } => {
                let text = format!(
                    "Client registered: {}\n{}",
                    harmless(client_id),
                    render::finding::findings(findings)
                );
                output::warn(text.trim_end());
            }
            News::Waiting { until } => output::warn(&format!(
                "Another process is asking for this token; waiting up to {} for what it gets",
                left(*until)
            )),
            News::Pending => {}
            News::Refused(error) => {
                output::warn(&format!(
                    "note: something came to the redirect URI and is not used: {}",
                    harmless(&error.message())
                ));
            }
            News::Answered { began } => {
                let age = code_age_text(*began, clock::now());
                let text = format!("answered ({age}); it is being exchanged");
                output::warn(&faint(&text).to_string());
            }
        }
    }

    fn open_browser(&self, url: &str) -> Option<Result<(), String>> {
        self.opens_browser.then(|| open_system_browser(url))
    }

    fn pasted(&self) -> Pin<Box<dyn Future<Output = Option<Secret>> + Send + '_>> {
        if !self.pastes {
            return Box::pin(std::future::pending());
        }
        let (sender, line) = oneshot::channel();
        // A thread of its own: one of the runtime's would keep the program from ending.
        std::thread::spawn(move || {
            let lines = std::io::stdin().lock().take(MAX_PASTED_BYTES).lines();
            let mut lines = lines.map_while(Result::ok);
            if let Some(line) = lines.find(|line| !line.trim().is_empty()) {
                // Where nobody waits any more, nothing is to be done.
                let _ = sender.send(line);
            }
        });
        // Where standard input ends, the sender is gone.
        Box::pin(async { line.await.ok().map(Secret::from) })
    }
}

/// No address is longer.
const MAX_PASTED_BYTES: u64 = 1 << 20;

fn left(until: Timestamp) -> String {
    let now = clock::now().unix_seconds();
    let left = until.unix_seconds().saturating_sub(now);
    duration_text(left.max(0).unsigned_abs())
}

fn enter_code(user_code: &str, uri: &str, opened: bool, until: Timestamp) -> String {
    let (user_code, uri, left) = (harmless(user_code), harmless(uri), left(until));
    let opened = match opened {
        true => "A browser was opened with the code in it. Otherwise, on any device, open",
        false => "On any device, open",
    };
    format!("{opened}\n\n  {uri}\n\nand enter the code\n\n  {user_code}\n\nWaiting up to {left}")
}

fn log_in(
    url: &str,
    redirect_uri: &str,
    opened: Option<&Result<(), String>>,
    listening: bool,
    until: Timestamp,
) -> String {
    let mut text = match opened {
        Some(Ok(())) => {
            "A browser was opened to log in. If none shows up, open this address:".to_owned()
        }
        Some(Err(reason)) => format!("{}. Open this address to log in:", harmless(reason)),
        None => "Open this address in a browser to log in:".to_owned(),
    };
    text.push_str(&format!("\n\n  {url}\n\n"));
    let left = left(until);
    text.push_str(&match listening {
        true => format!("Waiting up to {left} for the answer at {redirect_uri}"),
        false => format!(
            "The browser will end on {redirect_uri}…, where a page may be missing. {CODE_LIFE}.\nPaste its whole address here within {left}:"
        ),
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_pastes_is_told_how_long_a_code_may_hold() {
        let until = clock::now().plus_seconds(300);
        let said = |listening| {
            log_in(
                "https://sts.example/",
                "https://app.example/",
                None,
                listening,
                until,
            )
        };
        assert!(said(false).contains(CODE_LIFE), "{}", said(false));
        assert!(said(false).contains("Paste its whole address here"));
        assert!(!said(true).contains(CODE_LIFE));
    }
}
