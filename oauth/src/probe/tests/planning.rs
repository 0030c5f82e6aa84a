//! What is sent.

use std::collections::BTreeSet;

use claimscope_core::alg::Algorithm;
use claimscope_core::inspect;
use claimscope_core::jwk::generate;
use claimscope_core::secret::Secret;

use super::super::*;
use super::api::{Api, Fault};
use super::other_tokens::id_token;
use super::{NOW, entropy, run};
use crate::{HttpRequest, HttpResponse};

/// Every request that would be sent to an API that refuses all but the good.
fn sent(inputs: &ProbeInputs) -> Vec<ProbeRequest> {
    let mut requests = Vec::new();
    run(inputs, |request| {
        requests.push(request.clone());
        let is_good = request.case.expected() == ProbeExpectation::Taken;
        let status = if is_good { 200 } else { 401 };
        ProbeAnswer::Response(HttpResponse::new(status, ""))
    });
    requests
}

fn token(request: &ProbeRequest) -> &str {
    let value = request.request.header_value("authorization").unwrap();
    value.split_once(' ').unwrap().1
}

#[test]
fn requests_are_as_many_as_said_and_keep_the_method() {
    let api = Api::new(Fault::None);
    let inputs = api.inputs();
    let requests = sent(&inputs);
    let probe = Probe::new(&inputs, NOW, &mut entropy).unwrap();
    assert_eq!(requests.len(), probe.request_count());
    assert!(requests.len() < 70, "{}", requests.len());
    for request in &requests {
        assert_eq!(request.request.method, "GET", "{:?}", request.case);
    }
    assert_eq!(requests[0].case, ProbeCase::GoodToken);
    assert_eq!(requests.last().unwrap().case, ProbeCase::GoodTokenAgain);
}

#[test]
fn no_two_wrong_tokens_are_the_same() {
    let api = Api::new(Fault::None);
    let good = api.inputs();
    let mut seen = BTreeSet::new();
    for request in sent(&good) {
        let is_about_place = matches!(
            request.case,
            ProbeCase::NoToken
                | ProbeCase::TokenEmpty
                | ProbeCase::TokenInQuery
                | ProbeCase::TokenInForm
                | ProbeCase::TwoTokens
                | ProbeCase::SchemeOther
        );
        if is_about_place || request.case.expected() == ProbeExpectation::Taken {
            continue;
        }
        let what = format!("{:?} {}", request.case, request.what);
        assert_ne!(token(&request), good.token.expose_str().unwrap(), "{what}");
        assert!(seen.insert(token(&request).to_owned()), "{what}");
    }
}

#[test]
fn a_token_differs_in_the_one_thing_that_its_case_is_about() {
    let api = Api::new(Fault::None);
    let good = Api::claims();
    for (case, changed) in [
        (ProbeCase::Expired, &["iat", "nbf", "exp"][..]),
        (ProbeCase::NotYetValid, &["iat", "nbf", "exp"]),
        (ProbeCase::IssuerOther, &["iss"]),
        (ProbeCase::AudienceOther, &["aud"]),
        (ProbeCase::ScopeMissing, &["scope"]),
        (ProbeCase::SignedAnew, &[]),
        (ProbeCase::IssuerNear, &["iss"]),
        (ProbeCase::AudienceNear, &["aud"]),
        (ProbeCase::CritUnknown, &[]),
        (ProbeCase::X5cEmbedded, &[]),
        (ProbeCase::JwkEmbedded, &[]),
        (ProbeCase::AlgNone, &[]),
        (ProbeCase::KeyConfusion, &[]),
    ] {
        let requests = sent(&api.inputs());
        let request = requests.iter().find(|it| it.case == case).unwrap();
        let report = inspect(token(request), NOW).report;
        let claims = report.claims.unwrap();
        let mut names: Vec<&str> = claims.iter().map(|(name, _)| name).collect();
        names.retain(|name| claims.get(name) != good.get(name));
        names.sort_unstable();
        let mut changed = changed.to_vec();
        changed.sort_unstable();
        assert_eq!(names, changed, "{case:?}");
    }
}

#[test]
fn what_an_opaque_token_cannot_show_is_said() {
    let inputs = ProbeInputs::new(HttpRequest::get("https://api.example"), "opaque".into());
    let requests = sent(&inputs);
    let report = run(&inputs, |request| {
        let is_good = request.case.expected() == ProbeExpectation::Taken;
        ProbeAnswer::Response(HttpResponse::new(if is_good { 200 } else { 401 }, ""))
    });
    assert!(requests.len() > 8, "{}", requests.len());
    let none = report.result(ProbeCase::AlgNone).unwrap();
    assert!(none.why.contains("opaque"), "{}", none.why);
    let expired = report.result(ProbeCase::Expired).unwrap();
    assert!(expired.why.contains("signing key"), "{}", expired.why);
}

#[test]
fn a_token_from_elsewhere_goes_before_one_that_is_signed_here() {
    let api = Api::new(Fault::None);
    let real = api.signed(&id_token());
    let inputs = api.inputs().token_for(ProbeCase::IdToken, real.clone());
    let requests = sent(&inputs);
    let request = requests.iter().find(|it| it.case == ProbeCase::IdToken);
    assert_eq!(Some(token(request.unwrap())), real.expose_str());
}

