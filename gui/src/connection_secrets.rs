//! The secrets of a connection: which member of its file each belongs to, and what was typed.

use claimscope_client::workspace::SecretPlace;
use claimscope_core::secret::Secret;

use crate::connection::{ConnectionForm, Field};
use crate::pairs;
use crate::secret_member::{API_SECRET, CLIENT_KEY, CLIENT_SECRET, DPOP_KEY, member_of};

impl ConnectionForm {
    /// The member of a field that holds a secret.
    pub fn member(field: Field) -> Option<String> {
        match field {
            Field::ApiSecret => Some(API_SECRET.to_owned()),
            Field::ClientSecret => Some(CLIENT_SECRET.to_owned()),
            Field::Grant(field) if field.form().is_secret => Some(member_of(field)),
            _ => None,
        }
    }

    /// The secret that was typed for a member.
    pub(crate) fn secret_of(&self, member: &str) -> Secret {
        if let Some(name) = member.strip_prefix("parameters.") {
            let lines = pairs::lines(self.parameters.expose(), '=').unwrap_or_default();
            let is_typed = |text: &str| pairs::value(name, text).is_none();
            let mut lines = lines.into_iter();
            let typed = lines.find(|(other, text)| other == name && is_typed(text));
            return typed.map_or_else(|| Secret::from(""), |(_, value)| Secret::from(value));
        }
        match member {
            API_SECRET => self.api_secret.to_secret(),
            CLIENT_SECRET => self.client_secret.to_secret(),
            CLIENT_KEY => self.client_key.to_secret(),
            DPOP_KEY => self.dpop_key.to_secret(),
            member => Secret::from(self.values.named(&member.replace('_', "-"))),
        }
    }

    /// What is typed takes the place of what the keychain has. Where the file takes a secret from elsewhere, it goes on doing so,
    /// and what is typed is used in this session alone.
    pub(crate) fn forget_places(&mut self, field: Field) {
        if let Some(member) = Self::member(field) {
            self.forget_entry(&member);
        }
        if field == Field::Parameters {
            let stays = |member: &str, place: &SecretPlace| {
                !member.starts_with("parameters.") || !matches!(place, SecretPlace::Keychain(_))
            };
            self.places.retain(|member, place| stays(member, place));
        }
    }

    /// The same by the member of the file.
    pub(crate) fn forget_entry(&mut self, member: &str) {
        if matches!(self.places.get(member), Some(SecretPlace::Keychain(_))) {
            self.places.remove(member);
        }
    }

    /// The parameters whose secrets were typed in place of what the file names, by their members.
    pub(crate) fn typed_parameters(&self) -> impl Iterator<Item = &String> {
        let own = self.places.keys();
        own.filter(|member| member.starts_with("parameters.") && !self.secret_of(member).is_empty())
    }
}
