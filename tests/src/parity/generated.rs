//! Cases of our own making: every algorithm, every profile, and tokens that fail one check each.

use anyhow::{Context, Result};
use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use serde_json::{Value, json};

use super::{Case, Keys, NOW, Question, signature_only};
use crate::tokens::{TestSigner, changed};

const ISSUER: &str = "https://localhost:5001";
const PROFILES: [&str; 4] = ["jwt", "at+jwt", "identityserver4", "id-token"];

pub(super) fn cases() -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for algorithm in Algorithm::all() {
        of_algorithm(algorithm, &mut cases)?;
    }
    of_secret(&mut cases)?;
    of_unusable(&mut cases)?;
    of_claims(&mut cases)?;
    of_headers(&mut cases)?;
    of_pastes(&mut cases)?;
    Ok(cases)
}

/// A key, and access tokens signed with it.
pub(super) struct Issuer(pub(super) TestSigner);

impl Issuer {
    pub(super) fn new(algorithm: Algorithm) -> Result<Self> {
        Ok(Self(TestSigner::new(algorithm)?))
    }

    pub(super) fn keys(&self) -> Keys {
        let key = match self.0.key.public() {
            Some(public) => public.to_json(),
            None => self.0.key.to_json_with_private(),
        };
        Keys::Set(format!(r#"{{"keys":[{key}]}}"#))
    }

    fn header(&self) -> Value {
        self.0.header(json!({ "typ": "at+jwt" }))
    }

    pub(super) fn sign(&self, header: &str, payload: &str) -> Result<String> {
        self.0.sign(header, payload)
    }

    fn token(&self, claims: &Value) -> Result<String> {
        self.sign(&self.header().to_string(), &claims.to_string())
    }

    fn case(&self, name: &str, text: String, options: Value) -> Case {
        explained(name, text, self.keys(), options)
    }
}

pub(super) fn explained(name: &str, text: String, keys: Keys, options: Value) -> Case {
    let name = name.to_owned();
    let question = Question::Explain { keys, options };
    Case {
        name,
        text,
        question,
    }
}

fn claims() -> Value {
    let now = NOW.unix_seconds();
    json!({
        "nbf": now - 10, "exp": now + 3_600, "iss": ISSUER, "aud": "api1", "sub": "alice", "client_id": "client",
        "jti": "8967E4AF94DCE9F508D5236EE1CAD53A", "iat": now - 10, "scope": "api1 api2",
    })
}

fn options(profile: &str) -> Value {
    json!({ "profile": profile, "issuer": ISSUER, "audience": "api1", "algorithms": "of-keys" })
}

/// A good signature, a changed one, a changed payload, a foreign key, no key of that name, another algorithm's name.
fn of_algorithm(algorithm: Algorithm, cases: &mut Vec<Case>) -> Result<()> {
    let (issuer, other) = (Issuer::new(algorithm)?, Issuer::new(algorithm)?);
    let name = algorithm.name();
    let token = issuer.token(&claims())?;
    let (input, signature) = token.rsplit_once('.').context("three parts")?;
    let mut bytes = base64url::decode(signature)?;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let variants = [
        ("good", token.clone()),
        (
            "changed signature",
            format!("{input}.{}", base64url::encode(&bytes)),
        ),
        (
            "short signature",
            format!("{input}.{}", base64url::encode(&bytes[1..])),
        ),
        (
            "long signature",
            format!("{input}.{}", base64url::encode([&bytes[..], &[0]].concat())),
        ),
        ("no signature", format!("{input}.")),
        (
            "zeros",
            format!("{input}.{}", base64url::encode(vec![0; bytes.len()])),
        ),
        ("changed payload", token.replacen('.', ".e30", 1)),
        (
            "without kid",
            issuer.sign(&json!({ "alg": name }).to_string(), "{}")?,
        ),
        ("of a stranger", other.token(&claims())?),
        (
            "of a stranger in its name",
            other.sign(&issuer.header().to_string(), "{}")?,
        ),
    ];
    for (variant, text) in variants {
        let mut expected = options("at+jwt");
        if !algorithm.is_everywhere() {
            expected["algorithms"] = json!([name]);
        }
        cases.push(issuer.case(&format!("{name}: {variant}"), text.clone(), expected));
        cases.push(issuer.case(
            &format!("{name}: {variant}, signature"),
            text,
            signature_only(),
        ));
    }
    for another in Algorithm::all() {
        let header = json!({ "alg": another.name(), "kid": issuer.0.key.kid });
        let text = issuer.sign(&header.to_string(), &claims().to_string())?;
        let title = format!("{name} called {}", another.name());
        cases.push(issuer.case(&title, text, signature_only()));
    }
    Ok(())
}

/// A set whose only key cannot be used, because it is of another curve than it says.
fn of_unusable(cases: &mut Vec<Case>) -> Result<()> {
    let issuer = Issuer::new(Algorithm::ES256)?;
    let Keys::Set(set) = issuer.keys() else {
        return Ok(());
    };
    let keys = Keys::Set(set.replacen("P-256", "P-384", 1));
    let token = issuer.token(&claims())?;
    cases.push(explained(
        "a key of another curve than it says",
        token,
        keys,
        options("at+jwt"),
    ));
    Ok(())
}

/// Shared secrets, short ones too.
fn of_secret(cases: &mut Vec<Case>) -> Result<()> {
    let issuer = Issuer::new(Algorithm::HS256)?;
    let token = issuer.token(&claims())?;
    for secret in [b"secret".to_vec(), vec![7; 32], vec![0xff; 200]] {
        let mut options = options("jwt");
        let name = format!("a secret of {} bytes", secret.len());
        cases.push(explained(
            &name,
            token.clone(),
            Keys::Secret(secret.clone()),
            options.clone(),
        ));
        options["allowWeakKeys"] = true.into();
        cases.push(explained(
            &name,
            token.clone(),
            Keys::Secret(secret),
            options,
        ));
    }
    Ok(())
}

/// Each claim missing, of a wrong type, or of a wrong value, under each profile.
fn of_claims(cases: &mut Vec<Case>) -> Result<()> {
    let issuer = Issuer::new(Algorithm::HS256)?;
    let now = NOW.unix_seconds();
    let values = [
        Value::Null,
        json!(""),
        json!("other"),
        json!(0),
        json!(-1),
        json!(1e300),
        json!(1.5),
        json!([]),
        json!({}),
        json!(false),
        json!(["api1", "other"]),
        json!(now),
        json!(now + 1),
        json!(now - 90_000),
        json!("1700003600"),
        json!("Zürich \u{1F600}"),
        json!("<img src=x onerror=alert(1)>"),
        json!(9_007_199_254_740_993_i64),
    ];
    let names = [
        "iss",
        "aud",
        "exp",
        "nbf",
        "iat",
        "sub",
        "client_id",
        "jti",
        "scope",
        "nonce",
        "azp",
        "typ",
        "cnf",
    ];
    for profile in PROFILES {
        for name in names {
            for value in &values {
                let claims = changed(claims(), &json!({ name: value }));
                let title = format!("{profile}: {name} is {value}");
                cases.push(issuer.case(&title, issuer.token(&claims)?, options(profile)));
            }
        }
    }
    let strict = json!({
        "profile": "at+jwt", "issuer": ISSUER, "audience": "api1", "algorithms": ["HS256"], "clockTolerance": 30,
        "maxTokenAge": 5, "requiredScopes": ["api1", "api3"], "requiredClaims": ["tenant"], "nonce": "n", "clientId": "c",
    });
    cases.push(issuer.case("all that can be asked", issuer.token(&claims())?, strict));
    Ok(())
}

/// Headers and payloads as texts that JSON writers do not make.
fn of_headers(cases: &mut Vec<Case>) -> Result<()> {
    let issuer = Issuer::new(Algorithm::HS512)?;
    let kid = issuer.0.key.kid.clone().unwrap_or_default();
    let embedded = json!({ "kty": "oct", "k": "c2VjcmV0" });
    let headers = [
        json!({ "alg": "none" }).to_string(),
        json!({ "alg": "HS512", "crit": ["exp"], "exp": 1 }).to_string(),
        json!({ "alg": "HS512", "crit": [] }).to_string(),
        json!({ "alg": "HS512", "b64": false, "crit": ["b64"] }).to_string(),
        json!({ "alg": "HS512", "jwk": embedded, "jku": "https://evil.example/", "x5u": 7 })
            .to_string(),
        json!({ "alg": "HS512", "kid": 5 }).to_string(),
        json!({ "alg": ["HS512"] }).to_string(),
        json!({ "typ": "JWT" }).to_string(),
        format!(r#"{{"alg":"HS512","alg":"none","kid":"{kid}"}}"#),
        format!(r#" {{"alg" : "HS512", "kid": "{kid}", "note":"Zürich \u00fc"}} "#),
        "\u{feff}{\"alg\":\"HS512\"}".to_owned(),
        "[]".to_owned(),
        String::new(),
    ];
    let deep = format!("{}1{}", r#"{"a":"#.repeat(80), "}".repeat(80));
    let payloads = [
        "{}",
        "[1]",
        "null",
        "",
        "text",
        r#"{"n":1.0,"m":1e2,"big":123456789012345678901234567890}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"s":"\ud800"}"#,
        r#"{"exp":1700003600.5}"#,
        r#"{"exp":1e400}"#,
        &deep,
    ];
    for (index, header) in headers.iter().enumerate() {
        let text = issuer.sign(header, &claims().to_string())?;
        cases.push(issuer.case(&format!("header {index}"), text, options("jwt")));
    }
    for (index, payload) in payloads.iter().enumerate() {
        let text = issuer.sign(&issuer.header().to_string(), payload)?;
        cases.push(issuer.case(&format!("payload {index}"), text.clone(), options("jwt")));
        let question = Question::Inspect;
        cases.push(Case {
            name: format!("payload {index}, inspected"),
            text,
            question,
        });
    }
    Ok(())
}

/// What people paste, with letters before the token that count differently in UTF-8 and UTF-16.
fn of_pastes(cases: &mut Vec<Case>) -> Result<()> {
    let issuer = Issuer::new(Algorithm::HS256)?;
    let token = issuer.token(&changed(claims(), &json!({ "name": "Zoë \u{1F600}" })))?;
    let broken = token.replace('.', ".\n  ");
    let texts = [
        token.clone(),
        format!("Authorization: Bearer {token}"),
        format!("Grüße \u{1F600} aus Zürich: {token} \u{1F44B}"),
        format!("{{\"access_token\":\"{token}\",\"note\":\"ü\"}}"),
        format!("curl -H 'Authorization: Bearer {token}' https://api.example/"),
        format!("https://app.example/#id_token={token}&state=1"),
        format!("\u{feff}{token}\r\n"),
        broken,
        format!("{token}{}", "A".repeat(300_000)),
        format!("{token}="),
        format!("\"{token}\""),
        "\u{1F600}".to_owned(),
        String::new(),
        "no token at all".to_owned(),
        "a.b.c".to_owned(),
        "....".to_owned(),
    ];
    for (index, text) in texts.into_iter().enumerate() {
        cases.push(issuer.case(
            &format!("paste {index}, explained"),
            text.clone(),
            options("jwt"),
        ));
        let question = Question::Inspect;
        cases.push(Case {
            name: format!("paste {index}"),
            text,
            question,
        });
    }
    Ok(())
}
