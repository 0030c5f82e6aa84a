//! `grant_type=urn:ietf:params:oauth:grant-type:token-exchange`
//! ([RFC 8693](https://www.rfc-editor.org/rfc/rfc8693)): an access token of this server for another one.

use claimscope_core::json::Object;
use claimscope_core::time::Timestamp;

use crate::config::{Config, grant_type};
use crate::dpop;
use crate::http::Form;
use crate::log::echo;
use crate::token_server::access_token::Subject;
use crate::token_server::issued;
use crate::token_server::refusal::Refusal;
use crate::token_server::scopes::{self, Granted, Implied};

use super::{Approved, Request, not_allowed};

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";

pub(super) fn approve<'a>(request: &Request<'a>) -> Result<Approved<'a>, Refusal> {
    let Request {
        config,
        client,
        form,
        ..
    } = *request;
    if !client.allows(grant_type::TOKEN_EXCHANGE) {
        return Err(not_allowed(client, grant_type::TOKEN_EXCHANGE));
    }
    if let Some(wanted) = form.get("requested_token_type")
        && ![ACCESS_TOKEN, JWT].contains(&wanted)
    {
        return Err(invalid(format!(
            "no token of the type {} is given out",
            echo(wanted)
        )));
    }
    let claims = token(request, "subject_token", "subject_token_type")?
        .ok_or_else(|| invalid("subject_token is missing".to_owned()))?;
    let actor = token(request, "actor_token", "actor_token_type")?;
    let had = issued::scopes(&claims);
    let granted = scopes::grant(config, client, form, Implied::ApiScopesAmong(&had))?;
    if granted.offline_access() || granted.identity_scope(config).is_some() {
        return Err(Refusal::invalid_scope(
            "a token exchange gives tokens for APIs alone",
            "ask for scopes of APIs",
        ));
    }
    if let Some(scope) = granted
        .names
        .iter()
        .find(|scope| !had.contains(&scope.as_str()))
    {
        return Err(Refusal::invalid_scope(
            format!("the subject_token does not have the scope {}", echo(scope)),
            "ask for scopes that the subject_token has; an exchange never widens",
        ));
    }
    audience(config, &granted, form)?;
    let user = issued::user(config, &claims).map_err(|refused| invalid(refused.reason))?;
    let auth_time = claims
        .get("auth_time")
        .and_then(|time| time.as_number()?.as_i64());
    let client = claims
        .get_str("sub")
        .or_else(|| claims.get_str("client_id"));
    Ok(Approved {
        // RFC 8693 §2.1: whom the token is about stays, whoever exchanges it.
        subject_client: client.filter(|_| user.is_none()).map(str::to_owned),
        subject: user.map(|user| Subject {
            user,
            auth_time: auth_time.map(Timestamp::from_unix_seconds),
            sid: claims.get_str("sid").map(str::to_owned),
        }),
        actor: actor.map(|actor| act(&actor, &claims)),
        resources: request.resources.clone(),
        issued_token_type: Some(ACCESS_TOKEN),
        ..Approved::of_client(granted)
    })
}

/// Refuses an `audience` that the new token would not name ([RFC 8693 §2.2.2](https://www.rfc-editor.org/rfc/rfc8693#section-2.2.2)).
fn audience(config: &Config, granted: &Granted, form: &Form) -> Result<(), Refusal> {
    let apis = granted.api_resources(config);
    let is_named = |audience: &str| apis.iter().any(|api| api.scope.name == audience);
    match form.all("audience").into_iter().find(|one| !is_named(one)) {
        Some(other) => Err(Refusal::new(
            "invalid_target",
            format!("the token would not be for the audience {}", echo(other)),
            "name an API resource that owns one of the scopes of subject_token, or leave audience out",
        )),
        None => Ok(()),
    }
}

/// The claims of one of the tokens that came along; `None` where it did not. Where it is bound to a key, the request's
/// DPoP proof must be of that key ([RFC 9449 §7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)).
fn token(request: &Request<'_>, name: &str, kind: &str) -> Result<Option<Object>, Refusal> {
    let (token, stated) = (request.form.get(name), request.form.get(kind));
    let Some(token) = token else {
        return match stated {
            None => Ok(None),
            Some(_) => Err(invalid(format!("{kind} came without {name}"))),
        };
    };
    match stated {
        Some(ACCESS_TOKEN | JWT) => {}
        Some(other) => {
            return Err(invalid(format!(
                "{name} has the type {}, and only access tokens are taken",
                echo(other)
            )));
        }
        None => return Err(invalid(format!("{name} came without its type"))),
    }
    let claims = issued::access_token(request.server, request.config, request.asked, token)
        .map_err(|refused| invalid(format!("the {name} is not good: {}", refused.reason)))?;
    // A bound token is good for whoever has its key, and for nobody else to turn into another one.
    let bound = dpop::bound_to(&claims);
    if bound.is_some() && bound != request.thumbprint {
        return Err(invalid(format!(
            "the {name} is bound to a key, and no DPoP proof of that key came"
        )));
    }
    Ok(Some(claims))
}

/// Who acts, and who acted before ([RFC 8693 §4.1](https://www.rfc-editor.org/rfc/rfc8693#section-4.1)).
fn act(actor: &Object, subject: &Object) -> Object {
    let name = actor.get_str("sub").or_else(|| actor.get_str("client_id"));
    let mut act = Object::new().with("sub", name.unwrap_or_default());
    if let Some(before) = subject.get("act") {
        act.set("act", before.clone());
    }
    act
}

fn invalid(reason: String) -> Refusal {
    Refusal::new(
        "invalid_request",
        reason,
        "send subject_token=<an access token of this server> and subject_token_type=urn:ietf:params:oauth:token-type:access_token",
    )
}
