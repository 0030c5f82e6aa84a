//! A connection as the window's own state keeps it while it is in no file as it is, and taken up again on its file.

use claimscope_client::workspace::SavedConnection;

use crate::connection::{ConnectionForm, Field};
use crate::file_form::request_before;
use crate::pairs;
use crate::request::RequestForm;

impl ConnectionForm {
    /// The connection as it is saved: what is left out of it is named, and of what it may not hold it has what the file has.
    pub fn to_save(&self, base: &SavedConnection) -> Self {
        let is_cut = |field: &Field| self.incomplete.contains(field) || self.is_cut(*field);
        let mut saved = Self {
            incomplete: Field::saved().filter(is_cut).collect(),
            parameters: pairs::to_save(&self.parameters, &base.parameters),
            ..self.clone()
        };
        for (index, request) in saved.requests.iter_mut().enumerate() {
            let was = request_before(&self.requests, index, &base.requests);
            *request = request.to_save(was);
        }
        saved
    }

    /// Edits that were kept by [`Self::to_save`], of a file that says what `written` has: what could not be kept is as the file
    /// has it.
    pub(crate) fn complete_by(&mut self, written: &Self, base: &SavedConnection) {
        self.places.clone_from(&written.places);
        let text = serde_json::to_value(written.to_save(base));
        let Some(kept) = text.ok().and_then(|text| serde_json::from_value(text).ok()) else {
            return;
        };
        let kept: Self = kept;
        let fields = Field::saved().filter(|field| !field.is_secret() && *field != Field::ApiUrl);
        for field in fields {
            if self.field(field) == kept.field(field) && self.field(field) != written.field(field) {
                self.set_field(field, written.field(field).to_owned());
            }
        }
        if self.api_url == kept.api_url {
            self.api_url.clone_from(&written.api_url);
        }
        if self.parameters == kept.parameters {
            self.parameters = written.parameters.clone();
        }
        for own in self.requests.iter_mut() {
            let is_it = |one: &&RequestForm| one.name == own.name;
            let Some(written) = written.requests.iter().find(is_it) else {
                continue;
            };
            let kept = kept.requests.iter().find(is_it);
            let id = own.id;
            if kept.is_some_and(|kept| RequestForm { id, ..kept.clone() } == *own) {
                *own = written.clone();
                own.id = id;
            } else if std::mem::take(&mut own.is_body_missing) {
                own.body = written.body.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client_key::ClientKey;
    use crate::connection::ConnectionId;
    use crate::grant::GrantField;
    use crate::request::RowForm;
    use crate::sensitive::Sensitive;

    #[test]
    fn saved_connections_carry_no_secret() {
        let mut connection = ConnectionForm {
            parameters: Sensitive::from("password=hunter2"),
            client_key: ClientKey::from("hunter2"),
            dpop_key: ClientKey::from("hunter2"),
            api_secret: Sensitive::from("hunter2"),
            issuer: "https://me:hunter2@login.example/?pin=hunter2".to_owned(),
            api_url: "https://me:hunter2@api.example".to_owned(),
            audience: "https://me:hunter2@api.example".to_owned(),
            jwks_url: "https://me:hunter2@keys.example/?token=hunter2".to_owned(),
            ..ConnectionForm::playground()
        };
        let request = connection.requests.chosen_mut();
        request.set_url("curl -u me:hunter2 https://h/?access_token=hunter2".to_owned());
        request.headers = vec![RowForm::new("X-Api-Key", "hunter2")].into();
        request.body.text = Sensitive::from("hunter2");
        for field in GrantField::all().filter(|field| field.form().is_secret) {
            connection.set_field(Field::Grant(field), "hunter2".to_owned());
        }
        let saved =
            serde_json::to_string(&connection.to_save(&SavedConnection::default())).unwrap();
        assert!(
            !saved.contains("\"secret\"") && !saved.contains("hunter2"),
            "{saved}"
        );
    }

    #[test]
    fn what_was_left_out_of_an_address_is_known_after_a_restart_until_it_is_typed_anew() {
        let typed = "https://chat.example/hooks/hunter2";
        let mut connection = ConnectionForm {
            id: ConnectionId(1),
            ..ConnectionForm::default()
        };
        connection.set_field(Field::ApiUrl, typed.to_owned());
        let text = connection.unsaved_text(Field::ApiUrl).unwrap();
        assert!(text.starts_with("Not saved"), "{text}");
        let saved =
            serde_json::to_string(&connection.to_save(&SavedConnection::default())).unwrap();
        assert!(!saved.contains("hunter2"), "{saved}");
        assert_eq!(connection.request_url(), typed);
        let mut restored: ConnectionForm = serde_json::from_str(&saved).unwrap();
        assert_eq!(restored.request_url(), "https://chat.example/hooks");
        let text = restored.unsaved_text(Field::ApiUrl).unwrap();
        assert!(text.starts_with("Complete it"), "{text}");
        assert_eq!(restored.to_save(&SavedConnection::default()), restored);
        restored.set_field(Field::ApiUrl, "https://chat.example/orders".to_owned());
        assert_eq!(restored.unsaved_text(Field::ApiUrl), None);
    }
}
