//! Encrypted tokens: a peer's, those of the specifications, and those that must not open.

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::jwe::{
    AllowedEncryption, DecryptError, DecryptionKey, DecryptionKeyError, EncryptedToken, decrypt,
    decrypt_allowed, is_encrypted,
};
use claimscope_core::jwk::generate;
use claimscope_core::secret::Secret;
use serde_json::{Value, json};

use crate::support::entropy;

/// Made by jose for JavaScript, one for each algorithm and each curve, with keys of their own.
const BY_JOSE: &str = include_str!("../data/jwe.json");
/// Those of RFC 7516, RFC 7520, and one that was sealed with the key which RFC 7518 C derives. The npm package's tests read it too.
const OF_RFCS: &str = include_str!("../data/jwe-rfc.json");
const PLAINTEXT: &str = r#"{"iss":"https://issuer.example","sub":"alice"}"#;

fn cases() -> Vec<Value> {
    serde_json::from_str(BY_JOSE).unwrap()
}

fn case(alg: &str) -> (String, DecryptionKey) {
    let all = cases();
    let case = all.iter().find(|case| case["alg"] == alg).unwrap();
    (text(case, "token"), key(&case["key"]))
}

fn text(case: &Value, name: &str) -> String {
    case[name].as_str().unwrap().to_owned()
}

fn key(jwk: &Value) -> DecryptionKey {
    DecryptionKey::parse(jwk.to_string().as_bytes()).unwrap()
}

/// A token with another header in front of the rest.
fn with_header(token: &str, header: &str) -> String {
    let (_, rest) = token.split_once('.').unwrap();
    format!("{}.{rest}", base64url::encode(header))
}

#[test]
fn opens_what_a_peer_encrypted_with_every_algorithm() {
    for case in cases() {
        let token = text(&case, "token");
        let name = format!("{} {} {}", case["alg"], case["enc"], case["crv"]);
        let decrypted = decrypt(&token, &key(&case["key"]));
        let decrypted = decrypted.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(
            decrypted.plaintext().expose_str(),
            Some(PLAINTEXT),
            "{name}"
        );
        assert_eq!(
            (decrypted.alg(), decrypted.enc()),
            (&*text(&case, "alg"), &*text(&case, "enc"))
        );
        assert_eq!(decrypted.nested(), None);
    }
}

