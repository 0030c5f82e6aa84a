//! Credentials other than a token that a request brings: a user's name and password, or an API key.

use super::draft::Draft;
use crate::basic::basic;

/// Where a request carries its credential: name and value.
#[derive(Clone)]
pub(super) enum Credential {
    Header(String, String),
    Query(String, String),
}

impl Credential {
    /// Puts it among the headers or the parameters of a request.
    pub(super) fn put(
        self,
        headers: &mut Vec<(String, String)>,
        query: &mut Vec<(String, String)>,
    ) {
        match self {
            Self::Header(name, value) => headers.push((name, value)),
            Self::Query(name, value) => query.push((name, value)),
        }
    }
}

impl Draft {
    /// The credential of a request whose authentication is of this kind, in the word that Postman, Bruno and Insomnia share;
    /// `setting` gives its settings, and `in_query` says where an API key goes. What a connection cannot have is left out and said.
    pub(super) fn credential(
        &mut self,
        line: usize,
        kind: &str,
        in_query: bool,
        setting: impl Fn(&str) -> String,
    ) -> Option<Credential> {
        match kind {
            "basic" => {
                let value = basic(&setting("username"), &setting("password"));
                Some(Credential::Header("Authorization".to_owned(), value))
            }
            "apikey" => {
                let (key, value) = (setting("key"), setting("value"));
                self.credentials.insert(key.clone());
                Some(match in_query {
                    true => Credential::Query(key, value),
                    false => Credential::Header(key, value),
                })
            }
            "bearer" => {
                let text = "a fixed bearer token is left out: a connection gets its own";
                self.not_understood(line, text);
                None
            }
            other => {
                self.not_understood(line, format!("authentication by {other} is left out"));
                None
            }
        }
    }
}
