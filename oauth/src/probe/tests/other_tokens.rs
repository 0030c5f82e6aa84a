//! What answers to tokens of other connections come to.

use super::super::*;
use super::api::{Api, Fault};
use super::{codes, run};
use crate::HttpResponse;

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
