//! `POST /connect/token`: the checks in IdentityServer4's order, and its errors, which are all status 400.

use axum::http::StatusCode;
use claimscope_core::json::Object;
use claimscope_core::time::Timestamp;

use crate::config::{AccessTokenType, Client, Config, Extension};
use crate::dpop;
use crate::http::{Answer, Asked, JSON};
use crate::log::echo;
use crate::random;
use crate::store::{ReferenceToken, RefreshToken, SignedIn};

use super::access_token::{AccessToken, Subject, access_token_header};
use super::grants::{self, Approved, Refresh, Request};
use super::refusal::Refusal;
use super::{TokenServer, client_auth, id_token, resources};

/// Answers a token request.
pub(super) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    granted(server, asked)
        .unwrap_or_else(Refusal::into_answer)
        .uncached()
}

fn granted(server: &TokenServer, asked: &Asked) -> Result<Answer, Refusal> {
    let form = super::posted_form(asked, "a token request")?;
    let config = server.state.config();
    let now = server.state.clock().now();
    let client = client_auth::authenticate(server, &config, asked, &form)?;
    super::refuse_repeated(&form)?;
    let thumbprint = super::dpop_of(server, &config, asked, &client.client_id)?;
    let issuer = server.issuer(asked);
    let request = Request {
        server,
        config: &config,
        client,
        form: &form,
        asked,
        issuer: &issuer,
        now,
        thumbprint: thumbprint.as_deref(),
        resources: resources::requested(&server.state, &config, &form)?,
    };
    let approved = grants::approve(&request)?;
    let issuing = Issuing {
        server,
        config: &config,
        client,
        issuer: &issuer,
        now,
        thumbprint: thumbprint.as_deref(),
    };
    let mut answer = issuing.answer(approved)?;
    if config.extensions.has(Extension::DPoPNonces) {
        dpop::give_nonce(&server.state, &mut answer);
    }
    Ok(answer)
}

/// Makes what was approved.
struct Issuing<'a> {
    server: &'a TokenServer,
    config: &'a Config,
    client: &'a Client,
    issuer: &'a str,
    now: Timestamp,
    /// The thumbprint of the key that the tokens are bound to.
    thumbprint: Option<&'a str>,
}

