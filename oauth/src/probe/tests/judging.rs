//! What answers come to.

use super::super::*;
use super::api::{Api, Fault};
use super::{NOW, codes, entropy, run};
use crate::{HttpRequest, HttpResponse};

fn response(status: u16) -> ProbeAnswer {
    ProbeAnswer::Response(HttpResponse::new(status, ""))
}

#[test]
fn an_api_that_checks_everything_has_no_gap() {
    let api = Api::new(Fault::None);
    let report = run(&api.inputs(), |request| api.answer(request));
    assert_eq!(codes(&report, ProbeVerdict::Gap), [""; 0]);
    assert_eq!(codes(&report, ProbeVerdict::Deviation), [""; 0]);
    let not_judged = [
        "probe.jku",
        "probe.x5u",
        "probe.other-token",
        "probe.bound-as-bearer",
        "probe.proof-other-key",
        "probe.method-open",
    ];
    assert_eq!(codes(&report, ProbeVerdict::NotJudged), not_judged);
    assert_eq!(report.summary.taken, 4);
    assert_eq!(
        report.summary.to_string(),
        format!(
            "{} refused as they must be, 4 taken as they must be, no gap, 6 not judged",
            report.summary.refused
        )
    );
}

#[test]
fn each_fault_is_named_and_no_other() {
    for (fault, named) in [
        // An ID token has no scope, so that the scope's check refuses it where the audience's does not.
        (Fault::Audience, &["probe.audience-other"][..]),
        (Fault::Expiry, &["probe.expired"]),
        (Fault::NotBefore, &["probe.not-yet-valid"]),
        (Fault::Issuer, &["probe.issuer-other"]),
        (Fault::Scope, &["probe.scope-missing"]),
        (Fault::AlgNone, &["probe.alg-none"]),
        (Fault::Embedded, &["probe.jwk-embedded"]),
        (Fault::Query, &["probe.token-in-query"]),
        (Fault::Form, &["probe.token-in-form"]),
        (Fault::AnyScheme, &["probe.scheme-other"]),
        (Fault::LastHeader, &["probe.two-tokens"]),
        (Fault::EmptyToken, &["probe.token-empty"]),
        (Fault::KeyOfNobody, &["probe.kid-unknown"]),
        (Fault::NearAudience, &["probe.audience-near"]),
        (Fault::NearIssuer, &["probe.issuer-near"]),
        (Fault::Certificate, &["probe.x5c-embedded"]),
        (Fault::Critical, &["probe.crit-unknown"]),
        (Fault::WeakSecret, &["probe.weak-secret"]),
        (
            Fault::NoSignature,
            &[
                "probe.signature-tampered",
                "probe.alg-none",
                "probe.crit-unknown",
                "probe.expired",
                "probe.not-yet-valid",
                "probe.issuer-other",
                "probe.audience-other",
                "probe.token-large",
            ],
        ),
        (Fault::AnyText, &["probe.garbage", "probe.alg-none"]),
    ] {
        let api = Api::new(fault);
        let report = run(&api.inputs(), |request| api.answer(request));
        assert_eq!(codes(&report, ProbeVerdict::Gap), named, "{fault:?}");
        let gap = report.gaps().next().unwrap();
        assert!(
            !gap.remedy.is_empty() && gap.why.starts_with(gap.case.gap()),
            "{gap:?}"
        );
    }
}

#[test]
fn what_another_case_explains_is_not_judged() {
    for (fault, root, cases) in [
        (
            Fault::NoSignature,
            "probe.signature-tampered",
            &[
                ProbeCase::PayloadTampered,
                ProbeCase::SignatureStripped,
                ProbeCase::KeyConfusion,
                ProbeCase::WeakSecret,
                ProbeCase::JwkEmbedded,
                ProbeCase::X5cEmbedded,
                ProbeCase::Jku,
                ProbeCase::KidSql,
                ProbeCase::TwoTokens,
            ][..],
        ),
        (
            Fault::KeyOfNobody,
            "probe.kid-unknown",
            &[ProbeCase::JwkEmbedded, ProbeCase::X5u, ProbeCase::KidPath],
        ),
        (
            Fault::AnyText,
            "probe.garbage",
            &[ProbeCase::Expired, ProbeCase::Jku, ProbeCase::TokenLarge],
        ),
        (
            Fault::Issuer,
            "probe.issuer-other",
            &[ProbeCase::IssuerNear],
        ),
        (
            Fault::Audience,
            "probe.audience-other",
            &[ProbeCase::AudienceNear],
        ),
        (
            Fault::Query,
            "probe.token-in-query",
            &[ProbeCase::TwoTokens],
        ),
    ] {
        let api = Api::new(fault);
        let report = run(&api.inputs(), |request| api.answer(request));
        for case in cases {
            let result = report.result(*case).unwrap();
            assert_eq!(result.verdict, ProbeVerdict::NotJudged, "{result:?}");
            assert!(result.why.contains(root), "{result:?}");
        }
    }
}

