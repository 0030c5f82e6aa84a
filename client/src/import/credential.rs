//! Credentials other than a token that a request brings: a user's name and password, or an API key.

use super::draft::Draft;
use super::row::DraftRow;
use super::secrets::ABSENT;
use crate::basic::basic;

/// Where a request carries its credential: name and value.
#[derive(Clone)]
pub(super) enum Credential {
    Header(String, String),
    Query(String, String),
}

impl Credential {
    /// Puts it among the headers or the parameters of a request.
    pub(super) fn put(self, headers: &mut Vec<DraftRow>, query: &mut Vec<DraftRow>) {
        match self {
            Self::Header(name, value) => headers.push(DraftRow::new(name, value)),
            Self::Query(name, value) => query.push(DraftRow::new(name, value)),
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
                let value = self.basic(line, &setting("username"), &setting("password"));
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
                self.mark(&setting("token"));
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
    /// User name and password as a header has them; where a variable in them has no value here, a variable that has none, so
    /// that the header is a secret that is still to be given.
    pub(super) fn basic(&mut self, line: usize, user: &str, password: &str) -> String {
        // Where there is no password, the user's name is the credential.
        self.mark(if password.is_empty() { user } else { password });
        match (self.filled(user, line), self.filled(password, line)) {
            (Some(user), Some(password)) => basic(&user, &password),
            _ => {
                let text = "user name and password are variables without a value here: the header's secret is Basic and the base64 of both, with a colon between";
                self.not_understood(line, text);
                ABSENT.to_owned()
            }
        }
    }
}
