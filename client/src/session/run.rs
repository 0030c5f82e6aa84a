//! One run of the five steps, with something broken on purpose or not, and what it showed.

use claimscope_core::secret::Secret;
use claimscope_oauth::HttpRequest;

use super::fault::{WRONG_CLIENT, WRONG_SCOPE, WRONG_SECRET};
use super::tamper::tampered;
use super::{Breakage, Called, Done, Fault, PlaygroundControl, RunOutcome, Session, Step};
use crate::SessionError;

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
            return Some(self.session.connection().first_step());
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
    pub async fn advance(
        &mut self,
        playground: &impl PlaygroundControl,
    ) -> Result<Option<&Done>, String> {
        let Some(step) = self.next() else {
            return Ok(None);
        };
        let breakage = self.fault.map(|fault| fault.breakage);
        if let Some(breakage) = breakage
            && self.done.is_empty()
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
    pub async fn finish(
        &mut self,
        playground: &impl PlaygroundControl,
    ) -> Result<RunOutcome, String> {
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
    pub async fn mend(&self, playground: &impl PlaygroundControl) -> Result<(), String> {
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
    pub fn outcome(&self) -> RunOutcome {
        RunOutcome::of(self.fault, &self.done)
    }

    async fn obtain(&mut self, playground: &impl PlaygroundControl) -> Result<Done, String> {
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

    async fn call(&self) -> Result<Called, SessionError> {
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
