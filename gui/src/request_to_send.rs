//! A request on its way to be sent: what is made of files is read by the worker.

use std::fmt;
use std::path::PathBuf;

use claimscope_client::workspace::{SavedBody, SecretUse, WorkspaceError};
use claimscope_core::secret::Secret;
use claimscope_oauth::HttpRequest;

use crate::results::FailureText;
use crate::sentence::sentence;

/// A request, and the body that is made of files.
#[derive(Clone)]
pub struct RequestToSend {
    /// The request; whole where `files` is `None`.
    pub request: HttpRequest,
    /// The body with the files that it is made of, its values in clear.
    pub files: Option<SavedBody>,
    /// Where the relative paths of files begin: the workspace's folder, as in the terminal; empty: the working directory.
    pub folder: PathBuf,
}

impl From<HttpRequest> for RequestToSend {
    fn from(request: HttpRequest) -> Self {
        Self {
            request,
            files: None,
            folder: PathBuf::new(),
        }
    }
}

impl fmt::Debug for RequestToSend {
    /// The values of a body may be secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} to send]", self.request.method)
    }
}

impl RequestToSend {
    /// Whether the other one sends the very same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let (one, two) = (&self.request, &other.request);
        let is_same = |(one, two): (&(String, Secret), &(String, Secret))| {
            one.0 == two.0 && one.1.expose() == two.1.expose()
        };
        one.method == two.method
            && one.url == two.url
            && one.headers.len() == two.headers.len()
            && one.headers.iter().zip(&two.headers).all(is_same)
            && one.body.expose() == two.body.expose()
            && self.files == other.files
            && self.folder == other.folder
    }

    /// Reads the files. Blocks.
    ///
    /// # Errors
    ///
    /// Where one cannot be read.
    pub(crate) fn read(self) -> Result<HttpRequest, FailureText> {
        let Some(body) = self.files else {
            return Ok(self.request);
        };
        // Every value is a text by now.
        let none = |_: &SecretUse| Err(WorkspaceError::secret_absent("it is not here", "type it"));
        body.put_into(self.request, &self.folder, &none)
            .map_err(|error| {
                let file = error.path.as_deref().map(std::path::Path::display);
                let file = file.map_or_else(|| "A file".to_owned(), |path| path.to_string());
                let advice = "Choose the file again in the body of the request.";
                let what = format!("{file} is not sent: {}", error.reason);
                FailureText::new(sentence(&what), advice).with_code(error.code)
            })
    }
}
