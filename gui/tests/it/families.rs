//! A refusal of each family of servers, explained at the Call step and in the place Inspect.

use claimscope_gui::effect::Work;
use claimscope_gui::inspect_place::{PlaceCommand, PlaceTab};
use claimscope_gui::message::{Command, Event};
use claimscope_gui::results::CallResult;
use claimscope_gui::tab::Tab;
use claimscope_gui::why::{WhyCommand, WhyField};
use claimscope_oauth::diagnose::{Cause, Refused, diagnose};
use claimscope_oauth::{HttpRequest, HttpResponse};

use crate::shown::{command, open, shows, window};
use crate::support::{NOW, token};

/// Whose answer, how many seconds the token still held, the answer, and the reason that comes first.
type Family = (&'static str, i64, &'static str, Cause);

const GOOD: i64 = 3_600;
const ENDED: i64 = -3_600;

const FAMILIES: &[Family] = &[
    (
        "ASP.NET Core",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nServer: Kestrel\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"The token expired at '01/15/2027 07:00:00'\"\n",
        Cause::Expired,
    ),
    (
        "ASP.NET Core, audience",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nServer: Kestrel\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"The audience 'bills' is invalid\"\n",
        Cause::Audience,
    ),
    (
        "Spring Security",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"An error occurred while attempting to decode the Jwt: The iss claim is not valid\", error_uri=\"https://tools.ietf.org/html/rfc6750#section-3.1\"\n",
        Cause::Issuer,
    ),
    (
        "Quarkus",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer\n",
        Cause::Expired,
    ),
    (
        "jjwt",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{\"error\":\"JWT expired 7200000 milliseconds ago at 2027-01-15T07:00:00.000Z.\"}",
        Cause::Expired,
    ),
    (
        "java-jwt",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{\"message\":\"The Claim 'iss' value doesn't match the required issuer.\"}",
        Cause::Issuer,
    ),
    (
        "express-jwt",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nX-Powered-By: Express\nContent-Type: application/json\n\n{\"message\":\"jwt expired\"}",
        Cause::Expired,
    ),
    (
        "express-oauth2-jwt-bearer",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nX-Powered-By: Express\nWWW-Authenticate: Bearer realm=\"api\", error=\"invalid_token\", error_description=\"Unexpected 'aud' value\"\n",
        Cause::Audience,
    ),
    (
        "NestJS",
        GOOD,
        "HTTP/1.1 403 Forbidden\nX-Powered-By: Express\nContent-Type: application/json\n\n{\"message\":\"Forbidden resource\",\"error\":\"Forbidden\",\"statusCode\":403}",
        Cause::Policy,
    ),
    (
        "Fastify",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{\"statusCode\":401,\"code\":\"FST_JWT_AUTHORIZATION_TOKEN_EXPIRED\",\"error\":\"Unauthorized\",\"message\":\"Authorization token expired\"}",
        Cause::Expired,
    ),
    (
        "golang-jwt",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nContent-Type: text/plain\n\ntoken has invalid claims: token is expired",
        Cause::Expired,
    ),
    (
        "Auth0's Go middleware",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{\"message\":\"JWT is invalid.\"}",
        Cause::TokenRefused,
    ),
    (
        "Rails with Doorkeeper",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"Doorkeeper\", error=\"invalid_token\", error_description=\"The access token was revoked\"\n",
        Cause::Revoked,
    ),
    (
        "Laravel Passport",
        GOOD,
        "HTTP/1.1 403 Forbidden\nContent-Type: application/json\n\n{\"message\":\"Invalid scope(s) provided.\"}",
        Cause::Scope,
    ),
    (
        "Symfony with Lexik",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer\nContent-Type: application/json\n\n{\"code\":401,\"message\":\"Expired JWT Token\"}",
        Cause::Expired,
    ),
    (
        "Flask-JWT-Extended",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{\"msg\":\"Token has been revoked\"}",
        Cause::Revoked,
    ),
    (
        "PyJWT",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{\"detail\":\"Audience doesn't match\"}",
        Cause::Audience,
    ),
    (
        "FastAPI",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer scope=\"parts\"\nContent-Type: application/json\n\n{\"detail\":\"Not enough permissions\"}",
        Cause::Scope,
    ),
    (
        "Kong",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nServer: kong/3.4.2\nContent-Type: application/json\n\n{\"exp\":\"token expired\"}",
        Cause::Expired,
    ),
    (
        "Kong, signature",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nVia: 1.1 kong/3.6\nContent-Type: application/json\n\n{\"message\":\"Invalid signature\"}",
        Cause::Signature,
    ),
    (
        "Envoy",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nServer: envoy\nContent-Type: text/plain\n\nJwt is expired",
        Cause::Expired,
    ),
    (
        "Istio",
        GOOD,
        "HTTP/1.1 403 Forbidden\nServer: istio-envoy\nContent-Type: text/plain\n\nAudiences in Jwt are not allowed",
        Cause::Audience,
    ),
    (
        "nginx",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nServer: nginx/1.27.0\nContent-Type: text/html\nWWW-Authenticate: Bearer realm=\"api\", error=\"invalid_token\"\n\n<html><head><title>401 Authorization Required</title></head></html>",
        Cause::Expired,
    ),
    (
        "Apache mod_auth_openidc",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nServer: Apache/2.4.58\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"JWT token could not be validated\"\n",
        Cause::TokenRefused,
    ),
    (
        "AWS API Gateway",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nx-amzn-ErrorType: UnauthorizedException\nContent-Type: application/json\n\n{\"message\":\"The incoming token has expired\"}",
        Cause::Expired,
    ),
    (
        "AWS HTTP API",
        GOOD,
        "HTTP/1.1 403 Forbidden\nApigw-Requestid: 7\nWWW-Authenticate: Bearer scope=\"parts.write\" error=\"insufficient_scope\"\nContent-Type: application/json\n\n{\"message\":\"Forbidden\"}",
        Cause::Scope,
    ),
    (
        "Azure API Management",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{ \"statusCode\": 401, \"message\": \"JWT not present.\" }",
        Cause::HeaderLost,
    ),
    (
        "Microsoft Graph",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{\"error\":{\"code\":\"InvalidAuthenticationToken\",\"message\":\"Access token validation failure. Invalid audience.\"}}",
        Cause::Audience,
    ),
    (
        "Google APIs",
        GOOD,
        "HTTP/1.1 403 Forbidden\nWWW-Authenticate: Bearer realm=\"https://accounts.google.com/\", error=\"insufficient_scope\", scope=\"https://www.googleapis.com/auth/drive\"\nContent-Type: application/json\n\n{\"error\":{\"code\":403,\"message\":\"Request had insufficient authentication scopes.\",\"status\":\"PERMISSION_DENIED\"}}",
        Cause::Scope,
    ),
    (
        "Okta",
        GOOD,
        "HTTP/1.1 403 Forbidden\nWWW-Authenticate: Bearer realm=\"okta\", scope=\"okta.groups.read\", error=\"insufficient_scope\", error_description=\"The access token provided does not contain the required scopes.\"\n",
        Cause::Scope,
    ),
    (
        "Keycloak",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"parts\", error=\"invalid_token\", error_description=\"User session not found or doesn't have client attached on it\"\n",
        Cause::Revoked,
    ),
    (
        "PostgREST",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"JWT expired\"\nContent-Type: application/json\n\n{\"code\":\"PGRST303\",\"details\":null,\"hint\":null,\"message\":\"JWT expired\"}",
        Cause::Expired,
    ),
    (
        "Hasura",
        GOOD,
        "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"errors\":[{\"extensions\":{\"code\":\"invalid-jwt\"},\"message\":\"Could not verify JWT: JWTNotInAudience\"}]}",
        Cause::Audience,
    ),
    (
        "Kubernetes",
        GOOD,
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"Unauthorized\",\"reason\":\"Unauthorized\",\"code\":401}",
        Cause::TokenRefused,
    ),
    (
        "Apigee",
        ENDED,
        "HTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{\"fault\":{\"faultstring\":\"Access Token expired\",\"detail\":{\"errorcode\":\"keymanagement.service.access_token_expired\"}}}",
        Cause::Expired,
    ),
    (
        "MCP",
        GOOD,
        "HTTP/1.1 403 Forbidden\nWWW-Authenticate: Bearer error=\"insufficient_scope\", scope=\"files:write\", resource_metadata=\"https://mcp.example/.well-known/oauth-protected-resource\"\n",
        Cause::Scope,
    ),
];

fn answer_of(text: &str) -> HttpResponse {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let answer = HttpResponse::new(status.unwrap().parse().unwrap(), body);
    lines.fold(answer, |answer, line| {
        let (name, value) = line.split_once(": ").unwrap();
        answer.header(name, value)
    })
}

/// The sentence of a reason as the window writes it.
fn title(cause: Cause) -> String {
    let title = cause.title();
    format!("{}{}.", title[..1].to_uppercase(), &title[1..])
}

#[test]
fn each_familys_refusal_is_explained_at_the_call_step() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Call);
    script.hang();
    for (family, seconds, text, cause) in FAMILIES {
        let request = HttpRequest::get("https://api.example/parts").bearer(&token(*seconds));
        let response = answer_of(text);
        let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
        let called = CallResult {
            status: response.status,
            diagnosis: Some(diagnosis),
            ..CallResult::default()
        };
        let ctx = harness.ctx.clone();
        harness.state_mut().command(&ctx, Command::Call);
        let Some(Work::Call(ticket, ..)) = script.work().last().cloned() else {
            panic!()
        };
        script.tell(Event::Called(ticket, Ok(called)));
        harness.run();
        assert!(shows(&harness, &title(*cause)), "{family}");
        assert!(shows(&harness, "What to do"), "{family}");
        let headline = format!("{}: ", response.status);
        assert!(shows(&harness, &headline), "{family}");
    }
}

#[test]
fn each_familys_refusal_is_explained_where_it_is_pasted() {
    let (mut harness, _) = window();
    let place = |command| Command::Place(command);
    let edit = |field, text: &str| place(PlaceCommand::Why(WhyCommand::Edit(field, text.into())));
    command(&mut harness, place(PlaceCommand::Show(PlaceTab::Why)));
    for (family, seconds, text, cause) in FAMILIES {
        command(&mut harness, edit(WhyField::Answer, ""));
        command(&mut harness, edit(WhyField::Token, &token(*seconds)));
        command(&mut harness, edit(WhyField::Answer, text));
        let why = &harness.state().model().place.why;
        let first = why
            .diagnosis
            .ready()
            .and_then(|found| found.reasons.first());
        assert_eq!(
            first.map(|first| first.code),
            Some(cause.code()),
            "{family}"
        );
        assert!(shows(&harness, &title(*cause)), "{family}");
    }
}
