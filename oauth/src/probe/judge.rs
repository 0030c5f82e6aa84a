//! From what was seen to what it comes to: a gap is what nothing else can be.

use std::collections::BTreeSet;

use super::answer::{Outcome, Seen};
use super::report::{ProbeAttempt, ProbeResult, ProbeVerdict};
use super::request::Planned;
use super::requests::HEADER_AND_QUERY;
use super::token::CUT_SHORT;
use super::{ProbeCase, ProbeExpectation, root};

const NO_SCOPE_DEMANDED: &str = "taken, and nothing says that this address demands a scope: no challenge names one, and none that the token has is expected here (--required-scope, or the connection's)";

const MAY_BE_KNOWN: &str = "of these names the API takes alone the one that is cut short, which may be another name that it knows";

const REFUSED_UNREAD: &str = "the API answers 401, as to a token that does not hold, and whether this one holds cannot be read from it; to one that holds and may not do this, it would answer 403";

const NO_FETCH_SEEN: &str = "the API takes a token that names an address for its key, and is signed with a key of which it cannot know; no fetch was seen";

/// One request that was sent, with what came.
pub(super) struct Sent {
    pub(super) case: ProbeCase,
    pub(super) what: String,
    pub(super) seen: Seen,
    pub(super) exchange: Option<u64>,
    /// Whether the connection was closed while the request was being written.
    pub(super) is_closed: bool,
}

impl Sent {
    /// Whether the API did for it what it does for the good token.
    fn is_taken(&self) -> bool {
        self.seen.outcome == Outcome::Taken
    }
}

/// What is known of the whole run.
pub(super) struct Judge<'a> {
    pub(super) sent: &'a [Sent],
    /// The cases whose address was fetched.
    pub(super) fetched: &'a [ProbeCase],
    /// Whether the API runs on this machine, where a fetch is seen.
    pub(super) is_loopback: bool,
    /// Whether a person said that the API reaches the listener, so that a fetch is seen wherever it runs.
    pub(super) is_listener_named: bool,
    /// Why no more was sent.
    pub(super) stopped: Option<&'a str>,
    /// Whether a person said that the address demands a scope that the good token has.
    pub(super) demands_scope: bool,
}

