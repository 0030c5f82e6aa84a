//! The Token tab as it is drawn: each grant's form, what a person is asked while one runs, and what came of it.

use claimscope_client::session::{AuthenticationMethod, CODE_LIFE};
use claimscope_core::secret::Secret;
use claimscope_gui::about_token::AboutToken;
use claimscope_gui::asked::{Asked, AskedBy, Asker, EnterCode, LogIn};
use claimscope_gui::connection::Field;
use claimscope_gui::effect::{Switch, Work};
use claimscope_gui::grant::{GrantChoice, GrantField};
use claimscope_gui::message::{Command, Event};
use claimscope_gui::results::{CallResult, IdToken, TokenResult};
use claimscope_gui::tab::Tab;
use egui::accesskit::Role;
use egui::{Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::layout::CONTROLS;
use crate::shown::{Desktop, command, open, press, scroll_and_press, shows, window};
use crate::support::{NOW, Script, refused, token, token_result};

const SIZES: [Vec2; 3] = [vec2(1280.0, 820.0), vec2(800.0, 600.0), vec2(760.0, 520.0)];

/// Every control has a name and stands inside the window.
fn assert_fits(harness: &Harness<'_, Desktop>, size: Vec2, what: &str) {
    for node in harness.root().children_recursive() {
        let role = node.accesskit_node().role();
        if CONTROLS.contains(&role) {
            let name = node.accesskit_node().label().unwrap_or_default();
            assert!(!name.trim().is_empty(), "{what} at {size}: {role:?}");
            let rect = node.rect();
            let inside = rect.left() >= 0.0 && rect.right() <= size.x;
            assert!(inside, "{what} at {size}: {role:?} {name} at {rect}");
        }
    }
}

fn grant(name: &str) -> Command {
    Command::SetGrant(GrantChoice::of_name(name).unwrap())
}

/// A window whose grant is under way and asks something of the person.
fn asking(name: &str, asked: Asked) -> (Harness<'static, Desktop>, Script) {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Token);
    command(&mut harness, grant(name));
    script.hang();
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::RequestToken);
    let work = script.work();
    let Some(Work::RequestToken(ticket, _)) = work.last() else {
        panic!("{work:?}")
    };
    let asker = Asker {
        ticket: *ticket,
        by: AskedBy::Token,
    };
    script.tell(Event::Asked(asker, asked));
    // A spinner turns: there is no last frame.
    harness.run_steps(4);
    (harness, script)
}

fn login(browser_failure: Option<&str>) -> Asked {
    Asked::LogIn(LogIn {
        url: format!("https://login.example/authorize?state={}", "x".repeat(300)),
        redirect_uri: "http://127.0.0.1:8400/callback".to_owned(),
        browser_failure: browser_failure.map(str::to_owned),
        is_listening: true,
        began: NOW.plus_seconds(-125),
        until: NOW.plus_seconds(272),
        refused: Some("The state is another login's.".to_owned()),
    })
}

fn code() -> Asked {
    Asked::EnterCode(EnterCode {
        user_code: "WDJB-MJHT".to_owned(),
        verification_uri: "https://login.example/device".to_owned(),
        complete_uri: Some("https://login.example/device?code=WDJB-MJHT".to_owned()),
        until: NOW.plus_seconds(20),
        polls: 1,
    })
}

#[test]
fn each_grant_shows_its_own_fields_and_fits() {
    for size in SIZES {
        let (mut harness, _) = window();
        harness.set_size(size);
        open(&mut harness, Tab::Token);
        for one in GrantChoice::all() {
            command(&mut harness, Command::SetGrant(one));
            assert_fits(&harness, size, one.name());
            assert!(shows(&harness, one.help()), "{}", one.name());
            for field in one.fields().filter(|field| field.form().is_required) {
                let label = format!("{} (required)", field.form().label);
                assert!(shows(&harness, &label), "{label}");
            }
            let can_start = harness
                .query_all_by_role(Role::Button)
                .filter(|node| {
                    node.accesskit_node()
                        .label()
                        .is_some_and(|label| label == "Get token" || label == "Log in")
                })
                .any(|node| !node.accesskit_node().is_disabled());
            assert_eq!(can_start, !one.is_refused(), "{}", one.name());
        }
    }
}

