//! `/connect/userinfo` ([OpenID Connect Core §5.3]).
//!
//! [OpenID Connect Core §5.3]: https://openid.net/specs/openid-connect-core-1_0.html#UserInfo

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{Method, StatusCode};
use claimscope_core::json::{Object, Value};

use crate::config::{Config, Extension, User};
use crate::dpop;
use crate::http::{Answer, Asked, JSON};
use crate::log::echo;

use super::TokenServer;
use super::access_token::add;
use super::issued::{self, RefusedToken};

/// Answers with the claims that the token's identity scopes stand for.
pub(super) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    if asked.method != Method::GET && asked.method != Method::POST {
        return Answer::empty(StatusCode::METHOD_NOT_ALLOWED).because(
            format!("{} is not allowed here", asked.method),
            "use GET or POST",
        );
    }
    let config = server.state.config();
    let mut answer = user_claims(server, &config, asked)
        .unwrap_or_else(|refused| refuse(&config, refused))
        .uncached();
    if config.extensions.has(Extension::DPoPNonces) {
        dpop::give_nonce(&server.state, &mut answer);
    }
    answer
}

fn user_claims(
    server: &TokenServer,
    config: &Config,
    asked: &Asked,
) -> Result<Answer, RefusedToken> {
    let form = asked.form();
    let authorization = asked.authorizations();
    let has_dpop = config.extensions.has(Extension::DPoP);
    let bound = dpop::token(&authorization).filter(|_| has_dpop);
    let in_header = bound.or_else(|| bearer(asked));
    if in_header.is_some() && form.get("access_token").is_some() {
        return Err(RefusedToken {
            error: "invalid_request",
            ..RefusedToken::invalid(
                "a token came in the header and in the body; RFC 6750 §2 wants one",
            )
        });
    }
    let token = in_header
        .or_else(|| form.get("access_token"))
        .ok_or_else(|| RefusedToken::invalid("no access token came with the request"))?;
    let claims = issued::access_token(server, config, asked, token)?;
    if has_dpop {
        let thumbprint = match bound {
            Some(token) => {
                let client_id = claims.get_str("client_id").unwrap_or_default();
                proof(server, config, asked, (client_id, token))?
            }
            None => None,
        };
        dpop::check_binding(&claims, thumbprint.as_deref()).map_err(RefusedToken::invalid)?;
    }
    let scopes = issued::scopes(&claims);
    if !scopes.contains(&"openid") {
        return Err(RefusedToken {
            error: "insufficient_scope",
            ..RefusedToken::invalid(
                "the token has no scope openid; a client-credentials token never has",
            )
        });
    }
    let user = issued::subject(config, &claims)?;
    let message = format!("claims of the user {}", echo(&user.username));
    Ok(Answer::json(StatusCode::OK, JSON, &body(config, &scopes, user)).logged(message))
}

/// The key of the proof that came with `token`.
fn proof(
    server: &TokenServer,
    config: &Config,
    asked: &Asked,
    (client_id, token): (&str, &str),
) -> Result<Option<String>, RefusedToken> {
    let url = format!("{}{}", server.base_url(asked), asked.path);
    let nonces = config.extensions.has(Extension::DPoPNonces);
    let of = (client_id, Some(token));
    dpop::thumbprint(&server.state, asked, &url, of, nonces).map_err(|fault| RefusedToken {
        error: fault.error(),
        ..RefusedToken::invalid(fault.into_reason())
    })
}

/// The scheme's case counts here.
fn bearer(asked: &Asked) -> Option<&str> {
    let token = asked
        .header(&AUTHORIZATION)?
        .trim()
        .strip_prefix("Bearer")?
        .trim();
    (!token.is_empty()).then_some(token)
}

/// The claims about a user that the identity resources among `scopes` ask for.
pub(super) fn identity_claims(config: &Config, scopes: &[&str], user: &User) -> Object {
    let asked: Vec<&String> = scopes
        .iter()
        .filter_map(|scope| config.identity_resource(scope))
        .flat_map(|resource| &resource.user_claims)
        .collect();
    let mut body = Object::new();
    for claim in &user.claims {
        if asked.contains(&&claim.name) {
            add(&mut body, &claim.name, claim.json());
        }
    }
    body
}

fn body(config: &Config, scopes: &[&str], user: &User) -> Object {
    let mut body = identity_claims(config, scopes, user);
    if body.get("sub").is_none() {
        body.set("sub", Value::from(user.subject_id.as_str()));
    }
    body
}

/// The challenge as IdentityServer4 writes it: members joined by commas alone.
fn refuse(config: &Config, refused: RefusedToken) -> Answer {
    let status = match refused.error {
        "insufficient_scope" => StatusCode::FORBIDDEN,
        "invalid_request" => StatusCode::BAD_REQUEST,
        _ => StatusCode::UNAUTHORIZED,
    };
    let mut challenge = format!(
        "Bearer realm=\"IdentityServer\",error=\"{}\"",
        refused.error
    );
    if refused.expired {
        challenge.push_str(",error_description=\"The access token expired\"");
    }
    let mut answer = Answer::empty(status).because(
        refused.reason,
        "send an access token of a user, with the scope openid, in Authorization: Bearer",
    );
    if config.extensions.has(Extension::DPoP) {
        // A scheme of its own, which IdentityServer4 does not have.
        let algorithms = dpop::algorithms().join(" ");
        challenge.push_str(&format!(
            ", DPoP error=\"{}\", algs=\"{algorithms}\"",
            refused.error
        ));
    }
    answer.header(WWW_AUTHENTICATE, &challenge);
    answer
}
