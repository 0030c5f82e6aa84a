//! Both providers give the same verdict on everything, and the type of a key decides what it can do.

mod ml_dsa;
mod select;

use std::sync::LazyLock;

use super::*;
use crate::base64url;
use crate::entropy::{NoEntropy, Stream};
use crate::json::{Object, Value};
use crate::jwk::generate;
use crate::secret::Secret;

const MESSAGE: &[u8] = b"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UifQ";
const PROVIDERS: [&Provider; 2] = [&AWS_LC, &RUST_CRYPTO];

/// The algorithms of both providers; ML-DSA is aws-lc's alone.
fn of_both() -> impl Iterator<Item = Algorithm> {
    Algorithm::all().filter(|algorithm| algorithm.row().key_type != crate::alg::KeyType::Akp)
}

fn entropy() -> impl FnMut(&mut [u8]) -> Result<(), NoEntropy> {
    |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy)
}

/// One key for each algorithm; the RSA ones share theirs, which takes a while to make.
fn key(algorithm: Algorithm) -> Jwk {
    static RSA: LazyLock<Jwk> =
        LazyLock::new(|| generate(Algorithm::RS256, &mut entropy()).unwrap());
    let mut jwk = match algorithm.row().key_type {
        crate::alg::KeyType::Rsa => RSA.clone(),
        _ => generate(algorithm, &mut entropy()).unwrap(),
    };
    jwk.alg = None;
    jwk
}

fn sign(provider: &Provider, algorithm: Algorithm, jwk: &Jwk) -> Vec<u8> {
    (provider.signer)(algorithm, jwk)
        .and_then(|signer| signer.sign(MESSAGE, &mut entropy()))
        .unwrap_or_else(|error| panic!("{} {algorithm}: {error}", provider.name))
}

/// The verdict of both providers, which must be one.
fn verify(algorithm: Algorithm, jwk: &Jwk, message: &[u8], signature: &[u8]) -> bool {
    let verdicts = PROVIDERS.map(|provider| {
        (provider.verifier)(algorithm, jwk)
            .unwrap_or_else(|error| panic!("{} {algorithm}: {error}", provider.name))
            .verify(message, signature)
    });
    assert_eq!(
        verdicts[0], verdicts[1],
        "{algorithm}: the providers differ"
    );
    verdicts[0]
}

#[test]
fn each_provider_verifies_what_the_other_signs() {
    for algorithm in of_both() {
        let jwk = key(algorithm);
        for provider in PROVIDERS {
            let signature = sign(provider, algorithm, &jwk);
            let public = jwk.public().unwrap_or_else(|| jwk.clone());
            assert!(
                verify(algorithm, &public, MESSAGE, &signature),
                "{algorithm} by {}",
                provider.name
            );
            if let Some(bytes) = algorithm.row().signature_bytes {
                assert_eq!(signature.len(), bytes, "{algorithm}");
            }
        }
    }
}

#[test]
fn refuses_altered_signatures_and_messages() {
    for algorithm in of_both() {
        let jwk = key(algorithm);
        let signature = sign(&AWS_LC, algorithm, &jwk);
        assert!(!verify(algorithm, &jwk, b"another message", &signature));
        for position in [0, signature.len() / 2, signature.len() - 1] {
            let mut altered = signature.clone();
            altered[position] ^= 1;
            assert!(
                !verify(algorithm, &jwk, MESSAGE, &altered),
                "{algorithm} at {position}"
            );
        }
        let other = generate_other(algorithm);
        assert!(
            !verify(algorithm, &other, MESSAGE, &signature),
            "{algorithm}: another key"
        );
    }
}

fn generate_other(algorithm: Algorithm) -> Jwk {
    static RSA: LazyLock<Jwk> =
        LazyLock::new(|| generate(Algorithm::RS256, &mut entropy()).unwrap());
    match algorithm.row().key_type {
        crate::alg::KeyType::Rsa => RSA.clone(),
        _ => key(algorithm),
    }
}