#[test]
fn a_grant_that_is_not_run_says_why_and_what_instead() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Token);
    command(&mut harness, grant("implicit"));
    assert!(shows(&harness, "Not run here"));
    assert!(shows(&harness, "use authorization_code"));
    command(&mut harness, grant("password"));
    assert!(shows(&harness, "Better not"));
}

#[test]
fn secrets_of_a_grant_are_dots() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Token);
    command(&mut harness, grant("token_exchange"));
    for label in ["Subject token (required)", "Client secret"] {
        let field = harness.get_by_label(label);
        assert_eq!(
            field.accesskit_node().role(),
            Role::PasswordInput,
            "{label}"
        );
    }
}

#[test]
fn a_login_that_waits_fits_and_says_all_that_is_needed() {
    for size in SIZES {
        for failure in [None, Some("no browser could be opened")] {
            let (mut harness, script) = asking("authorization_code", login(failure));
            harness.set_size(size);
            harness.run_steps(4);
            assert_fits(&harness, size, "login");
            for text in [
                "4 m 32 s left",
                "Copy Login address",
                "Copy Redirect URI",
                "Address that the browser ended on",
                "is not used. The state is another",
            ] {
                assert!(shows(&harness, text), "{size}: {text}");
            }
            assert_eq!(
                shows(&harness, "No browser could be opened."),
                failure.is_some()
            );
            harness
                .get_by_role_and_label(Role::Button, "Stop waiting")
                .click();
            harness.run_steps(4);
            assert!(!shows(&harness, "Log in at the browser"));
            assert!(matches!(script.switches().last(), Some(Switch::Cancel(_))));
        }
    }
}

#[test]
fn the_age_of_a_code_that_is_to_be_pasted_is_counted() {
    let Asked::LogIn(listened) = login(None) else {
        panic!("a login")
    };
    let (harness, _) = asking("authorization_code", Asked::LogIn(listened.clone()));
    assert!(!shows(&harness, "Code at most"), "it comes by itself");
    let pasted = LogIn {
        is_listening: false,
        ..listened
    };
    for size in SIZES {
        let (mut harness, _) = asking("authorization_code", Asked::LogIn(pasted.clone()));
        harness.set_size(size);
        harness.run_steps(4);
        assert!(shows(&harness, "Code at most 2 m 5 s old"), "{size}");
        assert!(shows(&harness, CODE_LIFE), "{size}");
        assert_fits(&harness, size, "paste");
    }
}

#[test]
fn what_a_grant_asks_is_seen_on_every_tab() {
    let (mut harness, _) = asking("authorization_code", login(None));
    for tab in [Tab::Run, Tab::Discover, Tab::Call] {
        harness
            .get_by_role_and_label(Role::Tab, tab.title())
            .click();
        harness.run_steps(4);
        assert!(shows(&harness, "Log in at the browser"), "{tab:?}");
    }
}

#[test]
fn a_device_s_code_fits_and_is_opened_with_the_code_in_it() {
    for size in SIZES {
        let (mut harness, script) = asking("device_code", code());
        harness.set_size(size);
        harness.run_steps(4);
        assert_fits(&harness, size, "code");
        for text in ["WDJB-MJHT", "Copy Code", "20 s left", "asked once"] {
            assert!(shows(&harness, text), "{size}: {text}");
        }
        let open = "Open it here, with the code in it";
        harness.get_by_role_and_label(Role::Button, open).click();
        harness.run_steps(4);
        let work = script.work();
        let Some(Work::OpenBrowser(address)) = work.last() else {
            panic!("{work:?}")
        };
        assert!(address.ends_with("code=WDJB-MJHT"), "{address}");
        assert!(shows(&harness, "No browser for"), "a failure is said");
    }
}

