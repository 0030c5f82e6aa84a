//! `/device`: where a person types the code that a device shows, and decides.

use axum::http::{Method, StatusCode};

use crate::config::Config;
use crate::http::{Answer, Asked, Form};
use crate::log::echo;
use crate::pages::{self, ConsentPage, FormFrame};
use crate::store::{Decision, Device, NotWaiting, Session};
use crate::token_server::TokenServer;
use crate::token_server::browser::Browser;

use super::consent::{choices, username};
use super::return_url::ReturnTo;

/// Shows the forms, and takes them.
pub(in crate::token_server) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    let browser = Browser::of(server, asked);
    match asked.method {
        Method::GET => {
            let query = asked.query();
            match query.get("userCode") {
                None => code_form(&browser, None, None),
                Some(code) if server.is_from_here(asked) => confirm(server, &browser, code, None),
                // Each code that is looked for counts, and what another site's page sends here is nobody's guess.
                Some(code) => code_form(&browser, Some(&plain(code)), None),
            }
        }
        Method::POST => {
            let form = asked.form();
            match browser.check_form(asked, &form) {
                Ok(()) => take(server, &browser, &form),
                Err(refusal) => *refusal,
            }
        }
        _ => Answer::empty(StatusCode::METHOD_NOT_ALLOWED).because(
            format!("{} is not allowed here", asked.method),
            "use GET or POST",
        ),
    }
}

/// The form for a user code, with `code` in it where one is there already.
fn code_form(browser: &Browser<'_>, code: Option<&str>, fault: Option<&str>) -> Answer {
    browser
        .with_form(|antiforgery| {
            let frame = FormFrame {
                action: "/device",
                antiforgery,
                return_url: None,
            };
            pages::user_code(&frame, code, fault)
        })
        .logged("the form for a device's user code")
}

/// People group the digits as they like.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_digit).take(9).collect()
}

/// Shows what the device asks for; the user signs in before.
fn confirm(server: &TokenServer, browser: &Browser<'_>, code: &str, fault: Option<&str>) -> Answer {
    let code = plain(code);
    let config = server.state.config();
    let Some(session) = active_session(&config, browser) else {
        let return_url = ReturnTo::Device(Some(code)).location();
        let encoded: String = form_urlencoded::byte_serialize(return_url.as_bytes()).collect();
        return Answer::redirect(&format!("/account/login?ReturnUrl={encoded}"))
            .logged("the user signs in, to decide for a device");
    };
    let now = server.state.clock().now();
    match server
        .state
        .store()
        .waiting_device(&code, &session.sid, now)
    {
        Ok(device) => show(&config, browser, session, &device, &code, fault),
        Err(reason) => not_waiting(browser, reason),
    }
}

fn not_waiting(browser: &Browser<'_>, reason: NotWaiting) -> Answer {
    match reason {
        NotWaiting::Unknown => code_form(
            browser,
            None,
            Some("No device waits with this code. It may have expired."),
        )
        .because(
            "the user code is unknown, expired or decided already",
            "compare it with what the device shows",
        ),
        NotWaiting::TooMany => code_form(
            browser,
            None,
            Some("Too many codes were wrong. Wait for five minutes, then try again."),
        )
        .status(StatusCode::TOO_MANY_REQUESTS)
        .because(
            "too many wrong user codes came within five minutes",
            "wait, then type what the device shows",
        ),
    }
}

fn active_session<'a>(config: &Config, browser: &'a Browser<'_>) -> Option<&'a Session> {
    browser.session().filter(|session| {
        config
            .users
            .iter()
            .any(|user| user.subject_id == session.subject_id && user.is_active)
    })
}

fn show(
    config: &Config,
    browser: &Browser<'_>,
    session: &Session,
    device: &Device,
    code: &str,
    fault: Option<&str>,
) -> Answer {
    let scopes = choices(config, &device.scopes);
    let client = config.client(&device.client_id).ok();
    browser
        .with_form(|antiforgery| {
            let frame = FormFrame {
                action: "/device",
                antiforgery,
                return_url: None,
            };
            let page = ConsentPage {
                client: client.map_or(device.client_id.as_str(), |client| client.display_name()),
                username: username(config, session),
                sign: format!("Allow it only if your device shows the code {code}."),
                scopes: &scopes,
                may_remember: false,
                fault,
                carried: Some(("UserCode", code)),
            };
            pages::consent(&frame, &page)
        })
        .logged(format!(
            "the form in which a user decides for a device of the client {}",
            echo(&device.client_id)
        ))
}

fn take(server: &TokenServer, browser: &Browser<'_>, form: &Form) -> Answer {
    let Some(code) = form.get("UserCode") else {
        let fault = "Enter the code that the device shows.";
        return code_form(browser, None, Some(fault));
    };
    let Some(button) = form.get("button").filter(|button| *button != "code") else {
        return confirm(server, browser, code, None);
    };
    let config = server.state.config();
    let now = server.state.clock().now();
    let store = server.state.store();
    let code = plain(code);
    let Some(session) = active_session(&config, browser) else {
        return confirm(server, browser, &code, None);
    };
    let device = match store.waiting_device(&code, &session.sid, now) {
        Ok(device) => device,
        Err(reason) => return not_waiting(browser, reason),
    };
    let mut scopes = device.scopes.clone();
    let agreed = form.all("ScopesConsented");
    scopes.retain(|scope| agreed.contains(&scope.as_str()));
    let refused = button != "yes"
        || device
            .scopes
            .iter()
            .any(|scope| config.is_required(scope) && !scopes.contains(scope));
    if !refused && scopes.is_empty() {
        let fault = "You must pick at least one permission";
        return confirm(server, browser, &code, Some(fault));
    }
    let decision = if refused {
        Decision::Denied
    } else {
        Decision::Allowed {
            signed_in: session.signed_in(),
            scopes,
        }
    };
    let sentence = if refused {
        "The device will hear that you did not allow it. You can close this page."
    } else {
        "The device can go on. You can close this page."
    };
    let client = echo(&device.client_id);
    if !store.decide_device(&code, decision, now) {
        return code_form(
            browser,
            None,
            Some("Somebody has decided for this device already."),
        );
    }
    pages::notice(if refused { "Not allowed" } else { "Done" }, sentence).logged(format!(
        "the user {} {} a device of the client {client}",
        echo(username(&config, session)),
        if refused { "refused" } else { "allowed" }
    ))
}
