//! An edit of the chosen request.

use crate::request::{BodyForm, RequestForm, TableForm};

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
}

impl RequestForm {
    /// Changes a part of it.
    pub fn edit(&mut self, edit: RequestEdit) {
        match edit {
            RequestEdit::Name(name) => self.name = name,
            RequestEdit::Query(query) => {
                self.query = query;
                self.query_to_url();
            }
            RequestEdit::Headers(headers) => self.headers = headers,
            RequestEdit::Body(body) => self.body = body,
        }
    }
}