#[test]
fn an_answer_under_the_form_comes_into_view() {
    let (mut harness, script) = window();
    harness.set_size(vec2(800.0, 600.0));
    open(&mut harness, Tab::Token);
    script.hang();
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::RequestToken);
    harness.run_steps(4);
    let work = script.work();
    let Some(Work::RequestToken(ticket, _)) = work.last() else {
        panic!("{work:?}")
    };
    let answer = Ok(token_result(&token(300), 300));
    script.tell(Event::TokenReceived(*ticket, answer));
    harness.run();
    let top = harness.get_by_label("Response").rect().top();
    assert!((100.0..400.0).contains(&top), "{top}");
}

#[test]
fn three_tokens_fit_and_no_part_of_a_refresh_token_is_shown() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Token);
    script.hang();
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::RequestToken);
    let work = script.work();
    let Some(Work::RequestToken(ticket, _)) = work.last() else {
        panic!("{work:?}")
    };
    let refresh_token = "hunter2".repeat(10);
    let result = TokenResult {
        refresh_token: Some(Secret::from(refresh_token.as_str())),
        id_token: Some(IdToken {
            text: Secret::from(token(300)),
            report: None,
        }),
        ..token_result(&token(300), 300)
    };
    script.tell(Event::TokenReceived(*ticket, Ok(result)));
    harness.run();
    for size in SIZES {
        harness.set_size(size);
        harness.run();
        assert_fits(&harness, size, "answer");
        for label in [
            "Inspect",
            "Inspect ID token",
            "Inspect refresh token",
            "Renew",
        ] {
            let found = harness.query_by_role_and_label(Role::Button, label);
            assert!(found.is_some(), "{size}: {label}");
        }
        assert!(!shows(&harness, "hunter2"));
    }
    scroll_and_press(&mut harness, "Inspect refresh token");
    let model = harness.state().model();
    assert_eq!(
        model.workspace().unwrap().inspect.text.expose(),
        refresh_token
    );
}

#[test]
fn an_api_that_refused_offers_a_login_for_it() {
    for size in SIZES {
        let (mut harness, script) = window();
        harness.set_size(size);
        command(&mut harness, Command::SetSendNoToken(true));
        open(&mut harness, Tab::Call);
        press(&mut harness, "Send request");
        assert_fits(&harness, size, "offer");
        for label in [
            "Register a client where none is named",
            "Leave resource out",
        ] {
            let found = harness.query_by_role_and_label(Role::CheckBox, label);
            assert!(found.is_some(), "{size}: {label}");
        }
        scroll_and_press(&mut harness, "Log in for this API");
        assert!(matches!(
            script.work().last(),
            Some(Work::CallWithLogin(..))
        ));
    }
}

#[test]
fn a_redirect_elsewhere_is_said_to_be_pasted() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Token);
    command(&mut harness, grant("authorization_code"));
    assert!(shows(&harness, "Do not listen there"));
    let form = GrantChoice::of_name("authorization_code").unwrap();
    let redirect = form.fields().find(|field| field.is_redirect_uri()).unwrap();
    let elsewhere = "https://app.example/callback".into();
    command(
        &mut harness,
        Command::Edit(Field::Grant(redirect), elsewhere),
    );
    assert!(!shows(&harness, "Do not listen there"));
    assert!(shows(&harness, "you paste the address"));
}

/// A window with all three tokens in use.
fn holding() -> (Harness<'static, Desktop>, Script) {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Token);
    script.hang();
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::RequestToken);
    let work = script.work();
    let Some(Work::RequestToken(ticket, _)) = work.last() else {
        panic!("{work:?}")
    };
    let result = TokenResult {
        refresh_token: Some(Secret::from("refresh-1")),
        id_token: Some(IdToken {
            text: Secret::from(token(300)),
            report: None,
        }),
        ..token_result(&token(300), 300)
    };
    script.tell(Event::TokenReceived(*ticket, Ok(result)));
    harness.run();
    (harness, script)
}

#[test]
fn the_issuer_is_asked_about_each_token_with_one_press_and_its_answer_fits() {
    for size in SIZES {
        for about in AboutToken::ALL {
            let (mut harness, script) = holding();
            harness.set_size(size);
            harness.run();
            scroll_and_press(&mut harness, about.title());
            let work = script.work();
            assert!(
                matches!(work.last(), Some(Work::AskAbout(_, _, plan)) if plan.about == about),
                "{about:?}: {work:?}"
            );
            harness.run();
            assert!(shows(&harness, "says that the token holds"), "{about:?}");
            assert!(shows(&harness, "818727"), "{about:?}");
            assert_fits(&harness, size, about.title());
        }
    }
}