#[test]
fn refuses_signatures_of_the_wrong_length_and_zeros() {
    for algorithm in of_both() {
        let jwk = key(algorithm);
        let signature = sign(&RUST_CRYPTO, algorithm, &jwk);
        let longer = [&signature[..], &[0]].concat();
        let shifted = [&[0], &signature[..]].concat();
        let zeros = vec![0; signature.len()];
        for wrong in [
            &[][..],
            &signature[1..],
            &signature[..signature.len() - 1],
            &longer,
            &shifted,
            &zeros,
        ] {
            assert!(
                !verify(algorithm, &jwk, MESSAGE, wrong),
                "{algorithm}, {} bytes",
                wrong.len()
            );
        }
    }
}

#[test]
fn refuses_ecdsa_signatures_with_r_or_s_out_of_range() {
    for algorithm in [
        Algorithm::ES256,
        Algorithm::ES384,
        Algorithm::ES512,
        Algorithm::ES256K,
    ] {
        let jwk = key(algorithm);
        let signature = sign(&AWS_LC, algorithm, &jwk);
        let half = signature.len() / 2;
        for fill in [0x00, 0xff] {
            for range in [0..half, half..2 * half] {
                let mut altered = signature.clone();
                altered[range].fill(fill);
                assert!(!verify(algorithm, &jwk, MESSAGE, &altered), "{algorithm}");
            }
        }
    }
}

#[test]
fn takes_only_a_pss_salt_as_long_as_the_hash() {
    let jwk = key(Algorithm::PS256);
    let Material::Rsa {
        n,
        e,
        private: Some(private),
        ..
    } = jwk.material()
    else {
        panic!("an RSA key");
    };
    let key = private.key(n, e).expect("the same key");
    for (salt_bytes, taken) in [(32, true), (0, false), (20, false), (64, false)] {
        let signing =
            rsa::pss::SigningKey::<sha2::Sha256>::new_with_salt_len(key.clone(), salt_bytes);
        let mut source = entropy();
        let signature = rsa::signature::RandomizedSigner::sign_with_rng(
            &signing,
            &mut Stream::new(&mut source).expect("randomness"),
            MESSAGE,
        );
        let bytes = rsa::signature::SignatureEncoding::to_vec(&signature);
        assert_eq!(
            verify(Algorithm::PS256, &jwk, MESSAGE, &bytes),
            taken,
            "salt of {salt_bytes}"
        );
    }
}

#[test]
fn verifies_rsa_keys_whose_size_is_no_multiple_of_eight() {
    for bits in [2049, 2055] {
        let mut source = entropy();
        let key = rsa::RsaPrivateKey::new(&mut Stream::new(&mut source).expect("randomness"), bits)
            .expect("a key");
        let pem =
            rsa::pkcs8::EncodePrivateKey::to_pkcs8_pem(&key, Default::default()).expect("PEM");
        let jwk = Jwk::from_pem(&pem).expect("a key");
        assert_eq!(jwk.bits(), bits);
        for algorithm in [Algorithm::RS256, Algorithm::PS256, Algorithm::PS512] {
            for provider in PROVIDERS {
                let signature = sign(provider, algorithm, &jwk);
                assert!(
                    verify(algorithm, &jwk, MESSAGE, &signature),
                    "{algorithm}, {bits} bits"
                );
            }
        }
    }
}

#[test]
fn takes_both_halves_of_the_range_of_s() {
    // JOSE asks for no low s, so the mirrored signature verifies too; the token's identity must not hang on its bytes.
    let jwk = key(Algorithm::ES256);
    let signature = sign(&AWS_LC, Algorithm::ES256, &jwk);
    let parsed = p256::ecdsa::Signature::from_slice(&signature).expect("a signature");
    let mirrored = p256::ecdsa::Signature::from_scalars(parsed.r(), -parsed.s()).expect("in range");
    assert!(verify(
        Algorithm::ES256,
        &jwk,
        MESSAGE,
        &mirrored.to_bytes()
    ));
}

