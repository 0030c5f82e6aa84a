//! `token`: the token alone, or the whole response.

use claimscope_server::Server;

use crate::playground::OwnPlayground;
use crate::run::{run, run_with};
use crate::tiny::{Reply, Tiny};

#[test]
fn prints_the_access_token_alone() {
    let stage = OwnPlayground::open();
    let run = stage.ask_for_token(&[]).exits(0);
    assert_eq!(run.stdout.lines().count(), 1);
    assert_eq!(run.stdout.trim_end().split('.').count(), 3);
    assert_eq!(run.stderr, "");
}

#[test]
fn json_is_the_whole_response() {
    let stage = OwnPlayground::open();
    for method in ["client_secret_basic", "client_secret_post"] {
        let response = stage
            .ask_for_token(&["--json", "--client-auth", method])
            .exits(0)
            .json();
        assert_eq!(
            (&response["token_type"], &response["scope"]),
            (&"Bearer".into(), &"api1".into())
        );
        assert_eq!(response["expires_in"], 3600);
        assert!(response["access_token"].is_string());
    }
}

#[test]
fn a_user_s_password_comes_from_the_environment() {
    let stage = OwnPlayground::open();
    let issuer = stage.issuer();
    let mut arguments = vec![
        "token",
        "--issuer",
        &issuer,
        "--client-id",
        "ropg_client",
        "--grant",
        "password",
    ];
    arguments.extend([
        "--client-secret-env",
        "S",
        "--scope",
        "api1",
        "--username",
        "alice",
        "--json",
    ]);
    arguments.extend(["--password-env", "P"]);
    let with = |password| run_with(&arguments, b"", &[("S", "secret"), ("P", password)]);
    assert!(with("alice").exits(0).json()["access_token"].is_string());
    with("hunter2")
        .exits(1)
        .says("invalid_username_or_password")
        .hides("hunter2");
}

#[test]
fn a_declined_request_says_what_the_server_said_and_what_to_do() {
    let stage = OwnPlayground::open();
    let issuer = stage.issuer();
    let arguments = [
        "token",
        "--issuer",
        &issuer,
        "--client-id",
        "client",
        "--client-secret-env",
        "S",
    ];
    let run = run_with(&arguments, b"", &[("S", "hunter2")]).exits(1);
    assert_eq!(run.stdout, "");
    run.says("invalid_client (status 400)")
        .says("what to do")
        .hides("hunter2");
    stage
        .ask_for_token(&["--scope", "nonsense"])
        .exits(1)
        .says("invalid_scope");
}

#[test]
fn a_dead_server_is_a_network_failure() {
    let stage = OwnPlayground::open();
    stage.stop(Server::Token);
    stage
        .ask_for_token(&[])
        .exits(3)
        .says("nothing listens on")
        .hides("secret");
}

#[test]
fn what_is_missing_is_named() {
    run(&["token", "--client-id", "client"])
        .exits(2)
        .says("--issuer");
    run(&["token", "--issuer", "http://localhost:1"])
        .exits(2)
        .says("--client-id");
    let arguments = [
        "token",
        "--issuer",
        "http://localhost:1",
        "--client-id",
        "c",
        "--grant",
        "password",
    ];
    run(&arguments).exits(2).says("--username");
    run(&["token", "--issuer", "no url", "--client-id", "c"]).exits(2);
}

#[test]
fn no_secret_goes_to_a_server_that_names_another_issuer() {
    let tiny = Tiny::metadata(|_, document| document["issuer"] = "https://elsewhere".into());
    let client = ["--issuer", tiny.origin(), "--client-id", "client"];
    let secret = ["--client-secret-env", "S"];
    let api = format!("{}/api", tiny.origin());
    for command in [&["token"][..], &["call", &api]] {
        let arguments = [command, &client, &secret].concat();
        run_with(&arguments, b"", &[("S", "hunter2")])
            .exits(3)
            .says("https://elsewhere")
            .hides("hunter2");
    }
    assert_eq!((tiny.count("GET"), tiny.count("POST")), (2, 0));
}

#[test]
fn an_endpoint_that_cannot_be_used_is_the_server_s_fault() {
    let tiny = Tiny::metadata(|_, document| {
        document["token_endpoint"] = "http://elsewhere.example/token".into();
    });
    let arguments = ["token", "--issuer", tiny.origin(), "--client-id", "client"];
    run(&arguments).exits(3).says("elsewhere.example");
}

#[test]
fn the_password_grant_sends_no_empty_password() {
    let tiny = Tiny::metadata(|_, _| {});
    let client = ["token", "--issuer", tiny.origin(), "--client-id", "client"];
    let user = ["--grant", "password", "--username", "bob"];
    run(&[&client[..], &user].concat())
        .exits(2)
        .says("no password")
        .says("--password-env");
    assert_eq!(tiny.count(""), 0);
}

