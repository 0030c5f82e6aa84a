//! One login at a time, and each token with the client that it was issued to.

use claimscope_gui::about_token::AboutToken;
use claimscope_gui::connection::Field;
use claimscope_gui::effect::{Effect, Switch, Work};
use claimscope_gui::grant::GrantChoice;
use claimscope_gui::message::{Command, Event, Ticket};
use claimscope_gui::model::Model;
use claimscope_gui::results::{FailureText, LoggedIn};
use claimscope_gui::session_plan::SessionPlan;
use claimscope_gui::steps::RunProgress;

use crate::support::{
    NOW, begun, called, fault, own_connection, renewable, update, update_at, work,
};

fn choose(model: &mut Model, grant: &str) {
    let grant = GrantChoice::of_name(grant).unwrap();
    update(model, Command::SetGrant(grant));
}

fn asked(model: &mut Model) -> (Ticket, SessionPlan) {
    match &work(model, Command::RequestToken)[..] {
        [Work::RequestToken(ticket, plan)] => (*ticket, plan.clone()),
        other => panic!("one request expected, not {other:?}"),
    }
}

/// A token that the client `orders` got by a login.
fn logged_in() -> Model {
    let mut model = own_connection();
    choose(&mut model, "authorization_code");
    let (ticket, _) = asked(&mut model);
    update(&mut model, Event::TokenReceived(ticket, Ok(renewable(120))));
    model
}

#[test]
fn another_request_ends_the_login_that_waits() {
    for command in [
        Command::RequestToken,
        Command::CallWithLogin,
        Command::Run(None),
    ] {
        let mut model = own_connection();
        choose(&mut model, "device_code");
        let (first, _) = asked(&mut model);
        update(&mut model, Command::EditPaste("code-1".into()));
        let effects = claimscope_gui::update::update(&mut model, command, NOW);
        let id = model.selected;
        assert!(
            matches!(effects[..], [Effect::Switch(Switch::Cancel(cancelled)), Effect::Work(_)] if cancelled == id),
            "{effects:?}"
        );
        assert_eq!(model.workspace().unwrap().paste.expose(), "");
        update(&mut model, Event::TokenReceived(first, Ok(renewable(60))));
        assert!(model.workspace().unwrap().current_token.is_none());
    }
}

#[test]
fn nothing_is_offered_to_send_while_a_login_waits() {
    let mut model = own_connection();
    assert!(model.can_send());
    asked(&mut model);
    assert!(!model.can_send());
    let list = claimscope_gui::command_list::entries(&model);
    for entry in list {
        if matches!(
            entry.command,
            Command::Run(_) | Command::Send | Command::RequestToken
        ) {
            assert!(!entry.enabled, "{}", entry.title);
        }
    }
}

#[test]
fn a_token_is_renewed_and_revoked_by_the_client_that_it_was_issued_to() {
    let mut model = logged_in();
    update(&mut model, Command::Edit(Field::ClientId, "another".into()));
    match &work(&mut model, Command::Renew)[..] {
        [Work::RenewToken(_, plan, _)] => assert_eq!(plan.connection.client.id, "orders"),
        other => panic!("{other:?}"),
    }
    let mut model = logged_in();
    update(&mut model, Command::Edit(Field::ClientId, "another".into()));
    for about in AboutToken::ALL {
        match &work(&mut model, Command::AskAbout(about))[..] {
            [Work::AskAbout(_, plan, _)] => assert_eq!(plan.connection.client.id, "orders"),
            [] => {}
            other => panic!("{other:?}"),
        }
    }
    // What is typed anew of the same client counts.
    let mut model = logged_in();
    update(
        &mut model,
        Command::Edit(Field::ClientSecret, "corrected".into()),
    );
    match &work(&mut model, Command::Renew)[..] {
        [Work::RenewToken(_, plan, _)] => {
            let secret = plan.connection.client.secret.as_ref().unwrap();
            assert_eq!(secret.expose_str(), Some("corrected"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn renewing_goes_on_when_what_was_refused_is_corrected() {
    let mut model = logged_in();
    update(&mut model, Command::SetRenews(true));
    let due = NOW.plus_seconds(100);
    let effects = update_at(&mut model, Event::Ticked, due);
    let [Work::RenewToken(ticket, ..)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let refused = Err(FailureText::new("No.", ""));
    update(&mut model, Event::TokenReceived(*ticket, refused));
    assert!(update_at(&mut model, Event::Ticked, due).is_empty());
    update(
        &mut model,
        Command::Edit(Field::ClientSecret, "corrected".into()),
    );
    let effects = update_at(&mut model, Event::Ticked, due);
    assert!(matches!(effects[..], [Work::RenewToken(..)]), "{effects:?}");
}

#[test]
fn a_refused_renewal_is_not_repeated_whatever_was_broken_before() {
    let mut model = logged_in();
    let fault = fault("wrong-secret");
    model.workspace_mut(model.selected).run = Some(RunProgress::new(1, fault));
    update(&mut model, Command::Cancel);
    update(&mut model, Command::SetRenews(true));
    let due = NOW.plus_seconds(100);
    let [Work::RenewToken(ticket, ..)] = update_at(&mut model, Event::Ticked, due)[..] else {
        panic!("it is renewed");
    };
    let refused = Err(FailureText::new("No.", ""));
    update(&mut model, Event::TokenReceived(ticket, refused));
    assert!(update_at(&mut model, Event::Ticked, due).is_empty());
}

#[test]
fn a_run_that_cannot_begin_leaves_nothing_under_way() {
    let mut model = own_connection();
    let plan = begun(&mut model, Command::Run(None));
    let failure = FailureText::new("The certificate could not be read.", "");
    update(&mut model, Event::RunEnded(plan.ticket, Err(failure)));
    assert!(!model.is_busy());
    assert!(model.can_send());
}

#[test]
fn what_a_login_registered_can_log_in_again() {
    let mut model = own_connection();
    update(&mut model, Command::Edit(Field::ClientId, "".into()));
    let effects = work(&mut model, Command::CallWithLogin);
    let [Work::CallWithLogin(ticket, ..)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let login = LoggedIn {
        registered: Some(("made".to_owned(), None)),
        token: Some(renewable(60)),
        ..LoggedIn::default()
    };
    update(&mut model, Event::Called(*ticket, Ok(called(login))));
    let (_, plan) = asked(&mut model);
    assert_eq!(plan.connection.client.id, "made");
    assert!(plan.connection.client.secret.is_none());
    assert_eq!(model.connection().grant.name(), "authorization_code");
}

#[test]
fn no_login_is_begun_that_could_not_end() {
    let mut model = own_connection();
    choose(&mut model, "authorization_code");
    update(&mut model, Command::SetOffline(true));
    assert!(work(&mut model, Command::RequestToken).is_empty());
    let sentence = |model: &Model| {
        let failure = model.workspace().unwrap().token.failure().unwrap();
        failure.sentence.clone()
    };
    assert!(sentence(&model).contains("switched off"));
    update(&mut model, Command::SetOffline(false));
    update(&mut model, Command::Edit(Field::ClientId, " ".into()));
    assert!(work(&mut model, Command::RequestToken).is_empty());
    assert!(sentence(&model).contains("client ID is empty"));
}
