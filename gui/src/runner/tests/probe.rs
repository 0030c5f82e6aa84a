//! Probes against real servers: the playground without a gap, and APIs that each leave one thing out.

use std::io::{BufRead as _, Read as _, Write as _};

use claimscope_core::crypto::KeySet;
use claimscope_core::explain;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::{Expectations, Profile};
use claimscope_core::report::{KeySource, Verdict};
use claimscope_core::time::Timestamp;
use claimscope_oauth::probe::{ProbeCase, ProbeVerdict};
use claimscope_server::ApiSettings;

use super::{live, playground, run_until};
use crate::connection::Field;
use crate::message::Command;
use crate::model::Model;
use crate::probe::{ProbeCommand, ProbeFound, ProbeStanding};
use crate::runner::{LiveRunner, now};

fn probed(runner: &mut LiveRunner, model: &mut Model) -> ProbeFound {
    let start = Command::Probe(ProbeCommand::Start);
    run_until(runner, model, start, |model| !model.is_busy());
    let step = &model.workspace().unwrap().probe;
    let found = step.found.ready().cloned();
    found.unwrap_or_else(|| panic!("{:?}", step.found))
}

fn gaps(found: &ProbeFound) -> Vec<ProbeCase> {
    found.report.gaps().map(|gap| gap.case).collect()
}

#[test]
fn the_playground_has_no_gap_and_its_claims_are_judged_with_its_own_key() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let found = probed(&mut runner, &mut model);
    assert_eq!(found.standing(), ProbeStanding::NoGap, "{found:?}");
    for case in [
        ProbeCase::Expired,
        ProbeCase::AudienceOther,
        ProbeCase::ScopeMissing,
    ] {
        let result = found.report.result(case).unwrap();
        assert_eq!(result.verdict, ProbeVerdict::Pass, "{result:?}");
        // Each request is in the log that the window shows.
        for attempt in &result.attempts {
            let mut exchanges = model.exchanges.iter();
            assert!(exchanges.any(|one| Some(one.number) == attempt.exchange));
        }
    }
    assert!(found.token_ends[0].contains("was revoked"));
}

#[test]
fn rows_are_there_before_the_probe_has_ended() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let start = Command::Probe(ProbeCommand::Start);
    run_until(&mut runner, &mut model, start, |model| {
        let step = &model.workspace().unwrap().probe;
        step.found.is_pending() && step.so_far.len() > 5
    });
    let so_far = model.workspace().unwrap().probe.so_far.clone();
    assert_eq!(so_far[0].case, ProbeCase::GoodToken);
    assert_eq!(so_far[0].verdict, ProbeVerdict::Pass);
    for result in so_far {
        for attempt in result.attempts {
            let number = attempt.exchange.unwrap();
            assert!(model.exchanges.iter().any(|one| one.number == number));
        }
    }
}

#[test]
fn an_api_that_ignores_the_audience_is_named() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let running = runner.shared.servers.running().unwrap();
    let usual = ApiSettings::clone(&running.state().api());
    running.state().set_api(ApiSettings {
        audience: None,
        ..usual
    });
    let found = probed(&mut runner, &mut model);
    assert!(
        gaps(&found).contains(&ProbeCase::AudienceOther),
        "{found:?}"
    );
    assert!(!gaps(&found).contains(&ProbeCase::Expired));
    assert_eq!(found.standing(), ProbeStanding::Gaps);
}

