//! One run of the five steps, with something broken on purpose or not, and what it showed.

use std::future::Future;

use claimscope_core::secret::Secret;
use claimscope_core::{Inspection, Verdict};
use claimscope_oauth::{HttpRequest, OauthError};

use super::fault::{WRONG_CLIENT, WRONG_SCOPE, WRONG_SECRET, tampered};
use super::{
    AuthenticationMethod, Breakage, Called, Discovery, Fault, ObtainedToken, Session, SignedToken,
    Step, Verification,
};
use crate::{Failure, TransportError};

/// Whoever can stop the servers of a connection and sign with its issuer's key.
pub trait Playground {
    /// Stops a server, or changes what the API demands. Only for what [`Breakage::needs_playground`], signing excepted.
    ///
    /// # Errors
    ///
    /// One sentence, where that did not work.
    fn break_servers(&self, breakage: Breakage) -> impl Future<Output = Result<(), String>> + Send;

    /// Puts everything back.
    ///
    /// # Errors
    ///
    /// One sentence, where that did not work.
    fn mend_servers(&self) -> impl Future<Output = Result<(), String>> + Send;

    /// Signs a token that is wrong in this way.
    ///
    /// # Errors
    ///
    /// One sentence, where that did not work.
    fn sign(&self, token: SignedToken) -> Result<Secret, String>;
}

/// No playground: the connection's servers are somebody else's.
#[derive(Clone, Copy, Debug, Default)]
pub struct ForeignServers;

const FOREIGN: &str = "only the playground can be broken in this way";

impl Playground for ForeignServers {
    async fn break_servers(&self, _: Breakage) -> Result<(), String> {
        Err(FOREIGN.to_owned())
    }

    async fn mend_servers(&self) -> Result<(), String> {
        Ok(())
    }

    fn sign(&self, _: SignedToken) -> Result<Secret, String> {
        Err(FOREIGN.to_owned())
    }
}

/// What a step gave.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Done {
    /// [`Step::Discover`].
    Discover(Result<Box<Discovery>, Failure>),
    /// [`Step::Token`], asked for.
    Token(Result<ObtainedToken, Failure>),
    /// [`Step::Token`], signed by the playground in place of asking.
    Signed(Secret),
    /// [`Step::Inspect`].
    Inspect(Inspection),
    /// [`Step::Verify`].
    Verify(Result<Verification, Failure>),
    /// [`Step::Call`].
    Call(Result<Called, Failure>),
}

impl Done {
    /// Which step it was.
    pub fn step(&self) -> Step {
        match self {
            Self::Discover(_) => Step::Discover,
            Self::Token(_) | Self::Signed(_) => Step::Token,
            Self::Inspect(_) => Step::Inspect,
            Self::Verify(_) => Step::Verify,
            Self::Call(_) => Step::Call,
        }
    }

    /// Whether it went well by itself.
    pub fn is_good(&self) -> bool {
        match self {
            Self::Discover(found) => found.as_ref().is_ok_and(|found| found.keys.is_some()),
            Self::Token(token) => token.is_ok(),
            Self::Signed(_) => true,
            Self::Inspect(inspection) => inspection.report.verdict != Verdict::Rejected,
            Self::Verify(verification) => verification.as_ref().is_ok_and(|verification| {
                verification.inspection.report.verdict == Verdict::Accepted
            }),
            Self::Call(called) => called
                .as_ref()
                .is_ok_and(|called| called.diagnosis.is_none()),
        }
    }

    /// Why it has no result.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Discover(Ok(found)) => found.key_failure.as_ref(),
            Self::Discover(Err(failure))
            | Self::Token(Err(failure))
            | Self::Verify(Err(failure))
            | Self::Call(Err(failure)) => Some(failure),
            Self::Verify(Ok(verification)) => verification.key_failure.as_ref(),
            _ => None,
        }
    }
}

/// What a run showed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
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

/// A run of the steps.
#[derive(Debug)]
pub struct Run {
    session: Session,
    fault: Option<&'static Fault>,
    request: HttpRequest,
    token: Option<Secret>,
    done: Vec<Done>,
}

impl Run {
    /// A run that calls the API with this request, which has no token yet.
    pub fn new(session: &Session, request: HttpRequest, fault: Option<&'static Fault>) -> Self {
        let breakage = fault.map(|fault| fault.breakage);
        let mut connection = session.connection().clone();
        match breakage {
            Some(Breakage::WrongClient) => connection.client.id = WRONG_CLIENT.to_owned(),
            Some(Breakage::WrongSecret) => {
                connection.client.secret = Some(Secret::from(WRONG_SECRET));
            }
            Some(Breakage::WrongScope) => connection.grant.scope = WRONG_SCOPE.to_owned(),
            // Whoever changes what an API demands knows it.
            Some(Breakage::DemandScope(scope)) => {
                connection.expectations.scopes.push(scope.to_owned());
            }
            _ => {}
        }
        Self {
            session: session.edited(connection),
            fault,
            request,
            token: None,
            done: Vec::new(),
        }
    }

    /// The step that [`Run::advance`] takes next; `None` once the run is over. After a failed request it is; after a
    /// failed check it is not, since what the API says of such a token is the point.
    pub fn next(&self) -> Option<Step> {
        let Some(last) = self.done.last() else {
            return Some(Step::Discover);
        };
        let ends = match last {
            Done::Discover(Err(_)) | Done::Token(Err(_)) => true,
            Done::Discover(Ok(found)) => found.discovered.require_issuer_match().is_err(),
            _ => false,
        };
        if ends { None } else { last.step().next() }
    }