impl Judge<'_> {
    /// What a case comes to; `unsent` says why it was not tried, where it was not.
    pub(super) fn result(&self, planned: &Planned, unsent: Option<String>) -> ProbeResult {
        let case = planned.case;
        let of_case = self.sent.iter().filter(|sent| sent.case == case);
        let sent: Vec<&Sent> = of_case.collect();
        let (verdict, why) = match unsent {
            Some(why) => (ProbeVerdict::NotJudged, why),
            None => self.verdict(planned, &sent),
        };
        let is_unclear = verdict == ProbeVerdict::NotJudged && is_unclear(case, &sent);
        let has_remedy = matches!(verdict, ProbeVerdict::Gap | ProbeVerdict::Deviation);
        ProbeResult {
            case,
            sent: case.sent(),
            expected: case.expected(),
            seen: seen(&sent),
            verdict,
            why,
            is_unclear,
            remedy: if has_remedy { case.remedy() } else { "" },
            meaning: case.meaning(),
            spec: case.spec(),
            attempts: sent
                .iter()
                .map(|sent| ProbeAttempt {
                    what: sent.what.clone(),
                    seen: sent.seen.text.clone(),
                    status: sent.seen.status,
                    exchange: sent.exchange,
                })
                .collect(),
        }
    }

    fn verdict(&self, planned: &Planned, sent: &[&Sent]) -> (ProbeVerdict, String) {
        let case = planned.case;
        if case.expected() == ProbeExpectation::Taken {
            return self.of_taken(case, sent);
        }
        let taken: Vec<&Sent> = sent
            .iter()
            .copied()
            .filter(|sent| sent.is_taken())
            .collect();
        if self.fetched.contains(&case) {
            return (ProbeVerdict::Gap, fetched(case, &taken));
        }
        if !taken.is_empty() {
            return self.of_wrong(case, taken);
        }
        match self.doubt(planned, sent) {
            Some(why) => (ProbeVerdict::NotJudged, why),
            None => (ProbeVerdict::Pass, String::new()),
        }
    }

    /// What wrong requests that were taken come to: a gap, unless another case explains it, or nothing says that they
    /// were wrong here.
    fn of_wrong(&self, case: ProbeCase, mut taken: Vec<&Sent>) -> (ProbeVerdict, String) {
        if case == ProbeCase::ScopeMissing && !self.demands_scope() {
            return (ProbeVerdict::NotJudged, NO_SCOPE_DEMANDED.to_owned());
        }
        if let Some(root) = self.root(case) {
            return (ProbeVerdict::NotJudged, root::explained(root));
        }
        taken.retain(|sent| sent.what != CUT_SHORT);
        if taken.is_empty() {
            return (ProbeVerdict::NotJudged, MAY_BE_KNOWN.to_owned());
        }
        if case == ProbeCase::TwoTokens && self.has_taken(ProbeCase::TokenInQuery) {
            taken.retain(|sent| sent.what != HEADER_AND_QUERY);
            if taken.is_empty() {
                let why = root::explained(ProbeCase::TokenInQuery);
                return (
                    ProbeVerdict::NotJudged,
                    format!("{HEADER_AND_QUERY}: {why}"),
                );
            }
        }
        let gap = match case.fetched_path() {
            Some(_) => NO_FETCH_SEEN,
            None => case.gap(),
        };
        let names: Vec<&str> = taken.iter().map(|sent| sent.what.as_str()).collect();
        let which = match names.concat().is_empty() {
            true => String::new(),
            false => format!(": {}", names.join("; ")),
        };
        (ProbeVerdict::Gap, format!("{gap}{which}"))
    }

    /// The case that may have been taken for the same reason as this one.
    fn root(&self, case: ProbeCase) -> Option<ProbeCase> {
        let mut roots = root::ROOTS.iter().copied();
        roots.find(|root| {
            root::is_part_of(case, *root)
                && self.has_taken(*root)
                && (root::is_same(case, *root) || self.has_taken_all_forged(*root))
        })
    }

    /// Whether nothing shows that signatures are checked after all.
    fn has_taken_all_forged(&self, root: ProbeCase) -> bool {
        let forged = self.sent.iter().map(|sent| sent.case);
        let mut forged = forged.filter(|case| root::is_forged(*case, root));
        forged.all(|case| self.has_taken(case))
    }

    fn has_taken(&self, case: ProbeCase) -> bool {
        let mut sent = self.sent.iter();
        sent.any(|sent| sent.case == case && sent.is_taken())
    }

    /// Whether anything says that a scope is demanded here.
    fn demands_scope(&self) -> bool {
        self.demands_scope || self.sent.iter().any(|sent| sent.seen.demands_scope)
    }

    fn of_taken(&self, case: ProbeCase, sent: &[&Sent]) -> (ProbeVerdict, String) {
        match sent.first().map(|sent| &sent.seen.outcome) {
            Some(Outcome::Taken) => (ProbeVerdict::Pass, String::new()),
            Some(Outcome::Unclear(why)) => (ProbeVerdict::NotJudged, why.clone()),
            // Nobody gets in by it; every other refusal of a good token has reasons of which the probe knows nothing.
            Some(Outcome::Refused) if case == ProbeCase::SchemeLowerCase => {
                (ProbeVerdict::Deviation, case.gap().to_owned())
            }
            Some(Outcome::Refused) => (ProbeVerdict::NotJudged, case.gap().to_owned()),
            None => (ProbeVerdict::NotJudged, self.stopped_text()),
        }
    }

    /// What keeps refusals from being judged.
    fn doubt(&self, planned: &Planned, sent: &[&Sent]) -> Option<String> {
        let case = planned.case;
        let is_any_refused = sent
            .iter()
            .any(|sent| sent.seen.outcome == Outcome::Refused);
        for sent in sent {
            let named = |why: &str| match sent.what.is_empty() {
                true => why.to_owned(),
                false => format!("{}: {why}", sent.what),
            };
            match &sent.seen.outcome {
                Outcome::Unclear(_) if case == ProbeCase::TokenLarge && sent.is_closed => {}
                // RFC 9110 §15.5.4: whoever hides what is forbidden may answer 404 in place of 403.
                Outcome::Unclear(_)
                    if case.expected() == ProbeExpectation::Scope
                        && sent.seen.status == Some(404) => {}
                Outcome::Unclear(_)
                    if case == ProbeCase::MethodOpen
                        && is_any_refused
                        && sent.seen.has_no_such_method() => {}
                Outcome::Unclear(why) => return Some(named(why)),
                Outcome::Refused if planned.is_unread && sent.seen.status == Some(401) => {
                    return Some(REFUSED_UNREAD.to_owned());
                }
                // What is taken is judged before.
                Outcome::Taken | Outcome::Refused => {}
            }
        }
        if sent.len() < planned.requests.len() {
            return Some(self.stopped_text());
        }
        if case.fetched_path().is_some() && !self.is_loopback && !self.is_listener_named {
            return Some(
                "refused; whether the API fetched the address first is seen only where it runs on this machine, or reaches an address of it that is named"
                    .to_owned(),
            );
        }
        let again = self.seen_of(ProbeCase::GoodTokenAgain);
        let is_shut_out = again.is_some_and(|again| again.outcome != Outcome::Taken);
        is_shut_out.then(|| {
            "at the end the API did not take the good token either, so that this refusal may have had the same reason"
                .to_owned()
        })
    }

    fn seen_of(&self, case: ProbeCase) -> Option<&Seen> {
        let mut sent = self.sent.iter().filter(|sent| sent.case == case);
        sent.next().map(|sent| &sent.seen)
    }

    fn stopped_text(&self) -> String {
        self.stopped.unwrap_or("it was not sent").to_owned()
    }

    /// What is odd about refusals that are good enough.
    pub(super) fn notes(&self, results: &[ProbeResult]) -> Vec<String> {
        let refused = |case: ProbeCase| {
            let mut results = results.iter();
            let is_pass = |result: &ProbeResult| result.verdict == ProbeVerdict::Pass;
            results.any(|result| result.case == case && is_pass(result))
        };
        let count = |is_odd: &dyn Fn(&Sent) -> bool| {
            let sent = self.sent.iter().filter(|sent| refused(sent.case));
            sent.filter(|sent| is_odd(sent)).count()
        };
        let answers = |count: usize| match count {
            1 => "1 answer is".to_owned(),
            more => format!("{more} answers are"),
        };
        let mut notes = Vec::new();
        let unclear: Vec<&ProbeResult> = results.iter().filter(|it| it.is_unclear).collect();
        if !unclear.is_empty() {
            let seen: BTreeSet<&str> = unclear.iter().map(|result| &*result.seen).collect();
            let seen: Vec<&str> = seen.into_iter().collect();
            notes.push(format!(
                "of {} what is wrong was neither refused nor taken ({}), so that nothing is proved of it: the API may have believed it before it failed; look at its log, and answer 401",
                match unclear.len() {
                    1 => "1 case".to_owned(),
                    more => format!("{more} cases"),
                },
                seen.join(", ")
            ));
        }
        let repeated = self.sent.iter().filter(|sent| sent.seen.repeats_token);
        match repeated.count() {
            0 => {}
            count => notes.push(format!(
                "{} the token that was sent: whoever keeps or reads answers, such as a cache, a log or a page, has the token too",
                match count {
                    1 => "1 answer repeats".to_owned(),
                    more => format!("{more} answers repeat"),
                }
            )),
        }
        if self.is_loopback
            && !self.is_listener_named
            && [ProbeCase::Jku, ProbeCase::X5u]
                .map(refused)
                .contains(&true)
        {
            notes.push(
                "that jku and x5u were not fetched is seen only where the API reaches 127.0.0.1 of this machine: one in a container behind a port of it does not, unless an address that it reaches is named for the listener"
                    .to_owned(),
            );
        }
        let bare = count(&|sent| sent.seen.lacks_challenge);
        if bare > 0 {
            notes.push(format!(
                "{} a 401 without WWW-Authenticate, which RFC 9110 §15.5.2 requires: clients cannot tell what is wanted",
                answers(bare)
            ));
        }
        let other = count(&|sent| {
            let of_token = sent.case.expected() == ProbeExpectation::RefusedToken;
            of_token && sent.seen.status != Some(401)
        });
        if other > 0 {
            notes.push(format!(
                "{} no 401, which RFC 6750 §3.1 has for a token that does not hold: clients renew their token after a 401",
                answers(other)
            ));
        }
        let scope = count(&|sent| {
            let of_scope = sent.case.expected() == ProbeExpectation::Scope;
            of_scope && sent.seen.status == Some(401)
        });
        if scope > 0 {
            notes.push(
                "a good token that may not do this gets 401, where RFC 6750 §3.1 has 403: clients would ask for the same token again"
                    .to_owned(),
            );
        }
        notes
    }
}

/// Whether an answer neither refuses nor takes what every API must refuse. Of tokens in other places, and of one that is too large, an
/// API need not say more than that the request is wrong.
fn is_unclear(case: ProbeCase, sent: &[&Sent]) -> bool {
    let is_odd = |sent: &&Sent| {
        let is_closed = case == ProbeCase::MethodOpen && sent.seen.has_no_such_method();
        matches!(sent.seen.outcome, Outcome::Unclear(_)) && !is_closed
    };
    let is_wrong = case.expected() == ProbeExpectation::RefusedToken;
    (is_wrong || matches!(case, ProbeCase::NoToken | ProbeCase::MethodOpen))
        && sent.iter().any(is_odd)
}

/// What came of a case: one answer, or each that there was once.
fn seen(sent: &[&Sent]) -> String {
    let mut texts: Vec<&str> = Vec::new();
    for sent in sent {
        let text = match sent.is_closed {
            true => "connection closed",
            false => sent.seen.text.as_str(),
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join(", ")
}

fn fetched(case: ProbeCase, taken: &[&Sent]) -> String {
    match taken.is_empty() {
        true => format!("{}, and refuses the token after that", case.gap()),
        false => format!("{}, and takes the token", case.gap()),
    }
}
