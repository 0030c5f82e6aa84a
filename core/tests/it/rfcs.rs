//! The examples that RFC 8037, RFC 9449 and RFC 9901 print, each taken for what its RFC says of it.

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::{KeySet, SigningKey};
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::{Expectations, Profile, ProvenRequest};
use claimscope_core::report::{CheckId, KeySource};
use claimscope_core::sd_jwt::SdJwt;
use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;
use claimscope_core::{verify, verify_jws};
use serde_json::Value;

use crate::support::entropy;

fn key(jwk: &str) -> Jwk {
    Jwk::parse(jwk.as_bytes()).expect("the RFC's key")
}

/// RFC 8037 §A.1.
const ED25519: &str = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
/// RFC 8037 §A.4.
const SIGNED: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

#[test]
fn the_signature_of_rfc_8037_verifies_and_is_made_alike() {
    let key = key(ED25519);
    let keys = KeySet::from_key(key.public().unwrap(), KeySource::Key);
    let verified = verify_jws(SIGNED, &keys).expect("section A.5");
    assert_eq!(verified.payload(), b"Example of Ed25519 signing");
    let (input, _) = SIGNED.rsplit_once('.').unwrap();
    let signing = SigningKey::new(&key, Algorithm::EdDSA).unwrap();
    let own = base64url::encode(signing.sign(input.as_bytes(), &mut entropy).unwrap());
    assert_eq!(format!("{input}.{own}"), SIGNED);
}

/// The key in both proofs of RFC 9449.
const PROVEN: &str = r#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"#;
const HEADER: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19";
/// §5, of a request for a token.
const AT_ISSUER: &str = "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
/// §7.1, of a request with a token.
const AT_API: &str = "eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
const TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

/// The check that the proof fails for this request.
fn failed(proof: &str, request: ProvenRequest) -> Option<CheckId> {
    let expectations = Expectations::of(Profile::DpopProof).algorithms([Algorithm::ES256]);
    let policy = expectations.proof_for(request).policy().unwrap();
    let keys = KeySet::from_key(key(PROVEN), KeySource::Key);
    let now = Timestamp::from_unix_seconds(1_562_262_620);
    let verified = verify(&format!("{HEADER}.{proof}"), &keys, &policy, now);
    verified.err().map(|rejection| rejection.check().id)
}

#[test]
fn the_proofs_of_rfc_9449_hold_for_their_requests_alone() {
    let request = |method: &str, url: &str| ProvenRequest::new(method, Url::parse(url).unwrap());
    let issuer = "https://server.example.com/token";
    let api = "https://resource.example.org/protectedresource";
    assert_eq!(failed(AT_ISSUER, request("POST", issuer)), None);
    assert_eq!(failed(AT_API, request("GET", api).with_token(TOKEN)), None);
    let other = request("GET", api).with_token("another");
    assert_eq!(failed(AT_API, other), Some(CheckId::ClaimAth));
    assert_eq!(
        failed(AT_ISSUER, request("GET", issuer)),
        Some(CheckId::ClaimHtm)
    );
    assert_eq!(
        failed(AT_API, request("GET", issuer)),
        Some(CheckId::ClaimHtu)
    );
    // Section 6.1 binds a token to the key by this thumbprint.
    assert_eq!(
        key(PROVEN).thumbprint().as_deref(),
        Some("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
    );
}

/// Issued, and presented with and without a key binding; each with the claims that the RFC processes it to.
const SD_JWTS: &str = include_str!("../data/sd-jwt-rfc.json");
/// RFC 9901 §A.5.
const ISSUER: &str = r#"{"kty":"EC","crv":"P-256","x":"b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ","y":"Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8"}"#;

#[test]
fn the_sd_jwts_of_rfc_9901_come_to_the_claims_that_it_prints() {
    let examples: Vec<Value> = serde_json::from_str(SD_JWTS).unwrap();
    assert_eq!(examples.len(), 3);
    let keys = KeySet::from_key(key(ISSUER), KeySource::Key);
    for example in examples {
        let name = example["name"].as_str().unwrap();
        let read = SdJwt::read(example["text"].as_str().unwrap()).expect(name);
        assert!(read.is_consistent(), "{name}");
        assert!(verify_jws(&read.issuer_jwt, &keys).is_ok(), "{name}");
        let claims: Value = serde_json::from_str(&read.claims.to_string()).unwrap();
        assert_eq!(claims, example["claims"], "{name}");
        assert_eq!(read.key_binding.is_some(), example["nonce"].is_string());
        if let Some(binding) = read.key_binding {
            assert_eq!(binding.faults, Vec::<String>::new(), "{name}");
            for said in ["nonce", "aud"] {
                assert_eq!(binding.claims.get_str(said), example[said].as_str());
            }
        }
    }
}
