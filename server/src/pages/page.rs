//! A page as a whole: its frame, its one style sheet, and the headers that keep it to itself.

use axum::http::StatusCode;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::html::{Html, element, text};
use crate::http::Answer;

const STYLE: &str = "\
:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}\
body{max-width:34rem;margin:3rem auto;padding:0 1rem}\
h1{font-size:1.5rem}\
label{display:block;margin:.75rem 0 .25rem}\
.choice label{display:inline;margin:0}\
input:not([type=checkbox]){box-sizing:border-box;width:100%;padding:.5rem;font:inherit}\
button{margin:1rem .5rem 0 0;padding:.5rem 1rem;font:inherit}\
.fault{border-left:.25rem solid #b3261e;padding-left:.75rem}\
dt{font-weight:600}\
dd{margin:0 0 .5rem;overflow-wrap:anywhere}";

/// A page that is about to be sent.
pub(super) struct Page {
    title: String,
    main: Html,
    script: Option<&'static str>,
    framed: bool,
}

impl Page {
    /// A page whose heading is its title.
    pub(super) fn new(title: impl Into<String>, main: impl IntoIterator<Item = Html>) -> Self {
        Self {
            title: title.into(),
            main: Html::join(main),
            script: None,
            framed: false,
        }
    }

    /// With this script, and no other.
    pub(super) fn script(mut self, script: &'static str) -> Self {
        self.script = Some(script);
        self
    }

    /// To be shown inside other sites' pages.
    pub(super) fn framed(mut self) -> Self {
        self.framed = true;
        self
    }

    /// The answer, which nobody keeps, frames or learns the address of. Its policy has no `form-action`: browsers hold a
    /// form to that also in every redirect after it, and where a client's own redirect URI leads on is not known here.
    pub(super) fn into_answer(self, status: StatusCode) -> Answer {
        let mut policy = format!("default-src 'none'; style-src '{}'", source_hash(STYLE));
        if let Some(script) = self.script {
            policy.push_str(&format!("; script-src '{}'", source_hash(script)));
        }
        if !self.framed {
            policy.push_str("; frame-ancestors 'none'");
        }
        policy.push_str("; base-uri 'none'");
        let framed = self.framed;
        let mut answer = Answer::html(status, self.markup()).uncached();
        let mut header = |name: HeaderName, value: &str| answer.header(name, value);
        header(CONTENT_SECURITY_POLICY, &policy);
        header(REFERRER_POLICY, "no-referrer");
        header(X_CONTENT_TYPE_OPTIONS, "nosniff");
        if !framed {
            header(X_FRAME_OPTIONS, "DENY");
        }
        answer
    }

    fn markup(self) -> String {
        let title = format!("{} - Claimscope playground", self.title);
        let head = element(
            "head",
            &[],
            [
                element("meta", &[("charset", Some("utf-8"))], []),
                element(
                    "meta",
                    &[
                        ("name", Some("viewport")),
                        ("content", Some("width=device-width, initial-scale=1")),
                    ],
                    [],
                ),
                element("title", &[], [text(&title)]),
                element("style", &[], [Html::verbatim(STYLE)]),
            ],
        );
        let script = self
            .script
            .map(|script| element("script", &[], [Html::verbatim(script)]));
        let main = element(
            "main",
            &[],
            [element("h1", &[], [text(&self.title)]), self.main],
        );
        let body = element("body", &[], [main].into_iter().chain(script));
        let document = element("html", &[("lang", Some("en"))], [head, body]);
        format!("<!DOCTYPE html>\n{}\n", document.into_string())
    }
}

/// A style sheet or script as a content security policy names it.
fn source_hash(source: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(source)))
}
