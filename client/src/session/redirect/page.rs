//! The pages that the browser shows at the end of a login.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use claimscope_oauth::OauthError;
use sha2::{Digest, Sha256};

const STYLE: &str = "body{font:18px/1.5 system-ui,sans-serif;max-width:38rem;margin:12vh auto;padding:0 1rem}\
@media(prefers-color-scheme:dark){body{background:#14171c;color:#e6e9ee}}code{word-break:break-word}";

/// Posts what stands behind `#`, which a browser does not send by itself. A field hides the form's member of its name, so that
/// none is used once the fields are there.
const SCRIPT: &str = "if(location.hash.length>1){var f=document.createElement('form');f.method='post';\
f.action=location.pathname;document.body.appendChild(f);var d=document.createDocumentFragment();\
new URLSearchParams(location.hash.slice(1)).forEach(function(v,n){\
var i=document.createElement('input');i.type='hidden';i.name=n;i.value=v;d.appendChild(i)});\
f.appendChild(d);history.replaceState(null,'',location.pathname);HTMLFormElement.prototype.submit.call(f)}";

/// A page and its status.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: &'static str,
    pub(super) html: String,
    /// What the page may do, beside nothing.
    pub(super) policy: String,
}

impl Reply {
    /// The whole answer, after which the connection is closed.
    pub(super) fn as_http(&self) -> String {
        let Self {
            status,
            html,
            policy,
        } = self;
        let length = html.len();
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
             Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; {policy}\r\n\
             Connection: close\r\n\r\n{html}"
        )
    }
}

/// The login has its code.
pub(super) fn done() -> Reply {
    let text = "<p>Claimscope has the answer of the server. You can close this tab.</p>";
    page("200 OK", "Logged in", text)
}

/// The answer is this login's, and no code.
pub(super) fn failed(error: &OauthError) -> Reply {
    page("200 OK", "Not logged in", &sentences(error))
}

/// What looks like an answer and belongs to another login.
pub(super) fn refused(error: &OauthError) -> Reply {
    let waits = "<p>Claimscope still waits for the answer of its own login.</p>";
    let text = sentences(error) + waits;
    page("400 Bad Request", "Refused", &text)
}

pub(super) fn not_found() -> Reply {
    let text = "<p>Claimscope waits here for the answer of a login, and has nothing else.</p>";
    page("404 Not Found", "Nothing here", text)
}

pub(super) fn method_not_allowed() -> Reply {
    let text = "<p>An answer comes by GET or POST.</p>";
    page("405 Method Not Allowed", "Refused", text)
}

pub(super) fn bad_request(sentence: &str) -> Reply {
    let text = format!("<p>{}</p>", escaped(sentence));
    page("400 Bad Request", "Refused", &text)
}

/// The address came without parameters: they may stand behind `#`.
pub(super) fn fragment() -> Reply {
    let text =
        format!("<p>This address came without the answer of a login.</p><script>{SCRIPT}</script>");
    let mut page = page("400 Bad Request", "No answer", &text);
    page.policy.push_str(&format!(
        "; script-src {}; form-action 'self'",
        hash(SCRIPT)
    ));
    page
}

fn page(status: &'static str, title: &str, text: &str) -> Reply {
    Reply {
        status,
        html: format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title} – Claimscope</title>\
             <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style>\
             <body><main><h1>{title}</h1>{text}</main></body></html>"
        ),
        policy: format!("style-src {}", hash(STYLE)),
    }
}

/// The error, the server's words and what to do, as paragraphs.
fn sentences(error: &OauthError) -> String {
    let mut text = format!("<p>{}.</p>", escaped(&capital(&error.message())));
    if let Some(words) = error.server_words() {
        text.push_str(&format!("<p>It says: <code>{}</code></p>", escaped(&words)));
    }
    if let Some(hint) = error.hint() {
        text.push_str(&format!("<p>{}.</p>", escaped(&capital(hint))));
    }
    text
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A source of a Content-Security-Policy that allows this very text.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}
