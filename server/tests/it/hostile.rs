//! What a strict client or somebody with bad intent tries with logins, forms and devices.

use claimscope_server::{Config, Running};

use crate::browser::{Browser, Page, encode, request_of, start};

/// A browser in which alice is signed in by way of the login page alone.
async fn alice(running: &Running) -> Browser {
    let mut browser = Browser::new(running);
    let form = browser.get("/account/login").await;
    browser.sign_in(&form, "alice", "alice").await;
    browser
}

fn wait(running: &Running, seconds: i64) {
    let clock = running.state().clock();
    clock.set_offset_seconds(clock.offset_seconds() + seconds);
}

fn ask(more: &str) -> String {
    format!("/connect/authorize?{}{more}", request_of("openid"))
}

/// Signs in where `page` leads, and gives what comes after it.
async fn sign_in(browser: &mut Browser, page: &Page) -> Page {
    assert!(
        page.location().starts_with("/account/login?"),
        "{}",
        page.location()
    );
    let form = browser.get(page.location()).await;
    let back = browser.sign_in(&form, "alice", "alice").await;
    browser.get(back.location()).await
}

#[tokio::test]
async fn no_policy_stops_a_form_whose_redirects_lead_on() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    let login = browser.get(&ask("")).await;
    let form = browser.get(login.location()).await;
    let consent = sign_in(&mut browser, &login).await;
    let consent = browser.get(consent.location()).await;
    for page in [form, consent] {
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("form-action"), "{policy}");
    }
    running.shutdown().await;
}

#[tokio::test]
async fn the_sign_in_for_a_request_satisfies_its_max_age_however_long_consent_takes() {
    let running = start(Config::quickstart()).await;
    let mut browser = alice(&running).await;
    // Within the second of the last sign-in, 0 still asks for one.
    let login = browser.get(&ask("&max_age=0")).await;
    wait(&running, 5);
    let consent = sign_in(&mut browser, &login).await;
    assert!(
        consent.location().starts_with("/consent?"),
        "{}",
        consent.location()
    );
    wait(&running, 60);
    let form = browser.get(consent.location()).await;
    let done = browser.consent(&form, "/consent", &["openid"]).await;
    assert!(done.parameter("code").is_some(), "{}", done.location());
    running.shutdown().await;
}

#[tokio::test]
async fn a_return_address_is_no_way_round_a_sign_in() {
    let running = start(Config::quickstart()).await;
    let mut browser = alice(&running).await;
    for wanted in ["&prompt=login", "&max_age=0"] {
        let login = browser.get(&ask(wanted)).await;
        let form = browser.get(login.location()).await;
        let return_url = form.field("ReturnUrl").unwrap();
        for url in [return_url.clone(), format!("{return_url}0"), ask(wanted)] {
            let page = browser.get(&url).await;
            assert!(page.location().starts_with("/account/login?"), "{url}");
        }
        // The mark of a request says nothing for another one.
        let mark = return_url.split_once("&login_asked=").unwrap().1;
        browser.sign_in(&form, "alice", "alice").await;
        let other = ask(&format!("{wanted}&acr_values=x&login_asked={mark}"));
        let page = browser.get(&other).await;
        assert!(page.location().starts_with("/account/login?"));
        let page = browser.get(&return_url).await;
        assert!(!page.location().starts_with("/account/login?"));
    }
    running.shutdown().await;
}

#[tokio::test]
async fn both_words_of_a_prompt_count() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    browser.authorize(&request_of("openid")).await;
    let login = browser.get(&ask("&prompt=login%20consent")).await;
    let consent = sign_in(&mut browser, &login).await;
    assert!(
        consent.location().starts_with("/consent?"),
        "{}",
        consent.location()
    );
    let form = browser.get(consent.location()).await;
    let done = browser.consent(&form, "/consent", &["openid"]).await;
    assert!(done.parameter("code").is_some(), "{}", done.location());
    running.shutdown().await;
}

