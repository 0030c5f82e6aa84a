//! The step Probe: what is asked first, what it is made with, how it ends, and what the window says of it.

use claimscope_core::entropy::NoEntropy;
use claimscope_gui::connection::{ConnectionId, Field};
use claimscope_gui::effect::{Effect, Switch, WindowChange, Work};
use claimscope_gui::grant::GrantChoice;
use claimscope_gui::message::{Command, Event, Ticket};
use claimscope_gui::model::Model;
use claimscope_gui::probe::{
    OtherToken, ProbeCommand, ProbeEvent, ProbeFilter, ProbeFormat, ProbeFound, ProbePlan,
    ProbeStanding, ProbeStep, SigningKeyChoice,
};
use claimscope_gui::probe_with::ProbeField;
use claimscope_gui::results::ExchangeRow;
use claimscope_gui::tab::Tab;
use claimscope_oauth::probe::{Probe, ProbeAnswer, ProbeCase, ProbeInputs, ProbeVerdict};
use claimscope_oauth::{HttpRequest, HttpResponse};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use crate::shown::{command, open, press, press_any, shows, window};
use crate::support::{NOW, answer, model, own_connection, token, token_result, update, work};

/// What a probe of an API finds that takes the good token alone, or whatever is no JWT as well.
pub(crate) fn found(request: HttpRequest, takes_garbage: bool) -> ProbeFound {
    let good = token(3_600);
    let header = format!("Bearer {good}");
    let mut entropy = |bytes: &mut [u8]| {
        bytes.fill(7);
        Ok::<(), NoEntropy>(())
    };
    let inputs = ProbeInputs::new(request, good.into());
    let mut probe = Probe::new(&inputs, NOW, &mut entropy).unwrap();
    let mut exchange = 0;
    while let Some(next) = probe.next() {
        let values = next.request.headers.iter();
        let is_good = values.clone().any(|(_, value)| {
            let value = value.expose_str().unwrap_or_default();
            value.eq_ignore_ascii_case(&header)
        });
        let is_alone = values.filter(|(name, _)| name == "Authorization").count() == 1;
        let takes = (is_good && is_alone) || (takes_garbage && next.case == ProbeCase::Garbage);
        let response = match takes {
            true => HttpResponse::new(200, "[]"),
            false => HttpResponse::new(401, "")
                .header("WWW-Authenticate", r#"Bearer error="invalid_token""#),
        };
        exchange += 1;
        probe.answered(&ProbeAnswer::Response(response), Some(exchange), NOW);
    }
    ProbeFound {
        report: probe.judge(&[], None),
        token_ends: vec![],
        at: NOW,
    }
}

pub(crate) fn step(model: &Model) -> &ProbeStep {
    &model.workspace().unwrap().probe
}

fn probe(command: ProbeCommand) -> Command {
    Command::Probe(command)
}

/// The probe that a command begins.
pub(crate) fn begun(model: &mut Model, command: ProbeCommand) -> Box<ProbePlan> {
    match &work(model, probe(command))[..] {
        [Work::Probe(plan)] => plan.clone(),
        other => panic!("a probe expected, not {other:?}"),
    }
}

pub(crate) fn ended(ticket: Ticket, found: ProbeFound) -> Event {
    Event::Probe(ticket, ProbeEvent::Ended(Box::new(Ok(found))))
}

fn edit(model: &mut Model, field: Field, text: &str) {
    assert!(work(model, Command::Edit(field, text.into())).is_empty());
}

/// A connection of the person's own to an API elsewhere.
fn elsewhere() -> Model {
    let mut model = own_connection();
    edit(
        &mut model,
        Field::ApiUrl,
        "https://api.example/orders?page=1",
    );
    model
}

#[test]
fn the_playground_is_probed_with_one_press_and_its_own_key() {
    let mut model = model();
    let plan = begun(&mut model, ProbeCommand::Start);
    assert_eq!(model.tab, Tab::Probe);
    assert!(matches!(plan.signing_key, SigningKeyChoice::Playground));
    assert!(plan.token.is_none());
    assert!(model.is_busy());
    // A second press sends nothing twice.
    assert!(work(&mut model, probe(ProbeCommand::Start)).is_empty());
}

#[test]
fn the_token_in_use_is_the_good_one_unless_it_is_about_to_end() {
    for (seconds, is_used) in [(3_600, true), (30, false)] {
        let mut model = model();
        let workspace = model.workspace_mut(ConnectionId::PLAYGROUND);
        workspace.current_token = Some(token_result(&token(seconds), seconds));
        let plan = begun(&mut model, ProbeCommand::Start);
        assert_eq!(plan.token.is_some(), is_used, "{seconds}");
    }
}

#[test]
fn another_machine_is_asked_about_with_its_host_the_count_and_the_method() {
    let mut model = elsewhere();
    assert!(work(&mut model, probe(ProbeCommand::Start)).is_empty());
    let question = step(&model).question.clone().unwrap().text;
    for text in ["https://api.example", "100 GET requests"] {
        assert!(question.contains(text), "{question}");
    }
    assert!(!question.contains("page=1"), "{question}");
    assert!(work(&mut model, probe(ProbeCommand::Answer(false))).is_empty());
    assert!(step(&model).question.is_none() && !model.is_busy());
    // An answer without a question sends nothing.
    assert!(work(&mut model, probe(ProbeCommand::Answer(true))).is_empty());
    work(&mut model, probe(ProbeCommand::Start));
    assert!(begun(&mut model, ProbeCommand::Answer(true)).is_agreed);
}

#[test]
fn a_method_that_may_change_something_is_asked_about_on_this_machine_too() {
    let mut model = model();
    edit(&mut model, Field::Method, "DELETE");
    assert!(work(&mut model, Command::Send).is_empty() || model.tab != Tab::Probe);
    work(&mut model, Command::Cancel);
    work(&mut model, Command::ShowTab(Tab::Probe));
    assert!(work(&mut model, Command::Send).is_empty());
    let question = step(&model).question.clone().unwrap().text;
    assert!(
        question.contains("DELETE may change something"),
        "{question}"
    );
    edit(&mut model, Field::Method, "GET");
    assert!(step(&model).question.is_none());
}

#[test]
fn another_request_is_asked_about_anew() {
    let mut model = elsewhere();
    work(&mut model, Command::NewRequest);
    edit(&mut model, Field::ApiUrl, "https://api.example/all");
    edit(&mut model, Field::Method, "DELETE");
    let wipe = model.connection().requests.chosen().id;
    let first = model.connection().requests.iter().next().unwrap().id;
    work(&mut model, Command::ChooseRequest(first));
    work(&mut model, probe(ProbeCommand::Start));
    assert!(step(&model).question.is_some());
    work(&mut model, Command::ChooseRequest(wipe));
    assert!(step(&model).question.is_none());
    assert!(work(&mut model, probe(ProbeCommand::Answer(true))).is_empty());
}

#[test]
fn an_agreement_is_for_the_request_that_was_asked_about() {
    let mut model = elsewhere();
    work(&mut model, probe(ProbeCommand::Start));
    // However it came to be another one.
    model
        .connection_mut()
        .set_field(Field::Method, "DELETE".to_owned());
    assert!(work(&mut model, probe(ProbeCommand::Answer(true))).is_empty());
    let question = step(&model).question.clone().unwrap().text;
    assert!(question.contains("DELETE"), "{question}");
}

#[test]
fn escape_takes_the_question_back() {
    let mut model = elsewhere();
    work(&mut model, probe(ProbeCommand::Start));
    work(&mut model, Command::Cancel);
    assert!(step(&model).question.is_none());
    assert!(work(&mut model, probe(ProbeCommand::Answer(true))).is_empty());
}

#[test]
fn a_cancelled_probe_shows_what_it_saw_and_a_second_press_waits_no_longer() {
    let mut model = model();
    let plan = begun(&mut model, ProbeCommand::Start);
    let effects = claimscope_gui::update::update(&mut model, Command::Cancel, NOW);
    assert!(matches!(
        effects[..],
        [Effect::Switch(Switch::Cancel(ConnectionId::PLAYGROUND))]
    ));
    assert!(step(&model).is_stopping && model.is_busy());
    update(&mut model, ended(plan.ticket, found(plan.request, false)));
    assert!(step(&model).found.ready().is_some() && !model.is_busy());
    let plan = begun(&mut model, ProbeCommand::Start);
    work(&mut model, Command::Cancel);
    work(&mut model, Command::Cancel);
    assert!(!model.is_busy() && step(&model).found.is_cancelled());
    update(&mut model, ended(plan.ticket, found(plan.request, false)));
    assert!(step(&model).found.ready().is_none());
}

#[test]
fn an_edit_marks_what_was_found_as_of_before() {
    let mut model = own_connection();
    let plan = begun(&mut model, ProbeCommand::Start);
    update(&mut model, ended(plan.ticket, found(plan.request, false)));
    edit(&mut model, Field::Name, "Orders");
    assert!(!step(&model).is_outdated);
    edit(&mut model, Field::Scope, "orders");
    assert!(step(&model).is_outdated);
    assert!(step(&model).found.ready().is_some());
    begun(&mut model, ProbeCommand::Start);
    assert!(!step(&model).is_outdated);
    let key = ProbeCommand::EditSigningKey("hunter2".into());
    work(&mut model, probe(key));
    assert!(step(&model).is_outdated);
}

#[test]
fn what_cannot_be_probed_says_why_and_sends_nothing() {
    type Edits<'a> = &'a [(Field, &'a str)];
    let cases: [(Edits<'_>, &str); 3] = [
        (&[(Field::ApiUrl, "")], "There is no API address yet."),
        (&[(Field::ClientSecret, "")], "The client secret is empty"),
        (&[(Field::Issuer, "")], "There is no issuer yet"),
    ];
    for (edits, why) in cases {
        let mut model = own_connection();
        for (field, text) in edits {
            work(&mut model, Command::Edit(*field, (*text).into()));
        }
        assert!(work(&mut model, probe(ProbeCommand::Start)).is_empty());
        let failure = step(&model).found.failure().unwrap();
        assert!(failure.sentence.contains(why), "{failure:?}");
    }
}

#[test]
fn a_key_that_cannot_sign_is_said_before_anything_is_sent() {
    let mut model = own_connection();
    let key = ProbeCommand::EditSigningKey("hunter2".into());
    work(&mut model, probe(key));
    assert!(work(&mut model, probe(ProbeCommand::Start)).is_empty());
    let failure = step(&model).found.failure().unwrap();
    assert!(failure.sentence.contains("signing key"), "{failure:?}");
    assert!(!format!("{failure:?}").contains("hunter2"));
    work(&mut model, probe(ProbeCommand::EditSigningKey("".into())));
    let plan = begun(&mut model, ProbeCommand::Start);
    // The issuer and the API are the playground's, whoever's the connection is.
    assert!(matches!(plan.signing_key, SigningKeyChoice::Playground));
}

#[test]
fn a_file_that_is_dropped_on_the_step_is_the_signing_key() {
    let mut model = own_connection();
    work(&mut model, Command::ShowTab(Tab::Probe));
    let read = work(&mut model, Command::DropFile("key.pem".into()));
    assert_eq!(model.tab, Tab::Probe);
    update(&mut model, answer(&read[0]));
    assert!(!step(&model).signing_key.is_empty());
}

#[test]
fn a_second_connection_gives_its_token_or_says_that_it_has_none() {
    let mut model = own_connection();
    let other = ConnectionId::PLAYGROUND;
    work(&mut model, probe(ProbeCommand::SetOther(Some(other))));
    let plan = begun(&mut model, ProbeCommand::Start);
    assert!(matches!(plan.other, Some(OtherToken::AskedFor(id, _)) if id == other));
    work(&mut model, Command::Cancel);
    work(&mut model, Command::Cancel);
    let token = token_result(&token(3_600), 3_600);
    model.workspace_mut(other).current_token = Some(token);
    let plan = begun(&mut model, ProbeCommand::Start);
    assert!(matches!(plan.other, Some(OtherToken::InUse(_))));
    work(&mut model, Command::Cancel);
    work(&mut model, Command::Cancel);
    let fill = |text: &str| ProbeCommand::EditWith(ProbeField::OtherToken, text.into());
    work(&mut model, probe(fill("a.b.c")));
    assert!(work(&mut model, probe(ProbeCommand::Start)).is_empty());
    let failure = step(&model).found.failure().unwrap();
    assert!(failure.sentence.contains("is filled in"), "{failure:?}");
    work(&mut model, probe(fill("")));
    model.workspace_mut(other).current_token = None;
    model.connections[0].grant = GrantChoice::of_name("authorization_code").unwrap();
    assert!(work(&mut model, probe(ProbeCommand::Start)).is_empty());
    let failure = step(&model).found.failure().unwrap();
    assert!(
        failure.sentence.contains("no token that holds"),
        "{failure:?}"
    );
}

#[test]
fn the_report_is_copied_and_saved_by_the_terminals_own_writers() {
    let mut model = model();
    let plan = begun(&mut model, ProbeCommand::Start);
    let found = found(plan.request, true);
    let report = found.report.clone();
    update(&mut model, ended(plan.ticket, found));
    let texts = [report.to_junit(), report.to_sarif(), report.to_markdown()];
    for (format, text) in ProbeFormat::ALL.into_iter().zip(texts) {
        let copy = probe(ProbeCommand::Copy(format));
        let effects = claimscope_gui::update::update(&mut model, copy, NOW);
        let [Effect::Window(WindowChange::Copy(copied))] = &effects[..] else {
            panic!("{effects:?}");
        };
        assert_eq!(copied.expose(), text);
        let saves = work(&mut model, probe(ProbeCommand::Save(format)));
        let [Work::SaveProbe(_, file)] = &saves[..] else {
            panic!("{saves:?}");
        };
        assert_eq!(file.text, text);
        update(&mut model, answer(&saves[0]));
        assert!(matches!(step(&model).saved, Some(Ok(_))));
    }
}

#[test]
fn as_many_are_listed_as_the_summary_counts_and_the_heading_is_the_request_that_is_sent() {
    let mut entropy = |bytes: &mut [u8]| {
        bytes.fill(7);
        Ok::<(), NoEntropy>(())
    };
    let request = HttpRequest::get("http://localhost:6001/identity");
    let inputs = ProbeInputs::new(request, token(3_600).into());
    let probe = Probe::new(&inputs, NOW, &mut entropy).unwrap();
    let report = probe.judge(&[], None);
    let count = ProbeFilter::NotJudged.results(&report).count();
    assert_eq!(count, report.summary.not_judged);
    assert!(count > 0);
    let (mut harness, _) = window();
    command(&mut harness, Command::NewConnection);
    let url = "http://localhost:7700/list?q=x&mine=1&access_token=hunter2";
    command(&mut harness, Command::Edit(Field::ApiUrl, url.into()));
    open(&mut harness, Tab::Probe);
    assert!(shows(&harness, "GET http://localhost:7700/list?q=x&mine=1"));
    assert!(!shows(&harness, "hunter2"));
}

#[test]
fn the_headline_says_no_more_than_is_so() {
    let request = || HttpRequest::get("http://localhost:6001/identity");
    let whole = found(request(), false);
    assert_eq!(whole.standing(), ProbeStanding::NoGap);
    assert_eq!(whole.headline(), "No gap was found.");
    let gap = found(request(), true);
    assert_eq!(
        gap.headline(),
        "1 gap: the API takes text that is no token."
    );
    let mut early = found(request(), false);
    early.report.stopped = Some("it was cancelled".to_owned());
    assert_eq!(early.standing(), ProbeStanding::Unsettled);
    assert!(early.headline().contains("ended early"));
    let mut refused = early;
    refused.report.results[0].verdict = ProbeVerdict::NotJudged;
    assert!(refused.headline().starts_with("Nothing could be judged"));
}

#[test]
fn a_filter_leaves_what_it_names() {
    let found = found(HttpRequest::get("http://localhost:6001/identity"), true);
    let count = |filter: ProbeFilter| filter.results(&found.report).count();
    assert_eq!(count(ProbeFilter::All), ProbeCase::ALL.len());
    assert_eq!(count(ProbeFilter::Gaps), 1);
    assert_eq!(
        count(ProbeFilter::NotJudged),
        found.report.summary.not_judged
    );
}

#[test]
fn the_window_names_a_gap_why_it_matters_and_its_exchange() {
    let (mut harness, script) = window();
    script.hang();
    open(&mut harness, Tab::Probe);
    harness.get_by_role_and_label(Role::Button, "Probe").click();
    harness.run_steps(3);
    assert!(shows(&harness, "The token comes first."));
    let work = script.work();
    let Some(Work::Probe(plan)) = work.last() else {
        panic!("{work:?}");
    };
    let found = found(plan.request.clone(), true);
    let garbage = found.report.result(ProbeCase::Garbage).unwrap();
    let number = garbage.attempts[0].exchange.unwrap();
    script.tell(Event::ExchangesLogged(vec![ExchangeRow {
        number,
        ..ExchangeRow::default()
    }]));
    script.tell(ended(plan.ticket, found));
    harness.run();
    assert!(shows(
        &harness,
        "1 gap: the API takes text that is no token."
    ));
    assert!(shows(&harness, "probe.garbage: gap, seen 200"));
    assert!(shows(&harness, "probe.expired: not judged"));
    harness.get_by_label("Gaps (1)").click();
    harness.run();
    assert!(!shows(&harness, "probe.expired: not judged"));
    harness.get_by_label("probe.garbage: gap, seen 200").click();
    harness.run();
    assert!(shows(&harness, "Whatever is not a token must be refused."));
    assert!(shows(&harness, "RFC\u{a0}7519\u{a0}§7.2"));
    press(&mut harness, &format!("Show exchange {number}"));
    let model = harness.state().model();
    assert_eq!(model.log.shown, Some(number));
    assert!(model.log.is_open());
    // Other tabs, and back: the result stays.
    open(&mut harness, Tab::Call);
    open(&mut harness, Tab::Probe);
    assert!(shows(&harness, "1 gap:"));
}

#[test]
fn other_methods_are_asked_about_and_go_along() {
    let mut model = model();
    let typed = |model: &mut Model, text: &str| {
        work(
            model,
            probe(ProbeCommand::EditWith(ProbeField::Methods, text.into())),
        );
        work(model, probe(ProbeCommand::Start))
    };
    assert!(typed(&mut model, "head, put,DELETE").is_empty());
    let question = step(&model).question.clone().unwrap().text;
    assert!(question.contains("by PUT, DELETE too"), "{question}");
    // What was agreed to was those.
    typed(&mut model, "PATCH");
    assert!(typed(&mut model, "head, put,DELETE").is_empty());
    let plan = begun(&mut model, ProbeCommand::Answer(true));
    assert!(plan.is_agreed);
    assert_eq!(plan.with.text(ProbeField::Methods), "head, put,DELETE");
    work(&mut model, Command::Cancel);
    work(&mut model, Command::Cancel);
    assert!(typed(&mut model, "P(T").is_empty());
    let failure = step(&model).found.failure().unwrap();
    assert!(
        failure.sentence.starts_with("P(T is no method"),
        "{failure:?}"
    );
    // A harmless one needs no question on this machine.
    assert!(matches!(&typed(&mut model, "HEAD")[..], [Work::Probe(_)]));
}

#[test]
fn other_methods_have_a_field_with_the_terminals_words() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Probe);
    press_any(&mut harness, "Signing key, second connection and more");
    let field = harness.get_by_role_and_label(Role::TextInput, "Other methods");
    field.focus();
    harness.run();
    harness.event(egui::Event::Text("PUT".to_owned()));
    harness.run();
    assert!(shows(
        &harness,
        "each is sent once, and does what it does if the API takes it"
    ));
    let with = &step(harness.state().model()).with;
    assert_eq!(with.text(ProbeField::Methods), "PUT");
}

#[test]
fn a_question_is_answered_by_its_buttons() {
    let (mut harness, script) = window();
    let edit = |field, text: &str| Command::Edit(field, text.into());
    command(&mut harness, Command::NewConnection);
    command(&mut harness, edit(Field::Issuer, "http://localhost:5001"));
    command(&mut harness, edit(Field::ClientSecret, "secret"));
    command(
        &mut harness,
        edit(Field::ApiUrl, "https://api.example/orders"),
    );
    open(&mut harness, Tab::Probe);
    press(&mut harness, "Probe");
    assert!(shows(&harness, "GET requests go to https://api.example"));
    press(&mut harness, "Do not send");
    assert!(!shows(&harness, "GET requests go to"));
    let probes = |script: &crate::support::Script| {
        let work = script.work().into_iter();
        work.filter(|work| matches!(work, Work::Probe(_))).count()
    };
    assert_eq!(probes(&script), 0);
    press(&mut harness, "Probe");
    press(&mut harness, "Send them");
    assert_eq!(probes(&script), 1);
    assert!(shows(&harness, "No gap was found."));
}

#[test]
fn what_else_is_given_goes_into_the_plan_and_a_rate_that_is_none_sends_nothing() {
    let mut model = model();
    let with = |field, text: &str| Command::Probe(ProbeCommand::EditWith(field, text.into()));
    work(&mut model, with(ProbeField::ExpiredToken, "a.b.c"));
    work(&mut model, with(ProbeField::Rate, "fast"));
    assert!(work(&mut model, Command::Probe(ProbeCommand::Start)).is_empty());
    let failure = step(&model).found.failure().unwrap();
    assert!(
        failure.sentence.contains("Requests in a second"),
        "{failure:?}"
    );
    work(&mut model, with(ProbeField::Rate, "2"));
    let started = work(&mut model, Command::Probe(ProbeCommand::Start));
    let [Work::Probe(plan)] = &started[..] else {
        panic!("{started:?}")
    };
    assert_eq!(plan.with.text(ProbeField::ExpiredToken), "a.b.c");
}
