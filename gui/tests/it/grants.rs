//! The grants as plain functions: what is asked for, what is missing, what a person is asked, and what is saved.

use claimscope_client::session::{
    ApiLogin, AuthenticationMethod, Connection, GRANT_FORMS, GrantKind, Login,
};
use claimscope_gui::asked::{Asked, AskedBy, Asker, EnterCode, LogIn};
use claimscope_gui::connection::Field;
use claimscope_gui::effect::{Effect, Switch, Work};
use claimscope_gui::grant::{GrantChoice, GrantField};
use claimscope_gui::message::{Command, Event, Message, Ticket};
use claimscope_gui::model::Model;
use claimscope_gui::results::{LoggedIn, ResponseToken};
use claimscope_gui::saved::Saved;
use claimscope_gui::tab::Tab;

use crate::support::{
    NOW, called, model, own_connection, renewable, token, token_result, update, update_at, work,
};

fn grant(name: &str) -> GrantChoice {
    GrantChoice::of_name(name).unwrap()
}

fn field(name: &str) -> Field {
    Field::Grant(GrantField::of_name(name).unwrap())
}

/// A connection of the person's own with that grant, and these fields filled in.
fn with_grant(name: &str, fields: &[(&str, &str)]) -> Model {
    let mut model = own_connection();
    update(&mut model, Command::SetGrant(grant(name)));
    for (name, text) in fields {
        update(&mut model, Command::Edit(field(name), (*text).into()));
    }
    model
}

/// The request that a press leads to.
fn requested(model: &mut Model) -> (Ticket, Connection) {
    match &work(model, Command::RequestToken)[..] {
        [Work::RequestToken(ticket, plan)] => (*ticket, plan.connection.clone()),
        other => panic!("one request expected, not {other:?}"),
    }
}

/// Why nothing is requested.
fn refusal(model: &mut Model) -> String {
    assert!(work(model, Command::RequestToken).is_empty());
    let failure = model.workspace().unwrap().token.failure().unwrap();
    failure.sentence.clone()
}

fn switches(model: &mut Model, message: impl Into<Message>) -> Vec<Switch> {
    let effects = claimscope_gui::update::update(model, message, NOW).into_iter();
    effects
        .filter_map(|effect| match effect {
            Effect::Switch(switch) => Some(switch),
            Effect::Work(_) | Effect::Window(_) => None,
        })
        .collect()
}

fn login() -> LogIn {
    LogIn {
        url: "https://login.example/authorize?state=1".to_owned(),
        redirect_uri: Login::REDIRECT_URI.to_owned(),
        browser_failure: None,
        is_listening: true,
        began: NOW,
        until: NOW.plus_seconds(300),
        refused: None,
    }
}

/// A login that waits, and who asked.
fn waiting() -> (Model, Asker) {
    let mut model = with_grant("authorization_code", &[]);
    let (ticket, _) = requested(&mut model);
    let asker = Asker {
        ticket,
        by: AskedBy::Token,
    };
    update(&mut model, Event::Asked(asker, Asked::LogIn(login())));
    assert!(asked(&model).is_some());
    (model, asker)
}

fn asked(model: &Model) -> Option<&Asked> {
    model.workspace()?.asked()
}

#[test]
fn every_form_of_the_table_is_asked_with_or_explained() {
    for form in GRANT_FORMS {
        let filled: Vec<_> = (form.fields.iter())
            .filter(|field| field.is_required)
            .map(|field| (field.name, "x"))
            .collect();
        let mut model = with_grant(form.name, &filled);
        if form.is_refused {
            let sentence = refusal(&mut model);
            assert!(sentence.contains("not run"), "{sentence}");
            continue;
        }
        requested(&mut model);
        for (name, _) in &filled {
            let mut model = with_grant(form.name, &filled);
            update(&mut model, Command::Edit(field(name), "".into()));
            let sentence = refusal(&mut model);
            let label = form.field(name).unwrap().label;
            assert!(sentence.contains(label), "{sentence}");
        }
    }
}

