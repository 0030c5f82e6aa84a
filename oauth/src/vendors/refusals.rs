//! What each product says when it refuses, and by which signs it is known; a file a product.
//!
//! A row is a text in small letters. `*` stands for anything between its parts, `=` before it wants the whole sentence,
//! `?` marks what the sentence makes likely and does not say, and `!` what means this from that product alone.

mod apache;
mod apple;
mod argo_cd;
mod aspnet;
mod auth0;
mod aws;
mod azure;
mod claimscope;
mod cloudflare;
mod django;
mod docker;
mod elastic;
mod envoy;
mod ethereum;
mod express;
pub(crate) mod facts;
mod firewalls;
mod flask;
mod forward_auth;
mod general;
mod github;
mod go;
mod google;
mod graphql;
pub(crate) mod habits;
#[cfg(feature = "pages")]
pub(crate) mod identity_model;
mod keycloak;
mod kong;
mod kubernetes;
mod laravel;
mod mcp;
mod microsoft;
mod nginx;
pub(crate) mod nouns;
mod okta;
mod openresty;
pub(crate) mod postgrest;
mod quarkus;
mod rails;
mod salesforce;
mod services;
mod slack;
mod spring;
pub(crate) mod takes;
pub(crate) mod tls;
mod vault;
mod zitadel;

pub(crate) use general::GENERAL;

use crate::diagnose::cause::Cause;
use crate::diagnose::certainty::Certainty;

/// A text and what it means.
pub(crate) type Row = (&'static str, Cause);

/// What tells that an answer is a product's.
pub(crate) enum Sign {
    /// A header of that name whose value holds the text.
    Header(&'static str, &'static str),
    /// The host that was called ends so.
    Host(&'static str),
    /// A text of the body, white space left out.
    Body(&'static str),
    /// A sentence of the answer.
    Says(&'static str),
}

/// A product that refuses calls.
pub(crate) struct Product {
    /// Its name, as in "Envoy".
    pub(crate) name: &'static str,
    /// One of them is enough.
    pub(crate) signs: &'static [Sign],
    /// What it says.
    pub(crate) rows: &'static [Row],
    /// What to do about a cause where the answer is this product's.
    pub(crate) advice: &'static [(Cause, &'static str)],
}

/// All products; the first whose rows fit is believed.
pub(crate) const PRODUCTS: &[&Product] = &[
    &azure::EASY_AUTH,
    &aspnet::IDENTITY_WEB,
    &aspnet::ASPNET,
    &spring::SPRING,
    &google::GATEWAY,
    &envoy::ENVOY,
    &openresty::OPENIDC,
    &kong::KONG,
    &aws::ALB,
    &aws::API_GATEWAY,
    &aws::SERVICES,
    &azure::API_MANAGEMENT,
    &azure::STORAGE,
    &azure::APP_SERVICE,
    &azure::RESOURCE_MANAGER,
    &microsoft::GRAPH,
    &microsoft::SHAREPOINT,
    &google::IAP,
    &google::RUN,
    &google::APIS,
    &google::FIREBASE,
    &auth0::AUTH0,
    &apple::APPLE,
    &okta::OKTA,
    &argo_cd::ARGO_CD,
    &keycloak::KEYCLOAK,
    &zitadel::ZITADEL,
    &github::GITHUB,
    &github::GITLAB,
    &salesforce::SALESFORCE,
    &slack::SLACK,
    &kubernetes::KUBERNETES,
    &docker::REGISTRY,
    &vault::VAULT,
    &elastic::ELASTICSEARCH,
    &elastic::OPENSEARCH,
    &elastic::GRAFANA,
    &graphql::HASURA,
    &graphql::APOLLO,
    &postgrest::POSTGREST,
    &postgrest::SUPABASE,
    &django::DJANGO,
    &flask::FLASK,
    &flask::FASTAPI,
    &flask::PYJWT,
    &express::EXPRESS,
    &go::GO,
    &rails::RAILS,
    &laravel::LARAVEL,
    &quarkus::QUARKUS,
    &apache::AUTH_OPENIDC,
    &apache::HTTPD,
    &nginx::NGINX,
    &cloudflare::CLOUDFLARE,
    &forward_auth::OAUTH2_PROXY,
    &forward_auth::AUTHELIA,
    &forward_auth::TRAEFIK,
    &firewalls::FIREWALLS,
    &mcp::MCP,
    &services::SERVICES,
];

/// Whose the numbered codes are.
#[cfg(feature = "pages")]
pub(crate) const ASPNET_NAME: &str = aspnet::ASPNET.name;

/// The numbered codes that rows explain, each once, as they are written.
#[cfg(feature = "pages")]
pub(crate) fn numbers() -> impl Iterator<Item = String> {
    let mut last = "";
    aspnet::ASPNET.rows.iter().filter_map(move |(row, _)| {
        let row = row.trim_start_matches(['!', '?']);
        let code = row.split([' ', ':']).next().unwrap_or_default();
        let is_new = code.starts_with(identity_model::START) && code != last;
        last = code;
        is_new.then(|| code.to_ascii_uppercase())
    })
}

/// Whether a sentence in small letters is what the row says.
pub(crate) fn fits(row: &str, sentence: &str) -> bool {
    let row = row.trim_start_matches(['!', '?']);
    if let Some(whole) = row.strip_prefix('=') {
        let trimmed =
            sentence.trim_matches(|end: char| end.is_whitespace() || ".!\"'".contains(end));
        return trimmed == whole;
    }
    let mut rest = sentence;
    row.split('*')
        .all(|part| match after_words(rest, part.trim()) {
            Some(after) => {
                rest = after;
                true
            }
            None => false,
        })
}

/// What follows the words in a text, where they begin a word of it: a telescope has no scope.
fn after_words<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let is_inside = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let begins = |start: usize| {
        !is_inside(words.chars().next()) || !is_inside(text[..start].chars().next_back())
    };
    // A number is the whole number.
    let is_number = words.bytes().rev().take_while(u8::is_ascii_digit).count() > 2;
    let ends = |start: usize| !is_number || !is_inside(text[start + words.len()..].chars().next());
    let (start, _) = text
        .match_indices(words)
        .find(|(start, _)| begins(*start) && ends(*start))?;
    Some(&text[start + words.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_fit_in_order_or_whole() {
        assert!(fits("kid * not found", "the kid k1 was not found"));
        assert!(!fits("kid * not found", "not found: kid"));
        assert!(fits("?=unauthorized", "unauthorized."));
        assert!(!fits("=unauthorized", "unauthorized client"));
        assert!(fits("idx10214", "idx10214: audience"));
        assert!(!fits("idx10214", "idx102144") && !fits("idx10214", "idx10214x"));
    }

    #[test]
    fn rows_are_written_in_small_letters_and_are_reached() {
        let tables = PRODUCTS.iter().map(|product| product.rows).chain([GENERAL]);
        for rows in tables {
            for (index, (row, _)) in rows.iter().enumerate() {
                assert_eq!(*row, row.to_lowercase());
                let text = row.trim_start_matches(['!', '?', '=']).replace(" * ", " ");
                let first = rows.iter().position(|(row, _)| fits(row, &text));
                assert_eq!(first, Some(index), "{row} is hidden by another row");
            }
        }
    }
}
