//! The tokens that a probe asks for, and their end.

use claimscope_core::time::Timestamp;
use claimscope_oauth::probe::ProbeCase;

use super::super::{ObtainedToken, Session};
use super::ProbeOptions;
use crate::SessionError;

/// A token that was asked for.
pub(super) struct Obtained {
    /// The case that it is for; `None` for the good one.
    pub(super) case: Option<ProbeCase>,
    pub(super) token: ObtainedToken,
    /// Who asked for it, and revokes it.
    session: Session,
}

/// What became of a token that was asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TokenEnd {
    /// The issuer took the request to revoke it.
    Revoked,
    /// It could not be revoked, and holds until then, as far as that is known.
    Left {
        /// When it ends.
        until: Option<Timestamp>,
        /// Why it could not be revoked; `None` where the issuer offers no revocation.
        failure: Option<SessionError>,
    },
}

impl Session {
    /// Asks for every token that the options leave to the session; what came stays in `obtained`, whatever fails after it.
    pub(super) async fn obtain_for_probe(
        &self,
        options: &ProbeOptions,
        obtained: &mut Vec<Obtained>,
    ) -> Result<(), SessionError> {
        let narrow = options.other_scope.as_ref().map(|scope| {
            let mut connection = self.connection().clone();
            connection.grant.scope.clone_from(scope);
            self.edited(connection)
        });
        let good = options.token.is_none().then(|| self.clone());
        for (case, session) in [
            (None, good),
            (Some(ProbeCase::OtherToken), options.other.clone()),
            (Some(ProbeCase::ScopeMissing), narrow),
        ] {
            if let Some(session) = session {
                let token = session.token().await?;
                obtained.push(Obtained {
                    case,
                    token,
                    session,
                });
            }
        }
        Ok(())
    }
}

impl Obtained {
    /// Revokes it, with its refresh token, where the issuer offers that.
    pub(super) async fn end(&self) -> TokenEnd {
        let until = self.token.expires.map(|(time, _)| time);
        let metadata = self.session.metadata_in_hand();
        let offers = metadata.is_some_and(|it| it.metadata.revocation_endpoint.is_some());
        if !offers {
            let failure = None;
            return TokenEnd::Left { until, failure };
        }
        let response = &self.token.response;
        let refresh_token = response.refresh_token.as_ref();
        let refresh_token = refresh_token.map(|token| (token, "refresh_token"));
        let mut failure = None;
        for (token, hint) in refresh_token
            .into_iter()
            .chain([(&response.access_token, "access_token")])
        {
            let revoked = self.session.revoke(token, Some(hint)).await;
            failure = failure.or(revoked.err());
        }
        match failure {
            None => TokenEnd::Revoked,
            failure => TokenEnd::Left { until, failure },
        }
    }
}

impl TokenEnd {
    /// In one sentence.
    pub fn text(&self) -> String {
        let holds = |until: &Option<Timestamp>| match until {
            Some(time) => format!("it holds until {time}"),
            None => "it holds until it ends by itself".to_owned(),
        };
        match self {
            Self::Revoked => "A token that the probe asked for was revoked: the issuer has taken the request. A JWT may hold until its exp all the same, as APIs need not ask the issuer.".to_owned(),
            Self::Left { until, failure: None } => format!(
                "A token that the probe asked for cannot be revoked, as the issuer names no revocation endpoint: {}.",
                holds(until)
            ),
            Self::Left { until, failure: Some(failure) } => format!(
                "A token that the probe asked for was not revoked ({}): {}.",
                failure.message(),
                holds(until)
            ),
        }
    }
}