#[test]
fn refuses_ed25519_signatures_whose_r_has_small_order() {
    let jwk = key(Algorithm::EdDSA);
    let signature = sign(&AWS_LC, Algorithm::EdDSA, &jwk);
    for r in SMALL_ORDER_POINTS {
        let encoded = ed25519_dalek::VerifyingKey::from_bytes(&r).expect("a point");
        assert!(encoded.is_weak());
        let forged = [&r[..], &signature[32..]].concat();
        assert!(!verify(Algorithm::EdDSA, &jwk, MESSAGE, &forged));
        assert!(crate::jwk::ed25519::has_small_order_r(&forged));
    }
    assert!(!crate::jwk::ed25519::has_small_order_r(&signature));
}

const SMALL_ORDER_POINTS: [[u8; 32]; 8] = {
    let mut points = [[0; 32]; 8];
    let mut index = 0;
    while index < 8 {
        // Each with either sign, save for the two whose x is 0 and has none.
        points[index] = match index {
            0 => crate::jwk::ed25519::SMALL_ORDER_Y[0],
            1 => crate::jwk::ed25519::SMALL_ORDER_Y[1],
            2 => crate::jwk::ed25519::SMALL_ORDER_Y[2],
            3 | 4 => crate::jwk::ed25519::SMALL_ORDER_Y[index],
            5 => crate::jwk::ed25519::SMALL_ORDER_Y[0],
            _ => crate::jwk::ed25519::SMALL_ORDER_Y[index - 3],
        };
        if index >= 5 {
            points[index][31] |= 0x80;
        }
        index += 1;
    }
    points
};

#[test]
fn a_key_of_one_type_never_serves_another() {
    for algorithm in of_both() {
        for other in of_both() {
            let (row, other_row) = (algorithm.row(), other.row());
            let fits = row.key_type == other_row.key_type && row.curve == other_row.curve;
            let jwk = key(other);
            for provider in PROVIDERS {
                assert_eq!(
                    (provider.verifier)(algorithm, &jwk).is_ok(),
                    fits,
                    "{algorithm}, {other} key"
                );
                assert_eq!(
                    (provider.signer)(algorithm, &jwk).is_ok(),
                    fits,
                    "{algorithm}, {other} key"
                );
            }
        }
    }
}

#[test]
fn a_public_key_does_not_sign() {
    for algorithm in of_both() {
        let Some(public) = key(algorithm).public() else {
            continue;
        };
        for provider in PROVIDERS {
            let refused = (provider.signer)(algorithm, &public).err();
            assert_eq!(refused, Some(KeyError::NotPrivate), "{algorithm}");
        }
    }
}

#[test]
fn a_private_part_of_another_key_is_refused() {
    for algorithm in [
        Algorithm::ES256,
        Algorithm::ES384,
        Algorithm::ES512,
        Algorithm::Ed25519,
        Algorithm::ES256K,
        Algorithm::Ed448,
        Algorithm::RS256,
    ] {
        let (ours, theirs) = (
            key(algorithm).to_json_with_private(),
            generate_other(algorithm).to_json_with_private(),
        );
        let mut mixed = ours;
        for name in ["d", "p", "q", "dp", "dq", "qi"] {
            if let Some(value) = theirs.get(name) {
                mixed.set(name, value.clone());
            }
        }
        let jwk = Jwk::from_json(&Value::Object(mixed)).expect("each number is well formed");
        for provider in PROVIDERS {
            let refused = (provider.signer)(algorithm, &jwk).err();
            assert_eq!(
                refused,
                Some(KeyError::Invalid),
                "{algorithm} by {}",
                provider.name
            );
        }
    }
}

#[test]
fn refuses_private_numbers_longer_than_the_modulus_at_once() {
    let long = base64url::encode(vec![0xff; 700_000]);
    let mut object = key(Algorithm::RS256).to_json_with_private();
    for name in ["d", "p", "q"] {
        object.set(name, long.as_str());
    }
    let jwk = Jwk::from_json(&Value::Object(object)).expect("each number is well formed");
    for provider in PROVIDERS {
        let refused = (provider.signer)(Algorithm::RS256, &jwk).err();
        assert_eq!(refused, Some(KeyError::Invalid));
    }
}

