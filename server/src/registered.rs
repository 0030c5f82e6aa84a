//! Clients that are not configured: those that registered themselves, and those that a document of their own describes.

use std::collections::VecDeque;

use claimscope_core::time::Timestamp;

use crate::config::{Client, Config, Extension};

/// The most clients that can have registered themselves, and the most documents that are kept; the oldest makes room.
const MOST: usize = 100;

/// What was configured, and who came besides.
#[derive(Debug)]
pub(crate) struct Registered {
    pub(crate) configured: Config,
    clients: VecDeque<Client>,
    documents: VecDeque<DocumentClient>,
}

/// A client of a client ID metadata document, which is read again once it is no longer fresh.
#[derive(Debug)]
struct DocumentClient {
    client: Client,
    fresh_until: Timestamp,
}

impl Registered {
    pub(crate) fn new(configured: Config) -> Self {
        Self {
            configured,
            clients: VecDeque::new(),
            documents: VecDeque::new(),
        }
    }

    /// The configuration with all of them.
    pub(crate) fn merged(&self) -> Config {
        let mut config = self.configured.clone();
        config.clients.extend(self.clients.iter().cloned());
        if config.extensions.has(Extension::ClientIdMetadataDocuments) {
            let documents = self.documents.iter();
            config
                .clients
                .extend(documents.map(|document| document.client.clone()));
        }
        config
    }

    pub(crate) fn register(&mut self, client: Client) {
        if self.clients.len() == MOST {
            self.clients.pop_front();
        }
        self.clients.push_back(client);
    }

    /// Whether a client is known without its document being read now: it is configured or registered, or its document is fresh.
    pub(crate) fn needs_no_document(&self, client_id: &str, now: Timestamp) -> bool {
        let known = self.configured.clients.iter().chain(&self.clients);
        let mut known = known.map(|client| client.client_id.as_str());
        let mut documents = self.documents.iter();
        known.any(|known| known == client_id)
            || documents.any(|document| {
                document.client.client_id == client_id && now < document.fresh_until
            })
    }

    pub(crate) fn keep_document(&mut self, client: Client, fresh_until: Timestamp) {
        self.forget_document(&client.client_id);
        if self.documents.len() == MOST {
            self.documents.pop_front();
        }
        self.documents.push_back(DocumentClient {
            client,
            fresh_until,
        });
    }

    /// Forgets a client whose document cannot be had any more; says whether there was one.
    pub(crate) fn forget_document(&mut self, client_id: &str) -> bool {
        let before = self.documents.len();
        self.documents
            .retain(|document| document.client.client_id != client_id);
        self.documents.len() != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_document_makes_room() {
        let mut config = Config::quickstart();
        let extension = Extension::ClientIdMetadataDocuments;
        config.extensions.switch_on(extension);
        let configured = config.clients.len();
        let mut registered = Registered::new(config);
        let now = Timestamp::from_unix_seconds(0);
        for number in 0..=MOST {
            let client = Client {
                client_id: format!("https://app.example/{number}"),
                ..Client::default()
            };
            registered.keep_document(client, now.plus_seconds(60));
        }
        assert_eq!(registered.merged().clients.len(), configured + MOST);
        let is_known = |number: usize, seconds: i64| {
            let client_id = format!("https://app.example/{number}");
            registered.needs_no_document(&client_id, now.plus_seconds(seconds))
        };
        assert!(!is_known(0, 0) && is_known(1, 59) && !is_known(1, 60));
        registered.configured.extensions = Default::default();
        assert_eq!(registered.merged().clients.len(), configured);
    }
}
