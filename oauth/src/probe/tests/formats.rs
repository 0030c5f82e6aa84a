//! The report in the formats that others read.

use expect_test::expect;
use serde_json::Value;

use super::super::*;
use super::api::{Api, Fault};
use super::run;
use crate::HttpResponse;

fn report(fault: Fault) -> ProbeReport {
    let api = Api::new(fault);
    run(&api.inputs(), |request| api.answer(request))
}

#[test]
fn the_json_has_what_programs_match_on() {
    let report = report(Fault::Expiry);
    let json: Value = serde_json::to_value(&report).unwrap();
    let results = json["results"].as_array().unwrap();
    let gap = results.iter().find(|one| one["verdict"] == "gap").unwrap();
    assert_eq!(gap["id"], "probe.expired");
    expect![[r#"{"error":"invalid_token","status":401,"taken":false}"#]]
        .assert_eq(&sorted(&gap["expected"]));
    assert_eq!(gap["attempts"][0]["seen"], "200");
    assert_eq!(json["summary"]["gaps"], 1);
}

fn sorted(value: &Value) -> String {
    let object = value.as_object().unwrap();
    let sorted: std::collections::BTreeMap<_, _> = object.iter().collect();
    serde_json::to_string(&sorted).unwrap()
}

#[test]
fn sarif_has_a_result_for_each_case_and_an_error_for_each_gap() {
    let log: Value = serde_json::from_str(&report(Fault::Scope).to_sarif()).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), ProbeCase::ALL.len());
    for (index, result) in results.iter().enumerate() {
        let rule = &run["tool"]["driver"]["rules"][index];
        assert_eq!(
            (&rule["id"], result["ruleIndex"].as_u64()),
            (&result["ruleId"], Some(index as u64))
        );
    }
    let mut errors = results.iter().filter(|one| one["level"] == "error");
    assert_eq!(errors.next().unwrap()["ruleId"], "probe.scope-missing");
    assert!(errors.next().is_none());
}

#[test]
fn junit_counts_what_it_lists() {
    let xml = report(Fault::Audience).to_junit();
    let count = |what: &str| xml.matches(what).count();
    assert_eq!(count("<testcase "), ProbeCase::ALL.len());
    assert_eq!(count("<failure "), 1);
    assert!(xml.contains(r#"failures="1" errors="0""#), "{xml}");
    assert!(
        xml.contains(r#"<failure type="probe.audience-other""#),
        "{xml}"
    );
}

#[test]
fn junit_has_an_error_where_the_probe_says_nothing_or_ended_early() {
    let api = Api::new(Fault::None);
    let refused = |case: ProbeCase, status| {
        let api = &api;
        run(&api.inputs(), move |request| match request.case == case {
            true => ProbeAnswer::Response(HttpResponse::new(status, "")),
            false => api.answer(request),
        })
    };
    for (report, broken) in [
        (refused(ProbeCase::GoodToken, 401), "probe.good-token"),
        (refused(ProbeCase::Garbage, 429), "probe.truncated"),
        (
            refused(ProbeCase::GoodTokenAgain, 403),
            "probe.good-token-again",
        ),
    ] {
        let xml = report.to_junit();
        let skipped = report.summary.not_judged - 1;
        let counts = format!(r#"failures="0" errors="1" skipped="{skipped}""#);
        assert!(xml.contains(&counts), "{broken}: {xml}");
        let error = format!(r#"<error type="{broken}""#);
        assert_eq!(xml.matches(&error).count(), 1, "{broken}: {xml}");
        assert_eq!(xml.matches("<skipped ").count(), skipped, "{broken}");
    }
    let open = run(&api.inputs(), |_| {
        ProbeAnswer::Response(HttpResponse::new(200, ""))
    });
    let open = open.to_junit();
    assert!(open.contains(r#"failures="1" errors="0""#), "{open}");
}

#[test]
fn markdown_names_the_gap_before_the_table() {
    let text = report(Fault::Expiry).to_markdown();
    let (before, table) = text.split_once("## Cases").unwrap();
    assert!(before.contains("## Gap: expired an hour ago"), "{before}");
    assert!(
        table.contains("| `probe.expired` | expired an hour ago | 401 | 200 | **gap** |"),
        "{table}"
    );
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