    /// Takes the next step, and breaks before the first one what is to be broken of the servers. Whoever drops a run
    /// halfway mends them.
    ///
    /// # Errors
    ///
    /// One sentence, where the playground could not do what it had to.
    pub async fn advance(&mut self, playground: &impl Playground) -> Result<Option<&Done>, String> {
        let Some(step) = self.next() else {
            return Ok(None);
        };
        let breakage = self.fault.map(|fault| fault.breakage);
        if let Some(breakage) = breakage
            && step == Step::Discover
            && breakage.needs_playground()
            && !matches!(breakage, Breakage::Sign(_))
        {
            playground.break_servers(breakage).await?;
        }
        let done = match step {
            Step::Discover => Done::Discover(self.session.discover().await.map(Box::new)),
            Step::Token => self.obtain(playground).await?,
            Step::Inspect => Done::Inspect(self.session.inspect(self.token_text())),
            Step::Verify => Done::Verify(self.session.verify(self.token_text(), None).await),
            Step::Call => Done::Call(self.call().await),
        };
        self.done.push(done);
        Ok(self.done.last())
    }

    /// Takes all steps that are left, and puts the servers back whatever comes.
    ///
    /// # Errors
    ///
    /// One sentence, where the playground could not do what it had to.
    pub async fn finish(&mut self, playground: &impl Playground) -> Result<Outcome, String> {
        let mut failed = None;
        while self.next().is_some() && failed.is_none() {
            failed = self.advance(playground).await.err();
        }
        self.mend(playground).await?;
        failed.map_or_else(|| Ok(self.outcome()), Err)
    }

    /// Puts back what was broken of the servers.
    ///
    /// # Errors
    ///
    /// One sentence, where that did not work.
    pub async fn mend(&self, playground: &impl Playground) -> Result<(), String> {
        match self.fault {
            Some(fault) if fault.breakage.needs_playground() => playground.mend_servers().await,
            _ => Ok(()),
        }
    }

    /// What was broken on purpose.
    pub fn fault(&self) -> Option<&'static Fault> {
        self.fault
    }

    /// What the steps gave so far.
    pub fn done(&self) -> &[Done] {
        &self.done
    }

    /// The token as it is sent, broken or not.
    pub fn token(&self) -> Option<&Secret> {
        self.token.as_ref()
    }

    /// What the run showed; only of one that is over.
    pub fn outcome(&self) -> Outcome {
        let Some(fault) = self.fault else {
            let bad = self.done.iter().find(|done| !done.is_good());
            return bad.map_or(Outcome::WentWell, |done| Outcome::WentWrong(done.step()));
        };
        let at = self
            .done
            .iter()
            .find(|done| done.step() == fault.noticed_at);
        match at.map(|done| notice(fault, done)) {
            Some(Notice::Yes) => Outcome::Noticed,
            Some(Notice::No) => Outcome::NotNoticed {
                headline: format!("Not noticed: {}", fault.unnoticed),
            },
            Some(Notice::Unclear(what)) => Outcome::Unclear {
                headline: format!("Whether it was noticed cannot be told: {what}"),
            },
            None => Outcome::Unclear {
                headline: "An earlier step failed, so that what was broken never came into play"
                    .to_owned(),
            },
        }
    }

    async fn obtain(&mut self, playground: &impl Playground) -> Result<Done, String> {
        let breakage = self.fault.map(|fault| fault.breakage);
        let (token, done) = match breakage {
            Some(Breakage::Sign(wanted)) => {
                let token = playground.sign(wanted)?;
                (Some(token.clone()), Done::Signed(token))
            }
            _ => {
                let obtained = self.session.token().await;
                let token = obtained.as_ref().ok();
                let token = token.map(|obtained| obtained.response.access_token.clone());
                (token, Done::Token(obtained))
            }
        };
        self.token = match breakage {
            // The token in the response stays as it came.
            Some(Breakage::Tamper) => token
                .as_ref()
                .and_then(Secret::expose_str)
                .map(|token| Secret::from(tampered(token))),
            _ => token,
        };
        Ok(done)
    }

    async fn call(&self) -> Result<Called, Failure> {
        let breakage = self.fault.map(|fault| fault.breakage);
        let token = self
            .token
            .as_ref()
            .filter(|_| breakage != Some(Breakage::NoToken));
        self.session.call(self.request.clone(), token).await
    }

    fn token_text(&self) -> &str {
        let token = self.token.as_ref();
        token.and_then(Secret::expose_str).unwrap_or_default()
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
        (_, Some(Failure::Transport(TransportError::Refused { .. }))) if stopped => Notice::Yes,
        (Done::Discover(Ok(_)) | Done::Call(Ok(_)), _) if stopped => Notice::No,
        (Done::Token(Err(Failure::Oauth(OauthError::Declined(declined)))), _)
            if declined.status < 500 =>
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

/// An API has noticed when it refuses: by its status, a login, or errors inside a good answer.
fn noticed_by_api(called: &Called) -> Notice {
    match called.response.status {
        300..=399 | 401 | 403 => Notice::Yes,
        400 if !called.response.challenges().is_empty() => Notice::Yes,
        200..=299 if called.diagnosis.is_none() => Notice::No,
        200..=299 => Notice::Yes,
        status => Notice::Unclear(format!("the API answered {}", crate::status_text(status))),
    }
}

impl super::OauthClient {
    /// Whether it authenticates with a secret.
    pub(super) fn sends_secret(&self) -> bool {
        let has_secret = self
            .secret
            .as_ref()
            .is_some_and(|secret| !secret.is_empty());
        has_secret && self.authentication != Some(AuthenticationMethod::None)
    }
}