#[test]
fn an_expired_token_from_elsewhere_needs_no_signing_key_and_must_be_long_over() {
    let api = Api::new(Fault::None);
    for (ended, is_sent) in [(3_600, true), (300, false), (-60, false)] {
        let claims = Api::claims().with("exp", NOW.unix_seconds() - ended);
        let expired = api.signed(&claims);
        let inputs = api
            .inputs_without_key()
            .token_for(ProbeCase::Expired, expired.clone());
        let report = run(&inputs, |request| api.answer(request));
        let result = report.result(ProbeCase::Expired).unwrap();
        let verdict = match is_sent {
            true => ProbeVerdict::Pass,
            false => ProbeVerdict::NotJudged,
        };
        assert_eq!(result.verdict, verdict, "{ended}: {result:?}");
        assert_eq!(result.attempts.len(), usize::from(is_sent));
    }
}

#[test]
fn a_shared_secret_has_no_public_key_to_confuse() {
    let key = generate(Algorithm::HS256, &mut entropy).unwrap();
    let signing = claimscope_core::crypto::SigningKey::new(&key, Algorithm::HS256).unwrap();
    let token = claimscope_core::jwt::sign(
        &claimscope_core::json::Object::new(),
        &Api::claims(),
        &signing,
        &mut entropy,
    );
    let inputs = ProbeInputs {
        public_key: Some(key.clone()),
        signing_key: Some(key),
        ..ProbeInputs::new(
            HttpRequest::get("https://api.example"),
            Secret::from(token.unwrap()),
        )
    };
    let requests = sent(&inputs);
    assert!(requests.iter().all(|it| it.case != ProbeCase::KeyConfusion));
    assert!(requests.iter().any(|it| it.case == ProbeCase::Expired));
}

#[test]
fn a_published_secret_of_the_token_itself_is_among_those_that_are_tried() {
    let secret = claimscope_core::jwk::Jwk::from_secret("keyboard cat".into());
    let key = claimscope_core::crypto::SigningKey::new(&secret, Algorithm::HS512).unwrap();
    let header = claimscope_core::json::Object::new();
    let good = claimscope_core::jwt::sign(&header, &Api::claims(), &key, &mut entropy).unwrap();
    let inputs = ProbeInputs::new(
        HttpRequest::get("https://api.example"),
        Secret::from(good.clone()),
    );
    let requests = sent(&inputs);
    let tried: Vec<&ProbeRequest> = requests
        .iter()
        .filter(|it| it.case == ProbeCase::WeakSecret)
        .collect();
    let resigned = |request: &&&ProbeRequest| {
        let (input, signature) = token_parts(request);
        let made = key.sign(input.as_bytes(), &mut entropy).unwrap();
        claimscope_core::base64url::encode(made) == signature
    };
    assert_eq!((tried.len(), tried.iter().filter(resigned).count()), (7, 1));
    for request in tried {
        assert_ne!(token(request), good);
        assert!(!request.what.contains("keyboard"), "{}", request.what);
    }
}

fn token_parts(request: &ProbeRequest) -> (&str, &str) {
    token(request).rsplit_once('.').unwrap()
}

#[test]
fn names_that_are_nearly_the_same_are_none_of_the_tokens_own() {
    let api = Api::new(Fault::None);
    let audiences = claimscope_core::json::Value::from(vec!["api", "api1", "https://a.example/"]);
    let claims = Api::claims().with("aud", audiences);
    let inputs = ProbeInputs {
        token: api.signed(&claims),
        ..api.inputs()
    };
    let requests = sent(&inputs);
    let aud: Vec<String> = requests
        .iter()
        .filter(|it| it.case == ProbeCase::AudienceNear)
        .map(|request| {
            let claims = inspect(token(request), NOW).report.claims.unwrap();
            claims.get("aud").unwrap().to_string()
        })
        .collect();
    assert_eq!(
        aud,
        [
            r#"["api-made-up-7c41e9","api1-made-up-7c41e9","https://a.example/-made-up-7c41e9"]"#,
            r#"["made-up-7c41e9-api","made-up-7c41e9-api1","made-up-7c41e9-https://a.example/"]"#,
            r#"["ap","https://a.exampl"]"#,
        ]
    );
}

#[test]
fn a_bound_token_goes_with_proofs_and_is_tried_without() {
    let api = Api::new(Fault::None);
    let confirmation = claimscope_core::json::Object::new().with("jkt", "thumbprint");
    let bound = api.signed(&Api::claims().with("cnf", confirmation));
    let inputs = ProbeInputs {
        scheme: "DPoP",
        token: bound,
        ..api.inputs()
    };
    let requests = sent(&inputs);
    let of = |case| requests.iter().find(|it| it.case == case);
    let good = of(ProbeCase::GoodToken).unwrap();
    assert!(matches!(good.proof, Some((ProofKey::Own, _))));
    let bearer = of(ProbeCase::BoundAsBearer).unwrap();
    assert!(bearer.proof.is_none());
    assert!(
        bearer
            .request
            .header_value("authorization")
            .unwrap()
            .starts_with("Bearer ")
    );
    let other = of(ProbeCase::ProofOtherKey).unwrap();
    assert!(matches!(other.proof, Some((ProofKey::Other(_), _))));
    assert!(of(ProbeCase::TokenInQuery).is_none());
}

#[test]
fn the_query_of_the_address_stays() {
    let api = Api::new(Fault::None);
    let inputs = ProbeInputs {
        request: HttpRequest::get("https://api.example/orders?top=10#x"),
        ..api.inputs()
    };
    let requests = sent(&inputs);
    let request = requests
        .iter()
        .find(|it| it.case == ProbeCase::TokenInQuery);
    let url = &request.unwrap().request.url;
    assert!(
        url.starts_with("https://api.example/orders?top=10&access_token=eyJ"),
        "{url}"
    );
    assert!(url.ends_with("#x"), "{url}");
}