impl Issuing<'_> {
    fn answer(&self, approved: Approved<'_>) -> Result<Answer, Refusal> {
        let claims = self.access_token_claims(&approved);
        let access_token = self.access_token(&claims, &approved)?;
        let id_token = match (&approved.identity, &approved.subject) {
            (Some(identity), Some(subject)) => {
                let parts = (subject, &approved.granted, identity);
                let claims = id_token::claims(
                    self.config,
                    self.issuer,
                    self.client,
                    parts,
                    &access_token,
                    self.now,
                );
                Some(self.sign(id_token::header, &claims)?)
            }
            _ => None,
        };
        let message = self.message(&approved);
        let scope = approved.granted.names.join(" ");
        let issued_token_type = approved.issued_token_type;
        let refresh_token = self.refresh_token(approved, claims)?;
        let mut body = Object::new();
        if let Some(id_token) = id_token {
            body.set("id_token", id_token);
        }
        body.set("access_token", access_token);
        if let Some(kind) = issued_token_type {
            body.set("issued_token_type", kind);
        }
        body.set("expires_in", self.client.access_token_lifetime_seconds);
        let is_bound = self.thumbprint.is_some();
        body.set("token_type", if is_bound { "DPoP" } else { "Bearer" });
        if let Some(refresh_token) = refresh_token {
            body.set("refresh_token", refresh_token);
        }
        body.set("scope", scope);
        Ok(Answer::json(StatusCode::OK, JSON, &body).logged(message))
    }

    fn access_token_claims(&self, approved: &Approved<'_>) -> Object {
        let token = AccessToken {
            config: self.config,
            issuer: self.issuer,
            client: self.client,
            granted: &approved.granted,
            subject: approved.subject.as_ref(),
            subject_client: approved.subject_client.as_deref(),
            resources: &approved.resources,
            actor: approved.actor.as_ref(),
            thumbprint: self.thumbprint,
            now: self.now,
        };
        match &approved.kept_claims {
            Some(kept) => token.renewed(kept.clone()),
            None => token.claims(random::unique_id()),
        }
    }

    fn access_token(&self, claims: &Object, approved: &Approved<'_>) -> Result<String, Refusal> {
        match self.client.access_token_type {
            AccessTokenType::Jwt => self.sign(access_token_header, claims),
            AccessTokenType::Reference => {
                let subject = approved.subject.as_ref();
                let lifetime = self.client.access_token_lifetime_seconds;
                let token = ReferenceToken {
                    client_id: self.client.client_id.clone(),
                    subject_id: subject.map(|subject| subject.user.subject_id.clone()),
                    claims: claims.clone(),
                    expires: self.now.plus_seconds(lifetime),
                    origin: approved.origin,
                };
                let store = self.server.state.store();
                store
                    .keep_reference_token(token, self.now)
                    .ok_or_else(ended)
            }
        }
    }

    fn sign(&self, header: fn(&str) -> Object, claims: &Object) -> Result<String, Refusal> {
        let key = self.server.state.key();
        key.sign(&header(key.kid()), claims).map_err(|error| {
            Refusal::new(
                "server_error",
                format!("the token could not be signed: {error}"),
                "give another key file",
            )
        })
    }

    fn refresh_token(
        &self,
        approved: Approved<'_>,
        claims: Object,
    ) -> Result<Option<String>, Refusal> {
        let store = self.server.state.store();
        let kept = |token| {
            store
                .keep_refresh_token(token, self.now)
                .map(Some)
                .ok_or_else(ended)
        };
        // What one request narrowed is not what the next one gets.
        let is_anew = approved.kept_claims.is_none();
        match approved.refresh {
            Refresh::None => Ok(None),
            Refresh::New => match approved.subject.as_ref().and_then(signed_in) {
                Some(signed_in) => kept(RefreshToken {
                    client_id: self.client.client_id.clone(),
                    signed_in,
                    scopes: approved.granted.names,
                    created: self.now,
                    lifetime_seconds: RefreshToken::first_lifetime_seconds(self.client),
                    access_token_claims: claims,
                    resources: approved.all_resources,
                    thumbprint: self
                        .thumbprint
                        .filter(|_| self.client.is_public())
                        .map(str::to_owned),
                    origin: approved.origin,
                    consumed: false,
                }),
                None => Ok(None),
            },
            Refresh::Next(mut token) => {
                if is_anew {
                    token.access_token_claims = claims;
                }
                kept(*token)
            }
            Refresh::Same { handle, mut token } => {
                if is_anew {
                    token.access_token_claims = claims;
                }
                store.replace_refresh_token(&handle, *token);
                Ok(Some(handle))
            }
        }
    }

    fn message(&self, approved: &Approved<'_>) -> String {
        let mut message = format!(
            "a token for the client {} with the scope {}",
            echo(&self.client.client_id),
            echo(&approved.granted.names.join(" "))
        );
        if let Some(subject) = &approved.subject {
            message.push_str(&format!(" and the user {}", echo(&subject.user.username)));
        }
        message.push_str(match approved.refresh {
            Refresh::None => "",
            Refresh::New => ", with a refresh token",
            Refresh::Next(_) => ", with a refresh token in place of the used one",
            Refresh::Same { .. } => ", with the same refresh token",
        });
        message
    }
}

/// The sign-in that a refresh token stands for; `None` where there was none.
fn signed_in(subject: &Subject<'_>) -> Option<SignedIn> {
    Some(SignedIn {
        subject_id: subject.user.subject_id.clone(),
        auth_time: subject.auth_time?,
        sid: subject.sid.clone(),
    })
}

fn ended() -> Refusal {
    Refusal::new(
        "invalid_grant",
        "the code came a second time while its tokens were made, which ended them",
        "redeem a code once",
    )
}