#[test]
fn an_extension_is_asked_for_by_its_uri_with_its_parameters() {
    let mut model = with_grant("extension", &[]);
    assert!(refusal(&mut model).contains("URI"));
    let uri = "urn:ietf:params:oauth:grant-type:saml2-bearer";
    update(&mut model, Command::Edit(Field::ExtensionUri, uri.into()));
    let parameters = "assertion=PHNhbWw=\n\naudience = api";
    update(
        &mut model,
        Command::Edit(Field::Parameters, parameters.into()),
    );
    let (_, connection) = requested(&mut model);
    assert!(matches!(connection.grant.kind, GrantKind::Request(_)));
    let sent: Vec<_> = (connection.grant.parameters.iter())
        .map(|(name, value)| (name.as_str(), value.expose_str().unwrap()))
        .collect();
    assert_eq!(sent, [("assertion", "PHNhbWw="), ("audience", "api")]);
    update(
        &mut model,
        Command::Edit(Field::Parameters, "hunter2".into()),
    );
    let sentence = refusal(&mut model);
    assert!(!sentence.contains("hunter2"), "{sentence}");
}

#[test]
fn a_login_is_listened_for_where_that_can_be_and_the_person_does_not_rather_paste() {
    let listens = |model: &mut Model| match requested(model).1.grant.kind {
        GrantKind::AuthorizationCode(login) => (login.listen, login.redirect_uri),
        other => panic!("{other:?}"),
    };
    let mut model = with_grant("authorization_code", &[("prompt", "login")]);
    assert_eq!(listens(&mut model), (true, Login::REDIRECT_URI.to_owned()));
    update(&mut model, Command::SetPastes(true));
    assert!(!listens(&mut model).0);
    update(&mut model, Command::SetPastes(false));
    let elsewhere = "https://app.example/callback";
    update(
        &mut model,
        Command::Edit(field("redirect-uri"), elsewhere.into()),
    );
    assert_eq!(listens(&mut model), (false, elsewhere.to_owned()));
}

#[test]
fn the_methods_of_client_authentication_get_what_they_rest_on() {
    let mut model = own_connection();
    let (_, connection) = requested(&mut model);
    assert_eq!(connection.client.authentication, None);
    assert!(connection.client.secret.is_some());
    let method = AuthenticationMethod::PrivateKeyJwt;
    update(&mut model, Command::SetClientAuth(Some(method)));
    assert!(refusal(&mut model).contains("no private key"));
    update(&mut model, Command::EditClientKey("hunter2".into()));
    let sentence = refusal(&mut model);
    assert!(sentence.contains("cannot be used"), "{sentence}");
    // The path of a file that is dropped where the key is asked for.
    update(&mut model, Command::ShowTab(Tab::Token));
    let effects = work(&mut model, Command::DropFile("key.pem".into()));
    let [Work::ReadFile(id, _)] = effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(model.tab, Tab::Token);
    let key = r#"{"kty":"oct","k":"c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMgaW4gYWxs","alg":"HS256"}"#;
    update(&mut model, Event::FileRead(id, Ok(key.into())));
    let (_, connection) = requested(&mut model);
    assert!(connection.client.key.is_some());
    assert!(connection.client.secret.is_none(), "it is not sent along");
    assert!(model.workspace().unwrap().inspect.text.expose().is_empty());
    let saved = serde_json::to_string(&model.saved()).unwrap();
    assert!(!saved.contains("c2VjcmV0"), "{saved}");
}

#[test]
fn a_secret_that_a_restart_took_away_makes_no_public_client() {
    let mut model = with_grant("device_code", &[]);
    let text = serde_json::to_string(&model.saved()).unwrap();
    let mut restored = Model::new(serde_json::from_str::<Saved>(&text).unwrap());
    assert!(refusal(&mut restored).contains("secret is empty"));
    // Who never had one is public.
    update(&mut model, Command::Edit(Field::ClientSecret, "".into()));
    let (_, connection) = requested(&mut model);
    assert!(connection.client.secret.is_none());
}

#[test]
fn what_was_saved_before_there_were_forms_is_read() {
    let text = r#"{"connections":[{"id":1,"name":"Old","grant":"password","client_auth":"post"}]}"#;
    let model = Model::new(serde_json::from_str::<Saved>(text).unwrap());
    let connection = &model.connections[1];
    assert_eq!(connection.grant, grant("password"));
    assert_eq!(connection.client_auth, Some(AuthenticationMethod::Post));
}

