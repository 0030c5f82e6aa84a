//! What the client proves, against the playground: its key by DPoP, its requests, its certificate.

use claimscope_server::config::Extension;

use super::super::now;
use super::logins::{live, server, typed};
use super::run_until;
use super::user::browser;
use crate::connection::Field;
use crate::grant::GrantField;
use crate::message::Command;
use crate::model::Model;
use crate::saved::Saved;
use crate::update::update;

fn field(name: &str) -> Field {
    Field::Grant(GrantField::of_name(name).unwrap())
}

fn idle(model: &Model) -> bool {
    !model.is_busy()
}

#[test]
fn a_bound_token_is_proved_at_the_token_server_and_at_the_api_with_their_nonces() {
    let (browser, _) = browser(|user, end| user.visit(end));
    let mut runner = live(browser);
    let extensions = [
        Extension::DPoP,
        Extension::DPoPNonces,
        Extension::PushedAuthorizationRequests,
    ];
    let server = server(&runner, &extensions);
    let mut model = Model::new(Saved::default());
    let api = format!("{}/identity", server.api());
    let edits = [("dpop", "yes"), ("par", "yes")].map(|(name, text)| (field(name), text));
    for command in typed(
        &server.issuer(),
        "authorization_code",
        "interactive",
        "secret",
    ) {
        update(&mut model, command, now());
    }
    for (field, text) in edits.into_iter().chain([(Field::ApiUrl, &*api)]) {
        update(&mut model, Command::Edit(field, text.into()), now());
    }
    run_until(&mut runner, &mut model, Command::RequestToken, idle);
    let workspace = model.workspace().unwrap();
    assert_eq!(workspace.token.failure(), None);
    let token = workspace.current_token.clone().unwrap();
    assert_eq!(token.token_type, "DPoP");
    run_until(&mut runner, &mut model, Command::Call, idle);
    let workspace = model.workspace().unwrap();
    assert_eq!(workspace.call.failure(), None);
    assert_eq!(workspace.call.ready().unwrap().status, 200);
    // The key stays the same for the connection, so that the refresh token can be used.
    run_until(&mut runner, &mut model, Command::Renew, idle);
    assert_eq!(model.workspace().unwrap().token.failure(), None);
    run_until(&mut runner, &mut model, Command::Call, idle);
    assert_eq!(model.workspace().unwrap().call.ready().unwrap().status, 200);
    let logged = |text: &str| {
        let mut exchanges = model.exchanges.iter();
        exchanges.any(|exchange| exchange.url.contains(text))
    };
    assert!(logged("/connect/par"));
}

#[test]
fn a_client_certificate_that_cannot_be_used_is_named() {
    let (browser, _) = browser(|_, _| {});
    let mut runner = live(browser);
    let server = server(&runner, &[]);
    let mut model = Model::new(Saved::default());
    for command in typed(&server.issuer(), "client_credentials", "client", "secret") {
        update(&mut model, command, now());
    }
    let missing = std::env::temp_dir().join("claimscope-no-such-certificate.pem");
    let not_pem = std::env::temp_dir().join(format!("claimscope-no-pem-{}", std::process::id()));
    std::fs::write(&not_pem, "hunter2").unwrap();
    for (path, says) in [(&missing, "could not be read"), (&not_pem, "is not usable")] {
        let edit = Command::Edit(field("client-cert-file"), path.to_str().unwrap().into());
        update(&mut model, edit, now());
        run_until(&mut runner, &mut model, Command::Discover, idle);
        let failure = model.workspace().unwrap().discovery.failure().unwrap();
        assert!(failure.sentence.contains(says), "{failure:?}");
        assert!(!format!("{failure:?}").contains("hunter2"), "{failure:?}");
    }
    std::fs::remove_file(&not_pem).unwrap();
    let locked = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../client/tests/it/pkcs12/modern.p12"
    );
    let passwords = [
        ("", Some("needs its password")),
        ("hunter2", Some("does not open")),
        ("look-alike", None),
    ];
    for (password, says) in passwords {
        for (name, text) in [
            ("client-cert-file", locked),
            ("client-cert-password", password),
        ] {
            update(&mut model, Command::Edit(field(name), text.into()), now());
        }
        run_until(&mut runner, &mut model, Command::Discover, idle);
        let failure = model.workspace().unwrap().discovery.failure();
        let sentence = failure.map(|failure| failure.sentence.clone());
        match says {
            Some(says) => assert!(sentence.unwrap().contains(says)),
            None => assert_eq!(sentence, None),
        }
    }
    update(
        &mut model,
        Command::Edit(field("client-cert-password"), "".into()),
        now(),
    );
    update(
        &mut model,
        Command::Edit(field("client-cert-file"), "".into()),
        now(),
    );
    run_until(&mut runner, &mut model, Command::Discover, idle);
    assert_eq!(model.workspace().unwrap().discovery.failure(), None);
}

#[test]
fn a_port_that_is_taken_is_named_with_its_holder() {
    let (browser, _) = browser(|_, _| {});
    let mut runner = live(browser);
    let server = server(&runner, &[]);
    let mut model = Model::new(Saved::default());
    for command in typed(
        &server.issuer(),
        "authorization_code",
        "interactive",
        "secret",
    ) {
        update(&mut model, command, now());
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let redirect_uri = format!("http://{}/callback", taken.local_addr().unwrap());
    let edit = Command::Edit(field("redirect-uri"), redirect_uri.into());
    update(&mut model, edit, now());
    run_until(&mut runner, &mut model, Command::RequestToken, idle);
    let failure = model.workspace().unwrap().token.failure().unwrap();
    assert!(failure.sentence.contains("is taken"), "{failure:?}");
    if cfg!(target_os = "linux") {
        let holder = format!("process {}", std::process::id());
        assert!(failure.sentence.contains(&holder), "{failure:?}");
    }
}
