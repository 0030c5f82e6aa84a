//! A person for a session, whose browser is [`UserAtBrowser`]: logs in where they are sent, and types codes where they are asked to.

use std::sync::Mutex;

use anyhow::Result;
use claimscope_client::session::{News, Person};

use crate::user::UserAtBrowser;

/// Somebody who does what they are asked to.
#[derive(Debug)]
pub struct Played {
    username: String,
    password: String,
    code_field: &'static str,
    /// What they were told, in short.
    pub news: Mutex<Vec<String>>,
}

impl Played {
    /// A user with a name and a password.
    pub fn new(username: &str, password: &str) -> Self {
        Self {
            username: username.to_owned(),
            password: password.to_owned(),
            code_field: "user_code",
            news: Mutex::default(),
        }
    }

    /// The same, where the page has this name for the field of a device's code.
    #[must_use]
    pub fn types_codes_into(self, code_field: &'static str) -> Self {
        Self { code_field, ..self }
    }

    fn user(&self) -> Result<UserAtBrowser> {
        UserAtBrowser::new(&self.username, &self.password)
    }

    fn note(&self, text: String) {
        if let Ok(mut news) = self.news.lock() {
            news.push(text);
        }
    }
}

impl Person for Played {
    fn tell(&self, news: &News) {
        let Ok(mut user) = self.user() else { return };
        match news {
            News::LogIn {
                url, redirect_uri, ..
            } => {
                self.note(format!("log in, and end on {redirect_uri}"));
                let (url, end) = (url.clone(), redirect_uri.clone());
                tokio::spawn(async move {
                    let address = user.browse(&url, &end).await?;
                    user.visit(&address).await
                });
            }
            News::EnterCode {
                user_code,
                verification_uri,
                ..
            } => {
                self.note(format!("enter {user_code}"));
                let mut user = user.types(self.code_field, user_code);
                let url = verification_uri.clone();
                tokio::spawn(async move { user.browse(&url, "").await });
            }
            News::Found { issuer, .. } => self.note(format!("found {issuer}")),
            News::Registered { client_id, .. } => self.note(format!("registered {client_id}")),
            News::Waiting { .. } => self.note("waiting".to_owned()),
            News::Pending => self.note("pending".to_owned()),
            News::Refused(error) => self.note(error.to_string()),
            News::Answered { .. } => self.note("answered".to_owned()),
        }
    }

    fn open_browser(&self, _: &str) -> Option<Result<(), String>> {
        None
    }
}
