//! A run of the steps: the client takes each, and the window is told as each ends.

use std::time::{Duration, Instant};

use claimscope_client::session::{Done, Run, RunOutcome};
use claimscope_core::Inspection;
use claimscope_core::secret::Secret;
use claimscope_oauth::{HttpRequest, Look};
use tokio::sync::oneshot::Receiver;

use super::{Shared, convert, now, work};
use crate::asked::{AskedBy, Asker};
use crate::connection::ConnectionId;
use crate::effect::RunPlan;
use crate::message::Event;
use crate::results::FailureText;
use crate::sensitive::Sensitive;
use crate::sentence::sentence;
use crate::stepped::{Gave, Stepped};

impl Shared {
    /// Runs to the end, or until it is stopped; what was broken is put back either way.
    pub(super) async fn run(&self, plan: RunPlan, stop: Receiver<()>) {
        let ticket = plan.ticket;
        let session = match self.session(ticket.connection, plan.session.clone()).await {
            Ok(session) => session,
            Err(failure) => return self.send(Event::RunEnded(ticket, Err(failure))),
        };
        let by = AskedBy::Run;
        let person = self.person(Asker { ticket, by }, session.connection());
        let session = session.with_person(person);
        // The client refuses to send to no URL: the window knows better why.
        let plan = RunPlan {
            request: match plan.request {
                Ok(request) => work::whole(request).await.map(Into::into),
                Err(failure) => Err(failure),
            },
            ..plan
        };
        let request = plan.request.as_ref().map(|whole| whole.request.clone());
        let request = request.unwrap_or_else(|_| HttpRequest::get(""));
        let mut run = Run::new(&session, request, plan.fault);
        let ran = tokio::select! {
            ran = self.steps(&mut run, &plan) => ran,
            _ = stop => Ok(()),
        };
        let mended = run.mend(&self.servers).await;
        self.tell_log();
        self.send(Event::RunEnded(plan.ticket, outcome(&run, ran.and(mended))));
    }

    async fn steps(&self, run: &mut Run, plan: &RunPlan) -> Result<(), String> {
        while run.next().is_some() {
            let (sent, start) = (self.client.log().sent(), Instant::now());
            run.advance(&self.servers).await?;
            self.tell_log();
            self.compare_clocks(plan.ticket.connection, sent);
            self.tell_cookies(plan.ticket.connection);
            let Some(done) = run.done().last() else {
                continue;
            };
            if let Some(gave) = gave(run, done, plan, start.elapsed()) {
                let stepped = Stepped {
                    gave: self.compared(plan.ticket.connection, gave),
                    is_good: done.is_good(),
                    next: run.next(),
                };
                self.send(Event::Stepped(plan.ticket, stepped.into()));
            }
        }
        Ok(())
    }
}

impl Shared {
    /// What a step gave, with the keys that the token is bound to compared with those in use.
    fn compared(&self, id: ConnectionId, gave: Gave) -> Gave {
        match gave {
            Gave::Inspect(text, inspected) => Gave::Inspect(text, self.with_keys(id, inspected)),
            Gave::Verify(inspected) => Gave::Verify(self.with_keys(id, inspected)),
            other => other,
        }
    }
}

fn outcome(run: &Run, ran: Result<(), String>) -> Result<RunOutcome, FailureText> {
    ran.map(|()| run.outcome())
        .map_err(|reason| FailureText::new(sentence(&reason), "Start Claimscope again."))
}

/// A token that was obtained is no server's refusal.
fn looked_at(inspection: Inspection) -> Look {
    Look {
        inspection,
        diagnosis: None,
    }
}

fn gave(run: &Run, done: &Done, plan: &RunPlan, took: Duration) -> Option<Gave> {
    let token = run.token().and_then(Secret::expose_str).unwrap_or_default();
    Some(match done.clone() {
        Done::Discover(Ok(found)) => Gave::Discover(Ok(convert::discovery(*found, took))),
        Done::Token(Ok(obtained)) => Gave::Token(Ok(convert::token(obtained))),
        Done::Signed(token) => Gave::Signed(convert::signed(token, now())),
        Done::Inspect(inspection) => Gave::Inspect(
            Sensitive::from(token),
            convert::inspected(token, looked_at(inspection), now()),
        ),
        Done::Verify(Ok(verification)) => Gave::Verify(convert::verified(token, verification)),
        Done::Verify(Err(failure)) => {
            let failure = convert::failure(failure);
            Gave::Verify(convert::not_verified(token, failure, now()))
        }
        Done::Call(Ok(called)) => Gave::Call(Ok(convert::call(called))),
        Done::Discover(Err(failure)) => Gave::Discover(Err(convert::failure(failure))),
        Done::Token(Err(failure)) => Gave::Token(Err(convert::failure(failure))),
        Done::Call(Err(failure)) => {
            let known = plan.request.clone().err();
            Gave::Call(Err(known.unwrap_or_else(|| convert::failure(failure))))
        }
        _ => return None,
    })
}