#[test]
fn a_further_parameter_repeats_no_option() {
    let tiny = Tiny::metadata(|_, _| {});
    let client = ["token", "--issuer", tiny.origin(), "--client-id", "client"];
    for (parameter, says) in [
        ("scope=api1", "--scope"),
        ("grant_type=password", "--grant"),
        ("client_id=hunter2", "--client-id"),
        ("client_secret=hunter2", "--client-secret-env"),
        ("username=hunter2", "--username"),
        ("password=hunter2", "--password-env"),
        ("=hunter2", "no name"),
        ("hunter2", "no ="),
    ] {
        run(&[&client[..], &["--param", parameter]].concat())
            .exits(2)
            .says(says)
            .hides("hunter2");
    }
    assert_eq!(tiny.count(""), 0);
}

#[test]
fn options_without_use_are_refused() {
    let token = |more: &[&str]| {
        let client = ["token", "--issuer", "https://a.example", "--client-id", "c"];
        run_with(&[&client[..], more].concat(), b"", &[("S", "hunter2")]).exits(2)
    };
    token(&["--username", "bob"]).says("--grant password");
    token(&["--password-env", "S"]).says("--grant password");
    token(&["--client-auth", "none", "--client-secret-env", "S"]).says("sends no secret");
    token(&["--token-endpoint", "https://a.example/token"]).says("leave one of them out");
    for odd in ["foo", "https://api.example/#part", ""] {
        token(&["--resource", odd]).says("--resource");
    }
    for option in ["--scope", "--client-id", "--issuer", "--username"] {
        run(&["token", option, ""]).exits(2).says("an empty value");
    }
}

#[test]
fn grants_that_put_tokens_into_addresses_are_explained() {
    let client = ["token", "--issuer", "https://a.example", "--client-id", "c"];
    for grant in ["implicit", "hybrid"] {
        run(&[&client[..], &["--grant", grant]].concat())
            .exits(2)
            .says("not run here")
            .says("authorization_code");
    }
    run(&[&client[..], &["--grant", "foo"]].concat())
        .exits(2)
        .says("token_exchange");
}

#[test]
fn what_a_grant_needs_is_asked_for_before_anything_is_sent() {
    let tiny = Tiny::metadata(|_, _| {});
    let token = |more: &[&str]| {
        let client = ["token", "--issuer", tiny.origin(), "--client-id", "client"];
        run(&[&client[..], more].concat()).exits(2)
    };
    token(&["--grant", "refresh_token"]).says("--refresh-token-env");
    token(&["--grant", "token-exchange"]).says("--subject-token-env");
    token(&["--grant", "jwt_bearer"]).says("--assertion-file");
    token(&["--paste"]).says("--grant authorization_code");
    for lost in [&["--par"][..], &["--jar"], &["--paste"]] {
        token(&[&["--grant", "device_code"], lost].concat()).says(lost[0]);
    }
    token(&["--no-browser"]).says("--no-browser");
    token(&["--redirect-uri", "http://127.0.0.1:8400/"]).says("for the authorization_code grant");
    token(&["--grant", "authorization_code", "--max-age", "soon"]).says("--max-age");
    assert_eq!(tiny.count(""), 0);
}

#[test]
fn an_input_that_ends_before_the_answer_is_pasted_ends_the_login() {
    let tiny = Tiny::metadata(|origin, document| {
        document["authorization_endpoint"] = format!("{origin}/authorize").into();
    });
    let client = ["token", "--issuer", tiny.origin(), "--client-id", "client"];
    let login = ["--grant", "authorization_code", "--paste", "--no-browser"];
    let redirect = ["--redirect-uri", "http://127.0.0.1:8400/callback"];
    let arguments = [&client[..], &login, &redirect].concat();
    run_with(&arguments, b"\n", &[])
        .exits(2)
        .says("the input ended");
}

#[test]
fn other_grants_send_what_they_are_made_of() {
    let tiny = Tiny::metadata(|_, _| {});
    let sent = |more: &[&str], says: &str| {
        let client = [
            "token",
            "--issuer",
            tiny.origin(),
            "--client-id",
            "client",
            "-v",
        ];
        let arguments = [&client[..], more].concat();
        run_with(&arguments, b"", &[("T", "hunter2")])
            .says(says)
            .hides("hunter2");
    };
    sent(
        &["--grant", "refresh_token", "--refresh-token-env", "T"],
        "> grant_type=refresh_token&client_id=client&refresh_token=•••",
    );
    sent(
        &[
            "--grant",
            "token_exchange",
            "--subject-token-env",
            "T",
            "--requested-token-type",
            "urn:x",
        ],
        "&subject_token=•••&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&requested_token_type=urn%3Ax",
    );
    sent(
        &["--grant", "jwt_bearer", "--assertion-env", "T"],
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&client_id=client&assertion=•••",
    );
    sent(
        &["--grant", "urn:example:custom", "--param", "ticket=hunter2"],
        "> grant_type=urn%3Aexample%3Acustom&client_id=client&ticket=•••",
    );
}

#[test]
fn a_login_that_cannot_be_listened_for_says_so() {
    let tiny = Tiny::metadata(|origin, document| {
        document["authorization_endpoint"] = format!("{origin}/authorize").into();
    });
    let log_in = |redirect_uri: &str| {
        let client = ["token", "--issuer", tiny.origin(), "--client-id", "client"];
        let login = [
            "--grant",
            "authorization_code",
            "--no-browser",
            "--redirect-uri",
        ];
        run(&[&client[..], &login, &[redirect_uri]].concat()).exits(2)
    };
    log_in("https://app.example/callback").says("paste");
    let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = holder.local_addr().unwrap().port();
    log_in(&format!("http://127.0.0.1:{port}/callback")).says(&format!("port {port}"));
}

