//! The probe: the client's session sends it, and the window is told of each request before it leaves.

use claimscope_client::session::{ProbeOptions, ProbeProgress, Probed, TokenEnd};
use claimscope_oauth::probe::ProbeCase;
use tokio::sync::oneshot::Receiver;

use super::{Shared, convert, now};
use crate::asked::{AskedBy, Asker};
use crate::message::Event;
use crate::probe::{
    OtherToken, ProbeEvent, ProbeFound, ProbePlan, ProbeUnderWay, SigningKeyChoice,
};
use crate::results::FailureText;

impl Shared {
    /// Probes to the end, or until it is stopped: then what was seen is judged. Its own tokens are revoked either way.
    pub(super) async fn probe(&self, plan: ProbePlan, stop: Receiver<()>) {
        let ticket = plan.ticket;
        let outcome = self.probed(plan, stop).await;
        self.tell_log();
        self.send(Event::Probe(ticket, ProbeEvent::Ended(Box::new(outcome))));
    }

    async fn probed(&self, plan: ProbePlan, stop: Receiver<()>) -> Result<ProbeFound, FailureText> {
        let ticket = plan.ticket;
        let plan_of_session = plan.session.clone();
        let (session, _) = self.api_session(ticket.connection, plan_of_session).await?;
        let by = AskedBy::Probe;
        let person = self.person(Asker { ticket, by }, session.connection());
        let session = session.with_person(person);
        let options = self.options(plan).await?;
        let progress = |progress: ProbeProgress| {
            self.tell_log();
            let under_way = ProbeUnderWay {
                case: progress.case,
                sent: progress.sent,
                of: progress.of,
            };
            let advanced = ProbeEvent::Advanced(under_way, progress.over);
            self.send(Event::Probe(ticket, advanced));
        };
        let stopped = async {
            // The switch drops the other end.
            let _ = stop.await;
        };
        let probed = session.probe(options, progress, stopped).await;
        probed.map(found).map_err(convert::failure)
    }

    async fn options(&self, plan: ProbePlan) -> Result<ProbeOptions, FailureText> {
        let mut options = ProbeOptions::new(plan.request);
        options.token = plan.token;
        options.is_agreed = plan.is_agreed;
        options.signing_key = match plan.signing_key {
            SigningKeyChoice::None => None,
            SigningKeyChoice::Playground => self.servers.signing_key(),
            SigningKeyChoice::Given(key) => Some(*key),
        };
        let id_token = plan.id_token.map(|token| (ProbeCase::IdToken, token));
        options.tokens.extend(id_token);
        plan.with.apply(&mut options)?;
        match plan.other {
            None => {}
            Some(OtherToken::InUse(token)) => {
                options.tokens.insert(ProbeCase::OtherToken, token);
            }
            Some(OtherToken::AskedFor(id, session)) => {
                options.other = Some(self.session(id, *session).await?);
            }
        }
        Ok(options)
    }
}

/// Of several tokens that ended alike, it is said once.
fn found(probed: Probed) -> ProbeFound {
    let mut token_ends: Vec<String> = probed.token_ends.iter().map(TokenEnd::text).collect();
    token_ends.dedup();
    ProbeFound {
        report: probed.report,
        token_ends,
        at: now(),
    }
}