#[tokio::test]
async fn a_form_that_the_browser_says_is_anothers_is_refused() {
    let running = start(Config::quickstart()).await;
    let own = running.token_server();
    for (headers, status) in [
        (vec![("Origin", "https://evil.example")], 400),
        (vec![("Origin", "http://localhost:1")], 400),
        (vec![("Sec-Fetch-Site", "cross-site")], 400),
        (
            vec![("Origin", "null"), ("Sec-Fetch-Site", "same-site")],
            400,
        ),
        (
            vec![("Origin", "null"), ("Sec-Fetch-Site", "same-origin")],
            302,
        ),
        (vec![("Origin", own.as_str())], 302),
        (vec![], 302),
    ] {
        // As if the attacker had planted the cookie that goes with the form.
        let mut browser = Browser::new(&running);
        let form = browser.get("/account/login?ReturnUrl=%2Fdevice").await;
        let body = encode(&[
            (
                "__RequestVerificationToken",
                &form.field("__RequestVerificationToken").unwrap(),
            ),
            ("ReturnUrl", "/device"),
            ("Username", "bob"),
            ("Password", "bob"),
            ("button", "login"),
        ]);
        let page = browser.send("POST", "/account/login", &body, &headers);
        assert_eq!(page.await.status, status, "{headers:?}");
        assert_eq!(browser.cookies.contains_key("idsrv"), status == 302);
    }
    running.shutdown().await;
}

async fn device(running: &Running) -> Page {
    let fields = [("client_id", "device"), ("scope", "openid")];
    Browser::new(running)
        .post("/connect/deviceauthorization", &fields)
        .await
}

#[tokio::test]
async fn a_session_may_guess_a_few_user_codes_and_no_more() {
    let running = start(Config::quickstart()).await;
    let code = device(&running).await.json();
    let code = format!("/device?userCode={}", code.get_str("user_code").unwrap());
    let mut browser = alice(&running).await;
    for number in 0..10 {
        let page = browser
            .get(&format!("/device?userCode=99999999{number}"))
            .await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("No device waits with this code"));
    }
    let page = browser.get(&code).await;
    assert_eq!(page.status, 429);
    assert!(page.body.contains("Too many codes were wrong"));
    // Another session is not held up by this one, nor this one for ever.
    assert_eq!(alice(&running).await.get(&code).await.status, 200);
    wait(&running, 300);
    let code = device(&running).await.json();
    let code = format!("/device?userCode={}", code.get_str("user_code").unwrap());
    assert_eq!(browser.get(&code).await.status, 200);
    running.shutdown().await;
}

#[tokio::test]
async fn no_flood_of_device_requests_ends_one_that_waits() {
    let running = start(Config::quickstart()).await;
    let first = device(&running).await.json();
    let mut last = first.clone();
    for _ in 0..250 {
        last = device(&running).await.json();
    }
    assert_eq!(last.get_str("error"), Some("temporarily_unavailable"));
    let fields = [
        ("client_id", "device"),
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", first.get_str("device_code").unwrap()),
    ];
    let poll = Browser::new(&running).token(&fields).await;
    assert_eq!(poll.body, r#"{"error":"authorization_pending"}"#);
    wait(&running, 300);
    assert!(device(&running).await.json().get("user_code").is_some());
    running.shutdown().await;
}

#[tokio::test]
async fn signing_out_wants_one_client_one_session_and_each_parameter_once() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    let page = browser.authorize(&request_of("openid")).await;
    let code = page.parameter("code").unwrap();
    let body = browser.redeem(&code).await.json();
    let hint = body.get_str("id_token").unwrap();
    let back = "post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8400%2F";
    let path = format!("/connect/endsession?id_token_hint={hint}&{back}");
    for more in ["&client_id=device", &format!("&{back}"), "&State=a&state=b"] {
        let page = browser.get(&format!("{path}{more}")).await;
        assert_eq!((page.status, page.location()), (400, ""), "{more}");
        assert!(browser.cookies.contains_key("idsrv"));
    }
    let mut other = alice(&running).await;
    assert_eq!(other.get(&path).await.location(), "/account/logout");
    assert!(other.cookies.contains_key("idsrv"));
    let page = browser.get(&format!("{path}&client_id=interactive")).await;
    assert_eq!(page.location(), "http://127.0.0.1:8400/");
    running.shutdown().await;
}

