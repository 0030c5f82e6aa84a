//! What products take for tokens, and what they expect of them, put together from their files.

use claimscope_core::vendors::{entra, identityserver};

use super::{
    aspnet, auth0, aws, express, general, github, go, google, keycloak, kubernetes, microsoft,
    okta, quarkus, rails, salesforce, services, slack, vault,
};

/// The names of the products that take tokens of their own, which need not be JWTs.
const TAKE_THEIR_OWN: &[&str] = &[
    github::GITHUB.name,
    github::GITLAB.name,
    google::APIS.name,
    salesforce::SALESFORCE.name,
    slack::SLACK.name,
    okta::OKTA.name,
    services::SERVICES.name,
    rails::RAILS.name,
];

const PREFIXES: &[&[&str]] = &[
    github::TOKEN_PREFIXES,
    slack::TOKEN_PREFIXES,
    services::TOKEN_PREFIXES,
    vault::TOKEN_PREFIXES,
];

/// How opaque tokens begin, and what they are.
const OPAQUE: &[(&str, &str)] = &[google::OPAQUE, salesforce::OPAQUE];

/// The names of the products that take ID tokens.
const TAKE_ID_TOKENS: &[&str] = &[
    aws::API_GATEWAY.name,
    google::RUN.name,
    google::FIREBASE.name,
    google::IAP.name,
    kubernetes::KUBERNETES.name,
];

/// How codes begin that only stand in sentences about access.
pub(crate) const CODES: &[&str] = aspnet::CODES;

/// Whether a sentence is one statement whatever words are in it: where it has a code, the code decides.
pub(crate) fn is_one_statement(sentence: &str) -> bool {
    let mut signs = CODES
        .iter()
        .chain(quarkus::ONE_STATEMENT)
        .chain(general::ONE_STATEMENT);
    signs.any(|sign| sentence.contains(sign))
}

/// Behind which words answers name the audience that they expect.
pub(crate) const AUDIENCE_MARKS: &[&[&str]] = &[
    aspnet::AUDIENCE_MARKS,
    express::AUDIENCE_MARKS,
    general::AUDIENCE_MARKS,
    go::AUDIENCE_MARKS,
    google::AUDIENCE_MARKS,
    auth0::AUDIENCE_MARKS,
];

/// Behind which words answers name the audience of the token.
pub(crate) const TOKEN_AUDIENCE_MARKS: &[&[&str]] = &[
    aspnet::TOKEN_AUDIENCE_MARKS,
    go::TOKEN_AUDIENCE_MARKS,
    google::TOKEN_AUDIENCE_MARKS,
];

/// Behind which words answers name the issuer that they expect.
pub(crate) const ISSUER_MARKS: &[&[&str]] = &[
    aspnet::ISSUER_MARKS,
    express::ISSUER_MARKS,
    keycloak::ISSUER_MARKS,
    go::ISSUER_MARKS,
];

/// Whether the product takes tokens of its own, or the token begins as those of one that does.
pub(crate) fn its_own(is_of: impl Fn(&str) -> bool, token: &str) -> bool {
    let mut prefixes = PREFIXES.iter().copied().flatten();
    TAKE_THEIR_OWN.iter().any(|name| is_of(name))
        || prefixes.any(|prefix| token.starts_with(prefix))
}

/// What an opaque token is, by its shape.
pub(crate) fn opaque_kind(token: &str) -> &'static str {
    let mut known = OPAQUE.iter();
    match known.find(|(start, _)| token.starts_with(start)) {
        Some((_, kind)) => kind,
        None if identityserver::is_reference_token(token) => identityserver::REFERENCE_TOKEN,
        None => "no JWT by its shape",
    }
}

/// Whether the token is for an API whose tokens nobody else can verify, and another API answered.
pub(crate) fn is_for_another_alone(is_of: impl Fn(&str) -> bool, audiences: &[&str]) -> bool {
    !is_of(microsoft::GRAPH.name) && microsoft::is_for_graph(audiences)
}

/// What a `nonce` in the header of a token tells that is [for another alone](is_for_another_alone).
pub(crate) const NONCE_MEANING: &str = microsoft::NONCE_MEANING;

/// Whether the product takes a token without a scheme before it too.
pub(crate) fn without_scheme(is_of: impl Fn(&str) -> bool) -> bool {
    is_of(aws::API_GATEWAY.name)
}

/// Whether the product takes ID tokens.
pub(crate) fn id_tokens(is_of: impl Fn(&str) -> bool) -> bool {
    TAKE_ID_TOKENS.iter().any(|name| is_of(name))
}

/// The audiences that the product always takes at that host, and how to say so.
pub(crate) fn audiences(
    is_of: impl Fn(&str) -> bool,
    host: &str,
) -> Option<(Vec<String>, &'static str)> {
    if is_of(microsoft::GRAPH.name) {
        let known = entra::GRAPH_AUDIENCES.iter().rev().map(|&it| it.to_owned());
        return Some((known.collect(), "Graph takes"));
    }
    microsoft::sharepoint_audiences(host)
        .map(|audiences| (audiences, "SharePoint takes"))
        .or_else(|| Some((google::run_audiences(host)?, "Cloud Run takes")))
}

/// The one issuer that the product trusts, and how to say so.
pub(crate) fn issuer(is_of: impl Fn(&str) -> bool) -> Option<(&'static str, &'static str)> {
    is_of(google::RUN.name).then_some((google::ISSUER, "Cloud Run takes"))
}
