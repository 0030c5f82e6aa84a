//! A browser over real sockets: it keeps cookies, reads forms and follows nothing by itself.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;

use claimscope_core::json::{Object, Value, parse_strict};
use claimscope_server::{Config, Options, Playground, Running};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
/// A verifier and its challenge, from [RFC 7636 appendix B](https://www.rfc-editor.org/rfc/rfc7636#appendix-B).
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const CALLBACK: &str = "http://127.0.0.1:8400/callback";

pub(crate) async fn start(config: Config) -> Running {
    Playground::start(Options::any_port().config(config))
        .await
        .unwrap()
}

/// An answer, whole.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Object {
        match parse_strict(self.body.as_bytes()) {
            Ok(Value::Object(object)) => object,
            other => panic!("no JSON object: {other:?} in {}", self.body),
        }
    }

    /// A parameter of the address that this page redirects to, from its query or its fragment.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let location = self.location();
        let encoded = location.split_once(['?', '#'])?.1;
        let encoded = encoded.split('#').next().unwrap();
        form_urlencoded::parse(encoded.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The value of a field of the page's form.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\""))?;
        Some(unescape(rest.split('"').next().unwrap()))
    }

    /// What the error page tells: its `dd` texts.
    pub(crate) fn told(&self) -> Vec<String> {
        let parts = self.body.split("<dd>").skip(1);
        parts
            .map(|part| unescape(part.split("</dd>").next().unwrap()))
            .collect()
    }
}

pub(crate) fn encode(fields: &[(&str, &str)]) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(fields);
    text.finish()
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// One profile of a browser.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    base: String,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(running: &Running) -> Self {
        Self {
            base: running.token_server(),
            cookies: BTreeMap::new(),
        }
    }

    /// A client without cookies at another server of the playground.
    pub(crate) fn at(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            cookies: BTreeMap::new(),
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send("GET", path, "", &[]).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = encode(fields);
        self.send("POST", path, &body, &[]).await
    }

    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Page {
        let host = self.base.split_once("://").unwrap().1.to_owned();
        let path = path.strip_prefix(&self.base).unwrap_or(path);
        let given = |name: &str| {
            let mut names = headers.iter().map(|(given, _)| given);
            names.any(|given| given.eq_ignore_ascii_case(name))
        };
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !given("Host") {
            request.push_str(&format!("Host: {host}\r\n"));
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request.push_str(&format!("Cookie: {}\r\n", cookies.join("; ")));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if method == "POST" {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
            if !given("Content-Type") {
                request.push_str(&format!("Content-Type: {FORM}\r\n"));
            }
        }
        request.push_str(&format!("\r\n{body}"));
        let address = host.replace("localhost", "127.0.0.1");
        let page = tokio::task::spawn_blocking(move || exchange(&address, &request))
            .await
            .unwrap();
        self.keep_cookies(&page);
        page
    }

    fn keep_cookies(&mut self, page: &Page) {
        for (name, value) in &page.headers {
            if name == "set-cookie" {
                let cookie = value.split(';').next().unwrap();
                let (name, content) = cookie.split_once('=').unwrap();
                if value.contains("Max-Age=0") {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), content.to_owned());
                }
            }
        }
    }

    /// Fills in the sign-in form of `page`.
    pub(crate) async fn sign_in(&mut self, page: &Page, username: &str, password: &str) -> Page {
        let token = page.field("__RequestVerificationToken").unwrap();
        let return_url = page.field("ReturnUrl").unwrap_or_default();
        self.post(
            "/account/login",
            &[
                ("__RequestVerificationToken", &token),
                ("ReturnUrl", &return_url),
                ("Username", username),
                ("Password", password),
                ("button", "login"),
            ],
        )
        .await
    }

    /// Answers the consent form of `page`, with these scopes and whatever else it carries.
    pub(crate) async fn consent(&mut self, page: &Page, path: &str, scopes: &[&str]) -> Page {
        let token = page.field("__RequestVerificationToken").unwrap();
        let return_url = page.field("ReturnUrl");
        let user_code = page.field("UserCode");
        let mut fields = vec![
            ("__RequestVerificationToken", token.as_str()),
            ("button", "yes"),
        ];
        fields.extend(return_url.as_deref().map(|url| ("ReturnUrl", url)));
        fields.extend(user_code.as_deref().map(|code| ("UserCode", code)));
        fields.extend(scopes.iter().map(|scope| ("ScopesConsented", *scope)));
        self.post(path, &fields).await
    }

    /// Goes the whole way of alice from an authorization request to the redirect back, consenting to everything.
    pub(crate) async fn authorize(&mut self, query: &str) -> Page {
        let mut page = self.get(&format!("/connect/authorize?{query}")).await;
        for _ in 0..6 {
            let location = page.location().to_owned();
            page = match location.as_str() {
                path if path.starts_with("/account/login") => {
                    let form = self.get(path).await;
                    self.sign_in(&form, "alice", "alice").await
                }
                path if path.starts_with("/consent") => {
                    let form = self.get(path).await;
                    let scopes: Vec<String> = checked(&form);
                    let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
                    self.consent(&form, "/consent", &scopes).await
                }
                path if path.starts_with("/connect/authorize/callback") => self.get(path).await,
                _ => return page,
            };
        }
        page
    }

    /// A form sent to the token endpoint by a client that is no browser.
    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> Page {
        let mut client = self.clone();
        client.cookies.clear();
        client.post("/connect/token", fields).await
    }

    /// Redeems a code of `interactive`.
    pub(crate) async fn redeem(&self, code: &str) -> Page {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", "interactive"),
            ("client_secret", "secret"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ])
        .await
    }
}

/// The scopes that a consent form offers.
pub(crate) fn checked(form: &Page) -> Vec<String> {
    let boxes = form.body.split("name=\"ScopesConsented\" value=\"").skip(1);
    let mut scopes: Vec<String> = boxes
        .map(|part| unescape(part.split('"').next().unwrap()))
        .collect();
    scopes.dedup();
    scopes
}

/// An authorization request of `interactive` with everything that it needs.
pub(crate) fn request_of(scope: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([
        ("client_id", "interactive"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", scope),
        ("state", "state-1"),
        ("nonce", "nonce-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    query.finish()
}

fn exchange(address: &str, request: &str) -> Page {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_ascii_lowercase(), value.trim().to_owned())
    });
    Page {
        status: status.parse().unwrap(),
        headers: headers.collect(),
        body: body.to_owned(),
    }
}