#[test]
fn what_is_taken_by_an_api_that_checks_some_signatures_is_a_gap_of_its_own() {
    let api = Api::new(Fault::OneAlgorithm);
    let report = run(&api.inputs(), |request| api.answer(request));
    let gaps = codes(&report, ProbeVerdict::Gap);
    for code in [
        "probe.signature-tampered",
        "probe.payload-tampered",
        "probe.signature-stripped",
        "probe.alg-none",
        "probe.kid-unknown",
        "probe.jwk-embedded",
        "probe.jku",
        "probe.x5u",
    ] {
        assert!(gaps.contains(&code), "{code}: {gaps:?}");
    }
    let passed = codes(&report, ProbeVerdict::Pass);
    for code in ["probe.key-confusion", "probe.kid-path", "probe.kid-sql"] {
        assert!(passed.contains(&code), "{code}: {passed:?}");
    }
    // The bad one of the two is the one with a changed signature, which is taken alone.
    let two = report.result(ProbeCase::TwoTokens).unwrap();
    assert_eq!(two.verdict, ProbeVerdict::NotJudged, "{two:?}");
}

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
fn methods_that_need_no_token_are_a_gap_of_their_own() {
    let api = Api::new(Fault::None);
    let inputs = ProbeInputs {
        methods: ["GET", "POST", "DELETE"].map(str::to_owned).into(),
        ..api.inputs()
    };
    let methods = |post: u16, delete: u16| {
        run(&inputs, |request| match request.request.method.as_str() {
            "POST" => response(post),
            "DELETE" => response(delete),
            _ => api.answer(request),
        })
    };
    for (answers, verdict) in [
        ((401, 403), ProbeVerdict::Pass),
        ((401, 405), ProbeVerdict::Pass),
        ((201, 401), ProbeVerdict::Gap),
        ((401, 204), ProbeVerdict::Gap),
        ((400, 401), ProbeVerdict::NotJudged),
        ((500, 401), ProbeVerdict::NotJudged),
        ((405, 404), ProbeVerdict::NotJudged),
    ] {
        let report = methods(answers.0, answers.1);
        let result = report.result(ProbeCase::MethodOpen).unwrap();
        assert_eq!(result.verdict, verdict, "{answers:?}: {result:?}");
        let whats: Vec<&str> = result.attempts.iter().map(|it| &*it.what).collect();
        assert_eq!(whats, ["POST", "DELETE"]);
        let is_open = matches!(answers, (400 | 500, _));
        assert_eq!(report.broken().is_some(), is_open, "{answers:?}");
    }
}

