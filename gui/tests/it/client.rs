//! What the client proves, and what the issuer is asked about its token, as plain functions.

use claimscope_client::session::{AuthenticationMethod, GrantKind};
use claimscope_core::alg::Algorithm;
use claimscope_core::secret::Secret;
use claimscope_gui::about_token::AboutToken;
use claimscope_gui::connection::Field;
use claimscope_gui::effect::{AboutPlan, Work};
use claimscope_gui::grant::{GrantChoice, GrantField};
use claimscope_gui::message::{Command, Event};
use claimscope_gui::model::Model;
use claimscope_gui::results::{IdToken, ResponseToken, TokenResult};
use claimscope_gui::saved::Saved;
use claimscope_gui::session_plan::SessionPlan;

use crate::support::{model, own_connection, token, token_result, update, work};

const KEY: &str =
    r#"{"kty":"oct","k":"c2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXMgaW4gYWxs","alg":"HS256"}"#;

fn field(name: &str) -> Field {
    Field::Grant(GrantField::of_name(name).unwrap())
}

fn set(model: &mut Model, name: &str, text: &str) {
    update(model, Command::Edit(field(name), text.into()));
}

fn method(model: &mut Model, method: AuthenticationMethod) {
    update(model, Command::SetClientAuth(Some(method)));
}

fn requested(model: &mut Model) -> SessionPlan {
    match &work(model, Command::RequestToken)[..] {
        [Work::RequestToken(_, plan)] => plan.clone(),
        other => panic!("one request expected, not {other:?}"),
    }
}

fn refusal(model: &mut Model) -> String {
    assert!(work(model, Command::RequestToken).is_empty());
    let failure = model.workspace().unwrap().token.failure().unwrap();
    failure.sentence.clone()
}

#[test]
fn tokens_are_bound_to_a_key_that_is_made_or_given() {
    let mut model = own_connection();
    let plan = requested(&mut model);
    assert!(!plan.makes_dpop_key && plan.connection.dpop_key.is_none());
    set(&mut model, "dpop", "yes");
    let plan = requested(&mut model);
    assert!(plan.makes_dpop_key && plan.connection.dpop_key.is_none());
    update(&mut model, Command::EditDpopKey("hunter2".into()));
    let sentence = refusal(&mut model);
    assert!(
        sentence.contains("DPoP") && !sentence.contains("hunter2"),
        "{sentence}"
    );
    update(&mut model, Command::EditDpopKey(KEY.into()));
    let plan = requested(&mut model);
    assert!(!plan.makes_dpop_key && plan.connection.dpop_key.is_some());
    let saved = serde_json::to_string(&model.saved()).unwrap();
    assert!(!saved.contains("c2VjcmV0"), "{saved}");
    let restored = Model::new(serde_json::from_str::<Saved>(&saved).unwrap());
    assert!(restored.connection().values.is_on(GrantField::DPOP));
    set(&mut model, "dpop", "");
    assert!(requested(&mut model).connection.dpop_key.is_none());
}

#[test]
fn an_authorization_request_is_pushed_and_signed_as_its_switches_say() {
    let mut model = own_connection();
    update(
        &mut model,
        Command::SetGrant(GrantChoice::of_name("authorization_code").unwrap()),
    );
    let login = |model: &mut Model| match requested(model).connection.grant.kind {
        GrantKind::AuthorizationCode(login) => (login.push, login.sign),
        other => panic!("{other:?}"),
    };
    assert_eq!(login(&mut model), (false, false));
    set(&mut model, "par", "yes");
    assert_eq!(login(&mut model), (true, false));
    set(&mut model, "jar", "yes");
    method(&mut model, AuthenticationMethod::Basic);
    assert!(refusal(&mut model).contains("no private key"));
    update(&mut model, Command::EditClientKey(KEY.into()));
    assert_eq!(login(&mut model), (true, true));
    let client = requested(&mut model).connection.client;
    assert!(client.key.is_some() && client.secret.is_some());
}

#[test]
fn a_clients_jwt_says_what_was_filled_in() {
    let mut model = own_connection();
    let fields = [
        ("assertion-audience", "https://sts.example/token"),
        ("assertion-lifetime", "300"),
        ("assertion-alg", "HS256"),
        ("assertion-kid", "k1"),
    ];
    for (name, text) in fields {
        set(&mut model, name, text);
    }
    assert!(
        requested(&mut model)
            .connection
            .client
            .assertion
            .kid
            .is_none(),
        "no JWT is made"
    );
    method(&mut model, AuthenticationMethod::SecretJwt);
    let assertion = requested(&mut model).connection.client.assertion;
    assert_eq!(
        assertion.audience.as_deref(),
        Some("https://sts.example/token")
    );
    assert_eq!(assertion.lifetime_seconds, Some(300));
    assert_eq!(assertion.algorithm, Some(Algorithm::HS256));
    assert_eq!(assertion.kid.as_deref(), Some("k1"));
    set(&mut model, "assertion-lifetime", "soon");
    assert!(refusal(&mut model).contains("Lifetime"));
}

