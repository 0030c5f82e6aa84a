//! `explain`: every code has its meaning; docs/codes.md lists them all.

use std::fmt::Write as _;

use expect_test::expect_file;
use serde_json::Value;

use crate::run::run;

#[test]
fn a_check_a_reason_a_finding_and_a_failure_are_explained() {
    for (code, kind, source) in [
        ("claim.exp", "check", "RFC 7519 §4.1.4"),
        ("token.audience", "reason", "RFC 7519 §4.1.3"),
        ("metadata.http", "finding", "RFC 8414 §2"),
        ("network.certificate", "failure", "RFC 5280 §6"),
        ("usage.options", "failure", "Claimscope"),
        ("misuse.async-engine", "failure", "Claimscope"),
    ] {
        let said = run(&["explain", code]).exits(0).prints(code);
        said.prints("what to do");
        let found = run(&["explain", code, "--json"]).exits(0).json();
        let entry = &found["codes"][0];
        assert_eq!(entry["kind"], kind, "{code}");
        assert_eq!(entry["source"], source, "{code}");
    }
}

#[test]
fn an_error_value_and_the_codes_of_others_are_explained() {
    run(&["explain", "invalid_client"])
        .exits(0)
        .prints("declined.invalid_client");
    run(&["explain", "AADSTS50011"])
        .exits(0)
        .prints("Microsoft Entra")
        .prints("redirect URI");
    run(&["explain", "insufficient_scope"])
        .exits(0)
        .prints("scope.missing");
    run(&["explain", "IDX10214"])
        .exits(0)
        .prints("ASP.NET Core")
        .prints("token.audience");
    run(&["explain", "jwt", "expired"])
        .exits(0)
        .prints("token.expired");
}

#[test]
fn a_check_is_shown_with_examples_and_servers() {
    let mut said = run(&["explain", "claim.aud"]).exits(0);
    for text in [
        "An example that fails",
        "\"aud\":\"https://other.example\"",
        "An example that passes",
        "In ASP.NET Core (JwtBearer)",
        "ValidAudience",
        "In Spring Security (resource server)",
        "resourceserver.jwt.audiences",
        "In Kong (plugins jwt and openid-connect)",
        "audience_required",
    ] {
        said = said.prints(text);
    }
    let found = run(&["explain", "claim.aud", "--json"]).exits(0).json();
    let entry = &found["codes"][0];
    assert_eq!(
        entry["link"],
        "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3"
    );
    assert_eq!(entry["sections"][0]["title"], "An example that fails");
    run(&["explain", "token.audience"])
        .exits(0)
        .prints("The check behind it")
        .prints("see  claim.aud");
}

#[test]
fn codes_of_others_are_listed_by_their_names() {
    let all = run(&["explain", "--json"]).exits(0).json();
    let vendors = all["vendors"].as_array().unwrap();
    for name in ["IDX10214", "AADSTS50011", "UserNotConfirmedException"] {
        let found = vendors.iter().find(|one| one["name"] == name);
        assert!(found.is_some(), "{name}");
        let said = run(&["explain", &name.to_lowercase()]).exits(0);
        said.prints(found.unwrap()["meanings"][0]["vendor"].as_str().unwrap());
    }
}

#[test]
fn every_code_can_be_the_name_of_a_page_and_says_all_that_a_page_needs() {
    let all = run(&["explain", "--json"]).exits(0).json();
    for entry in all["codes"].as_array().unwrap() {
        let code = entry["code"].as_str().unwrap();
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        assert!(code.chars().all(is_plain), "{code}");
        assert!(
            entry["link"].is_string() || entry["source"] == "Claimscope",
            "{code}"
        );
        let sections = entry["sections"].as_array();
        if entry["kind"] == "check" {
            assert!(sections.is_some_and(|all| all.len() >= 6), "{code}");
        }
        // What a section leads to is a code of this list.
        let led_to = sections.into_iter().flatten();
        let mut led_to = led_to.flat_map(|one| one["codes"].as_array().into_iter().flatten());
        let codes = all["codes"].as_array().unwrap();
        assert!(
            led_to.all(|to| codes.iter().any(|one| one["code"] == *to)),
            "{code}"
        );
    }
}

#[test]
fn an_unknown_code_is_bad_usage_and_names_its_family() {
    run(&["explain", "claim.expiry"]).exits(2).says("claim.exp");
    let run = run(&["explain", "nothing", "--json"]).exits(2);
    assert_eq!(run.json()["error"]["code"], "usage.options");
}

/// What each kind of code is, for the page.
const KINDS: [(&str, &str); 5] = [
    (
        "check",
        "## Checks\n\nThe checks of a token, in the order in which they are run. A check's name is also the code of the error that a \
         verifier gives. The meaning says what holds where the check passes.",
    ),
    (
        "reason",
        "## Reasons of a refusal\n\nWhy an API or a token endpoint said no, as `claimscope call` and the window's Call step tell.",
    ),
    (
        "finding",
        "## Findings\n\nWhat is odd in an issuer's metadata or in a token response, and did not stop the work.",
    ),
    (
        "probe",
        "## Cases of the probe\n\nWhat `claimscope probe` sends to an API, and why it must be refused, or taken. What to do is about a gap.",
    ),
    (
        "failure",
        "## Failures\n\nWhy something could not be done at all: `error.code` of `--json`, and of a `ClaimscopeError` in JavaScript.",
    ),
];

#[test]
fn the_page_of_all_codes_is_fresh() {
    let all = run(&["explain", "--json"]).exits(0).json();
    let all = all["codes"].as_array().unwrap();
    let mut page = String::from(
        "# Codes\n\nEvery stable name that Claimscope gives, with what it means, what to do, and where the rule stands; `Claimscope` \
         where the rule is its own.\n`claimscope explain CODE` says the same, with an example that fails and one that passes for each check, what to do in ASP.NET \
         Core, Spring, Express and Kong, and codes of others, such as `AADSTS50011`.\n\n\
         <!-- Made by `UPDATE_EXPECT=1 cargo test -p claimscope explain`. -->\n",
    );
    for (kind, introduction) in KINDS {
        let _ = write!(
            page,
            "\n{introduction}\n\n| code | meaning | what to do | source |\n| --- | --- | --- | --- |\n"
        );
        for entry in all.iter().filter(|entry| entry["kind"] == kind) {
            let _ = writeln!(page, "{}", row(entry));
        }
    }
    expect_file!["../../../docs/codes.md"].assert_eq(&page);
}

fn row(entry: &Value) -> String {
    let text = |name: &str| entry[name].as_str().unwrap().replace('|', "\\|");
    format!(
        "| `{}` | {} | {} | {} |",
        text("code"),
        sentence(&text("meaning")),
        text("remedy"),
        text("source")
    )
}

/// With a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    let text: String = first.into_iter().chain(characters).collect();
    format!("{}.", text.trim_end_matches('.'))
}

#[test]
fn an_empty_code_is_bad_usage() {
    run(&["explain", ""]).exits(2).says("the code is empty");
}

#[test]
fn what_is_not_known_is_named_without_its_secrets() {
    let text = "Location: https://app/cb#access_token=S3cr3tValueX9&n=1";
    let said = run(&["explain", text]).exits(2).says("access_token=•••");
    assert!(!said.stderr.contains("S3cr3t"));
}
