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
use crate::secret_note::{chosen_keys_note, keys_note};
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
            window.model.keys_of(window.model.selected).0,
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

const PUBLIC: &str = r#"{"kty":"EC","crv":"P-256","x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY","y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}"#;

/// What the selected connection's tokens are verified with.
fn chosen(window: &Window) -> (KeyChoice, String) {
    let (choice, text) = window.model.keys_of(window.model.selected);
    (choice, text.into_string())
}

fn obey(window: &mut Window, command: Command) {
    window.until(command, |_| true);
    window.write();
}

#[test]
fn a_public_key_of_a_file_outlives_a_look_with_other_keys_a_duplicate_and_a_restart() {
    let text = format!(
        "claimscope = 1\nissuer = \"https://sts.example\"\n[keys]\npublic_key = '{PUBLIC}'\n"
    );
    let mut window = Window::of(&[("shop.toml", &text)]);
    window.select("shop");
    let own = (KeyChoice::Given, PUBLIC.to_owned());
    assert_eq!(chosen(&window), own);
    let note = |window: &Window| chosen_keys_note(&window.model).map(|note| note.text);
    for other in [KeyChoice::Secret, KeyChoice::Issuer, KeyChoice::JwksUrl] {
        obey(&mut window, Command::SetKeyChoice(other));
        assert_eq!(chosen(&window), (other, String::new()));
        assert!(window.text("shop.toml").contains(PUBLIC), "{other:?}");
        let said = note(&window).unwrap();
        assert!(said.starts_with("For this look alone"), "{said}");
    }
    // A text of the person's own comes back with what it was verified with.
    obey(&mut window, Command::SetKeyChoice(KeyChoice::Secret));
    obey(&mut window, Command::EditKey("hunter2".into()));
    obey(&mut window, Command::EditInspect("mine".into()));
    let id = window.model.selected;
    let token = convert::signed(Secret::from(signed("a")), now());
    window.model.workspace_mut(id).token.put(Ok(token));
    let load = Command::InspectToken(crate::results::ResponseToken::Access);
    obey(&mut window, load);
    assert_eq!(chosen(&window), own);
    obey(&mut window, Command::TakeTextBack);
    assert_eq!(chosen(&window), (KeyChoice::Secret, "hunter2".to_owned()));
    obey(&mut window, Command::SetKeyChoice(KeyChoice::Given));
    assert_eq!(chosen(&window), own);
    assert!(note(&window).unwrap().starts_with("In the connection's"));
    // One that can sign stays in memory, and the file's own stays.
    obey(&mut window, Command::EditKey(jwk_of("secret").into()));
    assert!(note(&window).unwrap().starts_with("Stays in memory"));
    assert!(window.text("shop.toml").contains(PUBLIC));
    obey(&mut window, Command::DuplicateConnection);
    assert_eq!(chosen(&window), own);
    assert!(window.text("shop copy.toml").contains(PUBLIC));
    // Not written, but restored.
    window.edit(Field::ClientId, "another");
    let mut window = window.restarted();
    window.select("shop copy");
    assert_eq!(chosen(&window), own);
    obey(&mut window, Command::SetKeyChoice(KeyChoice::Issuer));
    obey(&mut window, Command::SetKeyChoice(KeyChoice::Given));
    assert_eq!(chosen(&window), own);
    // It goes where its field is emptied.
    obey(&mut window, Command::EditKey("".into()));
    assert_eq!(chosen(&window), (KeyChoice::Given, String::new()));
    assert!(!window.text("shop copy.toml").contains("public_key"));
}

#[test]
fn a_look_with_a_key_set_of_its_own_leaves_the_one_that_the_file_names() {
    let text = "claimscope = 1\nissuer = \"https://sts.example\"\n[keys]\njwks = \"keys.json\"\n";
    let set = jwks_of("an-own-secret-of-thirty-two-bytes");
    let mut window = Window::of(&[("shop.toml", text), ("keys.json", &set)]);
    window.select("shop");
    obey(&mut window, Command::SetKeyChoice(KeyChoice::JwksUrl));
    let url = Command::Edit(Field::JwksUrl, "https://sts.example/jwks".into());
    obey(&mut window, url);
    assert!(window.text("shop.toml").contains("keys.json"));
}
