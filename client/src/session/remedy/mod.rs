//! What can be done about a refusal by itself: one edit of the connection, a token, and the call once more.
//!
//! It is decided here and carried out by a face, which asks first before a call that may change data. Nothing is decided
//! that was done already: a remedy that brought the same refusal is none.

mod decide;
mod shortfall;
#[cfg(test)]
mod tests;

use claimscope_oauth::diagnose::Cause;

use super::{Connection, GrantKind};

pub use decide::remedy;
pub use shortfall::Shortfall;

/// What there is to carry a remedy out with.
#[derive(Clone, Copy, Debug)]
pub struct RemedyMeans<'a> {
    /// The connection as it is filled in now.
    pub connection: &'a Connection,
    /// What its grant is called.
    pub grant: &'a str,
    /// Whether it binds tokens to a key, its own or one that is made.
    pub binds_tokens: bool,
    /// The token in hand.
    pub held: Option<HeldToken<'a>>,
    /// Whether a call sends the token in hand by itself.
    pub sends_token: bool,
    /// Whether the request has an `Authorization` of its own, which goes before.
    pub has_own_authorization: bool,
    /// Whether a token can be asked for: everything that the grant needs is there.
    pub can_ask: bool,
    /// Whether a user can be sent to a browser to log in for the API.
    pub can_log_in: bool,
}

/// What is known of the token in hand.
#[derive(Clone, Copy, Debug)]
pub struct HeldToken<'a> {
    /// The connection as it was when the token was asked for.
    pub asked_as: &'a Connection,
    /// Whether it was asked for with a proof of a key.
    pub was_bound: bool,
    /// Whether its time is over.
    pub has_ended: bool,
    /// Whether a refresh token came with it, and can be exchanged.
    pub can_refresh: bool,
}

/// What is done about a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The reason that it is for.
    pub cause: Cause,
    /// What becomes of the connection or the request; `None` leaves them as they are.
    pub edit: Option<RemedyEdit>,
    /// The token that the call is sent with.
    pub token: RemedyToken,
    /// Why it is this edit, where another one might do; one sentence.
    pub choice: Option<&'static str>,
}

/// One edit of a connection or its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemedyEdit {
    /// These scopes are asked for too.
    AddScopes(Vec<String>),
    /// Tokens are bound to a key by DPoP.
    BindTokens,
    /// The request's own `Authorization` is not sent.
    LeaveAuthorizationOut,
    /// A parameter of the token request, in place of one of that name.
    Parameter(&'static str, String),
    /// `scope` as a whole.
    ReplaceScope(String),
    /// `resource` (RFC 8707).
    Resource(String),
    /// The token in hand is sent again.
    SendToken,
}

/// Where the token of the next call comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemedyToken {
    /// It is in hand.
    Held,
    /// The refresh token is exchanged.
    Refreshed,
    /// It is asked for by the connection's grant.
    Granted,
    /// A user logs in for what the API asks for, as [`super::Session::call_again_with_login`] has it, which calls too.
    LoggedIn,
}

impl RemedyEdit {
    /// What it does, as a part of a sentence.
    fn text(&self, connection: &Connection) -> String {
        match self {
            Self::AddScopes(scopes) if scopes.len() == 1 => {
                format!("adds the scope {}", scopes.join(" "))
            }
            Self::AddScopes(scopes) => format!("adds the scopes {}", scopes.join(" ")),
            Self::BindTokens => "switches DPoP on".to_owned(),
            Self::LeaveAuthorizationOut => {
                "switches the request's own Authorization header off".to_owned()
            }
            Self::Parameter(name, value) => {
                format!("adds the parameter {name}={value} to the token request")
            }
            Self::ReplaceScope(scope) => match connection.grant.scope.trim() {
                "" => format!("sets the scope to {scope}"),
                before => format!("sets the scope to {scope} in place of {before}"),
            },
            Self::Resource(resource) => match &connection.grant.resource {
                Some(before) => format!("sets the resource to {resource} in place of {before}"),
                None => format!("sets the resource to {resource}"),
            },
            Self::SendToken => "switches “Send the access token” on".to_owned(),
        }
    }
}

impl Remedy {
    /// Exactly what will happen, in a sentence or two; `call` is the request as it is sent, such as `GET https://api.example`.
    pub fn sentence(&self, means: &RemedyMeans<'_>, call: &str) -> String {
        let edit = self.edit.as_ref().map(|edit| edit.text(means.connection));
        let parts: Vec<String> = edit.into_iter().chain(self.steps(means, call)).collect();
        let sentence = match parts.split_last() {
            Some((last, [])) => format!("This {last}."),
            Some((last, before)) => format!("This {}, and {last}.", before.join(", ")),
            None => String::new(),
        };
        match self.choice {
            Some(choice) => format!("{sentence} {choice}"),
            None => sentence,
        }
    }

    /// What follows the edit, each a part of a sentence.
    fn steps(&self, means: &RemedyMeans<'_>, call: &str) -> Vec<String> {
        let with_it = format!("sends {call} with it");
        match self.token {
            RemedyToken::Held => vec![format!("sends {call} with the token in use")],
            RemedyToken::Refreshed => vec![
                "exchanges the refresh token for a new token".to_owned(),
                with_it,
            ],
            RemedyToken::Granted => {
                let asks = match means.connection.grant.kind {
                    GrantKind::AuthorizationCode(_) => {
                        "lets you log in at the browser for a new token".to_owned()
                    }
                    GrantKind::DeviceCode { .. } => {
                        "lets you approve a new token on another device".to_owned()
                    }
                    _ => format!("asks for a new token by “{}”", means.grant),
                };
                vec![asks, with_it]
            }
            RemedyToken::LoggedIn => vec![
                format!("sends {call} once more to hear what is asked for"),
                "lets you log in for that".to_owned(),
                "sends it again with the new token".to_owned(),
            ],
        }
    }
}
