//! A request as the window's own state keeps it: what a file would hold of it, and a text that is not finished yet.

use claimscope_client::workspace::{SavedConnection, SavedRequest};
use serde::{Deserialize, Serialize};

use crate::request::{BodyKind, RequestForm};
use crate::request_file::{RequestPart, UnsavedPart};
use crate::sensitive::Sensitive;
use crate::without_secrets::save_text;

/// What survives a restart of a request that is in no file yet. What may be a secret is not in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct RequestDraft {
    #[serde(serialize_with = "save_text")]
    name: String,
    method: String,
    is_url_incomplete: bool,
    /// A connection file with this request alone.
    file: String,
    /// A body that a file may not hold as it stands, such as JSON that is not finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    unfinished: Option<UnfinishedBody>,
    /// Whether a secret may stand in the body, which is then not here.
    is_body_missing: bool,
    /// What earlier versions kept in place of the file.
    #[serde(skip_serializing)]
    url: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct UnfinishedBody {
    kind: BodyKind,
    text: String,
}

impl From<RequestForm> for RequestDraft {
    fn from(form: RequestForm) -> Self {
        let (mut saved, mut unsaved) = form.to_saved();
        let is_body_missing = form.is_body_missing || form.body.may_hold_secret();
        if is_body_missing {
            saved.body = None;
            unsaved.retain(|one| one.part != RequestPart::Body);
        }
        let of_part = |part: RequestPart| unsaved.iter().find(|one| one.part == part);
        let is_secret = |part| of_part(part).is_some_and(|one: &UnsavedPart| one.is_secret);
        let is_of_url = |part| matches!(part, RequestPart::Url | RequestPart::Query(_));
        let unfinished = of_part(RequestPart::Body).filter(|one| !one.is_secret);
        let requests = vec![SavedRequest {
            name: "request".to_owned(),
            ..saved
        }];
        let alone = SavedConnection {
            requests,
            ..SavedConnection::default()
        };
        Self {
            method: match is_secret(RequestPart::Method) {
                true => String::new(),
                false => form.method.clone(),
            },
            is_url_incomplete: form.is_url_incomplete
                || unsaved.iter().any(|one| is_of_url(one.part)),
            file: alone.to_toml(),
            unfinished: unfinished.map(|_| UnfinishedBody {
                kind: form.body.kind,
                text: match form.body.kind {
                    BodyKind::File => form.body.file.clone(),
                    _ => form.body.text.expose().to_owned(),
                },
            }),
            is_body_missing,
            name: form.name,
            url: String::new(),
        }
    }
}

impl From<RequestDraft> for RequestForm {
    fn from(draft: RequestDraft) -> Self {
        let saved = SavedConnection::from_toml(&draft.file).unwrap_or_default();
        let mut form = match saved.requests.first() {
            Some(saved) => Self::of_saved(saved),
            None => Self::to(draft.url),
        };
        form.name = draft.name;
        form.method = draft.method;
        form.is_url_incomplete = draft.is_url_incomplete;
        form.is_body_missing = draft.is_body_missing;
        if let Some(UnfinishedBody { kind, text }) = draft.unfinished {
            form.body.kind = kind;
            match kind {
                BodyKind::File => form.body.file = text,
                _ => form.body.text = Sensitive::from(text),
            }
        }
        form
    }
}

impl RequestForm {
    /// The request as the window's own state keeps it: where it may not, with what the file has.
    pub(crate) fn to_save(&self, was: Option<&SavedRequest>) -> Self {
        let Some(was) = was else {
            return self.clone();
        };
        let (saved, unsaved) = self.to_saved_over(was);
        if unsaved.iter().all(UnsavedPart::is_in_state) {
            return self.clone();
        }
        let mut kept = Self::of_saved(&saved);
        kept.id = self.id;
        kept.is_url_incomplete |= self.is_url_incomplete;
        for part in unsaved.iter().filter(|one| one.is_in_state()) {
            match part.part {
                RequestPart::Method => kept.method.clone_from(&self.method),
                _ => {
                    kept.take_body(self.body.clone());
                    kept.lacks_body = self.lacks_body;
                }
            }
        }
        kept
    }
}

impl UnsavedPart {
    /// Whether the window's own state keeps it, until a file may hold it.
    pub(crate) fn is_in_state(&self) -> bool {
        !self.is_secret && matches!(self.part, RequestPart::Body | RequestPart::Method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{RowForm, TableForm};

    fn kept(form: &RequestForm) -> (RequestForm, String) {
        let text = serde_json::to_string(form).unwrap();
        (serde_json::from_str(&text).unwrap(), text)
    }

    #[test]
    fn a_draft_is_whole_but_for_what_may_be_a_secret() {
        let mut form = RequestForm::to("https://api.example/orders?top=1&q=a%20b");
        form.method = "post".to_owned();
        form.headers = TableForm::from(vec![
            RowForm::new("Accept", "text/plain"),
            RowForm {
                is_on: false,
                ..RowForm::new("X-Debug", "1")
            },
        ]);
        form.body.kind = BodyKind::Json;
        form.body.text = Sensitive::from("{\"a\": {{n}}, ");
        assert_eq!(kept(&form).0, form);
        form.body.text = Sensitive::from("{\"a\": 1");
        assert_eq!(kept(&form).0, form, "JSON that is not finished");
        form.headers.rows.push(RowForm::new("X-Api-Key", "hunter2"));
        form.body.text = Sensitive::from("{\"a\": \"eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln\"");
        form.query
            .rows
            .push(RowForm::new("access_token", "hunter2"));
        form.query_to_url();
        let (restored, text) = kept(&form);
        assert!(!text.contains("hunter2") && !text.contains("eyJ"), "{text}");
        for text in [
            "{\"a\": {\"password\" : \"hunter2\"",
            "password=hunter2&a=1",
        ] {
            form.body.kind = BodyKind::Text;
            form.body.text = Sensitive::from(text);
            let (restored, text) = kept(&form);
            assert!(
                !text.contains("hunter2") && restored.is_body_missing,
                "{text}"
            );
        }
        assert!(restored.is_url_incomplete);
        assert_eq!(restored.headers.rows.len(), 2);
    }
}