#[test]
fn fields_that_are_no_secret_survive_a_restart() {
    let fields = [
        ("redirect-uri", "http://localhost:7000/cb"),
        ("login-hint", "alice@example.com"),
        ("password", "hunter2"),
        ("assertion", "hunter2"),
    ];
    let model = with_grant("authorization_code", &fields);
    let text = serde_json::to_string(&model.saved()).unwrap();
    assert!(!text.contains("hunter2"), "{text}");
    let restored = Model::new(serde_json::from_str::<Saved>(&text).unwrap());
    let connection = restored.connection();
    assert_eq!(connection.redirect_uri(), "http://localhost:7000/cb");
    assert_eq!(connection.field(field("login-hint")), "alice@example.com");
    assert_eq!(connection.field(field("password")), "");
}

#[test]
fn the_playground_has_a_client_for_each_grant() {
    let mut model = model();
    update(&mut model, Command::SetGrant(grant("authorization_code")));
    let (_, connection) = requested(&mut model);
    assert_eq!(connection.client.id, "interactive");
    assert!(connection.grant.scope.contains("openid"));
    update(&mut model, Command::SetGrant(grant("device_code")));
    let (_, connection) = requested(&mut model);
    assert_eq!(connection.client.id, "device");
    assert!(connection.client.secret.is_none());
}

#[test]
fn what_is_asked_ends_with_the_request_and_with_cancel() {
    let (mut model, asker) = waiting();
    let cancelled = switches(&mut model, Command::Cancel);
    assert!(matches!(cancelled[..], [Switch::Cancel(_)]));
    assert!(asked(&model).is_none());
    update(&mut model, Event::Asked(asker, Asked::LogIn(login())));
    assert!(asked(&model).is_none(), "news of an old login");
    let (mut model, asker) = waiting();
    let result = token_result(&token(60), 60);
    update(&mut model, Event::TokenReceived(asker.ticket, Ok(result)));
    assert!(asked(&model).is_none());
}

#[test]
fn what_is_not_used_is_said_beside_the_login_that_still_waits() {
    let (mut model, asker) = waiting();
    let refused = Asked::Refused("The state is another.".to_owned());
    update(&mut model, Event::Asked(asker, refused));
    let Some(Asked::LogIn(shown)) = asked(&model) else {
        panic!("{:?}", asked(&model))
    };
    assert_eq!(shown.refused.as_deref(), Some("The state is another."));
    assert_eq!(shown.url, login().url);
    update(&mut model, Event::Asked(asker, Asked::Answered));
    assert!(matches!(asked(&model), Some(Asked::Answered)));
}

#[test]
fn a_device_s_code_stays_while_the_server_is_asked_again() {
    let mut model = with_grant("device_code", &[]);
    let (ticket, _) = requested(&mut model);
    let asker = Asker {
        ticket,
        by: AskedBy::Token,
    };
    let code = EnterCode {
        user_code: "ABCD-EFGH".to_owned(),
        verification_uri: "https://login.example/device".to_owned(),
        complete_uri: None,
        until: NOW.plus_seconds(300),
        polls: 0,
    };
    for asked in [Asked::EnterCode(code), Asked::Pending, Asked::Pending] {
        update(&mut model, Event::Asked(asker, asked));
    }
    let Some(Asked::EnterCode(shown)) = asked(&model) else {
        panic!("{:?}", asked(&model))
    };
    assert_eq!((&*shown.user_code, shown.polls), ("ABCD-EFGH", 2));
    let debug = format!("{:?}", asked(&model));
    assert!(!debug.contains("ABCD"), "{debug}");
}

#[test]
fn what_is_pasted_goes_to_the_login_that_waits_and_nowhere_else() {
    let (mut model, _) = waiting();
    assert!(switches(&mut model, Command::SendPaste).is_empty());
    update(&mut model, Command::EditPaste("  code-1 ".into()));
    let sent = switches(&mut model, Command::SendPaste);
    let [Switch::Paste(id, text)] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!(*id, model.selected);
    assert_eq!(text.expose_str(), Some("code-1"));
    assert_eq!(model.workspace().unwrap().paste.expose(), "");
    update(&mut model, Command::Cancel);
    update(&mut model, Command::EditPaste("code-2".into()));
    assert!(switches(&mut model, Command::SendPaste).is_empty());
}

