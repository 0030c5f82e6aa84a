//! `inspect`: any text gives a report.

use claimscope_core::base64url;
use claimscope_server::Mint;

use crate::playground::OwnPlayground;
use crate::run::{binary, run, run_with};

const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhIiwiaWF0IjoxNTE2MjM5MDIyfQ.YSBzaWduYXR1cmUgdGhhdCBub2JvZHkgY2hlY2tzIF8";

#[test]
fn proves_nothing_and_says_so() {
    let run = run(&["inspect", TOKEN, "--at", "1516239022"]).exits(0);
    assert!(
        run.stdout
            .starts_with("? unverified  no key was tried, so nothing is proved\n"),
        "{}",
        run.stdout
    );
    assert!(run.has_line(&[
        "iat",
        "when it was issued",
        "1516239022",
        "2018-01-18 01:30:22 UTC",
        "now"
    ]));
    assert!(run.has_line(&["Signature", "not checked: HS256"]));
}

#[test]
fn finds_the_token_in_what_was_pasted() {
    let pastes: [&[&str]; 4] = [
        &[&format!("Bearer {TOKEN}")],
        &["Bearer", TOKEN],
        &[&format!(
            r#"{{"access_token":"{TOKEN}","token_type":"Bearer"}}"#
        )],
        &[&format!(
            "curl -H 'Authorization: Bearer {TOKEN}' https://api"
        )],
    ];
    for paste in pastes {
        let arguments: Vec<_> = ["inspect", "--json", "--at", "1516239022"]
            .iter()
            .chain(paste)
            .copied()
            .collect();
        assert_eq!(run(&arguments).exits(0).json()["claims"]["sub"], "a");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, TOKEN).unwrap();
    run(&["inspect", "--token-file", file.to_str().unwrap()]).exits(0);
}

#[test]
fn names_what_was_pasted_and_what_was_taken_off() {
    let run_on = |text: &str| run_with(&["inspect", "-"], text.as_bytes(), &[]).exits(0);
    run_on(&format!("Bearer Bearer {TOKEN}\n"))
        .prints("an Authorization header")
        .prints("the scheme stood twice")
        .prints("line breaks; no header can carry them");
    run_on(&format!("Bearer {TOKEN}\"")).prints("quotation marks");
    let error = r#"{"error":"invalid_client","error_description":"the secret is wrong"}"#;
    let run = run_on(error)
        .prints("an error response")
        .prints("There is no token in it.")
        .prints("the secret is wrong");
    assert!(!run.stdout.contains("JWT"), "{}", run.stdout);
    let response = format!(r#"{{"access_token":"{TOKEN}","refresh_token":"hush-hush"}}"#);
    let run = run_on(&response).prints("access_token (JWT, this report), refresh_token (opaque)");
    assert!(!run.stdout.contains("hush-hush"));
    run_on("https://app.example/cb?code=4%2F0A&state=s").prints("a redirect back to a client");
    let json = run_with(&["inspect", "--json", "-"], error.as_bytes(), &[]).exits(0);
    assert_eq!(json.json()["pasted_as"], "error-response");
    assert_eq!(json.json()["members"][0]["value"], "invalid_client");
}

#[test]
fn a_string_in_place_of_a_boolean_stands_in_quotation_marks() {
    // {"alg":"HS256"} and {"email_verified":"true"}
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJlbWFpbF92ZXJpZmllZCI6InRydWUifQ.c2lnbmF0dXJlIHRoYXQgbm9ib2R5IGNoZWNrcyBhdCBhbGw";
    run(&["inspect", token])
        .prints("\"true\"")
        .prints("a string, where OpenID Connect Core §5.1 has a boolean");
}

#[test]
fn a_rejected_token_exits_with_1_and_words_with_0() {
    let stage = OwnPlayground::open();
    run(&["inspect", &stage.mint(Mint::default().expired())])
        .exits(1)
        .prints("claim.exp");
    run(&["inspect", "eyJ.e30.x"]).exits(1);
    run(&["inspect", "what is this?"])
        .exits(0)
        .prints("no token");
}

#[test]
fn the_report_goes_to_a_file_as_markdown_without_the_signature() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.md");
    let path = file.to_str().unwrap();
    run(&["inspect", TOKEN, "--markdown", path])
        .exits(0)
        .prints("unverified");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("**Unverified**"), "{text}");
    let signature = TOKEN.rsplit('.').next().unwrap();
    assert!(!text.contains(signature), "{text}");
    run(&["inspect", TOKEN, "--markdown", "no-such-folder/a.md"])
        .exits(2)
        .says("no-such-folder/a.md cannot be written");
}

#[test]
fn why_a_server_refused_is_in_the_markdown_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("why.md");
    let answer = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"The audience 'api2' is invalid\"\r\n\r\n";
    let arguments = ["inspect", "-", "--markdown", file.to_str().unwrap()];
    run_with(&arguments, answer.as_bytes(), &[]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("## Why"), "{text}");
    assert!(text.contains("token.audience"), "{text}");
}

#[test]
fn an_opaque_token_is_unverified_and_no_failure() {
    run(&["inspect", "2YotnFZFEjr1zCsicMWpAA"])
        .exits(0)
        .prints("unverified");
    let report = run(&["inspect", "2YotnFZFEjr1zCsicMWpAA", "--json"]).json();
    assert_eq!(report["verdict"], "unverified");
    assert_eq!(report["summary"]["word"], "unverified");
}

