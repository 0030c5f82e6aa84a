//! Which faults of an API are gaps, each by its own name.

use super::super::*;
use super::api::{Api, Fault};
use super::{NOW, codes, entropy, response, run, with_answer};
use crate::{HttpRequest, HttpResponse};

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
fn a_fetch_is_a_gap_even_where_the_token_is_refused() {
    let api = Api::new(Fault::None);
    let mut inputs = api.inputs();
    inputs.request = HttpRequest::get("http://127.0.0.1:7000/orders");
    let mut probe = Probe::new(&inputs, NOW, &mut entropy).unwrap();
    while let Some(request) = probe.next() {
        let answer = api.answer(request);
        probe.answered(&answer, None, NOW);
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
