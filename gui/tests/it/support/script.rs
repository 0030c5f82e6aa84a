//! A runner that answers from a script.

use std::cell::RefCell;
use std::rc::Rc;

use claimscope_client::session::{RunOutcome, Step};
use claimscope_core::secret::Secret;
use claimscope_gui::effect::{RunPlan, Runner, Switch, Work};
use claimscope_gui::message::{Event, Ticket};
use claimscope_gui::results::FailureText;
use claimscope_gui::stepped::Gave;

use super::answers::answer;
use super::results::{call, discovery_with, exchange, gave, stepped};

/// What the fake runner was asked to do, and what it will tell.
#[derive(Clone, Default)]
pub(crate) struct Script(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    work: Vec<Work>,
    switches: Vec<Switch>,
    events: Vec<Event>,
    sent: u64,
    accepts_anything: bool,
    hangs: bool,
    unreachable: Option<FailureText>,
    failing: Option<FailureText>,
    scopes: usize,
}

impl Script {
    /// All work so far.
    pub(crate) fn work(&self) -> Vec<Work> {
        self.0.borrow().work.clone()
    }

    /// Every switch so far.
    pub(crate) fn switches(&self) -> Vec<Switch> {
        self.0.borrow().switches.clone()
    }

    /// From now on the API answers 200 whatever it is sent.
    pub(crate) fn accept_anything(&self) {
        self.0.borrow_mut().accepts_anything = true;
    }

    /// From now on no issuer is reached, for this reason.
    pub(crate) fn cut_off(&self, failure: FailureText) {
        self.0.borrow_mut().unreachable = Some(failure);
    }

    /// From now on no call is answered, for this reason.
    pub(crate) fn fail_calls(&self, failure: FailureText) {
        self.0.borrow_mut().failing = Some(failure);
    }

    /// From now on the issuer offers so many scopes.
    pub(crate) fn offer_scopes(&self, count: usize) {
        self.0.borrow_mut().scopes = count;
    }

    /// What happened, told to the window with the next frame.
    pub(crate) fn tell(&self, event: Event) {
        self.0.borrow_mut().events.push(event);
    }

    /// From now on neither calls nor requests for tokens are answered.
    pub(crate) fn hang(&self) {
        self.0.borrow_mut().hangs = true;
    }
}

impl Inner {
    /// A run: the API is called without a token where that is broken.
    fn run(&mut self, plan: &RunPlan) -> Vec<Event> {
        if let Some(failure) = &self.unreachable {
            let outcome = RunOutcome::WentWrong(Step::Discover);
            return vec![
                stepped(plan, Gave::Discover(Err(failure.clone()))),
                Event::RunEnded(plan.ticket, Ok(outcome)),
            ];
        }
        let mut events: Vec<Event> = gave(plan)
            .into_iter()
            .map(|gave| stepped(plan, gave))
            .collect();
        if self.scopes > 0 {
            let discovered = discovery_with(self.scopes);
            events[0] = stepped(plan, Gave::Discover(Ok(discovered)));
        }
        let is_broken = plan.fault.is_some();
        let welcome = self.accepts_anything || !is_broken;
        self.sent += 1;
        events.push(Event::ExchangesLogged(vec![exchange(self.sent)]));
        events.push(stepped(plan, Gave::Call(Ok(call(welcome)))));
        let outcome = match plan.fault {
            None => RunOutcome::WentWell,
            Some(fault) if welcome => RunOutcome::NotNoticed {
                headline: format!("Not noticed: {}", fault.unnoticed),
            },
            Some(_) => RunOutcome::Noticed,
        };
        events.push(Event::RunEnded(plan.ticket, Ok(outcome)));
        events
    }

    fn call(&mut self, ticket: Ticket, token: Option<&Secret>) -> Option<Event> {
        if self.hangs {
            return None;
        }
        self.sent += 1;
        let number = self.sent;
        self.events
            .push(Event::ExchangesLogged(vec![exchange(number)]));
        if let Some(failure) = &self.failing {
            return Some(Event::Called(ticket, Err(failure.clone())));
        }
        let welcome = self.accepts_anything || token.is_some();
        Some(Event::Called(ticket, Ok(call(welcome))))
    }
}

impl Runner for Script {
    fn run(&mut self, work: Work) {
        let mut inner = self.0.borrow_mut();
        let events = match &work {
            Work::Call(ticket, _, _, token) => {
                let event = inner.call(*ticket, token.as_ref());
                event.into_iter().collect()
            }
            Work::RequestToken(..) | Work::CallWithLogin(..) | Work::Probe(_) if inner.hangs => {
                vec![]
            }
            Work::Run(plan) => inner.run(plan),
            work => vec![answer(work)],
        };
        inner.work.push(work);
        inner.events.extend(events);
    }

    fn switch(&mut self, switch: Switch) {
        self.0.borrow_mut().switches.push(switch);
    }

    fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.0.borrow_mut().events)
    }
}
