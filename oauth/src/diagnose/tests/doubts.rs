//! What the API says is held against the token: a contradiction is said, and what it suggests.

use super::*;
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::crypto::SigningKey;
use claimscope_core::explain;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::{Expectations, Profile, sign};
use claimscope_core::report::KeySource;
use claimscope_core::secret::Secret;

fn described(description: &str) -> HttpResponse {
    answer(
        401,
        &format!(r#"Bearer error="invalid_token", error_description="{description}""#),
    )
}

fn reason(diagnosis: &Diagnosis, code: &str) -> Reason {
    let mut reasons = diagnosis.reasons.iter();
    reasons
        .find(|reason| reason.code == code)
        .cloned()
        .unwrap_or_else(|| panic!("{diagnosis:?}"))
}

#[test]
fn expired_says_the_api_of_a_token_that_has_an_hour_left() {
    let request = bearer(&token(&claims()));
    let diagnosis = diagnose(&Refused::new(&request, &described("jwt expired"), NOW));
    assert_eq!(diagnosis.headline, "401: most likely the token has expired");
    let evidence = &diagnosis.reasons[0].evidence;
    assert!(
        evidence[1].ends_with("in 1 h: the API's clock is wrong, or another token reached it"),
        "{evidence:?}"
    );
    let early = diagnose(&Refused::new(&request, &described("jwt not active"), NOW));
    assert_eq!(
        reason(&early, "token.not-yet-valid").certainty,
        Certainty::Likely
    );
}

#[test]
fn an_audience_that_is_there_is_a_setting_or_another_token() {
    let request = bearer(&token(&claims()));
    let api = ApiKnowledge {
        audiences: vec!["api1".to_owned()],
        ..ApiKnowledge::default()
    };
    let response = described("jwt audience invalid");
    let diagnosis = diagnose(&Refused::new(&request, &response, NOW).api(&api));
    let reason = reason(&diagnosis, "token.audience");
    assert_eq!(reason.certainty, Certainty::Likely);
    assert!(
        reason.evidence[1].contains("another token arrived"),
        "{reason:?}"
    );
}

#[test]
fn what_the_answer_says_it_expects_is_used() {
    let request = bearer(&token(&claims()));
    for (words, expected) in [
        (
            "IDX10214: Audience validation failed. Audiences: 'api1'. Did not match: validationParameters.ValidAudience: 'urn:orders' or validationParameters.ValidAudiences: 'null'.",
            "urn:orders",
        ),
        ("jwt audience invalid. expected: urn:orders", "urn:orders"),
    ] {
        let diagnosis = diagnose(&Refused::new(&request, &described(words), NOW));
        let reason = reason(&diagnosis, "token.audience");
        assert!(
            reason
                .evidence
                .join("")
                .contains(&format!("the API says that it expects {expected}")),
            "{reason:?}"
        );
        assert!(reason.fix.contains(expected), "{reason:?}");
    }
    let hidden = "IDX10214: Audience validation failed. Did not match: validationParameters.ValidAudience: '[PII of type 'System.String' is hidden.]'";
    let diagnosis = diagnose(&Refused::new(&request, &described(hidden), NOW));
    assert!(!format!("{diagnosis:?}").contains("it expects [PII"));
}

#[test]
fn what_the_answer_says_it_expects_counts_for_more_than_what_the_person_believes() {
    let request = bearer(&token(&claims()));
    let api = ApiKnowledge {
        issuer: Some("https://localhost:5001".to_owned()),
        audiences: vec!["api1".to_owned()],
        ..ApiKnowledge::default()
    };
    for (words, code, told) in [
        (
            "IDX10214: Audience validation failed. Audiences: 'api1'. Did not match: validationParameters.ValidAudience: 'urn:orders'.",
            "token.audience",
            "token aud = api1; the API says that it expects urn:orders",
        ),
        (
            "IDX10205: Issuer validation failed. Did not match: validationParameters.ValidIssuer: 'https://sts.example'.",
            "token.issuer",
            "the API says that it expects https://sts.example",
        ),
    ] {
        let diagnosis = diagnose(&Refused::new(&request, &described(words), NOW).api(&api));
        let reason = reason(&diagnosis, code);
        assert!(reason.evidence.join("").contains(told), "{reason:?}");
    }
}

#[test]
fn a_mismatch_with_both_values_stands_before_a_general_refusal() {
    let request = bearer(&token(&claims()));
    let api = ApiKnowledge {
        issuer: Some("https://localhost:5001/".to_owned()),
        ..ApiKnowledge::default()
    };
    let response = HttpResponse::new(401, r#"{"message":"Invalid token"}"#);
    let diagnosis = diagnose(&Refused::new(&request, &response, NOW).api(&api));
    assert_eq!(diagnosis.reasons[0].code, "token.issuer");
    assert_eq!(diagnosis.reasons[1].code, "token.refused");
    // Nor is a missing key certain, where the issuer is another one.
    let response = described("No matching key found");
    let diagnosis = diagnose(&Refused::new(&request, &response, NOW).api(&api));
    assert_eq!(diagnosis.reasons[0].code, "token.issuer");
    assert_eq!(
        reason(&diagnosis, "key.not-found").certainty,
        Certainty::Likely
    );
}

#[test]
fn no_key_is_not_certain_where_the_signature_verifies_here() {
    let key = Jwk::from_secret(Secret::new(*b"a secret that is long enough for HS256"));
    let header = Object::new().with("typ", "JWT");
    let signer = SigningKey::new(&key, Algorithm::HS256).unwrap();
    let jwt = sign(&header, &claims(), &signer, &mut |_: &mut [u8]| Ok(())).unwrap();
    let keys = KeySet::from_key(key, KeySource::Secret);
    let policy = Expectations::of(Profile::Jwt)
        .algorithms_of_keys()
        .waive_issuer()
        .waive_audience()
        .policy()
        .unwrap();
    let report = explain(&jwt, Some(&keys), Some(&policy), NOW);
    let request = bearer(&jwt);
    let response = described("No matching key found");
    let diagnosis = diagnose(&Refused::new(&request, &response, NOW).report(&report));
    let reason = reason(&diagnosis, "key.not-found");
    assert_eq!(reason.certainty, Certainty::Likely);
    assert!(
        reason.evidence.join("").contains("verifies here"),
        "{reason:?}"
    );
    // A secret has no older copy in a set.
    let response = described("invalid signature");
    let diagnosis = diagnose(&Refused::new(&request, &response, NOW).report(&report));
    let evidence = diagnosis.reasons[0].evidence.join("");
    assert!(
        evidence.contains("the API has another secret"),
        "{diagnosis:?}"
    );
}

#[test]
fn an_opaque_token_is_never_certainly_expected_to_be_a_jwt_by_silence() {
    let request = bearer("8967E4AF94DCE9F508D5236EE1CAD53A8967E4AF94DCE9F508D5236EE1CAD53A");
    for challenge in ["Bearer", r#"Bearer error="invalid_token""#] {
        let response = answer(401, challenge);
        let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
        for reason in &diagnosis.reasons {
            assert!(reason.code != "token.opaque" || reason.certainty == Certainty::Possible);
        }
    }
    // An API that cannot parse it says so itself.
    let diagnosis = diagnose(&Refused::new(&request, &described("jwt malformed"), NOW));
    assert_eq!(diagnosis.reasons[0].code, "token.opaque");
}

#[test]
fn the_servers_own_words_head_a_refusal_that_nobody_can_explain() {
    let request = bearer(&token(&claims()));
    let response = HttpResponse::new(401, r#"{"message":"Bad credentials"}"#);
    let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
    assert_eq!(
        diagnosis.headline,
        "401: the API refuses the token, and says: Bad credentials"
    );
}

#[test]
fn either_cause_of_a_sentence_is_no_more_than_likely_and_the_token_tells_which() {
    let said =
        described("Signed JWT rejected: Another algorithm expected, or no matching key(s) found");
    let with = |alg: &str| {
        let token = token(&claims());
        let header = Object::new().with("alg", alg).with("kid", "K1");
        let rest = token.split_once('.').unwrap().1;
        let token = format!("{}.{rest}", base64url::encode(header.to_string()));
        diagnose(&Refused::new(&bearer(&token), &said, NOW))
    };
    for (alg, code) in [("RS256", "key.not-found"), ("ES384", "token.algorithm")] {
        let diagnosis = with(alg);
        assert_eq!(diagnosis.reasons[0].code, code, "{diagnosis:?}");
        assert_eq!(diagnosis.reasons[0].certainty, Certainty::Likely);
    }
}

#[test]
fn the_servers_words_come_before_what_the_token_shows() {
    let now = NOW.unix_seconds();
    let old = token(&claims().with("nbf", now - 7200).with("exp", now - 3600));
    for (status, body, code) in [
        (
            401,
            r#"{"message":"No API key found in request"}"#,
            "request.api-key",
        ),
        (403, r#"{"message":"user lacks role admin"}"#, "api.policy"),
        (401, r#"{"message":"insufficient scope"}"#, "scope.missing"),
    ] {
        let response = HttpResponse::new(status, body);
        let diagnosis = diagnose(&Refused::new(&bearer(&old), &response, NOW));
        assert_eq!(diagnosis.reasons[0].code, code, "{diagnosis:?}");
        let expired = reason(&diagnosis, "token.expired");
        assert_eq!(expired.certainty, Certainty::Likely, "{diagnosis:?}");
    }
    let silent = diagnose(&Refused::new(
        &bearer(&old),
        &HttpResponse::new(401, ""),
        NOW,
    ));
    assert_eq!(silent.reasons[0].certainty, Certainty::Certain);
}

#[test]
fn a_token_with_dots_need_not_be_a_jwt() {
    let response = answer(401, r#"Bearer error="invalid_token""#);
    for token in ["v4.public.AAAAbbbbCCCC", "a.b.c"] {
        let diagnosis = diagnose(&Refused::new(&bearer(token), &response, NOW));
        let reasons = diagnosis.reasons.iter();
        let certain = reasons.filter(|reason| reason.certainty == Certainty::Certain);
        assert_eq!(certain.count(), 0, "{diagnosis:?}");
    }
}

#[test]
fn a_scope_that_a_person_names_is_not_what_the_server_says() {
    let api = ApiKnowledge {
        scopes: vec!["api2".to_owned()],
        ..ApiKnowledge::default()
    };
    let response = HttpResponse::new(403, r#"{"message":"user lacks role admin"}"#);
    let diagnosis = diagnose(&Refused::new(&bearer(&token(&claims())), &response, NOW).api(&api));
    assert_eq!(diagnosis.reasons[0].code, "api.policy", "{diagnosis:?}");
    assert_eq!(
        reason(&diagnosis, "scope.missing").certainty,
        Certainty::Likely
    );
}

#[test]
fn a_token_that_nobody_saw_is_not_called_damaged() {
    let request = HttpRequest::get("");
    let graph = r#"{"error":{"code":"InvalidAuthenticationToken","message":"CompactToken parsing failed with error code: 80049217"}}"#;
    for response in [
        described("IDX12741: JWT must have three segments (JWS) or five segments (JWE)."),
        HttpResponse::new(401, graph),
        HttpResponse::new(401, r#"{"message":"Malformed token"}"#),
    ] {
        let refused = Refused::new(&request, &response, NOW).request_unseen();
        let diagnosis = diagnose(&refused);
        assert_eq!(
            diagnosis.headline,
            "401: most likely what arrived is not one whole token"
        );
        let reason = reason(&diagnosis, "token.malformed");
        assert_eq!(reason.certainty, Certainty::Likely);
        assert!(reason.fix.contains("the scheme twice"), "{reason:?}");
    }
    // In hand, it is read.
    let request = bearer("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0");
    let diagnosis = diagnose(&Refused::new(&request, &described("jwt malformed"), NOW));
    let reason = reason(&diagnosis, "token.malformed");
    assert_eq!(reason.certainty, Certainty::Certain);
}

#[test]
fn a_secret_is_compared_with_a_secret() {
    let hs256 = |claims: &Object| {
        let part = |text: String| base64url::encode(text);
        let header = Object::new().with("alg", "HS256");
        let (header, claims) = (part(header.to_string()), part(claims.to_string()));
        format!("{header}.{claims}.{}", base64url::encode([7; 32]))
    };
    let issued = Object::new().with("iat", NOW.unix_seconds() - 700);
    let response = HttpResponse::new(401, "signature is invalid");
    let request = bearer(&hs256(&issued));
    let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
    assert_eq!(diagnosis.reasons[0].code, "token.signature");
    let fix = &diagnosis.reasons[0].fix;
    assert!(fix.contains("secret") && fix.contains("hex"), "{fix}");
    let old = reason(&diagnosis, "token.expired");
    assert_eq!(old.certainty, Certainty::Possible);
    assert!(old.evidence[0].contains("700 s from the server's clock"));
    // A fresh one, or one that says more, is none of these.
    for claims in [
        Object::new().with("iat", NOW.unix_seconds() - 30),
        issued.clone().with("sub", "a"),
    ] {
        let request = bearer(&hs256(&claims));
        let diagnosis = diagnose(&Refused::new(&request, &response, NOW));
        assert!(
            diagnosis
                .reasons
                .iter()
                .all(|it| it.code != "token.expired")
        );
    }
    let of_kong =
        HttpResponse::new(401, r#"{"message":"Invalid signature"}"#).header("Server", "kong/3.4.0");
    let diagnosis = diagnose(&Refused::new(&request, &of_kong, NOW));
    assert!(diagnosis.reasons[0].fix.contains("for HS256 the secret"));
}

#[test]
fn no_key_at_all_is_told_from_a_key_that_is_missing() {
    let request = bearer(&token(&claims()));
    for words in [
        "IDX10500: Signature validation failed. No security keys were provided to validate the signature.",
        "IDX10503: Signature validation failed. Number of keys in TokenValidationParameters: '0'. Number of keys in Configuration: '0'.",
    ] {
        let diagnosis = diagnose(&Refused::new(&request, &described(words), NOW));
        let reason = reason(&diagnosis, "api.keys-not-loaded");
        assert!(diagnosis.headline.contains("has not loaded the keys"));
        assert!(reason.fix.contains("Microsoft.IdentityModel"), "{reason:?}");
    }
    let words = "IDX10503: Signature validation failed. Number of keys in TokenValidationParameters: '0'. Number of keys in Configuration: '2'.";
    let diagnosis = diagnose(&Refused::new(&request, &described(words), NOW));
    assert_eq!(diagnosis.reasons[0].code, "key.not-found");
    // The words that JwtBearer gives to clients are the same for both.
    let words = described("The signature key was not found");
    let diagnosis = diagnose(&Refused::new(&request, &words, NOW));
    assert_eq!(diagnosis.reasons[0].code, "key.not-found");
    assert_eq!(diagnosis.reasons[0].certainty, Certainty::Likely);
    assert_eq!(diagnosis.reasons[1].code, "api.keys-not-loaded");
}

#[test]
fn of_a_token_that_was_not_sent_nothing_is_certain_but_that() {
    let request = HttpRequest::get("https://api.example/orders");
    for description in ["jwt expired", "The token expired at '03/02/2024 12:00:00'"] {
        let diagnosis = diagnose(&Refused::new(&request, &described(description), NOW));
        assert_eq!(diagnosis.reasons[0].code, "token.missing");
        let certain = |reason: &&Reason| reason.certainty == Certainty::Certain;
        assert_eq!(diagnosis.reasons.iter().filter(certain).count(), 1);
        let expired = reason(&diagnosis, "token.expired");
        assert!(expired.evidence[1].contains("no token"), "{expired:?}");
    }
}