#[test]
fn methods_that_need_no_token_anywhere_are_not_tried() {
    let api = Api::new(Fault::None);
    for (methods, tried) in [(&["OPTIONS", "DELETE"][..], 1), (&["OPTIONS", "TRACE"], 0)] {
        let inputs = ProbeInputs {
            methods: methods.iter().copied().map(str::to_owned).collect(),
            ..api.inputs()
        };
        // As an API answers a browser before a call.
        let report = run(&inputs, |request| match request.request.method.as_str() {
            "OPTIONS" => response(204),
            _ => api.answer(request),
        });
        let result = report.result(ProbeCase::MethodOpen).unwrap();
        assert_eq!(result.attempts.len(), tried, "{result:?}");
        assert_eq!(report.summary.gaps, 0, "{result:?}");
        assert_eq!(result.why.contains("OPTIONS"), tried == 0, "{result:?}");
    }
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
fn a_token_that_comes_back_is_told() {
    let api = Api::new(Fault::None);
    let report = run(&api.inputs(), |request| match api.answer(request) {
        ProbeAnswer::Response(refusal) if refusal.status == 401 => {
            let sent = request.request.header_value("authorization");
            let body = format!("refused: {}", sent.unwrap_or_default());
            ProbeAnswer::Response(HttpResponse {
                body: body.into(),
                ..refusal
            })
        }
        other => other,
    });
    let notes = report.notes.join("\n");
    assert!(notes.contains("repeat the token that was sent"), "{notes}");
    assert_eq!(report.summary.gaps, 0);
}

#[test]
fn no_fetch_is_claimed_that_nobody_saw() {
    let answer = HttpResponse::new(200, "[]").header("Content-Type", "application/json");
    let report = with_answer(ProbeCase::Jku, ProbeAnswer::Response(answer));
    assert_eq!(codes(&report, ProbeVerdict::Gap), ["probe.jku"]);
    let gap = report.gaps().next().unwrap();
    assert!(gap.why.ends_with("no fetch was seen"), "{}", gap.why);
}

#[test]
fn a_scope_is_missed_only_where_something_says_that_it_is_demanded() {
    let api = Api::new(Fault::Scope);
    let unsaid = ProbeInputs {
        scopes: ["openid", "orders.write"].map(str::to_owned).into(),
        ..api.inputs()
    };
    let report = run(&unsaid, |request| api.answer(request));
    let result = report.result(ProbeCase::ScopeMissing).unwrap();
    assert_eq!(result.verdict, ProbeVerdict::NotJudged, "{result:?}");
    assert!(result.why.contains("nothing says"), "{result:?}");

    let report = run(&unsaid, |request| match api.answer(request) {
        ProbeAnswer::Response(refusal) if refusal.status == 401 => {
            let challenge = r#"Bearer scope="orders.read""#;
            ProbeAnswer::Response(HttpResponse::new(401, "").header("WWW-Authenticate", challenge))
        }
        other => other,
    });
    assert_eq!(codes(&report, ProbeVerdict::Gap), ["probe.scope-missing"]);
}

#[test]
fn each_case_is_told_once_it_is_over_as_the_report_has_it() {
    let api = Api::new(Fault::AlgNone);
    let mut probe = Probe::new(&api.inputs(), NOW, &mut entropy).unwrap();
    let mut over: Vec<ProbeResult> = Vec::new();
    while let Some(request) = probe.next() {
        let (case, answer) = (request.case, api.answer(request));
        assert!(over.iter().all(|result| result.case != case), "{case:?}");
        probe.answered(&answer, None, NOW);
        over.extend(probe.over_from(over.len(), &[]));
    }
    assert_eq!(over, probe.judge(&[], None).results);
}

#[test]
fn a_case_of_several_requests_is_over_with_its_last() {
    let api = Api::new(Fault::None);
    let mut probe = Probe::new(&api.inputs(), NOW, &mut entropy).unwrap();
    let (mut told, mut spellings) = (0, 0);
    while let Some(request) = probe.next() {
        let (case, answer) = (request.case, api.answer(request));
        probe.answered(&answer, None, NOW);
        let over = probe.over_from(told, &[]);
        told += over.len();
        if case == ProbeCase::AlgNone {
            spellings += 1;
            let is_over = over.iter().any(|result| result.case == case);
            assert_eq!(is_over, spellings == 4);
        }
    }
    assert_eq!((told, spellings), (ProbeCase::ALL.len(), 4));
}

#[test]
fn spellings_that_are_taken_are_named() {
    let api = Api::new(Fault::AlgNone);
    let report = run(&api.inputs(), |request| api.answer(request));
    let gap = report.result(ProbeCase::AlgNone).unwrap();
    assert_eq!(
        gap.why,
        "the API takes tokens that nobody signed: none; None; NONE; nOnE"
    );
    assert_eq!(gap.attempts.len(), 4);
    assert_eq!(gap.seen, "200");
}

#[test]
fn without_the_good_token_nothing_is_judged() {
    for status in [401, 403, 404, 429, 500, 302] {
        let api = Api::new(Fault::None);
        let report = run(&api.inputs(), |_| response(status));
        assert_eq!(report.requests, 1, "{status}");
        let all = ProbeCase::ALL.len();
        assert_eq!(
            report.summary.to_string(),
            format!("{all} not judged"),
            "{status}"
        );
        assert!(!report.is_judged() && report.stopped.is_some(), "{status}");
    }
}

#[test]
fn without_an_answer_nothing_is_said_of_the_token() {
    let api = Api::new(Fault::None);
    let report = run(&api.inputs(), |_| ProbeAnswer::Failure {
        message: "nothing listens there".to_owned(),
        is_closed: false,
    });
    let stopped = report.stopped.unwrap();
    assert!(stopped.starts_with("no answer came"), "{stopped}");
}

#[test]
fn an_open_api_has_one_gap_and_nothing_else_is_judged() {
    let api = Api::new(Fault::None);
    let report = run(&api.inputs(), |_| response(200));
    assert_eq!(codes(&report, ProbeVerdict::Gap), ["probe.no-token"]);
    assert_eq!(report.requests, 2);
    assert_eq!(report.summary.not_judged, ProbeCase::ALL.len() - 2);
}

/// The API with another answer to one case.
fn with_answer(case: ProbeCase, answer: ProbeAnswer) -> ProbeReport {
    let api = Api::new(Fault::None);
    run(&api.inputs(), |request| match request.case == case {
        true => answer.clone(),
        false => api.answer(request),
    })
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
fn a_limit_on_requests_ends_the_probe() {
    let report = with_answer(ProbeCase::Garbage, response(429));
    assert!(report.stopped.as_ref().unwrap().contains("429"));
    let after = report.result(ProbeCase::Expired).unwrap();
    assert_eq!(
        (after.verdict, after.attempts.len()),
        (ProbeVerdict::NotJudged, 0)
    );
    let before = report.result(ProbeCase::TokenEmpty).unwrap();
    assert_eq!(before.verdict, ProbeVerdict::Pass);
}

#[test]
fn an_api_that_shuts_the_client_out_is_not_judged() {
    let report = with_answer(ProbeCase::GoodTokenAgain, response(403));
    assert_eq!((report.summary.refused, report.summary.gaps), (0, 0));
    assert_eq!(report.summary.taken, 3);
}

#[test]
fn a_gap_stays_a_gap_where_the_client_is_shut_out_later() {
    let api = Api::new(Fault::Expiry);
    let report = run(&api.inputs(), |request| match request.case {
        ProbeCase::GoodTokenAgain => response(403),
        _ => api.answer(request),
    });
    assert_eq!(codes(&report, ProbeVerdict::Gap), ["probe.expired"]);
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
fn a_scheme_in_small_letters_that_is_refused_is_a_deviation() {
    let report = with_answer(ProbeCase::SchemeLowerCase, response(401));
    assert_eq!(
        codes(&report, ProbeVerdict::Deviation),
        ["probe.scheme-lower-case"]
    );
    assert_eq!(report.summary.gaps, 0);
    assert!(report.summary.to_string().contains("no gap, 1 deviation"));
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
fn three_silent_requests_end_the_probe() {
    let api = Api::new(Fault::None);
    let silent = ProbeAnswer::Failure {
        message: "no whole answer came in time".to_owned(),
        is_closed: false,
    };
    let report = run(&api.inputs(), |request| match request.case {
        ProbeCase::GoodToken | ProbeCase::NoToken => api.answer(request),
        _ => silent.clone(),
    });
    assert_eq!(report.requests, 5);
    assert_eq!(report.summary.gaps, 0);
}

#[test]
fn a_fetch_is_a_gap_even_where_the_token_is_refused() {
    let api = Api::new(Fault::None);
    let mut inputs = api.inputs();
    inputs.request = HttpRequest::get("http://127.0.0.1:7000/orders");
    let mut probe = Probe::new(&inputs, super::NOW, &mut super::entropy).unwrap();
    while let Some(request) = probe.next() {
        let answer = api.answer(request);
        probe.answered(&answer, None, super::NOW);
    }
    let report = probe.judge(&[ProbeCase::Jku], None);
    assert_eq!(codes(&report, ProbeVerdict::Gap), ["probe.jku"]);
    let gap = report.result(ProbeCase::Jku).unwrap();
    assert!(
        gap.why.ends_with("refuses the token after that"),
        "{}",
        gap.why
    );
    let other = report.result(ProbeCase::X5u).unwrap();
    assert_eq!(other.verdict, ProbeVerdict::Pass);
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
fn a_stopped_probe_judges_what_it_has_seen() {
    let api = Api::new(Fault::None);
    let mut probe = Probe::new(&api.inputs(), super::NOW, &mut super::entropy).unwrap();
    while let Some(request) = probe.next() {
        if request.case == ProbeCase::Truncated {
            probe.stop("it was cancelled");
            break;
        }
        let answer = api.answer(request);
        probe.answered(&answer, None, super::NOW);
    }
    assert!(probe.next().is_none());
    let report = probe.judge(&[], None);
    let garbage = report.result(ProbeCase::Garbage).unwrap();
    assert_eq!(garbage.verdict, ProbeVerdict::Pass);
    let truncated = report.result(ProbeCase::Truncated).unwrap();
    assert_eq!(truncated.why, "it was cancelled");
}

#[test]
fn no_report_carries_a_token() {
    let api = Api::new(Fault::NoSignature);
    let inputs = api.inputs();
    let report = run(&inputs, |request| api.answer(request));
    assert!(report.summary.gaps > 5, "{}", report.summary);
    let token = inputs.token.expose_str().unwrap().to_owned();
    let json = serde_json::to_string(&report).unwrap();
    for text in [
        json,
        report.to_junit(),
        report.to_sarif(),
        report.to_markdown(),
    ] {
        for part in token.split('.') {
            assert!(!text.contains(part));
        }
    }
}
