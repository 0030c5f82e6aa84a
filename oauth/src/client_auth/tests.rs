//! Every way of authenticating as it goes out, and which is chosen.

use super::*;
use claimscope_core::alg::Algorithm;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::time::Timestamp;

fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    bytes.fill(7);
    Ok(())
}

fn key() -> Jwk {
    let mut key = generate(Algorithm::ES256, &mut entropy).unwrap();
    key.kid = Some("k1".to_owned());
    key
}

fn header(client_id: &str, secret: &str) -> String {
    let authentication = ClientAuthentication::basic(client_id, secret);
    let value = authentication.authorization().unwrap();
    value.expose_str().unwrap().to_owned()
}

#[test]
fn basic_is_the_rfcs_example() {
    // RFC 6749 §2.3.1
    assert_eq!(
        header("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw"),
        "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"
    );
}

#[test]
fn basic_form_encodes_before_base64() {
    // a%3Ab:p%25%2B+%C3%BC%2F%3F
    assert_eq!(
        header("a:b", "p%+ ü/?"),
        format!(
            "Basic {}",
            BASE64_STANDARD.encode("a%3Ab:p%25%2B+%C3%BC%2F%3F")
        )
    );
}

#[test]
fn secrets_do_not_print() {
    let text = format!("{:?}", ClientAuthentication::post("client", "hunter2"));
    assert!(!text.contains("hunter2"), "{text}");
}

mod choice {
    use super::*;
    use crate::Metadata;
    use claimscope_core::json;

