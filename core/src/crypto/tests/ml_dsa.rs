//! ML-DSA: signatures of three parameter sets, each for its own keys alone.

use super::*;
use crate::alg::{KeyType, MlDsa};

const ALL: [Algorithm; 3] = [Algorithm::MlDsa44, Algorithm::MlDsa65, Algorithm::MlDsa87];

/// What both providers say, which must be one.
fn verified(algorithm: Algorithm, jwk: &Jwk, message: &[u8], signature: &[u8]) -> bool {
    let [native, portable] = [&AWS_LC, &RUST_CRYPTO].map(|provider| {
        let verifier = (provider.verifier)(algorithm, jwk).expect("a key of the set");
        verifier.verify(message, signature)
    });
    assert_eq!(native, portable, "{algorithm}");
    native
}

#[test]
fn a_signature_holds_for_its_key_and_message_alone() {
    for algorithm in ALL {
        let jwk = key(algorithm);
        let signature = sign(&AWS_LC, algorithm, &jwk);
        assert_eq!(Some(signature.len()), algorithm.row().signature_bytes);
        let public = jwk.public().expect("a public key");
        assert!(verified(algorithm, &public, MESSAGE, &signature));
        assert!(!verified(algorithm, &public, b"another", &signature));
        assert!(!verified(algorithm, &key(algorithm), MESSAGE, &signature));
        for position in [0, signature.len() / 2, signature.len() - 1] {
            let mut altered = signature.clone();
            altered[position] ^= 1;
            assert!(!verified(algorithm, &public, MESSAGE, &altered));
        }
        for wrong in [&[][..], &signature[1..], &[&signature[..], &[0]].concat()] {
            assert!(!verified(algorithm, &public, MESSAGE, wrong));
        }
    }
}

#[test]
fn a_key_serves_its_own_set_alone() {
    for algorithm in ALL {
        let jwk = key(algorithm);
        assert_eq!(jwk.algorithms().collect::<Vec<_>>(), [algorithm]);
        for other in Algorithm::all().filter(|other| *other != algorithm) {
            assert!(
                (AWS_LC.verifier)(other, &jwk).is_err(),
                "{algorithm}: {other}"
            );
            assert!(
                (AWS_LC.signer)(other, &jwk).is_err(),
                "{algorithm}: {other}"
            );
            if other.row().key_type != KeyType::Akp {
                assert!((AWS_LC.verifier)(algorithm, &key(other)).is_err());
            }
        }
    }
}

#[test]
fn the_seed_makes_the_key_and_a_mixed_one_is_refused() {
    let jwk = key(Algorithm::MlDsa44);
    let mut mixed = jwk.to_json_with_private();
    assert_eq!(mixed.get_str("alg"), Some(MlDsa::MlDsa44.name()));
    mixed.set("priv", base64url::encode([7; 32]));
    let mixed = Jwk::from_json(&Value::Object(mixed)).expect("well-formed");
    let refused = (AWS_LC.signer)(Algorithm::MlDsa44, &mixed).err();
    assert_eq!(refused, Some(KeyError::Invalid));
    let public = jwk.public().expect("a public key");
    let refused = (AWS_LC.signer)(Algorithm::MlDsa44, &public).err();
    assert_eq!(refused, Some(KeyError::NotPrivate));
}

#[test]
fn the_portable_provider_does_not_sign_with_it() {
    let algorithm = Algorithm::MlDsa65;
    let refused = (RUST_CRYPTO.signer)(algorithm, &key(algorithm)).err();
    assert_eq!(refused, Some(KeyError::Elsewhere { algorithm }));
}
