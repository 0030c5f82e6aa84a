//! What of a request no file may hold and no keychain keeps: it is gone with the program.

use claimscope_client::workspace::{SavedRequest, is_secret_variable, secret_member};
use claimscope_core::url::Url;
use claimscope_oauth::mask;

use super::{Kept, RequestPart, UnsavedPart};
use crate::request::{BodyForm, BodyKind, RequestForm};
use crate::request_url::parts;
use crate::without_secrets::{is_hook, is_written_as_url, odd_encoded, text_without_secrets};

/// Which parts of a request are in memory alone, since a secret may stand in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct InMemory {
    pub(crate) url: bool,
    pub(crate) body: bool,
}

impl RequestForm {
    /// What of it is in memory alone, where this is what its file has, and what was already when the program started.
    pub(crate) fn in_memory(&self, was: &SavedRequest) -> InMemory {
        let url = self.url.trim();
        InMemory {
            url: self.is_url_incomplete || url_fault(url, was).is_some(),
            body: self.is_body_missing || self.has_secret_body(was),
        }
    }

    /// Puts what of it is in memory alone into what its file has by now, and what was lost of it over a restart.
    pub(crate) fn put_in_memory(&self, read: &mut Self, saved: &SavedRequest) {
        let in_memory = self.in_memory(saved);
        read.is_url_incomplete = self.is_url_incomplete;
        // Another body in the file is one that somebody wrote there since.
        read.is_body_missing = self.is_body_missing && read.body == self.body;
        if in_memory.url && !self.is_url_incomplete {
            read.url.clone_from(&self.url);
            read.query.clone_from(&self.query);
        }
        if in_memory.body && !self.is_body_missing {
            read.body.clone_from(&self.body);
            read.lacks_body = self.lacks_body;
        }
        self.put_typed(read);
    }

    fn has_secret_body(&self, was: &SavedRequest) -> bool {
        let is_text = matches!(self.body.kind, BodyKind::Json | BodyKind::Text);
        if !is_text || self.body.text.is_blank() {
            return false;
        }
        let mut kept = Kept {
            request: &self.name,
            place: &mut |_, _| None,
            was,
            unsaved: Vec::new(),
        };
        kept.body(&self.body);
        let mut unsaved = kept.unsaved.iter();
        unsaved.any(|part| part.is_secret || self.body.may_hold_secret())
    }
}

impl BodyForm {
    /// The name of a value in its text that may be a secret.
    pub(super) fn secret_member(&self) -> Option<String> {
        let is_text = matches!(self.kind, BodyKind::Json | BodyKind::Text);
        secret_member(self.text.expose()).filter(|_| is_text)
    }

    /// Whether a secret may stand in its text: by the names of its members, whether or not it is finished, or of its pairs. A
    /// file is its person's to write; what goes to the window's own state nobody looks at.
    pub(crate) fn may_hold_secret(&self) -> bool {
        let text = self.text.expose();
        let quoted: Vec<&str> = text.split('"').collect();
        let is_named = || {
            let mut pairs = quoted.windows(2);
            pairs.any(|pair| {
                pair[1].trim_start().starts_with(':') && is_secret_variable(pair[0], "")
            })
        };
        let is_named = || self.secret_member().is_some() || is_named();
        match self.kind {
            BodyKind::Json => is_named(),
            BodyKind::Text => mask::form(text) != text || is_named(),
            BodyKind::None | BodyKind::Form | BodyKind::Multipart | BodyKind::File => false,
        }
    }
}

/// Why a file may not hold this URL, where it has none so: a text that is no URL may have a secret anywhere, and the address of
/// a webhook is one.
pub(super) fn url_fault(url: &str, was: &SavedRequest) -> Option<UnsavedPart> {
    let url = &*odd_encoded(url);
    let was = was.url.as_deref();
    if url.is_empty() || was == Some(url) {
        return None;
    }
    if !is_written_as_url(url) {
        return Some(UnsavedPart {
            part: RequestPart::Url,
            is_secret: false,
            why: "it is no URL with its scheme, so it stays in memory".to_owned(),
        });
    }
    let (address, _, _) = parts(url);
    let is_clean = match Url::parse(address) {
        Ok(url) => !is_hook(&url),
        Err(_) => text_without_secrets(address) == address,
    };
    let is_known = was.is_some_and(|was| parts(was).0 == address);
    (!is_clean && !is_known).then(|| UnsavedPart {
        part: RequestPart::Url,
        is_secret: true,
        why: "what may be a credential stands in it".to_owned(),
    })
}
