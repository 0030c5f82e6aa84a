//! A request to the API as a person fills it in: method, URL, tables of query and headers, body.

mod draft;

use claimscope_client::workspace::SecretPlace;
use serde::{Deserialize, Serialize};

use crate::sensitive::Sensitive;
use crate::without_secrets::url_without_secrets;

/// The methods that are offered; any other may be typed.
pub const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Names a request among those of its connection, for as long as the program runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// One request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "draft::RequestDraft", into = "draft::RequestDraft")]
pub struct RequestForm {
    /// Which one; given by the list that it is in.
    pub id: RequestId,
    /// What the sidebar shows, and the terminal's `-r` takes.
    pub name: String,
    /// Its method: a token of RFC 9110, §9.1. Empty: GET, or POST where there is a body.
    pub method: String,
    /// Its URL, with the rows of the query that are on; empty: the connection's.
    pub url: String,
    /// Whether the URL was saved without what may have been a credential in it, and was not typed anew since.
    pub is_url_incomplete: bool,
    /// The query, one parameter each row.
    pub query: TableForm,
    /// The headers.
    pub headers: TableForm,
    /// The body.
    pub body: BodyForm,
    /// Whether the body was not kept for this start, since a secret may stand in it, and was not edited since.
    pub is_body_missing: bool,
    /// Whether its file says that an import left the body out, or a part of it, and it was not edited since.
    pub lacks_body: bool,
}

/// Names and values: rows, or a text with one line for each while it is edited as one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableForm {
    /// The rows.
    pub rows: Vec<RowForm>,
    /// The text, while the table is edited as one.
    pub text: Option<Sensitive>,
}

/// A name and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct RowForm {
    /// Whether it is sent.
    pub is_on: bool,
    /// The name.
    pub name: String,
    /// The value; may be a secret.
    pub value: Sensitive,
    /// Where a file says that the value is.
    pub place: Option<SecretPlace>,
    /// Where a value that was typed went, once its file was written.
    pub kept: Option<KeptValue>,
    /// Whether a person says that the value is no secret, whatever its name.
    pub is_plain: bool,
    /// Whether a file has it in the table `query` rather than in the URL.
    pub is_beside_url: bool,
}

/// A secret that was typed in a row, and the place that the file names for it.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptValue {
    /// The secret: another one is not kept yet.
    pub value: Sensitive,
    /// The keychain, or with the person, where the keychain did not take it.
    pub place: SecretPlace,
}

/// What is sent behind the headers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    /// Nothing.
    #[default]
    None,
    /// [`BodyForm::text`], as JSON.
    Json,
    /// [`BodyForm::form`], as `application/x-www-form-urlencoded`.
    Form,
    /// [`BodyForm::parts`], as `multipart/form-data`.
    Multipart,
    /// [`BodyForm::text`], of whatever type the headers say.
    Text,
    /// The bytes of [`BodyForm::file`].
    File,
}

impl BodyKind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::None,
        Self::Json,
        Self::Form,
        Self::Multipart,
        Self::Text,
        Self::File,
    ];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Json => "JSON",
            Self::Form => "Form",
            Self::Multipart => "Multipart",
            Self::Text => "Text",
            Self::File => "File",
        }
    }
}

/// The body: what was filled in for another kind stays there while this one is sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BodyForm {
    /// What is sent.
    pub kind: BodyKind,
    /// The text of JSON and of any other text.
    pub text: Sensitive,
    /// The fields of a form.
    pub form: TableForm,
    /// The parts of a multipart body.
    pub parts: Vec<PartForm>,
    /// The path of a file.
    pub file: String,
}

/// One part of a multipart body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartForm {
    /// Its name, and its text or the path of its file.
    pub row: RowForm,
    /// Whether the value is the path of a file.
    pub is_file: bool,
    /// Its `Content-Type`; empty: none of a text, and what the file's name says of a file.
    pub content_type: String,
}

impl Default for RequestForm {
    fn default() -> Self {
        Self {
            id: RequestId::default(),
            name: "Request".to_owned(),
            method: "GET".to_owned(),
            url: String::new(),
            is_url_incomplete: false,
            query: TableForm::default(),
            headers: TableForm::default(),
            body: BodyForm::default(),
            is_body_missing: false,
            lacks_body: false,
        }
    }
}

impl Default for RowForm {
    fn default() -> Self {
        Self {
            is_on: true,
            name: String::new(),
            value: Sensitive::default(),
            place: None,
            kept: None,
            is_plain: false,
            is_beside_url: false,
        }
    }
}

impl RowForm {
    /// A row that is sent.
    pub fn new(name: impl Into<String>, value: impl Into<Sensitive>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            ..Self::default()
        }
    }

    /// Where the value is kept as it stands here.
    pub fn kept_place(&self) -> Option<&SecretPlace> {
        let kept = self.kept.as_ref()?;
        (kept.value == self.value).then_some(&kept.place)
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.name.trim().is_empty() && self.value.expose().is_empty() && self.place.is_none()
    }
}

impl RequestForm {
    /// A request with this URL, whose query is in its table too.
    pub fn to(url: impl Into<String>) -> Self {
        let mut request = Self::default();
        request.set_url(url.into());
        request
    }

    /// Without what the window alone knows of it.
    pub(crate) fn as_in_file(&self) -> Self {
        Self {
            id: RequestId::default(),
            is_url_incomplete: false,
            is_body_missing: false,
            ..self.clone()
        }
    }

    /// Why its body is not here, in words behind a colon.
    pub(crate) fn missing_body(&self) -> Option<&'static str> {
        match (self.lacks_body, self.is_body_missing) {
            (true, _) => Some("the import left it out, or a part of it"),
            (false, true) => Some(
                "a secret may have stood in it, so that it was not kept when the program ended",
            ),
            (false, false) => None,
        }
    }

    /// The body is the person's own from here on.
    pub(crate) fn body_is_whole(&mut self) {
        self.is_body_missing = false;
        self.lacks_body = false;
    }

    /// The method that is sent.
    pub fn method(&self) -> &str {
        match (self.method.trim(), self.body.kind) {
            ("", BodyKind::None) => "GET",
            ("", _) => "POST",
            (method, _) => method,
        }
    }

    /// The request with a URL: its own, or this one.
    pub fn with_url_or(&self, api_url: &str) -> Self {
        let mut request = self.clone();
        if request.url.trim().is_empty() {
            api_url.trim().clone_into(&mut request.url);
            request.query_to_url();
        }
        request
    }

    /// Whether it may change something at the API: its method is not a safe one
    /// ([RFC 9110 §9.2.1](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1)).
    pub fn changes_data(&self) -> bool {
        !claimscope_oauth::is_safe_method(self.method())
    }

    /// Whether the headers have one of this name that is sent.
    pub fn has_header(&self, name: &str) -> bool {
        let rows = self.headers.read(':');
        let mut rows = rows.iter().filter(|row| row.is_on);
        rows.any(|row| row.name.trim().eq_ignore_ascii_case(name))
    }

    /// Whether its URL is saved without something that may be a credential.
    pub(crate) fn is_url_cut(&self) -> bool {
        url_without_secrets(&self.url) != self.url.trim()
    }
}

impl From<Vec<RowForm>> for TableForm {
    fn from(rows: Vec<RowForm>) -> Self {
        Self { rows, text: None }
    }
}