#[tokio::test]
async fn userinfo_takes_one_token() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    let page = browser.authorize(&request_of("openid")).await;
    let code = page.parameter("code").unwrap();
    let body = browser.redeem(&code).await.json();
    let token = body.get_str("access_token").unwrap();
    let form = encode(&[("access_token", token)]);
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str())];
    let both = browser
        .send("POST", "/connect/userinfo", &form, &headers)
        .await;
    assert_eq!(both.status, 400);
    let challenge = both.header("www-authenticate").unwrap();
    assert!(challenge.contains("invalid_request"), "{challenge}");
    for (form, headers) in [(form.as_str(), &[][..]), ("", &headers[..])] {
        let one = browser
            .send("POST", "/connect/userinfo", form, headers)
            .await;
        assert_eq!(one.status, 200);
    }
    running.shutdown().await;
}

/// What the token server answers to these bytes; after `cut` ones, nothing more can be sent.
async fn raw(running: &Running, request: Vec<u8>, cut: bool) -> String {
    let base = running.token_server();
    let authority = base.split_once("://").unwrap().1;
    let address = authority.replace("localhost", "127.0.0.1");
    let answer = tokio::task::spawn_blocking(move || {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(&request).unwrap();
        if cut {
            stream.shutdown(std::net::Shutdown::Write).unwrap();
        }
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    answer.await.unwrap()
}

#[tokio::test]
async fn a_request_without_one_host_is_refused() {
    let running = start(Config::quickstart()).await;
    for hosts in [
        "",
        "Host: localhost\r\nHost: localhost\r\n",
        "Host: a\"<x>\r\n",
    ] {
        let request = format!(
            "GET /.well-known/openid-configuration HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"
        );
        let answer = raw(&running, request.into_bytes(), false).await;
        assert_eq!(answer.split(' ').nth(1), Some("400"), "{hosts}");
    }
    running.shutdown().await;
}

#[tokio::test]
async fn a_body_that_is_cut_or_malformed_is_a_bad_request() {
    let running = start(Config::quickstart()).await;
    for body in [
        "Content-Length: 99\r\n\r\ngrant_type=",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nabcdeXX",
        "Transfer-Encoding: chunked\r\n\r\nnone\r\n",
    ] {
        let request = format!(
            "POST /connect/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n{body}"
        );
        let answer = raw(&running, request.into_bytes(), true).await;
        assert_eq!(answer.split(' ').nth(1), Some("400"), "{body}: {answer}");
        let entry = running.log().entries().pop().unwrap();
        assert!(entry.message.contains("did not arrive whole"), "{entry}");
    }
    running.shutdown().await;
}

#[tokio::test]
async fn a_form_with_more_fields_than_asp_net_core_reads_is_refused() {
    let running = start(Config::quickstart()).await;
    let browser = Browser::new(&running);
    let client = [
        ("client_id", "client"),
        ("client_secret", "secret"),
        ("grant_type", "client_credentials"),
    ];
    for (more, status) in [(1021, 200), (1022, 400)] {
        let names: Vec<_> = (0..more).map(|index| format!("x{index}")).collect();
        let fields = names.iter().map(|name| (name.as_str(), "1"));
        let fields: Vec<_> = client.into_iter().chain(fields).collect();
        assert_eq!(browser.token(&fields).await.status, status, "{more}");
    }
    running.shutdown().await;
}

#[tokio::test]
async fn a_host_with_a_port_that_is_none_is_refused() {
    let running = start(Config::quickstart()).await;
    for (host, status) in [
        ("localhost:99999", "400"),
        ("localhost:", "400"),
        ("localhost:+80", "400"),
        ("localhost:443", "200"),
        ("localhost", "200"),
    ] {
        let request = format!(
            "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        );
        let answer = raw(&running, request.into_bytes(), false).await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{host}");
    }
    running.shutdown().await;
}
