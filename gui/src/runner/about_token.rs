//! What an issuer is asked about a token, and its answer as the views show it.

use claimscope_client::session::{REVOKED, Session};
use claimscope_core::report::Report;
use claimscope_oauth::Introspection;

use super::{Shared, convert};
use crate::about_token::{AboutToken, Told};
use crate::effect::AboutPlan;
use crate::results::{FailureText, ResponseToken, TokenResult};
use crate::sentence::sentence;

impl Shared {
    /// Asks, or opens the browser to log out.
    pub(super) async fn ask_about(
        &self,
        session: Session,
        plan: &AboutPlan,
    ) -> Result<Told, FailureText> {
        let (about, held) = (plan.about, &plan.held);
        match about {
            AboutToken::Introspect(which) => introspect(&session, about, which, held).await,
            AboutToken::IntrospectSigned => introspect_signed(&session, held).await,
            AboutToken::Userinfo => userinfo(&session, held).await,
            AboutToken::Revoke(which) => revoke(&session, about, which, held).await,
            AboutToken::LogOut => {
                let redirect_uri = plan.post_logout_redirect_uri.as_deref();
                self.log_out(&session, held, redirect_uri).await
            }
        }
    }

    async fn log_out(
        &self,
        session: &Session,
        held: &TokenResult,
        post_logout_redirect_uri: Option<&str>,
    ) -> Result<Told, FailureText> {
        let id_token = held.token(ResponseToken::Id);
        let url = session.end_session_url(id_token, post_logout_redirect_uri);
        let url = url.await.map_err(convert::failure)?;
        let address = url.expose_str().unwrap_or_default().to_owned();
        let (headline, address) = match self.open_browser(address.clone()).await {
            None => ("A browser was opened to log out.".to_owned(), None),
            Some(reason) => (
                format!("{} Open the address to log out.", sentence(&reason)),
                Some(address.into()),
            ),
        };
        Ok(Told {
            address,
            ..told(AboutToken::LogOut, headline)
        })
    }
}

fn told(about: AboutToken, headline: impl Into<String>) -> Told {
    Told {
        about,
        headline: headline.into(),
        is_active: None,
        members: Vec::new(),
        findings: Vec::new(),
        signed: None,
        address: None,
    }
}

fn missing() -> FailureText {
    FailureText::new("There is no such token.", "Get a new one.")
}

async fn introspect(
    session: &Session,
    about: AboutToken,
    which: ResponseToken,
    held: &TokenResult,
) -> Result<Told, FailureText> {
    let token = held.token(which).ok_or_else(missing)?;
    let hint = Some(AboutToken::hint(which));
    let asked = session.introspect(token, hint).await;
    Ok(introspected(about, asked.map_err(convert::failure)?))
}

async fn introspect_signed(session: &Session, held: &TokenResult) -> Result<Told, FailureText> {
    let which = ResponseToken::Access;
    let hint = Some(AboutToken::hint(which));
    let asked = session.introspect_signed(&held.access_token, hint).await;
    let answer = asked.map_err(convert::failure)?;
    let told = introspected(AboutToken::IntrospectSigned, answer.introspection);
    Ok(Told {
        headline: format!(
            "{} It has signed that, and its signature holds.",
            told.headline
        ),
        signed: answer.text.expose_str().map(Into::into),
        ..told
    })
}

fn introspected(about: AboutToken, answer: Introspection) -> Told {
    let headline = match answer.is_active {
        true => "The issuer says that the token holds.",
        false => {
            "The issuer says that the token does not hold: it may have expired, been revoked, be for another API, or be of a kind, such as a refresh token, of which the issuer tells this asker nothing."
        }
    };
    Told {
        is_active: Some(answer.is_active),
        members: convert::members(&answer.members),
        findings: answer.findings,
        ..told(about, headline)
    }
}

async fn revoke(
    session: &Session,
    about: AboutToken,
    which: ResponseToken,
    held: &TokenResult,
) -> Result<Told, FailureText> {
    let token = held.token(which).ok_or_else(missing)?;
    let hint = Some(AboutToken::hint(which));
    let asked = session.revoke(token, hint).await;
    Ok(Told {
        findings: asked.map_err(convert::failure)?,
        ..told(about, REVOKED)
    })
}

async fn userinfo(session: &Session, held: &TokenResult) -> Result<Told, FailureText> {
    let subject = held.id_token.as_ref().and_then(|id_token| {
        let report: &Report = id_token.report.as_ref()?;
        report.claims.as_ref()?.get_str("sub").map(str::to_owned)
    });
    let asked = session
        .userinfo(&held.access_token, subject.as_deref())
        .await;
    let user = asked.map_err(convert::failure)?;
    let headline = match (&user.verification, subject) {
        (Some(_), _) => "The issuer's signed answer holds.",
        (None, Some(_)) => "The issuer names the user of the ID token.",
        (None, None) => "The issuer has answered.",
    };
    Ok(Told {
        members: convert::members(&user.claims),
        findings: user.findings,
        ..told(AboutToken::Userinfo, headline)
    })
}
