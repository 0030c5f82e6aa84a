//! The ID token of a token response: whether it holds, and what follows where it does not.

use claimscope_core::jwt::{Expectations, Profile};
use claimscope_core::report::{Check, CheckId, Status, Verdict};
use claimscope_core::secret::Secret;
use claimscope_oauth::code::finding;
use claimscope_oauth::{Finding, TokenGrant};

use super::{Connection, GrantKind, ObtainedToken, Session};
use crate::SessionError;
use crate::code::login;

const SPEC: &str = "OpenID Connect Core §3.1.3.3";

impl Session {
    /// What any ID token of this connection must be: from its issuer, for its client.
    pub(super) fn expected_of_id_token(&self) -> Expectations {
        let client = self.connection.client.id.as_str();
        Expectations::of(Profile::IdToken)
            .audience(client)
            .client_id(client)
    }

    /// Verifies the ID token of a response, where there is one, and keeps the report. Where the keys cannot be had, the
    /// report says so, and the token counts: it came from the token endpoint itself ([OpenID Connect Core §3.1.3.7]).
    ///
    /// [OpenID Connect Core §3.1.3.7]: https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
    ///
    /// # Errors
    ///
    /// Where a check fails: nothing of the response is used then.
    pub(super) async fn check_id_token(
        &self,
        token: &mut ObtainedToken,
        expected: Expectations,
    ) -> Result<(), SessionError> {
        // A refresh may bring none (OpenID Connect Core §12.2).
        let is_login = token.grant_type != TokenGrant::REFRESH_TOKEN;
        let response = &mut token.response;
        if is_login && response.id_token.is_none() && self.asks_for_openid() {
            let message = "openid was asked for, and no ID token came";
            let finding = Finding::warning(finding::RESPONSE_ID_TOKEN, message, SPEC);
            response.findings.push(finding);
        }
        let Some(text) = response.id_token.as_ref().and_then(Secret::expose_str) else {
            return Ok(());
        };
        let verifier = self.edited(Connection {
            expectations: expected.with_access_token(response.access_token.expose()),
            keys: self.keys_of_message(text),
            ..self.connection().clone()
        });
        let verification = verifier.verify_exactly(text, None).await?;
        let report = &verification.inspection.report;
        let failed = report
            .checks
            .iter()
            .find(|check| check.status == Status::Fail);
        if let (Verdict::Rejected, Some(check)) = (report.verdict, failed) {
            return Err(SessionError::Login {
                code: login::ID_TOKEN,
                message: format!(
                    "the ID token does not hold: {}: {}",
                    check.id, check.message
                ),
                hint: what_to_do(check),
            });
        }
        if let Some(failure) = &verification.key_failure {
            let message = format!(
                "the ID token's signature was not checked, as the keys could not be had: {}",
                failure.message()
            );
            let finding = Finding::warning(finding::RESPONSE_ID_TOKEN, message, SPEC);
            token.response.findings.push(finding);
        }
        token.id_token = Some(Box::new(verification));
        Ok(())
    }

    /// Whether a user logs in, and an ID token must say who.
    fn asks_for_openid(&self) -> bool {
        let grant = &self.connection.grant;
        let mut scopes = grant.scope.split_whitespace();
        match &grant.kind {
            GrantKind::AuthorizationCode(_) | GrantKind::DeviceCode { .. } => {
                scopes.any(|scope| scope == "openid")
            }
            GrantKind::ClientCredentials | GrantKind::Password { .. } | GrantKind::Request(_) => {
                false
            }
        }
    }
}

/// What to do about an ID token in which this fails. Where a check's own advice is about the tokens of an API, another stands here.
fn what_to_do(check: &Check) -> String {
    let own = match check.id {
        CheckId::ClaimAud => {
            "the token endpoint has to give the client an ID token of its own: compare the client_id with the aud that came, and ask the server's operators"
        }
        CheckId::FormatParts => {
            "an ID token is always a signed JWT: ask the server's operators, or leave the scope openid out where no ID token is needed"
        }
        _ => {
            return check
                .hint
                .clone()
                .unwrap_or_else(|| check.id.remedy().to_owned());
        }
    };
    own.to_owned()
}
