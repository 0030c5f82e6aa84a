//! What many products answer, a row an answer: the first reason is the right one, and nothing is certain that need not be.

mod amazon;
mod clouds;
mod data_and_tools;
mod facts;
mod frameworks;
mod gateways;
mod node_and_others;
mod services;

use super::*;

/// What was sent with the request.
#[derive(Clone, Copy, Debug)]
enum Sent {
    /// An access token that holds for an hour.
    Good,
    /// One that ended an hour ago.
    Expired,
    /// One that begins in an hour.
    Early,
    /// An id token.
    Id,
    /// A Cognito access token, which has no audience.
    Cognito,
    /// A token that is no JWT.
    Opaque(&'static str),
    /// This value of `Authorization`, `TOKEN` standing for a good token.
    Header(&'static str),
    /// No `Authorization` at all.
    Nothing,
}

use Sent::*;

/// One answer and the codes of which one has to come first; without any, the answer is no refusal.
struct Row {
    name: &'static str,
    status: u16,
    /// `Name: value`, a line each.
    headers: &'static str,
    body: &'static str,
    sent: Sent,
    first: &'static [&'static str],
}

const fn row(
    name: &'static str,
    sent: Sent,
    status: u16,
    headers: &'static str,
    body: &'static str,
    first: &'static [&'static str],
) -> Row {
    Row {
        name,
        status,
        headers,
        body,
        sent,
        first,
    }
}

fn authorization(sent: Sent) -> Option<String> {
    let now = NOW.unix_seconds();
    let access = claims()
        .with("iss", "https://id.shop.test")
        .with("aud", "urn:shop");
    let token = match sent {
        Nothing => return None,
        Opaque(text) => text.to_owned(),
        Header(value) => return Some(value.replace("TOKEN", &token(&access))),
        Good => token(&access),
        Expired => token(&access.with("nbf", now - 7200).with("exp", now - 3600)),
        Early => token(&access.with("nbf", now + 3600).with("exp", now + 7200)),
        Id => token(
            &Object::new()
                .with("iss", "https://accounts.google.com")
                .with("aud", "77-web.apps.googleusercontent.com")
                .with("exp", now + 3600)
                .with("at_hash", "x")
                .with("nonce", "n"),
        ),
        Cognito => token(
            &Object::new()
                .with(
                    "iss",
                    "https://cognito-idp.us-east-2.amazonaws.com/us-east-2_x",
                )
                .with("exp", now + 3600)
                .with("client_id", "abc")
                .with("token_use", "access")
                .with("scope", "aws.cognito.signin.user.admin"),
        ),
    };
    Some(format!("Bearer {token}"))
}

fn answer_of(row: &Row) -> HttpResponse {
    let lines = row
        .headers
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    lines.fold(HttpResponse::new(row.status, row.body), |answer, line| {
        let (name, value) = line.split_once(':').unwrap();
        answer.header(name, value.trim())
    })
}

fn diagnosed(row: &Row) -> Diagnosis {
    let mut request = HttpRequest::get("https://orders.shop.test/v2/items");
    if let Some(value) = authorization(row.sent) {
        request = request.header("Authorization", value);
    }
    diagnose(&Refused::new(&request, &answer_of(row), NOW))
}

/// All rows whose first reason is another one.
fn wrong(rows: &[Row]) -> Vec<String> {
    let rows = rows.iter().filter_map(|row| {
        let diagnosis = diagnosed(row);
        let first = diagnosis.reasons.first().map(|reason| reason.code);
        let is_right = match first {
            Some(code) => row.first.contains(&code),
            None => row.first.is_empty(),
        };
        (!is_right).then(|| format!("{}: {} ({first:?})", row.name, text(&diagnosis)))
    });
    rows.collect()
}

fn all() -> impl Iterator<Item = &'static Row> {
    [
        gateways::ROWS,
        amazon::ROWS,
        clouds::ROWS,
        frameworks::ROWS,
        node_and_others::ROWS,
        services::ROWS,
        data_and_tools::ROWS,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn gateways_and_proxies_are_understood() {
    assert_eq!(wrong(gateways::ROWS), Vec::<String>::new());
}

#[test]
fn clouds_are_understood() {
    assert_eq!(wrong(amazon::ROWS), Vec::<String>::new());
    assert_eq!(wrong(clouds::ROWS), Vec::<String>::new());
}

#[test]
fn frameworks_are_understood() {
    assert_eq!(wrong(frameworks::ROWS), Vec::<String>::new());
    assert_eq!(wrong(node_and_others::ROWS), Vec::<String>::new());
}

#[test]
fn services_are_understood() {
    assert_eq!(wrong(services::ROWS), Vec::<String>::new());
    assert_eq!(wrong(data_and_tools::ROWS), Vec::<String>::new());
}

#[test]
fn there_are_many_rows() {
    assert!(all().count() >= 90, "{}", all().count());
}

#[test]
fn a_vendors_advice_needs_the_vendors_own_signs() {
    for row in all() {
        let diagnosis = diagnosed(row);
        let fixes: String = diagnosis
            .reasons
            .iter()
            .map(|reason| reason.fix.as_str())
            .collect();
        for (vendor, words) in [
            ("ASP.NET", "AspNetCore"),
            ("Spring", "Spring"),
            ("Kong", "Kong"),
            ("Envoy", "Envoy"),
        ] {
            let names = [vendor, "Istio", "Kestrel"];
            let is_own = names.iter().any(|name| {
                row.name.contains(name)
                    && (*name == vendor || vendor == "Envoy" || vendor == "ASP.NET")
            });
            assert!(is_own || !fixes.contains(words), "{}: {fixes}", row.name);
        }
    }
}

#[test]
fn an_answer_without_its_request_is_never_about_a_header_that_was_not_seen() {
    for row in all() {
        let request = HttpRequest::new("GET", "");
        let answer = answer_of(row);
        let diagnosis = diagnose(&Refused::new(&request, &answer, NOW).request_unseen());
        let codes: Vec<_> = diagnosis.reasons.iter().map(|reason| reason.code).collect();
        assert!(!codes.contains(&"header.not-received"), "{}", row.name);
        assert!(
            !codes.contains(&"header.scheme") || row.first.contains(&"header.scheme"),
            "{}",
            row.name
        );
        let missing = diagnosis
            .reasons
            .iter()
            .find(|reason| reason.code == "token.missing");
        let is_certain = missing.is_some_and(|reason| reason.certainty == Certainty::Certain);
        assert!(!is_certain, "{}", row.name);
    }
}

#[test]
fn no_answer_makes_a_token_that_holds_certainly_expired() {
    for row in all().filter(|row| matches!(row.sent, Good)) {
        for reason in diagnosed(row).reasons {
            let is_about_time = matches!(reason.code, "token.expired" | "token.not-yet-valid");
            assert!(
                !is_about_time || reason.certainty < Certainty::Certain,
                "{}",
                row.name
            );
        }
    }
}
