//! `[keys]` of a connection's file, in the window.

use std::io::Write as _;

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::SigningKey;
use claimscope_core::json::Object;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::sign;
use claimscope_core::secret::Secret;

use super::super::answers::api;
use super::*;
use crate::runner::{convert, now};
use crate::secret_note::keys_note;
use crate::workspace::KeyChoice;

fn jwk_of(secret: &str) -> String {
    let k = base64url::encode(secret);
    format!(r#"{{"kty":"oct","alg":"HS256","k":"{k}"}}"#)
}

fn jwks_of(secret: &str) -> String {
    format!(r#"{{"keys":[{}]}}"#, jwk_of(secret))
}

/// A token that the issuer of this secret would give.
fn signed(secret: &str) -> String {
    let key = Jwk::parse(jwk_of(secret).as_bytes()).unwrap();
    let key = SigningKey::new(&key, Algorithm::HS256).unwrap();
    let mut claims = Object::new();
    claims.set("iss", "https://sts.example");
    claims.set("aud", "a");
    claims.set("exp", now().unix_seconds() + 600);
    sign(
        &Object::new(),
        &claims,
        &key,
        &mut claimscope_client::entropy,
    )
    .unwrap()
}

#[test]
fn keys_that_a_file_names_are_what_a_token_is_verified_with_and_the_field_says_so() {
    let issuer = "claimscope = 1\nissuer = \"https://sts.example\"\nclient_id = \"c\"\n[expect]\naudience = [\"a\"]\n";
    let keys = |text: &str| format!("{issuer}[keys]\n{text}\n");
    let secret = "an-own-secret-of-thirty-two-bytes";
    let mut window = Window::of(&[
        ("shared", &format!("{secret}\n")),
        ("text.toml", &keys("secret = { file = \"shared\" }")),
        ("none.toml", &keys("key = \"absent.pem\"")),
        ("set.toml", &keys("jwks = \"keys.json\"")),
        ("keys.json", &jwks_of(secret)),
    ]);
    let token = signed(secret);
    let verdict = |window: &mut Window, name: &str| {
        window.select(name);
        assert_eq!(
            window
                .model
                .workspace_mut(window.model.selected)
                .inspect
                .keys,
            KeyChoice::File
        );
        let text = Command::EditInspect(token.as_str().into());
        window.until(text, |_| true);
        window.until(Command::Verify, |model| !model.is_busy());
        let inspect = &window.model.workspace().unwrap().inspect;
        match inspect.current_report() {
            Some(one) => format!("{:?}", one.report().verdict),
            None => inspect.report.failure().unwrap().sentence.clone(),
        }
    };
    assert_eq!(verdict(&mut window, "text"), "Accepted");
    assert_eq!(verdict(&mut window, "set"), "Accepted");
    let said = verdict(&mut window, "none");
    assert!(said.contains("absent.pem"), "{said}");
    let note = |window: &Window| keys_note(&window.model).unwrap().text;
    window.read_secrets();
    let said = note(&window);
    assert!(said.starts_with("From the file absent.pem: "), "{said}");
    window.select("text");
    assert_eq!(note(&window), "From the file shared.");
    // The window's own choice goes before, and the file stays.
    let given = Command::SetKeyChoice(KeyChoice::Secret);
    window.until(given, |_| true);
    window.until(Command::EditKey("another".into()), |_| true);
    window.until(Command::Verify, |model| !model.is_busy());
    let inspect = &window.model.workspace().unwrap().inspect;
    let verdict = inspect.current_report().unwrap().report().verdict;
    assert_ne!(format!("{verdict:?}"), "Accepted");
    assert!(window.text("text.toml").contains("file = \"shared\""));
}

#[test]
fn a_refusal_is_explained_with_the_keys_that_the_file_names() {
    let secret = "an-own-secret-of-thirty-two-bytes";
    let refuses = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer error=\"invalid_token\"\r\ncontent-length: 0\r\n\r\n";
    let address = api(move |stream, _| stream.write_all(refuses.as_bytes()).unwrap());
    let of = |keys: &str| {
        format!(
            "claimscope = 1\nissuer = \"https://sts.example\"\nclient_id = \"c\"\n[expect]\naudience = [\"a\"]\n[keys]\n{keys}\n\
             [[request]]\nname = \"list\"\nurl = \"{address}\"\n"
        )
    };
    let mut window = Window::of(&[
        ("set.toml", &of("jwks = \"keys.json\"")),
        ("keys.json", &jwks_of(secret)),
        ("none.toml", &of("jwks = \"absent.json\"")),
    ]);
    let mut explained = |name: &str, signed_with: &str| {
        window.select(name);
        let id = window.model.selected;
        let token = convert::signed(Secret::from(signed(signed_with)), now());
        window.model.workspace_mut(id).current_token = Some(token);
        window.until(Command::Call, |model| !model.is_busy());
        let call = &window.model.workspace().unwrap().call;
        let diagnosis = call.ready().and_then(|call| call.diagnosis.clone());
        diagnosis.expect("an explained answer")
    };
    let signature = |diagnosis: &claimscope_oauth::diagnose::Diagnosis| {
        let mut reasons = diagnosis.reasons.iter();
        reasons.any(|reason| reason.code == "token.signature")
    };
    let by_another = explained("set", "another-secret-of-thirty-two-byte");
    assert!(signature(&by_another), "{by_another:?}");
    let by_its_own = explained("set", secret);
    assert!(!signature(&by_its_own), "{by_its_own:?}");
    // Keys that cannot be had keep nobody from calling, and it is said.
    let without = explained("none", secret);
    let note = without
        .notes
        .iter()
        .find(|note| note.contains("absent.json"));
    assert!(note.is_some(), "{without:?}");
}