#[test]
fn a_failed_question_is_explained_beside_its_button() {
    let (mut harness, _) = holding();
    let id = harness.state().model().selected;
    command(&mut harness, Command::Edit(Field::ApiSecret, "".into()));
    scroll_and_press(&mut harness, "Introspect");
    assert!(shows(&harness, "The API's secret is empty"));
    assert_eq!(harness.state().model().selected, id);
}

#[test]
fn what_is_typed_into_a_field_that_may_be_left_out_stays_in_it() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Token);
    command(&mut harness, grant("authorization_code"));
    for label in ["What may be left out", "Login hint"] {
        harness.get_by_label(label).scroll_to_me();
        harness.run();
        harness.get_by_label(label).click();
        harness.run();
    }
    for letter in ["a", "l"] {
        harness.event(egui::Event::Text(letter.to_owned()));
        harness.run();
    }
    let field = Field::Grant(GrantField::of_name("login-hint").unwrap());
    let model = harness.state().model();
    assert_eq!(model.connection().field(field), "al");
}

#[test]
fn what_a_client_proves_has_switches_and_fields_of_its_own() {
    for size in SIZES {
        let (mut harness, _) = window();
        harness.set_size(size);
        open(&mut harness, Tab::Token);
        command(&mut harness, grant("authorization_code"));
        for label in [
            "Push the request to the server first (PAR)",
            "Sign the request with the client's key (JAR)",
            "Bind the token to a key (DPoP)",
        ] {
            let switch = harness.get_by_role_and_label(Role::CheckBox, label);
            switch.scroll_to_me();
            harness.run();
            harness.get_by_role_and_label(Role::CheckBox, label).click();
            harness.run();
        }
        for label in ["Private key", "Key for DPoP"] {
            assert!(shows(&harness, label), "{size}: {label}");
        }
        for method in AuthenticationMethod::ALL {
            command(&mut harness, Command::SetClientAuth(Some(method)));
            assert_fits(&harness, size, method.name());
            let has_files = harness
                .query_by_label("Key of the client certificate")
                .is_some();
            assert_eq!(has_files, method.needs_certificate(), "{method}");
            let has_jwt = shows(&harness, "What the client's JWT says");
            assert_eq!(has_jwt, method.name().ends_with("_jwt"), "{method}");
        }
    }
}

#[test]
fn a_refusal_that_asks_for_more_is_answered_with_one_press() {
    for size in SIZES {
        let (mut harness, script) = holding();
        harness.set_size(size);
        open(&mut harness, Tab::Call);
        let ctx = harness.ctx.clone();
        harness.state_mut().command(&ctx, Command::Call);
        let work = script.work();
        let Some(Work::Call(ticket, ..)) = work.last() else {
            panic!("{work:?}")
        };
        let wanted = "The API asks for a login with acr_values mfa.";
        let refused = CallResult {
            asks_for_more: Some(wanted.to_owned()),
            ..refused()
        };
        script.tell(Event::Called(*ticket, Ok(refused)));
        harness.run();
        assert!(shows(&harness, wanted), "{size}");
        assert!(
            !shows(&harness, "Log in for this API"),
            "one button, not two"
        );
        assert_fits(&harness, size, "step-up");
        scroll_and_press_in_a_hurry(&mut harness, "Get that, and call again");
        let work = script.work();
        assert!(
            matches!(work.last(), Some(Work::CallWithLogin(.., Some(_)))),
            "{work:?}"
        );
    }
}

/// Presses what begins something that does not end: a spinner turns then.
fn scroll_and_press_in_a_hurry(harness: &mut Harness<'_, Desktop>, label: &str) {
    harness
        .get_by_role_and_label(Role::Button, label)
        .scroll_to_me();
    harness.run();
    harness.get_by_role_and_label(Role::Button, label).click();
    harness.run_steps(4);
}
