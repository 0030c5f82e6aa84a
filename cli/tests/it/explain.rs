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
         where the rule is its own.\n`claimscope explain CODE` says the same, and knows codes of others too, such as `AADSTS50011`.\n\n\
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
