//! When there is nothing more to send: the probe is refused from the start, shut out, stopped or done.

use super::super::*;
use super::api::{Api, Fault};
use super::{NOW, codes, entropy, response, run, with_answer};
use crate::HttpResponse;

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

#[test]
fn a_caches_answer_to_the_good_token_is_no_refusal_of_it() {
    let cached = HttpResponse::new(200, "[]").header("Age", "5");
    let mut probe = Probe::new(&Api::new(Fault::None).inputs(), NOW, &mut entropy).unwrap();
    probe.answered(&ProbeAnswer::Response(cached), None, NOW);
    assert!(!probe.is_refused() && probe.next().is_none());
    let stopped = probe.judge(&[], None).stopped.unwrap();
    assert!(stopped.contains("a cache answered"), "{stopped}");
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
fn a_stopped_probe_judges_what_it_has_seen() {
    let api = Api::new(Fault::None);
    let mut probe = Probe::new(&api.inputs(), NOW, &mut entropy).unwrap();
    while let Some(request) = probe.next() {
        if request.case == ProbeCase::Truncated {
            probe.stop("it was cancelled");
            break;
        }
        let answer = api.answer(request);
        probe.answered(&answer, None, NOW);
    }
    assert!(probe.next().is_none());
    let report = probe.judge(&[], None);
    let garbage = report.result(ProbeCase::Garbage).unwrap();
    assert_eq!(garbage.verdict, ProbeVerdict::Pass);
    let truncated = report.result(ProbeCase::Truncated).unwrap();
    assert_eq!(truncated.why, "it was cancelled");
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
