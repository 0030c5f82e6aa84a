//! An edit of the chosen request.

use crate::request::{BodyForm, RequestForm, TableForm};
use crate::sensitive::Sensitive;

/// What becomes of a part of the chosen request.
#[derive(Clone, Debug, PartialEq)]
pub enum RequestEdit {
    /// Another name.
    Name(String),
    /// Another query: the URL follows.
    Query(TableForm),
    /// Other headers.
    Headers(TableForm),
    /// Another body.
    Body(BodyForm),
    /// What a curl command says.
    Curl(Sensitive),
}

impl RequestForm {
    /// Changes a part of it; of a curl command, what is the request's.
    pub fn edit(&mut self, edit: RequestEdit) {
        match edit {
            RequestEdit::Name(name) => self.name = name,
            RequestEdit::Query(query) => {
                self.query = query;
                self.query_to_url();
            }
            RequestEdit::Headers(headers) => self.headers = headers,
            RequestEdit::Body(body) => {
                self.take_body(body);
                self.body_is_whole();
            }
            RequestEdit::Curl(command) => drop(self.take_curl(command.expose())),
        }
    }
}
