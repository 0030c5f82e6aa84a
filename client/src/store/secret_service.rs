//! The keychain of Linux and the BSDs: whatever answers as the Secret Service at the session bus, such as gnome-keyring or
//! KWallet ([Secret Service API 0.2](https://specifications.freedesktop.org/secret-service/latest/)).
//!
//! The secret crosses the bus as it is: its socket is the user's own, and whoever may listen on it may ask the service too.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;

use claimscope_core::secret::Secret;
use zbus::export::futures_core::Stream;
use zbus::zvariant::{
    DynamicDeserialize, DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Value,
};
use zbus::{Connection, Error, Proxy};

const SERVICE: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const OF_SERVICE: &str = "org.freedesktop.Secret.Service";
const OF_COLLECTION: &str = "org.freedesktop.Secret.Collection";
const OF_ITEM: &str = "org.freedesktop.Secret.Item";
const OF_PROMPT: &str = "org.freedesktop.Secret.Prompt";

/// The path that stands for none.
const NONE: &str = "/";

/// Session, parameters, secret and its content type, as they go over the bus.
type Sent = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

/// One item of the default collection, known by its attributes.
pub(super) struct Entry {
    bus: Connection,
    session: OwnedObjectPath,
    label: &'static str,
    attributes: HashMap<&'static str, &'static str>,
}

impl Entry {
    pub(super) async fn open(
        service: &'static str,
        user: &'static str,
        label: &'static str,
    ) -> Result<Self, String> {
        let bus = Connection::session().await;
        let bus = bus.map_err(|error| format!("there is no session bus ({error})"))?;
        let opened = call(
            &bus,
            PATH,
            OF_SERVICE,
            "OpenSession",
            ("plain", Value::from("")),
        );
        let (_, session): (OwnedValue, OwnedObjectPath) = opened.await?;
        Ok(Self {
            bus,
            session,
            label,
            attributes: HashMap::from([("service", service), ("username", user)]),
        })
    }

    /// What is in the item; `None` where there is none.
    pub(super) async fn read(&self) -> Result<Option<Secret>, String> {
        let found = self.call(PATH, OF_SERVICE, "SearchItems", (&self.attributes,));
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) = found.await?;
        let mut items = open.iter().chain(&locked);
        let (Some(item), None) = (items.next(), items.next()) else {
            return match open.len() + locked.len() {
                0 => Ok(None),
                several => Err(format!("it has {several} entries of this program, not one")),
            };
        };
        if !locked.is_empty() {
            self.unlock(item).await?;
        }
        let got = self.call(item.as_str(), OF_ITEM, "GetSecret", (&self.session,));
        let (_, _, secret, _): Sent = got.await?;
        Ok(Some(Secret::new(secret)))
    }

    /// Puts something in it, in place of what is there.
    pub(super) async fn write(&self, secret: &Secret) -> Result<(), String> {
        let alias = self.call(PATH, OF_SERVICE, "ReadAlias", ("default",));
        let collection: OwnedObjectPath = alias.await?;
        if collection.as_str() == NONE {
            return Err("it was never set up: there is no default collection".to_owned());
        }
        self.unlock(&collection).await?;
        let properties: HashMap<&str, Value<'_>> = HashMap::from([
            ("org.freedesktop.Secret.Item.Label", Value::from(self.label)),
            (
                "org.freedesktop.Secret.Item.Attributes",
                Value::from(self.attributes.clone()),
            ),
        ]);
        let none: &[u8] = &[];
        let sent = (&self.session, none, secret.expose(), "text/plain");
        let made = self.call(
            collection.as_str(),
            OF_COLLECTION,
            "CreateItem",
            (properties, sent, true),
        );
        let (_, prompt): (OwnedObjectPath, OwnedObjectPath) = made.await?;
        self.answered(&prompt).await
    }

    async fn unlock(&self, object: &OwnedObjectPath) -> Result<(), String> {
        let asked = self.call(PATH, OF_SERVICE, "Unlock", (vec![object],));
        let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = asked.await?;
        self.answered(&prompt).await
    }

    /// Lets the service ask its user, where it wants to.
    async fn answered(&self, prompt: &ObjectPath<'_>) -> Result<(), String> {
        if prompt.as_str() == NONE {
            return Ok(());
        }
        let asking = Proxy::new(&self.bus, SERVICE, prompt, OF_PROMPT)
            .await
            .map_err(words)?;
        let mut completed = asking.receive_signal("Completed").await.map_err(words)?;
        let () = self
            .call(prompt.as_str(), OF_PROMPT, "Prompt", ("",))
            .await?;
        let signal = poll_fn(|context| Pin::new(&mut completed).poll_next(context)).await;
        let signal = signal.ok_or("the session bus ended")?;
        let body = signal.body();
        match body.deserialize::<(bool, OwnedValue)>() {
            Ok((false, _)) => Ok(()),
            Ok((true, _)) => Err("it is locked, and was not unlocked".to_owned()),
            Err(error) => Err(words(error)),
        }
    }

    async fn call<R>(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: impl serde::Serialize + DynamicType,
    ) -> Result<R, String>
    where
        R: for<'body> DynamicDeserialize<'body>,
    {
        call(&self.bus, path, interface, method, body).await
    }
}

async fn call<R>(
    bus: &Connection,
    path: &str,
    interface: &str,
    method: &str,
    body: impl serde::Serialize + DynamicType,
) -> Result<R, String>
where
    R: for<'body> DynamicDeserialize<'body>,
{
    let answered = bus.call_method(Some(SERVICE), path, Some(interface), method, &body);
    let answer = answered.await.map_err(words)?;
    answer.body().deserialize().map_err(words)
}

/// What an error says: never what is in an item.
fn words(error: Error) -> String {
    match error {
        Error::MethodError(name, _, _) if name.ends_with(".ServiceUnknown") => {
            "nothing answers as the Secret Service in this session".to_owned()
        }
        Error::MethodError(name, words, _) => words.unwrap_or_else(|| name.to_string()),
        other => other.to_string(),
    }
}
