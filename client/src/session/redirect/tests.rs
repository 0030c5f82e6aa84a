//! The redirect listener: one answer for its own login, and nothing else.

use claimscope_core::time::Timestamp;
use claimscope_oauth::AuthorizationRequest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

async fn listener(host: &str) -> RedirectListener {
    let redirect_uri = format!("http://{host}:0/callback");
    RedirectListener::bind(&redirect_uri).await.unwrap()
}

fn pending(listener: &RedirectListener) -> PendingAuthorization {
    let request = AuthorizationRequest {
        authorization_endpoint: "https://sts.example/authorize".to_owned(),
        client_id: "c".to_owned(),
        redirect_uri: listener.redirect_uri().to_owned(),
        ..AuthorizationRequest::default()
    };
    request
        .start(Timestamp::default(), &mut crate::entropy)
        .unwrap()
}

fn state(pending: &PendingAuthorization) -> String {
    let mut parameters = pending.parameters().into_iter();
    let (_, state) = parameters.find(|(name, _)| name == "state").unwrap();
    state
}

/// Host and port of the listener.
fn authority(listener: &RedirectListener) -> String {
    let rest = listener.redirect_uri().trim_start_matches("http://");
    rest.split('/').next().unwrap().to_owned()
}

async fn raw(authority: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(authority).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn get(authority: &str, target: &str) -> String {
    let request = format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
    raw(authority, &request).await
}

async fn post(authority: &str, body: &str) -> String {
    let length = body.len();
    let request = format!(
        "POST /callback HTTP/1.1\r\nHost: {authority}\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    raw(authority, &request).await
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap()
}

/// Waits for the answer, and shows what it came to.
async fn answered(
    listener: &RedirectListener,
    pending: &PendingAuthorization,
    refused: impl Fn(OauthError),
) -> Result<AuthorizationCode, OauthError> {
    let arrived = listener.answer(pending, refused).await;
    let answer = pending.accept(&arrived.text);
    arrived.show(&answer).await;
    answer
}

/// Listens while a browser does something, and gives what either has.
async fn while_listening<T>(
    listener: &RedirectListener,
    pending: &PendingAuthorization,
    browser: impl Future<Output = T>,
) -> (Result<AuthorizationCode, OauthError>, T) {
    tokio::join!(answered(listener, pending, drop), browser)
}

#[tokio::test]
async fn the_answer_of_its_own_login_is_taken_and_a_page_says_so() {
    let listener = listener("127.0.0.1").await;
    let pending = pending(&listener);
    let authority = authority(&listener);
    let target = format!("/callback?code=abc&state={}", state(&pending));
    let (answer, page) = while_listening(&listener, &pending, get(&authority, &target)).await;
    assert_eq!(answer.unwrap().code.expose(), b"abc");
    assert_eq!(status(&page), "200");
    assert!(page.contains("You can close this tab"), "{page}");
    assert!(page.contains("Content-Security-Policy: default-src 'none'"));
    assert!(!page.contains("abc"), "{page}");
}

#[tokio::test]
async fn everything_else_is_refused_and_waiting_goes_on() {
    let listener = listener("127.0.0.1").await;
    let pending = pending(&listener);
    let authority = authority(&listener);
    let state = state(&pending);
    let browser = async {
        let own = format!("code=abc&state={state}");
        let mut answers = Vec::new();
        for target in [
            "/",
            "/favicon.ico",
            "/callback/?code=abc",
            "/callback",
            "/callback?code=abc",
            "/callback?code=abc&state=another",
            "/callback?error=access_denied&state=another",
        ] {
            answers.push(status(&get(&authority, target).await).to_owned());
        }
        let other_host = format!("GET /callback?{own} HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        answers.push(status(&raw(&authority, &other_host).await).to_owned());
        let put = format!("PUT /callback?{own} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
        answers.push(status(&raw(&authority, &put).await).to_owned());
        let two = format!("Host: evil.example\r\nHost: {authority}\r\n\r\n");
        let two_hosts = format!("GET /callback?{own} HTTP/1.1\r\n{two}");
        answers.push(status(&raw(&authority, &two_hosts).await).to_owned());
        answers.push(status(&raw(&authority, "no http\r\n\r\n").await).to_owned());
        // A connection that is opened and never used keeps nobody waiting.
        let unused = TcpStream::connect(&authority).await.unwrap();
        get(&authority, &format!("/callback?{own}")).await;
        drop(unused);
        answers
    };
    let (answer, answers) = while_listening(&listener, &pending, browser).await;
    assert!(answer.is_ok());
    let expected = "404 404 404 400 400 400 400 400 405 400 400";
    assert_eq!(answers.join(" "), expected);
}

#[tokio::test]
async fn connections_that_say_nothing_keep_no_answer_out() {
    let listener = listener("127.0.0.1").await;
    let pending = pending(&listener);
    let authority = authority(&listener);
    let own = format!("/callback?code=abc&state={}", state(&pending));
    let browser = async {
        let mut silent = Vec::new();
        for _ in 0..100 {
            let mut stream = TcpStream::connect(&authority).await.unwrap();
            let begun = b"GET /callback HTTP/1.1\r\n";
            // One that made room may be closed already.
            drop(stream.write_all(begun).await);
            silent.push(stream);
        }
        get(&authority, &own).await
    };
    let (answer, page) = while_listening(&listener, &pending, browser).await;
    assert!(answer.is_ok());
    assert_eq!(status(&page), "200");
}

#[tokio::test]
async fn what_looks_like_an_answer_is_told_of() {
    let listener = listener("127.0.0.1").await;
    let pending = pending(&listener);
    let authority = authority(&listener);
    let told = std::sync::Mutex::new(Vec::new());
    let note = |error: OauthError| told.lock().unwrap().push(error.code().as_str());
    let own = format!("/callback?code=a&state={}", state(&pending));
    let browser = async {
        get(&authority, "/callback?code=abc&state=another").await;
        get(&authority, &own).await;
    };
    let (answer, ()) = tokio::join!(answered(&listener, &pending, note), browser);
    assert!(answer.is_ok());
    assert_eq!(told.into_inner().unwrap(), ["authorization.state-mismatch"]);
}

#[tokio::test]
async fn form_post_and_what_stands_behind_the_hash_come_by_post() {
    let listener = listener("127.0.0.1").await;
    let pending = pending(&listener);
    let authority = authority(&listener);
    let body = format!("state={}&code=a%2Bb", state(&pending));
    let browser = async {
        let page = get(&authority, "/callback").await;
        post(&authority, &body).await;
        page
    };
    let (answer, page) = while_listening(&listener, &pending, browser).await;
    assert_eq!(answer.unwrap().code.expose(), b"a+b");
    assert!(page.contains("location.hash"), "{page}");
    // A parameter called submit hides the form's own.
    assert!(page.contains("HTMLFormElement.prototype.submit.call(f)"));
    assert!(!page.contains("f.submit()"));
    assert!(page.contains("form-action 'self'"), "{page}");
}

#[tokio::test]
async fn an_error_of_the_server_ends_it_and_the_page_says_what_went_wrong() {
    let listener = listener("127.0.0.1").await;
    let pending = pending(&listener);
    let authority = authority(&listener);
    let target = format!(
        "/callback?error=access_denied&error_description=%3Cscript%3E&state={}",
        state(&pending)
    );
    let (answer, page) = while_listening(&listener, &pending, get(&authority, &target)).await;
    assert_eq!(answer.unwrap_err().code(), "declined.access_denied");
    assert!(page.contains("Not logged in"), "{page}");
    assert!(page.contains("&lt;script&gt;"), "{page}");
}

#[tokio::test]
async fn localhost_is_listened_on_in_both_families() {
    let listener = listener("localhost").await;
    let addresses: Vec<_> = (listener.sockets.iter())
        .map(|socket| socket.local_addr().unwrap())
        .collect();
    assert!(addresses[0].is_ipv4());
    if let [four, six] = addresses.as_slice() {
        assert!(six.is_ipv6());
        assert_eq!(four.port(), six.port());
    }
    let port = addresses[0].port();
    assert_eq!(
        listener.redirect_uri(),
        format!("http://localhost:{port}/callback")
    );
}

#[tokio::test]
async fn a_taken_port_is_named_with_who_holds_it() {
    let holder = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = holder.local_addr().unwrap().port();
    for host in ["127.0.0.1", "localhost"] {
        let uri = format!("http://{host}:{port}/callback");
        let failure = RedirectListener::bind(&uri).await.unwrap_err();
        assert_eq!(failure.code(), "login.port-taken");
        let message = failure.message();
        assert!(message.contains(&format!("port {port}")), "{message}");
        if cfg!(target_os = "linux") {
            let own = format!("(process {})", std::process::id());
            assert!(message.contains(&own), "{message}");
        }
    }
}

#[tokio::test]
async fn only_this_machine_is_listened_on() {
    for uri in [
        "https://127.0.0.1:8400/callback",
        "http://192.0.2.1/callback",
        "http://app.example/callback",
        "com.example.app:/oauth",
        "http://app.localhost.example/cb",
    ] {
        let failure = RedirectListener::bind(uri).await.unwrap_err();
        assert_eq!(failure.code(), "login.redirect-uri", "{uri}");
        assert!(failure.hint().unwrap().contains("paste"), "{uri}");
    }
}

#[tokio::test]
async fn a_redirect_uri_with_a_query_has_answers_in_the_fragment_too() {
    let uri = "http://127.0.0.1:0/callback?app=1";
    let listener = RedirectListener::bind(uri).await.unwrap();
    let (pending, authority) = (pending(&listener), authority(&listener));
    let browser = async {
        let page = get(&authority, "/callback?app=1").await;
        assert!(page.contains("location.hash"), "{page}");
        post(&authority, &format!("code=abc&state={}", state(&pending))).await
    };
    let (answer, _) = while_listening(&listener, &pending, browser).await;
    assert_eq!(answer.unwrap().code.expose(), b"abc");
}

#[tokio::test]
async fn a_port_is_found_before_it_is_registered() {
    let uri = with_free_port("http://127.0.0.1:0/callback").await.unwrap();
    assert!(!uri.contains(":0/"), "{uri}");
    let fixed = "http://127.0.0.1:8400/callback";
    assert_eq!(with_free_port(fixed).await.unwrap(), fixed);
    let elsewhere = "https://app.example.com/callback";
    assert_eq!(with_free_port(elsewhere).await.unwrap(), elsewhere);
}
