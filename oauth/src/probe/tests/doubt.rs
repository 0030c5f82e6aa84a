//! Answers that may have another reason than the token, and are no gap.

use super::super::*;
use super::api::{Api, Fault};
use super::{codes, response, run, with_answer};
use crate::HttpResponse;

#[test]
fn an_api_that_fails_on_wrong_tokens_proves_nothing_of_them() {
    let api = Api::new(Fault::None);
    for status in [500, 404, 302] {
        let report = run(&api.inputs(), |request| match request.case.expected() {
            ProbeExpectation::RefusedToken => response(status),
            _ => api.answer(request),
        });
        assert_eq!(report.summary.gaps, 0, "{}", report.summary);
        assert!(report.summary.refused > 0, "{}", report.summary);
        let broken = report.broken().unwrap();
        assert_eq!(broken.case, ProbeCase::Garbage, "{broken:?}");
        let notes = report.notes.join("\n");
        let said = format!("was neither refused nor taken ({status})");
        assert!(notes.contains(&said), "{notes}");
    }
    let report = run(&api.inputs(), |request| api.answer(request));
    assert!(report.broken().is_none() && report.notes.is_empty());
}

#[test]
fn what_may_have_another_reason_is_no_gap() {
    for status in [302, 404, 405, 418, 500, 502, 503] {
        let report = with_answer(ProbeCase::Expired, response(status));
        let result = report.result(ProbeCase::Expired).unwrap();
        assert_eq!(result.verdict, ProbeVerdict::NotJudged, "{status}");
        assert!(
            result.why.starts_with(&status.to_string()),
            "{}",
            result.why
        );
        assert_eq!(report.summary.gaps, 0);
    }
}

#[test]
fn a_login_page_is_no_gap() {
    let page = HttpResponse::new(200, "<!doctype html><title>Your account</title>");
    let report = with_answer(ProbeCase::Expired, ProbeAnswer::Response(page));
    let result = report.result(ProbeCase::Expired).unwrap();
    assert_eq!(result.verdict, ProbeVerdict::NotJudged, "{result:?}");
}

#[test]
fn a_2xx_that_differs_from_the_good_tokens_is_no_gap() {
    for (status, body) in [
        (202, "[]"),
        (204, ""),
        (200, r#"{"status":401,"data":null}"#),
        (200, "nope"),
    ] {
        let answer = HttpResponse::new(status, body).header("Content-Type", "application/json");
        for case in [
            ProbeCase::NoToken,
            ProbeCase::Expired,
            ProbeCase::OtherToken,
        ] {
            let report = with_answer(case, ProbeAnswer::Response(answer.clone()));
            let result = report.result(case).unwrap();
            assert_eq!(result.verdict, ProbeVerdict::NotJudged, "{result:?}");
            assert_eq!(report.summary.gaps, 0);
            let is_sent = case != ProbeCase::OtherToken;
            assert_eq!(
                result.why.contains("look at the exchange"),
                is_sent,
                "{result:?}"
            );
        }
    }
}

#[test]
fn a_connection_that_is_closed_on_a_large_token_refuses_it() {
    let closed = ProbeAnswer::Failure {
        message: "the connection was closed".to_owned(),
        is_closed: true,
    };
    let report = with_answer(ProbeCase::TokenLarge, closed.clone());
    let result = report.result(ProbeCase::TokenLarge).unwrap();
    assert_eq!(
        (result.verdict, &*result.seen),
        (ProbeVerdict::Pass, "connection closed")
    );
    let report = with_answer(ProbeCase::Garbage, closed);
    let result = report.result(ProbeCase::Garbage).unwrap();
    assert_eq!(result.verdict, ProbeVerdict::NotJudged);
}

#[test]
fn a_name_that_is_cut_short_may_be_one_of_the_apis_own() {
    let api = Api::new(Fault::SecondAudience);
    let report = run(&api.inputs(), |request| api.answer(request));
    assert_eq!(report.summary.gaps, 0, "{}", report.summary);
    let result = report.result(ProbeCase::AudienceNear).unwrap();
    assert_eq!(result.verdict, ProbeVerdict::NotJudged, "{result:?}");
    assert!(result.why.contains("another name"), "{result:?}");
    assert!(report.broken().is_none());
}

#[test]
fn a_key_that_the_api_does_not_trust_judges_nothing() {
    let (api, other) = (Api::new(Fault::None), Api::new(Fault::None));
    let inputs = ProbeInputs {
        signing_key: Some(other.key),
        ..api.inputs()
    };
    let report = run(&inputs, |request| api.answer(request));
    for case in [
        ProbeCase::SignedAnew,
        ProbeCase::Expired,
        ProbeCase::IdToken,
    ] {
        let result = report.result(case).unwrap();
        assert_eq!(result.verdict, ProbeVerdict::NotJudged, "{case:?}");
    }
    assert_eq!(report.summary.gaps, 0);
}

#[test]
fn refusals_without_a_challenge_pass_and_are_noted() {
    let api = Api::new(Fault::None);
    let report = run(&api.inputs(), |request| match api.answer(request) {
        ProbeAnswer::Response(answer) if answer.status == 401 => response(401),
        ProbeAnswer::Response(answer) if answer.status == 403 => response(401),
        other => other,
    });
    assert_eq!(report.summary.gaps, 0);
    let notes = report.notes.join("\n");
    assert!(notes.contains("WWW-Authenticate"), "{notes}");
    assert!(notes.contains("where RFC 6750 §3.1 has 403"), "{notes}");
}

#[test]
fn a_scheme_in_small_letters_that_is_refused_is_a_deviation() {
    let report = with_answer(ProbeCase::SchemeLowerCase, response(401));
    assert_eq!(
        codes(&report, ProbeVerdict::Deviation),
        ["probe.scheme-lower-case"]
    );
    assert_eq!(report.summary.gaps, 0);
    assert!(report.summary.to_string().contains("no gap, 1 deviation"));
}
