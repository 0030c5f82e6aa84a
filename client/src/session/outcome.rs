//! What a run showed: whether all went well, or whether what was broken was noticed.

use claimscope_oauth::{Declined, OauthError};

use super::fault::WRONG_SCOPE;
use super::{Answered, Breakage, Called, Done, Fault, Step};
use crate::{SessionError, TransportError};

/// What a run showed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunOutcome {
    /// Nothing was broken, and all steps went well.
    WentWell,
    /// Nothing was broken on purpose, and this step did not go well.
    WentWrong(Step),
    /// What was broken was noticed where it had to be.
    Noticed,
    /// It was not: the headline, in red.
    NotNoticed {
        /// One sentence.
        headline: String,
    },
    /// It cannot be told.
    Unclear {
        /// One sentence.
        headline: String,
    },
}

impl RunOutcome {
    pub(super) fn of(fault: Option<&Fault>, steps: &[Done]) -> Self {
        let Some(fault) = fault else {
            let bad = steps.iter().find(|done| !done.is_good());
            return bad.map_or(Self::WentWell, |done| Self::WentWrong(done.step()));
        };
        let at = steps.iter().find(|done| done.step() == fault.noticed_at);
        match at.map(|done| notice(fault, done)) {
            Some(Notice::Yes) => Self::Noticed,
            Some(Notice::No) => Self::NotNoticed {
                headline: format!("Not noticed: {}", fault.unnoticed),
            },
            Some(Notice::Unclear(what)) => Self::Unclear {
                headline: format!("Whether it was noticed cannot be told: {what}"),
            },
            None => Self::Unclear {
                headline: "An earlier step failed, so that what was broken never came into play"
                    .to_owned(),
            },
        }
    }

    /// The run in one sentence, without a full stop.
    pub fn headline(&self) -> String {
        match self {
            Self::WentWell => "Every step went well".to_owned(),
            Self::WentWrong(step) => format!("{} did not go well", step.title()),
            Self::Noticed => "Broken on purpose, and noticed".to_owned(),
            Self::NotNoticed { headline } | Self::Unclear { headline } => headline.clone(),
        }
    }
}

/// Whether the other side noticed.
enum Notice {
    Yes,
    No,
    Unclear(String),
}

fn notice(fault: &Fault, done: &Done) -> Notice {
    let stopped = matches!(
        fault.breakage,
        Breakage::StopTokenServer | Breakage::StopApi
    );
    match (done, done.failure()) {
        (_, Some(SessionError::Transport(TransportError::Refused { .. }))) if stopped => {
            Notice::Yes
        }
        (Done::Discover(Ok(_)) | Done::Call(Ok(_)), _) if stopped => Notice::No,
        (Done::Token(Err(SessionError::Oauth(OauthError::Declined(declined)))), _)
            if is_about(fault.breakage, declined) =>
        {
            Notice::Yes
        }
        (Done::Token(Ok(token)), _) => match &token.response.scope {
            // A server may grant less than was asked for, if it says so (RFC 6749 §3.3).
            Some(granted)
                if fault.breakage == Breakage::WrongScope
                    && !granted.split(' ').any(|scope| scope == WRONG_SCOPE) =>
            {
                Notice::Yes
            }
            _ => Notice::No,
        },
        (Done::Call(Ok(called)), _) => noticed_by_api(called),
        (_, Some(failure)) => Notice::Unclear(failure.message()),
        _ => Notice::Unclear("the step gave nothing to judge by".to_owned()),
    }
}

/// Whether the token endpoint declined for what was broken, and for nothing else.
fn is_about(breakage: Breakage, declined: &Declined) -> bool {
    let code = declined.error.as_str();
    match breakage {
        // A client that is not authenticated may get any code beside 401 (RFC 6749 §5.2).
        Breakage::WrongClient | Breakage::WrongSecret => {
            declined.status == Some(401)
                || ["invalid_client", "unauthorized_client", "access_denied"].contains(&code)
        }
        Breakage::WrongScope => ["invalid_scope", "access_denied"].contains(&code),
        _ => false,
    }
}

/// An API has noticed when it refuses, and not because a proxy or the number of calls is in the way.
fn noticed_by_api(called: &Called) -> Notice {
    match (called.answered(), called.response.status) {
        (Answered::Refused, status) if ![407, 429].contains(&status) => Notice::Yes,
        (Answered::Taken, 200..=299) => Notice::No,
        (_, status) => Notice::Unclear(format!("the API answered {}", crate::status_text(status))),
    }
}
