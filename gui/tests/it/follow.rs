//! A redirect of the API is followed where a person wants it.

use claimscope_gui::connection::Field;
use claimscope_gui::effect::Work;
use claimscope_gui::message::{Command, Event};
use claimscope_gui::model::Model;
use claimscope_gui::request::RowForm;
use claimscope_gui::request_edit::RequestEdit;
use claimscope_gui::results::CallResult;

use crate::support::{answer, own_connection, update, work};

/// A connection with a token, whose API answered with a redirect.
fn redirected_to(location: &str) -> Model {
    let mut model = own_connection();
    let asked = work(&mut model, Command::RequestToken);
    update(&mut model, answer(&asked[0]));
    work(
        &mut model,
        Command::Edit(Field::ApiUrl, "http://api.example/a".into()),
    );
    let headers = vec![RowForm::new("X-Api-Key", "hunter2")];
    work(
        &mut model,
        Command::EditRequest(RequestEdit::Headers(headers.into())),
    );
    let call = work(&mut model, Command::Call);
    redirect(&mut model, &call, "http://api.example/a", location);
    model
}

fn redirect(model: &mut Model, call: &[Work], url: &str, location: &str) {
    let [Work::Call(ticket, ..)] = call else {
        panic!("a call expected, not {call:?}");
    };
    let answered = CallResult {
        method: "GET".to_owned(),
        url: url.to_owned(),
        status: 302,
        headers: vec![("location".to_owned(), location.to_owned())],
        ..CallResult::default()
    };
    update(model, Event::Called(*ticket, Ok(answered)));
}

/// Where it went, and whether the token and the key went along.
fn followed(model: &mut Model) -> (String, bool, bool) {
    match &work(model, Command::Follow)[..] {
        [Work::Call(_, _, sent, token)] => {
            let has_key = sent.request.header_value("x-api-key").is_some();
            (sent.request.url.clone(), token.is_some(), has_key)
        }
        other => panic!("a call expected, not {other:?}"),
    }
}

#[test]
fn the_token_follows_to_the_same_origin_alone() {
    let mut model = redirected_to("/b");
    assert_eq!(
        followed(&mut model),
        ("http://api.example/b".to_owned(), true, true)
    );
    let mut model = redirected_to("https://other.example/c");
    let next = "https://other.example/c".to_owned();
    assert_eq!(followed(&mut model), (next, false, false));
}

#[test]
fn nothing_is_followed_by_itself_and_nothing_that_leads_nowhere() {
    let mut model = redirected_to("mailto:a@b.example");
    assert!(work(&mut model, Command::Follow).is_empty());
    let mut model = own_connection();
    assert!(work(&mut model, Command::Follow).is_empty());
}