#[test]
fn a_client_certificate_is_named_by_its_files_and_shown_whatever_the_method() {
    let mut model = own_connection();
    method(&mut model, AuthenticationMethod::TlsClientAuth);
    assert!(refusal(&mut model).contains("no certificate"));
    set(&mut model, "client-cert-file", " /keys/client.pem ");
    let files = requested(&mut model).certificate.unwrap();
    assert_eq!(files.chain.as_os_str(), "/keys/client.pem");
    assert_eq!(files.key, None);
    set(&mut model, "client-cert-key-file", "/keys/client.key");
    method(&mut model, AuthenticationMethod::Basic);
    let files = requested(&mut model).certificate.unwrap();
    assert_eq!(files.key.unwrap().as_os_str(), "/keys/client.key");
    set(&mut model, "client-cert-password", " hunter2");
    let files = requested(&mut model).certificate.unwrap();
    assert_eq!(files.password.expose(), " hunter2");
    let saved = serde_json::to_string(&model.saved()).unwrap();
    let restored = Model::new(serde_json::from_str::<Saved>(&saved).unwrap());
    assert_eq!(
        restored.connection().field(field("client-cert-file")),
        " /keys/client.pem "
    );
    assert!(!saved.contains("hunter2"), "{saved}");
}

#[test]
fn resource_is_left_out_where_that_is_said() {
    let mut model = own_connection();
    update(
        &mut model,
        Command::Edit(Field::Resource, "https://api.example".into()),
    );
    let resource = |model: &mut Model| requested(model).connection.grant.resource;
    assert_eq!(resource(&mut model).as_deref(), Some("https://api.example"));
    update(&mut model, Command::SetLeavesResourceOut(true));
    assert_eq!(resource(&mut model), None);
}

/// A model with these tokens in use.
fn holding(mut model: Model, id_token: bool, refresh_token: bool) -> Model {
    let result = TokenResult {
        refresh_token: refresh_token.then(|| Secret::from("refresh-1")),
        id_token: id_token.then(|| IdToken {
            text: Secret::from(token(60)),
            report: None,
        }),
        ..token_result(&token(60), 60)
    };
    let effects = work(&mut model, Command::RequestToken);
    let [Work::RequestToken(ticket, _)] = effects[..] else {
        panic!("{effects:?}")
    };
    update(&mut model, Event::TokenReceived(ticket, Ok(result)));
    model
}

fn asked(model: &mut Model, about: AboutToken) -> Option<(SessionPlan, AboutPlan)> {
    match &work(model, Command::AskAbout(about))[..] {
        [] => None,
        [Work::AskAbout(_, session, plan)] => Some((session.clone(), plan.clone())),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_issuer_is_asked_about_the_tokens_that_are_there() {
    let mut nothing = own_connection();
    for about in AboutToken::ALL {
        assert!(asked(&mut nothing, about).is_none(), "{about:?}");
    }
    for (id_token, refresh_token) in [(false, false), (true, true)] {
        for about in AboutToken::ALL {
            let mut model = holding(own_connection(), id_token, refresh_token);
            let is_there = match about {
                AboutToken::LogOut => id_token,
                AboutToken::Introspect(ResponseToken::Refresh)
                | AboutToken::Revoke(ResponseToken::Refresh) => refresh_token,
                _ => true,
            };
            assert_eq!(asked(&mut model, about).is_some(), is_there, "{about:?}");
        }
    }
}

#[test]
fn introspection_asks_as_the_api_where_its_name_is_given() {
    let introspect = AboutToken::Introspect(ResponseToken::Access);
    let mut playground = holding(model(), false, false);
    let (session, _) = asked(&mut playground, introspect).unwrap();
    assert_eq!(session.connection.client.id, "api1");
    let (session, _) = asked(&mut playground, AboutToken::Revoke(ResponseToken::Access)).unwrap();
    assert_eq!(session.connection.client.id, "client");
    let mut own = holding(own_connection(), false, false);
    update(&mut own, Command::Edit(Field::ApiId, "orders".into()));
    assert!(asked(&mut own, introspect).is_none());
    let failure = own.workspace().unwrap().about.failure().unwrap();
    assert!(failure.sentence.contains("secret is empty"), "{failure:?}");
    update(&mut own, Command::Edit(Field::ApiSecret, "hunter2".into()));
    assert!(own.workspace().unwrap().about.failure().is_none());
    let (session, _) = asked(&mut own, introspect).unwrap();
    assert_eq!(session.connection.client.id, "orders");
    let saved = serde_json::to_string(&own.saved()).unwrap();
    assert!(
        saved.contains("orders") && !saved.contains("hunter2"),
        "{saved}"
    );
}

#[test]
fn a_logout_ends_where_the_person_says() {
    let mut model = holding(own_connection(), true, false);
    let (_, plan) = asked(&mut model, AboutToken::LogOut).unwrap();
    assert_eq!(plan.post_logout_redirect_uri, None);
    let address = "http://127.0.0.1:8400/";
    update(
        &mut model,
        Command::Edit(Field::PostLogoutRedirectUri, address.into()),
    );
    let (_, plan) = asked(&mut model, AboutToken::LogOut).unwrap();
    assert_eq!(plan.post_logout_redirect_uri.as_deref(), Some(address));
}

#[test]
fn what_was_said_of_one_token_goes_with_it() {
    let mut model = holding(own_connection(), false, false);
    let effects = work(&mut model, Command::AskAbout(AboutToken::Userinfo));
    let event = crate::support::answer(&effects[0]);
    update(&mut model, event);
    let about = |model: &Model| model.workspace().unwrap().about.ready().is_some();
    assert!(about(&model));
    let model = holding(model, false, false);
    assert!(!about(&model));
}

#[test]
fn a_login_for_an_api_takes_the_token_in_hand_along_unless_none_is_sent() {
    let held = |model: &mut Model| match &work(model, Command::CallWithLogin)[..] {
        [Work::CallWithLogin(_, _, _, _, held)] => held.is_some(),
        other => panic!("{other:?}"),
    };
    assert!(!held(&mut own_connection()));
    let mut model = holding(own_connection(), false, false);
    assert!(held(&mut model));
    update(&mut model, Command::SetSendNoToken(true));
    assert!(!held(&mut model));
}