#[test]
fn a_pasted_answer_of_another_login_is_refused() {
    let tiny = Tiny::metadata(|origin, document| {
        document["authorization_endpoint"] = format!("{origin}/authorize").into();
    });
    let client = ["token", "--issuer", tiny.origin(), "--client-id", "client"];
    let login = ["--grant", "authorization_code", "--no-browser", "--paste"];
    let app = ["--redirect-uri", "com.example.app:/callback"];
    let pasted = b"com.example.app:/callback?code=hunter2&state=other\n";
    run_with(&[&client[..], &login, &app].concat(), pasted, &[])
        .exits(1)
        .says("/authorize?response_type=code&client_id=client&redirect_uri=com.example.app")
        .says("another state")
        .hides("hunter2");
    assert_eq!(tiny.count("POST"), 0);
}

#[test]
fn a_token_endpoint_is_asked_without_discovery() {
    let stage = OwnPlayground::open();
    let endpoint = format!("{}/connect/token", stage.issuer());
    let client = ["--client-id", "client", "--client-secret-env", "S"];
    let asked = ["token", "--token-endpoint", &endpoint, "-v"];
    let run = run_with(&[&asked[..], &client].concat(), b"", &[("S", "secret")]).exits(0);
    assert!(
        !run.stderr.contains("openid-configuration"),
        "{}",
        run.stderr
    );
    for odd in ["http://elsewhere.example/token", "token", "ftp://a.example"] {
        run_with(
            &[&["token", "--token-endpoint", odd][..], &client].concat(),
            b"",
            &[("S", "hunter2")],
        )
        .exits(2)
        .hides("hunter2");
    }
}

#[test]
fn a_gateway_that_says_no_is_no_dead_network() {
    for status in ["401 Unauthorized", "403 Forbidden", "429 Too Many Requests"] {
        let tiny = Tiny::replying(move |_, _| Reply::text(status, "no"));
        let endpoint = format!("{}/token", tiny.origin());
        run(&["token", "--token-endpoint", &endpoint, "--client-id", "c"]).exits(1);
    }
}

#[test]
fn a_token_response_for_programs_is_json_whatever_the_server_wrote() {
    let body = "\u{feff}{\"access_token\":\"Bearer abc\",\"token_type\":\"Bearer\"}";
    let tiny = Tiny::replying(move |_, _| Reply::text("200 OK", body));
    let endpoint = format!("{}/token", tiny.origin());
    let arguments = ["token", "--token-endpoint", &endpoint, "--client-id", "c"];
    let printed = run(&[&arguments[..], &["--json"]].concat())
        .exits(0)
        .says("begins with Bearer");
    let read: serde_json::Value = serde_json::from_str(&printed.stdout).unwrap();
    assert_eq!(read["access_token"], "Bearer abc");
}

#[test]
fn metadata_that_names_two_issuers_gets_no_secret() {
    let tiny = Tiny::replying(|origin, path| {
        let issuer = format!("{origin}/own");
        match path.ends_with("openid-configuration") {
            true => Reply::text(
                "200 OK",
                format!(
                    r#"{{"issuer":"https://evil.example","issuer":"{issuer}","token_endpoint":"{origin}/token"}}"#
                ),
            ),
            false => Reply::text("404 Not Found", ""),
        }
    });
    let issuer = format!("{}/own", tiny.origin());
    run_with(
        &[
            "token",
            "--issuer",
            &issuer,
            "--client-id",
            "c",
            "--client-secret-env",
            "S",
        ],
        b"",
        &[("S", "hunter2hunter2")],
    )
    .exits(3)
    .says("says something twice");
    assert_eq!(tiny.count("POST"), 0);
}

#[test]
fn an_assertion_alone_needs_no_client_and_its_refusal_is_about_it() {
    let refusing =
        serde_json::json!({"error": "invalid_grant", "error_description": "audience is invalid"});
    let server = Tiny::replying(move |_, _| Reply::json("400 Bad Request", &refusing));
    let endpoint = format!("{}/token", server.origin());
    let arguments = [
        "token",
        "--token-endpoint",
        &endpoint,
        "--grant",
        "jwt_bearer",
        "--assertion-env",
        "A",
    ];
    // {"aud":["id.example"]}
    let assertion = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOlsiaWQuZXhhbXBsZSJdfQ.c2ln";
    let alone = [&arguments[..], &["--client-auth", "none"]].concat();
    let run = run_with(&alone, b"", &[("A", assertion)]).exits(1);
    assert!(
        run.stderr.contains("the assertion is not accepted"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("aud is an array"), "{}", run.stderr);
    let run = run_with(&arguments, b"", &[("A", assertion)]).exits(2);
    assert!(run.stderr.contains("--client-auth none"), "{}", run.stderr);
}