/// Answers each request as `takes` says of its token.
fn api(takes: impl Fn(&str) -> bool + Send + 'static) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/orders", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut reader = std::io::BufReader::new(stream.try_clone().unwrap());
            let mut tokens = Vec::new();
            let mut length = 0;
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                let (name, value) = line.trim().split_once(':').unwrap_or_default();
                match name.to_ascii_lowercase().as_str() {
                    "authorization" => tokens.push(value.trim().to_owned()),
                    "content-length" => length = value.trim().parse().unwrap(),
                    _ => {}
                }
                line.clear();
            }
            let mut body = vec![0; length];
            let _ = reader.read_exact(&mut body);
            let token = match &tokens[..] {
                [one] => one.split_once(' '),
                _ => None,
            };
            let is_taken = token.is_some_and(|(scheme, token)| {
                scheme.eq_ignore_ascii_case("bearer") && takes(token)
            });
            let answer = match is_taken {
                true => "HTTP/1.1 200 OK\r\n",
                false => {
                    "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer error=\"invalid_token\"\r\n"
                }
            };
            let end = "Connection: close\r\nContent-Length: 2\r\n\r\n[]";
            let _ = stream.write_all(format!("{answer}{end}").as_bytes());
        }
    });
    address
}

/// Whether a token holds in all that its issuer says, but that it has ended.
fn holds_but_for_its_end(token: &str, key: &Jwk, issuer: &str) -> bool {
    let keys = KeySet::from_key(key.clone(), KeySource::Key);
    let policy = Expectations::of(Profile::Jwt)
        .issuer(issuer)
        .audience("api1")
        .scope("api1")
        .algorithms_of_keys()
        .policy()
        .unwrap();
    let claims = explain(token, Some(&keys), Some(&policy), now()).claims;
    let end = claims.and_then(|claims| claims.get("exp")?.as_number()?.as_i64());
    let before_its_end = end.map_or(now(), |end| {
        Timestamp::from_unix_seconds(now().unix_seconds().min(end - 1))
    });
    let report = explain(token, Some(&keys), Some(&policy), before_its_end);
    report.verdict == Verdict::Accepted
}

#[test]
fn an_api_that_takes_expired_tokens_is_named_with_a_key_that_is_given() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let running = runner.shared.servers.running().unwrap();
    let (key, issuer) = (running.signing_key(), running.issuer());
    let public = key.public().unwrap();
    let address = api(move |token| holds_but_for_its_end(token, &public, &issuer));
    let edit = Command::Edit(Field::ApiUrl, address.into());
    run_until(&mut runner, &mut model, edit, |_| true);
    let found = probed(&mut runner, &mut model);
    assert_eq!(found.standing(), ProbeStanding::NoGap, "{found:?}");
    let expired = found.report.result(ProbeCase::Expired).unwrap();
    assert!(expired.why.contains("signing key"), "{expired:?}");
    let key = key.to_json_with_private().to_string();
    let key = Command::Probe(ProbeCommand::EditSigningKey(key.into()));
    run_until(&mut runner, &mut model, key, |_| true);
    let found = probed(&mut runner, &mut model);
    assert_eq!(gaps(&found), [ProbeCase::Expired], "{found:?}");
}

#[test]
fn a_cancelled_probe_sends_nothing_more_and_judges_what_it_saw() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let start = Command::Probe(ProbeCommand::Start);
    run_until(&mut runner, &mut model, start, |model| {
        let step = &model.workspace().unwrap().probe;
        step.under_way.is_some_and(|at| at.sent == 3)
    });
    run_until(&mut runner, &mut model, Command::Cancel, |model| {
        !model.is_busy()
    });
    let step = &model.workspace().unwrap().probe;
    let found = step.found.ready().unwrap();
    assert_eq!(found.report.stopped.as_deref(), Some("it was cancelled"));
    assert_eq!(found.standing(), ProbeStanding::Unsettled);
    assert!(found.report.requests < 10, "{found:?}");
    assert!(found.token_ends[0].contains("was revoked"));
}

#[test]
fn nothing_leaves_while_the_network_is_off() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    run_until(&mut runner, &mut model, Command::SetOffline(true), |_| true);
    let start = Command::Probe(ProbeCommand::Start);
    run_until(&mut runner, &mut model, start, |model| !model.is_busy());
    let step = &model.workspace().unwrap().probe;
    let failure = step.found.failure().unwrap();
    assert!(failure.sentence.contains("switched off"), "{failure:?}");
    assert!(runner.shared.client.log().exchanges().is_empty());
}
