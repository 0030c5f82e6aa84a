//! Connections of a draft, from what formats say of OAuth 2.

use claimscope_oauth::AuthenticationMethod;

use super::draft::{Draft, DraftConnection, DraftId, UniqueNames};
use super::issuer;
use super::oauth2::Oauth2;
use super::url::REDIRECT;
use crate::workspace::{SavedConnection, SavedValue, is_secret_variable};

impl Draft {
    /// The connection with these settings of OAuth: the one that has them already, or a new one of this name.
    pub(super) fn connection(&mut self, name: &str, oauth2: Option<&Oauth2>) -> DraftId {
        let mut all = self.connections.iter();
        if let Some(at) = all.position(|one| one.oauth2.as_ref() == oauth2) {
            return DraftId(at);
        }
        let line = oauth2.map_or(1, |oauth2| oauth2.line);
        let name = self.free_name(name, line);
        let id = DraftId(self.connections.len());
        self.connections.push(DraftConnection {
            name,
            file: self.file.clone(),
            oauth2: oauth2.cloned(),
            saved: SavedConnection::default(),
            requests: Vec::new(),
            names: UniqueNames::default(),
        });
        if let Some(oauth2) = oauth2 {
            let saved = oauth2.saved(self, id);
            self.connections[id.0].saved = saved;
        }
        id
    }
}

impl Oauth2 {
    /// The connection, its secrets noted in the draft.
    pub(super) fn saved(&self, draft: &mut Draft, id: DraftId) -> SavedConnection {
        self.bare(draft).saved_bare(draft, id)
    }

    /// The same without what may be a secret in its URLs.
    fn bare(&self, draft: &mut Draft) -> Self {
        let line = self.line;
        Self {
            issuer: draft.bare_url("URL of the issuer", &self.issuer, line),
            authorization_url: draft.bare_url(
                "URL of the authorization endpoint",
                &self.authorization_url,
                line,
            ),
            token_url: draft.bare_url("URL of the token endpoint", &self.token_url, line),
            redirect_uri: draft.bare_url(REDIRECT, &self.redirect_uri, line),
            ..self.clone()
        }
    }

    fn saved_bare(&self, draft: &mut Draft, id: DraftId) -> SavedConnection {
        let line = self.line;
        let mut saved = SavedConnection {
            client_id: named(&self.client_id),
            scope: self.scope.split_whitespace().map(str::to_owned).collect(),
            resource: named(&self.resource),
            ..SavedConnection::default()
        };
        self.put_place(draft, &mut saved);
        self.put_grant(draft, id, &mut saved);
        let sends_secret = !self.client_secret.trim().is_empty();
        if sends_secret {
            saved.client_secret =
                Some(draft.secret(id, "client_secret", &self.client_secret, line));
            saved.client_auth = self.secret_in_header.map(|in_header| match in_header {
                true => AuthenticationMethod::Basic,
                false => AuthenticationMethod::Post,
            });
        }
        if let Some(audience) = named(&self.audience) {
            saved.expect = saved.expect.audience(audience.clone());
            saved
                .parameters
                .push(("audience".to_owned(), SavedValue::Text(audience)));
        }
        for (name, value) in &self.parameters {
            let is_secret = is_secret_variable(name, "");
            let value = draft.value(id, name, value.clone(), is_secret, line);
            saved.parameters.push((name.clone(), value));
        }
        draft.understood(
            line,
            format!("OAuth 2 with the grant {}", saved.grant.name()),
        );
        saved
    }

    fn put_place(&self, draft: &mut Draft, saved: &mut SavedConnection) {
        if let Some(issuer) = named(&self.issuer) {
            saved.issuer = Some(issuer);
            return;
        }
        let by_user =
            ["authorization_code", "device_code", "implicit"].contains(&self.grant.as_str());
        let (authorization, token) = (named(&self.authorization_url), named(&self.token_url));
        if !by_user {
            saved.token_endpoint = token;
            return;
        }
        saved.issuer = issuer::of_endpoints(authorization.as_deref(), token.as_deref());
        match &saved.issuer {
            Some(issuer) => draft.understood(
                self.line,
                format!("the endpoints are taken to be those of the issuer {issuer}, whose metadata names them: `claimscope discover` shows whether it does"),
            ),
            None => draft.not_understood(self.line, "neither an issuer nor an endpoint is named: write issuer into the connection's file"),
        }
    }

    fn put_grant(&self, draft: &mut Draft, id: DraftId, saved: &mut SavedConnection) {
        let name = match self.grant.as_str() {
            "" => return,
            "implicit" => {
                draft.not_understood(
                    self.line,
                    "the implicit grant is not run here: authorization_code takes its place",
                );
                "authorization_code"
            }
            name => name,
        };
        saved.grant.name = Some(name.to_owned());
        match name {
            "authorization_code" => {
                if let Some(uri) = named(&self.redirect_uri) {
                    let is_heard = crate::session::Login::can_listen_on(&uri) || uri.contains("{{");
                    if !is_heard {
                        saved.grant.pastes = true;
                        draft.not_understood(
                            self.line,
                            format!("nobody can listen at {uri} here: the address that the browser ends on is pasted, or another redirect URI is registered"),
                        );
                    }
                    saved.grant.set("redirect-uri", SavedValue::Text(uri));
                }
            }
            "password" => {
                saved.grant.set(
                    "username",
                    SavedValue::Text(self.username.trim().to_owned()),
                );
                let place = draft.secret(id, "password", &self.password, self.line);
                saved.grant.set("password", SavedValue::Secret(place));
            }
            "refresh_token" => {
                let place = draft.secret(id, "refresh_token", "", self.line);
                saved.grant.set("refresh-token", SavedValue::Secret(place));
            }
            _ => {}
        }
    }
}

fn named(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