    fn metadata(methods: &str) -> Metadata {
        let text = format!(
            r#"{{"issuer":"https://a","token_endpoint_auth_methods_supported":{methods},
            "token_endpoint_auth_signing_alg_values_supported":["PS256","ES256","HS384"]}}"#
        );
        let value = json::parse(text.as_bytes()).value.unwrap();
        let (metadata, _) = Metadata::from_object(value.as_object().unwrap().clone()).unwrap();
        metadata
    }

    fn secret() -> ClientCredentials {
        ClientCredentials {
            secret: Some(Secret::from("s")),
            ..ClientCredentials::default()
        }
    }

    fn chosen(
        credentials: &ClientCredentials,
        methods: &str,
    ) -> (&'static str, Option<&'static str>) {
        let chosen = credentials.choose(Some(&metadata(methods)), "token_endpoint", None);
        let finding = chosen.finding.map(|finding| finding.code.as_str());
        (chosen.method.name(), finding)
    }

    #[test]
    fn what_is_offered_is_chosen() {
        for (methods, expected) in [
            ("[]", "client_secret_basic"),
            (
                r#"["client_secret_post","client_secret_basic"]"#,
                "client_secret_basic",
            ),
            (r#"["client_secret_post","none"]"#, "client_secret_post"),
            (
                r#"["private_key_jwt","client_secret_jwt"]"#,
                "client_secret_jwt",
            ),
        ] {
            assert_eq!(chosen(&secret(), methods), (expected, None), "{methods}");
        }
        let all = ClientCredentials {
            key: Some(key()),
            has_certificate: true,
            ..secret()
        };
        let both = r#"["client_secret_basic","tls_client_auth","private_key_jwt"]"#;
        assert_eq!(chosen(&all, both).0, "private_key_jwt");
        let self_signed = r#"["client_secret_basic","self_signed_tls_client_auth"]"#;
        assert_eq!(chosen(&all, self_signed).0, "self_signed_tls_client_auth");
        assert_eq!(
            chosen(&all, r#"["client_secret_post"]"#).0,
            "client_secret_post"
        );
    }

    #[test]
    fn what_is_not_offered_is_never_used_silently() {
        let code = Some("client.method");
        let keys_alone = r#"["private_key_jwt"]"#;
        assert_eq!(chosen(&secret(), keys_alone), ("client_secret_basic", code));
        let none = ClientCredentials::default();
        assert_eq!(chosen(&none, keys_alone), ("none", code));
        assert_eq!(chosen(&none, r#"["none"]"#), ("none", None));
        let wanted = Some(AuthenticationMethod::Post);
        let basic = metadata(r#"["client_secret_basic"]"#);
        let chosen = secret().choose(Some(&basic), "token_endpoint", wanted);
        assert_eq!(chosen.method, AuthenticationMethod::Post);
        let finding = chosen.finding.unwrap();
        assert!(
            finding.message.contains("offers client_secret_basic"),
            "{}",
            finding.message
        );
        assert!(
            secret()
                .choose(None, "token_endpoint", wanted)
                .finding
                .is_none()
        );
    }

    #[test]
    fn an_endpoint_with_a_list_of_its_own_goes_by_that() {
        let text = r#"{"issuer":"https://a","token_endpoint_auth_methods_supported":["client_secret_post"],
            "introspection_endpoint_auth_methods_supported":["client_secret_basic"],
            "introspection_endpoint_auth_signing_alg_values_supported":["ES256"]}"#;
        let value = json::parse(text.as_bytes()).value.unwrap();
        let (metadata, _) = Metadata::from_object(value.as_object().unwrap().clone()).unwrap();
        for (endpoint, expected) in [
            ("token_endpoint", "client_secret_post"),
            ("introspection_endpoint", "client_secret_basic"),
            ("revocation_endpoint", "client_secret_post"),
        ] {
            let chosen = secret().choose(Some(&metadata), endpoint, None);
            assert_eq!(chosen.method.name(), expected, "{endpoint}");
            assert!(chosen.finding.is_none(), "{endpoint}");
        }
        let algorithms = metadata.auth_signing_algorithms("introspection_endpoint");
        assert_eq!(algorithms, Some(vec!["ES256"]));
        assert_eq!(metadata.auth_signing_algorithms("token_endpoint"), None);
    }

    #[test]
    fn names_are_the_registered_ones() {
        for method in AuthenticationMethod::ALL {
            assert_eq!(AuthenticationMethod::from_name(method.name()), Some(method));
        }
        assert_eq!(AuthenticationMethod::from_name("client_secret"), None);
    }

    mod assertions {
        use super::*;
        use claimscope_core::crypto::KeySet;
        use claimscope_core::jwt::Expectations;
        use claimscope_core::report::KeySource;
        use claimscope_core::verify;

        #[test]
        fn are_signed_as_the_server_takes_them() {
            let now = Timestamp::from_unix_seconds(1_700_000_000);
            let assertion = ClientAssertion::new("client", "https://a");
            let metadata = metadata("[]");
            let taken = metadata.auth_signing_algorithms("token_endpoint");
            let sign = || assertion.sign_with_key(&key(), taken.as_deref(), now, &mut entropy);
            let authentication = sign().unwrap();
            assert_eq!(authentication.method(), AuthenticationMethod::PrivateKeyJwt);
            assert!(authentication.authorization().is_none());
            let form = authentication.parameters();
            assert_eq!(form[0], ("client_id", &b"client"[..]));
            let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            assert_eq!(form[1], ("client_assertion_type", kind.as_bytes()));
            let token = std::str::from_utf8(form[2].1).unwrap();
            let keys = KeySet::from_key(key().public().unwrap(), KeySource::Key);
            let policy = Expectations::default()
                .issuer("client")
                .audience("https://a")
                .algorithms([Algorithm::ES256])
                .require_claim("jti")
                .policy()
                .unwrap();
            let verified = verify(token, &keys, &policy, now).unwrap();
            assert_eq!(verified.header().get_str("kid"), Some("k1"));
            assert_eq!(verified.claims().get_str("sub"), Some("client"));
            let ends = now.plus_seconds(60);
            assert!(verify(token, &keys, &policy, ends).is_err());
        }

        #[test]
        fn with_a_secret_take_the_listed_hash() {
            let secret = Secret::from("a secret of forty-eight bytes, for HMAC-SHA-384!!");
            let assertion = ClientAssertion::new("client", "https://a");
            let now = Timestamp::default();
            let metadata = metadata("[]");
            let taken = metadata.auth_signing_algorithms("token_endpoint");
            let signed = assertion.sign_with_secret(&secret, taken.as_deref(), now, &mut entropy);
            let authentication = signed.unwrap();
            let token = authentication.parameters()[2].1.to_vec();
            let head = claimscope_core::base64url::decode(
                token.split(|byte| *byte == b'.').next().unwrap(),
            );
            assert_eq!(head.unwrap(), br#"{"alg":"HS384"}"#);
            assert!(!format!("{authentication:?}").contains("eyJ"));
        }

        #[test]
        fn need_a_private_key_that_fits() {
            let assertion = ClientAssertion::new("client", "https://a");
            let now = Timestamp::default();
            let public = key().public().unwrap();
            let error = assertion
                .sign_with_key(&public, None, now, &mut entropy)
                .unwrap_err();
            assert_eq!(error.code(), "misuse.key");
            let other = ClientAssertion {
                algorithm: Some(Algorithm::RS256),
                ..assertion
            };
            let error = other
                .sign_with_key(&key(), None, now, &mut entropy)
                .unwrap_err();
            assert_eq!(error.code(), "misuse.key");
        }
    }
}
