//! The secrets of a connection: which member of its file each belongs to, and what was typed.

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
            let value = lines.into_iter().find(|(other, _)| other == name);
            return value.map_or_else(|| Secret::from(""), |(_, value)| Secret::from(value));
        }
        match member {
            API_SECRET => self.api_secret.to_secret(),
            CLIENT_SECRET => self.client_secret.to_secret(),
            CLIENT_KEY => self.client_key.to_secret(),
            DPOP_KEY => self.dpop_key.to_secret(),
            member => Secret::from(self.values.named(&member.replace('_', "-"))),
        }
    }

    /// What is typed takes the place of what stood elsewhere.
    pub(crate) fn forget_places(&mut self, field: Field) {
        if let Some(member) = Self::member(field) {
            self.places.remove(&member);
        }
        if field == Field::Parameters {
            let is_other = |member: &str| !member.starts_with("parameters.");
            self.places.retain(|member, _| is_other(member));
        }
    }
}
