//! `/account/logout`: asks, so that no other site signs a user out.

use axum::http::{Method, StatusCode};

use crate::http::{Answer, Asked};
use crate::pages::{self, FormFrame};
use crate::token_server::TokenServer;
use crate::token_server::browser::Browser;

/// Shows the question, and takes the answer.
pub(in crate::token_server) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    let browser = Browser::of(server, asked);
    match asked.method {
        Method::GET if browser.session().is_none() => {
            pages::notice("Signed out", "Nobody is signed in in this browser.")
                .logged("nobody is signed in")
        }
        Method::GET => browser
            .with_form(|antiforgery| {
                let frame = FormFrame {
                    action: "/account/logout",
                    antiforgery,
                    return_url: None,
                };
                let sentence = "Do you want to sign out of the playground?";
                pages::question(&frame, "Sign out", sentence, ("logout", "Sign out"))
            })
            .logged("the question whether to sign out"),
        Method::POST => match browser.check_form(asked, &asked.form()) {
            Ok(()) => {
                let sentence = "You are signed out, and can close this page.";
                let mut answer = pages::notice("Signed out", sentence);
                browser.sign_out(&mut answer);
                answer.logged("the user signed out")
            }
            Err(refusal) => *refusal,
        },
        _ => Answer::empty(StatusCode::METHOD_NOT_ALLOWED).because(
            format!("{} is not allowed here", asked.method),
            "use GET or POST",
        ),
    }
}
