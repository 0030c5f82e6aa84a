//! Verifying: with the keys that were given, against what is expected, and never against less.

use claimscope_core::json::{Value, parse_strict};
use claimscope_core::report::Verdict;

use super::{live, playground, run_until};
use crate::connection::Field;
use crate::message::Command;
use crate::model::Model;
use crate::results::ResponseToken;
use crate::workspace::KeyChoice;

#[test]
fn a_key_in_the_field_is_the_one_key_whatever_kid_the_token_names() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let idle = |model: &Model| !model.is_busy();
    run_until(&mut runner, &mut model, Command::RequestToken, idle);
    run_until(
        &mut runner,
        &mut model,
        Command::InspectToken(ResponseToken::Access),
        idle,
    );
    let issuer = model.connection().issuer.clone();
    let url = format!("{issuer}/.well-known/openid-configuration/jwks");
    let edit = Command::Edit(Field::ApiUrl, url.into());
    run_until(&mut runner, &mut model, edit, |_| true);
    run_until(&mut runner, &mut model, Command::Call, idle);
    let body = model
        .workspace()
        .unwrap()
        .call
        .ready()
        .unwrap()
        .body
        .clone()
        .unwrap();
    let Value::Object(set) = parse_strict(body.bytes()).unwrap() else {
        panic!("{body:?}")
    };
    let Some(Value::Array(keys)) = set.get("keys") else {
        panic!("{set:?}")
    };
    let Value::Object(mut key) = keys[0].clone() else {
        panic!("{keys:?}")
    };
    key.set("kid", "a name of its own");
    let key = serde_json::to_string(&key).unwrap();
    for command in [
        Command::SetKeyChoice(KeyChoice::Given),
        Command::EditKey(key.into()),
    ] {
        run_until(&mut runner, &mut model, command, |_| true);
    }
    run_until(&mut runner, &mut model, Command::Verify, idle);
    let inspect = &model.workspace().unwrap().inspect;
    let report = inspect.current_report().unwrap().report();
    assert_eq!(report.verdict, Verdict::Accepted, "{:?}", report.summary);
}

#[test]
fn nothing_is_proved_where_no_audience_is_expected_and_none_was_waived() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let idle = |model: &Model| !model.is_busy();
    run_until(&mut runner, &mut model, Command::RequestToken, idle);
    run_until(
        &mut runner,
        &mut model,
        Command::InspectToken(ResponseToken::Access),
        idle,
    );
    let edit = Command::Edit(Field::Audience, "".into());
    run_until(&mut runner, &mut model, edit, idle);
    run_until(&mut runner, &mut model, Command::Verify, idle);
    let inspected = model.workspace().unwrap().inspect.current_report().unwrap();
    assert_eq!(inspected.report().verdict, Verdict::Unverified);
    let failure = inspected.failure.as_ref().unwrap();
    assert_eq!(
        failure.sentence,
        "No audience is expected; name one, or waive it."
    );
    let advice = failure.advice.as_ref().unwrap();
    assert!(advice.contains("“Any audience”"), "{advice}");
    run_until(&mut runner, &mut model, Command::SetAnyAudience(true), idle);
    run_until(&mut runner, &mut model, Command::Verify, idle);
    let inspected = model.workspace().unwrap().inspect.current_report().unwrap();
    assert_eq!(inspected.report().verdict, Verdict::Accepted);
    assert_eq!(inspected.report().waived, ["audience"]);
}

#[test]
fn a_text_without_a_token_keeps_its_name_when_it_is_verified() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let idle = |model: &Model| !model.is_busy();
    let edit = Command::EditInspect(r#"{"error":"invalid_client"}"#.into());
    run_until(&mut runner, &mut model, edit, idle);
    run_until(&mut runner, &mut model, Command::Verify, idle);
    let inspected = model.workspace().unwrap().inspect.current_report().unwrap();
    let summary = &inspected.report().summary;
    assert_eq!(summary.word, "no token");
    assert!(summary.headline.contains("error"), "{}", summary.headline);
    assert_eq!(inspected.failure, None);
}

#[test]
fn a_recorded_refusal_is_explained_and_its_own_token_is_verified() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let idle = |model: &Model| !model.is_busy();
    run_until(&mut runner, &mut model, Command::RequestToken, idle);
    let workspace = model.workspace().unwrap();
    let token = workspace.last_token().unwrap().text().to_owned();
    let text = format!(
        "> GET /identity HTTP/1.1\n> Host: localhost:6001\n> Authorization: Bearer {token}\n>\n\
         < HTTP/1.1 403 Forbidden\n< WWW-Authenticate: Bearer error=\"insufficient_scope\", scope=\"orders\"\n<\n"
    );
    let edit = Command::EditInspect(text.as_str().into());
    run_until(&mut runner, &mut model, edit, idle);
    run_until(&mut runner, &mut model, Command::Verify, idle);
    let inspected = model.workspace().unwrap().inspect.current_report().unwrap();
    assert_eq!(inspected.report().verdict, Verdict::Accepted);
    let diagnosis = inspected.look.diagnosis.as_ref().unwrap();
    assert_eq!(diagnosis.reasons[0].code, "scope.missing");
    let start = text.find(&token).unwrap();
    assert_eq!(inspected.spans[0].start, start);
}