fn rsa_key(n: &[u8], e: &[u8]) -> Jwk {
    let object = Object::new()
        .with("kty", "RSA")
        .with("n", base64url::encode(n))
        .with("e", base64url::encode(e));
    Jwk::from_json(&Value::Object(object)).expect("numbers")
}

#[test]
fn refuses_rsa_numbers_that_prove_nothing() {
    let refusal = |n: &[u8], e: &[u8]| {
        let [aws, rust] =
            PROVIDERS.map(|provider| (provider.verifier)(Algorithm::RS256, &rsa_key(n, e)).err());
        assert_eq!(aws, rust);
        aws
    };
    let odd = |bytes| vec![0xff; bytes];
    let f4 = [1, 0, 1];
    assert_eq!(
        refusal(&odd(128), &f4),
        Some(KeyError::RsaSize { bits: 1024 })
    );
    assert_eq!(
        refusal(&odd(1025), &f4),
        Some(KeyError::RsaSize { bits: 8200 })
    );
    assert_eq!(
        refusal(&[&odd(255)[..], &[0xfe]].concat(), &f4),
        Some(KeyError::RsaNumbers)
    );
    assert_eq!(refusal(&odd(256), &[1]), Some(KeyError::RsaNumbers));
    assert_eq!(refusal(&odd(256), &[1, 0, 0]), Some(KeyError::RsaNumbers));
    assert_eq!(
        refusal(&odd(256), &[3, 0, 0, 0, 1]),
        Some(KeyError::RsaNumbers)
    );
    assert_eq!(refusal(&odd(256), &f4), None);
}

#[test]
fn refuses_an_empty_secret_and_takes_any_other() {
    for provider in PROVIDERS {
        let verifier = |secret: &str| {
            (provider.verifier)(Algorithm::HS256, &Jwk::from_secret(Secret::from(secret)))
        };
        assert_eq!(verifier("").err(), Some(KeyError::EmptySecret));
        assert!(verifier("secret").is_ok());
    }
}

#[test]
fn verifies_the_example_of_rfc_7515_a_1() {
    let secret = base64url::decode(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    )
    .expect("base64url");
    let message = b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let signature =
        base64url::decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").expect("base64url");
    let jwk = Jwk::from_secret(Secret::new(secret));
    assert!(verify(Algorithm::HS256, &jwk, message, &signature));
}

#[test]
fn signs_and_verifies_the_example_of_rfc_8037_a_4() {
    let jwk = Jwk::from_json(&Value::Object(
        Object::new()
            .with("kty", "OKP")
            .with("crv", "Ed25519")
            .with("d", "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
            .with("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
    ))
    .expect("the RFC's key");
    let message = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    for provider in PROVIDERS {
        let signer = (provider.signer)(Algorithm::EdDSA, &jwk).expect("a private key");
        let signed = signer.sign(message, &mut entropy()).expect("signs");
        assert_eq!(base64url::encode(&signed), signature);
        assert!(verify(Algorithm::EdDSA, &jwk, message, &signed));
    }
}

#[test]
fn a_signing_key_keeps_to_alg_use_and_key_ops() {
    let mut jwk = key(Algorithm::ES256);
    assert!(SigningKey::new(&jwk, Algorithm::ES256).is_ok());
    jwk.alg = Some("ECDH-ES".into());
    let refused = SigningKey::new(&jwk, Algorithm::ES256).err();
    assert!(matches!(refused, Some(KeyError::Algorithm { .. })));
    jwk.alg = None;
    jwk.key_ops = Some(vec!["verify".into()]);
    assert_eq!(
        SigningKey::new(&jwk, Algorithm::ES256).err(),
        Some(KeyError::Use)
    );
    jwk.key_ops = None;
    jwk.key_use = Some("enc".into());
    assert_eq!(
        SigningKey::new(&jwk, Algorithm::ES256).err(),
        Some(KeyError::Use)
    );
}
