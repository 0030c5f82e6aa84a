//! The protected API: ASP.NET Core's JwtBearer before three small resources, and Claimscope's own guard before the same.

mod challenges;
mod claims;
mod guarded;
mod jwt_bearer;
mod metadata;
mod resources;

use axum::Router;
use axum::extract::{Request, State as Extract};
use axum::http::header::ALLOW;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use claimscope_core::json::{Object, Value};

use crate::config::Extension;
use crate::dpop;
use crate::http::{Answer, Asked, request_line};
use crate::log::{Server, echo};
use crate::state::State;

use challenges::{Challenges, Scheme};
pub(crate) use jwt_bearer::{NotAuthenticated, authenticate};

/// ASP.NET Core's content type for JSON.
const JSON: &str = "application/json; charset=utf-8";

/// The API's routes: `/identity`, `/weatherforecast` and `/api/values`, and the same below `/guard`.
pub fn router(state: State) -> Router {
    // ASP.NET Core matches paths without case and with or without a trailing slash, so one handler looks at them all.
    Router::new().fallback(handle).with_state(state)
}

async fn handle(Extract(state): Extract<State>, request: Request) -> Response {
    let line = request_line(request.method(), request.uri());
    let answer = match Asked::read(request).await {
        Ok(asked) => match guarded::answer(&state, &asked).await {
            Some(answer) => answer,
            None => answer(&state, &asked),
        },
        Err(answer) => answer,
    };
    state.respond(Server::Api, line, answer)
}

#[derive(Clone, Copy)]
enum Resource {
    Identity,
    WeatherForecast,
    Values,
}

impl Resource {
    /// The resource at a path in lower case, without a trailing slash.
    fn at(path: &str) -> Option<Self> {
        match path {
            "/identity" => Some(Self::Identity),
            "/weatherforecast" => Some(Self::WeatherForecast),
            "/api/values" => Some(Self::Values),
            _ => None,
        }
    }
}

fn answer(state: &State, asked: &Asked) -> Answer {
    if let Some(answer) = metadata::answer(state, asked) {
        return answer;
    }
    let path = metadata::without_slash(&asked.path);
    let Some(resource) = Resource::at(path) else {
        return unknown(path);
    };
    if asked.method != Method::GET {
        return wrong_method(asked);
    }
    protected(state, asked, resource)
}

fn unknown(path: &str) -> Answer {
    Answer::empty(StatusCode::NOT_FOUND).because(
        format!("there is nothing at {}", echo(path)),
        "try /identity, /weatherforecast or /api/values, or the same below /guard",
    )
}

fn wrong_method(asked: &Asked) -> Answer {
    let mut answer = Answer::empty(StatusCode::METHOD_NOT_ALLOWED)
        .because(format!("{} is not allowed here", asked.method), "use GET");
    answer.header(ALLOW, "GET");
    answer
}

fn protected(state: &State, asked: &Asked, resource: Resource) -> Answer {
    let settings = state.api();
    let challenges = Challenges::of(state, asked, &settings);
    let now = state.clock().now();
    let authorization = asked.authorizations();
    let has_dpop = state.config().extensions.has(Extension::DPoP);
    let bound = dpop::token(&authorization).filter(|_| has_dpop);
    let Some(token) = bound.or_else(|| jwt_bearer::bearer_token(&authorization)) else {
        return challenges.answer(Scheme::Bearer, None).because(
            missing(&authorization),
            "send Authorization: Bearer <access token>",
        );
    };
    let own = metadata::own_audiences(state, asked);
    let claims = match jwt_bearer::authenticate(token, &settings, &own, &state.key(), now) {
        Ok(claims) => claims,
        Err(failure) => return challenges.refuse(&settings, failure),
    };
    // Only who has a good token can fill the memory of proofs.
    let client_id = claims.get_str("client_id");
    let proof = bound.map(|token| challenges.proof(client_id.unwrap_or_default(), token));
    let thumbprint = match proof.transpose() {
        Ok(thumbprint) => thumbprint,
        Err(answer) => return *answer,
    };
    if has_dpop && let Err(reason) = dpop::check_binding(&claims, thumbprint.as_deref()) {
        let error = "error=\"invalid_token\"";
        return challenges.answer(Scheme::DPoP, Some(error)).because(
            reason,
            "use the token with a proof of the key that it is bound to",
        );
    }
    let takes_words = state
        .config()
        .extensions
        .has(Extension::Rfc9068AccessTokens);
    if let Some(scope) = &settings.scope
        && let Some(reason) = missing_scope(&claims, scope, takes_words)
    {
        return challenges.forbid(scope).because(
            reason,
            "ask the token endpoint for this scope, as one of the values of the scope claim",
        );
    }
    served(state, resource, &claims)
}

/// What the resource has for whoever these claims are of.
fn served(state: &State, resource: Resource, claims: &Object) -> Answer {
    let body = match resource {
        Resource::Identity => resources::identity(&claims::principal_claims(
            claims,
            state.api().map_inbound_claims,
        )),
        Resource::WeatherForecast => resources::weather_forecast(state.clock().now()),
        Resource::Values => resources::values(),
    };
    let caller = claims.get_str("client_id").unwrap_or("unknown");
    Answer::json(StatusCode::OK, JSON, &resources::dot_net_json(&body))
        .logged(format!("let in the client {}", echo(caller)))
}

fn missing(authorization: &str) -> String {
    let scheme = authorization.split(' ').next().unwrap_or_default();
    if authorization.is_empty() {
        "the request has no Authorization header".to_owned()
    } else if scheme.eq_ignore_ascii_case("Bearer") {
        "the Authorization header has no token after Bearer".to_owned()
    } else {
        // What follows a misspelt scheme may be the token, so only short words are repeated.
        match scheme.len() {
            1..=12 => format!(
                "the Authorization header has the scheme {}, not Bearer",
                echo(scheme)
            ),
            _ => "the Authorization header does not begin with Bearer".to_owned(),
        }
    }
}

/// `RequireClaim("scope", scope)`: some `scope` claim has exactly this value, or, where tokens are as RFC 9068 wants
/// them, has it among its words. Gives the reason where none has.
fn missing_scope(claims: &Object, scope: &str, takes_words: bool) -> Option<String> {
    let values: Vec<&str> = match claims.get("scope") {
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(value)) => vec![value],
        _ => Vec::new(),
    };
    if values.contains(&scope) {
        return None;
    }
    let spaced = values
        .iter()
        .any(|value| value.split(' ').any(|word| word == scope));
    if spaced && takes_words {
        return None;
    }
    Some(if spaced {
        format!(
            "the policy wants a scope claim with the value `{scope}`, and the token's is one string with several scopes"
        )
    } else if values.is_empty() {
        format!("the policy wants the scope `{scope}`, and the token has no scope")
    } else {
        format!(
            "the policy wants the scope `{scope}`, and the token has {}",
            echo(&values.join(" "))
        )
    })
}
