//! The person at the window, for a session: news become events, what they paste comes back, and a login opens their browser.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use claimscope_client::session::{Connection, GrantKind, News, Person};
use claimscope_core::secret::Secret;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{Shared, Wake, lock};
use crate::asked::{Asked, Asker, EnterCode, LogIn};
use crate::connection::ConnectionId;
use crate::message::Event;
use crate::results::LoggedIn;
use crate::sentence::sentence;

/// Opens an address.
pub(crate) type Browser = Arc<dyn Fn(&str) -> Result<(), String> + Send + Sync>;

/// Who waits for what a person pastes, by connection.
#[derive(Default)]
pub(super) struct Pastes(Mutex<BTreeMap<ConnectionId, UnboundedSender<Secret>>>);

impl Pastes {
    /// Gives the text to whoever waits for it.
    pub(super) fn hand_over(&self, connection: ConnectionId, text: Secret) {
        if let Some(waiting) = lock(&self.0).get(&connection) {
            // The login has ended meanwhile: nobody needs the text.
            drop(waiting.send(text));
        }
    }

    fn waits(&self, connection: ConnectionId) -> UnboundedReceiver<Secret> {
        let (sender, receiver) = unbounded_channel();
        lock(&self.0).insert(connection, sender);
        receiver
    }
}

/// Whoever sits at the window.
struct AtWindow {
    asker: Asker,
    outbox: Sender<Event>,
    wake: Wake,
    browser: Browser,
    /// Whether the browser is opened at once: a code may be meant for another device.
    opens: bool,
    /// The address that was to be opened, and was not.
    address: Mutex<Option<String>>,
    pasted: tokio::sync::Mutex<UnboundedReceiver<Secret>>,
}

impl Shared {
    /// The person, for a grant of this connection.
    pub(super) fn person(&self, asker: Asker, connection: &Connection) -> Arc<dyn Person> {
        Arc::new(AtWindow {
            asker,
            outbox: self.outbox.clone(),
            wake: Arc::clone(&self.wake),
            browser: Arc::clone(&self.browser),
            opens: !matches!(connection.grant.kind, GrantKind::DeviceCode { .. }),
            address: Mutex::default(),
            pasted: tokio::sync::Mutex::new(self.pastes.waits(asker.ticket.connection)),
        })
    }

    /// Opens an address in the person's browser; the reason where that failed.
    pub(super) async fn open_browser(&self, address: String) -> Option<String> {
        let browser = Arc::clone(&self.browser);
        let opened = tokio::task::spawn_blocking(move || browser(&address));
        match opened.await {
            Ok(Err(reason)) => Some(reason),
            Ok(Ok(())) | Err(_) => None,
        }
    }
}

impl Person for AtWindow {
    fn tell(&self, news: &News) {
        let asked = match news {
            News::Found {
                metadata_url,
                issuer,
                findings,
            } => Asked::Found(Box::new(LoggedIn {
                facts: super::convert::found(metadata_url.as_deref(), issuer),
                findings: findings.clone(),
                ..LoggedIn::default()
            })),
            News::LogIn {
                url,
                redirect_uri,
                opened,
                listening,
                began,
                until,
            } => Asked::LogIn(LogIn {
                url: url.clone(),
                redirect_uri: redirect_uri.clone(),
                browser_failure: opened.clone().and_then(Result::err),
                is_listening: *listening,
                began: *began,
                until: *until,
                refused: None,
            }),
            News::EnterCode {
                user_code,
                verification_uri,
                until,
                ..
            } => Asked::EnterCode(EnterCode {
                user_code: user_code.clone(),
                verification_uri: verification_uri.clone(),
                complete_uri: lock(&self.address).take(),
                until: *until,
                polls: 0,
            }),
            News::Pending => Asked::Pending,
            // What was registered is shown with the answer.
            News::Registered { .. } => return,
            News::Waiting { until } => Asked::Waiting(*until),
            News::Refused(error) => Asked::Refused(sentence(&error.message())),
            News::Answered { .. } => Asked::Answered,
        };
        // First the event, then the wake: the other way round, the window could look too early.
        if self.outbox.send(Event::Asked(self.asker, asked)).is_ok() {
            (self.wake)();
        }
    }

    fn open_browser(&self, url: &str) -> Option<Result<(), String>> {
        if self.opens {
            return Some((self.browser)(url));
        }
        *lock(&self.address) = Some(url.to_owned());
        None
    }

    fn pasted(&self) -> Pin<Box<dyn Future<Output = Option<Secret>> + Send + '_>> {
        Box::pin(async {
            match self.pasted.lock().await.recv().await {
                Some(text) => Some(text),
                // Another login of the connection took its place.
                None => std::future::pending().await,
            }
        })
    }
}