#[test]
fn the_examples_of_the_rfcs_open_or_are_refused_by_name() {
    let examples: Vec<Value> = serde_json::from_str(OF_RFCS).unwrap();
    assert_eq!(examples.len(), 13);
    for example in examples {
        let (name, token) = (text(&example, "name"), text(&example, "token"));
        let key = match example["key"].as_str() {
            Some(password) => DecryptionKey::from_secret(Secret::from(password)),
            None => key(&example["key"]),
        };
        assert!(is_encrypted(&token), "{name}");
        match decrypt(&token, &key) {
            Ok(decrypted) => assert_eq!(
                decrypted.plaintext().expose_str(),
                example["plaintext"].as_str(),
                "{name}"
            ),
            Err(error) => {
                assert_eq!(error.code().as_str(), text(&example, "refused"), "{name}");
                assert!(
                    error.to_string().contains(&text(&example, "word")),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn a_part_that_was_altered_does_not_open() {
    for case in cases() {
        let token = text(&case, "token");
        let key = key(&case["key"]);
        let parts: Vec<&str> = token.split('.').collect();
        for index in 1..5 {
            let mut bytes = base64url::decode(parts[index]).unwrap();
            let Some(first) = bytes.first_mut() else {
                continue;
            };
            *first ^= 1;
            let altered = base64url::encode(bytes);
            let mut parts = parts.clone();
            parts[index] = &altered;
            let error = decrypt(&parts.join("."), &key).unwrap_err();
            assert_eq!(error, DecryptError::Opening, "{} part {index}", case["alg"]);
        }
        // The header is covered by the tag: a member that changes nothing else is enough.
        let header = base64url::decode(parts[0]).unwrap();
        let header = String::from_utf8(header)
            .unwrap()
            .replacen('{', r#"{"x":1,"#, 1);
        let error = decrypt(&with_header(&token, &header), &key).unwrap_err();
        assert_eq!(error, DecryptError::Opening, "{}", case["alg"]);
    }
}

#[test]
fn a_shorter_tag_does_not_open() {
    for alg in ["dir", "A128KW"] {
        let (token, key) = case(alg);
        let (before, tag) = token.rsplit_once('.').unwrap();
        let tag = base64url::decode(tag).unwrap();
        let short = format!("{before}.{}", base64url::encode(&tag[..tag.len() - 4]));
        assert_eq!(decrypt(&short, &key).unwrap_err(), DecryptError::Opening);
    }
}

#[test]
fn rsa1_5_is_named_and_refused_whatever_the_key() {
    let (token, key) = case("RSA-OAEP-256");
    let token = with_header(&token, r#"{"alg":"RSA1_5","enc":"A128GCM"}"#);
    let error = decrypt(&token, &key).unwrap_err();
    assert_eq!(
        (error.clone(), error.code().as_str()),
        (DecryptError::Rsa15, "jwe.alg")
    );
}

#[test]
fn only_what_is_allowed_opens() {
    let list = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let rsa = AllowedEncryption::default().algorithms(list(&["RSA-OAEP-256", "dir"]));
    let rsa = rsa.unwrap();
    // What brings no key of its own is taken only where it is named.
    let every = [
        "A128GCM",
        "A192GCM",
        "A256GCM",
        "A128CBC-HS256",
        "A192CBC-HS384",
        "A256CBC-HS512",
    ];
    let by_enc = AllowedEncryption::default()
        .encryptions(list(&every))
        .unwrap();
    for case in cases() {
        let (alg, token) = (text(&case, "alg"), text(&case, "token"));
        let opens = |allowed: &AllowedEncryption| {
            decrypt_allowed(&token, &key(&case["key"]), allowed).map(|_| ())
        };
        let refused = Err(DecryptError::NotAllowed("alg", alg.clone()));
        let is_listed = matches!(&*alg, "RSA-OAEP-256" | "dir");
        assert_eq!(
            opens(&rsa),
            if is_listed { Ok(()) } else { refused.clone() },
            "{alg}"
        );
        let is_named_alone = alg == "dir" || alg.starts_with("PBES2-");
        assert_eq!(
            opens(&by_enc),
            if is_named_alone { refused } else { Ok(()) },
            "{alg}"
        );
    }
    let (token, key) = case("dir");
    let cbc = rsa.encryptions(list(&["A256CBC-HS512"])).unwrap();
    let token = with_header(&token, r#"{"alg":"dir","enc":"A128GCM"}"#);
    let error = decrypt_allowed(&token, &key, &cbc).unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.to_string()),
        (
            "jwe.alg",
            r#"enc "A128GCM" is not among those that are allowed"#.to_owned()
        )
    );
    for names in [&[][..], &["RSA1_5"], &["rsa-oaep"], &["A128GCM"]] {
        assert!(
            AllowedEncryption::default()
                .algorithms(list(names))
                .is_err(),
            "{names:?}"
        );
    }
}

#[test]
fn what_is_unknown_or_demanded_is_named() {
    let (token, key) = case("dir");
    let refused = |header: &str| {
        decrypt(&with_header(&token, header), &key)
            .unwrap_err()
            .to_string()
    };
    for (header, named) in [
        (r#"{"alg":"dir"}"#, "enc"),
        (r#"{"enc":"A128GCM"}"#, "alg"),
        (r#"{"alg":"dir","enc":"A512GCM"}"#, "A512GCM"),
        (r#"{"alg":"XYZ","enc":"A128GCM"}"#, "XYZ"),
        (
            r#"{"alg":"dir","enc":"A128GCM","crit":["exp"],"exp":1}"#,
            "crit",
        ),
        (r#"{"alg":"A128GCMKW","enc":"A128GCM"}"#, "iv"),
        (
            r#"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAAAAAAAAA"}"#,
            "p2c",
        ),
        (
            r#"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAA","p2c":1000}"#,
            "p2s",
        ),
        (r#"{"alg":"dir","enc":"A128GCM","alg":"dir"}"#, "again"),
    ] {
        let message = refused(header);
        assert!(message.contains(named), "{header}: {message}");
    }
}

#[test]
fn rounds_are_bounded() {
    let (token, key) = case("PBES2-HS256+A128KW");
    let header =
        r#"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAAAAAAAAA","p2c":2000000000}"#;
    let error = decrypt(&with_header(&token, header), &key).unwrap_err();
    assert_eq!(error.code().as_str(), "jwe.bound");
}

#[test]
fn a_key_that_is_not_for_the_algorithm_is_named_before_anything_is_tried() {
    let (token, _) = case("RSA-OAEP-256");
    let (ecdh, ec) = case("ECDH-ES");
    let (_, rsa) = case("RSA-OAEP");
    let secret = DecryptionKey::from_secret(Secret::from("secret"));
    for (token, key) in [
        (&token, &ec),
        (&token, &secret),
        (&ecdh, &rsa),
        (&case("A128KW").0, &secret),
    ] {
        assert_eq!(decrypt(token, key).unwrap_err().code().as_str(), "jwe.key");
    }
}

#[test]
fn a_key_that_says_what_it_is_for_is_used_for_nothing_else() {
    let all = cases();
    let rsa = all.iter().find(|case| case["alg"] == "RSA-OAEP").unwrap();
    let said = |member: &str, value: &str| {
        let mut jwk = rsa["key"].clone();
        jwk[member] = value.into();
        DecryptionKey::parse(jwk.to_string().as_bytes())
    };
    for (member, value, opens) in [
        ("alg", "RSA-OAEP", true),
        ("alg", "RSA-OAEP-256", false),
        ("use", "enc", true),
    ] {
        let opened = decrypt(&text(rsa, "token"), &said(member, value).unwrap());
        assert_eq!(opened.is_ok(), opens, "{member} {value}");
    }
    for (member, value) in [("use", "sig"), ("alg", "RS256")] {
        let refused = said(member, value).unwrap_err();
        let expected = DecryptionKeyError::ForSigning(format!("{member} {value:?}"));
        assert_eq!(refused, expected);
    }
    let operations = |names: Value| {
        let mut jwk = rsa["key"].clone();
        jwk["key_ops"] = names;
        DecryptionKey::parse(jwk.to_string().as_bytes())
    };
    assert!(operations(json!(["sign", "unwrapKey"])).is_ok());
    let refused = operations(json!(["sign"])).unwrap_err();
    let expected = DecryptionKeyError::ForSigning("key_ops \"sign\"".to_owned());
    assert_eq!(refused, expected);
}

#[test]
fn a_key_that_no_token_can_be_for_is_refused_as_such() {
    for algorithm in [Algorithm::EdDSA, Algorithm::ES256K] {
        let mut key = generate(algorithm, &mut entropy).unwrap();
        (key.alg, key.key_use) = (None, None);
        let refused = DecryptionKey::from_jwk(key).unwrap_err();
        assert!(matches!(refused, DecryptionKeyError::ForSigning(_)));
    }
    // Numbers that do not fit together are found where the key is used, and are no fault of the token's.
    let all = cases();
    let rsa = all.iter().find(|case| case["alg"] == "RSA-OAEP").unwrap();
    let mut jwk = rsa["key"].clone();
    jwk["p"] = jwk["q"].clone();
    let error = decrypt(&text(rsa, "token"), &key(&jwk)).unwrap_err();
    assert_eq!(error.code().as_str(), "misuse.key", "{error}");
}

#[test]
fn a_public_key_opens_nothing() {
    let all = cases();
    let rsa = all.iter().find(|case| case["alg"] == "RSA-OAEP").unwrap();
    let public = serde_json::json!({ "kty": "RSA", "n": rsa["key"]["n"], "e": rsa["key"]["e"] });
    let error = DecryptionKey::parse(public.to_string().as_bytes()).unwrap_err();
    assert_eq!(error, DecryptionKeyError::Public);
}

#[test]
fn no_other_text_is_taken_for_one() {
    let (_, key) = case("dir");
    for text in [
        "",
        "a.b.c",
        "a.b.c.d.e",
        "....",
        "eyJhbGciOiJub25lIn0....",
        "eyJhbGciOiJub25lIn0.e30.",
    ] {
        let error = decrypt(text, &key).unwrap_err();
        assert!(
            ["jwe.format", "jwe.alg"].contains(&error.code().as_str()),
            "{text}: {error}"
        );
    }
}

/// A compressed token, sealed with the key that is given.
fn compressed(key: &[u8; 16], content: &[u8], zip: &str) -> String {
    let header = format!(r#"{{"alg":"dir","enc":"A128GCM","zip":"{zip}"}}"#);
    sealed(
        key,
        &header,
        &miniz_oxide::deflate::compress_to_vec(content, 9),
    )
}

#[test]
fn compressed_content_is_opened_up_to_a_bound() {
    let secret = [3; 16];
    let key = DecryptionKey::from_secret(Secret::new(secret));
    let open = |content: &[u8], zip: &str| decrypt(&compressed(&secret, content, zip), &key);
    let decrypted = open(PLAINTEXT.as_bytes(), "DEF").unwrap();
    assert_eq!(decrypted.plaintext().expose_str(), Some(PLAINTEXT));
    let bomb = open(&vec![b'a'; 50 << 20], "DEF").unwrap_err();
    assert_eq!(bomb.code().as_str(), "jwe.bound");
    // That is known before anything is decrypted.
    for key in [&key, &DecryptionKey::from_secret(Secret::new([4; 16]))] {
        let token = compressed(&secret, PLAINTEXT.as_bytes(), "BR");
        let unknown = decrypt(&token, key).unwrap_err();
        assert_eq!(unknown, DecryptError::Compression);
    }
}

#[test]
fn what_a_host_is_told_to_compute_has_the_private_key_apart_and_its_outcome_is_judged_here() {
    for case in cases() {
        let token = EncryptedToken::new(
            &text(&case, "token"),
            &key(&case["key"]),
            &AllowedEncryption::default(),
        )
        .unwrap();
        let told = token.for_host().to_string();
        let private = token.private_key_for_host().to_string();
        let secret = case["key"]["d"].as_str();
        assert!(secret.is_none_or(|d| !told.contains(d)), "{}", case["alg"]);
        assert_eq!(private == "{}", secret.is_none(), "{}", case["alg"]);
        assert!(!token.has_tag(&[0; 64]));
        // What X25519 gives for points of small order, and what nothing was agreed on for.
        let zeros = token.agreed(&[0; 32]);
        let is_x25519 = case["crv"] == "X25519";
        let is_agreed = text(&case, "alg").starts_with("ECDH");
        assert_eq!(zeros.is_ok(), is_agreed && !is_x25519, "{}", case["alg"]);
    }
}

#[test]
fn a_nested_token_is_found_in_what_was_encrypted() {
    let secret = [3; 16];
    let key = DecryptionKey::from_secret(Secret::new(secret));
    let inner = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.";
    let decrypted = decrypt(&compressed(&secret, inner.as_bytes(), "DEF"), &key).unwrap();
    assert_eq!(decrypted.nested(), Some(inner));
}

/// A token whose header says more, sealed with the key that is given.
fn sealed(key: &[u8; 16], header: &str, bytes: &[u8]) -> String {
    use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
    let header = base64url::encode(header);
    let mut bytes = bytes.to_vec();
    let sealing = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key).unwrap());
    let nonce = Nonce::assume_unique_for_key([7; 12]);
    let aad = Aad::from(header.as_bytes());
    sealing
        .seal_in_place_append_tag(nonce, aad, &mut bytes)
        .unwrap();
    let (ciphertext, tag) = bytes.split_at(bytes.len() - 16);
    let [iv, ciphertext, tag] = [&[7; 12][..], ciphertext, tag].map(base64url::encode);
    format!("{header}..{iv}.{ciphertext}.{tag}")
}

/// What opening such a token comes to: nothing, or why not.
fn refusal(more: &str, content: &[u8]) -> Option<String> {
    let secret = [3; 16];
    let header = format!(r#"{{"alg":"dir","enc":"A128GCM"{more}}}"#);
    let key = DecryptionKey::from_secret(Secret::new(secret));
    let opened = decrypt(&sealed(&secret, &header, content), &key);
    opened.err().map(|error| error.to_string())
}

#[test]
fn a_claim_that_the_header_repeats_is_the_same_inside() {
    let claims = r#"{"iss":"https://a","sub":"alice","aud":["api1"]}"#;
    let nested = format!("eyJhbGciOiJub25lIn0.{}.", base64url::encode(claims));
    for content in [claims, &nested] {
        for same in ["", r#","iss":"https://a","sub":"alice","aud":"api1""#] {
            assert_eq!(refusal(same, content.as_bytes()), None, "{same}");
        }
        for (more, name) in [
            (r#","iss":"https://b""#, "iss"),
            (r#","sub":1"#, "sub"),
            (r#","aud":["api1","api2"]"#, "aud"),
        ] {
            let expected = format!("the header parameter {name} differs from the token inside");
            assert_eq!(refusal(more, content.as_bytes()), Some(expected));
        }
    }
    assert_eq!(
        refusal(r#","iss":"https://b""#, br#"{"sub":"alice"}"#),
        None
    );
}

#[test]
fn bytes_behind_the_compressed_content_are_refused() {
    let mut content = miniz_oxide::deflate::compress_to_vec(PLAINTEXT.as_bytes(), 9);
    assert_eq!(refusal(r#","zip":"DEF""#, &content), None);
    for bytes in [&b"x"[..], b"more than four bytes"] {
        content.extend(bytes);
        let refused = refusal(r#","zip":"DEF""#, &content).unwrap();
        assert!(refused.contains("zip"), "{refused}");
    }
}

#[test]
fn a_crit_that_lists_nothing_is_malformed_and_demands_nothing() {
    for crit in ["[]", "null", "\"exp\"", "{}"] {
        let refused = refusal(&format!(r#","crit":{crit}"#), b"x").unwrap();
        assert_eq!(
            refused,
            "the header parameter crit is no list, or an empty one"
        );
    }
}

#[test]
fn a_key_for_x25519_is_read_from_pem_too() {
    let of_curve = cases().into_iter().filter(|case| case["crv"] == "X25519");
    let mut count = 0;
    for case in of_curve {
        let d = base64url::decode(case["key"]["d"].as_str().unwrap()).unwrap();
        let head = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x6e\x04\x22\x04\x20";
        let der = [&head[..], &d].concat();
        let der = base64url::encode(der).replace('-', "+").replace('_', "/");
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n");
        let key = DecryptionKey::parse(pem.as_bytes()).unwrap();
        assert!(decrypt(&text(&case, "token"), &key).is_ok());
        count += 1;
    }
    assert!(count > 0);
}
