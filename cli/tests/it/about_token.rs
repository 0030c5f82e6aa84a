//! `introspect`, `revoke`, `userinfo` and `logout` against the playground.

use crate::playground::OwnPlayground;
use crate::run::{Run, run, run_with};
use crate::tiny::Tiny;

fn asked(command: &str, token: &str, issuer: &str, more: &[&str]) -> Run {
    let arguments = [&[command, "-", "--issuer", issuer], more].concat();
    run_with(
        &arguments,
        token.as_bytes(),
        &[("S", "secret"), ("P", "alice")],
    )
}

#[test]
fn a_token_is_introspected_by_its_api() {
    let stage = OwnPlayground::open();
    let (token, issuer) = (stage.token(), stage.issuer());
    let api = ["--client-id", "api1", "--client-secret-env", "S"];
    let run = asked("introspect", &token, &issuer, &api).exits(0);
    assert!(
        run.stdout.contains("active                   true"),
        "{}",
        run.stdout
    );
    let answer = asked(
        "introspect",
        &token,
        &issuer,
        &[&api[..], &["--json"]].concat(),
    );
    assert_eq!(answer.exits(0).json()["active"], true);
    asked("introspect", "nonsense", &issuer, &api).exits(1);
}

#[test]
fn whoever_may_not_introspect_is_told_whose_secret_is_wanted() {
    let stage = OwnPlayground::open();
    let client = ["--client-id", "client", "--client-secret-env", "S"];
    asked("introspect", &stage.token(), &stage.issuer(), &client)
        .exits(1)
        .says("the secret of the API");
}

#[test]
fn a_token_is_revoked() {
    let stage = OwnPlayground::open();
    let client = ["--client-id", "client", "--client-secret-env", "S"];
    let (token, issuer) = (stage.token(), stage.issuer());
    let hint = ["--token-type-hint", "access_token"];
    let run = asked("revoke", &token, &issuer, &[&client[..], &hint].concat()).exits(0);
    assert!(run.stdout.contains("cannot revoke"), "{}", run.stdout);
    // The playground cannot revoke a JWT either.
    let api = ["--client-id", "api1", "--client-secret-env", "S", "--json"];
    let json = asked("introspect", &token, &issuer, &api).exits(0).json();
    assert_eq!(json["active"], true);
    let wrong = ["--client-id", "nobody", "--client-secret-env", "S"];
    asked("revoke", &token, &issuer, &wrong)
        .exits(1)
        .says("invalid_client");
}

#[test]
fn userinfo_asks_for_a_token_where_none_is_given() {
    let stage = OwnPlayground::open();
    let issuer = stage.issuer();
    let mut arguments = vec!["userinfo", "--issuer", &issuer, "--json"];
    arguments.extend(["--client-id", "ropg_client", "--client-secret-env", "S"]);
    arguments.extend([
        "--grant",
        "password",
        "--username",
        "alice",
        "--password-env",
        "P",
    ]);
    arguments.extend(["--scope", "openid profile"]);
    let environment = [("S", "secret"), ("P", "alice")];
    let user = run_with(&arguments, b"", &environment).exits(0).json();
    let subject = user["sub"].as_str().unwrap().to_owned();
    let with = |subject| {
        let more = ["--subject", subject];
        run_with(&[&arguments[..], &more].concat(), b"", &environment)
    };
    with(&subject).exits(0);
    with("another").exits(3).says("another user");
    asked("userinfo", &stage.token(), &issuer, &[])
        .exits(1)
        .says("openid");
}

#[test]
fn the_address_to_log_out_at_is_printed() {
    let stage = OwnPlayground::open();
    let issuer = stage.issuer();
    let logout = [
        "logout",
        "--issuer",
        &issuer,
        "--client-id",
        "c",
        "--no-browser",
    ];
    let run = run(&logout).exits(0);
    let expected = format!("{issuer}/connect/endsession?client_id=c\n");
    assert_eq!(run.stdout, expected);
}

#[test]
fn what_is_missing_or_has_no_use_is_named() {
    run(&["introspect", "a.b.c"]).exits(2).says("--issuer");
    let issuer = ["--issuer", "http://localhost:1"];
    run(&[&["revoke", "a.b.c"], &issuer[..], &["--subject", "x"]].concat())
        .exits(2)
        .says("userinfo alone");
}

#[test]
fn an_active_token_that_no_api_may_take_is_refused() {
    for (members, code) in [
        (
            serde_json::json!({ "iss": "https://other.example" }),
            "response.iss",
        ),
        (serde_json::json!({ "exp": 1 }), "response.active"),
    ] {
        let tiny = Tiny::open(move |origin, path| match path {
            "/.well-known/openid-configuration" => Some(serde_json::json!({
                "issuer": origin,
                "token_endpoint": format!("{origin}/token"),
                "introspection_endpoint": format!("{origin}/introspect"),
                "jwks_uri": format!("{origin}/jwks"),
            })),
            "/introspect" => {
                let mut answer = members.clone();
                answer["active"] = true.into();
                Some(answer)
            }
            _ => None,
        });
        let client = ["--client-id", "c", "--client-secret-env", "S"];
        let arguments = [&["introspect", "-", "--issuer", tiny.origin()][..], &client];
        run_with(&arguments.concat(), b"abc", &[("S", "secret")])
            .exits(1)
            .says(code);
    }
}