/// A token that ends in so many seconds, with a refresh token.
#[test]
fn a_token_is_renewed_by_its_refresh_token_and_nobody_is_asked_to_log_in_again() {
    for refreshes in [true, false] {
        let mut model = with_grant("authorization_code", &[]);
        update(&mut model, Command::SetRenews(true));
        let (ticket, _) = requested(&mut model);
        let mut result = renewable(120);
        if !refreshes {
            result.refresh_token = None;
        }
        update(&mut model, Event::TokenReceived(ticket, Ok(result)));
        let effects = update_at(&mut model, Event::Ticked, NOW.plus_seconds(100));
        match &effects[..] {
            [Work::RenewToken(_, _, held)] if refreshes => {
                let refresh_token = held.refresh_token.as_ref().unwrap();
                assert_eq!(refresh_token.expose_str(), Some("refresh-1"));
            }
            [] if !refreshes => {}
            other => panic!("refreshes: {refreshes}: {other:?}"),
        }
    }
}

#[test]
fn renew_needs_a_refresh_token() {
    let mut model = own_connection();
    assert!(work(&mut model, Command::Renew).is_empty());
    let (ticket, _) = requested(&mut model);
    update(&mut model, Event::TokenReceived(ticket, Ok(renewable(60))));
    assert!(matches!(
        work(&mut model, Command::Renew)[..],
        [Work::RenewToken(..)]
    ));
    assert!(model.workspace().unwrap().token.is_pending());
}

#[test]
fn each_token_is_inspected_with_one_press() {
    let mut model = own_connection();
    let (ticket, _) = requested(&mut model);
    update(&mut model, Event::TokenReceived(ticket, Ok(renewable(60))));
    let text = |model: &Model| model.workspace().unwrap().inspect.text.expose().to_owned();
    update(&mut model, Command::InspectToken(ResponseToken::Refresh));
    assert_eq!(text(&model), "refresh-1");
    assert_eq!(model.tab, Tab::Inspect);
    update(&mut model, Command::InspectToken(ResponseToken::Access));
    assert_eq!(text(&model), token(60));
    // There is none: what is shown stays.
    update(&mut model, Command::InspectToken(ResponseToken::Id));
    assert_eq!(text(&model), token(60));
}

fn with_login(model: &mut Model) -> (Ticket, ApiLogin) {
    match &work(model, Command::CallWithLogin)[..] {
        [Work::CallWithLogin(ticket, _, _, login, _)] => (*ticket, login.clone()),
        other => panic!("one call expected, not {other:?}"),
    }
}

#[test]
fn a_login_for_an_api_registers_and_leaves_out_as_the_boxes_say() {
    let mut model = own_connection();
    let (_, login) = with_login(&mut model);
    assert!(login.registers_as.is_none() && !login.leaves_resource_out);
    assert_eq!(login.login.redirect_uri, Login::REDIRECT_URI);
    update(&mut model, Command::SetRegisters(true));
    update(&mut model, Command::SetLeavesResourceOut(true));
    let (_, login) = with_login(&mut model);
    assert!(login.registers_as.is_some() && login.leaves_resource_out);
    let saved = model.saved();
    assert!(saved.connections[0].registers && saved.connections[0].leaves_resource_out);
}

#[test]
fn what_a_login_for_an_api_found_fills_what_was_empty_and_changes_nothing_typed() {
    for typed in [true, false] {
        let mut model = own_connection();
        if !typed {
            update(&mut model, Command::Edit(Field::Issuer, "".into()));
            update(&mut model, Command::Edit(Field::ClientId, "".into()));
        }
        let (ticket, _) = with_login(&mut model);
        let login = LoggedIn {
            issuer: Some("https://found.example".to_owned()),
            registered: (!typed).then(|| ("made".to_owned(), None)),
            token: Some(renewable(60)),
            ..LoggedIn::default()
        };
        update(&mut model, Event::Called(ticket, Ok(called(login))));
        let connection = model.connection();
        match typed {
            true => assert_eq!(connection.issuer, "http://localhost:5001"),
            false => {
                assert_eq!(connection.issuer, "https://found.example");
                assert_eq!(connection.client_id, "made");
            }
        }
        let workspace = model.workspace().unwrap();
        assert!(workspace.current_token.is_some() && workspace.token.ready().is_some());
    }
}
