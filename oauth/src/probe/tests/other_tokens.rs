//! What answers to tokens of other connections come to.

use claimscope_core::json::Object;

use super::super::*;
use super::api::{Api, Fault, ISSUER, URL};
use super::{NOW, codes, response, run};
use crate::{HttpRequest, HttpResponse};

#[test]
fn a_second_connections_token_must_be_refused() {
    let api = Api::new(Fault::None);
    let bobs = api.signed(&Api::claims().with("sub", "bob"));
    let inputs = api.inputs().token_for(ProbeCase::OtherToken, bobs);
    let report = run(&inputs, |request| api.answer(request));
    assert_eq!(codes(&report, ProbeVerdict::Gap), ["probe.other-token"]);
}

#[test]
fn what_is_hidden_from_a_second_connection_is_refused_to_it() {
    let api = Api::new(Fault::None);
    let bobs = api.signed(&Api::claims().with("sub", "bob"));
    let inputs = api.inputs().token_for(ProbeCase::OtherToken, bobs);
    let report = run(&inputs, |request| match request.case {
        ProbeCase::OtherToken => ProbeAnswer::Response(HttpResponse::new(404, "")),
        _ => api.answer(request),
    });
    let result = report.result(ProbeCase::OtherToken).unwrap();
    assert_eq!((result.verdict, &*result.seen), (ProbeVerdict::Pass, "404"));
}

#[test]
fn a_token_that_does_not_differ_says_nothing() {
    let api = Api::new(Fault::None);
    let claims = Api::claims;
    for (case, given) in [
        (ProbeCase::OtherToken, claims().with("jti", "2")),
        (
            ProbeCase::ScopeMissing,
            claims().with("scope", "x orders.read"),
        ),
        (ProbeCase::AudienceOther, claims().with("sub", "bob")),
        (ProbeCase::IssuerOther, claims().with("sub", "bob")),
    ] {
        let inputs = api.inputs().token_for(case, api.signed(&given));
        let report = run(&inputs, |request| api.answer(request));
        assert_eq!(codes(&report, ProbeVerdict::Gap), [""; 0], "{case:?}");
        let result = report.result(case).unwrap();
        assert_eq!(
            (result.verdict, result.attempts.len()),
            (ProbeVerdict::NotJudged, 0)
        );
    }
    let narrow = api.signed(&claims().with("scope", "orders.write"));
    let inputs = ProbeInputs {
        signing_key: None,
        ..api.inputs().token_for(ProbeCase::ScopeMissing, narrow)
    };
    let report = run(&inputs, |request| api.answer(request));
    let result = report.result(ProbeCase::ScopeMissing).unwrap();
    assert_eq!(result.verdict, ProbeVerdict::Pass, "{result:?}");
}

/// The claims of an ID token of the good one's issuer.
pub(super) fn id_token() -> Object {
    let claims = Object::new().with("iss", ISSUER).with("aud", "web");
    claims
        .with("sub", "alice")
        .with("exp", NOW.unix_seconds() + 600)
}

#[test]
fn a_token_that_may_be_refused_or_taken_for_something_else_is_not_sent() {
    let api = Api::new(Fault::Expiry);
    let over = |claims: Object| claims.with("exp", NOW.unix_seconds() - 3_600);
    let signed = |claims| api.signed(&claims);
    let bob = || Api::claims().with("sub", "bob");
    let good = api.inputs_without_key();
    let opaque = ProbeInputs {
        token: "opaque".into(),
        ..good.clone()
    };
    let other_issuer = over(Api::claims()).with("iss", "https://other.example");
    let (expired, id, other) = (
        ProbeCase::Expired,
        ProbeCase::IdToken,
        ProbeCase::OtherToken,
    );
    for (inputs, case, given, why) in [
        (&good, expired, signed(other_issuer), "another issuer"),
        (
            &good,
            expired,
            signed(over(Api::claims()).with("aud", "web")),
            "or audience",
        ),
        (
            &good,
            expired,
            signed(over(Api::claims()).with("scope", "x")),
            "other scopes",
        ),
        (&good, expired, "hello.world".into(), "can be read"),
        (&good, expired, "e30.a.b.c.d".into(), "can be read"),
        (&opaque, expired, signed(over(Api::claims())), "can be read"),
        (&good, id, good.token.clone(), "is the good one"),
        (&good, id, signed(bob()), "has scopes"),
        (&good, id, signed(over(id_token())), "has ended"),
        (&opaque, id, "hello.world".into(), "can be read"),
        (&good, other, "hello.world".into(), "can be read"),
        (&good, other, signed(over(bob())), "has ended"),
        (
            &good,
            other,
            signed(bob().with("aud", "web")),
            "or audience",
        ),
    ] {
        let inputs = inputs.clone().token_for(case, given);
        let report = run(&inputs, |request| match request.case {
            ProbeCase::GoodToken => response(200),
            _ => api.answer(request),
        });
        let result = report.result(case).unwrap();
        assert_eq!(
            (result.verdict, result.attempts.len()),
            (ProbeVerdict::NotJudged, 0),
            "{result:?}"
        );
        assert!(result.why.contains(why), "{result:?}");
    }
}

#[test]
fn of_an_opaque_token_of_somebody_else_a_403_alone_is_the_refusal() {
    let opaque = ProbeInputs::new(HttpRequest::get(URL), "opaque".into());
    let inputs = opaque.token_for(ProbeCase::OtherToken, "other".into());
    for (status, verdict) in [(401, ProbeVerdict::NotJudged), (403, ProbeVerdict::Pass)] {
        let report = run(&inputs, |request| match request.case {
            case if case.is_good() => response(200),
            ProbeCase::OtherToken => response(status),
            _ => response(401),
        });
        let result = report.result(ProbeCase::OtherToken).unwrap();
        assert_eq!(result.verdict, verdict, "{result:?}");
    }
}
