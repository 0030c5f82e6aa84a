//! From the API's URL alone to its answer, against the playground.

use claimscope_server::config::Extension;

use super::super::now;
use super::logins::{live, server};
use super::run_until;
use super::user::browser;
use crate::connection::Field;
use crate::grant::GrantField;
use crate::message::Command;
use crate::model::Model;
use crate::saved::Saved;
use crate::update::update;

const EXTENSIONS: [Extension; 3] = [
    Extension::ProtectedResourceMetadata,
    Extension::DynamicClientRegistration,
    Extension::ResourceIndicators,
];

#[test]
fn one_press_logs_in_for_an_api_of_which_nothing_is_known() {
    let (browser, _) = browser(|user, end| user.visit(end));
    let mut runner = live(browser);
    let server = server(&runner, &EXTENSIONS);
    let mut model = Model::new(Saved::default());
    let redirect = GrantField::all()
        .find(|field| field.is_redirect_uri())
        .unwrap();
    for command in [
        Command::NewConnection,
        Command::Edit(Field::ApiUrl, format!("{}/identity", server.api()).into()),
        Command::Edit(Field::Grant(redirect), "http://127.0.0.1:0/callback".into()),
    ] {
        update(&mut model, command, now());
    }
    let idle = |model: &Model| !model.is_busy();
    run_until(&mut runner, &mut model, Command::Call, idle);
    let refused = model.workspace().unwrap().call.ready().unwrap();
    assert_eq!(refused.status, 401);
    assert!(refused.asks_for_login);
    // Nobody is registered unasked.
    run_until(&mut runner, &mut model, Command::CallWithLogin, idle);
    let failure = model.workspace().unwrap().call.failure().unwrap();
    assert!(failure.sentence.contains("no client"), "{failure:?}");
    update(&mut model, Command::SetRegisters(true), now());
    run_until(&mut runner, &mut model, Command::CallWithLogin, idle);
    let workspace = model.workspace().unwrap();
    assert_eq!(workspace.call.failure(), None);
    let call = workspace.call.ready().unwrap();
    assert_eq!(call.status, 200);
    let login = call.login.as_ref().unwrap();
    let fact = |name: &str| {
        let mut facts = login.facts.iter();
        facts
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.clone())
    };
    assert_eq!(fact("authorization server"), Some(server.issuer()));
    assert!(
        fact("API's metadata")
            .unwrap()
            .contains("oauth-protected-resource")
    );
    assert!(fact("client registered").is_some());
    // What was found is in the connection, so that the token can be verified and renewed.
    assert!(workspace.current_token.is_some());
    assert_eq!(model.connection().issuer, server.issuer());
    assert_eq!(
        Some(model.connection().client_id.clone()),
        fact("client registered")
    );
}