#[test]
fn huge_and_binary_pastes_get_a_report() {
    let huge = "a".repeat(10 * 1024 * 1024);
    run_with(&["inspect", "-"], huge.as_bytes(), &[])
        .exits(1)
        .prints("format.size");
    let binary: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    run_with(&["inspect", "-"], &binary, &[]).exits(1);
    let endless = vec![b'a'; 33 * 1024 * 1024];
    run_with(&["inspect", "-"], &endless, &[])
        .exits(2)
        .says("32 MiB");
}

#[test]
fn values_cannot_steer_the_terminal() {
    // {"alg":"HS256"} and {"sub":"[ESC][2J[RLO]x"}, the escape and the reversal written as JSON escapes.
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJcdTAwMWJbMkpcdTIwMmV4In0.c2lnbmF0dXJl";
    let run = run(&["inspect", token]);
    assert!(run.stdout.contains(r"\u{1b}[2J\u{202e}x"), "{}", run.stdout);
    assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{202e}'));
}

#[test]
fn colour_is_for_terminals_and_no_color_turns_it_off() {
    let coloured = |environment: &[(&str, &str)]| {
        run_with(&["inspect", TOKEN], b"", environment)
            .stdout
            .contains('\u{1b}')
    };
    assert!(!coloured(&[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn a_closed_standard_output_is_no_fault() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = binary(&["inspect", TOKEN]).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// What a server answered, as `curl -i` prints it.
const ANSWER: &str = "HTTP/1.1 401 Unauthorized\r\nDate: Thu, 15 Feb 2024 11:01:09 GMT\r\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"The audience 'a' is invalid\"\r\n\r\n";

#[test]
fn says_why_a_server_refused_where_its_answer_is_pasted() {
    let on = |text: &str| run_with(&["inspect", "-"], text.as_bytes(), &[]).exits(0);
    let first = "1  the token is for another API";
    on(ANSWER).prints("an HTTP response").prints(first);
    let challenge = "WWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"The audience 'a' is invalid\"";
    on(challenge)
        .prints(first)
        .prints("Why  the token is for another API");
    let json = r#"{"status":400,"headers":[],"body":"{\"error\":\"invalid_client\"}"}"#;
    let client = "the authorization server does not accept the client's credentials";
    on(json)
        .prints("an error response")
        .prints(&format!("Why  400: most likely {client}"));
    on(r#"{"error":"invalid_client"}"#).prints(&format!("Why  most likely {client}"));
    on("HTTP/1.1 200 OK\nContent-Type: application/json\n\n{}").hides("Why");
}

#[test]
fn reads_a_request_beside_its_answer() {
    let on = |text: &str| run_with(&["inspect", "-"], text.as_bytes(), &[]).exits(0);
    let curl = format!(
        "> GET /orders HTTP/1.1\n> Host: api.test\n> Authorization: Bearer Bearer {TOKEN}\n>\n< HTTP/1.1 401 Unauthorized\n< WWW-Authenticate: Bearer\n<\n"
    );
    on(&curl)
        .prints("the scheme stood twice")
        .prints("Bearer stands twice");
    let request = r#"{"method":"POST","url":"https://id.test/token","headers":{"Content-Type":"application/json"},"body":"{\"grant_type\":\"client_credentials\"}"}"#;
    let response = r#"{"status":400,"headers":{},"body":{"error":"invalid_request","error_description":"grant_type is missing"}}"#;
    on(&format!(r#"{{"request":{request},"response":{response}}}"#))
        .prints("the token request is not sent as a form  certain");
}

#[test]
fn lines_of_logs_har_files_and_addresses_are_explained() {
    let on = |text: &str| run_with(&["inspect", "-"], text.as_bytes(), &[]);
    on("jwt.exceptions.InvalidAudienceError: Audience doesn't match")
        .exits(0)
        .prints("a log line")
        .prints("the token is for another API");
    on("https://login.microsoftonline.com/error?code=50011")
        .exits(0)
        .prints("AADSTS50011")
        .prints("register the very redirect_uri");
    let har = format!(
        r#"{{"log":{{"entries":[{{"request":{{"method":"GET","url":"https://api.test/","headers":[{{"name":"Authorization","value":"Bearer {TOKEN}"}}]}},"response":{{"status":401,"headers":[{{"name":"WWW-Authenticate","value":"Bearer error=\"invalid_token\", error_description=\"The token expired\""}}]}}}}]}}}}"#
    );
    on(&har)
        .prints("a HAR file; this is an HTTP request of it")
        .prints("Why  401: ")
        .hides(TOKEN);
}

#[test]
fn a_private_key_in_a_token_stands_in_no_output() {
    let header = r#"{"alg":"HS256","jwk":{"kty":"oct","k":"c2hhcmVkLXNlY3JldA"}}"#;
    let token = format!(
        "{}.{}",
        base64url::encode(header),
        TOKEN.split_once('.').unwrap().1
    );
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.md");
    let report = report.to_str().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "another secret of thirty-two bytes").unwrap();
    let verify = [
        "verify",
        "--secret-file",
        secret.to_str().unwrap(),
        "--no-issuer",
        "--no-audience",
    ];
    for command in [&["inspect"][..], &verify] {
        for form in [&[][..], &["--json"], &["--markdown", report]] {
            let all = [command, form, &[&token]].concat();
            run(&all)
                .hides("c2hhcmVkLXNlY3JldA")
                .prints("a private key or a shared secret stands in the header");
        }
        let written = std::fs::read_to_string(report).unwrap();
        assert!(!written.contains("c2hhcmVk"), "{written}");
    }
}
