//! The protected API: ASP.NET Core's JwtBearer before three small resources.

mod claims;
mod jwt_bearer;
mod resources;

use axum::Router;
use axum::extract::{Request, State as Extract};
use axum::http::header::{ALLOW, WWW_AUTHENTICATE};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use claimscope_core::json::{Object, Value};

use crate::api_settings::ApiSettings;
use crate::http::{Answer, Asked, request_line};
use crate::log::{Server, echo};
use crate::state::State;

pub(crate) use jwt_bearer::{NotAuthenticated, authenticate};

/// ASP.NET Core's content type for JSON.
const JSON: &str = "application/json; charset=utf-8";

/// The API's routes: `/identity`, `/weatherforecast` and `/api/values`.
pub fn router(state: State) -> Router {
    // ASP.NET Core matches paths without case and with or without a trailing slash, so one handler looks at them all.
    Router::new().fallback(handle).with_state(state)
}

async fn handle(Extract(state): Extract<State>, request: Request) -> Response {
    let line = request_line(request.method(), request.uri());
    let answer = match Asked::read(request).await {
        Ok(asked) => answer(&state, &asked),
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

fn answer(state: &State, asked: &Asked) -> Answer {
    let resource = match asked.path.strip_suffix('/').unwrap_or(&asked.path) {
        "/identity" => Resource::Identity,
        "/weatherforecast" => Resource::WeatherForecast,
        "/api/values" => Resource::Values,
        path => {
            return Answer::empty(StatusCode::NOT_FOUND).because(
                format!("there is nothing at {}", echo(path)),
                "try /identity, /weatherforecast or /api/values",
            );
        }
    };
    if asked.method != Method::GET {
        let mut answer = Answer::empty(StatusCode::METHOD_NOT_ALLOWED)
            .because(format!("{} is not allowed here", asked.method), "use GET");
        answer.header(ALLOW, "GET");
        return answer;
    }
    protected(state, asked, resource)
}

fn protected(state: &State, asked: &Asked, resource: Resource) -> Answer {
    let settings = state.api();
    let now = state.clock().now();
    let authorization = asked.authorizations();
    let Some(token) = jwt_bearer::bearer_token(&authorization) else {
        return challenge(None).because(
            missing(&authorization),
            "send Authorization: Bearer <access token>",
        );
    };
    let claims = match jwt_bearer::authenticate(token, &settings, &state.key(), now) {
        Ok(claims) => claims,
        Err(failure) => return refuse(&settings, failure),
    };
    if let Some(scope) = &settings.scope
        && let Some(reason) = missing_scope(&claims, scope)
    {
        return Answer::empty(StatusCode::FORBIDDEN).because(
            reason,
            "ask the token endpoint for this scope, as one of the values of the scope claim",
        );
    }
    let caller = claims.get_str("client_id").unwrap_or("unknown").to_owned();
    let body = match resource {
        Resource::Identity => resources::identity(&claims::principal_claims(
            &claims,
            settings.map_inbound_claims,
        )),
        Resource::WeatherForecast => resources::weather_forecast(now),
        Resource::Values => resources::values(),
    };
    Answer::json(StatusCode::OK, JSON, &resources::dot_net_json(&body))
        .logged(format!("let in the client {}", echo(&caller)))
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

fn refuse(settings: &ApiSettings, failure: NotAuthenticated) -> Answer {
    let error = settings
        .include_error_details
        .then(|| match &failure.description {
            Some(description) => {
                format!("error=\"invalid_token\", error_description=\"{description}\"")
            }
            None => "error=\"invalid_token\"".to_owned(),
        });
    challenge(error.as_deref()).because(failure.reason, failure.hint)
}

/// 401 with the challenge of [RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3), as the handler writes it.
fn challenge(error: Option<&str>) -> Answer {
    let mut answer = Answer::empty(StatusCode::UNAUTHORIZED);
    match error {
        Some(error) => answer.header(WWW_AUTHENTICATE, &format!("Bearer {error}")),
        None => answer.header(WWW_AUTHENTICATE, "Bearer"),
    }
    answer
}

/// `RequireClaim("scope", scope)`: some `scope` claim has exactly this value. Gives the reason where none has.
fn missing_scope(claims: &Object, scope: &str) -> Option<String> {
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
